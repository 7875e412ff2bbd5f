"""A SPIFF per serial number to a person, and a rebate on the margin, on files that were taken in."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from fairway.catalogue import actions as catalogue
from fairway.catalogue.rules import ProductFacts
from fairway.formats import Layout
from fairway.incentives import queries
from fairway.kit.access import WORKER, acting_as
from fairway.web.shared.explaining import TO_PARTNER, TO_VENDOR, counted_lines, left_out_lines
from tests.builders import People
from tests.rooms.incentives.stories import NOW, VOLUME, publish, run
from tests.rooms.sales.builders import send

pytestmark = pytest.mark.django_db

V18 = Path(__file__).parents[2] / "programmes/v18_spiff_for_persons"
COLUMNS = (
    "partner_id", "invoice_date", "product_id", "quantity", "net_amount", "person", "serial_no", "claimed_on",
    "cost_amount",
)  # fmt: skip
LAYOUT = Layout(columns={name: name for name in COLUMNS}, constants={"currency": "USD", "event": "sell_in"})
HERE = {"ola": "A-1", "sam": "B-2"}


def taken_in(people: People, lines: list[dict[str, str]]) -> None:
    """Send the lines as a file of the vendor's about its partners."""
    with acting_as(WORKER):
        rows = [ProductFacts("scope", "Scope", "Scopes"), ProductFacts("probe", "Probe", "Probes")]
        catalogue.load_products(actor=WORKER, now=NOW, rows=rows)
    text = "\n".join([",".join(COLUMNS), *(",".join(line.get(name, "") for name in COLUMNS) for line in lines), ""])
    _, status = send(people.maya, NOW, text.encode(), None, layout=LAYOUT, about="partners")
    assert status == "decided"


def test_v18_is_paid_on_lines_that_were_taken_in(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    with (V18 / "sales.csv").open(encoding="utf-8") as file:
        lines = [{**row, "partner_id": HERE[row["partner_id"]]} for row in csv.DictReader(file)]
    days = ("invoice_date", "claimed_on")
    taken_in(people, [{**row, **{day: row[day].replace("2024", "2012") for day in days}} for row in lines])
    text = (V18 / "programme.yaml").read_text("utf-8")
    run(people, publish(people, text, code="v18-spiff-for-persons"), "2012-03-31")
    with acting_as(people.maya):
        paid = [(row.partner_code, row.person, str(row.amount)) for row in queries.payouts(people.maya).rows]
    with (V18 / "expected.csv").open(encoding="utf-8") as file:
        due = [(HERE[row["partner"]], row["person"], f"{row['amount']} USD") for row in csv.DictReader(file)]
    assert sorted(paid) == sorted(due)
    with acting_as(people.ola):
        (bo,) = [row for row in queries.payouts(people.ola, partner_id=people.a).rows if row.person == "bo"]
        view = queries.payout_explanation(people.ola, bo.id)
        assert view.explanation is not None, view.trouble
        assert [str(line.share) for line in counted_lines(view)] == ["25.00 USD"]


MARGIN = VOLUME.replace("    measure: net\n", "    measure: margin\n")


def test_a_rebate_on_the_margin_counts_what_lines_cost_and_shows_it_to_no_partner(people: People) -> None:
    sold = {"partner_id": "A-1", "product_id": "scope", "quantity": "1", "net_amount": "900"}
    taken_in(
        people,
        [
            {**sold, "invoice_date": "2012-08-01", "cost_amount": "612.3456"},
            {**sold, "invoice_date": "2012-08-02", "cost_amount": "500"},
        ],
    )
    run(people, publish(people, MARGIN), "2012-09-30")
    shown = {}
    for actor, voice in ((people.maya, TO_VENDOR), (people.ola, TO_PARTNER)):
        with acting_as(actor):
            (row,) = queries.payouts(actor, partner_id=people.a).rows
            # 1,800 - 612.3456 - 500 = 687.6544, × 1 %
            assert str(row.amount) == "6.88 USD"
            view = queries.payout_explanation(actor, row.id)
            assert view.explanation is not None, view.trouble
            cells = [line.line for line in (*view.explanation.lines, *view.explanation.excluded)]
            shown[voice] = [line.get("cost_amount") for line in cells]
            assert len(counted_lines(view)) == 2
            assert left_out_lines(view, voice) == []
    assert sorted(map(str, shown[TO_VENDOR])) == ["500.0000", "612.3456"]
    assert shown[TO_PARTNER] == [None, None]


def test_a_trial_says_what_sales_leave_over_what_they_cost(people: People) -> None:
    sold = {"partner_id": "A-1", "product_id": "scope", "quantity": "1", "net_amount": "900"}
    taken_in(people, [{**sold, "invoice_date": "2012-08-01", "cost_amount": "600"}])
    programme = publish(people, MARGIN)
    with acting_as(people.maya):
        against = queries.programme(people.maya, "fy12").versions[0].id
        draft = MARGIN.replace("percent: 1}", "percent: 2}")
        found = queries.try_out(people.maya, programme, text=draft, against=against, on=date(2013, 3, 1))
    # 900 - 600 = 300; 300 × 1 % = 3 and 300 × 2 % = 6 go to the partner
    assert found.outcome.kept is not None
    assert [str(one) for one in found.outcome.kept] == ["297.00 USD", "294.00 USD"]
