"""Where grouped parts are kept, found again and swept: one folder for each, named by what it is made of.

`<root>/<inputs>/` holds everything made of the same inputs (the scan of the lines and the small tables): for each way
of reading them a file `read-….json` with the columns found, and for each grouped part a folder named by its digest. A
part is made anew when its folder is not there: when lines, partners, products or rates changed, or when a programme
asks something of the lines that no earlier one asked. Folders that nobody used longest go first.
"""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

import duckdb

from fairway.engine.backends.local.grouped import Grouped, NotGrouped
from fairway.engine.backends.local.late import Late
from fairway.engine.backends.local.part import part_of
from fairway.engine.backends.local.process import MEMORY
from fairway.engine.backends.local.reaching import asked_of, periods_between
from fairway.engine.backends.local.result import Result
from fairway.engine.backends.local.session import Progress, Session
from fairway.engine.inputs import InputProblem, Inputs
from fairway.engine.plan import Columns, Needs, Plan, build, needs
from fairway.engine.programme import Programme
from fairway.values import Period

KEPT = 24
"""Inputs whose grouped parts are kept; the sales lake has new ones after every accepted file."""
PARTS = 16
"""Grouped parts kept for the same inputs."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A grouped part with the plan that it is for; `read_lines` says that it was made just now, by reading lines.

    `first` and `last` are the days between which the lines are placed.
    """

    grouped: Grouped
    plan: Plan
    shown: tuple[Period, ...]
    as_of: date | None
    read_lines: bool
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class _Read:
    """What a session found in the inputs when it read them for a programme with such needs."""

    columns: Columns
    needs: dict[str, dict[str, str]]
    dated_by: str
    first: date | None
    last: date | None

    def covers(self, asked: dict[str, dict[str, str]]) -> bool:
        """Whether every column that is asked for was read as the type it is asked as."""
        return all(
            self.needs.get(table, {}).get(column) == kind
            for table, columns in asked.items()
            for column, kind in columns.items()
        )


@dataclass(frozen=True)
class Store:
    """The folder under which grouped parts lie."""

    root: Path
    memory: str = MEMORY

    def open(
        self,
        programme: Programme,
        inputs: Inputs,
        fingerprint: str,
        *,
        periods: Sequence[Period] | None = None,
        also: Sequence[Period] = (),
        as_of: date | None = None,
        progress: Progress | None = None,
    ) -> Opened:
        """Find the grouped part of a programme over inputs, or make it by calculating the programme once.

        `fingerprint` names the inputs: the same one means the same lines and tables. `also` are periods to calculate
        though no line may lie in them yet.

        :raises InputProblem: the input cannot be calculated with.
        """
        found = self.find(programme, fingerprint, periods=periods, also=also, as_of=as_of)
        return found or self._make(programme, inputs, fingerprint, periods, also, as_of, progress)

    def find(
        self,
        programme: Programme,
        fingerprint: str,
        *,
        periods: Sequence[Period] | None = None,
        also: Sequence[Period] = (),
        as_of: date | None = None,
        alone: bool = False,
    ) -> Opened | None:
        """Find the grouped part of a programme over inputs without looking at them; `None` where it is not there.

        With `alone`, that of a plan of these periods, as `calculate` makes it, and not of all that have lines.
        """
        home, asked = self._home(fingerprint), _needs(needs(programme))
        for seen in _seen(home):
            if seen.dated_by != programme.calendar.dated_by.value or not seen.covers(asked):
                continue
            plan, shown = _plan(programme, seen.columns, seen.first, seen.last, periods, also, as_of, alone=alone)
            folder = home / part_of(plan).digest
            try:
                found = Grouped.open(folder)
            except NotGrouped:
                continue
            os.utime(folder)
            os.utime(home)
            return Opened(found, plan, shown, as_of, read_lines=False, first=seen.first, last=seen.last)
        return None

    def _home(self, fingerprint: str) -> Path:
        return self.root / hashlib.sha256(fingerprint.encode()).hexdigest()[:32]

    def _make(
        self,
        programme: Programme,
        inputs: Inputs,
        fingerprint: str,
        periods: Sequence[Period] | None,
        also: Sequence[Period],
        as_of: date | None,
        progress: Progress | None,
    ) -> Opened:
        home, asked = self._home(fingerprint), _needs(needs(programme))
        home.mkdir(parents=True, exist_ok=True)
        with Session(programme, inputs, memory=self.memory, progress=progress) as session:
            first, last = session.days() or (None, None)
            plan, shown = _plan(programme, session.columns, first, last, periods, also, as_of)
            session.run(plan)
            found = self._keep(home, plan, lambda folder: Grouped.write(session.con, plan, folder))
        _remember(home, _Read(session.columns, asked, programme.calendar.dated_by.value, first, last))
        self.sweep()
        return Opened(found, plan, shown, as_of, read_lines=True, first=first, last=last)

    def calculate(
        self,
        programme: Programme,
        inputs: Inputs,
        fingerprint: str,
        *,
        periods: Sequence[Period],
        as_of: date | None = None,
        temp_directory: str | None = None,
        progress: Progress | None = None,
    ) -> Result:
        """Calculate some periods by reading the lines, and keep the grouped part for what comes after.

        A disk that is full, or a folder that cannot be written, costs what is kept and not the calculation.

        :raises InputProblem: the input cannot be calculated with.
        """
        session = Session(programme, inputs, memory=self.memory, temp_directory=temp_directory, progress=progress)
        every, shown = session.asked(periods, as_of)
        if not every:
            raise InputProblem(
                "No line lies in a period of the programme.", "Look at the dates of the lines and of the programme."
            )
        plan = build(programme, every, session.columns, as_of)
        result = session.run(plan, shown)
        first, last = session.days() or (None, None)
        seen = _Read(session.columns, _needs(session.needs), programme.calendar.dated_by.value, first, last)
        with suppress(OSError, duckdb.Error):
            home = self._home(fingerprint)
            home.mkdir(parents=True, exist_ok=True)
            self._keep(home, plan, lambda folder: Grouped.write(session.con, plan, folder))
            _remember(home, seen)
            self.sweep()
        return result

    def extend(self, opened: Opened, late: Late, fingerprint: str) -> None:
        """Keep the grouped part of the lines that were there together with those that came late, as `fingerprint`."""
        home, plan = self._home(fingerprint), opened.plan
        with suppress(OSError, duckdb.Error):
            home.mkdir(parents=True, exist_ok=True)
            self._keep(home, plan, lambda folder: opened.grouped.extended(plan, late.changes, folder))
            first, last = min(opened.first or late.first, late.first), max(opened.last or late.last, late.last)
            asked, dated_by = _needs(needs(plan.programme)), plan.programme.calendar.dated_by.value
            _remember(home, _Read(plan.columns, asked, dated_by, first, last))
            self.sweep()

    def _keep(self, home: Path, plan: Plan, write: Callable[[Path], Grouped]) -> Grouped:
        """Have a grouped part written beside, and put in place at once."""
        folder = home / part_of(plan).digest
        making = Path(tempfile.mkdtemp(prefix=".making-", dir=home))
        try:
            write(making)
            if not folder.exists():
                making.rename(folder)
        except OSError:
            # another process made the same part meanwhile: its folder has the same content
            if not folder.exists():
                raise
        finally:
            shutil.rmtree(making, ignore_errors=True)
        return Grouped.open(folder)

    def sweep(self) -> None:
        """Remove what nobody used longest."""
        homes = _by_use(self.root)
        for old in homes[KEPT:]:
            shutil.rmtree(old, ignore_errors=True)
        for home in homes[:KEPT]:
            for old in _by_use(home)[PARTS:]:
                shutil.rmtree(old, ignore_errors=True)


def _plan(
    programme: Programme,
    columns: Columns,
    first: date | None,
    last: date | None,
    periods: Sequence[Period] | None,
    also: Sequence[Period],
    as_of: date | None,
    *,
    alone: bool = False,
) -> tuple[Plan, tuple[Period, ...]]:
    """Write the plan over every period with lines, so that a choice of periods does not change the grouped part.

    With `alone` over the given ones, and what they depend on.
    """
    if first is None or last is None:
        raise InputProblem("No line to calculate with.", "Take in a sales file first.")
    held = sorted({*periods_between(programme, first, last, as_of), *also})
    every, _ = asked_of(programme, held, periods if alone else None, (first, last))
    if not every:
        raise InputProblem(
            "No line lies in a period of the programme.", "Look at the dates of the lines and of the programme."
        )
    shown = held if periods is None else periods
    return build(programme, every, columns, as_of), tuple(one for one in shown if one in every)


def _needs(asked: Needs) -> dict[str, dict[str, str]]:
    typed = {"lines": {**asked.also, **asked.lines}, "products": asked.products, "partners": asked.partners}
    found = {table: {column: kind.value for column, kind in columns.items()} for table, columns in typed.items()}
    return found | {name: dict.fromkeys(sorted(getattr(asked, name)), "all") for name in ("filled", "tables")}


def _by_use(folder: Path) -> list[Path]:
    found = [path for path in folder.iterdir() if path.is_dir() and not path.name.startswith(".")]
    return sorted(found, key=lambda path: path.stat().st_mtime, reverse=True)


def _seen(home: Path) -> list[_Read]:
    found = []
    for path in sorted(home.glob("read-*.json")):
        said = json.loads(path.read_text(encoding="utf-8"))
        first, last = (date.fromisoformat(day) if day else None for day in said["days"])
        found.append(_Read(Columns(**said["columns"]), said["needs"], said["dated_by"], first, last))
    return found


def _remember(home: Path, seen: _Read) -> None:
    days = [day.isoformat() if day else None for day in (seen.first, seen.last)]
    said = {"columns": asdict(seen.columns), "needs": seen.needs, "dated_by": seen.dated_by, "days": days}
    written = json.dumps(said, default=dict)  # in the order of the columns, which plans follow
    path = home / f"read-{hashlib.sha256(written.encode()).hexdigest()[:16]}.json"
    beside = path.with_suffix(f".{os.getpid()}")
    beside.write_text(written, encoding="utf-8")
    beside.rename(path)
