"""Getting in by other ways than the door: half a sign-in, somebody else's session, a code used before."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from fairway.kit.access import SIGNING_IN, Actor, Kind, acting_as
from fairway.kit.access.models import User
from fairway.web.shared import permissions
from tests.builders import PASSWORD, People

LOGIN, CODE = "/account/login/", "/account/2fa/authenticate/"
EMAILS = {"ola": "ola@a.example", "maya": "maya@vendor.example"}
ARGUMENTS: dict[str, Any] = {"secret": "x", "code": "x", "token": "x", "number": 1}
SECOND = 30  # how long one code of an authenticator app holds


@pytest.fixture(autouse=True)
def unhurried() -> Iterator[None]:
    """Guesses of other tests slow nobody down here."""
    cache.clear()
    yield
    cache.clear()


def with_codes(actor: Actor) -> tuple[str, list[str]]:
    """Give somebody an authenticator app and recovery codes; its secret and they."""
    secret = generate_totp_secret()
    with acting_as(SIGNING_IN):
        user = User.objects.get(pk=actor.user_id)
        TOTP.activate(user, secret)
        return secret, RecoveryCodes.activate(user).generate_codes()


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // SECOND))


def with_password(email: str) -> Client:
    browser = Client()
    answer = browser.post(LOGIN, {"login": email, "password": PASSWORD})
    assert answer.status_code == 302, answer.content.decode()
    return browser


def key_of(browser: Client) -> str:
    return browser.cookies[settings.SESSION_COOKIE_NAME].value


def with_key(key: str) -> Client:
    browser = Client()
    browser.cookies[settings.SESSION_COOKIE_NAME] = key
    return browser


def is_in(browser: Client, page: str = "partner:staff") -> bool:
    answer = browser.get(reverse(page))
    return answer.status_code == 200


def pages() -> list[str]:
    """Every address of both workspaces and of the entrance that needs somebody signed in."""
    found = []
    for entry in permissions.table():
        if entry.name.startswith(permissions.SIGN_IN_PAGES) or entry.access is None or Kind.LOGIN in entry.access.kinds:
            continue
        keys = [part.split(">")[0].split(":")[-1] for part in entry.route.split("<")[1:]]
        found.append(reverse(entry.name, kwargs={key: ARGUMENTS.get(key, 1) for key in keys}))
    return found


@pytest.mark.parametrize("who", ["ola", "maya"])
def test_a_password_without_the_code_opens_no_page(people: People, who: str) -> None:
    secret, _ = with_codes(getattr(people, who))
    browser = with_password(EMAILS[who])
    everywhere = pages()
    assert len(everywhere) > 90
    for address in everywhere:
        for answer in (browser.get(address), browser.post(address, {})):
            if address.startswith("/api/"):  # no page: it asks for a token, whatever a browser has
                assert answer.status_code in (401, 405), address
                continue
            assert answer.status_code == 302, address
            assert answer.headers["Location"].startswith(LOGIN), address
    # nor the pages that change a password or a second factor
    for address in ("/account/password/change/", "/account/2fa/", "/account/2fa/totp/deactivate/",
                    "/account/2fa/recovery-codes/", "/account/2fa/webauthn/", "/account/reauthenticate/"):  # fmt: skip
        answer = browser.get(address)
        assert answer.status_code == 302, address
        assert answer.headers["Location"].startswith(LOGIN), address
    assert browser.post(CODE, {"code": "000000"}).status_code == 200
    assert not is_in(browser, "entrance:profile")
    assert browser.post(CODE, {"code": code_of(secret)}).status_code == 302
    assert is_in(browser, "entrance:profile")


def test_a_code_and_a_recovery_code_work_once(people: People) -> None:
    secret, codes = with_codes(people.ola)
    code = code_of(secret)
    first, second = with_password(EMAILS["ola"]), with_password(EMAILS["ola"])
    first.post(CODE, {"code": code})
    second.post(CODE, {"code": code})
    assert (is_in(first), is_in(second)) == (True, False)
    third, fourth = with_password(EMAILS["ola"]), with_password(EMAILS["ola"])
    third.post(CODE, {"code": codes[0]})
    fourth.post(CODE, {"code": codes[0]})
    assert (is_in(third), is_in(fourth)) == (True, False)
    fourth.post(CODE, {"code": codes[1]})
    assert is_in(fourth)


def test_guessing_codes_is_slowed(people: People) -> None:
    secret, _ = with_codes(people.ola)
    browser = with_password(EMAILS["ola"])
    wrong = str((int(code_of(secret)) + 500_000) % 1_000_000).zfill(6)
    for _ in range(12):
        browser.post(CODE, {"code": wrong})
    answer = browser.post(CODE, {"code": code_of(secret)})
    assert not is_in(browser)
    assert "Too many" in answer.content.decode()


def test_a_sessions_key_changes_at_each_step_and_the_one_before_is_dead(people: People) -> None:
    secret, _ = with_codes(people.ola)
    browser = with_password(EMAILS["ola"])
    half = key_of(browser)  # who planted it, or saw it, knows a session that is not signed in
    browser.post(CODE, {"code": code_of(secret)})
    assert is_in(browser)
    assert key_of(browser) != half
    assert not is_in(with_key(half))
    # another person who signs in with the same browser takes nothing over
    whole = key_of(browser)
    sam = with_key(whole)
    sam.post("/account/logout/")
    sam.post(LOGIN, {"login": "sam@b.example", "password": PASSWORD})
    assert "Baylight" in sam.get(reverse("partner:today")).content.decode()
    assert key_of(sam) != whole
    assert not is_in(with_key(whole))


def test_a_made_up_session_is_never_adopted(people: People) -> None:
    planted = "a" * 32
    browser = with_key(planted)
    browser.post(LOGIN, {"login": EMAILS["ola"], "password": PASSWORD})
    assert is_in(browser)
    assert key_of(browser) != planted
    assert not is_in(with_key(planted))


def test_signing_out_ends_the_session_for_whoever_has_its_key(people: People) -> None:
    browser = with_password(EMAILS["ola"])
    key = key_of(browser)
    assert is_in(with_key(key))
    browser.post("/account/logout/")
    assert not is_in(browser)
    assert not is_in(with_key(key))


def test_a_changed_password_ends_every_other_session(people: People) -> None:
    mine, stolen = with_password(EMAILS["ola"]), with_password(EMAILS["ola"])
    before = key_of(mine)
    fresh = "five other quiet words"
    answer = mine.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": fresh, "password2": fresh})
    assert answer.status_code == 302, answer.content.decode()
    assert is_in(mine)
    assert not is_in(stolen)
    assert not is_in(with_key(before))
    assert Client().post(LOGIN, {"login": EMAILS["ola"], "password": PASSWORD}).status_code == 200


def test_the_next_address_is_ours(people: People) -> None:
    for wanted in ("https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"):
        answer = Client().post(f"{LOGIN}?next={wanted}", {"login": EMAILS["ola"], "password": PASSWORD, "next": wanted})
        assert answer.status_code == 302
        assert "evil" not in answer.headers["Location"]
        assert "javascript" not in answer.headers["Location"]


def test_a_copy_of_the_database_gives_nobody_a_code(people: People, settings: Any) -> None:
    secret, recovery = with_codes(people.maya)
    with acting_as(SIGNING_IN):
        kept = str([one.data for one in Authenticator.objects.filter(user_id=people.maya.user_id)])
    assert secret not in kept
    assert not any(code in kept for code in recovery)
    # under another installation's secret the kept key opens nothing, and nothing breaks
    with acting_as(SIGNING_IN):
        factor = TOTP(Authenticator.objects.get(user_id=people.maya.user_id, type=Authenticator.Type.TOTP))
        assert factor.validate_code(code_of(secret))
        cache.clear()
        settings.SECRET_KEY = "another installation"
        assert not factor.validate_code(code_of(secret))
