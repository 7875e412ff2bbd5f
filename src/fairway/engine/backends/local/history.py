"""Adds up what a review asks of the last year: who took part, what was reached, which currencies came, who is alike.

The programme is calculated for the year as it is written, but for its days of validity and its exemptions: a
programme that begins next month is reviewed against the sales of the year before it.
"""
# ruff: noqa: S608 — identifiers are quoted by the dialect

import threading
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from typing import TypeAlias

import duckdb

from fairway.engine import dialect
from fairway.engine.backends.local.process import MEMORY
from fairway.engine.backends.local.session import Session
from fairway.engine.check.overlap import share_lines
from fairway.engine.check.review import Alike, Apart, History, Reached, Shared, Unrated
from fairway.engine.inputs import InputProblem, Inputs
from fairway.engine.plan import build
from fairway.engine.plan.grain import Grain
from fairway.engine.programme import CurrencyPolicy, Incentive, Programme, Validity
from fairway.values import Exact, Period, exact

STANDING = ("type", "tier", "country")
"""What makes partners alike."""
MOST_PAIRS = 20
Standing: TypeAlias = tuple[str, tuple[str, ...], tuple[str, ...], bool]
"""A partner: its id, what makes it alike, its other columns that matter, and whether it sold anything."""


class TooLong(Exception):
    """The lines are so many that adding them up takes longer than somebody waits."""


def history(
    programme: Programme,
    inputs: Inputs,
    *,
    until: date | None = None,
    memory: str = MEMORY,
    temp_directory: str | None = None,
    seconds: float | None = None,  # how long it may take, no amount
) -> History | None:
    """Add up the year of whole periods that ends by a day, or with the newest lines; None where there are no lines.

    :raises TooLong: it takes longer than `seconds`, where those are given.
    :raises InputProblem: the input cannot be read.
    :raises MissingColumn: the inputs lack a column that the programme compares.
    """
    always = tuple(replace(one, validity=Validity()) for one in programme.incentives)
    asked = replace(programme, validity=Validity(), incentives=always, exemptions=())
    with Session(asked, inputs, memory=memory, temp_directory=temp_directory) as session, _within(session, seconds):
        year = _year(session, until)
        if not year:
            return None
        found = _Year(session, year)
        named = {one.partner for one in programme.exemptions}
        for incentive in programme.incentives:
            named |= {*incentive.eligible.include.partners, *incentive.eligible.exclude.partners}
        unrated = found.unrated()
        standing = found.standings() if named or found.columns() else []
        met = History(
            year[0].start,
            year[-1].end,
            unrated=unrated,
            alike=tuple(_alike(standing, named)),
            apart=tuple(_apart(standing, found.columns())),
        )
        try:
            every, shown = session.asked(year, None)
            with session.run(build(asked, every, session.columns), shown):
                return replace(met, reached=tuple(found.reached()), shared=tuple(found.shared(every)))
        except InputProblem:
            if unrated:  # said already, and nothing can be calculated before it is mended
                return met
            raise


@contextmanager
def _within(session: Session, seconds: float | None) -> Iterator[None]:  # how long it may take, no amount
    """Stop what a session asks when its time is up."""
    if seconds is None:
        yield
        return
    watch = threading.Timer(seconds, session.con.interrupt)
    watch.daemon = True
    watch.start()
    try:
        yield
    except duckdb.InterruptException:
        raise TooLong(f"Adding up a year of these sales takes longer than {seconds:g} seconds.") from None
    finally:
        watch.cancel()


def _year(session: Session, until: date | None) -> list[Period]:
    """The last whole periods of a year; the one that is not over only where there is no other."""
    calendar = session.programme.calendar.fiscal
    every = session.periods()
    if not every:
        return []
    newest = session.con.execute(f"SELECT max({session.programme.calendar.dated_by.value}) FROM lines").fetchone()
    ends = (newest[0] if newest else every[-1].start) + timedelta(days=1)
    ends = min(ends, until) if until is not None else ends
    known = [period for period in every if period.start < ends]
    whole = [period for period in known if period.end <= ends] or known
    if not whole:
        return []
    last = whole[-1]
    first = calendar.period_of(last.end - timedelta(days=365))
    while (last.end - first.start).days > 366:
        first = calendar.next(first)
    return list(calendar.periods(first.start, last.end))


class _Year:
    """A session and the periods of one year, asked one thing after the other."""

    def __init__(self, session: Session, periods: Sequence[Period]) -> None:
        self.session, self.con, self.programme = session, session.con, session.programme
        self.starts, self.ends = periods[0].start, periods[-1].end
        day = self.programme.calendar.dated_by.value
        self.inside = f"{day} >= {dialect.day(self.starts)} AND {day} < {dialect.day(self.ends)}"
        self.labels = dialect.texts(tuple(period.label for period in periods))

    def unrated(self) -> tuple[Unrated, ...]:
        """Currencies with lines on days for which no rate is known."""
        if "currency" not in self.session.columns.lines:
            return ()
        day = self.programme.calendar.dated_by.value
        rows = self.con.execute(
            f"SELECT currency, {day}, count(*) FROM lines WHERE currency IS NOT NULL AND currency <> ''"
            f" AND currency <> {dialect.text(self.programme.currency)} AND {self.inside} GROUP BY ALL ORDER BY 1, 2"
        ).fetchall()
        first = self._first_rates()
        lacking: dict[str, tuple[int, date]] = {}
        for currency, on, count in rows:
            known = first.get(str(currency))
            if known is None or known > self._rated_on(on):
                lines, since = lacking.get(str(currency), (0, on))
                lacking[str(currency)] = (lines + int(count), since)
        return tuple(Unrated(currency, lines, since) for currency, (lines, since) in lacking.items())

    def _first_rates(self) -> dict[str, date]:
        if self.programme.fx is CurrencyPolicy.CONTRACT:
            return {currency: date.min for currency, _ in self.programme.contract_rates}
        if not self.session.columns.rates:
            return {}
        return {
            str(currency): day
            for currency, day in self.con.execute("SELECT currency, min(valid_from) FROM rates GROUP BY 1").fetchall()
        }

    def _rated_on(self, day: date) -> date:
        """The day on which a rate must be known for a line of a day."""
        period = self.programme.calendar.fiscal.period_of(day)
        if self.programme.fx is CurrencyPolicy.PERIOD_AVERAGE:
            return period.start
        return period.end - timedelta(days=1) if self.programme.fx is CurrencyPolicy.PERIOD_END else day

    def columns(self) -> list[str]:
        """The columns by which partners that are alike may be paid unlike amounts."""
        every = (one.column for incentive in self.programme.incentives for one in incentive.multipliers)
        return [column for column in dict.fromkeys(every) if column not in STANDING]

    def standings(self) -> list[Standing]:
        """Each partner: id, type, tier and country at the year's end, the columns above, whether it sold anything."""
        held = self.session.columns.partners
        last = dialect.day(self.ends - timedelta(days=1))
        known = (*STANDING, *self.columns())
        read = [
            f"coalesce(CAST(s.{dialect.name(column)} AS VARCHAR), '')" if column in held else "''" for column in known
        ]
        valid = ["TRUE"]
        if "valid_from" in held:
            valid.append(f"(s.valid_from IS NULL OR s.valid_from <= {last})")
        if "valid_until" in held:
            valid.append(f"(s.valid_until IS NULL OR s.valid_until > {last})")
        rows = self.con.execute(
            f"SELECT CAST(s.partner_id AS VARCHAR), {', '.join(read)}, s.partner_id IN"
            f" (SELECT partner_id FROM lines WHERE {self.inside}) FROM partners AS s WHERE {' AND '.join(valid)}"
            " ORDER BY 1"
        ).fetchall()
        found: list[Standing] = []
        for partner, *values, sold in rows:
            kinds = "; ".join(sorted(part.strip() for part in str(values[0]).split(";") if part.strip()))
            texts = tuple(str(value) for value in values)
            found.append((str(partner), (kinds, *texts[1:3]), texts[3:], bool(sold)))
        return found

    def reached(self) -> Iterator[Reached]:
        """What each incentive met."""
        rows = self.con.execute(
            "SELECT incentive, count(DISTINCT partner), max(qualifier), max(step) FROM payouts"
            f" WHERE period IN {self.labels} AND lines > 0 GROUP BY 1"
        ).fetchall()
        met = {str(name): (int(partners), highest, step) for name, partners, highest, step in rows}
        for incentive in self.programme.incentives:
            partners, highest, step = met.get(incentive.id, (0, None, None))
            eligible = self._count(f"SELECT count(DISTINCT partner_id) FROM {_eligible(incentive)}")
            yield Reached(
                incentive.id, eligible, partners, _exact(highest), None if step is None else int(step),
                self._gates(incentive),
            )  # fmt: skip

    def _gates(self, incentive: Incentive) -> tuple[Exact | None, ...]:
        if not incentive.gates:
            return ()
        read = ", ".join(f"max(gates[{number}])" for number in range(1, len(incentive.gates) + 1))
        row = self.con.execute(
            f"SELECT {read} FROM payouts WHERE incentive = {dialect.text(incentive.id)} AND period IN {self.labels}"
        ).fetchone()
        return tuple(_exact(value) for value in row or ())

    def shared(self, periods: Sequence[Period]) -> Iterator[Shared]:
        """How many lines count for two incentives, where one says nothing of others; asked of lines with an id."""
        silent = [one for one in self.programme.incentives if one.stack is None]
        if not silent or "line_id" not in self.session.columns.lines:
            return
        grain = Grain(self.programme, sorted(set(periods)), self.session.columns, None)
        pairs = [
            (one, other)
            for one in silent
            for other in self.programme.incentives
            if other is not one and share_lines(self.programme, one, other)
        ]
        within = f"\nJOIN periods AS h ON h.period_no = q.period_no AND h.period IN {self.labels}"
        for one, other in pairs[:MOST_PAIRS]:
            counted = [f"SELECT l.line_id {grain.lines_of(each, each.measure, within)}" for each in (one, other)]
            yield Shared(one.id, other.id, self._count(f"SELECT count(*) FROM ({' INTERSECT '.join(counted)})"))

    def _count(self, sql: str) -> int:
        row = self.con.execute(sql).fetchone()
        return int(row[0]) if row else 0


def _eligible(incentive: Incentive) -> str:
    return dialect.name(f"eligible_{incentive.id}")


def _exact(value: object) -> Exact | None:
    return None if value is None else exact(value)  # type: ignore[arg-type]


def _alike(standings: Sequence[Standing], named: set[str]) -> Iterator[Alike]:
    """The partners that sold something and are like one that the document names."""
    groups: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for partner, standing, _, sold in standings:
        if sold:
            groups[standing].append(partner)
    for partner, standing, _, _ in standings:
        if partner in named and any(standing):
            others = tuple(other for other in groups[standing] if other != partner)
            yield Alike(partner, _attributes(standing), others)


def _apart(standings: Sequence[Standing], columns: Sequence[str]) -> Iterator[Apart]:
    """Of partners that are alike and sold something, one with each value of a column beside the first."""
    for place, column in enumerate(columns):
        seen: dict[tuple[str, ...], dict[str, str]] = defaultdict(dict)
        for partner, standing, values, sold in standings:
            if sold and any(standing):
                seen[standing].setdefault(values[place], partner)
        for standing, found in seen.items():
            (first, partner), *rest = found.items()
            for value, other in rest:
                yield Apart(column, _attributes(standing), (partner, first), (other, value))


def _attributes(standing: tuple[str, ...]) -> str:
    return ", ".join(part for part in standing if part)
