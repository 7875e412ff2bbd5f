"""`fairway conformance`: worked cases, run on every engine."""

from pathlib import Path
from typing import Annotated

import typer

from fairway.cli import PROBLEM, USAGE
from fairway.cli.inputs import Format, plainly, refuse
from fairway.cli.tables import write
from fairway.engine.backends import cases


def conformance(
    folder: Annotated[Path, typer.Argument(help="A folder of cases.")] = Path("tests/programmes"),
    engine: Annotated[
        list[str] | None, typer.Option(help="oracle, local or cluster; oracle and local unless given.")
    ] = None,
    master: Annotated[str, typer.Option(help="The cluster's Spark master, such as spark://host:7077.")] = cases.MASTER,
    form: Annotated[Format, typer.Option("--format", help="table, csv or json.")] = Format.TABLE,
) -> None:
    """Run every case of a folder on the engines and compare with its expected payouts.

    Exit code 0 when all agree, 1 when one differs, 2 when there is no case.
    """
    found = cases.find(folder)
    if not found:
        refuse(f"{folder} holds no case; give a folder of folders with a programme.yaml each.", USAGE)
    unknown = set(engine or ()) - set(cases.EVERY)
    if unknown:
        refuse(f"There is no engine {', '.join(sorted(unknown))}; there are {', '.join(cases.EVERY)}.", USAGE)
    rows: list[tuple[str, ...]] = []
    with plainly():
        for path in found:
            case = cases.read(path)
            for name in engine or cases.ENGINES:
                wrong = cases.differences(case, name, master)
                rows.append((case.name, name, "differs" if wrong else "agrees", "; ".join(wrong)))
    write(("case", "engine", "result", "differences"), rows, form)
    if any(row[2] == "differs" for row in rows):
        raise typer.Exit(PROBLEM)
