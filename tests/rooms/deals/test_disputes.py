"""Disputes in the real database: opened, heard, decided by somebody who is no party, appealed to another person."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from fairway.deals import actions, queries
from fairway.deals.models import (
    Compensation,
    Conflict,
    Dispute,
    DisputeDecision,
    DisputeItem,
    DisputeSide,
    Protection,
    Role,
)
from fairway.deals.rules.disputes import QUESTION, Verdict
from fairway.deals.rules.refusals import NotFound, Refused
from fairway.kit.access import WORKER, Actor, NotAllowed, acting_as
from fairway.kit.journal.models import JournalRow
from fairway.values import exact
from tests.builders import People
from tests.rooms.deals.stories import asked, put_policy, put_products, register, settle, status

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def products(people: People, now: datetime) -> dict[str, int]:
    return put_products(now)


@pytest.fixture
def policy(people: People, now: datetime) -> int:
    return put_policy(people, now)


def followed(side: str, now: datetime) -> str:
    """Let the worker bring the case in step; answers its code at the vendor."""
    with acting_as(WORKER):
        row = DisputeSide.objects.get(code=side)
        actions.follow(actor=WORKER, now=now, side_id=row.pk)
        row.refresh_from_db()
        return Dispute.objects.get(pk=row.dispute_id).code if row.dispute_id else ""


def disputed(who: Actor, now: datetime, code: str, about: str = "refused", text: str = "We were there first") -> str:
    with acting_as(who):
        return actions.open_dispute(actor=who, now=now, code=code, about=about, text=text)


def do(who: Actor, now: datetime, deed: Any, **more: Any) -> Any:
    with acting_as(who):
        return deed(actor=who, now=now, **more)


def held_and_refused(people: People, now: datetime, policy: int, products: dict[str, int]) -> tuple[str, str]:
    """Sam is protected; Ola asked for the same and was refused by Carl."""
    held = register(people.sam, now, policy, asked(products))
    do(people.carl, now, actions.approve, code=held)
    lost = register(people.ola, now, policy, asked(products))
    do(people.carl, now, actions.refuse, code=lost, answer="not_available", text="We cannot protect it for you.")
    return held, lost


def two_sides(people: People, now: datetime, policy: int, products: dict[str, int]) -> tuple[str, str, str, str, str]:
    """A case of Ola's that Theo mediates and hears Sam in: the case, both sides' codes, both registrations'."""
    held, lost = held_and_refused(people, now, policy, products)
    mine = disputed(people.ola, now + HOUR, lost)
    case = followed(mine, now + HOUR)
    do(people.theo, now + 2 * HOUR, actions.take_up, code=case)
    theirs = do(people.theo, now + 3 * HOUR, actions.add_side, code=case, registration=held)
    return case, mine, theirs, lost, held


def award(winner: str, *texts: tuple[str, str], **more: Any) -> Verdict:
    return Verdict("award", "The e-mails show who brought it.", dict(texts), winner=winner, **more)


def verbs(actor: Actor, code: str, now: datetime) -> list[str]:
    with acting_as(actor):
        return [row.verb for row in queries.own_case(actor, code, now).timeline]


def test_a_dispute_is_acknowledged_then_made_a_case_with_clocks_in_working_time(
    people: People, now: datetime, policy: int, products: dict[str, int]
) -> None:
    _, lost = held_and_refused(people, now, policy, products)
    with acting_as(people.ola):
        with pytest.raises(Refused, match="is not so for this registration"):
            actions.open_dispute(actor=people.ola, now=now, code=lost, about="expired", text="Too soon")
        with pytest.raises(Refused, match="Say why"):
            actions.open_dispute(actor=people.ola, now=now, code=lost, about="refused", text=" ")
    mine = disputed(people.ola, now, lost)
    assert disputed(people.ola, now, lost) == mine
    case = followed(mine, now)
    assert followed(mine, now) == case
    with acting_as(people.carl):
        found = queries.case(people.carl, case, now)
    # Tuesday 9:00, eight working hours a day: 24 h end Thursday 17:00, 48 h the Wednesday after (Monday is a
    # holiday in the US), 72 h the Monday after that
    assert found.identify_by == datetime(2026, 2, 12, 17, tzinfo=UTC)
    assert found.investigate_by == datetime(2026, 2, 18, 17, tzinfo=UTC)
    assert found.resolve_by == datetime(2026, 2, 23, 17, tzinfo=UTC)
    assert (found.row.status, [side.partner for side in found.sides]) == ("opened", ["Anker Mess"])
    assert [(code, who) for code, who, _ in found.others] == [(_held(people), "Baylight Systems")]


def _held(people: People) -> str:
    with acting_as(WORKER):
        return Protection.objects.select_related("registration").get().registration.code


def test_a_partner_disputes_its_own_only_and_the_database_holds_it(
    people: People, now: datetime, policy: int, products: dict[str, int]
) -> None:
    held, lost = held_and_refused(people, now, policy, products)
    with acting_as(people.sam), pytest.raises(NotFound):
        actions.open_dispute(actor=people.sam, now=now, code=lost, about="refused", text="Mine")
    mine = disputed(people.ola, now, lost)
    followed(mine, now)
    with acting_as(people.sam):
        assert list(queries.visible_sides(people.sam)) == []
        assert not DisputeSide.objects.filter(code=mine).exists()
        with pytest.raises(NotFound):
            queries.own_case(people.sam, mine, now)
        for table in (Dispute, DisputeDecision):
            with pytest.raises(DatabaseError), transaction.atomic():
                table.objects.count()
    with acting_as(people.ola):
        with pytest.raises(DatabaseError), transaction.atomic():
            DisputeSide.objects.filter(code=mine).update(status="decided")
        with pytest.raises(DatabaseError), transaction.atomic():
            DisputeSide.objects.filter(code=mine).update(kind="yours")
        with pytest.raises(DatabaseError), transaction.atomic():
            row = DisputeSide.objects.get(code=mine)
            DisputeItem.objects.create(code="E-1", side=row, by="vendor", visible="side", text="x", added_at=now)
        with pytest.raises(DatabaseError), transaction.atomic():
            DisputeSide.objects.filter(code=mine).update(appeal_text="Rewritten", appealed_at=now)
        with pytest.raises(NotAllowed):
            actions.take_up(actor=people.ola, now=now, code="V-1")
    assert status(held) == "approved"


def test_a_mediator_is_no_party(people: People, now: datetime, policy: int, products: dict[str, int]) -> None:
    _, lost = held_and_refused(people, now, policy, products)
    case = followed(disputed(people.ola, now, lost), now)
    with acting_as(people.carl), pytest.raises(Refused, match="You are a party"):
        actions.take_up(actor=people.carl, now=now, code=case)
    with acting_as(WORKER), pytest.raises(Refused, match="A person decides"):
        actions.take_up(actor=WORKER, now=now, code=case)
    with acting_as(people.ada), pytest.raises(NotAllowed):
        actions.take_up(actor=people.ada, now=now, code=case)
    do(people.theo, now, actions.take_up, code=case)
    do(people.theo, now, actions.take_up, code=case)
    with acting_as(people.maya), pytest.raises(Refused, match="Only the mediator"):
        actions.hear(actor=people.maya, now=now, code=case)
    with acting_as(people.carl):
        view = queries.case(people.carl, case, now)
        assert view.parties == ("Carl",)
        assert "You are a party" in view.hindered


def test_an_award_reassigns_by_the_ordinary_actions(
    people: People, now: datetime, policy: int, products: dict[str, int]
) -> None:
    case, mine, theirs, lost, held = two_sides(people, now, policy, products)
    later = now + DAY
    with acting_as(people.theo):
        with pytest.raises(Refused, match="Choose the side"):
            actions.decide(actor=people.theo, now=later, code=case, verdict=award(""))
        with pytest.raises(Refused, match="Write to every side"), transaction.atomic():
            actions.decide(actor=people.theo, now=later, code=case, verdict=award(mine, (mine, "Yours.")))
    assert (status(held), status(lost)) == ("approved", "rejected")
    verdict = award(mine, (mine, "It is yours."), (theirs, "Your registration came after work you had not done."))
    do(people.theo, later, actions.decide, code=case, verdict=verdict)
    do(people.theo, later, actions.decide, code=case, verdict=verdict)
    assert (status(held), status(lost)) == ("revoked", "approved")
    with acting_as(WORKER):
        assert [row.registration.code for row in Protection.objects.filter(period__contains=later)] == [lost]
        made = DisputeDecision.objects.get()
        assert (made.turn, made.outcome, made.changed, made.winner.code) == (1, "award", True, mine)
        wrote = [row.verb for row in JournalRow.objects.filter(subject__startswith="deals.registration:", at=later)]
    assert {"deals.registration.revoked", "deals.registration.reopened", "deals.registration.approved"} <= set(wrote)
    settle(held, later + HOUR)
    assert status(lost) == "approved"
    with acting_as(people.ola):
        own = queries.own_case(people.ola, mine, later)
        # a distributor may read its reseller's rows of the journal, so the words of a decision are not among them
        assert not [row for row in own.timeline if row.verb.startswith("deals.side.") and row.reason]
        assert (own.side.kind, own.side.status, own.may_appeal) == ("yours", "decided", True)
        assert queries.deal(people.ola, lost, later).clock.protects


def test_each_side_reads_its_own_part_and_nothing_of_the_other(
    people: People, now: datetime, policy: int, products: dict[str, int]
) -> None:
    case, mine, theirs, _, held = two_sides(people, now, policy, products)
    said = do(people.ola, now + 4 * HOUR, actions.say, code=mine, text="Ola's secret price is 4711")
    with acting_as(people.theo), pytest.raises(Refused, match="did not say that it may be shown"):
        actions.share(actor=people.theo, now=now, code=case, item=said, confirmed=True)
    do(people.sam, now + 5 * HOUR, actions.say, code=theirs, text="Baylight met them", may_be_shown=True,
       name="Baylight quote.txt", content=b"We met on the third.")  # fmt: skip
    with acting_as(people.sam):
        shown = queries.own_case(people.sam, theirs, now)
        assert [item.text for item in shown.items] == ["Baylight met them"]
        assert (shown.side.text, shown.side.about, shown.side.opener) == (QUESTION, "review", False)
        assert shown.side.joined_at == now + 3 * HOUR
        offered = shown.items[0].code
        assert verbs(people.sam, theirs, now) == [
            "deals.registration.submitted", "deals.registration.approved", "deals.side.joined", "deals.side.said",
        ]  # fmt: skip
    with acting_as(people.theo):
        with pytest.raises(Refused, match="Confirm"):
            actions.share(actor=people.theo, now=now, code=case, item=offered, confirmed=False)
        actions.share(
            actor=people.theo, now=now + 6 * HOUR, code=case, item=offered, confirmed=True,
            text="A meeting is documented.", name="meeting.txt",
        )  # fmt: skip
    with acting_as(people.ola):
        seen = queries.own_case(people.ola, mine, now)
        copy = seen.items[1]
        assert (copy.by, copy.text, copy.name, copy.at) == (
            "vendor", "A meeting is documented.", "meeting.txt", now + 6 * HOUR,
        )  # fmt: skip
        words = repr(seen)
        for secret in ("Baylight", "Sam", theirs, held, offered, case):
            assert secret not in words
        assert queries.item_file(people.ola, mine, copy.code).name == "meeting.txt"
        with pytest.raises(NotFound):
            queries.item_file(people.ola, mine, offered)
    with acting_as(people.sam):
        assert "4711" not in repr(queries.own_case(people.sam, theirs, now))
        with pytest.raises(NotFound):
            actions.say(actor=people.sam, now=now, code=mine, text="Let me in")
    with acting_as(WORKER), pytest.raises(IntegrityError), transaction.atomic():
        DisputeItem.objects.filter(code=said).update(visible="all")


def test_an_appeal_is_made_once_and_decided_by_another_person_when_all_had_their_time(
    people: People, now: datetime, policy: int, products: dict[str, int]
) -> None:
    case, mine, theirs, lost, held = two_sides(people, now, policy, products)
    later = now + DAY
    texts = ((mine, "It is yours."), (theirs, "It is not."))
    do(people.theo, later, actions.decide, code=case, verdict=award(mine, *texts))
    do(people.sam, later + DAY, actions.appeal, code=theirs, text="The e-mails are not ours")
    do(people.sam, later + DAY, actions.appeal, code=theirs, text="The e-mails are not ours")
    with acting_as(people.sam), pytest.raises(DatabaseError), transaction.atomic():
        DisputeSide.objects.filter(code=theirs).update(appeal_text="Said otherwise afterwards")
    assert followed(theirs, later + DAY) == case
    with acting_as(people.ola):
        assert queries.own_case(people.ola, mine, later + DAY).side.status == "decided"
    back = award(theirs, (mine, "It goes back."), (theirs, "It is yours again."))
    with acting_as(people.theo), pytest.raises(Refused, match="You decided it before"):
        actions.decide(actor=people.theo, now=later + DAY, code=case, verdict=back)
    with acting_as(people.maya), pytest.raises(Refused, match="Another side may appeal until"):
        actions.decide(actor=people.maya, now=later + DAY, code=case, verdict=back)
    passed = later + 20 * DAY  # ten working days after the decision
    with acting_as(people.ola), pytest.raises(Refused, match="time to appeal has passed"):
        actions.appeal(actor=people.ola, now=passed, code=mine, text="Late")
    do(people.maya, passed, actions.decide, code=case, verdict=back)
    assert (status(held), status(lost)) == ("approved", "revoked")
    with acting_as(WORKER):
        assert Dispute.objects.get().status == "final"
        assert list(DisputeDecision.objects.order_by("turn").values_list("decided_by", flat=True)) == [
            people.theo.user_id, people.maya.user_id,
        ]  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            DisputeDecision.objects.create(
                dispute=Dispute.objects.get(), turn=1, outcome="refuse", changed=False, reason="x",
                decided_by_id=people.carl.user_id, decided_at=now,
            )  # fmt: skip
    with acting_as(people.sam), pytest.raises(Refused, match="last decision"):
        actions.appeal(actor=people.sam, now=passed, code=theirs, text="Again")
    with acting_as(people.ola), pytest.raises(Refused, match="decided in a case before"):
        actions.open_dispute(actor=people.ola, now=passed, code=lost, about="lost", text="Once more")


def test_upholding_leaves_the_side_that_did_not_appeal_as_it_was(
    people: People, now: datetime, policy: int, products: dict[str, int]
) -> None:
    case, mine, theirs, _, _ = two_sides(people, now, policy, products)
    texts = ((mine, "It stays as it was."), (theirs, "Nothing changes."))
    do(people.theo, now + DAY, actions.decide, code=case, verdict=Verdict("refuse", "Nothing new.", dict(texts)))
    do(people.ola, now + 2 * DAY, actions.appeal, code=mine, text="You did not read the e-mails")
    followed(mine, now + 2 * DAY)
    before = _sides_words(people.sam, theirs, now)
    verdict = Verdict("uphold", "The reasons hold.", {mine: "We read them; the decision stands."})
    do(people.maya, now + 30 * DAY, actions.decide, code=case, verdict=verdict)
    assert _sides_words(people.sam, theirs, now) == before
    with acting_as(people.ola):
        own = queries.own_case(people.ola, mine, now).side
        assert (own.status, own.kind, own.answer_text) == ("final", "unchanged", "We read them; the decision stands.")
        assert (own.first_text, own.first_at) == ("It stays as it was.", now + DAY)


def _sides_words(who: Actor, code: str, now: datetime) -> str:
    with acting_as(who):
        return repr(queries.own_case(who, code, now))


def test_a_split_changes_credit_and_shows_no_name(
    people: People, now: datetime, policy: int, products: dict[str, int]
) -> None:
    case, mine, theirs, lost, held = two_sides(people, now, policy, products)
    texts = {mine: "You brought it; sixty are yours.", theirs: "Forty are yours."}
    uneven = Verdict("split", "Both worked on it.", texts, shares={mine: exact(60), theirs: exact(50)})
    with acting_as(people.theo), pytest.raises(Refused, match="110 percent together"), transaction.atomic():
        actions.decide(actor=people.theo, now=now + DAY, code=case, verdict=uneven)
    even = Verdict("split", "Both worked on it.", texts, shares={mine: exact(60), theirs: exact(40)})
    do(people.theo, now + DAY, actions.decide, code=case, verdict=even)
    assert (status(held), status(lost)) == ("approved", "approved")
    with acting_as(WORKER):
        assert [row.registration.code for row in Protection.objects.all()] == [held]
    with acting_as(people.ola):
        view = queries.deal(people.ola, lost, now + DAY)
        assert [(role.named, role.share) for role in view.roles] == [("Anker Mess", exact(60))]
        assert queries.own_case(people.ola, mine, now).side.share == 60


def test_credit_keeps_its_proportion_and_its_days(
    people: People, now: datetime, policy: int, products: dict[str, int]
) -> None:
    from fairway.deals.actions.registering import AskedRole

    code = actions.new_code()
    roles = [AskedRole("transacting", "Anker Mess", exact(60), now.date()),
             AskedRole("influence", "Ines Ltd", exact(30), now.date())]  # fmt: skip
    with acting_as(people.ola):
        actions.save_draft(actor=people.ola, now=now, code=code, policy_id=policy, asked=asked(products), roles=roles)
        actions.submit(actor=people.ola, now=now, code=code)
    from tests.rooms.deals.stories import look_at

    look_at(code, now)
    do(people.carl, now, actions.approve, code=code)
    later = now + 5 * DAY
    do(people.carl, later, actions.split_credit, code=code, share=exact(45), reason="As agreed with both")
    do(people.carl, later, actions.split_credit, code=code, share=exact(45), reason="As agreed with both")
    with acting_as(WORKER):
        rows = [(row.named, str(row.share), row.since_on, row.until_on) for row in Role.objects.order_by("pk")]
    # 45 × 60/90 and 45 × 30/90, from the day of the decision
    assert rows == [
        ("Anker Mess", "60.00", now.date(), later.date()), ("Ines Ltd", "30.00", now.date(), later.date()),
        ("Anker Mess", "30.00", later.date(), None), ("Ines Ltd", "15.00", later.date(), None),
    ]  # fmt: skip


def test_dual_track_keeps_the_protection_against_third_parties(
    people: People, now: datetime, policy: int, products: dict[str, int]
) -> None:
    case, mine, theirs, lost, held = two_sides(people, now, policy, products)
    texts = {mine: "You may go on.", theirs: "You may go on."}
    do(people.theo, now + DAY, actions.decide, code=case, verdict=Verdict("dual_track", "Two departments.", texts))
    assert (status(held), status(lost)) == ("approved", "approved")
    with acting_as(WORKER):
        assert [row.registration.code for row in Protection.objects.all()] == [held]
    settle(lost, now + 50 * DAY)
    assert (status(held), status(lost)) == ("approved", "expired")


def test_a_compensation_is_given_and_the_decision_itself_books_nothing(
    people: People, now: datetime, policy: int, products: dict[str, int]
) -> None:
    case, mine, theirs, lost, held = two_sides(people, now, policy, products)
    texts = {mine: "For your work we propose 1,500.", theirs: "Nothing changes."}
    none = Verdict("compensate", "Work was done in good faith.", texts)
    with acting_as(people.theo), pytest.raises(Refused, match="amount"), transaction.atomic():
        actions.decide(actor=people.theo, now=now + DAY, code=case, verdict=none)
    some = Verdict("compensate", "Work was done in good faith.", texts, amounts={mine: exact("1500.00")})
    do(people.theo, now + DAY, actions.decide, code=case, verdict=some)
    do(people.theo, now + DAY, actions.decide, code=case, verdict=some)
    with acting_as(people.carl):
        (row,) = queries.compensations(people.carl)
        assert (str(row.amount), row.case, row.dispute, row.deal) == ("1500.00 USD", mine, case, lost)
        assert (row.told, row.reason) == (texts[mine], some.reason)
        assert (row.decided_by_id, row.dropped_at) == (people.theo.person, None)
    with acting_as(people.sam):
        assert not Compensation.objects.exists()
    with acting_as(WORKER), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ledger_entry")
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'incentives.take_compensations'")
        assert cursor.fetchone() == (1,)
    assert (status(held), status(lost)) == ("approved", "rejected")


def test_what_cannot_be_granted_decides_nothing(
    people: People, now: datetime, policy: int, products: dict[str, int]
) -> None:
    held, lost = held_and_refused(people, now, policy, products)
    mine = disputed(people.ola, now, lost)
    case = followed(mine, now)
    do(people.theo, now, actions.take_up, code=case)
    with acting_as(people.theo), pytest.raises(Refused, match="Another partner is protected"), transaction.atomic():
        actions.decide(actor=people.theo, now=now, code=case, verdict=award(mine, (mine, "Yours.")))
    assert (status(held), status(lost)) == ("approved", "rejected")
    with acting_as(WORKER):
        assert Dispute.objects.get().status == "investigating"
        assert not DisputeDecision.objects.exists()


def test_a_withdrawn_dispute_ends_for_all_and_changes_nothing(
    people: People, now: datetime, policy: int, products: dict[str, int]
) -> None:
    case, mine, theirs, lost, held = two_sides(people, now, policy, products)
    with acting_as(people.sam), pytest.raises(Refused, match="Only who opened"):
        actions.withdraw_dispute(actor=people.sam, now=now, code=theirs)
    do(people.ola, now + DAY, actions.withdraw_dispute, code=mine)
    with acting_as(people.theo), pytest.raises(Refused, match="withdrawn now"):
        actions.decide(
            actor=people.theo, now=now + DAY, code=case,
            verdict=Verdict("refuse", "Nothing new.", {mine: "No.", theirs: "No."}),
        )  # fmt: skip
    followed(mine, now + DAY)
    with acting_as(WORKER):
        assert Dispute.objects.get().status == "withdrawn"
        assert set(DisputeSide.objects.values_list("status", flat=True)) == {"withdrawn"}
    assert (status(held), status(lost)) == ("approved", "rejected")
    again = disputed(people.ola, now + 2 * DAY, lost, text="We found the e-mails")
    assert again != mine


def test_the_vendor_opens_a_case_about_a_conflict_and_its_decision_closes_it(
    people: People, now: datetime, policy: int, products: dict[str, int]
) -> None:
    one = register(people.ola, now, policy, asked(products, company="Alpha Ltd", website="alpha.example"))
    two = register(people.sam, now, policy, asked(products, company="Omega Ltd", website="omega.example"))
    for code in (one, two):
        do(people.carl, now, actions.approve, code=code)
    with acting_as(people.carl):
        numbers = [queries.for_decision(people.carl, code, now).account_id for code in (one, two)]
        actions.merge(actor=people.carl, now=now, kept_id=numbers[0], gone_id=numbers[1], reason="One company")
        conflict = Conflict.objects.get()
        case = actions.open_case(
            actor=people.carl, now=now, codes=[one, two], text="Two protections of one company",
            conflict_id=conflict.pk,
        )  # fmt: skip
        with pytest.raises(Refused, match="open case already"):
            actions.open_case(actor=people.carl, now=now, codes=[two], text="Again")
    with acting_as(people.ola):
        (side,) = queries.own_rows(people.ola, queries.visible_sides(people.ola))
        assert (side.about, side.opener, side.text) == ("review", False, QUESTION)
    do(people.theo, now, actions.take_up, code=case)
    with acting_as(people.theo):
        mine, theirs = (side.code for side in queries.case(people.theo, case, now).sides)
    do(people.theo, now + DAY, actions.decide, code=case, verdict=award(mine, (mine, "Yours."), (theirs, "Not.")))
    with acting_as(WORKER):
        assert "Awarded" in Conflict.objects.get().outcome
    assert (status(one), status(two)) == ("approved", "revoked")


def test_precedents_are_the_likest_decided_cases(
    people: People, now: datetime, policy: int, products: dict[str, int]
) -> None:
    case, mine, theirs, _, _ = two_sides(people, now, policy, products)
    texts = {mine: "As it was.", theirs: "As it was."}
    do(people.theo, now + DAY, actions.decide, code=case, verdict=Verdict("refuse", "No work was shown.", texts))
    other = register(people.ola, now, policy, asked(products, "LENS-1", company="Contoso", website="contoso.example"))
    do(people.carl, now, actions.refuse, code=other, answer="tender", text="Published before.")
    second = followed(disputed(people.ola, now + 2 * DAY, other), now + 2 * DAY)
    with acting_as(people.theo):
        (like,) = queries.case(people.theo, second, now).precedents
        assert (like.code, like.alike, like.outcome) == (case, ("about the same",), "refuse")
        assert like.reason == "No work was shown."


def test_one_open_case_for_a_registration_whoever_is_quicker(
    people: People, now: datetime, policy: int, products: dict[str, int]
) -> None:
    _, lost = held_and_refused(people, now, policy, products)
    mine = disputed(people.ola, now, lost)
    with acting_as(people.theo), pytest.raises(Refused, match="open case already"):
        actions.open_case(actor=people.theo, now=now, codes=[lost], text="We look at it ourselves")
    case = followed(mine, now)
    with acting_as(WORKER), pytest.raises(IntegrityError), transaction.atomic():
        row = Dispute.objects.get(code=case)
        row.pk, row.code = None, "V-OTHER"
        row.save(force_insert=True)
