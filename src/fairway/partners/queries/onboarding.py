"""Reads of onboarding: a partner's plans and tasks, its gates on a day, and how far everybody is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from fairway.kit.access import Actor, Kind
from fairway.partners.models import Completion, Partner, Plan, Task, TaskFile
from fairway.partners.rules import TYPES


@dataclass(frozen=True)
class TaskFileRow:
    """A document handed in for a task."""

    id: int
    name: str
    sha256: str
    size: int
    kind: str
    at: datetime
    by: int | None


@dataclass(frozen=True)
class TaskRow:
    """A task as both sides see it. ``state`` is open, done, waived or met (by a fact such as an agreement in force)."""

    id: int
    partner_id: int
    key: str
    title: str
    text: str
    side: str
    role: str
    owner_id: int | None
    due_on: date
    document: str
    gates: tuple[str, ...]
    met_by: str
    state: str
    since_on: date | None = None
    reason: str = ""
    by: int | None = None
    files: tuple[TaskFileRow, ...] = ()

    @property
    def is_open(self) -> bool:
        return self.state == "open"

    def is_late(self, on: date) -> bool:
        return self.is_open and self.due_on < on


@dataclass(frozen=True)
class PlanRow:
    """A partner's onboarding as one type."""

    id: int
    partner_id: int
    type: str
    title: str
    began_on: date
    gates: tuple[tuple[str, str], ...]
    tasks: tuple[TaskRow, ...]

    @property
    def type_title(self) -> str:
        return TYPES.get(self.type, self.type)

    @property
    def done(self) -> int:
        return sum(1 for task in self.tasks if not task.is_open)

    @property
    def total(self) -> int:
        return len(self.tasks)

    @property
    def last_done_on(self) -> date | None:
        """The day the last task was done, once all are."""
        days = [task.since_on for task in self.tasks if task.since_on is not None]
        return max(days) if self.tasks and self.done == self.total and days else None


@dataclass(frozen=True)
class GateRow:
    """Something a partner may not do yet, or may: ``waits_for`` are the titles of the tasks it waits for."""

    name: str
    says: str
    open: bool
    waits_for: tuple[str, ...] = ()


@dataclass(frozen=True)
class Progress:
    """How far one partner's onboarding is."""

    partner_id: int
    code: str
    name: str
    country: str
    status: str
    types: str
    began_on: date
    done: int
    total: int
    late: int
    next_title: str
    next_due: date | None
    next_side: str
    finished_on: date | None

    @property
    def share(self) -> int:
        return 100 if not self.total else self.done * 100 // self.total


def visible_plans(actor: Actor) -> QuerySet[Plan]:
    """Plans this actor may see; the database holds the same rule: a partner's own only."""
    rows = Plan.objects.all()
    if actor.is_partner:
        return rows.filter(partner_id=actor.partner)
    return rows if actor.kind in {Kind.STAFF, Kind.WORKER} else rows.none()


def plans_of(actor: Actor, partner_id: int, *, on: date) -> tuple[PlanRow, ...]:
    """A partner's onboarding plans as they stand on a day, with every task."""
    return plans_in(visible_plans(actor).filter(partner_id=partner_id), on)


def plans_in(rows: QuerySet[Plan], on: date) -> tuple[PlanRow, ...]:
    """Plans as they stand on a day, with every task."""
    plans = list(rows.order_by("began_on", "pk"))
    ids = [plan.pk for plan in plans]
    held = {
        row.task_id: row
        for row in Completion.objects.filter(task__plan__in=ids, since_on__lte=on)
        .filter(Q(until_on=None) | Q(until_on__gt=on))
        .order_by("pk")
    }
    files: dict[int, list[TaskFileRow]] = {}
    for file in TaskFile.objects.filter(task__plan__in=ids).order_by("pk"):
        files.setdefault(file.task_id, []).append(
            TaskFileRow(file.pk, file.name, file.sha256, file.size, file.kind, file.uploaded_at, file.uploaded_by_id)
        )
    tasks: dict[int, list[TaskRow]] = {}
    for task in Task.objects.filter(plan__in=ids).order_by("place"):
        done = held.get(task.pk)
        tasks.setdefault(task.plan_id, []).append(
            TaskRow(
                task.pk, task.partner_id, task.key, task.title, task.text, task.side, task.role, task.owner_id,
                task.due_on, task.document, tuple(task.gates), task.met_by, done.kind if done else "open",
                done.since_on if done else None, done.reason if done else "", done.by_id if done else None,
                tuple(files.get(task.pk, ())),
            )
        )  # fmt: skip
    return tuple(
        PlanRow(
            plan.pk, plan.partner_id, plan.type, plan.title, plan.began_on, tuple(plan.gates.items()),
            tuple(tasks.get(plan.pk, ())),
        )
        for plan in plans
    )  # fmt: skip


def gates(actor: Actor, partner_id: int, on: date) -> tuple[GateRow, ...]:
    """What a partner may not do yet on a day, and may, by the tasks of its plans: named facts that other rooms ask.

    A gate is open once every task that names it is done, waived or met. A partner without a plan has no gates.
    """
    said: dict[str, str] = {}
    waits: dict[str, list[str]] = {}
    for plan in plans_of(actor, partner_id, on=on):
        if plan.began_on > on:
            continue
        for name, words in plan.gates:
            said.setdefault(name, words)
            waits.setdefault(name, [])
        for task in plan.tasks:
            for name in task.gates:
                if task.is_open:
                    waits.setdefault(name, []).append(task.title)
    return tuple(GateRow(name, words, not waits[name], tuple(waits[name])) for name, words in said.items())


def gate(actor: Actor, partner_id: int, name: str, on: date) -> GateRow:
    """One gate on a day; open where no plan of the partner speaks of it."""
    found = next((row for row in gates(actor, partner_id, on) if row.name == name), None)
    return found or GateRow(name, "", True)


def shut_for(actor: Actor, name: str, on: date) -> frozenset[int]:
    """The partners whose gate of a name is shut on a day."""
    running = visible_plans(actor).filter(began_on__lte=on)
    done = Completion.objects.filter(since_on__lte=on).filter(Q(until_on=None) | Q(until_on__gt=on))
    rows = Task.objects.filter(plan__in=running, gates__contains=[name]).exclude(pk__in=done.values("task_id"))
    return frozenset(rows.values_list("partner_id", flat=True))


def waiting_for_fact(actor: Actor, fact: str) -> tuple[int, ...]:
    """The partners with a step that this fact would do and that is still open."""
    rows = Task.objects.filter(plan__in=visible_plans(actor), met_by=fact)
    rows = rows.exclude(pk__in=Completion.objects.filter(until_on=None).values("task_id"))
    return tuple(rows.order_by("partner_id").values_list("partner_id", flat=True).distinct())


def task_of(actor: Actor, task_id: int, *, on: date) -> TaskRow | None:
    """One task, or None when the actor may not see it."""
    plan = visible_plans(actor).filter(pk__in=Task.objects.filter(pk=task_id).values("plan_id"))
    return next((task for row in plans_in(plan, on) for task in row.tasks if task.id == task_id), None)


def task_file(actor: Actor, file_id: int) -> TaskFileRow | None:
    """A document of a task, or None when the actor may not see it."""
    file = TaskFile.objects.filter(pk=file_id).first()
    if file is None or (actor.is_partner and file.partner_id != actor.partner_id):
        return None
    return TaskFileRow(file.pk, file.name, file.sha256, file.size, file.kind, file.uploaded_at, file.uploaded_by_id)


def task_of_file(actor: Actor, file_id: int) -> int | None:
    """The task a document belongs to."""
    return TaskFile.objects.filter(pk=file_id).values_list("task_id", flat=True).first()


def progress(actor: Actor, *, on: date) -> tuple[Progress, ...]:
    """How far each partner is that has a plan, the newest first."""
    by_partner: dict[int, list[PlanRow]] = {}
    for plan in plans_in(visible_plans(actor), on):
        by_partner.setdefault(plan.partner_id, []).append(plan)
    rows = Partner.objects.filter(pk__in=by_partner).in_bulk()
    found = [_progress(rows[number], plans, on) for number, plans in by_partner.items() if number in rows]
    return tuple(sorted(found, key=lambda row: (row.began_on, row.partner_id), reverse=True))


def _progress(partner: Partner, plans: Iterable[PlanRow], on: date) -> Progress:
    own = list(plans)
    tasks = [task for plan in own for task in plan.tasks]
    left = sorted((task for task in tasks if task.is_open), key=lambda task: task.due_on)
    finished = [plan.last_done_on for plan in own]
    return Progress(
        partner.pk, partner.code, partner.name, partner.country, partner.status,
        ", ".join(plan.type_title for plan in own), min(plan.began_on for plan in own), len(tasks) - len(left),
        len(tasks), sum(1 for task in left if task.due_on < on), left[0].title if left else "",
        left[0].due_on if left else None, left[0].side if left else "",
        max(day for day in finished if day is not None) if all(finished) else None,
    )  # fmt: skip


def open_tasks(actor: Actor, *, side: str, on: date) -> tuple[TaskRow, ...]:
    """The open tasks of one side of the actor's, the most urgent first."""
    running = visible_plans(actor).filter(partner__status__in=["onboarding", "active"])
    done = Completion.objects.filter(since_on__lte=on).filter(Q(until_on=None) | Q(until_on__gt=on))
    rows = (
        Task.objects.filter(plan__in=running, side=side)
        .exclude(pk__in=done.values("task_id"))
        .order_by("due_on", "place")
    )
    return tuple(
        TaskRow(
            row.pk, row.partner_id, row.key, row.title, row.text, row.side, row.role, row.owner_id, row.due_on,
            row.document, tuple(row.gates), row.met_by, "open",
        )
        for row in rows
    )  # fmt: skip
