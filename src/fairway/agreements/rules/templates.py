"""The language of agreement templates: Markdown with fields and conditional clauses, and no code.

A field stands in double braces, `{{ partner.name }}`. A list stands alone on its line and becomes a list of points; in
a sentence it is joined by commas. A condition stands alone on its line and holds until its end:

    {{ when territory.exclusive }}
    The Vendor appoints no other partner in the territory.
    {{ otherwise }}
    The appointment is not exclusive.
    {{ end }}

A condition is a field (it holds when the field says something), `not` and a field, or a comparison: `partner.country is
DE`, `price.list is not "Standard 2026"`, `appointment.roles includes Distributor`. Several are joined by `and` and
`or`; `and` binds first. A heading may end in an anchor, `## 3. Territory {#territories}`, which says what part of the
particulars the clause is about, so that a right can name its clause.

Everything else in double braces is a problem with its line and column. Values are escaped: no value can become markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from fairway.agreements.rules.particulars.fields import FIELDS, Value
from fairway.agreements.rules.particulars.terms import SECTIONS
from fairway.policy.problems import Problem, Severity, did_you_mean, in_order

LONGEST = 200_000
DEEPEST = 8
MOST_PROBLEMS = 200
HELP = "reference/agreement-templates"
_TAG = re.compile(r"\{\{(.*?)\}\}")
_ANCHOR = re.compile(r"\s*\{#([^}]*)\}\s*$")
_HEADING = re.compile(r"^(#{1,6})\s+(.*)$")
_WORD = re.compile(r'"([^"]*)"|([^\s"]+)')
_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~!&])")
_LEADING = re.compile(r"^(\d*)([-+=.)])")


@dataclass(frozen=True)
class Test:
    """One comparison of a condition."""

    name: str
    operator: Literal["holds", "is", "includes"]
    value: str = ""
    negated: bool = False

    def true(self, values: Mapping[str, Value]) -> bool:
        found = values.get(self.name, "")
        if self.operator == "holds":
            answer = bool(found)
        elif self.operator == "includes":
            answer = self.value.casefold() in {one.casefold() for one in found} if isinstance(found, tuple) else False
        else:
            answer = str(found).casefold() == self.value.casefold()
        return answer != self.negated


Condition = tuple[tuple[Test, ...], ...]
"""Any of these, each of which is all of its tests."""


@dataclass
class _When:
    condition: Condition
    line: int
    column: int
    then: list[_Part] = field(default_factory=list)
    otherwise: list[_Part] = field(default_factory=list)
    has_otherwise: bool = False


@dataclass(frozen=True)
class _Line:
    number: int
    text: str


_Part = _Line | _When


@dataclass(frozen=True)
class Template:
    """A template that was read: its parts, and everything wrong with it."""

    parts: tuple[_Part, ...]
    problems: tuple[Problem, ...]

    @property
    def sound(self) -> bool:
        return not any(one.stops for one in self.problems)


@dataclass(frozen=True)
class Clause:
    """A clause of a text: its anchor, where it has one, and its heading."""

    anchor: str
    title: str


@dataclass(frozen=True)
class Rendered:
    """The text of an agreement in Markdown, and its clauses in order."""

    text: str
    clauses: tuple[Clause, ...]


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.problems: list[Problem] = []
        self.anchors: dict[str, int] = {}

    def problem(self, line: int, column: int, code: str, message: str, hint: str = "") -> None:
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(Problem(line, column, Severity.ERROR, code, message, hint, HELP))

    def read(self) -> Template:
        root: list[_Part] = []
        open_: list[_When] = []
        if len(self.text) > LONGEST:
            self.problem(1, 1, "too-large", f"A template has at most {LONGEST:,} characters.")
            return Template((), tuple(self.problems))
        if not self.text.strip():
            self.problem(1, 1, "empty", "The template is empty.", "Write its clauses, or begin with the example.")
        for number, line in enumerate(self.text.splitlines(), 1):
            into = root if not open_ else open_[-1].otherwise if open_[-1].has_otherwise else open_[-1].then
            said = line.strip()
            match = _TAG.fullmatch(said)
            word = match[1].split(None, 1)[0] if match and match[1].strip() else ""
            column = len(line) - len(line.lstrip()) + 1
            if match and word in {"when", "otherwise", "end"}:
                self._block(number, column, word, said, into, open_)
            else:
                self._line(number, line)
                into.append(_Line(number, line))
        for one in open_:
            self.problem(
                one.line, one.column, "unclosed", "This condition has no end.",
                "Write {{ end }} on its own line after the clause.",
            )  # fmt: skip
        return Template(tuple(root), in_order(self.problems))

    def _block(self, number: int, column: int, word: str, said: str, into: list[_Part], open_: list[_When]) -> None:
        begins = said.index(word) + len(word)
        rest = said[begins:-2]
        if word == "when":
            if len(open_) >= DEEPEST:
                self.problem(number, column, "too-deep", f"Conditions stand in each other at most {DEEPEST} deep.")
            made = _When(self._condition(number, column + begins, rest), number, column)
            into.append(made)
            open_.append(made)
            return
        if rest.strip():
            self.problem(number, column, "extra", f"Nothing stands after “{word}”.", f"Write {{{{ {word} }}}} alone.")
        if not open_:
            self.problem(number, column, "unopened", f"There is no condition for this “{word}”.", "Take it out.")
        elif word == "end":
            open_.pop()
        elif open_[-1].has_otherwise:
            self.problem(number, column, "twice", "This condition has an “otherwise” already.", "Take one out.")
        else:
            open_[-1].has_otherwise = True

    def _condition(self, line: int, column: int, text: str) -> Condition:
        words = [
            (one[1] if one[1] is not None else one[2], one.start(), one[1] is not None) for one in _WORD.finditer(text)
        ]
        if not words:
            self.problem(line, column, "condition", "The condition is empty.", "Write a field: {{ when term.renews }}.")
            return ()
        groups: list[list[Test]] = [[]]
        at = 0
        while at < len(words):
            test, at = self._test(line, column, words, at)
            if test is not None:
                groups[-1].append(test)
            if at >= len(words):
                break
            joined, place, quoted = words[at]
            if quoted or joined not in {"and", "or"}:
                hint = "Join conditions by “and” or “or”; write several words in quotes."
                self.problem(line, column + place, "condition", f"“{joined[:40]}” cannot stand here.", hint)
                break
            if joined == "or":
                groups.append([])
            at += 1
            if at >= len(words):
                self.problem(line, column + place, "condition", f"Nothing follows “{joined}”.", "Write a field.")
        return tuple(tuple(group) for group in groups)

    def _test(self, line: int, column: int, words: list[tuple[str, int, bool]], at: int) -> tuple[Test | None, int]:
        negated = False
        if words[at][0] == "not" and not words[at][2] and at + 1 < len(words):
            negated, at = True, at + 1
        name, place, _ = words[at]
        at += 1
        known = FIELDS.get(name)
        if known is None:
            self.problem(line, column + place, "field", f"There is no field “{name[:60]}”.", did_you_mean(name, FIELDS))
        operator = words[at][0] if at < len(words) and not words[at][2] else ""
        if operator not in {"is", "includes"}:
            return (Test(name, "holds", negated=negated) if known else None), at
        at += 1
        if operator == "is" and at < len(words) and words[at][0] == "not" and not words[at][2]:
            negated, at = not negated, at + 1
        if at >= len(words):
            self.problem(line, column + place, "condition", f"Nothing follows “{operator}”.", "Write a word.")
            return None, at
        if known is not None and known.shape != ("list" if operator == "includes" else "text"):
            hint = {"list": "A list is asked with “includes”.", "text": "A text is asked with “is”.",
                    "flag": "A yes or no stands alone: {{ when term.renews }}."}[known.shape]  # fmt: skip
            self.problem(line, column + place, "condition", f"“{name}” cannot be asked with “{operator}”.", hint)
        return (Test(name, "is" if operator == "is" else "includes", words[at][0], negated) if known else None), at + 1

    def _line(self, number: int, line: str) -> None:
        reached = 0
        for match in _TAG.finditer(line):
            reached = match.end()
            name = match[1].strip()
            column = match.start() + 1
            if name.split(None, 1)[:1] and name.split(None, 1)[0] in {"when", "otherwise", "end"}:
                self.problem(
                    number, column, "alone", f"“{name[:40]}” stands alone on its line.", "Give it its own line."
                )
            elif name not in FIELDS:
                self.problem(number, column, "field", f"There is no field “{name[:60]}”.", did_you_mean(name, FIELDS))
            elif FIELDS[name].shape == "flag":
                hint = f"Use it as a condition: {{{{ when {name} }}}}."
                self.problem(number, column, "flag", f"“{name}” is a yes or no and has no words.", hint)
        opened = line.find("{{", reached)
        if opened >= 0:
            self.problem(
                number, opened + 1, "unclosed", "These braces are not closed.", "Close them on the same line: }}."
            )
        self._heading(number, line)

    def _heading(self, number: int, line: str) -> None:
        heading = _HEADING.match(line)
        anchor = _ANCHOR.search(line)
        if anchor is None:
            return
        column = anchor.start() + 1
        if heading is None:
            self.problem(number, column, "anchor", "An anchor ends a heading.", "Write it after ## and the title.")
        elif anchor[1] not in SECTIONS:
            hint = did_you_mean(anchor[1], SECTIONS)
            self.problem(number, column, "anchor", f"There is no part “{anchor[1][:40]}” of the particulars.", hint)
        elif anchor[1] in self.anchors:
            self.problem(
                number, column, "anchor", f"Line {self.anchors[anchor[1]]} has this anchor already.", "Take one out."
            )
        self.anchors.setdefault(anchor[1], number)


def parse(text: str) -> Template:
    """Read a template; never raises for what the text holds."""
    return _Parser(text).read()


def render(template: Template, values: Mapping[str, Value]) -> Rendered:
    """Write the text of an agreement. :raises ValueError: for a template with problems."""
    if not template.sound:
        raise ValueError("A template with problems has no text.")
    lines: list[str] = []
    clauses: list[Clause] = []
    for line in _chosen(template.parts, values):
        heading = _HEADING.match(line)
        if heading:
            anchor = _ANCHOR.search(line)
            bare = _ANCHOR.sub("", line)
            written = _TAG.sub(lambda match: _inline(values, match[1].strip()), bare)
            clauses.append(Clause(anchor[1] if anchor else "", _plain(written)))
            lines.append(written)
            continue
        alone = _TAG.fullmatch(line.strip())
        value = values.get(alone[1].strip(), "") if alone else None
        if isinstance(value, tuple):
            # a list alone on its line becomes points
            lines += ["", *([f"- {escaped(one)}" for one in value] or ["- none"]), ""]
        else:
            lines.append(_TAG.sub(lambda match: _inline(values, match[1].strip()), line))
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"
    return Rendered(text, tuple(clauses))


def _chosen(parts: tuple[_Part, ...] | list[_Part], values: Mapping[str, Value]) -> Iterator[str]:
    for part in parts:
        if isinstance(part, _Line):
            yield part.text
        elif any(all(test.true(values) for test in group) for group in part.condition):
            yield from _chosen(part.then, values)
        else:
            yield from _chosen(part.otherwise, values)


def _inline(values: Mapping[str, Value], name: str) -> str:
    value = values.get(name, "")
    if isinstance(value, tuple):
        return ", ".join(escaped(one) for one in value) or "none"
    return escaped(str(value)) if value else "–"


def escaped(text: str) -> str:
    """A value as Markdown shows it literally: nothing in it can become markup or a new block."""
    tidy = re.sub(r"\s*\n\s*", " / ", text.strip())
    return _LEADING.sub(r"\1\\\2", _MARKS.sub(r"\\\1", tidy))


def _plain(heading: str) -> str:
    return re.sub(r"\\(.)", r"\1", heading.lstrip("#").strip())


def clause_for(clauses: tuple[Clause, ...], section: str) -> str:
    """The heading of the clause about a part of the particulars; the schedule, where no clause is."""
    for one in clauses:
        if one.anchor == section:
            return one.title
    return f"Schedule, {SECTIONS[section]}"
