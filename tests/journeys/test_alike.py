"""Accounts that look alike, decided by keys alone, taken back by one, and left for later."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.site import Site, opened

pytestmark = pytest.mark.browser
WHERE = "/vendor/deals/companies/alike/"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """An installation of its own, with deals."""
    with opened(tmp_path_factory.mktemp("alike"), seeding="tests.journeys.dealing") as site:
        yield site


def test_pairs_are_decided_by_keys(browse: Callable[..., Page], site: Site) -> None:
    maya = browse("maya")
    maya.goto(WHERE)
    expect(maya.get_by_role("cell", name="Zwickelmoser GmbH")).to_be_visible()
    maya.keyboard.press("n")
    expect(maya.get_by_text("No further pair")).to_be_visible()
    maya.get_by_role("link", name="Begin again").click()
    expect(maya.get_by_role("cell", name="Zwickelmoser GmbH")).to_be_visible()
    maya.keyboard.press("1")
    expect(maya.get_by_text("No pair waits")).to_be_visible()
    expect(maya.get_by_text("one company")).to_be_visible()
    maya.keyboard.press("u")
    expect(maya.get_by_text("Taken back. The pair waits again.")).to_be_visible()
    maya.keyboard.press("Control+d")
    expect(maya.get_by_role("cell", name="Zwickelmoser GmbH")).to_be_visible()
    maya.keyboard.press("d")
    expect(maya.get_by_text(": different")).to_be_visible()
