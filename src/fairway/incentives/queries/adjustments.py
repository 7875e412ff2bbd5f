"""Read what is paid or taken back by hand: proposals and bookings for the vendor, its own bookings for a partner."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet

from fairway.incentives.models import (
    Adjustment,
    AdjustmentBooking,
    Member,
    Programme,
    Publication,
    Statement,
    StatementIssue,
    StatementLine,
)
from fairway.incentives.rules import NotFound
from fairway.kit.access import Actor, Kind
from fairway.kit.access.people import names_of
from fairway.partners import queries as partners
from fairway.values import Money

WAITING, BOOKED, DROPPED = "waiting", "booked", "dropped"


@dataclass(frozen=True, slots=True)
class AdjustmentRow:
    """An adjustment as lists show it. ``state`` is waiting, booked or dropped; ``period`` is empty until booked."""

    id: int
    code: str
    state: str
    partner_id: int
    partner_name: str
    title: str
    amount: Money
    about: str
    link: str
    proposed_by_id: int
    proposed_by: str
    proposed_at: datetime
    period: str
    taken_back: bool


@dataclass(frozen=True, slots=True)
class AdjustmentView:
    """One adjustment with everything that is known of it; codes are empty where there is no other."""

    row: AdjustmentRow
    explanation: str
    reason: str
    approved_by: str
    approved_at: datetime | None
    dropped_by: str
    dropped_at: datetime | None
    dropped_why: str
    programme: str
    programme_id: int | None
    entry_id: int | None
    statement_id: int | None
    reverses: str
    reversed_by: str
    reversal_booked: bool


@dataclass(frozen=True, slots=True)
class OwnAdjustment:
    """What was booked for a partner by hand, as it reads it; ``statement`` is its number once issued."""

    code: str
    title: str
    explanation: str
    amount: Money
    about: str
    period: str
    period_start: date
    booked_at: datetime
    statement: str
    takes_back: bool


def visible_adjustments(actor: Actor) -> QuerySet[Adjustment]:
    """Adjustments this actor may read: the vendor's all, a partner none; it reads what was booked."""
    return Adjustment.objects.all() if actor.may("statements.view") else Adjustment.objects.none()


def adjustments(actor: Actor, *, partner_id: int | None = None) -> tuple[AdjustmentRow, ...]:
    """All adjustments, the newest first."""
    found = visible_adjustments(actor)
    return rows_of(actor, found if partner_id is None else found.filter(partner_id=partner_id))


def adjustments_about(actor: Actor, cases: Collection[str]) -> tuple[AdjustmentRow, ...]:
    """What came of some cases, by the codes under which their partners know them, oldest first."""
    return tuple(reversed(rows_of(actor, visible_adjustments(actor).filter(about__in=list(cases)))))


def rows_of(actor: Actor, found: QuerySet[Adjustment]) -> tuple[AdjustmentRow, ...]:
    """Rows of a list, the newest first: four queries whatever their number."""
    rows = list(found.order_by("-pk"))
    booked = {row.adjustment_id: row for row in AdjustmentBooking.objects.filter(adjustment__in=rows)}
    back = set(
        AdjustmentBooking.objects.filter(adjustment__reverses__in=rows).values_list("adjustment__reverses", flat=True)
    )
    names = partners.names_of(actor, {row.partner_id for row in rows})
    people = names_of({row.proposed_by_id for row in rows})
    return tuple(
        AdjustmentRow(
            row.pk, row.code, BOOKED if row.pk in booked else DROPPED if row.dropped_at else WAITING, row.partner_id,
            names[row.partner_id][1], row.title, Money.from_minor(row.amount, row.currency), row.about, row.link,
            row.proposed_by_id, people.get(row.proposed_by_id, ""), row.proposed_at,
            booked[row.pk].period if row.pk in booked else "", row.pk in back,
        )
        for row in rows
    )  # fmt: skip


def adjustment(actor: Actor, code: str) -> AdjustmentView:
    """One adjustment. :raises NotFound: none that this actor may read."""
    found = visible_adjustments(actor).filter(code=code)
    rows = rows_of(actor, found)
    if not rows:
        raise NotFound(f"There is no adjustment {code[:20]}.")
    one = found.select_related("reverses").get()
    booking = AdjustmentBooking.objects.select_related("programme").filter(adjustment=one).first()
    counter = Adjustment.objects.filter(reverses=one, dropped_at=None).first()
    people = names_of(
        person
        for person in (booking.approved_by_id if booking is not None else None, one.dropped_by_id)
        if person is not None
    )
    line = None
    if booking is not None:
        line = StatementLine.objects.filter(
            partner_id=one.partner_id, kind="adjustment", incentive=booking.account,
            statement__period_start=booking.period_start,
        ).first()  # fmt: skip
    return AdjustmentView(
        rows[0], one.explanation, one.reason, people.get(booking.approved_by_id, "") if booking else "",
        booking.approved_at if booking else None, people.get(one.dropped_by_id or 0, ""), one.dropped_at,
        one.dropped_why, booking.programme.title if booking else "", booking.programme_id if booking else None,
        booking.entry_id if booking else None, line.statement_id if line else None,
        one.reverses.code if one.reverses else "", counter.code if counter else "",
        counter is not None and AdjustmentBooking.objects.filter(adjustment=counter).exists(),
    )  # fmt: skip


def statements_to_choose(actor: Actor, code: str) -> tuple[tuple[int, str], ...]:
    """The programmes on whose statement an adjustment could stand, as (id, title), the most fitting first.

    Those that let the partner in come before others, those in the adjustment's currency before others.
    """
    one = visible_adjustments(actor).filter(code=code).first()
    if one is None:
        return ()
    published = Programme.objects.filter(pk__in=Publication.objects.values("version__programme_id"))
    member = set(Member.objects.filter(partner_id=one.partner_id).values_list("version__programme_id", flat=True))
    rows = sorted(
        published, key=lambda row: (row.pk not in member, row.currency != one.currency, row.title.casefold(), row.pk)
    )
    return tuple((row.pk, row.title) for row in rows)


def adjustments_waiting(actor: Actor) -> int:
    """How many adjustments this person could book now."""
    if not actor.may("adjustments.approve"):
        return 0
    open_ones = Adjustment.objects.filter(dropped_at=None).exclude(
        pk__in=AdjustmentBooking.objects.values("adjustment")
    )
    counted = open_ones.aggregate(others=Count("pk", filter=~Q(proposed_by_id=actor.user_id or 0)))
    return int(counted["others"])


def visible_bookings(actor: Actor) -> QuerySet[AdjustmentBooking]:
    """Bookings this actor may read: the vendor all, a partner its own; the database holds the same rule."""
    if actor.kind is Kind.PARTNER:
        return AdjustmentBooking.objects.filter(partner_id=actor.partner_id or 0)
    return AdjustmentBooking.objects.all() if actor.may("statements.view") else AdjustmentBooking.objects.none()


def own_adjustments(actor: Actor) -> tuple[OwnAdjustment, ...]:
    """What was booked by hand for the partner that asks, the newest first; whoever may not see earnings reads none."""
    return _own(visible_bookings(actor)) if actor.may("own.earnings.view") else ()


def booked_about(actor: Actor, case: str) -> tuple[OwnAdjustment, ...]:
    """What was booked because of one of the partner's own cases, oldest first, for whoever may see the case."""
    if not case or not actor.may("own.deals.view"):
        return ()
    return tuple(reversed(_own(visible_bookings(actor).filter(about=case))))


def _own(found: QuerySet[AdjustmentBooking]) -> tuple[OwnAdjustment, ...]:
    rows = list(found.order_by("-pk"))
    statements = {
        (row.partner_id, row.currency, row.period_start): row.pk
        for row in Statement.objects.filter(
            partner_id__in={row.partner_id for row in rows}, period_start__in={row.period_start for row in rows},
            pk__in=StatementLine.objects.filter(
                kind="adjustment", incentive__in={row.account for row in rows}
            ).values("statement_id"),
        )
    }  # fmt: skip
    numbers = dict(
        StatementIssue.objects.filter(statement__in=list(statements.values())).values_list("statement_id", "number")
    )
    return tuple(
        OwnAdjustment(
            row.code, row.title, row.explanation, Money.from_minor(row.amount, row.currency), row.about, row.period,
            row.period_start, row.approved_at,
            numbers.get(statements.get((row.partner_id, row.currency, row.period_start), 0), ""),
            row.code != row.account,
        )
        for row in rows
    )  # fmt: skip
