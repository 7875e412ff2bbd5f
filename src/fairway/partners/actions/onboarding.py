"""Onboarding: begin the plan, do, waive and reopen its tasks, hand documents in, remind whoever is due."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import Q

from fairway.kit import journal
from fairway.kit.access import Actor, people
from fairway.kit.files import Attachment
from fairway.partners.actions.refusals import Refused
from fairway.partners.models import Application, Completion, Paper, Partner, Plan, Task, TaskFile
from fairway.partners.rules import TYPES, Fault
from fairway.partners.rules.documents import FACTS, check_plan

MOST_FILES = 20
"""Documents of one task."""


def begin(
    *, actor: Actor, now: datetime, partner_id: int, type: str, on: date | None = None, reason: str = ""
) -> int | None:
    """Begin a partner's onboarding as a type, by the plan in force; a second time answers the plan that runs.

    ``on`` is the day it began, where that is not today. None where no plan of this type is published: then nothing is
    asked of anybody, and no gate is shut.
    """
    actor.require("partners.manage")
    there = Plan.objects.filter(partner_id=partner_id, type=type).first()
    if there is not None:
        return there.pk
    paper = Paper.objects.filter(kind="plan", type=type, published_at__isnull=False, closed_at=None).first()
    planned = check_plan(paper.text).document if paper is not None else None
    if paper is None or planned is None:
        return None
    today = on or now.date()
    plan = Plan.objects.create(
        partner_id=partner_id, type=type, title=planned.title, paper=paper, began_on=today, began_by_id=actor.user_id,
        gates={gate.id: gate.says for gate in planned.gates},
    )  # fmt: skip
    Task.objects.bulk_create(
        Task(
            plan=plan, partner_id=partner_id, place=place, key=task.id, title=task.do, text=task.text, side=task.side,
            role=task.role, due_on=today + timedelta(days=task.due), document=task.document, gates=list(task.gates),
            met_by=task.met_by,
            owner_id=actor.user_id if task.side == "vendor" and actor.user_id else None,
        )
        for place, task in enumerate(planned.tasks, 1)
    )  # fmt: skip
    journal.record(
        actor=actor, now=now, verb="partners.onboarding.began", subject=f"partners.plan:{plan.pk}",
        partner_id=partner_id, payload={"type": type, "tasks": len(planned.tasks)}, both_sides=True, reason=reason,
    )  # fmt: skip
    return plan.pk


def complete(*, actor: Actor, now: datetime, task_id: int, on: date, note: str = "") -> None:
    """A task is done from a day on; done twice is done once.

    :raises Refused: for the other side's task, one that a fact does, or without the document it asks for.
    """
    task = _task(actor, task_id)
    _may_do(actor, task)
    if task.met_by:
        raise Refused([Fault("task", task.title, f"This is done by itself once there is {FACTS[task.met_by]}.")])
    if task.document and not TaskFile.objects.filter(task=task).exists():
        raise Refused([Fault("file", "", f"Hand in the document first: {task.document}.")])
    _complete(actor, now, task, "done", on, note)


def waive(*, actor: Actor, now: datetime, task_id: int, on: date, reason: str) -> None:
    """The vendor does without a task; its gates open as if it were done. :raises Refused: without a reason."""
    actor.require("partners.manage")
    task = _task(actor, task_id)
    if not reason.strip():
        raise Refused([Fault("reason", "", "Say why this partner need not do it: both sides read it.")])
    _complete(actor, now, task, "waived", on, reason)


def fulfil(*, actor: Actor, now: datetime, partner_id: int, fact: str, since_on: date) -> int:
    """Tasks that a fact meets (``met_by``) are done from its day on; answers how many that were.

    Rooms above call this when such a fact becomes true: an agreement in force, a certificate passed.
    """
    found = 0
    rows = Task.objects.select_for_update().filter(partner_id=partner_id, met_by=fact)
    for task in rows.order_by("pk"):
        found += _complete(actor, now, task, "met", since_on, "")
    return found


def reopen_task(*, actor: Actor, now: datetime, task_id: int, on: date, reason: str) -> None:
    """A task was done or waived until a day, and is to be done again: its gates shut.

    :raises Refused: without a reason, or for the other side's task.
    """
    task = _task(actor, task_id)
    _may_do(actor, task)
    if not reason.strip():
        raise Refused([Fault("reason", "", "Say why it is open again: both sides read it.")])
    held = Completion.objects.filter(task=task, until_on=None).first()
    if held is None:
        return
    if actor.is_partner and held.kind == "waived":
        raise Refused([Fault("task", task.title, "The vendor does without this: ask your contact to reopen it.")])
    # one that began today or later never was: it ends on the day it began
    held.until_on = max(on, held.since_on)
    held.save(update_fields=["until_on"])
    _record(actor, now, task, "reopened", reason)


def _complete(actor: Actor, now: datetime, task: Task, kind: str, on: date, reason: str) -> bool:
    if Completion.objects.filter(task=task, until_on=None).exists():
        return False
    Completion.objects.create(
        task=task, partner_id=task.partner_id, kind=kind, since_on=on, reason=reason.strip()[:2000], at=now,
        by_id=actor.user_id,
    )  # fmt: skip
    _record(actor, now, task, kind, reason.strip())
    return True


def hand_in(*, actor: Actor, now: datetime, task_id: int, attachment: Attachment) -> int:
    """Add a document to a task; the same bytes again are the same document.

    :raises Refused: for the other side's task, or beyond the most documents of one.
    """
    task = _task(actor, task_id)
    _may_do(actor, task)
    there = TaskFile.objects.filter(task=task)
    same = there.filter(sha256=attachment.stored.sha256).first()
    if same is not None:
        return same.pk
    if there.count() >= MOST_FILES:
        raise Refused([Fault("file", "", f"A task takes {MOST_FILES} documents: take one away first.")])
    made = TaskFile.objects.create(
        task=task, partner_id=task.partner_id, name=attachment.name, sha256=attachment.stored.sha256,
        size=attachment.stored.size, kind=attachment.kind, uploaded_at=now, uploaded_by_id=actor.user_id,
    )  # fmt: skip
    _record(actor, now, task, "document")
    return made.pk


def take_away(*, actor: Actor, now: datetime, file_id: int) -> None:
    """Take a document out of a task that is still open. :raises Refused: once the task counts as done."""
    file = TaskFile.objects.select_related("task").filter(pk=file_id).first()
    if file is None:
        return
    _may_do(actor, file.task)
    if Completion.objects.filter(task=file.task, until_on=None).exists():
        raise Refused([Fault("file", file.name, "The task is done on the strength of this document: reopen it first.")])
    file.delete()
    _record(actor, now, file.task, "document_removed")


def give_task(*, actor: Actor, now: datetime, task_id: int, owner_id: int | None) -> None:
    """Say which person does a task. :raises Refused: for somebody who does not act for that side."""
    task = _task(actor, task_id)
    _may_do(actor, task)
    side = task.partner_id if task.side == "partner" else None
    if owner_id is not None and owner_id not in {
        person.user_id for person in people.people_in(actor, partner_id=side, now=now)
    }:
        raise Refused([Fault("owner", str(owner_id), "Choose somebody who acts for that side.")])
    task.owner_id = owner_id
    task.save(update_fields=["owner"])


def hand_over(*, actor: Actor, now: datetime, partner_id: int | None, from_id: int, to_id: int | None) -> int:
    """Open tasks and applications of one person become another's (or nobody's); answers how many."""
    tasks = Task.objects.filter(owner_id=from_id, side="vendor" if partner_id is None else "partner")
    if partner_id is not None:
        tasks = tasks.filter(partner_id=partner_id)
    open_tasks = tasks.exclude(pk__in=Completion.objects.filter(until_on=None).values("task_id"))
    moved = open_tasks.update(owner_id=to_id)
    if partner_id is None:
        waiting = Application.objects.filter(
            owner_id=from_id, state__in=["prospect", "applied", "in_review", "returned"]
        )
        moved += waiting.update(owner_id=to_id)
    if moved:
        journal.record(
            actor=actor, now=now, verb="partners.work.handed_over", subject=f"access.user:{from_id}",
            partner_id=partner_id, payload={"to": to_id, "count": moved}, both_sides=partner_id is not None,
        )  # fmt: skip
    return moved


def remind(*, actor: Actor, now: datetime, ahead_days: int = 3, again_days: int = 7) -> list[tuple[int, list[Task]]]:
    """Mark and answer the open tasks to remind of, by partner: due soon or overdue, each at most once a week.

    A partner that is active already may be onboarding as a further type; one that pauses or ended is left in peace.
    """
    today = now.date()
    due = (
        Task.objects.select_for_update()
        .filter(Q(reminded_on=None) | Q(reminded_on__lte=today - timedelta(days=again_days)))
        .filter(due_on__lte=today + timedelta(days=ahead_days))
        .exclude(pk__in=Completion.objects.filter(until_on=None).values("task_id"))
        .filter(partner_id__in=Partner.objects.filter(status__in=("onboarding", "active")).values("pk"))
        .order_by("partner_id", "due_on", "place")
    )
    by_partner: dict[int, list[Task]] = {}
    for task in due:
        by_partner.setdefault(task.partner_id, []).append(task)
    Task.objects.filter(pk__in=[task.pk for tasks in by_partner.values() for task in tasks]).update(reminded_on=today)
    return list(by_partner.items())


def _task(actor: Actor, task_id: int) -> Task:
    return Task.objects.select_related("plan").get(pk=task_id)


def _may_do(actor: Actor, task: Task) -> None:
    if not actor.is_partner:
        actor.require("partners.manage")
        return
    actor.require("own.onboarding.do")
    if task.side != "partner" or task.partner_id != actor.partner_id:
        raise Refused([Fault("task", task.title, "The other side does this.")])


def _record(actor: Actor, now: datetime, task: Task, what: str, reason: str = "") -> None:
    journal.record(
        actor=actor, now=now, verb=f"partners.task.{what}", subject=f"partners.task:{task.pk}",
        partner_id=task.partner_id, reason=reason, both_sides=True,
        payload={"task": task.key, "type": TYPES.get(task.plan.type, task.plan.type)},
    )  # fmt: skip
