"""Lists: the query string is the state; exports hurt nobody."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from fairway.values import Money
from fairway.web.shared.lists import Column, Filter, Listing, View, neutral, read
from fairway.web.shared.lists import reading as mechanism


@dataclass(frozen=True)
class Line:
    name: str
    tier: str
    earned: Money


LINES = tuple(
    Line(name, tier, Money.of(amount, "USD"))
    for name, tier, amount in (
        ("Bayside", "Silver", "12.50"),
        ("Alpine", "Gold", "9.00"),
        ("=HYPERLINK(1)", "Gold", "-3.25"),
        ("Delft", "Bronze", "100.00"),
        ("Cartwright", "Silver", "0.00"),
    )
)
LISTING = Listing(
    name="lines",
    columns=(
        Column("name", "Partner", is_key=True, sort=True),
        Column("tier", "Tier", kind="status"),
        Column("earned", "Earned", kind="money", sort=lambda row: row.earned.amount),
    ),
    filters=(Filter("tier", "Tier", choices=(("Gold", "Gold"), ("Silver", "Silver"), ("Bronze", "Bronze"))),),
    search=("name",),
    default_sort="name",
    per_page=2,
    views=(View("All"), View("Gold only", "tier=Gold")),
)


def ask(query: str = "") -> Any:
    return RequestFactory().get(f"/lines/{query}")


def names(query: str = "") -> list[str]:
    return [row.cells[0].value for row in read(ask(query), LISTING, LINES).rows]


def test_the_default_order_and_the_first_page() -> None:
    assert names() == ["=HYPERLINK(1)", "Alpine"]


def test_sorting_by_an_amount_is_by_its_size_not_its_letters() -> None:
    assert names("?sort=-earned") == ["Delft", "Bayside"]
    assert names("?sort=earned") == ["=HYPERLINK(1)", "Cartwright"]


def test_an_order_nobody_offers_is_the_default() -> None:
    assert names("?sort=-__class__") == names()


def test_filters_and_words_narrow_together() -> None:
    assert names("?tier=Gold&q=alp") == ["Alpine"]
    assert names("?tier=Silver&q=alp") == []


def test_a_choice_nobody_offers_is_left_out_and_said() -> None:
    reading = read(ask("?tier=Copper"), LISTING, LINES)
    assert reading.count == 5
    assert "Copper" in reading.notices[0]


@pytest.mark.parametrize(("page", "number"), [("2", 2), ("99", 3), ("0", 1), ("-1", 1), ("abc", 1), ("9" * 40, 1)])
def test_a_page_that_is_not_there_is_the_nearest(page: str, number: int) -> None:
    assert read(ask(f"?page={page}"), LISTING, LINES).page == number  # 5 rows by 2: 3 pages


def test_links_keep_the_rest_of_the_state() -> None:
    reading = read(ask("?tier=Silver&page=1&sort=-earned"), LISTING, LINES)
    assert "tier=Silver" in reading.heads[0].link
    assert "page" not in reading.heads[0].link
    assert reading.chips[0].link == "?sort=-earned"


def test_the_view_shown_is_marked_whatever_the_page() -> None:
    assert [tab.current for tab in read(ask("?tier=Gold&page=1"), LISTING, LINES).tabs] == [False, True]


def exported(query: str = "?export=csv") -> tuple[HttpResponse, list[list[str]]]:
    response = mechanism.export(ask(query), LISTING, LINES)
    return response, list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_an_export_holds_all_pages_and_exact_amounts() -> None:
    response, rows = exported()
    assert rows[0] == ["Partner", "Tier", "Earned", "Earned currency"]
    assert len(rows) == 6
    assert ["Delft", "Bronze", "100.00", "USD"] in rows
    assert 'filename="lines.csv"' in response["Content-Disposition"]


def test_an_export_neutralises_text_but_not_numbers() -> None:
    _, rows = exported()
    assert ["'=HYPERLINK(1)", "Gold", "-3.25", "USD"] in rows


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "|calc"])
def test_text_that_a_spreadsheet_would_run(text: str) -> None:
    assert neutral(text) == f"'{text}"


@pytest.mark.parametrize("text", ["Alpine", "12-14", "", "a=b", "1.5 %"])
def test_text_that_it_would_not(text: str) -> None:
    assert neutral(text) == text


def test_an_export_over_the_limit_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mechanism, "EXPORT_LIMIT", 4)
    response, _ = exported()
    assert response.status_code == 400
    assert b"Narrow it" in response.content
