"""What checking documents says: every problem with its place, and a verdict on each document."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import typer

from fairway.cli import PROBLEM
from fairway.cli.inputs import Format
from fairway.cli.tables import write
from fairway.policy.problems import Problem, counted

COLUMNS = ("file", "line", "column", "severity", "code", "message", "hint", "help")


class Checked(Protocol):
    """A document of whatever kind that was checked."""

    @property
    def problems(self) -> tuple[Problem, ...]: ...

    @property
    def errors(self) -> tuple[Problem, ...]: ...

    @property
    def warnings(self) -> tuple[Problem, ...]: ...


def tell(documents: Sequence[Path], check: Callable[[Path], tuple[Checked, str]], form: Format) -> None:
    """Check documents and say what is wrong with each; ``check`` also gives the verdict where nothing is an error.

    :raises typer.Exit: with code 1, a document has an error.
    """
    rows: list[tuple[str, ...]] = []
    errors = 0
    for path in documents:
        checked, verdict = check(path)
        errors += len(checked.errors)
        for one in checked.problems:
            place = (str(path), str(one.line), str(one.column))
            rows.append((*place, str(one.severity), one.code, one.message, one.hint, one.help))
            if form is Format.TABLE:
                typer.echo(one.shown(str(path)))
        if form is Format.TABLE:
            verdict = "may not be used" if checked.errors else verdict
            found = f"{counted(len(checked.errors), 'error')}, {counted(len(checked.warnings), 'warning')}"
            typer.echo(f"{path}: {verdict} ({found}).")
    if form is not Format.TABLE:
        write(COLUMNS, rows, form)
    if errors:
        raise typer.Exit(PROBLEM)
