"""Review a programme's text against the sales of the last year, as the checker does with plain files."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import date

from fairway.engine.backends import local
from fairway.engine.check import History, check, review
from fairway.engine.dialect import TooWide
from fairway.engine.inputs import InputProblem, Inputs
from fairway.engine.plan import MissingColumn
from fairway.engine.programme import Programme
from fairway.incentives.queries import inputs
from fairway.kit.access import Actor
from fairway.kit.lake.scanning import NothingToRead
from fairway.partners import queries as partners
from fairway.policy.problems import Problem

MEMORY, SECONDS = "1GB", 20
"""A review runs while somebody waits for a page, beside the other pages: it has so much memory and time."""
KEPT = 32
_alone = threading.Lock()
_seen: OrderedDict[tuple[object, ...], History | None] = OrderedDict()
"""What the last years had, by programme, inputs and day: the same text over the same sales is added up once."""


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
            seen = _added_up(programme, inputs.of_programme(actor, programme, lines), on)
    except local.TooLong as fault:
        fault_said = f"{fault} Run `fairway check` with the files of the sales, where nobody waits."
        return Reviewed(checked.problems, fault=f"It was not reviewed against the sales: {fault_said}")
    except NothingToRead:
        pass
    except (InputProblem, MissingColumn, TooWide) as fault:
        return Reviewed(checked.problems, fault=f"It could not be reviewed against the sales: {inputs.in_words(fault)}")
    if seen is None:
        return Reviewed(checked.problems, fault="There are no sales yet that it could be reviewed against.")
    found = review(text, _by_code(seen, partners.ids_by_code(actor)), name=name)
    return Reviewed(found.problems, seen.starts, seen.ends)


def _added_up(programme: Programme, read: Inputs, on: date) -> History | None:
    """One review at a time adds lines up; who waits for the same one finds it made.

    :raises TooLong: it, or the one before it, takes longer than a page may.
    """
    key = (programme, read.lines.files, inputs.fingerprint(read), on)
    if not _alone.acquire(timeout=SECONDS):
        raise local.TooLong("Another review is still adding up a year of sales.")
    try:
        if key not in _seen:
            _seen[key] = local.history(programme, read, until=on, memory=MEMORY, seconds=SECONDS)
            while len(_seen) > KEPT:
                _seen.popitem(last=False)
        _seen.move_to_end(key)
        return _seen[key]
    finally:
        _alone.release()


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
