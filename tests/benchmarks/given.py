"""The yardstick that is given: its data, and the programs Fairway is compared with, each run in a process of its own.

They lie beside the source tree and are run where they lie. pandas and Polars live in an environment of their own in the
scratch folder, so that Fairway's own does not hold them.
"""

import json
import os
import subprocess
import sys
import time
import venv
from decimal import Decimal
from importlib.metadata import version
from pathlib import Path

import duckdb

from tests.benchmarks.measuring import ROOT, Cost, Failed

PLACE = ROOT.parent / "shared" / "bench"
PEERS = {"tuned": "tuned_sql.py", "plain": "plain_sql.py", "polars": "with_polars.py", "pandas": "with_pandas.py"}
CURRENCIES = "(['USD', 'EUR', 'GBP', 'CAD'])"
LINES = """
SELECT line_id::BIGINT AS line_id, sale_date AS invoice_date, partner_id::BIGINT AS partner_id,
  sku_id::BIGINT AS product_id, customer_id::BIGINT AS customer_id, qty::DECIMAL(18, 4) AS quantity,
  amount::DECIMAL(18, 4) AS net_amount, {currencies}[ccy + 1] AS currency
FROM '{source}'
"""
"""The same lines in Fairway's columns, as wide as the sales lake keeps them. Its orders are single lines, so that the
number of the invoice is left out."""


class Absent(Exception):
    """The given yardstick is not there."""


def scale_of(count: int) -> int:
    """What thresholds are multiplied by."""
    return max(1, count // 2_000_000)


def peers_python(scratch: Path) -> Path:
    """A Python with DuckDB, pandas and Polars, made when it is first asked for."""
    place = scratch / "peers"
    python = place / "bin" / "python"
    if not (place / "complete").exists():
        venv.create(place, with_pip=True, clear=True)
        wanted = [f"duckdb=={version('duckdb')}", "polars", "pandas", "pyarrow"]
        subprocess.run([python, "-m", "pip", "install", "--quiet", *wanted], check=True)
        (place / "complete").touch()
    return python


def make(count: int, scratch: Path) -> tuple[Path, Path]:
    """Write the given lines, and beside them the same in Fairway's columns: `(given, own)`.

    Fairway's lie as its lake keeps them: a file for each quarter, sorted by partner and date.

    :raises Absent: the given generator is not there.
    """
    if not PLACE.is_dir():
        raise Absent(f"The yardstick is not there: {PLACE}.")
    given, own = scratch / f"given-{count}", scratch / f"own-{count}"
    if not (given / "complete").exists():
        subprocess.run(
            [peers_python(scratch), PLACE / "generate.py", "--n", str(count), "--out", given],
            check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        (given / "complete").touch()
    if not (own / "complete").exists():
        _convert(given, own)
        (own / "complete").touch()
    return given, own


def _convert(given: Path, own: Path) -> None:
    own.mkdir(exist_ok=True)
    small = {
        "partners": "SELECT partner_id::BIGINT AS partner_id, ptype AS type, 'C' || country_id AS country"
        f" FROM '{given}/partner.parquet'",
        "products": f"SELECT sku_id::BIGINT AS product_id, family_id AS family FROM '{given}/sku.parquet'",
        "rates": f"SELECT {CURRENCIES}[ccy + 1] AS currency, rate,"
        f" (DATE '2024-01-01' + to_months(month_idx))::DATE AS valid_from FROM '{given}/fx.parquet' WHERE ccy > 0",
    }
    with duckdb.connect() as con:
        con.execute("SET memory_limit = '6GB'")
        for name, query in small.items():
            con.execute(f"COPY ({query}) TO '{own}/{name}.parquet' (FORMAT parquet)")
        stored = "(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)"
        order = "ORDER BY partner_id, invoice_date, line_id"
        lines = LINES.format(currencies=CURRENCIES, source=f"{given}/lines.parquet")
        for number in range(8):
            first = f"(DATE '2024-01-01' + to_months({3 * number}))"
            only = f"invoice_date >= {first} AND invoice_date < {first} + INTERVAL 3 MONTH"
            con.execute(
                f"COPY (SELECT * FROM ({lines}) WHERE {only} {order}) TO '{own}/lines-{number}.parquet' {stored}"
            )
        late = LINES.format(currencies=CURRENCIES, source=f"{given}/late.parquet")
        con.execute(f"COPY (SELECT * FROM ({late}) {order}) TO '{own}/late.parquet' {stored}")


def run_peer(name: str, given: Path, scale: int, scratch: Path) -> tuple[Cost, dict[str, Decimal]]:
    """Run one of the given programs: its cost, and what it pays by incentive.

    :raises Failed: it did not end well.
    """
    out = scratch / f"{name}.json"
    out.unlink(missing_ok=True)
    load, began = os.getloadavg()[0], time.perf_counter()
    more = [str(scratch / "tuned-payouts.parquet")] if name == "tuned" else []
    with (scratch / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(
            [peers_python(scratch), PLACE / PEERS[name], given, str(scale), out, *more], stdout=log, stderr=log
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - began
    if process.returncode:
        raise Failed(f"{name} left with {process.returncode}: {(scratch / f'{name}.log').read_text()[-500:]}")
    said = json.loads(out.read_text())
    cost = Cost(wall, said["seconds"], usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, load, said)
    return cost, {rule.lower(): Decimal(str(total)) for rule, total in said["totals"].items()}


def main() -> None:
    """Make the data ahead of a measurement: python -m tests.benchmarks.given SCRATCH COUNT …"""
    scratch = Path(sys.argv[1])
    scratch.mkdir(parents=True, exist_ok=True)
    for count in sys.argv[2:]:
        make(int(count), scratch)


if __name__ == "__main__":
    main()
