"""What qualifier and gates found, and what they lack to a bound, in what is sold."""

from fairway.engine.explain.values import Known
from fairway.engine.oracle.asked import Asking, Together
from fairway.engine.programme import (
    Asked,
    Attainment,
    Breadth,
    Certified,
    Growth,
    Measure,
    NoHistory,
    Ratio,
)
from fairway.values import Exact, exact, minus, plus, times


def known(asking: Asking, asked: Asked, who: Together, given: Exact | None, *, pooled: bool = False) -> Known:
    """Say what was found, and from what. Of a pool only what was given is known."""
    if pooled:
        return Known(asked, given)
    sums, incentive, period = asking.sums, asking.incentive, asking.period
    match asked:
        case Measure():
            return Known(asked, given)
        case Growth():
            found = asking.find(asked, who)
            actual = sums.total(incentive, asked.measure, who.owners, period)
            own = asking.find(_without_help(asked), who)
            instead = None if own.baseline is not None else asked.without_history
            return Known(asked, given, actual, found.baseline, instead, found.beyond)
        case Attainment():
            actual = sums.total(incentive, asked.measure, who.owners, period)
            return Known(asked, given, actual, asking.find(asked, who).target)
        case Ratio():
            of = sums.total(incentive, asked.of, who.owners, period)
            return Known(asked, given, of or exact(0), sums.total(incentive, asked.to, who.owners, period))
        case Breadth():
            each = [(sums.total(incentive, one.measure, who.owners, period), one.at_least) for one in asked.parts]
            return Known(asked, given, parts=tuple((sum_, sum_ is not None and sum_ >= least) for sum_, least in each))
        case Certified():
            return Known(asked, given)


def _without_help(asked: Growth) -> Growth:
    """The same growth with nothing in place of a missing baseline."""
    return Growth(asked.measure, asked.over, asked.named, NoHistory.SKIP, asked.least)


def lack(one: Known, bound: Exact) -> Exact | None:
    """What more of what is sold would reach a bound; `None` where that cannot be said."""
    match one.asked:
        case Measure():
            return minus(bound, one.found or exact(0))
        case Growth():
            if one.against is None or one.against <= 0:
                return None
            return minus(times(one.against, plus(exact(1), bound)), one.actual or exact(0))
        case Attainment() | Ratio():
            if one.against is None or one.against <= 0:
                return None
            return minus(times(one.against, bound), one.actual or exact(0))
        case _:
            return minus(bound, one.found or exact(0))
