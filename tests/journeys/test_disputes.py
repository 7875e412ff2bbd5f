"""A dispute from the deal to its appeal, by both partners and their mediator; and what direct sales may ask."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.site import Site, opened
from tests.journeys.test_every_page import glance

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """An installation of its own, with deals."""
    with opened(tmp_path_factory.mktemp("deals"), seeding="tests.journeys.dealing") as site:
        yield site


def test_a_dispute_goes_to_its_appeal(browse: Callable[..., Page], site: Site) -> None:
    ola, theo, sam = browse("ola"), browse("theo"), browse("sam")
    ola.goto(f"/partner/deals/{site.seeded['lost']}/")
    ola.get_by_text("Dispute it…").click()
    ola.get_by_label("About").select_option("refused")
    ola.get_by_label("Reason").last.fill("We showed them the cameras in spring")
    ola.get_by_role("button", name="Dispute it").click()
    expect(ola.get_by_text("Somebody who had no part in the decision").first).to_be_visible()
    ola.goto("/partner/deals/disputes/")
    ola.get_by_role("link", name="New studios").first.click()
    expect(ola.get_by_text("Being looked at").first).to_be_visible()

    for _ in range(20):  # the worker makes the case of it
        theo.goto("/vendor/deals/disputes/?state=opened")
        if theo.get_by_text("Contoso").count():
            break
        theo.wait_for_timeout(1_000)
    theo.get_by_role("row").filter(has_text="Contoso").get_by_role("link").first.click()
    theo.get_by_role("button", name="Take it up as mediator").click()
    theo.get_by_text("Hear them…").click()
    theo.get_by_role("button", name="Ask them").click()
    sam.goto("/partner/deals/disputes/?status=opened")
    sam.get_by_role("link", name="New studios").click()
    expect(sam.get_by_text("Say what you did for this customer")).to_be_visible()
    assert "Anker" not in sam.content()

    theo.get_by_label("Award the deal to one side").check()
    theo.get_by_label("The deal goes to").select_option(index=1)
    theo.get_by_label("Reasons (no partner reads").fill("The first visit is documented")
    theo.get_by_role("button", name="Show what each side will read").click()
    expect(theo.get_by_text("We decided that the deal is not registered for you.").first).to_be_visible()
    theo.get_by_role("button", name="Decide and send").click()
    expect(theo.get_by_text("each side was told its own part")).to_be_visible()

    sam.reload()
    expect(sam.get_by_text("Not for you").first).to_be_visible()
    sam.get_by_text("Appeal…").click()
    sam.get_by_label("Reason").fill("The visit was ours")
    sam.get_by_role("button", name="Appeal").click()
    expect(sam.get_by_text("Another person looks at it").first).to_be_visible()
    ola.reload()
    expect(ola.get_by_text("The deal is yours").first).to_be_visible()
    assert "Appealed" not in ola.content()


def test_direct_sales_ask_and_compliance_reads_it(browse: Callable[..., Page]) -> None:
    dirk, ada = browse("dirk"), browse("ada")
    dirk.goto("/vendor/protected/")
    dirk.get_by_label("Company").fill("Fabrikam")
    dirk.get_by_label("Country").select_option("US")
    dirk.get_by_label("What you need it for").select_option("quote")
    dirk.get_by_label("In your words").fill("Opportunity O-1")
    dirk.get_by_role("button", name="Ask").click()
    expect(dirk.get_by_text("Protected through").first).to_be_visible()
    ada.goto("/vendor/deals/looks/")
    expect(ada.get_by_role("row").filter(has_text="Fabrikam")).to_contain_text("Baylight Systems")


@pytest.mark.parametrize(
    ("who", "address"),
    [("theo", "/vendor/deals/disputes/"), ("theo", "/vendor/deals/disputes/{case}/"), ("ada", "/vendor/deals/looks/"),
     ("ada", "/vendor/deals/fairness/partner/"), ("dirk", "/vendor/protected/"), ("ola", "/partner/deals/disputes/"),
     ("ola", "/partner/deals/disputes/{mine}/"), ("sam", "/partner/deals/looks/")],
)  # fmt: skip
def test_the_pages_read_well(browse: Callable[..., Page], site: Site, who: str, address: str) -> None:
    page = browse(who)
    where = address.format(**site.seeded)
    wrong = [
        one for width, light in (("wide", "light"), ("phone", "dark")) for one in glance(page, where, width, light)
    ]
    assert not wrong, "\n".join(wrong)


def test_what_a_decision_gives_is_booked_by_somebody_else_and_read(browse: Callable[..., Page], site: Site) -> None:
    theo, maya, ola = browse("theo"), browse("maya"), browse("ola")
    theo.goto(f"/vendor/deals/disputes/{site.seeded['case']}/")
    theo.get_by_label("Compensate", exact=True).check()
    theo.get_by_label("Amount").first.fill("1500")
    theo.get_by_label("Reasons (no partner reads").fill("They did the groundwork")
    theo.get_by_role("button", name="Show what each side will read").click()
    theo.get_by_role("button", name="Decide and send").click()
    expect(theo.get_by_text("each side was told its own part")).to_be_visible()
    ola.goto(f"/partner/deals/disputes/{site.seeded['mine']}/")
    expect(ola.get_by_text("A compensation").first).to_be_visible()
    for _ in range(20):  # the worker proposes it
        maya.goto("/vendor/statements/adjustments/?state=waiting")
        if maya.get_by_role("link", name="Compensation").count():
            break
        maya.wait_for_timeout(1_000)
    maya.get_by_role("link", name="Compensation").click()
    maya.get_by_role("button", name="Book it").click()
    expect(maya.get_by_text("Booked in").first).to_be_visible()
    ola.reload()
    expect(ola.get_by_text("on the statement of").first).to_be_visible()
    theo.reload()
    expect(theo.get_by_text("What it pays")).to_be_visible()
