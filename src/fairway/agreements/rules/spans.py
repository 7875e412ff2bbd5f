"""Spans of whole numbers, half-open, and what is left of some when others are taken away.

Places, product lines and segments are all spans, so that "inside", "around" and "partly" are one question: overlap.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Numbers from `start` until `end`, which is outside. :raises ValueError: it is empty."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if self.start >= self.end:
            raise ValueError(f"A span from {self.start} until {self.end} is empty.")

    @property
    def size(self) -> int:
        """How many numbers."""
        return self.end - self.start

    def overlaps(self, other: Span) -> bool:
        """Tell whether the two share a number."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        """Tell whether the other lies within, its edges included."""
        return self.start <= other.start and other.end <= self.end

    def common(self, other: Span) -> Span | None:
        """What both share."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Span(start, end) if start < end else None


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same numbers in as few spans as can be, in order."""
    found: list[Span] = []
    for span in sorted(spans):
        if found and span.start <= found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return tuple(found)


def without(spans: Iterable[Span], taken: Iterable[Span]) -> tuple[Span, ...]:
    """What is left of the spans when others are taken away, in order."""
    gone = merged(taken)
    found: list[Span] = []
    for span in merged(spans):
        start = span.start
        for hole in gone:
            if hole.end <= start or hole.start >= span.end:
                continue
            if hole.start > start:
                found.append(Span(start, hole.start))
            start = max(start, hole.end)
        if start < span.end:
            found.append(Span(start, span.end))
    return tuple(found)
