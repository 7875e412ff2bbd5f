"""Every folder here runs on every engine and must agree to the cent."""

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
