"""What a changed tier document costs: stated, funds, price lists, rebates by tier; and what is not counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from fairway.deals import actions as deals
from fairway.incentives.queries.documents import read
from fairway.incentives.rules.tiered import pays_by_tier, spans_of
from fairway.kit.access import acting_as
from fairway.partners.queries import DatedPartner
from fairway.performance import queries
from fairway.values import exact
from tests.builders import People
from tests.rooms.deals.stories import POLICY, asked, put_policy, put_products, register
from tests.rooms.incentives.stories import VOLUME
from tests.rooms.incentives.stories import publish as publish_incentive
from tests.rooms.performance.stories import TEXT, certified, publish, sold, tier

ON = date(2026, 2, 10)
BY_TIER = """programme: by-tier
title: Rebate by tier
currency: USD
calendar: {year_starts: 01-01, period: quarter, grace: 15 days, time_zone: UTC}
fx: transaction_date
rounding: {mode: half_up, at: payout}
members: {types: [value_added_reseller, system_integrator, distributor], as_of: period_start}
incentives:
  - id: volume
    title: Volume rebate
    kind: rebate
    event: sell_in
    measure: net
    method: flat
    rates: [{from: 0, percent: 2}]
    multipliers:
      - {by: tier, factors: {silver: 1, gold: 1.5}, otherwise: 0.5}
    returns: restate
    stack: add
"""
EASIER = TEXT.replace("at_least: 250000", "at_least: 90000").replace(
    "price_list: gold,", "price_list: gold, price_discount: 10,"
)


def costs(found: queries.Counted) -> dict[str, tuple[str, str]]:
    return {one.kind: (f"{one.before:f}", f"{one.after:f}") for one in found.outcome.total.costs}


@pytest.fixture
def programme(people: People) -> int:
    made = publish(people)
    for day, net in (("2025-06-05", 120_000), ("2025-08-10", 50_000), ("2025-11-10", 30_000)):
        sold(people.a, day, net)
    certified(people, "A-1", "p1", "p2")
    return made


def test_every_cost_is_counted_by_the_days_a_level_would_have_been_held(people: People, programme: int) -> None:
    publish_incentive(people, BY_TIER, code="by-tier")
    with acting_as(people.carl):
        found = queries.try_text(people.carl, programme, EASIER, on=ON)
    assert found.programmes == ("Rebate by tier",)
    # A begins as gold and falls on 1 May, after its notice; then silver from 1 July as it is, gold under the easier one
    assert costs(found) == {
        "stated": ("890.00", "3130.00"),  # 3,650 × 89 of 365 days, and 224 days more
        "funds": ("800.00", "1600.00"),  # 1 % and 2 % of 50,000 + 30,000
        "prices": ("0.00", "8000.00"),  # 10 % of 80,000
        "deals": ("0", "0"),  # none was registered
        # gold when the second quarter began: 120,000 × 2 % × 1.5; then (50,000 + 30,000) × 2 %, times 1 and times 1.5
        "rebates": ("5200.00", "6000.00"),
    }
    assert (found.outcome.total.before, found.outcome.total.after) == (exact("6890.00"), exact("18730.00"))
    (germany,) = [one for one in found.outcome.countries if one.after]
    assert germany.difference == exact("11840.00")
    (row,) = [row for row in found.outcome.split_rows() if row[0] == "A-1"]
    assert row[9:] == ("6890.00", "18730.00", "11840.00", "890.00", "3130.00", "800.00", "1600.00", "0.00", "8000.00",
                       "0", "0", "5200.00", "6000.00")  # fmt: skip
    assert tier(people, people.a, ON) == "gold"  # nothing was changed by it


def test_what_is_not_counted_is_said(people: People, programme: int) -> None:
    with acting_as(people.carl):
        found = queries.try_text(people.carl, programme, EASIER, on=ON)
    assert (found.programmes, costs(found)["rebates"]) == ((), ("0", "0"))
    assert found.left_out == ("Prices of gold, silver: state price_discount beside the price list to count them.",)
    publish_incentive(people, BY_TIER.replace("currency: USD", "currency: CHF"), code="by-tier")
    with acting_as(people.carl):
        found = queries.try_text(people.carl, programme, EASIER, on=ON)
    assert found.left_out[0] == "Rebates of Rebate by tier: there is no rate from CHF into USD."


def test_a_discount_counts_where_the_level_of_the_day_may_register(people: People, programme: int) -> None:
    autumn = datetime(2025, 9, 1, 9, tzinfo=UTC)  # silver as it is; gold under the easier document
    policy, products = put_policy(people, autumn), put_products(autumn)
    code = register(people.ines, autumn, policy, asked(products, "CAM-1", "LENS-1", expected_close="2025-12-01"))
    with acting_as(people.carl):
        deals.approve(actor=people.carl, now=autumn, code=code)
    barred = EASIER.replace(
        "{price_list: gold, price_discount: 10, registration: yes", "{price_list: gold, registration: no"
    )
    assert barred != EASIER
    with acting_as(people.carl):
        assert costs(queries.try_text(people.carl, programme, barred, on=ON))["deals"] == ("0", "0")  # not won yet
    with acting_as(people.ines):
        deals.close(actor=people.ines, now=autumn + timedelta(days=20), code=code, won=True)
    with acting_as(people.carl):
        found = queries.try_text(people.carl, programme, barred, on=ON)
        # 12 % of 20,000 + 20,000, and nothing where gold may not register
        assert costs(found)["deals"] == ("4800.00", "0")
        assert (
            found.left_out[-1] == "Deals that were never registered because the level in force did not let the partner."
        )
        assert costs(queries.try_text(people.carl, programme, EASIER, on=ON))["deals"] == ("4800.00", "4800.00")
    euros = put_policy(people, autumn, POLICY.replace("USD", "EUR").replace("fy26", "eu").replace("FY26", "European"))
    code = register(people.ines, autumn, euros, asked(products, company="Fabrikam GmbH", website="fabrikam.example"))
    with acting_as(people.carl):
        deals.approve(actor=people.carl, now=autumn, code=code)
        deals.close(actor=people.carl, now=autumn + timedelta(days=20), code=code, won=True)
        found = queries.try_text(people.carl, programme, EASIER, on=ON)
    assert costs(found)["deals"] == ("4800.00", "4800.00")
    assert "Discounts of registered deals in EUR." in found.left_out


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        (BY_TIER, True),
        (VOLUME, False),
        (VOLUME.replace("as_of: transaction", "tiers: [gold], as_of: transaction"), True),
        (VOLUME.replace("    measure: net", '    where: partner.tier = "gold"\n    measure: net'), True),
    ],
)
def test_a_programme_that_asks_for_the_tier_is_found(text: str, asks: bool) -> None:
    document = read(text)
    assert document is not None
    assert pays_by_tier(document) is asks


def test_days_are_retold_within_the_trial_only() -> None:
    day = date
    start, end = day(2026, 1, 1), day(2026, 6, 1)
    stood = [(start, "silver"), (day(2026, 4, 1), "gold")]
    row = DatedPartner(1, "A", "A", "", "bronze", "", "", None, "", None, None, {})
    told = list(spans_of(row, stood, start, end))
    assert told == [
        ("bronze", None, start), ("silver", start, day(2026, 4, 1)), ("gold", day(2026, 4, 1), end),
        ("bronze", end, None),
    ]  # fmt: skip
    half = replace(row, valid_from=day(2026, 3, 1), valid_until=day(2026, 5, 1))
    told = list(spans_of(half, stood, start, end))
    assert told == [("silver", day(2026, 3, 1), day(2026, 4, 1)), ("gold", day(2026, 4, 1), day(2026, 5, 1))]
