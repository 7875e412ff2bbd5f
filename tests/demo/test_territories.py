"""The demo's territories are alive: every kind of grant, a gap, places that hang on one partner, one that ended."""

from datetime import date

import pytest

from fairway.agreements.queries import coverage, grants
from fairway.agreements.queries.serving import Question, who_can_serve
from fairway.agreements.rules.places import parse
from fairway.demo import ground, territories
from fairway.demo.channel import Channel
from fairway.demo.partners import LOGINS, PARTNERS
from fairway.demo.products import price_list
from fairway.demo.seasons import calendar, rates
from fairway.kit.access import WORKER, acting_as

TODAY = date(2026, 11, 22)


@pytest.fixture
def laid(db: None) -> dict[str, int]:
    """The ground, and the territories laid twice, as a build that was cut off would."""
    months = calendar(TODAY)
    channel = Channel("halden-1", TODAY, months, price_list(), rates("halden-1", months), PARTNERS, ())
    ids = ground.load_partners(channel)
    ground.load_catalogue(channel)
    users = ground.admit_people(channel, ids)
    jonas = ground.actor_of(next(login for login in LOGINS if login.email.startswith("jonas")), users, ids)
    for _ in range(2):
        territories.lay(channel, jonas, ids)
    return ids


def test_the_demo_shows_every_kind_of_grant_and_what_is_missing(laid: dict[str, int]) -> None:
    with acting_as(WORKER):
        rows = grants.rows_of(WORKER, grants.listed(WORKER), on=TODAY)
        assert len(rows) == len(territories.GRANTS)
        assert {row.kind for row in rows} == {"open", "exclusive", "shared"}
        assert {row.state for row in rows} == {"in_force", "ended", "coming"}
        states = coverage.coverage(WORKER, on=TODAY, around="US", segment="end").states("")
        assert {"gap", "single", "exclusive", "several"} <= set(states)
        assert coverage.coverage(WORKER, on=TODAY, around="DE", segment="end").cell("DE-BY").state == "shared"
        asked = Question(TODAY, parse("ZIP 68102"), segment="industry")
        assert [one.partner_code for one in who_can_serve(WORKER, asked).serving] == ["BLUESTEM"]
