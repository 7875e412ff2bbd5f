"""What every story of this room begins with: sold lines in the lake, a published programme, a run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import count

from fairway.incentives import actions
from fairway.incentives.actions.running import Outcome
from fairway.kit.access import WORKER, Actor, acting_as
from fairway.kit.lake import listing, writing
from fairway.sales.rules.relations import ROWS_PER_REPORT
from tests.builders import People

NOW = datetime(2013, 3, 1, 9, 0, tzinfo=UTC)

TABLE = """
      - {from: 0, percent: 1}
      - {from: 50000, percent: 2}
      - {from: 100000, percent: 3}"""

VOLUME = (
    """programme: fy12
title: Reseller programme 2012
currency: USD
calendar: {year_starts: 01-01, period: quarter, grace: 15 days, time_zone: UTC}
fx: transaction_date
rounding: {mode: half_up, at: payout}
members: {types: [value_added_reseller, system_integrator], as_of: transaction}

incentives:
  - id: volume
    title: Quarterly volume rebate
    kind: rebate
    event: sell_in
    measure: net
    method: retroactive
    rates:"""
    + TABLE
    + """
    returns: restate
    stack: add
"""
)
UNITS = """
  - id: units
    title: For each one
    kind: spiff
    event: sell_in
    measure: quantity
    method: per_unit
    per_unit: 2
    returns: restate
    stack: add
"""

BY_UNITS = VOLUME.split("  - id: volume")[0] + UNITS.replace(
    "    method: per_unit\n    per_unit: 2\n",
    "    method: retroactive\n    rates:\n      - {from: 0, per_unit: 1}\n      - {from: 150, per_unit: 2}\n"
    "      - {from: 200, per_unit: 3}\n",
)
"""The same for units alone: 1 each, 2 from 150, 3 from 200."""

_sources = count(1)


@dataclass(frozen=True)
class Sold:
    """One sold line: whose, when, for how much (negative: returned), how many."""

    partner: int
    on: str
    net: str
    quantity: str = "1"
    product: int = 1
    customer: str = ""
    event: str = "sell_in"
    country: str = "US"
    person: str = ""
    customer_id: str = ""


def put(*lines: Sold, source: int | None = None, now: datetime = NOW) -> int:
    """Bring lines in force under a report's number; the same number again replaces them. Answers the number."""
    number = next(_sources) if source is None else source
    values = ", ".join(
        f"({number * ROWS_PER_REPORT + place}::BIGINT, {number}::BIGINT, {line.partner}::BIGINT, "
        f"{line.partner}::BIGINT, '{line.person}', '{line.event}', "
        f"'{'return' if line.net.startswith('-') else 'sale'}', 'I-{number}', '{place}', DATE '{line.on}', "
        f"{line.product}::BIGINT, {line.quantity}::DECIMAL(18,4), 'EA', {line.net}::DECIMAL(18,4), 'USD', "
        f"'{line.country}', NULL::DECIMAL(18,6), '{line.customer}', nullif('{line.customer_id}', ''))"
        for place, line in enumerate(lines, start=1)
    )
    # a file in which no line names a customer is one from before the column
    held = "*" if any(line.customer_id for line in lines) else "* EXCLUDE (customer_id)"
    query = (
        f"SELECT {held} FROM (VALUES {values}) t(line_id, report_id, reporter_id, partner_id, person, event, kind, "
        "invoice_no, invoice_line, invoice_date, product_id, quantity, unit, net_amount, currency, country, "
        "unit_price, customer, customer_id)"
    )
    with writing.session() as connection:
        staged = writing.stage(connection, query, dataset="sales", sources=[number])
    assert staged is not None
    with acting_as(WORKER):
        listing.publish(now=now, dataset="sales", adds=[staged])
    return number


def publish(people: People, text: str = VOLUME, *, code: str = "fy12", applies_from: date | None = None) -> int:
    """A programme with this text, written by Carl and published by Theo; answers its number."""
    from fairway.incentives.models import Programme

    with acting_as(people.carl):
        programme = Programme.objects.filter(code=code).first()
        if programme is None:
            draft = actions.create_programme(actor=people.carl, now=NOW, code=code, title=code, text=text)
        else:
            draft = actions.save_draft(actor=people.carl, now=NOW, programme_id=programme.pk, text=text)
        assert not [problem for problem in draft.problems if problem.stops], draft.problems
        actions.submit(actor=people.carl, now=NOW, version_id=draft.version_id)
    with acting_as(people.theo):
        actions.publish(actor=people.theo, now=NOW, version_id=draft.version_id, applies_from=applies_from)
    return draft.programme_id


def run(people: People, programme: int, as_of: str, *, now: datetime = NOW) -> Outcome:
    """Calculate and book as of a day, at once."""
    with acting_as(people.maya):
        run_id = actions.start_run(
            actor=people.maya, now=now, programme_id=programme, as_of=date.fromisoformat(as_of), at_once=True
        )
    return actions.perform_run(actor=WORKER, now=now, run_id=run_id)


def close(actor: Actor, programme: int, period: str, *, now: datetime = NOW) -> int:
    with acting_as(actor):
        return actions.close_period(
            actor=actor, now=now, programme_id=programme, period=period, reason="All files are in."
        )
