"""Tells what changed between two calculations of one payout."""

from __future__ import annotations

from fairway.engine.explain import Explanation
from fairway.engine.programme import MeasureKind, Method
from fairway.engine.telling.changes import Difference
from fairway.engine.telling.tell import ADDED
from fairway.engine.telling.teller import Teller, paying
from fairway.engine.words import phrases
from fairway.engine.words.messages import comparing as beside
from fairway.engine.words.messages import parts
from fairway.values import exact, minus, plus


def difference(one: Difference, by: Teller, *, tried: bool = False) -> tuple[str, ...]:
    """Tell what changed between two calculations of one payout: the amount, by volume and rate, and the lines.

    With `tried` the second is no later calculation but another text of the programme over the same sales; where that
    pays for something else, there is no volume that became another.
    """
    speech, before, after = by.speech, one.before.payout, one.after.payout
    if one.correction is None:
        return (by.say(beside.NO_DIFFERENCE, after=speech.booked(after.earned)),)
    found = [
        by.say(
            beside.TRIED if tried else beside.DIFFERENCE,
            before=speech.booked(before.earned),
            after=speech.booked(after.earned),
            amount=speech.booked(one.correction.amount),
        )
    ]
    measure = one.after.incentive.measure
    if tried and one.before.incentive.measure.kind is not measure.kind:
        return tuple(found)
    if one.correction.volume and before.measure == after.measure:
        found.append(by.say(beside.BY_TERMS, amount=speech.booked(one.correction.volume)))
    elif one.correction.volume:
        found.append(
            by.say(
                beside.BY_VOLUME,
                amount=speech.booked(one.correction.volume),
                before=by.measured(before.measure, measure, before.currency),
                after=by.measured(after.measure, measure, after.currency),
                what=phrases.selling(speech, measure),
            )
        )
    if one.correction.rate:
        found.append(
            by.say(
                beside.BY_RATE,
                amount=speech.booked(one.correction.rate),
                before=_rated(one.before, by),
                after=_rated(one.after, by),
            )
        )
    for change, message in beside.LINES_CHANGED.items():
        lines = [line for line in one.lines if line.change == change]
        if lines:
            total = exact(0)
            for line in lines:
                total = plus(total, minus(line.after or exact(0), line.before or exact(0)))
            count = speech.count(exact(len(lines)), parts.UNITS[MeasureKind.LINES])
            found.append(by.say(message, n=count, value=by.measured(total, measure, after.currency)))
    return tuple(found)


def _rated(one: Explanation, by: Teller) -> str:
    payout = one.payout
    if payout.step is None:
        return by.speech.say(beside.NO_RATE)
    step = one.incentive.steps[payout.step]
    shown = payout.rate if one.incentive.method not in ADDED or one.incentive.method is Method.TOTAL else None
    return paying(one, by, step, shown)
