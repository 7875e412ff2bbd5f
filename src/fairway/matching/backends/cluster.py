"""Match lists on Spark: SQL joins the keys, the executors score the candidates with the scorer that is used everywhere.

The statement that finds candidates is the one DuckDB runs; counts, sample, weights and scores follow the same rules, so
that a pair gets the same probability on a cluster, on one machine and online. What travels is each row's comparable
form, and to the executors the counts and weights. They need Fairway installed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from fairway.matching.backends.candidates import candidates_sql
from fairway.matching.background import Background, together
from fairway.matching.company import FIELDS, Company
from fairway.matching.compare import compare
from fairway.matching.explain import reasons
from fairway.matching.index import packed, unpacked
from fairway.matching.keys import keys_of, sorted_hash
from fairway.matching.lists import FAINT, LOOKED_AT, SAMPLE, Fitted, Repeats, fit_sample, once, repeats
from fairway.matching.normalise import Known, known
from fairway.matching.score import judged, odds
from fairway.matching.weights import Weights, packaged

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

READ = "place BIGINT, id STRING, kept STRING, joined STRING, keys ARRAY<BIGINT>"
SCORED = (
    "one BIGINT, two BIGINT, mine STRING, theirs STRING, same DOUBLE, branch DOUBLE, family DOUBLE, neighbour DOUBLE"
)
ANSWER = "left_id STRING, right_id STRING, probability DOUBLE, reasons STRING"
RIVALS = """
SELECT *, sum(same) OVER (PARTITION BY one) AS of_one, sum(same) OVER (PARTITION BY two) AS of_two FROM scored
"""


def match(
    session: SparkSession,
    left: DataFrame,
    right: DataFrame | None = None,
    *,
    country: str = "",
    weights: Weights | None = None,
    repeated: Repeats = Repeats.LOOK,
    at_least: float | None = None,
) -> tuple[DataFrame, Fitted]:
    """Match two lists, or one with itself: columns as `fairway match` reads them, pairs as it writes them."""
    ours = _read(session, left, country).cache()
    theirs = ours if right is None else _read(session, right, country).cache()
    sizes = (ours.count(), theirs.count())
    rows = max(sizes)
    pairs = _candidates(session, ours, theirs, rows, dedupe=right is None).cache()
    background = _background(ours, None if right is None else theirs, rows)
    fitted = _fitted(session, ours, theirs, pairs, background, weights or packaged(), min(sizes))
    if right is not None:
        fitted = replace(
            fitted,
            once_left=_once(session, ours, sizes[0], fitted, repeated),
            once_right=_once(session, theirs, sizes[1], fitted, repeated),
        )
    given = session.sparkContext.broadcast(fitted)
    scored = session.createDataFrame(
        _beside(session, ours, theirs, pairs).rdd.mapPartitions(lambda part: _score(part, given.value)), SCORED
    )
    scored.createOrReplaceTempView("scored")
    least = fitted.weights.threshold if at_least is None else at_least
    rivals = right is not None
    decided = session.sql(RIVALS).rdd.mapPartitions(lambda part: _decide(part, given.value, least, rivals))
    return session.createDataFrame(decided, ANSWER), fitted


def _read(session: SparkSession, frame: DataFrame, country: str) -> DataFrame:
    columns = [name for name in frame.columns if name in FIELDS]

    def each(part: Iterator[tuple[Any, int]]) -> Iterator[tuple[Any, ...]]:
        for row, place in part:
            one = known(Company.of({name: row[name] for name in columns}), country)
            keys = sorted({sorted_hash(key) for key in keys_of(one)})
            yield place, one.id, json.dumps(packed(one), ensure_ascii=False), one.name.joined, keys

    return session.createDataFrame(frame.select(columns).rdd.zipWithIndex().mapPartitions(each), READ)


def _candidates(
    session: SparkSession, left: DataFrame, right: DataFrame, rows: int, *, dedupe: bool, step: int = 1
) -> DataFrame:
    keys = left.selectExpr("explode(keys) AS key", "place AS id")
    keys.where(f"id % {int(step)} = 0").createOrReplaceTempView("left_keys")
    right.selectExpr("explode(keys) AS key", "place AS id").createOrReplaceTempView("right_keys")
    return session.sql(candidates_sql(rows, dedupe=dedupe, step=step))


def _background(left: DataFrame, right: DataFrame | None, rows: int) -> Background:
    """Count the lists; records of one name are counted in one place, since its words count once."""

    def count(part: Iterator[Any]) -> Iterator[str]:
        found = Background()
        found.add([unpacked(json.loads(row.kept)) for row in part])
        yield json.dumps(found.as_document(1))

    every = left.select("kept", "joined")
    if right is not None:
        every = every.union(right.select("kept", "joined"))
    return together((json.loads(each) for each in every.repartition("joined").rdd.mapPartitions(count).collect()), rows)


def _beside(session: SparkSession, left: DataFrame, right: DataFrame, pairs: DataFrame) -> DataFrame:
    """The pairs with the comparable forms of both."""
    pairs.createOrReplaceTempView("pairs")
    left.createOrReplaceTempView("ours")
    right.createOrReplaceTempView("theirs")
    return session.sql(
        "SELECT p.one, p.two, o.kept AS mine, t.kept AS theirs FROM pairs AS p "
        "JOIN ours AS o ON o.place = p.one JOIN theirs AS t ON t.place = p.two"
    )


def _fitted(
    session: SparkSession, left: DataFrame, right: DataFrame, pairs: DataFrame, background: Background,
    weights: Weights, shorter: int,
) -> Fitted:  # fmt: skip
    step = max(1, pairs.count() // SAMPLE)
    pairs.createOrReplaceTempView("all_pairs")
    numbered = session.sql("SELECT one, two, row_number() OVER (ORDER BY one, two) - 1 AS place FROM all_pairs")
    sample = numbered.where(f"place % {int(step)} = 0").select("one", "two")
    found = _beside(session, left, right, sample).orderBy("one", "two").collect()
    evidence = [compare(_known(row.mine), _known(row.theirs), background) for row in found]
    return fit_sample(evidence, background, weights, shorter, 1 / step)


def _known(kept: str) -> Known:
    return unpacked(json.loads(kept))


def _once(session: SparkSession, rows: DataFrame, length: int, fitted: Fitted, repeated: Repeats) -> float:
    if repeated is not Repeats.LOOK:
        return 1.0 if repeated is Repeats.NEVER else 0.0
    step = max(1, length // LOOKED_AT)
    found = _beside(session, rows, rows, _candidates(session, rows, rows, length, dedupe=True, step=step)).collect()
    places: dict[str, int] = {}
    seen = [(places.setdefault(row.mine, len(places)), places.setdefault(row.theirs, len(places))) for row in found]
    share = repeats([_known(kept) for kept in places], seen, -(-length // step), fitted)
    return once(share / (2 if step > 1 else 1))


def _score(part: Iterator[Any], fitted: Fitted) -> Iterator[tuple[Any, ...]]:
    for row in part:
        evidence = compare(_known(row.mine), _known(row.theirs), fitted.background)
        found = odds(evidence, fitted.weights, fitted.background)
        if found[0] > FAINT * (1.0 + sum(found)):
            yield row.one, row.two, row.mine, row.theirs, *found


def _decide(part: Iterator[Any], fitted: Fitted, least: float, rivals: bool) -> Iterator[tuple[Any, ...]]:
    for row in part:
        found = (row.same, row.branch, row.family, row.neighbour)
        against = 0.0
        if rivals:
            against = fitted.once_right * (row.of_one - row.same) + fitted.once_left * (row.of_two - row.same)
        against = max(against, 0.0)
        if row.same < least * (1.0 + sum(found) + against):
            continue
        mine, theirs = _known(row.mine), _known(row.theirs)
        score = judged(compare(mine, theirs, fitted.background), found, fitted.weights, against)
        yield mine.id, theirs.id, score.same, "; ".join(reasons(mine, theirs, score))
