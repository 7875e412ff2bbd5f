"""What a calculation reaches: which periods, those with lines and those they depend on; and whose lines."""

from collections.abc import Collection, Sequence
from datetime import date

from fairway.engine.plan import baseline_of
from fairway.engine.programme import Growth, Incentive, NoHistory, Programme
from fairway.values import Period


def periods_between(programme: Programme, first: date, last: date, as_of: date | None = None) -> list[Period]:
    """Every period between the first and the last line that the programme could count."""
    validity = programme.validity
    if validity.starts is not None:
        first = max(first, validity.starts)
    last = min(last, as_of) if as_of is not None else last
    calendar = programme.calendar.fiscal
    found = [] if first > last else list(calendar.periods(first, calendar.period_of(last).end))
    return [period for period in found if validity.until is None or period.start < validity.until]


def asked_of(
    programme: Programme, every: Sequence[Period], shown: Sequence[Period] | None, days: tuple[date, date] | None
) -> tuple[list[Period], list[Period]]:
    """The periods to calculate and those to show, of every period with lines; `days` are the first and last line's."""
    if shown is None:
        return sorted({*every, *_before(programme, every, days)}), list(every)
    found = set(shown)
    if found and any(one.looks_back or _ordered(one) for one in programme.incentives):
        last = max(period.start for period in found)
        found |= {period for period in every if period.start <= last}
    return sorted({*found, *_before(programme, found, days)}), list(shown)


def _ordered(incentive: Incentive) -> bool:
    """Whether a line may not count because one of an earlier period did."""
    return any(measure.lines.once_per is not None for measure in incentive.measures)


def _before(programme: Programme, periods: Collection[Period], days: tuple[date, date] | None) -> set[Period]:
    """The periods that growth is measured against, as far back as there are lines, valid or not."""
    growing = [asked for one in programme.incentives for asked in one.asked if isinstance(asked, Growth)]
    if days is None or not growing or not periods:
        return set()
    calendar, found = programme.calendar.fiscal, set[Period]()
    earliest = calendar.period_of(days[0])
    for asked in growing:
        for period in periods if asked.over is not None else ():
            last = baseline_of(programme, asked.over, period) if asked.over else period
            first = asked.measure.over.first(calendar, last) or earliest
            found |= set(calendar.periods(max(first, earliest).start, last.end))
    return found


def alone(incentive: Incentive) -> bool:
    """Whether what a partner earns is told by its own lines: nothing counts, or is shared, by those of others."""
    limits = incentive.limits
    if incentive.pool is not None or limits.budget is not None or limits.budget_per_year is not None:
        return False
    peers = any(isinstance(one, Growth) and one.without_history is NoHistory.PEERS for one in incentive.asked)
    return not peers and not any(one.new or one.lines.once_per for one in incentive.measures)
