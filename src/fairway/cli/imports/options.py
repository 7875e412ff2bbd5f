"""What the importing commands share: options, and one plain sentence for whatever is refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from fairway.formats import BadLayout, CannotRead
from fairway.policy.problems import counted

PROBLEM, USAGE = 1, 2
error_console = Console(stderr=True)

File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="CSV, TSV, .csv.gz or .xlsx.")]
Maps = Annotated[
    list[str] | None, typer.Option("--map", help="Columns by field: field=Heading, repeatable or divided by commas.")
]
Sets = Annotated[list[str] | None, typer.Option("--set", help="One value for all rows: field=value, repeatable.")]
Attributes = Annotated[
    list[str] | None, typer.Option("--attribute", help="A further column to keep: name=Heading, repeatable.")
]
Joins = Annotated[
    list[str] | None,
    typer.Option("--join", help="Add the columns of another file by a common column: FILE:Column, repeatable."),
]


def refuse(sentence: str, code: int = PROBLEM) -> typer.Exit:
    error_console.print(f"[red]{sentence}[/red]", soft_wrap=True, highlight=False)
    return typer.Exit(code)


def clock() -> datetime:
    return datetime.now(UTC)  # noqa: TID251  a command is a door


def pairs(given: list[str] | None, *, divided: bool = True) -> dict[str, str]:
    """Read ``name=value`` options; several may stand in one, divided by commas.

    :raises typer.Exit: when one has no equals sign.
    """
    found: dict[str, str] = {}
    for option in given or []:
        parts: list[str] = []
        for part in option.split(",") if divided else [option]:
            if "=" not in part and parts:
                parts[-1] += "," + part  # a comma inside a heading
            else:
                parts.append(part)
        for part in parts:
            name, equals, value = part.partition("=")
            if not equals or not name.strip():
                raise refuse(f"“{part}” is not of the form name=value.", USAGE)
            found[name.strip()] = value.strip()
    return found


@contextmanager
def plainly() -> Iterator[None]:
    """Answer what a file or a room refuses with one sentence and exit code 1."""
    from fairway.catalogue.actions import Refused as NoProduct
    from fairway.kit.files import TooLarge
    from fairway.partners.actions import Refused as NoPartner
    from fairway.sales.actions import CannotDo

    try:
        yield
    except CannotRead as refusal:
        raise refuse(f"{refusal.code}: {refusal}") from None
    except (BadLayout, CannotDo, TooLarge) as refusal:
        raise refuse(str(refusal)) from None
    except (NoPartner, NoProduct) as refusal:
        told = Counter(f"{fault.field}: {fault.sentence}" for fault in refusal.faults)
        for sentence, rows in told.most_common(20):
            times = f" ({counted(rows, 'row')})" if rows > 1 else ""
            error_console.print(f"{sentence}{times}", soft_wrap=True, highlight=False, markup=False)
        raise refuse(f"{counted(len(refusal.faults), 'value')} cannot be taken; nothing was imported.") from None
