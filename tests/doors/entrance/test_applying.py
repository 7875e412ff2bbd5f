"""The public pages: applied without signing in, kept from robots, silent about who is known."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.core import mail, signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from fairway.kit.access import WORKER, acting_as
from fairway.partners import queries
from fairway.partners.models import ApplicationFile
from fairway.web.entrance import applying, guarding
from tests.builders import People
from tests.rooms.partners.builders import publish

FORM = "/apply/for/value_added_reseller/"
GIVEN = {
    "name": "Nordlicht Messtechnik GmbH", "country": "DE", "contact": "Nils Petersen",
    "email": "nils@nordlicht.example",
    "q_since": "4", "q_lines": ["cameras"], "q_repairs": "yes", "do": "hand_in",
}  # fmt: skip


@pytest.fixture(autouse=True)
def open_door(people: People, now: datetime, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    publish(people.carl, now)
    monkeypatch.setattr(guarding, "QUICKEST", -1)
    yield


@pytest.fixture
def nils() -> Client:
    return Client()


@pytest.fixture
def letters(monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any) -> Any:
    """Mails that a block sends, as they would go out after it."""
    return django_capture_on_commit_callbacks


def token(nils: Client) -> str:
    found = re.search(r'name="page" value="([^"]+)"', nils.get(FORM).content.decode())
    assert found
    return found[1]


def states() -> dict[str, int]:
    with acting_as(WORKER):
        return queries.by_state(WORKER)


def link_of(text: str) -> str:
    found = re.search(r"https?://[^/\s]+(/apply/go-on/\S+)", text)
    assert found, text
    return found[1]


def test_applied_confirmed_and_seen_by_nobody_before(nils: Client, letters: Any) -> None:
    with letters(execute=True):
        answer = nils.post(FORM, {**GIVEN, "page": token(nils)})
    assert answer.headers["Location"] == reverse("entrance:apply_sent")
    assert states() == {}
    (sent,) = mail.outbox
    assert sent.to == ["nils@nordlicht.example"]
    link = link_of(str(sent.body))
    assert "One step is left" in nils.get(link).content.decode()
    with letters(execute=True):
        nils.post(link, {"do": "confirm"})
    assert states() == {"applied": 1}
    assert "has arrived" in nils.get(link).content.decode()
    assert len(mail.outbox) == 2
    with letters(execute=True):
        nils.post(link, {"do": "confirm"})
    assert len(mail.outbox) == 2


def test_the_same_page_twice_is_one_application_and_one_mail(nils: Client, letters: Any) -> None:
    page = token(nils)
    with letters(execute=True):
        first, second = (nils.post(FORM, {**GIVEN, "page": page}) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert len(mail.outbox) == 1


def test_half_way_goes_on_from_another_device(nils: Client, letters: Any) -> None:
    with letters(execute=True):
        nils.post(FORM, {"name": "Nordlicht", "email": "nils@nordlicht.example", "do": "save", "page": token(nils)})
    link = link_of(str(mail.outbox[0].body))
    other = Client()
    assert 'value="Nordlicht"' in other.get(link).content.decode()
    assert other.post(link, {**GIVEN, "do": "hand_in"}).headers["Location"] == link
    assert states() == {"applied": 1}


def test_a_missing_answer_is_named_once(nils: Client) -> None:
    page = nils.post(FORM, {**GIVEN, "q_since": "", "page": token(nils)}).content.decode()
    told = page[page.index('<div class="errors"') :].split("</div>", 1)[0]
    assert re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", told)).strip() == (
        "This cannot be saved yet For how many years have you sold instruments? This needs an answer."
    )


def test_a_robot_reads_what_a_person_reads(nils: Client, letters: Any) -> None:
    with letters(execute=True):
        answer = nils.post(FORM, {**GIVEN, "page": token(nils), "fax_number": "1"})
    assert answer.headers["Location"] == reverse("entrance:apply_sent")
    assert mail.outbox == []
    assert states() == {}


@pytest.mark.parametrize(
    "page", ["", "made-up", signing.dumps("key", salt="another page")], ids=["none", "made up", "another"]
)
def test_a_page_that_is_not_ours_loses_nothing_that_was_written(nils: Client, page: str) -> None:
    answer = nils.post(FORM, {**GIVEN, "page": page})
    assert answer.status_code == 422
    assert "Nordlicht Messtechnik GmbH" in answer.content.decode()


def test_a_page_sent_too_quickly_is_asked_for_again(nils: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guarding, "QUICKEST", 3)
    answer = nils.post(FORM, {**GIVEN, "page": token(nils)})
    assert answer.status_code == 422
    assert "very quick" in answer.content.decode()


def test_one_address_is_slowed_down_and_another_is_not(nils: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(applying, "MOST_SENT", 2)
    codes = [nils.post(FORM, {**GIVEN, "page": token(nils)}).status_code for _ in range(3)]
    assert codes == [302, 302, 429]
    other = Client(REMOTE_ADDR="192.0.2.9")
    assert other.post(FORM, {**GIVEN, "page": token(other)}).status_code == 302


def test_a_known_company_reads_the_same_as_an_unknown_one(nils: Client, people: People, letters: Any) -> None:
    """Ola's company is a partner: neither the page, nor the mail, nor the number of queries tells."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    told = []
    for name in ("Anker Mess", "Zebra Werke"):
        page = token(nils)
        with letters(execute=True), CaptureQueriesContext(connection) as asked:
            answer = nils.post(FORM, {**GIVEN, "name": name, "page": page})
        told.append((answer.status_code, answer.headers["Location"], len(asked), len(mail.outbox[-1].body)))
    assert told[0] == (*told[1][:3], told[1][3] + len("Anker Mess") - len("Zebra Werke"))
    with letters(execute=True):
        known = nils.post("/apply/link/", {"email": "nils@nordlicht.example"})
    sent = len(mail.outbox)
    with letters(execute=True):
        unknown = nils.post("/apply/link/", {"email": "nobody@nowhere.example"})
    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
    assert len(mail.outbox) == sent


def test_faults_stand_at_their_fields_and_nothing_is_kept(nils: Client) -> None:
    answer = nils.post(FORM, {**GIVEN, "page": token(nils), "q_since": "many", "tax_number": "DE136695978"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "is not a number" in page
    assert "no tax number of DE" in page
    assert states() == {}


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("proof.pdf", b"<html><script>alert(1)</script>", "none of the kinds"),
        ("proof.exe", b"MZ\x90\x00" + b"\0" * 60, "none of the kinds"),
        ("proof.svg", b"<svg onload=alert(1)>", "none of the kinds"),
        ("empty.pdf", b"", "empty"),
    ],
)
def test_a_file_is_taken_for_what_it_is(nils: Client, name: str, content: bytes, sentence: str) -> None:
    sent = {**GIVEN, "page": token(nils), "q_proof": SimpleUploadedFile(name, content)}
    answer = nils.post(FORM, sent)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_a_file_stays_chosen_while_an_answer_is_put_right(nils: Client) -> None:
    page = token(nils)
    proof = SimpleUploadedFile("proof.pdf", b"%PDF-1.7 proof")
    answer = nils.post(FORM, {**GIVEN, "page": page, "country": "", "q_proof": proof})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "“proof.pdf” is kept" in text
    kept = re.search(r'name="q_proof-kept" value="([^"]+)"', text)
    assert kept
    assert nils.post(FORM, {**GIVEN, "page": page, "q_proof-kept": kept[1]}).status_code == 302
    with acting_as(WORKER):
        assert list(ApplicationFile.objects.values_list("name", flat=True)) == ["proof.pdf"]


def test_a_large_file_is_refused(nils: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(applying, "LARGEST", 1000)
    sent = {**GIVEN, "page": token(nils), "q_proof": SimpleUploadedFile("proof.pdf", b"%PDF-1.7" + b"x" * 2000)}
    assert nils.post(FORM, sent).status_code == 422
    huge = {**GIVEN, "page": "x", "q_proof": SimpleUploadedFile("proof.pdf", b"%PDF-1.7" + b"x" * (6 * 2**20))}
    assert nils.post(FORM, huge).status_code == 413


def test_a_link_that_is_none_is_gone(nils: Client) -> None:
    assert nils.get("/apply/go-on/guessed/").status_code == 410
    assert nils.post("/apply/go-on/guessed/", {"do": "confirm"}).status_code == 410
    assert nils.post("/apply/go-on/guessed/files/1/remove/").status_code == 410
    assert nils.get("/apply/for/oem/").status_code == 404


def test_a_name_with_a_line_break_makes_no_header(nils: Client, letters: Any) -> None:
    with letters(execute=True):
        nils.post(FORM, {**GIVEN, "name": "Evil\r\nBcc: all@x.example", "page": token(nils)})
    assert all("\n" not in one.subject and one.bcc == [] for one in mail.outbox)
