"""The reference page of routing policies is held against the reader: example, keys, factors, usual values."""

from __future__ import annotations

import re
from pathlib import Path

from fairway.leads.rules.facts import COLUMNS
from fairway.leads.rules.life import VENDOR_WORDS
from fairway.leads.rules.policy import FACTORS, check
from fairway.leads.rules.policy.document import USUAL_WEIGHTS
from fairway.leads.rules.policy.reading import TOPICS

DOCS = Path(__file__).resolve().parents[3] / "docs"
PAGE = (DOCS / "reference/routing-policy.md").read_text()


def test_the_example_is_sound_and_uses_every_key() -> None:
    (text,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    assert check(text).problems == ()
    assert set(re.findall(r"^(\w+):", text, re.MULTILINE)) == TOPICS - {"source"}


def test_every_key_factor_state_and_column_is_on_the_page() -> None:
    for word in (*TOPICS, *FACTORS):
        assert f"`{word}`" in PAGE, word
    for words in VENDOR_WORDS.values():
        assert words in PAGE, words
    for names in COLUMNS.values():
        assert any(name in PAGE for name in names), names
    assert ", ".join(str(points) for points in USUAL_WEIGHTS.values()) in PAGE


def test_what_the_shortest_policy_leaves_out_is_as_the_page_says() -> None:
    read = check("routing: short\nanswer: {within: 1 business day}\n").policy
    assert read is not None
    assert (read.rights, read.capacity, read.equal_within, read.rounds) == ("needed", 10, 5, 3)
    assert (str(read.keep), str(read.contact.within), read.contact.otherwise) == (
        "24 months",
        "3 business days",
        "remind",
    )
    assert (str(read.response.looks_back), read.response.assumed, read.response.leads) == ("12 months", 60, 5)


def test_the_problems_of_its_own_are_explained() -> None:
    found = check("routing: short\nweights: {tier: 90}\nanswer: {within: 1 business day}\n").problems
    assert {one.code for one in found} == {"weights-add-up", "nothing-to-weigh"}
    assert all(f"`{one.code}`" in PAGE for one in found)
