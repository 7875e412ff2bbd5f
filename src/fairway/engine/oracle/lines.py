"""One line at a time: when it counts, whether it counts, why not, and what it brings."""

from collections.abc import Iterator
from datetime import date, timedelta
from enum import Enum

from fairway.engine.oracle.conditions import holds
from fairway.engine.oracle.facts import Facts, NoRate, NoUnit, Rank
from fairway.engine.oracle.partners import eligible
from fairway.engine.oracle.rows import BadCell, Row, day, number, text
from fairway.engine.oracle.spans import later
from fairway.engine.programme import (
    AMOUNTS,
    IDS,
    CurrencyPolicy,
    EventWindow,
    Incentive,
    LineKind,
    Measure,
    MeasureKind,
    Payee,
    ProductScope,
    ReturnsPolicy,
)
from fairway.policy.conditions import All, Column, Comparison, Condition, Either, Flag, Membership, Missing, Not, Source
from fairway.values import Exact, Period, exact, minus, times

EMPTY: Row = {}
SIGN = {LineKind.SALE: 1, LineKind.SAMPLE: 1, LineKind.RETURN: -1, LineKind.ADJUSTMENT: 0}


class Role(Enum):
    """What a line is asked for: a baseline asks neither for validity nor for eligibility."""

    COUNTED = "counted"
    BASELINE = "baseline"
    TAKEN_BACK = "taken_back"
    """A return that takes back what its sale was paid, under `ReturnsPolicy.REVERSE`."""


def line_day(facts: Facts, line: Row, incentive: Incentive | None = None) -> date | None:
    """The date that places the line in a period: for a return that restates, the day of the sale it undoes."""
    own = day(line, facts.dated_by)
    if own is None or incentive is None or incentive.returns is not ReturnsPolicy.RESTATE:
        return own
    undone = day(line, "original_on")
    return undone if undone is not None and kind_of(line) is LineKind.RETURN else own


def within(facts: Facts, measure: Measure, period: Period, on: date) -> bool:
    """Whether a day lies in the window that ends with the period."""
    if not measure.looks_back:
        return on in period
    first = measure.over.first(facts.programme.calendar.fiscal, period)
    return on < period.end and (first is None or first.start <= on)


def kind_of(line: Row) -> LineKind:
    """What the line is; where it does not say, a negative quantity or amount makes it a return."""
    said = text(line, "kind")
    if said is not None:
        return LineKind(said)
    negative = (number(line, "quantity") or 0) < 0 or (number(line, "net_amount") or 0) < 0
    return LineKind.RETURN if negative else LineKind.SALE


def excluded(facts: Facts, incentive: Incentive, measure: Measure, line: Row, period: Period) -> str | None:
    """Say why a line does not count for a measure of an incentive, or `None` where it counts.

    The reasons: outside_period, after_as_of, outside_validity, unknown_partner, not_eligible, kind, credit (the line
    only shares another's, which is not shared here), event, product, unknown_product, territory, where, deal, since,
    claim, id (there is none to count), person, once. The first that holds is given. `once` is asked of all lines the
    facts know.
    """
    on = line_day(facts, line, incentive)
    if on is None or not within(facts, measure, period, on):
        return "outside_period"
    return left_out(facts, incentive, measure, line)


def left_out(facts: Facts, incentive: Incentive, measure: Measure, line: Row, role: Role = Role.COUNTED) -> str | None:
    """Say why a line does not count in its own period, whichever that is."""
    return left_out_on(facts, incentive, measure, line, line_day(facts, line, incentive), role)


def left_out_on(
    facts: Facts, incentive: Incentive, measure: Measure, line: Row, on: date | None, role: Role = Role.COUNTED
) -> str | None:
    """The same where the line's day is known already."""
    reason = _otherwise(facts, incentive, measure, line, on, role)
    if reason is None and measure.lines.once_per is not None:
        return None if first_of(facts, incentive, measure, line, role) is line else "once"
    return reason


def first_of(facts: Facts, incentive: Incentive, measure: Measure, line: Row, role: Role = Role.COUNTED) -> Row | None:
    """The line, of any partner, that counts first of those with this one's value; `None` where none counts."""
    value = text(line, measure.lines.once_per) if measure.lines.once_per is not None else None
    return None if value is None else _firsts(facts, incentive, measure, role).get((kind_of(line), value))


def _otherwise(
    facts: Facts, incentive: Incentive, measure: Measure, line: Row, on: date | None, role: Role
) -> str | None:
    """The same without asking whether it is the first."""
    if on is None:
        return "outside_period"
    if facts.as_of is not None and (on > facts.as_of or after_as_of(facts, line)):
        return "after_as_of"
    key = ("on", incentive.id, line.get("partner_id"), on)
    placed: tuple[Row | None, str | None] | None = facts.known.get(key)
    if placed is None:
        placed = facts.known[key] = _placed(facts, incentive, text(line, "partner_id") or "", on)
    standing, outside = placed
    if outside is not None and role is not Role.BASELINE:
        return outside
    kind = kind_of(line)
    undone = kind is LineKind.RETURN and incentive.returns is ReturnsPolicy.REVERSE
    if undone is not (role is Role.TAKEN_BACK) or (not undone and kind not in measure.lines.kinds):
        return "kind"
    return _outside(facts, incentive, measure, line, on, standing)


def _placed(facts: Facts, incentive: Incentive, partner: str, on: date) -> tuple[Row | None, str | None]:
    """A partner's standing on a day, and why no line of it counts for an incentive, asked once of all its lines."""
    standing = facts.standing(partner, on, facts.period_of(on))
    if not (facts.programme.validity.holds(on) and incentive.validity.holds(on)):
        return standing, "outside_validity"
    if standing is None:
        return None, "unknown_partner"
    return standing, None if _takes_part(facts, incentive, partner, standing) else "not_eligible"


def _takes_part(facts: Facts, incentive: Incentive, partner: str, standing: Row) -> bool:
    """Whether the programme and the incentive have the partner inside, asked once of each of its rows."""
    key = ("eligible", incentive.id, partner, id(standing))
    if key not in facts.known:
        facts.known[key] = all(
            eligible(who, partner, standing) for who in (facts.programme.members, incentive.eligible)
        )
    inside: bool = facts.known[key]
    return inside


def _outside(
    facts: Facts, incentive: Incentive, measure: Measure, line: Row, on: date, standing: Row | None
) -> str | None:
    scope, product = measure.lines, facts.products.get(text(line, "product_id") or "")
    if text(line, "deal_credit") is not None and not measure.shares_credit:
        return "credit"
    if scope.events and text(line, "event") not in {event.value for event in scope.events}:
        return "event"
    if not _sells(scope.products, product):
        return "product" if product is not None else "unknown_product"
    where = scope.territory
    if where.countries and text(line, "country") not in where.countries:
        return "territory"
    if where.regions and text(line, "region") not in where.regions:
        return "territory"
    if scope.where is not None:
        if standing is None and any(column.source is Source.PARTNER for column in _columns(scope.where)):
            return "where"
        rows = {Source.LINE: line, Source.PRODUCT: product or EMPTY, Source.PARTNER: standing or EMPTY}
        if not holds(scope.where, rows):
            return "where"
    return _terms(facts, incentive, measure, line, on, {Source.PRODUCT: product, Source.PARTNER: standing})


def _terms(
    facts: Facts, incentive: Incentive, measure: Measure, line: Row, on: date, rows: dict[Source, Row | None]
) -> str | None:
    scope = measure.lines
    if scope.registered and not facts.registered(text(line, "deal_id"), text(line, "partner_id") or "", on):
        return "deal"
    if not all(_since(window, {**rows, Source.LINE: line}, on) for window in scope.since):
        return "since"
    if scope.claimed_within is not None:
        claimed = day(line, "claimed_on")
        if claimed is None or claimed > on + timedelta(days=scope.claimed_within):
            return "claim"
    counted = "customer_id" if measure.kind is MeasureKind.NEW_CUSTOMERS else IDS.get(measure.kind)
    if counted is not None and text(line, counted) is None:
        return "id"
    if incentive.payee is Payee.PERSON and text(line, "person") is None:
        return "person"
    if scope.once_per is not None and text(line, scope.once_per) is None:
        return "once"
    return None


def after_as_of(facts: Facts, line: Row) -> bool:
    """Whether a line is not known yet: its own date lies after the last day that is known."""
    own = line_day(facts, line)
    return facts.as_of is not None and own is not None and own > facts.as_of


def _since(window: EventWindow, rows: dict[Source, Row | None], on: date) -> bool:
    row = rows[window.source]
    began = day(row, window.column) if row is not None else None
    return began is not None and began <= on < later(began, window.span)


def _sells(scope: ProductScope, product: Row | None) -> bool:
    """Whether a product lies in a scope; one that is not listed does where nothing is asked of it."""
    if product is None:
        return not scope.include
    for part in scope.include:
        if text(product, part.attribute) not in part.values:
            return False
    for part in scope.exclude:  # noqa: SIM110  each of a thousand lines asks
        if text(product, part.attribute) in part.values:
            return False
    return True


def _columns(condition: Condition) -> Iterator[Column]:
    match condition:
        case Comparison(left=left, right=right):
            yield from (operand for operand in (left, right) if isinstance(operand, Column))
        case Membership(column=column) | Missing(column=column) | Flag(column=column):
            yield column
        case All(parts=parts) | Either(parts=parts):
            for part in parts:
                yield from _columns(part)
        case Not(part=part):
            yield from _columns(part)


def _firsts(facts: Facts, incentive: Incentive, measure: Measure, role: Role) -> dict[tuple[LineKind, str], Row]:
    """The lines that are the first with their value, of all that count otherwise, by kind and value."""
    key = ("once", incentive.id, measure.by_period, role)
    if key not in facts.known:
        first: dict[tuple[LineKind, str], tuple[tuple[object, ...], Row]] = {}
        scope = measure.lines
        for line in facts.lines:
            on = line_day(facts, line, incentive)
            if _otherwise(facts, incentive, measure, line, on, role) is None:
                name = kind_of(line), text(line, scope.once_per or "") or ""
                place = (on, *line_rank(facts, line))
                if name not in first or place < first[name][0]:
                    first[name] = place, line
        facts.known[key] = {name: line for name, (_, line) in first.items()}
    found: dict[tuple[LineKind, str], Row] = facts.known[key]
    return found


def line_rank(facts: Facts, line: Row) -> tuple[int, str]:
    """The place of a line among those of one day: by `line_id`, as a number where all are numbers."""
    if "line_id" not in facts.known:
        facts.known["line_id"] = Rank.among(text(one, "line_id") or "" for one in facts.lines)
    rank: Rank = facts.known["line_id"]
    return rank(text(line, "line_id") or "")


def line_measure(facts: Facts, measure: Measure, line: Row, incentive: Incentive | None = None) -> Exact:
    """What a counted line brings: a converted amount, base units, or 1, −1 or 0 as a number of lines.

    What is counted by ids is not brought by one line alone: see `brought`.

    :raises NoRate: no rate is in force on the line's date.
    :raises NoUnit: nobody has said how many base units one of the line's units is.
    :raises BadCell: the line lacks an amount that is asked for.
    """
    if measure.kind is MeasureKind.QUANTITY:
        return quantity(facts, line)
    if measure.kind is MeasureKind.LINES:
        return exact(SIGN[kind_of(line)])
    if measure.kind in AMOUNTS:
        return amount(facts, measure.kind, line, line_day(facts, line, incentive))
    raise ValueError(f"{measure.kind} counts ids over several lines; one line alone brings none.")


def amount(facts: Facts, kind: MeasureKind, line: Row, on: date | None) -> Exact:
    """An amount of the line in the programme's currency, at the rate of a day."""
    first, *less = (_cell(line, column) for column in AMOUNTS[kind])
    for other in less:
        first = minus(first, other)
    currency = text(line, "currency") or facts.programme.currency
    rate = facts.rate(currency, on) if on is not None else None
    if rate is None:
        if facts.programme.fx is CurrencyPolicy.CONTRACT:
            raise NoRate(f"No rate for {currency} is agreed; add {currency} to fx: contract in the programme.")
        raise NoRate(
            f"No rate for {currency} on {on}; add a row with currency {currency} and a valid_from "
            f"of {on} or earlier to the rates."
        )
    return times(first, rate)


def _cell(line: Row, column: str) -> Exact:
    value = number(line, column)
    if value is None and column != "net_amount":
        raise BadCell(f"{column}: line {text(line, 'line_id') or dict(line)} has none; fill it on every line.")
    return value or exact(0)


def quantity(facts: Facts, line: Row) -> Exact:
    """The line's quantity in base units; without a table of units it is that already."""
    count, unit, name = number(line, "quantity") or exact(0), text(line, "unit"), text(line, "product_id") or ""
    if not facts.units or unit is None or unit == text(facts.products.get(name, EMPTY), "unit"):
        return count
    factor = facts.units.get((name, unit))
    if factor is None:
        raise NoUnit(f"No factor for unit {unit} of product {name}; add a row with both to the units.")
    return times(count, factor)
