"""What is earned so far: by programme for the vendor, by incentive with the gap to the next step for a partner."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from fairway.engine.programme import Programme as Document
from fairway.engine.programme import Validity
from fairway.incentives.models import Payout, Programme, Publication
from fairway.incentives.queries.documents import read
from fairway.incentives.queries.payouts import latest_runs, visible_to
from fairway.incentives.rules.adjusting import is_adjustment, programme_of
from fairway.incentives.rules.eligible import may_earn
from fairway.incentives.rules.periods import Applying, governing
from fairway.incentives.rules.steps import as_agreed, measured_text, place, rate_text
from fairway.kit.access import WORKER, Actor, Kind, acting_as
from fairway.ledger import queries as books
from fairway.ledger.rules import Account
from fairway.partners import queries as partners
from fairway.values import Exact, Money, Period


@dataclass(frozen=True, slots=True)
class Accrued:
    """What the books took up as earned in a span of days, for one programme and currency."""

    programme: str
    title: str
    period: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Earning:
    """Where a partner stands in one incentive in the period that holds a day.

    ``progress`` is the way to the next step in whole percent, 100 where there is no next. ``as_of`` is the last day
    whose sales are counted, None before the first run. ``gates_met`` is false where a further condition is not met
    yet, and before the first counted line. ``payout_id`` opens the explanation.
    """

    programme: str
    programme_title: str
    incentive: str
    title: str
    period: str
    period_end: date
    earned: Money
    qualifier: Exact | None
    qualifier_text: str
    measure: Exact | None
    measure_text: str
    gates_met: bool
    rate_text: str
    step_text: str
    next_text: str
    gap: Exact | None
    gap_text: str
    progress: int
    as_of: date | None
    payout_id: int | None


def accrued_by_programme(actor: Actor, quarter: Period) -> tuple[Accrued, ...]:
    """What was taken up as earned in the periods that begin within ``quarter``, by programme, largest first."""
    rows = books.balances(
        actor, accounts=[Account.CONTRA_REVENUE], by=("programme",),
        period_start__gte=quarter.start, period_start__lt=quarter.end,
    )  # fmt: skip
    titles = dict(Programme.objects.values_list("code", "title"))
    made = [Accrued(row.programme, _title(row.programme, titles), quarter.label, row.amount) for row in rows]
    return tuple(sorted(made, key=lambda one: (one.amount.currency, -one.amount.amount, one.programme)))


def _title(name: str, titles: Mapping[str, str]) -> str:
    title = titles.get(programme_of(name), name)
    return f"{title}, adjustments" if is_adjustment(name) else title


def accrued_by_quarter(
    actor: Actor, quarters: tuple[Period, ...], *, partner_id: int | None = None
) -> tuple[Accrued, ...]:
    """The same for several quarters, oldest first, at most of one partner: the chart of the first page."""
    if not quarters:
        return ()
    ordered = sorted(quarters)
    only = {} if partner_id is None else {"partner_id": partner_id}
    rows = books.balances(
        actor, accounts=[Account.CONTRA_REVENUE], by=("programme", "period_start"),
        period_start__gte=ordered[0].start, period_start__lt=ordered[-1].end, **only,
    )  # fmt: skip
    titles = dict(Programme.objects.values_list("code", "title"))
    sums: dict[tuple[Period, str, str], Money] = {}
    for row in rows:
        quarter = next((one for one in ordered if row.period_start is not None and row.period_start in one), None)
        if quarter is not None:
            key = (quarter, row.programme, row.currency)
            sums[key] = sums.get(key, Money.zero(row.currency)) + row.amount
    return tuple(
        Accrued(programme, _title(programme, titles), quarter.label, amount)
        for (quarter, programme, _), amount in sorted(sums.items(), key=lambda item: item[0])
    )


def earnings_to_date(actor: Actor, partner_id: int, *, on: date) -> tuple[Earning, ...]:
    """Every incentive a partner can earn from, in the period that holds ``on``, as of the latest run.

    An incentive without sales so far stands at nothing, with the whole way to its first step before it. One that ended
    before the period, or has not begun yet, is left out.
    """
    if actor.kind is Kind.PARTNER and not actor.may("own.earnings.view"):
        return ()
    partner = partners.one(actor, partner_id, on=on)
    runs = latest_runs()
    found: dict[tuple[str, str, date], Payout] = {}
    mine = visible_to(actor).filter(partner_id=partner_id, run_id__in=[pk for pk, _ in runs.values()])
    for payout in mine.filter(period_start__lte=on, period_end__gt=on, person=""):
        found[payout.programme, payout.incentive, payout.period_start] = payout
    made: list[Earning] = []
    for code, document in in_force(on):
        period = document.calendar.fiscal.period_of(on)
        as_of = runs[code][1] if code in runs else None
        for incentive in document.incentives:
            if not _runs(document.validity, period, on) or not _runs(incentive.validity, period, on):
                continue
            row = found.get((code, incentive.id, period.start))
            if row is None and not may_earn(
                document, incentive, code=partner.code, types=partner.types, tier=partner.tier, country=partner.country
            ):
                continue
            qualifier = row.qualifier if row is not None else None
            incentive = as_agreed(incentive, document.exempt(incentive.id, partner.code, period.start))
            at = place(incentive, qualifier, document.currency)
            made.append(
                Earning(
                    code, document.title, incentive.id, incentive.title, period.label, period.end,
                    Money.from_minor(row.earned if row is not None else 0, document.currency), qualifier,
                    "" if qualifier is None else measured_text(incentive.qualifier, qualifier, document.currency),
                    None if row is None else row.measure,
                    "" if row is None else measured_text(incentive.measure, row.measure, document.currency),
                    row is not None and row.gates_met,
                    rate_text(
                        incentive, row.step if row is not None else None, row.rate if row is not None else None,
                        document.currency,
                    ), at.step_text,
                    at.next_text, at.gap, at.gap_text, at.progress, as_of, row.pk if row is not None else None,
                )
            )  # fmt: skip
    return tuple(made)


def _runs(validity: Validity, period: Period, on: date) -> bool:
    """Whether it has begun by a day, and still counted at some time of the day's period."""
    begun = validity.starts is None or validity.starts <= on
    return begun and (validity.until is None or validity.until > period.start)


def in_force(on: date) -> list[tuple[str, Document]]:
    """The document that governs the period of a day, for each published programme, by title.

    Which version applies from when is the same for everybody, so the worker reads it for a partner, too.
    """
    with acting_as(WORKER):
        rows = Publication.objects.order_by("pk").values_list(
            "version__programme__code", "version_id", "version__text", "applies_from"
        )
        published = list(rows)
    versions: dict[str, list[Applying]] = {}
    texts: dict[int, str] = {}
    for code, version_id, text, applies_from in published:
        versions.setdefault(code, []).append(Applying(version_id, applies_from))
        texts[version_id] = text
    found = []
    for code, applying in versions.items():
        newest = read(texts[applying[-1].version_id])
        governs = None if newest is None else governing(applying, newest.calendar.fiscal.period_of(on))
        document = None if governs is None else read(texts[governs])
        if document is not None:
            found.append((code, document))
    return sorted(found, key=lambda one: (one[1].title, one[0]))
