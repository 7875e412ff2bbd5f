"""What a reason is, and what it does to its line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

EARLIEST = "2000-01-01"
"""Spreadsheets write 1899 or 1900 for an empty date."""


class Level(StrEnum):
    """What a reason does to its line; the worst of a line's reasons decides."""

    REFUSED = "refused"
    HELD = "held"
    DROPPED = "dropped"
    REMARKED = "remarked"


@dataclass(frozen=True)
class Reason:
    """One reason: ``sql`` is a condition over the typed relation, ``holds`` the same over one typed line and terms."""

    code: str
    level: Level
    sentence: str
    remedy: str
    sql: str
    holds: Callable[[Any, Any], bool]
