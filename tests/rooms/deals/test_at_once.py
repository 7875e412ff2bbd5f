"""A hundred partners' people at once for one company and product, on real connections: one holder, an ordered line."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from django.db import connection, transaction

from fairway.deals import actions
from fairway.deals.actions.deciding import Held
from fairway.deals.models import Account, Conflict, Finding, Protection, Receipt, Registration, Resolution
from fairway.kit.access import WORKER, Actor, acting_as
from tests import builders
from tests.rooms.deals.stories import BY_RULE, asked, put_policy, put_products

NOW = datetime(2026, 2, 10, 9, 0, tzinfo=UTC)
MANY, HANDS = 100, 8


def at_once(works: list[Callable[[], None]]) -> None:
    """Do everything at the same time, on a few connections, none before all hands are ready."""
    gate = threading.Barrier(HANDS)
    ready = threading.local()

    def one(work: Callable[[], None]) -> None:
        if not getattr(ready, "there", False):
            ready.there = True
            gate.wait(20)
        work()

    def closed() -> None:
        connection.close()

    with ThreadPoolExecutor(HANDS) as pool:
        for done in [pool.submit(one, work) for work in works]:
            done.result()
        barrier = threading.Barrier(HANDS)
        for done in [pool.submit(lambda: (barrier.wait(20), closed())) for _ in range(HANDS)]:
            done.result()


def test_a_hundred_at_once_leave_one_holder_and_an_ordered_line(own_database: str, django_db_blocker: object) -> None:
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        people = builders.people(NOW)
        policy = put_policy(people, NOW, BY_RULE)
        products = put_products(NOW)
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        codes = [actions.new_code() for _ in range(MANY)]
        senders = [people.ola if number % 2 else people.sam for number in range(MANY)]

        def send(who: Actor, code: str) -> None:
            with acting_as(who):
                # a brand-new company: nobody knew it before
                what = asked(products, company="Brand New Co", website="new.example", value="900")
                actions.save_draft(actor=who, now=NOW, code=code, policy_id=policy, asked=what)
                actions.submit(actor=who, now=NOW, code=code)

        at_once([lambda who=who, code=code: send(who, code) for who, code in zip(senders, codes, strict=True)])
        with acting_as(WORKER):
            order = list(Receipt.objects.order_by("number").values_list("registration_id", flat=True))
            assert len(order) == MANY

        def look(registration_id: int) -> None:
            with acting_as(WORKER):
                actions.look_at(actor=WORKER, now=NOW, registration_id=registration_id)

        at_once([lambda number=number: look(number) for number in reversed(order)])
        with acting_as(WORKER):
            assert Account.objects.count() == 1
            assert Resolution.objects.count() == MANY
            # nobody was approved but, perhaps, the first: a rule leaves the others to a person
            assert set(Registration.objects.filter(status="approved").values_list("pk", flat=True)) <= {order[0]}

        outcomes: list[str] = []

        def decide(code: str) -> None:
            try:
                with acting_as(people.carl):
                    actions.approve(actor=people.carl, now=NOW, code=code, reason="Racing")
                outcomes.append("approved")
            except Held:
                with acting_as(people.carl):
                    actions.queue(actor=people.carl, now=NOW, code=code)
                outcomes.append("waitlisted")

        at_once([lambda code=code: decide(code) for code in codes])
        with acting_as(WORKER):
            assert Protection.objects.count() == 1
            assert Registration.objects.filter(status="approved").count() == 1
            assert Registration.objects.filter(status="waitlisted").count() == MANY - 1
            holder = Registration.objects.get(status="approved")
            line = [number for number in order if number != holder.pk]
        with acting_as(people.ola if holder.partner_id == people.a else people.sam) as owner:
            actions.withdraw(actor=owner, now=NOW, code=holder.code)
        with acting_as(WORKER):
            actions.settle(actor=WORKER, now=NOW, registration_id=holder.pk)
            assert list(Registration.objects.filter(status="in_review").values_list("pk", flat=True)) == line[:1]
            first = Registration.objects.get(pk=line[0])

        # the next in line is protected, and so is another partner for what turns out to be the same company
        with acting_as(people.carl):
            actions.approve(actor=people.carl, now=NOW, code=first.code, reason="Next in line")
        other, second = people.sam if first.partner_id == people.a else people.ola, actions.new_code()
        with acting_as(other):
            what = asked(products, company="BN Holding", website="bn.example", value="20000")
            actions.save_draft(actor=other, now=NOW, code=second, policy_id=policy, asked=what)
            actions.submit(actor=other, now=NOW, code=second)
        with acting_as(WORKER):
            number = Registration.objects.get(code=second).pk
            actions.look_at(actor=WORKER, now=NOW, registration_id=number)
        with acting_as(people.carl):
            actions.approve(actor=people.carl, now=NOW, code=second, reason="Nobody knew they are one")
        with acting_as(WORKER):
            kept, gone = Account.objects.order_by("pk").values_list("pk", flat=True)
        merges: list[int] = []

        def merge() -> None:
            with acting_as(people.carl):
                made = actions.merge(actor=people.carl, now=NOW, kept_id=kept, gone_id=gone, reason="One company")
            with acting_as(WORKER):
                actions.merged(actor=WORKER, now=NOW, account_id=kept)
            merges.append(made)

        at_once([merge] * HANDS)
        with acting_as(WORKER):
            assert len(set(merges)) == 1
            assert Conflict.objects.filter(closed_at=None).count() == 1
            held = set(Protection.objects.values_list("registration__code", flat=True))
            assert held == {first.code, second}, "both keep what they hold until a person has settled it"
            assert Registration.objects.filter(status="waitlisted").count() == MANY - 2, "and the line stands"


def test_one_new_company_in_many_spellings_at_once_is_never_made_twice(
    own_database: str, django_db_blocker: object
) -> None:
    # by the plain name each has a key of its own; by what the matcher looks in, all share some
    spelled = [
        "Zwickelmoser International Trading", "Zwickelmoser Int'l Trading", "Zwickelmosr International Trading Ltd",
        "The Zwickelmoser Intl. Trading Co.",
    ]  # fmt: skip
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        people = builders.people(NOW)
        policy = put_policy(people, NOW, BY_RULE.replace("needed: [website, ", "needed: ["))
        products = put_products(NOW)
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        for number in range(HANDS * 2):
            with acting_as(people.ola):
                code = actions.new_code()
                what = asked(products, company=spelled[number % len(spelled)], website="", city="Leeds", country="GB")
                actions.save_draft(actor=people.ola, now=NOW, code=code, policy_id=policy, asked=what)
                actions.submit(actor=people.ola, now=NOW, code=code)
        with acting_as(WORKER):
            order = list(Receipt.objects.order_by("number").values_list("registration_id", flat=True))

        def look(registration_id: int) -> None:
            with acting_as(WORKER):
                actions.look_at(actor=WORKER, now=NOW, registration_id=registration_id)

        at_once([lambda number=number: look(number) for number in order])
        with acting_as(WORKER):
            assert Account.objects.count() == 1
            # each is about the one company, or waits for a person to say so
            resolved = set(Resolution.objects.values_list("registration_id", flat=True))
            unclear = set(Finding.objects.filter(kind="unclear_company").values_list("registration_id", flat=True))
            assert resolved | unclear == set(order)
