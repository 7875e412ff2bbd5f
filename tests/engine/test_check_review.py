"""Reviews: what a document and a year of sales say together. Each finds what it looks for, and not its neighbour."""

from dataclasses import replace
from datetime import date

import pytest

from fairway.engine.check import REVIEWS, check, review
from fairway.engine.check.review import Alike, Apart, History, Reached, Shared, Unrated
from fairway.values import exact
from tests.engine.programme_texts import GOOD, HEAD, changed
from tests.policy.places import marked

YEAR = History(date(2025, 2, 1), date(2026, 2, 1))
SOUND = Reached("volume", eligible=5, partners=3, highest=exact(120000), step=2)
FLAT = "measure: net\nmethod: flat\npercent: 1\n"
GATE = "requires:\n  - ¶{measure: quantity, at_least: 1000}"
RATIO = "requires:\n  - ¶{ratio: {of: {measure: quantity}, to: {measure: lines}}, at_least: 80 percent}"
EXEMPT = "exemptions:\n  - {partner: ¶P-1, incentive: volume, percent: 4, reason: Agreed}\n"
BOTH = EXEMPT + "  - {partner: P-2, incentive: volume, percent: 4, reason: Agreed}\n"
NAMED = "eligible: ¶{partners: [P-1]}"
FACTORS = "multipliers:\n  - ¶{by: segment, factors: {large: 1.2, small: 1}, otherwise: 1}"


def one(body: str) -> str:
    """A programme of one incentive, its keys given one a line."""
    return f"{HEAD}  - id: volume\n" + "".join(f"    {line}\n" for line in body.strip().splitlines())


def two(first: str, second: str) -> str:
    """A programme of two incentives."""
    return one(first) + one(second)[len(HEAD) :].replace("id: volume", "id: other")


ALIKE = Alike("P-1", "gold, US", ("P-2", "P-3"))
FOUND = [
    (
        changed("id: volume", "id: ¶volume"),
        replace(YEAR, reached=(Reached("volume", 0, 0),)),
        "nobody-was-eligible",
        "Nobody was eligible for 'volume' from 2025-02-01 until 2026-02-01.",
    ),
    (
        one(FLAT + "eligible: ¶{tiers: [gold]}"),
        replace(YEAR, reached=(Reached("volume", 0, 0),)),
        "nobody-was-eligible",
        "Nobody was eligible",
    ),
    (
        changed("id: volume", "id: ¶volume"),
        replace(YEAR, reached=(Reached("volume", 5, 0),)),
        "nothing-counted",
        "5 partners were eligible for 'volume', and no line of theirs counted",
    ),
    (
        changed("{from: 100000", "¶{from: 100000"),
        replace(YEAR, reached=(replace(SOUND, highest=exact("99999.99")),)),
        "step-not-reached",
        "Nobody reached 100,000 from 2025-02-01 until 2026-02-01; the highest was 99,999.99.",
    ),
    (
        one(FLAT + GATE),
        replace(YEAR, reached=(replace(SOUND, gates=(exact(999),)),)),
        "gate-not-met",
        "Nobody reached 1,000 from 2025-02-01 until 2026-02-01; the highest was 999.",
    ),
    (
        one(FLAT + GATE),
        replace(YEAR, reached=(replace(SOUND, gates=(None,)),)),
        "gate-not-met",
        "nothing counted.",
    ),
    (
        one(FLAT + RATIO),
        replace(YEAR, reached=(replace(SOUND, gates=(exact("0.795"),)),)),
        "gate-not-met",
        "Nobody reached 80 percent from 2025-02-01 until 2026-02-01; the highest was 79.5 percent.",
    ),
    (
        two(FLAT + "event: sell_in", FLAT + "event: sell_out").replace("id: volume", "id: ¶volume"),
        replace(YEAR, shared=(Shared("volume", "other", 1204),)),
        "paid-twice",
        "1,204 lines from 2025-02-01 until 2026-02-01 would have been paid for by 'volume' and by 'other'",
    ),
    (
        changed("fx: transaction", "fx: ¶transaction"),
        replace(YEAR, unrated=(Unrated("JPY", 1, date(2025, 3, 1)),)),
        "no-rates",
        "1 line from 2025-02-01 until 2026-02-01 in JPY had no exchange rate into USD, the first on 2025-03-01.",
    ),
    (
        GOOD + EXEMPT,
        replace(YEAR, alike=(ALIKE,)),
        "unlike-terms",
        "'P-1' has terms of its own, unlike 'P-2' and 'P-3' alike (gold, US).",
    ),
    (
        GOOD + BOTH,
        replace(YEAR, alike=(ALIKE,)),
        "unlike-terms",
        "'P-1' has terms of its own, unlike 'P-3' alike (gold, US).",
    ),
    (
        one(FLAT + NAMED),
        replace(YEAR, alike=(Alike("P-1", "gold, US", ("P-2", "P-3", "P-4", "P-5")),)),
        "unlike-terms",
        "'P-1' takes part by name, unlike 'P-2', 'P-3', 'P-4' and 1 more alike (gold, US).",
    ),
    (
        one(FLAT + "eligible: ¶{exclude: {partners: [P-1]}}"),
        replace(YEAR, alike=(ALIKE,)),
        "unlike-terms",
        "'P-1' is left out by name, unlike 'P-2' and 'P-3' alike (gold, US).",
    ),
    (
        one(FLAT + FACTORS),
        replace(YEAR, apart=(Apart("segment", "gold, US", ("P-1", "large"), ("P-2", "")),)),
        "unlike-terms",
        "'P-1' earns 1.2 times and 'P-2' 1 times as much, and both are alike (gold, US).",
    ),
]


@pytest.mark.parametrize(("text", "history", "code", "message"), FOUND)
def test_a_review_finds_what_only_history_tells(text: str, history: History, code: str, message: str) -> None:
    plain, place = marked(text)
    assert check(plain).problems == ()
    (problem,) = review(plain, history).problems
    assert (problem.code, (problem.line, problem.column)) == (code, place)
    assert message in problem.message
    assert problem.hint
    assert problem.publishes
    assert problem.help == f"reference/problems#{code}"


NOT_FOUND = [
    (GOOD, YEAR),  # nothing was calculated: nothing is said
    (GOOD, replace(YEAR, reached=(SOUND,))),
    (GOOD, replace(YEAR, reached=(replace(SOUND, highest=exact(100000)),))),
    (GOOD, replace(YEAR, reached=(Reached("another", 0, 0),))),
    (one(FLAT + GATE), replace(YEAR, reached=(replace(SOUND, gates=(exact(1000),)),))),
    (one(FLAT + RATIO), replace(YEAR, reached=(replace(SOUND, gates=(exact("0.8"),)),))),
    (
        two(FLAT + "stack: add\nevent: sell_in", FLAT + "stack: add\nevent: sell_out"),
        replace(YEAR, shared=(Shared("volume", "other", 1204),)),
    ),
    (
        two(FLAT + "event: sell_in", FLAT + "event: sell_out"),
        replace(YEAR, shared=(Shared("volume", "other", 0),)),
    ),
    (GOOD + EXEMPT, replace(YEAR, alike=(replace(ALIKE, others=()),))),
    (GOOD + BOTH, replace(YEAR, alike=(replace(ALIKE, others=("P-2",)), Alike("P-2", "gold, US", ("P-1",))))),
    (GOOD + EXEMPT, replace(YEAR, alike=(Alike("P-9", "gold, US", ("P-2",)),))),
    (one(FLAT + NAMED), replace(YEAR, alike=(replace(ALIKE, others=("P-1",)),))),
    (
        one(FLAT + FACTORS),
        replace(YEAR, apart=(Apart("segment", "gold, US", ("P-1", "small"), ("P-2", "")),)),
    ),
    (one(FLAT + FACTORS), replace(YEAR, apart=(Apart("size", "gold, US", ("P-1", "large"), ("P-2", "")),))),
]


@pytest.mark.parametrize(("text", "history"), NOT_FOUND)
def test_a_review_leaves_the_neighbour_alone(text: str, history: History) -> None:
    assert review(marked(text)[0] if "¶" in text else text, history).problems == ()


def test_a_document_with_an_error_is_not_reviewed() -> None:
    text = changed("method: retroactive", "method: retro")
    found = review(text, replace(YEAR, reached=(Reached("volume", 0, 0),)))
    assert found == check(text)


def test_a_review_keeps_what_the_check_found() -> None:
    text = changed("percent: 3}", "percent: 2}")
    found = review(text, replace(YEAR, reached=(Reached("volume", 0, 0),)))
    assert [problem.code for problem in found.problems] == ["nobody-was-eligible", "same-rate"]


def test_the_reviews_are_a_flat_list_of_named_functions() -> None:
    assert len(REVIEWS) == len({each.__name__ for each in REVIEWS})
    assert all(each.__doc__ for each in REVIEWS)
