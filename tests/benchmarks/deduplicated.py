"""Clean a made-up list of accounts with repeats: `fairway match --dedupe` against Splink.

Run as a program it does Fairway's part: reads the list, matches it with itself and leaves the pairs.
"""

from __future__ import annotations

import csv
import json
import sys
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb

from fairway.matching.company import FIELDS
from tests.benchmarks import matching_peers
from tests.benchmarks.companies import World, with_repeats
from tests.benchmarks.measuring import run, table
from tests.benchmarks.outcome import Outcome

EDGES = (0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1.000001)
SHARE = 0.1
"""One account in ten is entered again."""


def make(folder: Path, size: int) -> None:
    """Write the list and the pairs of it that are one company."""
    if (folder / "truth.csv").exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    world = World(size)
    rows, truth = with_repeats(world, list(world.accounts()), SHARE)
    with (folder / "repeated.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(FIELDS)
        writer.writerows([getattr(each, field) for field in FIELDS] for each in rows)
    with (folder / "truth.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("one", "two"), *sorted(truth)])


def _told(truth: Path) -> duckdb.DuckDBPyConnection:
    """The pairs that are one company, each with its lesser name first."""
    connection = duckdb.connect()
    connection.execute(
        "CREATE TABLE truth AS SELECT DISTINCT least(one, two) AS one, greatest(one, two) AS two"
        f" FROM read_csv('{truth}', all_varchar = true, header = true)"
    )
    return connection


def judged(pairs: Path, truth: Path, thresholds: tuple[float, ...]) -> dict[float, tuple[float, float, float]]:
    """Precision, recall and F1 of pairs at thresholds."""
    connection = _told(truth)
    (total,) = connection.execute("SELECT count(*) FROM truth").fetchone() or (0,)
    found = {}
    for threshold in thresholds:
        said, right = connection.execute(
            f"SELECT count(*), count(t.one) FROM '{pairs}' AS p LEFT JOIN truth AS t"
            f" ON t.one = least(p.one, p.two) AND t.two = greatest(p.one, p.two) WHERE probability >= {threshold}"
        ).fetchone() or (0, 0)
        precision, recall = right / max(said, 1), right / total
        found[threshold] = (precision, recall, 2 * right / max(said + total, 1))
    return found


def reliability(pairs: Path, truth: Path, edges: tuple[float, ...] = EDGES) -> list[dict[str, float]]:
    """How often pairs are right, by bands of what was said: the mean probability, and the share of right ones."""
    connection = _told(truth)
    found = []
    for low, high in pairwise(edges):
        count, said, right = connection.execute(
            f"""
            SELECT count(*), avg(probability), avg((t.one IS NOT NULL)::INT) FROM '{pairs}' AS p
            LEFT JOIN truth AS t ON t.one = least(p.one, p.two) AND t.two = greatest(p.one, p.two)
            WHERE probability >= {low} AND probability < {high}
            """
        ).fetchone() or (0, 0.0, 0.0)
        if count:
            found.append({"from": low, "pairs": count, "said": said, "right": right})
    return found


def measure(scratch: Path, size: int, peers: Path | None) -> Outcome:
    """Clean the list both ways."""
    folder = scratch / f"repeats-{size}"
    make(folder, size)
    cost = run("tests.benchmarks.deduplicated", str(folder), output=scratch / "deduplicated.out")
    numbers: dict[str, Any] = {
        "accounts": size,
        "Fairway": {"seconds": cost.inside, "memory": cost.memory, **cost.said},
    }
    told = {"Fairway": (cost.inside, folder / "fairway.parquet")}
    if peers is not None:
        other = matching_peers.called(peers, "splink", str(folder))
        numbers["Splink"] = other
        told[f"Splink {matching_peers.called(peers, 'versions')['splink']}"] = (other["seconds"], Path(other["pairs"]))
    rows, best = [], {}
    for name, (seconds, pairs) in told.items():
        scores = judged(pairs, folder / "truth.csv", (0.5, 0.95, 0.99))
        numbers[name.partition(" ")[0]]["at"] = {str(at): score for at, score in scores.items()}
        best[name] = max(score[2] for score in scores.values())
        rows.append(
            (
                name,
                f"{seconds:.0f}",
                *(f"{score[0]:.3f} / {score[1]:.3f} / {score[2]:.3f}" for score in scores.values()),
            )
        )
    text = (
        f"{size:,} accounts, one in ten entered again as others write it. Precision, recall and F1 at three "
        f"thresholds.\n\n{table(('', 'seconds', 'at 0.5', 'at 0.95', 'at 0.99'), rows)}"
    )
    numbers["reliability"] = reliability(folder / "fairway.parquet", folder / "truth.csv")
    met = len(told) < 2 or (
        told["Fairway"][0] <= max(seconds for name, (seconds, _) in told.items() if name != "Fairway")
        and numbers["Fairway"]["at"]["0.5"][2] > max(score for name, score in best.items() if name != "Fairway")
    )
    return Outcome(f"dedupe-{size}", text, numbers, met)


def main() -> None:
    """Match the list with itself as the command does, and say what it took as the last line of standard error."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from fairway.cli.match import read_companies
    from fairway.matching.backends.local import match

    folder = Path(sys.argv[1])
    began, cpu = time.perf_counter(), time.process_time()
    companies = read_companies(folder / "repeated.csv")
    read = time.perf_counter()
    found, _ = match(companies, at_least=0.01)
    pairs = [(companies[pair.left].id, companies[pair.right].id, pair.score.same) for pair in found]
    matched = time.perf_counter()
    one, two, probability = zip(*pairs, strict=True)
    pq.write_table(pa.table({"one": one, "two": two, "probability": probability}), folder / "fairway.parquet")
    said = {
        "seconds": time.perf_counter() - began, "cpu": time.process_time() - cpu, "reading": read - began,
        "matching": matched - read, "pairs": len(pairs),
    }  # fmt: skip
    print(json.dumps(said), file=sys.stderr)


if __name__ == "__main__":
    main()
