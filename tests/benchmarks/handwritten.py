"""The same four rules by hand: DuckDB SQL that knows the data and the programme, as far as it can be taken.

    python -m tests.benchmarks.handwritten FOLDER LINES SCALE

One pass over the lines fills a table by partner, class of families and quarter; everything else works on that. It uses
what a person knows who looks at the data: amounts are below 100,000 with four places, so that an amount times a rate
is one multiplication of 64 bits; no product, rate or date is missing; quarters are numbers. Prints seconds and totals.
"""

import json
import sys
import time
from pathlib import Path

import duckdb

SETUP = """
SET perfect_ht_threshold = 20;
CREATE TEMP TABLE sku AS SELECT product_id, (CASE WHEN family <= 5 THEN 0 WHEN family <= 8 THEN family - 5
  WHEN family <= 20 THEN 4 ELSE 5 END)::INT AS class FROM '{folder}/products.parquet';
CREATE TEMP TABLE fx AS SELECT date_diff('month', DATE '2024-01-01', valid_from)::INT AS month, currency, rate
  FROM '{folder}/rates.parquet' UNION ALL SELECT i::INT, 'USD', 1::DECIMAL(9, 6) FROM range(24) t(i);
CREATE TEMP TABLE day AS SELECT d::DATE AS day, date_diff('month', DATE '2024-01-01', d)::INT AS month,
  (month // 3 + 1)::INT AS quarter FROM range(DATE '2024-01-01', DATE '2026-01-01', INTERVAL 1 DAY) t(d);
CREATE TEMP TABLE day_rate AS SELECT day, quarter, currency, rate FROM day JOIN fx USING (month);
"""
SCAN = """
CREATE TEMP TABLE grouped AS
SELECT partner_id::INT AS partner, class, quarter, sum(net_amount::DECIMAL(9, 4) * rate) AS usd, sum(quantity) AS pieces
FROM '{folder}/{lines}.parquet' AS l JOIN sku USING (product_id)
JOIN day_rate AS d ON d.day = invoice_date AND d.currency = l.currency GROUP BY ALL
"""
RULES = """
CREATE TEMP TABLE paid AS
WITH wide AS (
  SELECT partner, quarter, type, sum(usd)::DECIMAL(20, 10) AS usd,
    coalesce(sum(usd) FILTER (class = 0), 0)::DECIMAL(20, 10) AS f1_5,
    coalesce(sum(usd) FILTER (class <= 4), 0)::DECIMAL(20, 10) AS f1_20,
    coalesce(sum(pieces) FILTER (class BETWEEN 1 AND 3), 0) AS pieces,
    coalesce(sum(pieces * CASE class WHEN 1 THEN 30 WHEN 2 THEN 50 WHEN 3 THEN 80 END), 0) AS cents
  FROM grouped JOIN '{folder}/partners.parquet' ON partner_id = partner GROUP BY ALL
)
SELECT partner, quarter, round(f1_5 * 0.015::DECIMAL(5, 4), 2)::DECIMAL(18, 2) AS p01,
  round(usd * CASE WHEN usd >= 100000 * {scale} THEN 0.015 WHEN usd >= 25000 * {scale} THEN 0.010
    WHEN usd >= 5000 * {scale} THEN 0.005 ELSE 0 END::DECIMAL(5, 4)
    * CASE type WHEN 'A' THEN 1.00 WHEN 'B' THEN 1.20 ELSE 0.75 END::DECIMAL(3, 2), 2)::DECIMAL(18, 2) AS p02,
  round(greatest(0, least(f1_20, 15000 * {scale}) - 4000 * {scale})::DECIMAL(20, 10) * 0.015::DECIMAL(5, 4)
    + greatest(0, least(f1_20, 60000 * {scale}) - 15000 * {scale})::DECIMAL(20, 10) * 0.030::DECIMAL(5, 4)
    + greatest(0, f1_20 - 60000 * {scale})::DECIMAL(20, 10) * 0.040::DECIMAL(5, 4), 2)::DECIMAL(18, 2) AS p03,
  (CASE WHEN pieces >= 100 * {scale} THEN round(cents::DECIMAL(18, 4) * 0.01::DECIMAL(3, 2), 2) ELSE 0 END)
    ::DECIMAL(18, 2) AS p05
FROM wide
"""


def main(folder: Path, lines: str, scale: int) -> None:
    """Calculate, write every payout that is not zero as CSV, and print seconds and totals as JSON on standard error."""
    began, worked = time.perf_counter(), time.process_time()
    con = duckdb.connect()
    for query in (SETUP, SCAN, RULES):
        con.execute(query.format(folder=folder, lines=lines, scale=scale))
    for rule in ("p01", "p02", "p03", "p05"):
        for row in con.execute(f"SELECT '{rule}', partner, quarter, {rule} FROM paid WHERE {rule} <> 0").fetchall():
            sys.stdout.write(",".join(str(cell) for cell in row) + "\n")
    seconds, cpu = time.perf_counter() - began, time.process_time() - worked
    totals = con.execute("SELECT sum(p01), sum(p02), sum(p03), sum(p05) FROM paid").fetchone() or ()
    named = {rule: str(total) for rule, total in zip(("p01", "p02", "p03", "p05"), totals, strict=True)}
    sys.stderr.write(json.dumps({"seconds": seconds, "cpu": cpu, "totals": named}) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
