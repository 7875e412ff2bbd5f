"""Which rows are worth a comparison: one statement over the keys, the same on DuckDB and on Spark.

A row keeps the counterparts with which it shares the rarest keys. Worth is rounded, so that engines that add in another
order keep the same ones.
"""

from __future__ import annotations

PAIRS_BY_KEY = 4_000
"""Pairs that one key may propose; a key shared by more finds nothing (its rows have rarer keys)."""
COUNTERPARTS = ((5_000, 25, 0.0), (50_000, 10, 7.0), (10**9, 5, 11.0))
"""By length of list: the counterparts that a row keeps, those with the rarest keys, and what the keys must be worth."""
LONG = 200_000

CANDIDATES = """
WITH counted AS (
    SELECT l.key, l.n AS n, ln(CAST({rows} AS DOUBLE) / greatest(l.n, r.n)) AS worth
    FROM (SELECT key, count(*) AS n FROM left_keys GROUP BY key) AS l
    JOIN (SELECT key, count(*) AS n FROM right_keys GROUP BY key) AS r ON l.key = r.key
    WHERE l.n * r.n <= {most}
), shared AS (
    SELECT a.id AS one, b.id AS two, round(sum(c.worth), 9) AS worth
    FROM counted AS c
    JOIN left_keys AS a ON a.key = c.key
    JOIN right_keys AS b ON b.key = c.key
    WHERE {apart}
    GROUP BY a.id, b.id
), ranked AS (
    SELECT one, two, worth,
        row_number() OVER (PARTITION BY one ORDER BY worth DESC, two) AS for_one,
        row_number() OVER (PARTITION BY two ORDER BY worth DESC, one) AS for_two
    FROM shared
)
SELECT one, two FROM ranked WHERE (for_one <= {kept} OR for_two <= {kept}) AND worth >= {least} ORDER BY one, two
"""


def candidates_sql(rows: int, *, dedupe: bool, step: int = 1) -> str:
    """The statement over the views `left_keys` and `right_keys`, each of key and id; ``rows`` is the longer list's."""
    kept, least = next((kept, least) for length, kept, least in COUNTERPARTS if rows <= length)
    apart = "a.id < b.id" if dedupe and step == 1 else "a.id <> b.id" if dedupe else "TRUE"
    most = PAIRS_BY_KEY if rows <= LONG else 1_600
    return CANDIDATES.format(rows=int(rows), most=most, kept=kept, apart=apart, least=least)
