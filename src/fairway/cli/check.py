"""`fairway check`: every problem of a programme document, at once, each with its place."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from fairway.cli import USAGE
from fairway.cli.checking import tell
from fairway.cli.inputs import Format, plainly, read_document, refuse, say
from fairway.engine.check import Checked
from fairway.engine.check import check as check_document
from fairway.engine.check import review as review_document
from fairway.engine.inputs import Inputs, Scan

Beside = Annotated[str | None, typer.Option(help="For a review: as for calculate.")]


def check(
    programmes: Annotated[list[Path], typer.Argument(help="Programme documents (YAML).")],
    sales: Annotated[
        list[str] | None, typer.Option(help="Review against these sales lines too, CSV or Parquet; may be repeated.")
    ] = None,
    partners: Annotated[str | None, typer.Option(help="For a review: partners, CSV or Parquet.")] = None,
    products: Beside = None,
    rates: Beside = None,
    deals: Beside = None,
    targets: Beside = None,
    certificates: Beside = None,
    splits: Beside = None,
    units: Beside = None,
    as_of: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Review the year that ends by this day.")
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="table (as compilers write), csv or json.")] = Format.TABLE,
) -> None:
    """Check programmes and say every problem with line, column, sentence and hint.

    With --sales and --partners a programme is also reviewed against the last year of them: who was eligible, which
    steps were reached, which currencies lack rates, who is treated unlike partners alike.

    Exit code 0 when no programme has an error (what stops publication alone and warnings are shown), 1 when one has.
    """
    if (sales is None) is not (partners is None):
        refuse("A review reads sales and partners: give both --sales and --partners, or neither.", USAGE)
    inputs = None
    if sales is not None and partners is not None:
        inputs = Inputs(Scan(tuple(sales)), partners, products, rates, deals, targets, certificates, splits, units)
    until = as_of.date() if as_of is not None else None

    def checked(path: Path) -> tuple[Checked, str]:
        found = _checked(path, inputs, until)
        return found, "may be calculated, and not published before counsel's note" if found.holds else "is sound"

    tell(programmes, checked, form)


def _checked(path: Path, inputs: Inputs | None, until: date | None) -> Checked:
    text = read_document(path)
    checked = check_document(text, name=str(path))
    if inputs is None or checked.programme is None:
        return checked
    from fairway.engine.backends.local import history  # opens DuckDB, which a check alone does not need

    with plainly():
        seen = history(checked.programme, inputs, until=until)
    if seen is None:
        say(f"{path}: there are no sales lines to review it against.")
        return checked
    return review_document(text, seen, name=str(path))
