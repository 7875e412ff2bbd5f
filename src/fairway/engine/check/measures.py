"""Reads what is added up over lines: a measure in one word, or as a group with lines and a window of its own."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fairway.engine.check import later
from fairway.engine.check.scopes import Known, read_scope, read_span
from fairway.engine.programme import LineScope, Measure, MeasureKind, NewCustomer, Over, Span, Window
from fairway.policy.nodes import Scalar
from fairway.policy.section import Section

MEASURES = [kind.value for kind in MeasureKind]
WINDOWS = [window.value for window in Window if window is not Window.ROLLING] + ["rolling 4 periods"]
ROLLING = re.compile(r"rolling ([0-9]{1,4}) periods\Z")
MOST_PERIODS = 60
WHOLE, THRESHOLD_DIGITS = 12, 4
EVER = "ever"


@dataclass(frozen=True, slots=True)
class Inherited:
    """What a slot takes from its incentive where it writes nothing of its own.

    ``measure`` is what the incentive earns by, for the slots that may leave theirs out.
    """

    lines: LineScope
    new: NewCustomer | None = None
    measure: Measure | None = None


def read_slot(section: Section, key: str, given: Inherited, known: Known) -> Measure | None:
    """Read a measure: one word, or a group with its own lines. None when absent or unreadable."""
    entry = section.mapping.get(key)
    if entry is None or isinstance(entry.value, Scalar):
        word = section.choice(key, MEASURES, later.MEASURES)
        _deals_granted(section, key, word, given.lines)
        return _measure(MeasureKind(word), given.lines, Over(), given.new) if word is not None else None
    slot = section.section(key)
    if slot is None:
        return None
    measure = read_measure(slot, given, known)
    slot.close(elsewhere=later.SLOT_ELSEWHERE)
    return measure


def read_measure(slot: Section, given: Inherited, known: Known, optional: bool = False) -> Measure | None:
    """Read the keys of a measure in a group. Where it is ``optional`` the incentive's own is taken, and narrowed."""
    word = slot.choice("measure", MEASURES, later.MEASURES)
    _base_agrees(slot, word)
    above = given.measure if optional and not slot.has("measure") else None
    lines = read_scope(slot, above.lines if above is not None else given.lines, known)
    _deals_granted(slot, "measure", word, lines)
    over = read_over(slot)
    new = read_new_customer(slot)
    kind = MeasureKind(word) if word is not None else above.kind if above is not None else None
    if new is not None and kind is not None and kind is not MeasureKind.NEW_CUSTOMERS:
        message = f"'new_customer' says which customers are new; '{kind}' counts none."
        slot.error("new_customer", "new-customer-unused", message, "Write measure: new_customers, or delete the key.")
    if kind is None:
        if not slot.has("measure") and not (optional and given.measure is None):
            slot.missing("measure", "It is not said what is added up here.", "Write measure: net, quantity or lines.")
        return None
    return _measure(kind, lines, over, new or given.new)


def _measure(kind: MeasureKind, lines: LineScope, over: Over, new: NewCustomer | None) -> Measure:
    counted = (new or NewCustomer()) if kind is MeasureKind.NEW_CUSTOMERS else None
    return Measure(kind, lines, over, counted)


def _deals_granted(section: Section, key: str, word: str | None, lines: LineScope) -> None:
    """Say that deals are counted as the lines name them, where nobody asks whether they were granted."""
    if word == MeasureKind.DEALS and not lines.registered:
        message = "Every number that a line names counts as a deal, whether or not it was granted."
        section.warning(key, "deals-not-granted", message, "Write deal: registered, or leave it if that is meant.")


def _base_agrees(slot: Section, word: str | None) -> None:
    """Refuse a base of its own inside a slot: the word of the measure says it there."""
    base = slot.choice("base", later.BASE_WORDS, later.BASES)
    if base is not None and word is not None and base != word:
        hint = f"Write measure: {base} here, or base: {base} in the incentive."
        slot.error("base", "base-in-slot", f"This slot adds up '{word}', and its base is '{base}'.", hint)


def read_over(slot: Section) -> Over:
    """Read a window: a word, or how many periods a rolling one has."""
    found = slot.scalar("over")
    if found is None:
        return Over()
    rolling = ROLLING.match(found.text)
    if rolling is not None:
        count = int(rolling[1])
        if 2 <= count <= MOST_PERIODS:
            return Over(Window.ROLLING, count)
        message = f"A window of {count} periods cannot be added up."
        slot.error("over", "out-of-range", message, f"Write over: rolling 4 periods, with 2 to {MOST_PERIODS}.")
        return Over()
    word = slot.one_of(slot.at("over"), found, WINDOWS, {}, later.WINDOW_ELSEWHERE)
    return Over(Window(word)) if word is not None else Over()


def read_new_customer(section: Section) -> NewCustomer | None:
    """Read which first orders count as those of new customers; None when nothing is written."""
    group = section.section("new_customer")
    if group is None:
        return None
    least = group.number("at_least", whole=WHOLE, fraction=THRESHOLD_DIGITS, above=0)
    look_back = _look_back(group)
    group.close()
    return NewCustomer(look_back, least)


def _look_back(group: Section) -> Span | None:
    entry = group.mapping.get("look_back")
    if entry is not None and isinstance(entry.value, Scalar) and entry.value.text == EVER:
        group.taken.add("look_back")
        return None
    return read_span(group, "look_back", "24 months")
