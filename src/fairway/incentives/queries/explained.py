"""Explanations that were made a moment ago: three pages and two people ask for the same one."""

from __future__ import annotations

import threading
from collections import OrderedDict
from datetime import date

from fairway.engine.backends import local
from fairway.engine.explain import Explanation
from fairway.engine.inputs import Inputs
from fairway.engine.programme import Programme
from fairway.incentives.queries.inputs import fingerprint
from fairway.values import Period

KEPT = 24
MOST_LINES = 5_000
"""Explanations with more lines are made anew: they would fill the memory of the process."""

_kept: OrderedDict[tuple[object, ...], Explanation] = OrderedDict()
_alone = threading.Lock()


def explained(
    programme: Programme, read: Inputs, incentive: str, period: Period, partner: str, as_of: date | None
) -> Explanation | None:
    """Take a payout apart, or answer what this process made of exactly the same inputs.

    Whether the actor may see the payout, and which lines, was decided before: the key holds the scan's own files and
    everything else that goes in, so nobody gets what other lines gave.

    :raises InputProblem: the input cannot be calculated with.
    :raises Unexplained: the two engines disagree about the payout.
    """
    key = (programme, read.lines.files, fingerprint(read), incentive, period, partner, as_of)
    with _alone:
        found = _kept.get(key)
        if found is not None:
            _kept.move_to_end(key)
            return found
    made = local.explain(programme, read, incentive, period, partner, as_of)
    if made is not None and len(made.lines) + len(made.excluded) <= MOST_LINES:
        with _alone:
            _kept[key] = made
            while len(_kept) > KEPT:
                _kept.popitem(last=False)
    return made
