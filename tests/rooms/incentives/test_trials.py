"""A draft is tried over history, turned, kept; nothing is booked and no partner sees it."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from fairway.incentives import actions, queries
from fairway.incentives.models import Payout, Run, Trial
from fairway.incentives.queries import trials
from fairway.incentives.rules import NotFound, Refused
from fairway.kit.access import WORKER, acting_as
from fairway.values import Money
from tests.builders import People
from tests.rooms.incentives.stories import NOW, VOLUME, Sold, publish, put

pytestmark = pytest.mark.django_db

ON = date(2013, 3, 1)
DRAFT = VOLUME.replace("percent: 3}", "percent: 2.5}")


def usd(amount: str) -> Money:
    return Money.of(amount, "USD")


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    trials._kept.clear()


@pytest.fixture
def programme(people: People) -> int:
    # partner A: 120,000 in 2012-Q3 (3 %), 40,000 in Q4 (1 %); partner B: 60,000 in Q3 (2 %)
    put(
        Sold(people.a, "2012-08-01", "120000.00"),
        Sold(people.a, "2012-11-01", "40000.00"),
        Sold(people.b, "2012-09-01", "60000.00"),
    )
    return publish(people)


def version_of(people: People, programme: int) -> int:
    with acting_as(people.maya):
        return queries.programme(people.maya, "fy12").versions[0].id


def tried(people: People, programme: int, text: str = DRAFT, **more: str) -> queries.Tryout:
    against = version_of(people, programme)
    with acting_as(people.maya):
        return queries.try_out(people.maya, programme, text=text, against=against, on=ON, **more)


def test_a_new_programme_against_nothing(people: People, programme: int) -> None:
    with acting_as(people.carl):
        found = queries.try_out(people.carl, programme, text=VOLUME, against=None, on=ON)
        outcome = found.outcome
        # 120,000 × 3 % + 40,000 × 1 % + 60,000 × 2 %, and nothing before
        assert (outcome.total.before, outcome.total.after) == (usd("0.00"), usd("5200.00"))
        assert (outcome.total.winners, outcome.total.losers) == (2, 0)
        assert not outcome.cliffs_before
        assert [before for _, _, before, _ in outcome.incentives] == [usd("0.00")]
        kept = actions.keep_trial(
            actor=people.carl, now=NOW, programme_id=programme, name="New", text=VOLUME, against=None, on=ON
        )
        view = queries.trial(people.carl, programme, kept)
        assert (view.row.against, view.row.before, view.row.after) == (None, usd("0.00"), usd("5200.00"))


def test_a_programme_for_which_nothing_counts_is_empty(people: People, programme: int) -> None:
    nobody = VOLUME.replace("types: [value_added_reseller, system_integrator]", "types: [nobody]")
    assert nobody != VOLUME
    with acting_as(people.carl):
        outcome = queries.try_out(people.carl, programme, text=nobody, against=None, on=ON).outcome
    assert outcome.is_empty
    assert outcome.margin_points is None


def test_a_draft_against_the_programme_in_force(people: People, programme: int) -> None:
    found = tried(people, programme)
    # 120,000 × 3 % + 40,000 × 1 % + 60,000 × 2 % = 5,200; with 2.5 % for the highest step 4,600
    assert (found.outcome.total.before, found.outcome.total.after) == (usd("5200.00"), usd("4600.00"))
    assert found.labels == ("2012-Q3", "2012-Q4")
    assert [(one.label, one.difference) for one in found.outcome.periods] == [
        ("2012-Q3", usd("-600.00")),
        ("2012-Q4", usd("0.00")),
    ]
    assert [row.partner.id for row in found.outcome.partners if row.difference] == [str(people.a)]
    with acting_as(WORKER):
        assert (Run.objects.count(), Payout.objects.count()) == (0, 0)


def test_turning_a_number_reads_no_line_and_no_table(
    people: People, programme: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = tried(people, programme)
    monkeypatch.setattr("fairway.incentives.queries.inputs.of_programme", None)
    again = tried(people, programme, VOLUME.replace("percent: 3}", "percent: 4}"), snapshot=first.snapshot)
    # 120,000 × 4 % + 40,000 × 1 % + 60,000 × 2 %
    assert again.outcome.total.after == usd("6400.00")
    assert not again.outcome.read_lines


def test_only_some_periods(people: People, programme: int) -> None:
    found = tried(people, programme, first="2012-Q4", last="2012-Q4")
    assert (found.outcome.total.before, found.outcome.total.after) == (usd("400.00"), usd("400.00"))
    assert (found.first, found.last) == ("2012-Q4", "2012-Q4")


def test_new_lines_are_seen(people: People, programme: int) -> None:
    tried(people, programme)
    put(Sold(people.b, "2012-12-01", "10000.00"))
    assert tried(people, programme).outcome.total.before == usd("5300.00")


def test_what_cannot_be_tried_says_why(people: People, programme: int) -> None:
    with pytest.raises(Refused, match="error in line"):
        tried(people, programme, DRAFT.replace("retroactive", "retro"))
    with pytest.raises(Refused, match="another currency"):
        tried(people, programme, DRAFT.replace("currency: USD", "currency: EUR"))


def test_a_kept_trial_shows_what_was_seen_then(people: People, programme: int) -> None:
    against = version_of(people, programme)
    with acting_as(people.carl):
        number = actions.keep_trial(
            actor=people.carl, now=NOW, programme_id=programme, name="Lower top", text=DRAFT, against=against, on=ON,
            note="for the meeting",
        )  # fmt: skip
    put(Sold(people.b, "2012-12-01", "10000.00"))
    with acting_as(people.maya):
        view = queries.trial(people.maya, programme, number)
        assert (view.row.name, view.row.difference, view.row.against) == ("Lower top", usd("-600.00"), 1)
        assert view.outcome.total.after == usd("4600.00")
        assert view.text == DRAFT
        assert [row.id for row in queries.trials_of(people.maya, programme)] == [number]
        with pytest.raises(NotFound):
            queries.trial(people.maya, programme, number + 1)


def test_a_trial_needs_a_name_and_nothing_is_kept_without(people: People, programme: int) -> None:
    against = version_of(people, programme)
    with acting_as(people.carl), pytest.raises(Refused, match="name"):
        actions.keep_trial(
            actor=people.carl, now=NOW, programme_id=programme, name=" ", text=DRAFT, against=against, on=ON
        )
    with acting_as(WORKER):
        assert Trial.objects.count() == 0


def test_no_partner_sees_a_trial_and_nobody_changes_it(people: People, programme: int) -> None:
    against = version_of(people, programme)
    with acting_as(people.carl):
        number = actions.keep_trial(
            actor=people.carl, now=NOW, programme_id=programme, name="Ours", text=DRAFT, against=against, on=ON
        )
    with acting_as(people.ola):
        assert queries.trials_of(people.ola, programme) == ()
    with pytest.raises(DatabaseError), transaction.atomic(), acting_as(people.ola):
        list(Trial.objects.all())
    with pytest.raises(DatabaseError), transaction.atomic(), acting_as(people.maya):
        Trial.objects.filter(pk=number).update(name="Mine")
