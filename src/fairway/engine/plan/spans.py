"""Time, cut: periods, spans in which nothing but exchange rates changes, days, and how partners stood in them."""

# ruff: noqa: S608 — writing SQL is what a plan does; every value goes through the dialect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from fairway.engine import dialect
from fairway.engine.plan.columns import Columns
from fairway.engine.plan.predicates import Predicates
from fairway.engine.plan.relations import Relation
from fairway.engine.programme import Baseline, Over, Programme, StandingDate
from fairway.policy.conditions import Source
from fairway.values import Period


@dataclass
class Spans:
    """Builds the relations `periods`, `spans`, `days` and `standings`.

    `windows` and `baselines` name the columns of `periods` that hold the number of a window's first period, and of the
    period that growth is measured against. `dated` says that partners change over time.
    """

    programme: Programme
    periods: Sequence[Period]
    columns: Columns
    predicates: Predicates
    as_of: date | None
    windows: Mapping[Over, str]
    baselines: Mapping[Baseline, str]
    dated: bool

    def cut(self) -> list[Relation]:
        """The relations of time, in order."""
        return [self._periods(), self._spans(), self._days()]

    def _periods(self) -> Relation:
        rows = ",\n  ".join(
            f"({number}, {dialect.text(period.label)}, {dialect.day(period.start)}, {dialect.day(period.end)}"
            + "".join(f", {self._first_no(over, period)}" for over in self.windows)
            + "".join(f", {self._baseline_no(baseline, period)}" for baseline in self.baselines)
            + ")"
            for number, period in enumerate(self.periods, 1)
        )
        names = ", ".join(["period_no", "period", "starts", "ends", *self.windows.values(), *self.baselines.values()])
        sql = f"SELECT * FROM (VALUES\n  {rows}\n) AS asked ({names})"
        says = "The periods asked for: from the start until the end, which is the next one's first day"
        says += "; of each window, the first period" if self.windows else ""
        says += "; what growth is measured against" if self.baselines else ""
        return Relation("periods", f"{says}.", sql)

    def _first_no(self, over: Over, period: Period) -> int:
        """The number of the first asked period in the window that ends with `period`."""
        first = over.first(self.programme.calendar.fiscal, period)
        return next(number for number, one in enumerate(self.periods, 1) if first is None or one.start >= first.start)

    def _baseline_no(self, baseline: Baseline, period: Period) -> str:
        """The number of the period that growth in `period` is measured against; missing where it is not asked."""
        found = baseline_of(self.programme, baseline, period)
        return str(self.periods.index(found) + 1) if found in self.periods else dialect.cast("NULL", "INTEGER")

    def _spans(self) -> Relation:
        validities = [self.programme.validity, *(incentive.validity for incentive in self.programme.incentives)]
        days = [validity.starts for validity in validities] + [validity.until for validity in validities]
        cuts = {found for found in days if found is not None}
        if self.as_of is not None:
            cuts.add(self.as_of + timedelta(days=1))
        sources = ["SELECT starts AS cut FROM periods", "SELECT ends FROM periods"]
        sources += [f"SELECT {dialect.day(cut)}" for cut in sorted(cuts)]
        if self.dated and self.programme.standing is StandingDate.TRANSACTION:
            for column in ("valid_from", "valid_until"):
                if column in self.columns.partners:
                    sources.append(f"SELECT {column} FROM partners")
        known = f"\nWHERE b.starts < {dialect.day(self.as_of + timedelta(days=1))}" if self.as_of else ""
        sql = (
            "SELECT CAST(row_number() OVER (ORDER BY b.starts) AS INTEGER) AS span_no,\n"
            "  q.period_no, b.starts, b.ends, q.starts AS period_starts, q.ends AS period_ends\n"
            "FROM (SELECT cut AS starts, lead(cut) OVER (ORDER BY cut) AS ends\n"
            "      FROM (" + "\n        UNION ".join(sources) + ") AS cuts\n      WHERE cut IS NOT NULL) AS b\n"
            "JOIN periods AS q ON q.starts <= b.starts AND b.ends <= q.ends" + known
        )
        return Relation("spans", "Stretches of days in which no period, standing or validity changes.", sql)

    def _days(self) -> Relation:
        sql = f"SELECT CAST({dialect.days('starts', 'ends')} AS DATE) AS day, span_no\nFROM spans"
        return Relation("days", "The span of every day.", sql)

    def standings(self) -> Relation:
        """Each partner's types, tier and country, and the answers to conditions on partners."""
        held = self.columns.partners
        types = (
            "coalesce(';' || regexp_replace(trim(s.type), ' *; *', ';', 'g') || ';', '')" if "type" in held else "''"
        )
        parts = ["s.partner_id", f"{types} AS type_list"]
        parts += [
            f"{dialect.cast(f's.{column}', 'VARCHAR')} AS {column}" for column in ("tier", "country") if column in held
        ]
        asked = sorted(self._partner_columns() - {"tier", "country", "partner_id"})
        parts += [f"s.{dialect.name(column)}" for column in asked]
        parts += [f"{sql} AS {name}" for sql, name in self.predicates.standings.items()]
        if not self.dated:
            sql = "SELECT " + ",\n  ".join(parts) + "\nFROM partners AS s"
            return Relation("standings", "Each partner's types, tier and country.", sql)
        last = "q.period_ends - 1"
        if self.as_of is not None:
            last = f"least({last}, {dialect.day(self.as_of)})"
        asked_on = {
            StandingDate.TRANSACTION: "q.starts",
            StandingDate.PERIOD_START: "q.period_starts",
            StandingDate.PERIOD_END: last,
        }[self.programme.standing]
        since = f"(s.valid_from IS NULL OR s.valid_from <= {asked_on})" if "valid_from" in held else "TRUE"
        until = f"(s.valid_until IS NULL OR {asked_on} < s.valid_until)" if "valid_until" in held else "TRUE"
        sql = (
            "SELECT " + ",\n  ".join([parts[0], "q.span_no", *parts[1:]]) + "\nFROM partners AS s\n"
            f"JOIN spans AS q ON {since} AND {until}"
        )
        return Relation("standings", "Each partner's types, tier and country, as they stood for each span.", sql)

    def _partner_columns(self) -> set[str]:
        if not any(Source.PARTNER in reads for reads in self.predicates.reads.values()):
            return set()
        return {column for column in self.columns.partners if column not in {"valid_from", "valid_until"}}


def baseline_of(programme: Programme, baseline: Baseline, period: Period) -> Period:
    """The period that growth in `period` is measured against."""
    calendar = programme.calendar.fiscal
    if baseline is Baseline.PREVIOUS_PERIOD:
        return calendar.previous(period)
    return calendar.same_last_year(period)
