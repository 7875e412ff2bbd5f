"""A draft is tried: by sliding a rate, and without script by writing it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.site import Site

pytestmark = pytest.mark.browser

# Ola sold 9,000 + 5,000 − 3,000 = 11,000, Sam 4,400; published: 100 + 1,000 × 2 % + 44; the draft: 2.5 %
WRITTEN, TURNED = "169.00", "174.00"  # turned to 3 %: 100 + 30 + 44


def test_a_rate_is_slid_and_the_figures_follow(browse: Callable[..., Page], site: Site) -> None:
    maya = browse("maya")
    maya.goto(f"/vendor/programmes/{site.seeded['programme']}/")
    maya.get_by_role("link", name="Try", exact=True).click()
    result = maya.locator("#trial-result")
    expect(result).to_contain_text(WRITTEN)
    slide = maya.get_by_role("slider", name="A good start, step 2 pays")
    slide.evaluate("one => { one.value = '3'; one.dispatchEvent(new Event('input', {bubbles: true})) }")
    expect(maya.get_by_role("textbox", name="step 2 pays")).to_have_value("3")
    expect(result).to_contain_text(TURNED)
    expect(result).to_contain_text("Difference")
    # the address holds it: whoever opens it sees the same
    maya.reload()
    expect(maya.locator("#trial-result")).to_contain_text(TURNED)
    expect(maya.get_by_role("textbox", name="step 2 pays")).to_have_value("3")


def test_a_rate_is_written_without_script(browse: Callable[..., Page], site: Site) -> None:
    maya = browse("maya", java_script_enabled=False)
    maya.goto(f"/vendor/programmes/{site.seeded['programme']}/try/")
    maya.get_by_role("textbox", name="step 2 pays").fill("3")
    maya.get_by_role("button", name="Calculate").click()
    expect(maya.locator("#trial-result")).to_contain_text(TURNED)
