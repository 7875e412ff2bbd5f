"""An exclusive territory is granted, a second one is refused with what would fit, and that is taken instead."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
expect.set_options(timeout=30_000)


def test_an_exclusive_territory_is_granted_once(browse: Callable[..., Page]) -> None:
    maya = browse("maya")
    maya.goto("/vendor/territories/grants/add/")
    maya.locator("#id_partner").fill("A-1")
    maya.locator("#id_places").fill("DE-HE")
    maya.get_by_label("Exclusive").check()
    maya.locator("#id_since_on").fill("2030-01-01")
    expect(maya.locator("#evidence")).to_contain_text("Nothing stands in the way")
    maya.locator("#id_reason").fill("The tender of Hessen.")
    maya.get_by_role("button", name="Grant it").click()
    expect(maya.locator("main")).to_contain_text("The tender of Hessen.")

    maya.goto("/vendor/territories/grants/add/")
    maya.locator("#id_partner").fill("B-2")
    maya.locator("#id_places").fill("Hessen; Thüringen")
    maya.get_by_label("Exclusive").check()
    maya.locator("#id_since_on").fill("2030-06-01")
    maya.locator("#id_reason").fill("They asked for it.")
    maya.get_by_role("button", name="Grant it").click()
    evidence = maya.locator("#evidence")
    expect(evidence).to_contain_text("Anker Mess holds Hessen exclusively")
    expect(evidence).to_contain_text("What would fit")
    evidence.get_by_role("listitem").filter(has_text="Thüringen.").get_by_role("button", name="Use this").click()
    expect(maya.locator("#evidence")).to_contain_text("Nothing stands in the way")
    maya.locator("#id_reason").fill("Thüringen alone, then.")
    maya.get_by_role("button", name="Grant it").click()
    expect(maya.locator("main")).to_contain_text("Thüringen alone, then.")

    maya.goto("/vendor/territories/?around=DE&on=2030-07-01")
    expect(maya.get_by_role("table")).to_contain_text("Hessen")
    expect(maya.get_by_role("row", name="Hessen")).to_contain_text("Exclusive")
    ola = browse("ola")
    ola.goto("/partner/territories/")
    expect(ola.locator("main")).to_contain_text("Hessen")
    expect(ola.locator("main")).not_to_contain_text("Thüringen")
