"""Seeded sales lines for the benchmarks, in Fairway's canonical columns, made by DuckDB alone.

2,000 partners, 20,000 products in 40 families, 24 months from January 2024, four currencies, 5 % returns. DuckDB's
`hash` is stable within one version only, so the sums of amount and quantity are compared with those known for 1.5.
"""

from pathlib import Path

import duckdb

SEED = 7
CURRENCIES = ("USD", "EUR", "GBP", "CAD")
SUMS = {2_000_000: ("289000337.09", 4743801), 20_000_000: ("2885094289.41", 47427939)}
"""Number of lines: sum of the amounts in their own currencies, sum of the quantities."""

LINES = """
WITH drawn AS (
  SELECT i, floor(2000 * pow(u(i, 2), 2.2))::INT + 1 AS partner_id, floor(20000 * pow(u(i, 3), 1.6))::INT + 1 AS sku_id,
    floor(500000 * u(i, 4))::INT + 1 AS customer_id,
    DATE '2024-01-01' + (least(730, greatest(0, floor(731.0 * i / {count} + 5 * u(i, 1) - 2.5))))::INT AS sale_date,
    1 + floor(8 * pow(u(i, 5), 3))::INT AS pieces, u(i, 6) < 0.05 AS returned, u(i, 7) AS foreign_draw, u(i, 8) AS up
  FROM range({count}) t(i)
), priced AS (
  SELECT drawn.*, CASE WHEN foreign_draw < 0.92 THEN home_ccy ELSE (foreign_draw * 100)::INT % 4 END AS ccy,
    CASE WHEN returned THEN -pieces ELSE pieces END AS qty,
    (base_cents * (0.85 + 0.2 * up) * ([1.0, 0.92, 0.79, 1.35])[ccy + 1])::INT AS unit_cents
  FROM drawn JOIN partner USING (partner_id) JOIN sku USING (sku_id)
)
SELECT i::BIGINT AS line_id, 'INV-' || lpad((i // 4)::VARCHAR, 13, '0') AS invoice_no,
  (i % 4 + 1)::VARCHAR AS invoice_line,
  sale_date AS invoice_date, partner_id::BIGINT AS partner_id, sku_id::BIGINT AS product_id,
  ((qty * unit_cents / 100)::DECIMAL(12, 2))::DECIMAL(18, 4) AS net_amount, qty::DECIMAL(18, 4) AS quantity,
  (unit_cents / 100)::DECIMAL(18, 6) AS unit_price, (['USD', 'EUR', 'GBP', 'CAD'])[ccy + 1] AS currency,
  'C' || customer_id::VARCHAR AS customer{more}
FROM priced
"""
AS_THE_LAKE = """,
  (i // 5000)::BIGINT AS report_id, NULL::BIGINT AS reporter_id, NULL::VARCHAR AS person, 'sell_through' AS event,
  CASE WHEN qty < 0 THEN 'return' ELSE 'sale' END AS kind, NULL::DATE AS ship_date, 'each' AS unit,
  'US' AS country, NULL::VARCHAR AS region"""
"""What the lake's own files have besides."""


def make(count: int, folder: Path) -> Path:
    """Write `lines.parquet`, `partners`, `products`, `rates`, and `lake.parquet`: lines with all columns of the lake.

    Files that are there already are used again.

    :raises ValueError: the sums differ from those known for this number of lines.
    """
    place = folder / f"lines-{count}"
    if (place / "complete").exists():
        return place
    place.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as con:
        con.execute("SET memory_limit = '6GB'; SET preserve_insertion_order = true")
        con.execute(f"CREATE MACRO u(i, k) AS (hash(i * 31 + k + {SEED} * 1000003) >> 11)::DOUBLE / 9007199254740992.0")
        con.execute(
            "CREATE TABLE partner AS SELECT i::INT AS partner_id, (u(i, 101) * 20)::INT % 20 AS country_no,"
            " (['A', 'B', 'C'])[1 + (u(i, 102) * 3)::INT % 3] AS type, (u(i, 103) * 4)::INT % 4 AS home_ccy"
            " FROM range(1, 2001) t(i)"
        )
        con.execute(
            "CREATE TABLE sku AS SELECT i::INT AS sku_id, (1 + (i * 7919) % 40)::INT AS family,"
            " (300 + 29700 * pow(u(i, 201), 4))::INT AS base_cents FROM range(1, 20001) t(i)"
        )
        written = {
            "partners": "SELECT partner_id::BIGINT AS partner_id, 'Partner ' || partner_id AS name, type FROM partner",
            "products": "SELECT sku_id::BIGINT AS product_id, 'Product ' || sku_id AS name, family FROM sku",
            "rates": "SELECT (['USD', 'EUR', 'GBP', 'CAD'])[k + 1] AS currency,"
            " (DATE '2024-01-01' + to_months(m::INT))::DATE AS valid_from,"
            " (([1.0, 1.08, 1.27, 0.74])[k + 1] * (1 + 0.04 * sin(m * 0.7 + k)))::DECIMAL(9, 6) AS rate"
            " FROM range(24) a(m), range(1, 4) b(k)",
            "lines": LINES.format(count=count, more=""),
            "lake": LINES.format(count=count, more=AS_THE_LAKE),
        }
        for name, query in written.items():
            con.execute(f"COPY ({query}) TO '{place / name}.parquet' (FORMAT parquet, COMPRESSION zstd)")
        found = con.execute(
            f"SELECT sum(net_amount)::DECIMAL(18, 2)::VARCHAR, sum(quantity)::BIGINT FROM '{place}/lines.parquet'"
        ).fetchone()
    if count in SUMS and found != SUMS[count]:
        raise ValueError(f"The lines add up to {found}, not {SUMS[count]}: another DuckDB hashes differently.")
    (place / "complete").touch()
    return place
