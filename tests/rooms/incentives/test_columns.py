"""Programmes that read the further columns of a line, on files that were taken in."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from fairway.catalogue import actions as catalogue
from fairway.catalogue.rules import ProductFacts
from fairway.deals import actions as deals
from fairway.deals import queries as registered
from fairway.formats import Layout
from fairway.incentives import actions, queries
from fairway.incentives.models import Run
from fairway.kit.access import WORKER, acting_as
from fairway.values import exact
from tests.builders import People
from tests.rooms.deals import stories
from tests.rooms.incentives.stories import NOW, VOLUME, publish, run
from tests.rooms.sales.builders import send

pytestmark = pytest.mark.django_db

COLUMNS = (
    "partner_id", "invoice_no", "invoice_date", "product_id", "quantity", "net_amount", "gross_amount", "list_amount",
    "original_on", "customer", "customer_id", "deal_id",
)  # fmt: skip
LAYOUT = Layout(columns={name: name for name in COLUMNS}, constants={"currency": "USD", "event": "sell_in"})
V14 = Path(__file__).parents[2] / "programmes/v14_deal_registration/programme.yaml"


def taken_in(people: People, *lines: dict[str, str], now: datetime = NOW, columns: tuple[str, ...] = COLUMNS) -> None:
    """Send lines as a file of the vendor's about its partners; each is a sale of a scope of partner A's unless said."""
    with acting_as(WORKER):
        catalogue.load_products(actor=WORKER, now=now, rows=[ProductFacts("scope", "Scope", "Scopes")])
    plain = {"partner_id": "A-1", "product_id": "scope", "quantity": "1", "net_amount": "900"}
    rows = [{**plain, "invoice_no": f"I-{place}", **line} for place, line in enumerate(lines)]
    text = "\n".join([",".join(columns), *(",".join(row.get(name, "") for name in columns) for row in rows), ""])
    layout = Layout(columns={name: name for name in columns}, constants=LAYOUT.constants)
    _, status = send(people.maya, now, text.encode(), None, layout=layout, about="partners", purpose="add")
    assert status == "decided"


def paid(people: People) -> dict[tuple[str, str, str], str]:
    """What the last run came to, by partner, incentive and period, zeros left out."""
    with acting_as(people.maya):
        rows = queries.payouts(people.maya).rows
    return {(row.partner_code, row.incentive, row.period): str(row.amount) for row in rows if row.amount.minor}


@pytest.mark.parametrize(
    ("measure", "column", "due"),
    [
        ("gross", "gross_amount", "22.10 USD"),  # (1,200 + 1,010) × 1 %
        ("list", "list_amount", "27.00 USD"),  # (1,500 + 1,200) × 1 %
    ],
)
def test_amounts_before_discounts_and_at_list_price_are_measured(
    people: People, measure: str, column: str, due: str
) -> None:
    taken_in(
        people,
        {"invoice_date": "2012-08-01", "gross_amount": "1200", "list_amount": "1500"},
        {"invoice_date": "2012-08-02", "gross_amount": "1010", "list_amount": "1200"},
    )
    programme = publish(people, VOLUME.replace("    measure: net\n", f"    measure: {measure}\n"))
    run(people, programme, "2012-09-30")
    assert paid(people) == {("A-1", "volume", "2012-Q3"): due}
    # a line without the amount stops the run, which names the column
    taken_in(people, {"invoice_date": "2012-08-03", "invoice_no": "L-1"})
    outcome = run(people, programme, "2012-09-30")
    assert outcome.state == Run.FAILED
    assert column in outcome.failure


def test_a_return_goes_back_to_the_period_of_the_sale_it_undoes(people: People) -> None:
    back = {"quantity": "-1", "net_amount": "-400", "original_on": "2012-05-05"}
    taken_in(people, {"invoice_date": "2012-05-05"}, {"invoice_date": "2012-08-02"},
             {"invoice_date": "2012-08-20", **back})  # fmt: skip
    run(people, publish(people), "2012-09-30")
    # (900 - 400) × 1 % and 900 × 1 %; without the day the return would count in the third quarter
    assert paid(people) == {("A-1", "volume", "2012-Q2"): "5.00 USD", ("A-1", "volume", "2012-Q3"): "9.00 USD"}


CUSTOMERS = """programme: fy12
title: New names
currency: USD
calendar: {year_starts: 01-01, period: quarter, grace: 15 days, time_zone: UTC}
fx: transaction_date
rounding: {mode: half_up, at: payout}
members: all
event: any
returns: restate
incentives:
  - {id: new, title: New customers, kind: bonus, stack: add, measure: new_customers,
     new_customer: {look_back: 12 months}, method: per_unit, per_unit: 500}
  - {id: all, title: Customers, kind: bonus, stack: add, measure: customers, method: per_unit, per_unit: 10}
"""


def test_customers_are_counted_by_the_id_they_have_among_all_partners(people: People) -> None:
    taken_in(
        people,
        {"invoice_date": "2012-02-01", "customer": "Acme", "customer_id": "C-1"},
        {"invoice_date": "2012-02-02", "customer": "ACME Inc.", "customer_id": "C-1"},
        {"invoice_date": "2012-02-03", "customer": "Cedar"},  # nobody knows which company that is
        {"invoice_date": "2012-05-03", "customer": "Cedar Labs", "customer_id": "C-2", "partner_id": "B-2"},
        {"invoice_date": "2012-05-04", "customer": "acme", "customer_id": "C-1", "partner_id": "B-2"},
    )
    run(people, publish(people, CUSTOMERS), "2012-06-30")
    assert paid(people) == {
        ("A-1", "all", "2012-Q1"): "10.00 USD",
        ("A-1", "new", "2012-Q1"): "500.00 USD",
        ("B-2", "all", "2012-Q2"): "20.00 USD",  # Acme and Cedar
        ("B-2", "new", "2012-Q2"): "500.00 USD",  # Cedar alone: Acme bought from A in February
    }


def test_a_registered_deal_is_paid_while_it_is_granted_to_the_lines_own_partner(people: People) -> None:
    now = datetime(2026, 2, 10, 9, 0, tzinfo=UTC)
    products = stories.put_products(now)
    policy = stories.put_policy(people, now)
    code = stories.register(people.ola, now, policy, stories.asked(products))
    other = stories.register(people.ola, now, policy, stories.asked(products, "LENS-1", company="Another"))
    programme = publish(people, V14.read_text("utf-8"), code="v14-deal-registration")
    late = datetime(2026, 3, 31, 9, 0, tzinfo=UTC)
    sold = {"list_amount": "1000", "product_id": "CAM-1"}
    taken_in(
        people,
        {**sold, "invoice_date": "2026-02-09", "deal_id": code},  # the day before the approval
        {**sold, "invoice_date": "2026-02-10", "deal_id": code},
        {**sold, "invoice_date": "2026-03-20", "deal_id": code},  # after it was revoked
        {**sold, "invoice_date": "2026-02-11", "deal_id": code, "partner_id": "B-2"},  # not B's deal
        {**sold, "invoice_date": "2026-02-11", "deal_id": other},  # nobody granted it
        {**sold, "invoice_date": "2026-02-11", "deal_id": "made up"},
        {**sold, "invoice_date": "2026-02-11"},
        now=late,
    )
    run(people, programme, "2026-03-31", now=late)
    assert paid(people) == {}
    with acting_as(people.carl):
        deals.approve(actor=people.carl, now=now, code=code)
    with acting_as(people.maya):
        assert actions.accrue(actor=people.maya, now=late) != (), "an approval alone is a reason to calculate again"
    run(people, programme, "2026-03-31", now=late)
    # 8 % of 1,000 and of 900 for two lines of February and March
    assert paid(people)["A-1", "of-list", "2026-Q1"] == "160.00 USD"
    with acting_as(people.carl):
        deals.revoke(actor=people.carl, now=datetime(2026, 3, 1, 9, 0, tzinfo=UTC), code=code, text="It was not so.")
    run(people, programme, "2026-03-31", now=late)
    assert paid(people) == {
        ("A-1", "of-list", "2026-Q1"): "80.00 USD",
        ("A-1", "of-net", "2026-Q1"): "72.00 USD",
    }
    with acting_as(people.ola):
        (row,) = [one for one in queries.payouts(people.ola).rows if one.incentive == "of-net"]
        view = queries.payout_explanation(people.ola, row.id)
        assert view.explanation is not None, view.trouble
        assert len(view.explanation.lines) == 1


def test_whose_registrations_a_partner_reads(people: People, now: datetime) -> None:
    policy = stories.put_policy(people, now)
    code = stories.register(people.ola, now, policy, stories.asked(stories.put_products(now)))
    with acting_as(people.carl):
        deals.approve(actor=people.carl, now=now, code=code)
    with acting_as(people.ola):
        (deal,) = registered.granted_deals(people.ola)
        # 90 days from the approval, and the day on which they end
        assert (deal.code, deal.partner_id, deal.since) == (code, people.a, date(2026, 2, 10))
        assert deal.until is not None
    with acting_as(people.sam):
        assert registered.granted_deals(people.sam) == ()


def test_amounts_are_asked_of_lines_that_may_count_alone(people: People) -> None:
    from tests.rooms.incentives.stories import Sold, put

    text = VOLUME.replace("    measure: net\n", "    measure: gross\n")
    put(Sold(people.a, "2012-03-01", "900"))  # a file from before the column
    taken_in(people, {"invoice_date": "2012-08-01", "gross_amount": "1200"})
    programme = publish(people, text)
    outcome = run(people, programme, "2012-09-30")
    assert outcome.state == Run.FAILED
    assert "gross_amount" in outcome.failure
    assert "2012-03-01" in outcome.failure
    # of a version that measures it from a later period on, earlier lines need none
    programme = publish(people, VOLUME.replace("fy12", "later"), code="later")
    publish(people, text.replace("fy12", "later"), code="later", applies_from=date(2012, 7, 1))
    assert run(people, programme, "2012-09-30").state == Run.SUCCEEDED
    assert paid(people) == {("A-1", "volume", "2012-Q1"): "9.00 USD", ("A-1", "volume", "2012-Q3"): "12.00 USD"}


def test_lines_without_the_column_stop_a_programme_that_asks_for_it(people: People) -> None:
    from tests.rooms.incentives.stories import Sold, put

    put(Sold(people.a, "2012-08-01", "900"))  # a file from before the column
    outcome = run(people, publish(people, CUSTOMERS), "2012-09-30")
    assert outcome.state == Run.FAILED
    assert "customer_id" in outcome.failure


AT_LIST = """
  - {id: at_list, title: At list price, kind: bonus, event: sell_in, measure: list, method: flat, percent: 1,
     returns: restate, stack: add}
"""


def test_what_is_supposed_and_carried_on_keeps_the_proportion_of_further_amounts(people: People) -> None:
    taken_in(people, {"invoice_date": "2012-10-15", "net_amount": "45000", "list_amount": "60000", "quantity": "90"})
    on = date(2012, 11, 14)
    run(people, publish(people, VOLUME + AT_LIST), on.isoformat())
    with acting_as(people.ola):
        more = queries.what_if(people.ola, people.a, "fy12", on=on, amount=exact(6000))
        found = queries.forecast(people.ola, people.a, "fy12", on=on)
    # 6,000 net are 8,000 at list price: 51,000 × 2 % instead of 450, and 68,000 × 1 % instead of 600
    assert [(str(one.before.amount), str(one.after.amount)) for one in more.moved] == [
        ("450.00", "1020.00"),
        ("600.00", "680.00"),
    ]
    # 45,000 in 45 of 92 days: 92,000 × 2 %; 60,000 × 92 ÷ 45 = 122,666.6667 × 1 %
    assert str(found.expected.payout) == "3066.67 USD"


@pytest.mark.parametrize(
    ("measure", "column", "brings"),
    # where nothing but that amount is added up, it is what is carried on
    [("list", "list_amount", "60000"), ("gross", "gross_amount", "50000")],
)
def test_where_no_net_amounts_count_others_are_carried_on(
    people: People, measure: str, column: str, brings: str
) -> None:
    taken_in(people, {"invoice_date": "2012-10-15", "net_amount": "45000", column: brings, "quantity": "90"})
    on = date(2012, 11, 14)
    text = VOLUME.replace("    measure: net\n", f"    measure: {measure}\n")
    run(people, publish(people, text), on.isoformat())
    with acting_as(people.ola):
        more = queries.what_if(people.ola, people.a, "fy12", on=on, amount=exact(60000))
        found = queries.forecast(people.ola, people.a, "fy12", on=on)
    # 110,000 or 120,000 × 3 % instead of 50,000 or 60,000 × 2 %
    assert str(more.difference) == ("2300.00 USD" if measure == "gross" else "2400.00 USD")
    # 50,000 (60,000) in 45 of 92 days
    assert str(found.expected.volume) == ("102222.22 USD" if measure == "gross" else "122666.67 USD")
    assert str(found.expected.payout) == ("3066.67 USD" if measure == "gross" else "3680.00 USD")  # × 3 %
    assert found.basis == ("before discounts" if measure == "gross" else "at list price")
