"""A partner sends sales files and follows them: mapped, taken in, held, refused, restated, withdrawn."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from fairway.kit.access import WORKER, acting_as
from fairway.sales import actions, queries
from tests.builders import People
from tests.rooms.sales.builders import file_of, in_lake, line, products

GOOD = line("INV-1", 1, "2026-01-05", "AX", "2", "10.00", "20.00")
UNKNOWN = line("INV-9", 1, "2026-01-06", "ZZ", "1", "4.00", "4.00")
UNDATED = line("INV-3", 1, "", "AX", "1", "4.00", "4.00")


def text_of(answer: Any) -> str:
    bare = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", answer.content.decode(), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", bare).split())


def send(browser: Client, content: bytes, name: str = "january.csv", **more: str) -> Any:
    given = {"file": SimpleUploadedFile(name, content), "event": "sell_through", **more}
    return browser.post(reverse("partner:upload"), given)


def number_of(answer: Any) -> int:
    found = re.search(r"/files/(\d+)/$", answer.headers["Location"])
    assert found is not None, answer.headers
    return int(found[1])


def work(report_id: int, now: datetime) -> str:
    """What the worker does with a file that arrived."""
    return actions.process(actor=WORKER, now=now, report_id=report_id)


def mapped(browser: Client, content: bytes, now: datetime, **more: str) -> int:
    """A file sent, mapped as guessed, and taken in."""
    report_id = number_of(send(browser, content, **more))
    if work(report_id, now) == "needs_mapping":
        answer = browser.post(
            reverse("partner:columns", args=[report_id]), {**form_of(browser, report_id), "take_in": "1"}
        )
        assert answer.status_code == 302, text_of(answer)
        work(report_id, now)
    return report_id


def form_of(browser: Client, report_id: int) -> dict[str, str]:
    """What a browser would post of the mapping page."""
    return form_in(browser.get(reverse("partner:columns", args=[report_id])).content.decode())


def form_in(page: str) -> dict[str, str]:
    given = dict(re.findall(r'<input type="(?:text|number|hidden)" name="([a-z_]+)" value="([^"]*)"', page))
    for name, options in re.findall(r'<select name="([a-z_]+)"[^>]*>(.*?)</select>', page, flags=re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        given[name] = chosen[1] if chosen else ""
    return given


def test_the_first_file_is_mapped_with_a_preview_and_the_next_is_not_asked_about(
    ola: Client, people: People, now: datetime
) -> None:
    products(now, "AX")
    assert "No sales file yet" in text_of(ola.get(reverse("partner:files")))
    report_id = number_of(send(ola, file_of(GOOD, UNKNOWN, UNDATED)))
    assert "Waiting for its turn" in text_of(ola.get(reverse("partner:file", args=[report_id])))
    assert work(report_id, now) == "needs_mapping"
    page = text_of(ola.get(reverse("partner:columns", args=[report_id])))
    assert "INV-1" in page
    assert "Net amount of the line" in page

    given = form_of(ola, report_id)
    assert given["column_product_id"] == "SKU"
    address = reverse("partner:columns", args=[report_id])
    tried = ola.post(address, {**given, "column_quantity": "", "try": "1"}, headers={"HX-Request": "true"})
    assert "Still needed Quantity" in text_of(tried)
    kept = ola.post(reverse("partner:columns", args=[report_id]), {**given, "column_quantity": "", "take_in": "1"})
    assert kept.status_code == 422
    with acting_as(people.ola):
        assert queries.report(people.ola, report_id).status == "needs_mapping"

    taken = ola.post(reverse("partner:columns", args=[report_id]), {**given, "take_in": "1", "save_as": "Our export"})
    assert taken.status_code == 302
    assert work(report_id, now) == "decided"
    page = text_of(ola.get(reverse("partner:file", args=[report_id])))
    for words in ("Lines held", "No product is known under this number.", "The invoice date is missing.", "EUR 20.00"):
        assert words in page
    assert ola.get(reverse("partner:file_progress", args=[report_id])).headers["HX-Refresh"] == "true"

    second = number_of(send(ola, file_of(line("INV-5", 1, "2026-02-05", "AX", "1", "9", "9")), "february.csv"))
    assert work(second, now) == "decided"
    assert "Our export" in text_of(ola.get(reverse("partner:upload")))


def test_another_delimiter_brings_other_headings_and_swaps_the_whole_form(
    ola: Client, people: People, now: datetime
) -> None:
    products(now, "AX")
    report_id = number_of(send(ola, file_of(GOOD)))
    work(report_id, now)
    given = form_of(ola, report_id)
    same = ola.post(reverse("partner:columns", args=[report_id]), {**given, "dates": "dmy", "try": "1"})
    assert "HX-Retarget" not in same.headers
    other = ola.post(reverse("partner:columns", args=[report_id]), {**given, "header_row": "2", "try": "1"})
    assert other.headers["HX-Retarget"] == "#mapping"
    bad = ola.post(reverse("partner:columns", args=[report_id]), {**given, "units": "BOX twelve", "try": "1"})
    assert "BOX twelve" in text_of(bad)
    assert 'name="column_product_id"' in bad.content.decode()


GERMAN = (
    b"Vorgang;Am;Ware;Wieviel;Erloes;Kanal\n"
    b"R-1;05.07.2024;AX;8;9.600,00;Online\n"
    b"R-2;06.07.2024;AX;1;1.200,50;Laden\n"
    b"R-3;31.07.2024;AX;1;1.200;Laden\n"
)
CHOSEN = {
    "column_invoice_no": "Vorgang",
    "column_invoice_date": "Am",
    "column_product_id": "Ware",
    "column_quantity": "Wieviel",
    "column_net_amount": "Erloes",
}


def test_columns_chosen_by_hand_are_read_as_their_cells_are_written(ola: Client, people: People, now: datetime) -> None:
    products(now, "AX")
    report_id = number_of(send(ola, GERMAN))
    assert work(report_id, now) == "needs_mapping"
    given = form_of(ola, report_id)
    assert (given["dates"], given["decimal"]) == ("ymd", ".")  # nothing was recognised, so nothing was told
    address = reverse("partner:columns", args=[report_id])
    tried = ola.post(address, {**given, **CHOSEN, "try": "1"}, headers={"HX-Request": "true"})
    assert "Refused" not in text_of(tried)
    assert "HX-Retarget" not in tried.headers  # the form stays; what was told anew comes along
    rewritten = re.findall(r'<select name="(\w+)"[^>]*hx-swap-oob="true".*?selected', tried.content.decode(), re.DOTALL)
    assert rewritten == ["decimal", "dates"]

    mine = {**given, **CHOSEN, "decimal": ".", "found_decimal": ",", "dates": "dmy", "found_dates": "dmy", "try": "1"}
    by_hand = ola.post(address, mine)
    assert "no number in the layout" in text_of(by_hand)  # a person's word wins over the cells
    again = form_in(by_hand.content.decode())
    assert (again["decimal"], again["by_hand"]) == (".", "decimal")
    assert "no number in the layout" in text_of(ola.post(address, {**again, "try": "1"}))

    assert ola.post(address, {**given, **CHOSEN, "keep": ["Kanal"], "take_in": "1"}).status_code == 302
    assert work(report_id, now) == "decided"
    # 9,600.00 + 1,200.50 + 1,200, each line with the sender's own column
    assert [(str(row[0]), row[1], str(row[2])) for row in in_lake('net_amount, "Kanal", invoice_date')] == [
        ("1200.0000", "Laden", "2024-07-31"),
        ("1200.5000", "Laden", "2024-07-06"),
        ("9600.0000", "Online", "2024-07-05"),
    ]


def test_a_guess_that_cells_do_not_prove_is_shown_before_it_counts(ola: Client, people: People, now: datetime) -> None:
    products(now, "AX")
    report_id = number_of(send(ola, b"Vorgang;Am;Ware;Wieviel;Erloes\nR-1;05.07.2024;AX;8;9,60\n"))
    work(report_id, now)
    given = {**form_of(ola, report_id), **CHOSEN, "take_in": "1"}
    address = reverse("partner:columns", args=[report_id])
    asked = ola.post(address, given)
    assert asked.status_code == 422
    assert "day first or month first" in text_of(asked)
    seen = form_in(asked.content.decode())
    assert (seen["dates"], seen["decimal"]) == ("dmy", ",")
    assert ola.post(address, {**seen, "take_in": "1"}).status_code == 302


def test_what_is_unusual_is_said_and_holds_nothing(ola: Client, maya: Client, people: People, now: datetime) -> None:
    products(now, "AX")
    early = line("INV-7", 1, "2025-11-05", "AX", "2", "10.00", "20.00")
    mapped(ola, file_of(early), now)
    report_id = mapped(ola, file_of(GOOD), now, name="january.csv")
    for page in (
        text_of(ola.get(reverse("partner:file", args=[report_id]))),
        text_of(maya.get(reverse("staff:sales_file", args=[report_id]))),
    ):
        assert "Nothing was reported for 2025-12." in page
        assert "F4-gap" in page


def test_refused_lines_come_back_in_their_own_layout_with_reasons(ola: Client, now: datetime, people: People) -> None:
    products(now, "AX")
    report_id = mapped(ola, file_of(GOOD, UNDATED), now)
    answer = ola.get(reverse("partner:refused", args=[report_id]))
    sheet = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert answer.headers["Content-Disposition"] == 'attachment; filename="january-refused.csv"'
    assert sheet[0] == "Invoice,Line,Date,SKU,Qty,Unit price,Net amount,Currency,Line,Reason"
    assert sheet[1].startswith("INV-3,1,,AX,1,4.00,4.00,EUR,3,")
    assert "The invoice date is missing." in sheet[1]
    clean = mapped(ola, file_of(line("INV-7", 1, "2025-12-05", "AX", "1", "9", "9")), now)
    assert ola.get(reverse("partner:refused", args=[clean])).status_code == 404


def test_held_lines_say_why_and_what_to_do(ola: Client, now: datetime, people: People) -> None:
    products(now, "AX")
    report_id = mapped(ola, file_of(GOOD, UNKNOWN), now)
    page = text_of(ola.get(reverse("partner:held", args=[report_id])))
    assert "ZZ" in page
    assert "INV-9" in page
    assert "INV-1" not in page
    assert "send the file again" in page
    sheet = ola.get(reverse("partner:held", args=[report_id]), {"export": "csv"}).content.decode("utf-8-sig")
    assert len(sheet.splitlines()) == 2
    waiting = text_of(ola.get(reverse("partner:today")))
    assert "1 Held line january.csv" in waiting


def test_a_restated_file_shows_the_difference_and_waits(ola: Client, now: datetime, people: People) -> None:
    products(now, "AX")
    first = mapped(ola, file_of(GOOD), now)
    second = mapped(ola, file_of(line("INV-1", 1, "2026-01-05", "AX", "3", "10.00", "30.00")), now, name="again.csv")
    page = text_of(ola.get(reverse("partner:file", args=[second])))
    assert "These days were reported before" in page
    assert "Net sales EUR 20.00 EUR 30.00" in page
    assert "Quantity 2 3" in page
    ola.post(reverse("partner:confirm", args=[second]), {"how": "guess"})
    with acting_as(people.ola):
        assert queries.report(people.ola, second).status == "to_confirm"
    ola.post(reverse("partner:confirm", args=[second]), {"how": "replace", "reason": "Three, not two."})
    assert work(second, now) == "decided"
    assert "A later file replaced this one." in text_of(ola.get(reverse("partner:file", args=[first])))


def test_the_same_bytes_lead_to_the_file_they_became(ola: Client, now: datetime, people: People) -> None:
    products(now, "AX")
    report_id = mapped(ola, file_of(GOOD), now)
    again = send(ola, file_of(GOOD), "copy.csv")
    assert number_of(again) == report_id
    assert "Nothing counts twice" in text_of(ola.get(again.headers["Location"]))


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"\x89PNG\r\n\x1a\n" + b"0" * 99, "sales.csv", "is a picture (PNG), whatever its name says."),
        (b"SKU\nAX\n", "one.csv", "single column"),
    ],
)
def test_what_is_no_sales_file_is_refused_with_a_remedy(
    ola: Client, now: datetime, people: People, content: bytes, name: str, words: str
) -> None:
    report_id = number_of(send(ola, content, name))
    assert work(report_id, now) == "refused"
    assert words in text_of(ola.get(reverse("partner:file", args=[report_id])))
    assert ola.get(reverse("partner:columns", args=[report_id])).status_code in {200, 302}


def test_an_empty_or_absent_file_and_a_wrong_period_are_said_at_once(ola: Client, people: People) -> None:
    assert "The submitted file is empty." in text_of(send(ola, b""))
    assert ola.post(reverse("partner:upload"), {"event": "sell_through"}).status_code == 422
    late = send(ola, b"a,b\n1,2\n", first="2026-02-01", last="2026-01-01")
    assert "The last day (2026-01-01) lies before the first (2026-02-01)." in text_of(late)
    assert "Give both days, or neither." in text_of(send(ola, b"a,b\n1,2\n", first="2026-02-01"))
    assert "No sales file yet" in text_of(ola.get(reverse("partner:files")))


def test_a_file_that_does_not_count_yet_can_be_withdrawn_and_one_that_counts_cannot(
    ola: Client, now: datetime, people: People
) -> None:
    products(now, "AX")
    waiting = number_of(send(ola, file_of(UNKNOWN)))
    work(waiting, now)
    ola.post(reverse("partner:withdraw", args=[waiting]), {"reason": "The wrong month."})
    assert "This file was withdrawn." in text_of(ola.get(reverse("partner:file", args=[waiting])))
    counting = mapped(ola, file_of(GOOD), now)
    assert ola.post(reverse("partner:withdraw", args=[counting]), {"reason": "No."}).status_code == 403
    with acting_as(people.ola):
        assert queries.report(people.ola, counting).status == "decided"


def test_nothing_of_olas_files_is_there_for_sam(ola: Client, sam: Client, now: datetime, people: People) -> None:
    products(now, "AX")
    report_id = mapped(ola, file_of(GOOD, UNKNOWN, UNDATED), now)
    restated = mapped(ola, file_of(line("INV-1", 1, "2026-01-05", "AX", "3", "10", "30")), now, name="again.csv")
    for name in ("file", "file_progress", "columns", "held", "refused"):
        theirs, nobodys = (sam.get(reverse(f"partner:{name}", args=[one])) for one in (report_id, 999_999))
        assert theirs.status_code == nobodys.status_code == 404, name
        assert theirs.content == nobodys.content
    for name, given in (("columns", {"take_in": "1"}), ("confirm", {"how": "replace"}), ("withdraw", {"reason": "x"})):
        assert sam.post(reverse(f"partner:{name}", args=[restated]), given).status_code == 404, name
    assert "january.csv" not in text_of(sam.get(reverse("partner:files")))
    assert "january" not in sam.get(reverse("partner:files"), {"export": "csv"}).content.decode()
    assert "january" not in text_of(sam.get(reverse("partner:today")))
    with acting_as(people.ola):
        assert queries.report(people.ola, restated).status == "to_confirm"


def test_a_salesperson_sees_no_files(ines: Client, ola: Client, now: datetime, people: People) -> None:
    products(now, "AX")
    report_id = mapped(ola, file_of(GOOD), now)
    for name in ("files", "upload"):
        assert ines.get(reverse(f"partner:{name}")).status_code == 403
    for name in ("file", "file_progress", "columns", "held", "refused"):
        assert ines.get(reverse(f"partner:{name}", args=[report_id])).status_code == 403
    page = text_of(ines.get(reverse("partner:today")))
    assert "Sales files" not in page
    assert "sales file" not in page


@pytest.mark.parametrize(("name", "most"), [("files", 20), ("today", 42)])
def test_more_files_ask_no_more_of_the_database(
    ola: Client, now: datetime, people: People, name: str, most: int, django_assert_max_num_queries: Any
) -> None:
    products(now, "AX")
    for number in range(4):
        send(ola, file_of(line(f"INV-{number}", 1, "2026-01-05", "AX", "1", "1", "1")), f"file-{number}.csv")
    ola.get(reverse(f"partner:{name}"))
    with django_assert_max_num_queries(most):
        assert "file-3.csv" in text_of(ola.get(reverse(f"partner:{name}"))) or name == "today"


def test_the_list_narrows_by_state_day_and_name(ola: Client, now: datetime, people: People) -> None:
    products(now, "AX")
    mapped(ola, file_of(GOOD), now)
    send(ola, file_of(UNKNOWN), "other.csv")

    def listed(**query: str) -> str:
        return text_of(ola.get(reverse("partner:files"), query))

    assert "other.csv" not in listed(state="decided")
    assert "january.csv" in listed(state="decided")
    assert "january.csv" not in listed(q="other")
    assert "Nothing matches" in listed(since="2199-01-01")
