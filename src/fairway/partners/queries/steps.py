"""Onboarding as files say it: the rows of plans, those of partners' tasks, and what a row is held against."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from fairway.kit.access import Actor, people
from fairway.partners.models import Completion, Paper, Partner, PartnerType, Plan, Task, TaskFile
from fairway.partners.queries.onboarding import TaskRow, plans_in, visible_plans
from fairway.partners.queries.partners import ids_by_code
from fairway.partners.rules import Fault
from fairway.partners.rules.documents import FACTS, check_plan
from fairway.partners.rules.documents import Plan as PlannedPlan
from fairway.partners.rules.steps import DoneFacts, StepFacts, faults_of_done, steps_of


def newest_plans(actor: Actor) -> dict[str, PlannedPlan]:
    """The newest version of each type's plan that can be read, draft or published."""
    found: dict[str, PlannedPlan] = {}
    for row in Paper.objects.filter(kind="plan").order_by("version"):
        planned = check_plan(row.text).document
        if planned is not None:
            found[row.type] = planned
    return found


def steps(actor: Actor) -> tuple[StepFacts, ...]:
    """The rows of all plans, each in its newest version, as a file says them."""
    return tuple(step for plan in newest_plans(actor).values() for step in steps_of(plan))


def step_keys(actor: Actor) -> set[tuple[str, str, str]]:
    """What rows of a file may name of the plans."""
    return {(one.type, one.kind, one.id) for one in steps(actor)}


@dataclass(frozen=True)
class DoneRow:
    """A partner's task, with its plan."""

    partner_id: int
    partner_code: str
    partner_name: str
    type: str
    began_on: date
    task: TaskRow
    owner: str
    owner_email: str


def done(actor: Actor, *, on: date) -> tuple[DoneRow, ...]:
    """Every task of every plan as it stands on a day."""
    plans = plans_in(visible_plans(actor), on)
    partners = {
        pk: (code, name)
        for pk, code, name in Partner.objects.filter(pk__in={plan.partner_id for plan in plans}).values_list(
            "pk", "code", "name"
        )
    }
    owners = {task.owner_id for plan in plans for task in plan.tasks if task.owner_id is not None}
    names, mails = people.names_of(owners), people.addresses_of(owners)
    return tuple(
        DoneRow(
            plan.partner_id, *partners[plan.partner_id], plan.type, plan.began_on, task,
            names.get(task.owner_id or 0, ""), mails.get(task.owner_id or 0, ""),
        )
        for plan in plans if plan.partner_id in partners
        for task in plan.tasks
    )  # fmt: skip


def done_keys(actor: Actor) -> set[tuple[str, str, str]]:
    """What rows of a file may name of partners' tasks."""
    rows = Task.objects.filter(plan__in=visible_plans(actor))
    return set(rows.values_list("partner__code", "plan__type", "key"))


class Desk:
    """Partners' plans as the rows of a file are held against them."""

    def __init__(self, actor: Actor, now: datetime, rows: Iterable[DoneFacts] | None = None) -> None:
        self.actor, self.now = actor, now
        self.ids = ids_by_code(actor)
        self.plans = {(plan.partner_id, plan.type): plan.pk for plan in visible_plans(actor)}
        self.tasks: dict[tuple[int, str], Task] = {}
        self.completed = set(Completion.objects.filter(until_on=None).values_list("task_id", flat=True))
        self.gates: dict[int, set[str]] = {}
        for task in Task.objects.filter(plan__in=self.plans.values()):
            self.tasks[task.plan_id, task.key] = task
        for plan in visible_plans(actor):
            self.gates[plan.pk] = set(plan.gates)
        self._planned = {
            paper.type: planned
            for paper in Paper.objects.filter(kind="plan", published_at__isnull=False, closed_at=None)
            if (planned := check_plan(paper.text).document) is not None
        }
        self._handed_in = set(TaskFile.objects.values_list("task_id", flat=True))
        self._types = set(PartnerType.objects.values_list("partner_id", "type"))
        self._people: dict[int | None, dict[str, int]] = {}

    def take(self, plan: int) -> None:
        """A plan was begun: its tasks are known from now on."""
        for task in Task.objects.filter(plan=plan):
            self.tasks[plan, task.key] = task
        self.gates[plan] = set(Plan.objects.values_list("gates", flat=True).get(pk=plan))

    def owner(self, said: DoneFacts) -> int | None:
        """The person of the task's side that an e-mail address belongs to."""
        partner_id = self.ids.get(said.partner)
        side = partner_id if self._side(said) == "partner" else None
        if side not in self._people:
            self._people[side] = {
                text: one.user_id
                for one in people.people_in(self.actor, partner_id=side, now=self.now)
                for text in (one.name.lower(), one.email.lower())
            }
        return self._people[side].get(said.owner.lower())

    def _side(self, said: DoneFacts) -> str:
        task = self._task(said)
        return task.side if task is not None else self._planned_side(said) or said.side

    def _planned_side(self, said: DoneFacts) -> str:
        planned = self._planned.get(said.type)
        return next((one.side for one in planned.tasks if one.id == said.task), "") if planned is not None else ""

    def _task(self, said: DoneFacts) -> Task | None:
        plan = self.plans.get((self.ids.get(said.partner, 0), said.type))
        return self.tasks.get((plan, said.task)) if plan is not None else None

    def faults(self, said: DoneFacts) -> tuple[Fault, ...]:
        """Everything that keeps a row from being taken."""
        found = list(faults_of_done(said, today=self.now.date()))
        partner_id = self.ids.get(said.partner)
        if partner_id is None:
            found += [Fault("partner", said.partner, f"There is no partner {said.partner}.")] if said.partner else []
            return tuple(found)
        plan = self.plans.get((partner_id, said.type))
        task = self._task(said)
        planned = self._planned.get(said.type) if plan is None else None
        step = next((one for one in planned.tasks if one.id == said.task), None) if planned is not None else None
        if plan is None and (partner_id, said.type) not in self._types:
            found.append(Fault("type", said.type, f"{said.partner} was never of this type: no plan of it can begin."))
        if task is None and step is None:
            known = self.gates.get(plan or 0, set()) | {gate.id for gate in (planned.gates if planned else ())}
            found += self._faults_of_further(said, known)
        met_by = task.met_by if task is not None else step.met_by if step is not None else ""
        if said.state == "done" and met_by and (task is None or task.pk not in self.completed):
            sentence = f"This is done by itself once there is {FACTS[met_by]}: leave the state empty, or waive it."
            found.append(Fault("state", said.state, sentence))
        asks = task.document if task is not None else step.document if step is not None else ""
        is_there = task is not None and (task.pk in self._handed_in or task.pk in self.completed)
        if said.state == "done" and asks and not said.note and not is_there:
            found.append(Fault("note", "", f"The task asks for a document ({asks}): say where it is kept."))
        if said.owner and self.owner(said) is None:
            found.append(Fault("owner", said.owner, "Nobody of the task's side has this e-mail address or name."))
        return tuple(dict.fromkeys(found))

    @staticmethod
    def _faults_of_further(said: DoneFacts, gates: set[str]) -> list[Fault]:
        """A task that is in no plan must say what it is."""
        found = [
            Fault(name, "", f"No plan of this partner has the task “{said.task}”: give its {words}, or another id.")
            for name, words, value in (
                ("title", "title", said.title), ("side", "side", said.side), ("due_on", "due day", said.due_on)
            ) if not value
        ]  # fmt: skip
        return found + [
            Fault("gates", gate, f"The plan has no gate “{gate}”: leave it out, or write a plan with it first.")
            for gate in said.gates if gate not in gates
        ]  # fmt: skip
