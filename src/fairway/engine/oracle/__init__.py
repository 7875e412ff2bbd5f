"""The meaning of a programme in slow, obvious Python, line by line, to hold the fast engines against.

The oracle shares the programme and the values with the plan and nothing else: it reads rows as text, keeps every sum
in a dictionary and never groups, joins or compiles anything. Where the two disagree by a cent, one is wrong.
"""

from fairway.engine.oracle.calculate import calculate
from fairway.engine.oracle.lines import Facts, NoRate, excluded, line_measure
from fairway.engine.oracle.rows import BadCell, Row
from fairway.engine.oracle.table import Part, earn, parts, reached

__all__ = [
    "BadCell",
    "Facts",
    "NoRate",
    "Part",
    "Row",
    "calculate",
    "earn",
    "excluded",
    "line_measure",
    "parts",
    "reached",
]
