"""What the checker says about tier documents that cannot be meant, or that somebody should look at."""

from __future__ import annotations

import pytest

from fairway.performance.rules.tiers import check
from fairway.performance.rules.tiers.checks import Known
from fairway.performance.rules.tiers.compare import compare
from tests.tiers.test_tier_documentation import USUAL

GOOD = "tiers: example\ncurrency: USD\n" + "".join(USUAL.values())


def codes(text: str, known: Known | None = None) -> set[str]:
    return {problem.code for problem in check(text, known=known).problems}


@pytest.mark.parametrize(
    ("was", "now", "code"),
    [
        ("currency: USD\n", "", "missing-key"),
        ("currency: USD", "currency: DOLLARS", "unknown-currency"),
        ("metric: net_sales, at_least: 100}", "metric: net_sale, at_least: 100}", "unknown-metric"),
        ("metric: net_sales, at_least: 100}", "metric: net_sales}", "missing-key"),
        ("metric: net_sales, at_least: 100}", "metric: net_sales, at_least: 100, at_most: 9}", "two-thresholds"),
        ("metric: net_sales, at_least: 100}", "at_least: 100}", "odd-requirement"),
        ("metric: net_sales, at_least: 100}", "metric: net_sales, at_least: 100, positive: yes}", "not-points"),
        ("- id: registered", "- {id: registered, unlocks: {fund_rate: 200}}", "out-of-range"),
        ("- id: registered", "- {id: silver}", "same-id"),
        ("window: 12 months", "window: a year", "not-a-span"),
        ("window: 12 months", "window: 12 months, certificates: [x]", "unknown-key"),
        ("promotion: quarterly", "promotion: sometimes", "unknown-word"),
        ("promotion: quarterly", "promotion: {months: [13]}", "not-a-month"),
        ("demotion: quarterly", "demotion: any_time", "overnight"),
        ("demotion: quarterly", "demotion: quarterly, grace: {length: 90 days}", "no-progress-test"),
        ("members: all", "members: all\neach: portfolio", "parts-not-stated"),
        ("  - id: registered\n", "", "no-floor"),
        (
            "at_least: 1}]}\n", "at_least: 1}]}\n  - {id: gold, requires: [{metric: net_sales, at_least: 9}]}\n",
            "easier-above",
        ),
        ("review:", "metrics: []\nreview:", "duplicate-key"),
        ("metrics:\n", "metrics:\n  - {id: g, source: growth, of: g}\n", "circular"),
        ("metrics:\n", "metrics:\n  - {id: g, source: growth, of: certified}\n", "no-window-before"),
        ("metrics:\n", "metrics:\n  - {id: g, source: values, window: ever}\n", "metric-not-asked"),
        ("source: sales, window: 12 months}", "source: data_quality, window: 12 months}", "out-of-reach"),
    ],
)  # fmt: skip
def test_each_fault_is_found_at_its_place(was: str, now: str, code: str) -> None:
    assert was in GOOD
    text = GOOD.replace(was, now, 1)
    if code == "out-of-reach":
        text = text.replace("at_least: 100}", "at_least: 101}")
    found = [problem for problem in check(text).problems if problem.code == code]
    assert found, codes(text)
    assert all(problem.line >= 1 and problem.column >= 1 and problem.message for problem in found)


def test_a_good_document_has_no_problem_and_a_hostile_one_costs_nothing() -> None:
    assert codes(GOOD) == set()
    for text in ("", "a", "- 1", "tiers: [", "tiers: x\n" * 3, "levels: " + "[" * 40, "\tx: 1", "tiers: x\nlevels: 1"):
        assert check(text).errors
    assert "partner-tiers" in check("").problems[0].hint


def test_a_metric_that_nobody_feeds_is_named() -> None:
    assert codes(GOOD, Known(fed=frozenset({"foundation"}))) == set()
    assert codes(GOOD, Known(fed=frozenset())) == {"never-fed"}


def test_two_versions_are_compared_in_words() -> None:
    before, after = (check(text).programme for text in (GOOD, GOOD.replace("at_least: 100}", "at_least: 150}")))
    assert before is not None
    assert after is not None
    (one,) = compare(before, after)
    assert (one.where, one.aspect) == ("Silver", "asks")
    assert "USD 100" in one.before
    assert "USD 150" in one.after
    assert compare(before, before) == ()
