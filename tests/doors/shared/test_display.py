"""Values as people read them: exact, in their language, in their time zone."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone, translation

from fairway.values import Money, Quantity, Rate, exact
from fairway.web.shared import display


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "USD 1,234,567.50"),
        ("de", "1.234.567,50 USD"),
        ("fr", "1 234 567,50 USD"),
        ("ja", "USD 1,234,567.50"),
    ],
)
def test_amounts_follow_the_language(language: str, text: str) -> None:
    with translation.override(language):
        shown = display.money_text(Money.of("1234567.5", "USD"))
        marked = re.sub(r"<[^>]+>", "", display.money_html(Money.of("1234567.5", "USD")))
    # one way on a page: beside its sentences, in tables and in sums
    assert {re.sub(r"\s", " ", one) for one in (shown, marked)} == {text}


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        ("0", "USD", "USD 0.00"),
        ("1200", "JPY", "JPY 1,200"),
        ("1.2", "KWD", "KWD 1.200"),
        ("-0.05", "EUR", "EUR −0.05"),
        ("0.0375", "USD", "USD 0.0375"),  # finer than a cent: no digit is dropped
        ("12345678901234567890.12", "USD", "USD 12,345,678,901,234,567,890.12"),
    ],
)
def test_amounts_show_every_digit(amount: str, currency: str, text: str) -> None:
    assert display.money_text(Money.of(amount, currency)) == text
    assert display.kept_money_text(str(Money.of(amount, currency))) == text


def test_what_is_no_amount_stays_what_it_is() -> None:
    assert [display.kept_money_text(said) for said in ("3 new", "12 EA3", "1500.00 XQX", "USD 12", "")] == [""] * 5


def test_rates_are_percent() -> None:
    assert display.rate_text(Rate.of("0.0725")) == "7.25\N{NO-BREAK SPACE}%"
    assert display.rate_text(exact("1")) == "100\N{NO-BREAK SPACE}%"


def test_moments_are_in_the_readers_zone() -> None:
    at = datetime(2012, 11, 22, 23, 30, tzinfo=UTC)
    with timezone.override("Asia/Tokyo"):
        assert display.moment_text(at) == "23 Nov 2012, 08:30"  # nine hours ahead: already tomorrow
    with timezone.override("UTC"):
        assert display.moment_text(at) == "22 Nov 2012, 23:30"


@pytest.mark.parametrize(
    ("passed", "text"),
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(minutes=5), "5 min ago"),
        (timedelta(hours=3), "3 h ago"),
        (timedelta(days=1), "yesterday"),
        (timedelta(days=6), "6 days ago"),
        (timedelta(days=40), "13 Oct 2012"),  # 22 Nov less 22 days is 31 Oct, less 18 more is 13 Oct
    ],
)
def test_how_long_ago(passed: timedelta, text: str) -> None:
    now = datetime(2012, 11, 22, 14, 0, tzinfo=UTC)
    assert display.since_text(now - passed, now) == text


@pytest.mark.parametrize(
    ("octets", "text"),
    [
        (900, "900 bytes"),
        (1024, "1 kB"),
        (3_565_158, "3.4 MB"),  # 3,565,158 / 1,048,576 = 3.4
        (2 * 2**30, "2 GB"),
    ],
)
def test_file_sizes(octets: int, text: str) -> None:
    assert display.size_text(octets) == text


def test_markup_from_outside_is_escaped() -> None:
    assert "<script" not in str(display.shown("<script>")) or not hasattr(display.shown("<script>"), "__html__")
    assert display.shown(None) == display.NOTHING
    assert display.shown(date(2012, 4, 1)) == '<time class="number" datetime="2012-04-01">1 Apr 2012</time>'
    assert display.shown(Quantity.of("12")) == "12 EA"


def test_a_span_of_days_says_each_part_once() -> None:
    def of(first: tuple[int, int, int], last: tuple[int, int, int]) -> str:
        return display.days_text(date(*first), date(*last))

    assert of((2012, 11, 1), (2012, 11, 30)) == "1\N{EN DASH}30 Nov 2012"
    assert of((2012, 10, 28), (2012, 11, 3)) == "28 Oct \N{EN DASH} 3 Nov 2012"
    assert of((2012, 12, 31), (2013, 1, 1)) == "31 Dec 2012 \N{EN DASH} 1 Jan 2013"
    assert of((2012, 11, 22), (2012, 11, 22)) == "22 Nov 2012"


@pytest.mark.parametrize(
    ("kept", "text"),
    [
        ("2026-01-31", "31 Jan 2026"),
        ("2026-01-31T14:05:00+00:00", "31 Jan 2026, 14:05"),
        ("2026-13-31", ""),
        ("2026-01-31 and later", ""),
        ("2026-Q1", ""),
        ("", ""),
    ],
)
def test_times_kept_for_machines_are_written_for_people(kept: str, text: str) -> None:
    assert display.iso_text(kept) == text
