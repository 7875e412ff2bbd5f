"""The calculation on one machine: DuckDB over CSV or Parquet files, within a memory limit, spilling to disk."""

from fairway.engine.backends.local.explaining import explain
from fairway.engine.backends.local.result import Result
from fairway.engine.backends.local.session import MEMORY, OutOfMemory, Progress, Session, calculate, run

__all__ = ["MEMORY", "OutOfMemory", "Progress", "Result", "Session", "calculate", "explain", "run"]
