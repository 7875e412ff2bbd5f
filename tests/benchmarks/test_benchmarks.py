"""The yardstick itself: its programme is sound, and both ways pay the same on a small set of lines."""

from fairway.engine.check import check
from tests.benchmarks.deduplicated import judged
from tests.benchmarks.engine import measure
from tests.benchmarks.looked_up import summed
from tests.benchmarks.matching_peers import cleaned, trigrams
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


def test_a_look_up_is_summed_up():
    meant = ["1", "2", "", ""]
    found = summed([0.001, 0.002, 0.003, 0.010], ["1", "9", "7", ""], [0.9, 0.4, 0.6, 0.0], [1, 1, 0, 0], meant, 0.5)
    assert found == {"p50": 2.5, "p95": 10.0, "first": 0.5, "in five": 1.0, "known or new": 0.5}
    # in hindsight: from 0.4 on everything is known but the last
    assert (
        summed([0.001] * 4, ["1", "2", "7", ""], [0.9, 0.4, 0.3, 0.0], [1, 1, 0, 0], meant, None)["known or new"] == 1
    )


def test_pairs_are_judged_in_either_order(tmp_path):
    (tmp_path / "truth.csv").write_text("one,two\na,b\nc,d\n")
    (tmp_path / "pairs.csv").write_text("one,two,probability\nb,a,0.9\nc,e,0.8\nc,d,0.3\n")
    found = judged(tmp_path / "pairs.csv", tmp_path / "truth.csv", (0.2, 0.5))
    assert found == {0.2: (2 / 3, 1.0, 0.8), 0.5: (0.5, 0.5, 0.5)}


def test_what_is_compared_with_gets_clean_columns():
    assert cleaned("Zwickelmoser G.m.b.H.") == "zwickelmoser"
    assert trigrams("Ab") == ["__a", "_ab", "ab_"]
