"""The tier programmes of the trade, told by date: who stands where, why, and what is missing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from fairway.performance.rules.tiers import check
from fairway.performance.rules.tiers.assessing import assess
from fairway.performance.rules.tiers.reviewing import Because, Deed
from fairway.performance.rules.tiers.words import describe
from fairway.values import exact
from tests.tiers.cases import FOLDERS, told

CASES = [
    pytest.param(folder, case, id=f"{folder.name} {case['partner']} {case['day']} {case.get('says', '')}".strip())
    for folder in FOLDERS
    for case in told(folder).said["cases"]
]


@pytest.mark.parametrize(("folder", "case"), CASES)
def test_a_partner_stands_where_the_programme_says(folder: Path, case: dict[str, Any]) -> None:
    story, partner, on = told(folder), case["partner"], case["day"]
    life = story.life(partner, on)
    assert life.on(on) == case["holds"]
    waived = {one.metric for one in story.waivers(partner) if one.metric and one.holds(on)}
    invited = {one.level for one in story.invitations(partner) if one.on < on}
    facts = story.facts[partner].known(on if case.get("known") else None)
    now = assess(story.programme, facts, on, invited=invited, waived=waived)
    if "reached" in case:
        assert now.reached == case["reached"]
    if "lacks" in case:
        standing = now.of(case["of"])
        assert standing is not None
        lacking = {test.metric: test.gap for test in standing.missing}
        assert lacking == {name: exact(str(gap)) for name, gap in case["lacks"].items()}
    if "deed" in case:
        (seen,) = [one for one in life.seen if one.on == on]
        assert seen.deed == case["deed"]
        if "because" in case:
            assert [str(one) for one in seen.because] == case["because"]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_its_story_names_source_and_what_was_chosen(folder: Path) -> None:
    story = (folder / "story.md").read_text("utf-8")
    assert "Source" in story
    for partner in told(folder).said["partners"]:
        assert f"*{partner}*" in story


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_it_is_told_short_reached_dropped_and_waived(folder: Path) -> None:
    story = told(folder)
    says = {case.get("says", "") for case in story.said["cases"]}
    assert {"just short", "just reached"} <= says
    assert any(one.startswith("drop") for one in says)
    spared = [one for one in story.said["waivers"] if one.get("metric")]
    whole = [case for case in story.said["cases"] if "waived" in case.get("because", ())]
    assert spared or whole, "a waiver that changes something"


# Agreement v11 sets a partner to its level each quarter and so has no grace; a second document adds one.
WITHOUT_GRACE = {"odoo_v11": "odoo_v11_with_grace"}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_grace_is_told_to_its_good_end_and_to_both_bad_ones(folder: Path) -> None:
    story = told(folder.with_name(WITHOUT_GRACE.get(folder.name, folder.name)))
    ends = {
        (seen.deed, why)
        for code in story.said["partners"]
        for seen in story.life(code, max(case["day"] for case in story.said["cases"])).proposals
        for why in seen.because
    }
    told_cases = {(case.get("deed"), why) for case in story.said["cases"] for why in case.get("because", ("",))}
    assert any(deed == "grace" for deed, _ in told_cases)
    assert "grace ended well" in {case.get("says") for case in story.said["cases"]}
    assert {(Deed.DEMOTE, Because.GRACE_OVER), (Deed.DEMOTE, Because.NO_PROGRESS)} <= ends
    assert ("demote", "grace over") in told_cases
    assert ("demote", "no progress") in told_cases


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_it_says_itself_in_words(folder: Path) -> None:
    programme = told(folder).programme
    text = describe(programme).text()
    for level in programme.levels:
        assert level.title in text
    for metric in programme.metrics:
        assert metric.title in text
    assert "None" not in text


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_it_is_checked_without_an_error(folder: Path) -> None:
    assert not check((folder / "programme.yaml").read_text("utf-8")).errors
