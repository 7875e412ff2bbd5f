"""Import a sales file and wait for it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from fairway.cli.imports.options import (
    PROBLEM,
    USAGE,
    File,
    Maps,
    Sets,
    clock,
    error_console,
    pairs,
    plainly,
    refuse,
)
from fairway.cli.inputs import Format
from fairway.cli.serve import begin
from fairway.formats import Layout, detect_in, open_file, take_sample
from fairway.policy.problems import counted
from fairway.values import FiscalCalendar, UnknownPeriod

PIECE = 1 << 20


def read_period(text: str | None) -> tuple[date, date] | None:
    """Read ``2026-01``, ``2026-Q1``, ``2026`` or ``2026-01-01..2026-02-01`` (the end exclusive).

    :raises typer.Exit: for anything else.
    """
    if text is None:
        return None
    start, dots, end = text.partition("..")
    try:
        if dots:
            return date.fromisoformat(start), date.fromisoformat(end)
        period = FiscalCalendar().parse(text)
    except (ValueError, UnknownPeriod):
        raise refuse(
            f"“{text}” is not a period: write 2026-01, 2026-Q1, 2026 or 2026-01-01..2026-02-01 (end exclusive).", USAGE
        ) from None
    return period.start, period.end


@contextmanager
def _progress() -> Iterator[Callable[[int, int | None], None]]:
    """Show the rows read where somebody looks; say nothing into a pipe."""
    if not sys.stderr.isatty():
        yield lambda rows, total: None
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed:,} rows"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=error_console, transient=True) as bar:
        task = bar.add_task("reading", total=None)

        def tell(rows: int, total: int | None) -> None:
            bar.update(task, completed=rows, total=total, description="reading" if total is None else "deciding")

        yield tell


def _layout(path: Path, wanted: str, changes: dict[str, Any]) -> Layout | None:
    """The layout to read by: a JSON file, or the guess with a person's changes; None: a saved one or the bare guess."""
    given = any(changes.values())
    if wanted not in {"auto", "saved"}:
        if not Path(wanted).is_file():
            raise refuse(f"--layout is auto, saved or a JSON file; there is no file “{wanted}”.", USAGE)
        layout = Layout.from_json(Path(wanted).read_text(encoding="utf-8"))
    elif given:
        sample = take_sample(open_file(path, path.name))
        layout = detect_in(sample).layout
    else:
        return None
    columns = {name: heading for name, heading in layout.columns.items() if name not in changes["set"]}
    return replace(
        layout,
        columns={**columns, **changes["map"]},
        constants={**layout.constants, **changes["set"]},
        extras={**layout.extras, **changes["extra"]},
        decimal=changes["decimal"] or layout.decimal,
        dates=changes["dates"] or layout.dates,
    )


def import_sales(
    file: File,
    reporter: Annotated[str, typer.Option(help="Code of the partner who reports, or “vendor”.")] = "vendor",
    about: Annotated[str, typer.Option(help="own: the reporter's sales; partners: each line names its partner.")] = "",
    event: Annotated[str, typer.Option(help="sell_in, sell_through or sell_out.")] = "sell_through",
    period: Annotated[str | None, typer.Option(help="What the file reports: 2026-01, 2026-Q1, START..END.")] = None,
    layout: Annotated[str, typer.Option(help="auto, saved, or a layout as JSON file.")] = "auto",
    map: Maps = None,
    set: Sets = None,
    extra: Annotated[list[str] | None, typer.Option(help="A further column to keep: name=Heading.")] = None,
    decimal: Annotated[str, typer.Option(help="Decimal mark: “.” or “,”.")] = "",
    dates: Annotated[str, typer.Option(help="Order of numbered dates: ymd, dmy or mdy.")] = "",
    save_layout: Annotated[str, typer.Option(help="Save the layout under this name for the next file.")] = "",
    purpose: Annotated[str, typer.Option(help="original, replace or add, if the period was reported before.")] = (
        "original"
    ),
    covers: Annotated[str, typer.Option(help="A replacing file covers the named partners, or all.")] = "named",
    form: Annotated[Format, typer.Option("--format", help="How the result is written.")] = Format.TABLE,
) -> None:
    """Take a sales file in and wait for it. Exit code 1 if it was refused or needs somebody's decision."""
    begin()
    with plainly():
        from fairway.kit.access import WORKER, acting_as
        from fairway.partners.queries import ids_by_code
        from fairway.sales import actions, queries

        now = clock()
        changes = {"map": pairs(map), "set": pairs(set), "extra": pairs(extra), "decimal": decimal, "dates": dates}
        chosen = _layout(file, layout, changes)
        with acting_as(WORKER):
            reporter_id = None
            if reporter != "vendor":
                reporter_id = ids_by_code(WORKER).get(reporter)
                if reporter_id is None:
                    raise refuse(f"There is no partner {reporter}: import partners first, or write “vendor”.", USAGE)
            if chosen is not None and save_layout:
                actions.save_layout(actor=WORKER, now=now, reporter_id=reporter_id, name=save_layout, layout=chosen)
            with file.open("rb") as content:
                received = actions.receive(
                    actor=WORKER,
                    now=now,
                    reporter_id=reporter_id,
                    file_name=file.name,
                    content=iter(lambda: content.read(PIECE), b""),
                    about=about or ("partners" if reporter_id is None else "own"),
                    event=event,
                    period=read_period(period),
                    purpose=purpose,
                    covers=covers,
                    layout=chosen,
                    trusted=True,
                    enqueue=False,
                )
            if received.repeated and chosen is not None and received.status in {"needs_mapping", "refused"}:
                actions.map_columns(actor=WORKER, now=now, report_id=received.report_id, layout=chosen, enqueue=False)
            if received.repeated and received.status == "to_confirm" and purpose != "original":
                actions.confirm_restatement(
                    actor=WORKER, now=now, report_id=received.report_id, how=purpose, enqueue=False
                )
        with _progress() as tell:
            status = actions.process(actor=WORKER, now=now, report_id=received.report_id, tell=tell)
        with acting_as(WORKER):
            report = queries.report(WORKER, received.report_id)
            change = queries.difference(WORKER, received.report_id) if status == "to_confirm" else None
    _show(report, change, repeated=received.repeated, form=form)
    if status != "decided":
        raise typer.Exit(PROBLEM)


def _show(report: Any, change: Any, *, repeated: bool, form: Format) -> None:
    counts = {name: getattr(report, name) for name in ("accepted", "held", "refused", "dropped")}
    reasons = {each.code: each.lines for each in report.reasons}
    told = {
        "report": report.id,
        "status": report.status,
        "repeated": repeated,
        **counts,
        "from": str(report.first_on or ""),
        "to": str(report.last_on or ""),
    }
    if form is Format.JSON:
        sys.stdout.write(json.dumps({**told, "reasons": reasons, "problem": report.problem}, ensure_ascii=False) + "\n")
        return
    if form is Format.CSV:
        sys.stdout.write(",".join(told) + "\n" + ",".join(str(value) for value in told.values()) + "\n")
        return
    again = " (the same bytes came before; nothing was taken twice)" if repeated else ""
    sys.stdout.write(f"sales file {report.id}: {report.status.replace('_', ' ')}{again}\n")
    if report.status in {"decided", "to_confirm"}:
        sys.stdout.write("  " + ", ".join(f"{count:,} {name}" for name, count in counts.items()) + "\n")
    for each in report.reasons:
        sys.stdout.write(f"  {each.lines:>10,}  {each.level:<9}{each.code}: {each.sentence}\n")
    for note in report.notes:
        sys.stdout.write(f"  {note}\n")
    if report.problem:
        sys.stdout.write(f"  {report.problem_code} {report.problem} {report.remedy}\n".replace("   ", "  "))
    if report.status == "needs_mapping":
        sys.stdout.write("  Columns: " + ", ".join(report.guess.get("headings", [])) + "\n")
        sys.stdout.write("  Say it with --map field=Heading, --set field=value, --dates or --decimal.\n")
    if change is not None:
        sys.stdout.write(
            f"  {change.since} to {change.until} was reported before: {counted(change.lines_before, 'line')}, now"
            f" {change.lines_after:,}. Repeat with --purpose replace or --purpose add.\n"
        )
        for row in change.rows[:20]:
            sys.stdout.write(f"    {row.partner_name}: {row.net_before} -> {row.net_after} {row.currency}\n")
