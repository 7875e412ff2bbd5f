"""The two documents of recruiting, read and checked: what applicants are asked, what is done before the first sale.

Both are policy documents of one partner type each. Reading never stops at a problem; a document with an error is not
published, one without is what people see, word for word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

from fairway.partners.rules.facts import TYPES
from fairway.policy import document
from fairway.policy.problems import Problem, in_order
from fairway.policy.section import Notes, Section
from fairway.values import Exact

PAGE = "reference/recruiting-documents"
ANSWERS = ("text", "long_text", "number", "choice", "yes_no", "file")
SIDES = ("partner", "vendor")
FACTS: Mapping[str, str] = {"agreement_in_force": "an agreement in force"}
"""What Fairway knows to have happened, and does a step by: the word in a plan, and the words people read."""
MOST = 60
"""Questions of a form, and tasks of a plan: nobody answers or does more."""
MOST_POINTS = 1000
OWN = frozenset({"not-an-id", "duplicate-id", "too-many", "too-few", "out-of-order", "unused-gate"})
"""Codes of problems that only these documents have, or that mean something else here; their page tells of them."""
_ID = re.compile(r"[a-z][a-z0-9_]{0,39}")


@dataclass(frozen=True)
class Choice:
    """One answer that can be chosen, and the points it gives."""

    id: str
    text: str
    points: int = 0


@dataclass(frozen=True)
class PointStep:
    """From this number on (until the next step) an answer gives these points."""

    from_: Exact
    points: int


@dataclass(frozen=True)
class Question:
    """One question of an application form."""

    id: str
    ask: str
    answer: str
    required: bool = False
    hint: str = ""
    several: bool = False
    choices: tuple[Choice, ...] = ()
    steps: tuple[PointStep, ...] = ()
    if_yes: int = 0
    if_no: int = 0

    @property
    def most(self) -> int:
        """The most points an answer can give."""
        if self.answer == "choice":
            given = [choice.points for choice in self.choices]
            return sum(points for points in given if points > 0) if self.several else max([0, *given])
        if self.answer == "number":
            return max([0, *(step.points for step in self.steps)])
        return max(0, self.if_yes, self.if_no) if self.answer == "yes_no" else 0


@dataclass(frozen=True)
class Form:
    """An application form: for which type of partner, how it opens, what it asks.

    ``enough`` is the score from which the pipeline marks an application; it decides nothing by itself.
    """

    type: str
    title: str
    opening: str = ""
    enough: int | None = None
    questions: tuple[Question, ...] = ()

    @property
    def most(self) -> int:
        return sum(question.most for question in self.questions)


@dataclass(frozen=True)
class Gate:
    """Something a partner may not do until every task that names it is done."""

    id: str
    says: str


@dataclass(frozen=True)
class PlannedTask:
    """One task of an onboarding plan. ``due`` counts days from the day the plan begins."""

    id: str
    do: str
    side: str
    due: int
    role: str = ""
    text: str = ""
    document: str = ""
    gates: tuple[str, ...] = ()
    met_by: str = ""


@dataclass(frozen=True)
class Plan:
    """An onboarding plan: tasks of both sides, and the gates they open."""

    type: str
    title: str
    gates: tuple[Gate, ...] = ()
    tasks: tuple[PlannedTask, ...] = ()


Read = TypeVar("Read", Form, Plan)


@dataclass(frozen=True)
class Checked(Generic[Read]):
    """What reading a document gave: the thing itself, where there is no error, and every problem."""

    document: Read | None
    problems: tuple[Problem, ...] = field(default=())

    @property
    def sound(self) -> bool:
        return self.document is not None


def check_form(text: str) -> Checked[Form]:
    """Read an application form."""
    return _checked(text, "form", _form)


def check_plan(text: str) -> Checked[Plan]:
    """Read an onboarding plan."""
    return _checked(text, "plan", _plan)


def _checked(text: str, kind: str, of: Callable[[Section], Read]) -> Checked[Read]:
    read: document.Document = document.read(text, f"{kind}.yaml")
    if read.root is None:
        begin = f"Begin with '{kind}: value_added_reseller' and 'title: …'."
        return Checked(
            None,
            tuple(replace(one, hint=begin) if one.code in {"empty", "not-a-mapping"} else one for one in read.problems),
        )
    notes: Notes = Notes(PAGE)
    top = Section(read.root, (), notes)
    made = of(top)
    top.close()
    own: list[Problem] = [
        replace(one, help=f"{PAGE}#what-can-be-wrong") if one.code in OWN else one for one in notes.problems
    ]
    problems = in_order([*read.problems, *own])
    return Checked(None if any(problem.stops for problem in problems) else made, problems)


def _head(top: Section, key: str) -> tuple[str, str]:
    kind = top.choice(key, TYPES)
    if not top.has(key):
        top.missing(key, f"The document does not say for which type of partner it is: '{key}' is missing.",
                    f"Write '{key}: ' and one of {', '.join(TYPES)}.")  # fmt: skip
    title = top.text("title", 120)
    if not top.has("title"):
        top.missing("title", "The document has no title.", "Write 'title: ' and a few words people read first.")
    return kind or "", title or ""


def _whole(section: Section, key: str, *, least: int, most: int) -> int | None:
    number = section.number(key, whole=5, fraction=0)
    if number is None:
        return None
    if not least <= number <= most:
        section.error(key, "out-of-range", f"'{key}' is {number}; it must be from {least} to {most}.", "Correct it.")
        return None
    return int(number)


def _flag(section: Section, key: str) -> bool:
    return section.choice(key, ("yes", "no"), elsewhere={"true": "Write yes.", "false": "Write no."}) == "yes"


def _id(section: Section, seen: set[str], what: str) -> str:
    found = section.text("id", 40) or ""
    if not section.has("id"):
        section.missing("id", f"This {what} has no id.", "Write 'id: ' and a short word: answers are kept under it.")
    elif found and not _ID.fullmatch(found):
        section.error("id", "not-an-id", f"'{found}' is no id.", "Use small letters, digits and underscores.")
    elif found in seen:
        section.error("id", "duplicate-id", f"'{found}' is the id of another {what}.", "Give each an id of its own.")
    seen.add(found)
    return found


def _said(section: Section, key: str, what: str, longest: int) -> str:
    found = section.text(key, longest)
    if not section.has(key):
        section.missing(key, f"This {what} has no '{key}'.", f"Write '{key}: ' and what people read.")
    return found or ""


def _bounded(top: Section, key: str) -> list[Section]:
    found = top.sections(key)
    if not top.has(key):
        top.missing(key, f"The document has no '{key}'.", f"Write '{key}:' and a list below it.")
    if len(found) > MOST:
        top.error(key, "too-many", f"'{key}' has {len(found)} items; at most {MOST} are taken.", "Leave some out.")
    return found[:MOST]


def _form(top: Section) -> Form:
    kind, title = _head(top, "form")
    opening = top.text("opening", 4000) or ""
    enough = _whole(top, "enough", least=0, most=MOST * MOST_POINTS)
    seen: set[str] = set()
    questions = tuple(_question(section, seen) for section in _bounded(top, "questions"))
    made = Form(kind, title, opening, enough, questions)
    if enough is not None and enough > made.most:
        top.error("enough", "out-of-range", f"'enough' is {enough}, and all answers together give at most {made.most}.",
                  "Lower it, or give more points.")  # fmt: skip
    return made


def _question(section: Section, seen: set[str]) -> Question:
    made = Question(
        id=_id(section, seen, "question"),
        ask=_said(section, "ask", "question", 300),
        answer=section.choice("answer", ANSWERS) or "text",
        required=_flag(section, "required"),
        hint=section.text("hint", 600) or "",
    )
    if not section.has("answer"):
        section.missing("answer", "This question does not say how it is answered.", f"One of {', '.join(ANSWERS)}.")
    if made.answer == "choice":
        made = replace(made, several=_flag(section, "several"), choices=_choices(section))
    if made.answer == "number":
        made = replace(made, steps=_steps(section))
    if made.answer == "yes_no":
        points = {key: _whole(section, key, least=-MOST_POINTS, most=MOST_POINTS) or 0 for key in ("if_yes", "if_no")}
        made = replace(made, if_yes=points["if_yes"], if_no=points["if_no"])
    section.close(elsewhere={"points": "Only numbers have steps of points; choices have points of their own."})
    return made


def _choices(section: Section) -> tuple[Choice, ...]:
    seen: set[str] = set()
    found = []
    for one in _bounded(section, "choices"):
        found.append(
            Choice(
                _id(one, seen, "choice"),
                _said(one, "text", "choice", 200),
                _whole(one, "points", least=-MOST_POINTS, most=MOST_POINTS) or 0,
            )
        )
        one.close()
    if section.has("choices") and len(found) < 2:
        section.error("choices", "too-few", "There is nothing to choose between.", "Give two choices or more.")
    return tuple(found)


def _steps(section: Section) -> tuple[PointStep, ...]:
    found: list[PointStep] = []
    for one in section.sections("points")[:MOST]:
        begin = one.number("from")
        points = _whole(one, "give", least=-MOST_POINTS, most=MOST_POINTS)
        for key in ("from", "give"):
            if not one.has(key):
                one.missing(key, f"This step has no '{key}'.", "Write {from: 3, give: 10}.")
        one.close()
        if begin is None or points is None:
            continue
        if found and begin <= found[-1].from_:
            one.error("from", "out-of-order", f"The step from {begin} stands after the one from {found[-1].from_}.",
                      "Order the steps by rising 'from'.")  # fmt: skip
            continue
        found.append(PointStep(begin, points))
    return tuple(found)


def _plan(top: Section) -> Plan:
    kind, title = _head(top, "plan")
    seen: set[str] = set()
    gates = []
    for one in top.sections("gates")[:MOST]:
        gates.append(Gate(_id(one, seen, "gate"), _said(one, "says", "gate", 200)))
        one.close()
    tasks: set[str] = set()
    made = Plan(kind, title, tuple(gates), tuple(_task(one, tasks, seen) for one in _bounded(top, "tasks")))
    named = {gate for task in made.tasks for gate in task.gates}
    for gate in gates:
        if gate.id and gate.id not in named:
            top.warning("gates", "unused-gate", f"No task opens the gate '{gate.id}', so it is always open.",
                        "Name it at the task it waits for, or delete it.")  # fmt: skip
    return made


def _task(section: Section, seen: set[str], gates: set[str]) -> PlannedTask:
    due = _whole(section, "due", least=0, most=730)
    if not section.has("due"):
        section.missing("due", "This task has no day.", "Write 'due: ' and the days after the plan begins: due: 14.")
    named = section.texts("gates") if section.has("gates") else ()
    for gate in named:
        if gate not in gates:
            section.error("gates", "unknown-word", f"'{gate}' is not a gate of this plan.",
                          "Declare it under 'gates' at the top, with the sentence people read.")  # fmt: skip
    made = PlannedTask(
        id=_id(section, seen, "task"),
        do=_said(section, "do", "task", 160),
        side=section.choice("side", SIDES) or "partner",
        due=due or 0,
        role=section.text("role", 40) or "",
        text=section.text("text", 2000) or "",
        document=section.text("document", 120) or "",
        gates=named,
        met_by=section.choice("met_by", FACTS) or "",
    )
    if not section.has("side"):
        section.missing("side", "This task does not say whose it is.", "Write 'side: partner' or 'side: vendor'.")
    section.close()
    return made
