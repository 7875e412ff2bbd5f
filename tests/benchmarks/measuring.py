"""Run a program in a process of its own and say what it cost."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[2]


class Failed(Exception):
    """A measured program left with an error."""


@dataclass(frozen=True)
class Cost:
    """What one run took: seconds with Python's start, seconds without, and of all processors; peak memory in MiB."""

    wall: float
    inside: float
    cpu: float
    memory: float
    load: float
    said: dict[str, object]


def run(module: str, *arguments: str, output: Path) -> Cost:
    """Run `python -m module …` once, its standard output into a file, the last line of standard error as JSON.

    :raises Failed: it did not end well.
    """
    surroundings = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
    told = output.with_suffix(".log")
    load = os.getloadavg()[0]
    with output.open("wb") as out, told.open("wb") as err:
        began = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", module, *arguments], stdout=out, stderr=err, cwd=ROOT, env=surroundings
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.perf_counter() - began
    lines = told.read_text().strip().splitlines()
    if process.returncode:
        raise Failed(f"{module} left with {process.returncode}: " + "\n".join(lines[-5:]))
    said = json.loads(lines[-1])
    return Cost(wall, float(said.pop("seconds")), float(said.pop("cpu")), usage.ru_maxrss / 1024, load, said)


def middle(costs: Sequence[Cost], of: str) -> float:
    """The median of one of the numbers of several runs."""
    return median(getattr(cost, of) for cost in costs)


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Write a table in Markdown, which a terminal shows well enough."""
    widths = [max(len(cell) for cell in column) for column in zip(heads, *rows, strict=True)]

    def line(cells: Sequence[str]) -> str:
        filled = [
            cell.ljust(width) if place == 0 else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
        ]
        return "| " + " | ".join(filled) + " |"

    rule = ["-" * width if place == 0 else "-" * (width - 1) + ":" for place, width in enumerate(widths)]
    return "\n".join([line(heads), line(rule), *map(line, rows)]) + "\n"
