"""Evidence for deciding on statements: what changed against the last one, the largest correction, what stands out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from fairway.incentives.models import PeriodClosing, StatementLine
from fairway.incentives.queries.payouts import latest_runs
from fairway.incentives.queries.payouts import visible_to as visible_payouts
from fairway.incentives.queries.statements import (
    StatementRow,
    StatementView,
    statement_by_id,
    statements_for,
    states_by_period,
    visible_to,
)
from fairway.incentives.rules.reviewing import remarks
from fairway.kit.access import Actor
from fairway.values import Money

SAME_LENGTH = timedelta(days=5)
"""Periods of one kind differ by a few days: quarters have 90 to 92, months 28 to 31."""


@dataclass(frozen=True, slots=True)
class Corrected:
    """One correction of an earlier period."""

    title: str
    origin_period: str
    amount: Money


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A statement that waits, with its evidence. ``before`` is the last one's earned amount, None for a first one.

    ``remarks`` say why it stands out. ``own`` is whether the reader prepared it, so that somebody else approves it.
    """

    row: StatementRow
    before: Money | None
    largest: Corrected | None
    remarks: tuple[str, ...]
    own: bool


@dataclass(frozen=True, slots=True)
class Change:
    """What one incentive earned now and in the statement before."""

    title: str
    before: Money
    now: Money

    @property
    def difference(self) -> Money:
        return self.now - self.before


@dataclass(frozen=True, slots=True)
class ClosedPeriod:
    """A period that was closed somewhere, and how far its statements are."""

    period: str
    start: date
    end: date
    programmes: tuple[str, ...]
    draft: int
    approved: int
    issued: int

    @property
    def statements(self) -> int:
        return self.draft + self.approved + self.issued


def _before(row: StatementRow, others: Sequence[StatementRow]) -> StatementRow | None:
    """The last statement of the same partner, currency and length of period before this one."""
    length = row.period_end - row.period_start
    fitting = [
        one
        for one in others
        if (one.partner_id, one.currency) == (row.partner_id, row.currency)
        and one.period_end <= row.period_start
        and abs((one.period_end - one.period_start) - length) <= SAME_LENGTH
    ]
    return max(fitting, key=lambda one: one.period_start, default=None)


def review_queue(actor: Actor, state: str) -> tuple[ReviewRow, ...]:
    """Statements in a state (draft, approved) with their evidence, those that stand out first: five queries."""
    every = statements_for(actor)
    waiting = [row for row in every if row.state == state]
    by_partner: dict[int, list[StatementRow]] = {}
    for row in every:
        by_partner.setdefault(row.partner_id, []).append(row)
    corrections: dict[int, Corrected] = {}
    currency = {row.id: row.currency for row in waiting}
    lines = StatementLine.objects.filter(statement__in=visible_to(actor).filter(pk__in=currency), kind="correction")
    for line in lines.order_by("number"):
        amount = Money.from_minor(line.amount, currency[line.statement_id])
        known = corrections.get(line.statement_id)
        if known is None or abs(amount.minor) > abs(known.amount.minor):
            corrections[line.statement_id] = Corrected(line.title, line.origin_period, amount)
    adjusted: dict[int, int] = {}
    by_hand = StatementLine.objects.filter(statement__in=list(currency), kind="adjustment")
    for statement_id, minor in by_hand.values_list("statement_id", "amount"):
        adjusted[statement_id] = adjusted.get(statement_id, 0) + minor
    made = []
    for row in waiting:
        before = _before(row, by_partner[row.partner_id])
        said = remarks(
            earned=row.earned.minor, corrections=row.corrections.minor - adjusted.get(row.id, 0),
            closing=row.closing.minor,
            before=None if before is None else before.earned.minor, adjusted=row.id in adjusted,
        )  # fmt: skip
        own = row.prepared_by_id is not None and row.prepared_by_id == actor.user_id
        made.append(ReviewRow(row, None if before is None else before.earned, corrections.get(row.id), said, own))
    return tuple(sorted(made, key=lambda one: (not one.remarks, one.row.partner_name.casefold())))


def statement_before(actor: Actor, view: StatementView) -> StatementView | None:
    """The last statement of the same partner and currency before this one, whole."""
    found = _before(view.row, statements_for(actor, partner_id=view.row.partner_id))
    return None if found is None else statement_by_id(actor, found.id)


def changes(view: StatementView, before: StatementView | None) -> tuple[Change, ...]:
    """What each incentive earned now and in the statement before, the largest difference first."""
    zero = Money.zero(view.row.currency)
    titles: dict[tuple[str, str], str] = {}
    sums: list[dict[tuple[str, str], Money]] = [{}, {}]
    for at, one in ((0, before), (1, view)):
        for line in one.lines if one is not None else ():
            if line.kind == "earned":
                key = (line.programme, line.incentive)
                titles[key] = line.title
                sums[at][key] = sums[at].get(key, zero) + line.amount
    found = [Change(title, sums[0].get(key, zero), sums[1].get(key, zero)) for key, title in titles.items()]
    return tuple(sorted(found, key=lambda one: abs(one.difference.minor), reverse=True))


def payouts_behind(actor: Actor, view: StatementView) -> dict[int, int]:
    """The payout that explains each line of a statement, by the line's number.

    A line of the period opens the payout of the run that the period was closed on; a correction the latest payout of
    the period that it corrects.
    """
    newest = {code: run_id for code, (run_id, _) in latest_runs().items()}
    runs = {line.run_id for line in view.lines if line.run_id is not None} | set(newest.values())
    rows = visible_payouts(actor).filter(partner_id=view.row.partner_id, run_id__in=runs)
    known = {tuple(key): pk for pk, *key in rows.values_list("pk", "run_id", "incentive", "period", "person")}
    found = {}
    for line in view.lines:
        run_id = line.run_id if line.run_id is not None else newest.get(line.programme)
        pk = known.get((run_id, line.incentive, line.origin_period, line.person))
        if pk is not None:
            found[line.number] = pk
    return found


def closed_periods(actor: Actor, *, newest: int = 12) -> tuple[ClosedPeriod, ...]:
    """Periods that were closed in at least one programme, newest first, with the state of their statements."""
    if not actor.may("statements.view"):
        return ()
    closings: dict[tuple[date, date, str], list[str]] = {}
    for row in PeriodClosing.objects.filter(reopened_at=None).select_related("programme").order_by("-period_start"):
        closings.setdefault((row.period_start, row.period_end, row.period), []).append(row.programme.title)
    states = states_by_period(actor)
    made = []
    for (start, end, label), titles in list(closings.items())[:newest]:
        counted = (states[start, end, "draft"], states[start, end, "approved"], states[start, end, "issued"])
        made.append(ClosedPeriod(label, start, end, tuple(sorted(titles)), *counted))
    return tuple(made)
