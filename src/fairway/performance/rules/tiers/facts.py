"""What is known of a partner: dated values, from whichever source, each with the day from which it was known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from fairway.values import Exact, exact

RECEIVED, CLEAN = "lines received", "lines clean"
"""The names under which the lines of reports, and those that needed nobody's help, are counted."""


@dataclass(frozen=True, slots=True)
class Value:
    """One dated value. ``name`` is the metric it is for, or the name under which values are entered.

    ``until`` (exclusive) ends a value that holds for a time: a certificate, a customer. ``key`` names the person or
    customer. ``about`` are attributes of what it was for, which multipliers and ``only`` ask. ``recorded`` is the day
    from which it was known; empty: always.
    """

    name: str
    on: date
    amount: Exact
    until: date | None = None
    key: str = ""
    about: tuple[tuple[str, str], ...] = ()
    recorded: date | None = None

    def of(self, attribute: str) -> str:
        """What the value says of an attribute; empty where it says nothing."""
        return next((value for name, value in self.about if name == attribute), "")


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything known of one partner."""

    values: tuple[Value, ...] = ()
    code: str = ""
    country: str = ""
    types: tuple[str, ...] = ()

    def known(self, day: date | None) -> Facts:
        """What of it was known when a day began."""
        if day is None:
            return self
        return replace(self, values=tuple(one for one in self.values if one.recorded is None or one.recorded < day))

    def part(self, attribute: str, value: str) -> Facts:
        """What concerns one portfolio or country: values that say so, and those that say nothing of it."""
        kept = tuple(one for one in self.values if one.of(attribute) in {"", value})
        return replace(self, values=kept)

    def with_values(self, more: Iterable[Value]) -> Facts:
        """The same partner with further values."""
        return replace(self, values=(*self.values, *more))


def certificate(name: str, person: str, since: date, until: date | None = None) -> Value:
    """A person holds a certificate."""
    return Value(name, since, exact(1), until, person)
