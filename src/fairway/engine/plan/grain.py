"""The lines, asked once: cut time into spans, products into classes, and add up the lines between those cuts.

A *span* is a stretch of days in which nothing but exchange rates changes: no period begins, no partner's standing, no
validity. A *class* is a set of products that every scope of the programme treats alike. Lines with the same partner,
span, class and answers to the line conditions are added up before anything else happens, each converted at the rate of
its day and unrounded, so that the order of adding changes nothing. All incentives work on that small relation.

What asks for more than sums (distinct ids, the first of several lines, first orders, persons, returns that are taken
back) has relations of its own, beside that one pass, in programmes that ask for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from fairway.engine import dialect
from fairway.engine.plan.cells import Cells
from fairway.engine.plan.classes import Classes
from fairway.engine.plan.columns import Columns
from fairway.engine.plan.conversion import Conversion
from fairway.engine.plan.firsts import Firsts
from fairway.engine.plan.lines import Lines
from fairway.engine.plan.predicates import DEALS, Predicates, eligibility
from fairway.engine.plan.relations import YEAR, Relation
from fairway.engine.plan.slots import Slot, Slots
from fairway.engine.plan.spans import Spans
from fairway.engine.plan.widths import Widths
from fairway.engine.programme import (
    IDS,
    Baseline,
    Growth,
    Incentive,
    Measure,
    MeasureKind,
    Over,
    Payee,
    Programme,
    ReturnsPolicy,
)
from fairway.values import Period


@dataclass
class Grain:
    """Builds the relations from `periods` to `measured`, and names what the incentives read of them."""

    programme: Programme
    periods: Sequence[Period]
    columns: Columns
    as_of: date | None

    def __post_init__(self) -> None:
        self.widths = Widths.of(self.programme, self.columns)
        self.predicates = Predicates(frozenset(self.columns.lines))
        self.dated = "valid_from" in self.columns.partners or "valid_until" in self.columns.partners
        self.slots = Slots(self.programme, "original_on" in self.columns.lines)
        self.flags = {name: self.predicates.of(slot.measure) for slot, name in self.slots.names.items()}
        self.taken_back = {
            incentive.id: self.slots.returned(incentive)
            for incentive in self.programme.incentives
            if incentive.returns is ReturnsPolicy.REVERSE
        }
        self.flags_back = {id: self.predicates.of(slot.measure) for id, slot in self.taken_back.items()}
        self.windows: dict[Over, str] = {}
        self.baselines: dict[Baseline, str] = {}
        for incentive in self.programme.incentives:
            self._register(incentive)
        self.lines = Lines(self.programme, self.columns, self.widths, self.predicates, self.as_of, self.dated)
        every = [*self.slots.names, *self.taken_back.values()]
        self.foreign = any(self.lines.unrated(slot) and not self._in_units(slot) for slot in every)
        self.in_units = any(self._in_units(slot) for slot in every)
        self.classed = bool(self.predicates.products)
        self.firsts = Firsts(
            self.lines,
            self.slots,
            self.flags,
            {incentive.id: self.eligible(incentive) for incentive in self.programme.incentives},
            self.periods,
        )

    def _in_units(self, slot: Slot) -> bool:
        kind = slot.measure.kind
        return self.lines.in_units and (kind is MeasureKind.QUANTITY or kind in IDS)

    def _register(self, incentive: Incentive) -> None:
        overs = [measure.over for measure in incentive.measures if measure.looks_back]
        if incentive.limits.per_year is not None or incentive.limits.budget_per_year is not None:
            overs.append(YEAR)
        for over in overs:
            times = f"_{over.periods}" if over.periods > 1 else ""
            self.windows[over] = f"{over.window}{times}_from"
        for asked in incentive.asked:
            if isinstance(asked, Growth) and asked.over is not None:
                self.baselines[asked.over] = f"{asked.over}_no"

    def column(self, incentive: Incentive, measure: Measure) -> str:
        """The column of `measured` that holds an incentive's measure, of one period; also `…_lines` and `…_unrated`."""
        return self.slots.names[self.slots.of(incentive, measure)]

    def measured(self, incentive: Incentive) -> str:
        """The relation that holds the measures of an incentive, for each of its keys and span.

        Who counts sums alone need not wait for what is measured in other ways, nor read it.
        """
        cells = self.cells[incentive.payee is Payee.PERSON]
        plain = all(self.slots.of(incentive, measure).plain for measure in incentive.measures)
        return f"{'measured_cells' if plain and cells.slots and cells.others else 'measured'}{cells.suffix}"

    def keys(self, incentive: Incentive) -> tuple[str, ...]:
        """The columns by which an incentive tells apart who is paid."""
        return ("partner_id", "person") if incentive.payee is Payee.PERSON else ("partner_id",)

    def ids(self, incentive: Incentive, measure: Measure) -> str:
        """The relation that holds how much of each id was bought, for a measure that counts ids."""
        return f"ids_{self.column(incentive, measure)}"

    def returned(self, incentive: Incentive) -> str:
        """The relation that holds the returns an incentive takes back."""
        return dialect.name(f"returned_{incentive.id}")

    def eligible(self, incentive: Incentive) -> str:
        """The relation that holds who takes part in an incentive."""
        return dialect.name(f"eligible_{incentive.id}")

    def unrated(self, measure: Measure) -> bool:
        """Whether lines of the measure may lack an exchange rate, or a factor of their unit."""
        return self.lines.unrated(Slot(measure))

    def lines_of(self, incentive: Incentive, measure: Measure, more: str = "") -> str:
        """FROM, JOINs and WHERE over exactly the lines that count: `l` the line, `d` its day, `q` its span.

        They bring whatever any measure of the programme asks of a line. `more` are JOINs to add, each on a line of its
        own.
        """
        name, slot = self.column(incentive, measure), self.slots.of(incentive, measure)
        return self.firsts.counted(
            slot, name, incentive, self.flags[name], more, rated=self.foreign, units=self.in_units
        )

    def brings(self, measure: Measure, *, wide: bool = False) -> str:
        """What one line brings to a measure, exact; missing where that cannot be told."""
        return self.lines.brings(Slot(measure), wide=wide)

    def relations(self) -> list[Relation]:
        """The relations in order."""
        spans = Spans(
            self.programme, self.periods, self.columns, self.predicates, self.as_of,
            self.windows, self.baselines, self.dated,
        )  # fmt: skip
        found = spans.cut()
        if self.foreign:
            found += Conversion(self.programme, self.columns, self.widths.rate, self.as_of).relations()
        found.append(spans.standings())
        found += [self._eligible(incentive) for incentive in self.programme.incentives]
        if self.classed:
            found += Classes(self.predicates.products, self.columns.products).relations()
        if any(DEALS in reads for reads in self.predicates.reads.values()):
            found.append(self.lines.deal_windows())
        if self.in_units:
            found.append(self.lines.unit_factors())
        found += self.firsts.relations()
        for cells in self.cells:
            found += cells.relations()
        for incentive in self.programme.incentives:
            if incentive.id in self.taken_back:
                found += self.firsts.returned(incentive, self.taken_back[incentive.id], self.flags_back[incentive.id])
        return found

    @property
    def cells(self) -> tuple[Cells, Cells]:
        """The passes over the lines: of partners, and of persons."""
        return self._cells(by_person=False), self._cells(by_person=True)

    def _cells(self, *, by_person: bool) -> Cells:
        plain = {slot: name for slot, name in self.slots.where(by_person=by_person) if slot.plain or slot.new}
        return Cells(self.lines, plain, self.flags, self.firsts.others(by_person=by_person), by_person)

    def _eligible(self, incentive: Incentive) -> Relation:
        columns = "s.partner_id, s.span_no" if self.dated else "s.partner_id"
        rule = eligibility(self.programme.members, incentive.eligible)
        sql = f"SELECT {columns}\nFROM standings AS s\nWHERE {rule}"
        return Relation(self.eligible(incentive), f"{incentive.id}: the partners that take part.", sql)

    @property
    def shared(self) -> str | None:
        """What a line `l` must meet to be in `cells`, where the line alone tells and nothing else reads the classes."""
        by_partner, by_person = self.cells
        alone = not by_person.slots and not self.taken_back and all(slot.plain for slot in self.slots.names)
        return by_partner.told_by_line if alone and not by_partner.moves else None
