"""Documents that somebody writes to do harm: endless, too large, or full of what a page or a query would carry out."""

from __future__ import annotations

import time

import pytest
from django.test import Client

from fairway.incentives import queries
from fairway.kit.access import WORKER, acting_as
from fairway.web.staff.programmes.writing import START
from tests.builders import People

HEAD = START.partition("incentives:")[0]


def incentive(number: int, where: str = "") -> str:
    asked = f'    where: "{where}"\n' if where else ""
    return (
        f"  - id: i{number}\n    title: T{number}\n    kind: rebate\n    measure: net\n    method: flat\n"
        f"    rates: [{{percent: 1}}]\n{asked}"
    )


def conditions(where: str) -> str:
    return f"{HEAD}incentives:\n{incentive(0, where)}"


BOMBS = {
    "aliases": "a: &a [x, x]\n" + "".join(f"b{n}: &b{n} [*a, *a, *a, *a]\n" for n in range(2000)),
    "merge keys": "a: {<<: [1, 2]}\n" * 3000,
    "a tag": "!!python/object/apply:os.system ['id']",
    "brackets": "[" * 190_000,
    "braces": "a: " + "{" * 190_000,
    "dashes": "- " * 95_000,
    "many keys": "".join(f"k{n}: 1\n" for n in range(15_000)),
    "one key again and again": "programme: a\n" * 12_000,
    "a number without end": START.replace("percent: 2", "percent: " + "9" * 150_000),
    "a power without end": START.replace("50000", "1e999999999"),
    "a year without end": START.replace("members: all", "members: all\nstarts: 99999-01-01"),
    "days without end": START.replace("15 days", "9" * 5000 + " days"),
    "a zone that is a file": START.replace("UTC", "../../../../etc/passwd"),
    "parentheses": conditions("(" * 45_000 + "country = 'DE'" + ")" * 45_000),
    "negations": conditions("not " * 45_000 + "country = 'DE'"),
    "conjunctions": conditions(" and ".join(["country = 'DE'"] * 9_000)),
    "a list": conditions("country in (" + ", ".join(["'DE'"] * 28_000) + ")"),
    "an open quote": conditions("country = '" + "x" * 180_000),
    "thousands of incentives": HEAD + "incentives:\n" + "".join(incentive(n) for n in range(1_800)),
    "backslashes": START.replace("Quarterly volume rebate", "\\" * 150_000),
    "nothing": " " * 190_000 + "x",
    "nul as an escape": START.replace("title: FY26 Reseller Programme", 'title: "FY26\\0 Programme"'),
    "words turned round": START.replace("title: FY26 Reseller Programme", 'title: "FY26 \\u202eProgramme"'),
    "steps": START.replace(
        "    rates:\n", "    rates:\n" + "".join(f"      - {{from: -{n}, percent: 1}}\n" for n in range(5000)), 1
    ),
    "lines": "\n" * 190_000 + "x: 1",
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_hostile_document_is_answered_soon_and_shortly(maya: Client, name: str) -> None:
    for address, form in (
        ("/vendor/programmes/check/", {}),
        ("/vendor/programmes/new/", {"save": "yes"}),
    ):
        began = time.perf_counter()
        answer = maya.post(address, {"text": BOMBS[name], **form})
        assert time.perf_counter() - began < 15, address  # a friendly one takes a tenth of a second
        assert answer.status_code in {200, 422}, address
        assert "error" in answer.content.decode()
        # the document itself comes back in the editor; what is said about it is short
        assert len(answer.content) < 2 * len(BOMBS[name].encode()) + 1_000_000
    with acting_as(WORKER):
        assert queries.programmes_for(WORKER) == ()


@pytest.mark.parametrize("size", [300_000, 3_000_000, 10_000_000])
def test_a_document_beyond_the_bound_is_not_read(maya: Client, size: int) -> None:
    text = START + "#" * size
    for address in ("/vendor/programmes/check/", "/vendor/programmes/new/"):
        for sent in ({"text": text}, {"text": text, "save": "yes"}):
            began = time.perf_counter()
            multipart = maya.post(address, sent)
            plain = maya.post(address, "text=" + "a" * size, content_type="application/x-www-form-urlencoded")
            assert time.perf_counter() - began < 15
            for answer in (multipart, plain):
                assert answer.status_code in {200, 400, 413, 422}, answer.status_code
            if multipart.status_code == 200:
                assert "at most 262,144 are read" in multipart.content.decode()


def test_a_hostile_document_stops_nobody_from_reading_the_programme(maya: Client, people: People) -> None:
    made = maya.post("/vendor/programmes/new/", {"text": START, "save": "yes"})
    address = str(made["Location"])
    escaped = BOMBS["nul as an escape"]
    for text in (BOMBS["parentheses"], BOMBS["brackets"], escaped, "".join(f"k{n}: 1\n" for n in range(500))):
        assert maya.post(f"{address}edit/", {"text": text, "save": "yes"}).status_code == 302
        for page in (address, f"{address}edit/", f"{address}versions/1/", f"{address}compare/", "/vendor/programmes/"):
            assert maya.get(page).status_code == 200, page
