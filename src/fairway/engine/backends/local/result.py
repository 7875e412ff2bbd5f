"""The payouts of a run, as values or as text, read from DuckDB only when asked for."""
# ruff: noqa: S608 — identifiers are fixed

import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from operator import itemgetter
from pathlib import Path
from typing import Any, BinaryIO

import duckdb
import pyarrow as pa
import pyarrow.compute as compute

from fairway.engine import dialect
from fairway.engine.backends.local.at_once import UNION
from fairway.engine.backends.local.process import engine, side_by_side
from fairway.engine.payout import COLUMNS, ZERO, Payout
from fairway.engine.plan import Plan, decimal_type
from fairway.engine.settle import Booked, Proposed
from fairway.values import Exact, Money, Period, exact, exacts

READ = (
    "incentive, period_no, partner, person, currency, qualifier, rate, measure, amount, step, gates, gates_met, lines,"
    " calculated, earned, carried_in, carried_out, alone, goods, exemption"
)
ORDER = ("incentive", "period_no", "partner", "person")
SETTLED = ("incentive", "period", "partner", "person", "earned", "measure", "rate", "lines")
"""What is needed of payouts to compare them with the books."""


FEW = 50_000
"""Rows of payouts up to which one query is quicker than two at the same time."""


@dataclass(frozen=True, slots=True)
class Answered:
    """All payouts of some incentives."""

    incentives: tuple[str, ...]
    rows: pa.Table


class Result:
    """What a plan answered. It holds the engine's tables until it is closed, or left as a context.

    `parts` are the payouts of the shown periods as they were answered, and stand in place of the engine's tables;
    without them `payouts` may hold other periods too.
    """

    def __init__(
        self, con: duckdb.DuckDBPyConnection | None, plan: Plan, shown: Sequence[Period], parts: Sequence[Answered] = ()
    ) -> None:
        self._own, self.plan, self.parts = con, plan, parts
        self.shown = tuple(shown)
        self._multiplied = {one.id for one in plan.programme.incentives if one.multiplies}
        self._labels = dialect.texts(tuple(period.label for period in self.shown))
        self._within = "TRUE" if parts else f"period IN {self._labels}"

    @property
    def _con(self) -> duckdb.DuckDBPyConnection:
        """Where `payouts` can be asked."""
        if self._own is None:
            self._own = engine()
            for place, part in enumerate(self.parts):
                self._own.register(f"payouts_{place}", part.rows)
            together = UNION.join(f"FROM payouts_{place}" for place in range(len(self.parts)))
            self._own.execute(f"CREATE TEMP VIEW payouts AS {together}")
        return self._own

    def __enter__(self) -> "Result":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the engine's memory and temporary files."""
        if self._own is not None:
            self._own.close()

    def payouts(self, partner: str | None = None) -> list[Payout]:
        """Every payout with a counted line, zeros included, sorted by incentive, period, partner and person.

        Only of one partner, where one is given.
        """
        if self.parts and partner is not None:
            return self._of_one(partner)
        own = "" if partner is None else f" AND partner = {dialect.text(partner)}"
        rows = self._con.execute(
            f"SELECT {READ} FROM payouts WHERE {self._within}{own} ORDER BY incentive, period_no, partner, person"
        ).fetchall()
        return [self.payout(row) for row in rows]

    def _of_one(self, partner: str) -> list[Payout]:
        """The payouts of one partner out of what was answered."""
        names = READ.split(", ")
        found: list[tuple[Any, ...]] = []
        for part in self.parts:
            own = _among(part.rows, "partner", [partner])
            found += zip(*(own[name].to_pylist() for name in names), strict=True)
        return [self.payout(row) for row in sorted(found, key=itemgetter(*map(names.index, ORDER)))]

    def table(self, columns: str) -> pa.Table:
        """Columns of the payouts of the shown periods, as they are."""
        names = columns.split(", ")
        if self.parts and all(set(names) <= set(part.rows.column_names) for part in self.parts):
            return pa.concat_tables([part.rows.select(names) for part in self.parts], promote_options="permissive")
        return self._con.execute(f"SELECT {columns} FROM payouts WHERE {self._within}").to_arrow_table()

    def against(
        self, books: pa.Table, whom: Mapping[str, Sequence[str] | None] | None = None
    ) -> Iterator[tuple[Booked | None, Proposed | None]]:
        """What was booked and what is earned now, sorted, of each payout where the two differ.

        `books` has a row for each booked payout: incentive, period (its label), partner, person, earned, rate and
        measure; only those of the shown periods, and of the incentives and partners in `whom`, are compared.
        """
        every = tuple(one.id for one in self.plan.programme.incentives)
        parts = _together(self.parts) or [Answered(every, self.table(", ".join(SETTLED)))]
        booked = of_some(books, whom)
        pairs = [(part, _booked(booked, part.incentives, whom)) for part in parts]
        if whom is None or dict(whom) == dict.fromkeys(every):
            # of incentives that are no more, everything is taken back
            gone = booked.filter(compute.invert(compute.is_in(booked["incentive"], pa.array(every, pa.string()))))
            pairs += [(Answered((), parts[0].rows.slice(0, 0)), gone)] if gone.num_rows else []
        labels = [period.label for period in self.shown]
        found = side_by_side([partial(self._differing, part, _among(old, "period", labels)) for part, old in pairs])
        code, periods = self.plan.programme.currency, {period.label: period for period in self.plan.periods}
        cells = sorted((row for rows in found for row in rows), key=itemgetter(0))
        for incentive, period, partner, person, count, before, old_measure, old_rate, earned, measure, rate in cells:
            about = incentive, periods[period], partner
            was = now = None
            if before is not None:
                old_measure = ZERO if old_measure is None else old_measure
                multiplied = incentive in self._multiplied
                was = Booked(*about, Money(before, code), old_measure, old_rate, person, multiplied)
            if earned is not None:
                now = Proposed(*about, person, Money(earned, code), measure, rate, count)
            yield was, now

    def _differing(self, part: Answered, books: pa.Table) -> list[tuple[Any, ...]]:
        """The differing payouts of some incentives, sorted: about what, its lines, what was booked, what is now."""
        keys = ("incentive", "period", "partner", "person")
        same = " AND ".join(f"n.{key} = b.{key}" for key in keys)
        either = ", ".join(f"coalesce(n.{key}, b.{key}) AS {key}" for key in keys)
        in_order = sorted(self.shown, key=lambda period: (period.start, period.end))
        places = ", ".join(dialect.text(period.label) for period in in_order)
        with engine() as con:
            con.register("payouts", part.rows)
            con.register("books", books)
            found = con.execute(
                f"SELECT {either}, n.lines, b.earned AS booked, b.measure AS old_measure, b.rate AS old_rate, n.earned,"
                f" n.measure, n.rate FROM payouts AS n FULL JOIN books AS b ON {same}"
                " WHERE coalesce(n.earned, 0) <> coalesce(b.earned, 0)"
                f" ORDER BY 1, list_position([{places}], coalesce(n.period, b.period)), 3, 4"
            ).to_arrow_table()
        columns = [one.to_pylist() for one in found.columns[:5]] + [_exact(one) for one in found.columns[5:]]
        return list(zip(*columns, strict=True))

    def payout(self, row: tuple[object, ...]) -> Payout:
        """A payout of its columns `READ`."""
        incentive, number, partner, person, currency, qualifier, rate, measure, amount, step, gates, met, lines = row[
            :13
        ]
        code = str(currency)
        calculated, earned, carried_in, carried_out = (Money(exact(part), code) for part in row[13:17])  # type: ignore[arg-type]
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
            multiplied=str(incentive) in self._multiplied,
            alone=Money(exact(row[17]), code),  # type: ignore[arg-type]
            goods=exact(row[18]),  # type: ignore[arg-type]
            exemption=str(row[19]),
        )

    def _text_sql(self, zeros: bool) -> str:
        described = self._con.execute("DESCRIBE payouts").fetchall()
        kinds = {row[0]: decimal_type(row[1]) for row in described if row[0] in COLUMNS and row[1] != "VARCHAR"}
        parts = []
        for column in COLUMNS:
            if column in {"qualifier", "rate", "measure"}:
                parts.append(f"{dialect.plain_text(column, kinds[column])} AS {column}")
            elif column == "person":
                parts.append("NULLIF(person, '') AS person")
            elif column == "goods":
                parts.append(f"CASE WHEN goods <> 0 THEN {dialect.plain_text(column, kinds[column])} END AS goods")
            elif column == "amount":
                parts.append(f"{dialect.as_text(column, kinds[column])} AS amount")
            else:
                parts.append(column)
        some = "" if zeros else " AND (amount <> 0 OR goods <> 0)"
        return (
            f"SELECT {', '.join(parts)} FROM payouts WHERE {self._within}{some}"
            " ORDER BY incentive, period_no, partner, person"
        )

    def rows(self, *, zeros: bool = False) -> Iterator[tuple[str, ...]]:
        """The published columns as exact text, one row for each payout of money or goods (or every one, zeros too)."""
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
            f" WHERE {self._within} GROUP BY incentive"
        ).fetchall()
        found = {row[0]: (int(row[1]), Money(exact(row[2]), code)) for row in rows}
        return [(one.id, *found.get(one.id, (0, Money.zero(code)))) for one in self.plan.programme.incentives]

    def sums(self, of: str, digits: int) -> list[tuple[str, int, int]]:
        """What is paid by `partner` or `incentive` and period number, in minor units of `digits` places."""
        rows = self._con.execute(
            f"SELECT {of}, period_no, CAST(sum(amount) * {10**digits} AS BIGINT) FROM payouts"
            f" WHERE {self._within} GROUP BY ALL"
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
            f" AND p.qualifier >= b.lower AND p.qualifier <= b.upper WHERE {self._within}"
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


def _together(parts: Sequence[Answered]) -> list[Answered]:
    """Few payouts are looked at together: each query costs more than their rows."""
    if len(parts) < 2 or sum(one.rows.num_rows for one in parts) > FEW:
        return list(parts)
    rows = pa.concat_tables([one.rows for one in parts], promote_options="permissive")
    return [Answered(tuple(name for one in parts for name in one.incentives), rows)]


def of_some(books: pa.Table, whom: Mapping[str, Sequence[str] | None] | None) -> pa.Table:
    """The rows of all partners who are asked about at all."""
    if whom is None or None in whom.values():
        return books
    return _among(books, "partner", sorted({one for own in whom.values() for one in own or ()}))


def _booked(books: pa.Table, incentives: Sequence[str], whom: Mapping[str, Sequence[str] | None] | None) -> pa.Table:
    """The rows of the books that are compared: of some incentives, each of everybody or of some partners."""
    by_partners: dict[tuple[str, ...] | None, list[str]] = {}
    for name in incentives:
        own = None if whom is None else whom.get(name, ())
        by_partners.setdefault(None if own is None else tuple(own), []).append(name)
    found = []
    for partners, names in by_partners.items():
        rows = _among(books, "incentive", names)
        found.append(rows if partners is None else _among(rows, "partner", partners))
    return pa.concat_tables(found) if found else books.slice(0, 0)


def _among(rows: pa.Table, column: str, texts: Sequence[str]) -> pa.Table:
    """The rows that have one of some texts in a column."""
    return rows.filter(compute.is_in(rows[column], pa.array(texts, pa.string())))


def _exact(column: pa.ChunkedArray) -> list[Exact | None]:
    """A column's numbers."""
    if pa.types.is_decimal(column.type):
        return exacts(column.cast(pa.string()).to_pylist())
    return [None if one is None else exact(one) for one in column.to_pylist()]
