"""Which periods a programme has, which version governs each, and in which one something is booked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from fairway.engine.programme import Calendar, Programme
from fairway.incentives.rules.refusals import Refused
from fairway.values import FiscalCalendar, Period


@dataclass(frozen=True, slots=True)
class Applying:
    """A published version and the day from which its periods begin; ``None``: from the first period on."""

    version_id: int
    applies_from: date | None


@dataclass(frozen=True, slots=True)
class Segment:
    """Periods that one version governs, in order."""

    version_id: int
    periods: tuple[Period, ...]


def calendar_of(calendar: Calendar) -> FiscalCalendar:
    """The calendar that cuts a programme's time into periods."""
    return FiscalCalendar(calendar.year_starts_month, calendar.period)


def periods_until(calendar: FiscalCalendar, first: date, as_of: date) -> tuple[Period, ...]:
    """All periods from the one of ``first`` up to the one that holds ``as_of``."""
    return tuple(calendar.periods(first, as_of + timedelta(days=1)))


def governing(published: Sequence[Applying], period: Period) -> int | None:
    """The version that governs a period: the last published of those that apply by its first day."""
    found = None
    for one in published:
        if one.applies_from is None or one.applies_from <= period.start:
            found = one.version_id
    return found


def segments(published: Sequence[Applying], periods: Iterable[Period]) -> tuple[Segment, ...]:
    """Cut periods into stretches of one version each; periods before the first version are left out."""
    made: list[Segment] = []
    for period in sorted(periods):
        version = governing(published, period)
        if version is None:
            continue
        if made and made[-1].version_id == version:
            made[-1] = Segment(version, (*made[-1].periods, period))
        else:
            made.append(Segment(version, (period,)))
    return tuple(made)


def booking_period(origin: Period, closed: Collection[date], calendar: FiscalCalendar) -> Period:
    """Where something earned in ``origin`` is booked: there while it is open, else in the first open period after it.

    ``closed`` holds the first days of closed periods.
    """
    period = origin
    while period.start in closed:
        period = calendar.next(period)
    return period


def check_follows(before: Programme, after: Programme) -> None:
    """A new version keeps what the books are kept in: id, currency, year start and period length.

    :raises Refused: it does not.
    """
    kept = (
        ("the programme's id", before.id, after.id),
        ("its currency", before.currency, after.currency),
        ("the month its year starts in", before.calendar.year_starts_month, after.calendar.year_starts_month),
        ("its period", before.calendar.period, after.calendar.period),
    )
    for what, old, new in kept:
        if old != new:
            raise Refused(
                f"This version changes {what} from {old} to {new}, but periods are already booked under the old one. "
                "Create a new programme instead."
            )


def check_applies_from(programme: Programme, applies_from: date | None, *, first: bool) -> None:
    """A version applies from the first day of a period; a later version must say from which.

    :raises Refused: it says nothing, or a day inside a period.
    """
    if applies_from is None:
        if not first:
            raise Refused("Say from which period this version applies: earlier periods keep the version before it.")
        return
    period = calendar_of(programme.calendar).period_of(applies_from)
    if period.start != applies_from:
        after = calendar_of(programme.calendar).next(period)
        raise Refused(
            f"A version applies from the first day of a period, and {applies_from} lies inside {period}. "
            f"Say {period.start} or {after.start}."
        )


def check_closable(period: Period, *, today: date, grace_days: int) -> None:
    """A period is closed when it is over and its days of grace, in which late files still come, are too.

    ``today`` is the date in the programme's time zone.

    :raises Refused: it is too early.
    """
    allowed = period.end + timedelta(days=grace_days)
    if today < period.end:
        raise Refused(f"{period} lasts until {period.end - timedelta(days=1)}: it cannot be closed before it is over.")
    if today < allowed:
        raise Refused(f"Late files for {period} are still welcome until {allowed - timedelta(days=1)}: close it then.")


LONGEST_NAME, LONGEST_TITLE = 80, 200


def check_fits(programme: Programme) -> None:
    """The books name programmes and incentives by id, and statements print their titles: both have a longest form.

    :raises Refused: one is longer.
    """
    named = [("programme", programme.id, programme.title)]
    named += [("incentive", one.id, one.title) for one in programme.incentives]
    for what, name, title in named:
        if len(name) > LONGEST_NAME:
            raise Refused(f"The id of {what} {name[:20]}… has {len(name)} letters: {LONGEST_NAME} are the most.")
        if len(title) > LONGEST_TITLE:
            raise Refused(f"The title of {what} {name} has {len(title)} letters: {LONGEST_TITLE} are the most.")
