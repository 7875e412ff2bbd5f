"""What the calculating commands share: reading a programme, naming the files, and answering problems plainly."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn, TypeAlias

import typer

from fairway.cli import PROBLEM, SURROUNDINGS, USAGE
from fairway.engine.check import check
from fairway.engine.inputs import InputProblem, Inputs, Scan
from fairway.engine.programme import Programme
from fairway.policy.problems import counted
from fairway.values import Period, UnknownPeriod

LARGEST_DOCUMENT = 4_000_000  # bytes; a programme has a few thousand


Deals: TypeAlias = Annotated[str | None, typer.Option("--deals", help="Registered deals, CSV or Parquet.")]
Targets: TypeAlias = Annotated[str | None, typer.Option("--targets", help="Targets and baselines, CSV or Parquet.")]
Certificates: TypeAlias = Annotated[
    str | None, typer.Option("--certificates", help="People's certificates, CSV or Parquet.")
]
Splits: TypeAlias = Annotated[str | None, typer.Option("--splits", help="Shares and overrides, CSV or Parquet.")]
Units: TypeAlias = Annotated[str | None, typer.Option("--units", help="Units of products, CSV or Parquet.")]


class Format(StrEnum):
    """How results are written."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


class Engine(StrEnum):
    """What calculates: DuckDB on this machine, Spark on many, or the slow oracle."""

    LOCAL = "local"
    CLUSTER = "cluster"
    ORACLE = "oracle"


def say(message: str) -> None:
    """Write a line for a person to standard error."""
    sys.stderr.write(message + "\n")


def refuse(message: str, code: int = PROBLEM) -> NoReturn:
    """Say what is wrong and leave with the code."""
    say(message)
    raise typer.Exit(code)


def read_document(path: Path) -> str:
    """Read a programme document, or leave with a sentence."""
    try:
        if path.stat().st_size > LARGEST_DOCUMENT:
            refuse(f"{path} is larger than a programme can be; give a YAML document.")
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        refuse(f"{path} is not UTF-8 text; save it as UTF-8.")
    except OSError as fault:
        refuse(f"{path} cannot be read: {fault.strerror}.", USAGE)


def read_programme(path: Path) -> Programme:
    """Read and check a programme; show its warnings, or its errors and leave."""
    checked = check(read_document(path), name=str(path))
    for problem in checked.problems:
        say(problem.shown(str(path)))
    if checked.programme is None:
        refuse(f"{path} has {counted(len(checked.errors), 'error')}; nothing was calculated.")
    return checked.programme


def read_periods(programme: Programme, labels: list[str] | None) -> list[Period] | None:
    """Read period labels by the programme's calendar, or leave with a sentence."""
    if not labels:
        return None
    try:
        periods = [programme.calendar.fiscal.parse(label) for label in labels]
    except UnknownPeriod as fault:
        refuse(str(fault), USAGE)
    for period in periods:
        calendar = programme.calendar.fiscal.period_of(period.start)
        if calendar != period:
            refuse(f"Programme {programme.id} has periods such as {calendar}, not {period}.", USAGE)
    return periods


def read_inputs(sales: list[str], partners: str, **tables: str | None) -> Inputs:
    """Name the files of a calculation."""
    return Inputs(Scan(tuple(sales)), partners, **tables)


@contextmanager
def plainly() -> Iterator[None]:
    """Answer problems of the input, and of the machine, with one sentence and an exit code."""
    from fairway.engine.backends.cluster import Unavailable
    from fairway.engine.backends.local import OutOfMemory
    from fairway.engine.dialect import TooWide
    from fairway.engine.explain import Unexplained
    from fairway.engine.oracle import BadCell, NoRate, NoUnit
    from fairway.engine.plan import MissingColumn

    try:
        yield
    except (InputProblem, MissingColumn, TooWide, NoRate, NoUnit, BadCell, Unexplained) as fault:
        refuse(str(fault))
    except Unavailable as fault:
        refuse(str(fault), SURROUNDINGS)
    except (OutOfMemory, MemoryError) as fault:
        refuse(f"Not enough memory or disk: {fault}", SURROUNDINGS)
