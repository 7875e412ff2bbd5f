"""The main job from end to end: a partner's sales file becomes a statement that both sides can check."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.site import Site

pytestmark = pytest.mark.browser
expect.set_options(timeout=30_000)

AUTUMN = """programme: autumn
title: Autumn rebate 2024
currency: EUR
calendar: {year_starts: 01-01, period: quarter, grace: 15 days, time_zone: Europe/Berlin}
fx: transaction_date
rounding: {mode: half_up, at: payout}
returns: restate
event: sell_through
members: {types: [value_added_reseller], as_of: period_end}
incentives:
  - id: volume
    title: Autumn volume
    kind: rebate
    stack: add
    measure: net
    method: marginal
    starts: 2024-07-01
    rates:
      - {from: 0, percent: 1}
      - {from: 10000, percent: 2}
"""
# as a German system writes it: semicolons, decimal commas, days first, Windows' encoding
MESSY = """Rechnungsübersicht Anker Mess;;;;;;

Rg-Nr;Pos;Rg-Datum;Artikel;Menge;Umsatz netto;Währung
R-1;1;05.07.2024;FX-100;3;9.600,00;EUR
R-1;2;05.07.2024;DM-24;10;2.600,00;EUR
R-2;1;19.08.2024;FX100/B;1;3.200,00;EUR
R-3;1;31.09.2024;TL-10;1;90,00;EUR
"""
RESTATED = MESSY.replace("31.09.2024;TL-10;1;90,00", "30.09.2024;TL-10;2;180,00")


def upload(page: Page, file: Path) -> None:
    """Send a file as a partner does."""
    page.goto("/partner/files/send/")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Send the file").click()


def has(page: Page, *texts: str) -> None:
    """Wait until the page's main part says all of this; a space stands for any space."""
    for text in texts:
        words = r"\s+".join(re.escape(word) for word in text.split())
        expect(page.locator("main")).to_contain_text(re.compile(words))


def confirmed(page: Page, label: str, button: str, reason: str | None = None) -> None:
    """Open a decision that asks once more, give the reason, decide."""
    box = page.locator("details.confirm", has=page.locator("summary", has_text=label)).first
    box.locator("summary").click()
    if reason is not None:
        box.get_by_label("Reason").fill(reason)
    box.get_by_role("button", name=button, exact=True).click()


def run_programme(page: Page, title: str, until: str) -> None:
    """Start a run and wait for its result."""
    page.goto("/vendor/runs/start/")
    chosen = page.get_by_label("Programme").locator("option", has_text=title).get_attribute("value")
    page.get_by_label("Programme").select_option(chosen)
    page.get_by_label("Sales until").fill(until)
    page.get_by_role("button", name="Start the run").click()
    page.wait_for_url(re.compile(r"/runs/\d+/$"))
    has(page, "Booked by this run")


def settled_statement(maya: Page, theo: Page, period: str) -> None:
    """Maya prepares the statements of a closed period, Theo approves and issues them all."""
    approve_and_issue_all(theo)  # what still waits of an earlier period
    maya.goto("/vendor/statements/")
    with maya.expect_navigation():
        maya.get_by_role("button", name=f"Prepare statements of {period}").click()
    approve_and_issue_all(theo)


def approve_and_issue_all(theo: Page) -> None:
    """What stands out is opened and approved by itself, the rest together; then all that is approved is issued."""
    theo.goto("/vendor/statements/review/")
    while (striking := theo.locator("main tr:not(:has(input)) th a")).count():
        with theo.expect_navigation():
            striking.first.click()
        with theo.expect_navigation():
            theo.get_by_role("button", name="Approve", exact=True).click()
        theo.goto("/vendor/statements/review/")
    for address, button in (("review", "Approve the chosen"), ("approved", "Issue the chosen")):
        theo.goto(f"/vendor/statements/{address}/")
        chosen = theo.get_by_role("button", name=button)
        if chosen.count():
            with theo.expect_navigation():
                chosen.click()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the partner's files lie before they are sent."""
    folder = tmp_path_factory.mktemp("files")
    (folder / "umsatz-2024-q3.csv").write_bytes(MESSY.encode("cp1252"))
    (folder / "umsatz-2024-q3-neu.csv").write_bytes(RESTATED.encode("cp1252"))
    return folder


def test_a_programme_is_written_checked_while_writing_and_published_by_a_second_person(
    browse: Callable[..., Page],
) -> None:
    maya, theo = browse("maya"), browse("theo")
    maya.goto("/vendor/programmes/new/")
    document = maya.get_by_label("Document")
    document.fill(AUTUMN.replace("percent: 2}", "percent: two}"))
    problems = maya.locator("#problems .problem")
    expect(problems.first).to_be_visible()
    expect(problems.first).to_contain_text("20:32")  # the twentieth line, where “two” stands
    document.fill(AUTUMN)
    expect(problems).to_have_count(0)
    expect(maya.locator("#words")).to_contain_text("2 %")
    maya.get_by_role("button", name="Save the draft").click()
    has(maya, "Autumn rebate 2024")
    confirmed(maya, "Submit for publication", "Submit")
    has(maya, "Somebody else publishes it")
    expect(maya.get_by_text("Publish…")).to_have_count(0)

    theo.goto(maya.url)
    theo.get_by_text("Publish…").click()
    theo.get_by_label("Applies from").fill("")  # autumn 2024 is past
    theo.get_by_role("button", name="Publish", exact=True).click()
    has(theo, "It never changes from now on")


def test_a_messy_file_is_mapped_and_every_line_is_accepted_held_or_refused(
    browse: Callable[..., Page], folder: Path
) -> None:
    ola = browse("ola")
    upload(ola, folder / "umsatz-2024-q3.csv")
    ola.get_by_role("link", name="Map the columns").click()
    has(ola, "Which column holds what", "Rg-Nr", "9.600,00")
    meaning = {"invoice_no": "Rg-Nr", "invoice_line": "Pos", "invoice_date": "Rg-Datum", "product_id": "Artikel",
               "quantity": "Menge", "net_amount": "Umsatz netto", "currency": "Währung"}  # fmt: skip
    for further in ola.locator("#mapping details summary").all():
        further.click()
    for field, heading in meaning.items():
        choice = ola.locator(f"#map_column_{field}")
        if choice.input_value() != heading:
            choice.select_option(heading)
            expect(ola.locator(f"#map_column_{field}")).to_have_value(heading)
    result = ola.locator("#mapping-result")
    expect(result).not_to_contain_text("Still needed")
    # the columns were chosen by hand; how they are written is told from their cells
    expect(ola.locator("#map_dates")).to_have_value("dmy")
    expect(ola.locator("#map_decimal")).to_have_value(",")
    expect(result).to_contain_text("No product is known under this number")
    expect(result).not_to_contain_text("no number in the layout")
    ola.get_by_role("button", name="Take the file in").click()
    has(ola, "Accepted 2", "Held 1", "Refused 1", "FX100/B")
    with ola.expect_download() as download:
        ola.get_by_role("link", name="Download the refused lines").click()
    refused = Path(download.value.path()).read_text("utf-8-sig", errors="replace")
    assert "31.09.2024" in refused
    assert "R-1" not in refused


def test_a_held_line_is_settled_by_a_cross_reference(browse: Callable[..., Page]) -> None:
    maya = browse("maya")
    maya.goto("/vendor/sales/")
    maya.get_by_role("link", name="umsatz-2024-q3.csv").click()
    maya.get_by_role("link", name="See what would settle them").click()
    maya.get_by_role("link", name="Pick the product for FX100/B").click()
    maya.get_by_label("FX-100").check()
    maya.get_by_role("button", name="Take in 1 line").click()
    has(maya, "1 held line was taken in", "Nothing is held")


def test_a_run_leads_from_the_programme_to_the_line(browse: Callable[..., Page]) -> None:
    maya = browse("maya")
    run_programme(maya, "Autumn rebate 2024", "2024-12-31")
    # 9,600 + 2,600 + 3,200 = 15,400; 10,000 × 1 % + 5,400 × 2 % = 100 + 108
    has(maya, "Autumn volume", "2024-Q3", "208.00")
    maya.locator("main").get_by_role("link", name="Autumn volume").first.click()
    maya.locator("main").get_by_role("link", name="Anker Mess").first.click()
    has(maya, "208.00", "15,400")
    maya.locator("main a[href$='/lines/']").first.click()
    has(maya, "R-1", "R-2", "FX-100")


def test_the_period_is_closed_and_the_statement_issued_by_two_people(browse: Callable[..., Page]) -> None:
    maya, theo = browse("maya"), browse("theo")
    maya.goto("/vendor/periods/")
    maya.get_by_role("link", name="Autumn rebate 2024").click()
    maya.locator("main").get_by_role("link", name="2024-Q3").click()
    confirmed(maya, "Close the period", "Close it", "All files of the quarter are in")
    has(maya, "All files of the quarter are in")
    settled_statement(maya, theo, "2024-Q3")
    theo.goto("/vendor/statements/?period=2024-Q3")
    has(theo, "Anker Mess", "208.00", "Issued")


def test_the_partner_reads_the_statement_its_pdf_and_the_reasons(browse: Callable[..., Page]) -> None:
    ola = browse("ola")
    ola.goto("/partner/earnings/statements/")
    ola.locator("main tr", has_text="2024-Q3").get_by_role("link").first.click()
    has(ola, "Autumn volume", "208.00")
    with ola.expect_download() as download:
        ola.get_by_role("link", name="Download as PDF").click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")
    ola.goto("/partner/earnings/payouts/")
    ola.locator("main tr", has_text="2024-Q3").get_by_role("link").first.click()
    has(ola, "208.00", "15,400")


def test_another_partner_sees_nothing_of_it(browse: Callable[..., Page], site: Site) -> None:
    ola, sam = browse("ola"), browse("sam")
    ola.goto("/partner/files/")
    theirs = [ola.get_by_role("link", name="umsatz-2024-q3.csv").get_attribute("href")]
    ola.goto("/partner/earnings/payouts/")
    theirs.append(ola.locator("main tr", has_text="2024-Q3").get_by_role("link").first.get_attribute("href"))
    ola.goto("/partner/earnings/statements/")
    theirs.append(ola.locator("main tr", has_text="2024-Q3").get_by_role("link").first.get_attribute("href"))
    for address in theirs:
        assert address
        for inside in (address, "/vendor/"):
            answer = sam.request.get(site.address + inside)
            assert answer.status == 404, inside
    sam.goto("/partner/files/")
    expect(sam.locator("main")).not_to_contain_text("umsatz")
    # the programme is for value-added resellers, and sam's is none: its terms are no business of his
    assert sam.request.get(f"{site.address}/partner/programmes/autumn/").status == 404
    for address in ("/partner/programmes/", "/partner/earnings/payouts/"):
        sam.goto(address)
        expect(sam.locator("main")).not_to_contain_text("208.00")
        expect(sam.locator("main")).not_to_contain_text("Autumn")


def test_a_restated_file_shows_the_difference_and_the_next_run_books_a_correction(
    browse: Callable[..., Page], folder: Path
) -> None:
    ola, maya = browse("ola"), browse("maya")
    upload(ola, folder / "umsatz-2024-q3-neu.csv")
    # the layout is known by now: nothing is asked but what it means
    has(ola, "Net sales", "15,400.00", "15,580.00")
    confirmed(ola, "Replace what was reported", "Replace", "The last day of September was written wrongly")
    has(ola, "Accepted 4", "Held 0", "Refused 0")
    run_programme(maya, "Autumn rebate 2024", "2024-12-31")
    # 180 more in the second slice: 180 × 2 %; the third quarter is closed, so the first open one takes it
    maya.get_by_role("link", name="What was booked").click()
    has(maya, "Correction", "2024-Q3", "2024-Q4", "3.60")
