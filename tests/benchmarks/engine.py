"""The engine: `fairway calculate` over many lines against DuckDB SQL written by hand for the same four rules."""

import csv
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

from tests.benchmarks.lines import make
from tests.benchmarks.measuring import Cost, Failed, middle, run, table
from tests.benchmarks.outcome import Outcome
from tests.benchmarks.programme import text

Paid = dict[tuple[str, int, int], Decimal]
"""What was paid by rule, partner and quarter (1 to 8), zeros left out."""
FIRST_YEAR = 2024
TARGET = 1.5
MEMORY = 4096


def by_hand(output: Path) -> Paid:
    """Read what the hand-written program paid."""
    with output.open(newline="") as file:
        return {(rule, int(partner), int(quarter)): Decimal(paid) for rule, partner, quarter, paid in csv.reader(file)}


def by_fairway(output: Path) -> Paid:
    """Read what Fairway paid, the incentives of one rule added up."""
    paid: Paid = defaultdict(Decimal)
    with output.open(newline="") as file:
        for row in csv.DictReader(file):
            year, _, quarter = row["period"].partition("-Q")
            number = (int(year) - FIRST_YEAR) * 4 + int(quarter)
            paid[row["incentive"].partition("-")[0], int(row["partner"]), number] += Decimal(row["amount"])
    return {key: amount for key, amount in paid.items() if amount}


def measure(scratch: Path, count: int, repeats: int, kind: str = "lines") -> Outcome:
    """Run both in turn and compare every payout to the cent.

    :raises Failed: one payout differs.
    """
    place, scale = make(count, scratch), max(1, count // 2_000_000)
    document = scratch / f"yardstick-{scale}.yaml"
    document.write_text(text(scale))
    files = [str(place / f"{name}.parquet") for name in (kind, "partners", "products", "rates")]
    hand: list[Cost] = []
    own: list[Cost] = []
    for _ in range(repeats):
        hand.append(run("tests.benchmarks.handwritten", str(place), kind, str(scale), output=scratch / "by-hand.csv"))
        own.append(run("tests.benchmarks.calculated", str(document), *files, output=scratch / "by-fairway.csv"))
    expected, found = by_hand(scratch / "by-hand.csv"), by_fairway(scratch / "by-fairway.csv")
    if expected != found:
        differing = sorted(key for key in expected.keys() | found.keys() if expected.get(key) != found.get(key))
        first = differing[0]
        raise Failed(
            f"{len(differing)} payouts differ; rule, partner, quarter {first}: by hand {expected.get(first)},"
            f" Fairway {found.get(first)}."
        )
    ratios = {of: middle(own, of) / middle(hand, of) for of in ("inside", "wall", "cpu")}
    rows = [
        [title, *(f"{middle(costs, of):.2f}" for of in ("inside", "wall", "cpu")), f"{middle(costs, 'memory'):,.0f}"]
        for title, costs in (("by hand", hand), ("fairway calculate", own))
    ]
    rows.append(["ratio", *(f"{ratio:.2f}" for ratio in ratios.values()), ""])
    loads = ", ".join(f"{cost.load:.1f}" for cost in own)
    said = (
        f"{count:,} lines ({kind}.parquet), medians of {repeats}; {len(found):,} payouts equal to the cent,"
        f" together {sum(found.values()):,}. Load of the machine before each run: {loads}.\n\n"
    )
    heads = ["", "seconds", "with start", "processor seconds", "memory MiB"]
    return Outcome(
        f"engine-{kind}",
        said + table(heads, rows),
        {
            "lines": count,
            "ratio": ratios["inside"],
            "ratio_with_start": ratios["wall"],
            "ratio_cpu": ratios["cpu"],
            "memory_mib": max(cost.memory for cost in own),
            "seconds": [cost.inside for cost in own],
            "seconds_by_hand": [cost.inside for cost in hand],
            "load": [cost.load for cost in own],
        },
        (kind != "lines" or ratios["inside"] <= TARGET) and max(cost.memory for cost in own) <= MEMORY,
    )
