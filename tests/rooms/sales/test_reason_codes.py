"""Every reason that can be answered stands on the reference page, in the same words."""

import re
from pathlib import Path

from fairway.sales.rules.reasons import REASONS

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs/reference/reason-codes.md").read_text("utf-8")


def test_line_reasons_stand_on_the_page_in_the_same_words() -> None:
    for reason in REASONS:
        assert f"| `{reason.code}` | {reason.sentence} | {reason.remedy} |" in PAGE


def test_file_reasons_stand_on_the_page() -> None:
    named = {
        code
        for path in (ROOT / "src/fairway/formats").rglob("*.py")
        for code in re.findall(r'"(F\d+-[a-z-]+)"', path.read_text("utf-8"))
    }
    assert len(named) > 8
    assert {code for code in named if f"`{code}`" not in PAGE} == set()
