"""Frozen rows that components show: badges, steps of a ladder, entries of a feed, waiting work, differences."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Self

Tone = Literal["good", "warn", "bad", "info", "calm"]

TONES: dict[str, Tone] = {
    **dict.fromkeys(
        ("accepted", "active", "approved", "booked", "closed", "done", "in force", "issued", "published", "succeeded"),
        "good",
    ),
    **dict.fromkeys(
        ("held", "suspended", "waiting", "warning", "mapping", "needs mapping", "checked", "in review"), "warn"
    ),
    **dict.fromkeys(("refused", "failed", "rejected", "terminated", "error", "cancelled"), "bad"),
    **dict.fromkeys(("running", "reading", "processing", "queued", "open", "onboarding", "applied"), "info"),
}


@dataclass(frozen=True)
class Badge:
    """A state in a word, with its tone; colour and shape say the same."""

    text: str
    tone: Tone = "calm"

    @classmethod
    def of(cls, state: str) -> Badge:
        """Make the badge of a state word, with the tone all pages give it; an unknown word is calm."""
        word = state.replace("_", " ")
        return cls(word[:1].upper() + word[1:], TONES.get(word.lower(), "calm"))


@dataclass(frozen=True)
class Step:
    """One step of a tier table: where it begins, what it pays, and whether it is reached.

    `note` stands below the step: what the person has, or what is missing to reach it.
    """

    threshold: str
    pays: str
    reached: bool = False
    current: bool = False
    note: str = ""


@dataclass(frozen=True)
class Event:
    """One entry of a feed, newest first: who did what, when, why."""

    at: datetime
    who: str
    what: str
    link: str = ""
    icon: str = "pencil"
    tone: Tone = "calm"
    reason: str = ""


@dataclass(frozen=True)
class Waiting:
    """Work that waits for the reader: how many, of what, and where to do it."""

    count: int
    title: str
    link: str
    note: str = ""

    @classmethod
    def of(cls, count: int, one: str, many: str, link: str, note: str = "") -> Self:
        """So many of a thing, in the words for one or for many."""
        text = one if count == 1 else many
        return cls(count, text[:1].upper() + text[1:], link, note)


@dataclass(frozen=True)
class Problem:
    """One problem of a document, with its place (lines and columns count from one)."""

    severity: str
    line: int
    column: int
    message: str
    hint: str = ""
    help: str = ""
    about: str = ""


@dataclass(frozen=True)
class DiffRow:
    """One row of a side-by-side comparison; a number is None on the side where nothing stands."""

    kind: Literal["same", "changed", "removed", "added", "skip"]
    left_number: int | None = None
    left: str = ""
    right_number: int | None = None
    right: str = ""


def compare_lines(left: Sequence[str], right: Sequence[str], *, around: int = 3) -> tuple[DiffRow, ...]:
    """Lay two texts side by side, line by line; more than `around` unchanged lines on a side of a change are folded."""
    rows: list[DiffRow] = []
    matcher = difflib.SequenceMatcher(a=left, b=right, autojunk=False)
    blocks = matcher.get_opcodes()
    for position, (tag, i, i_end, j, j_end) in enumerate(blocks):
        if tag == "equal":
            first, last = position == 0, position == len(blocks) - 1
            rows.extend(_folded(left, i, i_end, j, before=0 if first else around, after=0 if last else around))
            continue
        for step in range(max(i_end - i, j_end - j)):
            a, b = i + step, j + step
            has_a, has_b = a < i_end, b < j_end
            kind: Literal["changed", "removed", "added"] = (
                "changed" if has_a and has_b else "removed" if has_a else "added"
            )
            rows.append(
                DiffRow(
                    kind,
                    a + 1 if has_a else None,
                    left[a] if has_a else "",
                    b + 1 if has_b else None,
                    right[b] if has_b else "",
                )
            )
    return tuple(rows)


def _folded(left: Sequence[str], i: int, i_end: int, j: int, *, before: int, after: int) -> Iterator[DiffRow]:
    hidden = i_end - i - before - after
    for at in range(i, i_end):
        step = at - i
        if hidden > 1 and before <= step < before + hidden:
            if step == before:
                yield DiffRow("skip", left=f"{hidden} unchanged lines")
            continue
        yield DiffRow("same", at + 1, left[at], j + step + 1, left[at])
