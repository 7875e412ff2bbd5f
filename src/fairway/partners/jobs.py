"""Work of the partners room that outlives a request: reminders of onboarding, and forgetting what nobody finished."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from fairway.kit import mail
from fairway.kit.access import WORKER, acting_as, people
from fairway.kit.jobs import every
from fairway.partners import actions, queries
from fairway.partners.models import Task
from fairway.partners.rules import letters

UNFINISHED_DAYS = 45
"""Days after which an application that nobody handed in or confirmed is deleted, the person's name with it."""

MAY_DO = {"partner": "own.onboarding.do", "vendor": "partners.manage"}
"""The right that does the tasks of each side."""


@every("10 6 * * *", "partners.remind")
def remind() -> None:
    """Mail open onboarding tasks that are due soon or late: to whoever does them, else to all who could.

    A task of somebody who has left is nobody's: all who could do it are told.
    """
    now = timezone.now()  # noqa: TID251 - a job reads the clock
    with acting_as(WORKER):
        due = actions.remind(actor=WORKER, now=now)
        names = queries.names_of(WORKER, [partner_id for partner_id, _ in due])
        for partner_id, tasks in due:
            for side, right in MAY_DO.items():
                own = [task for task in tasks if task.side == side]
                if not own:
                    continue
                place = partner_id if side == "partner" else None
                here = {person.user_id: person for person in people.people_in(WORKER, partner_id=place, now=now)}
                able = people.holders_of(right, partner_id=place, now=now)
                told: dict[int, list[Task]] = {}
                for task in own:
                    owner = here.get(task.owner_id) if task.owner_id is not None else None
                    for user_id in {owner.user_id} if owner is not None and owner.active else able:
                        told.setdefault(user_id, []).append(task)
                for user_id, theirs in sorted(told.items()):
                    person = here[user_id]
                    path = "partner/onboarding/" if side == "partner" else f"vendor/partners/{partner_id}/onboarding/"
                    letter = letters.tasks_due(
                        vendor=settings.FAIRWAY.vendor_name, contact=person.name, company=names[partner_id][1],
                        link=f"{settings.FAIRWAY.base_url.rstrip('/')}/{path}",
                        tasks=[(task.title, task.due_on) for task in theirs], on=now.date(),
                    )  # fmt: skip
                    mail.send(to=person.email, subject=letter.subject, text=letter.text)


@every("40 2 * * *", "partners.forget")
def forget() -> None:
    """Delete applications nobody finished, and counts of visits."""
    now = timezone.now()  # noqa: TID251 - a job reads the clock
    with acting_as(WORKER):
        actions.forget_unfinished(actor=WORKER, now=now, before=now - timedelta(days=UNFINISHED_DAYS))
