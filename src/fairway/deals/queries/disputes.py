"""Disputes as each side reads them: the vendor the case, a partner its own part and nothing that tells of another.

A partner's reads ask its side's row, its items and the journal's rows about its side and its registration; they are the
same whether it is alone in the case or not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from fairway.agreements.queries import agreements
from fairway.deals.models import (
    Dispute,
    DisputeDecision,
    DisputeItem,
    DisputeSide,
    Event,
    Registration,
    Resolution,
)
from fairway.deals.queries.deciding import others_of, root_of
from fairway.deals.queries.precedents import Precedent, precedents
from fairway.deals.queries.registrations import policy_of, view_of, visible_to
from fairway.deals.rules import disputes as rules
from fairway.deals.rules import findings
from fairway.deals.rules.axes import dispute as axis
from fairway.deals.rules.refusals import NotFound, Refused
from fairway.kit.access import Actor
from fairway.kit.access.people import names_of
from fairway.kit.journal import reading
from fairway.kit.journal.models import JournalRow
from fairway.partners import queries as partners
from fairway.values import Exact, Money

DECIDING = ("approve", "refuse", "call_duplicate", "queue", "return", "revoke", "supersede")
"""Deeds by which somebody at the vendor becomes a party."""


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case as the vendor's list shows it."""

    code: str
    about: str
    status: str
    deal: str
    deal_name: str
    company: str
    partners: tuple[str, ...]
    mediator: str
    opened_at: datetime
    due_at: datetime | None
    outcome: str


@dataclass(frozen=True, slots=True)
class ItemRow:
    """A statement or a piece of evidence; ``side`` is the side's code, empty for the vendor's own."""

    code: str
    side: str
    by: str
    visible: str
    text: str
    name: str
    size: int
    at: datetime


@dataclass(frozen=True, slots=True)
class SideView:
    """One side: what its partner asked or is asked, and what it was given."""

    code: str
    deal: str
    deal_name: str
    company: str
    deal_status: str
    partner_id: int
    partner: str
    about: str
    opener: bool
    status: str
    text: str
    joined_at: datetime
    answer_by: datetime
    kind: str
    share: Exact | None
    amount: Money | None
    currency: str
    answer_text: str
    decided_at: datetime | None
    first_text: str
    first_at: datetime | None
    appeal_until: datetime | None
    appeal_text: str
    appealed_at: datetime | None
    email_to: int | None


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A decision with its reasons."""

    turn: int
    outcome: str
    winner: str
    changed: bool
    reason: str
    precedents: tuple[str, ...]
    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case with everything a mediator needs on one page."""

    row: CaseRow
    text: str
    mediator_id: int | None
    identify_by: datetime
    investigate_by: datetime
    resolve_by: datetime
    sides: tuple[SideView, ...]
    items: tuple[ItemRow, ...]
    decisions: tuple[DecisionRow, ...]
    timeline: tuple[JournalRow, ...]
    precedents: tuple[Precedent, ...]
    others: tuple[tuple[str, str, str], ...]
    """Registrations of the same company and products that are no side: code, partner, state."""
    parties: tuple[str, ...]
    hindered: str
    """Why this reader may not mediate; empty where it may."""


@dataclass(frozen=True, slots=True)
class OwnCase:
    """One's own part in a case."""

    side: SideView
    items: tuple[ItemRow, ...]
    timeline: tuple[JournalRow, ...]
    may_appeal: bool


def visible_disputes(actor: Actor) -> QuerySet[Dispute]:
    """Cases this actor may read: the vendor's channel people all, nobody else any."""
    return Dispute.objects.all() if actor.may("deals.view") and not actor.is_partner else Dispute.objects.none()


def visible_sides(actor: Actor) -> QuerySet[DisputeSide]:
    """Sides this actor may read: the vendor all, a partner its own only, its resellers' not."""
    if actor.is_partner:
        return DisputeSide.objects.filter(partner_id=actor.partner)
    return DisputeSide.objects.all() if actor.may("deals.view") else DisputeSide.objects.none()


def side_of(actor: Actor, code: str, *, lock: bool = False) -> DisputeSide:
    """One side by its code. :raises NotFound: none this actor may see."""
    rows = visible_sides(actor).filter(code=code)
    found = (rows.select_for_update() if lock else rows).first()
    if found is None:
        raise NotFound("There is no such case.")
    return found


def parties_of(actor: Actor, dispute: Dispute, sides: Iterable[DisputeSide]) -> frozenset[int]:
    """The vendor's people who may not mediate: who decided its registrations, opened it, looks after a partner."""
    found = list(sides)
    deciders = Event.objects.filter(
        registration__in={dispute.registration_id} | {one.registration_id for one in found}, axis="registration",
        kind__in=DECIDING, side="vendor", user__isnull=False,
    ).values_list("user_id", flat=True)  # fmt: skip
    owners = (
        agreements.visible_to(actor)
        .filter(partner_id__in={one.partner_id for one in found}, owner__isnull=False)
        .values_list("owner_id", flat=True)
    )
    opener = {dispute.opened_by_id} if dispute.opened_by_id is not None else set()
    return frozenset({*deciders, *owners, *opener} - {None})


def waiting_cases(actor: Actor, now: datetime) -> tuple[int, int]:
    """How many cases wait for somebody to take them up, and how many of one's own wait for the next step."""
    if not actor.may("deals.decide"):
        return (0, 0)
    rows = visible_disputes(actor).filter(status__in=axis.OPEN)
    found = list(rows.values_list("status", "mediator_id"))
    mine = sum(1 for status, mediator in found if mediator == actor.user_id and status != "appealed")
    appeals = sum(1 for status, mediator in found if status == "appealed" and mediator != actor.user_id)
    return (appeals + sum(1 for status, _ in found if status == "opened"), mine)


def case_rows(actor: Actor, found: Iterable[Dispute]) -> tuple[CaseRow, ...]:
    """List rows of cases: five queries whatever their number."""
    rows = list(found)
    sides: dict[int, list[DisputeSide]] = {}
    for side in DisputeSide.objects.filter(dispute__in=rows).order_by("pk"):
        sides.setdefault(side.dispute_id or 0, []).append(side)
    names = partners.names_of(actor, {side.partner_id for held in sides.values() for side in held})
    people = names_of({row.mediator_id for row in rows if row.mediator_id is not None})
    deals = Registration.objects.in_bulk({row.registration_id for row in rows})
    outcomes = dict(
        DisputeDecision.objects.filter(dispute__in=rows).order_by("turn").values_list("dispute_id", "outcome")
    )
    return tuple(
        CaseRow(
            row.code, row.about, row.status, deals[row.registration_id].code, deals[row.registration_id].name,
            deals[row.registration_id].company,
            tuple(dict.fromkeys(names.get(side.partner_id, ("", ""))[1] for side in sides.get(row.pk, ()))),
            people.get(row.mediator_id or 0, ""), row.opened_at,
            rules.next_due(row.status, row.identify_by, row.investigate_by, row.resolve_by), outcomes.get(row.pk, ""),
        )
        for row in rows
    )  # fmt: skip


def case(actor: Actor, code: str, now: datetime) -> CaseView:
    """One case, for whoever mediates or reads. :raises NotFound: none this actor may see."""
    found = visible_disputes(actor).filter(code=code).first()
    if found is None:
        raise NotFound("There is no such case.")
    held = list(DisputeSide.objects.select_related("registration").filter(dispute=found).order_by("pk"))
    sides = side_rows(actor, held)
    parties = parties_of(actor, found, held)
    decisions = list(DisputeDecision.objects.filter(dispute=found).select_related("winner").order_by("turn"))
    people = names_of({*parties, *(row.decided_by_id for row in decisions)})
    subjects = [f"deals.dispute:{found.pk}"]
    for side in held:
        subjects += [f"deals.side:{side.pk}", f"deals.registration:{side.registration_id}"]
    return CaseView(
        row=case_rows(actor, [found])[0],
        text=found.text,
        mediator_id=found.mediator_id,
        identify_by=found.identify_by,
        investigate_by=found.investigate_by,
        resolve_by=found.resolve_by,
        sides=sides,
        items=_items(DisputeItem.objects.filter(Q(dispute=found) | Q(side__in=held)), held),
        decisions=tuple(
            DecisionRow(
                row.turn, row.outcome, row.winner.code if row.winner else "", row.changed, row.reason,
                tuple(row.precedents), people.get(row.decided_by_id, ""), row.decided_at,
            )
            for row in decisions
        ),
        timeline=timeline(actor, subjects),
        precedents=precedents(actor, found),
        others=_others(actor, found, held, now),
        parties=tuple(sorted(people[one] for one in parties if one in people)),
        hindered=_hindered(actor, found, parties),
    )  # fmt: skip


def _hindered(actor: Actor, found: Dispute, parties: frozenset[int]) -> str:
    if not actor.may("deals.decide") or actor.user_id is None:
        return "You may read cases and not decide them."
    try:
        rules.may_mediate(actor.user_id, parties, found.mediator_id, appeal=found.status == "appealed")
    except Refused as refusal:
        return str(refusal)
    return ""


def side_rows(actor: Actor, held: Sequence[DisputeSide]) -> tuple[SideView, ...]:
    """Sides with their registrations, which are loaded with them."""
    names = partners.names_of(actor, {side.partner_id for side in held})
    return tuple(
        SideView(
            row.code, row.registration.code, row.registration.name, row.registration.company, row.registration.status,
            row.partner_id, names.get(row.partner_id, ("", ""))[1], row.about, row.opener, row.status, row.text,
            row.joined_at, row.answer_by, row.kind, row.share,
            Money(row.amount, row.currency) if row.amount is not None else None, row.currency, row.answer_text,
            row.decided_at, row.first_text, row.first_at, row.appeal_until, row.appeal_text, row.appealed_at,
            row.joined_by_id if row.opener else row.registration.created_by_id,
        )
        for row in held
    )  # fmt: skip


def _items(rows: QuerySet[DisputeItem], held: Sequence[DisputeSide]) -> tuple[ItemRow, ...]:
    codes = {side.pk: side.code for side in held}
    return tuple(
        ItemRow(
            row.code, codes.get(row.side_id or 0, ""), row.by, row.visible, row.text, row.name, row.size, row.added_at
        )
        for row in rows.order_by("added_at", "pk")
    )


def timeline(actor: Actor, subjects: Iterable[str]) -> tuple[JournalRow, ...]:
    """What the journal has about some things, oldest first; a partner's reading has only what both sides read."""
    return tuple(reading.visible_to(actor).filter(subject__in=list(subjects)).order_by("at", "id")[:400])


def _others(
    actor: Actor, found: Dispute, held: Sequence[DisputeSide], now: datetime
) -> tuple[tuple[str, str, str], ...]:
    about = visible_to(actor).get(pk=found.registration_id)
    resolution = Resolution.objects.filter(registration=about).select_related("account").first()
    if resolution is None:
        return ()
    policy = policy_of(about.version_id)
    asked = view_of(actor, about, now).asked
    near = [
        one for one in others_of(about, root_of(resolution.account), now)
        if findings.overlap(policy, asked, one.products) and one.registration_id not in
        {side.registration_id for side in held}
    ]  # fmt: skip
    rows = Registration.objects.in_bulk([one.registration_id for one in near])
    names = partners.names_of(actor, {one.partner_id for one in near})
    return tuple(
        (rows[one.registration_id].code, names.get(one.partner_id, ("", ""))[1], rows[one.registration_id].status)
        for one in near
    )


def own_case(actor: Actor, code: str, now: datetime) -> OwnCase:
    """One's own part in a case. :raises NotFound: none this actor may see."""
    row = side_of(actor, code)
    held = list(DisputeSide.objects.select_related("registration").filter(pk=row.pk))
    subjects = [f"deals.side:{row.pk}", f"deals.registration:{row.registration_id}"]
    return OwnCase(
        side_rows(actor, held)[0],
        _items(DisputeItem.objects.filter(side=row).exclude(visible="vendor"), held),
        timeline(actor, subjects),
        row.status == "decided" and row.appeal_until is not None and now < row.appeal_until,
    )


def own_rows(actor: Actor, found: Iterable[DisputeSide]) -> tuple[SideView, ...]:
    """List rows of one's own cases."""
    return side_rows(actor, list(found.select_related("registration") if isinstance(found, QuerySet) else found))


def item_file(actor: Actor, case_code: str, item_code: str) -> DisputeItem:
    """A file of a case, by the code of the case (vendor) or of one's side. :raises NotFound: none one may see."""
    rows = DisputeItem.objects.filter(code=item_code).exclude(sha256="")
    if actor.is_partner:
        found = rows.filter(side__in=visible_sides(actor).filter(code=case_code)).exclude(visible="vendor").first()
    else:
        cases = visible_disputes(actor).filter(code=case_code)
        found = rows.filter(Q(dispute__in=cases) | Q(side__dispute__in=cases)).first()
    if found is None:
        raise NotFound("There is no such file.")
    return found


def cases_of(actor: Actor, code: str) -> tuple[tuple[str, str], ...]:
    """Cases about one registration, newest first: code and state; the partner's own sides, or the vendor's cases."""
    sides = visible_sides(actor).filter(registration__code=code).order_by("-joined_at")
    if actor.is_partner:
        return tuple(sides.values_list("code", "status"))
    return tuple(sides.exclude(dispute=None).values_list("dispute__code", "dispute__status"))
