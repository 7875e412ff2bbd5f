"""From an application to the first day: as the applicant, the channel manager and the new partner."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.builders import PASSWORD
from tests.journeys.site import Site

pytestmark = pytest.mark.browser


def link_in_newest_mail(site: Site, page: Page, wanted: str) -> str:
    """The link of the newest mail, once it has been written."""
    for _ in range(60):
        mails = [mail for mail in site.mails if wanted in mail]
        if mails and (found := re.search(r"http://localhost:\d+/\S+", mails[-1])):
            return found[0]
        page.wait_for_timeout(250)
    raise AssertionError(f"No mail says {wanted!r}.")


def publish(page: Page, kind: str) -> None:
    """Publish the example that the editor begins with."""
    page.goto(f"/vendor/recruiting/forms/{kind}/write/")
    page.get_by_role("button", name="Save the draft").click()
    page.locator("summary", has_text="Publish").click()
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.locator("#messages")).to_contain_text("Published")


def test_recruit_to_first_day(browse: Callable[..., Page], contexts: Callable[..., BrowserContext], site: Site) -> None:
    maya = browse("maya")
    publish(maya, "form")
    publish(maya, "plan")

    # the applicant saves half-way, and goes on over the link on a telephone
    nils = contexts().new_page()
    nils.goto("/apply/")
    nils.get_by_role("link", name="Become a reseller").click()
    nils.get_by_label("Company name").fill("Ostwind Technik GmbH")
    nils.get_by_label("Your e-mail address").fill("nils@ostwind.example")
    nils.wait_for_timeout(3200)  # nobody fills a form in faster
    nils.get_by_role("button", name="Save, and go on later").click()
    expect(nils.get_by_role("heading", name="Look into your mail")).to_be_visible()
    phone = contexts(viewport={"width": 390, "height": 844}).new_page()
    phone.goto(link_in_newest_mail(site, phone, "Your application for Ostwind"))
    expect(phone.get_by_label("Company name")).to_have_value("Ostwind Technik GmbH")
    phone.get_by_role("button", name="Send the application").click()
    expect(phone.get_by_role("alert")).to_contain_text("Choose the country")
    phone.get_by_label("Country").select_option("DE")
    phone.get_by_label("Your name").fill("Nils Petersen")
    phone.get_by_label("For how many years").fill("7")
    phone.get_by_label("Installation and service").check()
    phone.get_by_role("button", name="Send the application").click()
    expect(phone.get_by_role("heading", name="Your application has arrived")).to_be_visible()

    # the manager takes it up without a mouse and approves it
    maya.goto("/vendor/recruiting/")
    button = maya.get_by_role("button", name="Take up Ostwind")
    button.focus()
    maya.keyboard.press("Enter")
    expect(maya.locator("#messages")).to_contain_text("is in review")
    maya.get_by_role("link", name="Ostwind Technik GmbH", exact=True).click()
    expect(maya.locator("main")).to_contain_text("From 3: 10")
    maya.locator("summary", has_text="Approve").click()
    maya.get_by_role("button", name="Approve and invite").click()
    expect(maya.locator("#messages")).to_contain_text("in onboarding")

    # the new partner joins and does its steps
    principal = contexts().new_page()
    principal.goto(link_in_newest_mail(site, principal, "is now a partner"))
    principal.get_by_label("Password").fill(PASSWORD)
    principal.get_by_role("button", name="Join").click()
    expect(principal.locator("main")).to_contain_text("Steps before you can begin")
    principal.goto("/partner/onboarding/")
    expect(principal.locator("main")).to_contain_text("No ordering before the agreement is in force.")
    expect(principal.locator("main")).to_contain_text("Done by itself once there is an agreement in force.")
    principal.get_by_role("button", name=re.compile("Done ?: Take the first course")).click()
    expect(principal.locator("#messages")).to_contain_text("Done: Take the first course")

    # the first day; the agreement was signed with the parent company
    maya.get_by_role("link", name="Open the partner").click()
    step = maya.locator(".task", has_text="Sign the agreement")
    step.locator("summary", has_text="Waive").click()
    step.get_by_label("Reason").fill("The parent company's agreement holds for it.")
    step.get_by_role("button", name="Waive").click()
    expect(maya.locator("#messages")).to_contain_text("Waived: Sign the agreement")
    maya.get_by_role("button", name=re.compile("Done ?: Open the credit account")).click()
    expect(maya.locator("main")).to_contain_text("Everything is done")
    maya.get_by_role("link", name="Overview").click()
    maya.locator("summary", has_text="Change the status").click()
    maya.get_by_label("New status").select_option("active")
    maya.get_by_label("Reason").fill("Everything is done.")
    maya.get_by_role("button", name="Change the status", exact=True).click()
    expect(maya.locator("#messages")).to_contain_text("Active")
    principal.reload()
