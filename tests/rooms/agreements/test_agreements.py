"""Agreements told by date: signed by both, in force, amended, suspended, renewed, terminated; and what is refused."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from fairway.agreements import queries
from fairway.agreements.actions import concluding, course, drafting, findings, meeting, sending, signing, templates
from fairway.agreements.actions import grants as granting
from fairway.agreements.actions.refusals import Refused
from fairway.agreements.actions.sending import Asked
from fairway.agreements.jobs import renew_each
from fairway.agreements.models import Agreement, Grant, Hindrance, Paper, Signature, Signer
from fairway.agreements.queries import agreements, coverage, dates, drafts, grants, serving
from fairway.agreements.queries import signing as reading
from fairway.agreements.rules.places import Area
from fairway.agreements.rules.rights import Rights
from fairway.kit.access import WORKER, Actor, NotAllowed, acting_as
from fairway.kit.journal.reading import of_subject
from fairway.partners import actions as onboarding
from fairway.partners import queries as plans
from tests.builders import People, person
from tests.rooms.agreements.stories import (
    TYPED,
    YES,
    asked,
    concluded,
    digest_of,
    draft,
    send,
    sign,
    stage,
    template,
)
from tests.rooms.agreements.territory_stories import lay_ground
from tests.rooms.partners.builders import publish

MARCH, JUNE, JULY, NEXT_MARCH = date(2026, 3, 1), date(2026, 6, 1), date(2026, 7, 1), date(2027, 3, 1)


@pytest.fixture
def version(people: People, now: datetime) -> int:
    lay_ground(people.maya, now)
    return template(people, now)


def rights(people: People, on: date, *, actor: Actor | None = None, partner: int | None = None) -> Rights:
    asks = actor or people.carl
    with acting_as(asks):
        return queries.rights(asks, partner or people.a, on)


def words(found: Any) -> list[str]:
    return [one.words for one in found]


def held() -> list[tuple[date, date | None]]:
    """The grants that stand, by day."""
    with acting_as(WORKER):
        rows = Grant.objects.filter(withdrawn_at=None).order_by("since_on", "pk")
        return [(row.since_on, row.until_on) for row in rows]


# life


def test_signed_by_both_it_gives_its_rights_from_its_day(people: People, now: datetime, version: int) -> None:
    made = concluded(people, now, version)
    assert stage(made) == "concluded"
    assert held() == [(MARCH, NEXT_MARCH)]
    before = rights(people, date(2026, 2, 28))
    assert not before.may_act
    assert before.why_not == "AG-2026-0001 begins on 1 Mar 2026."
    answer = rights(people, MARCH)
    assert words(answer.roles) == ["Value-added reseller"]
    assert words(answer.products) == ["Bikes"]
    assert words(answer.territories) == ["Germany (exclusive)"]
    assert words(answer.exclusivity) == ["Exclusive: nobody else is granted Germany"]
    assert words(answer.price_terms) == [
        "Price list Standard 2026", "32.5 % off the list price", "Payment within 30 days of the invoice",
    ]  # fmt: skip
    assert words(answer.expectations) == ["Net sales: at least 250,000 EUR each year of the agreement"]
    assert words(answer.duties) == ["Answers questions within: 8 hours (on working days)"]
    (territory,) = answer.territories
    assert (territory.agreement, territory.clause) == ("AG-2026-0001", "2. Territory")
    assert (territory.since_on, territory.until_on) == (MARCH, NEXT_MARCH)
    assert rights(people, date(2027, 2, 28)).may_act
    assert rights(people, NEXT_MARCH).why_not == "AG-2026-0001 ended with its term on 1 Mar 2027."


def test_the_partner_gets_the_same_answer_and_a_rival_none(people: People, now: datetime, version: int) -> None:
    made = concluded(people, now, version)
    assert rights(people, MARCH, actor=people.ola) == rights(people, MARCH)
    with acting_as(people.sam):
        assert queries.rights(people.sam, people.a, MARCH).agreements == ()
        with pytest.raises(agreements.UnknownAgreement):
            agreements.view(people.sam, made, on=MARCH)
        assert Paper.objects.count() == Signature.objects.count() == Signer.objects.count() == 0
    with acting_as(people.dirk):
        assert not agreements.visible_to(people.dirk).exists()


def test_a_draft_is_not_the_partners_to_see(people: People, now: datetime, version: int) -> None:
    made = draft(people, now, version)
    with acting_as(people.ola):
        assert not Agreement.objects.exists()
    send(people, now, made)
    with acting_as(people.ola):
        assert Agreement.objects.get().pk == made


def test_an_amendment_changes_the_answer_on_its_day(people: People, now: datetime, version: int) -> None:
    base = concluded(people, now, version)
    with acting_as(people.carl):
        amendment = drafting.amend(actor=people.carl, now=now, agreement_id=base)
        typed = {
            **Agreement.objects.get(pk=amendment).typed, "since_on": "2026-06-01", "discount": "35",
            "territories": [*TYPED["territories"], {"kind": "open", "places": "AT"}],
        }  # fmt: skip
        drafting.save(actor=people.carl, now=now, agreement_id=amendment, typed=typed)
    send(people, now, amendment)
    sign(people.ola, now, amendment)
    sign(people.carl, now, amendment)
    assert stage(amendment) == "concluded"
    assert held() == [(MARCH, NEXT_MARCH), (JUNE, NEXT_MARCH)]
    assert "32.5 % off the list price" in words(rights(people, date(2026, 5, 31)).price_terms)
    june = rights(people, JUNE)
    assert "35 % off the list price" in words(june.price_terms)
    germany, austria = june.territories
    # Germany has stood since March by the agreement itself, Austria comes from the amendment
    assert (germany.instrument, germany.since_on) == ("AG-2026-0001", MARCH)
    assert (austria.instrument, austria.since_on) == ("AG-2026-0001-A1", JUNE)


def test_an_amendment_that_drops_a_territory_ends_its_grant_that_day(
    people: People, now: datetime, version: int
) -> None:
    base = concluded(people, now, version)
    with acting_as(people.carl):
        amendment = drafting.amend(actor=people.carl, now=now, agreement_id=base)
        typed = {**TYPED, "since_on": "2026-06-01", "territories": [{"kind": "exclusive", "places": "AT"}]}
        drafting.save(actor=people.carl, now=now, agreement_id=amendment, typed=typed)
    send(people, now, amendment)
    sign(people.ola, now, amendment)
    sign(people.carl, now, amendment)
    assert held() == [(MARCH, JUNE), (JUNE, NEXT_MARCH)]


def test_suspended_days_give_no_rights_and_keep_the_territory(people: People, now: datetime, version: int) -> None:
    made = concluded(people, now, version)
    with acting_as(people.carl):
        course.suspend(actor=people.carl, now=now, agreement_id=made, since_on=JUNE, reason="Invoices are unpaid.")
    assert rights(people, date(2026, 5, 31)).may_act
    paused = rights(people, JUNE)
    assert paused.why_not == "AG-2026-0001 is suspended."
    assert words(paused.withheld)[0] == "Value-added reseller"
    with acting_as(people.carl):
        course.resume(actor=people.carl, now=now, agreement_id=made, on=date(2026, 7, 1), reason="Paid.")
    assert not rights(people, date(2026, 6, 30)).may_act
    assert rights(people, date(2026, 7, 1)).may_act
    assert held() == [(MARCH, NEXT_MARCH)]


def test_who_can_serve_follows_a_suspension_by_the_day(people: People, now: datetime, version: int) -> None:
    made = concluded(people, now, version)
    with acting_as(people.carl):
        course.suspend(actor=people.carl, now=now, agreement_id=made, since_on=JUNE, reason="Invoices are unpaid.")
        course.resume(actor=people.carl, now=now, agreement_id=made, on=JULY, reason="Paid.")
        found = {
            day: serving.who_can_serve(people.carl, serving.Question(day, Area("DE"), line="bikes"))
            for day in (date(2026, 5, 31), JUNE, date(2026, 6, 30), JULY)
        }
        covered = [coverage.coverage(people.carl, on=day, line="bikes").cell("DE", "bikes").state for day in found]
        states = [grants.granted_to(people.carl, people.a, on=day)[0].state for day in found]
        listed = [grants.in_state(grants.visible_to(people.carl), "suspended", day).count() for day in found]
        following = coverage.reach(people.carl, on=JUNE).next_change
    assert [one.partner_ids for one in found.values()] == [(people.a,), (), (), (people.a,)]
    why = "Holds the grant. Its agreement AG-2026-0001 is suspended from 1 Jun 2026 until 1 Jul 2026."
    assert [one.why for one in found[JUNE].stopped] == [one.why for one in found[JUNE].near] == [why]
    assert covered == ["exclusive", "gap", "gap", "exclusive"]
    assert states == ["in_force", "suspended", "suspended", "in_force"]
    assert listed == [0, 1, 1, 0]
    assert following == JULY
    with acting_as(people.ola):  # the partner reads the same of its own
        assert [row.paused.words for row in grants.granted_to(people.ola, people.a, on=JUNE) if row.paused] == [
            "Its agreement AG-2026-0001 is suspended from 1 Jun 2026 until 1 Jul 2026."
        ]
    with acting_as(people.sam):
        assert grants.granted_to(people.sam, people.a, on=JUNE) == ()


def test_an_agreement_in_force_does_its_step_of_onboarding_from_its_day(
    people: People, now: datetime, version: int
) -> None:
    publish(people.maya, now)
    with acting_as(people.maya):
        for partner in (people.a, people.b):
            onboarding.begin_onboarding(actor=people.maya, now=now, partner_id=partner, type="value_added_reseller")
    concluded(people, now, version)

    def step(day: date, partner: int) -> str:
        with acting_as(WORKER):
            (plan,) = plans.plans_of(WORKER, partner, on=day)
        return next(task.state for task in plan.tasks if task.key == "agreement")

    assert [step(day, people.a) for day in (date(2026, 2, 28), MARCH)] == ["open", "met"]
    assert step(MARCH, people.b) == "open"
    with acting_as(WORKER):
        assert meeting.meet_all(actor=WORKER, now=now) == 0  # said once


def test_a_plan_that_begins_after_its_agreement_has_the_step_done(people: People, now: datetime, version: int) -> None:
    concluded(people, now, version)
    publish(people.maya, now)
    with acting_as(people.maya):
        onboarding.begin_onboarding(actor=people.maya, now=now, partner_id=people.a, type="value_added_reseller")
    with acting_as(WORKER):
        assert meeting.meet_all(actor=WORKER, now=now) == 1
        gate = plans.gate(WORKER, people.a, "ordering", MARCH)
    assert gate.waits_for == ("Open the credit account",)


def test_terminated_it_ends_on_the_day_it_says(people: People, now: datetime, version: int) -> None:
    made = concluded(people, now, version)
    with acting_as(people.carl):
        for _ in range(2):  # twice does one thing
            course.terminate(
                actor=people.carl, now=now, agreement_id=made, ends_on=JUNE, side="vendor", reason="Targets missed."
            )
    assert rights(people, date(2026, 5, 31)).may_act
    assert rights(people, JUNE).why_not == "AG-2026-0001 was terminated as of 1 Jun 2026."
    assert held() == [(MARCH, JUNE)]
    with acting_as(people.carl), pytest.raises(Refused, match="terminated already"):
        course.terminate(
            actor=people.carl, now=now, agreement_id=made, ends_on=date(2026, 7, 1), side="both", reason="Later."
        )


def test_it_renews_by_itself_only_where_it_says_so(people: People, now: datetime, version: int) -> None:
    renewing = concluded(people, now, version, renewal="automatic", renewal_months="12")
    concluded(people, now, version, principal=people.sam, territories=[{"kind": "open", "places": "US"}])
    asked_before = rights(people, date(2027, 6, 1)).why_not
    assert asked_before == "AG-2026-0001 ends with its term on 1 Mar 2027 unless it renews by itself."
    # notice can be given until 90 days before 1 March 2027, which is 1 December 2026
    for day, renewed in (
        (datetime(2026, 12, 1, 9, tzinfo=UTC), ()),
        (datetime(2026, 12, 2, 9, tzinfo=UTC), (renewing,)),
    ):
        assert renew_each(day) == renewed
        assert renew_each(day) == ()
    assert rights(people, date(2027, 6, 1)).may_act
    assert not rights(people, date(2027, 6, 1), partner=people.b).may_act
    assert (MARCH, date(2028, 3, 1)) in held()


def test_it_cannot_renew_where_its_text_has_no_clause_for_it(people: People, now: datetime) -> None:
    lay_ground(people.maya, now)
    version = template(people, now, "# {{ agreement.title }}\n\n## Appointment\n\nThe Partner is appointed.\n")
    made = draft(people, now, version, renewal="automatic", renewal_months="12")
    with pytest.raises(Refused, match="no clause about the term"):
        send(people, now, made)
    assert stage(made) == "drafted"


def test_a_renewal_that_meets_anothers_grant_is_not_made_and_says_why(
    people: People, now: datetime, version: int
) -> None:
    made = concluded(people, now, version, renewal="automatic", renewal_months="12")
    concluded(people, now, version, principal=people.sam, since_on="2027-03-01", until_on="2028-03-01")
    assert renew_each(datetime(2026, 12, 2, tzinfo=UTC)) == ()
    with acting_as(WORKER):
        hindrance = Hindrance.objects.get(agreement_id=made, cleared_at=None)
    assert "Baylight Systems holds" in hindrance.sentences[0]
    assert not rights(people, NEXT_MARCH).may_act


def test_one_renewal_that_fails_holds_up_no_other_and_its_owner_reads_it(
    people: People, now: datetime, version: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (
        concluded(
            people, now, version, principal=principal, renewal="automatic", renewal_months="12",
            territories=[{"kind": "exclusive", "places": place}],
        )
        for principal, place in ((people.ola, "DE"), (people.sam, "US"))
    )  # fmt: skip
    change, day = granting.change, datetime(2026, 12, 2, 9, tzinfo=UTC)

    def broken(**given: Any) -> Any:
        if given["terms"].partner_id == people.a:
            raise ZeroDivisionError
        return change(**given)

    monkeypatch.setattr(granting, "change", broken)
    assert renew_each(day) == (second,)
    assert renew_each(day) == ()
    with acting_as(WORKER):
        hindrance = Hindrance.objects.get(cleared_at=None)  # said once, however often it is tried
        assert (hindrance.agreement_id, hindrance.sentences[0][:24]) == (first, "It should have renewed, ")
    assert (MARCH, MARCH) not in held()
    assert rights(people, date(2027, 6, 1), partner=people.b).may_act
    assert not rights(people, date(2027, 6, 1)).may_act
    monkeypatch.setattr(granting, "change", change)
    assert renew_each(day) == (first,)
    with acting_as(WORKER):
        assert not Hindrance.objects.filter(cleared_at=None).exists()


def test_a_draft_or_a_copy_that_is_asked_for_twice_is_one_until_somebody_types(
    people: People, now: datetime, version: int
) -> None:
    first = draft(people, now, version)
    assert draft(people, now + timedelta(seconds=1), version) == first
    with acting_as(people.carl):
        drafting.save(actor=people.carl, now=now + timedelta(minutes=1), agreement_id=first, typed={"roles": []})
    second = draft(people, now + timedelta(minutes=2), version)
    assert second != first
    with acting_as(people.carl):
        copies = [drafting.copy(actor=people.carl, now=now, agreement_id=first) for _ in range(2)]
        assert copies[0] == copies[1] != second
        numbers = Agreement.objects.order_by("pk").values_list("number", flat=True)
        assert list(numbers) == ["AG-2026-0001", "AG-2026-0002", "AG-2026-0003"]  # none is skipped


# exclusivity


def test_where_exclusivity_refuses_nothing_of_it_takes_effect(people: People, now: datetime, version: int) -> None:
    both = [{"kind": "exclusive", "places": "AT"}, {"kind": "exclusive", "places": "DE"}]
    late = draft(people, now, version, partner=people.b, territories=both)
    send(people, now, late, signers=asked(people, partner=people.sam))
    sign(people.sam, now, late)
    first = concluded(people, now, version)  # partner A is faster
    done = sign(people.carl, now, late)
    assert (done.complete, done.concluded) == (True, False)
    assert stage(late) == "signed"
    assert held() == [(MARCH, NEXT_MARCH)]  # not even Austria
    assert not rights(people, MARCH, partner=people.b).may_act
    with acting_as(people.carl):
        view = agreements.view(people.carl, late, on=MARCH)
        assert view.hindrance is not None
        assert "Anker Mess holds Germany exclusively" in view.hindrance.sentences[0]
        assert view.sealed is not None  # both have signed, and that stays
    with acting_as(people.sam):  # no word of the rival
        assert agreements.view(people.sam, late, on=MARCH).hindrance is None
        said = " ".join(f"{row.reason} {row.payload}" for row in of_subject(people.sam, f"agreements.agreement:{late}"))
    assert "Anker" not in said
    with acting_as(people.carl):
        course.terminate(actor=people.carl, now=now, agreement_id=first, ends_on=MARCH, side="both", reason="Swapped.")
        assert concluding.try_again(actor=people.carl, now=now, agreement_id=late)
    assert words(rights(people, MARCH, partner=people.b).territories) == ["Austria (exclusive)", "Germany (exclusive)"]


def test_a_draft_that_meets_anothers_grant_is_not_sent(people: People, now: datetime, version: int) -> None:
    concluded(people, now, version)
    late = draft(people, now, version, partner=people.b, until_on="2028-03-01")
    with pytest.raises(Refused) as refusal:
        send(people, now, late, signers=asked(people, partner=people.sam))
    assert "Anker Mess holds Germany exclusively" in str(refusal.value)
    assert "The same from 2027-03-01 until 2028-03-01." in [offer.words for offer in refusal.value.offers]
    assert stage(late) == "drafted"


# competition law


def test_what_the_law_stops_waits_for_counsel(people: People, now: datetime, version: int) -> None:
    made = draft(people, now, version, restricts_passive_sales="yes")
    with pytest.raises(Refused, match="EU-05"):
        send(people, now, made)
    counsel = person(now, "cora@vendor.example", "Cora", "counsel")
    with acting_as(people.carl), pytest.raises(NotAllowed):
        findings.note(
            actor=people.carl, now=now, subject=drafts.subject_of(made), finding="EU-05", text="It is fine, believe me."
        )
    with acting_as(counsel):
        findings.note(
            actor=counsel, now=now, subject=drafts.subject_of(made), finding="EU-05",
            text="The partner asked for it and sells to the trade only.",
        )  # fmt: skip
    assert send(people, now, made)


def test_counsels_note_holds_for_the_grants_of_the_agreement(people: People, now: datetime, version: int) -> None:
    seven = [{"kind": "shared", "at_most": "7", "places": "FR"}]  # EU-03: more than five
    made = draft(people, now, version, territories=seven)
    counsel = person(now, "cora@vendor.example", "Cora", "counsel")
    with acting_as(counsel):
        findings.note(
            actor=counsel, now=now, subject=drafts.subject_of(made), finding="EU-03", text="Looked at on 10 February."
        )
    send(people, now, made)
    sign(people.ola, now, made)
    assert sign(people.carl, now, made).concluded


# signing


def test_in_sequence_the_second_waits_for_the_first(people: People, now: datetime, version: int) -> None:
    made = draft(people, now, version)
    assert [call.email for call in send(people, now, made)] == ["ola@a.example"]
    with pytest.raises(Refused, match="Ola signs first"):
        sign(people.carl, now, made)
    assert [call.email for call in sign(people.ola, now, made).calls] == ["carl@vendor.example"]
    assert sign(people.ola, now, made).complete is False  # twice is one signature
    assert sign(people.carl, now, made).concluded
    with acting_as(WORKER):
        assert Signature.objects.filter(agreement_id=made).count() == 2


def test_in_any_order_everybody_is_asked_at_once(people: People, now: datetime, version: int) -> None:
    made = draft(people, now, version)
    assert len(send(people, now, made, order="parallel")) == 2
    sign(people.carl, now, made)
    assert sign(people.ola, now, made).concluded


def test_who_is_not_asked_signs_nothing(people: People, now: datetime, version: int) -> None:
    made = draft(people, now, version)
    send(people, now, made, order="parallel")
    with pytest.raises(Refused, match="not among those"):
        sign(people.maya, now, made)
    with pytest.raises(agreements.UnknownAgreement):
        sign(people.sam, now, made)
    with pytest.raises(NotAllowed):
        sign(people.ines, now, made)
    with acting_as(people.ola), pytest.raises(Refused, match="document changed"):
        signing.sign(actor=people.ola, now=now, agreement_id=made, sha256="0" * 64, evidence=YES)
    with acting_as(people.ola), pytest.raises(Refused, match="Tick that you agree"):
        nothing = signing.Evidence("", "192.0.2.7", "")
        signing.sign(actor=people.ola, now=now, agreement_id=made, sha256=digest_of(made), evidence=nothing)
    with acting_as(WORKER):
        assert not Signature.objects.exists()


def test_declined_with_a_reason_it_is_over_and_can_be_copied(people: People, now: datetime, version: int) -> None:
    made = draft(people, now, version)
    send(people, now, made)
    with acting_as(people.ola):
        with pytest.raises(Refused, match="Say why"):
            signing.decline(actor=people.ola, now=now, agreement_id=made, reason=" ")
        signing.decline(actor=people.ola, now=now, agreement_id=made, reason="The target is too high.")
    assert stage(made) == "declined"
    with acting_as(people.carl):
        copy = drafting.copy(actor=people.carl, now=now, agreement_id=made)
        assert Agreement.objects.get(pk=copy).typed == Agreement.objects.get(pk=made).typed


def test_unsigned_it_lapses_and_reminds_before(people: People, now: datetime, version: int) -> None:
    made = draft(people, now, version)
    send(people, now, made, days=10)
    for after, reminded in ((2, 0), (3, 1), (3, 0), (8, 0), (9, 1), (11, 0)):
        with acting_as(WORKER):
            calls = sending.due_reminders(actor=WORKER, now=now + timedelta(days=after))
            assert len(calls) == reminded, after
    last = f"could be signed until {now + timedelta(days=10):%-d %B %Y, %H:%M} UTC"
    with pytest.raises(Refused, match=last):
        sign(people.ola, now + timedelta(days=10), made)
    with acting_as(WORKER):
        assert course.lapse_due(actor=WORKER, now=now + timedelta(days=10)) == (made,)
        assert course.lapse_due(actor=WORKER, now=now + timedelta(days=10)) == ()
    assert stage(made) == "lapsed"


def outside(people: People) -> list[Asked]:
    """Nora of partner A has no account."""
    return [Asked("partner", "Nora", "nora@a.example"), Asked("vendor", "Carl", "", people.carl.user_id)]


def by_link(people: People, now: datetime, version: int) -> tuple[int, str]:
    made = draft(people, now, version)
    nora, carl = outside(people)
    (call,) = send(people, now, made, signers=[nora, Asked("vendor", carl.name, "carl@vendor.example", carl.user_id)])
    return made, call.secret


def test_a_link_and_the_code_sent_to_the_address_sign_once(people: People, now: datetime, version: int) -> None:
    made, secret = by_link(people, now, version)
    digest = digest_of(made)
    with pytest.raises(Refused, match="Ask for a code first"):
        signing.sign_by_link(now=now, secret=secret, code="123456", sha256=digest, evidence=YES)
    address, code = signing.ask_code(now=now, secret=secret)
    assert address == "nora@a.example"
    assert not signing.sign_by_link(now=now, secret=secret, code=code, sha256=digest, evidence=YES).complete
    with pytest.raises(Refused, match="has signed already"):
        signing.sign_by_link(now=now, secret=secret, code=code, sha256=digest, evidence=YES)
    assert sign(people.carl, now, made).concluded
    with acting_as(WORKER):
        first = Signature.objects.order_by("pk")[0]
    assert (first.way, first.user_id, first.address, first.consent) == ("link", None, YES.address, YES.consent)


def test_a_link_that_was_passed_on_signs_nothing(people: People, now: datetime, version: int) -> None:
    made, secret = by_link(people, now, version)
    _, code = signing.ask_code(now=now, secret=secret)  # goes to Nora, whoever opened the link
    wrong = "000000" if code != "000000" else "111111"
    for _ in range(5):
        with pytest.raises(Refused, match="code"):
            signing.sign_by_link(now=now, secret=secret, code=wrong, sha256=digest_of(made), evidence=YES)
    with pytest.raises(Refused, match="Too many wrong codes"):  # the right one comes too late
        signing.sign_by_link(now=now, secret=secret, code=code, sha256=digest_of(made), evidence=YES)
    assert stage(made) == "sent"
    _, fresh = signing.ask_code(now=now, secret=secret)
    late = now + timedelta(minutes=16)
    with pytest.raises(Refused, match="worked for 15 minutes"):
        signing.sign_by_link(now=late, secret=secret, code=fresh, sha256=digest_of(made), evidence=YES)


def test_an_expired_link_says_so_and_nothing_is_lost(people: People, now: datetime, version: int) -> None:
    made, secret = by_link(people, now, version)
    with pytest.raises(Refused, match="Ask for a new one"):
        signing.ask_code(now=now + timedelta(days=14), secret=secret)
    with acting_as(people.carl):
        (call,) = sending.remind(actor=people.carl, now=now + timedelta(days=14), agreement_id=made)
    with pytest.raises(Refused, match="newer link"):
        signing.ask_code(now=now + timedelta(days=1), secret=secret)
    assert signing.ask_code(now=now + timedelta(days=15), secret=call.secret)[0] == "nora@a.example"
    with pytest.raises(Refused, match="It could be signed until"):  # before the hour in which it lapses
        signing.ask_code(now=now + timedelta(days=30), secret=call.secret)


def test_a_revoked_signer_is_told_so(people: People, now: datetime, version: int) -> None:
    made, secret = by_link(people, now, version)
    with acting_as(people.carl):
        nora = Signer.objects.get(agreement_id=made, email="nora@a.example")
        (call,) = sending.replace_signer(
            actor=people.carl, now=now, agreement_id=made, signer_id=nora.pk, reason="Nora has left.",
            by=Asked("partner", "Ola", "ola@a.example", people.ola.user_id),
        )  # fmt: skip
    assert (call.email, call.secret) == ("ola@a.example", "")
    with pytest.raises(Refused, match="Somebody else signs in your place"):
        signing.ask_code(now=now, secret=secret)
    assert sign(people.ola, now, made).calls
    with acting_as(people.carl), pytest.raises(Refused, match="not taken back"):
        ola = Signer.objects.get(agreement_id=made, email="ola@a.example")
        sending.replace_signer(
            actor=people.carl, now=now, agreement_id=made, signer_id=ola.pk, reason="No.",
            by=Asked("partner", "Nora", "nora@a.example"),
        )  # fmt: skip


def test_a_link_of_nobody_is_none(people: People, now: datetime) -> None:
    with acting_as(WORKER):
        assert reading.link(WORKER, "made up", now=now) is None
    with pytest.raises(Refused, match="no such link"):
        signing.ask_code(now=now, secret="made up")


# documents


def test_the_sealed_document_holds_the_evidence_and_its_seal_is_good(
    people: People, now: datetime, version: int, tmp_path: Path
) -> None:
    made = concluded(people, now, version)
    with acting_as(people.ola):
        view = agreements.view(people.ola, made, on=MARCH)
        assert view.sealed is not None
        _, content = agreements.paper(people.ola, made, view.sealed.id)
    file = tmp_path / "sealed.pdf"
    file.write_bytes(content)
    told = subprocess.run(["pdfsig", str(file)], capture_output=True, text=True, check=False, timeout=60).stdout
    assert "Signature is Valid." in told
    assert "ETSI.CAdES.detached" in told
    assert "Total document signed" in told
    text = subprocess.run(["pdftotext", "-layout", str(file), "-"], capture_output=True, text=True, check=True).stdout
    plain = re.sub(r"\s+", " ", text)
    for said in (
        "Ola",
        "Carl",
        "192.0.2.7",
        "Firefox",
        view.digest[:40],
        "I have read this agreement",
        "Standard 2026",
    ):
        assert said in plain, said
    broken = content.replace(b"/Type", b"/typE", 1)
    file.write_bytes(broken)
    told = subprocess.run(["pdfsig", str(file)], capture_output=True, text=True, check=False, timeout=60).stdout
    assert "Signature is Valid." not in told


def test_an_agreement_signed_on_paper_is_kept_as_it_came(people: People, now: datetime, version: int) -> None:
    made = draft(people, now, version)
    scan = b"%PDF-1.7\nscan\n%%EOF\n"
    with acting_as(people.carl):
        for content, said in ((b"PK\x03\x04zip", "not a whole PDF"), (b"%PDF-1.7 cut off", "not a whole PDF")):
            with pytest.raises(Refused, match=said):
                signing.sign_on_paper(
                    actor=people.carl, now=now, agreement_id=made, content=content, name="a.pdf", reason="Signed."
                )
        with pytest.raises(Refused, match="who signed it"):
            signing.sign_on_paper(actor=people.carl, now=now, agreement_id=made, content=scan, name="a.pdf", reason="")
        for _ in range(2):
            done = signing.sign_on_paper(
                actor=people.carl, now=now, agreement_id=made, content=scan, name="a.pdf",
                reason="Signed by Ola and Carl in Hamburg on 9 February.",
            )  # fmt: skip
            assert done.concluded
        paper = Paper.objects.get(agreement_id=made)
    assert (bytes(paper.content), paper.kind, paper.made_by_id) == (scan, "on_paper", people.carl.user_id)
    assert rights(people, MARCH).may_act


def test_what_was_sent_signed_or_published_never_changes(people: People, now: datetime, version: int) -> None:
    made = concluded(people, now, version)
    attempts: list[Callable[[], object]] = [
        lambda: Agreement.objects.filter(pk=made).update(text="Everything is allowed."),
        lambda: Signature.objects.all().update(name="Somebody"),
        lambda: Paper.objects.all().delete(),
    ]
    for attempt in attempts:
        with acting_as(people.carl), pytest.raises((IntegrityError, ProgrammingError)), transaction.atomic():
            attempt()
    with acting_as(people.maya):
        from fairway.agreements.models import TemplateVersion

        with pytest.raises(IntegrityError), transaction.atomic():
            TemplateVersion.objects.filter(pk=version).update(text="Other words")
        one = TemplateVersion.objects.get(pk=version)
        assert templates.save(actor=people.maya, now=now, template_id=one.template_id, text=one.text) == version
        later = templates.save(actor=people.maya, now=now, template_id=one.template_id, text="# Shorter\n")
        assert TemplateVersion.objects.get(pk=later).number == 2


def test_a_template_with_problems_is_not_published(people: People, now: datetime) -> None:
    with acting_as(people.maya):
        made = templates.create(actor=people.maya, now=now, code="bad", title="Bad", text="{{ partner.nmae }}")
        from fairway.agreements.queries import templates as versions

        one = versions.template(people.maya, made).versions[0]
        with pytest.raises(Refused, match="Line 1, column 1: There is no field"):
            templates.publish(actor=people.maya, now=now, version_id=one.id)
    with acting_as(people.carl), pytest.raises(NotAllowed):
        templates.create(actor=people.carl, now=now, code="mine", title="Mine", text="# Mine")


# drafts and the calendar


def test_a_draft_is_kept_half_way_and_says_what_is_wrong(people: People, now: datetime, version: int) -> None:
    made = draft(people, now, version)
    with acting_as(people.carl):
        half = {**TYPED, "since_on": "2026-03-01", "until_on": "2026-01-01", "lines": ["skis"], "discount": "lots"}
        drafting.save(actor=people.carl, now=now, agreement_id=made, typed=half)
        found = {fault.field: fault.sentence for fault in drafts.draft(people.carl, made).faults}
        assert Agreement.objects.get(pk=made).typed == half
    assert set(found) == {"until_on", "lines", "discount"}
    assert "before it starts on 2026-03-01" in found["until_on"]
    assert "no product line “skis”" in found["lines"]
    with pytest.raises(Refused, match="before it starts"):
        send(people, now, made)


def test_the_calendar_shows_notice_end_and_signatures(people: People, now: datetime, version: int) -> None:
    concluded(people, now, version)
    waiting = draft(people, now, version, partner=people.b, territories=[{"kind": "open", "places": "US"}])
    send(people, now, waiting, signers=asked(people, partner=people.sam))
    with acting_as(people.carl):
        found = dates.dates(people.carl, since=date(2026, 1, 1), until=date(2028, 1, 1))
        assert [(one.on.isoformat(), one.kind) for one in found] == [
            ("2026-03-01", "begin"), ("2026-03-12", "sign"), ("2026-12-01", "notice"), ("2027-03-01", "end"),
        ]  # fmt: skip
        assert (
            dates.dates(people.carl, since=date(2026, 1, 1), until=date(2028, 1, 1), owner_id=people.maya.person) == ()
        )
    with acting_as(people.sam):
        assert [one.kind for one in dates.dates(people.sam, since=date(2026, 1, 1), until=date(2028, 1, 1))] == ["sign"]
