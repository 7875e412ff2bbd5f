"""From a form to a partner: half-way, handed in, returned, refused, approved; duplicates, referrals, links."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from fairway.kit.access import SIGNING_IN, WORKER, acting_as, people
from fairway.kit.journal import reading
from fairway.partners import actions, queries
from fairway.partners.actions import LinkGone, Refused
from fairway.partners.rules.applying import CompanyFacts, tax_check, tax_key
from tests.builders import People
from tests.rooms.partners.builders import ANSWERS, NORDLICHT, POINTS, applied, apply, publish


@pytest.fixture(autouse=True)
def open_door(people: People, now: datetime) -> None:
    publish(people.carl, now)


def view(people: People, number: int) -> queries.ApplicationView:
    with acting_as(people.carl):
        found = queries.application(people.carl, number)
    assert found is not None
    return found


def test_an_application_counts_once_its_address_is_confirmed(people: People, now: datetime) -> None:
    saved = apply(now)
    with acting_as(people.carl):
        assert queries.application(people.carl, saved.application_id) is None
    with acting_as(SIGNING_IN):
        assert actions.confirm_address(now=now, secret=saved.secret).state == "applied"
        assert actions.confirm_address(now=now, secret=saved.secret).secret == ""
    found = view(people, saved.application_id)
    assert found.card.state == "applied"
    assert found.score is not None
    assert (found.score.total, found.score.most) == (POINTS, 35)
    assert [line.why for line in found.score.lines] == ["From 3: 10", "Cameras: 15", "Yes: 5"]
    assert found.card.enough


def test_the_same_page_sent_twice_is_one_application(people: People, now: datetime) -> None:
    first, second = apply(now), apply(now)
    assert (first.state, second.state, second.secret) == ("unconfirmed", "again", "")


def test_a_prospect_noted_twice_is_one_until_it_is_moved(people: People, now: datetime) -> None:
    with acting_as(people.carl):
        first, again = (actions.note_prospect(actor=people.carl, now=now, facts=NORDLICHT) for _ in range(2))
        assert first == again
        other = actions.note_prospect(actor=people.carl, now=now, facts=replace(NORDLICHT, city="Lübeck"))
    with acting_as(people.maya):
        third = actions.note_prospect(actor=people.maya, now=now, facts=NORDLICHT)
    assert len({first, other, third}) == 3  # what somebody else notes is a duplicate to be looked at


def test_half_way_goes_on_over_the_link_and_counts_at_once(people: People, now: datetime) -> None:
    saved = apply(now, hand_in=False)
    with acting_as(SIGNING_IN):
        own = queries.own_application(saved.secret, now=now)
        assert own is not None
        assert own.facts.name == NORDLICHT.name
        again = actions.save_application(
            now=now, type="", facts=NORDLICHT, answers=ANSWERS, secret=saved.secret, hand_in=True
        )
        assert again.state == "applied"  # the link came by mail: the address is proven
        assert queries.own_application("not-a-link", now=now) is None
        assert queries.own_application(saved.secret, now=now + timedelta(days=31)) is None


def test_what_is_missing_is_said_all_at_once_and_nothing_is_kept(people: People, now: datetime) -> None:
    with acting_as(SIGNING_IN), pytest.raises(Refused) as refusal:
        actions.save_application(
            now=now, type="value_added_reseller", facts=CompanyFacts(name="", country="XX"),
            answers={"since": ["many"], "lines": ["boats"]}, key="k", hand_in=True,
        )  # fmt: skip
    assert {fault.field for fault in refusal.value.faults} == {"name", "country", "contact", "email", "since", "lines"}
    with acting_as(WORKER):
        assert queries.by_state(WORKER) == {}


def test_the_sign_in_role_reads_no_other_application_and_no_note(people: People, now: datetime) -> None:
    from django.db import connection, transaction
    from django.db.utils import ProgrammingError

    apply(now)
    with acting_as(SIGNING_IN), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('fairway.link', '', true)")
        cursor.execute("SELECT count(*) FROM partners_application")
        assert cursor.fetchone() == (0,)
        for forbidden in ("SELECT note FROM partners_application", "SELECT name FROM partners_partner"):
            with pytest.raises(ProgrammingError), transaction.atomic():
                cursor.execute(forbidden)


def test_duplicates_are_found_with_their_evidence(people: People, now: datetime) -> None:
    number = applied(now, name="Anker Mess AG")
    found = view(people, number).duplicates
    assert [(one.known.code, one.strength) for one in found] == [("A-1", 1)]
    assert "The same name, legal form aside: Anker Mess." in found[0].evidence[0]
    other = applied(now, name="Quite another name", email="x@other.example", website="")
    (same,) = view(people, other).duplicates
    assert same.evidence[0] == "The same tax number, DE136695976."
    assert "names differ" in same.evidence[1]
    assert "The matcher says" in found[0].evidence[-1]
    assert "name differs only by legal form" in found[0].evidence[-1]


@pytest.mark.parametrize(
    ("country", "number", "said"),
    [
        ("DE", "DE136695976", "right"),
        ("DE", "DE136695978", "wrong"),
        ("DE", "12/345/67890", "unknown"),
        ("US", "12-3456789", "unknown"),
        ("GR", "EL094259216", "right"),
    ],
)
def test_a_tax_number_is_checked_where_its_country_is_known(country: str, number: str, said: str) -> None:
    assert tax_check(country, number) == said
    assert tax_key("DE", "de 136 695 976") == tax_key("DE", "136695976") == "DE136695976"


def test_returned_opens_only_what_was_named(people: People, now: datetime) -> None:
    number = applied(now)
    with acting_as(people.carl):
        secret = actions.return_(
            actor=people.carl, now=now, application_id=number, questions=["since"], message="How many years, exactly?"
        )
    changed = CompanyFacts(name="Somebody else", country="FR", contact="X", email="x@x.example")
    with acting_as(SIGNING_IN):
        actions.save_application(
            now=now, type="", facts=changed, answers={"since": ["7"], "repairs": ["no"]}, secret=secret, hand_in=True
        )
    found = view(people, number)
    assert found.facts.name == NORDLICHT.name
    assert {key: said for key, _, said in found.answers}["since"] == "7"
    assert {key: said for key, _, said in found.answers}["repairs"] == "Yes"
    assert found.card.state == "applied"


def test_a_newer_mail_replaces_the_link(people: People, now: datetime) -> None:
    saved = apply(now)
    with acting_as(WORKER):
        ((_, _, fresh),) = actions.renew_links(actor=WORKER, now=now, email="NILS@nordlicht.example")
    with acting_as(SIGNING_IN):
        with pytest.raises(LinkGone):
            actions.confirm_address(now=now, secret=saved.secret)
        assert actions.confirm_address(now=now, secret=fresh).state == "applied"


def test_an_approval_makes_one_partner_its_plan_and_one_invitation(people: People, now: datetime) -> None:
    number = applied(now)
    with acting_as(people.carl):
        first = actions.approve(actor=people.carl, now=now, application_id=number, message="Welcome")
        again = actions.approve(actor=people.carl, now=now, application_id=number)
        assert (again.partner_id, again.secret) == (first.partner_id, "")
        row = queries.one(people.carl, first.partner_id, on=now.date())
        assert (row.code, row.status, row.types) == ("NORDLICHT", "onboarding", ("value_added_reseller",))
        (plan,) = queries.plans_of(people.carl, first.partner_id, on=now.date())
        assert [(task.key, task.due_on.isoformat()) for task in plan.tasks] == [
            ("agreement", "2026-02-24"), ("tax", "2026-02-17"), ("account", "2026-02-20"),
        ]  # fmt: skip
        (invited,) = people_invited(people, first.partner_id, now)
        assert (invited.email, invited.role) == ("nils@nordlicht.example", "principal")


def people_invited(people_: People, partner_id: int, now: datetime) -> tuple[object, ...]:
    return people.open_invitations(people_.carl, partner_id=partner_id, now=now)


def test_an_approved_application_is_neither_refused_nor_reopened(people: People, now: datetime) -> None:
    number = applied(now)
    with acting_as(people.carl):
        actions.approve(actor=people.carl, now=now, application_id=number)
        for call in (
            lambda: actions.refuse(actor=people.carl, now=now, application_id=number, message="No"),
            lambda: actions.reopen(actor=people.carl, now=now, application_id=number, reason="Sorry"),
            lambda: actions.take_up(actor=people.carl, now=now, application_id=number),
        ):
            with pytest.raises(Refused, match="approved"):
                call()
    assert view(people, number).card.state == "approved"


def test_a_no_can_be_taken_back_and_both_stand_in_the_journal(people: People, now: datetime) -> None:
    number = applied(now)
    with acting_as(people.carl):
        assert actions.refuse(actor=people.carl, now=now, application_id=number, message="Too far away.")
        assert not actions.refuse(actor=people.carl, now=now, application_id=number, message="Again.")
        actions.reopen(actor=people.carl, now=now, application_id=number, reason="We open a branch there.")
        verbs = [row.verb for row in reading.of_subject(people.carl, f"partners.application:{number}")]
    assert verbs[-2:] == ["partners.application.refused", "partners.application.reopened"]


def test_whoever_referred_reads_where_it_stands_and_no_more(people: People, now: datetime) -> None:
    facts = CompanyFacts(
        name="Nordlicht", type="value_added_reseller", country="DE", contact="Nils", email="n@n.example"
    )
    with acting_as(people.ola):
        actions.refer(actor=people.ola, now=now, facts=facts, note="They asked us.")
        actions.refer(actor=people.ola, now=now, facts=facts)
        (own,) = queries.referrals(people.ola)
        assert own.words == "Received"
    with acting_as(people.sam):
        assert queries.referrals(people.sam) == ()
    with acting_as(people.carl):
        (row,) = queries.visible_applications(people.carl)
        secret = actions.ask_to_apply(actor=people.carl, now=now, application_id=row.pk)
        assert view(people, row.pk).card.referrer == "Anker Mess"
    with acting_as(SIGNING_IN):
        actions.save_application(now=now, type="", facts=NORDLICHT, answers=ANSWERS, secret=secret, hand_in=True)
    with acting_as(people.ola):
        (own,) = queries.referrals(people.ola)
        assert (own.company, own.words) == ("Nordlicht", "Applied")


def test_nobody_else_may_decide(people: People, now: datetime) -> None:
    from fairway.kit.access import NotAllowed

    number = applied(now)
    with acting_as(people.ada), pytest.raises(NotAllowed):
        actions.approve(actor=people.ada, now=now, application_id=number)
    assert view(people, number).card.state == "applied"


def test_what_nobody_finished_is_forgotten(people: People, now: datetime) -> None:
    apply(now)
    applied(now, name="Kept Ltd")
    with acting_as(WORKER):
        assert actions.forget_unfinished(actor=WORKER, now=now, before=now + timedelta(days=1)) == 1
        assert queries.by_state(WORKER) == {"applied": 1}
