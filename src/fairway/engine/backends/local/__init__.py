"""The calculation on one machine: DuckDB over CSV or Parquet files, within a memory limit, spilling to disk."""

from fairway.engine.backends.local.calculating import calculate, run
from fairway.engine.backends.local.differing import Apart, paid_apart
from fairway.engine.backends.local.explaining import explain, explain_known, given
from fairway.engine.backends.local.grouped import Grouped, NotGrouped
from fairway.engine.backends.local.history import TooLong, history
from fairway.engine.backends.local.process import MEMORY
from fairway.engine.backends.local.reaching import alone
from fairway.engine.backends.local.result import Result
from fairway.engine.backends.local.session import OutOfMemory, Progress, Session
from fairway.engine.backends.local.store import Opened, Store
from fairway.engine.backends.local.supposing import (
    Mixed,
    Supposed,
    counted_in,
    mix,
    shared_out,
    sold_by_period,
    stands,
    suppose,
    units_shared_out,
    unmoved,
)
from fairway.engine.backends.local.trying import tried, tried_in

__all__ = [
    "MEMORY",
    "Apart",
    "Grouped",
    "Mixed",
    "NotGrouped",
    "Opened",
    "OutOfMemory",
    "Progress",
    "Result",
    "Session",
    "Store",
    "Supposed",
    "TooLong",
    "alone",
    "calculate",
    "counted_in",
    "explain",
    "explain_known",
    "given",
    "history",
    "mix",
    "paid_apart",
    "run",
    "shared_out",
    "sold_by_period",
    "stands",
    "suppose",
    "tried",
    "tried_in",
    "units_shared_out",
    "unmoved",
]
