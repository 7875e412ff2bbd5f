"""Requests that nobody sends by accident: bodies without end, zero bytes, other people's addresses."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from fairway.web.shared.display import size_text
from fairway.web.shared.middleware import FORM_AROUND_A_FILE, largest_body
from tests.builders import People


class Unread(io.BytesIO):
    """A body that must not be read."""

    def read(self, size: int | None = -1) -> bytes:
        raise AssertionError("the body was read")


def announce(browser: Client, address: str, size: int | str) -> Any:
    environ: dict[str, Any] = {"CONTENT_LENGTH": str(size), "wsgi.input": Unread()}
    return browser.generic("POST", address, content_type="multipart/form-data; boundary=x", **environ)


@pytest.mark.parametrize("address", ["/account/login/", "/join/made-up/", "/nowhere/"])
def test_a_stranger_sends_a_form_and_no_more(people: People, address: str) -> None:
    assert announce(Client(), address, settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1).status_code == 413
    assert announce(Client(), address, "-1").status_code == 413
    assert announce(Client(), address, "9" * 30).status_code == 413


def test_a_file_beyond_the_limit_is_refused_before_it_is_read(sam: Client, ada: Client) -> None:
    upload = reverse("partner:upload")
    answer = announce(sam, upload, settings.FAIRWAY.max_upload + FORM_AROUND_A_FILE + 1)
    assert answer.status_code == 413
    assert "too large" in answer.content.decode()
    assert f"At most {size_text(settings.FAIRWAY.max_upload)} can be sent at a time." in answer.content.decode()
    # Ada audits; she has no page that takes files, so she sends forms only.
    assert announce(ada, upload, settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1).status_code == 413


def test_whoever_has_a_page_that_takes_files_may_send_one(people: People) -> None:
    # Ines sells and hands in proofs with a deal; they may be larger than a form
    for actor in (people.ines, people.sam, people.maya):
        assert largest_body(actor) == settings.FAIRWAY.max_upload + FORM_AROUND_A_FILE
    assert largest_body(people.ada) == settings.DATA_UPLOAD_MAX_MEMORY_SIZE


@pytest.mark.parametrize(
    "address",
    [
        "/partner/files/?q=%00",
        "/partner/products/?export=csv&q=a%00b",
        "/partner/programmes/%00/",
        "/partner/earnings/statements/%00/pdf/",
    ],
)
def test_a_zero_byte_is_a_bad_request_and_no_fault(sam: Client, address: str) -> None:
    assert sam.get(address).status_code == 400


def test_a_zero_byte_in_a_form_is_a_bad_request(sam: Client) -> None:
    view = {"name": "mine\0", "page": "partner-files", "query": "q=1"}
    assert sam.post(reverse("shared:save_view"), view).status_code == 400


def test_a_saved_view_leads_to_our_own_pages_only(sam: Client) -> None:
    for wanted in ("https://evil.example/", "//evil.example/", "javascript:alert(1)"):
        view = {"name": "mine", "page": "partner-files", "query": "q=1\r\nSet-Cookie: a=b", "next": wanted}
        answer = sam.post(reverse("shared:save_view"), view)
        assert answer.headers["Location"].startswith("/?q=1%0D%0A")


def test_the_policy_stands_on_every_answer(sam: Client, people: People) -> None:
    for browser, address, status in (
        (sam, "/nowhere/", 404),
        (sam, "/partner/files/?q=%00", 400),
        (sam, reverse("partner:products") + "?export=csv", 200),
        (Client(), "/account/login/", 200),
        (Client(headers={"host": "evil.example"}), "/account/login/", 400),
    ):
        answer = browser.get(address)
        assert answer.status_code == status
        assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_every_form_needs_its_token(people: People, sam: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = sam.cookies
    for address in (
        reverse("partner:upload"),
        reverse("partner:invite"),
        reverse("partner:dismiss", args=[people.sam.user_id]),
        reverse("shared:save_view"),
        reverse("entrance:organisation"),
        "/account/logout/",
    ):
        assert strict.post(address, {}).status_code == 403, address


NO_NUMBERS = ("²", "٣", "-", "--5", "9" * 5000, "1e3")


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_what_only_looks_like_a_number_names_nothing(maya: Client, text: str) -> None:
    # Python calls “²” a digit, and refuses to read five thousand of them
    for name in ("month", "without"):
        assert maya.get(reverse("staff:coverage"), {name: text}).status_code == 200
    ended = maya.post(reverse("staff:tier_waiver_end", args=[1]), {"partner": text})
    assert ended.headers["Location"] == reverse("staff:tiers")
    decided = maya.post(reverse("staff:tier_decide"), {"proposal": text, "verdict": "accept"})
    assert decided.status_code == 422
    assert "Location" not in decided.headers


@pytest.mark.parametrize("back", ["0", "staff:today", "Infinity", "//elsewhere.example/", "https://elsewhere.example/"])
def test_nobody_is_sent_back_to_what_is_no_page_of_ours(maya: Client, back: str) -> None:
    assert maya.post("/theme/", {"next": back, "theme": "dark"}).headers["Location"] == "/"
    decided = maya.post(reverse("staff:tier_decide"), {"next": back})
    assert decided.status_code == 422
    assert "Location" not in decided.headers
