"""Takes a payout apart, given the lines that made it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import pairwise
from operator import itemgetter

from fairway.engine.explain.asking import known, lack
from fairway.engine.explain.shares import shares_of
from fairway.engine.explain.stages import beaten_by, stages
from fairway.engine.explain.values import (
    Explanation,
    GateFound,
    Given,
    LeftOut,
    LineShare,
    Lost,
    SplitOf,
    StepReached,
    Unexplained,
    UnitResult,
)
from fairway.engine.oracle import Facts, Part, Terms, line_day, line_measure, parts
from fairway.engine.oracle.alone import Alone, Earned
from fairway.engine.oracle.asked import Asking, Together
from fairway.engine.oracle.lines import Role, first_of, within
from fairway.engine.oracle.partners import multiplier
from fairway.engine.oracle.people import split, splits_of
from fairway.engine.oracle.rows import Row, text
from fairway.engine.oracle.sums import Counted, Owner, Sums, total
from fairway.engine.oracle.table import rate_at, reached, step_above, value_of
from fairway.engine.oracle.units import OneUnit, each_unit
from fairway.engine.payout import Payout
from fairway.engine.programme import (
    ADDING,
    IDS,
    Exemption,
    Growth,
    Incentive,
    Measure,
    MeasureKind,
    NoHistory,
    Payee,
    PaysOn,
    Programme,
    ReturnsPolicy,
    Unit,
)
from fairway.values import Exact, Money, exact, minus, times

MENDABLE = ("claim", "deal", "person", "id", "once", "after_as_of", "since")
"""Reasons for which a line is left out although it would bring something otherwise."""


def explain(
    programme: Programme,
    payout: Payout,
    lines: Iterable[Row],
    partners: Iterable[Row],
    products: Iterable[Row],
    rates: Iterable[Row] = (),
    as_of: date | None = None,
    *,
    beside: Mapping[str, Iterable[Row]] | None = None,
    given: Given | None = None,
) -> Explanation:
    """Take a payout apart, given the lines of its partner since `reads_from`.

    Lines of others are passed over, but for which line is the first of its kind. `beside` are the further tables by
    their names: deals, targets, certificates, splits, units.

    :raises Unexplained: the lines do not give the payout's figures.
    :raises KeyError: the programme has no such incentive.
    """
    incentive = {one.id: one for one in programme.incentives}[payout.incentive]
    return apart(payout, ask(programme, incentive, lines, partners, products, rates, as_of, beside=beside), given)


def ask(
    programme: Programme,
    incentive: Incentive,
    lines: Iterable[Row],
    partners: Iterable[Row],
    products: Iterable[Row],
    rates: Iterable[Row] = (),
    as_of: date | None = None,
    *,
    beside: Mapping[str, Iterable[Row]] | None = None,
) -> Sums:
    """Ask each line whether it counts: what `apart` begins with, before the payout is known."""
    sums = Sums(Facts.of(programme, partners, products, rates, as_of, lines=lines, **(beside or {})))
    for measure in incentive.measures:
        sums.counted(incentive, measure)
    return sums


def apart(payout: Payout, asked: Sums, given: Given | None = None) -> Explanation:
    """Take a payout apart, given its partner's lines as they were asked.

    :raises Unexplained: the lines do not give the payout's figures.
    """
    incentive = next(one for one in asked.facts.programme.incentives if one.id == payout.incentive)
    return _Apart(asked, incentive, payout, given if given is not None else Given()).explanation()


@dataclass
class _Apart:
    sums: Sums
    incentive: Incentive
    payout: Payout
    given: Given

    def __post_init__(self) -> None:
        person = self.payout.person if self.incentive.payee is Payee.PERSON else ""
        self.owner = Owner(self.payout.partner, person)
        self.facts = self.sums.facts
        self.who = Together.alone(self.owner)
        self.asking = Asking(self.sums, self.incentive, self.payout.period, (self.who,))
        self.programme = self.facts.programme
        self.pooled = self.incentive.pool is not None

    def explanation(self) -> Explanation:
        payout, incentive = self.payout, self.incentive
        measures = self._brought(incentive.measure)
        qualifiers = self._brought(incentive.qualifier.measures[0]) if incentive.qualifier.measures else {}
        counted, left_out = self._lines(measures, qualifiers)
        qualifier = known(self.asking, incentive.qualifier, self.who, payout.qualifier, pooled=self.pooled)
        exemption = self.programme.exempt(incentive.id, payout.partner, payout.period.start)
        terms = Terms(
            target=qualifier.against if qualifier.actual is not None else None,
            instead=exemption.value if exemption is not None else None,
            beyond=qualifier.beyond,
            uncapped=exemption is not None and exemption.uncapped,
        )
        after = self._after()
        base = self._base(qualifier.against, after)
        again = self._again(after)
        units = self._units(terms)
        products = () if units or not payout.gates_met else parts(incentive, payout.qualifier, base, terms)
        factor = exact(1) if self.pooled else multiplier(self.facts, incentive, payout.partner, payout.period)
        taken_back = self._taken_back(again, products, factor)
        place = reached(incentive, payout.qualifier, terms)
        following = step_above(incentive, place)
        if terms.instead is not None and place is not None and incentive.method not in ADDING:
            following = None  # what was agreed stands in place of every step: a higher one pays no more
        bound = incentive.steps[following].lower if following is not None else None
        own_step = payout.step if not units else None
        return Explanation(
            payout=payout,
            programme=self.programme,
            incentive=incentive,
            steps=tuple(
                StepReached(step, value_of(step, terms), place == own_step)
                for place, step in enumerate(incentive.steps)
            ),
            gates=self._gates(exemption),
            lines=tuple(
                LineShare(line, _line_id(line), self._day(line), measure, qualifies, gates, share)
                for (line, measure, qualifies, gates), share in zip(
                    counted, shares_of(self.programme, incentive, payout, counted, units, taken_back), strict=True
                )
            ),
            excluded=tuple(left_out),
            next_step=following,
            gap=None if bound is None else minus(bound, payout.qualifier or exact(0)),
            qualifier=qualifier,
            stages=stages(self.programme, incentive, payout, self.given),
            lack=None if bound is None else lack(qualifier, bound),
            base=base,
            parts=products,
            after=after,
            factor=factor,
            units=units,
            pool=self.given.pool if self.pooled else None,
            exemption=exemption,
            taken_back=taken_back,
            lost=self._lost(left_out),
            split=self._split(again),
        )

    # the lines

    def _brought(self, measure: Measure) -> dict[int, Exact]:
        """What each line brings to a measure, by its identity in memory."""
        lines = self.sums.lines(self.incentive, measure, self.owner, self.payout.period)
        found = self.sums.parts(self.incentive, measure, self.owner, self.payout.period)
        return {id(one.line): part for one, part in zip(lines, found, strict=True)}

    def _lines(
        self, measures: Mapping[int, Exact], qualifiers: Mapping[int, Exact]
    ) -> tuple[list[tuple[Row, Exact | None, Exact | None, tuple[int, ...]]], list[LeftOut]]:
        incentive, period = self.incentive, self.payout.period
        wanted = [
            {id(one.line) for measure in gate.measure.measures for one in self._counted(measure)}
            for gate in incentive.gates
        ]
        others = {id(one.line) for measure in incentive.qualifier.measures for one in self._counted(measure)}
        back = set[int]()
        if incentive.returns is ReturnsPolicy.REVERSE:
            back = {id(one.line) for one in self._counted(incentive.measure, Role.TAKEN_BACK) if one.on in period}
        counted: list[tuple[Row, Exact | None, Exact | None, tuple[int, ...]]] = []
        left_out: list[LeftOut] = []
        reasons = self.sums.reasons(incentive, incentive.measure)
        inside: dict[date, bool] = {}
        for line, line_id, on in self._in_order():
            name = id(line)
            gates = tuple(place for place, one in enumerate(wanted) if name in one)
            if name in measures or name in qualifiers or name in others or name in back or gates:
                counted.append((line, measures.get(name), qualifiers.get(name), gates))
            elif on >= period.start:  # others are left out of their own period's payout
                if on not in inside:
                    inside[on] = within(self.facts, incentive.measure, period, on)
                reason = reasons.get(name, "") if inside[on] else "outside_period"
                rival = self._rival(line) if reason == "once" else ""
                left_out.append(LeftOut(line, line_id, on, reason, rival))
        return counted, left_out

    def _rival(self, line: Row) -> str:
        """The other partner whose line with the same value counted first."""
        first = first_of(self.facts, self.incentive, self.incentive.measure, line)
        whose = text(first, "partner_id") if first is not None else None
        return whose if whose is not None and whose != self.payout.partner else ""

    def _in_order(self) -> list[tuple[Row, str, date]]:
        """The owner's lines of the windows, with id and day; by day and id, and only where these are equal by all."""
        found: list[tuple[tuple[date, int, str], Row, str, date]] = []
        looked_at: dict[date | None, bool] = {None: False}
        for line, on in self._all_own:
            if self.owner.person and text(line, "person") not in {None, self.owner.person}:
                continue
            if on not in looked_at:
                looked_at[on] = on is not None and self._looked_at(on)
            if on is not None and looked_at[on]:
                line_id = _line_id(line)
                found.append(((on, len(line_id) if line_id.isdigit() else 0, line_id), line, line_id, on))
        found.sort(key=itemgetter(0))
        for one, other in pairwise(found):
            if one[0] == other[0]:
                found.sort(key=lambda each: (each[0], sorted(map(str, each[1].items()))))
                break
        return [(line, line_id, on) for _, line, line_id, on in found]

    def _looked_at(self, on: date) -> bool:
        return any(within(self.facts, one, self.payout.period, on) for one in self.incentive.measures)

    def _counted(self, measure: Measure, role: Role = Role.COUNTED) -> list[Counted]:
        return self.sums.lines(self.incentive, measure, self.owner, self.payout.period, role)

    def _day(self, line: Row) -> date:
        return line_day(self.facts, line, self.incentive) or date.min

    def _lost(self, left_out: list[LeftOut]) -> tuple[Lost, ...]:
        by_reason: dict[str, list[LeftOut]] = {}
        for one in left_out:
            by_reason.setdefault(one.reason, []).append(one)
        countable = self.incentive.measure.kind not in {*IDS, MeasureKind.NEW_CUSTOMERS}
        found = []
        for reason, lines in by_reason.items():
            brings = None
            if reason in MENDABLE and countable:
                brings = total(
                    line_measure(self.facts, self.incentive.measure, one.line, self.incentive) for one in lines
                )
            found.append(Lost(reason, len(lines), brings))
        return tuple(sorted(found, key=lambda one: (-one.lines, one.reason)))

    # the figures

    def _after(self) -> tuple[tuple[str, Money], ...]:
        """What the incentives that come before have earned for the partner in this period."""
        stack = self.incentive.stack
        if stack is None:
            return ()
        own = {
            one.incentive: one
            for one in self.given.payouts
            if one.period == self.payout.period and one.partner == self.payout.partner
        }
        by_id = {one.id: one for one in self.programme.incentives}
        return tuple(
            (name, own[name].alone or own[name].earned)
            for name in stack.after
            if name in own and not beaten_by(self.programme, by_id[name], own[name], self.given)
        )

    def _base(self, baseline: Exact | None, after: tuple[tuple[str, Money], ...]) -> Exact:
        measure = self.given.pool.measure if self.pooled and self.given.pool is not None else self.payout.measure
        if self.incentive.pays_on is PaysOn.INCREMENT:
            measure = exact(0) if baseline is None else max(minus(measure, baseline), exact(0))
        if after:
            before = total(amount.amount for _, amount in after) or exact(0)
            measure = max(minus(measure, before), min(measure, exact(0)))
        return measure

    def _again(self, after: tuple[tuple[str, Money], ...]) -> Earned | None:
        """Earn it again, slowly, and refuse where that gives something else; of a pool, what the lines alone give."""
        payout = self.payout
        measure = self.sums.total(self.incentive, self.incentive.measure, [self.owner], payout.period) or exact(0)
        if measure != payout.measure:
            raise self._unexplained("measure", payout.measure, measure)
        if self.pooled or self._asks_peers():
            return None
        calendar = self.programme.calendar.fiscal
        first = min((on for _, on in self._all_own if on is not None), default=payout.period.start)
        first = min(first, payout.period.start)
        alone = Alone(self.sums, frozenset(calendar.periods(first, payout.period.end)))
        before = total(amount.amount for _, amount in after) or exact(0)
        earned = alone.earn(self.incentive, payout.period, {self.owner: before}).get(self.owner)
        if earned is None:
            if payout.lines or payout.earned:
                raise self._unexplained("amount", payout.calculated.amount, None)
            return None
        one = earned.payout
        self._same("qualifier", payout.qualifier, one.qualifier)
        for mine, other in zip(payout.gates, one.gates, strict=True):
            self._same("condition", mine, other)
        if self.incentive.payee is not Payee.SPLITS:
            self._same("amount", payout.calculated.amount, one.calculated.amount)
        return earned

    @cached_property
    def _all_own(self) -> list[tuple[Row, date | None]]:
        """The partner's lines, each with its day."""
        own: dict[object, bool] = {}
        for line in self.facts.lines:
            whose = line.get("partner_id")
            if whose not in own:
                own[whose] = text(line, "partner_id") == self.payout.partner
        return [
            (line, line_day(self.facts, line, self.incentive))
            for line in self.facts.lines
            if own[line.get("partner_id")]
        ]

    def _asks_peers(self) -> bool:
        asked = self.incentive.asked
        return any(isinstance(one, Growth) and one.without_history is NoHistory.PEERS for one in asked)

    def _same(self, name: str, first: Exact | None, second: Exact | None) -> None:
        if first != second:
            raise self._unexplained(name, first, second)

    def _unexplained(self, name: str, first: Exact | None, second: Exact | None) -> Unexplained:
        payout = self.payout
        return Unexplained(
            f"{payout.incentive}, {payout.period}, partner {payout.partner} was calculated from a {name} of {first}; "
            f"these lines give {second}. Read the lines the calculation read."
        )

    def _units(self, terms: Terms) -> tuple[UnitResult, ...]:
        incentive, period = self.incentive, self.payout.period
        if incentive.unit is Unit.PERIOD or not self.payout.gates_met:
            return ()
        factor = multiplier(self.facts, incentive, self.payout.partner, period)
        measured = self.sums.lines(incentive, incentive.measure, self.owner, period)
        qualified = self.sums.lines(incentive, incentive.qualifier.measures[0], self.owner, period)
        found = []
        for one in each_unit(self.facts, incentive, measured, qualified, terms, factor):
            place, value = reached(incentive, one.reaches, terms), rate_at(incentive, one.reaches, terms)
            lines = tuple((id(line.line), part) for line, part in one.held)
            measure = total(part for _, part in lines) or exact(0)
            found.append(UnitResult(self._named(one), one.reaches, measure, place, value, one.amount, lines))
        return tuple(found)

    def _named(self, unit: OneUnit) -> str:
        """What a unit is called: the line, the invoice, or the day."""
        if not unit.held:
            return ""
        first, _ = unit.held[0]
        match self.incentive.unit:
            case Unit.LINE:
                return _line_id(first.line)
            case Unit.DOCUMENT:
                return text(first.line, "invoice_no") or _line_id(first.line)
            case _:
                return first.on.isoformat()

    def _taken_back(self, again: Earned | None, products: tuple[Part, ...], factor: Exact) -> Money | None:
        if self.incentive.returns is not ReturnsPolicy.REVERSE or again is None:
            return None
        given = total(times(times(one.base, one.value), factor) for one in products) or exact(0)
        table = Money(given, self.payout.currency).rounded(self.programme.rounding.mode)
        back = table - again.payout.calculated
        return back if back else None

    def _gates(self, exemption: Exemption | None) -> tuple[GateFound, ...]:
        found = []
        for gate, seen in zip(self.incentive.gates, self.payout.gates, strict=True):
            one = known(self.asking, gate.measure, self.who, seen, pooled=self.pooled)
            met = one.beyond or (seen is not None and seen >= gate.at_least)
            short = None if met else lack(one, gate.at_least)
            found.append(GateFound(gate.at_least, seen, met, one, short))
        return tuple(found)

    def _split(self, again: Earned | None) -> SplitOf | None:
        """What a person was given of the partner's payout, and what on top."""
        if self.incentive.payee is not Payee.SPLITS or again is None:
            return None
        rows = splits_of(self.facts, self.incentive, self.payout.partner, self.payout.period)
        person = self.payout.person
        shares = rows.shares or {"": exact(100)}
        mine = replace(again.payout, earned=again.payout.alone or again.payout.earned)
        each = split(self.facts, self.incentive, mine, again.base, again.payout.gates_met)
        own = next((one for one in each if one.person == person), None)
        if own is None or own.calculated != self.payout.calculated:
            raise self._unexplained("share", self.payout.calculated.amount, own.calculated.amount if own else None)
        return SplitOf(
            again.payout.calculated,
            shares[person].scaleb(-2) if person in shares else None,
            rows.overrides[person].scaleb(-2) if person in rows.overrides else None,
        )


def _line_id(line: Row) -> str:
    return text(line, "line_id") or ""
