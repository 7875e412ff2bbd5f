"""What every story of tiers begins with: a published programme, sales in the lake, dated values."""

from __future__ import annotations

from datetime import UTC, date, datetime

from fairway.kit.access import acting_as
from fairway.performance import actions
from fairway.performance.rules.tiers.values_file import ValueFacts
from tests.builders import People
from tests.rooms.incentives.stories import Sold, put

NOW = datetime(2026, 2, 10, 9, 0, tzinfo=UTC)

TEXT = """
tiers: channel
title: Channel tiers
currency: USD
members: all
metrics:
  - {id: net_sales, title: Net sales, source: sales, measure: net, window: 12 months}
  - {id: certified, title: Certified people, source: people, certificates: [foundation]}
levels:
  - id: registered
  - id: silver
    requires:
      - {metric: net_sales, at_least: 100000}
    unlocks: {price_list: silver, registration: yes, fund_rate: 1}
  - id: gold
    requires:
      - {metric: net_sales, at_least: 250000}
      - {metric: certified, at_least: 2}
    unlocks:
      {price_list: gold, registration: yes, fund_rate: 2, benefits: [{title: A named channel manager}], cost: 3650}
  - id: chosen
    invitation: yes
    requires:
      - {metric: net_sales, at_least: 250000}
review:
  promotion: quarterly
  demotion: quarterly
  grace: {length: 90 days, progress: 70}
  notice: 30
"""


def publish(people: People, text: str = TEXT, *, applies_from: date = date(2025, 1, 1), now: datetime = NOW) -> int:
    """A programme with this text, written by Carl and published by Theo; answers its number."""
    from fairway.performance.models import Programme

    with acting_as(people.carl):
        known = Programme.objects.first()
        if known is None:
            draft = actions.create_programme(actor=people.carl, now=now, text=text)
        else:
            draft = actions.save_draft(actor=people.carl, now=now, programme_id=known.pk, text=text)
        assert draft.sound, draft.problems
        actions.submit(actor=people.carl, now=now, version_id=draft.version_id, note="As agreed")
    with acting_as(people.theo):
        actions.publish(actor=people.theo, now=now, version_id=draft.version_id, applies_from=applies_from)
    return draft.programme_id


def sold(partner: int, on: str, net: int) -> None:
    """A partner's sales of one day."""
    put(Sold(partner, on, str(net)), now=NOW)


def certified(people: People, code: str, *keys: str, since: str = "2024-01-01", until: str = "2027-01-01",
              now: datetime = NOW) -> None:  # fmt: skip
    """Persons of a partner hold the certificate."""
    rows = [ValueFacts(code, "foundation", since, "", until, key, f"Person {key}") for key in keys]
    with acting_as(people.carl):
        actions.record_values(actor=people.carl, now=now, rows=rows)


def tier(actor_people: People, partner: int, on: date) -> str:
    """The tier that the partners room tells of a day."""
    from fairway.partners import queries

    with acting_as(actor_people.maya):
        return queries.one(actor_people.maya, partner, on=on).tier
