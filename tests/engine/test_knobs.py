"""Rates, thresholds and caps are turned in the document's own text, and nothing else of it moves."""

import pytest

from fairway.engine.check import check
from fairway.engine.trial import BadKnob, knobs, turned
from fairway.values import exact, plain

TEXT = """programme: turned   # a comment stays
title: Turned
currency: USD
calendar: {year_starts: 01-01, period: quarter}
rounding: {mode: half_up, at: payout}
fx: transaction_date
returns: restate
event: any
members: all
incentives:
  - id: volume
    title: Volume rebate
    kind: rebate
    stack: add
    measure: net
    method: retroactive
    rates:
      - {from: 0, percent: 1}
      - {from: 50000, percent: 2.50}   # the middle
    limits: {amount: 30000, minimum_payout: 50}
    requires:
      - {measure: quantity, at_least: 10}
  - id: units
    kind: spiff
    measure: quantity
    method: per_unit
    per_unit: 0.75
    stack: add
"""


def test_every_rate_threshold_and_cap_is_a_knob():
    found = {one.name: one.text for one in knobs(TEXT)}
    assert found == {
        "volume/rates/0/percent": "1",
        "volume/rates/1/from": "50000",
        "volume/rates/1/percent": "2.5",
        "volume/limits/amount": "30000",
        "volume/limits/minimum_payout": "50",
        "volume/requires/0/at_least": "10",
        "units/per_unit": "0.75",
    }


def test_turning_changes_the_number_and_nothing_else():
    new = turned(TEXT, {"volume/rates/1/percent": "2.75", "volume/rates/1/from": "120000", "units/per_unit": "1"})
    assert new == TEXT.replace("{from: 50000, percent: 2.50}", "{from: 120000, percent: 2.75}").replace(
        "per_unit: 0.75", "per_unit: 1"
    )
    programme = check(new).programme
    assert programme is not None, check(new).problems
    assert programme.incentives[0].steps[1].lower == exact(120000)


def test_values_that_stay_leave_the_text_as_it_is():
    assert turned(TEXT, {one.name: one.text for one in knobs(TEXT)}) == TEXT
    assert turned(TEXT.replace("\n", "\r\n"), {"nobody/percent": "9"}) == TEXT.replace("\n", "\r\n")


@pytest.mark.parametrize("value", ["", "two", "1e9", "-1", "1,5", "9" * 30, "1} # "])
def test_what_is_no_number_is_refused(value):
    with pytest.raises(BadKnob, match="Volume rebate, step 2 pays"):
        turned(TEXT, {"volume/rates/1/percent": value})


def test_a_slider_moves_in_round_steps():
    found = {one.name: one for one in knobs(TEXT)}
    assert (found["volume/rates/1/from"].most, found["volume/rates/1/from"].step) == (exact(100000), exact(1000))
    assert (found["volume/rates/1/percent"].most, found["volume/rates/1/percent"].step) == (exact(5), exact("0.05"))


def test_a_document_that_cannot_be_read_has_none():
    assert knobs("incentives: [") == () == knobs("") == knobs("incentives: 3")


@pytest.mark.parametrize(
    ("written", "step"),
    [
        ("50000", "1000"),  # a hundredth of twice the value
        ("250000", "5000"),
        ("750000", "10000"),  # in steps of 20,000 it would stand at 760,000
        ("1234", "2"),
        ("1235", "5"),
        ("1.5", "0.05"),
        ("2.25", "0.05"),
        ("0.333", "0.001"),
    ],
)
def test_a_slider_stops_at_the_value_that_is_written(written: str, step: str) -> None:
    text = f"incentives:\n  - id: a\n    rates:\n      - {{from: {written}, percent: 1}}\n"
    (knob, *_) = knobs(text)
    assert (plain(knob.value), plain(knob.step)) == (written, step)
    assert not knob.value % knob.step and not knob.most % knob.step
