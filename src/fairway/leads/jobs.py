"""Work of the leads room that outlives a request: routing, the clocks, mails, forgetting."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from fairway.kit import mail
from fairway.kit.access import WORKER, acting_as, people
from fairway.kit.jobs import defer_once, every, job
from fairway.leads import actions, queries
from fairway.leads.rules.letters import WRITERS
from fairway.partners import queries as partners


@job("leads.route_waiting", attempts=5)
def route_waiting() -> None:
    """Route what waits, in the order in which it came, each lead in a transaction of its own."""
    with acting_as(WORKER):
        waiting = queries.waiting_ids(WORKER) if queries.in_force(WORKER) is not None else ()
    for lead_id in waiting:
        with acting_as(WORKER):
            actions.route(actor=WORKER, now=timezone.now(), lead_id=lead_id)  # noqa: TID251


@job("leads.tell")
def tell(offer_id: int, what: str) -> None:
    """Mail the partner's people that work on leads."""
    now = timezone.now()  # noqa: TID251 - a job reads the clock
    with acting_as(WORKER):
        told = queries.told_about(WORKER, offer_id)
        if told is None:
            return
        zone = partners.one(WORKER, told.partner_id, on=now.date()).time_zone or "UTC"
        by = told.contact_due_at if what == "remind_contact" and told.contact_due_at else told.due_at
        for person in people.people_in(WORKER, partner_id=told.partner_id, now=now):
            if "own.leads.work" not in settings.FAIRWAY_RIGHTS_OF(frozenset(person.roles), partner=True):
                continue
            letter = WRITERS[what](
                vendor=settings.FAIRWAY.vendor_name, name=person.name, where=told.place, by=_said(by, zone),
                link=f"{settings.FAIRWAY.base_url.rstrip('/')}/partner/leads/{told.code}/",
            )  # fmt: skip
            mail.send(to=person.email, subject=letter.subject, text=letter.text)


def _said(at: datetime, zone: str) -> str:
    return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M} ({zone})"


@every("* * * * *", "leads.clock")
def clock() -> None:
    """Take back what was not answered in time, remind, follow up; and route what still waits."""
    now = timezone.now()  # noqa: TID251 - a job reads the clock
    with acting_as(WORKER):
        actions.lapse_due(actor=WORKER, now=now)
        actions.remind(actor=WORKER, now=now)
        actions.follow_up(actor=WORKER, now=now)
        if queries.waiting_ids(WORKER, most=1):
            defer_once("leads.route_waiting")


@every("*/5 * * * *", "leads.follow_registrations")
def follow_registrations() -> None:
    with acting_as(WORKER):
        actions.follow_registrations(actor=WORKER, now=timezone.now())  # noqa: TID251


@every("20 3 * * *", "leads.forget")
def forget() -> None:
    with acting_as(WORKER):
        while actions.forget_due(actor=WORKER, now=timezone.now()):  # noqa: TID251
            pass
