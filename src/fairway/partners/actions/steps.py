"""Onboarding from files: plans become drafts, and what partners have done is written down; all rows or none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from fairway.kit import journal
from fairway.kit.access import Actor
from fairway.partners.actions import onboarding
from fairway.partners.actions.papers import save_paper
from fairway.partners.actions.refusals import Loaded, Refused
from fairway.partners.models import Completion, Plan, Task
from fairway.partners.queries.steps import Desk, newest_plans
from fairway.partners.rules import TYPES, Fault
from fairway.partners.rules.documents import check_plan
from fairway.partners.rules.steps import DoneFacts, StepFacts, faults_of_step, plan_text, steps_of


@transaction.atomic
def load_plans(*, actor: Actor, now: datetime, rows: Iterable[StepFacts], reason: str = "") -> Loaded:
    """Make each type's rows the draft of its plan; one that says what the newest version says changes nothing.

    :raises Refused: with every fault of every row at once, and with what is wrong about a plan as a whole.
    """
    actor.require("partners.manage")
    facts = list(rows)
    faults = [fault for said in facts for fault in faults_of_step(said)]
    if faults:
        raise Refused(faults)
    newest = newest_plans(actor)
    by_type: dict[str, list[StepFacts]] = {}
    for said in facts:
        by_type.setdefault(said.type, []).append(said)
    added, changed = 0, 0
    for type, said_of in by_type.items():
        there = newest.get(type)
        text = plan_text(type, said_of, there.title if there is not None else TYPES[type])
        checked = check_plan(text)
        if checked.document is None:
            faults += [Fault("plan", TYPES[type], f"{one.message} {one.hint}") for one in checked.problems if one.stops]
            continue
        held = {(one.kind, one.id): one for one in steps_of(there)} if there is not None else {}
        told = steps_of(checked.document)
        fresh = [one for one in told if (one.kind, one.id) not in held]
        moved = [one for one in told if held.get((one.kind, one.id), one) != one]
        gone = {(one.kind, one.id) for one in told} != set(held)
        if fresh or moved or gone or there is None or there.tasks != checked.document.tasks:
            save_paper(actor=actor, now=now, kind="plan", text=text)
        added, changed = added + sum(one in fresh for one in said_of), changed + sum(one in moved for one in said_of)
    if faults:
        raise Refused(faults)
    return Loaded(added, changed, len(facts) - added - changed)


@dataclass
class _Written:
    """What a load did, row by row, and whose plans it began."""

    added: int = 0
    changed: int = 0
    began: set[int] = field(default_factory=set)


@transaction.atomic
def load_onboarding(*, actor: Actor, now: datetime, rows: Iterable[DoneFacts], reason: str = "") -> Loaded:
    """Begin the plans of partners that have none yet, and write down what was done, from which day, and why not.

    A row of an open task says nothing of one that is done: nothing is opened again by a file.

    :raises Refused: with every fault of every row at once.
    """
    actor.require("partners.manage")
    facts = list(rows)
    desk = Desk(actor, now, facts)
    faults = [fault for said in facts for fault in desk.faults(said)]
    if faults:
        raise Refused(faults)
    began = {(one.partner, one.type): one.began_on for one in reversed(facts) if one.began_on is not None}
    done = _Written()
    for said in facts:
        key = (desk.ids[said.partner], said.type)
        if key not in desk.plans:
            desk.plans[key] = _begin(actor, now, *key, began.get((said.partner, said.type)), reason)
            desk.take(desk.plans[key])
            done.began.add(key[0])
        plan = desk.plans[key]
        task = desk.tasks.get((plan, said.task))
        if task is None:
            task = _further(actor, now, plan, key[0], said, desk)
            desk.tasks[plan, said.task] = task
            done.added += 1
            _complete(actor, now, task, said, desk, reason)
            continue
        moved = _move(task, said, desk)
        moved = _complete(actor, now, task, said, desk, reason) or moved
        if key[0] in done.began:
            done.added += 1
        else:
            done.changed += moved
    return Loaded(done.added, done.changed, len(facts) - done.added - done.changed)


def _begin(actor: Actor, now: datetime, partner_id: int, type: str, on: date | None, reason: str) -> int:
    made = onboarding.begin(actor=actor, now=now, partner_id=partner_id, type=type, on=on, reason=reason)
    if made is not None:
        return made
    plan = Plan.objects.create(
        partner_id=partner_id, type=type, title=f"Onboarding: {TYPES[type]}", began_on=on or now.date(),
        began_by_id=actor.user_id,
    )  # fmt: skip
    journal.record(
        actor=actor, now=now, verb="partners.onboarding.began", subject=f"partners.plan:{plan.pk}",
        partner_id=partner_id, payload={"type": type, "tasks": 0}, both_sides=True, reason=reason,
    )  # fmt: skip
    return plan.pk


def _further(actor: Actor, now: datetime, plan: int, partner_id: int, said: DoneFacts, desk: Desk) -> Task:
    """A task that the plan does not have: added behind its last."""
    assert said.due_on is not None
    place = max((one.place for (held, _), one in desk.tasks.items() if held == plan), default=0) + 1
    return Task.objects.create(
        plan_id=plan, partner_id=partner_id, place=place, key=said.task, title=said.title[:160], text=said.text[:2000],
        side=said.side, role=said.role[:40], due_on=said.due_on, document=said.document[:120], gates=list(said.gates),
        owner_id=desk.owner(said) if said.owner else None,
    )  # fmt: skip


def _move(task: Task, said: DoneFacts, desk: Desk) -> bool:
    """Another day or another person."""
    owner = desk.owner(said) if said.owner else task.owner_id
    due = said.due_on or task.due_on
    if (owner, due) == (task.owner_id, task.due_on):
        return False
    task.owner_id, task.due_on = owner, due
    task.save(update_fields=["owner", "due_on"])
    return True


def _complete(actor: Actor, now: datetime, task: Task, said: DoneFacts, desk: Desk, reason: str) -> bool:
    if said.state not in {"done", "waived"} or task.pk in desk.completed:
        return False
    assert said.done_on is not None
    Completion.objects.create(
        task=task, partner_id=task.partner_id, kind=said.state, since_on=said.done_on, reason=said.note[:2000], at=now,
        by_id=actor.user_id,
    )  # fmt: skip
    desk.completed.add(task.pk)
    journal.record(
        actor=actor, now=now, verb=f"partners.task.{said.state}", subject=f"partners.task:{task.pk}",
        partner_id=task.partner_id, reason=said.note or reason, both_sides=True,
        payload={"task": task.key, "type": TYPES.get(said.type, said.type)},
    )  # fmt: skip
    return True
