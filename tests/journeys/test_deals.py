"""A deal: registered, given back, put right, approved, lengthened; and one that runs out, so that the next is asked."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.site import Site, run
from tests.journeys.test_main_job import confirmed, has

pytestmark = pytest.mark.browser
TIME_PASSES = "import fairway.config; fairway.config.start(); from fairway.deals import jobs; jobs.settle_due()"
"""What the worker does every five minutes."""


def fill_in(page: Page, company: str) -> None:
    """Write a registration of five cameras."""
    page.get_by_label("Opportunity").fill("New studio")
    page.get_by_label("End customer").fill(company)
    page.get_by_label("Country").select_option("US")
    page.get_by_label("Website").fill("riverbend.example")
    page.get_by_label("Expected close").fill(f"{datetime.now(UTC) + timedelta(days=60):%Y-%m-%d}")
    page.get_by_label("Contact at the customer").fill("Ann Field")
    page.get_by_label("Their e-mail").fill("ann@riverbend.example")
    page.get_by_label("Product number, row 1").fill("FX-100")
    page.get_by_label("Units, row 1").fill("5")
    page.get_by_label("Value, row 1").fill("20000")


def answer(page: Page, choice: str, text: str) -> None:
    """Choose an answer, look at what the partner will read, and send it."""
    page.get_by_label(choice, exact=True).check()
    page.get_by_label("What the partner reads").fill(text)
    page.get_by_role("button", name="Show what the partner will read").click()
    expect(page.get_by_text("The partner will read")).to_be_visible()
    page.get_by_role("button", name="Decide and send").click()


def test_a_deal_is_given_back_put_right_approved_and_lengthened(browse: Callable[..., Page]) -> None:
    ola, carl = browse("ola"), browse("carl")
    ola.goto("/partner/deals/new/")
    ola.get_by_role("button", name="Send it").click()
    expect(ola.locator(".field--bad").first).to_be_visible()
    fill_in(ola, "Riverbend Studios")
    ola.get_by_role("button", name="Send it").click()
    ola.wait_for_url(re.compile(r"/partner/deals/D-[\w-]+/$"))
    code = ola.url.rstrip("/").rsplit("/", 1)[1]
    has(ola, code, "You hear from us by")

    carl.goto(f"/vendor/deals/{code}/")
    expect(carl.get_by_label("Website", exact=True)).to_be_hidden()
    carl.get_by_label("Return to be put right").check()
    carl.get_by_label("Website", exact=True).check()
    answer(carl, "Return to be put right", "Whose site is this?")

    ola.goto(f"/partner/deals/{code}/")
    has(ola, "Whose site is this?", "Open again: Website")
    ola.get_by_role("link", name="Put it right").click()
    expect(ola.get_by_label("End customer")).to_be_disabled()
    ola.get_by_label("Website").fill("riverbendstudios.example")
    ola.get_by_role("button", name="Send it").click()

    carl.goto(f"/vendor/deals/{code}/")
    has(carl, "riverbendstudios.example")
    answer(carl, "Approve", "Registered for you.")
    ola.goto(f"/partner/deals/{code}/")
    has(ola, "Registered for you.", "Days left")
    ola.locator("summary", has_text="Ask for 30 days more").click()
    ola.get_by_label("Why it takes longer").fill("Their budget is decided in spring")
    ola.get_by_role("button", name="Ask", exact=True).click()

    carl.goto(f"/vendor/deals/{code}/")
    has(carl, "Their budget is decided in spring")
    confirmed(carl, "Accept", "Accept")
    carl.goto(f"/vendor/deals/{code}/")
    has(carl, "Protection lengthened")


def test_what_runs_out_makes_room_for_who_waits_and_neither_reads_of_the_other(
    browse: Callable[..., Page], site: Site
) -> None:
    ola, sam, carl = browse("ola"), browse("sam"), browse("carl")
    lost, waits = site.seeded["deal"], site.seeded["waiting"]
    run(site.surroundings, "-c", TIME_PASSES)
    ola.goto(f"/partner/deals/{lost}/")
    has(ola, "Protection ended")
    for secret in ("Baylight", str(waits)):
        assert secret not in ola.content()

    carl.goto(f"/vendor/deals/{waits}/")
    answer(carl, "Approve", "It is yours now.")
    sam.goto(f"/partner/deals/{waits}/")
    has(sam, "It is yours now.", "Days left")
    for secret in ("Anker", str(lost)):
        assert secret not in sam.content()
    assert sam.goto(f"/partner/deals/{lost}/").status == 404  # type: ignore[union-attr]


def test_a_policy_is_tried_on_what_was_sent_before_it_is_published(browse: Callable[..., Page], site: Site) -> None:
    carl = browse("carl")
    carl.goto(f"/vendor/deals/policies/{site.seeded['policy']}/edit/")
    text = carl.locator("textarea[name=text]")
    text.fill(text.input_value().replace("for: 90 days", "for: 45 days"))
    carl.get_by_role("button", name="Save the draft").click()
    carl.get_by_role("link", name="See what it would have said of the registrations that were really sent").click()
    expect(carl.get_by_role("heading", name="What history cannot tell")).to_be_visible()
    expect(carl.get_by_text("instead of 90.").first).to_be_visible()
    carl.get_by_label("Differs in").select_option("Who decides")
    expect(carl.get_by_text("No row fits all of these filters")).to_be_visible()
    carl.get_by_label("Against").select_option(index=0)
    carl.get_by_role("button", name="Try", exact=True).click()
    expect(carl.get_by_text("instead of 90.").first).to_be_visible()
