"""Master data comes in whatever the sender's program writes."""

from __future__ import annotations

from pathlib import Path

import pytest

from fairway.catalogue import rules as catalogue
from fairway.formats.layout import Layout
from fairway.formats.reading import open_file, settled, take_sample
from fairway.formats.refusals import CannotRead
from fairway.formats.tables import read_table, recognised
from fairway.partners import rules as partners
from fairway.values import NotExact, exact


def test_partners_come_from_a_semicolon_file_with_odd_headings(tmp_path: Path) -> None:
    path = tmp_path / "partners.csv"
    path.write_bytes(
        "Partner-ID;Name;Type;Country;Umsatzklasse\nP-1;Müller Meßtechnik;VAR, SI;de;A\n\n".encode("cp1252")
    )
    table = read_table(path, path.name)
    columns = recognised(table.headings, partners.COLUMNS)
    (row,) = list(table.rows)
    facts = partners.facts_from(row.cells, columns)
    assert (facts.code, facts.name, facts.country) == ("P-1", "Müller Meßtechnik", "DE")
    assert facts.types == ("value_added_reseller", "system_integrator")
    assert facts.attributes == {"umsatzklasse": "A"}
    assert row.number == 2
    assert partners.faults_of(facts) == ()


def test_what_is_given_wins_over_what_is_recognised() -> None:
    found = recognised(("Store", "Name", "Partner"), partners.COLUMNS, {"code": "Store"})
    assert found["code"] == "Store"
    assert found["name"] == "Name"


def test_a_type_nobody_knows_is_named_not_swallowed() -> None:
    facts = partners.facts_from(
        {"code": "P-1", "name": "X", "type": "Wizard"}, {"code": "code", "name": "name", "types": "type"}
    )
    (fault,) = partners.faults_of(facts)
    assert "Wizard" in fault.sentence
    assert "distributor" in fault.sentence


def test_products_keep_exact_prices_and_further_columns() -> None:
    columns = recognised(("SKU", "Name", "List Price", "Currency", "Colour"), catalogue.COLUMNS)
    row = {"SKU": "00042", "Name": "Probe", "List Price": "19.990", "Currency": "EUR", "Colour": "red"}
    facts = catalogue.facts_from(row, columns)
    assert (facts.sku, facts.list_price, facts.attributes) == ("00042", exact("19.990"), {"colour": "red"})
    with pytest.raises(NotExact):
        catalogue.facts_from(row | {"List Price": "19,99 or so"}, columns)


def test_an_empty_file_is_refused_with_a_remedy(tmp_path: Path) -> None:
    path = tmp_path / "empty.csv"
    path.write_bytes(b"")
    with pytest.raises(CannotRead) as refusal:
        read_table(path, path.name)
    assert refusal.value.remedy


def test_a_delimiter_somebody_chose_is_used(tmp_path: Path) -> None:
    """More commas than semicolons stand in these lines, so only a person can tell."""
    path = tmp_path / "sales.csv"
    path.write_bytes(b"Date;Item, in words;Qty, each;Net, total\n2026-01-05;A,B,C,D;1;10\n2026-01-06;A,B,C,D;2;20\n")
    source = open_file(path, path.name)
    columns = {
        "invoice_date": "Date",
        "product_id": "Item, in words",
        "quantity": "Qty, each",
        "net_amount": "Net, total",
    }
    chosen = Layout(delimiter=";", encoding="utf-8", columns=columns)
    sample = take_sample(source, chosen)
    assert sample.rows[1][0] == ("2026-01-05", "A,B,C,D", "1", "10")
    layout, headings, lost = settled(chosen, source)
    assert (layout.delimiter, lost) == (";", ())
    assert headings == ("Date", "Item, in words", "Qty, each", "Net, total")
