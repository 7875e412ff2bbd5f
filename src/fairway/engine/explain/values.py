"""What an explanation holds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from fairway.engine.oracle import Part
from fairway.engine.payout import Payout
from fairway.engine.programme import Asked, Exemption, Incentive, NoHistory, Programme, Step
from fairway.values import Exact, Money

Limit = Literal[
    "gate",
    "no_line",
    "no_step",
    "measure_cap",
    "floor",
    "guarantee",
    "cap",
    "beaten",
    "combined_cap",
    "used_up",
    "budget",
    "held_back",
    "carried",
    "released",
]
"""What held a payout back or raised it, in the order it does."""


class Unexplained(ValueError):
    """The lines do not add up to the payout: it was calculated from others."""


@dataclass(frozen=True, slots=True)
class Pooled:
    """What a pool came to: how many partners had a payout, their measures together, and what it earned."""

    partners: int
    measure: Exact
    amount: Money


@dataclass(frozen=True, slots=True)
class Given:
    """What is known of others: the partner's own other payouts, and of other partners totals only.

    `payouts` are the partner's own, of all incentives, of this period and those before.
    """

    payouts: tuple[Payout, ...] = ()
    pool: Pooled | None = None


@dataclass(frozen=True, slots=True)
class StepReached:
    """One step of the table. `value` is a factor, an amount per unit, a fixed amount or free units."""

    step: Step
    value: Exact
    reached: bool


@dataclass(frozen=True, slots=True)
class Known:
    """What was asked and what was found.

    `found` is `None` where it is missing. `actual` and `against` are what growth, attainment and ratios are made of:
    what was sold, and the baseline, the target or the other population. `instead` says what stood in for a baseline.
    `parts` are what the populations of a breadth come to, each with whether it reached its threshold.
    """

    asked: Asked
    found: Exact | None
    actual: Exact | None = None
    against: Exact | None = None
    instead: NoHistory | None = None
    beyond: bool = False
    parts: tuple[tuple[Exact | None, bool], ...] = ()


@dataclass(frozen=True, slots=True)
class GateFound:
    """What a gate asked for and what was found; `None` where no line counted. `lack` is what would have met it."""

    at_least: Exact
    found: Exact | None
    met: bool
    known: Known | None = None
    lack: Exact | None = None


@dataclass(frozen=True, slots=True)
class UnitResult:
    """A line, an invoice or a day by itself: what its qualifier and measure came to, its step and what it earned.

    `lines` are what each line brought, by the line's identity in memory.
    """

    name: str
    qualifier: Exact | None
    measure: Exact
    step: int | None
    value: Exact | None
    amount: Exact
    lines: tuple[tuple[int, Exact], ...] = ()


@dataclass(frozen=True, slots=True)
class Stage:
    """Something that changed the amount after it was rounded: what it was, and the amount from then on.

    `names` are the incentives that had a part in it, `bound` the limit itself.
    """

    limit: Limit
    amount: Money
    bound: Money | None = None
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LineShare:
    """A line that counted: what it brought to measure and qualifier, and its share of what was earned."""

    line: Mapping[str, object]
    line_id: str
    day: date
    measure: Exact | None
    qualifier: Exact | None
    gates: tuple[int, ...]
    share: Money


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A line that counted for nothing, and the first reason why.

    `rival` is the other partner whose line counted first, where that is why: for the vendor, never for the partner.
    """

    line: Mapping[str, object]
    line_id: str
    day: date | None
    reason: str
    rival: str = ""


@dataclass(frozen=True, slots=True)
class Lost:
    """Lines that were left out for one reason, and what they would have brought to the measure."""

    reason: str
    lines: int
    measure: Exact | None


@dataclass(frozen=True, slots=True)
class SplitOf:
    """What a person has of a partner's payout: of `together` a `share`, of what earned an `override`, as factors."""

    together: Money
    share: Exact | None
    override: Exact | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything that made one payout. The shares add up to `payout.earned` to the minor unit.

    `gap` is what the qualifier lacks to the next step in its own unit, `None` at the top; `lack` the same in what is
    sold (growth and other ratios are reached by selling); `next_step` is that step's place. `base` is what earned after
    baseline, other incentives (`after`, what they earned) and measure cap; `parts` are the products that the table
    gives; `factor` multiplied them. `taken_back` is what returns took back at the rate they were paid at. `lost` are
    the lines left out, by reason.
    """

    payout: Payout
    programme: Programme
    incentive: Incentive
    steps: tuple[StepReached, ...]
    gates: tuple[GateFound, ...]
    lines: tuple[LineShare, ...]
    excluded: tuple[LeftOut, ...]
    next_step: int | None
    gap: Exact | None
    qualifier: Known
    stages: tuple[Stage, ...] = ()
    lack: Exact | None = None
    base: Exact | None = None
    parts: tuple[Part, ...] = ()
    after: tuple[tuple[str, Money], ...] = ()
    factor: Exact = field(default_factory=lambda: Exact(1))
    units: tuple[UnitResult, ...] = ()
    pool: Pooled | None = None
    exemption: Exemption | None = None
    taken_back: Money | None = None
    split: SplitOf | None = None
    lost: tuple[Lost, ...] = ()

    @property
    def limits(self) -> tuple[Limit, ...]:
        """What held the payout back or raised it."""
        payout, found = self.payout, list[Limit]()
        if not payout.gates_met:
            found.append("gate")
        if not self.lines:
            found.append("no_line")
        elif payout.step is None and not self.units:
            found.append("no_step")
        cap = self.incentive.limits.measure
        uncapped = self.exemption is not None and self.exemption.uncapped
        if cap is not None and not uncapped and payout.measure > cap:
            found.append("measure_cap")
        return (*found, *(stage.limit for stage in self.stages))
