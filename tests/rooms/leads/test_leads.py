"""A lead from the form to the deal: routed with reasons, answered on a clock, passed on, registered, won."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from fairway.deals import actions as deals
from fairway.deals import queries as registrations
from fairway.kit.access import WORKER, Actor, NotAllowed, acting_as
from fairway.kit.journal import reading
from fairway.leads import actions, queries
from fairway.leads.models import Contact, Lead, Offer, RoutingRecord, Turn
from fairway.leads.rules.facts import LeadFacts, faults_of
from fairway.leads.rules.refusals import Faulty, NotFound, Refused
from fairway.partners import actions as partners
from fairway.partners import queries as plans
from tests.builders import People
from tests.rooms.deals.stories import POLICY as DEALS
from tests.rooms.deals.stories import asked, look_at, put_products, register
from tests.rooms.deals.stories import put_policy as put_deal_policy
from tests.rooms.leads.stories import ASKED, POLICY, asks, comes, lay, lead, offer, route

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def ground(people: People, now: datetime) -> None:
    lay(people, now)


def holder(people: People, code: str) -> Actor:
    return people.ola if offer(code).partner_id == people.a else people.sam


def other(people: People, code: str) -> Actor:
    return people.sam if offer(code).partner_id == people.a else people.ola


# Coming in and being given out


def test_a_lead_is_offered_with_a_clock_by_working_hours_and_the_words_for_it(
    people: People, now: datetime, ground: None
) -> None:
    code, made = comes(now)
    held = offer(made)
    assert (lead(code).status, lead(code).partner_id, held.partner_id) == ("offered", people.a, people.a)
    # Tuesday 10:00 in Berlin and 8 working hours of 9 to 17: Wednesday 10:00
    assert held.due_at == datetime(2026, 2, 11, 9, 0, tzinfo=UTC)
    assert held.remind_at == datetime(2026, 2, 10, 13, 0, tzinfo=UTC)
    with acting_as(people.carl):
        view = queries.lead(people.carl, code)
    assert [(one.partner, one.is_in, one.said) for one in view.records[0].considered] == [
        ("Anker Mess", True, "Chosen: among 2 equals its last turn is the oldest."),
        ("Baylight Systems", True, "Equal, and asked more lately."),
    ]
    assert view.records[0].considered[0].parts[0].words == "Open grant of Germany."
    assert view.contact.email == "nils@nordlicht.example"


def test_turns_go_round_and_room_is_never_exceeded(people: People, now: datetime, ground: None) -> None:
    given = [comes(now) for _ in range(7)]
    partners = [offer(made).partner_id for _, made in given[:6]]
    assert partners == [people.a, people.b] * 3
    # both have three open leads, which is all the policy lets them have
    assert given[6][1] == ""
    assert lead(given[6][0]).status == "unrouted"
    with acting_as(people.carl):
        record = queries.lead(people.carl, given[6][0]).records[0]
    assert {one.against for one in record.considered} == {("It has no room: 3 of 3 leads are open.",)}


def test_without_a_policy_a_lead_waits_and_is_routed_once_there_is_one(people: People, now: datetime) -> None:
    code = asks(now)
    assert route(code, now) == "" and lead(code).status == "waiting"
    lay(people, now)
    assert route(code, now)


def test_a_draft_of_one_person_is_no_policy(people: People, now: datetime) -> None:
    with acting_as(people.maya):
        actions.save_policy_draft(actor=people.maya, now=now, text=POLICY)
        version = queries.view(people.maya).versions[0].id
        with pytest.raises(Refused, match="Nobody has handed"):
            actions.publish_policy(actor=people.maya, now=now, version_id=version)
        actions.submit_policy(actor=people.maya, now=now, version_id=version)
        with pytest.raises(Refused, match="second person"):
            actions.publish_policy(actor=people.maya, now=now, version_id=version)
        assert queries.in_force(people.maya) is None


def test_a_published_policy_never_changes(people: People, now: datetime, ground: None) -> None:
    with acting_as(people.maya):
        version = queries.view(people.maya).versions[0].id
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE leads_routingversion SET text = '' WHERE id = %s", [version])
        assert actions.save_policy_draft(actor=people.maya, now=now, text=POLICY + "# more\n") == 2


def test_the_same_page_sent_twice_is_one_lead(people: People, now: datetime, ground: None) -> None:
    assert asks(now, key="page") == asks(now, key="page")
    with acting_as(WORKER):
        assert Lead.objects.count() == Contact.objects.count() == 1


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"company": ""}, "company"),
        ({"country": "Germany"}, "country"),
        ({"contact_email": "", "contact_phone": ""}, "contact_email"),
        ({"contact_email": "nils at home"}, "contact_email"),
        ({"language": "german"}, "language"),
        ({"consent": ""}, "consent"),
        ({"consent": "No"}, "consent"),
        ({"product": "Teapot"}, "product"),
        ({"need": "x" * 4001}, "need"),
        ({"company": "a\x00b"}, "company"),
    ],
)
def test_what_cannot_be_taken_is_said_and_nothing_is_kept(
    people: People, now: datetime, said: dict[str, str], field: str
) -> None:
    with pytest.raises(Faulty) as refused:
        asks(now, **said)
    assert field in {fault.field for fault in refused.value.faults}
    with acting_as(WORKER):
        assert not Lead.objects.exists()


def test_a_file_is_taken_whole_and_once(people: People, now: datetime, ground: None) -> None:
    rows = [replace(ASKED, reference=f"R-{number}") for number in range(300)]
    with acting_as(people.carl):
        assert actions.load_leads(actor=people.carl, now=now, rows=rows).added == 300
        again = actions.load_leads(actor=people.carl, now=now, rows=[*rows, replace(ASKED, reference="R-300")])
        assert (again.added, again.unchanged) == (1, 300)
        with pytest.raises(Faulty):
            actions.load_leads(actor=people.carl, now=now, rows=[replace(ASKED, reference="X"), LeadFacts()])
        assert not Lead.objects.filter(reference="X").exists()
    with pytest.raises(NotAllowed), acting_as(people.ada):
        actions.load_leads(actor=people.ada, now=now, rows=rows)


def test_a_partner_the_customer_chose_is_asked_first(people: People, now: datetime, ground: None) -> None:
    with acting_as(people.sam):
        actions.save_desk(
            actor=people.sam, now=now, capacity=None, languages=["de"], paused_until=None, about="", shown=True
        )
        slug = queries.own_desk(people.sam).slug
    _, made = comes(now, slug=slug, way_in="locator")
    assert offer(made).partner_id == people.b
    assert offer(made).why[0] == "The customer chose you."
    with acting_as(people.sam):  # no longer shown: no longer to be wished for
        actions.save_desk(
            actor=people.sam, now=now, capacity=None, languages=[], paused_until=None, about="", shown=False
        )
    assert lead(asks(now, slug=slug)).wished_id is None


# Answering


def test_a_declined_lead_goes_to_the_next_and_the_first_sees_nothing_more_of_it(
    people: People, now: datetime, ground: None
) -> None:
    code, first = comes(now)
    with acting_as(people.ola):
        actions.decline(actor=people.ola, now=now + HOUR, code=first, why="no_capacity", text="Full until May")
        view = queries.offer(people.ola, first)
        assert (view.row.state, view.row.company, dict(view.facts), dict(view.contact)) == ("declined", "", {}, {})
    second = route(code, now + HOUR)
    assert offer(second).partner_id == people.b
    assert [lead(code).status, lead(code).rounds] == ["offered", 2]
    with acting_as(people.ola):
        assert queries.offer(people.ola, first).row == view.row
        with pytest.raises(NotFound):
            queries.offer(people.ola, second)
        assert not Lead.objects.filter(pk=lead_id(code)).only("id").exists()
    with acting_as(people.sam):
        text = str(queries.offer(people.sam, second)) + str(list(reading.visible_to(people.sam).values_list("payload")))
    assert "Anker" not in text and "Full until May" not in text and lead(code).code not in text


def lead_id(code: str) -> int:
    return lead(code).pk


def test_the_clock_takes_back_what_was_not_answered(people: People, now: datetime, ground: None) -> None:
    code, first = comes(now)
    due = offer(first).due_at
    with acting_as(WORKER):
        assert actions.lapse_due(actor=WORKER, now=due - HOUR) == 0
    with acting_as(people.ola), pytest.raises(Refused, match="time to answer was over"):
        actions.accept(actor=people.ola, now=due, code=first)
    with acting_as(WORKER):
        assert actions.lapse_due(actor=WORKER, now=due) == 1
        assert actions.lapse_due(actor=WORKER, now=due) == 0
    assert (offer(first).state, lead(code).status, lead(code).partner_id) == ("lapsed", "waiting", None)
    second = route(code, due)
    assert offer(second).partner_id == people.b
    with acting_as(WORKER):
        actions.lapse_due(actor=WORKER, now=due + 10 * DAY)
    # both were asked once; nobody is left
    assert route(code, due + 10 * DAY) == "" and lead(code).status == "unrouted"


def test_a_lead_is_offered_so_often_and_then_a_person_looks(people: People, now: datetime) -> None:
    lay(people, now, POLICY.replace("rounds: 3", "rounds: 1"))
    code, first = comes(now)
    with acting_as(people.ola):
        actions.decline(actor=people.ola, now=now, code=first, why="too_small")
    assert route(code, now) == "" and lead(code).status == "unrouted"
    with acting_as(people.carl):
        said = [row.reason for row in queries.history(people.carl, lead_id(code)) if row.verb == "leads.lead.held"]
    assert said == ["It was offered 1 times, and nobody took it."]


def test_reminders_come_once(people: People, now: datetime, ground: None) -> None:
    comes(now)
    with acting_as(WORKER):
        assert actions.remind(actor=WORKER, now=now + HOUR) == 0
        assert actions.remind(actor=WORKER, now=now + 5 * HOUR) == 1
        assert actions.remind(actor=WORKER, now=now + 6 * HOUR) == 0


def test_the_person_is_shown_once_it_was_taken_and_only_to_its_holder(
    people: People, now: datetime, ground: None
) -> None:
    code, made = comes(now)
    with acting_as(people.ola):
        assert dict(queries.offer(people.ola, made).contact) == {}
        assert not Contact.objects.values_list("pk").exists()
        actions.accept(actor=people.ola, now=now, code=made)
        actions.accept(actor=people.ola, now=now, code=made)  # twice is once
        assert queries.offer(people.ola, made).contact["email"] == "nils@nordlicht.example"
    with acting_as(people.sam):
        assert not Contact.objects.values_list("pk").exists() and not Offer.objects.exists()
        with pytest.raises(NotFound):
            actions.accept(actor=people.sam, now=now, code=made)
    assert lead(code).status == "accepted"


def test_leads_ask_what_every_door_asks_when_offered_when_taken_and_in_the_locator(
    people: People, now: datetime, ground: None
) -> None:
    plan = (
        "plan: value_added_reseller\ntitle: First weeks\ngates: [{id: leads, says: No leads before the course.}]\n"
        "tasks: [{id: course, do: Pass the course, side: partner, due: 30, gates: [leads]}]\n"
    )
    code, made = comes(now)
    assert offer(made).partner_id == people.a
    with acting_as(people.ola):
        actions.save_desk(
            actor=people.ola, now=now, capacity=5, languages=["de"], paused_until=None, about="", shown=True
        )
    with acting_as(people.maya):
        paper = partners.save_paper(actor=people.maya, now=now, kind="plan", text=plan)
        partners.publish_paper(actor=people.maya, now=now, paper_id=paper)
        partners.begin_onboarding(actor=people.maya, now=now, partner_id=people.a, type="value_added_reseller")
        (began,) = plans.plans_of(people.maya, people.a, on=now.date())
    shut = "You may not take leads today. No leads before the course. Still to do: Pass the course."
    with acting_as(people.ola), pytest.raises(Refused, match=re.escape(shut)):
        actions.accept(actor=people.ola, now=now, code=made)
    assert (offer(made).state, lead(code).status) == ("offered", "offered")
    with acting_as(WORKER):
        assert queries.locate(WORKER, on=now.date()) == ()
    for company in ("Contoso", "Fabrikam"):  # who is kept out is passed over, and the way says why
        other_code, other_offer = comes(now, company=company, website=f"{company.lower()}.example", key=company)
        assert offer(other_offer).partner_id == people.b
    with acting_as(people.carl):
        considered = queries.lead(people.carl, other_code).records[0].considered
    assert "No leads before the course. Still to do: Pass the course." in [
        why for one in considered for why in one.against
    ]
    with acting_as(people.ola):
        partners.complete(actor=people.ola, now=now, task_id=began.tasks[0].id, on=now.date())
        actions.accept(actor=people.ola, now=now, code=made)
    assert offer(made).state == "accepted"


def test_a_partner_suspended_since_the_offer_takes_nothing(people: People, now: datetime, ground: None) -> None:
    _, made = comes(now)
    with acting_as(people.maya):
        partners.change_status(actor=people.maya, now=now, partner_id=people.a, status="suspended", reason="Unpaid.")
    with acting_as(people.ola), pytest.raises(Refused, match="The organisation is suspended, not active"):
        actions.accept(actor=people.ola, now=now, code=made)


def test_a_customer_nobody_called_is_taken_back(people: People, now: datetime, ground: None) -> None:
    code, made = comes(now)
    with acting_as(people.ola):
        actions.accept(actor=people.ola, now=now, code=made)
    due = offer(made).contact_due_at
    assert due == datetime(2026, 2, 12, 9, 0, tzinfo=UTC)  # two working days on
    with acting_as(WORKER):
        assert actions.follow_up(actor=WORKER, now=due) == 1
    assert (offer(made).state, lead(code).status) == ("pulled_back", "waiting")
    with acting_as(people.ola):
        assert not Contact.objects.values_list("pk").exists()


def test_where_the_policy_only_reminds_the_lead_stays(people: People, now: datetime) -> None:
    lay(people, now, POLICY.replace("otherwise: pull_back", "otherwise: remind"))
    _, made = comes(now)
    with acting_as(people.ola):
        actions.accept(actor=people.ola, now=now, code=made)
    with acting_as(WORKER):
        assert actions.follow_up(actor=WORKER, now=now + 5 * DAY) == 1
        assert actions.follow_up(actor=WORKER, now=now + 6 * DAY) == 0
    assert offer(made).state == "accepted"


@pytest.mark.parametrize("state", ["lapsed", "pulled_back", "won", "undone", "offered"])
def test_the_database_refuses_what_is_not_the_partners_to_say(
    people: People, now: datetime, ground: None, state: str
) -> None:
    _, made = comes(now)
    with acting_as(people.ola):
        actions.accept(actor=people.ola, now=now, code=made)
    with pytest.raises(DatabaseError), transaction.atomic(), acting_as(people.ola):
        Offer.objects.filter(code=made).update(state=state)
    with pytest.raises(DatabaseError), transaction.atomic(), acting_as(people.ola):
        Offer.objects.filter(code=made).update(due_at=now)
    with pytest.raises(DatabaseError), transaction.atomic(), acting_as(people.ola):
        Lead.objects.filter(partner_id=people.a).update(company="Mine")
    assert offer(made).state == "accepted"


@pytest.mark.parametrize("model", [RoutingRecord, Turn])
def test_how_a_lead_was_routed_is_the_vendors_alone(
    people: People, now: datetime, ground: None, model: type[Turn]
) -> None:
    comes(now)
    with pytest.raises(DatabaseError), transaction.atomic(), acting_as(people.ola):
        list(model.objects.all())


@pytest.mark.parametrize("column", ["received_at", "rounds", "wished_id", "code", "way_in", "keep_until"])
def test_a_partner_reads_nothing_of_a_leads_way(people: People, now: datetime, ground: None, column: str) -> None:
    comes(now)
    with pytest.raises(DatabaseError), transaction.atomic(), acting_as(people.ola):
        list(Lead.objects.values_list(column))


def test_direct_sales_and_whoever_has_no_right_see_nothing(people: People, now: datetime, ground: None) -> None:
    code, made = comes(now)
    with acting_as(people.dirk):
        assert not queries.visible_to(people.dirk).exists() and not queries.visible_offers(people.dirk).exists()
    with pytest.raises(DatabaseError), transaction.atomic(), acting_as(people.dirk):
        list(Lead.objects.all())
    operations = replace(people.ola, rights=frozenset({"own.view", "own.leads.view"}))
    with acting_as(operations), pytest.raises(NotAllowed):
        actions.accept(actor=operations, now=now, code=made)
    with acting_as(people.ada), pytest.raises(NotAllowed):
        actions.undo(actor=people.ada, now=now, code=code, reason="Wrong")


# The vendor's hand


def test_a_wrong_assignment_is_undone_and_counts_for_nobody(people: People, now: datetime, ground: None) -> None:
    code, made = comes(now)
    with acting_as(WORKER):
        turn = Turn.objects.values_list("number", flat=True).get(partner_id=people.a)
    with acting_as(people.carl):
        with pytest.raises(Refused, match="reason"):
            actions.undo(actor=people.carl, now=now, code=code, reason=" ")
        actions.undo(actor=people.carl, now=now, code=code, reason="Meant for the other branch")
        assert not [one for one in queries.scores(people.carl) if one.leads]
    assert (offer(made).state, lead(code).status, lead(code).rounds, lead(code).partner_id) == (
        "undone", "unrouted", 0, None,
    )  # fmt: skip
    with acting_as(WORKER):
        assert turn > Turn.objects.values_list("number", flat=True).get(partner_id=people.a)
    with acting_as(people.carl):
        hers = actions.offer_to(actor=people.carl, now=now, code=code, partner_id=people.b, reason="They know them")
        assert offer(hers).why[0] == "We chose you."
        assert "A person chose it." in queries.lead(people.carl, code).records[0].considered[0].said


def test_a_person_cannot_choose_a_full_partner_but_one_that_was_asked_before(
    people: People, now: datetime, ground: None
) -> None:
    code, made = comes(now)
    with acting_as(people.ola):
        actions.decline(actor=people.ola, now=now, code=made, why="other")
    with acting_as(people.carl):
        actions.offer_to(actor=people.carl, now=now, code=code, partner_id=people.a)
        with pytest.raises(Refused):  # held by now
            actions.offer_to(actor=people.carl, now=now, code=code, partner_id=people.b)
    with acting_as(people.sam):
        actions.save_desk(actor=people.sam, now=now, capacity=0, languages=[], paused_until=None, about="", shown=False)
    third = asks(now)
    with acting_as(people.carl):
        with pytest.raises(Refused, match="no room"):
            actions.offer_to(actor=people.carl, now=now, code=third, partner_id=people.b)
        with pytest.raises(NotFound):
            actions.offer_to(actor=people.carl, now=now, code=third, partner_id=987654321)


def test_a_lead_is_pulled_back_put_away_and_taken_up_again(people: People, now: datetime, ground: None) -> None:
    code, made = comes(now)
    with acting_as(people.carl):
        actions.pull_back(actor=people.carl, now=now, code=code, reason="They asked for somebody nearer")
        assert lead(code).status == "waiting"
        with pytest.raises(Refused, match="Nobody holds"):
            actions.pull_back(actor=people.carl, now=now, code=code, reason="Again")
        with pytest.raises(Refused, match="why"):
            actions.close(actor=people.carl, now=now, code=code, why="weather")
        actions.close(actor=people.carl, now=now, code=code, why="spam")
        assert (lead(code).status, lead(code).end_code) == ("closed", "spam")
        actions.reopen(actor=people.carl, now=now, code=code, reason="It was none")
        actions.again(actor=people.carl, now=now, code=code)
    assert lead(code).status == "waiting" and route(code, now)
    with acting_as(people.ola):
        assert queries.offer(people.ola, made).reason == "They asked for somebody nearer"
    with acting_as(people.carl):  # an open offer ends with its lead, and counts for nobody
        actions.close(actor=people.carl, now=now, code=code, why="duplicate")
        assert sum(one.leads for one in queries.scores(people.carl)) == 1


# To the deal, and back


@pytest.fixture
def policy_id(people: People, now: datetime) -> int:
    more = "optional: [description, contact_phone, address, postal_code, region, reference, expected_close, "
    text = DEALS.replace("needed: [website, expected_close,", "needed: [website,").replace("optional: [", more)
    return put_deal_policy(people, now, text)


def test_a_lead_becomes_a_registration_without_typing_and_is_won_with_it(
    people: People, now: datetime, ground: None, policy_id: int
) -> None:
    put_products(now)
    code, made = comes(now, product="CAM-1")
    with acting_as(people.ola):
        with pytest.raises(Refused):  # not taken yet
            actions.convert(actor=people.ola, now=now, code=made, policy_id=policy_id)
        actions.accept(actor=people.ola, now=now, code=made)
        actions.qualify(actor=people.ola, now=now, code=made)
        draft = actions.convert(actor=people.ola, now=now, code=made, policy_id=policy_id)
        assert actions.convert(actor=people.ola, now=now, code=made, policy_id=policy_id) == draft
        view = registrations.deal(people.ola, draft, now)
        assert view.fields | {"name": ""} == {
            "name": "", "company": "Nordlicht Studios GmbH", "country": "DE", "website": "nordlicht.example",
            "address": "Marienplatz 1", "city": "Munich", "region": "BY", "postal_code": "80331",
            "contact_name": "Nils Nord", "contact_email": "nils@nordlicht.example", "contact_phone": "+49 89 1234",
            "description": "Ten cameras for a new studio.", "reference": made,
        }  # fmt: skip
        assert [one.sku for one in view.lines] == ["CAM-1"]
        deals.submit(actor=people.ola, now=now, code=draft)
        with pytest.raises(Refused, match="registration"):
            actions.lose(actor=people.ola, now=now, code=made, why="no_need")
    with acting_as(WORKER):
        assert actions.follow_registrations(actor=WORKER, now=now) == 0
    look_at(draft, now)
    with acting_as(people.carl):
        deals.approve(actor=people.carl, now=now, code=draft)
    with acting_as(people.ola):
        deals.close(actor=people.ola, now=now + DAY, code=draft, won=True)
    with acting_as(WORKER):
        assert actions.follow_registrations(actor=WORKER, now=now + DAY) == 1
    assert (lead(code).status, lead(code).currency, offer(made).state) == ("won", "USD", "won")
    with acting_as(people.carl):
        row = queries.by_source(people.carl)[0]
        assert (row.source, row.came, row.converted, row.won, row.won_share.text) == (
            "Spring fair", 1, 1, 1, "1 of 1, 100 % (21–100 %)",
        )  # fmt: skip


def test_a_draft_that_was_thrown_away_gives_the_lead_back_to_work_on(
    people: People, now: datetime, ground: None, policy_id: int
) -> None:
    code, made = comes(now)
    with acting_as(people.ola):
        actions.accept(actor=people.ola, now=now, code=made)
        draft = actions.convert(actor=people.ola, now=now, code=made, policy_id=policy_id)
        deals.discard(actor=people.ola, now=now, code=draft)
    with acting_as(WORKER):
        assert actions.follow_registrations(actor=WORKER, now=now) == 1
    assert (lead(code).status, offer(made).registration_code) == ("qualified", "")


def test_a_lead_of_a_company_with_a_registered_deal_goes_to_its_holder(
    people: People, now: datetime, ground: None, policy_id: int
) -> None:
    deal = register(
        people.sam, now, policy_id,
        asked(put_products(now), company="Nordlicht Studios", website="nordlicht.example", country="DE"),
    )  # fmt: skip
    with acting_as(people.carl):
        deals.approve(actor=people.carl, now=now, code=deal)
    _, made = comes(now + HOUR)
    assert offer(made).partner_id == people.b
    assert offer(made).why[0] == "You have a registered deal with this company."


# People behind leads


def test_people_are_blanked_when_their_time_is_over(people: People, now: datetime, ground: None) -> None:
    code, _ = comes(now)
    assert lead(code).keep_until.date() == date(2027, 2, 11)
    with acting_as(WORKER):
        assert actions.forget_due(actor=WORKER, now=now + 300 * DAY) == 0
        assert actions.forget_due(actor=WORKER, now=now + 367 * DAY) == 1
        assert actions.forget_due(actor=WORKER, now=now + 367 * DAY) == 0
        row = Contact.objects.get(lead__code=code)
    assert (row.name, row.email, row.phone, row.consent, lead(code).need) == ("", "", "", "", "")
    assert lead(code).company == "Nordlicht Studios GmbH"


def test_one_person_is_found_and_blanked_on_request(people: People, now: datetime, ground: None) -> None:
    code, _ = comes(now)
    with acting_as(people.carl):
        assert [one.code for one in queries.searched(people.carl, " NILS@nordlicht.example ")] == [code]
        with pytest.raises(Refused):
            actions.erase(actor=people.carl, now=now, code=code, reason="")
        actions.erase(actor=people.carl, now=now, code=code, reason="Asked by mail")
        actions.erase(actor=people.carl, now=now, code=code, reason="Asked by mail")
        assert not queries.searched(people.carl, "nils@nordlicht.example")
        verbs = [row.verb for row in queries.history(people.carl, lead_id(code))]
        assert verbs.count("leads.lead.erased") == 1
        assert "nils" not in str([(row.payload, row.reason) for row in queries.history(people.carl, lead_id(code))])


# The locator


def test_the_locator_shows_who_agreed_may_serve_and_speaks_it(people: People, now: datetime, ground: None) -> None:
    def found(**asked: str) -> list[str]:
        with acting_as(WORKER):
            return [one.name for one in queries.locate(WORKER, on=now.date(), **asked)]

    assert found() == []
    for who, words in ((people.ola, ["de", "en"]), (people.sam, ["en"])):
        with acting_as(who):
            actions.save_desk(
                actor=who, now=now, capacity=5, languages=words, paused_until=None, about="Cameras.", shown=True
            )
    assert found() == ["Anker Mess", "Baylight Systems"]
    assert found(language="de") == ["Anker Mess"]
    assert found(country="DE", region="BY") == ["Anker Mess", "Baylight Systems"]
    assert found(country="US") == []  # nobody was granted the United States
    with acting_as(people.ola):
        actions.save_desk(
            actor=people.ola, now=now, capacity=5, languages=["de"], paused_until=None, about="", shown=False
        )
    assert found() == ["Baylight Systems"]


@pytest.mark.parametrize(
    "said", [{"capacity": -1}, {"capacity": 100_000}, {"languages": ["german"]}, {"languages": ["<b>"]}]
)
def test_a_desk_that_cannot_be_is_refused(people: People, now: datetime, said: dict[str, object]) -> None:
    whole = {"capacity": 1, "languages": ["de"], "paused_until": None, "about": "", "shown": True, **said}
    with acting_as(people.ola):
        with pytest.raises(Refused):
            actions.save_desk(actor=people.ola, now=now, **whole)  # type: ignore[arg-type]
        assert queries.own_desk(people.ola).slug == ""


def test_every_deed_wakes_the_router_once(people: People, now: datetime, ground: None) -> None:
    with acting_as(WORKER):
        names = list(ProcrastinateJob.objects.values_list("task_name", flat=True))
    asks(now)
    asks(now)
    with acting_as(WORKER):
        assert names.count("leads.route_waiting") <= 1
        assert list(ProcrastinateJob.objects.values_list("task_name", flat=True)).count("leads.route_waiting") == 1


def test_what_can_be_taken_has_no_faults() -> None:
    assert faults_of(ASKED) == ()
