"""A form that came after its session had ended is given back, to its own pages alone."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fairway.web.staff.programmes.writing import START
from tests.builders import PASSWORD, People

pytestmark = pytest.mark.django_db
NEW = "/vendor/programmes/new/"
OURS = {"origin": "http://testserver"}


def fields(page: str) -> dict[str, str]:
    """What the page would send again."""
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page))
    shown = dict(re.findall(r'<textarea name="([^"]+)"[^>]*>\n(.*?)</textarea>', page, re.DOTALL))
    return {name: unescape(value) for name, value in (hidden | shown).items()}


def signed_in(client: Client) -> None:
    token = client.get("/account/login/").cookies["csrftoken"].value
    sent = {"login": "maya@vendor.example", "password": PASSWORD, "csrfmiddlewaretoken": token}
    assert client.post("/account/login/", sent, headers=OURS).status_code == 302


def test_signed_out_in_the_middle_of_a_form_the_text_comes_back_and_can_be_sent(people: People) -> None:
    browser = Client(enforce_csrf_checks=True)
    signed_in(browser)
    token = browser.get(NEW).cookies["csrftoken"].value
    del browser.cookies["sessionid"]
    sent = {"text": START, "save": "yes", "csrfmiddlewaretoken": token}
    answer = browser.post(NEW, sent, headers=OURS)
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "You were signed out" in page
    again = fields(page)
    assert again["text"] == START
    assert again["save"] == "yes"

    signed_in(browser)  # in another tab, which makes the token of this page another person's
    older = browser.post(NEW, again, headers=OURS)
    assert older.status_code == 403
    assert "You signed in again" in older.content.decode()
    again = fields(older.content.decode())
    assert browser.post(NEW, again, headers=OURS).status_code == 302


def test_a_form_from_elsewhere_is_not_offered_to_be_sent(maya: Client, people: People) -> None:
    browser = Client(enforce_csrf_checks=True)
    signed_in(browser)
    for origin in ({"origin": "https://evil.example"}, {}):
        answer = browser.post(NEW, {"text": START, "save": "yes"}, headers=origin)
        page = answer.content.decode()
        assert answer.status_code == 403
        assert "This form had waited too long" in page
        assert "You may not do this" not in page
        assert "fy26-reseller" not in page


def test_a_password_is_never_written_into_a_page(people: People) -> None:
    browser = Client(enforce_csrf_checks=True)
    sent = {"login": "maya@vendor.example", "password": PASSWORD}
    page = browser.post("/account/login/", sent, headers=OURS).content.decode()
    assert "This form had waited too long" in page
    assert PASSWORD not in page


def test_a_file_has_to_be_chosen_again(people: People) -> None:
    sent = {"file": SimpleUploadedFile("june.csv", b"a;b\n1;2\n"), "note": "June"}
    page = Client().post("/vendor/sales/send/", sent, headers=OURS).content.decode()
    assert "choose it again" in page
    assert "Send it again" not in page


def test_an_editor_that_checks_while_one_writes_keeps_its_text(people: People) -> None:
    answer = Client().post("/vendor/programmes/check/", {"text": START}, headers=OURS | {"hx-request": "true"})
    assert "HX-Redirect" not in answer
    assert answer["HX-Retarget"] == "#messages"
    assert "sign in in a new tab" in answer.content.decode()
