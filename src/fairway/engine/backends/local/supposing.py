"""What one partner would earn with sales it has not made: its own rows of the grouped part, and made-up lines added."""
# ruff: noqa: S608 — names are quoted by the dialect, numbers and texts are literals of it

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path

from fairway.engine import dialect
from fairway.engine.backends.local.cells import INTEGERS
from fairway.engine.backends.local.explaining import concerning
from fairway.engine.backends.local.grouped import Grouped
from fairway.engine.backends.local.part import part_of
from fairway.engine.backends.local.store import Opened
from fairway.engine.backends.local.whom import concerned
from fairway.engine.oracle import Facts, excluded
from fairway.engine.payout import Payout
from fairway.engine.plan.grain import Grain
from fairway.engine.programme import AMOUNTS, Event, MeasureKind, Payee
from fairway.values import (
    Exact,
    Money,
    Period,
    Rounding,
    allocate,
    apportion,
    currency,
    divided,
    exact,
    minus,
    rounded,
    times,
)

UNIT_PRICE_DIGITS = 6
LINE_DIGITS = 4
"""Decimal places of a made-up line's other amounts."""
BASES = (MeasureKind.NET, MeasureKind.GROSS, MeasureKind.LIST, MeasureKind.QUANTITY, MeasureKind.MARGIN)
"""What sales are supposed and carried on in: the first of these that a programme adds up."""


@dataclass(frozen=True, slots=True)
class Supposed:
    """A sale that was not made: of which product, for how much in the programme's currency, how many, by whom.

    Where a programme adds up units alone, nothing is said of the amount. `others` are further amounts by their column.
    """

    product: str
    net: Exact | None
    quantity: Exact
    person: str = ""
    others: Mapping[str, Exact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mixed:
    """What a partner sold of products that the programme treats alike, and one product that stands for them.

    `sums` holds what the programme adds up, of `BASES`. `person` is who sold them, where it pays persons alone.
    """

    product: str
    sums: Mapping[MeasureKind, Exact]
    person: str = ""

    @property
    def quantity(self) -> Exact | None:
        """How many were sold; `None` where the programme does not add that up."""
        return self.sums.get(MeasureKind.QUANTITY)

    @property
    def amount(self) -> Exact | None:
        """For how much they were sold, by the first amount that the programme adds up; `None` where it adds up none."""
        return next((self.sums[kind] for kind in BASES if kind in AMOUNTS and kind in self.sums), None)

    @property
    def price(self) -> Exact | None:
        """The partner's own average price; `None` where it cannot be told."""
        amount = self.amount
        if amount is None or not self.quantity or self.quantity < 0 or amount <= 0:
            return None
        return divided(amount, self.quantity, UNIT_PRICE_DIGITS, Rounding.HALF_UP)


def counted_in(opened: Opened) -> MeasureKind | None:
    """What sales are supposed and carried on in: the first of `BASES` that the programme adds up; `None` if none."""
    held = _held(opened)
    return next((kind for kind in BASES if kind.value in held), None)


def mix(opened: Opened, partner: str, period: Period, among: tuple[str, str] | None = None) -> tuple[Mixed, ...]:
    """What the partner sold in a period, by class of products, the most sold first; classes without sales come last.

    Classes, and sales, that count for nothing in the programme are left out. `among` narrows to products with a value
    of an attribute, such as `("category", "Bikes")`.
    """
    grouped, plan, held = opened.grouped, opened.plan, _held(opened)
    name, by_person = _cells(opened)
    number = plan.periods.index(period) + 1
    who = "k.person" if by_person else "NULL"
    added = [kind for kind in BASES if kind.value in held]
    if not added:
        return ()
    sums = [f"sum(k.{kind.value})" for kind in added]
    classed = "product_class" in held
    where = "TRUE"
    if among is not None:
        where = f"CAST(p.{dialect.name(among[0])} AS VARCHAR) = {dialect.text(among[1])}"
    counts, class_counts = _counting_cells(opened)
    own = f"k.span_no IN (SELECT span_no FROM spans WHERE period_no = {number})"
    if classed:
        sql = (
            "WITH listed AS (SELECT c.product_class, min(p.product_id) AS product_id FROM products AS p"
            f" JOIN classified_products AS c ON c.product_id = p.product_id WHERE {where} AND c.product_class IN"
            f" (SELECT c.product_class FROM product_classes AS c WHERE {class_counts}) GROUP BY 1)"
            f" SELECT CAST(any_value(t.product_id) AS VARCHAR), {', '.join(sums)}, {who} FROM listed AS t"
            # beside the join, not in it: DuckDB names the tables of no outer join that is made on a subquery
            f" LEFT JOIN (SELECT k.* FROM {name} AS k JOIN product_classes AS c ON c.product_class = k.product_class"
            f" WHERE {own} AND ({counts})) AS k ON k.product_class = t.product_class GROUP BY t.product_class, {who}"
        )
        names = ["products", "classified_products", "product_classes", name, "spans"]
    else:
        sql = (
            f"SELECT CAST((SELECT min(p.product_id) FROM products AS p WHERE {where}) AS VARCHAR), {', '.join(sums)},"
            f" {who} FROM {name} AS k WHERE {own} AND ({counts})" + (f" GROUP BY {who}" if by_person else "")
        )
        names = ["products", name, "spans"]
    if not classed and among is None:
        # every product counts alike: where none is listed, one that nobody listed stands for them
        told = ", ".join(kind.value for kind in added)
        sql = f"SELECT coalesce(product, '0'), {told}, person FROM ({sql}) AS found (product, {told}, person)"
    rows = [
        Mixed(str(row[0]), {kind: exact(value or 0) for kind, value in zip(added, row[1:-1], strict=True)},
              str(row[-1] or ""))
        for row in grouped.ask(names, sql, [partner])
        if row[0]
    ]  # fmt: skip
    return tuple(sorted(rows, key=lambda one: (-(one.amount or one.quantity or exact(0)), one.product, one.person)))


def sold_by_period(opened: Opened, partner: str) -> dict[Period, Exact]:
    """What the partner sold in each period that counts for anything, in what the programme is carried on in."""
    held, kind = _held(opened), counted_in(opened)
    if kind is None:
        return {}
    name, _ = _cells(opened)
    counts, _ = _counting_cells(opened)
    classed = "product_class" in held
    join = " JOIN product_classes AS c ON c.product_class = k.product_class" if classed else ""
    rows = opened.grouped.ask(
        (name, "spans", *(("product_classes",) if classed else ())),
        f"SELECT q.period_no, sum(k.{kind.value}) FROM {name} AS k JOIN spans AS q ON q.span_no = k.span_no{join}"
        f" WHERE {counts} GROUP BY 1",
        [partner],
    )
    return {opened.plan.periods[number - 1]: exact(total) for number, total in rows if total is not None}


def _cells(opened: Opened) -> tuple[str, bool]:
    """The relation of sums that is asked: of partners; of persons, where only these are paid."""
    by_person = "cells" not in opened.grouped.stored
    return "cells_persons" if by_person else "cells", by_person


def _held(opened: Opened) -> Mapping[str, str]:
    """The columns of the sums; none where the programme adds nothing up."""
    held = opened.grouped.stored.get(_cells(opened)[0])
    return {} if held is None else held.types


def _counting_cells(opened: Opened) -> tuple[str, str]:
    """What a cell, and what a class of products, must meet to count for anything in the programme."""
    plan, (_, by_person) = opened.plan, _cells(opened)
    return Grain(plan.programme, plan.periods, plan.columns, opened.as_of).cells[by_person].counting


def stands(opened: Opened, partner: str, period: Period) -> tuple[Payout, ...]:
    """What the partner earns in a period as it stands, every payout.

    :raises NotGrouped: a counted line has no exchange rate.
    """
    whom = concerned(opened.grouped, opened.plan.programme, [partner])
    with opened.grouped.run(opened.plan, [period], whom=whom) as result:
        return tuple(result.payouts(partner))


def suppose(
    opened: Opened,
    partner: str,
    period: Period,
    sales: Sequence[Supposed],
    on: date,
    more: Mapping[str, object],
    standing: Sequence[Payout],
) -> tuple[Payout, ...]:
    """What the partner earns in a period, every payout, if it also made these sales on a day.

    `more` gives further columns of the made-up lines, such as the country they are sold in; `standing` what it earns
    without them: incentives that count none of them are not calculated again.

    :raises NotGrouped: a counted line has no exchange rate.
    """
    lines = [_line(opened, partner, one, on, more) for one in sales]
    moved = _counting(opened, partner, period, lines)
    if not moved:
        return tuple(standing)
    whom = concerned(opened.grouped, opened.plan.programme, [partner])
    asked = {name: own for name, own in whom.items() if name in moved}
    with opened.grouped.run(opened.plan, [period], whom=asked, more=lines) as result:
        found = result.payouts(partner)
    kept = [one for one in standing if one.incentive not in moved]
    return tuple(sorted([*kept, *found], key=lambda one: one.incentive))


def _counting(opened: Opened, partner: str, period: Period, lines: Sequence[Mapping[str, object]]) -> frozenset[str]:
    """The incentives that count one of the lines for anything, and those that hang on what one of these pays."""
    programme = opened.plan.programme
    products = tuple(sorted({str(line["product_id"]) for line in lines}))
    listed = f"SELECT * FROM products WHERE CAST(product_id AS VARCHAR) IN {dialect.texts(products)}"
    own = _rows(opened, "partners", "SELECT * FROM partners", (partner,))
    facts = Facts.of(programme, own, _rows(opened, "products", listed), (), opened.as_of)
    counting = {
        one.id
        for one in programme.incentives
        if any(excluded(facts, one, measure, line, period) is None for measure in one.measures for line in lines)
    }
    return frozenset(
        one.id
        for one in programme.incentives
        if any(each.id in counting for each in concerning(programme, one.id).incentives)
    )


def _rows(opened: Opened, name: str, sql: str, partners: tuple[str, ...] | None = None) -> list[dict[str, object]]:
    names = list(opened.grouped.stored[name].types)
    rows = _read(opened.grouped.folder, name, sql, partners)
    return [dict(zip(names, row, strict=True)) for row in rows]


@lru_cache(maxsize=512)
def _read(folder: Path, name: str, sql: str, partners: tuple[str, ...] | None) -> tuple[tuple[object, ...], ...]:
    """A few rows of a small table; what a folder holds never changes."""
    return tuple(Grouped.open(folder).ask([name], sql, partners))


def unmoved(opened: Opened) -> frozenset[str]:
    """The incentives that made-up sales do not move: they compare lines with each other, or pay who sold.

    Where a programme pays persons alone, these are supposed to sell on as they sold.
    """
    part, (_, by_person) = part_of(opened.plan), _cells(opened)
    return frozenset(
        one.id
        for one in opened.plan.programme.incentives
        if (one.payee is Payee.PERSON and not by_person)
        or part.upstream.get(dialect.name(f"rated_{one.id}"), frozenset()) & part.settled
    )


def shared_out(kinds: Sequence[Mixed], net: Exact, quantity: Exact | None, code: str) -> tuple[Supposed, ...]:
    """Share an amount out among kinds of products as the partner sold them, to the minor unit.

    Without a quantity each kind's own average price says how many; where there is none, no units are added. Further
    amounts keep the proportion in which they were sold.
    """
    digits = currency(code).digits
    total = Money(rounded(net, digits, Rounding.HALF_UP), code)
    weights = {place: max(one.amount or exact(0), exact(0)) for place, one in enumerate(kinds)}
    shares = allocate(total, {place: weight for place, weight in weights.items() if weight} or {0: exact(1)})
    made = []
    for place, share in shares.items():
        price = kinds[place].price
        units = quantity if quantity is not None and len(shares) == 1 else None
        if units is None:
            units = divided(share.amount, price, 4, Rounding.HALF_UP) if price else exact(0)
        sold, before = kinds[place], kinds[place].amount
        amounts = _in_proportion(sold, share.amount, before) if before else _alike(sold, share.amount)
        made.append(_sale(sold, units, amounts))
    return tuple(made)


def units_shared_out(kinds: Sequence[Mixed], quantity: Exact, digits: int) -> tuple[Supposed, ...]:
    """Share units out among kinds of products as the partner sold them; amounts are what so many brought before."""
    weights = {place: max(one.quantity or exact(0), exact(0)) for place, one in enumerate(kinds)}
    steps = int(rounded(quantity, digits, Rounding.HALF_UP).scaleb(digits))
    shares = apportion(steps, {place: weight for place, weight in weights.items() if weight} or {0: exact(1)})
    made = []
    for place, share in shares.items():
        units, sold, before = exact(share).scaleb(-digits), kinds[place], kinds[place].quantity
        made.append(_sale(sold, units, _in_proportion(sold, units, before) if before else {}))
    return tuple(made)


def _in_proportion(kind: Mixed, part: Exact, of: Exact) -> dict[MeasureKind, Exact]:
    return {
        one: divided(times(part, total), of, LINE_DIGITS, Rounding.HALF_UP)
        for one, total in kind.sums.items()
        if one in AMOUNTS
    }


def _alike(kind: Mixed, amount: Exact) -> dict[MeasureKind, Exact]:
    """The amounts of products that were never sold: nothing taken off; what is left over nobody knows."""
    return {one: amount for one in kind.sums if one is not MeasureKind.MARGIN or MeasureKind.NET not in kind.sums}


def _sale(kind: Mixed, units: Exact, amounts: Mapping[MeasureKind, Exact]) -> Supposed:
    """A sale with these amounts. Where the margin counts and not what is left of it, that cost nothing."""
    net = amounts.get(MeasureKind.NET, amounts.get(MeasureKind.MARGIN))
    others = {AMOUNTS[one][0]: amounts[one] for one in (MeasureKind.GROSS, MeasureKind.LIST) if one in amounts}
    if net is not None and MeasureKind.MARGIN in amounts:
        others["cost_amount"] = minus(net, amounts[MeasureKind.MARGIN])
    return Supposed(kind.product, net, units, kind.person, others)


def _line(opened: Opened, partner: str, sale: Supposed, on: date, more: Mapping[str, object]) -> dict[str, object]:
    kinds = opened.plan.columns.lines
    known = sale.net is not None and bool(sale.quantity)
    price = divided(sale.net or exact(0), sale.quantity, UNIT_PRICE_DIGITS, Rounding.HALF_UP) if known else None

    def key(name: str, value: str) -> object:
        return int(value) if kinds[name] in INTEGERS else value

    line: dict[str, object] = {
        "partner_id": key("partner_id", partner),
        "product_id": key("product_id", sale.product),
        "invoice_date": on,
        "ship_date": on,
        "quantity": sale.quantity,
        "net_amount": sale.net,
        "unit_price": price,
        "currency": opened.plan.programme.currency,
        "kind": "sale",
        "event": _event(opened),
        "person": sale.person or None,
        **sale.others,
    }
    return {**line, **more}


def _event(opened: Opened) -> str | None:
    """The movement that the programme counts: selling through where it counts that."""
    counted = {event for one in opened.plan.programme.incentives for event in one.measure.lines.events}
    if not counted or Event.SELL_THROUGH in counted:
        return Event.SELL_THROUGH.value
    return min(event.value for event in counted)
