"""The calculation on one machine: DuckDB over CSV or Parquet files, within a memory limit, spilling to disk."""

from fairway.engine.backends.local.explaining import explain
from fairway.engine.backends.local.grouped import Grouped, NotGrouped
from fairway.engine.backends.local.history import history
from fairway.engine.backends.local.result import Result
from fairway.engine.backends.local.session import MEMORY, OutOfMemory, Progress, Session, calculate, run
from fairway.engine.backends.local.store import Opened, Store
from fairway.engine.backends.local.trying import tried

__all__ = [
    "MEMORY",
    "Grouped",
    "NotGrouped",
    "Opened",
    "OutOfMemory",
    "Progress",
    "Result",
    "Session",
    "Store",
    "calculate",
    "explain",
    "history",
    "run",
    "tried",
]
