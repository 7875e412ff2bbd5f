"""The programme document, version 1, as frozen values: what a checked document means.

The checker (``fairway.engine.check``) is the only writer of these; the plan, the oracle, the words and the comparison
read them. Everything a reader needs is spelled out here: what a slot inherits from its incentive, and every default, is
already resolved, so no reader repeats a rule of inheritance.

How one payout comes about, for one incentive, one period and one partner:

1. **Lines.** A line belongs to the period that holds its date (``Calendar.dated_by``; see ``ReturnsPolicy`` for
   returns). It counts for a measure when it lies in the validity of programme and incentive, its partner is eligible,
   and it passes the measure's ``LineScope``.
2. **Amounts** in another currency are turned into the programme's by the rate of ``CurrencyPolicy``, unrounded;
   **quantities** in another unit into base units by the table of units, where there is one.
3. **Qualifier, measure and gates** are added up separately, each over its own lines and window; with a ``Pool``, over
   all its partners. Growth, attainment and other ratios are made of these sums.
4. **Gates.** If any gate is not reached the payout is nothing, whatever the guarantee says.
5. **What earns** is the measure, or its increment (``PaysOn``), less what the incentives named in ``Stack.after``
   earn, at most ``Limits.measure``.
6. **Method.** See ``Method``. A qualifier below the first step, or missing, reaches no step and earns nothing. With a
   ``Unit`` other than the period, the table is asked of each unit and the results are added up.
7. **Multipliers**, all of them, each times the other.
8. **Rounding**, once: per line or per payout (``RoundingPolicy``). A pool's payout is rounded, then shared.
9. **Guarantee**, then **amount cap**: the payout is raised to ``Limits.floor`` or by ``Limits.guarantee``, then cut to
   ``Limits.amount``.
10. **Stacking** with the other incentives of the programme: see ``Stack``.
11. **Caps over periods**: it is cut to what is left of ``Limits.per_year`` and ``Limits.lifetime``, and then, with all
    other partners, to what is left of ``Limits.budget_per_year`` and ``Limits.budget``.
12. **Splits**: with ``Payee.SPLITS`` it is shared among persons; overrides are added.
13. **Holdback and minimum payout.** ``Limits.holdback`` keeps a share back; what was carried from earlier periods is
    added; a due amount below ``Limits.minimum_payout`` (negative ones included) is not paid but carried to the next
    period of the same incentive, partner and person.

An ``Exemption`` changes rate, gates or cap of one partner, on dates and for a reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fairway.engine.programme.choices import (
    ADDING,
    AMOUNTS,
    AVERAGE_PLACES,
    BY_LINE,
    IDS,
    ITSELF,
    LINEAR_PLACES,
    RATIO_PLACES,
    Baseline,
    Choosing,
    CurrencyPolicy,
    Event,
    LineDate,
    LineKind,
    MeasureKind,
    Method,
    NoHistory,
    Payee,
    PaysOn,
    ReturnsPolicy,
    RoundingLevel,
    StandingDate,
    Unit,
    Window,
)
from fairway.engine.programme.parts import (
    RATIOS,
    Asked,
    Attainment,
    AttributeValues,
    Breadth,
    Calendar,
    Certified,
    Eligibility,
    EventWindow,
    Gate,
    Growth,
    LineScope,
    Measure,
    Multiplier,
    NewCustomer,
    Over,
    PartnerScope,
    Pool,
    ProductScope,
    Ratio,
    RoundingPolicy,
    Span,
    Step,
    Territory,
    Threshold,
)
from fairway.values import Exact, Money, Rate

__all__ = [
    "ADDING",
    "AMOUNTS",
    "AVERAGE_PLACES",
    "BY_LINE",
    "IDS",
    "ITSELF",
    "LANGUAGE",
    "LINEAR_PLACES",
    "RATIOS",
    "RATIO_PLACES",
    "Asked",
    "Attainment",
    "AttributeValues",
    "Baseline",
    "Breadth",
    "Calendar",
    "Certified",
    "Choosing",
    "Counsel",
    "CurrencyPolicy",
    "Eligibility",
    "Event",
    "EventWindow",
    "Exemption",
    "Gate",
    "Group",
    "Growth",
    "Holdback",
    "Incentive",
    "Limits",
    "LineDate",
    "LineKind",
    "LineScope",
    "Measure",
    "MeasureKind",
    "Method",
    "Multiplier",
    "NewCustomer",
    "NoHistory",
    "Over",
    "PartnerScope",
    "Payee",
    "PaysOn",
    "Pool",
    "ProductScope",
    "Programme",
    "Ratio",
    "ReturnsPolicy",
    "RoundingLevel",
    "RoundingPolicy",
    "Span",
    "Stack",
    "StandingDate",
    "Step",
    "Territory",
    "Threshold",
    "Unit",
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

    def holds(self, on: date) -> bool:
        """Whether a day lies inside."""
        return (self.starts is None or self.starts <= on) and (self.until is None or on < self.until)


@dataclass(frozen=True, slots=True)
class Holdback:
    """A share of what a period earns that is paid some periods later (V31).

    ``rate`` of what is earned, where that is above zero, rounded like a payout, waits; it is added to what is due in
    the partner's first period with a payout that is ``periods`` or more later. What waits is part of what is carried.
    """

    rate: Rate
    periods: int


@dataclass(frozen=True, slots=True)
class Limits:
    """Caps, guarantees and minimum of a payout (V21). Money is in the programme's currency; ``None`` means no limit.

    ``measure`` (in the measure's unit) caps what earns; ``amount`` caps the payout; ``floor`` is the guaranteed
    payout of an eligible partner that has a line counted for the measure in the period and meets the gates, whether
    or not a step is reached; ``minimum_payout`` carries. ``per_year`` and ``lifetime`` cap what all periods together
    earn, in the programme's year or ever: a period earns what is left of them, and a clawback gives room back.

    ``guarantee`` is a floor that counts from period to period (V37): in the partner's n-th period with a payout, the
    payout is raised so that what was earned since the first comes to at least n times the guarantee, under the same
    conditions as ``floor``; a better period before counts. ``budget_per_year`` and ``budget`` are what all partners
    together earn at most, in the programme's year or ever, after ``per_year`` and ``lifetime``. Periods are served in
    their order: one whose sum exceeds what is left shares that out by what each would have earned, in the minor unit,
    largest remainder, ties to the lower partner id; amounts below zero stay as they are and give room.
    """

    measure: Exact | None = None
    amount: Money | None = None
    floor: Money | None = None
    minimum_payout: Money | None = None
    per_year: Money | None = None
    lifetime: Money | None = None
    guarantee: Money | None = None
    budget_per_year: Money | None = None
    budget: Money | None = None
    holdback: Holdback | None = None

    @property
    def across_periods(self) -> bool:
        """Whether what a period earns depends on what earlier ones earned."""
        return any(
            limit is not None
            for limit in (self.per_year, self.lifetime, self.guarantee, self.budget_per_year, self.budget)
        )


@dataclass(frozen=True, slots=True)
class Stack:
    """How an incentive goes with the others of its programme. Nothing here depends on any order of processing.

    ``group`` names the group it belongs to; ``order`` its place in it. ``after``: what earns is reduced by what these
    incentives earn for the same partner and period, after their own limits and choosing and before any combined cap;
    the qualifier is not reduced (V26, V26b). ``choosing`` and ``chosen``: of the incentives of the group with the same
    word in ``chosen``, one pays; it is chosen by what each earns after its own limits. ``add`` alone (no group) says
    that each pays in full.
    """

    group: str = ""
    order: int = 0
    after: tuple[str, ...] = ()
    choosing: Choosing | None = None
    chosen: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """What the incentives of one stacking group together pay at most, for each partner and period (V26).

    ``amount`` is money; ``rate`` is a share of the largest measure in money among them (before any cap), rounded like
    a payout. Where both are written the lower holds. They are served by ``Stack.order``, equal ones by id: the last
    in are reduced first. An amount below zero stays as it is and gives room.
    """

    id: str
    amount: Money | None = None
    rate: Rate | None = None


@dataclass(frozen=True, slots=True)
class Exemption:
    """What is agreed with one partner alone, in periods that begin on the days of ``validity``.

    ``value`` stands in place of the value of whatever step is reached (a factor, an amount per unit or an amount, as
    the incentive's own steps have; with methods that add several steps, of each of them); ``waives_gates`` holds all
    gates for met; ``uncapped`` lifts ``Limits.measure`` and ``Limits.amount``. The reason is shown on the statement.
    Of one incentive a partner has at most one exemption for a day.
    """

    partner: str
    incentive: str
    reason: str
    validity: Validity
    value: Exact | None = None
    waives_gates: bool = False
    uncapped: bool = False


@dataclass(frozen=True, slots=True)
class Counsel:
    """A note of counsel that lets a document with a doubtful term be published: which problem, who, when, why."""

    code: str
    by: str
    on: date
    note: str


@dataclass(frozen=True, slots=True)
class Incentive:
    """One way of earning. ``id`` is unique in the programme and names the payouts.

    ``every`` and ``worth`` go with ``Method.MULTIPLES``: the size of a multiple in the measure's unit, and what one
    free unit is worth.
    """

    id: str
    title: str
    kind: str
    eligible: Eligibility
    measure: Measure
    qualifier: Asked
    method: Method
    steps: tuple[Step, ...]
    gates: tuple[Gate, ...] = ()
    limits: Limits = Limits()
    returns: ReturnsPolicy = ReturnsPolicy.RESTATE
    validity: Validity = Validity()
    stack: Stack | None = None
    description: str = ""
    unit: Unit = Unit.PERIOD
    pays_on: PaysOn = PaysOn.WHOLE
    payee: Payee = Payee.PARTNER
    pool: Pool | None = None
    multipliers: tuple[Multiplier, ...] = ()
    every: Exact | None = None
    worth: Money | None = None

    @property
    def multiplies(self) -> bool:
        """Whether the value of a step multiplies the measure."""
        return self.method not in {Method.FIXED, Method.MULTIPLES}

    @property
    def asked(self) -> tuple[Asked, ...]:
        """What is compared with bounds: the qualifier and what the gates look at, in that order."""
        return (self.qualifier, *(gate.measure for gate in self.gates))

    @property
    def measures(self) -> tuple[Measure, ...]:
        """Everything that is added up over lines: the measure, then what qualifier and gates are made of."""
        return (self.measure, *(measure for asked in self.asked for measure in asked.measures))

    @property
    def looks_back(self) -> bool:
        """Whether a payout depends on earlier periods: on their lines, or on what they carried."""
        carries = self.limits.minimum_payout is not None or self.limits.holdback is not None
        reverses = self.returns is ReturnsPolicy.REVERSE
        across = carries or reverses or self.limits.across_periods
        return across or self.measure.looks_back or any(asked.looks_back for asked in self.asked)


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
    groups: tuple[Group, ...] = ()
    exemptions: tuple[Exemption, ...] = ()
    counsel: tuple[Counsel, ...] = ()

    def exempt(self, incentive: str, partner: str, on: date) -> Exemption | None:
        """The exemption of a partner from an incentive for a period that begins on a day, if there is one."""
        for one in self.exemptions:
            if one.incentive == incentive and one.partner == partner and one.validity.holds(on):
                return one
        return None
