"""The mailbox, read over IMAP: the same mails, the same answers as at the door."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from django.conf import settings

from fairway.deals.models import Registration
from fairway.kit.access import WORKER, acting_as
from fairway.kit.mail import box, read_letter
from fairway.web.mail import jobs
from tests.builders import People
from tests.doors.mail.box import Mailbox, serving
from tests.doors.mail.letters import TRUSTED, letter, opened
from tests.rooms.deals.stories import put_policy, put_products


def read(held: Mailbox, monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    there = replace(settings.FAIRWAY, inbox_url=f"imap://deals:secret@127.0.0.1:{held.port}/INBOX")
    monkeypatch.setattr(settings, "FAIRWAY", there)
    monkeypatch.setattr("fairway.web.mail.jobs.timezone.now", lambda: now)
    jobs.read_box()


def test_each_mail_is_dealt_with_once_and_marked(
    people: People, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_products(now)
    put_policy(people, now)
    opened(monkeypatch)
    monkeypatch.setattr(jobs, "LARGEST", 50_000)
    large = letter(number="9", files={"plan.pdf": b"%PDF-" + b"x" * 60_000})
    with serving(letter(), letter(sender="who@else.example", number="2"), large) as held:
        read(held, monkeypatch, now)
        assert held.flags == {1: "\\Seen", 2: "\\Seen", 3: "\\Seen \\Flagged"}
        held.flags.clear()  # as if the marks had been lost
        read(held, monkeypatch, now)
        assert held.flags[1] == "\\Seen"
    with acting_as(WORKER):
        assert Registration.objects.get().status == "submitted"


def test_a_mail_nobody_foresaw_is_flagged_and_the_others_are_read(
    people: People, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(monkeypatch)

    def fail(raw: bytes, *, now: datetime) -> None:
        if b"bad" in raw:
            raise ValueError("nobody foresaw this")

    monkeypatch.setattr(jobs, "receive", fail)
    with serving(letter("bad"), letter("good")) as held:
        read(held, monkeypatch, now)
    assert held.flags == {1: "\\Seen \\Flagged", 2: "\\Seen"}


def test_a_closed_mailbox_says_why() -> None:
    with (
        serving(password="other") as held,
        pytest.raises(box.BoxClosed, match="FAIRWAY_INBOX_URL"),
        box.opened(box.box_at(f"imap://deals:secret@127.0.0.1:{held.port}")),
    ):
        pass
    with pytest.raises(box.BoxClosed, match="cannot be reached"), box.opened(box.box_at("imap://a:b@127.0.0.1:1")):
        pass


@pytest.mark.parametrize(
    ("results", "vouched"),
    [
        ("dmarc=pass header.from=a.example", True),
        ("dmarc=pass header.from=evil.example", False),
        ("dkim=pass header.d=a.example", True),
        ("dkim=pass header.i=@mail.a.example", False),
        ("dkim=pass header.d=example", False),
        ("dkim=pass header.d=evil.example", False),
        ("spf=pass smtp.mailfrom=bounce@a.example", True),
        ("spf=pass smtp.mailfrom=a.example", True),
        ('spf=fail smtp.mailfrom="x; dmarc=pass header.from=a.example"@evil.example', False),
        ("spf=fail (of (x; dmarc=pass header.from=a.example)@evil.example)", False),
        ("spf=fail smtp.mailfrom=bounce@a.example", False),
        ("dkim=fail (dmarc=pass header.from=a.example)", False),
        ("none", False),
    ],
)
def test_a_sender_is_vouched_for_by_the_domain_it_names(results: str, vouched: bool) -> None:
    raw = f"Authentication-Results: {TRUSTED}; {results}\r\nFrom: Ola <ola@a.example>\r\n\r\nHello".encode()
    assert read_letter(raw, trusted=TRUSTED).vouched is vouched
    assert not read_letter(raw, trusted="").vouched
