"""`fairway import` from plain files to accepted lines."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from fairway.cli.imports import app
from tests.rooms.sales.builders import in_lake

REAL = Path(__file__).parents[4] / "shared/data"
PARTNERS = "Store,Name,Kind\n7,Anker Mess,VAR\n8,Baylight,SI\n"
PRODUCTS = "Item,Title,Group,Maker\nAX-1,Axe,G1,V9\nAX-2,Saw,G2,V9\n"
GROUPS = "Group,Category\nG1,Blades\n"
SALES = "Invoice,Date,Store Number,Item Number,Qty,Sale (Dollars)\n" + "".join(
    f"I-{number},2025-03-{number:02d},7,AX-1,{number},{number}.50\n" for number in range(1, 4)
)


@pytest.fixture
def run(own_database: str, django_db_blocker: Any, tmp_path: Path) -> Any:
    def command(*words: str, code: int = 0) -> str:
        result = CliRunner().invoke(app, list(words))
        assert result.exit_code == code, result.output
        return result.output

    with django_db_blocker.unblock():
        yield command


def put(folder: Path, name: str, text: str) -> str:
    (folder / name).write_text(text)
    return str(folder / name)


@pytest.fixture
def loaded(run: Any, tmp_path: Path) -> Any:
    said = run(
        "partners",
        put(tmp_path, "p.csv", PARTNERS),
        "--map",
        "partner_id=Store,name=Name,type=Kind",
        "--set",
        "currency=USD",
    )
    assert "2 added" in said
    said = run(
        "products",
        put(tmp_path, "q.csv", PRODUCTS),
        "--join",
        put(tmp_path, "g.csv", GROUPS) + ":Group",
        "--map",
        "product_id=Item,name=Title,category=Category",
        "--attribute",
        "vendor=Maker",
    )
    assert "2 added" in said
    return run


def test_a_vendors_file_is_imported_once(loaded: Any, tmp_path: Path) -> None:
    file = put(tmp_path, "sales.csv", SALES)
    told = json.loads(loaded("sales", file, "--format", "json"))
    assert (told["status"], told["accepted"], told["repeated"]) == ("decided", 3, False)
    assert json.loads(loaded("sales", file, "--format", "json"))["repeated"] is True
    assert in_lake() == [(f"I-{number}", Decimal(number), Decimal(f"{number}.5")) for number in range(1, 4)]


def test_a_restated_file_asks_first(loaded: Any, tmp_path: Path) -> None:
    loaded("sales", put(tmp_path, "sales.csv", SALES))
    again = put(tmp_path, "again.csv", SALES.replace("3.50", "9.50"))
    said = loaded("sales", again, code=1)
    assert "Anker Mess: 7.5000 -> 13.5000 USD" in said  # 1.50 + 2.50 + 3.50, then 9.50 instead of 3.50
    assert len(in_lake()) == 3
    loaded("sales", again, "--purpose", "replace")
    assert in_lake()[-1] == ("I-3", Decimal(3), Decimal("9.5"))


def test_held_lines_are_taken_in_when_the_product_is_imported(loaded: Any, tmp_path: Path) -> None:
    loaded("sales", put(tmp_path, "sales.csv", SALES.replace("AX-1", "AX-9")))
    assert in_lake() == []
    said = loaded("products", put(tmp_path, "new.csv", "product_id,name\nAX-9,New axe\n"))
    assert "3 held sales lines were accepted" in said
    assert len(in_lake()) == 3


def test_what_cannot_be_is_said_in_a_sentence(loaded: Any, tmp_path: Path) -> None:
    assert "not a period" in loaded("sales", put(tmp_path, "s.csv", SALES), "--period", "soon", code=2)
    assert "There is no partner Z" in loaded("sales", put(tmp_path, "s.csv", SALES), "--reporter", "Z", code=2)
    assert "no column “Nope”" in loaded("products", put(tmp_path, "q.csv", PRODUCTS), "--map", "name=Nope", code=2)
    assert "F11-not-a-table" in loaded("partners", put(tmp_path, "x.csv", "%PDF-1.7"), code=1)
    said = loaded("sales", put(tmp_path, "s.csv", "A,B\n1,2\n"), code=1)
    assert "needs mapping" in said
    assert "--map field=Heading" in said


@pytest.mark.real_data
def test_adventureworks_comes_in_whole(run: Any) -> None:
    data = REAL / "adventureworks"
    if not data.is_dir():
        pytest.skip("the AdventureWorks files are not here")
    run(
        "partners",
        str(data / "DimReseller.csv"),
        "--map",
        "partner_id=ResellerKey,name=ResellerName",
        "--set",
        "currency=USD",
    )
    run(
        "products",
        str(data / "DimProduct.csv"),
        "--join",
        f"{data / 'DimProductSubcategory.csv'}:ProductSubcategoryKey",
        "--join",
        f"{data / 'DimProductCategory.csv'}:ProductCategoryKey",
        "--map",
        "product_id=ProductKey,name=EnglishProductName,category=EnglishProductCategoryName",
        "--set",
        "currency=USD",
    )
    told = json.loads(
        run("sales", str(data / "FactResellerSales_to_2012.csv.gz"), "--event", "sell_in", "--format", "json")
    )
    assert (told["accepted"], told["held"], told["refused"], told["dropped"]) == (32_315, 0, 0, 0)
    assert in_lake("sum(net_amount) OVER ()")[0] == (Decimal("46875762.8251"),)


@pytest.mark.long
@pytest.mark.real_data
def test_iowa_comes_in_whole(run: Any) -> None:
    data = REAL / "iowa_liquor_2021"
    if not data.is_dir():
        pytest.skip("the Iowa files are not here")
    run("partners", str(data / "stores.csv"), "--map", "partner_id=Store,name=Name", "--set", "country=US,currency=USD")
    run(
        "products",
        str(data / "products.csv"),
        "--map",
        "product_id=Item Number,name=Item Description,category=Category Name",
        "--attribute",
        "vendor=Vendor",
    )
    told = json.loads(run("sales", str(data / "sales_2021.csv.gz"), "--event", "sell_in", "--format", "json"))
    assert (told["accepted"], told["held"], told["refused"]) == (2_622_690, 22, 0)  # 22 lines have no product row
