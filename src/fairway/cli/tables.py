"""Rows for people and for programs: an aligned table, CSV, or JSON."""

import csv
import json
import sys
from collections.abc import Iterable, Sequence
from typing import TextIO

from fairway.cli.inputs import Format

RIGHT = frozenset(
    {"qualifier", "rate", "measure", "amount", "goods", "payouts", "total", "share", "from", "to", "value", "row"}
)
RIGHT |= {"partners", "before", "after", "difference", "winners", "losers", "within 5 % below", "within 5 % above"}


def write(columns: Sequence[str], rows: Iterable[Sequence[str]], form: Format, out: TextIO | None = None) -> None:
    """Write rows in the asked form to standard output."""
    target = out or sys.stdout
    if form is Format.CSV:
        writer = csv.writer(target, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
    elif form is Format.JSON:
        listed = [dict(zip(columns, row, strict=True)) for row in rows]
        json.dump(listed, target, ensure_ascii=False, indent=1)
        target.write("\n")
    else:
        target.write(aligned(columns, list(rows)))


def aligned(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Lay rows out in columns, numbers to the right."""
    widths = [max([len(column), *(len(row[place]) for row in rows)]) for place, column in enumerate(columns)]

    def line(cells: Sequence[str]) -> str:
        parts = (
            cell.rjust(width) if column in RIGHT else cell.ljust(width)
            for cell, width, column in zip(cells, widths, columns, strict=True)
        )
        return "  ".join(parts).rstrip()

    return "\n".join([line(columns), "  ".join("─" * width for width in widths), *map(line, rows)]) + "\n"
