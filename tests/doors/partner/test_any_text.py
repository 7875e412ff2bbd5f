"""Any text in any field, by every way in: never a fault of ours, always a sentence that says what to do."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.core import mail
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from fairway.deals.models import Registration
from fairway.deals.rules.policy import FIELDS
from fairway.deals.rules.written import read_written
from fairway.kit.access import WORKER, acting_as, tokens
from fairway.kit.mail import read_letter
from fairway.web.mail.receiving import receive
from tests.builders import People
from tests.doors.mail.letters import GOOD, TRUSTED, letter, opened
from tests.doors.partner.test_deals import CODE
from tests.doors.partner.test_deals import GOOD as FORM
from tests.rooms.deals.stories import POLICY, put_policy, put_products

EVERY = POLICY.replace("fy26-deals", "every").replace(
    "optional: [tender, tender_published_on, effort, tax_number, deal_type, city]",
    "optional: [" + ", ".join(sorted(set(FIELDS) - {"name", "company", "country", "website", "expected_close",
                                                    "contact_name", "contact_email"})) + "]",
)  # fmt: skip
"""The story's policy with every field there is on its form."""
NUMBERS = ("1e9", "-1", "12,5", "1,000,000.00", "0", "٣", "NaN", "Infinity", "9" * 40, "0x10", "1.2345678", " 5 ", "+5")
ODD = st.one_of(
    st.text(max_size=40),
    st.text(st.characters(categories=["Cc", "Cf", "Co", "Zl", "Zp", "Mn", "So"]), max_size=12),
    st.sampled_from([
        *NUMBERS, "", " ", "2026-02-30", "2026-13-01", "0001-01-01", "9999-12-31", "２０２６-06-30", "none", "DE", "de",
        "new_business", "a@b", "a@b.example", "\u202egnp.exe", "'; DROP TABLE deals_line; --", "{{ 7*7 }}", "<b>", "%s",
        "x" * 5000, "ſ", "İ", "\ufeff", "a\nb", "a\r\nBcc: x@y.example",
    ]),
)  # fmt: skip
ROWS = ("line-0-sku", "line-0-units", "line-0-value", "lines-count", "role-0-role", "role-0-named", "role-0-share",
        "role-0-since", "roles-count", "code", "proof")  # fmt: skip
SLOWLY = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.fixture(autouse=True)
def on_the_day(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr("fairway.kit.access.middleware.timezone.now", lambda: now)


@pytest.fixture
def policy(people: People, now: datetime) -> int:
    put_products(now)
    return put_policy(people, now, EVERY)


def count() -> int:
    with acting_as(WORKER):
        return Registration.objects.exclude(status="draft").count()


@SLOWLY
@given(said=st.dictionaries(st.sampled_from([*FIELDS, *ROWS]), ODD, min_size=1, max_size=4))
@example(said={"lines-count": "²"})
@example(said={"line-0-units": "0"})
@example(said={"line-0-value": "9999999999999.99"})
def test_the_form(ola: Client, policy: int, said: dict[str, str]) -> None:
    ola.raise_request_exception = False
    with transaction.atomic():
        answer = ola.post(f"/partner/deals/new/{policy}/", {**FORM, "code": CODE, **said, "send": "yes"})
        assert answer.status_code in {302, 400, 422}, said
        if answer.status_code == 422:
            page = answer.content.decode()
            assert 'class="errors"' in page or 'class="field__error"' in page, said
            assert count() == 0
        else:
            assert (answer.status_code == 302) == (count() == 1)
        transaction.set_rollback(True)


@SLOWLY
@given(
    fields=st.dictionaries(st.one_of(st.sampled_from(sorted(FIELDS)), st.text(max_size=8)), ODD, max_size=4),
    line=st.dictionaries(st.sampled_from(["product", "units", "value", "sku"]), ODD, max_size=3),
    role=st.dictionaries(st.sampled_from(["role", "named", "share", "since"]), ODD, max_size=4),
)
@example(fields={"name": "\ud800"}, line={}, role={})
def test_the_api(
    people: People, now: datetime, policy: int, fields: dict[str, str], line: dict[str, str], role: dict[str, str]
) -> None:
    good = {name: FORM[name] for name in FIELDS if name in FORM}
    product = {"product": "CAM-1", "units": "5", "value": "20000"}
    part = {"role": "transacting", "named": "Anker Mess", "share": "100"}
    with transaction.atomic():
        with acting_as(people.ola):
            secret = tokens.issue(actor=people.ola, now=now, name="x", scopes=["registrations:write"], days=30)
        body = {"fields": {**good, **fields}, "lines": [{**product, **line}], "roles": [{**part, **role}]}
        answer: Any = Client(raise_request_exception=False).post(
            "/api/registrations/", json.dumps(body).encode("utf-8", "surrogatepass"), content_type="application/json",
            headers={"Authorization": f"Bearer {secret}"},
        )  # fmt: skip
        assert answer.status_code in {201, 400, 409, 422}, (answer.status_code, body)
        told = answer.json()
        assert (answer.status_code == 201) == (count() == 1)
        if answer.status_code in {400, 422}:
            assert told["errors"]
            assert all(one["reason"] and one["remedy"] for one in told["errors"])
        elif answer.status_code == 409:
            assert told["detail"]
        transaction.set_rollback(True)


@SLOWLY
@given(said=st.lists(st.tuples(st.sampled_from([*(one.label for one in FIELDS.values()), "Product", "Role",
                                                "Programme", "Organisation", "Websit"]), ODD), max_size=4),
       subject=st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=30))  # fmt: skip
@example(said=[("Product", "CAM-1; 9" + "9" * 30)], subject="D-22222-33333")
def test_a_mail(
    people: People, now: datetime, policy: int, said: list[tuple[str, str]], subject: str,
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:  # fmt: skip
    opened(monkeypatch)
    lines = "\n".join(f"{label}: {value}" for label, value in said)
    with transaction.atomic():
        before = len(mail.outbox)
        with django_capture_on_commit_callbacks(execute=True):
            receive(letter(f"{lines}\n\n{GOOD}", subject=subject), now=now)
        (answer,) = mail.outbox[before:]
        body = answer.body
        assert answer.to == ["ola@a.example"]
        assert "Bcc" not in answer.message()
        assert ("We have your registration" in body) == (count() == 1), body
        if not count():
            asks = re.findall(r"^- .{8,}", body, re.MULTILINE)
            others = ("There is no draft", "Several programmes", "Programme:")
            assert asks or any(one in body for one in others), body
        transaction.set_rollback(True)


@settings(max_examples=300, deadline=None)
@given(raw=st.one_of(
    st.binary(max_size=400),
    st.builds(lambda name, value, rest: f"{name}: {value}\r\n".encode("utf-8", "replace") + rest, st.sampled_from(
        ["From", "Subject", "Content-Type", "Message-ID", "Authentication-Results", "References", "Content-Disposition",
         "Content-Transfer-Encoding"]), st.text(max_size=80), st.binary(max_size=200)),
))  # fmt: skip
@example(raw=b"From: =?utf-8?q?=FF?= <a@b>\r\nContent-Type: text/plain; charset=nonsense\r\n\r\n\xff")
@example(
    raw=b"Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n"
    b"Content-Disposition: attachment; filename*=x''%\r\n\r\n"
)
def test_any_bytes_are_a_mail_or_none(raw: bytes) -> None:
    found = read_letter(raw, trusted=TRUSTED)
    read_written(found.text)
    assert found.id
    assert isinstance(found.vouched, bool)
