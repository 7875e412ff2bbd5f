"""A sales file through the vendor's pages: sent, mapped, held lines settled, restated, withdrawn."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from fairway.kit.access import WORKER, acting_as
from fairway.sales import actions, queries
from tests.builders import People
from tests.rooms.sales.builders import file_of, in_lake, line, products, send

Limit = Callable[..., object]


def newest() -> queries.ReportRow:
    with acting_as(WORKER):
        return queries.rows_of(WORKER, list(queries.visible_reports(WORKER)[:1]))[0]


def work(now: datetime) -> str:
    return actions.process(actor=WORKER, now=now, report_id=newest().id)


def sent(browser: Client, content: bytes, name: str = "march.csv", **given: object) -> str:
    file = SimpleUploadedFile(name, content)
    about = {"event": "sell_through", "about": "own", **given, "file": file}
    answer = browser.post(reverse("staff:sales_upload"), about)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.headers["Location"])


def test_a_first_file_is_mapped_and_the_next_is_read_by_itself(maya: Client, people: People, now: datetime) -> None:
    products(now, "AX")
    head = "Beleg;Tag;Artikel;Menge;Betrag"
    address = sent(
        maya, file_of("R-1;31.01.2026;AX;2;1.234,50", "R-2;02.02.2026;AX;1;617,25", head=head), reporter=people.a
    )
    assert "Waiting to be read" in maya.get(address).content.decode()
    assert "refresh" in maya.get(address).content.decode()  # for readers without script
    assert work(now) == "needs_mapping"
    assert "Map the columns" in maya.get(address).content.decode()
    mapping = reverse("staff:sales_mapping", args=[newest().id])
    page = maya.get(mapping).content.decode()
    assert "1.234,50" in page
    given = {
        "encoding": "utf-8", "delimiter": ";", "header_row": "1", "decimal": ",", "dates": "dmy", "signs": "signed",
        "column_invoice_no": "Beleg", "column_invoice_date": "Tag", "column_product_id": "Artikel",
        "column_quantity": "Menge", "column_net_amount": "Betrag", "save_as": "Warenwirtschaft",
    }  # fmt: skip
    tried = maya.post(mapping, {**given, "dates": "ymd", "try": "1"}).content.decode()
    assert "Refused" in tried
    assert newest().status == "needs_mapping"
    assert maya.post(mapping, {**given, "take_in": "1"}).status_code == 302
    assert work(now) == "decided"
    # 1,234.50 + 617.25, in the partner's euro
    assert [str(row[2]) for row in in_lake()] == ["1234.5000", "617.2500"]
    page = maya.get(address).content.decode()
    assert "Taken in" in page
    assert "Every line was accepted" in page
    sent(maya, file_of("R-3;03.02.2026;AX;1;617,25", head=head), "april.csv", reporter=people.a)
    assert work(now) == "decided"
    assert "Warenwirtschaft" in maya.get(reverse("staff:sales_file", args=[newest().id])).content.decode()


def test_what_lines_cost_is_asked_and_shown_of_the_vendors_files_alone(
    maya: Client, ola: Client, people: People, now: datetime
) -> None:
    products(now, "AX")
    head = "Beleg;Tag;Artikel;Menge;Betrag;Seriennummer;Wareneinsatz"
    content = file_of("R-1;31.01.2026;AX;2;1.234,50;SN-77;987,65", head=head)
    sent(maya, content, reporter=people.a)
    assert work(now) == "needs_mapping"
    number = newest().id
    assert 'name="column_cost_amount"' in maya.get(reverse("staff:sales_mapping", args=[number])).content.decode()
    # the partner in whose name it was sent reads that it waits, and neither its cells nor a form
    assert "there is nothing for you to do" in ola.get(reverse("partner:file", args=[number])).content.decode()
    assert ola.get(reverse("partner:columns", args=[number])).status_code == 302
    given = {
        "encoding": "utf-8", "delimiter": ";", "header_row": "1", "decimal": ",", "dates": "dmy", "signs": "signed",
        "column_invoice_no": "Beleg", "column_invoice_date": "Tag", "column_product_id": "Artikel",
        "column_quantity": "Menge", "column_net_amount": "Betrag", "column_serial_no": "Seriennummer",
        "column_cost_amount": "Wareneinsatz", "save_as": "Warenwirtschaft", "take_in": "1",
    }  # fmt: skip
    assert maya.post(reverse("staff:sales_mapping", args=[number]), given).status_code == 302
    assert work(now) == "decided"
    lines = reverse("staff:sales_lines", args=[number])
    assert "SN-77" in maya.get(lines).content.decode()
    listed = maya.get(lines, {"export": "csv"}).content.decode()
    assert "SN-77" in listed
    assert "987.65" in listed
    own = ola.get(reverse("partner:file", args=[number])).content.decode()
    assert "R-1" in own
    assert not {"987.65", "987,65"} & set(own.replace("<", " ").replace(">", " ").split())
    # the same columns in a file of the partner's own: no choice, and nothing kept
    file = SimpleUploadedFile("own.csv", content.replace(b"R-1", b"R-9"))
    assert ola.post(reverse("partner:upload"), {"file": file, "event": "sell_through"}).status_code == 302
    if work(now) == "needs_mapping":
        page = ola.get(reverse("partner:columns", args=[newest().id])).content.decode()
        assert 'name="column_serial_no"' in page
        assert 'name="column_cost_amount"' not in page
        assert ola.post(reverse("partner:columns", args=[newest().id]), given).status_code == 302
        work(now)
    assert newest().status == "to_confirm"


def test_the_same_bytes_lead_to_the_same_file(maya: Client, people: People, now: datetime) -> None:
    content = file_of(line("INV-1", 1, "2026-01-05", "AX", "1", "1.00", "1.00"))
    first = sent(maya, content, reporter=people.a)
    assert sent(maya, content, reporter=people.a) == first
    assert "came before" in maya.get(first).content.decode()


def test_a_wrong_upload_says_what_to_mend(maya: Client, people: People) -> None:
    address = reverse("staff:sales_upload")
    for given, fault in (
        ({}, "required"),
        ({"period_start": "2026-01-01"}, "Give both days"),
        ({"period_start": "2026-02-01", "period_end": "2026-01-01"}, "before the first"),
        ({"reporter": "vendor"}, "several partners"),
    ):
        whole = {"event": "sell_through", "about": "own", "reporter": people.a, **given}
        if given:
            whole["file"] = SimpleUploadedFile("x.csv", b"a,b\n1,2\n")
        answer = maya.post(address, whole)
        assert answer.status_code == 422
        assert fault in answer.content.decode(), fault
    with acting_as(WORKER):
        assert not queries.visible_reports(WORKER).exists()


def test_an_unknown_product_is_picked_once_for_all_alike(maya: Client, people: People, now: datetime) -> None:
    ids = products(now, "AX", "BX")
    lines = [line(f"INV-{number}", 1, "2026-01-05", "OLD-7", "1", "1.00", "1.00") for number in range(3)]
    number, _ = send(
        people.ola, now, file_of(*lines, line("INV-9", 1, "2026-01-05", "AX", "1", "1.00", "1.00")), people.a
    )
    held = maya.get(reverse("staff:sales_held", args=[number])).content.decode()
    assert "OLD-7" in held
    assert "Pick the product" in held
    fix = reverse("staff:sales_fix", args=[number]) + "?code=L5-unknown-product&text=OLD-7"
    assert "Nothing is called that" in maya.get(fix + "&q=zzz").content.decode()
    found = maya.get(fix + "&q=bx").content.decode()
    assert "BX · Product BX" in found
    assert "AX · Product AX" not in found
    assert maya.post(fix + "&q=bx", {}).status_code == 422
    assert len(in_lake()) == 1
    answer = maya.post(fix + "&q=bx", {"pick": ids["BX"], "for_all": ""})
    assert answer.status_code == 302
    assert len(in_lake()) == 4
    assert "Nothing is held" in maya.get(answer.headers["Location"]).content.decode()


def test_another_name_of_a_partner_is_kept_for_all_files(maya: Client, people: People, now: datetime) -> None:
    products(now, "AX")
    head = "Partner,Invoice,Date,SKU,Qty,Net amount,Currency"
    content = file_of("Old Anker,INV-1,2026-01-05,AX,1,1.00,EUR", head=head)
    sent(maya, content, reporter="vendor", about="partners")
    assert work(now) == "needs_mapping"
    mapping = reverse("staff:sales_mapping", args=[newest().id])
    columns = dict(
        zip(
            ("partner_id", "invoice_no", "invoice_date", "product_id", "quantity", "net_amount", "currency"),
            head.split(","),
            strict=True,
        )
    )
    given = {
        "encoding": "utf-8",
        "delimiter": ",",
        "header_row": "1",
        "decimal": ".",
        "dates": "ymd",
        "signs": "signed",
        "take_in": "1",
    }
    assert (
        maya.post(mapping, given | {f"column_{name}": heading for name, heading in columns.items()}).status_code == 302
    )
    assert work(now) == "decided"
    fix = reverse("staff:sales_fix", args=[newest().id]) + "?code=L6-unknown-partner&text=Old+Anker"
    page = maya.get(fix + "&q=anker").content.decode()
    assert "A-1 · Anker Mess" in page
    maya.post(fix + "&q=anker", {"pick": people.a, "for_all": "yes"})
    assert len(in_lake()) == 1


def test_a_vendors_file_about_one_partner_names_it_once(maya: Client, people: People, now: datetime) -> None:
    products(now, "AX")
    head = "Invoice,Date,SKU,Qty,Net amount,Channel,Region"
    sent(maya, file_of("INV-1,2026-01-05,AX,1,1.00,Web,North", head=head), reporter="vendor", about="partners")
    assert work(now) == "needs_mapping"
    mapping = reverse("staff:sales_mapping", args=[newest().id])
    page = maya.get(mapping).content.decode()
    assert 'name="constant_partner_id"' in page
    assert 'value="Channel"' in page.split("Keep under their own name")[1].split("</fieldset>")[0]
    given = {
        "shown": "x", "encoding": "utf-8", "delimiter": ",", "header_row": "1", "decimal": ".", "dates": "ymd",
        "signs": "signed", "column_invoice_no": "Invoice", "column_invoice_date": "Date", "column_product_id": "SKU",
        "column_quantity": "Qty", "column_net_amount": "Net amount", "constant_currency": "EUR",
        "column_region": "Region", "save_as": "Standard", "take_in": "1",
    }  # fmt: skip
    assert "Choose a column for: partner id." in maya.post(mapping, given).content.decode()
    ticked = {**given, "constant_partner_id": "A-1", "keep": ["Channel", "Region"]}
    assert maya.post(mapping, ticked).status_code == 302
    assert work(now) == "decided"
    assert in_lake('partner_id, "Channel", region') == [(people.a, "Web", "North")]
    # whose sales the next file is about is asked again
    sent(maya, file_of("INV-2,2026-01-05,AX,1,1.00,Web,North", head=head), reporter="vendor", about="partners")
    assert work(now) == "needs_mapping"
    taken = {**given, "constant_partner_id": "A-1", "column_region": "", "keep": ["reporter_id"]}
    again = reverse("staff:sales_mapping", args=[newest().id])
    assert "that name is taken" in maya.post(again, taken).content.decode()


def test_a_line_in_doubt_is_accepted_or_dropped_with_a_reason(maya: Client, people: People, now: datetime) -> None:
    products(now, "AX")
    january = (datetime(2026, 1, 1).date(), datetime(2026, 2, 1).date())
    late = [line(f"INV-{day}", 1, f"2025-12-{day}", "AX", "1", "1.00", "1.00") for day in (28, 29)]
    number, _ = send(people.ola, now, file_of(*late), people.a, period=january)
    with acting_as(WORKER):
        first, second = (one.id for one in queries.held_lines(WORKER, report_id=number))
    held = reverse("staff:sales_held", args=[number])
    page = maya.get(held + "?code=L7-outside-period&text=").content.decode()
    assert "Accept as they stand" in page
    settle = reverse("staff:sales_settle", args=[number])
    maya.post(settle, {"line": [first, second], "do": "accept", "reason": ""})
    maya.post(settle, {"line": [], "do": "accept", "reason": "Late."})
    assert in_lake() == []
    maya.post(settle, {"line": [first], "do": "accept", "reason": "Late invoice."})
    maya.post(settle, {"line": [second], "do": "drop", "reason": "Not a sale."})
    assert len(in_lake()) == 1
    assert (newest().accepted, newest().held, newest().dropped) == (1, 0, 1)


def test_refused_lines_come_back_in_the_files_own_layout(maya: Client, people: People, now: datetime) -> None:
    products(now, "AX")
    bad = line("INV-4", 1, "yesterday", "AX", "1", "1.00", "1.00")
    number, _ = send(people.ola, now, file_of(bad, line("INV-5", 1, "2026-01-05", "AX", "1", "1.00", "1.00")), people.a)
    answer = maya.get(reverse("staff:sales_refused", args=[number]))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="march-refused.csv"'
    body = answer.content.decode("utf-8-sig").splitlines()
    assert body[0].endswith(",Line,Reason")
    assert body[1].startswith("INV-4,1,yesterday")


def test_a_restated_file_shows_the_difference_and_waits(maya: Client, people: People, now: datetime) -> None:
    products(now, "AX")
    send(people.ola, now, file_of(line("INV-1", 1, "2026-01-05", "AX", "1", "100.00", "100.00")), people.a)
    number, status = send(
        people.ola, now, file_of(line("INV-1", 1, "2026-01-05", "AX", "1", "90.00", "90.00")), people.a
    )
    assert status == "to_confirm"
    page = maya.get(reverse("staff:sales_file", args=[number])).content.decode()
    assert "This was reported before" in page
    assert "100.00" in page
    assert "90.00" in page
    restate = reverse("staff:sales_restate", args=[number])
    maya.post(restate, {"how": "guess"})
    assert newest().status == "to_confirm"
    maya.post(restate, {"how": "replace", "reason": "Price corrected."})
    assert work(now) == "decided"
    assert [str(row[2]) for row in in_lake()] == ["90.0000"]


def test_a_file_is_withdrawn_with_a_reason_only(maya: Client, people: People, now: datetime) -> None:
    products(now, "AX")
    number, _ = send(people.ola, now, file_of(line("INV-1", 1, "2026-01-05", "AX", "1", "1.00", "1.00")), people.a)
    address = reverse("staff:sales_withdraw", args=[number])
    maya.post(address, {"reason": ""})
    assert len(in_lake()) == 1
    maya.post(address, {"reason": "Sent by mistake."})
    assert in_lake() == []
    assert "Withdrawn" in maya.get(reverse("staff:sales_file", args=[number])).content.decode()


def test_the_list_asks_no_more_for_many(
    maya: Client, people: People, now: datetime, django_assert_max_num_queries: Limit
) -> None:
    products(now, "AX")
    for number in range(6):
        content = file_of(line(f"INV-{number}", 1, f"2026-01-0{number + 1}", "AX", "1", "1.00", "1.00"))
        send(people.ola, now, content, people.a)
    with django_assert_max_num_queries(22):
        page = maya.get(reverse("staff:sales")).content.decode()
    assert page.count("march.csv") >= 6
    assert "No row fits" in maya.get(reverse("staff:sales") + "?waits=any").content.decode()
    assert "Anker Mess" in maya.get(reverse("staff:sales") + "?export=csv").content.decode("utf-8-sig")


def test_an_auditor_reads_a_file_and_settles_nothing(ada: Client, people: People, now: datetime) -> None:
    products(now, "AX")
    number, _ = send(people.ola, now, file_of(line("INV-1", 1, "2026-01-05", "OLD", "1", "1.00", "1.00")), people.a)
    page = ada.get(reverse("staff:sales_held", args=[number])).content.decode()
    assert "OLD" in page
    assert reverse("staff:sales_fix", args=[number]) not in page
    for name in ("sales_fix", "sales_settle", "sales_again", "sales_withdraw", "sales_restate", "sales_mapping"):
        assert ada.post(reverse(f"staff:{name}", args=[number]), {}).status_code == 403, name
    assert ada.get(reverse("staff:sales_file", args=[number + 1])).status_code == 404
