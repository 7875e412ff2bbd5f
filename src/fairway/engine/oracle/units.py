"""The table asked of each line, each document or each day by itself, and what they earn added up."""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass

from fairway.engine.oracle.facts import Facts
from fairway.engine.oracle.rows import text
from fairway.engine.oracle.sums import Counted, brought, total
from fairway.engine.oracle.table import Terms, earn, goods, rate_at
from fairway.engine.programme import BY_LINE, Incentive, Measure, RoundingLevel, Unit
from fairway.values import Exact, Money, exact, plus, rounded, times


@dataclass(frozen=True, slots=True)
class Units:
    """What all units of a period came to: an amount, rounded where each line is, and free goods."""

    amount: Exact
    goods: Exact


@dataclass(frozen=True, slots=True)
class OneUnit:
    """One unit: its measured lines with what each brings, what its qualifier reaches, and what it earns."""

    held: tuple[tuple[Counted, Exact], ...]
    reaches: Exact | None
    amount: Exact
    goods: Exact


def earn_by_unit(
    facts: Facts,
    incentive: Incentive,
    measured: list[Counted],
    qualified: list[Counted],
    terms: Terms,
    factor: Exact,
) -> Units:
    """Ask the table of each unit and add up; `factor` multiplies everything."""
    amount, free = exact(0), exact(0)
    for one in each_unit(facts, incentive, measured, qualified, terms, factor):
        amount, free = plus(amount, one.amount), plus(free, one.goods)
    return Units(amount, free)


def each_unit(
    facts: Facts,
    incentive: Incentive,
    measured: list[Counted],
    qualified: list[Counted],
    terms: Terms,
    factor: Exact,
) -> Iterator[OneUnit]:
    """Ask the table of each unit by itself."""
    qualifier = incentive.qualifier
    if not isinstance(qualifier, Measure):
        raise ValueError(f"Incentive {incentive.id} asks each {incentive.unit} for something else than a sum.")
    for held, looked_at in _units(incentive.unit, measured, qualified):
        reaches = total(brought(facts, incentive, qualifier, [one.line for one in looked_at]))
        parts = brought(facts, incentive, incentive.measure, [one.line for one in held])
        yield OneUnit(
            held=tuple(zip(held, parts, strict=True)),
            reaches=reaches,
            amount=_earned(facts, incentive, reaches, parts, terms, factor),
            goods=goods(incentive, reaches, total(parts) or exact(0), terms),
        )


def _units(unit: Unit, measured: list[Counted], qualified: list[Counted]) -> list[tuple[list[Counted], list[Counted]]]:
    """The units of a period: for each the lines that are measured and the lines its qualifier looks at."""
    if unit is Unit.PERIOD_TO_DATE:
        days = sorted({one.on for one in (*measured, *qualified)})
        return [([one for one in measured if one.on == on], [one for one in qualified if one.on <= on]) for on in days]
    held: dict[Hashable, tuple[list[Counted], list[Counted]]] = {}
    for place, lines in enumerate((measured, qualified)):
        for one in lines:
            held.setdefault(_name(unit, one), ([], []))[place].append(one)
    return list(held.values())


def _name(unit: Unit, one: Counted) -> Hashable:
    number = text(one.line, "invoice_no") if unit is Unit.DOCUMENT else None
    return number if number is not None else id(one.line)


def _earned(
    facts: Facts, incentive: Incentive, reaches: Exact | None, parts: list[Exact], terms: Terms, factor: Exact
) -> Exact:
    policy = facts.programme.rounding
    if policy.level is RoundingLevel.LINE and incentive.method in BY_LINE:
        value = times(rate_at(incentive, reaches, terms) or exact(0), factor)
        digits = Money.zero(facts.programme.currency).digits
        return total(rounded(times(part, value), digits, policy.mode) for part in parts) or exact(0)
    return times(earn(incentive, reaches, total(parts) or exact(0), terms), factor)
