"""The payouts of a run, as values or as text, read from DuckDB only when asked for."""
# ruff: noqa: S608 — identifiers are fixed

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

import duckdb

from fairway.engine import dialect
from fairway.engine.payout import COLUMNS, Payout
from fairway.engine.plan import Plan
from fairway.engine.programme import Method
from fairway.values import Exact, Money, Period, exact

READ = (
    "incentive, period_no, partner, person, currency, qualifier, rate, measure, amount, step, gates, gates_met, lines,"
    " calculated, earned, carried_in, carried_out"
)


class Result:
    """What a plan answered. It holds the engine's tables until it is closed, or left as a context."""

    def __init__(self, con: duckdb.DuckDBPyConnection, plan: Plan, shown: Sequence[Period]) -> None:
        self._con, self.plan = con, plan
        self.shown = tuple(shown)
        self._fixed = {one.id for one in plan.programme.incentives if one.method is Method.FIXED}
        self._labels = dialect.texts(tuple(period.label for period in self.shown))

    def __enter__(self) -> "Result":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the engine's memory and temporary files."""
        self._con.close()

    def payouts(self) -> list[Payout]:
        """Every payout with a counted line, zeros included, sorted by incentive, period and partner."""
        rows = self._con.execute(
            f"SELECT {READ} FROM payouts WHERE period IN {self._labels} ORDER BY incentive, period_no, partner"
        ).fetchall()
        return [self._payout(row) for row in rows]

    def _payout(self, row: tuple[object, ...]) -> Payout:
        incentive, number, partner, person, currency, qualifier, rate, measure, amount, step, gates, met, lines = row[
            :13
        ]
        code = str(currency)
        calculated, earned, carried_in, carried_out = (Money(exact(part), code) for part in row[13:])  # type: ignore[arg-type]
        return Payout(
            incentive=str(incentive),
            period=self.plan.periods[int(str(number)) - 1],
            partner=str(partner),
            person=str(person),
            currency=code,
            qualifier=None if qualifier is None else exact(qualifier),  # type: ignore[arg-type]
            rate=None if rate is None else exact(rate),  # type: ignore[arg-type]
            measure=exact(measure),  # type: ignore[arg-type]
            amount=Money(exact(amount), code),  # type: ignore[arg-type]
            step=None if step is None else int(str(step)),
            gates=tuple(None if gate is None else exact(gate) for gate in gates),  # type: ignore[attr-defined]
            gates_met=bool(met),
            lines=int(str(lines)),
            calculated=calculated,
            earned=earned,
            carried_in=carried_in,
            carried_out=carried_out,
            multiplied=str(incentive) not in self._fixed,
        )

    def _text_sql(self, zeros: bool) -> str:
        parts = []
        for column in COLUMNS:
            if column in {"qualifier", "rate", "measure"}:
                parts.append(f"{dialect.plain_text(column)} AS {column}")
            elif column == "person":
                parts.append("NULLIF(person, '') AS person")
            elif column == "amount":
                parts.append("CAST(amount AS VARCHAR) AS amount")
            else:
                parts.append(column)
        some = "" if zeros else " AND amount <> 0"
        return (
            f"SELECT {', '.join(parts)} FROM payouts WHERE period IN {self._labels}{some}"
            " ORDER BY incentive, period_no, partner"
        )

    def rows(self, *, zeros: bool = False) -> Iterator[tuple[str, ...]]:
        """The published columns as exact text, one row for each payout that is not zero (or every one)."""
        cursor = self._con.execute(self._text_sql(zeros))
        while batch := cursor.fetchmany(10_000):
            for row in batch:
                yield tuple("" if cell is None else cell for cell in row)

    def write_csv(self, out: BinaryIO, *, zeros: bool = False) -> None:
        """Write the published columns as CSV with a heading, the engine doing the work."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "payouts.csv"
            self._con.execute(f"COPY ({self._text_sql(zeros)}) TO {dialect.text(str(path))} (HEADER)")
            with path.open("rb") as written:
                shutil.copyfileobj(written, out)

    def totals(self) -> list[tuple[str, int, Money]]:
        """For each incentive: how many payouts are not zero, and what they add up to."""
        code = self.plan.programme.currency
        rows = self._con.execute(
            "SELECT incentive, count(*) FILTER (WHERE amount <> 0), sum(amount) FROM payouts"
            f" WHERE period IN {self._labels} GROUP BY incentive"
        ).fetchall()
        found = {row[0]: (int(row[1]), Money(exact(row[2]), code)) for row in rows}
        return [(one.id, *found.get(one.id, (0, Money.zero(code)))) for one in self.plan.programme.incentives]

    def sums(self, of: str, digits: int) -> list[tuple[str, int, int]]:
        """What is paid by `partner` or `incentive` and period number, in minor units of `digits` places."""
        rows = self._con.execute(
            f"SELECT {of}, period_no, CAST(sum(amount) * {10**digits} AS BIGINT) FROM payouts"
            f" WHERE period IN {self._labels} GROUP BY ALL"
        )
        return rows.fetchall()

    def between(self, bounds: Sequence[tuple[str, Exact, Exact]]) -> list[tuple[int, str, int, Exact]]:
        """Where a qualifier lies between an incentive's bounds, both included.

        `bounds` are incentives with a lower and an upper bound; each row is the place of such bounds, the partner, the
        period's number and the qualifier.
        """
        if not bounds:
            return []
        asked = ", ".join(
            f"({place}, {dialect.text(name)}, {dialect.number(lower)}, {dialect.number(upper)})"
            for place, (name, lower, upper) in enumerate(bounds)
        )
        rows = self._con.execute(
            f"SELECT b.place, p.partner, p.period_no, p.qualifier FROM payouts AS p"
            f" JOIN (VALUES {asked}) AS b (place, incentive, lower, upper) ON b.incentive = p.incentive"
            f" AND p.qualifier >= b.lower AND p.qualifier <= b.upper WHERE p.period IN {self._labels}"
            " ORDER BY b.place, p.period_no, p.qualifier, p.partner"
        )
        return rows.fetchall()

    def column_types(self) -> dict[tuple[str, str], str]:
        """The type of every column of every relation of the plan, for checking that none is a float."""
        types: dict[tuple[str, str], str] = {}
        for relation in self.plan.relations:
            for name, kind, *_ in self._con.execute(f"DESCRIBE {relation.name}").fetchall():
                types[relation.name, name] = kind
        return types
