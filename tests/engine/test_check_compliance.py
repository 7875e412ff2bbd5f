"""Terms that competition law doubts: they are calculated, and not published without counsel's note."""

import pytest

from fairway.engine.check import check
from fairway.policy.problems import Severity
from tests.engine.programme_texts import HEAD, check_marked

FLAT = "measure: net\nmethod: flat\npercent: 1\n"
NOTE = "counsel:\n  - {problem: %s, by: 'J. Roe, outside counsel', on: 2025-02-01, note: Looked at.}\n"
STEPS = "rates: [{from: 0, percent: 1}, {from: 1000, percent: 2}]\n"
SLICES = "measure: net\nmethod: marginal\n"


def one(body: str) -> str:
    """A programme of one incentive, its keys given one a line."""
    return f"{HEAD}  - id: volume\n" + "".join(f"    {line}\n" for line in body.strip().splitlines())


HELD = [
    (one(FLAT + "where: ¶unit_price >= 100"), "resale-price", "EU-07"),
    (one(FLAT + "where: ¶not unit_price < 100"), "resale-price", "US-07"),
    (one(FLAT + "where: ¶unit_price in (99, 100)"), "resale-price", "EU-07"),
    (one(FLAT + "where: ¶'`advertised_price` > 20'"), "resale-price", "EU-07"),
    (one(FLAT + "where: ¶'`discount_percent` <= 10'"), "resale-price", "EU-07"),
    (one(FLAT + "qualifier: ¶{measure: net, where: unit_price >= 5}"), "resale-price", "EU-07"),
    (one(FLAT + "requires: ¶\n  - {measure: net, where: unit_price >= 5, at_least: 5}"), "resale-price", "EU-07"),
    (
        one(FLAT + "requires:\n  - ¶{ratio: {of: {measure: net}, to: {measure: list}}, at_least: 80 percent}"),
        "resale-price",
        "EU-07",
    ),
    (one("kind: mdf\n" + SLICES + STEPS.replace("[{", "¶[{")), "graduated-fund", "16 CFR 240.9"),
    (one("kind: coop\n" + SLICES + STEPS.replace("[{", "¶[{")), "graduated-fund", "US-04"),
    # by whatever word, or by its title alone, it is a fund all the same
    (one("kind: fund\n" + SLICES + STEPS.replace("[{", "¶[{")), "graduated-fund", "US-04"),
    (one("kind: local-promotion\n" + SLICES + STEPS.replace("[{", "¶[{")), "graduated-fund", "US-04"),
]


@pytest.mark.parametrize(("text", "code", "source"), HELD)
def test_what_counsel_must_see_stops_publication_and_not_calculation(text: str, code: str, source: str) -> None:
    checked, place = check_marked(text)
    assert checked.programme is not None
    (problem,) = checked.holds
    assert (problem.code, problem.severity) == (code, Severity.HOLD)
    assert not problem.stops
    assert not problem.publishes
    assert source in problem.hint
    if "requires: ¶" not in text:
        assert (problem.line, problem.column) == place


FREE = [
    one(FLAT + "where: unit_price <= 100"),  # a highest price leaves the partner free to go below
    one(FLAT + "where: unit_price >= 100\nevent: sell_in"),  # the price at which the partner buys
    one(FLAT + "where: product.list_price >= 100"),  # the vendor's own price
    one(FLAT + "where: '`discount_percent` >= 10'"),
    one(FLAT + "requires:\n  - {ratio: {of: {measure: net}, to: {measure: net}}, at_least: 80 percent}"),
    one("kind: mdf\nmeasure: net\nmethod: flat\npercent: 3"),  # one rate for all
    one("kind: rebate\n" + SLICES + STEPS),
]


@pytest.mark.parametrize("text", FREE)
def test_its_neighbours_are_free(text: str) -> None:
    assert check(text).problems == ()


@pytest.mark.parametrize(("text", "code", "source"), HELD)
def test_counsels_note_lets_it_be_published_and_stays_visible(text: str, code: str, source: str) -> None:
    checked, _ = check_marked(text + NOTE % code)
    assert checked.holds == ()
    (problem,) = checked.warnings
    assert problem.code == code
    assert "Counsel's note of 2025-02-01 by J. Roe, outside counsel is recorded." in problem.message


def test_a_note_on_another_problem_lifts_nothing() -> None:
    checked = check(one(FLAT + "where: unit_price >= 100") + NOTE % "graduated-fund")
    assert [problem.code for problem in checked.holds] == ["resale-price"]
    assert [problem.code for problem in checked.warnings] == ["counsel-unused"]
