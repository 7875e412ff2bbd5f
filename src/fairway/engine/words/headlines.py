"""How an incentive earns, in one sentence, and what each step of its table pays."""

from __future__ import annotations

from dataclasses import replace

from fairway.engine.programme import (
    Asked,
    Attainment,
    Growth,
    Incentive,
    Measure,
    MeasureKind,
    Method,
    PaysOn,
    Programme,
    Ratio,
    Step,
)
from fairway.engine.words import phrases
from fairway.engine.words.messages import earning, parts
from fairway.engine.words.sentences import period_of
from fairway.engine.words.speech import Speech
from fairway.values import exact


def headline(speech: Speech, programme: Programme, incentive: Incentive) -> str:
    """Say in one sentence how the incentive earns."""
    paying = [step for step in incentive.steps if phrases.value_of(step)]
    if not paying:
        return speech.say(earning.PAYS_NOTHING)
    if incentive.method is Method.MARGINAL:
        return _marginal(speech, programme, incentive, paying)
    if incentive.method in {Method.ROLLING, Method.TOTAL, Method.ATTAINMENT}:
        return _added(speech, programme, incentive, paying)
    if incentive.method is Method.LINEAR:
        return _linear(speech, programme, incentive)
    best = max(paying, key=phrases.value_of)
    sentence = step_sentence(speech, programme, incentive, best)
    if len(paying) > 1:
        low = min(paying, key=phrases.value_of)
        shown = phrases.pays(speech, low, incentive.measure.kind, programme.currency)
        return speech.say(earning.LOWER_STEPS, sentence=sentence, low=shown)
    return sentence


def step_sentence(speech: Speech, programme: Programme, incentive: Incentive, step: Step) -> str:
    """Say what one step pays and when: You earn 3 % of all your net sales of Bikes in a quarter in which they reach…"""
    period, currency, kind = period_of(speech, programme), programme.currency, incentive.measure.kind
    pays, goods = phrases.pays(speech, step, kind, currency), phrases.paid_on(speech, incentive.measure)
    paying = bool(phrases.value_of(step))
    if incentive.method is Method.LINEAR and step.lower is not None:
        point = phrases.bound(speech, step.lower, incentive.qualifier, currency)
        exactly = speech.say(earning.EXACTLY, who=phrases.subject(speech, incentive.qualifier), point=point)
        return speech.say(earning.EARNS_ALL, pays=pays, goods=goods, period=period, reaching=exactly)
    if incentive.method in {Method.ROLLING, Method.TOTAL, Method.ATTAINMENT} and paying:
        return _one_of_many(speech, programme, incentive, step)
    reaching = _reaching(speech, programme, incentive, step)
    if not paying and incentive.method is not Method.FIXED:
        return speech.say(earning.EARNS_NOTHING, goods=goods, period=period, reaching=reaching)
    if incentive.method is Method.FIXED:
        return speech.say(earning.EARNS_ONCE, pays=pays, period=period, reaching=reaching)
    if incentive.method is Method.MULTIPLES:
        every = _every(speech, incentive, currency)
        label = phrases.selling(speech, incentive.measure)
        return speech.say(
            earning.EARNS_MULTIPLES, pays=pays, every=every, goods=label, period=period, reaching=reaching
        )
    if incentive.pays_on is PaysOn.INCREMENT:
        return speech.say(earning.EARNS_INCREASE, pays=pays, goods=goods, period=period, reaching=reaching)
    if step.per_unit is not None:
        of = phrases.products(speech, incentive.measure.lines.products)
        of = speech.say(earning.OF_PRODUCTS, goods=of) if of else ""
        return speech.say(earning.EARNS_EACH, pays=pays, goods=of, period=period, reaching=reaching)
    whole = incentive.steps[0].lower is not None or len(incentive.steps) > 1
    message = earning.EARNS_ALL if whole else earning.EARNS
    return speech.say(message, pays=pays, goods=goods, period=period, reaching=reaching)


def _every(speech: Speech, incentive: Incentive, currency: str) -> str:
    every = incentive.every if incentive.every is not None else exact(1)
    if speech.language == "en":
        return phrases.bound(speech, every, incentive.measure, currency)
    return phrases.measured(speech, every, incentive.measure, currency)


def step_span(speech: Speech, programme: Programme, incentive: Incentive, step: Step) -> str:
    """Write the span of a step; of a linear table, its point."""
    if incentive.method is Method.LINEAR and step.lower is not None:
        point = phrases.measured(speech, step.lower, incentive.qualifier, programme.currency)
        return speech.say(parts.AT, point=point)
    if incentive.method is Method.ATTAINMENT:
        step = replace(step, upper=None)  # a step that is reached goes on paying beyond the next one
    return phrases.step_range(speech, step, incentive.qualifier, programme.currency)


def same(asked: Asked, measure: Measure) -> bool:
    """Whether a qualifier speaks of the very sales that are paid for, so that a pronoun can stand for them."""
    match asked:
        case Growth() | Attainment():
            return asked.measure == measure
        case Ratio():
            return asked.of == measure
        case _:
            return asked == measure


def _who(speech: Speech, incentive: Incentive, *, apart: bool = False) -> str:
    """Name what must reach a bound: they, where it is what is paid for."""
    if same(incentive.qualifier, incentive.measure) and not apart and speech.points_back:
        return speech.say(earning.THEY)
    return speech.say(earning.YOUR, what=phrases.subject(speech, incentive.qualifier))


def _reaching(speech: Speech, programme: Programme, incentive: Incentive, step: Step) -> str:
    """Say which qualifier reaches the step: in which they reach $100,000."""
    asked, currency = incentive.qualifier, programme.currency
    if step.lower is None:
        counts_lines = isinstance(asked, Measure) and asked.kind is MeasureKind.LINES
        if incentive.method is Method.FIXED and counts_lines:
            return speech.say(earning.HAVE_SALES, goods=phrases.selling(speech, asked))
        return ""
    who = _who(speech, incentive, apart=incentive.method is Method.FIXED)
    if not step.lower:
        if step.upper is None:
            return ""
        return speech.say(earning.STAY_BELOW, who=who, upper=phrases.bound(speech, step.upper, asked, currency))
    lower = phrases.bound(speech, step.lower, asked, currency)
    if step.upper is None:
        return speech.say(earning.REACH, who=who, bound=lower)
    return speech.say(earning.REACH_NOT, who=who, bound=lower, upper=phrases.bound(speech, step.upper, asked, currency))


def _marginal(speech: Speech, programme: Programme, incentive: Incentive, paying: list[Step]) -> str:
    kind, currency = incentive.measure.kind, programme.currency
    found = []
    for step in paying:
        pays = phrases.pays(speech, step, kind, currency)
        if step.upper is None and step.lower:
            low = phrases.measured(speech, step.lower, kind, currency)
            found.append(speech.say(earning.PART_ABOVE, pays=pays, low=low))
        elif step.upper is None:
            found.append(speech.say(earning.PART_ALL, pays=pays))
        else:
            low = phrases.measured(speech, step.lower or exact(0), kind, currency)
            high = phrases.measured(speech, step.upper, kind, currency)
            found.append(speech.say(earning.PART_BETWEEN, pays=pays, low=low, high=high))
    goods = phrases.paid_on(speech, incentive.measure)
    return speech.say(earning.OF_YOUR, goods=goods, period=period_of(speech, programme), parts=speech.joined(found))


def _added(speech: Speech, programme: Programme, incentive: Incentive, paying: list[Step]) -> str:
    """Say a table whose reached steps all pay: of 10 % on all of them, and of 25 % more once they reach $1,000."""
    kind, currency = incentive.measure.kind, programme.currency
    found = []
    for step in paying:
        pays = phrases.pays(speech, step, kind, currency)
        if incentive.method is Method.ATTAINMENT and step.lower:
            beyond = phrases.bound(speech, step.lower, incentive.qualifier, currency)
            found.append(speech.say(earning.PART_BEYOND, pays=pays, bound=beyond))
            continue
        part = speech.say(earning.PART_ALL, pays=pays)
        if incentive.method is Method.ROLLING and step.upper is not None:
            high = phrases.measured(speech, step.upper, kind, currency)
            part = speech.say(earning.PART_UP_TO, pays=pays, high=high)
        if step.lower:
            reached = phrases.bound(speech, step.lower, incentive.qualifier, currency)
            part = speech.say(earning.ONCE_REACHED, part=part, who=_who(speech, incentive), bound=reached)
        found.append(part)
    goods = phrases.paid_on(speech, incentive.measure)
    joined = speech.joined(found)
    return speech.say(earning.OF_YOUR_ADDED, goods=goods, period=period_of(speech, programme), parts=joined)


def _one_of_many(speech: Speech, programme: Programme, incentive: Incentive, step: Step) -> str:
    kind, currency = incentive.measure.kind, programme.currency
    goods, on = phrases.paid_on(speech, incentive.measure), ""
    reaching = ""
    if incentive.method is Method.ATTAINMENT and step.lower:
        beyond = phrases.bound(speech, step.lower, incentive.qualifier, currency)
        on = speech.say(earning.ON_BEYOND, goods=goods, bound=beyond)
    elif step.lower:
        lower = phrases.bound(speech, step.lower, incentive.qualifier, currency)
        reaching = speech.say(earning.REACH, who=_who(speech, incentive), bound=lower)
    if incentive.method is Method.ROLLING and step.upper is not None:
        on = speech.say(earning.ON_UP_TO, goods=goods, high=phrases.measured(speech, step.upper, kind, currency))
    return speech.say(
        earning.EARNS_MORE if step.lower else earning.EARNS_ON,
        pays=phrases.pays(speech, step, kind, currency),
        on=on or speech.say(earning.ON_ALL, goods=goods),
        period=period_of(speech, programme),
        reaching=reaching,
    )


def _linear(speech: Speech, programme: Programme, incentive: Incentive) -> str:
    kind, currency = incentive.measure.kind, programme.currency
    if same(incentive.qualifier, incentive.measure):
        who = speech.say(earning.THEIR_LEVEL)
    else:
        who = speech.say(earning.ITS_LEVEL, what=phrases.selling(speech, incentive.qualifier))
    points = [
        speech.say(
            earning.POINT,
            pays=phrases.pays(speech, step, kind, currency),
            point=phrases.bound(speech, step.lower, incentive.qualifier, currency),
        )
        for step in incentive.steps
        if step.lower is not None
    ]
    return speech.say(
        earning.LINEAR,
        goods=phrases.paid_on(speech, incentive.measure),
        period=period_of(speech, programme),
        who=who,
        points=speech.joined(points),
        first=phrases.pays(speech, incentive.steps[0], kind, currency),
        last=phrases.pays(speech, incentive.steps[-1], kind, currency),
    )
