"""`fairway conformance`: worked cases, run on every engine."""

from pathlib import Path
from typing import Annotated

import typer

from fairway.cli import PROBLEM, USAGE
from fairway.cli.inputs import Format, plainly, refuse
from fairway.cli.tables import write
from fairway.engine.backends import cases
from fairway.engine.inputs import InputProblem


def conformance(
    folder: Annotated[Path, typer.Argument(help="A folder of cases.")] = Path("tests/programmes"),
    engine: Annotated[
        list[str] | None, typer.Option(help="oracle, local or cluster; oracle and local unless given.")
    ] = None,
    master: Annotated[str, typer.Option(help="The cluster's Spark master, such as spark://host:7077.")] = cases.MASTER,
    only: Annotated[list[str] | None, typer.Option(help="Only cases whose names begin so; may be repeated.")] = None,
    answers: Annotated[
        Path | None, typer.Option(help="Compare what another product answered: a folder of <case>.csv files.")
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="table, csv or json.")] = Format.TABLE,
) -> None:
    """Run every case of a folder on the engines, or read another product's answers, and compare with what is expected.

    Exit code 0 when all agree, 1 when one differs, 2 when there is no case.
    """
    found = cases.find(folder)
    if not found:
        refuse(f"{folder} holds no case; give a folder of folders with a programme.yaml each.", USAGE)
    if only:
        found = [path for path in found if path.name.startswith(tuple(only))]
        if not found:
            refuse(f"No case of {folder} has a name that begins with {' or '.join(only)}.", USAGE)
    if answers is not None and (engine or not answers.is_dir()):
        refuse("Give --answers with a folder of <case>.csv files, and without --engine.", USAGE)
    unknown = set(engine or ()) - set(cases.EVERY)
    if unknown:
        refuse(f"There is no engine {', '.join(sorted(unknown))}; there are {', '.join(cases.EVERY)}.", USAGE)
    rows: list[tuple[str, ...]] = []
    with plainly():
        for path in found:
            for name in [str(answers)] if answers else engine or cases.ENGINES:
                wrong = _differences(path, name, answers, master)
                rows.append((path.name, name, "differs" if wrong else "agrees", "; ".join(wrong)))
    write(("case", "engine", "result", "differences"), rows, form)
    if any(row[2] == "differs" for row in rows):
        raise typer.Exit(PROBLEM)


def _differences(folder: Path, engine: str, answers: Path | None, master: str) -> list[str]:
    """Compare one case on one engine, or an answer; a case that cannot be read differs, and the others still run."""
    try:
        case = cases.read(folder)
        return cases.differences(case, engine, master) if answers is None else cases.answered(case, answers)
    except InputProblem as fault:
        return [str(fault)]
