"""Writes of sales: a file arrives, is mapped, taken in, restated or withdrawn; held lines are settled."""

from fairway.sales.actions.processing import process
from fairway.sales.actions.receiving import (
    CannotDo,
    Received,
    confirm_restatement,
    map_columns,
    receive,
    save_layout,
    withdraw,
)
from fairway.sales.actions.settling import accept_held, discard_held, fix_held, replay_held

__all__ = [
    "CannotDo",
    "Received",
    "accept_held",
    "confirm_restatement",
    "discard_held",
    "fix_held",
    "map_columns",
    "process",
    "receive",
    "replay_held",
    "save_layout",
    "withdraw",
]
