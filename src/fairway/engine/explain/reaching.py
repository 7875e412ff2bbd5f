"""How far back the lines of a payout reach."""

from datetime import date

from fairway.engine.programme import Growth, Incentive, MeasureKind, Programme, ReturnsPolicy
from fairway.values import Period


def reads_from(programme: Programme, incentive: Incentive, period: Period) -> date | None:
    """The first day whose lines a payout depends on; `None` where it reaches back without end."""
    if incentive.returns is ReturnsPolicy.REVERSE:
        return None  # a return may undo a sale of any earlier period
    if any(one.lines.once_per or one.kind is MeasureKind.NEW_CUSTOMERS for one in incentive.measures):
        return None  # the first of its kind may be long ago
    calendar = programme.calendar.fiscal
    firsts = [measure.over.first(calendar, period) for measure in incentive.measures]
    for asked in incentive.asked:
        if isinstance(asked, Growth) and asked.over is not None:
            before = calendar.previous(period) if asked.over == "previous_period" else calendar.same_last_year(period)
            firsts.append(asked.measure.over.first(calendar, before))
    return None if None in firsts else min(first.start for first in firsts if first is not None)
