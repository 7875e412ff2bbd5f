"""A partner's statement, its lines as a file, and a question about a figure, in the reader's language."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from django.test import Client

from fairway.incentives import actions
from fairway.kit.access import acting_as
from tests.builders import People
from tests.doors.staff.stories import text_of
from tests.rooms.incentives.stories import NOW, VOLUME, Sold, close, publish, put, run

AGREED = "\nexemptions:\n  - {partner: A-1, incentive: volume, percent: 4, starts: 2012-07-01, reason: Agreed in May}\n"


@pytest.fixture
def now() -> datetime:
    """Everybody joined on New Year's Day 2012."""
    return datetime(2012, 1, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def where(people: People) -> str:
    put(Sold(people.a, "2012-08-01", "120000", "3"))
    programme = publish(people, VOLUME + AGREED)
    run(people, programme, "2012-09-30")
    close(people.maya, programme, "2012-Q3")
    with acting_as(people.maya):
        (made,) = actions.prepare_statements(actor=people.maya, now=NOW, period="2012-Q3")
    with acting_as(people.theo):
        actions.approve_statement(actor=people.theo, now=NOW, statement_id=made)
    with acting_as(people.maya):
        number = actions.issue_statement(actor=people.maya, now=NOW, statement_id=made)
    return f"/partner/earnings/statements/{number}/"


def read(browser: Client, where: str, language: str) -> str:
    return re.sub(r"\s", " ", text_of(browser.get(where, headers={"Accept-Language": language})))


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("en", ["Earned in 2012-Q3", "Agreed alone: Agreed in May (for periods that begin from 1 July 2012)"]),
        ("de", ["Verdient in 2012-Q3", "Einzeln vereinbart: Agreed in May (für Zeiträume, die ab dem 1. Juli 2012 b",
                "Ihr Konto", "4.800,00 USD", "120.000,00 USD", "Zu dieser Zahl nachfragen", "Ausgestellt am 1. März"]),
        ("fr", ["Acquis en 2012-Q3", "Convenu séparément : Agreed in May", "4 800,00 USD", "Votre compte"]),
        ("ja", ["2012-Q3の獲得額", "個別合意：Agreed in May", "USD 4,800.00", "貴社の残高", "2013年3月1日"]),
    ],
)  # fmt: skip
def test_a_statement(ola: Client, where: str, language: str, says: list[str]) -> None:
    page = read(ola, where, language)
    assert [one for one in says if one not in page] == []
    if language != "en":
        assert not re.search(r"Carried forward|What decides|Question this|each|at any step", page)


def test_what_is_paid_is_what_was_agreed_and_no_step_is_promised_beyond_it(ola: Client, where: str) -> None:
    page = read(ola, where, "en")
    # 120,000 × 4 % = 4,800, whatever step is reached
    assert "USD 120,000.00 4 % USD 120,000.00 4,800.00" in page
    assert "short of the next step" not in page


def test_its_lines_as_a_file(ola: Client, where: str) -> None:
    sheet = ola.get(f"{where}lines/", {"of": "statement", "as": "csv"}, headers={"Accept-Language": "de"})
    text = re.sub(r"[^\S\n]", " ", sheet.content.decode())
    assert "Einzeln vereinbart" in text
    assert '"120.000,00 USD"' in text and "Agreed in May (für Zeiträume, die ab dem 1. Juli 2012 beginnen)" in text
    assert "4800.00,USD" in text  # amounts that are calculated with stay numbers


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("en", ["Question a figure", "What seems wrong with it?"]),
        ("de", ["Zu einer Zahl nachfragen", "Was scheint daran falsch?", "2012-Q3: 4.800,00 USD", "Zeile 1"]),
        ("fr", ["Interroger un chiffre", "Qu'est-ce qui semble faux ?", "2012-Q3: 4 800,00 USD"]),
        ("ja", ["数字について質問する", "どこが違うと思われますか", "2012-Q3: USD 4,800.00"]),
    ],
)
def test_a_question(ola: Client, where: str, language: str, says: list[str]) -> None:
    page = read(ola, f"{where}lines/1/question/", language)
    assert [one for one in says if one not in page] == []
    ola.post(f"{where}lines/1/question/", {"text": "Warum?"}, headers={"Accept-Language": language})
    answered = {"en": "Asked. The answer", "de": "Gefragt.", "fr": "Demandé.", "ja": "送信しました。"}[language]
    assert answered in read(ola, where, language)
