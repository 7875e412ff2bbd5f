"""Cases on real connections: opened, taken up, decided and withdrawn at once; one of each, and rights moved once."""

from __future__ import annotations

from django.db import transaction

from fairway.deals import actions
from fairway.deals.models import Dispute, DisputeDecision, DisputeSide, Protection
from fairway.deals.rules.disputes import Verdict
from fairway.deals.rules.refusals import Refused
from fairway.kit.access import WORKER, Actor, acting_as
from tests import builders
from tests.rooms.deals.stories import put_policy, put_products, status
from tests.rooms.deals.test_at_once import HANDS, NOW, at_once
from tests.rooms.deals.test_disputes import held_and_refused

RACERS = 2 * HANDS


def test_one_case_one_mediator_one_decision_whoever_is_quicker(own_database: str, django_db_blocker: object) -> None:
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        people = builders.people(NOW)
        held, lost = held_and_refused(people, NOW, put_policy(people, NOW), put_products(NOW))
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        codes: list[str] = []

        def begin() -> None:
            with acting_as(people.ola):
                codes.append(
                    actions.open_dispute(actor=people.ola, now=NOW, code=lost, about="refused", text="We were first")
                )

        at_once([begin] * RACERS)
        assert len(set(codes)) == 1
        mine = codes[0]

        def follow() -> None:
            with acting_as(WORKER):
                side = DisputeSide.objects.values_list("pk", flat=True).get(code=mine)
                actions.follow(actor=WORKER, now=NOW, side_id=side)

        at_once([follow] * RACERS)
        with acting_as(WORKER):
            case = Dispute.objects.get().code

        taken: list[int] = []

        def take(who: Actor) -> None:
            try:
                with acting_as(who):
                    actions.take_up(actor=who, now=NOW, code=case)
                taken.append(who.person)
            except Refused:
                pass

        at_once([lambda who=who: take(who) for who in (people.theo, people.maya) * HANDS])
        with acting_as(WORKER):
            mediator = Dispute.objects.get().mediator_id
        assert set(taken) == {mediator}
        judge = people.theo if people.theo.user_id == mediator else people.maya
        with acting_as(judge):
            theirs = actions.add_side(actor=judge, now=NOW, code=case, registration=held)
        ends: list[str] = []

        def decide() -> None:
            verdict = Verdict("award", "Shown.", {mine: "Yours.", theirs: "Not yours."}, winner=mine)
            try:
                with acting_as(judge):
                    actions.decide(actor=judge, now=NOW, code=case, verdict=verdict)
                ends.append("decided")
            except Refused:
                ends.append("refused")

        def withdraw() -> None:
            try:
                with acting_as(people.ola):
                    actions.withdraw_dispute(actor=people.ola, now=NOW, code=mine)
                ends.append("withdrawn")
            except Refused:
                ends.append("too late")

        at_once([decide, withdraw] * HANDS)
        follow()
        with acting_as(WORKER):
            decided = DisputeDecision.objects.count()
            protected = [row.registration.code for row in Protection.objects.filter(period__contains=NOW)]
            state = Dispute.objects.get().status
        # whichever came first ended it: never both, and rights moved with the decision or not at all
        assert ("decided" in ends) is (decided == 1) is (state == "decided")
        assert ("withdrawn" in ends) is (decided == 0) is (state == "withdrawn")
        assert protected == [lost if decided else held]
        assert status(lost) == ("approved" if decided else "rejected")
