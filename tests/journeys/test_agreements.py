"""An agreement from a draft to both signatures: drafted on a desk, signed on a phone, sealed, and its rights asked."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.site import Site

pytestmark = pytest.mark.browser
expect.set_options(timeout=30_000)
PHONE = {"width": 390, "height": 844}


def test_an_agreement_is_drafted_signed_by_both_and_gives_its_rights(browse: Callable[..., Page]) -> None:
    carl = browse("carl")
    carl.goto("/vendor/agreements/new/")
    carl.get_by_label("Partner", exact=True).fill("A-1")
    carl.get_by_label("Title").fill("Reseller agreement for the journey")
    carl.get_by_role("button", name="Begin the draft").click()
    carl.get_by_label("Value-added reseller").check()
    carl.get_by_label("Cameras", exact=True).check()
    carl.get_by_label("Holds from").fill("2026-01-01")
    carl.get_by_label("Ends on").fill("2025-01-01")
    expect(carl.locator("#preview")).to_contain_text("It would end on 2025-01-01, before it starts on 2026-01-01.")
    carl.get_by_role("button", name="Keep it and go on").click()
    wrong = carl.locator(".field--bad", has=carl.get_by_label("Ends on"))
    expect(wrong).to_contain_text("It would end on 2025-01-01")
    carl.get_by_label("Ends on").fill("2046-01-01")
    expect(wrong).to_have_count(0)  # what the field was told goes once it is put right, before it is kept
    carl.get_by_label("Days of notice").fill("60")
    carl.locator("[name='territories.0.places']").fill("DE-SN")
    carl.locator("[name='duties.0.amount']").fill("8")
    carl.get_by_label("Discount, % of the list price").fill("30")
    expect(carl.locator("#preview")).to_contain_text("The Partner's discount is 30 % of the list price.")
    carl.get_by_role("button", name="Keep the draft").click()
    carl.locator("summary", has_text="Send to be signed").click()
    carl.get_by_role("button", name="Send", exact=True).click()
    expect(carl.locator("main")).to_contain_text("Sent. Whoever is on turn has a mail.")
    number = re.search(r"/agreements/(\d+)/", carl.url)
    assert number is not None

    ola = browse("ola", viewport=PHONE)
    ola.goto(f"/partner/agreements/{number[1]}/")
    ola.get_by_role("link", name="Read and sign").first.click()
    expect(ola.locator("main")).to_contain_text("The Vendor appoints the Partner as Value-added reseller")
    ola.locator("[name=consent]").check()
    ola.get_by_role("button", name="Sign", exact=True).click()
    expect(ola.locator("main")).to_contain_text("Signed. The others are asked now.")

    carl.goto(f"/vendor/agreements/{number[1]}/sign/")
    carl.locator("[name=consent]").check()
    carl.get_by_role("button", name="Sign", exact=True).click()
    expect(carl.locator("main")).to_contain_text("it is concluded, and its territories are granted")
    with ola.expect_download() as coming:
        ola.goto(f"/partner/agreements/{number[1]}/")
        ola.get_by_role("link", name="Signed PDF").click()
    assert Path(coming.value.path()).read_bytes().startswith(b"%PDF-")
    ola.goto("/partner/rights/")
    expect(ola.locator("main")).to_contain_text("Sachsen")
    ola.goto("/partner/rights/?on=2046-01-01")
    expect(ola.locator("main")).not_to_contain_text("Sachsen")


def test_who_has_no_account_signs_by_the_link_of_a_mail(
    browse: Callable[..., Page], contexts: Callable[..., BrowserContext], site: Site
) -> None:
    carl = browse("carl")
    carl.goto("/vendor/agreements/new/")
    carl.get_by_label("Partner", exact=True).fill("B-2")
    carl.get_by_label("Title").fill("Reseller agreement by a link")
    carl.get_by_role("button", name="Begin the draft").click()
    carl.get_by_label("Value-added reseller").check()
    carl.get_by_label("Cameras", exact=True).check()
    carl.get_by_label("Holds from").fill("2026-01-01")
    carl.get_by_label("Ends on").fill("2046-01-01")
    carl.get_by_label("Days of notice").fill("60")
    carl.get_by_role("button", name="Keep the draft").click()
    carl.locator("summary", has_text="Send to be signed").click()
    for signer in carl.locator("[name=partner]").all():
        signer.uncheck()
    carl.locator("summary", has_text="Somebody without an account").click()
    carl.locator("#decide [name=name]").fill("Nora Berg")
    carl.locator("#decide [name=email]").fill("nora@b.example")
    carl.get_by_role("button", name="Send", exact=True).click()
    expect(carl.locator("main")).to_contain_text("Sent. Whoever is on turn has a mail.")
    link = re.search(r"http://localhost:\d+/sign/\S+", site.mails[-1])
    assert link, site.mails[-1]

    nora = contexts(viewport=PHONE).new_page()
    nora.goto(link[0])
    expect(nora.locator("main")).to_contain_text("You sign as Nora Berg")
    nora.get_by_role("link", name="Sign or decline").click()
    nora.get_by_role("button", name="Send me the code").click()
    expect(nora.locator("main")).to_contain_text("A code is on its way to n…@b.example.")
    code = re.search(r"\b\d{6}\b", site.mails[-1])
    assert code, site.mails[-1]
    nora.get_by_label("Code").fill("000000" if code[0] != "000000" else "111111")
    nora.locator("[name=consent]").check()
    nora.get_by_role("button", name="Sign", exact=True).click()
    expect(nora.locator("main")).to_contain_text("Not signed")
    nora.get_by_label("Code").fill(code[0])
    nora.locator("[name=consent]").check()
    nora.get_by_role("button", name="Sign", exact=True).click()
    expect(nora.locator("main")).to_contain_text("Thank you. The others are asked now.")
    nora.goto(link[0])
    expect(nora.locator("main")).to_contain_text("This link no longer works")
