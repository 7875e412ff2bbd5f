"""Trials: a turned rate, and a partner's what-if, against the whole calculation over the same lines.

All three run in one process that has read the lines once, as a server has. What the trial pays is compared with the
whole calculation of the changed programme, and what the partner would earn with that over its line in a file.
"""

import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TypeVar

from fairway.engine.backends import local
from fairway.engine.check import check
from fairway.engine.inputs import Inputs, Scan
from fairway.engine.programme import Programme
from fairway.engine.trial import compare
from fairway.values import Money, exact
from tests.benchmarks.lines import make
from tests.benchmarks.measuring import Failed, table
from tests.benchmarks.outcome import Outcome
from tests.benchmarks.programme import text

TRIAL, WHAT_IF = 0.15, 0.03
"""The largest shares of the whole calculation that a trial and a what-if may take."""
PARTNER, PRODUCT, AMOUNT = "77", "7", "20000"
Found = TypeVar("Found")


@dataclass(frozen=True)
class Took:
    """Seconds of one kind of question: as the clock ran, and of all processors."""

    wall: float
    cpu: float


def _taken(ask: Callable[[], Found], repeats: int) -> tuple[Found, Took]:
    walls, cpus = [], []
    for _ in range(repeats):
        began, worked = time.perf_counter(), time.process_time()
        found = ask()
        walls.append(time.perf_counter() - began)
        cpus.append(time.process_time() - worked)
    return found, Took(median(walls), median(cpus))


def _programme(written: str) -> Programme:
    found = check(written).programme
    if found is None:
        raise Failed("The programme of the benchmark has errors.")
    return found


def _whole(programme: Programme, inputs: Inputs) -> Money:
    with local.calculate(programme, inputs) as result:
        return sum((total for _, _, total in result.totals()), Money.zero(programme.currency))


def _shares(took: Took, whole: Took) -> tuple[str, str]:
    return f"{took.wall / whole.wall:.1%}", f"{took.cpu / whole.cpu:.1%}"


def measure(scratch: Path, count: int, repeats: int) -> Outcome:
    """Ask each question several times in one process and compare the medians.

    :raises Failed: an answer is not that of the whole calculation.
    """
    place, written = make(count, scratch), text(max(1, count // 2_000_000))
    before, after = _programme(written), _programme(written.replace("percent: 4}", "percent: 4.25}"))
    tables = (str(place / f"{one}.parquet") for one in ("partners", "products", "rates"))
    inputs = Inputs(Scan((str(place / "lines.parquet"),)), *tables)
    store = local.Store(scratch / "grouped")
    shutil.rmtree(store.root, ignore_errors=True)
    _, whole = _taken(lambda: _whole(before, inputs), repeats)
    first, made = _taken(lambda: store.open(before, inputs, "lines"), 1)
    was = local.tried_in(first)

    def trial() -> Money:
        opened = store.find(after, "lines")
        if opened is None:
            raise Failed("A turned rate would read the lines again.")
        return compare(was, local.tried_in(opened)).total.after

    paid, turned = _taken(trial, repeats)
    if paid != _whole(after, inputs):
        raise Failed(f"The trial pays {paid}, the whole calculation {_whole(after, inputs)}.")
    period = first.plan.periods[-1]

    def what_if() -> Money:
        opened = store.find(before, "lines")
        if opened is None:
            raise Failed("A what-if would read the lines again.")
        standing = local.stands(opened, PARTNER, period)
        sale = local.Supposed(PRODUCT, exact(AMOUNT), exact(100))
        more = local.suppose(opened, PARTNER, period, [sale], period.start, {}, standing)
        zero = Money.zero(before.currency)
        return sum((one.amount for one in more), zero) - sum((one.amount for one in standing), zero)

    gained, asked = _taken(what_if, repeats)
    rows = [
        [title, *(f"{of * 1000:,.0f}" for of in (took.wall, took.cpu)), *_shares(took, whole)]
        for title, took in (
            ("whole calculation", whole),
            ("the first trial, which reads the lines and stores", made),
            ("a turned rate, compared with the version in force", turned),
            ("a partner's what-if, with and without the sale", asked),
        )
    ]
    cells = first.grouped.stored["cells"].rows
    said = (
        f"{count:,} lines; medians of {repeats} in one process. Stored: {first.grouped.size / 1024:,.0f} KiB,"
        f" {cells:,} rows of sums. The trial pays {paid} like the whole calculation; the sale earns {gained}.\n\n"
    )
    return Outcome(
        "trials",
        said + table(["", "ms", "processor ms", "of the whole", "of its processor time"], rows),
        {
            "lines": count,
            "seconds": whole.wall,
            "share_of_trial": turned.wall / whole.wall,
            "share_of_trial_cpu": turned.cpu / whole.cpu,
            "share_of_what_if": asked.wall / whole.wall,
            "share_of_what_if_cpu": asked.cpu / whole.cpu,
            "bytes": first.grouped.size,
        },
        turned.cpu <= TRIAL * whole.cpu and asked.cpu <= WHAT_IF * whole.cpu,
    )
