"""Import: a partner's CSV file taken in by Fairway against DuckDB's COPY of the same file to Parquet."""

import os
import shutil
from pathlib import Path

import duckdb

from tests.benchmarks.measuring import Cost, Failed, middle, run, table
from tests.benchmarks.outcome import Outcome

AIM = 8
FILE = """
SELECT 'R25-' || lpad((i // 3)::VARCHAR, 8, '0') AS "Invoice", i % 3 + 1 AS "Line",
  (DATE '2025-01-01' + (i * 364 // {count})::INT) AS "Invoice date",
  'SKU-' || lpad((h % 20000)::VARCHAR, 5, '0') AS "SKU",
  'Product ' || (h % 20000) AS "Description",
  CASE WHEN h % 20 = 0 THEN -1 - h % 3 ELSE 1 + h % 8 END AS "Quantity", 'EA' AS "Unit",
  ((500 + h % 29000)::BIGINT / 100)::DECIMAL(12, 2) AS "Unit price",
  ("Quantity" * "Unit price")::DECIMAL(14, 2) AS "Net amount", 'EUR' AS "Currency", 'C' || (h % 70000) AS "Customer",
  ['DE', 'FR', 'NL', 'AT'][1 + h % 4] AS "Country"
FROM (SELECT i, (hash(i * 31 + 7) >> 33)::BIGINT AS h FROM range({count}) t(i)) ORDER BY i
"""


def make(count: int, scratch: Path) -> tuple[Path, Path]:
    """Write the partner's file and the list of SKUs where they lack."""
    source, products = scratch / f"partner-{count}.csv", scratch / "skus.txt"
    if not source.exists():
        fresh = source.with_suffix(".part")
        with duckdb.connect() as con:
            con.execute(f"COPY ({FILE.format(count=count)}) TO '{fresh}' (FORMAT csv, HEADER)")
        fresh.rename(source)
    products.write_text("\n".join(f"SKU-{number:05}" for number in range(20000)))
    return source, products


def measure(scratch: Path, count: int, repeats: int) -> Outcome:
    """Copy and import in turn, each import by another partner into the same installation.

    :raises Failed: an import did not take in every line.
    """
    source, products = make(count, scratch)
    data = scratch / "import-data"
    shutil.rmtree(data, ignore_errors=True)
    os.environ["FAIRWAY_DATA_DIR"] = str(data)
    copies: list[Cost] = []
    imports: list[Cost] = []
    for turn in range(repeats):
        copies.append(
            run("tests.benchmarks.copied", str(source), str(scratch / "copy.parquet"), output=scratch / "copied")
        )
        taken = run(
            "tests.benchmarks.imported", str(source), str(products), f"P-{turn + 1}", output=scratch / "imported"
        )
        if taken.said["status"] != "decided" or taken.said["accepted"] != count:
            raise Failed(f"The import ended {taken.said}.")
        imports.append(taken)
    shutil.rmtree(data, ignore_errors=True)
    ratio = middle(imports, "inside") / middle(copies, "inside")
    ratio_cpu = middle(imports, "cpu") / middle(copies, "cpu")
    chosen = sorted(imports, key=lambda cost: cost.inside)[len(imports) // 2]
    stages = chosen.said["stages"]
    assert isinstance(stages, dict)
    parts = [
        [stage, f"{seconds:.2f}", f"{seconds / middle(copies, 'inside'):.1f}"]
        for stage, seconds in sorted(stages.items(), key=lambda part: -part[1])
    ]
    loads = ", ".join(f"{cost.load:.1f}" for cost in imports)
    text = (
        f"{count:,} lines of twelve columns, {source.stat().st_size / 1e6:,.0f} MB, medians of {repeats}: import"
        f" {middle(imports, 'inside'):.1f} s, COPY {middle(copies, 'inside'):.2f} s, ratio {ratio:.1f}"
        f" (processor seconds {middle(imports, 'cpu'):.1f} to {middle(copies, 'cpu'):.2f}, {ratio_cpu:.1f}); memory"
        f" {max(cost.memory for cost in imports):,.0f} MiB. Load of the machine before each run: {loads}.\n\n"
    )
    numbers = {
        "lines": count,
        "ratio": ratio,
        "ratio_cpu": ratio_cpu,
        "seconds": [cost.inside for cost in imports],
        "seconds_of_copy": [cost.inside for cost in copies],
        "memory_mib": max(cost.memory for cost in imports),
        "stages": stages,
        "load": [cost.load for cost in imports],
    }
    return Outcome("import", text + table(["stage", "seconds", "times COPY"], parts), numbers, ratio <= AIM)
