"""Onboarding from files: the tasks of plans, and what partners have done of theirs; a row by itself.

A plan's row makes it a document, which is checked and published like one that was written. A task's row says what was
done; an open one says nothing, so that a file of last week undoes nobody's work of today.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from fairway.partners.rules.documents import FACTS, SIDES, Plan
from fairway.partners.rules.facts import TYPES, Fault, type_of
from fairway.partners.rules.prospects import day_of

KINDS = ("plan", "gate", "task")
STATES: Mapping[str, str] = {"open": "Open", "done": "Done", "waived": "Done without", "met": "Done by a fact"}
MOST_DUE = 730


@dataclass(frozen=True)
class StepFacts:
    """A row about a plan: its title (kind ``plan``), a gate and its sentence, or a task."""

    type: str
    kind: str
    id: str
    do: str
    side: str = ""
    due: str = ""
    role: str = ""
    text: str = ""
    document: str = ""
    gates: tuple[str, ...] = ()
    met_by: str = ""


@dataclass(frozen=True)
class DoneFacts:
    """A row about a partner's task: where it stands. Title, side and due day are needed for one that no plan has."""

    partner: str
    type: str
    task: str
    state: str = ""
    done_on: date | None = None
    note: str = ""
    title: str = ""
    side: str = ""
    due_on: date | None = None
    role: str = ""
    owner: str = ""
    text: str = ""
    document: str = ""
    gates: tuple[str, ...] = ()
    began_on: date | None = None


STEP_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "type": ("type", "partner type", "plan"),
    "kind": ("kind", "what"),
    "id": ("id", "task", "key"),
    "do": ("do", "title", "says", "name"),
    "side": ("side", "who"),
    "due": ("due", "due days", "days"),
    "role": ("role",),
    "text": ("text", "details", "description"),
    "document": ("document", "evidence"),
    "gates": ("gates", "gate", "opens"),
    "met_by": ("met by", "fact"),
}
DONE_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "partner": ("partner code", "partner", "partner id"),
    "type": ("type", "partner type", "plan"),
    "task": ("task", "task id", "key", "id"),
    "title": ("title", "do", "name"),
    "side": ("side", "who"),
    "due_on": ("due", "due on"),
    "state": ("state", "status"),
    "done_on": ("done on", "done", "completed"),
    "note": ("note", "reason", "remark"),
    "owner": ("owner e mail", "owner email", "owner"),
    "role": ("role",),
    "text": ("text", "details", "description"),
    "document": ("document", "evidence"),
    "gates": ("gates", "gate", "opens"),
    "began_on": ("began", "began on", "plan began"),
}


def step_from(row: Mapping[str, str], columns: Mapping[str, str]) -> StepFacts:
    """What one row says about a plan."""
    cells = {field: row.get(heading, "").strip() for field, heading in columns.items()}
    kind = cells.get("kind", "").lower() or ("task" if cells.get("id") else "plan")
    said = {name: cells.get(name, "") for name in ("do", "due", "role", "text", "document")}
    side, met_by = cells.get("side", "").lower(), cells.get("met_by", "").lower().replace(" ", "_")
    return StepFacts(
        _type(cells.get("type", "")), kind, "" if kind == "plan" else cells.get("id", ""), **said, side=side,
        gates=_words(cells.get("gates", "")), met_by=met_by,
    )  # fmt: skip


def done_from(row: Mapping[str, str], columns: Mapping[str, str]) -> DoneFacts:
    """What one row says about a partner's task. :raises ValueError: for a day that is none."""
    cells = {field: row.get(heading, "").strip() for field, heading in columns.items()}
    words = {title.lower(): name for name, title in STATES.items()} | {"without": "waived", "yes": "done", "no": "open"}
    state = cells.get("state", "").lower()
    done_on, due_on, began_on = (day_of(cells.get(name, "")) for name in ("done_on", "due_on", "began_on"))
    said = {name: cells.get(name, "") for name in ("note", "title", "role", "owner", "text", "document")}
    return DoneFacts(
        cells.get("partner", ""), _type(cells.get("type", "")), cells.get("task", ""),
        words.get(state, state) or ("done" if done_on else "open"), done_on, side=cells.get("side", "").lower(),
        due_on=due_on, gates=_words(cells.get("gates", "")), began_on=began_on, **said,
    )  # fmt: skip


def _type(text: str) -> str:
    return type_of(text) or text


def _words(text: str) -> tuple[str, ...]:
    return tuple(word for word in re.split(r"[,;\s]+", text) if word)


def faults_of_step(said: StepFacts) -> tuple[Fault, ...]:
    """Everything that keeps a row from being a part of a plan; what the parts are together is checked as a document."""
    found = _type_faults(said.type)
    if said.kind not in KINDS:
        found.append(Fault("kind", said.kind, f"“{said.kind}” is not a part of a plan: one of {', '.join(KINDS)}."))
    if not said.do:
        what = {"plan": "the plan's title", "gate": "the sentence people read at the gate"}.get(said.kind, "what to do")
        found.append(Fault("do", "", f"Write {what}."))
    if said.kind == "task":
        if said.side not in SIDES:
            found.append(Fault("side", said.side, f"Say whose it is: {' or '.join(SIDES)}."))
        if not (said.due.isascii() and said.due.isdigit() and int(said.due[:6]) <= MOST_DUE):
            sentence = f"Write the days after the plan begins, 0 to {MOST_DUE}, such as 14."
            found.append(Fault("due", said.due, sentence))
        if said.met_by and said.met_by not in FACTS:
            found.append(Fault("met_by", said.met_by, f"Fairway knows of {', '.join(FACTS)} only: leave it empty."))
    return tuple(found)


def faults_of_done(said: DoneFacts, *, today: date) -> tuple[Fault, ...]:
    """Everything that keeps a row from being taken, whatever the partner's plan holds."""
    found = _type_faults(said.type)
    if not said.partner:
        found.append(Fault("partner", "", "Name the partner by its code."))
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,39}", said.task):
        found.append(Fault("task", said.task, "Name the task by its id: small letters, digits and underscores."))
    if said.side and said.side not in SIDES:
        found.append(Fault("side", said.side, f"Say whose it is: {' or '.join(SIDES)}."))
    if said.state not in STATES:
        found.append(Fault("state", said.state, f"“{said.state}” is no state of a task: one of {', '.join(STATES)}."))
    if said.state in {"done", "waived"} and said.done_on is None:
        found.append(Fault("done_on", "", "Say since which day: 2026-01-31."))
    if said.state == "waived" and not said.note:
        found.append(Fault("note", "", "Say why this partner need not do it: both sides read it."))
    found += [
        Fault(name, day.isoformat(), f"{day} has not come yet.")
        for name, day in (("done_on", said.done_on), ("began_on", said.began_on))
        if day is not None and day > today
    ]
    return tuple(found)


def _type_faults(type: str) -> list[Fault]:
    if type in TYPES:
        return []
    return [Fault("type", type, f"“{type}” is not a partner type: one of {', '.join(TYPES)}.")]


def plan_text(type: str, rows: Iterable[StepFacts], title: str) -> str:
    """A plan as its document is written; it is read and checked like any other."""
    said = list(rows)
    title = next((one.do for one in said if one.kind == "plan"), title)
    lines = [f"plan: {type}", f"title: {_quoted(title)}"]
    gates = [one for one in said if one.kind == "gate"]
    if gates:
        lines.append("gates:")
        lines += [f"  - {{id: {_quoted(one.id)}, says: {_quoted(one.do)}}}" for one in gates]
    lines.append("tasks:")
    for one in said:
        if one.kind != "task":
            continue
        lines += [f"  - id: {_quoted(one.id)}", f"    do: {_quoted(one.do)}", f"    side: {one.side}"]
        lines += [f"    due: {int(one.due)}"]
        texts = (("role", one.role), ("text", one.text), ("document", one.document))
        lines += [f"    {name}: {_quoted(value)}" for name, value in texts if value]
        if one.gates:
            lines.append(f"    gates: [{', '.join(map(_quoted, one.gates))}]")
        if one.met_by:
            lines.append(f"    met_by: {one.met_by}")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def steps_of(plan: Plan) -> tuple[StepFacts, ...]:
    """The rows of a plan, as a file says them."""
    return (
        StepFacts(plan.type, "plan", "", plan.title),
        *(StepFacts(plan.type, "gate", gate.id, gate.says) for gate in plan.gates),
        *(
            StepFacts(plan.type, "task", one.id, one.do, one.side, str(one.due), one.role, one.text, one.document,
                      one.gates, one.met_by)
            for one in plan.tasks
        ),
    )  # fmt: skip
