"""Lists matched on Spark: the pairs, probabilities and reasons of one machine."""

from __future__ import annotations

from typing import Any

import pytest

from fairway.engine.backends import cluster as connecting
from fairway.matching.backends import cluster, local
from fairway.matching.company import FIELDS, Company
from fairway.matching.explain import reasons
from fairway.matching.lists import Repeats
from fairway.matching.normalise import known
from tests.benchmarks.companies import World, with_repeats
from tests.standalone import Standalone

pytestmark = pytest.mark.cluster


def frame(session: Any, rows: list[Company]) -> Any:
    schema = ", ".join(f"{name} STRING" for name in FIELDS)
    return session.createDataFrame([tuple(getattr(each, name) for name in FIELDS) for each in rows], schema)


def answers(left: list[Company], right: list[Company] | None, **given: Any) -> dict[tuple[str, str], tuple[float, str]]:
    other = left if right is None else right
    found, _ = local.match(left, right, **given)
    return {
        (left[pair.left].id, other[pair.right].id): (
            pair.score.same, "; ".join(reasons(known(left[pair.left]), known(other[pair.right]), pair.score)),
        )
        for pair in found
    }  # fmt: skip


def same(spark: Standalone, left: list[Company], right: list[Company] | None, **given: Any) -> int:
    session = connecting.connect(spark.master)
    pairs, _ = cluster.match(session, frame(session, left), right and frame(session, right), **given)
    there = {(row.left_id, row.right_id): (row.probability, row.reasons) for row in pairs.collect()}
    here = answers(left, right, **given)
    assert there.keys() == here.keys()
    for pair, (probability, why) in here.items():
        assert there[pair][0] == pytest.approx(probability, rel=1e-6)
        assert there[pair][1] == why
    return len(here)


def test_one_list_is_cleaned_as_on_one_machine(spark: Standalone) -> None:
    world = World(300)
    rows, truth = with_repeats(world, list(world.accounts()), 0.2)
    assert same(spark, rows, None, at_least=0.05) >= 0.9 * len(truth)


@pytest.mark.parametrize("repeated", [Repeats.LOOK, Repeats.OFTEN])
def test_two_lists_are_matched_as_on_one_machine(spark: Standalone, repeated: Repeats) -> None:
    world = World(200, seed=5)
    accounts = list(world.accounts())
    written = [world.written(each).company for each in accounts[:80]]
    assert same(spark, written, accounts, repeated=repeated) >= 70
