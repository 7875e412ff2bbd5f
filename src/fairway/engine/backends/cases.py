"""Worked cases in folders: a programme, its files and the payouts that are right, run on any engine.

A case is a folder with `programme.yaml`, `sales.csv`, `partners.csv`, `expected.csv` and, where needed, `products.csv`,
`rates.csv` and `case.json` (`{"as_of": "2024-03-31", "periods": ["2024-Q1"], "refused": "part of the message"}`);
`story.md` tells it with its arithmetic. `expected.csv` lists every payout that is not zero, with the columns it likes.
"""

import csv
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from fairway.engine.backends import cluster, local
from fairway.engine.check import check
from fairway.engine.inputs import InputProblem, Inputs, Scan
from fairway.engine.oracle import BadCell, NoRate
from fairway.engine.payout import COLUMNS, Payout
from fairway.engine.plan import MissingColumn, build
from fairway.engine.programme import Programme
from fairway.values import NotExact, exact, plain

ENGINES = ("oracle", "local")
EVERY = (*ENGINES, "cluster")
MASTER = "local[2]"
"""The cluster that cases run on unless another is named: Spark within this machine."""
NUMBERS = frozenset({"qualifier", "rate", "measure", "amount"})
Row = tuple[str, ...]


@dataclass(frozen=True)
class Case:
    """One folder."""

    folder: Path
    programme: Programme
    asked: dict[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The folder's name."""
        return self.folder.name

    def inputs(self) -> Inputs:
        """Its files."""
        optional = {name: self.folder / f"{name}.csv" for name in ("products", "rates")}
        products, rates = (str(path) if path.is_file() else None for path in optional.values())
        sales = tuple(sorted(str(path) for path in self.folder.glob("sales*.csv")))
        return Inputs(Scan(sales), str(self.folder / "partners.csv"), products, rates)


def find(folder: Path) -> list[Path]:
    """List the cases below a folder, by name."""
    return sorted(path.parent for path in folder.glob("*/programme.yaml"))


def read(folder: Path) -> Case:
    """Read a case.

    :raises InputProblem: its programme has an error.
    """
    path = folder / "programme.yaml"
    checked = check(path.read_text(encoding="utf-8"), name=str(path))
    if checked.programme is None:
        shown = "; ".join(problem.shown(path.name) for problem in checked.errors)
        raise InputProblem(f"has errors: {shown}", "Correct it.", file=str(path))
    asked = folder / "case.json"
    return Case(folder, checked.programme, json.loads(asked.read_text(encoding="utf-8")) if asked.is_file() else {})


def run(case: Case, engine: str, master: str = MASTER) -> list[Row]:
    """Calculate a case on an engine and answer its payouts, every one, as text. `master` is the cluster's."""
    as_of = date.fromisoformat(case.asked["as_of"]) if "as_of" in case.asked else None
    calendar = case.programme.calendar.fiscal
    wanted = [calendar.parse(label) for label in case.asked["periods"]] if "periods" in case.asked else None
    with _session(case, engine, master) as session:
        every, shown = session.asked(wanted, as_of)
        if engine == "oracle":
            return [written(one) for one in session.by_oracle(every, as_of) if one.period in shown]
        return list(session.run(build(case.programme, every, session.columns, as_of), shown).rows(zeros=True))


def _session(case: Case, engine: str, master: str) -> local.Session:
    if engine == "cluster":
        return cluster.Session(case.programme, case.inputs(), master=master)
    return local.Session(case.programme, case.inputs())


def written(payout: Payout) -> Row:
    """Write a payout as its published columns."""
    optional = ("" if value is None else plain(value) for value in (payout.qualifier, payout.rate))
    qualifier, rate = optional
    amount = f"{payout.amount.amount:.{payout.amount.digits}f}"
    head = (payout.incentive, payout.period.label, payout.partner, payout.person, payout.currency)
    return (*head, qualifier, rate, plain(payout.measure), amount)


def differences(case: Case, engine: str, master: str = MASTER) -> list[str]:
    """Say how an engine's payouts differ from the expected ones; nothing where they agree."""
    refused = case.asked.get("refused")
    try:
        found = run(case, engine, master)
    except (InputProblem, MissingColumn, NoRate, BadCell) as fault:
        if refused is not None and refused in str(fault):
            return []
        return [f"{engine} refused: {fault}"]
    if refused is not None:
        return [f"{engine} did not refuse; expected a message with '{refused}'"]
    path = case.folder / "expected.csv"
    with path.open(encoding="utf-8", newline="") as handle:
        reader = csv.DictReader(handle)
        columns = tuple(reader.fieldnames or ())
        expected = Counter(_normal(columns, (row[column] for column in columns)) for row in reader)
    zero = COLUMNS.index("amount")
    kept = [row for row in found if exact(row[zero])]
    places = [COLUMNS.index(column) for column in columns]
    got = Counter(_normal(columns, (row[place] for place in places)) for row in kept)
    missing = [f"{engine} lacks {', '.join(row)}" for row in sorted((expected - got).elements())]
    return missing + [f"{engine} gives {', '.join(row)}" for row in sorted((got - expected).elements())]


def _normal(columns: Iterable[str], cells: Iterable[str]) -> Row:
    return tuple(_number(cell) if column in NUMBERS else cell for column, cell in zip(columns, cells, strict=True))


def _number(cell: str) -> str:
    try:
        return plain(exact(cell)) if cell else ""
    except NotExact:
        return cell
