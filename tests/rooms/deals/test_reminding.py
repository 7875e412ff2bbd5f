"""Reminders told by date: when due, once, by day where the reader is, and anew when a day moves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail

from fairway.deals import actions
from fairway.deals.models import Registration
from fairway.deals.rules.axes.clock import Happened, Terms, clock
from fairway.deals.rules.axes.reminding import due_reminders
from fairway.deals.rules.policy import check
from fairway.kit.access import WORKER, Actor, Kind, acting_as
from fairway.kit.access.models import Membership, User
from fairway.web.mail import jobs
from tests.builders import People
from tests.rooms.deals.stories import POLICY, asked, put_policy, put_products, register, settle

TOLD = """registration: p
title: P
currency: USD
answer: {within: 2 business days}
protects:
  for: 90 days
  reminders: [30 days, 14 days, 3 days]
  milestones: [{id: meeting, title: A meeting, within: 30 days, remind: 20 days, latest: 45 days, proof: [email]}]
  activity: {every: 1 month}
  pause: {longest: 20 days, times: 1}
  extension: {by: 30 days, times: 1, decides: rule}
"""
START = datetime(2026, 2, 10, 11, tzinfo=UTC)


def at(month: int, day: int, hour: int = 12) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def seen(when: datetime, *events: Happened) -> list[tuple[str, str]]:
    policy = check(TOLD).policy
    assert policy is not None
    read = clock(policy, Terms("", None, "lead"), (Happened(START, "started"), *events), when)
    return [(one.kind, one.by.date().isoformat()) for one in due_reminders(policy, read, when)]


ACTIVE = tuple(Happened(at(month, day), "activity") for month, day in ((3, 5), (4, 1), (4, 28)))
MET = Happened(at(3, 1), "proved", "meeting")


@pytest.mark.parametrize(
    ("when", "events", "expected"),
    [
        (at(3, 1), (), []),  # the 20th day, 2 March, is not over
        (
            at(3, 3, 1),
            (),
            [("milestone", "2026-03-13")],
        ),  # 10 Feb + 20 days lasts through 2 March; due through 12 March
        (at(3, 3, 1), (MET,), []),
        (at(3, 9), (MET,), []),  # the sign of activity came with the proof
        (at(3, 8, 1), (), [("activity", "2026-03-11"), ("milestone", "2026-03-13")]),  # one month is through 10 March
        (at(3, 14), ACTIVE[:1], [("late", "2026-03-28")]),  # 10 Feb + 45 days is through 27 March
        (at(4, 11), (MET, *ACTIVE), []),
        (at(4, 12, 1), (MET, *ACTIVE), [("end", "2026-05-12")]),  # 30 days before the 12th of May
        (at(4, 28, 13), (MET, *ACTIVE), [("end", "2026-05-12")]),
        (at(5, 11), (MET, *ACTIVE), [("end", "2026-05-12")]),
        (at(5, 11), (MET, *ACTIVE, Happened(at(5, 1), "extended")), []),  # now until the 11th of June
        (at(4, 20), (MET, *ACTIVE[:2], Happened(at(4, 10), "paused")), []),
        (at(5, 12, 1), (MET, *ACTIVE), []),
    ],
)
def test_what_is_due_by_date(
    when: datetime, events: tuple[Happened, ...], expected: list[tuple[str, str]]
) -> None:  # fmt: skip
    assert seen(when, *events) == expected


def test_of_days_before_the_end_that_passed_only_the_last_is_spoken_of() -> None:
    policy = check(TOLD).policy
    assert policy is not None
    read = clock(policy, Terms("", None, "lead"), (Happened(START, "started"), MET, *ACTIVE), at(5, 10))
    (one,) = due_reminders(policy, read, at(5, 10))
    assert one.key.endswith(":3")


def approved(people: People, now: datetime) -> str:
    code = register(people.ola, now, put_policy(people, now, POLICY), asked(put_products(now)))
    with acting_as(people.carl):
        actions.approve(actor=people.carl, now=now, code=code)
    return code


def run(monkeypatch: pytest.MonkeyPatch, now: datetime, commits: object) -> list[str]:
    monkeypatch.setattr("fairway.web.mail.jobs.timezone.now", lambda: now)
    before = len(mail.outbox)
    with commits(execute=True):  # type: ignore[operator]
        jobs.remind()
    return [f"{one.to[0]}: {one.subject}\n{one.body}" for one in mail.outbox[before:]]


def test_a_reminder_is_sent_once_by_day_in_the_partners_zone(
    people: People, now: datetime, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: object
) -> None:
    code = approved(people, now)
    with acting_as(people.ola):
        User.objects.filter(pk=people.ola.user_id).update(time_zone="America/Los_Angeles")
        actions.ask(actor=people.ola, now=now, code=code, kind="proof", what="meeting", proof="email", text="Met")
    settle(code, now)
    commits = django_capture_on_commit_callbacks
    assert run(monkeypatch, now + timedelta(days=30), commits) == []
    due = datetime(2026, 4, 12, 8, tzinfo=UTC)  # one in the morning there
    assert run(monkeypatch, due, commits) == []
    (letter,) = run(monkeypatch, due + timedelta(hours=8), commits)
    assert letter.startswith(f"ola@a.example: The protection of {code} ends soon")
    # the 12th of May at midnight, UTC
    assert "11 May 2026, 17:00 (America/Los_Angeles)" in letter
    assert run(monkeypatch, due + timedelta(hours=9), commits) == []
    assert len(run(monkeypatch, due + timedelta(days=17, hours=8), commits)) == 1


def test_who_left_is_not_written_to_and_nothing_is_lost_for_it(
    people: People, now: datetime, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: object
) -> None:
    approved(people, now)
    with acting_as(WORKER):
        Membership.objects.filter(user_id=people.ola.user_id).update(until_at=now)
    assert run(monkeypatch, now + timedelta(days=35), django_capture_on_commit_callbacks) == []


def test_a_late_answer_reminds_whoever_took_it_up(
    people: People, now: datetime, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: object
) -> None:
    code = register(people.ola, now, put_policy(people, now), asked(put_products(now)))
    with acting_as(people.carl):
        actions.take(actor=people.carl, now=now, code=code)
    with acting_as(WORKER):
        due = Registration.objects.get(code=code).due_at
    assert due is not None
    commits = django_capture_on_commit_callbacks
    assert run(monkeypatch, due - timedelta(hours=1), commits) == []
    (letter,) = run(monkeypatch, due + timedelta(hours=1), commits)
    assert letter.startswith(f"carl@vendor.example: The answer to {code} is late")
    assert f"/vendor/deals/{code}/" in letter
    assert run(monkeypatch, due + timedelta(hours=2), commits) == []


def test_what_nobody_took_up_reminds_those_who_could_before_and_after_its_hour(
    people: People, now: datetime, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: object
) -> None:
    code = register(people.ola, now, put_policy(people, now), asked(put_products(now)))
    with acting_as(WORKER):
        due = Registration.objects.get(code=code).due_at
    assert due == datetime(2026, 2, 11, 17, tzinfo=UTC)  # two working days, from Tuesday at nine
    commits = django_capture_on_commit_callbacks
    # a quarter of the 32 hours is left on Wednesday at nine
    assert run(monkeypatch, datetime(2026, 2, 11, 8, 59, tzinfo=UTC), commits) == []
    letters = run(monkeypatch, datetime(2026, 2, 11, 9, 20, tzinfo=UTC), commits)
    who = sorted(letter.partition(":")[0] for letter in letters)
    assert who == ["carl@vendor.example", "maya@vendor.example", "theo@vendor.example"]
    assert all(f"Nobody has taken up {code}" in letter for letter in letters)
    assert run(monkeypatch, datetime(2026, 2, 11, 10, 20, tzinfo=UTC), commits) == []
    assert len(run(monkeypatch, due, commits)) == 3, "and once more when it is late"
    assert run(monkeypatch, due + timedelta(hours=1), commits) == []
    with acting_as(people.theo):
        actions.take(actor=people.theo, now=due + timedelta(hours=15), code=code)
    (letter,) = run(monkeypatch, due + timedelta(hours=16), commits)
    assert letter.startswith("theo@vendor.example: The answer to")


def test_whoever_looks_after_the_partner_is_told_alone(
    people: People, now: datetime, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: object
) -> None:
    register(people.ola, now, put_policy(people, now), asked(put_products(now)))
    monkeypatch.setattr(
        "fairway.deals.actions.reminding.owners_of", lambda _: {people.a: frozenset({people.carl.user_id, 0})}
    )
    letters = run(monkeypatch, datetime(2026, 2, 12, 8, tzinfo=UTC), django_capture_on_commit_callbacks)
    assert [letter.partition(":")[0] for letter in letters] == ["carl@vendor.example"]


def test_who_took_it_up_and_left_hands_it_back_to_the_others(
    people: People, now: datetime, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: object
) -> None:
    code = register(people.ola, now, put_policy(people, now), asked(put_products(now)))
    with acting_as(people.carl):
        actions.take(actor=people.carl, now=now, code=code)
    with acting_as(WORKER):
        Membership.objects.filter(user_id=people.carl.user_id).update(until_at=now)
    letters = run(monkeypatch, datetime(2026, 2, 12, 10, tzinfo=UTC), django_capture_on_commit_callbacks)
    assert sorted(letter.partition(":")[0] for letter in letters) == ["maya@vendor.example", "theo@vendor.example"]


def test_reminders_say_nothing_of_a_rival(
    people: People, now: datetime, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: object
) -> None:
    code = approved(people, now)
    register(people.sam, now, put_policy(people, now, POLICY.replace("fy26", "fy27")), asked(put_products(now)))
    letters = run(monkeypatch, now + timedelta(days=35), django_capture_on_commit_callbacks)
    assert [letter.partition("\n")[0] for letter in letters] == [f"ola@a.example: Something is overdue for {code}"]
    assert "Baylight" not in "".join(letters)


def test_only_the_worker_or_a_decider_asks(people: People, now: datetime) -> None:
    from fairway.kit.access import NotAllowed

    for actor in (people.ola, people.dirk, Actor(Kind.STAFF)):
        with acting_as(actor), pytest.raises(NotAllowed):
            actions.remind(actor=actor, now=now)
