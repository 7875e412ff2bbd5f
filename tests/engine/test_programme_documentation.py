"""The pages about the language say what the checker does: every key has its heading, every example passes."""

import re
from pathlib import Path

import pytest

from fairway.engine.check import check
from fairway.engine.check.topics import TOPICS
from fairway.engine.words import describe

DOCS = Path(__file__).parents[2] / "docs"
REFERENCE = (DOCS / "reference" / "programme-language.md").read_text("utf-8")
HOW_TO = (DOCS / "how-to" / "write-a-programme.md").read_text("utf-8")
EXAMPLES = [
    found for page in (REFERENCE, HOW_TO) for found in re.findall(r"```yaml\n(programme:.*?)```", page, re.DOTALL)
]


@pytest.mark.parametrize("text", EXAMPLES)
def test_every_whole_programme_of_the_pages_has_no_problem(text: str) -> None:
    assert [problem.shown("docs") for problem in check(text).problems] == []


def test_there_is_a_whole_programme_on_each_page() -> None:
    assert len(EXAMPLES) == 3


def test_every_key_has_a_heading_to_which_problems_link() -> None:
    headings = set(re.findall(r"^### Key `(\w+)`$", REFERENCE, re.MULTILINE))
    assert headings == TOPICS
    assert "## The file" in REFERENCE


def test_the_links_inside_the_page_lead_somewhere() -> None:
    for anchor in re.findall(r"\]\(#([\w-]+)\)", REFERENCE):
        assert anchor.removeprefix("key-") in TOPICS


def test_the_problems_the_guide_shows_are_those_the_checker_finds() -> None:
    document = re.search(r"The document\n\n((?:    .*\n)+)", HOW_TO)
    shown = re.search(r"among other things:\n\n((?:    .*\n)+)", HOW_TO)
    assert document is not None
    assert shown is not None
    text = re.sub(r"^ {4}", "", document[1], flags=re.MULTILINE)
    found = "\n".join(problem.shown("programme.yaml") for problem in check(text).problems)
    expected = re.sub(r"^ {4}", "", shown[1], flags=re.MULTILINE)
    for problem in re.split(r"\n(?=programme)", expected.strip()):
        assert problem in found


def test_the_sentence_the_guide_quotes_is_said() -> None:
    quoted = re.search(r"^> (You earn .*)$", HOW_TO, re.MULTILINE)
    programme = check(EXAMPLES[0]).programme
    assert quoted is not None
    assert programme is not None
    assert describe(programme).incentives[0].headline.startswith(quoted[1])
