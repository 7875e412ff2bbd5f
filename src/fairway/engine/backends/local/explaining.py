"""Explains a payout from files, reading the lines of its partner only."""

from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias

from fairway.engine import dialect
from fairway.engine.backends.local.process import MEMORY
from fairway.engine.backends.local.session import Session
from fairway.engine.explain import Explanation, Given, Pooled, apart, ask, reads_from
from fairway.engine.inputs import Inputs
from fairway.engine.oracle import Facts
from fairway.engine.oracle.pooling import pools
from fairway.engine.oracle.sums import Sums
from fairway.engine.payout import Payout
from fairway.engine.plan import build
from fairway.engine.programme import Incentive, MeasureKind, Programme, ReturnsPolicy
from fairway.values import Money, Period, exact, plus

Line: TypeAlias = dict[str, object]
BESIDE = ("deals", "targets", "certificates", "splits", "units")


def explain(
    programme: Programme,
    inputs: Inputs,
    incentive: str,
    period: Period,
    partner: str,
    as_of: date | None = None,
    *,
    person: str = "",
    memory: str = MEMORY,
) -> Explanation | None:
    """Calculate one payout again and take it apart; `None` where the partner is not on record.

    A partner on record without a line that counts has earned nothing, and that is explained, too.

    :raises InputProblem: the input cannot be calculated with.
    :raises Unexplained: the two engines disagree about the payout.
    """
    programme = concerning(programme, incentive)
    with Session(programme, inputs, memory=memory, partner=partner, between=days_of(programme, period)) as session:
        every, _ = session.asked([period], as_of)
        one = next(each for each in programme.incentives if each.id == incentive)
        plan = build(programme, every, session.columns, as_of)
        small = _Small.of(session, one, partner)
        payouts, asked = session.payouts(plan), small.ask(_lines(session, one, period, partner), as_of)
        payout = next((each for each in payouts if each.key == (incentive, period, partner, person)), None)
        if payout is None:
            if person or not any(str(row["partner_id"]) == partner for row in small.partners):
                return None
            payout = nothing(programme, one, period, partner)
        known = given(programme, one, payout, payouts, small.partners, as_of)
        return apart(payout, asked, known)


@dataclass(frozen=True, slots=True)
class _Small:
    """The rows of the small tables that say which lines of a partner count for an incentive."""

    programme: Programme
    incentive: Incentive
    partners: list[Line]
    products: list[Line]
    rates: list[Line]
    beside: dict[str, list[Line]]

    @staticmethod
    def of(session: Session, incentive: Incentive, partner: str, *, pooled: bool = True) -> "_Small":
        return _Small(
            session.programme,
            incentive,
            session.rows("partners", "TRUE" if incentive.pool is not None and pooled else _who(incentive, partner)),
            session.rows("products", "product_id IN (SELECT product_id FROM lines)" if session.whole else "TRUE"),
            session.rows("rates") if session.columns.rates else [],
            {name: session.rows(name) for name in BESIDE if getattr(session.columns, name)},
        )

    def ask(self, lines: list[Line], as_of: date | None) -> Sums:
        return ask(
            self.programme, self.incentive, lines, self.partners, self.products, self.rates, as_of, beside=self.beside
        )


def concerning(programme: Programme, incentive: str) -> Programme:
    """The programme with those incentives alone on which the payouts of one depend: itself, and what it stacks with."""
    by_id = {one.id: one for one in programme.incentives}
    found, open_ones = set[str](), {incentive}
    while open_ones:
        found |= open_ones
        stacks = [stack for name in open_ones if (stack := by_id[name].stack) is not None]
        beside = {
            one.id
            for one in programme.incentives
            if one.stack is not None and one.stack.group and any(one.stack.group == stack.group for stack in stacks)
        }
        open_ones = ({name for stack in stacks for name in stack.after} | beside) - found
    return replace(programme, incentives=tuple(one for one in programme.incentives if one.id in found))


def days_of(programme: Programme, period: Period) -> tuple[date | None, date | None]:
    """The first day of lines on which payouts of a period depend, and the day after the last; `None` where unknown."""
    if any(one.returns is ReturnsPolicy.RESTATE for one in programme.incentives):
        return None, None
    if any(one.looks_back for one in programme.incentives):
        return None, period.end
    first = [reads_from(programme, one, period) for one in programme.incentives]
    known = [day for day in first if day is not None]
    return min(known) if len(known) == len(first) else None, period.end


def explain_known(
    programme: Programme,
    inputs: Inputs,
    payout: Payout,
    known: Given,
    as_of: date | None = None,
    *,
    memory: str = MEMORY,
) -> Explanation:
    """Take apart a payout that was calculated before, from the partner's own lines and what is known of others.

    :raises InputProblem: the input cannot be calculated with.
    :raises Unexplained: the lines do not give the payout's figures.
    """
    programme = concerning(programme, payout.incentive)
    one = next(each for each in programme.incentives if each.id == payout.incentive)
    by_itself, between = not _first_by(one), days_of(programme, payout.period)
    with Session(programme, inputs, memory=memory, partner=payout.partner, apart=by_itself, between=between) as session:
        small = _Small.of(session, one, payout.partner, pooled=False)
        return apart(payout, small.ask(_lines(session, one, payout.period, payout.partner), as_of), known)


def _who(incentive: Incentive, partner: str) -> str:
    """The partners whose attributes decide which lines count: its own, and those whose line may come first."""
    whose = [_own(partner)]
    if _first_by(incentive):
        read = " OR ".join(_whose(incentive, partner))
        whose.append(f"partner_id IN (SELECT partner_id FROM lines WHERE {read})")  # noqa: S608
    return " OR ".join(whose)


def _first_by(incentive: Incentive) -> list[str]:
    """The columns of which only the first line with each value counts, whoever sold it."""
    found = {each.lines.once_per for each in incentive.measures if each.lines.once_per is not None}
    found |= {"customer_id" for each in incentive.measures if each.kind is MeasureKind.NEW_CUSTOMERS}
    return sorted(found)


def _whose(incentive: Incentive, partner: str) -> list[str]:
    """Conditions on lines: the partner's own, and those of others that may have come first."""
    own = _own(partner)
    return [own, *(f"{column} IN (SELECT {column} FROM lines WHERE {own})" for column in _first_by(incentive))]  # noqa: S608


def _own(partner: str) -> str:
    return f"CAST(partner_id AS VARCHAR) = {dialect.text(partner)}"


def nothing(programme: Programme, incentive: Incentive, period: Period, partner: str) -> Payout:
    """The payout of a partner without a counted line."""
    zero = Money.zero(programme.currency)
    return Payout(
        incentive=incentive.id,
        period=period,
        partner=partner,
        person="",
        currency=programme.currency,
        qualifier=None,
        rate=None,
        measure=exact(0),
        amount=zero,
        step=None,
        gates=tuple(None for _ in incentive.gates),
        gates_met=not incentive.gates,
        lines=0,
        calculated=zero,
        earned=zero,
        carried_in=zero,
        carried_out=zero,
        multiplied=incentive.multiplies,
        alone=zero,
    )


def given(
    programme: Programme,
    incentive: Incentive,
    payout: Payout,
    payouts: list[Payout],
    partners: list[dict[str, object]],
    as_of: date | None = None,
) -> Given:
    """What an explanation may know of others: the partner's own payouts, and its pool's totals."""
    own = tuple(one for one in payouts if one.partner == payout.partner and one.period <= payout.period)
    if incentive.pool is None:
        return Given(own)
    facts = Facts.of(programme, partners, (), (), as_of)
    pool = pools(facts, incentive.pool, payout.period).get(payout.partner)
    members = set(pool.partners) if pool is not None else {payout.partner}
    inside = [
        one
        for one in payouts
        if one.incentive == incentive.id and one.period == payout.period and one.partner in members
    ]
    measure, amount = exact(0), Money.zero(payout.currency)
    for one in inside:
        measure, amount = plus(measure, one.measure), amount + one.calculated
    return Given(own, Pooled(len(inside), measure, amount))


def _lines(
    session: Session,
    incentive: Incentive,
    period: Period,
    partner: str,
) -> list[Line]:
    """The partner's lines, and those of others that say whether one of its own is the first of its kind."""
    programme = session.programme
    dated_by, since = programme.calendar.dated_by.value, reads_from(programme, incentive, period)
    when = f"{dated_by} < {dialect.day(period.end)}"
    if since is not None:
        when += f" AND {dated_by} >= {dialect.day(since)}"
    if "original_on" in session.columns.lines:
        when = f"(({when}) OR original_on IS NOT NULL)"
    return session.rows("lines", f"({' OR '.join(_whose(incentive, partner))}) AND {when}")
