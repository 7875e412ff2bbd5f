"""What a calculation reads: sales lines as files, and the small tables beside them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

Table: TypeAlias = object
"""A small table: the path (a text) or paths (a tuple) of CSV or Parquet files, or an Arrow table."""


class InputProblem(ValueError):
    """The input cannot be calculated with: where, what was found, why not, and what to do."""

    def __init__(
        self,
        reason: str,
        remedy: str,
        *,
        file: str = "",
        row: int | None = None,
        column: str = "",
        value: str | None = None,
    ) -> None:
        self.reason, self.remedy = reason, remedy
        self.file, self.row, self.column, self.value = file, row, column, value
        super().__init__(str(self))

    def __str__(self) -> str:
        place = [self.file] if self.file else []
        place += [f"row {self.row}"] if self.row is not None else []
        place += [f"column {self.column}"] if self.column else []
        found = f" '{self.value}'" if self.value is not None else ""
        head = ", ".join(place) + (":" if place else "")
        return f"{head}{found} {self.reason} {self.remedy}".strip()


@dataclass(frozen=True, slots=True)
class Scan:
    """Sales lines as a set of files that do not change while they are read.

    `files` are paths or patterns, all CSV or all Parquet. `digest` names the set, so that a run can say what it read.
    `checked` says that whoever wrote the files has checked every cell already, as the sales lake does.
    """

    files: tuple[str, ...]
    columns: Mapping[str, str] = field(default_factory=dict)
    digest: str = ""
    checked: bool = False


@dataclass(frozen=True, slots=True)
class Inputs:
    """Everything a calculation reads; `docs/reference/data-formats.md` says what stands in which table."""

    lines: Scan
    partners: Table
    products: Table | None = None
    rates: Table | None = None
    deals: Table | None = None
    targets: Table | None = None
    certificates: Table | None = None
    splits: Table | None = None
    units: Table | None = None
