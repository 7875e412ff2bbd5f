"""What people read: payouts taken apart, what is earned so far, what waits; each side its own."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from fairway.incentives import actions, queries
from fairway.incentives.rules import NotFound
from fairway.kit.access import WORKER, acting_as
from fairway.values import FiscalCalendar, Money
from tests.builders import People
from tests.rooms.incentives.stories import NOW, VOLUME, Sold, close, publish, put, run

pytestmark = pytest.mark.django_db
Q3 = FiscalCalendar().parse("2012-Q3")


@pytest.fixture
def programme(people: People) -> int:
    put(
        Sold(people.a, "2012-08-01", "30000"),
        Sold(people.a, "2012-08-02", "20000"),
        Sold(people.b, "2012-08-01", "49500"),
    )
    made = publish(people)
    run(people, made, "2012-09-30")
    return made


def test_a_payout_is_explained_alike_to_both_sides(people: People, programme: int) -> None:
    with acting_as(people.maya):
        page = queries.payouts(people.maya, partner_id=people.a)
        (row,) = page.rows
        assert (row.qualifier, row.rate, str(row.earned)) == ("USD 50,000.00", "2 %", "1000.00 USD")
        assert page.totals == (Money.of("1000", "USD"),)
        vendors = queries.payout_explanation(people.maya, row.id)
    with acting_as(people.ola):
        own = queries.payout_explanation(people.ola, row.id)
    for one in (vendors, own):
        assert one.trouble == ""
        assert one.explanation is not None
        assert [str(line.share) for line in one.explanation.lines] == ["600.00 USD", "400.00 USD"]
        assert one.place is not None and one.place.gap_text == "USD 50,000.00"  # to 100,000


def test_nobody_reads_anothers_payouts_or_runs(people: People, programme: int) -> None:
    with acting_as(people.maya):
        (of_a,) = queries.payouts(people.maya, partner_id=people.a).rows
        assert queries.payouts(people.maya).count == 2
    with acting_as(people.sam):
        assert [row.partner_id for row in queries.payouts(people.sam).rows] == [people.b]
        assert queries.payouts(people.sam, partner_id=people.a).count == 0
        with pytest.raises(NotFound):
            queries.payout_explanation(people.sam, of_a.id)
        assert queries.runs(people.sam) == ()
    with acting_as(people.ines):  # no right to see earnings
        assert queries.payouts(people.ines).count == 0
        assert queries.earnings_to_date(people.ines, people.a, on=date(2012, 9, 1)) == ()


def test_an_old_run_is_explained_from_the_files_it_read(people: People) -> None:
    report = put(Sold(people.a, "2012-08-01", "50000"))
    made = publish(people)
    run(people, made, "2012-09-30")
    put(Sold(people.a, "2012-08-01", "70000"), source=report)
    with acting_as(people.maya):
        (row,) = queries.payouts(people.maya).rows
        found = queries.payout_explanation(people.maya, row.id)
        assert found.explanation is not None
        assert found.trouble == ""
        assert str(found.explanation.payout.earned) == "1000.00 USD"  # 50,000 × 2 %, as it was read then


def test_earned_so_far_and_the_way_to_the_next_step(people: People, programme: int) -> None:
    with acting_as(people.sam):
        (earning,) = queries.earnings_to_date(people.sam, people.b, on=date(2012, 9, 1))
        assert (str(earning.earned), earning.gap_text, earning.progress) == ("495.00 USD", "USD 500.00", 99)
        assert (earning.step_text, earning.next_text) == ("from USD 0.00: 1 %", "from USD 50,000.00: 2 %")
        assert earning.as_of == date(2012, 9, 30)
        (later,) = queries.earnings_to_date(people.sam, people.b, on=date(2026, 2, 1))
        assert (later.period, str(later.earned), later.payout_id) == ("2026-Q1", "0.00 USD", None)


SPRINGS = """
  - id: {name}
    title: {title}
    kind: rebate
    event: sell_in
    measure: net
    method: flat
    starts: {starts}
    ends: {ends}
    rates: [{{percent: 1}}]
    returns: restate
    stack: add
"""


def test_only_what_runs_in_the_period_stands_so_far(people: People) -> None:
    spans = (
        ("over", "2025-01-01", "2025-06-30"),
        ("ending", "2025-01-01", "2025-07-31"),  # in the third quarter it paid, until the end of July
        ("running", "2025-01-01", "2025-12-31"),
        ("coming", "2025-09-02", "2025-12-31"),
    )
    put(Sold(people.a, "2025-05-01", "1000"), Sold(people.a, "2025-07-31", "2000"), Sold(people.a, "2025-08-01", "400"))
    text = VOLUME.partition("  - id: volume")[0] + "".join(
        SPRINGS.format(name=name, title=name.title(), starts=starts, ends=ends) for name, starts, ends in spans
    )
    made = publish(people, text)
    run(people, made, "2025-09-01", now=datetime(2025, 9, 1, 9, 0, tzinfo=UTC))

    def so_far(on: date) -> dict[str, str]:
        with acting_as(people.ola):
            return {one.title: str(one.earned) for one in queries.earnings_to_date(people.ola, people.a, on=on)}

    # of the quarter: 1 % of 2,000 in July, and of 2,400 in all
    assert so_far(date(2025, 9, 1)) == {"Ending": "20.00 USD", "Running": "24.00 USD"}
    assert set(so_far(date(2025, 9, 2))) == {"Ending", "Running", "Coming"}
    assert set(so_far(date(2025, 12, 31))) == {"Running", "Coming"}
    assert so_far(date(2026, 1, 1)) == {}


def test_accrued_by_programme(people: People, programme: int) -> None:
    with acting_as(people.maya):
        (one,) = queries.accrued_by_programme(people.maya, Q3)
        # 50,000 × 2 % + 49,500 × 1 %
        assert (one.title, str(one.amount)) == ("Reseller programme 2012", "1495.00 USD")
        rows = queries.accrued_by_quarter(people.maya, (Q3, FiscalCalendar().parse("2012-Q2")), partner_id=people.b)
        assert [(row.period, str(row.amount)) for row in rows] == [("2012-Q3", "495.00 USD")]
        (listed,) = queries.programmes_for(people.maya)
        assert (listed.published, listed.draft, listed.last_run_state) == (1, None, "succeeded")
        (row,) = queries.runs(people.maya)
        assert (row.share, row.payouts, row.corrections, row.version) == (100, 2, 2, 1)
        assert [str(amount) for amount in queries.run_progress(people.maya, row.id).booked] == ["1495.00 USD"]


def test_a_document_names_codes_and_skus_the_lake_has_numbers(people: People) -> None:
    from fairway.catalogue.models import Product

    with acting_as(WORKER):
        lamp = Product.objects.create(sku="LAMP-1", name="Lamp", unit="EA", added_at=NOW)
        cable = Product.objects.create(sku="CABLE-2", name="Cable", unit="EA", added_at=NOW)
    put(
        Sold(people.a, "2012-08-01", "1000", product=lamp.pk),
        Sold(people.a, "2012-08-02", "5000", product=cable.pk),
        Sold(people.b, "2012-08-01", "1000", product=lamp.pk),
    )
    text = VOLUME.replace("members: {types: [value_added_reseller, system_integrator], ", "members: {partners: [A-1], ")
    text = text.replace("    measure: net\n", "    products: {product_id: [LAMP-1]}\n    measure: net\n")
    run(people, publish(people, text), "2012-09-30")
    with acting_as(people.maya):
        (row,) = queries.payouts(people.maya).rows
        assert (row.partner_code, row.measure, str(row.earned)) == ("A-1", "USD 1,000.00", "10.00 USD")  # lamps, 1 %
        found = queries.payout_explanation(people.maya, row.id)
        assert found.explanation is not None
        assert len(found.explanation.excluded) == 1
        assert set(found.products.values()) == {("LAMP-1", "Lamp"), ("CABLE-2", "Cable")}


def test_the_annex_names_every_line_once(people: People, programme: int) -> None:
    close(people.maya, programme, "2012-Q3")
    with acting_as(people.maya):
        made = actions.prepare_statements(actor=people.maya, now=NOW, period="2012-Q3")
    with acting_as(people.theo):
        actions.approve_statement(actor=people.theo, now=NOW, statement_id=made[0])
        number = actions.issue_statement(actor=people.theo, now=NOW, statement_id=made[0])
    with acting_as(people.ola):
        view = queries.statement(people.ola, number)
        rows = list(queries.annex(people.ola, view))
        assert [(str(row.share), row.counted) for row in rows] == [("600.00 USD", True), ("400.00 USD", True)]


def test_nightly_runs_only_where_something_changed(people: People, programme: int) -> None:
    def asked() -> int:
        with acting_as(WORKER):
            runs = actions.accrue(actor=WORKER, now=NOW)
        for run_id in runs:
            assert actions.perform_run(actor=WORKER, now=NOW, run_id=run_id).state == "succeeded"
        return len(runs)

    assert asked() == 0
    put(Sold(people.b, "2012-08-09", "600"))
    assert asked() == 1
    assert asked() == 0


def test_what_waits(people: People, programme: int) -> None:
    with acting_as(people.theo):
        assert queries.waiting_for(people.theo).total == 0
    with acting_as(people.sam):
        assert queries.waiting_for(people.sam).total == 0
