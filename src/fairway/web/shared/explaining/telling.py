"""One payout in plain words: how it came about, its steps, and the facts in short."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from fairway.engine.programme import Asked
from fairway.engine.telling import Teller, ladder, teller
from fairway.engine.words.messages import headings as words
from fairway.engine.words.messages import statement
from fairway.incentives.queries import PayoutExplanation
from fairway.values import Exact, exact
from fairway.web.shared.components import Step
from fairway.web.shared.display import day_text
from fairway.web.shared.language import words_of


def measured(asked: Asked, value: Exact, currency: str, by: Teller | None = None) -> str:
    """A measured value as pages write it: `USD 1,250.00`, `12 units`; converted amounts to the minor unit."""
    return (by or teller()).measured(value, asked, currency)


def headings_of(view: PayoutExplanation, by: Teller, lines: int) -> dict[str, str]:
    """The headings of the page, in the reader's language."""
    found = words_of(statement, words)
    amount = by.speech.amount(view.row.earned.amount, view.row.earned.currency)
    otherwise = words.STILL_OTHERWISE if by.running else words.OTHERWISE
    counted = words.COUNTED_ONE if lines == 1 else words.COUNTED
    return found | {
        "otherwise": by.speech.say(otherwise),
        "how": by.speech.say(words.HOW, period=view.row.period),
        "counted": by.speech.say(counted, n=by.speech.number(exact(lines)), amount=amount),
    }


def steps_of(view: PayoutExplanation, by: Teller) -> tuple[Step, ...]:
    """The step table, the reached step marked, and what is missing noted at the next."""
    if view.incentive is None:
        return ()
    one = view.explanation
    place = one.payout.step if one is not None else view.place.reached if view.place is not None else None
    rungs = ladder(
        view.incentive, view.row.earned.currency, by,
        place=place, stands=one.payout.qualifier if one is not None else None, one=one,
    )  # fmt: skip
    return tuple(Step(rung.span, rung.pays, rung.reached, rung.here, rung.note) for rung in rungs)


def facts_of(view: PayoutExplanation, by: Teller) -> tuple[tuple[str, Any], ...]:
    """The payout in short: period, lines, what was earned and carried."""
    row, say = view.row, by.speech.say
    last = row.period_end - timedelta(days=1)
    found: list[tuple[str, Any]] = [
        (say(words.PERIOD), say(words.DAYS, first=day_text(row.period_start), last=day_text(last)))
    ]
    if view.version is not None:
        found.append((say(words.VERSION), view.version))
    if view.explanation is None:
        found += [(say(words.PAID_FOR), row.measure)]
    found += [(say(words.LINES), row.lines), (say(words.EARNED), row.earned)]
    if row.goods:
        found.append((say(words.FREE_GOODS), row.goods))
    if row.carried_in:
        found.append((say(words.CARRIED_IN), row.carried_in))
    if row.carried_out:
        found.append((say(words.CARRIED_OUT), row.carried_out))
    if row.person:
        found.append((say(words.PERSON), row.person))
    if row.exemption:
        found.append((say(words.AGREED), row.exemption))
    return tuple(found)
