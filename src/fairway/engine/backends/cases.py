"""Worked cases in folders: a programme, its files and the payouts that are right, run on any engine.

A case is a folder with `programme.yaml`, one or more `sales*.csv`, `partners.csv`, `expected.csv`, `story.md` that
tells it with its arithmetic and, where needed, `case.json` and one file for each small table (`products.csv`,
`rates.csv`, `deals.csv`, `targets.csv`, `certificates.csv`, `splits.csv`, `units.csv`). `expected.csv` lists every
payout that is not zero, in money or in goods, with the columns it likes; or, of a story in several steps, every
correction that settling each step appends. `docs/reference/conformance.md` describes the format for other products.
"""

import csv
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from pathlib import Path
from typing import Any

from fairway.engine.backends import cluster, local
from fairway.engine.check import check
from fairway.engine.inputs import InputProblem, Inputs, Scan
from fairway.engine.oracle import BadCell, NoRate, NoUnit
from fairway.engine.payout import COLUMNS, Payout
from fairway.engine.plan import MissingColumn, build
from fairway.engine.programme import Programme
from fairway.engine.settle import Booked, Correction, settle
from fairway.values import Money, NotExact, Period, exact, plain

ENGINES = ("oracle", "local")
EVERY = (*ENGINES, "cluster")
MASTER = "local[2]"
"""The cluster that cases run on unless another is named: Spark within this machine."""
CORRECTIONS = ("step", "incentive", "period", "partner", "person", "amount", "volume", "rate")
"""The columns of a correction, in order: what the expected file of a story in several steps may have."""
NUMBERS = frozenset({"qualifier", "rate", "measure", "amount", "volume", "goods"})
PAID = frozenset({"amount", "goods"})
Row = tuple[str, ...]


@dataclass(frozen=True)
class Step:
    """One calculation: a programme over files, as known on a day, for all periods with lines or the given ones."""

    programme: Programme
    inputs: Inputs
    as_of: date | None = None
    periods: tuple[Period, ...] | None = None


@dataclass(frozen=True)
class Case:
    """One folder. `asked` is what its `case.json` says."""

    folder: Path
    programme: Programme
    asked: dict[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The folder's name."""
        return self.folder.name

    @property
    def told_in_steps(self) -> bool:
        """Whether corrections are expected, step by step, instead of payouts."""
        return "steps" in self.asked

    @property
    def columns(self) -> tuple[str, ...]:
        """What the columns of the expected file can be."""
        return CORRECTIONS if self.told_in_steps else COLUMNS

    def steps(self) -> list[Step]:
        """What to calculate, in order: one step, or those of the story."""
        return [self._step({**self.asked, **step}) for step in self.asked.get("steps", [{}])]

    def inputs(self, asked: dict[str, Any] | None = None) -> Inputs:
        """Its files: those a step names, otherwise every one that is there."""
        named = asked or {}
        sales = named.get("sales") or sorted(path.name for path in self.folder.glob("sales*.csv"))
        tables = {}
        for table in (one.name for one in fields(Inputs) if one.name != "lines"):
            path = self.folder / named.get(table, f"{table}.csv")
            if table in named or path.is_file():
                tables[table] = str(path)
        return Inputs(Scan(tuple(str(self.folder / name) for name in sales)), **tables)

    def _step(self, asked: dict[str, Any]) -> Step:
        programme = _programme(self.folder / asked["programme"]) if "programme" in asked else self.programme
        as_of = date.fromisoformat(asked["as_of"]) if "as_of" in asked else None
        calendar = programme.calendar.fiscal
        periods = tuple(calendar.parse(label) for label in asked["periods"]) if "periods" in asked else None
        return Step(programme, self.inputs(asked), as_of, periods)


def find(folder: Path) -> list[Path]:
    """List the cases below a folder, by name."""
    return sorted(path.parent for path in folder.glob("*/programme.yaml"))


def read(folder: Path) -> Case:
    """Read a case.

    :raises InputProblem: its programme has an error.
    """
    asked = folder / "case.json"
    said = json.loads(asked.read_text(encoding="utf-8")) if asked.is_file() else {}
    return Case(folder, _programme(folder / "programme.yaml"), said)


def _programme(path: Path) -> Programme:
    checked = check(path.read_text(encoding="utf-8"), name=str(path))
    if checked.programme is None:
        shown = "; ".join(problem.shown(path.name) for problem in checked.errors)
        raise InputProblem(f"has errors: {shown}", "Correct it.", file=str(path))
    return checked.programme


def run(case: Case, engine: str, master: str = MASTER) -> list[Row]:
    """Calculate a case on an engine and answer its payouts, every one, or its corrections, as text.

    `master` is the cluster's.
    """
    steps = case.steps()
    return _story(steps, engine, master) if case.told_in_steps else calculated(steps[0], engine, master)


def calculated(step: Step, engine: str, master: str = MASTER) -> list[Row]:
    """Calculate one step on an engine and answer its payouts, every one, as text."""
    with _session(step, engine, master) as session:
        every, shown = session.asked(step.periods, step.as_of)
        if engine == "oracle":
            return [written(one) for one in session.by_oracle(every, step.as_of) if one.period in shown]
        plan = build(step.programme, every, session.columns, step.as_of)
        return list(session.run(plan, shown).rows(zeros=True))


def proposed(step: Step, engine: str, master: str = MASTER) -> list[Payout]:
    """Calculate one step on an engine and answer its payouts as values."""
    with _session(step, engine, master) as session:
        every, shown = session.asked(step.periods, step.as_of)
        if engine == "oracle":
            return [one for one in session.by_oracle(every, step.as_of) if one.period in shown]
        return session.run(build(step.programme, every, session.columns, step.as_of), shown).payouts()


def _story(steps: Sequence[Step], engine: str, master: str) -> list[Row]:
    """Settle step after step: what each appends to the books of those before it."""
    found: list[Row] = []
    books: dict[tuple[str, Period, str, str], Booked] = {}
    for number, step in enumerate(steps, 1):
        payouts = proposed(step, engine, master)
        covered = None if step.periods is None else set(step.periods)
        booked = [one for one in books.values() if covered is None or one.period in covered]
        corrections = settle(payouts, booked, mode=step.programme.rounding.mode)
        found += [_corrected(number, one) for one in corrections]
        _book(books, payouts, corrections)
    return found


def _book(
    books: dict[tuple[str, Period, str, str], Booked], payouts: Iterable[Payout], corrections: Iterable[Correction]
) -> None:
    """Append corrections to the books, with the measure and the rate that the latest calculation came by them."""
    latest = {one.key: one for one in payouts}
    for one in corrections:
        key = (one.incentive, one.period, one.partner, one.person)
        before, now = books.get(key), latest.get(key)
        was = before.amount if before is not None else Money.zero(one.amount.currency)
        measure, rate = (now.measure, now.rate) if now is not None else (exact(0), None)
        multiplied = now.multiplied if now is not None else before is None or before.multiplied
        books[key] = Booked(
            one.incentive, one.period, one.partner, was + one.amount, measure, rate, one.person, multiplied=multiplied
        )
    for key, now in latest.items():
        if key in books:
            books[key] = replace(books[key], measure=now.measure, rate=now.rate)


def _session(step: Step, engine: str, master: str) -> local.Session:
    if engine == "cluster":
        return cluster.Session(step.programme, step.inputs, master=master)
    return local.Session(step.programme, step.inputs)


def written(payout: Payout) -> Row:
    """Write a payout as its published columns."""
    cells = {
        "incentive": payout.incentive,
        "period": payout.period.label,
        "partner": payout.partner,
        "person": payout.person,
        "currency": payout.currency,
        "qualifier": "" if payout.qualifier is None else plain(payout.qualifier),
        "rate": "" if payout.rate is None else plain(payout.rate),
        "measure": plain(payout.measure),
        "amount": _amount(payout.amount),
        "goods": plain(payout.goods) if payout.goods else "",
    }
    return tuple(cells[column] for column in COLUMNS)


def _corrected(number: int, one: Correction) -> Row:
    head = (str(number), one.incentive, one.period.label, one.partner, one.person)
    return (*head, _amount(one.amount), _amount(one.volume), _amount(one.rate))


def _amount(money: Money) -> str:
    return f"{money.amount:.{money.digits}f}"


def differences(case: Case, engine: str, master: str = MASTER) -> list[str]:
    """Say how an engine's payouts differ from the expected ones; nothing where they agree."""
    refused = case.asked.get("refused")
    try:
        found = run(case, engine, master)
    except (InputProblem, MissingColumn, NoRate, NoUnit, BadCell) as fault:
        if refused is not None and refused in str(fault):
            return []
        return [f"{engine} refused: {fault}"]
    if refused is not None:
        return [f"{engine} did not refuse; expected a message with '{refused}'"]
    return _compared(case, engine, case.columns, found)


def answered(case: Case, answers: Path) -> list[str]:
    """Say how what another product answered differs: `<case>.csv` in a folder, with the columns the case expects.

    A case that must be refused is one without an answer.
    """
    path = answers / f"{case.name}.csv"
    if not path.is_file():
        return [] if "refused" in case.asked else [f"there is no {path.name}"]
    if "refused" in case.asked:
        return [f"{path.name} was not refused"]
    with path.open(encoding="utf-8-sig", newline="") as handle:
        reader = csv.reader(handle)
        columns = tuple(next(reader, ()))
        return _compared(case, path.name, columns, [tuple(row) for row in reader if row])


def _compared(case: Case, who: str, known: Row, found: Iterable[Row]) -> list[str]:
    """Compare rows with the expected ones, in the columns those have; rows that pay nothing do not count."""
    path = case.folder / "expected.csv"
    with path.open(encoding="utf-8", newline="") as handle:
        reader = csv.DictReader(handle)
        columns = tuple(reader.fieldnames or ())
        unknown = [column for column in columns if column not in case.columns]
        if unknown:
            return [f"{path.name} has a column {', '.join(unknown)}; there are {', '.join(case.columns)}"]
        lacking = [column for column in columns if column not in known]
        if lacking:
            return [f"{who} has no column {', '.join(lacking)}"]
        expected = Counter(_normal(columns, (row[column] for column in columns)) for row in reader)
    paid = [place for place, column in enumerate(known) if column in PAID]
    places = [known.index(column) for column in columns]
    kept = [row for row in found if any(_number(row[place]) not in {"", "0"} for place in paid)]
    got = Counter(_normal(columns, (row[place] for place in places)) for row in kept)
    missing = [f"{who} lacks {', '.join(row)}" for row in sorted((expected - got).elements())]
    return missing + [f"{who} gives {', '.join(row)}" for row in sorted((got - expected).elements())]


def _normal(columns: Iterable[str], cells: Iterable[str]) -> Row:
    return tuple(_number(cell) if column in NUMBERS else cell for column, cell in zip(columns, cells, strict=True))


def _number(cell: str) -> str:
    try:
        return plain(exact(cell)) if cell else ""
    except NotExact:
        return cell
