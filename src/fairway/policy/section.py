"""Reads the keys of a document's groups, noting every problem and the place of every value.

A policy document of any kind (programme, tiers, protection, pricing) is read with these: each method takes one key,
says what is wrong with its value, and gives the value or None. Reading never stops at a problem, so that all are
found at once; what could not be read is remembered as broken, so that later checks do not complain again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import TypeAlias

from fairway.policy import nodes, problems
from fairway.policy.nodes import Node, Place, Scalar, is_empty, kind_of, shortened
from fairway.policy.problems import Problem, Severity, did_you_mean, listed
from fairway.values import Exact, NotExact, exact

Path: TypeAlias = tuple["str | int", ...]


@dataclass
class Notes:
    """What reading a document left behind: problems, the place of each value, and which values are broken.

    ``topics`` are the keys that the ``page`` of the language has a heading for; a problem links to the nearest of
    them, and to what the page of problems says of its code.
    """

    page: str
    topics: frozenset[str] = frozenset()
    problems: list[Problem] = field(default_factory=list)
    places: dict[Path, Place] = field(default_factory=dict)
    broken: set[Path] = field(default_factory=set)

    def note(self, path: Path, severity: Severity, code: str, message: str, hint: str, at: Place | None = None) -> None:
        """Note a problem at a path, or at a place inside its value."""
        place = at or self.place(path)
        topic = next((str(part) for part in reversed(path) if part in self.topics), None)
        about = f"{self.page}#{f'key-{topic}' if topic else 'the-file'}"
        self.problems.append(
            Problem(place.line, place.column, severity, code, message, hint, f"{problems.PAGE}#{code}", about)
        )
        if severity is Severity.ERROR:
            self.broken.add(path)

    def place(self, path: Path) -> Place:
        """Find where the value of a path stands, or what encloses it."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, Place(1, 1))

    def is_sound(self, *paths: Path) -> bool:
        """Tell whether nothing at, inside or around the paths is broken."""
        return not any(
            bad[: len(path)] == path or (bad != () and path[: len(bad)] == bad) for path in paths for bad in self.broken
        )


@dataclass
class Section:
    """A group of keys being read. ``path`` leads to it from the top of the document."""

    mapping: nodes.Mapping
    path: Path
    notes: Notes
    taken: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.notes.places.setdefault(self.path, self.mapping.place)

    def has(self, key: str) -> bool:
        """Tell whether the key is written."""
        return self.mapping.get(key) is not None

    def at(self, key: str) -> Path:
        """Give the path of a key."""
        return (*self.path, key)

    def place(self, key: str) -> Place | None:
        """Find where a key itself is written."""
        entry = self.mapping.get(key)
        return entry.key.place if entry is not None else None

    def error(self, key: str, code: str, message: str, hint: str, at: Place | None = None) -> None:
        """Note an error at the value of a key."""
        self.notes.note(self.at(key), Severity.ERROR, code, message, hint, at)

    def warning(self, key: str, code: str, message: str, hint: str, at: Place | None = None) -> None:
        """Note a warning at the value of a key."""
        self.notes.note(self.at(key), Severity.WARNING, code, message, hint, at)

    def missing(self, key: str, message: str, hint: str) -> None:
        """Note that a key must be there."""
        self.error(key, "missing-key", message, hint, self.notes.places[self.path])

    def node(self, key: str) -> Node | None:
        """Take the value of a key: None when the key is absent; an error when it has no value."""
        self.taken.add(key)
        entry = self.mapping.get(key)
        if entry is None:
            return None
        empty = is_empty(entry.value)
        self.notes.places[self.at(key)] = entry.key.place if empty else entry.value.place
        if empty:
            self.error(key, "no-value", f"'{key}' has no value.", "Write one after the colon, or delete the key.")
            return None
        return entry.value

    def scalar(self, key: str) -> Scalar | None:
        """Take one value as text."""
        value = self.node(key)
        if value is None or isinstance(value, Scalar):
            return value
        self.error(key, "not-a-value", f"'{key}' takes one value, not {kind_of(value)}.", f"Write '{key}: value'.")
        return None

    def text(self, key: str, longest: int = 200) -> str | None:
        """Take a text of people."""
        found = self.scalar(key)
        if found is None:
            return None
        if len(found.text) > longest:
            self.error(key, "too-long", f"'{key}' has more than {longest} characters.", "Shorten it.")
            return None
        return found.text.strip()

    def choice(
        self,
        key: str,
        options: Iterable[str],
        later: Mapping[str, str] | None = None,
        elsewhere: Mapping[str, str] | None = None,
    ) -> str | None:
        """Take one of the options.

        ``later`` says of words that other versions know what stands here instead; ``elsewhere`` says of words that
        other systems use what to write here.
        """
        found = self.scalar(key)
        if found is None:
            return None
        return self.one_of(self.at(key), found, list(options), later or {}, elsewhere or {})

    def one_of(
        self,
        path: Path,
        found: Scalar,
        options: list[str],
        later: Mapping[str, str],
        elsewhere: Mapping[str, str] | None = None,
    ) -> str | None:
        """Check one word against the options."""
        word, key = found.text, path[-1] if isinstance(path[-1], str) else path[-2]
        if word in options:
            return word
        if word in later:
            self.notes.note(path, Severity.ERROR, "later", later[word], f"'{key}' can be {listed(options)}.")
        else:
            message = f"'{shortened(word)}' is no '{key}' of this version of the language."
            hint = (elsewhere or {}).get(word) or did_you_mean(word, [*options, *later])
            self.notes.note(path, Severity.ERROR, "unknown-word", message, hint)
        return None

    def number(
        self, key: str, *, whole: int = 15, fraction: int = 6, least: int | None = None, above: int | None = None
    ) -> Exact | None:
        """Take an exact number with at most so many digits before and after the point."""
        found = self.scalar(key)
        if found is None:
            return None
        return self.number_of(key, found.text, whole=whole, fraction=fraction, least=least, above=above)

    def number_of(
        self, key: str, text: str, *, whole: int, fraction: int, least: int | None = None, above: int | None = None
    ) -> Exact | None:
        """Read an exact number from the text, or from a part of the text, of a key."""
        try:
            value = exact(text)
        except NotExact:
            self.error(key, "not-a-number", f"'{shortened(text)}' is not a number.", number_hint(text))
            return None
        before, _, after = text.lstrip("+-").partition(".")
        if len(before.lstrip("0")) > whole or len(after.rstrip("0")) > fraction:
            message = f"{shortened(text, 24)} has too many digits."
            self.error(key, "too-fine", message, f"At most {whole} digits before and {fraction} after the point.")
            return None
        if (least is not None and value < least) or (above is not None and value <= above):
            bound = f"{least} or more" if least is not None else f"more than {above}"
            self.error(key, "out-of-range", f"'{key}' is {text}; it must be {bound}.", "Correct the number.")
            return None
        return value

    def day(self, key: str) -> date | None:
        """Take a calendar day, written 2025-01-31."""
        found = self.scalar(key)
        if found is None:
            return None
        try:
            if len(found.text) != 10:
                raise ValueError
            day = date.fromisoformat(found.text)
        except ValueError:
            message = f"'{shortened(found.text)}' is not a day."
            self.error(key, "not-a-day", message, "Write year-month-day: 2025-01-31.")
            return None
        if not 1900 < day.year < 2200:
            self.error(key, "not-a-day", f"The year {day.year} is hardly meant.", "Check the year.")
            return None
        return day

    def texts(self, key: str) -> tuple[str, ...]:
        """Take a list of texts; one text alone is a list of one."""
        value = self.node(key)
        if value is None:
            return ()
        items = value.items if isinstance(value, nodes.Sequence) else (value,)
        found: dict[str, None] = {}
        for number, item in enumerate(items):
            path = (*self.at(key), number)
            self.notes.places[path] = item.place
            if not isinstance(item, Scalar) or is_empty(item) or not item.text.strip():
                message = f"'{key}' is a list of values; {kind_of(item)} is none."
                self.notes.note(path, Severity.ERROR, "not-a-value", message, f"Write '{key}: [one, two]'.")
            elif item.text in found:
                message = f"'{shortened(item.text)}' stands in this list twice."
                self.notes.note(path, Severity.WARNING, "listed-twice", message, "Delete one of them.")
            else:
                found[item.text] = None
        if not items:
            message = f"'{key}' is an empty list, so nothing could match."
            self.error(key, "empty-list", message, f"Name at least one, or delete '{key}' to allow all.")
        return tuple(found)

    def section(self, key: str) -> Section | None:
        """Take a group of keys."""
        value = self.node(key)
        if value is None:
            return None
        if isinstance(value, nodes.Mapping):
            return Section(value, self.at(key), self.notes)
        message = f"'{key}' takes a group of keys, not {kind_of(value)}."
        self.error(key, "not-a-group", message, f"Write the keys indented below '{key}:' or in {{braces}}.")
        return None

    def sections(self, key: str) -> list[Section]:
        """Take a list of groups of keys."""
        value = self.node(key)
        if value is None:
            return []
        if not isinstance(value, nodes.Sequence):
            message = f"'{key}' takes a list, not {kind_of(value)}."
            self.error(key, "not-a-list", message, "Begin each item on a line of its own with '- '.")
            return []
        found: list[Section] = []
        for number, item in enumerate(value.items):
            path = (*self.at(key), number)
            self.notes.places[path] = item.place
            if isinstance(item, nodes.Mapping):
                found.append(Section(item, path, self.notes))
            else:
                message = f"Each item of '{key}' is a group of keys, not {kind_of(item)}."
                self.notes.note(path, Severity.ERROR, "not-a-group", message, "Write '- key: value'.")
        return found

    def is_split(self, key: str) -> bool:
        """Tell whether commas have split the number of a key: what was read of it is only its beginning."""
        entries = self.mapping.entries
        return any(entry.key.text == key and _stands_alone(after) for entry, after in pairwise(entries))

    def close(
        self,
        later: Mapping[str, str] | None = None,
        known: Iterable[str] = (),
        elsewhere: Mapping[str, str] | None = None,
    ) -> None:
        """Note every key nobody took.

        ``later`` says of keys that other versions know what stands here instead; ``elsewhere`` says of keys that have
        their place elsewhere, or another name here, what to write.
        """
        names = [*self.taken, *known]
        for entry in self.mapping.entries:
            key = entry.key.text
            if key in self.taken:
                continue
            path, hint = self.at(key), (elsewhere or {}).get(key) or did_you_mean(key, sorted(names))
            self.notes.places[path] = entry.key.place
            if later and key in later:
                self.notes.note(path, Severity.ERROR, "later", later[key], "Delete the key for now.")
            elif _stands_alone(entry):
                message = f"'{key}' stands alone here; a comma inside a number splits it."
                whole = _joined(self.mapping, entry)
                self.notes.note(
                    path, Severity.ERROR, "split-number", message, f"Write the number without commas: {whole}."
                )
            else:
                where = f"'{self.path[-1]}'" if self.path and isinstance(self.path[-1], str) else "this place"
                if self.path and isinstance(self.path[-1], int):
                    where = f"an item of '{self.path[-2]}'"
                message = f"'{shortened(key)}' is not a key of {where if self.path else 'a programme'}."
                self.notes.note(path, Severity.ERROR, "unknown-key", message, hint)


def _stands_alone(entry: nodes.Entry) -> bool:
    return entry.key.text.isdigit() and is_empty(entry.value)


def _joined(mapping: nodes.Mapping, last: nodes.Entry) -> str:
    """The number that commas have split, up to its part ``last``."""
    whole = ""
    for entry in mapping.entries:
        begun = entry.value.text if isinstance(entry.value, Scalar) else ""
        whole = whole + entry.key.text if _stands_alone(entry) else begun
        if entry is last:
            break
    return whole if whole.isdigit() else "50000"


def number_hint(text: str) -> str:
    """Say how a number that was written otherwise is written here."""
    bare = text.strip()
    if bare.endswith("%"):
        return f"Write it without the sign: {bare[:-1].strip()}."
    squeezed = bare.replace(",", "").replace("_", "").replace(" ", "").replace("'", "")
    try:
        exact(squeezed)
    except NotExact:
        digits = "".join(part for part in bare if part.isdigit() or part == ".").strip(".")
        return f"Write only the number: {digits}." if digits and digits.count(".") < 2 else "Write one such as 1250.50."
    return f"Write it without separators: {squeezed}."
