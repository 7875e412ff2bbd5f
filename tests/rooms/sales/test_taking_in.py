"""A file arrives and its lines become sales, once."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from fairway.formats import Layout
from fairway.kit.access import WORKER, NotAllowed, acting_as
from fairway.sales import actions, queries
from fairway.sales.models import HeldLine, Report
from tests.builders import People
from tests.rooms.sales.builders import HEAD, LAYOUT, file_of, in_lake, line, products, send

pytestmark = pytest.mark.django_db

GOOD = line("INV-1", 1, "2026-01-05", "AX", "2", "10.00", "20.00")


def test_a_partners_file_becomes_sales(people: People, now: datetime) -> None:
    ids = products(now, "AX", "BX")
    report_id, status = send(
        people.ola, now, file_of(GOOD, line("INV-2", 1, "2026-01-06", "BX", "-1", "5.00", "-5.00")), people.a
    )
    assert status == "decided"
    rows = in_lake("partner_id, reporter_id, product_id, kind, quantity, net_amount, event, currency, report_id")
    assert rows == [
        (people.a, people.a, ids["AX"], "sale", Decimal("2"), Decimal("20"), "sell_through", "EUR", report_id),
        (people.a, people.a, ids["BX"], "return", Decimal("-1"), Decimal("-5"), "sell_through", "EUR", report_id),
    ]
    with acting_as(people.ola):
        row = queries.report(people.ola, report_id)
        assert (row.accepted, row.held, row.refused, row.dropped) == (2, 0, 0, 0)
        assert queries.report_progress(people.ola, report_id).finished
        assert [each.invoice_no for each in queries.lines_of(people.ola)] == ["INV-2", "INV-1"]


def test_the_same_bytes_are_the_same_report(people: People, now: datetime) -> None:
    products(now, "AX")
    first, _ = send(people.ola, now, file_of(GOOD), people.a)
    with acting_as(people.ola):
        again = actions.receive(
            actor=people.ola,
            now=now,
            reporter_id=people.a,
            file_name="other.csv",
            content=[file_of(GOOD)],
            enqueue=False,
        )
    assert (again.report_id, again.repeated, again.status) == (first, True, "decided")
    assert len(in_lake()) == 1


def test_one_partner_sees_nothing_of_anothers(people: People, now: datetime) -> None:
    products(now, "AX")
    report_id, _ = send(people.ola, now, file_of(GOOD, line("INV-9", 1, "2026-01-05", "ZZ", "1", "1", "1")), people.a)
    with acting_as(people.sam):
        assert list(queries.visible_reports(people.sam)) == []
        assert list(Report.objects.all()) == []  # a forgotten filter shows nothing either
        assert list(HeldLine.objects.all()) == []
        assert queries.lines_of(people.sam) == ()
        with pytest.raises(queries.NoSuchReport):
            queries.report(people.sam, report_id)
        with pytest.raises(queries.NoSuchReport):
            actions.withdraw(actor=people.sam, now=now, report_id=report_id, reason="not mine")
        with pytest.raises(queries.NoSuchReport):
            actions.receive(actor=people.sam, now=now, reporter_id=people.a, file_name="x", content=[b"x"])
    with acting_as(people.ines), pytest.raises(NotAllowed):
        actions.receive(actor=people.ines, now=now, reporter_id=people.a, file_name="x", content=[b"x"])
    assert len(in_lake()) == 1
    with acting_as(WORKER):
        assert Report.objects.count() == 1


def test_lines_are_accepted_held_refused_and_dropped_each_by_itself(people: People, now: datetime) -> None:
    products(now, "AX")
    report_id, _ = send(
        people.ola,
        now,
        file_of(
            GOOD,
            GOOD,
            line("INV-1", 1, "2026-01-05", "AX", "3", "10.00", "30.00"),
            line("INV-3", 1, "2026-01-05", "NEW", "1", "1.00", "1.00"),
            line("INV-4", 1, "yesterday", "AX", "1", "1.00", "=1+1"),
        ),
        people.a,
    )
    with acting_as(people.ola):
        row = queries.report(people.ola, report_id)
        assert (row.accepted, row.dropped, row.held, row.refused) == (1, 1, 2, 1)
        assert {each.code: each.lines for each in row.reasons} == {
            "L7-bad-date": 1,
            "L10-bad-amount": 1,
            "L5-unknown-product": 1,
            "L2-near-duplicate": 1,
            "L1-duplicate": 1,
        }
        text = b"".join(queries.refused_file(people.ola, report_id)).decode("utf-8-sig")
    heading, refused = text.splitlines()
    assert heading == HEAD + ",Line,Reason"
    assert refused.startswith("INV-4,1,yesterday,AX,1,1.00,'=1+1,EUR,6,\"L7-bad-date: ")


def test_an_unknown_product_is_picked_once_for_all_alike(people: People, now: datetime) -> None:
    ids = products(now, "AX")
    lines = [line(f"INV-{number}", 1, "2026-01-05", "OLD-7", "1", "1.00", "1.00") for number in range(3)]
    first, _ = send(people.ola, now, file_of(*lines), people.a)
    assert in_lake() == []
    with acting_as(people.maya):
        (group,) = queries.held_groups(people.maya)
        assert (group.code, group.text, group.lines) == ("L5-unknown-product", "OLD-7", 3)
        assert (
            actions.fix_held(actor=people.maya, now=now, text="OLD-7", product_id=ids["AX"], reporter_id=people.a) == 3
        )
        assert queries.held_lines(people.maya) == ()
        row = queries.report(people.maya, first)
    assert (row.accepted, row.held) == (3, 0)
    assert in_lake("product_id, invoice_no") == [(ids["AX"], f"INV-{number}") for number in range(3)]
    _, status = send(people.ola, now, file_of(line("INV-8", 1, "2026-02-05", "OLD-7", "1", "1.00", "1.00")), people.a)
    assert status == "decided"
    assert len(in_lake()) == 4
    with acting_as(people.ola), pytest.raises(NotAllowed):
        actions.fix_held(actor=people.ola, now=now, text="X", product_id=ids["AX"])


def test_a_near_duplicate_is_accepted_or_discarded_by_a_person_with_a_reason(people: People, now: datetime) -> None:
    products(now, "AX")
    send(
        people.ola,
        now,
        file_of(
            GOOD,
            line("INV-1", 1, "2026-01-05", "AX", "3", "10.00", "30.00"),
            line("INV-1", 1, "2026-01-05", "AX", "4", "10.00", "40.00"),
        ),
        people.a,
    )
    with acting_as(people.maya):
        three, four = queries.held_lines(people.maya)
        with pytest.raises(actions.CannotDo):
            actions.accept_held(actor=people.maya, now=now, held_ids=[three.id], reason=" ")
        assert actions.accept_held(actor=people.maya, now=now, held_ids=[three.id], reason="Two deliveries") == 1
        assert actions.discard_held(actor=people.maya, now=now, held_ids=[four.id], reason="Typed twice") == 1
        assert queries.held_lines(people.maya) == ()
    assert in_lake() == [("INV-1", Decimal("2"), Decimal("20")), ("INV-1", Decimal("3"), Decimal("30"))]


def test_a_restated_file_shows_the_difference_first_and_then_replaces(people: People, now: datetime) -> None:
    products(now, "AX")
    first, _ = send(
        people.ola, now, file_of(GOOD, line("INV-2", 1, "2026-02-03", "AX", "1", "10.00", "10.00")), people.a
    )
    again = file_of(line("INV-1", 1, "2026-01-05", "AX", "5", "10.00", "50.00"))
    period = (date(2026, 1, 1), date(2026, 2, 1))
    second, status = send(people.ola, now, again, people.a, period=period)
    assert status == "to_confirm"
    assert len(in_lake()) == 2
    with acting_as(people.ola):
        change = queries.difference(people.ola, second)
        assert change is not None
        (row,) = change.rows
        assert (row.lines_before, row.lines_after, row.net_before, row.net_after) == (1, 1, "20.0000", "50.0000")
        assert change.replaces == (first,)
        actions.confirm_restatement(actor=people.ola, now=now, report_id=second, how="replace", enqueue=False)
    assert actions.process(actor=WORKER, now=now, report_id=second) == "decided"
    assert in_lake() == [("INV-1", Decimal("5"), Decimal("50")), ("INV-2", Decimal("1"), Decimal("10"))]
    with acting_as(people.ola):
        assert queries.report(people.ola, first).status == "decided"  # February of it still counts


def test_a_whole_report_replaced_is_superseded_and_its_bytes_may_come_again(people: People, now: datetime) -> None:
    products(now, "AX")
    first, _ = send(people.ola, now, file_of(GOOD), people.a)
    changed = file_of(line("INV-1", 1, "2026-01-05", "AX", "5", "10.00", "50.00"))
    second, status = send(people.ola, now, changed, people.a, purpose="replace")
    assert status == "decided"
    with acting_as(people.ola):
        row = queries.report(people.ola, first)
        assert (row.status, row.replaced_by) == ("superseded", second)
    third, status = send(people.ola, now, file_of(GOOD), people.a, purpose="replace")
    assert (status, third not in {first, second}) == ("decided", True)
    assert in_lake() == [("INV-1", Decimal("2"), Decimal("20"))]


def test_a_file_that_adds_is_compared_with_what_was_said(people: People, now: datetime) -> None:
    products(now, "AX")
    send(people.ola, now, file_of(GOOD), people.a)
    more = file_of(
        GOOD,
        line("INV-1", 2, "2026-01-05", "AX", "2", "10.00", "20.00"),
        line("INV-5", 1, "2026-01-05", "AX", "1", "10.00", "10.00"),
    )
    report_id, _ = send(people.ola, now, more, people.a, purpose="add")
    with acting_as(people.ola):
        row = queries.report(people.ola, report_id)
    # the same line again is dropped; the same content under another number is held; the new one counts
    assert (row.accepted, row.dropped, row.held) == (1, 1, 1)


def test_the_first_file_waits_for_a_mapping_which_then_serves_the_next(people: People, now: datetime) -> None:
    products(now, "AX")
    text = "Beleg;Wann;Was;Wieviel;Betrag\nR-1;05.01.2026;AX;2;20,00\n".encode("cp1252")
    report_id, status = send(people.ola, now, text, people.a, layout=None)
    assert status == "needs_mapping"
    layout = Layout(
        delimiter=";",
        decimal=",",
        dates="dmy",
        columns={
            "invoice_no": "Beleg",
            "invoice_date": "Wann",
            "product_id": "Was",
            "quantity": "Wieviel",
            "net_amount": "Betrag",
        },
        constants={"currency": "EUR"},
    )
    with acting_as(people.ola):
        shown = queries.preview(people.ola, report_id, today=now.date(), layout=layout)
        assert [(row.line, row.decision.outcome) for row in shown.rows] == [(2, "accepted")]
        with pytest.raises(actions.CannotDo, match="net amount"):
            actions.map_columns(
                actor=people.ola,
                now=now,
                report_id=report_id,
                layout=Layout(columns={"invoice_date": "Wann", "product_id": "Was", "quantity": "Wieviel"}),
            )
        actions.map_columns(
            actor=people.ola, now=now, report_id=report_id, layout=layout, save_as="Fakturajournal", enqueue=False
        )
    assert actions.process(actor=WORKER, now=now, report_id=report_id) == "decided"
    _, status = send(people.ola, now, text.replace(b"05.01", b"05.02").replace(b"R-1", b"R-2"), people.a, layout=None)
    assert status == "decided"
    assert len(in_lake()) == 2


def test_a_file_that_is_no_table_is_refused_as_a_whole(people: People, now: datetime) -> None:
    report_id, status = send(people.ola, now, b"%PDF-1.7", people.a)
    assert status == "refused"
    with acting_as(people.ola):
        row = queries.report(people.ola, report_id)
    assert (row.problem_code, "PDF" in row.problem, bool(row.remedy)) == ("F11-not-a-table", True, True)
    assert in_lake() == []


def test_the_vendors_file_names_the_partners(people: People, now: datetime) -> None:
    products(now, "AX")
    layout = Layout(columns={**LAYOUT.columns, "partner_id": "Partner"})
    content = file_of(
        f"{GOOD},A-1",
        line("INV-2", 1, "2026-01-05", "AX", "1", "10", "10") + ",Baylight Systems",
        f"{GOOD},Nobody",
        head=HEAD + ",Partner",
    )
    report_id, _ = send(people.maya, now, content, None, about="partners", layout=layout, event="sell_in")
    assert in_lake("partner_id, reporter_id, event") == [(people.a, None, "sell_in"), (people.b, None, "sell_in")]
    with acting_as(people.maya):
        assert actions.fix_held(actor=people.maya, now=now, text="Nobody", partner_id=people.b) == 1
        assert queries.report(people.maya, report_id).held == 0
    with acting_as(people.sam):
        assert {each.partner_id for each in queries.lines_of(people.sam)} == {people.b}


def test_a_partner_cannot_report_anothers_sales(people: People, now: datetime) -> None:
    products(now, "AX")
    layout = Layout(columns={**LAYOUT.columns, "partner_id": "Partner"})
    report_id, _ = send(
        people.ola,
        now,
        file_of(f"{GOOD},B-2", f"{GOOD},NO-SUCH", head=HEAD + ",Partner"),
        people.a,
        about="partners",
        layout=layout,
    )
    with acting_as(people.ola):
        held = queries.held_lines(people.ola, report_id=report_id)
    assert [each.codes for each in held] == [
        ("L6-unknown-partner",),
        ("L6-unknown-partner",),
    ]  # no telling which exists
    assert in_lake() == []


def test_a_decided_report_is_withdrawn_with_a_reason(people: People, now: datetime) -> None:
    products(now, "AX")
    report_id, _ = send(people.ola, now, file_of(GOOD), people.a)
    with acting_as(people.ola), pytest.raises(NotAllowed):
        actions.withdraw(actor=people.ola, now=now, report_id=report_id, reason="oops")
    with acting_as(people.maya):
        with pytest.raises(actions.CannotDo):
            actions.withdraw(actor=people.maya, now=now, report_id=report_id, reason="")
        actions.withdraw(actor=people.maya, now=now, report_id=report_id, reason="Sent by the wrong company")
    assert in_lake() == []


def test_processing_again_changes_nothing(people: People, now: datetime) -> None:
    products(now, "AX")
    report_id, _ = send(people.ola, now, file_of(GOOD), people.a)
    assert actions.process(actor=WORKER, now=now, report_id=report_id) == "decided"
    assert len(in_lake()) == 1
