"""Chromium, a running site, and each person's own browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.builders import PASSWORD
from tests.journeys.site import Site, opened
from tests.journeys.watching import Watch

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
]
MAILS = {
    "maya": "maya@vendor.example",
    "theo": "theo@vendor.example",
    "ada": "ada@vendor.example",
    "carl": "carl@vendor.example",
    "dirk": "dirk@vendor.example",
    "ola": "ola@a.example",
    "sam": "sam@b.example",
    "ines": "ines@a.example",
    "pia": "pia@both.example",
}
PATIENCE = 30_000
"""Milliseconds that a busy machine may take to answer."""
Open = Callable[..., Page]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The installation of most journeys: people, two partners, one settled quarter."""
    with opened(tmp_path_factory.mktemp("site"), seeding="tests.journeys.seeding") as site:
        yield site


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium."""
    if not Path(CHROMIUM).exists():
        pytest.fail("Chromium is missing: install it with `apt install chromium`.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


def sign_in(page: Page, mail: str, password: str = PASSWORD) -> None:
    """Fill in the sign-in page, wherever it was met."""
    page.get_by_label("Email").fill(mail)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


@pytest.fixture(scope="session")
def kept_sessions() -> dict[tuple[str, str], Any]:
    """Sessions of people who signed in already, so that each does it once."""
    return {}


@pytest.fixture
def contexts(chromium: Browser, site: Site) -> Iterator[Callable[..., BrowserContext]]:
    """Make browser contexts that are watched for errors and closed in the end."""
    made: list[BrowserContext] = []
    watches: list[Watch] = []

    def make(**options: Any) -> BrowserContext:
        context = chromium.new_context(
            **{
                "base_url": site.address, "viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce",
                "locale": "en-GB", "accept_downloads": True, **options,
            }
        )  # fmt: skip
        context.set_default_timeout(PATIENCE)
        watches.append(Watch(context))
        made.append(context)
        return context

    yield make
    for context in made:
        context.close()
    said = [sentence for watch in watches for sentence in watch.said]
    assert not said, "The browser's console said:\n" + "\n".join(said)


@pytest.fixture
def browse(
    contexts: Callable[..., BrowserContext], site: Site, kept_sessions: dict[tuple[str, str], Any]
) -> Callable[..., Page]:
    """Open a browser for somebody by first name, signed in; keywords go to the browser context."""

    def open_for(name: str, **options: Any) -> Page:
        key = (site.address, name)
        if key not in kept_sessions:
            entering = contexts()
            page = entering.new_page()
            page.goto("/account/login/")
            sign_in(page, MAILS[name])
            page.wait_for_url(lambda address: "/account/" not in address)
            kept_sessions[key] = entering.storage_state()
        return contexts(storage_state=kept_sessions[key], **options).new_page()

    return open_for
