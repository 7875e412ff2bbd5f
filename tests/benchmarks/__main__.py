"""Measure speed as ratios within one run: python -m tests.benchmarks [engine] [lake] …"""

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.benchmarks.outcome import Outcome

SCRATCH = Path(tempfile.gettempdir()) / "fairway-benchmarks"


def engine(given: argparse.Namespace) -> list[Outcome]:
    """Calculate 20 million lines against SQL written by hand."""
    from tests.benchmarks.engine import measure

    return [measure(given.scratch, given.lines, given.repeats)]


def lake(given: argparse.Namespace) -> list[Outcome]:
    """The same over files with all the columns of the sales lake; no aim, since only Fairway looks at the kind."""
    from tests.benchmarks.engine import measure

    return [measure(given.scratch, given.lines, given.repeats, "lake")]


def trials(given: argparse.Namespace) -> list[Outcome]:
    """Turn a rate, and suppose a sale of one partner, against the whole calculation."""
    from tests.benchmarks.trials import measure

    return [measure(given.scratch, given.lines, max(given.repeats, 5))]


def imports(given: argparse.Namespace) -> list[Outcome]:
    """Take in a CSV file of a million lines against DuckDB's COPY of it."""
    from tests.benchmarks.importing import measure

    return [measure(given.scratch, given.rows, given.repeats)]


def pages(given: argparse.Namespace) -> list[Outcome]:
    """Ask for the ten most used pages of the demo, alone and twenty at once."""
    from tests.benchmarks.pages import measure

    return [measure(given.scratch, given.requests)]


def yardstick(given: argparse.Namespace) -> list[Outcome]:
    """Ten incentives over the given lines against the given programs: tuned and plain SQL, Polars, pandas."""
    from tests.benchmarks.yardstick import measure

    return [measure(given.scratch, given.lines, given.repeats)]


def curve(given: argparse.Namespace) -> list[Outcome]:
    """One to ten incentives over the given lines: what each adds."""
    from tests.benchmarks.yardstick import curve

    return [curve(given.scratch, given.lines, given.repeats)]


def kept(given: argparse.Namespace) -> list[Outcome]:
    """Other rates, what-ifs, late files and explanations from the stored grouped relations."""
    from tests.benchmarks.kept import measure

    return [measure(given.scratch, given.lines, given.repeats)]


def territories(given: argparse.Namespace) -> list[Outcome]:
    """Grant, ask and look among 200,000 grants against an indexed look-up and a page that does nothing."""
    from tests.benchmarks.territories import measure

    return [measure(given.scratch)]


def lookup(given: argparse.Namespace) -> list[Outcome]:
    """Which of a million accounts is meant: Fairway, PostgreSQL's trigrams and, with --peers, tantivy."""
    from tests.benchmarks.looked_up import measure

    return [measure(given.scratch, given.accounts, given.peers)]


def dedupe(given: argparse.Namespace) -> list[Outcome]:
    """Find what a million accounts repeat: Fairway and, with --peers, Splink."""
    from tests.benchmarks.deduplicated import measure

    return [measure(given.scratch, given.accounts, given.peers)]


BENCHMARKS: dict[str, Callable[[argparse.Namespace], list[Outcome]]] = {
    "engine": engine,
    "yardstick": yardstick,
    "curve": curve,
    "kept": kept,
    "lake": lake,
    "trials": trials,
    "import": imports,
    "pages": pages,
    "territories": territories,
    "lookup": lookup,
    "dedupe": dedupe,
}


def main() -> int:
    """Run the named benchmarks, or all; the exit code says whether every aim was met."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    known = "; ".join(f"{name}: {run.__doc__}" for name, run in BENCHMARKS.items())
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which to run, all unless named. {known}")
    parser.add_argument("--lines", type=int, default=20_000_000, help="lines for the engine (20,000,000)")
    parser.add_argument("--rows", type=int, default=1_000_000, help="lines for the import (1,000,000)")
    parser.add_argument("--accounts", type=int, default=1_000_000, help="accounts to look up and clean (1,000,000)")
    parser.add_argument("--peers", type=Path, help="a Python that has tantivy, rapidfuzz and splink, to compare with")
    parser.add_argument("--requests", type=int, default=10, help="requests of each person for each page (10)")
    parser.add_argument("--repeats", type=int, default=3, help="runs of each, of which the median counts (3)")
    parser.add_argument("--scratch", type=Path, default=SCRATCH, help=f"folder for made-up data, kept ({SCRATCH})")
    parser.add_argument("--results", type=Path, help="folder for the results as Markdown and JSON (SCRATCH/results)")
    given = parser.parse_args()
    unknown = set(given.names) - set(BENCHMARKS)
    if unknown:
        parser.error(f"no benchmark is called {', '.join(sorted(unknown))}; there are {', '.join(BENCHMARKS)}")
    given.scratch.mkdir(parents=True, exist_ok=True)
    met = True
    for name in given.names or BENCHMARKS:
        for outcome in BENCHMARKS[name](given):
            print(f"\n## {outcome.name}: {'aim met' if outcome.met else 'AIM MISSED'}\n\n{outcome.text}", flush=True)
            outcome.write(given.results or given.scratch / "results")
            met &= outcome.met
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
