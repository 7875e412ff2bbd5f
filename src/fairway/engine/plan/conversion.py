"""At which exchange rate a line counts: one rate for every day and currency, by the programme's policy."""

# ruff: noqa: S608 — writing SQL is what a plan does; every value goes through the dialect
from dataclasses import dataclass
from datetime import date

from fairway.engine import dialect
from fairway.engine.dialect import DecimalType
from fairway.engine.plan.columns import Columns, decimal_type
from fairway.engine.plan.relations import Relation
from fairway.engine.programme import AVERAGE_PLACES, CurrencyPolicy, Programme
from fairway.values import exact


def rate_source(programme: Programme, columns: Columns) -> bool:
    """Whether lines may be in another currency and something says at which rate they count."""
    agreed = programme.fx is CurrencyPolicy.CONTRACT
    return "currency" in columns.lines and (bool(programme.contract_rates) if agreed else "rate" in columns.rates)


def rate_type(programme: Programme, columns: Columns) -> DecimalType:
    """The type that holds every exchange rate of the plan exactly."""
    if not rate_source(programme, columns):
        return DecimalType(1, 0)
    if programme.fx is CurrencyPolicy.CONTRACT:
        return dialect.holding(exact(1), *(rate for _, rate in programme.contract_rates))
    written = decimal_type(columns.rates["rate"])
    places = max(written.scale, AVERAGE_PLACES)
    return DecimalType(written.whole + places, places) if programme.fx is CurrencyPolicy.PERIOD_AVERAGE else written


@dataclass
class Conversion:
    """Builds the relation `day_rates`, and `spot_rates` where rates are averaged. `kind` is the type of a rate."""

    programme: Programme
    columns: Columns
    kind: DecimalType
    as_of: date | None

    def __post_init__(self) -> None:
        self.own = dialect.text(self.programme.currency)
        self.rated = rate_source(self.programme, self.columns)

    def relations(self) -> list[Relation]:
        """The relations in order."""
        if self.programme.fx is CurrencyPolicy.PERIOD_AVERAGE:
            return [self._spot_rates(), self._day_rates()]
        return [self._day_rates()]

    def _spot_rates(self) -> Relation:
        sql = self._rates_of_days()
        says = "The exchange rate in force on every day and of every currency."
        return Relation("spot_rates", says, sql, each="currency", reads_lines=True)

    def _day_rates(self) -> Relation:
        says = {
            CurrencyPolicy.TRANSACTION_DATE: "The exchange rate of every day and currency, where there is one.",
            CurrencyPolicy.PERIOD_AVERAGE: "The mean of a period's exchange rates, for each of its days.",
            CurrencyPolicy.PERIOD_END: "The exchange rate of a period's last day, for each of its days.",
            CurrencyPolicy.CONTRACT: "The exchange rates the programme agrees.",
        }[self.programme.fx]
        sql = self._rates_of_days()
        if self.programme.fx is CurrencyPolicy.PERIOD_AVERAGE:
            scale = self.kind.scale
            window = "OVER (PARTITION BY q.period_no, a.currency)"
            total = dialect.whole(f"sum(a.rate) {window}", scale)
            # both in units of the last place that is kept
            count = f"(count(*) {window} * {dialect.whole_number(10**scale)})"
            mean = dialect.nearest_whole(f"{dialect.whole_number(10**AVERAGE_PLACES)} * {total}", count)
            unit = dialect.number(exact(1).scaleb(-AVERAGE_PLACES), DecimalType(AVERAGE_PLACES + 1, AVERAGE_PLACES))
            rate = dialect.cast(f"{dialect.cast(mean, DecimalType(18, 0))} * {unit}", self.kind)
            sql = (
                f"SELECT a.day, a.span_no, a.currency,\n  CASE WHEN count(a.rate) {window} = count(*) {window}"
                f" THEN {rate} END AS rate\nFROM spot_rates AS a\nJOIN spans AS q ON q.span_no = a.span_no"
            )
        averaged = self.programme.fx is CurrencyPolicy.PERIOD_AVERAGE
        return Relation("day_rates", says, sql, each="currency", reads_lines=not averaged)

    def _rates_of_days(self) -> str:
        one = dialect.number(exact(1), self.kind)
        rate, join = dialect.cast("NULL", self.kind), ""
        if self.rated and self.programme.fx is CurrencyPolicy.CONTRACT:
            agreed = ", ".join(
                f"({dialect.text(code)}, {dialect.number(rate, self.kind)})"
                for code, rate in self.programme.contract_rates
            )
            rate = "r.rate"
            join = f"\nLEFT JOIN (VALUES {agreed}) AS r (currency, rate) ON r.currency = c.currency"
        elif self.rated:
            day = "d.day"
            if self.programme.fx is CurrencyPolicy.PERIOD_END:
                join = "\nJOIN spans AS q ON q.span_no = d.span_no"
                day = "(q.period_ends - 1)"
                if self.as_of is not None:
                    day = f"least{day[:-1]}, {dialect.day(self.as_of)})"
            rate = dialect.cast("r.rate", self.kind)
            join += (
                "\nLEFT JOIN (SELECT currency, rate, valid_from,\n"
                "    lead(valid_from) OVER (PARTITION BY currency ORDER BY valid_from) AS valid_until\n"
                "  FROM rates) AS r\n"
                f"  ON r.currency = c.currency AND r.valid_from <= {day}"
                f" AND (r.valid_until IS NULL OR {day} < r.valid_until)"
            )
        return (
            "SELECT d.day, d.span_no, c.currency,\n"
            f"  CASE WHEN c.currency = {self.own} THEN {one} ELSE {rate} END AS rate\nFROM days AS d\n"
            f"CROSS JOIN (SELECT DISTINCT coalesce(currency, {self.own}) AS currency FROM lines) AS c{join}"
        )
