"""The yardstick itself: its programme is sound, and both ways pay the same on a small set of lines."""

from fairway.engine.check import check
from tests.benchmarks.engine import measure
from tests.benchmarks.pages import percentile
from tests.benchmarks.programme import text


def test_the_programme_has_nothing_to_complain_about():
    checked = check(text(10))
    assert checked.programme is not None
    assert checked.problems == ()
    assert len(checked.programme.incentives) == 8  # P01, P02 by three types, P03, P05 by three families


def test_both_ways_pay_the_same(tmp_path):
    found = measure(tmp_path, 20_000, 1)  # raises at the first payout that differs
    assert found.numbers["lines"] == 20_000
    assert "payouts equal to the cent" in found.text


def test_a_percentile_is_a_value_that_was_measured():
    assert percentile([0.1 * number for number in range(1, 21)], 95) == 0.1 * 19  # 19 of 20 are not above it
    assert percentile([3.0], 95) == 3.0
