"""What a partner earns, shared among persons by the table of splits; overrides are extra."""

# ruff: noqa: S608 — writing SQL is what a plan does; every value goes through the dialect
from dataclasses import dataclass

from fairway.engine import dialect
from fairway.engine.dialect import DecimalType
from fairway.engine.plan.columns import decimal_type
from fairway.engine.plan.pools import largest_remainder
from fairway.engine.plan.relations import Relation
from fairway.engine.plan.shape import Shape, join_types
from fairway.values import exact


@dataclass(frozen=True)
class People:
    """Builds `splits_…` and `people_…`: one row for each person, or for the partner itself where it names nobody."""

    shape: Shape

    def relations(self, rated: str, earned_in: str, pays: str | None) -> list[Relation]:
        """The relations in order.

        `pays` names a relation that says whether the incentive, and not another of its set, pays at all.
        """
        return [self._splits(), self._people(rated, earned_in, pays)]

    @property
    def _share(self) -> DecimalType:
        return self._percent("share")

    @property
    def _override(self) -> DecimalType:
        return self._percent("override")

    def _percent(self, column: str) -> DecimalType:
        held = self.shape.grain.columns.splits
        kind = decimal_type(held[column]) if column in held else DecimalType(1, 0)
        return DecimalType(max(kind.whole, 4) + kind.scale, kind.scale)

    @property
    def rate(self) -> DecimalType:
        """The type of a step's value times a person's share, or of an override."""
        kind, share, override = self.shape.rate, self._share, self._override
        times = DecimalType(min(dialect.WIDEST, kind.precision + share.precision + 2), kind.scale + share.scale + 2)
        return join_types(times, DecimalType(override.precision + 2, override.scale + 2))

    def _splits(self) -> Relation:
        held, one = self.shape.grain.columns.splits, self.shape.incentive

        def column(name: str) -> str:
            value = f"sum(t.{name})" if name in held else "NULL"
            return f"{dialect.cast(value, self._percent(name))} AS {name}"

        named = ""
        if "incentive" in held:
            named = f"\nWHERE t.incentive IS NULL OR t.incentive = {dialect.text(one.id)}"
        days = []
        if "valid_from" in held:
            days.append("(t.valid_from IS NULL OR t.valid_from < q.ends)")
        if "valid_until" in held:
            days.append("(t.valid_until IS NULL OR q.ends <= t.valid_until)")
        sql = (
            f"SELECT t.partner_id, q.period_no, t.person, {column('share')}, {column('override')}\n"
            f"FROM splits AS t\nJOIN periods AS q ON {' AND '.join(days) or 'TRUE'}{named}\n"
            "GROUP BY t.partner_id, q.period_no, t.person"
        )
        says = f"{one.id}: who shares what a partner earns, on each period's last day."
        return Relation(self.shape.named("splits"), says, sql)

    def _people(self, rated: str, earned_in: str, pays: str | None) -> Relation:
        shape = self.shape
        splits = shape.named("splits")
        holds = "x.gates_met" if pays is None else "x.gates_met AND c.pays"
        chosen = (
            ""
            if pays is None
            else (f"\n    JOIN {pays} AS c ON c.partner_id = x.partner_id AND c.period_no = x.period_no")
        )
        weight = dialect.whole("t.share", self._share.scale)
        amounts = "\n  ".join(
            f"LEFT JOIN (\n{self._shared(name, source, weight)}\n  ) AS {alias} ON {self._same(alias)}"
            for name, source, alias in (("earned", earned_in, "e"), ("calculated", rated, "k"))
        )
        kind = DecimalType(dialect.WIDEST, shape.measure.scale + self._override.scale + 2)
        percent = dialect.number(exact("0.01"), DecimalType(2, 2))
        over = dialect.cast(f"p.earning * p.override * {percent}", kind)
        extra = f"CASE WHEN p.override IS NOT NULL AND p.holds THEN {shape.rounded(over, kind)} ELSE {shape.zero} END"
        rate = (
            f"CASE WHEN p.share IS NOT NULL THEN {dialect.cast(f'p.rate * p.share * {percent}', self.rate)}\n"
            f"    WHEN p.override IS NOT NULL THEN {dialect.cast(f'p.override * {percent}', self.rate)}\n"
            f"    ELSE {dialect.cast('p.rate', self.rate)} END"
        )
        columns = "x.partner_id, x.period_no, x.earning, x.rate"
        sql = (
            "WITH payees AS (\n"
            f"  SELECT {columns}, {holds} AS holds, t.person, t.share, t.override,\n"
            f"    {shape.zero} AS own_earned, {shape.zero} AS own_calculated\n  FROM {rated} AS x{chosen}\n"
            f"  JOIN {splits} AS t ON t.partner_id = x.partner_id AND t.period_no = x.period_no\n  UNION ALL\n"
            f"  SELECT {columns}, {holds} AS holds, '' AS person, {dialect.cast('NULL', self._share)} AS share,\n"
            f"    {dialect.cast('NULL', self._override)} AS override, r.earned, x.calculated\n"
            f"  FROM {rated} AS x{chosen}\n"
            f"  JOIN {earned_in} AS r ON r.partner_id = x.partner_id AND r.period_no = x.period_no\n"
            f"  WHERE NOT EXISTS (SELECT 1 FROM {splits} AS t WHERE t.partner_id = x.partner_id"
            " AND t.period_no = x.period_no AND t.share IS NOT NULL)\n)\n"
            f"SELECT p.partner_id, p.period_no, p.person,\n  {rate} AS rate,\n"
            f"  {dialect.cast(f'coalesce(e.amount, p.own_earned) + {extra}', shape.money)} AS earned,\n"
            f"  {dialect.cast(f'coalesce(k.amount, p.own_calculated) + {extra}', shape.money)} AS calculated\n"
            f"FROM payees AS p\n  {amounts}"
        )
        says = f"{shape.incentive.id}: each person's share, to the minor unit, and overrides beside it."
        return Relation(shape.named("people"), says, sql)

    def _same(self, alias: str) -> str:
        return " AND ".join(f"{alias}.{key} = p.{key}" for key in ("partner_id", "period_no", "person"))

    def _shared(self, column: str, source: str, weight: str) -> str:
        """An amount shared among the persons with a share; below zero, as its absolute value."""
        shape = self.shape
        rows = (
            f"    SELECT t.partner_id, t.period_no, t.person, r.{column} < 0 AS below,\n"
            f"      abs({shape.minor(f'r.{column}')}) AS total, {weight} AS weight,\n"
            f"      sum({weight}) OVER (PARTITION BY t.partner_id, t.period_no) AS weights\n"
            f"    FROM {source} AS r\n    JOIN {shape.named('splits')} AS t ON t.partner_id = r.partner_id"
            " AND t.period_no = r.period_no\n    WHERE t.share > 0"
        )
        keys = "w.partner_id, w.period_no, w.person, w.below"
        shares = largest_remainder(rows, "w.partner_id, w.period_no", "w.person", keys)
        amount = shape.from_minor("CASE WHEN w.below THEN -w.share ELSE w.share END")
        return f"SELECT w.partner_id, w.period_no, w.person, {amount} AS amount\nFROM (\n{shares}\n) AS w"
