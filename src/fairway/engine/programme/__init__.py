"""The programme document, version 1, as frozen values: what a checked document means.

The checker (``fairway.engine.check``) is the only writer of these; the plan, the oracle, the words and the comparison
read them. Everything a reader needs is spelled out here: what a slot inherits from its incentive, and every default, is
already resolved, so no reader repeats a rule of inheritance.

How one payout comes about, for one incentive, one period and one partner:

1. **Lines.** A line belongs to the period that holds its date (``Calendar.dated_by``). It counts for a measure when it
   lies in the validity of programme and incentive, its partner is eligible, and it passes the measure's ``LineScope``.
2. **Amounts** in another currency are turned into the programme's by the rate of ``CurrencyPolicy``, unrounded.
3. **Qualifier and measure** are summed separately, each over its own lines. Gates likewise.
4. **Gates.** If any gate is not reached the payout is nothing, whatever the guarantee says.
5. **Measure cap.** At most ``Limits.measure`` of the measure earns.
6. **Method.** See ``Method``. A qualifier below the first step, or missing, reaches no step and earns nothing.
7. **Rounding**, once: per line or per payout (``RoundingPolicy``).
8. **Guarantee**, then **amount cap**: the payout is raised to ``Limits.floor``, then cut to ``Limits.amount``, and then
   to what is left of ``Limits.per_year`` and ``Limits.lifetime``.
9. **Minimum payout.** What was carried from earlier periods is added; a due amount below ``Limits.minimum_payout``
   (negative ones included) is not paid but carried to the next period of the same incentive and partner.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fairway.engine.programme.choices import (
    AVERAGE_PLACES,
    BY_LINE,
    ITSELF,
    LINEAR_PLACES,
    Base,
    CurrencyPolicy,
    Event,
    LineDate,
    LineKind,
    MeasureKind,
    Method,
    ReturnsPolicy,
    RoundingLevel,
    StackMode,
    StandingDate,
    Window,
)
from fairway.engine.programme.parts import (
    AttributeValues,
    Calendar,
    Eligibility,
    Gate,
    LineScope,
    Measure,
    Over,
    PartnerScope,
    ProductScope,
    RoundingPolicy,
    Step,
    Territory,
)
from fairway.values import Exact, Money

__all__ = [
    "AVERAGE_PLACES",
    "BY_LINE",
    "ITSELF",
    "LANGUAGE",
    "LINEAR_PLACES",
    "AttributeValues",
    "Base",
    "Calendar",
    "CurrencyPolicy",
    "Eligibility",
    "Event",
    "Gate",
    "Incentive",
    "Limits",
    "LineDate",
    "LineKind",
    "LineScope",
    "Measure",
    "MeasureKind",
    "Method",
    "Over",
    "PartnerScope",
    "ProductScope",
    "Programme",
    "ReturnsPolicy",
    "RoundingLevel",
    "RoundingPolicy",
    "Stack",
    "StackMode",
    "StandingDate",
    "Step",
    "Territory",
    "Validity",
    "Window",
]

LANGUAGE = 1
"""The version of the programme language these values carry."""


@dataclass(frozen=True, slots=True)
class Validity:
    """The days on which something counts: ``[starts, until)``; ``None`` leaves that side open.

    The document's ``ends`` is the last day that counts; ``until`` is the day after it.
    """

    starts: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """Caps, guarantee and minimum of a payout (V21). Money is in the programme's currency; ``None`` means no limit.

    ``measure`` (in the measure's unit) caps what earns; ``amount`` caps the payout; ``floor`` is the guaranteed
    payout of an eligible partner that has a line counted for the measure in the period and meets the gates, whether
    or not a step is reached; ``minimum_payout`` carries. ``per_year`` and ``lifetime`` cap what all periods together
    earn, in the programme's year or ever: a period earns what is left of them, and a clawback gives room back.
    """

    measure: Exact | None = None
    amount: Money | None = None
    floor: Money | None = None
    minimum_payout: Money | None = None
    per_year: Money | None = None
    lifetime: Money | None = None

    @property
    def across_periods(self) -> bool:
        """Whether what a period earns depends on what earlier ones earned."""
        return self.per_year is not None or self.lifetime is not None


@dataclass(frozen=True, slots=True)
class Stack:
    """How an incentive goes with the others of its programme on the same lines."""

    mode: StackMode = StackMode.ADD


@dataclass(frozen=True, slots=True)
class Incentive:
    """One way of earning. ``id`` is unique in the programme and names the payouts."""

    id: str
    title: str
    kind: str
    eligible: Eligibility
    measure: Measure
    qualifier: Measure
    method: Method
    steps: tuple[Step, ...]
    gates: tuple[Gate, ...] = ()
    limits: Limits = Limits()
    returns: ReturnsPolicy = ReturnsPolicy.RESTATE
    validity: Validity = Validity()
    stack: Stack | None = None
    description: str = ""

    @property
    def measures(self) -> tuple[Measure, ...]:
        """The measure, the qualifier and what the gates look at, in that order."""
        return (self.measure, self.qualifier, *(gate.measure for gate in self.gates))

    @property
    def looks_back(self) -> bool:
        """Whether a payout depends on earlier periods: on their lines, or on what they carried."""
        carries = self.limits.minimum_payout is not None or self.limits.across_periods
        return carries or any(measure.looks_back for measure in self.measures)


@dataclass(frozen=True, slots=True)
class Programme:
    """A checked programme. ``members`` and each incentive's ``eligible`` must both let a partner in.

    ``contract_rates`` gives units of programme currency for one unit of each named currency, where ``fx`` is
    ``CONTRACT``.
    """

    id: str
    title: str
    currency: str
    calendar: Calendar
    fx: CurrencyPolicy
    rounding: RoundingPolicy
    standing: StandingDate
    members: Eligibility
    incentives: tuple[Incentive, ...]
    validity: Validity = Validity()
    description: str = ""
    contract_rates: tuple[tuple[str, Exact], ...] = ()
    language: int = LANGUAGE
