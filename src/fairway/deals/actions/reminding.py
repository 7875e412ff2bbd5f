"""Reminders that are due: found by the clock of each deal, written down once, handed to whoever sends mails."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from fairway.deals.models import Event, Registration, Reminded
from fairway.deals.queries.registrants import owners_of
from fairway.deals.queries.registrations import clock_of, policy_of
from fairway.deals.rules.axes.reminding import Reminder, due_reminders, is_day, untaken_reminders
from fairway.kit.access import Actor
from fairway.kit.access.people import holders_of
from fairway.kit.access.reading import Reader, readers

BATCH = 500
LATE_SINCE = timedelta(days=14)
"""How long ago an answer may have been due to be reminded of; what is older is a matter for the queue's page."""


@dataclass(frozen=True, slots=True)
class ToSend:
    """One reminder for one person, with what it is about."""

    reader: Reader
    code: str
    name: str
    company: str
    reminder: Reminder


def remind(*, actor: Actor, now: datetime) -> tuple[ToSend, ...]:
    """Write down every reminder that is due and was not sent, and answer them. For the worker, again and again.

    A partner's goes to whoever registered the deal; a late answer's to whoever of the vendor took it up. Where nobody
    did, it goes to whoever looks after the partner, or else to everybody who decides registrations: before the answer
    is due, and once more when it is late. At night, where they are, and for people who left, nothing is sent.
    """
    actor.require("deals.decide")
    return (*_to_partners(now), *_to_vendor(now))


def _to_partners(now: datetime) -> Iterator[ToSend]:
    rows = Registration.objects.filter(status="approved", protected_until__gt=now, created_by__isnull=False)
    numbers = list(rows.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(numbers), BATCH):
        batch = list(Registration.objects.filter(pk__in=numbers[start : start + BATCH]).order_by("pk"))
        events: dict[int, list[Event]] = {}
        for event in Event.objects.filter(registration__in=batch).order_by("at", "pk"):
            events.setdefault(event.registration_id, []).append(event)
        known = readers({(row.created_by_id or 0, row.partner_id) for row in batch}, now=now)
        for row in batch:
            reader = known.get((row.created_by_id or 0, row.partner_id))
            if reader is None or not is_day(now, reader.time_zone):
                continue
            policy = policy_of(row.version_id)
            clock = clock_of(policy, row, events.get(row.pk, ()), now)
            yield from _fresh(row, due_reminders(policy, clock, now), reader, now)


def _to_vendor(now: datetime) -> Iterator[ToSend]:
    """A late answer reminds whoever took it up; what nobody took up, or who did has left, reminds those who could."""
    rows = list(
        Registration.objects.filter(status__in=("submitted", "in_review"), due_at__gt=now - LATE_SINCE).order_by("pk")
    )
    takers: dict[int, int] = {}
    for number, user_id in (
        Event.objects.filter(registration__in=rows, kind="take", user__isnull=False)
        .order_by("at", "pk").values_list("registration_id", "user_id")
    ):  # fmt: skip
        takers[number] = user_id
    deciders = holders_of("deals.decide", partner_id=None, now=now)
    known = readers({(user_id, None) for user_id in {*takers.values(), *deciders}}, now=now)
    owners = owners_of({row.partner_id for row in rows})
    for row in rows:
        if row.due_at is None or row.submitted_at is None:
            continue
        taker = takers.get(row.pk, 0) if row.status == "in_review" else 0
        if taker in deciders:
            if row.due_at <= now:
                late = Reminder(f"answer:{row.due_at.isoformat()}", "answer", "", row.due_at)
                yield from _by_day(row, (late,), known.get((taker, None)), now)
            continue
        due = untaken_reminders(row.submitted_at, row.due_at, now)
        for user_id in sorted(owners.get(row.partner_id, frozenset()) & deciders or deciders):
            named = tuple(replace(one, key=f"{one.key}:{user_id}") for one in due)
            yield from _by_day(row, named, known.get((user_id, None)), now)


def _by_day(row: Registration, due: tuple[Reminder, ...], reader: Reader | None, now: datetime) -> Iterator[ToSend]:
    if reader is not None and is_day(now, reader.time_zone):
        yield from _fresh(row, due, reader, now)


def _fresh(row: Registration, due: tuple[Reminder, ...], reader: Reader, now: datetime) -> Iterator[ToSend]:
    for one in due:
        _, new = Reminded.objects.get_or_create(registration=row, key=one.key[:160], defaults={"sent_at": now})
        if new:
            yield ToSend(reader, row.code, row.name, row.company, one)
