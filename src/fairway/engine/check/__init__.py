"""Checks a programme document: text to a `Programme`, or to every problem it has, each with its place.

Reading and checking never stop at the first problem. A document with one error gives no programme, so nothing can be
calculated or published from it; one with a hold can be calculated, and is not published before counsel's note on it
stands in the document; warnings are shown to whoever publishes.
"""

from __future__ import annotations

from dataclasses import dataclass

from fairway.engine.check import cliffs, compliance, mechanics, rules
from fairway.engine.check.findings import Check, Finding
from fairway.engine.check.reading import read_programme
from fairway.engine.check.review import REVIEWS, History
from fairway.engine.check.scopes import Known
from fairway.engine.programme import Programme
from fairway.policy.document import read
from fairway.policy.problems import Problem, in_order

__all__ = ["CHECKS", "REVIEWS", "Checked", "Finding", "History", "Known", "check", "review"]


CHECKS: tuple[Check, ...] = (
    rules.unique_ids,
    mechanics.cut_by_itself,
    mechanics.paid_once,
    mechanics.increment_grows,
    mechanics.counts_pay,
    mechanics.units_alone,
    mechanics.line_rounding,
    mechanics.reversed_by_line,
    mechanics.persons_paid,
    mechanics.pools_share,
    mechanics.grown_alike,
    mechanics.first_of_firsts,
    mechanics.worth_of_goods,
    mechanics.order_known,
    mechanics.chosen_alike,
    rules.standing_stated,
    rules.rates_grow,
    rules.percent_size,
    rules.somebody_can_earn,
    rules.caps_and_steps,
    rules.steps_out_of_reach,
    rules.limits_agree,
    rules.breadth_in_reach,
    rules.gates_close,
    rules.days_agree,
    rules.stacking_stated,
    rules.somebody_is_chosen,
    compliance.resale_price,
    compliance.graduated_fund,
    compliance.counsel_needed,
    cliffs.cliffs,
    rules.royalties,
    rules.fixed_measure,
)
"""Every check, in one flat list. Reading finds what a single key gets wrong; these look at several together.

One that finds something a programme cannot mean notes an error; one that finds something a person should see before
publishing notes a warning; what waits for counsel is a hold. What was not read soundly they skip.
"""


@dataclass(frozen=True, slots=True)
class Checked:
    """The outcome of a check. ``programme`` is None exactly when a problem is an error."""

    programme: Programme | None
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that stop calculation and publication."""
        return tuple(problem for problem in self.problems if problem.stops)

    @property
    def holds(self) -> tuple[Problem, ...]:
        """The problems that stop publication alone, until counsel's note on them stands in the document."""
        return tuple(problem for problem in self.problems if not problem.stops and not problem.publishes)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """The problems that whoever publishes should see."""
        return tuple(problem for problem in self.problems if problem.publishes)


def check(text: str, *, name: str = "programme.yaml", known: Known | None = None) -> Checked:
    """Check a programme document.

    ``known`` brings what is known of products, partners and columns, so that their names are checked too. Never
    raises for what the text holds.
    """
    document = read(text, name)
    if document.root is None:
        return Checked(None, document.problems)
    draft = read_programme(document.root, known or Known())
    for each in CHECKS:
        for found in each(draft):
            draft.notes.note(found.path, found.severity, found.code, found.message, found.hint)
    problems = in_order([*document.problems, *draft.notes.problems])
    stopped = any(problem.stops for problem in problems)
    return Checked(None if stopped else draft.programme, problems)


def review(text: str, history: History, *, name: str = "programme.yaml", known: Known | None = None) -> Checked:
    """Check a programme document, and review it against what was sold.

    Everything a check finds, with what only history tells; a document with an error is not reviewed.
    """
    checked = check(text, name=name, known=known)
    root = read(text, name).root
    if checked.programme is None or root is None:
        return checked
    draft = read_programme(root, known or Known())
    draft.notes.problems.clear()
    for each in REVIEWS:
        for found in each(draft, history):
            draft.notes.note(found.path, found.severity, found.code, found.message, found.hint)
    counted = {(one.line, one.column) for one in draft.notes.problems if one.code == "paid-twice"}
    # where the lines are counted, that two incentives could meet has been said
    kept = [one for one in checked.problems if one.code != "stack-not-stated" or (one.line, one.column) not in counted]
    return Checked(checked.programme, in_order([*kept, *draft.notes.problems]))
