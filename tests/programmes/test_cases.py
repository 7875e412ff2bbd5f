"""Every folder here runs on every engine and must agree to the cent."""

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from fairway.engine.backends import cases
from fairway.engine.backends.local import Session
from fairway.engine.payout import Payout
from fairway.engine.programme import Incentive, Measure
from fairway.values import Exact, exact, minus, plus

HERE = Path(__file__).parent
FOLDERS = cases.find(HERE)


@pytest.mark.parametrize("engine", cases.ENGINES)
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_case(folder, engine):
    assert cases.differences(cases.read(folder), engine) == []


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_case_tells_its_story(folder):
    story = (folder / "story.md").read_text(encoding="utf-8")
    assert story.startswith("# ") and len(story.splitlines()) > 2


def test_no_folder_is_forgotten():
    named = {path.name for path in HERE.iterdir() if path.is_dir() and not path.name.startswith("__")}
    assert named == {folder.name for folder in FOLDERS}
    assert len(FOLDERS) > 30


def test_the_page_lists_every_case_by_its_vector():
    page = (HERE.parents[1] / "docs" / "reference" / "conformance.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (?:V(\d\d)|beside the vectors)[^|]* \| (.+) \|$", page, re.MULTILINE)
    listed = {name: vector for vector, cell in rows for name in re.findall(r"`(\w+)`", cell)}
    assert set(listed) == {folder.name for folder in FOLDERS}
    for name, vector in listed.items():
        numbered = re.match(r"v(\d\d)[a-z]?_", name)
        assert vector == (numbered[1] if numbered else ""), name


VECTORS = [f"v{number:02}" for number in (*range(1, 15), 18, 19, *range(21, 29), *range(34, 39))]
FALLS_SHORT = {exact(one) for one in ("1", "0.01", "0.001", "0.0001")}
"""The cent below a bound, the piece where pieces are counted, the hundredth of a per cent where shares are."""


def _bounds(one: Incentive, payout: Payout) -> Iterator[tuple[Exact, Exact]]:
    """What was found beside the bound it is held against: steps, gates, caps, floors, minimum payouts."""
    limits, earned = one.limits, plus(payout.earned.amount, payout.carried_in.amount)
    ends = {end for step in one.steps for end in (step.lower, step.upper) if end}
    held = [(payout.qualifier, end) for end in ends]
    held += [(found, gate.at_least) for gate, found in zip(one.gates, payout.gates, strict=True)]
    held += [(payout.measure, limits.measure)]
    held += [(payout.calculated.amount, cap.amount) for cap in (limits.amount, limits.floor) if cap is not None]
    held += [(earned, limits.minimum_payout.amount)] if limits.minimum_payout is not None else []
    yield from ((found, end) for found, end in held if found is not None and end is not None)


def _neighbours(folder: Path) -> Iterator[str]:
    """The hard neighbours in a folder: exact boundary, cent below, empty input, negative total, zero denominator."""
    case = cases.read(folder)
    for step in () if "refused" in case.asked else case.steps():
        with Session(step.programme, step.inputs) as session:
            every, _ = session.asked(step.periods, step.as_of)
            payouts = session.by_oracle(every, step.as_of)
            known, sold = ({str(row["partner_id"]) for row in session.rows(name)} for name in ("partners", "lines"))
        by_id = {one.id: one for one in step.programme.incentives}
        if known - sold:
            yield "empty input"
        for payout in payouts:
            one = by_id[payout.incentive]
            for found, bound in _bounds(one, payout):
                if found == bound:
                    yield "exact boundary"
                elif minus(bound, found) in FALLS_SHORT:
                    yield "cent below"
            if min(payout.measure, payout.qualifier or exact(0), payout.earned.amount) < 0:
                yield "negative total"
            if payout.qualifier is None and any(not isinstance(asked, Measure) for asked in one.asked):
                yield "zero denominator"


def test_every_vector_has_two_hard_neighbours() -> None:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for folder in FOLDERS:
        if folder.name[:3] in VECTORS:
            found[folder.name[:3]] |= set(_neighbours(folder))
    assert {name: sorted(found[name]) for name in VECTORS if len(found[name]) < 2} == {}
    # whatever picks a step, is settled late, or changes with a tier can be returned
    assert all("negative total" in found[name] for name in ("v04", "v23", "v34"))
