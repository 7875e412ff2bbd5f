"""What prevents bad policy, by the words it was asked for in: each is found at its place, its neighbour is not.

A check needs only the document; a review reads a year of sales, too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest

from fairway.engine.check import check, review
from fairway.engine.check.review import Alike, History, Reached, Shared, Unrated
from fairway.values import exact
from tests.engine.programme_texts import GOOD, HEAD, changed
from tests.policy.places import marked

PAGE = (Path(__file__).parents[2] / "docs/reference/problems.md").read_text("utf-8")
YEAR = History(date(2025, 2, 1), date(2026, 2, 1))
REACHED = Reached("volume", eligible=5, partners=3, highest=exact(120_000), step=2)
FLAT = "measure: net\nmethod: flat\npercent: 1\n"
SLICES = "measure: net\nmethod: marginal\nrates: [{from: 0, percent: 1}, {from: 1000, percent: 2}]\n"
EXEMPT = "exemptions:\n  - {partner: ¶P-1, incentive: volume, percent: 4, reason: Agreed}\n"


def one(body: str, name: str = "volume") -> str:
    """A programme of one incentive, its keys given one a line."""
    return f"{HEAD}  - id: {name}\n" + "".join(f"    {line}\n" for line in body.strip().splitlines())


def two(first: str, second: str) -> str:
    return one(first) + one(second, "other")[len(HEAD) :]


@dataclass(frozen=True)
class Policy:
    """One kind of bad policy: the document that has it, marked, and the nearest one that has not."""

    words: str
    code: str
    bad: str
    good: str
    history: History | None = None
    neighbour: History | None = None

    def __str__(self) -> str:
        return f"{self.code}: {self.words}"


POLICIES = [
    Policy(
        "tiers nobody can reach: a cap comes before",
        "unreachable-step",
        changed("{from: 100000", "¶{from: 100000", changed("measure: net", "measure: net\n    limits: {amount: 2000}")),
        changed("measure: net", "measure: net\n    limits: {amount: 4000}"),
    ),
    Policy(
        "tiers nobody can reach: nobody did in the last year",
        "step-not-reached",
        changed("{from: 100000", "¶{from: 100000"),
        GOOD,
        replace(YEAR, reached=(replace(REACHED, highest=exact("99999.99")),)),
        replace(YEAR, reached=(replace(REACHED, highest=exact(100_000)),)),
    ),
    Policy(
        "tiers that overlap others' conditions: two steps say when they hold",
        "overlap",
        changed("{from: 0, percent: 1}", "{from: 0, ¶to: 60000, percent: 1}").replace("¶to: ", "to: ¶"),
        changed("{from: 0, percent: 1}", "{from: 0, to: 50000, percent: 1}"),
    ),
    Policy(
        "tiers that overlap others' conditions: a gate asks for more than the step's end",
        "unreachable-step",
        changed("method: ret", "requires: [{measure: net, at_least: 50000}]\n    method: ret").replace(
            "{from: 0,", "¶{from: 0,"
        ),
        changed("method: ret", "requires: [{measure: net, at_least: 49999.99}]\n    method: ret"),
    ),
    Policy(
        "tiers that overlap others' conditions: another incentive of the set always pays first",
        "never-chosen",
        two(
            FLAT + "stack: {group: g, order: 1, exclusive: s}",
            FLAT.replace("1\n", "2\n") + "stack: {group: g, order: 2, exclusive: ¶s}",
        ),
        two(
            FLAT + "eligible: {tiers: [gold]}\nstack: {group: g, order: 1, exclusive: s}",
            FLAT.replace("1\n", "2\n") + "stack: {group: g, order: 2, exclusive: s}",
        ),
    ),
    Policy(
        "a higher step that pays less",
        "rate-shrinks",
        changed("percent: 3}", "percent: 1.5}").replace("{from: 100000", "¶{from: 100000"),
        changed("percent: 3}", "percent: 2.01}"),
    ),
    Policy(
        "cliffs: a cent of sales changes a payout by more than a stated amount",
        "cliff",
        changed("cliff: 1000", "cliff: 999.99").replace("{from: 100000", "¶{from: 100000"),
        GOOD,
    ),
    Policy(
        "an incentive nobody was eligible for in the last year",
        "nobody-was-eligible",
        changed("id: volume", "id: ¶volume"),
        GOOD,
        replace(YEAR, reached=(Reached("volume", 0, 0),)),
        replace(YEAR, reached=(REACHED,)),
    ),
    Policy(
        "two incentives paying twice for the same line without saying so, by the document",
        "stack-not-stated",
        two(FLAT + "stack: add", FLAT).replace("id: other", "id: ¶other"),
        two(FLAT + "stack: add", FLAT + "stack: add"),
    ),
    Policy(
        "two incentives paying twice for the same line without saying so, by the lines",
        "paid-twice",
        two(FLAT + "event: sell_in", FLAT + "event: sell_out").replace("id: volume", "id: ¶volume"),
        two(FLAT + "event: sell_in", FLAT + "event: sell_out"),
        replace(YEAR, shared=(Shared("volume", "other", 12),)),
        replace(YEAR, shared=(Shared("volume", "other", 0),)),
    ),
    Policy(
        "a period that does not divide the programme's: a year in a programme of quarters",
        "other-period",
        one(FLAT + "period: ¶year"),
        one(FLAT),
    ),
    Policy(
        "a period that does not divide the programme's: its last day lies inside one",
        "ends-inside-period",
        one(FLAT + "ends: ¶2025-06-15"),
        one(FLAT + "ends: 2025-07-31"),
    ),
    Policy(
        "a period that does not divide the programme's: its first day lies inside one",
        "starts-inside-period",
        one(FLAT + "starts: ¶2025-06-15"),
        one(FLAT + "starts: 2025-08-01"),
    ),
    Policy(
        "a currency without rates",
        "no-rates",
        changed("fx: transaction", "fx: ¶transaction"),
        GOOD,
        replace(YEAR, unrated=(Unrated("JPY", 1, date(2025, 3, 1)),)),
        YEAR,
    ),
    Policy(
        "conditions on a resale price",
        "resale-price",
        one(FLAT + "where: ¶unit_price >= 100"),
        one(FLAT + "where: unit_price <= 100"),
    ),
    Policy(
        "graduated marketing-fund rates",
        "graduated-fund",
        one("kind: mdf\n" + SLICES.replace("[{", "¶[{")),
        one("kind: mdf\n" + FLAT),
    ),
    Policy(
        "unlike terms for like partners",
        "unlike-terms",
        GOOD + EXEMPT,
        GOOD + EXEMPT.replace("¶", ""),
        replace(YEAR, alike=(Alike("P-1", "gold, US", ("P-2",)),)),
        YEAR,
    ),
]


def problems(text: str, history: History | None) -> dict[str, list[tuple[int, int]]]:
    found = check(text) if history is None else review(text, history)
    places: dict[str, list[tuple[int, int]]] = {}
    for each in found.problems:
        places.setdefault(each.code, []).append((each.line, each.column))
    return places


@pytest.mark.parametrize("policy", POLICIES, ids=str)
def test_bad_policy_is_found_with_place_sentence_hint_and_page(policy: Policy) -> None:
    text, place = marked(policy.bad)
    found = check(text) if policy.history is None else review(text, policy.history)
    (problem,) = [each for each in found.problems if each.code == policy.code]
    assert (problem.line, problem.column) == place
    assert re.fullmatch(r"[A-Z'0-9].*\.", problem.message)
    assert problem.hint.endswith(".")
    assert problem.help == f"reference/problems#{policy.code}"
    assert f"### `{policy.code}`\n" in PAGE


@pytest.mark.parametrize("policy", POLICIES, ids=str)
def test_its_neighbour_is_left_alone(policy: Policy) -> None:
    assert policy.code not in problems(policy.good, policy.neighbour)


@pytest.mark.parametrize("policy", [one for one in POLICIES if one.history], ids=str)
def test_what_only_history_tells_a_check_does_not_say(policy: Policy) -> None:
    assert policy.code not in problems(marked(policy.bad)[0], None)


@pytest.mark.parametrize("code", ["resale-price", "graduated-fund"])
def test_what_counsel_must_see_stops_publication_until_its_note_is_recorded(code: str) -> None:
    policy = next(each for each in POLICIES if each.code == code)
    text = marked(policy.bad)[0]
    assert [each.code for each in check(text).holds] == [code]
    note = f"counsel:\n  - {{problem: {code}, by: 'J. Roe', on: 2025-02-01, note: Looked at.}}\n"
    assert check(text + note).holds == ()


@pytest.mark.parametrize(
    ("word", "period", "said"),
    [
        ("week", "quarter", "'week' does not divide the programme's period, a quarter."),
        ("year", "half", "'year' does not divide the programme's period, a half."),
        ("quarter", "month", "'quarter' does not divide the programme's period, a month."),
        ("month", "quarter", "A month divides the programme's period, a quarter, and payouts are for a whole one."),
        ("quarter", "quarter", "A quarter is the programme's period already."),
    ],
)
def test_a_period_of_one_incentive_says_whether_it_divides(word: str, period: str, said: str) -> None:
    text = one(FLAT + f"period: {word}").replace("period: quarter, grace", f"period: {period}, grace")
    assert [each.message for each in check(text).problems] == [said]
