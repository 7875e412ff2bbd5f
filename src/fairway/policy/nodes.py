"""The pieces of a document that was read: scalars, lists and mappings, each knowing where it stands.

Scalars are kept as the text that was written. Nothing is guessed from it: ``1.10`` stays ``1.10`` (not a binary
fraction), ``NO`` stays Norway (not false), ``02-01`` stays a month and a day.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Place:
    """A line and a column, both counted from 1, in characters."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value as text. ``source`` is how it stands in the file: with quotes, escapes and line ends."""

    text: str
    place: Place
    source: str

    def inside(self, offset: int) -> Place:
        """Find the place in the file of the character at ``offset`` of the text.

        Quotes, escapes and folded lines make text and source differ; the two are walked side by side.
        """
        at = self._source_offset(max(0, min(offset, len(self.text))))
        before = self.source[:at].replace("\r\n", "\n").replace("\r", "\n")
        breaks = before.count("\n")
        if not breaks:
            return Place(self.place.line, self.place.column + at)
        return Place(self.place.line + breaks, len(before) - before.rfind("\n"))

    def _source_offset(self, offset: int) -> int:
        if self.source == self.text:
            return offset
        at = 0
        for character in self.text[:offset]:
            if character.isspace():
                while at < len(self.source) and self.source[at].isspace():
                    at += 1
                continue
            found = self.source.find(character, at)
            if found < 0:
                return at
            at = found + 1
        if offset < len(self.text) and not self.text[offset].isspace():
            found = self.source.find(self.text[offset], at)
            at = found if found >= 0 else at
        return at


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list."""

    items: tuple[Node, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Entry:
    """A key and its value."""

    key: Scalar
    value: Node


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys and values, in the order written; no key twice."""

    entries: tuple[Entry, ...]
    place: Place

    def get(self, key: str) -> Entry | None:
        """Find the entry of a key."""
        return next((entry for entry in self.entries if entry.key.text == key), None)


Node: TypeAlias = "Scalar | Sequence | Mapping"


def is_empty(node: Node) -> bool:
    """Tell whether a key was written without a value."""
    return isinstance(node, Scalar) and node.source.strip() in {"", "~"}


def kind_of(node: Node) -> str:
    """Name what was written, for messages."""
    if isinstance(node, Mapping):
        return "a group of keys"
    if isinstance(node, Sequence):
        return "a list"
    return "nothing" if is_empty(node) else f"'{shortened(node.text)}'"


def shortened(text: str, limit: int = 40) -> str:
    """Cut a text for a message; line ends become blanks."""
    flat = " ".join(text.split()) if any(character.isspace() and character != " " for character in text) else text
    return flat if len(flat) <= limit else f"{flat[: limit - 1]}…"
