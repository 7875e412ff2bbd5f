"""Calendars cut time into half-open periods without gap or overlap, whatever month the year starts in."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairway.values import FiscalCalendar, Period, UnknownPeriod

calendars = st.builds(
    FiscalCalendar, st.integers(1, 12), st.sampled_from(["month", "quarter", "half", "year"]), st.integers(1, 28)
)
days = st.dates(date(1990, 1, 1), date(2090, 1, 1))


@pytest.mark.parametrize(
    ("label", "start", "end"),
    [
        ("2012-Q4", date(2012, 10, 1), date(2013, 1, 1)),
        ("2012-04", date(2012, 4, 1), date(2012, 5, 1)),
        ("2012-H1", date(2012, 1, 1), date(2012, 7, 1)),
        ("2012", date(2012, 1, 1), date(2013, 1, 1)),
    ],
)
def test_calendar_labels(label, start, end):
    period = Period.parse(label)
    assert (period.start, period.end, period.label) == (start, end, label)


def test_a_fiscal_year_is_named_by_the_year_it_ends_in():
    calendar = FiscalCalendar(year_starts=2)
    assert calendar.period_of(date(2011, 8, 1)) == Period(date(2011, 8, 1), date(2011, 11, 1), "FY2012-Q3")
    assert calendar.parse("FY2012-Q3").start == date(2011, 8, 1)
    assert calendar.year_of(calendar.parse("FY2012-Q3")).label == "FY2012"
    assert calendar.period_of(date(2012, 1, 31)).label == "FY2012-Q4"
    assert calendar.period_of(date(2012, 2, 1)).label == "FY2013-Q1"


def test_months_of_a_fiscal_year_keep_their_calendar_names():
    assert FiscalCalendar(year_starts=2, period="month").period_of(date(2012, 1, 31)).label == "2012-01"


@pytest.mark.parametrize(
    "label", ["2012-Q5", "2012-Q0", "2012-13", "2012-H3", "FY2012-Q1", "2012-1", "Q1", "", "2012-Q1 "]
)
def test_what_is_no_period_is_refused(label):
    with pytest.raises(UnknownPeriod):
        Period.parse(label)


def test_an_empty_period_is_refused():
    with pytest.raises(ValueError, match="empty"):
        Period(date(2012, 1, 1), date(2012, 1, 1), "never")


@given(calendars, days)
def test_every_day_is_in_exactly_one_period(calendar, day):
    period = calendar.period_of(day)
    assert day in period
    assert calendar.period_of(period.start) == calendar.period_of(period.end - timedelta(days=1)) == period
    assert calendar.next(period).start == period.end
    assert calendar.previous(period).end == period.start
    assert calendar.parse(period.label) == period


@given(calendars, days)
def test_the_same_period_last_year_is_a_year_earlier(calendar, day):
    period = calendar.period_of(day)
    earlier = calendar.same_last_year(period)
    assert (earlier.start.month, earlier.start.day, earlier.start.year) == (
        period.start.month,
        period.start.day,
        period.start.year - 1,
    )


def test_periods_between_two_days():
    labels = [period.label for period in FiscalCalendar().periods(date(2012, 3, 31), date(2012, 7, 1))]
    assert labels == ["2012-Q1", "2012-Q2"]
    assert not list(FiscalCalendar().periods(date(2012, 1, 1), date(2012, 1, 1)))
