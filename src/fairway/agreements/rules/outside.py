"""Sales outside a partner's territory: noted with their kind, never blocked, never punished.

Unsolicited (passive) sales outside a territory must stay free (Regulation (EU) 2022/720, Article 4(b)), so a sale is
taken for passive unless somebody has recorded that the partner sought it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from fairway.agreements.rules.spans import Span

Kind = Literal["passive", "active", "cross_border"]
KINDS: dict[Kind, str] = {"passive": "Passive", "active": "Active", "cross_border": "Cross-border"}


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
    sought: bool | None = None,
) -> Note | None:
    """Say whether a sale lay outside everything its partner held on that day; None when it lay inside.

    `line` is the product's line, None where the product belongs to none (place alone decides then). `sought` is what
    somebody recorded about how the sale came about. A partner without any grant has no territory to be outside of.
    """
    grants = list(held)
    if not grants:
        return None
    here = [one for one in grants if one.place.overlaps(place)]
    if any(line is None or one.line.overlaps(line) for one in here):
        return None
    if here:
        what = "The partner holds this place, but not for this product line"
    else:
        what = "The place lies outside what the partner held on that day"
    if sought:
        return Note("active", f"{what}; somebody recorded that the partner sought the sale.")
    if country and all(one.country and one.country != country for one in grants):
        return Note("cross_border", f"{what}, in another country than any it holds; taken for unsolicited.")
    return Note("passive", f"{what}; taken for unsolicited, which is always free.")
