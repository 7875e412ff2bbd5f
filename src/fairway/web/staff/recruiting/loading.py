"""The pipeline, onboarding plans and what was done of them, from files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.http import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_GET

from fairway.agreements.actions.meeting import meet_steps
from fairway.kit.access import Actor
from fairway.partners import actions, queries
from fairway.partners.actions import Loaded
from fairway.partners.queries import DoneRow
from fairway.partners.rules import TYPES, Fault
from fairway.partners.rules import prospects as companies
from fairway.partners.rules import steps as rules
from fairway.web.shared import lists
from fairway.web.shared.components import Badge
from fairway.web.shared.lists import Column, Filter, Listing, View
from fairway.web.shared.request import Request, today_of
from fairway.web.staff.importing import Import

SIDES = (("partner", "Partner"), ("vendor", "Vendor"))
TONES: dict[str, Any] = {"open": "warn", "done": "good", "met": "good", "waived": "calm"}
STEPS = Listing(
    name="plan-tasks",
    columns=(
        Column("type", "Type", is_key=True, sort=True, value=lambda row: TYPES[row.type], export=False),
        Column("plan", "Plan", shown=False, value=lambda row: row.type),
        Column("kind", "Kind", sort=True),
        Column("id", "Id", sort=True),
        Column("do", "Title"),
        Column("side", "Side", sort=True),
        Column("due", "Due days", figure=True),
        Column("role", "Role", shown=False),
        Column("text", "Details", shown=False),
        Column("document", "Document"),
        Column("gates", "Gates", value=lambda row: " ".join(row.gates)),
        Column("met_by", "Met by"),
    ),
    filters=(
        Filter("type", "Type", choices=tuple(TYPES.items())),
        Filter("kind", "Kind", choices=tuple((kind, kind.capitalize()) for kind in rules.KINDS)),
    ),
    search=("do", "id", "text"),
    search_hint="Task or gate",
    empty_title="No plan is written yet",
    empty_text="Write one under Forms and plans, or load its tasks from a file.",
    empty_icon="clipboard-document-list",
)  # fmt: skip


def _narrowed(rows: Sequence[DoneRow], value: str) -> list[DoneRow]:
    return [row for row in rows if row.task.state == value]


DONE = Listing(
    name="onboarding-tasks",
    columns=(
        Column("partner_code", "Partner code", shown=False),
        Column("partner_name", "Partner", is_key=True, sort=True, export=False,
               link=lambda row: reverse("staff:partner_onboarding", args=[row.partner_id]),
               note=lambda row: TYPES.get(row.type, row.type)),
        Column("type", "Type", shown=False),
        Column("key", "Task", shown=False, value=lambda row: row.task.key),
        Column("title", "Title", sort=lambda row: row.task.title.casefold(), value=lambda row: row.task.title),
        Column("side", "Side", sort=lambda row: row.task.side, value=lambda row: row.task.side.capitalize()),
        Column("due", "Due", kind="day", sort=lambda row: row.task.due_on, value=lambda row: row.task.due_on),
        Column("state", "State", kind="status", sort=lambda row: row.task.state,
               value=lambda row: Badge(rules.STATES[row.task.state], TONES[row.task.state])),
        Column("done", "Done on", kind="day", sort=lambda row: row.task.since_on, value=lambda row: row.task.since_on),
        Column("note", "Note", shown=False, value=lambda row: row.task.reason),
        Column("owner", "Owner", sort=True),
        Column("owner_email", "Owner e-mail", shown=False),
        Column("role", "Role", shown=False, value=lambda row: row.task.role),
        Column("text", "Details", shown=False, value=lambda row: row.task.text),
        Column("document", "Document", shown=False, value=lambda row: row.task.document),
        Column("gates", "Gates", shown=False, value=lambda row: " ".join(row.task.gates)),
        Column("began", "Began", kind="day", shown=False, value=lambda row: row.began_on),
    ),
    filters=(
        Filter("state", "State", choices=tuple(rules.STATES.items()), narrow=_narrowed),
        Filter("side", "Side", choices=SIDES, narrow=lambda rows, value: [r for r in rows if r.task.side == value]),
    ),
    search=("partner_name", "partner_code", "task.title"),
    search_hint="Partner or task",
    views=(View("All"), View("Open", "state=open"), View("Done without", "state=waived")),
    default_sort="due",
    empty_title="Nobody has tasks",
    empty_text="An approval begins a plan; plans that run elsewhere are loaded from a file.",
    empty_icon="clipboard-document-check",
)  # fmt: skip


def _of_the_pipeline(actor: Actor, now: datetime) -> Callable[[companies.ProspectFacts], Sequence[Fault]]:
    return queries.Pipeline(actor, now).faults


PROSPECTS = Import(
    name="prospects", title="Load prospects", back="staff:applications", rows="prospects",
    help="how-to/recruit-a-partner", known=companies.PROSPECT_COLUMNS, needed=("name",),
    facts_from=companies.prospect_from, faults_of=lambda said: (), checks=_of_the_pipeline, timely=True,
    also=queries.answer_columns, key=lambda said: said.key,
    standing=queries.prospect_keys, load=actions.load_prospects, refused=actions.Refused,
    example="Company;As;Country;Contact;E-mail;Owner;Note\n"
            "Nordlicht Messtechnik GmbH;reseller;DE;Jana Voss;jana@nordlicht.example;;Met at the fair",
)  # fmt: skip


def load_onboarding(*, actor: Actor, now: datetime, rows: Iterable[rules.DoneFacts], reason: str = "") -> Loaded:
    """Take what was done; tasks that an agreement in force does are done by it at once."""
    facts = list(rows)
    loaded = actions.load_onboarding(actor=actor, now=now, rows=facts, reason=reason)
    ids = queries.ids_by_code(actor)
    for code in sorted({one.partner for one in facts}):
        meet_steps(actor=actor, now=now, partner_id=ids[code])
    return loaded


def _of_the_desk(actor: Actor, now: datetime) -> Callable[[rules.DoneFacts], Sequence[Fault]]:
    return queries.Desk(actor, now).faults


LOAD_STEPS = Import(
    name="plan_tasks", title="Load onboarding plans", back="staff:plan_tasks", rows="rows",
    help="how-to/onboard-a-partner", known=rules.STEP_COLUMNS, needed=("type", "do"), facts_from=rules.step_from,
    faults_of=rules.faults_of_step, key=lambda said: (said.type, said.kind, said.id), standing=queries.step_keys,
    load=actions.load_plans, refused=actions.Refused,
    example="Type;Kind;Id;Title;Side;Due days;Gates;Met by\n"
            "reseller;plan;;First weeks of a reseller;;;;\n"
            "reseller;gate;ordering;No ordering before the agreement is in force.;;;;\n"
            "reseller;task;agreement;Sign the agreement;partner;14;ordering;agreement_in_force",
)  # fmt: skip
LOAD_DONE = Import(
    name="onboarding_tasks", title="Load onboarding tasks", back="staff:onboarding_tasks", rows="tasks",
    help="how-to/onboard-a-partner", known=rules.DONE_COLUMNS, needed=("partner", "type", "task"),
    facts_from=rules.done_from, faults_of=lambda said: (), checks=_of_the_desk, timely=True,
    key=lambda said: (said.partner, said.type, said.task), standing=lambda actor, now: queries.done_keys(actor),
    load=load_onboarding, refused=actions.Refused,
    example="Partner code;Type;Task;State;Done on;Note\nR-104;reseller;account;done;2026-01-20;Opened by finance\n"
            "R-104;reseller;course;waived;2026-01-20;Certified by the maker already",
)  # fmt: skip


def _answer(request: Request, listing: Listing, rows: Any, title: str, lead: str, load: str) -> HttpResponseBase:
    onboarding = reverse("staff:onboarding")
    context = {
        "title": title, "lead": lead, "load": reverse(f"staff:{load}_import"),
        "back": onboarding if load == "onboarding_tasks" else reverse("staff:papers"),
        "back_title": "Onboarding" if load == "onboarding_tasks" else "Forms and plans",
        "manages": request.actor.may("partners.manage"),
    }  # fmt: skip
    return lists.answer(request, "staff/recruiting/tasks.html", listing, rows, context=context)


@require_GET
def steps(request: Request) -> HttpResponseBase:
    """Show the tasks and gates of every plan in its newest version."""
    lead = "What plans ask for, row by row, to export, change and load again. Loaded rows become drafts."
    return _answer(request, STEPS, queries.steps(request.actor), "Tasks of plans", lead, "plan_tasks")


@require_GET
def done(request: Request) -> HttpResponseBase:
    """Show every partner's tasks and what was done of them."""
    rows = queries.done(request.actor, on=today_of(request))
    lead = "Every partner's tasks and what was done of them."
    return _answer(request, DONE, rows, "Onboarding tasks", lead, "onboarding_tasks")
