"""A run whose engine is a Spark cluster books what one on this machine books."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.builders import People
from tests.rooms.incentives.stories import Sold, publish, put, run
from tests.rooms.incentives.test_runs import legs
from tests.standalone import Standalone

pytestmark = [pytest.mark.django_db, pytest.mark.cluster]


def test_a_run_on_a_cluster_books_what_was_earned(spark: Standalone, people: People, settings: Any) -> None:
    settings.FAIRWAY = replace(settings.FAIRWAY, engine=spark.master)
    put(Sold(people.a, "2012-08-01", "120000"), Sold(people.b, "2012-08-01", "49500"))
    put(Sold(people.a, "2012-09-30", "-25000", "-1"))
    programme = publish(people)
    outcome = run(people, programme, "2012-09-30")
    assert (outcome.state, outcome.failure, outcome.payouts, outcome.corrections) == ("succeeded", "", 2, 2)
    assert legs(people.a) == [("2012-Q3", "2012-Q3", "earned", 190_000)]  # 95,000 × 2 %
    assert legs(people.b) == [("2012-Q3", "2012-Q3", "earned", 49_500)]  # 49,500 × 1 %
    settings.FAIRWAY = replace(settings.FAIRWAY, engine="local")
    assert run(people, programme, "2012-09-30").corrections == 0


def test_a_cluster_that_cannot_be_used_fails_the_run_with_a_sentence(people: People, settings: Any) -> None:
    settings.FAIRWAY = replace(settings.FAIRWAY, engine="spark://127.0.0.1:1")
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(__import__("sys").modules, "pyspark", None)
        put(Sold(people.a, "2012-08-01", "120000"))
        outcome = run(people, publish(people), "2012-09-30")
    assert (outcome.state, outcome.corrections) == ("failed", 0)
    assert "pip install 'fairway[cluster]'" in outcome.failure
    assert legs(people.a) == []
