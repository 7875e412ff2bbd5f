"""A lead: asked on a public page, routed, declined, passed on, taken, and made a registration without typing."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.site import Site, run
from tests.journeys.test_main_job import has

pytestmark = pytest.mark.browser
ROUTED = "import fairway.config; fairway.config.start(); from fairway.leads import jobs; jobs.route_waiting()"
"""What the worker does once a lead waits."""


def test_from_the_public_form_over_a_decline_to_a_registration(
    browse: Callable[..., Page], chromium: Browser, site: Site
) -> None:
    context = chromium.new_context(base_url=site.address)
    customer = context.new_page()
    customer.goto("/find/")
    has(customer, "Anker Mess", "Baylight Systems")
    customer.goto("/ask/")
    customer.get_by_label("What you need").fill("Eight cameras for the harbour.")
    customer.get_by_label("Language").select_option("de")
    customer.get_by_label("Company").fill("Hafenwacht AG")
    customer.get_by_label("Website").fill("hafenwacht.example")
    customer.get_by_label("Country").select_option("DE")
    customer.get_by_label("City").fill("Hamburg")
    customer.get_by_label("Your name").fill("Ida Berg")
    customer.get_by_label("Your e-mail address").fill("ida@hafenwacht.example")
    customer.wait_for_timeout(3500)  # a person needs as long; quicker is refused
    customer.get_by_role("button", name="Send").click()
    expect(customer.locator(".field--bad").first).to_be_visible()
    customer.get_by_label("A partner may write to me").check()
    customer.get_by_role("button", name="Send").click()
    customer.wait_for_url(re.compile(r"/ask/sent/$"))
    context.close()
    run(site.surroundings, "-c", ROUTED)

    # Ola had the last one, so it is Sam's turn; Sam declines, and reads no more of it
    sam, ola, carl = browse("sam"), browse("ola"), browse("carl")
    sam.goto("/partner/leads/?state=offered")
    sam.get_by_role("link", name=re.compile("Hamburg")).click()
    has(sam, "Hafenwacht AG", "Shown once you took the lead.")
    sam.locator("summary", has_text="Decline it").click()
    sam.get_by_label("Because").select_option("no_capacity")
    sam.get_by_role("button", name="Decline it").click()
    has(sam, "No capacity at the moment")
    expect(sam.get_by_text("Hafenwacht AG")).to_have_count(0)
    run(site.surroundings, "-c", ROUTED)

    ola.goto("/partner/leads/?state=offered")
    ola.get_by_role("link", name=re.compile("Hamburg")).click()
    assert "Baylight" not in ola.content() and "No capacity" not in ola.content()
    ola.get_by_role("button", name="Take it").click()
    has(ola, "ida@hafenwacht.example", "Contact the customer by")
    ola.get_by_role("button", name="Register the deal").click()
    ola.wait_for_url(re.compile(r"/partner/deals/D-[\w-]+/edit/$"))
    expect(ola.get_by_label("End customer")).to_have_value("Hafenwacht AG")
    expect(ola.get_by_label("Their e-mail")).to_have_value("ida@hafenwacht.example")
    ola.get_by_label("Expected close").fill(f"{datetime.now(UTC) + timedelta(days=60):%Y-%m-%d}")
    ola.get_by_label("Product number, row 1").fill("FX-100")
    ola.get_by_label("Units, row 1").fill("8")
    ola.get_by_label("Value, row 1").fill("25600")
    ola.get_by_role("button", name="Send it").click()
    ola.wait_for_url(re.compile(r"/partner/deals/D-[\w-]+/$"))
    deal = ola.url.rstrip("/").rsplit("/", 1)[1]

    carl.goto("/vendor/leads/")
    carl.get_by_role("link", name="Hafenwacht AG").click()
    has(carl, "It was asked before, and did not take this lead.", "No capacity at the moment", deal)
    carl.goto("/vendor/leads/sources/")
    has(carl, "Web form")
