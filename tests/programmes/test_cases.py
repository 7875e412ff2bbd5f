"""Every folder here runs on every engine and must agree to the cent."""

import re
from pathlib import Path

import pytest

from fairway.engine.backends import cases

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
