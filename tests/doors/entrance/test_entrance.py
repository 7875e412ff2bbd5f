"""Coming in: by invitation, with an account one has, for one of several organisations."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from fairway.kit.access import SIGNING_IN, Actor, acting_as
from fairway.kit.access import people as access
from fairway.kit.access.models import User
from tests.builders import PASSWORD, People


def signed_in(actor: Actor) -> Client:
    browser = Client()
    with acting_as(SIGNING_IN):
        browser.force_login(User.objects.get(pk=actor.user_id))
    return browser


def invited(people: People, now: datetime, email: str, days: int = 40_000) -> str:
    with acting_as(people.ola):
        _, secret = access.invite(
            actor=people.ola, now=now, email=email, role="operations", partner_id=people.a, lifetime_days=days
        )
    return secret


def test_signed_out_everything_leads_to_the_sign_in_page(people: People) -> None:
    answer = Client().get(reverse("partner:staff"))
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/account/login/?next=%2Fpartner%2Fstaff%2F"
    answer = Client().post("/account/login/?next=/partner/staff/", {"login": "ola@a.example", "password": PASSWORD})
    assert answer.status_code == 302


def test_a_newcomer_chooses_a_password_and_is_in(people: People, now: datetime) -> None:
    browser, address = Client(), reverse("entrance:join", args=[invited(people, now, "nora@a.example")])
    weak = browser.post(address, {"name": "Nora", "password": "password12"})
    assert weak.status_code == 422
    assert "too common" in weak.content.decode()
    joined = browser.post(address, {"name": "Nora", "password": "four quiet words here"})
    assert joined.status_code == 302
    assert "Anker Mess" in browser.get(reverse("partner:today")).content.decode()


def test_somebody_with_an_account_gets_the_role_and_keeps_the_password(people: People, now: datetime) -> None:
    address = reverse("entrance:join", args=[invited(people, now, "sam@b.example")])
    page = Client().get(address).content.decode()
    assert "already have an account" in page
    assert 'name="password"' not in page
    sam = signed_in(people.sam)
    assert sam.post(address, {"password": "somebody else's words"}).status_code == 302
    with acting_as(SIGNING_IN):
        assert User.objects.get(pk=people.sam.user_id).check_password(PASSWORD)

    page = sam.get(reverse("entrance:organisation")).content.decode()
    assert "Anker Mess" in page
    assert "Baylight Systems" in page
    sam.post(reverse("entrance:organisation"), {"organisation": str(people.a)})
    assert "Anker Mess" in sam.get(reverse("partner:today")).content.decode()


def test_an_account_joins_only_while_it_is_signed_in(people: People, now: datetime) -> None:
    # Whoever invites sees the link, so the link alone must not speak for somebody who has an account.
    address = reverse("entrance:join", args=[invited(people, now, "sam@b.example")])
    answer = Client().post(address)
    assert answer.headers["Location"] == f"/account/login/?next={address.replace('/', '%2F')}"
    ola = signed_in(people.ola)
    assert "At the moment ola@a.example is signed in" in ola.get(address).content.decode()
    ola.post(address)
    with acting_as(people.ola):
        here = {one.user_id for one in access.people_in(people.ola, partner_id=people.a, now=now)}
    assert people.sam.user_id not in here
    sam = signed_in(people.sam)
    assert "Joining adds the new role" in sam.get(address).content.decode()
    assert sam.post(address).headers["Location"] == reverse("entrance:organisation")
    assert sam.post(address).status_code == 410  # the same link again admits nobody


def test_nobody_takes_an_address_that_may_be_invited_later(people: People) -> None:
    sam = signed_in(people.sam)
    assert sam.get("/account/email/").status_code == 404
    sam.post("/account/email/", {"action_add": "", "email": "new@a.example"})
    sam.post("/account/email/", {"action_primary": "", "email": "new@a.example"})
    assert sam.get("/account/signup/").status_code == 404
    with acting_as(SIGNING_IN):
        assert User.objects.get(pk=people.sam.user_id).email == "sam@b.example"


def test_nobody_acts_for_an_organisation_they_do_not_belong_to(people: People) -> None:
    ola = signed_in(people.ola)
    for wanted in (str(people.b), "vendor", "0", ""):
        ola.post(reverse("entrance:organisation"), {"organisation": wanted})
        assert "Anker Mess" in ola.get(reverse("partner:today")).content.decode()
        assert ola.get("/vendor/").status_code == 404


@pytest.mark.parametrize("secret", ["made-up", "x" * 200])
def test_a_link_that_nobody_sent_is_gone(people: People, secret: str) -> None:
    answer = Client().get(reverse("entrance:join", args=[secret]))
    assert answer.status_code == 410
    assert "no longer works" in answer.content.decode()


def test_a_link_ends_with_its_last_day_and_with_its_withdrawal(people: People, now: datetime) -> None:
    long_ago = now - timedelta(days=4000)
    assert (
        Client().get(reverse("entrance:join", args=[invited(people, long_ago, "n@a.example", 14)])).status_code == 410
    )
    secret = invited(people, now, "m@a.example")
    with acting_as(people.ola):
        (waiting,) = access.open_invitations(people.ola, partner_id=people.a, now=now)
        access.withdraw_invitation(actor=people.ola, now=now, invitation_id=waiting.pk)
    assert Client().get(reverse("entrance:join", args=[secret])).status_code == 410


def test_a_person_changes_name_zone_and_language(people: People) -> None:
    ola = signed_in(people.ola)
    given = {"name": "Ola Berg", "time_zone": "Asia/Tokyo", "locale": "de"}
    assert ola.post(reverse("entrance:profile"), given).status_code == 302
    assert 'value="Ola Berg"' in ola.get(reverse("entrance:profile")).content.decode()
    bad = ola.post(reverse("entrance:profile"), {**given, "time_zone": "Moon/Crater"})
    assert bad.status_code == 422
    with acting_as(SIGNING_IN):
        assert User.objects.get(pk=people.ola.user_id).time_zone == "Asia/Tokyo"


def test_guessing_a_password_is_slowed_even_beside_a_full_cache(people: People) -> None:
    guesser = Client(REMOTE_ADDR="203.0.113.7")
    cache.clear()
    for _ in range(6):  # five failures in five minutes for one address are the most that django-allauth lets through
        guesser.post("/account/login/", {"login": "ola@a.example", "password": "guess"})
    for number in range(700):  # pictures of pages; each write may throw others out
        cache.set(f"picture-{number}", "x")
    answer = guesser.post("/account/login/", {"login": "ola@a.example", "password": PASSWORD})
    assert answer.status_code == 200
    assert "Too many" in answer.content.decode()
    cache.clear()
