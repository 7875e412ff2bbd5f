"""Whether a programme pays by tier, and partners' dated rows retold with other tiers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Protocol, TypeVar

from fairway.engine.programme import Multiplier, PartnerScope, Pool, Programme
from fairway.policy.conditions import Column, Source

Stood = Sequence[tuple[date, str]]
"""From which day a partner stood where, in order; the last holds on."""


class Dated(Protocol):
    """A partner's row for some days."""

    @property
    def partner_id(self) -> int: ...
    @property
    def tier(self) -> str: ...
    @property
    def valid_from(self) -> date | None: ...
    @property
    def valid_until(self) -> date | None: ...


Row = TypeVar("Row", bound=Dated)


def pays_by_tier(programme: Programme) -> bool:
    """Tell whether anything in it asks for a partner's tier: who takes part, a factor, a pool, a condition."""
    return _asks(programme)


def _asks(part: object) -> bool:
    match part:
        case PartnerScope() if part.tiers:
            return True
        case Multiplier() | Pool() if part.column == "tier":
            return True
        case Column() if part.source is Source.PARTNER and part.name == "tier":
            return True
    if is_dataclass(part) and not isinstance(part, type):
        return any(_asks(getattr(part, one.name)) for one in fields(part))
    if isinstance(part, Mapping):
        return any(_asks(one) for one in part.values())
    return isinstance(part, tuple | list | frozenset) and any(_asks(one) for one in part)


def spans_of(row: Dated, stood: Stood, since: date, until: date) -> Iterable[tuple[str, date | None, date | None]]:
    """The days of a row as they would be if its partner had stood so from a day until another (exclusive)."""
    start, end = row.valid_from, row.valid_until
    if start is None or start < since:
        yield row.tier, start, since if end is None or end > since else end
    ends = [day for day, _ in stood[1:]] + [until]
    for (day, tier), over in zip(stood, ends, strict=True):
        low = max(day, since, start or since)
        high = min(over, until, end or until)
        if low < high:
            yield tier, low, high
    if end is None or end > until:
        yield row.tier, until if start is None or start < until else start, end
