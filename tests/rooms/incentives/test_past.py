"""A review reads a year of sales once, and never longer than a page may take."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from fairway.engine.backends import local
from fairway.incentives import queries
from fairway.incentives.queries import past
from fairway.kit.access import acting_as
from tests.builders import People
from tests.rooms.incentives.stories import VOLUME, Sold, put

pytestmark = pytest.mark.django_db
ON = date(2013, 1, 10)


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    past._seen.clear()


def reviewed(people: People) -> queries.Reviewed:
    with acting_as(people.maya):
        return queries.review_text(people.maya, VOLUME, on=ON)


def test_the_same_text_over_the_same_sales_is_added_up_once(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    put(Sold(people.a, "2012-08-01", "1000"))
    first = reviewed(people)
    assert (first.fault, first.ends) == ("", date(2012, 10, 1))
    real, calls = local.history, []

    def counted(*given: Any, **more: Any) -> Any:
        calls.append(given)
        return real(*given, **more)

    monkeypatch.setattr(local, "history", counted)
    assert reviewed(people) == first
    assert calls == []
    put(Sold(people.b, "2012-08-02", "1000"))
    reviewed(people)
    assert len(calls) == 1


def test_a_review_that_takes_too_long_says_so(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    put(Sold(people.a, "2012-08-01", "1000"))

    def slow(*_: Any, seconds: float, **__: Any) -> Any:
        raise local.TooLong(f"Longer than {seconds} seconds.")

    monkeypatch.setattr(local, "history", slow)
    found = reviewed(people)
    assert found.fault.startswith("It was not reviewed against the sales: Longer than 20 seconds.")
    assert found.starts is None


def test_nobody_waits_behind_another_review_for_ever(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    put(Sold(people.a, "2012-08-01", "1000"))
    monkeypatch.setattr(past, "SECONDS", 0)
    with past._alone:
        assert "Another review" in reviewed(people).fault
