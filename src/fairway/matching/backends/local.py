"""Match lists on this machine: DuckDB joins the keys, processes score the candidates.

DuckDB only says which rows share keys, and lets each row keep the counterparts with which it shares the rarest. The
score of a pair is the scorer's, so it is the same as online.
"""

from __future__ import annotations

import multiprocessing
import os
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import duckdb
import pyarrow as pa

from fairway.matching.backends.candidates import candidates_sql
from fairway.matching.background import Background
from fairway.matching.company import Company
from fairway.matching.compare import compare
from fairway.matching.keys import hashed, keys_of
from fairway.matching.lists import (
    LOOKED_AT,
    Fitted,
    Pair,
    Positions,
    Repeats,
    decide,
    fit,
    once,
    repeats,
    score_pairs,
)
from fairway.matching.normalise import Known, known
from fairway.matching.score import Score, judged
from fairway.matching.weights import Kinds, Weights

PARALLEL = 60_000
CHUNK = 20_000


def candidates(
    left: Sequence[Known] | None,
    right: Sequence[Known] | None,
    *,
    left_keys: pa.Table | None = None,
    right_keys: pa.Table | None = None,
    rows: int,
    dedupe: bool,
    step: int = 1,
) -> Positions:
    """The pairs of rows that share keys rare enough, as places in the lists."""
    connection = duckdb.connect()
    try:
        connection.execute("SET threads = 2")
        connection.register("left_all", left_keys)
        connection.register("right_keys", left_keys if dedupe else right_keys)
        connection.execute("CREATE TEMP TABLE left_keys AS SELECT * FROM left_all WHERE id % ? = 0", [step])
        found = connection.execute(candidates_sql(rows, dedupe=dedupe, step=step)).to_arrow_table()
    finally:
        connection.close()
    return list(zip(found.column(0).to_pylist(), found.column(1).to_pylist(), strict=True))


def key_table(rows: Sequence[Known]) -> pa.Table:
    """The keys of a list as a table of key and place."""
    keys, ids = array("q"), array("i")
    for place, one in enumerate(rows):
        for key in keys_of(one):
            keys.append(hashed(key))
            ids.append(place)
    return pa.table({"key": pa.array(keys, pa.int64()), "id": pa.array(ids, pa.int32())})


def match(
    left: Sequence[Company],
    right: Sequence[Company] | None = None,
    *,
    country: str = "",
    weights: Weights | None = None,
    repeated: Repeats = Repeats.LOOK,
    at_least: float | None = None,
) -> tuple[Iterator[Pair], Fitted]:
    """Match two lists, or one with itself, and say what was learned on the way.

    ``at_least`` is the probability from which pairs are answered; the weights' own threshold unless given.
    """
    ours = normalised(left, country)
    theirs = None if right is None else normalised(right, country)
    left_keys = key_table(ours)
    right_keys = left_keys if theirs is None else key_table(theirs)
    rows = max(len(ours), len(theirs or ()))
    pairs = candidates(ours, theirs, left_keys=left_keys, right_keys=right_keys, rows=rows, dedupe=theirs is None)
    fitted = fit(ours, theirs, pairs, weights)
    if theirs is not None:
        fitted = replace(
            fitted,
            once_left=_once(ours, left_keys, fitted, repeated),
            once_right=_once(theirs, right_keys, fitted, repeated),
        )
    scored = _scored(ours, theirs, pairs, fitted)
    least = fitted.weights.threshold if at_least is None else at_least
    return decide(ours, theirs, scored, fitted, least), fitted


def alike(
    rows: Sequence[Known], weights: Weights, background: Background, least: float
) -> Iterator[tuple[int, int, Score]]:
    """The pairs of one list that are the same company with at least a probability, by weights that are not refitted."""
    keys = key_table(rows)
    pairs = candidates(rows, None, left_keys=keys, rows=len(rows), dedupe=True)
    for one, two, found in _scored(rows, None, pairs, Fitted(background, weights)):
        if found[0] >= least * (1.0 + sum(found)):
            yield one, two, judged(compare(rows[one], rows[two], background), found, weights)


def _once(rows: Sequence[Known], keys: pa.Table, fitted: Fitted, repeated: Repeats) -> float:
    if repeated is not Repeats.LOOK:
        return 1.0 if repeated is Repeats.NEVER else 0.0
    step = max(1, len(rows) // LOOKED_AT)
    pairs = candidates(None, None, left_keys=keys, rows=len(rows), dedupe=True, step=step)
    return once(repeats(rows, pairs, -(-len(rows) // step), fitted) / (2 if step > 1 else 1))


# what the scoring processes inherit when they are forked
_given: dict[str, Any] = {}


def _score_chunk(span: tuple[int, int]) -> list[tuple[int, int, Kinds]]:
    return list(score_pairs(_given["left"], _given["right"], _given["pairs"][span[0] : span[1]], _given["fitted"]))


def _known_chunk(span: tuple[int, int]) -> list[Known]:
    return [known(each, _given["country"]) for each in _given["companies"][span[0] : span[1]]]


def _spans(length: int) -> list[tuple[int, int]]:
    return [(start, min(start + CHUNK, length)) for start in range(0, length, CHUNK)]


def _processes(length: int) -> int:
    forks = "fork" in multiprocessing.get_all_start_methods()
    return min(len(os.sched_getaffinity(0)), 8) if forks and length >= PARALLEL else 1


def normalised(companies: Sequence[Company], country: str) -> list[Known]:
    """Normalise a list, on all processors where it is long."""
    processes = _processes(len(companies))
    if processes == 1:
        return [known(each, country) for each in companies]
    _given.update(companies=companies, country=country)
    try:
        with multiprocessing.get_context("fork").Pool(processes) as pool:
            return [each for chunk in pool.imap(_known_chunk, _spans(len(companies))) for each in chunk]
    finally:
        _given.clear()


def _scored(
    left: Sequence[Known], right: Sequence[Known] | None, pairs: Positions, fitted: Fitted
) -> list[tuple[int, int, Kinds]]:
    processes = _processes(len(pairs))
    if processes == 1:
        return list(score_pairs(left, right, pairs, fitted))
    _given.update(left=left, right=right, pairs=pairs, fitted=fitted)
    try:
        with multiprocessing.get_context("fork").Pool(processes) as pool:
            return [each for chunk in pool.imap(_score_chunk, _spans(len(pairs))) for each in chunk]
    finally:
        _given.clear()
