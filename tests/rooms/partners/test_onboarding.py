"""Reminders of onboarding: who is told of which step, and whoever cannot do it is left in peace."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core import mail

from fairway.kit.access import WORKER, Actor, acting_as
from fairway.kit.access.models import User
from fairway.partners import actions, jobs
from tests.builders import People
from tests.rooms.partners.builders import publish


@pytest.fixture
def plan(people: People, now: datetime) -> None:
    """Partner A, active already, is onboarding as one more type; carl began it and does the vendor's steps."""
    publish(people.maya, now)
    with acting_as(people.carl):
        actions.begin_onboarding(actor=people.carl, now=now, partner_id=people.a, type="value_added_reseller")


def reminded(monkeypatch: pytest.MonkeyPatch, commits: object, now: datetime) -> list[tuple[str, str]]:
    """Who was told of what on a day."""
    monkeypatch.setattr("fairway.partners.jobs.timezone.now", lambda: now)
    before = len(mail.outbox)
    with commits(execute=True):  # type: ignore[operator]
        jobs.remind()
    steps = ("Sign the agreement", "Hand in the tax certificate", "Open the credit account")
    return sorted((one.to[0], step) for one in mail.outbox[before:] for step in steps if step in one.body)


def mails(*people_: int | None) -> list[str]:
    with acting_as(WORKER):
        return sorted(User.objects.filter(pk__in=people_).values_list("email", flat=True))


@pytest.mark.usefixtures("plan")
def test_an_active_partner_is_reminded_of_its_further_type_and_only_who_can_do_it(
    people: People, now: datetime, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: object
) -> None:
    commits = django_capture_on_commit_callbacks
    (ola,), (carl,) = mails(people.ola.user_id), mails(people.carl.user_id)
    # tax is due on the 7th day, account on the 10th, agreement on the 14th: on the 8th day it is six days away
    told = reminded(monkeypatch, commits, now + timedelta(days=8))
    # ines sells and may not do a step
    assert told == sorted([(ola, "Hand in the tax certificate"), (carl, "Open the credit account")])
    assert reminded(monkeypatch, commits, now + timedelta(days=9)) == []


@pytest.mark.usefixtures("plan")
@pytest.mark.parametrize("gone", ["nobody", "left"])
def test_a_step_of_nobody_and_of_one_who_left_is_told_to_all_who_could(
    people: People,
    now: datetime,
    gone: str,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: object,
) -> None:
    if gone == "left":
        with acting_as(Actor(people.carl.kind.LOGIN)):
            User.objects.filter(pk=people.carl.user_id).update(is_active=False)
        able = mails(people.maya.user_id, people.theo.user_id)
    else:
        with acting_as(people.maya):
            actions.hand_over(
                actor=people.maya, now=now, partner_id=None, from_id=people.carl.user_id or 0, to_id=None
            )  # fmt: skip
        able = mails(people.maya.user_id, people.theo.user_id, people.carl.user_id)
    told = reminded(monkeypatch, django_capture_on_commit_callbacks, now + timedelta(days=8))
    assert [whom for whom, step in told if step == "Open the credit account"] == able
