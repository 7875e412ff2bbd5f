"""Deals registered by mail: one mail, one draft or one registration; precise answers; nothing for strangers."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fairway.deals import actions
from fairway.deals.models import Attachment, Line, MailTaken, Registration
from fairway.deals.rules.policy import FIELDS
from fairway.kit.access import WORKER, acting_as
from tests.builders import People
from tests.doors.mail.letters import GOOD, hand_in, letter, opened
from tests.rooms.deals.stories import BY_RULE, asked, put_policy, put_products, register

Committing = Callable[..., AbstractContextManager[list[Any]]]


@pytest.fixture(autouse=True)
def on_the_day(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr("fairway.kit.access.middleware.timezone.now", lambda: now)
    opened(monkeypatch)


@pytest.fixture
def policy(people: People, now: datetime) -> int:
    put_products(now)
    return put_policy(people, now)


def deals() -> list[Registration]:
    with acting_as(WORKER):
        return list(Registration.objects.order_by("pk"))


@pytest.fixture
def send(now: datetime, django_capture_on_commit_callbacks: Committing) -> Callable[..., str]:
    """Hand a mail in and answer what was answered: the text of the one mail sent, or nothing."""

    def sending(raw: bytes, expected: int = 204) -> str:
        before = len(mail.outbox)
        with django_capture_on_commit_callbacks(execute=True):
            assert hand_in(raw, now) == expected
        answers = mail.outbox[before:]
        assert len(answers) < 2
        return f"{answers[0].subject}\n{answers[0].body}" if answers else ""

    return sending


def test_a_whole_mail_is_sent_and_acknowledged(policy: int, send: Callable[..., str]) -> None:
    answer = send(letter())
    (deal,) = deals()
    assert (deal.status, deal.way_in, deal.company, deal.country) == (
        "submitted", "mail", "Northwind Traders Inc.", "US",
    )  # fmt: skip
    assert deal.code in answer
    assert "You hear from us by" in answer
    with acting_as(WORKER):
        (line,) = Line.objects.filter(registration=deal)
    assert (line.units, line.value) == (5, 20000)
    sent = mail.outbox[-1]
    assert sent.to == ["ola@a.example"]
    assert sent.reply_to == ["deals@vendor.example"]
    assert sent.extra_headers["In-Reply-To"] == "<1@a.example>"
    assert sent.extra_headers["Auto-Submitted"] == "auto-replied"
    assert deal.code in sent.extra_headers["Message-ID"]


def test_what_is_missing_is_asked_for_and_the_answer_completes_the_same_draft(
    policy: int, send: Callable[..., str]
) -> None:
    text = "\n".join(line for line in GOOD.splitlines() if not line.startswith(("Website", "Their e-mail")))
    answer = send(letter(text.replace("2026-06-30", "in summer")))
    (deal,) = deals()
    assert deal.status == "draft"
    assert "- Website is needed." in answer
    assert "- Their e-mail is needed." in answer
    assert "- Expected close is no day. Write it as 2026-01-31." in answer
    assert "\nWebsite: \n" in answer
    assert "Expected close is needed" not in answer  # it was said, only not as a day
    by_id = mail.outbox[-1].extra_headers["Message-ID"]
    more = "Website: northwind.example\nExpected close: 30 June\n\nOn Monday we wrote:\n> Website: \n> Country: FR\n"
    answer = send(letter(more, number="2", headers={"In-Reply-To": by_id}))
    assert "Website is needed" not in answer
    assert "Their e-mail is needed." in answer
    subject = f"Re: What your registration {deal.code} lacks"
    rest = "Expected close: 2026-06-30\nTheir e-mail: ann@northwind.example\n"
    answer = send(letter(rest, number="3", subject=subject))
    assert f"We have your registration {deal.code}" in answer
    (only,) = deals()
    assert (only.pk, only.status, only.country) == (deal.pk, "submitted", "US")


def test_the_same_mail_again_does_nothing(policy: int, send: Callable[..., str]) -> None:
    assert send(letter())
    assert send(letter()) == ""
    assert len(deals()) == 1
    with acting_as(WORKER):
        assert MailTaken.objects.get().registration_id == deals()[0].pk


@pytest.mark.parametrize(
    "raw",
    [
        letter(sender="nobody@else.example"),
        letter(vouched=""),
        letter(vouched="dmarc=fail"),
        letter(headers={"Auto-Submitted": "auto-replied"}),
        letter(headers={"Precedence": "bulk"}),
        letter(headers={"List-Id": "<deals.a.example>"}),
        letter(headers={"Return-Path": "<>"}),
        letter(sender="mailer-daemon@a.example"),
        letter(sender="deals@vendor.example"),
        letter(sender="Carl <carl@vendor.example>"),
        b"From: ola@a.example\r\nFrom: sam@b.example\r\n\r\nWebsite: x",
        b"",
        b"\x00\xff\xfe" * 50,
    ],
    ids=["stranger", "not vouched for", "forged", "absence note", "bulk", "list", "bounce", "daemon", "ourselves",
         "vendor", "two senders", "empty", "bytes"],
)  # fmt: skip
def test_machines_forgers_and_strangers_hear_nothing(policy: int, send: Callable[..., str], raw: bytes) -> None:
    assert send(raw) == ""
    assert not deals()


def test_a_results_header_below_the_servers_own_is_not_believed(policy: int, send: Callable[..., str]) -> None:
    forged = b"Authentication-Results: mx.vendor.example; dmarc=fail header.from=a.example\n" + letter()
    assert send(forged) == ""
    other = letter().replace(b"mx.vendor.example 1", b"mx.elsewhere.example 1")
    assert send(other) == ""


def test_a_mail_without_a_signature_is_refused(policy: int, now: datetime) -> None:
    assert hand_in(letter(), now, secret="another secret of twenty letters") == 401
    assert hand_in(letter(), now, seconds=-301) == 401
    assert not deals()


def test_files_are_bounded_sniffed_and_kept(policy: int, send: Callable[..., str]) -> None:
    virus = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
    files = {"notes.pdf": b"%PDF-1.4 we met", "bad.txt": virus, "run.exe": b"MZ\x00", "fake.pdf": b"\x89PNG\r\n\x1a\n"}
    answer = send(letter(files=files))
    (deal,) = deals()
    assert deal.status == "draft"
    assert "bad.txt holds the test string of virus scanners" in answer
    assert "run.exe is not a kind that can be attached" in answer
    assert "fake.pdf is not what its name says" in answer
    with acting_as(WORKER):
        assert [one.name for one in Attachment.objects.filter(registration=deal)] == ["notes.pdf"]
    sent = send(letter("Website: northwind.example\n", number="2", subject=f"Re: {deal.code}"))
    assert "We have your registration" in sent


HEADING = (
    "Opportunity,End customer,Country,Website,Expected close,Contact at the customer,Their e-mail,Product,Units,Value"
)
ROW = "Studio {},Company {} Inc.,US,company{}.example,2026-06-30,Ann,ann@company{}.example,CAM-1,2,900"


def test_a_file_of_deals_is_taken_whole_or_not_at_all(policy: int, send: Callable[..., str]) -> None:
    rows = [ROW.format(*[number] * 4) for number in range(3)]
    bad = "\n".join([HEADING, *rows, ROW.format(9, 9, 9, 9).replace("CAM-1", "NO-1").replace("2026-06", "2026-6")])
    answer = send(letter("The file.", files={"deals.csv": bad.encode()}))
    assert "Row 5, Product “NO-1”: This is no product number of ours." in answer
    assert "Row 5, Expected close" in answer
    assert not deals()
    answer = send(letter("Again.", number="2", files={"deals.csv": "\n".join([HEADING, *rows]).encode()}))
    assert "We have your 3 registrations" in answer
    assert [deal.status for deal in deals()] == ["submitted"] * 3
    assert all(deal.code in answer for deal in deals())


def test_a_mail_that_says_nothing_is_told_how(policy: int, send: Callable[..., str]) -> None:
    answer = send(letter("Hello, how do I register?"))
    assert "Programme: FY26 deal registration" in answer
    assert "Website: \n" in answer
    assert "Tax or register number: (if there is one)" in answer
    assert not deals()


def test_with_several_programmes_the_mail_names_one(
    policy: int, people: People, now: datetime, send: Callable[..., str]
) -> None:
    put_policy(people, now, BY_RULE)
    answer = send(letter())
    assert "Programme: FY26 deal registration" in answer
    assert "Programme: Quick deal registration" in answer
    assert not deals()
    assert "We have your registration" in send(letter(f"Programme: quick deal registration\n{GOOD}", number="2"))


def test_a_misspelt_field_is_pointed_out(policy: int, send: Callable[..., str]) -> None:
    answer = send(letter(GOOD.replace("Website:", "Websit:")))
    assert "“Websit” is not a field. Did you mean “Website”?" in answer


def test_roles_are_read_and_refused_like_the_forms(policy: int, send: Callable[..., str]) -> None:
    answer = send(letter(f"Role: transacting; Anker Mess; 70\nRole: influence; Sun; 50\n{GOOD}"))
    assert "The shares of the credit are 120 percent together." in answer
    (deal,) = deals()
    assert deal.status == "draft"
    assert "no role" in send(letter("Role: owner; Anker Mess; 70", number="2", subject=deal.code))
    assert "We have" in send(letter("Role: transacting; Anker Mess; 70 %", number="3", subject=deal.code))


def test_another_partners_code_and_one_of_nobody_get_the_same_answer(
    policy: int, people: People, now: datetime, send: Callable[..., str]
) -> None:
    theirs = register(people.sam, now, policy, asked(put_products(now)))
    answers = [
        send(letter(number=code, subject=f"Re: {code}")).replace(code, "CODE") for code in (theirs, "D-22222-33333")
    ]
    assert answers[0] == answers[1]
    assert "There is no draft CODE" in answers[0]


def test_a_page_of_marks_is_read_as_words(policy: int, send: Callable[..., str]) -> None:
    rows = "".join(f"<div>{line}</div>" for line in GOOD.splitlines()[2:10])
    raw = letter().partition(b"\n\n")[0].replace(b"text/plain", b"text/html")
    answer = send(raw + b"\n\n<html><style>Country: FR</style><body>" + rows.encode() + b"</body></html>")
    assert "We have your registration" in answer


def test_nobody_sends_more_than_is_taken_in_an_hour(
    policy: int, send: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fairway.deals.actions.writing_in.MOST_AN_HOUR", 1)
    assert send(letter("Hello"))
    assert send(letter("Hello", number="2"), 429) == ""


def story(
    people: People, now: datetime, policy: int, send: Callable[..., str], *, rival: bool
) -> list[tuple[int, str]]:
    if rival:
        other = register(people.sam, now, policy, asked(put_products(now)))
        with acting_as(people.carl):
            actions.approve(actor=people.carl, now=now, code=other)
    seen = []
    for number, text in enumerate(("Hello", GOOD.replace("Website", "Page"), GOOD)):
        with CaptureQueriesContext(connection) as queries:
            send(letter(text, number=str(number)))
        sent = re.sub(r"D-[0-9A-Z]{5}-[0-9A-Z]{5}", "CODE", str(mail.outbox[-1].message()))
        seen.append((len(queries), re.sub(r"[0-9]+", "0", sent)))
    return seen


SEEN: pytest.StashKey[list[tuple[int, str]]] = pytest.StashKey()


@pytest.mark.parametrize("rival", [False, True], ids=["alone", "with a rival"])
def test_headers_text_and_queries_are_the_same_with_and_without_a_rival(
    people: People, now: datetime, policy: int, send: Callable[..., str], rival: bool, pytestconfig: pytest.Config
) -> None:
    seen = story(people, now, policy, send, rival=rival)
    assert seen == pytestconfig.stash.setdefault(SEEN, seen)


def test_every_field_of_a_form_is_in_the_reference() -> None:
    page = (Path(__file__).resolve().parents[3] / "docs/reference/registration-by-mail.md").read_text()
    assert not [field.label for field in FIELDS.values() if f"`{field.label}`" not in page]
