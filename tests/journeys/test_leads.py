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

    # whoever is asked first declines, and reads no more of it; the other one is asked next, and reads nothing of that
    sam, ola, carl = browse("sam"), browse("ola"), browse("carl")
    carl.goto("/vendor/leads/?q=Hafenwacht")
    asked_first = "Anker" if "Anker" in carl.locator("tr", has_text="Hafenwacht").inner_text() else "Baylight"
    first, second = (ola, sam) if asked_first == "Anker" else (sam, ola)
    first.goto("/partner/leads/?state=offered")
    first.get_by_role("link", name=re.compile("Hamburg")).click()
    has(first, "Hafenwacht AG", "Shown once you took the lead.")
    first.locator("summary", has_text="Decline it").click()
    first.get_by_label("Because").select_option("no_capacity")
    first.get_by_role("button", name="Decline it").click()
    has(first, "No capacity at the moment")
    expect(first.get_by_text("Hafenwacht AG")).to_have_count(0)
    run(site.surroundings, "-c", ROUTED)

    second.goto("/partner/leads/?state=offered")
    second.get_by_role("link", name=re.compile("Hamburg")).click()
    assert asked_first not in second.content()
    second.get_by_role("button", name="Take it").click()
    has(second, "ida@hafenwacht.example", "Contact the customer by")
    second.get_by_role("button", name="Register the deal").click()
    second.wait_for_url(re.compile(r"/partner/deals/D-[\w-]+/edit/$"))
    expect(second.get_by_label("End customer")).to_have_value("Hafenwacht AG")
    expect(second.get_by_label("Their e-mail")).to_have_value("ida@hafenwacht.example")
    second.get_by_label("Expected close").fill(f"{datetime.now(UTC) + timedelta(days=60):%Y-%m-%d}")
    second.get_by_label("Product number, row 1").fill("FX-100")
    second.get_by_label("Units, row 1").fill("8")
    second.get_by_label("Value, row 1").fill("25600")
    second.get_by_role("button", name="Send it").click()
    second.wait_for_url(re.compile(r"/partner/deals/D-[\w-]+/$"))
    deal = second.url.rstrip("/").rsplit("/", 1)[1]

    carl.goto("/vendor/leads/")
    carl.get_by_role("link", name="Hafenwacht AG").click()
    has(carl, "It was asked before, and did not take this lead.", "No capacity at the moment", deal)
    carl.goto("/vendor/leads/sources/")
    has(carl, "Web form")
