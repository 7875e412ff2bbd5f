"""Reads a policy document: YAML text to nodes that know their line and column, or problems that do.

Only the part of YAML that people can review is read: mappings, lists and plain values. Anchors, aliases, tags, merge
keys and several documents in one file are refused, and so are tabs, repeated keys and documents beyond a bound, so
that a hostile file costs no more than a friendly one. Nothing here raises on bad text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import yaml

from fairway.policy.nodes import Entry, Mapping, Node, Place, Scalar, Sequence, shortened
from fairway.policy.problems import PAGE, Problem, Severity, in_order
from fairway.policy.syntax import explain_syntax

LARGEST = 256 * 1024
"""Characters a document may have."""

DEEPEST = 16
"""Levels of nesting a document may have."""

BEGINS = "Begin with 'programme: my-programme' and 'currency: USD'."
MOST_TABS = 10
ABOUT = "reference/programme-language#the-file"
LINE_END = re.compile(r"\r\n|\r|\n")
INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]|(?<!^)\ufeff"
)
"""What nobody sees, or what shows the text beside it in another order than it is read in."""


@dataclass(frozen=True, slots=True)
class Document:
    """A document that was read: its nodes, and the problems of its form. ``root`` is None when it cannot be read."""

    name: str
    text: str
    root: Mapping | None
    problems: tuple[Problem, ...]


class _RefusedError(Exception):
    """Reading stopped at a problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def read(text: str, name: str = "document.yaml", *, begins: str = BEGINS, about: str = ABOUT) -> Document:
    """Read a policy document.

    ``name`` is only carried along, for messages; ``begins`` says how a document of its kind begins, ``about`` is the
    help page of its language. Never raises for what the text holds.
    """
    found = _read(text, name, begins)
    if about != ABOUT:
        found = replace(found, problems=tuple(replace(one, about=about) for one in found.problems))
    return found


def _read(text: str, name: str, begins: str) -> Document:
    problems = list(_unreadable(text, begins))
    if problems:
        return Document(name, text, None, in_order(problems))
    builder = _Builder(text, begins)
    try:
        root = builder.root()
    except _RefusedError as refused:
        return Document(name, text, None, in_order([*builder.problems, refused.problem]))
    except yaml.MarkedYAMLError as fault:
        return Document(name, text, None, in_order([*builder.problems, explain_syntax(fault, text)]))
    except yaml.YAMLError as fault:
        problem = _error(Place(1, 1), "syntax", f"This is not YAML: {fault}.", "Save the file as plain UTF-8 text.")
        return Document(name, text, None, (problem,))
    return Document(name, text, root, in_order(builder.problems))


def _error(place: Place, code: str, message: str, hint: str) -> Problem:
    return Problem(place.line, place.column, Severity.ERROR, code, message, hint, f"{PAGE}#{code}", ABOUT)


def _unreadable(text: str, begins: str) -> Iterator[Problem]:
    if len(text) > LARGEST:
        yield _error(
            Place(1, 1),
            "too-large",
            f"The document has {len(text):,} characters; at most {LARGEST:,} are read.",
            "Move long lists of partners or products into attributes of the partner and product lists.",
        )
        return
    if not text.strip("\ufeff \t\r\n"):
        yield _error(
            Place(1, 1),
            "empty",
            "The document is empty.",
            begins,
        )
        return
    tabs = 0
    for number, line in enumerate(LINE_END.split(text), start=1):
        indent = line[: len(line) - len(line.lstrip())]
        if "\t" in indent and line.strip() and tabs < MOST_TABS:
            tabs += 1
            yield _error(
                Place(number, line.index("\t") + 1),
                "tab",
                "This line is indented with a tab; editors show tabs with different widths.",
                "Indent with two spaces for each level.",
            )
        odd = INVISIBLE.search(line)
        if odd is not None:
            yield _invisible(Place(number, odd.start() + 1), odd.group())


def _invisible(place: Place, character: str) -> Problem:
    message = f"There is an invisible character here (U+{ord(character):04X})."
    hint = "Delete it; it often comes along when text is pasted from another program."
    return _error(place, "invisible-character", message, hint)


@dataclass
class _Builder:
    """Turns the parser's events into nodes. Events, not PyYAML's nodes: a bound on depth then holds while reading."""

    text: str
    begins: str = BEGINS
    problems: list[Problem] = field(default_factory=list)

    def root(self) -> Mapping:
        events = yaml.parse(self.text, Loader=yaml.SafeLoader)
        root: Node | None = None
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent) and root is not None:
                raise _RefusedError(
                    _error(
                        _place(event),
                        "two-documents",
                        "A second document begins here; a file holds one.",
                        "Delete the line '---' or move what follows to a file of its own.",
                    )
                )
            if isinstance(event, yaml.NodeEvent):
                root = self._node(event, events, 1)
        if not isinstance(root, Mapping):
            place = root.place if root is not None else Place(1, 1)
            raise _RefusedError(
                _error(
                    place,
                    "not-a-mapping",
                    "The document is not a group of 'key: value' lines.",
                    self.begins,
                )
            )
        return root

    def _node(self, event: yaml.Event, events: Iterator[yaml.Event], depth: int) -> Node:
        place = _place(event)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
            raise _RefusedError(
                _error(
                    place,
                    "alias",
                    "Anchors (&) and aliases (*) are not read: what a partner earns must stand where it applies.",
                    "Write the text out, or put quotes around a value that begins with & or *.",
                )
            )
        if depth > DEEPEST:
            raise _RefusedError(
                _error(
                    place,
                    "too-deep",
                    f"The document is nested more than {DEEPEST} levels deep.",
                    "Nothing in a programme needs so many; look for a bracket too many.",
                )
            )
        tag = getattr(event, "tag", None)
        if tag is not None:
            raise _RefusedError(
                _error(
                    place,
                    "tag",
                    f"The tag '{shortened(str(tag))}' is not read.",
                    "Delete it, or put quotes around a value that begins with an exclamation mark.",
                )
            )
        if isinstance(event, yaml.ScalarEvent):
            source = self.text[_index(event.start_mark) : _index(event.end_mark)]
            odd = INVISIBLE.search(event.value)
            if odd is not None:  # written as an escape, such as \\0, it was not in the text
                self.problems.append(_invisible(place, odd.group()))
            return Scalar(event.value, place, source)
        if isinstance(event, yaml.SequenceStartEvent):
            return Sequence(tuple(self._items(events, depth)), place)
        return Mapping(tuple(self._entries(events, depth)), place)

    def _items(self, events: Iterator[yaml.Event], depth: int) -> Iterator[Node]:
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                return
            yield self._node(event, events, depth + 1)

    def _entries(self, events: Iterator[yaml.Event], depth: int) -> Iterator[Entry]:
        seen: dict[str, Place] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                return
            key = self._node(event, events, depth + 1)
            value = self._node(next(events), events, depth + 1)
            if not isinstance(key, Scalar):
                self.problems.append(
                    _error(key.place, "odd-key", "A key must be one word.", "Write 'key: value' here.")
                )
                continue
            if key.text in seen:
                first = seen[key.text]
                self.problems.append(
                    _error(
                        key.place,
                        "duplicate-key",
                        f"'{shortened(key.text)}' is written twice; it stands in line {first.line} already.",
                        "Keep one of them: no rule says which would win.",
                    )
                )
                continue
            seen[key.text] = key.place
            yield Entry(key, value)


def _place(event: yaml.Event) -> Place:
    mark = event.start_mark
    return Place(mark.line + 1, mark.column + 1) if mark is not None else Place(1, 1)


def _index(mark: Any) -> int:
    return int(mark.index) if mark is not None else 0
