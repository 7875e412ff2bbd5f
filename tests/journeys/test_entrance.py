"""In at the door: passwords and their reset, codes, passkeys, invitations, several organisations."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import struct
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.builders import PASSWORD
from tests.journeys.conftest import MAILS, sign_in
from tests.journeys.site import Site

pytestmark = pytest.mark.browser
NEW_PASSWORD = "another long enough word"


def code_of(secret: str, at: float) -> str:
    """The six digits of RFC 6238 for a secret, at a moment."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(at) // 30), hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def fresh_code_of(page: Page, secret: str) -> str:
    """The code of this half minute, or of the next one if this one ends before it could be typed."""
    if (left := 30 - time.time() % 30) < 5:
        page.wait_for_timeout(left * 1000 + 100)
    return code_of(secret, time.time())


def is_inside(page: Page, name: str) -> None:
    expect(page.get_by_label(f"Your account, {name}")).to_be_visible()


def open_guarded(page: Page, address: str) -> None:
    """Open a page that asks for the password once more."""
    page.goto(address)
    if "reauthenticate" in page.url:
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Confirm").click()
        page.wait_for_url(f"**{address}")


def test_a_wrong_password_is_refused_and_the_right_one_leads_on(contexts: Callable[..., BrowserContext]) -> None:
    page = contexts().new_page()
    page.goto("/partner/earnings/")
    sign_in(page, MAILS["ines"], "not the password")
    expect(page.locator("main")).to_contain_text("not correct")
    page.goto("/partner/programmes/")
    sign_in(page, MAILS["ines"])
    page.wait_for_url("**/partner/programmes/")
    is_inside(page, "Ines")


def test_a_forgotten_password_is_set_anew_by_mail(contexts: Callable[..., BrowserContext], site: Site) -> None:
    # of somebody no other story is about: a new password ends all of a person's sessions
    page = contexts().new_page()
    page.goto("/account/password/reset/")
    page.get_by_label("Email").fill(MAILS["ines"])
    page.locator("main button[type=submit]").first.click()
    page.wait_for_url(re.compile("reset/done"))
    link = re.search(r"http://localhost:\d+/\S+", site.mails[-1])
    assert link, site.mails[-1]
    page.goto(link[0])
    fields = page.locator("main input[type=password]")
    for field in fields.all():
        field.fill(NEW_PASSWORD)
    page.locator("main button[type=submit]").first.click()
    expect(page).to_have_url(re.compile("done"))
    page.goto("/account/login/")
    sign_in(page, MAILS["ines"], NEW_PASSWORD)
    is_inside(page, "Ines")


def test_a_code_is_asked_for_once_it_is_set_up(contexts: Callable[..., BrowserContext]) -> None:
    page = contexts().new_page()
    page.goto("/account/login/")
    sign_in(page, MAILS["dirk"])
    is_inside(page, "Dirk")
    open_guarded(page, "/account/2fa/totp/activate/")
    secret = page.locator("#authenticator_secret, input[readonly]").first.input_value().replace(" ", "")
    page.locator("input[name=code]").fill(fresh_code_of(page, secret))
    page.locator("main button[type=submit]").last.click()
    page.wait_for_url(lambda address: "activate" not in address)
    is_inside(page, "Dirk")

    again = contexts().new_page()
    again.goto("/account/login/")
    sign_in(again, MAILS["dirk"])
    again.wait_for_url(re.compile("2fa/authenticate"))
    again.locator("input[name=code]").fill("000000" if code_of(secret, time.time()) != "000000" else "111111")
    again.locator("main button[type=submit]").first.click()
    expect(again.locator("main")).to_contain_text("Incorrect code")
    code = fresh_code_of(again, secret)
    again.locator("input[name=code]").fill(code)
    again.locator("main button[type=submit]").first.click()
    is_inside(again, "Dirk")

    overheard = contexts().new_page()
    overheard.goto("/account/login/")
    sign_in(overheard, MAILS["dirk"])
    overheard.wait_for_url(re.compile("2fa/authenticate"))
    overheard.locator("input[name=code]").fill(code)
    overheard.locator("main button[type=submit]").first.click()
    # RFC 6238, 5.2: a code that was accepted is not accepted again
    expect(overheard.locator("main")).to_contain_text("Incorrect code")


def test_a_passkey_opens_the_door(contexts: Callable[..., BrowserContext]) -> None:
    context = contexts()
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
                     "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True}},
    )  # fmt: skip
    page.goto("/account/login/")
    sign_in(page, MAILS["ada"])
    is_inside(page, "Ada")
    open_guarded(page, "/account/2fa/webauthn/add/")
    page.get_by_label("Name").fill("My key")
    expect(page.get_by_label("Sign in with it alone, without the password")).to_be_checked()
    page.get_by_role("button", name="Add the passkey").click()
    page.wait_for_url(lambda address: "webauthn/add" not in address)
    page.goto("/account/2fa/webauthn/")
    expect(page.locator("main table")).to_contain_text("My key")
    page.get_by_label("Your account, Ada").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(re.compile("login"))
    page.get_by_role("button", name="Use a passkey").click()
    is_inside(page, "Ada")


def test_an_invitation_lets_somebody_join(browse: Callable[..., Page], contexts: Callable[..., BrowserContext]) -> None:
    ola = browse("ola")
    ola.goto("/partner/staff/invite/")
    ola.locator("main input[type=email]").fill("nils@a.example")
    name = ola.locator("main input[name=name]")
    if name.count():
        name.fill("Nils")
    role = ola.locator("main select[name=role]")
    if role.count():
        role.select_option("sales")
    else:
        ola.locator("main input[name=role][value=sales]").check()
    ola.locator("main button[type=submit]").first.click()
    expect(ola.locator("main")).to_contain_text("The link")
    link = re.search(r"http://localhost:\d+/join/[\w-]+/", ola.content())
    assert link

    nils = contexts().new_page()
    nils.goto(link[0])
    expect(nils.locator("main")).to_contain_text("Anker Mess")
    nils.get_by_label("Your name").fill("Nils")
    nils.get_by_label("Password").fill("short")
    nils.locator("main form").evaluate("(form) => form.noValidate = true")
    nils.get_by_role("button", name="Join").click()
    expect(nils.locator("main")).to_contain_text("at least 10")
    nils.get_by_label("Password").fill(PASSWORD)
    nils.get_by_role("button", name="Join").click()
    nils.wait_for_url("**/partner/")
    is_inside(nils, "Nils")
    nils.goto(link[0])
    expect(nils.locator("main")).to_contain_text("invitation")
    expect(nils.get_by_role("button", name="Join")).to_have_count(0)


def test_somebody_with_two_organisations_chooses_one(contexts: Callable[..., BrowserContext]) -> None:
    page = contexts().new_page()
    page.goto("/account/login/")
    sign_in(page, MAILS["pia"])
    page.wait_for_url("**/vendor/")
    page.goto("/you/organisation/")
    page.locator("main tr", has_text="Baylight Systems").get_by_role("button").click()
    page.wait_for_url("**/partner/")
    assert page.request.get("/vendor/").status == 404
    page.goto("/you/organisation/")
    page.locator("main tr", has_text="Halden Instruments").get_by_role("button").click()
    page.wait_for_url("**/vendor/")
