"""Sales outside a partner's territory: noted with their kind, never blocked, never punished.

Unsolicited (passive) sales outside a territory must stay free (Regulation (EU) 2022/720, Article 4(b)), so a sale is
taken for passive unless somebody has recorded that the partner sought it, and what shows so. Article 1(1)(l) and (m)
say what counts: visits, letters, calls and targeted advertising are active; answering an unsolicited request, a general
web shop and a tender are passive.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from fairway.agreements.rules.spans import Span
from fairway.agreements.rules.trees import Fault

Kind = Literal["passive", "active", "cross_border"]
KINDS: dict[Kind, str] = {"passive": "Passive", "active": "Active", "cross_border": "Cross-border"}
SOUGHT: Mapping[str, str] = {
    "approach": "The partner approached the customer: a visit, letter, call or message",
    "advertising": "Advertising or promotion aimed at customers there",
    "registration": "The partner registered the deal itself, and says that it sought the customer",
    "presence": "A branch, a warehouse or a website made for customers there",
}
UNSOUGHT: Mapping[str, str] = {
    "request": "The customer asked unsolicited",
    "shop": "An order in a general web shop",
    "tender": "A public or private tender",
}
EVIDENCE: Mapping[str, str] = {**SOUGHT, **UNSOUGHT}
SHORTEST = 20


@dataclass(frozen=True, slots=True)
class Held:
    """What a partner held on the day of a sale: a span of place, with the country it lies in (empty: worldwide)."""

    place: Span
    line: Span
    segment: Span
    country: str


@dataclass(frozen=True, slots=True)
class Note:
    """A sale outside a territory: its kind and a sentence."""

    kind: Kind
    sentence: str


def note_of(
    place: Span,
    country: str,
    line: Span | None,
    held: Iterable[Held],
    *,
    paused: Iterable[Held] = (),
    evidence: str = "",
) -> Note | None:
    """Say whether a sale lay outside everything its partner held on that day; None when it lay inside.

    `line` is the product's line, None where the product belongs to none (place alone decides then). `evidence` is what
    somebody recorded about how the sale came about, one of :data:`EVIDENCE`. A partner without any grant has no
    territory to be outside of. `paused` is what it held under an agreement suspended on that day: it could not act on
    it, so a sale there lies outside, in a country that it holds all the same.
    """
    grants, stopped = list(held), list(paused)
    if not grants and not stopped:
        return None

    def inside(some: list[Held]) -> bool:
        return any(one.place.overlaps(place) and (line is None or one.line.overlaps(line)) for one in some)

    if inside(grants):
        return None
    if inside(stopped):
        what = "The partner holds this place, but its agreement was suspended on that day"
    elif any(one.place.overlaps(place) for one in (*grants, *stopped)):
        what = "The partner holds this place, but not for this product line"
    else:
        what = "The place lies outside what the partner held on that day"
    if evidence in SOUGHT:
        return Note("active", f"{what}. Recorded as sought: {_lower(SOUGHT[evidence])}.")
    recorded = f"Recorded as unsolicited: {_lower(UNSOUGHT[evidence])}." if evidence in UNSOUGHT else ""
    if country and all(one.country and one.country != country for one in (*grants, *stopped)):
        ends = recorded or "Taken for unsolicited."
        return Note("cross_border", f"{what}, in another country than any it holds. {ends}")
    return Note("passive", f"{what}. {recorded or 'Taken for unsolicited, which is always free.'}")


def _lower(text: str) -> str:
    return text[0].lower() + text[1:]


def faults_of(evidence: str, reason: str) -> tuple[Fault, ...]:
    """What keeps a record of how a sale came about from being taken."""
    found = []
    if evidence not in EVIDENCE:
        found.append(Fault("evidence", evidence, "Choose what shows how the sale came about."))
    if len(reason.strip()) < SHORTEST:
        sentence = f"Write what you know and from whom, in at least {SHORTEST} characters: it is kept as written."
        found.append(Fault("reason", reason, sentence))
    return tuple(found)
