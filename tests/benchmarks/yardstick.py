"""The whole yardstick: ten incentives over the given lines, against the given programs, equal to the cent.

Measured in one run, in turn, each in a process of its own: Fairway over files as its lake keeps them; the finely tuned
SQL, the plain SQL, Polars and pandas over the given file.
"""

import csv
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import duckdb

from tests.benchmarks import given
from tests.benchmarks.engine import MEMORY, by_fairway
from tests.benchmarks.measuring import Cost, Failed, middle, run, table
from tests.benchmarks.outcome import Outcome
from tests.benchmarks.tenfold import RULES, text

TUNED, PLAIN, PANDAS = 2.0, 3.0, 8.0
"""Aims: at most so many times the tuned SQL; at least so many times faster than plain SQL and pandas."""
Paid = dict[tuple[str, int, int], Decimal]


def by_tuned(scratch: Path) -> Paid:
    """Read what the tuned SQL paid, payout by payout."""
    rows = duckdb.sql(f"SELECT lower(inc), partner_id, q, amt FROM '{scratch / 'tuned-payouts.parquet'}'").fetchall()
    return {(rule, int(partner), int(quarter)): Decimal(amount) for rule, partner, quarter, amount in rows}


def totals(paid: Paid) -> dict[str, Decimal]:
    """What each incentive pays in all."""
    found: dict[str, Decimal] = defaultdict(Decimal)
    for (rule, _, _), amount in paid.items():
        found[rule] += amount
    return dict(found)


def same(found: Paid, expected: Paid) -> None:
    """Compare every payout.

    :raises Failed: one differs.
    """
    differing = sorted(key for key in expected.keys() | found.keys() if expected.get(key) != found.get(key))
    if differing:
        first = differing[0]
        by_rule = {rule: sum(1 for key in differing if key[0] == rule) for rule in RULES}
        raise Failed(
            f"{len(differing)} payouts differ ({by_rule}); rule, partner, quarter {first}: tuned SQL"
            f" {expected.get(first)}, Fairway {found.get(first)}."
        )


def own_run(scratch: Path, own: Path, document: Path, tag: str) -> Cost:
    """Run `fairway calculate` once over the lake's files."""
    files = [
        str(own / "lines-*.parquet"),
        *(str(own / f"{name}.parquet") for name in ("partners", "products", "rates")),
    ]
    return run("tests.benchmarks.calculated", str(document), *files, output=scratch / f"{tag}.csv")


def measure(scratch: Path, count: int, repeats: int, peers: tuple[str, ...] = ("plain", "polars", "pandas")) -> Outcome:
    """Run all in turn and compare every payout to the cent.

    :raises Failed: one payout differs from the tuned SQL's, or a total of another given program.
    :raises given.Absent: the given yardstick is not there.
    """
    place, own = given.make(count, scratch)
    scale = given.scale_of(count)
    document = scratch / f"tenfold-{scale}.yaml"
    document.write_text(text(scale))
    tuned: list[Cost] = []
    fairway: list[Cost] = []
    for _ in range(repeats):
        tuned.append(given.run_peer("tuned", place, scale, scratch)[0])
        fairway.append(own_run(scratch, own, document, "tenfold"))
    found, expected = by_fairway(scratch / "tenfold.csv"), by_tuned(scratch)
    same(found, expected)
    others: dict[str, Cost] = {}
    for name in peers:
        others[name], paid = given.run_peer(name, place, scale, scratch)
        wrong = {
            rule for rule, total in totals(found).items() if abs(paid.get(rule, Decimal(0)) - total) > Decimal("0.01")
        }
        if wrong and name != "pandas":  # pandas works in floats: its own last cents are not ours
            raise Failed(f"{name} pays another total for {', '.join(sorted(wrong))}.")
    ratio = middle(fairway, "inside") / middle(tuned, "inside")
    faster = {name: cost.inside / middle(fairway, "inside") for name, cost in others.items()}
    rows = [["tuned SQL", *_cells(tuned)], ["fairway calculate", *_cells(fairway)]]
    rows += [[name, *_cells([cost])] for name, cost in others.items()]
    for row, cost in zip(
        rows, [None, ratio, *(cost.inside / middle(tuned, "inside") for cost in others.values())], strict=True
    ):
        row.append("1" if cost is None else f"{cost:.2f}")
    memory = max(cost.memory for cost in fairway)
    said = (
        f"{count:,} lines, medians of {repeats}; {len(found):,} payouts equal to the cent, together"
        f" {sum(found.values()):,}. Load before each run: {', '.join(f'{cost.load:.1f}' for cost in fairway)}.\n\n"
    )
    heads = ["", "seconds", "with start", "processor seconds", "memory MiB", "times tuned"]
    met = ratio <= TUNED and memory <= MEMORY
    met &= faster.get("plain", PLAIN) >= PLAIN and faster.get("pandas", PANDAS) >= PANDAS
    return Outcome(
        f"yardstick-{count // 1_000_000}m",
        said + table(heads, rows),
        {
            "lines": count, "ratio": ratio, "faster_than": faster, "memory_mib": memory,
            "seconds": [cost.inside for cost in fairway], "seconds_tuned": [cost.inside for cost in tuned],
            "totals": {rule: str(total) for rule, total in sorted(totals(found).items())},
        },
        met,
    )  # fmt: skip


def _cells(costs: list[Cost]) -> list[str]:
    return [
        *(f"{middle(costs, of):.2f}" for of in ("inside", "wall", "cpu")),
        f"{max(cost.memory for cost in costs):,.0f}",
    ]


def curve(scratch: Path, count: int, repeats: int) -> Outcome:
    """Calculate the first one, two … ten incentives: what each adds."""
    _, own = given.make(count, scratch)
    scale = given.scale_of(count)
    rows, seconds = [], []
    for many in range(1, len(RULES) + 1):
        document = scratch / f"first-{many}.yaml"
        document.write_text(text(scale, rules=RULES[:many]))
        costs = [own_run(scratch, own, document, "curve") for _ in range(repeats)]
        seconds.append(middle(costs, "inside"))
        rows.append([f"{many} ({RULES[many - 1]})", f"{seconds[-1]:.2f}", f"{seconds[-1] / seconds[0]:.2f}"])
    said = (
        f"{count:,} lines, medians of {repeats}. p03 alone pays whole from two on, from three on the better of two.\n\n"
    )
    return Outcome(
        "yardstick-curve", said + table(["incentives", "seconds", "times one"], rows), {"seconds": seconds}, True
    )


def read_csv(path: Path) -> list[dict[str, str]]:
    """Read a result file."""
    with path.open(newline="") as file:
        return list(csv.DictReader(file))
