"""The numbers of a programme that can be turned: rates, thresholds and caps, where they stand in its text.

Turning one writes the new number in the old one's place and leaves every other character alone, so that what is tried
is a document like any other: it can be checked, saved, and become the draft as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from fairway.policy.document import LINE_END, read
from fairway.policy.nodes import Mapping as Group
from fairway.policy.nodes import Node, Place, Scalar, Sequence
from fairway.values import Exact, NotExact, Rounding, divided, exact, plain, times

Unit = Literal["percent", "threshold", "amount", "each"]

PLAIN = re.compile(r"[0-9]+(\.[0-9]+)?")
LONGEST = 24
RATES: dict[str, tuple[Unit, str]] = {
    "percent": ("percent", "pays"),
    "per_unit": ("each", "pays for each"),
    "amount": ("amount", "pays"),
    "from": ("threshold", "begins at"),
}
LIMITS: dict[str, tuple[Unit, str]] = {
    "amount": ("amount", "cap on the payout"),
    "measure": ("threshold", "cap on what is paid for"),
    "floor": ("amount", "guarantee"),
    "minimum_payout": ("amount", "minimum payout"),
    "per_year": ("amount", "cap on the year"),
    "lifetime": ("amount", "cap on all time"),
}
HUNDREDTHS = 100
FINEST = 6
"""Decimal places of the finest step."""


class BadKnob(ValueError):
    """A number that was turned cannot be written: which, and why."""


@dataclass(frozen=True, slots=True)
class Knob:
    """One number: whose, what it is, its value, and a range to slide it in (`least` to `most` in steps of `step`).

    `name` is the way to it, such as `volume/rates/1/percent`; `place` and `length` where it stands in the text.
    """

    name: str
    incentive: str
    title: str
    label: str
    unit: Unit
    value: Exact
    most: Exact
    step: Exact
    place: Place
    length: int

    @property
    def text(self) -> str:
        """The value as it is written."""
        return plain(self.value)


def knobs(text: str) -> tuple[Knob, ...]:
    """Find the numbers of a document that can be turned, in its order; none in a document that cannot be read."""
    root = read(text).root
    entry = root.get("incentives") if root is not None else None
    if entry is None or not isinstance(entry.value, Sequence):
        return ()
    return tuple(
        knob for place, one in enumerate(entry.value.items) if isinstance(one, Group) for knob in _incentive(one, place)
    )


def _incentive(group: Group, place: int) -> Iterator[Knob]:
    name = _text(group, "id") or str(place)
    title = _text(group, "title") or name
    for entry in group.entries:
        key, value = entry.key.text, entry.value
        if key in RATES and key != "from":
            yield from _knob(value, f"{name}/{key}", name, title, *RATES[key])
        elif key == "rates" and isinstance(value, Sequence):
            for number, row in enumerate(value.items):
                yield from _within(row, RATES, f"{name}/rates/{number}", name, title, f"step {number + 1} ")
        elif key == "limits":
            yield from _within(value, LIMITS, f"{name}/limits", name, title)
        elif key == "requires" and isinstance(value, Sequence):
            for number, row in enumerate(value.items):
                asked: dict[str, tuple[Unit, str]] = {"at_least": ("threshold", f"condition {number + 1}: at least")}
                yield from _within(row, asked, f"{name}/requires/{number}", name, title)


def _within(
    node: Node, keys: Mapping[str, tuple[Unit, str]], way: str, name: str, title: str, before: str = ""
) -> Iterator[Knob]:
    for entry in node.entries if isinstance(node, Group) else ():
        if entry.key.text in keys:
            unit, label = keys[entry.key.text]
            yield from _knob(entry.value, f"{way}/{entry.key.text}", name, title, unit, before + label)


def _knob(node: Node, way: str, name: str, title: str, unit: Unit, label: str) -> Iterator[Knob]:
    """A number as it is written plainly; a first step that begins at nothing stays where it is."""
    if not isinstance(node, Scalar) or node.source != node.text or not PLAIN.fullmatch(node.text):
        return
    value = exact(node.text)
    if unit == "threshold" and not value:
        return
    most = times(value, exact(2)) if value else exact(5)
    yield Knob(way, name, title, label, unit, value, most, _step(most, value), node.place, len(node.source))


def _step(most: Exact, value: Exact) -> Exact:
    """About a hundredth of the range, as 1, 2 or 5 with zeros, or as much finer as it takes to stop at the value."""
    fine = divided(most, exact(HUNDREDTHS), 6, Rounding.HALF_UP)
    ladder = [exact(digit).scaleb(power) for power in range(-FINEST, 13) for digit in (1, 2, 5)]
    wide = next((step for step in ladder if step >= fine), fine)
    return next((step for step in reversed(ladder) if step <= wide and not value % step), wide)


def _text(group: Group, key: str) -> str:
    entry = group.get(key)
    return entry.value.text if entry is not None and isinstance(entry.value, Scalar) else ""


def turned(text: str, values: Mapping[str, str]) -> str:
    """Write new numbers in the places of the old ones; names that no knob has are left out.

    :raises BadKnob: a value is no plain number.
    """
    lines = LINE_END.split(text)
    ends = [*LINE_END.findall(text), ""]
    # from the back, so that the places before stay where they are
    for knob in sorted(knobs(text), key=lambda one: (one.place.line, one.place.column), reverse=True):
        asked = values.get(knob.name)
        if asked is None or _number(knob, asked) == knob.value:
            continue
        line, at = lines[knob.place.line - 1], knob.place.column - 1
        lines[knob.place.line - 1] = line[:at] + plain(_number(knob, asked)) + line[at + knob.length :]
    return "".join(line + end for line, end in zip(lines, ends, strict=True))


def _number(knob: Knob, asked: str) -> Exact:
    written = asked.strip()
    try:
        if not PLAIN.fullmatch(written) or len(written) > LONGEST:
            raise NotExact(written)
        return exact(written)
    except NotExact:
        raise BadKnob(
            f"{knob.title}, {knob.label}: “{written[:LONGEST]}” is no plain number; write it such as 2.5 or 50000."
        ) from None
