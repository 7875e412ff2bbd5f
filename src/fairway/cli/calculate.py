"""`fairway calculate`: who earned what, from plain files, without any database."""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from fairway.cli.inputs import (
    Certificates,
    Deals,
    Engine,
    Format,
    Splits,
    Targets,
    Units,
    plainly,
    read_inputs,
    read_periods,
    read_programme,
    say,
)
from fairway.cli.tables import aligned, write
from fairway.engine.backends import cases, engines, local
from fairway.engine.backends.cases import written
from fairway.engine.payout import COLUMNS, Payout
from fairway.engine.plan import build
from fairway.engine.translate import Target, script
from fairway.values import Money


def calculate(
    programme: Annotated[Path, typer.Argument(help="The programme document (YAML).")],
    sales: Annotated[list[str], typer.Option(help="Sales lines, CSV or Parquet; may be repeated, may be a pattern.")],
    partners: Annotated[str, typer.Option(help="Partners, CSV or Parquet.")],
    products: Annotated[str | None, typer.Option(help="Products, CSV or Parquet.")] = None,
    rates: Annotated[str | None, typer.Option(help="Exchange rates, CSV or Parquet.")] = None,
    deals: Deals = None,
    targets: Targets = None,
    certificates: Certificates = None,
    splits: Splits = None,
    units: Units = None,
    period: Annotated[list[str] | None, typer.Option(help="Only this, such as 2012-Q3; may be repeated.")] = None,
    as_of: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Leave lines dated after this day out.")
    ] = None,
    engine: Annotated[
        Engine, typer.Option(help="local (DuckDB), cluster (Spark) or oracle (slow plain Python).")
    ] = Engine.LOCAL,
    master: Annotated[
        str | None,
        typer.Option(help="With cluster: the Spark master, such as spark://host:7077; else FAIRWAY_ENGINE's."),
    ] = None,
    show_sql: Annotated[bool, typer.Option("--show-sql", help="Print the plan instead of running it.")] = False,
    target: Annotated[
        Target, typer.Option("--dialect", help="With --show-sql: whose SQL; only duckdb and spark are run by Fairway.")
    ] = Target.DUCKDB,
    zeros: Annotated[bool, typer.Option("--all", help="Show payouts of zero too.")] = False,
    form: Annotated[Format, typer.Option("--format", help="table, csv or json; exact text.")] = Format.TABLE,
    memory: Annotated[str, typer.Option(help="Most memory to use; beyond it, work goes to disk.")] = local.MEMORY,
) -> None:
    """Calculate every payout of a programme from plain CSV or Parquet files.

    Columns of the files are in the reference, docs/reference/data-formats.md. Exit code 0 when calculated, 1 when the
    programme or a file has a problem, 2 when called wrongly, 3 when memory or disk run out.
    """
    document = read_programme(programme)
    periods = read_periods(document, period)
    day = as_of.date() if as_of else None
    with plainly():
        inputs = read_inputs(
            sales, partners, products=products, rates=rates, deals=deals, targets=targets, certificates=certificates,
            splits=splits, units=units,
        )  # fmt: skip
        calculating = engine is Engine.CLUSTER and not show_sql
        chosen = engines.Engine(_master(master) if calculating else engines.LOCAL)
        with _progress() as report, chosen.session(document, inputs, memory=memory, progress=report) as session:
            every, shown = session.asked(periods, day)
            if not every:
                say("No line lies in a period of the programme; look at the dates of both.")
                write(COLUMNS, (), form)
                return
            if show_sql:
                sys.stdout.write(script(build(document, every, session.columns, day), target))
                return
            if engine is Engine.ORACLE:
                payouts = [one for one in session.by_oracle(every, day) if one.period in shown]
                rows: Sequence[Sequence[str]] = [written(one) for one in payouts if zeros or one.amount or one.goods]
                totals = _totals([one.id for one in document.incentives], payouts, document.currency)
            else:
                result = session.run(build(document, every, session.columns, day), shown)
                if form is Format.CSV:
                    sys.stdout.flush()
                    result.write_csv(sys.stdout.buffer, zeros=zeros)
                    return
                rows, totals = list(result.rows(zeros=zeros)), result.totals()
    goods = COLUMNS.index("goods")
    if form is Format.TABLE and not any(row[goods] for row in rows):
        write(COLUMNS[:goods], [row[:goods] for row in rows], form)
    else:
        write(COLUMNS, rows, form)
    if form is Format.TABLE:
        summary = [(name, f"{count:,}", str(total)) for name, count, total in totals]
        sys.stdout.write("\n" + aligned(("incentive", "payouts", "total"), summary))


def _master(given: str | None) -> str:
    """The cluster to calculate on: the one given, else the setting's, else Spark within this machine."""
    setting = os.environ.get("FAIRWAY_ENGINE", engines.LOCAL)
    return given or (cases.MASTER if setting == engines.LOCAL else setting)


def _totals(incentives: list[str], payouts: list[Payout], currency: str) -> list[tuple[str, int, Money]]:
    found = []
    for name in incentives:
        own = [one.amount for one in payouts if one.incentive == name]
        found.append((name, sum(1 for amount in own if amount), sum(own, Money.zero(currency))))
    return found


@contextmanager
def _progress() -> Iterator[Callable[[str, float], None] | None]:
    """Show a bar where somebody looks; say nothing into a pipe."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description:32}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", total=1.0)
        yield lambda name, done: bar.update(task, description=name, completed=done)
