"""What the states of sales files are called."""

from __future__ import annotations

from collections.abc import Mapping

from fairway.web.shared.components import Badge

STATES: Mapping[str, Badge] = {
    "received": Badge("Waiting to be read", "info"),
    "reading": Badge("Being read", "info"),
    "needs_mapping": Badge("Needs mapping", "warn"),
    "to_confirm": Badge("Restates: confirm", "warn"),
    "decided": Badge("Taken in", "good"),
    "refused": Badge("Refused", "bad"),
    "superseded": Badge("Replaced", "calm"),
    "withdrawn": Badge("Withdrawn", "calm"),
}


def state_of(status: str) -> Badge:
    """The state of a file in a word."""
    return STATES.get(status) or Badge.of(status)
