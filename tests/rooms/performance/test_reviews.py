"""Reviews: what is proposed, what people decide, what follows on its date."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from fairway.deals.actions.registering import Faulty
from fairway.kit.access import WORKER, NotAllowed, acting_as
from fairway.kit.journal.models import JournalRow
from fairway.partners import actions as organisations
from fairway.partners import queries as standings
from fairway.performance import actions, queries
from fairway.performance.models import Decision, Grace, Proposal, Review
from fairway.performance.rules import NotFound, Refused
from fairway.performance.rules.tiers.values_file import ValueFacts
from tests.builders import People
from tests.rooms.deals.stories import asked, put_policy, put_products, register
from tests.rooms.performance.stories import NOW, TEXT, certified, publish, sold, tier

# A (Anker Mess) is gold since 2024-01-01, B (Baylight Systems) silver; both by their builder
ON = date(2026, 1, 1)
DAY = datetime(2026, 1, 1, 3, 0, tzinfo=UTC)


def review(people: People, programme: int, on: date = ON) -> int:
    with acting_as(WORKER):
        return actions.review(actor=WORKER, now=datetime(on.year, on.month, on.day, 3, tzinfo=UTC),
                              programme_id=programme, on=on)  # fmt: skip


def proposals(people: People) -> dict[int, Proposal]:
    with acting_as(WORKER):
        return {row.partner_id: row for row in Proposal.objects.exclude(state="superseded").order_by("pk")}


def decide(people: People, partner: int, verdict: str, **more: object) -> None:
    given = {"now": NOW, **more}
    with acting_as(people.carl):
        actions.decide(actor=people.carl, proposal_id=proposals(people)[partner].pk, verdict=verdict, **given)  # type: ignore[arg-type]


def test_a_review_proposes_up_down_and_grace_once_for_a_day(people: People) -> None:
    programme = publish(people)
    sold(people.a, "2025-05-05", 200_000)  # 200,000 of 250,000 = 80 %, but nobody certified: 0 of 2
    sold(people.b, "2025-05-05", 300_000)  # gold's 250,000, but nobody certified: chosen asks an invitation
    first = review(people, programme)
    assert review(people, programme) == first
    found = proposals(people)
    # no progress (0 % of certified people): no grace; what A reached is silver
    assert (found[people.a].deed, found[people.a].held, found[people.a].to) == ("demote", "gold", "silver")
    assert found[people.a].because == ["missed", "no progress"]
    assert found[people.a].effective_on == date(2026, 1, 31)  # 30 days of notice
    assert people.b not in found
    with acting_as(WORKER):
        assert Review.objects.count() == 1
        (row,) = [row for row in queries.proposals_of(people.carl, first) if row.partner_id == people.a]
    assert [(one.title, one.value, one.gap) for one in row.evidence if one.level == "Gold"] == [
        ("Net sales", "USD 200,000", "USD 50,000 more"),
        ("Certified people", "0 people", "2 people more"),
    ]


def test_an_accepted_promotion_is_a_partners_tier_from_its_day(people: People) -> None:
    programme = publish(people)
    sold(people.b, "2025-05-05", 300_000)
    certified(people, "B-2", "p1", "p2", now=datetime(2025, 6, 1, tzinfo=UTC))
    review(people, programme)
    decide(people, people.b, "accept", now=DAY)
    decide(people, people.b, "accept", now=DAY)  # the same again changes nothing
    assert tier(people, people.b, date(2025, 12, 31)) == "silver"
    assert tier(people, people.b, ON) == "gold"
    with acting_as(people.sam):
        before, after = (queries.benefits(people.sam, people.b, day) for day in (date(2025, 12, 31), ON))
        told = JournalRow.objects.filter(verb="performance.tier.promoted").count()
    assert (before[0].price_list, after[0].price_list) == ("silver", "gold")
    assert [one.title for one in after[0].others] == ["A named channel manager"]
    assert told == 1
    with acting_as(WORKER):
        assert Decision.objects.count() == 1


def test_a_demotion_takes_effect_after_its_notice_and_can_be_taken_back(people: People) -> None:
    programme = publish(people)
    review(people, programme)
    decide(people, people.a, "accept", now=DAY)
    assert tier(people, people.a, date(2026, 1, 30)) == "gold"
    assert tier(people, people.a, date(2026, 1, 31)) == "registered"
    with acting_as(people.ola):
        (mine,) = queries.standings(people.ola, people.a, on=date(2026, 1, 10))
    assert (mine.level, mine.leaves_to, mine.leaves_on) == ("gold", "registered", date(2026, 1, 31))
    with acting_as(people.carl):
        actions.withdraw_demotion(
            actor=people.carl, now=DAY + timedelta(days=9), programme_id=programme, partner_id=people.a,
            reason="A large order was booked late",
        )  # fmt: skip
    assert tier(people, people.a, date(2026, 2, 1)) == "gold"


def test_grace_runs_is_checked_and_ends_well(people: People) -> None:
    programme = publish(people)
    certified(people, "A-1", "p1", "p2", now=datetime(2025, 6, 1, tzinfo=UTC))
    sold(people.a, "2025-05-05", 200_000)  # 80 % of 250,000
    review(people, programme)
    assert proposals(people)[people.a].deed == "grace"
    decide(people, people.a, "accept", now=DAY)
    assert tier(people, people.a, date(2026, 2, 1)) == "gold"
    with acting_as(people.ola):
        (mine,) = queries.standings(people.ola, people.a, on=date(2026, 1, 20))
    assert mine.grace_until == date(2026, 4, 1)
    sold(people.a, "2026-01-25", 50_000)
    with acting_as(WORKER):
        made = actions.review_due(actor=WORKER, now=datetime(2026, 2, 1, 3, tzinfo=UTC))
        assert len(made) == 1  # a month has passed: progress is looked at
        (grace,) = Grace.objects.all()
    assert (grace.outcome, grace.ended_on) == ("recovered", date(2026, 2, 1))


def test_grace_that_is_over_proposes_the_demotion(people: People) -> None:
    programme = publish(people)
    certified(people, "A-1", "p1", "p2", now=datetime(2025, 6, 1, tzinfo=UTC))
    sold(people.a, "2025-06-05", 200_000)
    review(people, programme)
    decide(people, people.a, "accept", now=DAY)
    review(people, programme, date(2026, 2, 1))
    review(people, programme, date(2026, 4, 1))
    with acting_as(WORKER):
        last = Proposal.objects.filter(partner=people.a).order_by("-pk")[0]
    assert (last.deed, last.because) == ("demote", ["missed", "grace over"])
    decide(people, people.a, "accept", now=datetime(2026, 4, 2, tzinfo=UTC))
    with acting_as(WORKER):
        assert Grace.objects.get().outcome == "demoted"


def test_hold_and_refuse_need_a_reason_and_are_not_proposed_again_at_once(people: People) -> None:
    programme = publish(people)
    review(people, programme)
    with pytest.raises(Refused, match="Say why"):
        decide(people, people.a, "refuse")
    with pytest.raises(Refused, match="later day"):
        decide(people, people.a, "hold", reason="Wait for the order", hold_until=date(2026, 2, 10))
    assert proposals(people)[people.a].state == "open"
    decide(people, people.a, "hold", reason="Wait for the order", hold_until=date(2026, 3, 1))
    decide(people, people.a, "refuse", reason="The merger is not in the numbers")
    with pytest.raises(Refused, match="refused already"):
        decide(people, people.a, "accept")
    review(people, programme, date(2026, 2, 1))
    with acting_as(WORKER):
        assert Proposal.objects.filter(partner=people.a).count() == 1
    review(people, programme, date(2026, 4, 1))
    with acting_as(WORKER):
        assert Proposal.objects.filter(partner=people.a).count() == 2
    assert tier(people, people.a, date(2026, 4, 1)) == "gold"


def test_several_are_decided_alike_all_or_none(people: People) -> None:
    programme = publish(people)
    review(people, programme)
    numbers = [row.pk for row in proposals(people).values()]
    assert len(numbers) == 2  # nobody sold anything: gold and silver fall
    with pytest.raises(NotFound), acting_as(people.carl):
        actions.decide_all(actor=people.carl, now=DAY, proposal_ids=[*numbers, 9_999_999], verdict="accept")
    assert {row.state for row in proposals(people).values()} == {"open"}
    with acting_as(people.carl):
        assert actions.decide_all(actor=people.carl, now=DAY, proposal_ids=numbers, verdict="accept") == 2
    assert tier(people, people.b, date(2026, 1, 31)) == "registered"


def test_a_proposal_for_another_standing_is_refused(people: People) -> None:

    programme = publish(people)
    review(people, programme)
    with acting_as(people.maya):
        organisations.record_standing(
            actor=people.maya, now=NOW, partner_id=people.a, tier="silver", since_on=date(2026, 1, 5)
        )
    with pytest.raises(Refused, match="stands silver by now"):
        decide(people, people.a, "accept")
    assert tier(people, people.a, date(2026, 2, 15)) == "silver"


def test_a_waiver_a_lock_and_a_changed_rule_keep_a_level(people: People) -> None:
    programme = publish(people)
    with acting_as(people.carl):
        first = actions.waive(
            actor=people.carl, now=DAY - timedelta(days=5), programme_id=programme, partner_id=people.a,
            since_on=date(2025, 12, 27), until_on=date(2026, 6, 1), reason="A flood in the warehouse",
        )  # fmt: skip
        again = actions.waive(
            actor=people.carl, now=DAY - timedelta(days=5), programme_id=programme, partner_id=people.a,
            since_on=date(2025, 12, 27), until_on=date(2026, 6, 1), reason="A flood in the warehouse",
        )  # fmt: skip
        actions.lock(
            actor=people.carl, now=DAY - timedelta(days=5), programme_id=programme, partner_id=people.b,
            until_on=date(2026, 6, 1), reason="Promised at signing",
        )  # fmt: skip
        assert first == again
    review(people, programme)
    assert not proposals(people)
    with acting_as(people.ola):
        (mine,) = queries.standings(people.ola, people.a, on=ON)
    assert (mine.waived_until, mine.waiver_reason) == (date(2026, 6, 1), "A flood in the warehouse")
    with acting_as(people.carl):
        actions.end_waiver(actor=people.carl, now=DAY + timedelta(days=30), waiver_id=first, reason="Dry again")
    review(people, programme, date(2026, 4, 1))
    assert set(proposals(people)) == {people.a}


def test_a_changed_rule_leaves_the_level_for_its_time(people: People) -> None:
    programme = publish(people)
    sold(people.b, "2025-06-05", 120_000)  # silver's 100,000, not the new 150,000
    changed = TEXT.replace("at_least: 100000", "at_least: 150000").replace(
        "notice: 30", "notice: 30\n  grandfathered: 6 months"
    )
    changed = changed.replace("progress: 70", "progress: 90")
    publish(people, changed, applies_from=date(2025, 12, 1))
    with acting_as(people.carl):
        (live,) = queries.standings(people.carl, people.b, on=date(2025, 12, 10))
        (row,) = (one for one in queries.board(people.carl, programme, on=date(2025, 12, 10)) if one.id == people.b)
    assert (live.spared_until, live.at_risk) == (date(2026, 6, 1), False)
    assert (row.state, row.until) == ("kept by former rules", date(2026, 6, 1))
    review(people, programme)
    assert people.b not in proposals(people)
    review(people, programme, date(2026, 4, 1))
    assert people.b not in proposals(people)
    review(people, programme, date(2026, 7, 1))  # since 1 June nobody is left the old rule
    assert proposals(people)[people.b].to == "registered"


def test_an_invited_level_is_reached_by_the_invited_only(people: People) -> None:
    programme = publish(people)
    sold(people.b, "2025-05-05", 300_000)
    with pytest.raises(Refused, match="no invitation"), acting_as(people.carl):
        actions.invite(
            actor=people.carl, now=DAY, programme_id=programme, partner_id=people.b, level="gold", reason="x"
        )
    with acting_as(people.carl):
        actions.invite(
            actor=people.carl, now=DAY - timedelta(days=9), programme_id=programme, partner_id=people.b, level="chosen",
            reason="The board's choice",
        )  # fmt: skip
    review(people, programme)
    assert proposals(people)[people.b].to == "chosen"


def test_what_is_entered_later_shows_and_changes_no_review(people: People) -> None:
    programme = publish(people)
    sold(people.b, "2025-05-05", 300_000)
    review(people, programme)
    assert people.b not in proposals(people)
    certified(people, "B-2", "p1", "p2", since="2025-01-01", now=DAY + timedelta(days=20))
    assert people.b not in proposals(people)
    with acting_as(people.sam):
        (mine,) = queries.standings(people.sam, people.b, on=ON + timedelta(days=21))
    assert mine.reached == "gold"
    review(people, programme, date(2026, 4, 1))
    assert proposals(people)[people.b].to == "gold"


def test_only_who_may_decide_decides_and_nothing_moves_otherwise(people: People) -> None:
    programme = publish(people)
    review(people, programme)
    number = proposals(people)[people.a].pk
    for actor in (people.ada, people.ola, people.dirk):
        with pytest.raises(NotAllowed), acting_as(actor):
            actions.decide(actor=actor, now=NOW, proposal_id=number, verdict="accept")
    assert proposals(people)[people.a].state == "open"


def test_a_partner_sees_its_own_and_nothing_before_it_is_decided(people: People) -> None:
    programme = publish(people)
    review(people, programme)
    with acting_as(people.ola):
        assert queries.about(people.ola, people.a) == ()
        assert not Proposal.objects.exists()
    decide(people, people.a, "accept", now=DAY)
    decide(people, people.b, "accept", now=DAY)
    with acting_as(people.ola):
        assert [row.partner_id for row in queries.about(people.ola, people.a)] == [people.a]
        assert set(Proposal.objects.values_list("partner_id", flat=True)) == {people.a}
    with pytest.raises(NotFound), acting_as(people.ola):
        queries.standings(people.ola, people.b, on=ON)
    with pytest.raises(NotFound), acting_as(people.ines):
        queries.standings(people.ines, people.a, on=ON)  # a salesperson has no right to it
    with pytest.raises(NotFound), acting_as(people.dirk):
        queries.benefits(people.dirk, people.a, ON)


def test_the_database_keeps_what_a_review_saw(people: People) -> None:
    programme = publish(people)
    review(people, programme)
    with acting_as(WORKER):
        row = Proposal.objects.first()
        assert row is not None
        row.to = "gold"
        with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
            row.save()
    decide(people, people.a, "accept", now=DAY)
    with acting_as(WORKER), pytest.raises(DatabaseError), transaction.atomic():
        Decision.objects.update(verdict="refuse")


def test_parts_are_held_apart_from_the_tier(people: People) -> None:
    text = TEXT.replace("members: all", "members: all\neach: portfolio\nparts: [cloud, hardware]").replace(
        "  - {id: certified", "  - {id: won, source: values, window: 12 months}\n  - {id: certified"
    )
    text = text.replace("{metric: net_sales, at_least: 100000}", "{metric: won, at_least: 3}")
    programme = publish(people, text)
    row = ValueFacts("A-1", "won", "2025-11-01", "4", about=(("portfolio", "cloud"),))
    with acting_as(people.carl):
        actions.record_values(actor=people.carl, now=datetime(2025, 12, 1, tzinfo=UTC), rows=[row])
    review(people, programme)
    with acting_as(WORKER):
        mine = {row.part: row for row in Proposal.objects.filter(partner=people.a)}
    assert (mine["cloud"].to, mine["hardware"].to) == ("silver", "registered")
    with acting_as(people.carl):
        actions.decide(actor=people.carl, now=DAY, proposal_id=mine["cloud"].pk, verdict="accept")
    with acting_as(people.ola):
        found = {one.part: one.level for one in queries.standings(people.ola, people.a, on=date(2026, 1, 2))}
    assert found == {"cloud": "silver", "hardware": ""}
    assert tier(people, people.a, date(2026, 1, 2)) == "gold"


def test_the_board_and_the_trial_know_everybody_with_few_queries(
    people: People, django_assert_max_num_queries: object
) -> None:
    programme = publish(people)
    sold(people.a, "2025-06-05", 240_000)
    sold(people.b, "2025-06-05", 95_000)
    certified(people, "A-1", "p1", "p2")
    with acting_as(people.carl), django_assert_max_num_queries(26):  # type: ignore[operator]
        rows = {row.partner_id: row for row in queries.board(people.carl, programme, on=date(2026, 2, 10))}
    assert (rows[people.a].state, rows[people.a].down_needs) == ("at risk", "Net sales: USD 10,000 more")
    assert rows[people.b].up_to == "gold"
    with acting_as(people.carl):
        easier = TEXT.replace("at_least: 250000", "at_least: 90000").replace("at_least: 100000", "at_least: 50000")
        outcome = queries.try_text(people.carl, programme, easier, on=date(2026, 2, 10)).outcome
    (a, b) = outcome.partners
    assert (a.before, a.after) == ("silver", "gold")  # 240,000 of 250,000 drops, of 90,000 stays
    assert (b.before, b.after) == ("registered", "silver")
    assert outcome.total.higher == 2
    with acting_as(people.carl):
        organisations.merge(
            actor=people.carl, now=NOW, partner_id=people.b, survivor_code="A-1", reason="The same company"
        )
        assert [row.code for row in queries.board(people.carl, programme, on=date(2026, 2, 10))] == ["A-1"]
    with acting_as(people.ola), CaptureQueriesContext(connection) as asked:
        queries.standings(people.ola, people.a, on=date(2026, 2, 10))
    read = [query["sql"] for query in asked.captured_queries if 'FROM "partners_' in query["sql"]]
    assert read
    # no rival is read for it: B is its own duplicate by now, asked for by number alone
    assert all(f"= {people.a}" in sql or f"IN ({people.a})" in sql or f"IN ({people.b})" in sql for sql in read)
    with pytest.raises(NotFound), acting_as(people.ola):
        queries.board(people.ola, programme, on=ON)
    with pytest.raises(Refused, match="errors"), acting_as(people.carl):
        queries.try_text(people.carl, programme, "tiers: x", on=ON)


def test_a_second_person_publishes_and_texts_are_the_vendors(people: People) -> None:
    from fairway.performance.models import Version

    with acting_as(people.carl):
        draft = actions.create_programme(actor=people.carl, now=NOW, text=TEXT)
    both = replace(people.carl, rights=people.carl.rights | {"tiers.publish"})
    with pytest.raises(Refused, match="submitted"), acting_as(people.theo):
        actions.publish(actor=people.theo, now=NOW, version_id=draft.version_id, applies_from=ON)
    with acting_as(people.carl):
        actions.submit(actor=people.carl, now=NOW, version_id=draft.version_id)
    with pytest.raises(Refused, match="second person"), acting_as(both):
        actions.publish(actor=both, now=NOW, version_id=draft.version_id, applies_from=ON)
    with acting_as(people.theo):
        actions.publish(actor=people.theo, now=NOW, version_id=draft.version_id, applies_from=ON)
    with pytest.raises(Refused, match="never changes"), acting_as(people.theo):
        actions.publish(actor=people.theo, now=NOW, version_id=draft.version_id, applies_from=ON)
    with pytest.raises(DatabaseError), acting_as(people.ola):
        Version.objects.count()
    with pytest.raises(Refused, match="already decides the tier"):
        _second(people)


def _second(people: People) -> None:
    with acting_as(people.carl):
        draft = actions.create_programme(
            actor=people.carl, now=NOW, text=TEXT.replace("tiers: channel", "tiers: other")
        )
        actions.submit(actor=people.carl, now=NOW, version_id=draft.version_id)
    with acting_as(people.theo):
        actions.publish(actor=people.theo, now=NOW, version_id=draft.version_id, applies_from=ON)


def test_what_a_level_unlocks_is_asked_by_registration_from_its_day(people: People) -> None:
    text = TEXT.replace("  - id: registered\n", "  - id: registered\n    unlocks: {registration: no}\n")
    publish(people, text, applies_from=date(2026, 3, 1))
    with acting_as(WORKER):
        organisations.record_standing(
            actor=WORKER, now=NOW, partner_id=people.a, tier="registered", since_on=date(2026, 1, 1)
        )
    policy, products = put_policy(people, NOW), put_products(NOW)
    register(people.ola, NOW, policy, asked(products, "CAM-1"))  # the day before, nobody had said anything
    march = datetime(2026, 3, 1, 9, tzinfo=UTC)
    other = asked(products, "CAM-2", company="Fabrikam", website="fabrikam.example")
    with pytest.raises(Faulty, match="Your tier, registered, may not register deals"):
        register(people.ola, march, policy, other)
    with acting_as(WORKER):
        organisations.record_standing(
            actor=WORKER, now=NOW, partner_id=people.a, tier="silver", since_on=date(2026, 3, 2)
        )
    register(people.ola, march + timedelta(days=1), policy, other)
    publish(people, TEXT, applies_from=date(2026, 6, 1))
    with acting_as(WORKER):
        assert not standings.may_register("Registered", date(2026, 5, 31))
        assert standings.may_register("registered", date(2026, 6, 1))
