"""Checks a tier document: text to a `Programme`, or to every problem it has, each with its line and column."""

from __future__ import annotations

from dataclasses import dataclass

from fairway.performance.rules.tiers.checks import CHECKS, Known
from fairway.performance.rules.tiers.programme import Programme
from fairway.performance.rules.tiers.reading import read_programme
from fairway.performance.rules.tiers.topics import PAGE
from fairway.policy.document import read
from fairway.policy.problems import Problem, in_order

BEGINS = "Begin with 'tiers: partner-tiers' and 'currency: USD'."


@dataclass(frozen=True, slots=True)
class Checked:
    """The outcome of a check. ``programme`` is None exactly when a problem is an error."""

    programme: Programme | None
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that stop everything."""
        return tuple(problem for problem in self.problems if problem.stops)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """The problems that whoever publishes should see."""
        return tuple(problem for problem in self.problems if not problem.stops)


def check(text: str, *, name: str = "tiers.yaml", known: Known | None = None) -> Checked:
    """Check a tier document. ``known`` brings the names under which values are fed. Never raises for what it holds."""
    document = read(text, name, begins=BEGINS, about=f"{PAGE}#the-file")
    if document.root is None:
        return Checked(None, document.problems)
    draft = read_programme(document.root)
    for each in CHECKS:
        for found in each(draft, known or Known()):
            draft.notes.note(found.path, found.severity, found.code, found.message, found.hint)
    problems = in_order([*document.problems, *draft.notes.problems])
    stopped = any(problem.stops for problem in problems)
    return Checked(None if stopped else draft.programme, problems)
