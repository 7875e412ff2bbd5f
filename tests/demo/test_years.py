"""The demo's two years happen in an order that makes sense."""

from dataclasses import replace
from datetime import date

import pytest

from fairway.demo import years
from fairway.demo.channel import Channel
from fairway.demo.partners import PARTNERS
from fairway.demo.seasons import calendar, spans

TODAY = date(2026, 11, 22)


def channel(today: date) -> Channel:
    return Channel("halden-1", today, calendar(today), (), (), PARTNERS, ())


def test_the_first_year_is_history_by_quarter_and_the_second_is_reported_by_month() -> None:
    labels = [span.label for span in spans(calendar(TODAY))]
    assert labels[:5] == ["2024-Q4", "2025-Q1", "2025-Q2", "2025-Q3", "2025-10"]
    assert labels[-2:] == ["2026-10", "2026-11"]


def test_quarters_are_calculated_from_the_second_year_on() -> None:
    assert [quarter.label for quarter in years.quarters(calendar(TODAY))] == [
        "2025-Q4",
        "2026-Q1",
        "2026-Q2",
        "2026-Q3",
    ]


def test_programmes_are_published_before_the_first_quarter_they_govern_is_settled() -> None:
    names = [moment.name for moment in years.moments(channel(TODAY))]
    assert names == [
        "programmes",
        "quarter 2025-Q4",
        "second version",
        "quarter 2026-Q1",
        "quarter 2026-Q2",
        "quarter 2026-Q3",
    ]


@pytest.mark.parametrize(
    ("today", "settled"),
    [(date(2026, 10, 16), 3), (date(2026, 10, 17), 4)],  # 30 September and 16 days: 17 October
)
def test_the_last_quarter_is_closed_once_its_grace_is_over(today: date, settled: int) -> None:
    happening = list(years.moments(replace(channel(TODAY), today=today, months=calendar(today))))
    assert sum(moment.quarter is not None for moment in happening) == settled
