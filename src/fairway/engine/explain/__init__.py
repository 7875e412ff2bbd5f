"""A payout, taken apart again: the steps, the lines with their shares, what was left out and why, the gap to the next.

An explanation reads the lines of one partner and nothing else. It is made by the slow meaning (the oracle) over the
payout of the fast engine, and refuses to explain a number that it cannot reach itself. What other partners brought to a
pool is given as a total; a line or an amount of theirs is never read.
"""

from fairway.engine.explain.apart import apart, ask, explain
from fairway.engine.explain.reaching import reads_from
from fairway.engine.explain.values import (
    Explanation,
    GateFound,
    Given,
    Known,
    LeftOut,
    Limit,
    LineShare,
    Lost,
    Pooled,
    SplitOf,
    Stage,
    StepReached,
    Unexplained,
    UnitResult,
)

__all__ = [
    "Explanation",
    "GateFound",
    "Given",
    "Known",
    "LeftOut",
    "Limit",
    "LineShare",
    "Lost",
    "Pooled",
    "SplitOf",
    "Stage",
    "StepReached",
    "Unexplained",
    "UnitResult",
    "apart",
    "ask",
    "explain",
    "reads_from",
]
