"""The meaning of a programme in slow, obvious Python, line by line, to hold the fast engines against.

The oracle shares the programme and the values with the plan and nothing else: it reads rows as text, keeps every sum
in a dictionary and never groups, joins or compiles anything. Where the two disagree by a cent, one is wrong.

Read it in the order of the pipeline: `lines` (does a line count, what does it bring), `customers` and `sums` (what
lines bring together), `asked` (what is compared with bounds), `table` and `units` (what the steps give), `partners` and
`pooling`, `alone` (one incentive by itself), `stacking`, `limits` and `people` (what comes after), `calculate`.
"""

from fairway.engine.oracle.calculate import calculate
from fairway.engine.oracle.facts import Facts, NoRate, NoUnit
from fairway.engine.oracle.lines import excluded, line_day, line_measure
from fairway.engine.oracle.rows import BadCell, Row
from fairway.engine.oracle.sums import brought
from fairway.engine.oracle.table import Part, Terms, earn, parts, reached

__all__ = [
    "BadCell",
    "Facts",
    "NoRate",
    "NoUnit",
    "Part",
    "Row",
    "Terms",
    "brought",
    "calculate",
    "earn",
    "excluded",
    "line_day",
    "line_measure",
    "parts",
    "reached",
]
