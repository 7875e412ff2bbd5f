"""What one version of a programme pays over history, as a backend sums it up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from fairway.engine.programme import MeasureKind, Programme
from fairway.values import Exact, Period

Found = TypeVar("Found", int, Exact)
Key = tuple[str, int]
"""A partner and the place of a period in `Tried.periods`."""


@dataclass(frozen=True, slots=True)
class Near:
    """A partner that stood close to a step in a period: `qualifier` against the step's `bound`."""

    incentive: str
    bound: Exact
    partner: str
    period: Period
    qualifier: Exact

    @property
    def reached(self) -> bool:
        """Whether the step was reached."""
        return self.qualifier >= self.bound


@dataclass(frozen=True, slots=True)
class PartnerFacts:
    """What a partner is, for grouping: the newest standing. Empty texts are unknown."""

    id: str
    name: str = ""
    types: tuple[str, ...] = ()
    tier: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Tried:
    """A version's payouts, added up. Money is in minor units of the programme's currency.

    `paid` is by partner and period, over all incentives; `by_incentive` by incentive and period. `sold` is what the
    programme looks at, by partner and period, in the unit of `sold_in` (net amounts where any incentive measures those,
    else units, else lines).
    `read_lines` says that lines were read for it. `left` is what sales leave over their cost, by partner and period:
    net less cost, where the programme measures the margin and so every line says what it cost.
    """

    programme: Programme
    periods: tuple[Period, ...]
    paid: Mapping[Key, int]
    by_incentive: Mapping[tuple[str, int], int]
    sold: Mapping[Key, Exact]
    sold_in: MeasureKind
    partners: Mapping[str, PartnerFacts]
    near: tuple[Near, ...] = ()
    read_lines: bool = False
    left: Mapping[Key, Exact] | None = None

    def unpaid(self) -> Tried:
        """The same where there is no programme: what a new one is compared with."""
        return replace(
            self, programme=replace(self.programme, incentives=()), paid={}, by_incentive={}, near=(), read_lines=False
        )

    def within(self, first: Period, last: Period) -> Tried:
        """The same for the periods from `first` to `last` only."""
        kept = [place for place, period in enumerate(self.periods) if first <= period <= last]
        return replace(
            self,
            periods=tuple(self.periods[place] for place in kept),
            paid=_moved(self.paid, kept),
            by_incentive=_moved(self.by_incentive, kept),
            sold=_moved(self.sold, kept),
            near=tuple(one for one in self.near if first <= one.period <= last),
            left=None if self.left is None else _moved(self.left, kept),
        )


def _moved(found: Mapping[Key, Found], kept: list[int]) -> dict[Key, Found]:
    """What stands at the kept places, at their new ones."""
    at = {place: new for new, place in enumerate(kept)}
    return {(name, at[place]): value for (name, place), value in found.items() if place in at}
