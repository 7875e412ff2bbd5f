"""What the states, events and outcomes of sales files are called."""

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
OUTCOMES: Mapping[str, Badge] = {
    "accepted": Badge("Accepted", "good"),
    "held": Badge("Held", "warn"),
    "refused": Badge("Refused", "bad"),
    "dropped": Badge("Dropped", "calm"),
}
EVENTS: Mapping[str, str] = {
    "sell_in": "Sell-in (vendor to distributor)",
    "sell_through": "Sell-through (to resellers or customers)",
    "sell_out": "Sell-out (to end customers)",
}
DATE_ORDERS: Mapping[str, str] = {
    "ymd": "Year, month, day (2012-11-22)",
    "dmy": "Day, month, year (22.11.2012)",
    "mdy": "Month, day, year (11/22/2012)",
}
DECIMALS: Mapping[str, str] = {".": "Point: 1,234.50", ",": "Comma: 1.234,50"}
SIGNS: Mapping[str, str] = {
    "signed": "As written: returns are negative",
    "returns_positive": "Returns are marked, but written positive",
    "all_negated": "Sales are written negative",
}
DOUBTS: Mapping[str, str] = {
    "dates": "The order of day and month cannot be told from these lines: choose it.",
    "decimal": "Whether “1,234” is a thousand or one and a bit cannot be told: choose it.",
    "columns": "Not every needed column was recognised: choose them.",
}


def state_of(status: str) -> Badge:
    """The state of a file in a word."""
    return STATES.get(status) or Badge.of(status)
