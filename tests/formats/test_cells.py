"""A cell means the same whether Python reads it or the database engine does."""

from datetime import date

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairway.formats import date_sql, number, number_sql, read_date
from fairway.formats.dates import date_order
from fairway.formats.numbers import decimal_mark
from fairway.values import exact

LEADS = ["", "-", "+", "(", "€ ", "USD ", "$", "-€", " ", "R$ ", "−"]
BODIES = [
    "1",
    "12",
    "123",
    "1234",
    "1,234",
    "1.234",
    "1.234,5",
    "1,234.5",
    "1'234.5",
    "12,34,567.00",
    "0.00005",
    "0.000049",
    "1.23456",
    "1,5",
    ".5",
    ",5",
    "1.",
    "1e3",
    "1.5E+03",
    "2,5E-2",
    "１２.５",
    "٣",
    "1_000",
    "1234567890123456",
    "99999999999999.99999",
    "1.5e99",
    "1e-29",
    "abc",
    "0",
    "00012",
    "1--",
    "NaN",
    "Infinity",
    "0x10",
    "12345678901234567890123456789",
    "1..2",
    "1,23,4",
]
TAILS = ["", "-", ")", " €", "EUR", " EUR", "%", " ", "\u00a0"]
written = st.builds(
    lambda a, b, c: a + b + c, st.sampled_from(LEADS), st.sampled_from([*BODIES, "1 234,50"]), st.sampled_from(TAILS)
) | st.from_regex(r"[-(]?[0-9., ]{0,12}[)-]?", fullmatch=True)


@settings(max_examples=40, deadline=None)
@given(st.lists(written, min_size=20, max_size=60), st.sampled_from(".,"), st.sampled_from([4, 6]))
def test_python_and_sql_read_the_same_number(cells: list[str], decimal: str, scale: int) -> None:
    sql = f"SELECT c, {number_sql('c', decimal, 18, scale)} FROM (SELECT unnest(?) AS c)"
    for cell, value in duckdb.connect().execute(sql, [cells]).fetchall():
        read = number(cell, decimal, scale)
        inside = read is not None and abs(read.value) < 10 ** (18 - scale)
        assert value == (read.value if read and inside else None), cell


DATES = [
    "2025-03-04",
    "2025-3-4",
    "2025/03/04",
    "20250304",
    "20251304",
    "04.03.2025",
    "4/3/25",
    "13/02/2024",
    "02/13/2024",
    "31.12.99",
    "2025-02-30",
    "29.02.2023",
    "29.02.2024",
    "1-Jan-2024",
    "44197",
    "44197.5",
    "1899-12-31",
    "2099-01-01",
    "2025-03-04T10:22:33Z",
    "2024年3月5日",
    "99/99/9999",
    "00/00/0000",
    "25-01-02",
    "70-01-02",
    "32/1/2024",
    "0000-01-01",
    "1.5.24",
    "5/12/0001",
    "abc",
]
dated = st.builds(
    lambda a, b: a + b,
    st.sampled_from([*DATES, "3 März 2024", "March 3, 2024", "3. février 2024", "2025-03-04 10:22", "12 Foo 2024"]),
    st.sampled_from(["", " ", "x", "\t"]),
) | st.from_regex(r"[0-9]{1,2}[-/. ][0-9]{1,2}[-/. ][0-9]{2,4}", fullmatch=True)


@settings(max_examples=25, deadline=None)
@given(st.lists(dated, min_size=20, max_size=60), st.sampled_from(["ymd", "dmy", "mdy"]))
def test_python_and_sql_read_the_same_date(cells: list[str], order: str) -> None:
    sql = f"SELECT c, {date_sql('c', order)} FROM (SELECT unnest(?) AS c)"
    for cell, value in duckdb.connect().execute(sql, [cells]).fetchall():
        assert value == read_date(cell, order), cell


@pytest.mark.parametrize(
    ("cell", "decimal", "value"),
    [
        ("1.234,50", ",", "1234.50"),
        ("1,234.50", ".", "1234.50"),
        ("(12.50)", ".", "-12.50"),
        ("12,50-", ",", "-12.50"),
        ("€ 1 234,5", ",", "1234.5"),
        ("12,34,567.00", ".", "1234567"),  # Indian grouping
        ("1.2E+05", ".", "120000"),
    ],
)
def test_numbers_as_people_write_them(cell: str, decimal: str, value: str) -> None:
    read = number(cell, decimal, 4)
    assert read is not None
    assert read.value == exact(value)


def test_the_other_decimal_mark_is_never_guessed() -> None:
    assert number("12,5", ".", 4) is None
    assert number("12.5", ",", 4) is None


def test_digits_beyond_the_kept_places_are_rounded_and_said() -> None:
    read = number("0.00005", ".", 4)
    assert read is not None
    assert (read.value, read.rounded) == (exact("0.0001"), True)  # a tie goes away from zero


def test_a_day_above_twelve_settles_the_order_of_the_column() -> None:
    assert date_order(["03/04/2025", "25/04/2025"]).order == "dmy"
    assert date_order(["03/04/2025", "04/25/2025"]).order == "mdy"
    assert not date_order(["03/04/2025"]).proved
    assert date_order(["25/04/2025", "04/25/2025"]).mixed


def test_a_serial_day_is_excels() -> None:
    assert read_date("45000", "dmy") == date(2023, 3, 15)


def test_the_decimal_mark_is_told_from_the_cells() -> None:
    assert decimal_mark(["1.234,50", "7,5"]) == (",", True)
    assert decimal_mark(["1234.50"]) == (".", True)
    assert decimal_mark(["1,234"]) == (".", False)
