"""What is added up: every measure of every incentive, each once, with the column that holds it."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from fairway.engine.programme import (
    IDS,
    Eligibility,
    Incentive,
    LineKind,
    Measure,
    MeasureKind,
    Payee,
    Programme,
    ReturnsPolicy,
    Validity,
)


@dataclass(frozen=True, slots=True)
class Slot:
    """A measure of one period, as an incentive asks for it.

    `by_origin` places returns on the day of the sale they undo; `by_person` adds up for each person of the lines.
    `circle` is who takes part and when, for measures in which one line counts because another does not.
    """

    measure: Measure
    by_origin: bool = False
    by_person: bool = False
    circle: tuple[Eligibility, Validity] | None = None

    @property
    def ids(self) -> bool:
        """Whether distinct ids are counted."""
        return self.measure.kind in IDS

    @property
    def new(self) -> bool:
        """Whether first orders of customers are counted."""
        return self.measure.kind is MeasureKind.NEW_CUSTOMERS

    @property
    def once(self) -> bool:
        """Whether of several lines only the first counts."""
        return self.measure.lines.once_per is not None

    @property
    def plain(self) -> bool:
        """Whether the measure is a sum over lines that count each by itself."""
        return not (self.ids or self.new or self.once)


@dataclass
class Slots:
    """Names every distinct slot of a programme: m1, m2 and so on.

    `origin` says that returns may name the day of the sale; `askers` is the first incentive that asks for a slot.
    """

    programme: Programme
    origin: bool
    names: dict[Slot, str] = field(default_factory=dict)
    askers: dict[str, Incentive] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for incentive in self.programme.incentives:
            for measure in incentive.measures:
                slot = self.of(incentive, measure)
                if slot.new and slot.once:
                    raise ValueError(f"Incentive {incentive.id} counts first orders, and only the first of some lines.")
                name = self.names.setdefault(slot, f"m{len(self.names) + 1}")
                self.askers.setdefault(name, incentive)

    def of(self, incentive: Incentive, measure: Measure) -> Slot:
        """The measure as the incentive's returns policy and payee have it."""
        lines = measure.lines
        if incentive.returns in {ReturnsPolicy.EXCLUDE, ReturnsPolicy.REVERSE}:
            lines = replace(lines, kinds=tuple(kind for kind in lines.kinds if kind is not LineKind.RETURN))
        by_origin = self.origin and incentive.returns is ReturnsPolicy.RESTATE and LineKind.RETURN in lines.kinds
        ordered = measure.new is not None and measure.new.at_least is not None
        circle = (incentive.eligible, incentive.validity) if ordered or lines.once_per is not None else None
        measure = replace(measure.by_period, lines=lines)
        return Slot(measure, by_origin, incentive.payee is Payee.PERSON, circle)

    def returned(self, incentive: Incentive) -> Slot:
        """The returns that an incentive takes back: of the measure's lines, those it would have counted.

        :raises ValueError: the measure counts ids, of which no return has a part of its own.
        """
        if incentive.measure.kind in {*IDS, MeasureKind.NEW_CUSTOMERS}:
            raise ValueError(f"Incentive {incentive.id} takes back returns, but counts {incentive.measure.kind}.")
        lines = replace(incentive.measure.lines, kinds=(LineKind.RETURN,))
        measure = replace(incentive.measure.by_period, lines=lines)
        return Slot(measure, by_person=incentive.payee is Payee.PERSON)

    def where(self, *, by_person: bool) -> Iterator[tuple[Slot, str]]:
        """The slots of one grain with their names."""
        return ((slot, name) for slot, name in self.names.items() if slot.by_person == by_person)
