"""Who tells: a language and a side; and the step table as that side reads it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from fairway.engine.explain import Explanation
from fairway.engine.programme import AMOUNTS, Asked, Attainment, Growth, Incentive, Measure, Method, Ratio, Step
from fairway.engine.words import phrases
from fairway.engine.words.messages import comparing as beside
from fairway.engine.words.messages import parts, reasons
from fairway.engine.words.messages.reasons import Timed, Voiced
from fairway.engine.words.speech import Message, Speech
from fairway.values import Exact, Money, Rounding, rounded


@dataclass(frozen=True, slots=True)
class Teller:
    """Speaks a language to one of the two sides; `running` says that the period it speaks of is not over yet."""

    speech: Speech
    to_partner: bool = True
    running: bool = False

    def say(self, message: Message | Voiced | Timed, /, **slots: str) -> str:
        """Fill a template in the voice that fits the reader and the time."""
        if isinstance(message, Timed):
            message = message.running if self.running else message.over
        if isinstance(message, Voiced):
            message = message.to_partner if self.to_partner else message.to_vendor
        return self.speech.begun(self.speech.say(message, **slots))

    def reason(self, code: str, rival: str = "") -> str:
        """Say why a line does not count; the vendor alone reads whose line counted in its place."""
        if rival and not self.to_partner:
            return self.say(reasons.ONCE_OF_ANOTHER, partner=rival)
        return self.say(reasons.REASONS[code]) if code in reasons.REASONS else code

    def measured(self, value: Exact, asked: Asked, currency: str) -> str:
        """Write a value in its unit, converted money to the minor unit."""
        if isinstance(asked, Measure) and asked.kind in AMOUNTS:
            value = rounded(value, Money.zero(currency).digits, Rounding.HALF_UP)
        return phrases.measured(self.speech, value, asked, currency)


def teller(language: str = "en", *, to_partner: bool = True, running: bool = False) -> Teller:
    """Speak a language, money written as in the books; `running` of a period that is not over yet."""
    return Teller(Speech(language, books=True), to_partner, running)


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of a table in words: its span, what it pays, whether it is reached, and what is noted beside it."""

    span: str
    pays: str
    reached: bool
    here: bool
    note: str


def ladder(
    incentive: Incentive, currency: str, by: Teller, *, place: int | None, stands: Exact | None, one: Explanation | None
) -> tuple[Rung, ...]:
    """Say the step table: the step reached is marked, and what is missing noted at the next."""
    found = []
    following = 0 if place is None else place + 1
    for number, step in enumerate(incentive.steps):
        note = ""
        if number == place and stands is not None:
            note = by.say(beside.HERE, value=by.measured(stands, incentive.qualifier, currency))
        elif number == following and one is not None and one.lack is not None and one.lack > 0:
            note = by.say(beside.MORE_TO_THIS, lack=by.measured(one.lack, sold(incentive.qualifier), currency))
        agreed = _agreed(one)
        shown = step if agreed is None else phrases.worth(step, agreed)
        pays = phrases.pays(by.speech, shown, incentive.measure.kind, currency)
        if incentive.method in beside.PAYS_ON and (number or incentive.method is Method.MARGINAL):
            pays = by.speech.say(beside.PAYS_ON[incentive.method], pays=pays)
        span = _span_of(incentive, currency, by, step)
        found.append(Rung(span, pays, place is not None and number <= place, number == place, note))
    return tuple(found)


def paying(one: Explanation, by: Teller, step: Step, value: Exact | None = None) -> str:
    """Write what a step pays, or would with another value."""
    value = value if value is not None else _agreed(one)
    shown = step if value is None else phrases.worth(step, value)
    return phrases.pays(by.speech, shown, one.incentive.measure.kind, one.payout.currency)


def _agreed(one: Explanation | None) -> Exact | None:
    """What was agreed with the partner alone in place of what each step pays."""
    return one.exemption.value if one is not None and one.exemption is not None else None


def spanned(one: Explanation, by: Teller, step: Step) -> str:
    """Write the span of a step; of a linear table, its point."""
    return _span_of(one.incentive, one.payout.currency, by, step)


def _span_of(incentive: Incentive, currency: str, by: Teller, step: Step) -> str:
    if incentive.method is Method.LINEAR and step.lower is not None:
        return by.speech.say(parts.AT, point=phrases.measured(by.speech, step.lower, incentive.qualifier, currency))
    if incentive.method is Method.ATTAINMENT:
        step = replace(step, upper=None)  # a step that is reached goes on paying beyond the next one
    return phrases.step_range(by.speech, step, incentive.qualifier, currency)


def sold(asked: Asked) -> Asked:
    """What must be sold to reach a bound: of growth and other ratios, what is put in relation."""
    match asked:
        case Growth() | Attainment():
            return asked.measure
        case Ratio():
            return asked.of
        case _:
            return asked
