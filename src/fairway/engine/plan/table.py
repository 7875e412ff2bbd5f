"""The step table applied: which step is reached, what earns, what it comes to, and the limits of one payout."""

# ruff: noqa: S608 — writing SQL is what a plan does; every value goes through the dialect
from collections.abc import Sequence
from dataclasses import dataclass

from fairway.engine import dialect
from fairway.engine.plan.compared import Compared
from fairway.engine.plan.modifiers import Modifiers
from fairway.engine.plan.pools import Pools, largest_remainder
from fairway.engine.plan.relations import Relation
from fairway.engine.plan.shape import Shape
from fairway.engine.plan.units import Units
from fairway.engine.plan.values import Values
from fairway.engine.programme import Gate, Payee, PaysOn, ReturnsPolicy, Unit

HELD = ("qualifier", "measure", "measure_lines", "step", "rate", "gates_met")
"""What every payout shows of the table."""


@dataclass
class Table:
    """Builds `reached_…`, then what lines or units earn where that matters, then `rated_…` and `shared_…`.

    `reducing` are relations of other incentives whose `earned` is taken off what earns.
    """

    shape: Shape
    compared: Compared
    reducing: Sequence[str] = ()

    def __post_init__(self) -> None:
        self.incentive, self.values = self.shape.incentive, Values(self.shape)
        self.modifiers = Modifiers(self.shape)
        self.units = Units(self.shape, self.compared.sums)

    def relations(self) -> list[Relation]:
        """The relations in order."""
        found = [*self.modifiers.relations(), self._reached(), *self.units.relations()]
        if self._reversing:
            found.append(self._reversed())
        found.append(self._rated())
        return [*found, self._shared()] if self.incentive.pool is not None else found

    @property
    def name(self) -> str:
        """The relation that says what each payout earns by itself."""
        return self.shape.named("shared" if self.incentive.pool is not None else "rated")

    @property
    def _reversing(self) -> bool:
        return self.incentive.returns is ReturnsPolicy.REVERSE

    @property
    def _by_unit(self) -> bool:
        return self.incentive.unit is not Unit.PERIOD

    def _reached(self) -> Relation:
        one, shape = self.incentive, self.shape
        gates = [self._met(place, gate) for place, gate in enumerate(one.gates, 1)]
        met = " AND ".join(gates) or "TRUE"
        if any(each.waives_gates for each in shape.exemptions):
            met = f"({met}) OR coalesce(x.waives_gates, FALSE)"
        step = (
            "CAST(NULL AS INTEGER)" if self._by_unit else self.values.step(from_zero=self.compared.slots[0].from_zero)
        )
        sql = (
            f"SELECT g.*{self.modifiers.columns},\n  {step} AS step,\n  {met} AS gates_met,\n"
            f"  {self._earning()} AS earning\nFROM {self.compared.name} AS g{self.modifiers.joins}{self._reductions()}"
        )
        return Relation(shape.named("reached"), f"{one.id}: the step reached, the gates, and what earns.", sql)

    def _met(self, place: int, gate: Gate) -> str:
        met = f"coalesce(g.gate_{place} >= {dialect.number(gate.at_least)}, FALSE)"
        return f"({met} OR g.gate_{place}_from_zero)" if self.compared.slots[place].from_zero else met

    def _reductions(self) -> str:
        joins = ""
        for place, source in enumerate(self.reducing, 1):
            if self.incentive.pool is None:
                joins += f"\nLEFT JOIN {source} AS r{place} ON {self.shape.same(f'r{place}', 'g')}"
                continue
            pools = Pools.named(self.incentive.pool.column)
            joins += (
                f"\nLEFT JOIN (SELECT p.pool, r.period_no, sum(r.earned) AS earned FROM {source} AS r\n"
                f"  JOIN {pools} AS p ON p.partner_id = r.partner_id AND p.period_no = r.period_no\n"
                f"  GROUP BY p.pool, r.period_no) AS r{place}"
                f" ON r{place}.pool = g.pool AND r{place}.period_no = g.period_no"
            )
        return joins

    def _earning(self) -> str:
        """What earns: the measure or its increment, less what others earn, at most the cap."""
        one = self.incentive
        earning = plain = "g.measure" if one.pool is None else "g.pool_measure"
        if one.pays_on is PaysOn.INCREMENT:
            over = f"greatest({earning} - g.qualifier_baseline, 0)"
            earning = f"CASE WHEN g.qualifier_baseline IS NULL THEN 0 ELSE {over} END"
        if self.reducing:
            taken = " + ".join(f"coalesce(r{place}.earned, 0)" for place in range(1, len(self.reducing) + 1))
            earning = f"greatest({earning} - ({taken}), least({earning}, 0))"
        if one.limits.measure is not None:
            capped = f"least({earning}, {dialect.number(one.limits.measure)})"
            lifted = any(each.uncapped for each in self.shape.exemptions)
            earning = f"CASE WHEN x.uncapped THEN {earning} ELSE {capped} END" if lifted else capped
        return earning if earning == plain else dialect.cast(earning, self.shape.measure)

    def _reversed(self) -> Relation:
        """Take back each return's amount times the value of the period of the sale it undoes."""
        shape = self.shape
        amount = dialect.cast("m.amount", shape.measure)
        taken = dialect.cast(f"sum({amount} * {self.values.rate()})", shape.product)
        same = " AND ".join(f"g.{key} = m.{key}" for key in shape.keys)
        sql = (
            f"SELECT {shape.key('m')}, m.period_no,\n  {taken} AS taken_back\n"
            f"FROM {shape.grain.returned(self.incentive)} AS m\n"
            f"JOIN {shape.named('reached')} AS g ON {same} AND g.period_no = m.origin_no\n"
            f"WHERE g.gates_met AND g.step IS NOT NULL\nGROUP BY {shape.key('m')}, m.period_no"
        )
        says = f"{self.incentive.id}: what returns take back, at the value that the sale's period was paid at."
        return Relation(shape.named("reversed"), says, sql)

    def _inner(self) -> tuple[str, str]:
        """The rows with rate and unrounded amount, and the expression that rounds it."""
        shape, reached = self.shape, f"{self.shape.named('reached')} AS g"
        rate = dialect.cast("NULL", shape.rate) if self._by_unit else self.values.rate()
        columns = f"SELECT g.*, {rate} AS rate,"
        if self.values.shape.free and not self._by_unit:
            columns += f" {dialect.cast(self.values.goods, self.values.goods_kind)} AS goods,"
        parts = f"{reached}\n  LEFT JOIN {shape.named('parts')} AS t ON {shape.same('t', 'g')}"
        if shape.by_line:
            return f"{columns[:-1]}, coalesce(t.total, 0) AS total FROM {parts}", dialect.cast("u.total", shape.money)
        if self._by_unit:
            goods = ", coalesce(t.goods, 0) AS goods" if shape.free else ""
            unrounded = dialect.cast("coalesce(t.total, 0)", self.values.kind)
            inner = f"{columns}\n    {unrounded} AS unrounded{goods}\n  FROM {parts}"
        else:
            unrounded = self.values.unrounded()
            source = reached
            if self._reversing:
                # what is taken back is owed whether or not this period's own gates are met
                unrounded = f"CASE WHEN g.gates_met THEN {unrounded} ELSE 0 END + coalesce(t.taken_back, 0)"
                source = f"{reached}\n  LEFT JOIN {shape.named('reversed')} AS t ON {shape.same('t', 'g')}"
            inner = f"{columns}\n    {dialect.cast(unrounded, self.values.kind)} AS unrounded\n  FROM {source}"
        return inner, shape.rounded("u.unrounded", self.values.kind)

    @property
    def _kept(self) -> list[str]:
        """What beside the usual columns some incentives keep for later."""
        one, shape = self.incentive, self.shape
        found = [*(["goods"] if shape.free else []), *self.modifiers.kept]
        found += ["earning"] if one.payee is Payee.SPLITS else []
        return [*found, "pool"] if one.pool is not None else found

    def _rated(self) -> Relation:
        one, shape = self.incentive, self.shape
        inner, rounded = self._inner()
        kind = shape.gates(slot.kind for slot in self.compared.slots[1:])
        # each by itself: a list of several kinds would give up places of the finest
        gates = ", ".join(dialect.cast(f"w.gate_{place}", kind) for place in range(1, len(one.gates) + 1))
        calculated = rounded if self._reversing else f"CASE WHEN u.gates_met THEN {rounded} ELSE {shape.zero} END"
        earned = self.limited("w") if one.pool is None else "w.calculated"
        sql = (
            f"SELECT {shape.key('w')}, w.period_no, {', '.join(f'w.{column}' for column in HELD)},\n"
            f"  CAST([{gates}] AS {kind}[]) AS gates, w.calculated,\n"
            + "".join(f"  {self._more(column)} AS {column},\n" for column in self._kept)
            + f"  {dialect.cast(earned, shape.money)} AS earned\nFROM (\n"
            f"  SELECT u.*, {calculated} AS calculated\n"
            f"  FROM (\n  {inner}\n  ) AS u\n"
            ") AS w"
        )
        return Relation(
            shape.named("rated"), f"{one.id}: the table applied, rounded once, then guarantee and cap.", sql
        )

    def _more(self, column: str) -> str:
        if column == "goods":
            return dialect.cast("CASE WHEN w.gates_met THEN w.goods ELSE 0 END", self.values.goods_kind)
        return f"w.{column}"

    def limited(self, row: str) -> str:
        """What is earned after guarantee and cap; the cap waits where a guarantee goes from period to period."""
        limits, earned = self.incentive.limits, f"{row}.calculated"
        if limits.floor is not None:
            floor = dialect.number(limits.floor.amount, self.shape.money)
            raised = f"greatest({earned}, {floor})"
            earned = f"CASE WHEN {row}.gates_met AND {row}.measure_lines > 0 THEN {raised} ELSE {earned} END"
        if limits.amount is not None and limits.guarantee is None:
            earned = self.shape.capped(earned, row)
        return earned

    def _shared(self) -> Relation:
        """Share a pool's payout by its partners' own measures, then apply the limits of each."""
        shape, one = self.shape, self.incentive
        least = "x.measure > 0"
        if one.pool is not None and one.pool.at_least is not None:
            least += f" AND x.measure >= {dialect.number(one.pool.at_least)}"
        weight = dialect.whole("x.measure", shape.measure.scale)
        total = f"abs({shape.minor('x.calculated')})"
        source = (
            f"    SELECT x.*, o.place, {total} AS total, {weight} AS weight,\n"
            f"      sum({weight}) OVER (PARTITION BY x.pool, x.period_no) AS weights\n"
            f"    FROM {shape.named('rated')} AS x\n    JOIN partner_order AS o ON o.partner_id = x.partner_id\n"
            f"    WHERE {least}"
        )
        shares = largest_remainder(source, "w.pool, w.period_no", "w.place", "w.partner_id, w.period_no, w.calculated")
        signed = shape.from_minor("CASE WHEN v.calculated < 0 THEN -v.share ELSE v.share END")
        columns = ["partner_id", "period_no", *HELD, "gates", *self._kept]
        sql = (
            f"SELECT {', '.join(f'z.{column}' for column in columns)}, z.calculated,\n"
            f"  {dialect.cast(self.limited('z'), shape.money)} AS earned\nFROM (\n"
            f"  SELECT {', '.join(f'x.{column}' for column in columns)},\n"
            f"    coalesce({signed}, {shape.zero}) AS calculated\n"
            f"  FROM {shape.named('rated')} AS x\n  LEFT JOIN (\n{shares}\n  ) AS v"
            " ON v.partner_id = x.partner_id AND v.period_no = x.period_no\n) AS z"
        )
        says = f"{one.id}: what the pool earns, shared by its partners' own measures; then guarantee and cap."
        return Relation(shape.named("shared"), says, sql)
