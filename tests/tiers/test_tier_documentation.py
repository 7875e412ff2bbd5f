"""The page about the tier language says what the checker does: every key has its heading, every example passes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from fairway.performance.rules.tiers import check
from fairway.performance.rules.tiers.topics import TOPICS
from fairway.performance.rules.tiers.words import describe

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "tier-language.md").read_text("utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
HEAD = "tiers: example\ncurrency: USD\n"
USUAL = {
    "members": "members: all\n",
    "metrics": "metrics:\n  - {id: net_sales, source: sales, window: 12 months}\n"
    "  - {id: certified, source: people, certificates: [foundation]}\n",
    "levels": "levels:\n  - id: registered\n  - {id: silver, requires: [{metric: net_sales, at_least: 100}, "
    "{metric: certified, at_least: 1}]}\n",
    "review": "review: {promotion: quarterly, demotion: quarterly}\n",
}


def whole(fragment: str) -> str:
    """A programme with a fragment of the page in it, what is not shown taken from an example."""
    if fragment.startswith("tiers:"):
        return fragment
    parts = HEAD + fragment
    for key, usual in USUAL.items():
        if f"{key}:" not in re.findall(r"^\w+:", fragment, re.MULTILINE):
            parts += usual
        elif key == "metrics":
            parts = parts.replace(fragment, fragment + usual.partition("\n")[2])
    return parts


@pytest.mark.parametrize("fragment", EXAMPLES)
def test_every_example_of_the_page_is_sound(fragment: str) -> None:
    checked = check(whole(fragment))
    assert checked.programme is not None, [problem.shown("docs") for problem in checked.problems]
    assert {problem.code for problem in checked.problems} <= {"metric-not-asked"}
    assert describe(checked.programme).text()


def test_every_key_has_a_heading_to_which_problems_link() -> None:
    assert set(re.findall(r"^### Key `(\w+)`$", PAGE, re.MULTILINE)) == TOPICS
    assert "## The file" in PAGE
    assert len(EXAMPLES) >= 15
