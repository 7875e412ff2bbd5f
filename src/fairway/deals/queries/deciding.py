"""What stands beside the buttons of a decision: the match, the findings, the history, what approval would mean."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q

from fairway.deals.models import (
    Account,
    CompanyKey,
    Conflict,
    Finding,
    Line,
    Opportunity,
    Protection,
    Receipt,
    Registration,
    Resolution,
)
from fairway.deals.queries.companies import Candidate, candidates, family_of
from fairway.deals.queries.pricing import PriceView, price_of
from fairway.deals.queries.registrants import registrant_of
from fairway.deals.queries.registrations import DealView, view_of, visible_to
from fairway.deals.queries.rights import right_to_register
from fairway.deals.queries.sold import products_meant, sold_to_company
from fairway.deals.rules import findings, scores
from fairway.deals.rules.axes.clock import Terms, foreseen_end, last_day
from fairway.deals.rules.axes.registration import OPEN
from fairway.deals.rules.identity import keys_of, plain_company
from fairway.deals.rules.policy import describe
from fairway.deals.rules.policy.document import FINDINGS
from fairway.deals.rules.policy.words import to_the_cent
from fairway.deals.rules.refusals import NotFound
from fairway.deals.rules.worth import fallback
from fairway.kit.access import Actor
from fairway.partners import queries as partners

WON = ("won", "closed won")
SHUT = ("lost", "closed lost")


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A finding with its evidence: the things it points at, as (words, kind, number or code)."""

    kind: str
    title: str
    severity: str
    text: str
    evidence: tuple[tuple[str, str, str], ...]
    found_at: datetime
    score: int | None = None
    score_why: str = ""


@dataclass(frozen=True, slots=True)
class Queued:
    """Somebody in the line for the same company and products, in the order of receipt."""

    code: str
    partner: str
    status: str
    received_at: datetime
    number: int


@dataclass(frozen=True, slots=True)
class History:
    """What became of the partner's registrations so far."""

    approved: int
    refused: int
    expired: int
    won: int
    open: int


@dataclass(frozen=True, slots=True)
class Decision:
    """Everything a decider needs on one page."""

    view: DealView
    receipt: int | None
    account_id: int | None
    account: str
    match_reasons: str
    candidates: tuple[Candidate, ...]
    findings: tuple[FindingRow, ...]
    history: History
    through: date | None
    line: tuple[Queued, ...]
    holder: Queued | None
    price_words: str
    price: PriceView
    conflicts: tuple[tuple[int, str, str], ...]

    @property
    def has_stop(self) -> bool:
        return any(one.severity == "stop" for one in self.findings)


def waiting_for(actor: Actor, now: datetime) -> tuple[int, int]:
    """How many registrations wait for the vendor, and how many of them are late."""
    if not actor.may("deals.decide"):
        return (0, 0)
    rows = visible_to(actor).filter(status__in=("submitted", "in_review"))
    counted = rows.aggregate(all=Count("pk"), late=Count("pk", filter=Q(due_at__lt=now)))
    return (counted["all"], counted["late"])


def for_decision(actor: Actor, code: str, now: datetime) -> Decision:
    """The decision page of one registration. :raises NotFound: none this actor may see."""
    actor.require("deals.view")
    found = visible_to(actor).filter(code=code).first()
    if found is None:
        raise NotFound(f"There is no registration {code[:20]}.")
    view = view_of(actor, found, now)
    resolution = Resolution.objects.filter(registration=found).select_related("account").first()
    receipt = Receipt.objects.filter(registration=found).values_list("number", flat=True).first()
    account_id = root_of(resolution.account) if resolution else None
    queue = _queue(actor, found, account_id, view, now)
    price = price_of(view.policy, found, view.row.partner, now.date())
    until = foreseen_end(view.policy, Terms(view.tier, view.row.value.amount, "lead"), now)
    return Decision(
        view=view,
        receipt=receipt,
        account_id=account_id,
        account=resolution.account.name if resolution else "",
        match_reasons=resolution.reasons if resolution else "",
        candidates=candidates(actor, view.fields),
        findings=_findings(actor, found),
        history=_history(found),
        through=None if until is None else last_day(view.policy, until),
        line=tuple(one for one in queue if one.status != "approved"),
        holder=next((one for one in queue if one.status == "approved"), None),
        price_words=_price(view, price),
        price=price,
        conflicts=_conflicts(found),
    )


def root_of(account: Account) -> int:
    """The company that stands for this one."""
    return account.merged_into_id or account.pk


def _price(view: DealView, price: PriceView) -> str:
    words = [sentence for passage in describe(view.policy) if passage.title == "What it is worth"
             for sentence in passage.sentences]  # fmt: skip
    if price.effect is not None:
        words.append(f"On the value asked that is {to_the_cent(price.effect.discount)}.")
    others = fallback(view.policy, view.fields.get("tender", ""))
    if others:
        words.append(f"Whoever does not get it still gets {others}.")
    return " ".join(words) or "No effect on the price."


def _findings(actor: Actor, found: Registration) -> tuple[FindingRow, ...]:
    rows = list(Finding.objects.filter(registration=found, gone_at=None).order_by("pk"))
    numbers: dict[str, set[int]] = {}
    for row in rows:
        for subject in row.about:
            kind, _, number = subject.partition(":")
            numbers.setdefault(kind, set()).add(int(number))
    deals = {row.pk: row for row in Registration.objects.filter(pk__in=numbers.get("deals.registration", ()))}
    names = partners.names_of(
        actor, {row.partner_id for row in deals.values()} | numbers.get("partners.partner", set())
    )
    pipeline = Opportunity.objects.in_bulk(list(numbers.get("deals.opportunity", ())))
    made = []
    for row in rows:
        evidence = []
        for subject in row.about:
            kind, _, number = subject.partition(":")
            if kind == "deals.registration" and int(number) in deals:
                other = deals[int(number)]
                evidence.append(
                    (f"{names.get(other.partner_id, ('', 'A partner'))[1]}, {other.name}", "deal", other.code)
                )
            elif kind == "partners.partner":
                evidence.append((names.get(int(number), ("", "A partner"))[1], "partner", number))
            elif kind == "deals.opportunity" and int(number) in pipeline:
                evidence.append((pipeline[int(number)].number, "opportunity", pipeline[int(number)].number))
        title = FINDINGS[row.kind]
        made.append(
            FindingRow(
                row.kind, title[:1].upper() + title[1:], row.severity, row.text, tuple(evidence), row.found_at,
                row.score, row.score_why,
            )
        )  # fmt: skip
    rank = {"stop": 0, "ask": 1, "note": 2}
    return tuple(sorted(made, key=lambda one: (rank[one.severity], -(one.score or 0))))


def heaviest(actor: Actor, codes: Iterable[str]) -> Mapping[str, tuple[str, int | None]]:
    """What weighs most against each of these registrations: the findings by the policy's names for them with their
    scores, and the highest."""
    actor.require("deals.view")
    found: dict[str, list[Finding]] = {}
    rows = Finding.objects.filter(registration__in=visible_to(actor).filter(code__in=list(codes)), gone_at=None)
    for row in rows.select_related("registration").order_by("pk"):
        found.setdefault(row.registration.code, []).append(row)
    return {
        code: (
            "; ".join(f"{one.kind.replace('_', ' ')} {'' if one.score is None else one.score}".strip()
                      for one in sorted(held, key=lambda one: -(one.score or 0))),
            max((one.score for one in held if one.score is not None), default=None),
        )
        for code, held in found.items()
    }  # fmt: skip


def _history(found: Registration) -> History:
    counted = (
        Registration.objects.filter(partner_id=found.partner_id)
        .exclude(pk=found.pk)
        .aggregate(
            approved=Count("pk", filter=Q(status__in=("approved", "closed", "expired"))),
            refused=Count("pk", filter=Q(status__in=("rejected", "duplicate"))),
            expired=Count("pk", filter=Q(status="expired")),
            won=Count("pk", filter=Q(stage="won")),
            open=Count("pk", filter=Q(status__in=OPEN)),
        )
    )
    return History(**counted)


def _queue(
    actor: Actor, found: Registration, account_id: int | None, view: DealView, now: datetime
) -> tuple[Queued, ...]:
    if account_id is None:
        return ()
    others = {
        one.registration_id: one
        for one in others_of(found, account_id, now)
        if findings.overlap(view.policy, view.asked, one.products)
    }
    rows = {
        row.pk: row for row in Registration.objects.filter(pk__in=list(others))
        if row.status in ("submitted", "in_review", "waitlisted") or others[row.pk].holds == "protected"
    }  # fmt: skip
    names = partners.names_of(actor, {row.partner_id for row in rows.values()})
    receipts = Receipt.objects.filter(registration__in=list(rows)).order_by("number")
    return tuple(
        Queued(
            rows[one.registration_id].code, names[rows[one.registration_id].partner_id][1],
            rows[one.registration_id].status, one.drawn_at, one.number,
        )
        for one in receipts
    )  # fmt: skip


def _conflicts(found: Registration) -> tuple[tuple[int, str, str], ...]:
    rows = Conflict.objects.filter(Q(first=found) | Q(second=found), closed_at=None).select_related("first", "second")
    return tuple((row.pk, row.first.code, row.second.code) for row in rows)


def others_of(found: Registration, account_id: int, now: datetime) -> tuple[findings.Other, ...]:
    """Other live registrations of the same company, merged ones included, with their products."""
    family = family_of(account_id)
    receipts = {
        row.registration_id: row
        for row in Receipt.objects.filter(
            registration__in=Resolution.objects.filter(account__in=family).values("registration")
        ).exclude(registration=found)
    }
    live = Registration.objects.filter(pk__in=list(receipts), status__in=(*OPEN, "approved"))
    protected = set(
        Protection.objects.filter(account__in=family, registration__in=live, period__contains=now)
        .values_list("registration_id", flat=True)
    )  # fmt: skip
    lines: dict[int, list[tuple[int, str, str]]] = {}
    for registration_id, number, sku, category in (
        Line.objects.filter(registration__in=live)
        .exclude(granted=False)
        .values_list("registration_id", "product_id", "product__sku", "product__category")
    ):
        lines.setdefault(registration_id, []).append((number, sku, category))
    return tuple(
        findings.Other(
            row.pk, row.partner_id,
            "protected" if row.pk in protected else "waiting" if row.status == "waitlisted" else "registered",
            receipts[row.pk].drawn_at, tuple(lines.get(row.pk, ())),
        )
        for row in live.order_by("pk")
        if row.status != "approved" or row.pk in protected
    )  # fmt: skip


def known_about(actor: Actor, found: Registration, view: DealView, account_id: int, now: datetime) -> findings.Known:
    """Look everything up that findings are made of."""
    on = now.date()
    registrant = registrant_of(actor, found.partner_id, now)
    family = family_of(account_id)
    products = products_meant(actor, view)
    sold = list(sold_to_company(actor, found, view, family, (found.submitted_at or now).date()))
    pipeline = []
    for row in Opportunity.objects.filter(account__in=family).order_by("pk")[:200]:
        stage = row.stage.lower()
        overlaps = row.product_id is None or products is None or row.product_id in products
        if stage in WON:
            if row.closed_on is not None and row.product_id is not None and overlaps:
                sku = (products or {}).get(row.product_id, row.product_text)
                sold.append(findings.Sale(row.closed_on, row.product_id, sku))
        elif stage not in SHUT:
            pipeline.append(
                findings.Opportunity(
                    row.pk, row.number, row.stage, row.product_text, row.opened_on, overlaps, row.product_id
                )
            )
    said = Resolution.objects.filter(registration=found).values_list("resolved_by", flat=True).first()
    known = candidates(actor, view.fields)
    likely = {one.account_id: one.probability for one in known}
    same = scores.Same() if said is not None else scores.matched(likely.get(account_id, 1.0))
    right = right_to_register(
        actor, partner_id=found.partner_id, skus=[line.sku for line in view.lines], country=found.country, on=on
    )
    own = partners.visible_to(actor).get(pk=found.partner_id)
    mine = set(keys_of(own.name, own.country, own.website, own.tax_number))
    keys = set(keys_of(found.company, found.country, view.fields.get("website", "")))
    relatives = relatives_of(found, family)
    return findings.Known(
        others_of(found, account_id, now), tuple(pipeline), tuple(sold), relatives, right,
        own.name if keys & mine else "", len(known) or 1,
        partners.trained(actor, found.partner_id, on) if view.policy.trained_people else None,
        same, max(likely.values(), default=1.0),
    ) if registrant.active else findings.Known(right=right)  # fmt: skip


def relatives_of(found: Registration, family: Iterable[int]) -> tuple[str, ...]:
    """Known companies that share the domain but are not the same: another branch, another country."""
    keys = CompanyKey.objects.filter(account__in=list(family), key__startswith="domain:")
    domains = list(keys.values_list("key", flat=True))
    plain = plain_company(found.company)
    names = (
        Account.objects.filter(domain__in=[key.removeprefix("domain:") for key in domains])
        .exclude(pk__in=list(family)).order_by("name").values_list("name", flat=True)
    )  # fmt: skip
    return tuple(name for name in names[:5] if plain_company(name) != plain) if domains else ()
