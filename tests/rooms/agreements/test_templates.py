"""The language of templates: what a text becomes, what is wrong with one and where; particulars as they are typed."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from fairway.agreements.actions.sheet import schedule
from fairway.agreements.rules import life, particulars, signing, templates
from fairway.agreements.rules.blocks import blocks_of
from fairway.agreements.rules.calendar import Date, ics
from fairway.agreements.rules.example import EXAMPLE
from fairway.agreements.rules.particulars import FIELDS, SECTIONS, Known

KNOWN = Known({"distributor": "Distributor"}, {"": "All products", "bikes": "Bikes"}, {"public": "Public"}, "DE")
LEAST: dict[str, Any] = {"roles": ["distributor"], "lines": ["bikes"], "since_on": "2026-03-01"}


def problems(text: str) -> list[tuple[int, int, str]]:
    return [(one.line, one.column, one.code) for one in templates.parse(text).problems]


def written(text: str, **values: Any) -> str:
    return templates.render(templates.parse(text), {name.replace("__", "."): v for name, v in values.items()}).text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", [(1, 1, "empty")]),
        ("# A\n\nto {{ partner.nmae }}", [(3, 4, "field")]),
        ("{{ when term.renews }}\nx", [(1, 1, "unclosed")]),
        ("{{ end }}", [(1, 1, "unopened")]),
        ("{{ when term.renews }}\na\n{{ otherwise }}\nb\n{{ otherwise }}\n{{ end }}", [(5, 1, "twice")]),
        ("so {{ when term.renews }} it goes", [(1, 4, "alone")]),
        ("it is {{ term.renews }}", [(1, 7, "flag")]),
        ("{{ partner.name", [(1, 1, "unclosed")]),
        ("{{ when }}\n{{ end }}", [(1, 8, "condition")]),
        ("{{ when nobody }}\n{{ end }}", [(1, 9, "field")]),
        ("{{ when partner.name is }}\n{{ end }}", [(1, 9, "condition")]),
        ("{{ when partner.name includes X }}\n{{ end }}", [(1, 9, "condition")]),
        ("{{ when term.renews maybe }}\n{{ end }}", [(1, 21, "condition")]),
        ("{{ __import__('os').system('id') }}", [(1, 1, "field")]),
        ("text {#term}", [(1, 5, "anchor")]),
        ("## A {#nowhere}", [(1, 5, "anchor")]),
        ("## A {#term}\n## B {#term}", [(2, 5, "anchor")]),
    ],
)  # fmt: skip
def test_every_problem_has_its_place(text: str, found: list[tuple[int, int, str]]) -> None:
    assert problems(text) == found


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("term.renews", True),
        ("not term.renews", False),
        ("partner.country is de", True),
        ("partner.country is not DE", False),
        ('price.list is "Channel list"', True),
        ("appointment.roles includes distributor", True),
        ("duties", False),
        ("duties or partner.country is DE and term.renews", True),
        ("duties and partner.country is DE or not term.renews", False),
    ],
)
def test_a_condition_chooses_its_clause(condition: str, holds: bool) -> None:
    text = f"{{{{ when {condition} }}}}\nyes\n{{{{ otherwise }}}}\nno\n{{{{ end }}}}\n"
    values = {
        "term__renews": True, "partner__country": "DE", "price__list": "Channel list",
        "appointment__roles": ("Distributor",), "duties": (),
    }  # fmt: skip
    assert written(text, **values) == ("yes\n" if holds else "no\n")


def test_values_never_become_markup() -> None:
    text = written(
        "## For {{ partner.name }} {#term}\n\n{{ duties }}\n",
        partner__name="# *A* <b>\n\n- x",
        duties=("1. a", "[b](c)"),
    )
    assert text == "## For \\# \\*A\\* \\<b\\> / - x\n\n- 1\\. a\n- \\[b\\](c)\n"
    blocks = blocks_of(text)
    assert [one["kind"] for one in blocks] == ["heading", "text", "text"]
    assert "".join(run["text"] for run in blocks[0]["runs"]) == "For # *A* <b> / - x"


def test_the_example_is_sound_and_every_clause_has_its_anchor() -> None:
    read = templates.parse(EXAMPLE)
    assert read.problems == ()
    said = particulars.read(LEAST, KNOWN).particulars
    assert said is not None
    values = particulars.values_of(said, KNOWN, vendor="V", partner={"name": "P"}, number="AG-1", title="T")
    made = templates.render(read, values)
    assert "{{" not in made.text
    assert templates.clause_for(made.clauses, "territories") == "2. Territory"
    assert templates.clause_for(made.clauses, "brand") == "Schedule, Brand standards"


def test_the_schedule_prints_every_restriction_that_was_agreed_and_nothing_known_of_others() -> None:
    typed = {
        **LEAST, "restricts_active_sales": "yes", "levels_passed_on": "2", "restricts_passive_sales": "yes",
        "restricts_internet": "yes", "non_compete_months": "endless", "purchase_share": "85",
        "exclusive_dealing": "yes", "post_term_months": "18", "post_term_know_how": "yes", "easy_exit": "yes",
        "parallel_imposition": "no", "share_of_outlets": "41",
    }  # fmt: skip
    said, silent = (particulars.read(one, KNOWN).particulars for one in (typed, {**LEAST, "levels_passed_on": "1"}))
    assert said is not None and silent is not None
    full, bare = (
        particulars.values_of(one, KNOWN, vendor="V", partner={"name": "P"}, number="AG-1", title="T")
        for one in (said, silent)
    )
    (printed,) = (part["rows"] for part in schedule(full) if part["title"] == "Territory and exclusivity")
    assert printed == [
        ("Active sales elsewhere restricted", ["yes"]), ("…passed on to how many levels", ["2"]),
        ("Passive sales restricted", ["yes"]), ("Use of the internet restricted", ["yes"]),
        ("Non-compete, months", ["unlimited"]), ("Share of purchases owed, %", ["85"]),
        ("Exclusive dealing", ["yes"]), ("Non-compete after the end, months", ["18"]),
        ("…bound to premises and know-how", ["yes"]), ("The partner can leave easily", ["yes"]),
    ]  # fmt: skip
    assert not [part for part in schedule(bare) if part["title"] == "Territory and exclusivity"]
    text = templates.render(templates.parse(EXAMPLE), full).text
    assert "does not sell competing products for unlimited months" in text
    assert {one.what for one in particulars.changes(bare, full)} >= {"Passive sales restricted", "Exclusive dealing"}


def test_the_reference_page_names_every_field_and_anchor() -> None:
    page = (Path(__file__).parents[3] / "docs/reference/agreement-templates.md").read_text("utf-8")
    for name, field in FIELDS.items():
        assert re.search(rf"^\| `{re.escape(name)}` \| .* \| {re.escape(field.meaning)} \|$", page, re.MULTILINE), name
    assert all(f"| `{{#{name}}}` | {title} |" in page for name, title in SECTIONS.items())


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"until_on": "2026-03-01"}, "until_on", "before it starts"),
        ({"until_on": "2026-02-30"}, "until_on", "is not a day"),
        ({"since_on": ""}, "since_on", "from which day"),
        ({"since_on": "0026-03-01"}, "since_on", "year"),
        ({"roles": []}, "roles", "Choose as what"),
        ({"roles": ["emperor"]}, "roles", "not a partner type"),
        ({"lines": ["skis"]}, "lines", "no product line “skis”"),
        ({"discount": "many"}, "discount", "is not a number"),
        ({"discount": "101"}, "discount", "is not from 0 to 100"),
        ({"payment_days": "-1"}, "payment_days", "whole number"),
        ({"until_on": "2026-04-01", "notice_days": "90"}, "notice_days", "longer than the term"),
        ({"renewal": "automatic", "until_on": "2027-01-01"}, "renewal_months", "by how many months"),
        ({"renewal": "automatic", "renewal_months": "12"}, "renewal", "without an end"),
        ({"territories": [{"kind": "exclusive", "places": "Atlantis"}]}, "territories.0.places", "Atlantis"),
        ({"territories": [{"places": "DE", "line": "cars"}]}, "territories.0.line", "no product line"),
        ({"territories": [{"kind": "shared", "places": "DE"}]}, "territories.0.at_most", "how many partners"),
        ({"territories": [{"places": ""}, {"excepted": "DE"}]}, "territories.1.places", "at least one place"),
        ({"expectations": [{"metric": "net_sales", "amount": "10"}]}, "expectations.0.currency", "need a currency"),
        ({"expectations": [{"metric": "net_sales", "amount": "1", "currency": "EUR", "months": "3"}]},
         "expectations.0.months", "become new again"),
        ({"expectations": [{"metric": "new_customers", "amount": "1", "months": "99999"}]},
         "expectations.0.months", "1 to 120"),
        ({"expectations": [{"metric": "luck", "amount": "10"}]}, "expectations.0.metric", "what is measured"),
        ({"duties": [{"kind": "lead_share", "amount": "101"}]}, "duties.0.amount", "0 to 100"),
        ({"duties": [{"kind": "other", "amount": "1"}]}, "duties.0.note", "what the vendor undertakes"),
        ({"licences": [{"subject": "Logo"}]}, "licences.0.use", "what for"),
        ({"compliance": ["prayer"]}, "compliance", "not a compliance duty"),
        ({"brand_standards": "x" * 4001}, "brand_standards", "at most 4,000"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_said_at_its_field(typed: dict[str, Any], field: str, said: str) -> None:
    read = particulars.read({**LEAST, **typed}, KNOWN)
    assert read.particulars is None
    assert any(fault.field == field and said in fault.sentence for fault in read.faults), read.faults


@pytest.mark.parametrize(
    "typed", [{}, {"territories": "x", "lines": 3, "roles": None}, {"expectations": [None, 7, "x"]}]
)
def test_nothing_that_is_typed_breaks_the_reading(typed: dict[str, Any]) -> None:
    assert particulars.read(typed, KNOWN).faults


def test_the_machine_refuses_what_does_not_follow() -> None:
    assert life.after("drafted", "send") == "sent"
    for stage, move in (
        ("concluded", "send"),
        ("declined", "conclude"),
        ("drafted", "conclude"),
        ("lapsed", "complete"),
    ):
        with pytest.raises(life.NoSuchMove):
            life.after(stage, move)
    assert {after for _, after in life._MOVES.values()} | {"drafted"} == set(life.STAGES)


def test_months_are_counted_to_the_end_of_short_ones() -> None:
    assert life.months_later(date(2027, 1, 31), 1) == date(2027, 2, 28)
    assert life.months_later(date(2027, 11, 30), 3) == date(2028, 2, 29)
    assert life.months_later(date(2027, 3, 1), 12) == date(2028, 3, 1)


def test_both_sides_must_sign() -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    partner, vendor = signing.Seat(1, "partner", 1, at), signing.Seat(2, "vendor", 2)
    assert not signing.complete([partner])
    assert not signing.complete([partner, vendor])
    assert [one.id for one in signing.on_turn([partner, vendor], "sequential")] == [2]


def test_a_calendar_file_folds_and_escapes() -> None:
    one = Date(date(2026, 3, 1), "end", 7, "AG-2026-0001", "A; B, C\nD" * 12, 1, "Größe & Co", 2, "Carl")
    made = ics([one], now=datetime(2026, 2, 1, tzinfo=UTC), host="h.example", address={7: "https://h.example/7"})
    assert all(len(line.encode()) <= 75 for line in made.split("\r\n"))
    whole = made.replace("\r\n ", "")
    assert "DESCRIPTION:A\\; B\\, C\\nD" in whole
    assert "UID:agreement-7-end-20260301@h.example" in whole
