"""What changes the table for some partners: multipliers by an attribute, and what is agreed with one alone."""

# ruff: noqa: S608 — writing SQL is what a plan does; every value goes through the dialect
from dataclasses import dataclass

from fairway.engine import dialect
from fairway.engine.plan.pools import on_the_day
from fairway.engine.plan.relations import Relation
from fairway.engine.plan.shape import Shape
from fairway.engine.programme import Multiplier
from fairway.values import exact, times


@dataclass(frozen=True)
class Modifiers:
    """Builds `factors_…` and `agreed_…`; `columns` and `joins` bring them to a row `g`."""

    shape: Shape

    def relations(self) -> list[Relation]:
        """The relations in order; none for most incentives."""
        found = [self._factors()] if self.shape.incentive.multipliers else []
        return [*found, self._agreed()] if self.shape.exemptions else found

    @property
    def columns(self) -> str:
        """What `reached_…` keeps of them."""
        found = ""
        if self.shape.incentive.multipliers:
            otherwise = exact(1)
            for one in self.shape.incentive.multipliers:
                otherwise = times(otherwise, one.otherwise)
            found += f", coalesce(f.factor, {dialect.number(otherwise, self.shape.factor)}) AS factor"
        if self.shape.exemptions:
            found += (
                ",\n  x.value AS agreed, coalesce(x.uncapped, FALSE) AS uncapped, coalesce(x.reason, '') AS exemption"
            )
        return found

    @property
    def joins(self) -> str:
        """Where they come from."""
        found = ""
        if self.shape.incentive.multipliers:
            found += (
                f"\nLEFT JOIN {self.shape.named('factors')} AS f"
                " ON f.partner_id = g.partner_id AND f.period_no = g.period_no"
            )
        if self.shape.exemptions:
            found += (
                f"\nLEFT JOIN {self.shape.named('agreed')} AS x"
                f" ON x.partner = {dialect.cast('g.partner_id', 'VARCHAR')} AND x.period_no = g.period_no"
            )
        return found

    @property
    def kept(self) -> list[str]:
        """The columns that payouts and later relations read."""
        return ["uncapped", "exemption"] if self.shape.exemptions else []

    def _factors(self) -> Relation:
        factors = " * ".join(self._factor(one) for one in self.shape.incentive.multipliers)
        sql = (
            f"SELECT s.partner_id, q.period_no,\n  {dialect.cast(factors, self.shape.factor)} AS factor\n"
            f"FROM partners AS s\nJOIN periods AS q ON {on_the_day(self.shape.grain, 's', 'q')}"
        )
        says = f"{self.shape.incentive.id}: what each partner's payouts are multiplied with."
        return Relation(self.shape.named("factors"), says, sql)

    def _factor(self, one: Multiplier) -> str:
        kind = dialect.holding(one.otherwise, *(factor for _, factor in one.factors))
        otherwise = dialect.number(one.otherwise, kind)
        column = dialect.cast(f"s.{dialect.name(one.column)}", "VARCHAR")
        has = {value: f"{column} = {dialect.text(value)}" for value, _ in one.factors}
        if one.column == "type":
            types = f"';' || regexp_replace(trim({column}), ' *; *', ';', 'g') || ';'"
            has = {value: f"contains({types}, {dialect.text(f';{value};')})" for value, _ in one.factors}
        # of several types the largest factor holds: it is asked for first
        ordered = sorted(one.factors, key=lambda pair: pair[1], reverse=True)
        cases = " ".join(f"WHEN {has[value]} THEN {dialect.number(factor, kind)}" for value, factor in ordered)
        return f"CASE {cases} ELSE {otherwise} END" if cases else otherwise

    def _agreed(self) -> Relation:
        shape, rows = self.shape, []
        for number, period in enumerate(shape.grain.periods, 1):
            for one in shape.exemptions:
                if one.validity.holds(period.start):
                    value = dialect.cast("NULL", shape.value)
                    if one.value is not None:
                        value = dialect.number(one.value, shape.value)
                    rows.append(
                        f"({dialect.text(one.partner)}, {number}, {value},"
                        f" {_truth(one.waives_gates)}, {_truth(one.uncapped)}, {dialect.text(one.reason)})"
                    )
        blank = f"('', 0, {dialect.cast('NULL', shape.value)}, FALSE, FALSE, '')"
        listed = ",\n  ".join(rows or [blank])
        sql = (
            f"SELECT * FROM (VALUES\n  {listed}\n) AS agreed"
            " (partner, period_no, value, waives_gates, uncapped, reason)"
        )
        return Relation(shape.named("agreed"), f"{shape.incentive.id}: what is agreed with one partner alone.", sql)


def _truth(value: bool) -> str:
    return "TRUE" if value else "FALSE"
