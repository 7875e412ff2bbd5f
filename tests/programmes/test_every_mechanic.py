"""Every mechanic by its name: the checker accepts it, and a folder of the conformance suite calculates with it."""

import re
from pathlib import Path

import pytest

from fairway.engine.check import check

FOLDERS = {
    one.parent.name: (one.read_text("utf-8"), {each.name for each in one.parent.iterdir()})
    for one in sorted(Path(__file__).parent.glob("*/programme.yaml"))
}

MECHANICS = {
    **{
        f"method {word}": f"method: {word}$"
        for word in ("flat", "retroactive", "marginal", "rolling", "total", "linear", "attainment")
    },
    **{
        f"measure {word}": rf"(measure|base): \[?{word}\b"
        for word in ("net", "gross", "list", "margin", "quantity", "lines", "customers", "new_customers", "deals")
    },
    "ratio of two populations": r"ratio: \{?",
    **{f"window {word}": f"over: {word}" for word in ("line", "document", "period_to_date", "year_to_date")},
    "window period, where none is named": r"\A(?![\s\S]*over:)",
    "window rolling n": r"over: rolling \d+ periods",
    "window lifetime": "over: lifetime",
    "growth over the same period last year": "growth_over: same_period_last_year",
    "growth over a named baseline": r"growth_over: (?!same_period_last_year|previous_period)[a-z]",
    "growth with a no-history policy": "without_history: (skip|whole|target|zero|[a-z]+)",
    "gates": "requires:",
    "mix and attach": r"ratio: .*of: .*to: ",
    "breadth": "breadth:",
    "new customers with look-back": "look_back: ",
    "deal-registration bonus": "deal: registered",
    "SPIFF per serial to a person": r"once_per: serial_no[\s\S]*payee: person",
    "commission with splits and overrides": "payee: splits",
    "pooling by parent": r"pool: \{by: parent",
    "pooling by country": r"pool: \{by: country",
    "pooling by any partner column": r"pool: \{by: (?!parent|country)\w",
    "cumulative guarantee": "guarantee:",
    "free goods": "free: ",
    "amount cap": r"limits: \{(?:.*, )?amount: ",
    "measure cap": r"limits: \{(?:.*, )?measure: ",
    "combined cap": "combined_cap:",
    "floor": r"limits: \{.*floor: ",
    "minimum payout": "minimum_payout:",
    "holdback": "holdback:",
    "cap across periods, yearly": "per_year: ",
    "cap across periods, lifetime": "(in_all|ever|lifetime): ",
    "budget across periods": "budget: |budget_per_year: ",
    "multipliers by a partner attribute": "multipliers:",
    "window relative to a launch": "launched_on",
    "window relative to the start of a partnership": "partner_since",
    **{f"returns {word}": f"returns: {word}$" for word in ("restate", "net", "reverse")},
    **{f"tier as of {word}": f"as_of: {word}" for word in ("transaction", "period_start", "period_end")},
    **{f"currency by {word}": f"fx: {word}" for word in ("transaction_date", "period_average", "period_end")},
    "currency by contract rate": r"fx: \{?contract|fx:\n\s+contract",
    **{f"rounding at {word}": rf"rounding: \{{.*at: {word}" for word in ("line", "payout")},
    **{f"rounding {word}": rf"rounding: \{{mode: {word}" for word in ("half_up", "half_even")},
    "rounding by currency": "currency: (JPY|KWD|BHD|TND)",
    "stacking by group and order": r"stack: \{group: \w+, order: \d",
    "stacking add": "stack: add",
    "stacking best of": "best_of: ",
    "stacking exclusive": "exclusive: ",
    "stacking after": r"after: \[",
    "a negotiated rate of one partner": r"exemptions:[\s\S]*(percent|per_unit|amount): ",
    "a waived gate of one partner": "waive: gates",
}


def using(pattern: str) -> list[str]:
    return [name for name, (text, _) in FOLDERS.items() if re.search(pattern, text, re.MULTILINE)]


@pytest.mark.parametrize("mechanic", MECHANICS)
def test_a_mechanic_is_accepted_and_calculated(mechanic: str) -> None:
    paid = [
        name
        for name in using(MECHANICS[mechanic])
        if check(FOLDERS[name][0]).programme is not None and {"expected.csv", "story.md"} <= FOLDERS[name][1]
    ]
    assert paid, f"no folder of the suite uses: {mechanic}"


def test_units_are_converted_before_thresholds() -> None:
    assert [name for name, (_, files) in FOLDERS.items() if {"units.csv", "expected.csv"} <= files]


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_document_of_the_suite_is_accepted(folder: str) -> None:
    assert check(FOLDERS[folder][0]).errors == ()
