"""Read payouts: what a run came to, narrowed; and one taken apart down to its lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet, Sum

from fairway.catalogue import queries as catalogue
from fairway.engine.explain import Explanation, Unexplained
from fairway.engine.inputs import InputProblem
from fairway.engine.programme import Incentive
from fairway.engine.programme import Programme as Document
from fairway.engine.telling import Difference, changes
from fairway.incentives.models import Payout, Programme, Run, Version
from fairway.incentives.queries import inputs
from fairway.incentives.queries.documents import incentive_of, of_versions
from fairway.incentives.queries.explained import taken_apart
from fairway.incentives.queries.runs import last_succeeded
from fairway.incentives.rules import NotFound
from fairway.incentives.rules.steps import Place, as_agreed, goods_text, measured_text, place, rate_text
from fairway.kit.access import WORKER, Actor, Kind, acting_as
from fairway.kit.lake.scanning import NothingToRead
from fairway.partners import queries as partners
from fairway.values import Money


@dataclass(frozen=True, slots=True)
class PayoutRow:
    """One payout as lists show it. Texts are as statements print them; ``rate`` is empty where no step was reached."""

    id: int
    run_id: int
    version_id: int
    programme: str
    partner_id: int
    partner_code: str
    partner_name: str
    incentive: str
    title: str
    person: str
    period: str
    period_start: date
    period_end: date
    qualifier: str
    step: str
    rate: str
    measure: str
    lines: int
    earned: Money
    amount: Money
    carried_in: Money
    carried_out: Money
    goods: str
    exemption: str


@dataclass(frozen=True, slots=True)
class PayoutPage:
    """A page of payouts, how many there are in all, and what they add up to per currency."""

    rows: tuple[PayoutRow, ...]
    count: int
    totals: tuple[Money, ...]


@dataclass(frozen=True, slots=True)
class PayoutExplanation:
    """A payout taken apart.

    ``explanation`` is None where the lines cannot be read any more or do not give the payout; ``trouble`` then says
    why. ``place`` says where the payout stands in its table. ``products`` names SKU and name by product number;
    ``rivals``, for the vendor alone, the partners whose lines counted in place of this one's.
    ``version`` is the number of the programme's version; ``changed`` compares with the run before, where the payout was
    another then.
    """

    row: PayoutRow
    incentive: Incentive | None
    place: Place | None
    explanation: Explanation | None
    trouble: str
    products: Mapping[str, tuple[str, str]]
    version: int | None = None
    changed: Difference | None = None
    rivals: Mapping[str, str] = field(default_factory=dict)


def visible_to(actor: Actor) -> QuerySet[Payout]:
    """Payouts this actor may read: the vendor all, a partner its own; the database holds the same rule."""
    if actor.kind is Kind.PARTNER:
        own = Payout.objects.filter(partner_id=actor.partner_id or 0)
        return own if actor.may("own.earnings.view") else own.none()
    return Payout.objects.all() if actor.may("runs.view") else Payout.objects.none()


def latest_runs() -> dict[str, tuple[int, date]]:
    """The run that says what is earned now, and its day, by programme code; the same for everybody who asks."""
    with acting_as(WORKER):
        newest = last_succeeded(list(Programme.objects.values_list("pk", flat=True)))
        rows = Run.objects.filter(pk__in=newest.values()).values_list("programme__code", "pk", "as_of")
        return {code: (pk, as_of) for code, pk, as_of in rows}


def payouts(
    actor: Actor,
    run_id: int | None = None,
    *,
    partner_id: int | None = None,
    programme: str = "",
    incentive: str = "",
    period: str = "",
    search: str = "",
    zeros: bool = False,
    offset: int = 0,
    limit: int = 200,
) -> PayoutPage:
    """Payouts of one run, or of each programme's latest run; those of nothing only with ``zeros``.

    ``search`` finds words in partners' names and codes. Newest period first, then the largest amounts.
    """
    rows = visible_to(actor)
    if run_id is None:
        rows = rows.filter(run_id__in=[pk for pk, _ in latest_runs().values()])
    else:
        rows = rows.filter(run_id=run_id)
    wanted: dict[str, Any] = {
        "partner_id": partner_id, "programme": programme, "incentive": incentive, "period": period,
    }  # fmt: skip
    rows = rows.filter(**{name: value for name, value in wanted.items() if value not in {None, ""}})
    if search.strip():
        named = partners.visible_to(actor).filter(Q(name__icontains=search.strip()) | Q(code__icontains=search.strip()))
        rows = rows.filter(partner_id__in=named.values("pk"))
    if not zeros:
        rows = rows.exclude(earned=0, amount=0)
    sums = rows.order_by().values_list("currency").annotate(total=Sum("earned")).order_by("currency")
    totals = tuple(Money.from_minor(int(total), currency) for currency, total in sums)
    page = list(rows.order_by("-period_start", "-earned", "pk")[offset : offset + limit])
    return PayoutPage(rows_of(actor, page), rows.count(), totals)


def rows_of(actor: Actor, found: list[Payout]) -> tuple[PayoutRow, ...]:
    """Frozen rows for payouts: two queries whatever their number."""
    names = partners.names_of(actor, [row.partner_id for row in found])
    documents = of_versions(row.version_id for row in found)
    made = []
    for row in found:
        document = documents.get(row.version_id)
        incentive = incentive_of(document, row.incentive)
        code, name = names.get(row.partner_id, (str(row.partner_id), ""))
        if document is not None and incentive is not None:
            incentive = as_agreed(incentive, document.exempt(incentive.id, code, row.period_start))

        def money(minor: int, currency: str = row.currency) -> Money:
            return Money.from_minor(minor, currency)

        qualifier = measure = step = rate = ""
        if incentive is not None:
            measure = measured_text(incentive.measure, row.measure, row.currency)
            if row.qualifier is not None:
                qualifier = measured_text(incentive.qualifier, row.qualifier, row.currency)
            step = place(incentive, row.qualifier, row.currency).step_text
            rate = rate_text(incentive, row.step, row.rate, row.currency)
        made.append(
            PayoutRow(
                row.pk, row.run_id, row.version_id, row.programme, row.partner_id, code, name, row.incentive,
                incentive.title if incentive else row.incentive, row.person, row.period, row.period_start,
                row.period_end, qualifier, step, rate, measure, row.lines, money(row.earned), money(row.amount),
                money(row.carried_in), money(row.carried_out), goods_text(row.goods), row.exemption,
            )
        )  # fmt: skip
    return tuple(made)


def payout_explanation(actor: Actor, payout_id: int) -> PayoutExplanation:
    """Take one payout apart, reading the lines of its partner and period as its run read them.

    Vendor and partner get the same numbers from the same lines; a partner's reader never holds another's line.

    :raises NotFound: there is no such payout, or none that this actor may read.
    """
    payout = visible_to(actor).filter(pk=payout_id).first()
    if payout is None:
        raise NotFound(f"There is no payout {payout_id}.")
    (row,) = rows_of(actor, [payout])
    document = of_versions([payout.version_id]).get(payout.version_id)
    version = Version.objects.filter(pk=payout.version_id).values_list("number", flat=True).first()
    incentive = incentive_of(document, payout.incentive)
    if document is None or incentive is None:
        trouble = "The document of this payout cannot be read any more."
        return PayoutExplanation(row, None, None, None, trouble, {}, version)
    at = place(incentive, payout.qualifier, payout.currency)
    found: Explanation | None = None
    trouble = ""
    try:
        found = taken_apart(actor, document, payout)
    except (NothingToRead, InputProblem, Unexplained) as problem:
        trouble = inputs.in_words(problem)
    if found is not None and found.payout.earned != row.earned:
        trouble = (
            "Partners, products or rates changed since this run: calculated with what is known today the payout "
            f"is {found.payout.earned}. The next run books the difference."
        )
    if found is None and not trouble:
        trouble = "The lines of this payout were restated since: the next run books the difference."
    changed = _changed(actor, document, payout, found) if found is not None and not trouble else None
    return PayoutExplanation(
        row, incentive, at, found, trouble, _products(actor, found), version, changed, _rivals(actor, found)
    )


def _changed(actor: Actor, document: Document, payout: Payout, found: Explanation) -> Difference | None:
    """The same payout as it was calculated otherwise before, beside this one.

    While a period runs every file changes its payouts: then it is the run right before. What changed after the period
    had ended was a correction, which explains itself however often it was calculated again since.
    """
    with acting_as(WORKER):
        earlier = Run.objects.filter(programme__code=payout.programme, state=Run.SUCCEEDED, pk__lt=payout.run_id)
        ended = set(earlier.filter(as_of__gte=payout.period_end - timedelta(days=1)).values_list("pk", flat=True))
        newest = earlier.order_by("-pk").values_list("pk", flat=True).first()
    if newest is None:
        return None
    before = visible_to(actor).filter(
        run_id__in=ended | {newest}, partner_id=payout.partner_id, incentive=payout.incentive, period=payout.period,
        person=payout.person,
    ).exclude(earned=payout.earned).order_by("-run_id").first()  # fmt: skip
    if before is None:
        return None
    try:
        was = taken_apart(actor, of_versions([before.version_id]).get(before.version_id) or document, before)
    except (NothingToRead, InputProblem, Unexplained):
        return None
    return None if was is None or was.payout.earned.minor != before.earned else changes(was, found)


def _products(actor: Actor, found: Explanation | None) -> dict[str, tuple[str, str]]:
    if found is None:
        return {}
    lines = [one.line for one in found.lines] + [one.line for one in found.excluded]
    ids = {int(str(line["product_id"])) for line in lines if line.get("product_id") is not None}
    return {str(pk): named for pk, named in catalogue.names_of(actor, ids).items()}


def _rivals(actor: Actor, found: Explanation | None) -> dict[str, str]:
    ids = {int(one.rival) for one in found.excluded if one.rival} if found is not None else set[int]()
    return {str(pk): name or code for pk, (code, name) in partners.names_of(actor, sorted(ids)).items()} if ids else {}
