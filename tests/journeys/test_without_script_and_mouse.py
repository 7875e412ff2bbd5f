"""The same work without script, and without a mouse."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.conftest import MAILS, sign_in

pytestmark = pytest.mark.browser
SAMS = "Ref;Invoice;Date;Code;Qty;Total\n1;B-901;2024-05-02;DM-24;2;520.00\n2;B-902;2024-05-06;TL-10;1;90.00\n"


def test_a_file_is_sent_and_mapped_without_script(contexts: Callable[..., BrowserContext], tmp_path: Path) -> None:
    file = tmp_path / "baylight-may.csv"
    file.write_text(SAMS, "utf-8")
    page = contexts(java_script_enabled=False).new_page()
    page.goto("/partner/files/")
    sign_in(page, MAILS["sam"])
    page.wait_for_url("**/partner/files/")
    page.get_by_role("link", name="Send a file").first.click()
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Send the file").click()
    # without script the page asks again by itself; here somebody presses reload
    for _ in range(40):
        if page.get_by_role("link", name="Map the columns").count():
            break
        page.wait_for_timeout(500)
        page.reload()
    page.get_by_role("link", name="Map the columns").click()
    for summary in page.locator("#mapping details summary").all():
        summary.click()
    meaning = {"invoice_no": "Invoice", "invoice_date": "Date", "product_id": "Code", "quantity": "Qty",
               "net_amount": "Total"}  # fmt: skip
    for field, heading in meaning.items():
        page.locator(f"#map_column_{field}").select_option(heading)
    page.locator("#map_constant_currency").fill("EUR")
    page.get_by_role("button", name="Try this mapping").click()
    expect(page.locator("#mapping-result")).not_to_contain_text("Still needed")
    page.get_by_role("button", name="Take the file in").click()
    for _ in range(40):
        if page.get_by_text("Accepted", exact=True).count():
            break
        page.wait_for_timeout(500)
        page.reload()
    expect(page.locator("main")).to_contain_text(re.compile(r"Accepted\s+2"))


def test_a_programme_is_checked_and_a_list_narrowed_without_script(browse: Callable[..., Page]) -> None:
    maya = browse("maya", java_script_enabled=False)
    maya.goto("/vendor/programmes/new/")
    document = maya.get_by_label("Document")
    document.fill(document.input_value().replace("percent: 2", "percent: many"))
    maya.get_by_role("button", name="Check", exact=True).click()
    expect(maya.locator("#problems")).to_contain_text("'many' is not a number")
    maya.goto("/vendor/products/")
    maya.locator("main input[type=search]").fill("tripod")
    maya.get_by_role("button", name="Narrow").click()
    expect(maya.locator("main table")).to_contain_text("TL-10")
    expect(maya.locator("main table")).not_to_contain_text("DM-24")


STOP = """() => {
  const one = document.activeElement;
  let ring = false;  // a card may show the ring of the link that fills it
  for (let box = one, up = 0; box && up < 3; box = box.parentElement, up++) {
    const style = getComputedStyle(box);
    ring ||= (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow.includes('inset');
  }
  const place = one.getBoundingClientRect();
  const at = document.elementFromPoint(
    Math.min(Math.max(place.left + place.width / 2, 0), innerWidth - 1),
    Math.min(Math.max(place.top + place.height / 2, 0), innerHeight - 1));
  const clear = place.width > 1 && place.height > 1 && at
    && (one.contains(at) || at.contains(one) || !!one.closest('label, td, th, li, tr, details')?.contains(at));
  return {place: [...document.querySelectorAll('*')].indexOf(one), body: one === document.body, ring, clear: !!clear,
          what: one.outerHTML.slice(0, 80)};
}"""
"""Where the focus is, whether it shows, and whether nothing covers it."""


@pytest.mark.parametrize(
    ("name", "address", "width"),
    [
        ("maya", "/vendor/", 1280),
        ("maya", "/vendor/partners/", 390),
        ("maya", "/vendor/sales/send/", 1280),
        ("maya", "/vendor/programmes/new/", 1280),
        ("ola", "/partner/", 1280),
        ("ola", "/partner/earnings/payouts/", 390),
    ],
)
def test_the_keyboard_reaches_everything_in_order(
    browse: Callable[..., Page], name: str, address: str, width: int
) -> None:
    page = browse(name, viewport={"width": width, "height": 900})
    page.goto(address)
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to the content")
    expect(page.locator(":focus")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()
    page.goto(address)
    stops = []
    for _ in range(90):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop["body"] or (stops and stop["place"] == stops[0]["place"]):
            break
        stops.append(stop)
    places = [stop["place"] for stop in stops]
    assert len(stops) > 10
    assert places == sorted(places), "the order of the tab key is not that of the page"
    assert not [stop["what"] for stop in stops if not stop["ring"]], "focus cannot be seen"
    assert not [stop["what"] for stop in stops if not stop["clear"]], "what has the focus is hidden or covered"


def test_a_decision_opens_and_closes_by_keyboard(browse: Callable[..., Page]) -> None:
    theo = browse("theo")
    theo.goto("/vendor/")
    account = theo.get_by_label("Your account, Theo")
    account.focus()
    theo.keyboard.press("Enter")
    expect(theo.get_by_role("button", name="Sign out")).to_be_visible()
    theo.keyboard.press("Tab")
    theo.keyboard.press("Escape")
    expect(theo.get_by_role("button", name="Sign out")).to_be_hidden()
    expect(account).to_be_focused()
