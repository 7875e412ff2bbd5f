"""Texts that a page, a template, a query or a spreadsheet could carry out are shown as they were written."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime
from json import dumps

import pytest
from django.test import Client

from fairway.incentives import actions, queries
from fairway.kit.access import WORKER, acting_as
from fairway.partners import actions as partners
from fairway.partners.rules import PartnerFacts
from tests.builders import People
from tests.rooms.incentives.stories import NOW, VOLUME, Sold, close, publish, put, run

SCRIPT = "<script>alert(1)</script>"
IMAGE = "\"'><img src=x onerror=alert(2)>"
BRACES = "{{ settings.SECRET_KEY }}{% include 'x' %}"
SQL = "'; DROP TABLE payouts; --"
TYPST = '#panic("typeset") $x$ */ \\u{41} "]'
FORMULA = "=HYPERLINK(1)"
WHERE = (
    "(customer is missing or customer <> 'x'' OR 1=1; DROP TABLE payouts; --')"
    " and (person is missing or person <> '</p><script>{{ 7 }}')"
)
TEXT = VOLUME.replace("title: Reseller programme 2012", f"title: {dumps(f'{SCRIPT} {BRACES}')}").replace(
    "    title: Quarterly volume rebate\n",
    f"    title: {dumps(f'{FORMULA} {SQL} {TYPST}')}\n    description: {dumps(f'{IMAGE} {SCRIPT}')}\n"
    f"    where: {dumps(WHERE)}\n",
)
TODAY = datetime(2013, 3, 1, 10, 0, tzinfo=UTC)
RAW = ("<script>alert", "<img src=x", "onerror=alert(2)>")
MOST = 120


@pytest.fixture(autouse=True)
def on_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fairway.kit.access.middleware.timezone.now", lambda: TODAY)


@pytest.fixture
def now() -> datetime:
    return datetime(2012, 1, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def number(people: People) -> str:
    """A statement of a programme, a partner and persons with such names; its number."""
    with acting_as(WORKER):
        facts = PartnerFacts(
            code="A-1", name=f"{SCRIPT} {BRACES} {TYPST}", types=("value_added_reseller",), country="DE", currency="EUR"
        )
        partners.save(actor=WORKER, now=NOW, facts=facts)
    put(Sold(people.a, "2012-08-01", "120000"), Sold(people.b, "2012-08-01", "50000"))
    programme = publish(people, TEXT)
    publish(people, TEXT.replace("percent: 3", "percent: 4"), applies_from=datetime(2013, 1, 1).date())
    assert run(people, programme, "2012-12-31").state == "succeeded"
    close(people.maya, programme, "2012-Q3")
    with acting_as(people.maya):
        drafts = actions.prepare_statements(actor=people.maya, now=TODAY, period="2012-Q3")
        mine = next(row for row in queries.statements_for(people.maya) if row.partner_id == people.a)
    assert mine.id in drafts
    with acting_as(people.theo):
        actions.approve_statement(actor=people.theo, now=TODAY, statement_id=mine.id)
        return actions.issue_statement(actor=people.theo, now=TODAY, statement_id=mine.id)


def everything(browser: Client, start: str) -> dict[str, str]:
    """Every page that links lead to from a page, by address."""
    waiting, seen = [start], {}
    while waiting and len(seen) < MOST:
        address = waiting.pop(0)
        if address in seen:
            continue
        answer = browser.get(address)
        assert answer.status_code < 500, address
        kind = answer.headers.get("Content-Type", "")
        seen[address] = ""
        if answer.status_code == 200 and kind.startswith(("text/html", "text/csv")):
            content = b"".join(answer) if answer.streaming else answer.content
            seen[address] = content.decode("utf-8-sig", "replace")
            if kind.startswith("text/html"):
                found = re.findall(r'href="((?:/vendor|/partner|\?)[^"#]*)"', seen[address])
                for link in map(html.unescape, found):
                    whole = address.partition("?")[0] + link if link.startswith("?") else link
                    if not any(mark in whole for mark in ("sort=", "page=", "view=", "shown=")):
                        # files first: the walk ends before it has seen every page
                        waiting.insert(0 if "export=csv" in whole else len(waiting), whole)
    return seen


@pytest.mark.parametrize(("who", "start"), [("maya", "/vendor/"), ("ola", "/partner/")])
def test_no_page_carries_out_what_somebody_wrote(
    request: pytest.FixtureRequest, number: str, who: str, start: str
) -> None:
    pages = everything(request.getfixturevalue(who), start)
    shown = [address for address, page in pages.items() if "script&gt;alert(1)" in page]
    assert len(pages) > 20
    assert len(shown) > 8, sorted(pages)
    for address, page in pages.items():
        if "export=csv" in address:
            for cell in re.findall(r'(?:^|,)"?(=[^,]*)', page, flags=re.MULTILINE):
                raise AssertionError(f"{address} hands a formula to a spreadsheet: {cell}")
            continue
        for raw in RAW:
            assert raw not in page, address
    exported = " ".join(page for address, page in pages.items() if "export=csv" in address)
    assert f"'{FORMULA}" in exported  # an apostrophe before it makes it a text
    together = html.unescape(" ".join(pages.values()))
    assert "{{ settings.SECRET_KEY }}{% include 'x' %}" in together  # as written, not as a template would fill it


def test_the_printed_statement_sets_it_as_text(ola: Client, number: str, people: People) -> None:
    answer = ola.get(f"/partner/earnings/statements/{number}/pdf/")
    content = b"".join(answer) if answer.streaming else answer.content
    assert answer.status_code == 200
    assert content.startswith(b"%PDF")


def test_a_condition_is_data_to_the_query(maya: Client, number: str, people: People) -> None:
    # nothing of the condition ended a statement early: all lines count, none has such a customer or such a column
    with acting_as(people.maya):
        rows = {row.partner_id: str(row.earned) for row in queries.payouts(people.maya).rows if row.period == "2012-Q3"}
    assert rows == {people.a: "3600.00 USD", people.b: "1000.00 USD"}  # 120,000 x 3 %, 50,000 x 2 %
    version = maya.get(next(page for page in everything(maya, "/vendor/programmes/") if "/versions/1/" in page))
    assert "&#x27;x&#x27;&#x27; OR 1=1; DROP TABLE payouts; --&#x27;" in version.content.decode()
