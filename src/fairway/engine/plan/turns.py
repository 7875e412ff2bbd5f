"""What a period pays because of the periods before it: caps over several periods, and what was carried."""

# ruff: noqa: S608 — writing SQL is what a plan does; every value goes through the dialect
from dataclasses import dataclass

from fairway.engine import dialect
from fairway.engine.dialect import DecimalType
from fairway.engine.plan.relations import Relation
from fairway.engine.programme import Incentive, Over, Window
from fairway.values import exact

YEAR = Over(Window.YEAR_TO_DATE)
"""The window by whose first period the years of a cap are told apart."""


@dataclass(frozen=True)
class Turns:
    """Builds the relations that go through a partner's periods one after the other.

    `year` is the column of `periods` that tells years apart; `rated`, `capped` and `carried` are relations' names.
    """

    incentive: Incentive
    money: DecimalType
    year: str
    rated: str
    capped: str
    carried: str

    def relations(self) -> list[Relation]:
        """The relations in order; none where every period stands alone."""
        limits = self.incentive.limits
        found = [self._capped()] if limits.across_periods else []
        return [*found, self._carried()] if limits.minimum_payout is not None else found

    def _turned(self, earned_in: str, more: str = "") -> str:
        return (
            f"  SELECT r.partner_id, r.period_no, r.earned{more},\n"
            "    CAST(row_number() OVER (PARTITION BY r.partner_id ORDER BY r.period_no) AS INTEGER) AS turn\n"
            f"  FROM {earned_in} AS r"
        )

    def _capped(self) -> Relation:
        """Take what is left of each cap, remembering what was taken in the year and ever."""
        limits = self.incentive.limits
        zero = dialect.number(exact(0), self.money)
        year = f", q.{self.year} AS year_no" if limits.per_year is not None else ", 1 AS year_no"
        in_year = f"CASE WHEN t.year_no = d.year_no THEN d.year_sum ELSE {zero} END"

        def left(year_sum: str, ever_sum: str) -> str:
            found = ["t.earned"]
            if limits.per_year is not None:
                found.append(f"{dialect.number(limits.per_year.amount, self.money)} - {year_sum}")
            if limits.lifetime is not None:
                found.append(f"{dialect.number(limits.lifetime.amount, self.money)} - {ever_sum}")
            return dialect.cast(f"least({', '.join(found)})", self.money)

        first, later = left(zero, zero), left(in_year, "d.ever_sum")
        year_sum = dialect.cast(f"{in_year} + {later}", self.money)
        ever_sum = dialect.cast(f"d.ever_sum + {later}", self.money)
        sql = (
            f"WITH RECURSIVE turns AS (\n{self._turned(self.rated, year)}\n"
            "  JOIN periods AS q ON q.period_no = r.period_no\n), due AS (\n"
            f"  SELECT t.partner_id, t.period_no, t.turn, t.year_no, {first} AS earned,\n"
            f"    {first} AS year_sum, {first} AS ever_sum\n"
            "  FROM turns AS t WHERE t.turn = 1\n  UNION ALL\n"
            f"  SELECT t.partner_id, t.period_no, t.turn, t.year_no, {later},\n"
            f"    {year_sum}, {ever_sum}\n"
            "  FROM due AS d JOIN turns AS t ON t.partner_id = d.partner_id AND t.turn = d.turn + 1\n)\n"
            "SELECT partner_id, period_no, earned\nFROM due"
        )
        says = f"{self.incentive.id}: what is left of the caps over several periods."
        return Relation(self.capped, says, sql)

    def _carried(self) -> Relation:
        minimum = self.incentive.limits.minimum_payout
        least = dialect.number(minimum.amount if minimum else exact(0), self.money)
        zero = dialect.number(exact(0), self.money)
        earned_in = self.capped if self.incentive.limits.across_periods else self.rated
        sql = (
            f"WITH RECURSIVE turns AS (\n{self._turned(earned_in)}\n), due AS (\n"
            f"  SELECT partner_id, period_no, turn, {zero} AS carried_in, {dialect.cast('earned', self.money)} AS due\n"
            "  FROM turns WHERE turn = 1\n  UNION ALL\n"
            f"  SELECT t.partner_id, t.period_no, t.turn, CASE WHEN d.due < {least} THEN d.due ELSE {zero} END,\n"
            f"    {dialect.cast(f't.earned + CASE WHEN d.due < {least} THEN d.due ELSE {zero} END', self.money)}\n"
            "  FROM due AS d JOIN turns AS t ON t.partner_id = d.partner_id AND t.turn = d.turn + 1\n)\n"
            "SELECT partner_id, period_no, carried_in,\n"
            f"  CASE WHEN due < {least} THEN {zero} ELSE due END AS amount,\n"
            f"  CASE WHEN due < {least} THEN due ELSE {zero} END AS carried_out\nFROM due"
        )
        says = f"{self.incentive.id}: what is below the minimum payout waits for the next period."
        return Relation(self.carried, says, sql)
