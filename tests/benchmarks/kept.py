"""What the stored grouped relations are for, on the yardstick's ten incentives, in one process like a server's.

Other rates from them against the whole calculation; one partner's what-if; a late file of one partner and of all; one
payout explained against a scan of the needed columns of all lines. Each answer is compared with reading everything.

No question is asked twice: each time other rates, another partner, another file, another payout. What is warm is what
a server that answered other questions before has: the stored relations and the footers of files in memory, and plans.
"""

import os
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import NamedTuple, TypeVar

import duckdb
import pyarrow as pa

from fairway.engine.backends import local
from fairway.engine.backends.local import late
from fairway.engine.backends.local.grouped import Grouped
from fairway.engine.backends.local.store import Opened
from fairway.engine.backends.local.trying import tried_in
from fairway.engine.check import check
from fairway.engine.explain import Given
from fairway.engine.inputs import Inputs, Scan
from fairway.engine.payout import Payout
from fairway.engine.plan import build
from fairway.engine.programme import Programme
from fairway.values import Period, exact
from tests.benchmarks import given
from tests.benchmarks.measuring import Failed, middle, table
from tests.benchmarks.outcome import Outcome
from tests.benchmarks.tenfold import CHANGED, RATES, text

TRIAL, WHAT_IF = 0.15, 0.03
"""Largest shares of the tuned SQL's full run for other rates, and for one partner's what-if."""
LATE_ONE, LATE_ALL = 0.05, 0.25
"""Largest shares of Fairway's full run for a late file of one partner, and of all."""
EXPLAIN = 0.1
"""Largest share of scanning the needed columns for one payout explained."""
PARTNER = "400"
COLUMNS = "partner_id, product_id, customer_id, invoice_date, quantity, net_amount, currency, line_id"
PAID = "incentive, period, partner, person, earned, rate, measure"
Found = TypeVar("Found")


class Took(NamedTuple):
    """The median of seconds, of processor seconds, and the seconds of the first time."""

    wall: float
    cpu: float
    first: float

    def of(self, other: "Took") -> float:
        """The share of seconds."""
        return self.wall / other.wall


def taken(ask: Callable[[int], Found], repeats: int) -> tuple[Found, Took]:
    """Ask several times, told how many times before; the last answer."""
    walls, works = [], []
    for before in range(repeats):
        began, worked = time.perf_counter(), time.process_time()
        found = ask(before)
        walls.append(time.perf_counter() - began)
        works.append(time.process_time() - worked)
    return found, Took(median(walls), median(works), walls[0])


def programme(written: str) -> Programme:
    """Read a document that must be sound."""
    found = check(written).programme
    if found is None:
        raise Failed("The programme of the yardstick has errors.")
    return found


def inputs(own: Path, *more: Path) -> Inputs:
    """The lake's files and the small tables."""
    files = (*sorted(str(path) for path in own.glob("lines-*.parquet")), *(str(path) for path in more))
    tables = (str(own / f"{name}.parquet") for name in ("partners", "products", "rates"))
    return Inputs(Scan(files, checked=True), *tables)


def paid(result: local.Result) -> pa.Table:
    """What a result pays, for comparing."""
    return result.table(PAID)


def same(one: pa.Table, other: pa.Table, what: str) -> None:
    """Compare what is paid row by row.

    :raises Failed: a row differs.
    """
    keys = "incentive, period, partner, person, earned"
    found = duckdb.sql(
        f"SELECT count(*) FROM ((SELECT {keys} FROM one EXCEPT SELECT {keys} FROM other)"
        f" UNION ALL (SELECT {keys} FROM other EXCEPT SELECT {keys} FROM one))"
    ).fetchone()
    if found is None or found[0]:
        raise Failed(f"{found and found[0]} payouts differ: {what}.")


def _beside(**tables: pa.Table) -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    for name, held in tables.items():
        con.register(name, held)
    return con


def of_others(own: Path, scratch: Path, seller: str, name: str) -> Path:
    """The late lines as if others had sold them: an expression for who."""
    path = scratch / f"late-{name}.parquet"
    duckdb.sql(
        f"COPY (SELECT * REPLACE (CAST({seller} AS BIGINT) AS partner_id) FROM '{own / 'late.parquet'}'"
        f" ORDER BY partner_id, invoice_date) TO '{path}' (FORMAT parquet)"
    )
    return path


def _booked(result: local.Result, partner: str, period: Period) -> tuple[Payout, tuple[Payout, ...]]:
    """A partner's payout of the pooled incentive and all its own."""
    own = tuple(result.payouts(partner))
    return next(one for one in own if (one.incentive, one.period) == ("p10", period)), own


def other_partner(before: int) -> str:
    """Another partner each time."""
    return str(int(PARTNER) + 7 * before)


def measure(scratch: Path, count: int, repeats: int) -> Outcome:
    """Ask each question several times and compare the medians.

    :raises Failed: an answer is not that of reading everything.
    """
    place, own = given.make(count, scratch)
    scale = given.scale_of(count)
    before = programme(text(scale))
    costs = [given.run_peer("tuned", place, scale, scratch)[0] for _ in range(repeats)]
    tuned = Took(middle(costs, "inside"), middle(costs, "cpu"), costs[0].inside)

    def whole(asked: Programme, read: Inputs) -> pa.Table:
        with local.calculate(asked, read) as result:
            return paid(result)

    books, full = taken(lambda _: whole(before, inputs(own)), repeats)
    folder = Path(tempfile.mkdtemp(prefix="kept-", dir=scratch))
    with local.Session(before, inputs(own)) as session:
        every, shown = session.asked(None, None)
        plan = build(before, every, session.columns)
        days = session.days()
        session.run(plan, shown)
        began = time.perf_counter()
        Grouped.write(session.con, plan, folder)
        stored = time.perf_counter() - began
    grouped = Grouped.open(folder)
    rows: list[tuple[str, Took, Took, float | None]] = [("the whole calculation", full, tuned, None)]

    afters = [programme(text(scale, {**CHANGED, "p01": f"1.{75 + place}"})) for place in range(repeats + 1)]

    def rates(place: int) -> pa.Table:
        plan = build(afters[place], every, grouped.columns)
        with grouped.run(plan, shown, columns=PAID.split(", ")) as result:
            return paid(result)

    changed, took = taken(rates, repeats + 1)
    same(changed, whole(afters[-1], inputs(own)), "changed rates")
    rows.append(("other rates, from what is stored", took, tuned, TRIAL))
    turned = [programme(text(scale, {**RATES, "p01": f"1.{60 + place}"})) for place in range(repeats + 1)]

    def summed(place: int) -> object:
        one = build(turned[place], every, grouped.columns)
        return tried_in(Opened(grouped, one, tuple(shown), None, read_lines=False))

    _, took = taken(summed, repeats + 1)
    rows.append(("one rate turned, and summed up for the page", took, tuned, TRIAL))

    opened, last = Opened(grouped, plan, tuple(shown), None, read_lines=False), shown[-1]
    more = {"customer_id": 500_001, "line_id": 10**15}
    standing = [local.stands(opened, other_partner(place), last) for place in range(2 * repeats + 1)]

    def what_if(place: int) -> tuple[Payout, ...]:
        sold = local.Supposed("7", exact(20000 + place), exact(100))
        return local.suppose(opened, other_partner(place), last, [sold], last.start, more, standing[place])

    earned, took = taken(what_if, 2 * repeats + 1)
    whose = other_partner(2 * repeats)
    line = {"partner_id": int(whose), "product_id": 7, "invoice_date": last.start, "quantity": 100,
            "net_amount": str(20000 + 2 * repeats), "currency": "USD"} | more  # fmt: skip
    with grouped.run(plan, [last], more=[line]) as result:
        if tuple(result.payouts(whose)) != earned:
            raise Failed("The what-if differs from calculating every incentive for everybody.")
    rows.append(("one partner's what-if, its pool included", took, tuned, WHAT_IF))

    times = 2 * repeats + 1
    one = [of_others(own, scratch, other_partner(place), f"of-one-{place}") for place in range(times)]
    all_ = [of_others(own, scratch, f"(partner_id + {place}) % 2000 + 1", f"of-all-{place}") for place in range(times)]
    for title, files, aim in (
        ("a late file of one partner", one, LATE_ONE),
        ("the same lines spread over all partners", all_, LATE_ALL),
    ):

        def correct(place: int, files: list[Path] = files) -> int:
            taken_in = late.take_in(grouped, plan, Scan((str(files[place]),), checked=True), days[0])
            return len(late.corrections(grouped, plan, taken_in, books, shown))

        corrections, took = taken(correct, times)
        con = _beside(again=whole(before, inputs(own, files[-1])), books=books)
        differing = con.execute(
            "SELECT count(*) FROM again AS a FULL JOIN books AS b USING (incentive, period, partner, person)"
            " WHERE coalesce(a.earned, 0) <> coalesce(b.earned, 0)"
        ).fetchone()
        if differing != (corrections,):
            raise Failed(f"{title}: {corrections} corrections, reading everything gives {differing}.")
        rows.append((f"{title} ({corrections:,} corrections)", took, full, aim))

    def scan(_: int) -> object:
        sums = ", ".join(f"max({column})" for column in COLUMNS.split(", "))
        return duckdb.sql(f"SELECT {sums} FROM '{own / 'lines-*.parquet'}'").fetchall()

    _, scanned = taken(scan, repeats)

    def explained(place: int) -> object:
        return local.explain(before, inputs(own), "p01", shown[(3 + place) % len(shown)], other_partner(place))

    with local.calculate(before, inputs(own)) as result:
        booked = [_booked(result, other_partner(len(shown) + times + place), shown[3]) for place in range(times)]

    def known(place: int) -> object:
        """As the page of a payout does: what was paid is in the books, and the lines are asked what made it."""
        payout, rest = booked[place]
        return local.explain_known(before, inputs(own), payout, Given(rest))

    _, cold = taken(explained, len(shown))
    _, again = taken(lambda place: explained(len(shown) + place), times)
    again = again._replace(first=cold.first)
    _, took = taken(known, times)
    groups = duckdb.sql(
        "SELECT count(*) FILTER (WHERE"
        f" {PARTNER} BETWEEN CAST(stats_min AS BIGINT) AND CAST(stats_max AS BIGINT)), count(*)"
        f" FROM parquet_metadata('{own / 'lines-*.parquet'}') WHERE path_in_schema = 'partner_id'"
    ).fetchone()
    held = f"one payout explained (row groups with the partner: {groups[0]} of {groups[1]})"
    rows.append((held, again, scanned, EXPLAIN))
    rows.append(("a payout of a pool explained, what its partners came to being known", took, scanned, EXPLAIN))
    size = grouped.size
    shutil.rmtree(folder)
    met = all(took.of(beside) <= aim for _, took, beside, aim in rows if aim is not None)
    said = (
        f"{count:,} lines, medians of {repeats} to {times} in one process, no question asked twice, load"
        f" {os.getloadavg()[0]:.1f} at the end. The tuned SQL"
        f" takes {tuned.wall:.2f} s ({tuned.cpu:.2f} processor seconds) in its own. What is stored:"
        f" {size / 2**20:.1f} MiB, written in {stored:.2f} s. Explaining is compared with scanning eight columns of all"
        f" lines ({scanned.wall:.2f} s), late files with the whole calculation, the others with the tuned SQL.\n\n"
    )
    heads = ["", "ms", "processor ms", "first ms", "of what it is compared with", "of its processor time", "aim"]
    written = [
        [title, *(f"{seconds * 1000:,.0f}" for seconds in took), f"{took.of(beside):.1%}",
         f"{took.cpu / beside.cpu:.1%}", "" if aim is None else f"{aim:.0%}"]
        for title, took, beside, aim in rows
    ]  # fmt: skip
    figures = {title: {"ms": took, "share": took.of(beside)} for title, took, beside, _ in rows}
    return Outcome("kept", said + table(heads, written), {"lines": count, "bytes": size, "questions": figures}, met)
