"""Onboarding as both sides see it: the same tasks, the same gates, each side's own buttons."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib import messages

from fairway.kit import files
from fairway.kit.access import Actor, people
from fairway.partners import actions, queries
from fairway.partners.actions import Refused
from fairway.partners.queries import GateRow, PlanRow, TaskFileRow, TaskRow
from fairway.partners.rules.documents import FACTS
from fairway.web.shared.request import Request, today_of

LARGEST = 20 * 2**20
STATES = {"open": "Open", "done": "Done", "waived": "Waived", "met": "Done"}


@dataclass(frozen=True)
class Step:
    """A task with what its reader may do about it."""

    task: TaskRow
    whose: str
    owner: str
    by: str
    late: bool
    mine: bool
    waivable: bool
    address: str
    files: tuple[tuple[TaskFileRow, str], ...]

    @property
    def by_itself(self) -> str:
        """The fact that does it, in words; empty for what a person does."""
        return FACTS.get(self.task.met_by, "")


@dataclass(frozen=True)
class PlanView:
    """A plan with its steps, the open ones first in the order of their days."""

    plan: PlanRow
    steps: tuple[Step, ...]


def plan_views(
    actor: Actor,
    plans: tuple[PlanRow, ...],
    *,
    on: date,
    vendor: str,
    partner: str,
    task_address: Callable[[int], str],
    file_address: Callable[[int], str],
) -> tuple[PlanView, ...]:
    """Lay plans out for a reader of one side."""
    numbers = {number for plan in plans for task in plan.tasks for number in (task.owner_id, task.by) if number}
    names = people.names_of(numbers)
    side = "partner" if actor.is_partner else "vendor"
    may = actor.may("own.onboarding.do" if actor.is_partner else "partners.manage")
    found = []
    for plan in plans:
        order = sorted(plan.tasks, key=lambda task: (not task.is_open, task.due_on if task.is_open else date.max))
        found.append(
            PlanView(
                plan,
                tuple(
                    Step(
                        task, vendor if task.side == "vendor" else partner, names.get(task.owner_id or 0, ""),
                        names.get(task.by or 0, ""), task.is_late(on), may and (task.side == side or side == "vendor"),
                        may and side == "vendor", task_address(task.id),
                        tuple((file, file_address(file.id)) for file in task.files),
                    )
                    for task in order
                ),
            )
        )  # fmt: skip
    return tuple(found)


def gates_of(actor: Actor, partner_id: int, on: date) -> tuple[GateRow, ...]:
    """The gates of a partner, shut ones first."""
    return tuple(sorted(queries.gates(actor, partner_id, on), key=lambda gate: gate.open))


def act(request: Request, task: TaskRow) -> None:
    """Do what a task's form asks, and say what became of it."""
    given: dict[str, Any] = {"actor": request.actor, "now": request.now}
    post, on = request.POST, today_of(request)
    reason = post.get("reason", "").strip()[:2000]
    try:
        match post.get("do", ""):
            case "done":
                _hand_in(request, task)
                actions.complete(**given, task_id=task.id, on=on, note=reason)
                said = f"Done: {task.title}."
            case "file":
                _hand_in(request, task, needed=True)
                said = f"Handed in for: {task.title}."
            case "remove":
                number = post.get("file_id", "")
                own = {file.id for file in task.files}
                if number.isascii() and number.isdigit() and int(number) in own:
                    actions.take_away(**given, file_id=int(number))
                said = "The document was taken away."
            case "waive":
                actions.waive(**given, task_id=task.id, on=on, reason=reason)
                said = f"Waived: {task.title}."
            case "reopen":
                actions.reopen_task(**given, task_id=task.id, on=on, reason=reason)
                said = f"Open again: {task.title}."
            case "owner":
                number = post.get("owner", "")
                owner = int(number) if number.isascii() and number.isdigit() else None
                actions.give_task(**given, task_id=task.id, owner_id=owner)
                said = "Given over."
            case _:
                return
    except (Refused, files.Unsuitable) as refusal:
        messages.error(request, str(refusal))
    except files.TooLarge:
        messages.error(request, f"This document is larger than {LARGEST // 2**20} MB: send a smaller one.")
    else:
        messages.success(request, said)


def _hand_in(request: Request, task: TaskRow, *, needed: bool = False) -> None:
    sent = request.FILES.get("file")
    if sent is None:
        if needed:
            raise files.Unsuitable("Choose a document first.")
        return
    attachment = files.attach(sent.chunks(), sent.name or "", limit=LARGEST)
    actions.hand_in(actor=request.actor, now=request.now, task_id=task.id, attachment=attachment)


def soon(on: date) -> date:
    """The day until which a task counts as due soon."""
    return on + timedelta(days=7)
