"""`fairway check`: every problem of a programme document, at once, each with its place."""

from pathlib import Path
from typing import Annotated

import typer

from fairway.cli import PROBLEM
from fairway.cli.inputs import Format, read_document
from fairway.cli.tables import write
from fairway.engine.check import check as check_document

COLUMNS = ("file", "line", "column", "severity", "code", "message", "hint", "help")


def check(
    programmes: Annotated[list[Path], typer.Argument(help="Programme documents (YAML).")],
    form: Annotated[Format, typer.Option("--format", help="table (as compilers write), csv or json.")] = Format.TABLE,
) -> None:
    """Check programmes and say every problem with line, column, sentence and hint.

    Exit code 0 when no programme has an error (what stops publication alone and warnings are shown), 1 when one has.
    """
    rows: list[tuple[str, ...]] = []
    errors = 0
    for path in programmes:
        checked = check_document(read_document(path), name=str(path))
        errors += len(checked.errors)
        for one in checked.problems:
            place = (str(path), str(one.line), str(one.column))
            rows.append((*place, str(one.severity), one.code, one.message, one.hint, one.help))
            if form is Format.TABLE:
                typer.echo(one.shown(str(path)))
        if form is Format.TABLE:
            verdict = "is sound" if not checked.holds else "may be calculated, and not published before counsel's note"
            verdict = "may not be used" if checked.errors else verdict
            typer.echo(f"{path}: {verdict} ({len(checked.errors)} errors, {len(checked.warnings)} warnings).")
    if form is not Format.TABLE:
        write(COLUMNS, rows, form)
    if errors:
        raise typer.Exit(PROBLEM)
