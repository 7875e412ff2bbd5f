"""Reading as the worker: what a programme needs of partners, sales and values is the vendor's, whoever asks.

Who may ask is decided before. One change of roles serves a whole question: within a reading, another changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from fairway.kit.access import WORKER, acting_as

_reading: ContextVar[bool] = ContextVar("reading", default=False)


@contextmanager
def as_worker() -> Iterator[None]:
    """Read as the worker until the end of the block."""
    if _reading.get():
        yield
        return
    with acting_as(WORKER):
        token = _reading.set(True)
        try:
            yield
        finally:
            _reading.reset(token)
