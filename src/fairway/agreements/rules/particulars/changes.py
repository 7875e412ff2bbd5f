"""What an amendment changes, part by part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from fairway.agreements.rules.particulars.fields import TITLES, Value
from fairway.agreements.rules.particulars.terms import SECTIONS

SECTION_OF = {
    "appointment": "appointment", "territory": "territories", "price": "price", "expectations": "expectations",
    "duties": "duties", "brand": "brand", "term": "term", "licences": "licence", "compliance": "compliance",
    "covenants": "territories",
}  # fmt: skip


@dataclass(frozen=True)
class Change:
    """One thing that reads otherwise: the part it belongs to, what it is, and how it read before and reads now."""

    section: str
    what: str
    before: tuple[str, ...]
    after: tuple[str, ...]

    @property
    def section_title(self) -> str:
        return SECTIONS[self.section]


def changes(before: Mapping[str, Value], after: Mapping[str, Value]) -> tuple[Change, ...]:
    """Compare two agreements' values, in the order of the fields; who and which number are not compared."""
    return tuple(_changes(before, after))


def _changes(before: Mapping[str, Value], after: Mapping[str, Value]) -> Iterator[Change]:
    for name, title in TITLES.items():
        section = SECTION_OF.get(name.partition(".")[0])
        if section is None or before.get(name) == after.get(name):
            continue
        yield Change(section, title, _said(before.get(name)), _said(after.get(name)))


def _said(value: Value | None) -> tuple[str, ...]:
    if isinstance(value, bool):
        return ("Yes" if value else "No",)
    if isinstance(value, tuple):
        return value
    return (value,) if value else ()
