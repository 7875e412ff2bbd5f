"""Browsers of the people of every story, already signed in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from fairway.kit.access import SIGNING_IN, Actor, acting_as
from fairway.kit.access.models import User
from tests.builders import People

SignIn = Callable[[Actor], Client]


@pytest.fixture
def sign_in(db: None) -> SignIn:
    """Open a browser in which this person is signed in."""

    def open_browser(actor: Actor) -> Client:
        browser = Client()
        with acting_as(SIGNING_IN):
            browser.force_login(User.objects.get(pk=actor.user_id))
        return browser

    return open_browser


@pytest.fixture
def ola(people: People, sign_in: SignIn) -> Client:
    """Ola's browser: principal of partner A."""
    return sign_in(people.ola)


@pytest.fixture
def sam(people: People, sign_in: SignIn) -> Client:
    """Sam's browser: principal of partner B."""
    return sign_in(people.sam)


@pytest.fixture
def ines(people: People, sign_in: SignIn) -> Client:
    """Ines' browser: salesperson of partner A."""
    return sign_in(people.ines)


@pytest.fixture
def maya(people: People, sign_in: SignIn) -> Client:
    """Maya's browser: operations and finance at the vendor."""
    return sign_in(people.maya)


@pytest.fixture
def theo(people: People, sign_in: SignIn) -> Client:
    """Theo's browser: the vendor's second person."""
    return sign_in(people.theo)


@pytest.fixture
def ada(people: People, sign_in: SignIn) -> Client:
    """Ada's browser: the auditor."""
    return sign_in(people.ada)


@pytest.fixture
def dirk(people: People, sign_in: SignIn) -> Client:
    """Dirk's browser: direct sales."""
    return sign_in(people.dirk)


@pytest.fixture
def carl(people: People, sign_in: SignIn) -> Client:
    """Carl's browser: channel manager at the vendor."""
    return sign_in(people.carl)
