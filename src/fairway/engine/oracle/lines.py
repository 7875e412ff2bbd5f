"""One line at a time: whether it counts, why not, and what it brings."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from fairway.engine.oracle.conditions import holds
from fairway.engine.oracle.rows import BadCell, Row, day, number, text
from fairway.engine.programme import (
    AVERAGE_PLACES,
    CurrencyPolicy,
    Eligibility,
    Incentive,
    LineKind,
    LineScope,
    Measure,
    MeasureKind,
    PartnerScope,
    ProductScope,
    Programme,
    StandingDate,
    Validity,
)
from fairway.policy.conditions import Source
from fairway.values import Exact, Period, Rounding, divided, exact, plus, times

EMPTY: Row = {}
SIGN = {LineKind.SALE: 1, LineKind.SAMPLE: 1, LineKind.RETURN: -1, LineKind.ADJUSTMENT: 0}


class NoRate(ValueError):
    """A counted line is in a currency without a rate on its date."""


@dataclass(frozen=True)
class Facts:
    """The small tables, looked up by id, and the day up to which lines are known."""

    programme: Programme
    partners: Mapping[str, tuple[Row, ...]]
    products: Mapping[str, Row]
    rates: Mapping[str, tuple[tuple[date, Exact], ...]]
    as_of: date | None = None

    @staticmethod
    def of(
        programme: Programme,
        partners: Iterable[Row],
        products: Iterable[Row],
        rates: Iterable[Row],
        as_of: date | None = None,
    ) -> "Facts":
        """Index the rows of the small tables.

        :raises BadCell: a rate has no day or no number.
        """
        by_partner: dict[str, list[Row]] = defaultdict(list)
        for row in partners:
            by_partner[text(row, "partner_id") or ""].append(row)
        by_currency: dict[str, list[tuple[date, Exact]]] = defaultdict(list)
        for row in rates:
            since, rate = day(row, "valid_from"), number(row, "rate")
            if since is None or rate is None:
                raise BadCell(f"rates: {dict(row)} needs valid_from and rate.")
            by_currency[text(row, "currency") or ""].append((since, rate))
        return Facts(
            programme,
            {key: tuple(rows) for key, rows in by_partner.items()},
            {text(row, "product_id") or "": row for row in products},
            {key: tuple(sorted(entries)) for key, entries in by_currency.items()},
            as_of,
        )

    def standing(self, partner: str, asked: date, period: Period) -> Row | None:
        """The partner's row in force on the day the programme looks standing up."""
        match self.programme.standing:
            case StandingDate.TRANSACTION:
                on = asked
            case StandingDate.PERIOD_START:
                on = period.start
            case StandingDate.PERIOD_END:
                on = period.end - timedelta(days=1)
                if self.as_of is not None:
                    on = min(on, self.as_of)
        for row in self.partners.get(partner, ()):
            since, until = day(row, "valid_from"), day(row, "valid_until")
            if (since is None or since <= on) and (until is None or on < until):
                return row
        return None

    def rate(self, currency: str, on: date) -> Exact | None:
        """The rate of a day by the programme's policy: units of programme currency for one unit of `currency`."""
        if currency == self.programme.currency:
            return exact(1)
        period = self.programme.calendar.fiscal.period_of(on)
        last = period.end - timedelta(days=1)
        if self.as_of is not None:
            last = min(last, self.as_of)
        match self.programme.fx:
            case CurrencyPolicy.CONTRACT:
                return dict(self.programme.contract_rates).get(currency)
            case CurrencyPolicy.PERIOD_END:
                return self._in_force(currency, last)
            case CurrencyPolicy.PERIOD_AVERAGE:
                return self._average(currency, period.start, last)
            case CurrencyPolicy.TRANSACTION_DATE:
                return self._in_force(currency, on)

    def _average(self, currency: str, first: date, last: date) -> Exact | None:
        total, days = exact(0), 0
        while first + timedelta(days=days) <= last:
            rate = self._in_force(currency, first + timedelta(days=days))
            if rate is None:
                return None
            total, days = plus(total, rate), days + 1
        return divided(total, exact(days), AVERAGE_PLACES, Rounding.HALF_UP)

    def _in_force(self, currency: str, on: date) -> Exact | None:
        found = None
        for since, rate in self.rates.get(currency, ()):
            if since <= on:
                found = rate
        return found


def line_day(facts: Facts, line: Row) -> date | None:
    """The date that places the line in a period."""
    return day(line, facts.programme.calendar.dated_by.value)


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
    negative = (number(line, "quantity") or exact(0)) < 0 or (number(line, "net_amount") or exact(0)) < 0
    return LineKind.RETURN if negative else LineKind.SALE


def excluded(facts: Facts, incentive: Incentive, measure: Measure, line: Row, period: Period) -> str | None:
    """Say why a line does not count for a measure of an incentive, or `None` where it counts.

    The reasons: outside_period, after_as_of, outside_validity, unknown_partner, not_eligible, event, kind, product,
    unknown_product, territory, where. The first that holds is given.
    """
    on = line_day(facts, line)
    if on is None or not within(facts, measure, period, on):
        return "outside_period"
    period = facts.programme.calendar.fiscal.period_of(on) if measure.looks_back else period
    if facts.as_of is not None and on > facts.as_of:
        return "after_as_of"
    if not (_valid(facts.programme.validity, on) and _valid(incentive.validity, on)):
        return "outside_validity"
    partner = text(line, "partner_id") or ""
    standing = facts.standing(partner, on, period)
    if standing is None:
        return "unknown_partner"
    if not (_eligible(facts.programme.members, partner, standing) and _eligible(incentive.eligible, partner, standing)):
        return "not_eligible"
    return _outside(measure.lines, line, facts.products.get(text(line, "product_id") or ""), standing)


def _outside(scope: LineScope, line: Row, product: Row | None, standing: Row) -> str | None:
    if scope.events and text(line, "event") not in {event.value for event in scope.events}:
        return "event"
    if kind_of(line) not in scope.kinds:
        return "kind"
    if not _sells(scope.products, product):
        return "product" if product is not None else "unknown_product"
    where = scope.territory
    if where.countries and text(line, "country") not in where.countries:
        return "territory"
    if where.regions and text(line, "region") not in where.regions:
        return "territory"
    rows = {Source.LINE: line, Source.PRODUCT: product or EMPTY, Source.PARTNER: standing}
    if scope.where is not None and not holds(scope.where, rows):
        return "where"
    return None


def line_measure(facts: Facts, measure: Measure, line: Row) -> Exact:
    """What a counted line brings: converted net amount, quantity, or 1, −1 or 0 as a number of lines.

    :raises NoRate: no rate is in force on the line's date.
    """
    match measure.kind:
        case MeasureKind.QUANTITY:
            return number(line, "quantity") or exact(0)
        case MeasureKind.LINES:
            return exact(SIGN[kind_of(line)])
        case MeasureKind.NET:
            on = line_day(facts, line)
            currency = text(line, "currency") or facts.programme.currency
            rate = facts.rate(currency, on) if on is not None else None
            if rate is None:
                if facts.programme.fx is CurrencyPolicy.CONTRACT:
                    raise NoRate(f"No rate for {currency} is agreed; add {currency} to fx: contract in the programme.")
                raise NoRate(
                    f"No rate for {currency} on {on}; add a row with currency {currency} and a valid_from "
                    f"of {on} or earlier to the rates."
                )
            return times(number(line, "net_amount") or exact(0), rate)


def _valid(validity: Validity, on: date) -> bool:
    return (validity.starts is None or validity.starts <= on) and (validity.until is None or on < validity.until)


def _eligible(eligible: Eligibility, partner: str, row: Row) -> bool:
    include, exclude = eligible.include, eligible.exclude
    held = _holdings(partner, row)
    inside = all(held[part] & named for part, named in _named(include).items() if named)
    outside = any(held[part] & named for part, named in _named(exclude).items() if named)
    return inside and not outside


def _named(scope: PartnerScope) -> dict[str, frozenset[str]]:
    return {
        "type": frozenset(scope.types),
        "tier": frozenset(scope.tiers),
        "country": frozenset(scope.countries),
        "partner": frozenset(scope.partners),
    }


def _holdings(partner: str, row: Row) -> dict[str, frozenset[str]]:
    types = frozenset(part.strip() for part in (text(row, "type") or "").split(";"))
    tier, country = text(row, "tier"), text(row, "country")
    return {
        "type": types - {""},
        "tier": frozenset({tier} if tier else ()),
        "country": frozenset({country} if country else ()),
        "partner": frozenset({partner}),
    }


def _sells(scope: ProductScope, product: Row | None) -> bool:
    if product is None:
        return not scope.include
    inside = all(text(product, part.attribute) in part.values for part in scope.include)
    return inside and not any(text(product, part.attribute) in part.values for part in scope.exclude)
