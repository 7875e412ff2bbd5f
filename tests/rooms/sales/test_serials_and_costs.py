"""Serial numbers, claims and costs of lines: who may say them, who reads them, and what is calculated with them."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal

import duckdb
import pytest

from fairway.formats import Layout
from fairway.kit.access import WORKER, Actor, NotAllowed, acting_as
from fairway.sales import actions, queries
from fairway.sales.actions import CannotDo
from fairway.sales.models import Report, SavedLayout
from fairway.sales.queries import NoSuchReport
from tests.builders import People
from tests.rooms.sales.builders import HEAD, LAYOUT, file_of, in_lake, line, products, send

pytestmark = pytest.mark.django_db

MORE = {"person": "Rep", "serial_no": "SN", "claimed_on": "Claimed", "cost_amount": "Our cost"}
WHOLE = Layout(**{**LAYOUT.to_dict(), "columns": {**LAYOUT.columns, **MORE}})
TOP = HEAD + ",Rep,SN,Claimed,Our cost,Remark"
SOLD = line("INV-1", 1, "2026-01-05", "AX", "2", "10.00", "20.00") + ",ada,S-1,2026-01-07,12.3456,secret 12.3456"
COLUMNS = "person, serial_no, claimed_on, cost_amount"


def test_the_vendors_file_says_what_lines_cost(people: People, now: datetime) -> None:
    products(now, "AX")
    report_id, status = send(people.maya, now, file_of(SOLD, head=TOP), people.a, layout=WHOLE)
    assert status == "decided"
    assert in_lake(COLUMNS) == [("ada", "S-1", date(2026, 1, 7), Decimal("12.3456"))]
    with acting_as(people.maya):
        (row,) = queries.lines_of(people.maya, report_id=report_id)
        assert (row.person, row.serial_no, row.claimed_on) == ("ada", "S-1", date(2026, 1, 7))
        assert queries.costs_of(people.maya, report_id=report_id) == {row.line_id: Decimal("12.3456")}


def test_a_partners_file_says_nothing_about_costs_however_it_is_mapped(people: People, now: datetime) -> None:
    products(now, "AX")
    with acting_as(people.ola):
        actions.save_layout(actor=people.ola, now=now, reporter_id=people.a, name="Ours", layout=WHOLE)
    with acting_as(WORKER):
        assert "cost_amount" not in SavedLayout.objects.get(name="Ours").layout["columns"]
    # the vendor's own mapping for files it sends in the partner's name changes nothing about the partner's
    with acting_as(people.maya):
        actions.save_layout(actor=people.maya, now=now, reporter_id=people.a, name="Theirs", layout=WHOLE)
        assert "cost_amount" in dict(queries.layouts_of(people.maya, people.a))["Theirs"].columns
    with acting_as(people.ola):
        assert all("cost_amount" not in each.columns for _, each in queries.layouts_of(people.ola, people.a))
    for place, layout in enumerate((WHOLE, None)):
        content = file_of(SOLD.replace("INV-1", f"INV-{place}"), head=TOP)
        _, status = send(people.ola, now, content, people.a, layout=layout, trusted=True, purpose="add")
        assert status == "decided"
    assert in_lake(COLUMNS) == [("ada", "S-1", date(2026, 1, 7), None)] * 2


def test_a_partners_file_that_the_vendor_maps_stays_the_partners(people: People, now: datetime) -> None:
    products(now, "AX")
    with acting_as(people.ola):
        received = actions.receive(
            actor=people.ola, now=now, reporter_id=people.a, file_name="m.csv", content=[file_of(SOLD, head=TOP)],
            enqueue=False,
        )  # fmt: skip
    with acting_as(people.maya):
        assert (
            "cost_amount"
            not in queries.preview(people.maya, received.report_id, today=now.date(), layout=WHOLE).layout.columns
        )
        actions.map_columns(actor=people.maya, now=now, report_id=received.report_id, layout=WHOLE, enqueue=False)
    assert actions.process(actor=WORKER, now=now, report_id=received.report_id) == "decided"
    assert in_lake("cost_amount") == [(None,)]


def test_a_partner_reads_no_cost_of_its_own_lines(people: People, now: datetime) -> None:
    products(now, "AX")
    report_id, _ = send(people.maya, now, file_of(SOLD, head=TOP), people.a, layout=WHOLE)
    with acting_as(people.ola):
        (path,) = queries.scan(people.ola).scan.files
        names = {row[0] for row in duckdb.execute(f"DESCRIBE FROM '{path}'").fetchall()}
        assert {"serial_no", "claimed_on", "net_amount"} <= names
        assert "cost_amount" not in names
        (row,) = queries.lines_of(people.ola)
        assert (row.serial_no, row.claimed_on) == ("S-1", date(2026, 1, 7))
        assert "12.3456" not in repr(row)
        with pytest.raises(NotAllowed):
            queries.costs_of(people.ola, report_id=report_id)


def test_an_earlier_column_of_that_name_is_no_partners_either(people: People, now: datetime) -> None:
    products(now, "AX")
    layout = Layout(**{**LAYOUT.to_dict(), "extras": {"colour": "Our cost"}})
    send(people.maya, now, file_of(SOLD, head=TOP), people.a, layout=layout)
    from tests.rooms.incentives.stories import Sold, put

    put(Sold(people.a, "2012-08-01", "500"))  # a file from before these columns
    with acting_as(people.ola):
        assert sorted(row.serial_no for row in queries.lines_of(people.ola)) == ["", ""]
        assert [row.claimed_on for row in queries.lines_of(people.ola)] == [None, None]
    with acting_as(people.maya):
        assert len(queries.lines_of(people.maya)) == 2


def test_of_a_file_sent_in_its_name_a_partner_reads_no_cost_in_held_and_refused_lines(
    people: People, now: datetime
) -> None:
    products(now, "AX")
    held = SOLD.replace("AX", "ZZ").replace("INV-1", "INV-2")
    refused = SOLD.replace("2026-01-05", "soon").replace("INV-1", "INV-3")
    report_id, _ = send(people.maya, now, file_of(SOLD, held, refused, head=TOP), people.a, layout=WHOLE)

    def seen(actor: Actor) -> str:
        with acting_as(actor):
            lines = [row.cells for row in queries.held_lines(actor, report_id=report_id)]
            return json.dumps(lines) + b"".join(queries.refused_file(actor, report_id)).decode()

    assert seen(people.maya).count("12.3456") == 4  # the cost and the remark, held and refused
    assert "12.3456" not in seen(people.ola)
    assert all(text in seen(people.ola) for text in ("INV-2", "INV-3", "S-1"))


def test_a_partner_maps_no_file_that_was_sent_in_its_name(people: People, now: datetime) -> None:
    products(now, "AX")
    with acting_as(people.maya):
        received = actions.receive(
            actor=people.maya, now=now, reporter_id=people.a, file_name="m.csv", content=[file_of(SOLD, head=TOP)],
            enqueue=False,
        )  # fmt: skip
    # to read the cost under another name would be to read it
    sly = Layout(**{**LAYOUT.to_dict(), "columns": {**LAYOUT.columns, "customer": "Our cost"}})
    with acting_as(people.ola):
        with pytest.raises(NoSuchReport):
            queries.preview(people.ola, received.report_id, today=now.date(), layout=sly)
        with pytest.raises(CannotDo, match="in your name"):
            actions.map_columns(actor=people.ola, now=now, report_id=received.report_id, layout=sly, enqueue=False)
    with acting_as(WORKER):
        assert Report.objects.get(pk=received.report_id).layout is None


def test_two_items_of_one_invoice_are_two_lines_and_come_once(people: People, now: datetime) -> None:
    products(now, "AX")
    layout = Layout(**{**WHOLE.to_dict(), "columns": {k: v for k, v in WHOLE.columns.items() if k != "invoice_line"}})
    other = SOLD.replace("S-1", "S-2")
    _, status = send(people.ola, now, file_of(SOLD, other, head=TOP), people.a, layout=layout)
    assert (status, in_lake("serial_no")) == ("decided", [("S-1",), ("S-2",)])
    third = SOLD.replace("S-1", "S-3")
    report_id, status = send(people.ola, now, file_of(other, third, head=TOP), people.a, layout=layout, purpose="add")
    assert status == "decided"
    assert in_lake("serial_no") == [("S-1",), ("S-2",), ("S-3",)]
    with acting_as(people.ola):
        assert queries.report(people.ola, report_id).dropped == 1
