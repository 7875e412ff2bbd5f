"""Partners look up what they sell."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from fairway.catalogue import actions as catalogue
from fairway.catalogue.rules import ProductFacts
from fairway.kit.access import WORKER, acting_as
from tests.builders import People


@pytest.fixture
def products(people: People, now: datetime) -> None:
    rows = [
        ProductFacts(sku=f"CAL-{number:03}", name=f"Caliper {number}", category="Calipers", family="Hand tools")
        for number in range(1, 61)
    ]
    rows.append(ProductFacts(sku="GAU-9", name="Gauge, pressure", category="Gauges", gtin="4006381333931"))
    with acting_as(WORKER):
        catalogue.load_products(actor=WORKER, now=now, rows=rows)


@pytest.mark.usefixtures("products")
@pytest.mark.parametrize("words", ["gau-9", "pressure", "4006381333931"])
def test_a_product_is_found_by_sku_name_or_trade_item_number(ola: Client, words: str) -> None:
    page = ola.get(reverse("partner:products"), {"q": words}).content.decode()
    assert "Gauge, pressure" in page
    assert "Caliper 1" not in page


@pytest.mark.usefixtures("products")
def test_the_list_narrows_pages_and_exports(ola: Client) -> None:
    whole = ola.get(reverse("partner:products")).content.decode()
    assert "1–50 of 61" in whole
    page = ola.get(reverse("partner:products"), {"category": "Gauges"}).content.decode()
    assert "1–1 of 1" in page
    sheet = ola.get(reverse("partner:products"), {"export": "csv"}).content.decode("utf-8-sig").splitlines()
    assert len(sheet) == 62
    assert sheet[1].startswith("Caliper 1,CAL-001,")


@pytest.mark.usefixtures("products")
def test_more_products_ask_no_more_of_the_database(ola: Client, django_assert_max_num_queries: object) -> None:
    ola.get(reverse("partner:products"))
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        ola.get(reverse("partner:products"))


def test_without_products_the_page_says_so(ola: Client, ines: Client) -> None:
    assert "No products yet" in ola.get(reverse("partner:products")).content.decode()
    assert ines.get(reverse("partner:products")).status_code == 200
