"""A tier review with grace: proposed with its evidence, accepted, seen by the partner, and caught up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def test_grace_is_given_seen_and_what_is_missing_is_caught_up(browse: Callable[..., Page]) -> None:
    carl, ola = browse("carl"), browse("ola")
    carl.goto("/vendor/tiers/1/")
    carl.get_by_label("As the day begins").fill(f"{datetime.now(UTC):%Y-%m-%d}")
    carl.get_by_role("button", name="Review", exact=True).click()
    # 2 of 3 references = 67 %, more than the 60 that grace asks
    row = carl.get_by_role("row").filter(has_text="Anker Mess")
    expect(row).to_contain_text("Give grace")
    row.get_by_text("What the review saw").click()
    expect(row).to_contain_text("Gold, References: 2, at least 3 needed; 1 more")
    row.get_by_role("checkbox").check()
    carl.get_by_label("Reason").first.fill("The third reference is written")
    carl.get_by_role("button", name="Accept the chosen").click()
    expect(carl.get_by_text("1 proposal was accepted.")).to_be_visible()

    ola.goto("/partner/")
    ola.get_by_role("link", name="Your tier").click()
    expect(ola.get_by_text("Grace is running")).to_be_visible()
    need = ola.get_by_role("row").filter(has_text="References").first
    expect(need).to_contain_text("1 more")
    expect(ola.get_by_text("The third reference is written").first).to_be_visible()

    carl.goto("/vendor/tiers/values/add/")
    carl.get_by_label("Partner code").fill("A-1")
    carl.get_by_label("Name", exact=True).fill("references")
    carl.get_by_role("button", name="Record it").click()
    expect(carl.get_by_text("references of A-1 is recorded.")).to_be_visible()
    ola.reload()
    expect(ola.get_by_role("row").filter(has_text="References").first).to_contain_text("Met")


def test_a_refused_dialog_opens_again_with_what_was_written(browse: Callable[..., Page]) -> None:
    carl = browse("carl")
    carl.goto("/vendor/tiers/1/board/")
    carl.get_by_role("link", name="Anker Mess").first.click()
    carl.get_by_text("Lock…").click()
    dialog = carl.locator("details.confirm[open]")
    dialog.get_by_label("Until").fill("2020-01-31")
    dialog.get_by_label("Reason").fill("A merger is under way")
    dialog.get_by_role("button", name="Lock").click()
    expect(carl.locator(".message--error")).to_be_visible()
    expect(dialog.get_by_label("Reason")).to_have_value("A merger is under way")
    expect(dialog.get_by_label("Until")).to_have_value("2020-01-31")
    carl.reload()  # once only: nothing is kept of it
    expect(dialog).to_have_count(0)
