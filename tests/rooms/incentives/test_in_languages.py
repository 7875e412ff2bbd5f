"""A statement in its reader's language: on the page, in files and on paper; what is stored stays as it was written."""

from __future__ import annotations

import re
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fairway.incentives import actions, queries
from fairway.kit.access import WORKER, Actor, acting_as
from fairway.kit.access.people import change_profile
from fairway.kit.access.reading import spoken_by
from tests.builders import People, person
from tests.rooms.incentives.stories import NOW, VOLUME, Sold, close, publish, put, run

AGREED = "\nexemptions:\n  - {partner: A-1, incentive: volume, percent: 4, starts: 2012-07-01, reason: Agreed in May}\n"


@pytest.fixture
def now() -> datetime:
    """Everybody joined on New Year's Day 2012."""
    return datetime(2012, 1, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def statement(people: People) -> int:
    put(Sold(people.a, "2012-08-01", "120000", "3"))
    programme = publish(people, VOLUME + AGREED)
    run(people, programme, "2012-09-30")
    close(people.maya, programme, "2012-Q3")
    with acting_as(people.maya):
        (number,) = actions.prepare_statements(actor=people.maya, now=NOW, period="2012-Q3")
    return number


def speaks(actor: Actor, language: str) -> None:
    with acting_as(actor):
        change_profile(actor=actor, now=NOW, name="Somebody", time_zone="", locale=language)


@pytest.mark.parametrize(
    ("language", "rate", "measure", "agreed"),
    [
        ("en", "4 %", "USD 120,000.00", "Agreed in May (for periods that begin from 1 July 2012)"),
        ("de", "4 %", "120.000,00 USD", "Agreed in May (für Zeiträume, die ab dem 1. Juli 2012 beginnen)"),
        (
            "fr",
            "4 %",
            "120 000,00 USD",
            "Agreed in May (pour les périodes qui commencent à partir du 1er juillet 2012)",
        ),
        ("ja", "4%", "USD 120,000.00", "Agreed in May（2012年7月1日以降に始まる期間）"),
    ],
)
def test_a_line_reads_as_its_reader_writes(
    people: People, statement: int, language: str, rate: str, measure: str, agreed: str
) -> None:
    with acting_as(people.maya):
        stored = queries.statement_by_id(people.maya, statement)
        view = queries.statement_by_id(people.maya, statement, language=language)
    (line,) = view.lines
    assert [re.sub(r"\s", " ", one) for one in (line.rate, line.measure, line.exemption)] == [rate, measure, agreed]
    assert (view.digest, line.amount) == (stored.digest, stored.lines[0].amount)


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("", ["Statement 2012-Q3", "Payable now", "Agreed alone: Agreed in May", "4,800.00"]),
        ("de", ["Abrechnung 2012-Q3", "Jetzt zahlbar", "Einzeln vereinbart: Agreed in May", "4.800,00"]),
        ("fr", ["Relevé 2012-Q3", "À payer", "Convenu séparément : Agreed in May", "4 800,00"]),
        ("ja", ["2012-Q3 計算書", "今回支払額", "個別合意：Agreed in May", "4,800.00"]),
    ],
)
def test_the_document_is_written_in_the_language_of_the_partners_people(
    people: People, statement: int, tmp_path: Path, language: str, says: list[str]
) -> None:
    speaks(people.ola, language)
    with acting_as(people.theo):
        actions.approve_statement(actor=people.theo, now=NOW, statement_id=statement)
    with acting_as(people.maya):
        number = actions.issue_statement(actor=people.maya, now=NOW, statement_id=statement)
    with acting_as(people.ola):
        document = queries.pdf(people.ola, number)
    (tmp_path / "statement.pdf").write_bytes(document)
    command = ["pdftotext", "-layout", str(tmp_path / "statement.pdf"), "-"]
    printed = subprocess.run(command, capture_output=True, check=True).stdout.decode()
    text = re.sub(r"\s+", " ", printed)
    assert [one for one in says if one not in text] == []


def test_the_language_most_people_chose(people: People) -> None:
    erik = person(NOW, "erik@a.example", "Erik", "sales", partner_id=people.a)

    def chosen(*locales: str) -> str:
        for actor, locale in zip((people.ola, people.ines, erik), locales, strict=True):
            speaks(actor, locale)
        with acting_as(WORKER):
            return spoken_by(people.a, now=NOW, among=("en", "de", "fr"))

    assert chosen("", "", "") == "en"
    assert chosen("de", "", "") == "de"  # who has chosen none does not count
    assert chosen("de-AT", "fr", "fr") == "fr"
    assert chosen("de", "fr", "") == "de"  # as many of both
    assert chosen("nl", "", "") == "en"  # Fairway does not speak it
