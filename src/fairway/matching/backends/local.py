"""Match lists on this machine: DuckDB joins the keys, processes score the candidates.

DuckDB only says which rows share keys, and lets each row keep the counterparts with which it shares the rarest. The
score of a pair is the scorer's, so it is the same as online.
"""

from __future__ import annotations

import gc
import marshal
import multiprocessing
import os
from array import array
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from typing import Any, TypeAlias, TypeVar, overload

import duckdb
import pyarrow as pa

from fairway.matching.backends.candidates import LONE, candidates_sql
from fairway.matching.backends.counted import SAID, background_of_said, said_by
from fairway.matching.background import Background
from fairway.matching.company import Company
from fairway.matching.compare import Evidence
from fairway.matching.keys import SORT_BITS, SORTS, keys_of
from fairway.matching.lists import (
    LOOKED_AT,
    Fitted,
    Pair,
    Positions,
    Repeats,
    Scored,
    decide,
    fit,
    once,
    repeats,
    score_pairs,
)
from fairway.matching.names import Agreement
from fairway.matching.normalise import Known, flat, known, of_flat
from fairway.matching.score import Score, judged
from fairway.matching.weights import Weights

PARALLEL = 30_000
"""Rows, or pairs, from which the work is shared among the processors."""
CHUNK = 20_000


class Kept(Sequence[Known]):
    """Rows in comparable form, each a few hundred bytes until it is looked at: most rows of a long list are never
    compared, and a million of them as tuples fill a memory."""

    def __init__(self, rows: Sequence[bytes]) -> None:
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, place: int) -> Known: ...
    @overload
    def __getitem__(self, place: slice) -> Kept: ...
    def __getitem__(self, place: int | slice) -> Known | Kept:
        if isinstance(place, slice):
            return Kept(self._rows[place])
        return of_flat(marshal.loads(self._rows[place]))  # noqa: S302  a process of ours wrote it


@dataclass(frozen=True)
class Listed:
    """A list as it is compared: its rows, its keys as a table of key and place, and what is counted of it."""

    rows: Sequence[Known]
    keys: pa.Table
    said: pa.Table


def candidates(left: pa.Table, right: pa.Table | None, rows: int, *, step: int = 1) -> Positions:
    """The pairs of rows that share keys rare enough, as places in the lists; without ``right``, in the one list.

    ``rows`` is the length of the longer list. With ``step`` only every so many-th row of ``left`` is looked at.
    """
    connection = duckdb.connect()
    try:
        connection.execute(f"SET threads = {_processors()}")
        connection.register("left_all", left)
        connection.register("right_keys", left if right is None else right)
        connection.execute("CREATE TEMP TABLE left_keys AS SELECT * FROM left_all WHERE id % ? = 0", [step])
        found = connection.execute(candidates_sql(rows, dedupe=right is None, step=step)).to_arrow_table()
    finally:
        connection.close()
    return list(zip(found.column(0).to_pylist(), found.column(1).to_pylist(), strict=True))


def listed(companies: Sequence[Company], country: str) -> Listed:
    """Read a list: each row in comparable form, with its keys; on all processors where it is long."""
    parts = list(_shared(partial(_read, companies, country), len(companies)))
    rows, keys, said = zip(*parts, strict=True) if parts else ((), (), ())
    # what came through a pipe lies anywhere in memory; together it is laid out anew
    return Listed(
        Kept([*chain.from_iterable(rows)]),
        pa.concat_tables([_table(array("q"), array("i")), *keys]).combine_chunks(),
        pa.concat_tables([SAID.empty_table(), *said]).combine_chunks(),
    )


def _table(keys: array[int], places: array[int]) -> pa.Table:
    """Keys beside the places of their rows, where they lie in memory."""
    columns = ((pa.int64(), keys), (pa.int32(), places))
    return pa.table([pa.Array.from_buffers(kind, len(held), [None, pa.py_buffer(held)]) for kind, held in columns],
                    names=["key", "id"])  # fmt: skip


def key_table(rows: Sequence[Known]) -> pa.Table:
    """The keys of rows that were read already."""
    keys, places = array("q"), array("i")
    for place, one in enumerate(rows):
        found = _numbers(one, faint=len(rows) <= LONE)
        keys.extend(found)
        places.extend([place] * len(found))
    return _table(keys, places)


def _numbers(one: Known, *, faint: bool) -> list[int]:
    """A row's keys as `sorted_hash` has them, but by Python's own hash: five times faster, and good for this process
    and those forked from it, which is as far as these numbers go."""
    return [hash(key) & ~SORT_BITS | SORTS[key[0]] for key in keys_of(one, faint=faint)]


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
    with uncollected():
        ours = listed(left, country)
        theirs = None if right is None else listed(right, country)
        others = None if theirs is None else theirs.rows
        rows = max(len(ours.rows), len(others or ()))
        pairs = candidates(ours.keys, None if theirs is None else theirs.keys, rows)
        background = background_of_said([each.said for each in (ours, theirs) if each is not None])
        fitted = fit(ours.rows, others, pairs, weights, background)
        if theirs is not None:
            fitted = replace(
                fitted, once_left=_once(ours, fitted, repeated), once_right=_once(theirs, fitted, repeated)
            )
        scored = _scored(ours.rows, others, pairs, fitted)
    least = fitted.weights.threshold if at_least is None else at_least
    return decide(scored, fitted, least, rivals=theirs is not None), fitted


def alike(
    rows: Sequence[Known], weights: Weights, background: Background, least: float
) -> Iterator[tuple[int, int, Score]]:
    """The pairs of one list that are the same company with at least a probability, by weights that are not refitted."""
    pairs = candidates(key_table(rows), None, len(rows))
    for one, two, found, evidence in _scored(rows, None, pairs, Fitted(background, weights)):
        if found[0] >= least * (1.0 + sum(found)):
            yield one, two, judged(evidence, found, weights)


def _once(given: Listed, fitted: Fitted, repeated: Repeats) -> float:
    if repeated is not Repeats.LOOK:
        return 1.0 if repeated is Repeats.NEVER else 0.0
    rows = given.rows
    step = max(1, len(rows) // LOOKED_AT)
    pairs = candidates(given.keys, None, len(rows), step=step)
    return once(repeats(rows, pairs, -(-len(rows) // step), fitted) / (2 if step > 1 else 1))


def normalised(companies: Sequence[Company], country: str) -> list[Known]:
    """Normalise a list, on all processors where it is long."""
    return list(listed(companies, country).rows)


def _scored(left: Sequence[Known], right: Sequence[Known] | None, pairs: Positions, fitted: Fitted) -> list[Scored]:
    return [
        (one, two, found, Evidence(Agreement(*name), *rest))
        for part in _shared(partial(_score, left, right, pairs, fitted), len(pairs))
        for one, two, found, name, *rest in marshal.loads(part)  # noqa: S302  a process of ours wrote it
    ]


Span: TypeAlias = tuple[int, int]
Part = TypeVar("Part")
Read: TypeAlias = tuple[list[bytes], pa.Table, pa.Table]
OLDER_FORM = 2
"""The marshal format that does not look for what is the same: three times faster, and what it makes is soon read."""

# what the processes inherit when they are forked: the work, its spans, and which of them comes next
_inherited: tuple[Callable[[Span], Any], Sequence[Span], Any] | None = None


def _shared(work: Callable[[Span], Part], length: int) -> Iterator[Part]:
    """Do a piece of work for each span of a length, on all processors where it is long; the answers in order.

    Each process, this one too, takes the next span when it has done one. The others hand over what they found when all
    is done: a pipe that is read beside work is read a little at a time, and whoever writes to it waits.
    """
    global _inherited
    spans = [(start, min(start + CHUNK, length)) for start in range(0, length, CHUNK)]
    others = _processors() - 1
    if length < PARALLEL or not others or "fork" not in multiprocessing.get_all_start_methods():
        yield from map(work, spans)
        return
    forked = multiprocessing.get_context("fork")
    _inherited = work, spans, forked.Value("i", 0)
    try:
        with ProcessPoolExecutor(others, forked) as pool:
            elsewhere = [pool.submit(_done) for _ in range(others)]
            done = _done()
            for each in elsewhere:
                done |= each.result()
    finally:
        _inherited = None
    for place in range(len(spans)):
        yield done.pop(place)


def _done() -> dict[int, Any]:
    """Do the work for the next span until none is left; the answers by the places of their spans."""
    if _inherited is None:
        raise RuntimeError("there is no work to take part in")
    work, spans, following = _inherited
    found: dict[int, Any] = {}
    while True:
        with following.get_lock():
            place = following.value
            following.value += 1
        if place >= len(spans):
            return found
        found[place] = work(spans[place])


def _read(companies: Sequence[Company], country: str, span: Span) -> Read:
    rows: list[Known] = []
    keys, places = array("q"), array("i")
    for place, each in enumerate(companies[slice(*span)], span[0]):
        one = known(each, country)
        found = _numbers(one, faint=len(companies) <= LONE)
        rows.append(one)
        keys.extend(found)
        places.extend([place] * len(found))
    return [marshal.dumps(flat(one), OLDER_FORM) for one in rows], _table(keys, places), said_by(rows)


def _score(
    left: Sequence[Known], right: Sequence[Known] | None, pairs: Positions, fitted: Fitted, span: Span
) -> bytes:  # fmt: skip
    scored = score_pairs(left, right, pairs[slice(*span)], fitted)
    return marshal.dumps([(one, two, found, tuple(seen.name), *seen[1:]) for one, two, found, seen in scored])


def _processors() -> int:
    return min(len(os.sched_getaffinity(0)), 8)


@contextmanager
def uncollected() -> Iterator[None]:
    """Millions of rows are kept to the end: looking through them for garbage again and again finds none."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
