"""Review a programme's text against the sales of the last year, as the checker does with plain files."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from fairway.engine.backends import local
from fairway.engine.check import History, check, review
from fairway.engine.dialect import TooWide
from fairway.engine.inputs import InputProblem
from fairway.engine.plan import MissingColumn
from fairway.incentives.queries import inputs
from fairway.kit.access import Actor
from fairway.kit.lake.scanning import NothingToRead
from fairway.partners import queries as partners
from fairway.policy.problems import Problem

MEMORY = "1GB"
"""A review runs while somebody waits for a page, beside the other pages."""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What check and review say of a text. ``starts`` and ``ends`` bound the year; None where nothing was reviewed.

    ``fault`` says why nothing could be reviewed, empty where it was, or where the check alone found an error.
    """

    problems: tuple[Problem, ...]
    starts: date | None = None
    ends: date | None = None
    fault: str = ""


def review_text(actor: Actor, text: str, *, name: str = "programme.yaml", on: date) -> Reviewed:
    """Check a text and review it against the sales in force, up to a day.

    Needs the rights to read programmes and sales.
    """
    actor.require("programmes.view")
    checked = check(text, name=name)
    if checked.programme is None:
        return Reviewed(checked.problems)
    if not actor.may("sales.view"):
        return Reviewed(checked.problems, fault="You may not read sales, so it was not reviewed against them.")
    programme = inputs.numbered(actor, checked.programme)
    seen: History | None = None
    try:
        lines = inputs.pin(actor).scan
        if lines.files:
            seen = local.history(programme, inputs.of_programme(actor, programme, lines), until=on, memory=MEMORY)
    except NothingToRead:
        pass
    except (InputProblem, MissingColumn, TooWide) as fault:
        return Reviewed(checked.problems, fault=f"It could not be reviewed against the sales: {fault}")
    if seen is None:
        return Reviewed(checked.problems, fault="There are no sales yet that it could be reviewed against.")
    found = review(text, _by_code(seen, partners.ids_by_code(actor)), name=name)
    return Reviewed(found.problems, seen.starts, seen.ends)


def _by_code(seen: History, ids: dict[str, int]) -> History:
    """The same history with partners by the codes that documents name them by."""
    codes = {str(number): code for code, number in ids.items()}

    def code(number: str) -> str:
        return codes.get(number, number)

    alike = tuple(
        replace(one, partner=code(one.partner), others=tuple(code(other) for other in one.others)) for one in seen.alike
    )
    apart = tuple(
        replace(one, one=(code(one.one[0]), one.one[1]), other=(code(one.other[0]), one.other[1])) for one in seen.apart
    )
    return replace(seen, alike=alike, apart=apart)
