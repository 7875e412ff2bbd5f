"""Which rows are worth a comparison: one statement over the keys, the same on DuckDB and on Spark.

A row keeps the counterparts with which it shares the rarest keys. What a name's keys say they say together: a shared
rare word is also a shared sound, a shared beginning and a shared pair of words, and counts once, by the rarest of them;
phone, domain, tax number and address count beside it. Worth is rounded, so that engines that add in another order keep
the same ones.
"""

from __future__ import annotations

from math import log

from fairway.matching.keys import FAINT, NAME, SORT_BITS, SORTS

PAIRS_BY_KEY = ((200_000, 4_000), (10**9, 400))
"""By length of list: the pairs that one key may propose. A key shared by more finds nothing; its rows have rarer."""
COUNTERPARTS = ((5_000, 25, 20.0), (50_000, 10, 3.0), (200_000, 3, 1.5), (10**9, 1, 0.8))
"""By length of list: the counterparts that a row keeps, and how far what they share may lie below one key that nobody
else has, in natural logarithms: 1.5 are two keys, or one that four rows share; 0.8 one that no third row has."""
LONE = 200_000
"""Length of a list beyond which one key alone, however rare, proposes no pair: of a million accounts with 100,000
repeats, half of what was looked at shared a single key, and one in 270 of those was a repeat. Faint keys propose none
either: of that million they were a third of all keys, and found four in a thousand of the repeats."""

CANDIDATES = """
WITH counted AS (
    SELECT key, CASE WHEN key & {bits} = {faint} THEN {name} ELSE key & {bits} END AS sort,
        ln(CAST({rows} AS DOUBLE) / n) AS worth
    FROM ({counts}) AS c
), shared AS (
    SELECT a.id AS one, b.id AS two, round({worth}, 9) AS worth, round(sum(c.worth), 9) AS further, count(*) AS keys
    FROM counted AS c
    JOIN left_keys AS a ON a.key = c.key
    JOIN right_keys AS b ON b.key = c.key
    WHERE {apart}
    GROUP BY a.id, b.id
), ranked AS (
    SELECT one, two,
        row_number() OVER (PARTITION BY one ORDER BY worth DESC, further DESC, two) AS for_one,
        row_number() OVER (PARTITION BY two ORDER BY worth DESC, further DESC, one) AS for_two
    FROM shared WHERE worth >= {least}{beside}
)
SELECT one, two FROM ranked WHERE for_one <= {kept} OR for_two <= {kept} ORDER BY one, two
"""

OF_ONE = (
    "SELECT key, count(*) AS n FROM left_keys WHERE {told}"
    " GROUP BY key HAVING count(*) > 1 AND count(*) * count(*) <= {most}"
)
OF_TWO = """
    SELECT l.key, greatest(l.n, r.n) AS n
    FROM (SELECT key, count(*) AS n FROM left_keys WHERE {told} GROUP BY key) AS l
    JOIN (SELECT key, count(*) AS n FROM right_keys WHERE {told} GROUP BY key) AS r ON l.key = r.key
    WHERE l.n * r.n <= {most}
"""


def candidates_sql(rows: int, *, dedupe: bool, step: int = 1) -> str:
    """The statement over the views `left_keys` and `right_keys`, each of key (`sorted_hash`) and id; ``rows`` is the
    longer list's."""
    kept, below = next((kept, below) for length, kept, below in COUNTERPARTS if rows <= length)
    most = next(most for length, most in PAIRS_BY_KEY if rows <= length)
    apart = "a.id < b.id" if dedupe and step == 1 else "a.id <> b.id" if dedupe else "TRUE"
    worth = " + ".join(
        f"coalesce(max(CASE WHEN c.sort = {sort} THEN c.worth END), 0)" for sort in sorted({*SORTS.values()} - {FAINT})
    )
    told = f"key & {SORT_BITS} <> {FAINT}" if rows > LONE else "TRUE"
    counts = (OF_ONE if dedupe and step == 1 else OF_TWO).format(most=most, told=told)
    return CANDIDATES.format(
        bits=SORT_BITS, faint=FAINT, name=NAME, rows=int(rows), counts=counts, kept=kept, apart=apart, worth=worth,
        least=max(log(max(rows, 1)) - below, 0.0), beside=" AND keys > 1" if rows > LONE else "",
    )  # fmt: skip
