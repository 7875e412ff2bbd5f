"""Somebody loads their own data as the guide says, and the product comes to the guide's numbers.

Once with the sample of the guide where it is, and always with a small twin of it whose sums stand here.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.builders import PASSWORD
from tests.docs.pages import REAL_DATA, ROOT, blocks
from tests.journeys.conftest import PATIENCE
from tests.journeys.site import Site, opened

pytestmark = pytest.mark.browser
GUIDE = ROOT / "docs" / "how-to" / "load-your-own-data.md"
Totals = dict[str, tuple[int, str, int, str]]
"""By incentive: payouts above zero, their total in US dollars, and of these the fourth quarter's."""

REAL: Totals = {
    "bikes": (1735, "590395.04", 267, "87187.06"),
    "volume": (760, "637368.54", 130, "108289.82"),
    "slices": (760, "281443.38", 130, "48861.94"),
    "helmets": (24, "664.50", 12, "355.50"),
}
TWIN: Totals = {
    "bikes": (2, "1350.00", 1, "450.00"),  # 60,000 × 1.5 % + 30,000 × 1.5 %
    "volume": (2, "1529.00", 1, "309.00"),  # 61,000 × 2 % + 30,900 × 1 %; 750 is below 25,000
    "slices": (2, "529.00", 1, "59.00"),  # 25,000 × 1 % + 11,000 × 2 %, and 5,900 × 1 %
    "helmets": (2, "52.50", 1, "22.50"),  # 40 × 0.75 and 30 × 0.75; 29 do not reach 30
}
TITLES = {
    "bikes": "Bikes, 1.5 % of net sales",
    "volume": "Everything, the step reached pays on all",
    "slices": "Everything, each slice at its own rate",
    "helmets": "Helmets, when a quarter reaches 30",
}
FILES = {
    "DimReseller.csv": "ResellerKey,GeographyKey,BusinessType,ResellerName\n1,1,Warehouse,Alpine\n2,1,Specialty,Bow\n"
    "3,1,Specialty,Crest\n",
    "DimGeography.csv": "GeographyKey,City,StateProvinceName,CountryRegionCode\n1,Seattle,Washington,US\n",
    "DimProduct.csv": "ProductKey,ProductSubcategoryKey,EnglishProductName,ModelName,ListPrice\n"
    "1,1,Road bike,Road,7000\n2,2,Helmet,Sport,35\n",
    "DimProductSubcategory.csv": "ProductSubcategoryKey,EnglishProductSubcategoryName,ProductCategoryKey\n"
    "1,Road Bikes,1\n2,Helmets,2\n",
    "DimProductCategory.csv": "ProductCategoryKey,EnglishProductCategoryName\n1,Bikes\n2,Accessories\n",
}
SALES = """ResellerKey,ProductKey,OrderDate,OrderQuantity,SalesAmount,SalesOrderNumber,SalesOrderLineNumber
1,1,2012-08-01,10,60000.00,SO1,1
1,2,2012-08-02,40,1000.00,SO2,1
2,1,2012-11-05,4,30000.00,SO3,1
2,2,2012-11-06,29,900.00,SO4,1
3,2,2012-11-06,30,750.00,SO5,1
"""


def twin(folder: Path) -> Path:
    """Write the small twin of the sample."""
    for name, text in FILES.items():
        (folder / name).write_text(text, "utf-8")
    (folder / "FactResellerSales_to_2012.csv.gz").write_bytes(gzip.compress(SALES.encode()))
    return folder


@pytest.fixture
def empty_site(tmp_path: Path) -> Iterator[Site]:
    """An installation that nobody has used yet."""
    with opened(tmp_path / "data", seeding=None) as site:
        yield site


def commands_of(guide: Path, folder: Path) -> list[list[str]]:
    """The guide's import commands, with the folder's files."""
    import shlex

    text = guide.read_text("utf-8").replace("\\\n>", "").replace("\\\n", "")
    found = [line.removeprefix("$ ") for line in text.splitlines() if line.startswith("$ fairway import")]
    words = [shlex.split(line.replace("adventureworks/", f"{folder}/"))[1:] for line in found]
    return [one for one in words if "--layout" not in one]


def test_the_guides_numbers_come_out(
    empty_site: Site, chromium: Browser, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = twin(tmp_path_factory.mktemp("twin"))
    assert totals_through_the_product(empty_site, chromium, folder, lines="5 accepted, 0 held, 0 refused") == TWIN


@pytest.mark.real_data
def test_the_samples_numbers_come_out(empty_site: Site, chromium: Browser) -> None:
    folder = REAL_DATA / "adventureworks"
    if not folder.is_dir():
        pytest.skip(f"needs {folder}")
    said = "32,315 accepted, 0 held, 0 refused"
    assert totals_through_the_product(empty_site, chromium, folder, lines=said) == REAL


def totals_through_the_product(site: Site, chromium: Browser, folder: Path, *, lines: str) -> Totals:
    """Load by the guide's commands, publish the guide's programme in the browser, run it there, read the totals."""
    loads = commands_of(GUIDE, folder)
    assert [words[1] for words in loads] == ["partners", "products", "sales"]
    said = [site.fairway(*words) for words in loads]
    assert lines in said[-1]
    maya, finn = joined(site, chromium, "maya", "operations"), joined(site, chromium, "finn", "finance")
    programme = next(block.text for block in blocks(GUIDE) if block.file_name == "programme.yaml")
    maya.goto("/vendor/programmes/new/")
    maya.get_by_label("Document").fill(programme)
    maya.get_by_role("button", name="Save the draft").click()
    decide(maya, "Submit for publication", "Submit")
    expect(maya.locator("main")).to_contain_text("Somebody else publishes it")
    finn.goto(maya.url)
    finn.get_by_text("Publish…").click()
    finn.get_by_label("Applies from").fill("")  # the sample’s years are long past
    finn.get_by_role("button", name="Publish", exact=True).click()
    expect(finn.locator("main")).to_contain_text("It never changes from now on")
    finn.goto("/vendor/runs/start/")
    finn.get_by_label("Sales until").fill("2012-12-31")
    finn.get_by_role("button", name="Start the run").click()
    finn.wait_for_url(re.compile(r"/runs/\d+/$"))
    expect(finn.locator("main")).to_contain_text("Booked by this run", timeout=120_000)
    return read_totals(finn.request.get(f"{finn.url}?export=csv").text())


def joined(site: Site, chromium: Browser, name: str, role: str) -> Page:
    """Invite somebody on the command line and let them join in a browser of their own."""
    printed = site.fairway("invite", f"{name}@vendor.example", "--role", role, "--name", name.title())
    link = re.search(r"http://\S+/join/\S+/", printed)
    assert link, printed
    context = chromium.new_context(base_url=site.address)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(link[0])
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Join").click()
    page.wait_for_url("**/vendor/")
    return page


def decide(page: Page, label: str, button: str) -> None:
    box = page.locator("details.confirm", has=page.locator("summary", has_text=label)).first
    box.locator("summary").click()
    box.get_by_role("button", name=button, exact=True).click()


def read_totals(text: str) -> Totals:
    """Add up the run's own export, by incentive."""
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\N{BYTE ORDER MARK}"))))
    assert rows, text[:500]
    found: Totals = {}
    for incentive, title in TITLES.items():
        mine = [row for row in rows if row["Incentive"] == title]
        last = [row for row in mine if row["Period"] == "2012-Q4"]
        count, earned = [
            [sum((Decimal(row[column]) for row in part), Decimal(0)) for part in (mine, last)]
            for column in ("Payouts above zero", "Earned")
        ]
        found[incentive] = (int(count[0]), str(earned[0]), int(count[1]), str(earned[1]))
    return found
