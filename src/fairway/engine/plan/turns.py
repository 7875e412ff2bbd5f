"""What a period pays because of the periods before it: guarantees, caps, budgets, what is held back and carried."""

# ruff: noqa: S608 — writing SQL is what a plan does; every value goes through the dialect
from collections.abc import Sequence
from dataclasses import dataclass

from fairway.engine import dialect
from fairway.engine.plan.pools import largest_remainder
from fairway.engine.plan.relations import Relation
from fairway.engine.plan.shape import Shape
from fairway.values import Money, exact


@dataclass(frozen=True)
class Turns:
    """Builds the relations that go through a payee's periods one after the other.

    `year` is the column of `periods` that tells years apart.
    """

    shape: Shape
    year: str

    def _money(self, amount: Money) -> str:
        return dialect.number(amount.amount, self.shape.money)

    def _turned(self, earned_in: str, more: str = "", keys: Sequence[str] = ()) -> str:
        own = ", ".join(f"r.{key}" for key in keys or self.shape.keys)
        return (
            f"  SELECT {own}, r.period_no, r.earned{more},\n"
            f"    CAST(row_number() OVER (PARTITION BY {own} ORDER BY r.period_no) AS INTEGER) AS turn\n"
            f"  FROM {earned_in} AS r"
        )

    def guaranteed(self, rated: str) -> Relation:
        """Raise what was earned since the first period to the guarantee of all periods so far; then the cap."""
        shape, limits = self.shape, self.shape.incentive.limits
        guarantee = self._money(limits.guarantee) if limits.guarantee is not None else ""
        lifted = ", r.uncapped" if any(one.uncapped for one in shape.exemptions) else ""
        more = f", r.gates_met AND r.measure_lines > 0 AS holds{lifted}"

        def raised(before: str) -> str:
            due = f"greatest(t.earned, t.turn * {guarantee} - {before})"
            earned = f"CASE WHEN t.holds THEN {due} ELSE t.earned END"
            return dialect.cast(shape.capped(earned, "t"), shape.money)

        later = raised("d.so_far")
        same = " AND ".join(f"t.{key} = d.{key}" for key in shape.keys)
        sql = (
            f"WITH RECURSIVE turns AS (\n{self._turned(rated, more)}\n), due AS (\n"
            f"  SELECT {shape.key('t')}, t.period_no, t.turn, {raised('0')} AS earned, {raised('0')} AS so_far\n"
            "  FROM turns AS t WHERE t.turn = 1\n  UNION ALL\n"
            f"  SELECT {shape.key('t')}, t.period_no, t.turn, {later},\n"
            f"    {dialect.cast(f'd.so_far + {later}', shape.money)}\n"
            f"  FROM due AS d JOIN turns AS t ON {same} AND t.turn = d.turn + 1\n)\n"
            f"SELECT {', '.join(shape.keys)}, period_no, earned\nFROM due"
        )
        says = f"{shape.incentive.id}: what was earned so far, raised to the guarantee of every period so far."
        return Relation(shape.named("guaranteed"), says, sql)

    def capped(self, earned_in: str) -> Relation:
        """Take what is left of each cap, remembering what was taken in the year and ever."""
        shape, limits = self.shape, self.shape.incentive.limits
        zero = shape.zero
        year = f", q.{self.year} AS year_no" if limits.per_year is not None else ", 1 AS year_no"
        in_year = f"CASE WHEN t.year_no = d.year_no THEN d.year_sum ELSE {zero} END"

        def left(year_sum: str, ever_sum: str) -> str:
            found = ["t.earned"]
            if limits.per_year is not None:
                found.append(f"{self._money(limits.per_year)} - {year_sum}")
            if limits.lifetime is not None:
                found.append(f"{self._money(limits.lifetime)} - {ever_sum}")
            return dialect.cast(f"least({', '.join(found)})", shape.money)

        first, later = left(zero, zero), left(in_year, "d.ever_sum")
        year_sum = dialect.cast(f"{in_year} + {later}", shape.money)
        ever_sum = dialect.cast(f"d.ever_sum + {later}", shape.money)
        same = " AND ".join(f"t.{key} = d.{key}" for key in shape.keys)
        sql = (
            f"WITH RECURSIVE turns AS (\n{self._turned(earned_in, year)}\n"
            "  JOIN periods AS q ON q.period_no = r.period_no\n), due AS (\n"
            f"  SELECT {shape.key('t')}, t.period_no, t.turn, t.year_no, {first} AS earned,\n"
            f"    {first} AS year_sum, {first} AS ever_sum\n"
            "  FROM turns AS t WHERE t.turn = 1\n  UNION ALL\n"
            f"  SELECT {shape.key('t')}, t.period_no, t.turn, t.year_no, {later},\n"
            f"    {year_sum}, {ever_sum}\n"
            f"  FROM due AS d JOIN turns AS t ON {same} AND t.turn = d.turn + 1\n)\n"
            f"SELECT {', '.join(shape.keys)}, period_no, earned\nFROM due"
        )
        says = f"{shape.incentive.id}: what is left of the caps over several periods."
        return Relation(shape.named("capped"), says, sql)

    def budgeted(self, earned_in: str) -> list[Relation]:
        """Take what is left of the budgets, period after period, and share it where it does not do for all."""
        return [self._granted(earned_in), self._budgeted(earned_in)]

    def _granted(self, earned_in: str) -> Relation:
        shape, limits = self.shape, self.shape.incentive.limits
        year = f"q.{self.year}" if limits.budget_per_year is not None else "1"
        in_year = f"CASE WHEN t.year_no = d.year_no THEN d.year_sum ELSE {shape.zero} END"

        def left(year_sum: str, ever_sum: str) -> str:
            found = ["t.earned"]
            if limits.budget_per_year is not None:
                found.append(f"{self._money(limits.budget_per_year)} - {year_sum}")
            if limits.budget is not None:
                found.append(f"{self._money(limits.budget)} - {ever_sum}")
            return dialect.cast(f"least({', '.join(found)})", shape.money)

        first, later = left(shape.zero, shape.zero), left(in_year, "d.ever_sum")
        total = dialect.cast(f"coalesce(sum(r.earned), {shape.zero})", shape.money)
        sql = (
            f"WITH RECURSIVE turns AS (\n  SELECT q.period_no, {year} AS year_no, {total} AS earned\n"
            f"  FROM periods AS q LEFT JOIN {earned_in} AS r ON r.period_no = q.period_no\n"
            f"  GROUP BY q.period_no, {year}\n), due AS (\n"
            f"  SELECT t.period_no, t.year_no, {first} AS granted, {first} AS year_sum, {first} AS ever_sum\n"
            "  FROM turns AS t WHERE t.period_no = 1\n  UNION ALL\n"
            f"  SELECT t.period_no, t.year_no, {later},\n    {dialect.cast(f'{in_year} + {later}', shape.money)},\n"
            f"    {dialect.cast(f'd.ever_sum + {later}', shape.money)}\n"
            "  FROM due AS d JOIN turns AS t ON t.period_no = d.period_no + 1\n)\n"
            "SELECT period_no, granted\nFROM due"
        )
        says = f"{shape.incentive.id}: what the budgets leave to all partners of a period together."
        return Relation(shape.named("granted"), says, sql)

    def _budgeted(self, earned_in: str) -> Relation:
        """Share by what each would have earned; amounts below zero stay and give room."""
        shape = self.shape
        own = ", ".join(f"r.{key}" for key in shape.keys)
        window = "OVER (PARTITION BY r.period_no)"
        above, below = (f"sum(CASE WHEN r.earned {sign} 0 THEN r.earned END) {window}" for sign in "><")
        room, weights = shape.minor(f"g.granted - coalesce({below}, {shape.zero})"), shape.minor(above)
        source = (
            f"    SELECT {own}, r.period_no, r.earned, o.place, sum(r.earned) {window} > g.granted AS short,\n"
            f"      {room} AS room, {shape.minor('r.earned')} AS weight, {weights} AS weights\n"
            f"    FROM {earned_in} AS r\n    JOIN {shape.named('granted')} AS g ON g.period_no = r.period_no\n"
            "    JOIN partner_order AS o ON o.partner_id = r.partner_id"
        )
        shared = f"    SELECT v.*, v.room AS total FROM (\n{source}\n    ) AS v WHERE v.short AND v.earned > 0"
        order = ", ".join(["w.place", *(f"w.{key}" for key in shape.keys[1:])])
        keys = ", ".join(f"w.{key}" for key in (*shape.keys, "period_no"))
        shares = largest_remainder(shared, "w.period_no", order, keys)
        earned = f"coalesce({shape.from_minor('s.share')}, r.earned)"
        sql = (
            f"SELECT {own}, r.period_no,\n  {dialect.cast(earned, shape.money)} AS earned\nFROM {earned_in} AS r\n"
            f"LEFT JOIN (\n{shares}\n) AS s ON {shape.same('s', 'r')}"
        )
        says = f"{shape.incentive.id}: what the budgets leave to each, to the minor unit."
        return Relation(shape.named("budgeted"), says, sql)

    def held(self, earned_in: str, keys: Sequence[str]) -> Relation:
        """Hold a share back and release it in the first row that is enough periods later."""
        shape, back = self.shape, self.shape.incentive.limits.holdback
        rate = dialect.holding(back.rate.value) if back is not None else None
        assert back is not None and rate is not None
        kind = dialect.DecimalType(dialect.WIDEST, shape.digits + rate.scale)
        part = dialect.cast(f"r.earned * {dialect.number(back.rate.value, rate)}", kind)
        own = ", ".join(f"r.{key}" for key in keys)
        same = " AND ".join(f"l.{key} = r.{key}" for key in keys)
        back_to = " AND ".join(f"b.{key} = h.{key}" for key in keys)
        window = f"OVER (PARTITION BY {', '.join(f'h.{key}' for key in keys)} ORDER BY h.period_no)"
        waits = f"sum(h.held - coalesce(b.released, 0)) {window}"
        frees = ", ".join(f"({number}, {first})" for number, first in self._frees(back.periods))
        out = ", ".join(f"h.{key}" for key in keys)
        sql = (
            "WITH held AS (\n"
            f"  SELECT {own}, r.period_no, r.earned, f.free_no,\n"
            f"    CASE WHEN r.earned > 0 THEN {shape.rounded(part, kind)} ELSE {shape.zero} END AS held\n"
            f"  FROM {earned_in} AS r\n  JOIN (VALUES {frees}) AS f (period_no, free_no) ON f.period_no = r.period_no\n"
            "), back AS (\n"
            f"  SELECT {', '.join(f'n.{key}' for key in keys)}, n.period_no, sum(n.held) AS released\n  FROM (\n"
            f"    SELECT {own}, min(l.period_no) AS period_no, r.held\n    FROM held AS r\n"
            f"    JOIN held AS l ON {same} AND l.period_no >= r.free_no\n"
            f"    GROUP BY {own}, r.period_no, r.held\n  ) AS n\n"
            f"  GROUP BY {', '.join(f'n.{key}' for key in keys)}, n.period_no\n)\n"
            f"SELECT {out}, h.period_no,\n"
            f"  {dialect.cast('h.earned - h.held + coalesce(b.released, 0)', shape.money)} AS earned,\n"
            f"  {dialect.cast(waits, shape.money)} AS waits,\n"
            f"  {dialect.cast(f'{waits} - h.held + coalesce(b.released, 0)', shape.money)} AS waited\nFROM held AS h\n"
            f"LEFT JOIN back AS b ON {back_to} AND b.period_no = h.period_no"
        )
        says = f"{shape.incentive.id}: a share is held back; what is free again is due."
        return Relation(shape.named("held"), says, sql)

    def _frees(self, periods: int) -> list[tuple[int, int]]:
        """For each period, the number of the first in which what it held back is free."""
        calendar, asked = self.shape.grain.programme.calendar.fiscal, self.shape.grain.periods
        found = []
        for number, period in enumerate(asked, 1):
            later = period
            for _ in range(periods):
                later = calendar.period_of(later.end)
            first = next((place for place, one in enumerate(asked, 1) if one.start >= later.start), len(asked) + 1)
            found.append((number, first))
        return found

    def carried(self, due_in: str, keys: Sequence[str]) -> Relation:
        """Pay what is due, or carry it on where it is below the minimum payout."""
        shape, minimum = self.shape, self.shape.incentive.limits.minimum_payout
        least = dialect.number(minimum.amount if minimum else exact(0), shape.money)
        zero = shape.zero
        own, of_turn = ", ".join(keys), ", ".join(f"t.{key}" for key in keys)
        same = " AND ".join(f"t.{key} = d.{key}" for key in keys)
        sql = (
            f"WITH RECURSIVE turns AS (\n{self._turned(due_in, keys=keys)}\n), due AS (\n"
            f"  SELECT {own}, period_no, turn, {zero} AS carried_in, {dialect.cast('earned', shape.money)} AS due\n"
            "  FROM turns WHERE turn = 1\n  UNION ALL\n"
            f"  SELECT {of_turn}, t.period_no, t.turn, CASE WHEN d.due < {least} THEN d.due ELSE {zero} END,\n"
            f"    {dialect.cast(f't.earned + CASE WHEN d.due < {least} THEN d.due ELSE {zero} END', shape.money)}\n"
            f"  FROM due AS d JOIN turns AS t ON {same} AND t.turn = d.turn + 1\n)\n"
            f"SELECT {own}, period_no, carried_in,\n"
            f"  CASE WHEN due < {least} THEN {zero} ELSE due END AS amount,\n"
            f"  CASE WHEN due < {least} THEN due ELSE {zero} END AS carried_out\nFROM due"
        )
        says = f"{shape.incentive.id}: what is below the minimum payout waits for the next period."
        return Relation(shape.named("carried"), says, sql)
