"""Files as partners send them, good and bad, each with its answer."""

import gzip
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from fairway.formats import BadLayout, CannotRead, Layout, detect, open_file, settled, start_reading

HEAD = "Invoice,Line,Date,SKU,Qty,Net amount"
LINE = "INV-1,1,2025-03-04,AX-200,2,10.50"


def put(tmp_path: Path, content: bytes | str, name: str = "march.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def cells_of(path: Path, layout: Layout | None = None) -> list[tuple[int, str | None, list[str]]]:
    source = open_file(path, path.name)
    guess = detect(source)
    reading = start_reading(source, layout or guess.layout, guess.headings)
    rows = []
    for batch in reading.batches():
        for row in batch.to_pylist():
            number, problem, *cells = row.values()
            rows.append((number, problem, cells))
    return sorted(rows)


def refusal(path: Path) -> str:
    with pytest.raises(CannotRead) as refused:
        source = open_file(path, path.name)
        guess = detect(source)
        for _ in start_reading(source, guess.layout, guess.headings).batches():
            pass
    assert refused.value.remedy
    return refused.value.code


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "F10-empty"),
        (b"\n\n , \n", "F10-empty"),
        (f"{HEAD}\n".encode(), "F10-empty"),
        (b"%PDF-1.7 ...", "F11-not-a-table"),
        (b"\x89PNG\r\n\x1a\n....", "F11-not-a-table"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "F11-not-a-table"),
        (b'{"lines": []}', "F11-not-a-table"),
        (bytes(range(32)) * 40, "F11-not-a-table"),
        (b"PK\x03\x04 cut off", "F20-damaged"),
        (b"\x1f\x8bnot really", "F12-archive"),
        (b"just one line of prose\nand another\n", "F17-one-column"),
        (("x," * 1500 + "\n" + "1," * 1500 + "\n").encode(), "F18-columns"),
    ],
)
def test_what_is_no_table_is_refused_by_name(tmp_path: Path, content: bytes, code: str) -> None:
    assert refusal(put(tmp_path, content)) == code


def test_a_pdf_behind_csv_is_called_a_pdf(tmp_path: Path) -> None:
    with pytest.raises(CannotRead, match="is a PDF document, whatever its name says"):
        open_file(put(tmp_path, b"%PDF-1.4"), "march.csv")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_western_encodings(tmp_path: Path, encoding: str) -> None:
    text = "Rechnungsnr;Datum;Artikel;Menge;Betrag;Kunde\n" + "R-1;04.03.2025;AX-200;2;1.234,50;Müller & Söhne\n" * 3
    rows = cells_of(put(tmp_path, text.encode(encoding)))
    assert rows[0][2] == ["R-1", "04.03.2025", "AX-200", "2", "1.234,50", "Müller & Söhne"]


def test_shift_jis(tmp_path: Path) -> None:
    text = "伝票番号,日付,商品コード,数量,金額,得意先\n" + "A-1,2025/03/04,AX-200,2,1050,東京楽器販売株式会社\n" * 5
    path = put(tmp_path, text.encode("shift_jis"))
    guess = detect(open_file(path, path.name))
    assert guess.layout.missing() == ()
    assert cells_of(path)[0][2][5] == "東京楽器販売株式会社"


def test_german_headings_comma_and_day_first(tmp_path: Path) -> None:
    text = "Umsatzmeldung März\n\nBeleg-Nr.;Pos.;Rechnungsdatum;Artikelnummer;Menge;Einzelpreis;Nettobetrag\n"
    text += "R-1;1;25.03.2025;0012;2;617,25;1.234,50\n"
    layout = detect(open_file(put(tmp_path, text), "m.csv")).layout
    assert (layout.header_row, layout.delimiter, layout.decimal, layout.dates) == (3, ";", ",", "dmy")
    assert dict(layout.columns) == {
        "invoice_no": "Beleg-Nr.",
        "invoice_line": "Pos.",
        "invoice_date": "Rechnungsdatum",
        "product_id": "Artikelnummer",
        "quantity": "Menge",
        "unit_price": "Einzelpreis",
        "net_amount": "Nettobetrag",
    }


@pytest.mark.parametrize(
    ("headings", "customer", "customer_id"),
    [
        ("customer,customer_id", "customer", "customer_id"),
        ("customer_id,memo", "customer_id", None),  # a partner's own number, as far as anybody can tell
        ("Customer,Customer ID", "Customer", None),
        ("Customer ID,End customer ID", "Customer ID", "End customer ID"),
    ],
)
def test_a_partners_own_customer_number_is_not_the_companys(
    headings: str, customer: str, customer_id: str | None, tmp_path: Path
) -> None:
    path = put(tmp_path, f"{HEAD},{headings}\nINV-1,1,2025-03-04,AX-200,2,10.50,Acme,C-1\n")
    columns = detect(open_file(path, "m.csv")).layout.columns
    assert (columns.get("customer"), columns.get("customer_id")) == (customer, customer_id)


def test_the_date_order_is_sought_in_the_whole_file(tmp_path: Path) -> None:
    lines = ["INV-1,1,03/04/2025,AX-200,2,10.50"] * 20_000 + ["INV-9,1,04/25/2025,AX-200,2,10.50"]
    guess = detect(open_file(put(tmp_path, HEAD + "\n" + "\n".join(lines)), "m.csv"))
    assert guess.layout.dates == "mdy"
    assert "dates" not in guess.doubts


def test_an_ambiguous_order_is_a_doubt(tmp_path: Path) -> None:
    guess = detect(open_file(put(tmp_path, HEAD + "\nINV-1,1,03/04/2025,AX-200,2,10.50\n"), "m.csv"))
    assert "dates" in guess.doubts


def test_rows_keep_their_numbers_around_odd_rows(tmp_path: Path) -> None:
    text = f'{HEAD}\n{LINE}\n{LINE},,\n\n{LINE},surplus\nINV-2,1\n"INV\n3",1,2025-03-04,AX,1,1\n{LINE}\n'
    rows = cells_of(put(tmp_path, text))
    assert [(number, problem) for number, problem, _ in rows] == [
        (2, None),
        (3, None),  # surplus cells are blank: nothing is lost
        (4, None),  # a blank line keeps its number
        (5, "7"),  # seven cells under six headings
        (6, None),
        (7, None),
        (8, None),
    ]
    assert rows[5][2][0] == "INV\n3"


def test_one_line_in_another_encoding_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    good = (LINE + ",Müller\n").encode() * 50
    path = put(tmp_path, (HEAD + ",Customer\n").encode() + good + (LINE + ",Söhne\n").encode("cp1252") + good)
    source = open_file(path, path.name)
    guess = detect(source)
    reading = start_reading(source, guess.layout, guess.headings)
    assert sum(batch.num_rows for batch in reading.batches()) == 101
    assert reading.notes.undecodable == [52]


def test_nul_bytes_are_shown_and_counted(tmp_path: Path) -> None:
    path = put(tmp_path, f"{HEAD}\n{LINE}\nINV\0-2,1,2025-03-04,AX-200,2,10.50\n" + f"{LINE}\n" * 40)
    source = open_file(path, path.name)
    guess = detect(source)
    reading = start_reading(source, guess.layout, guess.headings)
    first = next(reading.batches()).to_pylist()
    assert first[1]["c0"] == "INV␀-2"
    assert reading.notes.nul_lines == [3]


def test_a_million_characters_in_one_cell_pass_and_an_endless_one_is_refused(tmp_path: Path) -> None:
    rows = cells_of(put(tmp_path, f"{HEAD}\n{LINE}{'x' * 1_000_000}\n{LINE}\n"))
    assert [len(rows[0][2][5]), rows[1][0]] == [1_000_005, 3]
    assert refusal(put(tmp_path, f'{HEAD}\n{LINE}\n"{"x" * 9_000_000}')) == "F16-quote"


def test_a_hundred_columns(tmp_path: Path) -> None:
    more = ",".join(f"Extra {index}" for index in range(94))
    rows = cells_of(put(tmp_path, f"{HEAD},{more}\n{LINE},{','.join(['z'] * 94)}\n"))
    assert len(rows[0][2]) == 100


def test_gzip_is_taken_off_and_a_bomb_refused(tmp_path: Path) -> None:
    assert len(cells_of(put(tmp_path, gzip.compress(f"{HEAD}\n{LINE}\n".encode()), "m.csv.gz"))) == 1
    bomb = gzip.compress(f"{HEAD}\n".encode() + (LINE + "\n").encode() * 1_200_000, 9)
    assert refusal(put(tmp_path, bomb, "m.csv.gz")) == "F13-bomb"


def workbook(tmp_path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Sales of March"])
    sheet.append([])
    sheet.append(["Invoice", "Date", "SKU", "Qty", "Net amount"])
    sheet.append(["INV-1", "2025-03-04", "0012", 2, 0.1 + 0.2])
    sheet.append(["INV-2", 45000, "AX", -1, "=1+1"])
    path = tmp_path / "m.xlsx"
    book.save(path)
    return path


def test_a_workbook_reads_like_what_its_owner_sees(tmp_path: Path) -> None:
    rows = cells_of(workbook(tmp_path))
    assert rows[0] == (4, None, ["INV-1", "2025-03-04", "0012", "2", "0.3"])  # 15 digits, as Excel keeps
    assert rows[1][2][:4] == ["INV-2", "45000", "AX", "-1"]


@pytest.mark.parametrize("factor", ["²", "1e9", "0", "-1", "9" * 13, "1.1234567", "1; DROP TABLE raw"])
def test_a_unit_holds_a_plain_number_of_base_units(factor: str) -> None:
    with pytest.raises(BadLayout):
        Layout(units={"BOX": factor})


def test_a_column_by_place_is_lost_where_headings_have_names() -> None:
    layout, lost = Layout(columns={"product_id": "#99", "quantity": "Qty"}).fitted(("SKU", "Qty"))
    assert (dict(layout.columns), lost) == ({"quantity": "Qty"}, ("#99",))
    layout, lost = Layout(columns={"product_id": "#1"}).fitted(("#1", "#2"))
    assert (dict(layout.columns), lost) == ({"product_id": "#1"}, ())


def test_a_zip_bomb_in_a_workbook_is_refused_before_it_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"<c/>" * (20 << 20))
    assert refusal(path) == "F13-bomb"


def test_two_cells_in_far_corners_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "corners.xlsx"
    book = openpyxl.Workbook()
    book.active["A1"] = 1
    book.active["XFD1048576"] = 1
    book.save(path)
    assert refusal(path) == "F13-bomb"


FAR = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("xl/worksheets/sheet1.xml", FAR.replace(b'"', b"'")),
        ("xl/worksheets/sheet1.xml", FAR.replace(b"XFD", b"xfd").replace(b'<row r="1048576">', b"<row>")),
        ("xl/worksheets/sheet1.xml", FAR.replace(b'r="', b'r = "')),
        ("xl/worksheets/sheet1.xml", FAR.replace(b"<c ", b"<c a='> r=\"A1\"' ")),
        ("xl/worksheets/sheet1.xml", FAR.replace(b"<c r", b"<c" + b" " * ((1 << 20) - 40) + b"r")),
        ("xl/elsewhere/part.xml", FAR),
    ],
)
def test_far_corners_are_found_however_they_are_written(tmp_path: Path, name: str, cells: bytes) -> None:
    # the reader takes each of these for 17 thousand million cells, and its process with them
    path = tmp_path / "corners.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet9.xml", b"<worksheet/>")
        archive.writestr(name, b"<worksheet><sheetData>" + cells + b"</sheetData></worksheet>")
    with pytest.raises(CannotRead) as refused:
        open_file(path, path.name)
    assert refused.value.code == "F13-bomb"


def test_a_word_document_is_called_one(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    with pytest.raises(CannotRead, match="a Word document"):
        open_file(put(tmp_path, buffer.getvalue(), "m.xlsx"), "m.xlsx")


def test_a_saved_layout_follows_its_columns(tmp_path: Path) -> None:
    saved = detect(open_file(put(tmp_path, f"{HEAD}\n{LINE}\n"), "m.csv")).layout
    saved = Layout.from_json(saved.to_json())
    moved = "Report of April\nSKU;Net Amount;Invoice;line;Date;QTY;New\nAX;1.00;I;1;2025-04-01;1;x\n"
    fitted, headings, lost = settled(saved, open_file(put(tmp_path, moved), "m.csv"))
    assert (fitted.header_row, fitted.delimiter, lost) == (2, ";", ())
    assert fitted.columns["net_amount"] == "Net Amount"
    assert headings[-1] == "New"
    _, _, lost = settled(saved, open_file(put(tmp_path, "SKU,Date\nAX,2025-04-01\n"), "m.csv"))
    assert set(lost) == {"Invoice", "Line", "Qty", "Net amount"}
