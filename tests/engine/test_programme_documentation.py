"""The pages about the language say what the checker does: every key has its heading, every example passes."""

import re
from pathlib import Path

import pytest

from fairway.engine.check import check
from fairway.engine.check.topics import TOPICS
from fairway.engine.words import describe
from tests.engine.problem_codes import codes
from tests.engine.programme_texts import HEAD, VOLUME

DOCS = Path(__file__).parents[2] / "docs"
REFERENCE = (DOCS / "reference" / "programme-language.md").read_text("utf-8")
PROBLEMS = (DOCS / "reference" / "problems.md").read_text("utf-8")
HOW_TO = (DOCS / "how-to" / "write-a-programme.md").read_text("utf-8")
EXAMPLES = [
    found for page in (REFERENCE, HOW_TO) for found in re.findall(r"```yaml\n(programme:.*?)```", page, re.DOTALL)
]


@pytest.mark.parametrize("text", EXAMPLES)
def test_every_whole_programme_of_the_pages_has_no_problem(text: str) -> None:
    assert [problem.shown("docs") for problem in check(text).problems] == []


SECTIONS = {title.lower().replace(" ", "-") for title in re.findall(r"^## (.+)$", REFERENCE, re.MULTILINE)}
FRAGMENTS = [
    found for found in re.findall(r"```yaml\n(.*?)```", REFERENCE, re.DOTALL) if not found.startswith("programme:")
]
BESIDE = ("groups", "exemptions", "counsel", "cliff", "incentives")
"""Keys of a fragment that stand beside the incentives."""


def whole(fragment: str) -> str:
    """A programme with a fragment of the page in it, what is not shown taken from an example."""
    if fragment.startswith(BESIDE):
        table = "incentives:\n" + fragment.partition("incentives:\n")[2] if "incentives:" in fragment else VOLUME
        head = HEAD.replace("cliff: 1000\n", "") if fragment.startswith("cliff") else HEAD
        doubtful = "    where: unit_price >= 100\n" if fragment.startswith("counsel") else ""
        body = (head + table.removeprefix("incentives:\n")).rstrip("\n") + "\n" + doubtful
        return body + fragment.partition("incentives:\n")[0]
    body = "".join(f"    {line}\n" for line in fragment.splitlines())
    filled = "" if "method:" in fragment else "    method: per_unit\n    per_unit: 1\n"
    return f"{HEAD}  - id: volume\n{body}{filled}"


@pytest.mark.parametrize("fragment", FRAGMENTS)
def test_every_fragment_of_the_page_is_sound_in_a_programme(fragment: str) -> None:
    checked = check(whole(fragment))
    assert checked.programme is not None, [problem.shown("docs") for problem in checked.problems]
    allowed = {"resale-price"} if fragment.startswith("counsel") else set[str]()
    assert {problem.code for problem in checked.problems} == allowed
    assert describe(checked.programme).incentives


def test_nearly_every_mechanic_has_a_fragment() -> None:
    assert len(FRAGMENTS) >= 20


def test_every_key_stands_in_an_example() -> None:
    shown = "\n".join(re.findall(r"```yaml\n(.*?)```", REFERENCE, re.DOTALL))
    assert {key for key in TOPICS if not re.search(rf"\b{key}:\s", shown)} == set()


def test_there_is_a_whole_programme_on_each_page() -> None:
    assert len(EXAMPLES) == 4


def test_every_key_has_a_heading_to_which_problems_link() -> None:
    headings = set(re.findall(r"^### Key `(\w+)`$", REFERENCE, re.MULTILINE))
    assert headings == TOPICS
    assert "## The file" in REFERENCE


def test_every_problem_has_a_heading_to_which_it_links() -> None:
    headings = re.findall(r"^### `([\w-]+)`$", PROBLEMS, re.MULTILINE)
    assert len(headings) == len(set(headings))
    assert set(headings) == set(codes())


def test_the_links_inside_the_page_lead_somewhere() -> None:
    for anchor in re.findall(r"\]\(#([\w-]+)\)", REFERENCE):
        assert anchor.removeprefix("key-") in TOPICS or anchor in SECTIONS


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
