"""The demo's channel is what the tutorial says it is, and the same every time."""

import csv
import hashlib
import io
import time
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from fairway.demo import channel as demo
from fairway.demo.layouts import LAYOUTS
from fairway.demo.partners import LOGINS, PARTNERS, by_code
from fairway.demo.products import price_list, prices
from fairway.demo.sales import Line, counts, dollars, rate_table
from fairway.demo.seasons import calendar, month_after, rates

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[demo.Channel, Path, float]:
    folder = tmp_path_factory.mktemp("demo")
    began = time.monotonic()
    channel = demo.generate(folder, today=TODAY)
    return channel, folder, time.monotonic() - began


@pytest.fixture(scope="module")
def truth() -> list[Line]:
    return list(demo.true_lines(today=TODAY))


def test_the_channel_has_forty_partners_of_five_types_in_nine_countries_and_four_currencies() -> None:
    assert len(PARTNERS) == 40
    assert len(by_code()) == 40
    assert {kind for partner in PARTNERS for kind in partner.types} == {
        "distributor",
        "value_added_reseller",
        "system_integrator",
        "sales_representative",
        "oem",
    }
    assert len({partner.country for partner in PARTNERS}) == 9
    assert {partner.currency for partner in PARTNERS} == {"USD", "EUR", "GBP", "JPY"}
    known = by_code()
    assert all(partner.parent in known for partner in PARTNERS if partner.parent)
    assert all("distributor" in known[partner.supplier].types for partner in PARTNERS if partner.supplier)
    assert any(len(partner.tiers) > 1 for partner in PARTNERS)


def test_ready_sign_ins_name_partners_that_exist_and_each_role() -> None:
    assert all(login.partner is None or login.partner in by_code() for login in LOGINS)
    assert {login.role for login in LOGINS if login.partner is None} == {
        "operations",
        "channel_manager",
        "finance",
        "auditor",
        "direct_sales",
        "counsel",
    }
    assert {login.role for login in LOGINS if login.partner} == {"principal", "sales", "operations"}
    assert len({login.email for login in LOGINS}) == len(LOGINS)


def test_the_price_list_has_distinct_codes_and_sells_above_cost() -> None:
    products = price_list()
    assert 150 <= len(products) <= 170
    assert len({product.sku for product in products}) == len(products)
    assert all(0 < product.standard_cost < product.list_price for product in products)
    dated = prices(products, date(2024, 10, 1), date(2026, 9, 30))
    assert len(dated) == len(products) * 4 * 3  # four currencies; October 2024, January 2025, January 2026
    assert all(price.amount_minor > 0 for price in dated)


@pytest.mark.parametrize(
    ("today", "first", "last_closed", "last"),
    [
        (date(2026, 11, 22), "2024-10", "2026-09", "2026-11"),
        (date(2026, 10, 1), "2024-10", "2026-09", "2026-09"),  # the open quarter has not yet had a day
        (date(2027, 1, 2), "2025-01", "2026-12", "2027-01"),
        (date(2027, 3, 31), "2025-01", "2026-12", "2027-03"),
    ],
)
def test_the_calendar_has_24_closed_months_and_the_open_quarter_until_yesterday(
    today: date, first: str, last_closed: str, last: str
) -> None:
    months = calendar(today)
    assert (months[0].label, months[23].label, months[-1].label) == (first, last_closed, last)
    assert months[-1].end <= max(today, months[23].end)
    assert not any(month.partial for month in months[:24])


def test_months_are_counted_across_years() -> None:
    assert month_after(date(2026, 1, 15), -1) == date(2025, 12, 1)
    assert month_after(date(2026, 12, 1), 1) == date(2027, 1, 1)


def test_about_two_hundred_thousand_lines_are_written_within_a_minute(made: tuple[demo.Channel, Path, float]) -> None:
    channel, _, seconds = made
    closed = [file for file in channel.files if file.period <= "2026-09"]
    lines = sum(file.lines for file in closed)
    assert 190_000 <= lines <= 220_000
    returns = sum(file.returns for file in closed)
    assert 30 <= returns * 1000 // lines <= 50  # about 4 %
    assert len({file.period for file in closed}) == 16  # a year by quarter from the old portal, a year by month
    assert min(file.period_start for file in closed) == date(2024, 10, 1)
    assert max(file.period_end for file in closed) == date(2026, 10, 1)
    assert seconds < 60


def test_the_same_seed_and_day_write_the_same_bytes(made: tuple[demo.Channel, Path, float], tmp_path: Path) -> None:
    channel, folder, _ = made
    again = demo.generate(tmp_path, today=TODAY)
    assert again == channel
    assert all(
        hashlib.sha256((folder / file.path).read_bytes()).hexdigest() == file.sha256 for file in channel.files[::40]
    )
    other = {product.sku for product in channel.products}
    assert other  # another seed draws other sales from the same price list
    assert rates("another", channel.months) != channel.rates


def test_a_finished_folder_can_be_read_back(made: tuple[demo.Channel, Path, float]) -> None:
    channel, folder, _ = made
    assert demo.read_files(folder) == channel.files


def test_an_unfinished_folder_says_so(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        demo.read_files(tmp_path)


def test_files_arrive_in_order_and_never_after_today(made: tuple[demo.Channel, Path, float]) -> None:
    files = made[0].files
    assert list(files) == sorted(files, key=lambda file: (file.received_at, file.path))
    assert max(file.received_at.date() for file in files) <= TODAY
    assert all(file.received_at.date() > file.period_start for file in files)
    assert all(file.period_start < file.period_end for file in files)
    late = [file for file in files if file.kind == "late"]
    assert len(late) == 3
    assert all((file.received_at.date() - file.period_end).days > demo.GRACE_DAYS for file in late)


def test_each_story_is_there_once(made: tuple[demo.Channel, Path, float]) -> None:
    kinds = Counter(file.kind for file in made[0].files)
    assert kinds["restated"] == kinds["again"] == kinds["held"] == kinds["messy"] == 1
    assert kinds["repeating"] == 2


def test_the_same_bytes_are_sent_twice_by_one_partner(made: tuple[demo.Channel, Path, float]) -> None:
    by_digest = defaultdict(list)
    for file in made[0].files:
        by_digest[file.sha256].append(file)
    twice = [files for files in by_digest.values() if len(files) > 1]
    assert [[file.kind for file in files] for files in twice] == [["ordinary", "again"]]


def test_the_restated_file_says_more_than_the_first(made: tuple[demo.Channel, Path, float]) -> None:
    files = made[0].files
    restated = next(file for file in files if file.kind == "restated")
    first = next(
        file
        for file in files
        if (file.reporter, file.period, file.kind) == (restated.reporter, restated.period, "ordinary")
    )
    assert first.received_at < restated.received_at
    assert first.lines < restated.lines
    assert first.sha256 != restated.sha256


def test_the_held_file_names_articles_the_price_list_does_not_know(made: tuple[demo.Channel, Path, float]) -> None:
    channel, folder, _ = made
    held = next(file for file in channel.files if file.kind == "held")
    rows = rows_of(folder / held.path, held.layout)
    known = {product.sku for product in channel.products}
    unknown = [row["product_id"] for row in rows if row["product_id"] not in known]
    assert 5 <= len(unknown) <= len(rows) // 3
    assert len(set(unknown)) >= 2


def test_the_messy_file_is_messy(made: tuple[demo.Channel, Path, float]) -> None:
    channel, folder, _ = made
    messy = next(file for file in channel.files if file.kind == "messy")
    text = (folder / messy.path).read_bytes().decode("cp1252")
    assert text.count("Ref. fabricante") == 2
    assert text.splitlines()[0].startswith("INSTRUMENTOS ALCORAZ")
    assert "TOTAL" in text.splitlines()[-1]


def rows_of(path: Path, layout_name: str) -> list[dict[str, str]]:
    layout = LAYOUTS[layout_name]
    field_of = {header: field for field, header in layout.columns}
    if layout.suffix == "xlsx":
        table = [
            [str(cell) for cell in row] for row in CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
        ]
    else:
        table = list(csv.reader(io.StringIO(path.read_bytes().decode(layout.encoding)), delimiter=layout.delimiter))
    return [{field_of[header]: cell for header, cell in zip(table[0], row, strict=True)} for row in table[1:]]


@pytest.mark.parametrize("name", sorted(LAYOUTS))
def test_each_layout_says_the_same_totals_as_the_list_of_files(
    made: tuple[demo.Channel, Path, float], name: str
) -> None:
    channel, folder, _ = made
    file = next(file for file in channel.files if file.layout == name and file.kind == "ordinary")
    layout = LAYOUTS[name]
    net: dict[str, int] = defaultdict(int)
    for row in rows_of(folder / file.path, name):
        digits = 0 if row["currency"] == "JPY" else 2
        amount = row["net_amount"]
        if layout.suffix == "xlsx":
            net[row["currency"]] += round(float(amount) * 10**digits)
            continue
        whole, _, part = amount.replace(layout.thousands or "\0", "").partition(layout.decimal)
        net[row["currency"]] += int(whole + part.ljust(digits, "0"))
    assert dict(net) == file.net_minor


def test_quantity_times_unit_price_is_net_and_no_article_stands_twice_on_an_invoice(truth: list[Line]) -> None:
    seen = set()
    for line in truth:
        assert line.quantity * line.unit_price == line.net
        assert (line.quantity < 0) == (line.kind == "return")
        key = (line.partner, line.invoice, line.product.sku)
        assert key not in seen
        seen.add(key)


def test_no_more_comes_back_than_was_sold(truth: list[Line]) -> None:
    balance: dict[tuple[str, str, str], int] = defaultdict(int)
    for line in truth:
        balance[line.partner, line.original_invoice or line.invoice, line.product.sku] += line.quantity
    assert min(balance.values()) >= 0


def test_the_stories_end_the_last_closed_quarter_where_they_should(truth: list[Line]) -> None:
    months = calendar(TODAY)
    table = rate_table(rates(demo.SEED, months))
    totals: dict[str, int] = defaultdict(int)
    for line in truth:
        if months[21].start <= line.day < months[24].start and counts(line):
            totals[line.partner] += dollars(line, table)
    for story in demo.STORIES:
        wanted = story.step * story.per_mille // 10  # cents
        assert wanted * 99 // 100 <= totals[story.partner] <= wanted, story.partner
    assert totals["ALCORAZ"] == totals["PALISADE"] == 0


@pytest.mark.parametrize("today", [date(2026, 10, 1), date(2028, 3, 1)])
def test_any_day_of_the_year_makes_a_channel(today: date, tmp_path: Path) -> None:
    channel = demo.generate(tmp_path, today=today)
    assert max(file.received_at.date() for file in channel.files) <= today
    assert {file.kind for file in channel.files} >= {"late", "restated", "held", "messy", "again", "repeating"}
