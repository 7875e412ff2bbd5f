"""Tells how a payout came about, sentence by sentence, in the reader's language, to the partner or to the vendor."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from fairway.engine.explain import Explanation, GateFound, Known, Stage
from fairway.engine.oracle.table import full_multiples
from fairway.engine.programme import (
    Asked,
    Attainment,
    Breadth,
    Certified,
    Choosing,
    Growth,
    Measure,
    MeasureKind,
    Method,
    NoHistory,
    PaysOn,
    Ratio,
    Step,
)
from fairway.engine.telling.credit import credited
from fairway.engine.telling.teller import Teller, paying, sold, spanned
from fairway.engine.words import phrases, sentences
from fairway.engine.words.headlines import same
from fairway.engine.words.messages import comparing as beside
from fairway.engine.words.messages import held, parts, terms
from fairway.engine.words.messages import telling as said
from fairway.values import Exact, Money, exact, plus

ADDED = frozenset(said.ADDED)


@dataclass(frozen=True, slots=True)
class Told:
    """An explanation in words: how it came about, what would have changed it, and why lines were left out.

    Each reason has how many lines it left out; `rule` says which rule of which programme it was.
    """

    rule: str
    sentences: tuple[str, ...]
    missing: tuple[str, ...]
    reasons: tuple[tuple[str, int], ...]


def tell(one: Explanation, by: Teller, version: int | None = None) -> Told:
    """Tell an explanation; `version` is the number of the programme's version, where it has one."""
    counted = Counter(line.reason for line in one.excluded)
    return Told(
        rule=_rule(one, by, version),
        sentences=tuple(_sentences(one, by)),
        missing=tuple(_missing(one, by)),
        reasons=tuple((by.reason(code), count) for code, count in counted.most_common()),
    )


def _rule(one: Explanation, by: Teller, version: int | None) -> str:
    title, programme = one.incentive.title, one.programme.title
    if version is None:
        return by.say(said.RULE, title=title, programme=programme)
    return by.say(said.RULE_VERSION, title=title, programme=programme, version=str(version))


def _span(one: Explanation, by: Teller) -> str:
    period = one.payout.period
    last = period.end - timedelta(days=1)
    return by.speech.say(said.SPAN, first=by.speech.day(period.start), last=by.speech.day(last))


def _sentences(one: Explanation, by: Teller) -> Iterator[str]:
    payout = one.payout
    if not one.lines and payout.qualifier is None and not payout.earned and not payout.carried_in:
        yield by.say(said.NO_LINE, span=_span(one, by))
        return
    if one.units:
        yield _came(one, by, one.incentive.measure, payout.measure)
    else:
        yield from _asked(one, by, one.qualifier)
    yield from credited(one, by)
    yield from _gates(one, by)
    if one.exemption is not None:
        what = sentences.exempted(by.speech, one.programme, one.exemption)
        yield by.say(said.EXEMPT, what=what, reason=one.exemption.reason)
    if payout.gates_met:
        yield from _by_units(one, by) if one.units else _by_table(one, by)
    yield from _afterwards(one, by)


def _came(one: Explanation, by: Teller, asked: Asked, value: Exact) -> str:
    what = phrases.selling(by.speech, asked)
    return by.say(said.CAME, what=what, span=_span(one, by), value=by.measured(value, asked, one.payout.currency))


def _asked(one: Explanation, by: Teller, seen: Known) -> Iterator[str]:
    """Say what picks the step, and what it is made of."""
    currency, speech, asked = one.payout.currency, by.speech, seen.asked
    if one.pool is not None:
        value = by.measured(seen.found if seen.found is not None else exact(0), asked, currency)
        what = phrases.selling(speech, asked)
        if one.pool.partners < 2:
            yield by.say(said.TOGETHER_ALONE, value=value, what=what)
        else:
            yield by.say(said.TOGETHER, n=str(one.pool.partners), value=value, what=what)
        return
    match asked:
        case Measure():
            yield _came(one, by, asked, seen.found if seen.found is not None else exact(0))
        case Growth():
            yield _came(one, by, asked.measure, seen.actual or exact(0))
            yield _grew(one, by, asked, seen)
        case Attainment():
            yield _came(one, by, asked.measure, seen.actual or exact(0))
            name = speech.quoted(asked.target)
            if seen.against is None or seen.found is None:
                yield by.say(said.NO_TARGET, name=name)
            else:
                target = by.measured(seen.against, asked.measure, currency)
                yield by.say(said.ATTAINED, name=name, target=target, percent=speech.percent(seen.found))
        case Ratio():
            yield _came(one, by, asked.of, seen.actual or exact(0))
            yield _share(one, by, asked, seen)
        case Breadth():
            yield _breadth(one, by, asked, seen)
        case Certified():
            yield _came(one, by, asked, seen.found or exact(0))


def _grew(one: Explanation, by: Teller, asked: Growth, seen: Known) -> str:
    speech = by.speech
    if seen.instead in said.WITHOUT_BASELINE or seen.found is None:
        policy = seen.instead if seen.instead in said.WITHOUT_BASELINE else NoHistory.SKIP
        return by.say(said.WITHOUT_BASELINE[policy])
    percent = speech.percent(seen.found)
    if seen.instead is NoHistory.PEERS or seen.against is None:
        return by.say(said.GREW_AS_PEERS, percent=percent)  # their average may be one other partner's figure
    baseline = by.measured(seen.against, asked.measure, one.payout.currency)
    if seen.instead is NoHistory.TARGET:
        return by.say(said.GREW_AS_TARGET, name=speech.quoted(asked.target or ""), baseline=baseline, percent=percent)
    if asked.over is None:
        return by.say(said.GREW_NAMED, name=speech.quoted(asked.named or ""), baseline=baseline, percent=percent)
    when = speech.say(terms.THAT_PERIOD[asked.over], period=sentences.period_of(speech, one.programme))
    return by.say(said.GREW, when=when, baseline=baseline, percent=percent)


def _share(one: Explanation, by: Teller, asked: Ratio, seen: Known) -> str:
    to = phrases.selling(by.speech, asked.to)
    if seen.found is None or seen.against is None:
        return by.say(said.NO_SHARE, to=to)
    against = by.measured(seen.against, asked.to, one.payout.currency)
    return by.say(said.SHARE_OF, against=against, to=to, percent=by.speech.percent(seen.found))


def _breadth(one: Explanation, by: Teller, asked: Breadth, seen: Known) -> str:
    found = [
        by.speech.say(
            said.REACHED_PART,
            what=phrases.selling(by.speech, part.measure),
            value=by.measured(value if value is not None else exact(0), part.measure, one.payout.currency),
            least=by.measured(part.at_least, part.measure, one.payout.currency),
        )
        for part, (value, _) in zip(asked.parts, seen.parts, strict=True)
    ]
    reached = by.speech.number(seen.found or exact(0))
    return by.say(said.REACHED_PARTS, n=reached, all=str(len(asked.parts)), parts=by.speech.comma(found))


def _gates(one: Explanation, by: Teller) -> Iterator[str]:
    waived = one.exemption is not None and one.exemption.waives_gates
    for gate, seen in zip(one.incentive.gates, one.gates, strict=True):
        message = said.GATE_MET if seen.met else said.GATE_WAIVED if waived else said.GATE_MISSED
        yield by.say(
            message,
            what=phrases.selling(by.speech, gate.measure),
            bound=phrases.bound(by.speech, gate.at_least, gate.measure, one.payout.currency),
            found=_found(one, by, seen, gate.measure),
        )


def _found(one: Explanation, by: Teller, seen: GateFound, asked: Asked) -> str:
    if seen.found is None and not isinstance(asked, Measure):
        return "—"
    return by.measured(seen.found if seen.found is not None else exact(0), asked, one.payout.currency)


def _value(one: Explanation) -> Exact | None:
    """What the step reached gives, before multipliers and shares, as the table has it."""
    return one.parts[0].value if one.parts else None


def _by_table(one: Explanation, by: Teller) -> Iterator[str]:
    payout, incentive, speech = one.payout, one.incentive, by.speech
    if payout.step is None:
        yield by.say(said.NO_STEP)
        if one.lack is not None and one.next_step == 0:
            lack = by.measured(one.lack, sold(incentive.qualifier), payout.currency)
            yield by.say(said.SHORT_OF_FIRST, lack=lack)
        return
    step = incentive.steps[payout.step]
    single = incentive.method not in ADDED and incentive.method is not Method.MULTIPLES
    value = _value(one) if single else None
    if incentive.method is Method.LINEAR:
        yield by.say(said.BETWEEN_POINTS, pays=paying(one, by, step, value))
    elif len(incentive.steps) > 1:
        yield by.say(said.STEP, span=spanned(one, by, step), pays=paying(one, by, step, value))
    amount = speech.booked(_tabled(one))
    if incentive.method is Method.FIXED:
        yield by.say(said.ONCE, amount=amount)
    else:
        yield from _base(one, by)
        yield from _products(one, by, step, amount)
    if one.factor != 1:
        factored = Money(_sum(one, one.factor), payout.currency).rounded(one.programme.rounding.mode)
        yield by.say(said.FACTOR, factor=speech.number(one.factor), amount=speech.booked(factored))
    yield from _shared(one, by)


def _base(one: Explanation, by: Teller) -> Iterator[str]:
    """Say what is paid for, where it is not what was said already."""
    payout, incentive = one.payout, one.incentive
    measure = one.pool.measure if one.pool is not None else payout.measure
    if not same(incentive.qualifier, incentive.measure):
        value = by.measured(measure, incentive.measure, payout.currency)
        yield by.say(said.PAID_ON, what=phrases.selling(by.speech, incentive.measure), value=value)
    base = one.base if one.base is not None else measure
    if incentive.pays_on is PaysOn.INCREMENT:
        before = exact(0)
        for _, amount in one.after:
            before = plus(before, amount.amount)
        yield by.say(said.INCREASE, value=by.measured(plus(base, before), incentive.measure, payout.currency))
    if one.after:
        names = by.speech.joined(_titles(one, tuple(name for name, _ in one.after)))
        total = Money.zero(payout.currency)
        for _, amount in one.after:
            total = total + amount
        left = by.measured(base, incentive.measure, payout.currency)
        yield by.say(said.AFTER, names=names, amount=by.speech.booked(total), value=left)
    if "measure_cap" in one.limits and incentive.limits.measure is not None:
        yield by.say(said.AT_MOST, value=by.measured(incentive.limits.measure, incentive.measure, payout.currency))


def _products(one: Explanation, by: Teller, step: Step, amount: str) -> Iterator[str]:
    incentive, currency = one.incentive, one.payout.currency
    if incentive.method is Method.MULTIPLES:
        yield from _multiples(one, by, step, amount)
        return
    if incentive.method in ADDED and len(incentive.steps) > 1:
        shown = " + ".join(
            f"{by.measured(part.base, incentive.measure, currency)} × "
            f"{_rate(one, by, incentive.steps[part.place], part.value)}"
            for part in one.parts
        )
        if shown:
            yield by.say(said.ADDED[incentive.method], parts=shown)
        yield by.say(said.SUM, amount=amount)
        return
    for part in one.parts:
        base = by.measured(part.base, incentive.measure, currency)
        yield by.say(said.TIMES, counted=base, pays=_rate(one, by, step, part.value), amount=amount)


def _rate(one: Explanation, by: Teller, step: Step, value: Exact) -> str:
    """Write what one of the measure is multiplied with."""
    if step.per_unit is not None:
        return by.speech.amount(value, one.payout.currency)
    return paying(one, by, step, value)


def _multiples(one: Explanation, by: Teller, step: Step, amount: str) -> Iterator[str]:
    incentive, payout = one.incentive, one.payout
    base = one.base if one.base is not None else payout.measure
    if incentive.limits.measure is not None and "measure_cap" in one.limits:
        base = min(base, incentive.limits.measure)
    full = full_multiples(incentive, base)
    every = by.measured(incentive.every or exact(1), incentive.measure, payout.currency)
    value = one.exemption.value if one.exemption is not None else None
    total = amount
    if step.free is not None:
        total = by.speech.count(payout.goods, parts.FREE_UNITS)
    pays = paying(one, by, step, value)
    yield by.say(said.MULTIPLES, full=by.speech.number(full), every=every, pays=pays, total=total)
    if step.free is not None and incentive.worth is not None:
        yield by.say(said.FREE_WORTH, worth=by.speech.booked(incentive.worth), amount=amount)


def _sum(one: Explanation, factor: Exact) -> Exact:
    total = exact(0)
    for part in one.parts:
        total = plus(total, part.base * part.value * factor)
    return total


def _tabled(one: Explanation) -> Money:
    """What the table gives before multipliers, to the minor unit: as rounded, where each line is rounded for itself."""
    plain = one.factor == 1 and one.split is None and one.pool is None and one.taken_back is None
    if plain:
        return one.payout.calculated
    return Money(_sum(one, exact(1)), one.payout.currency).rounded(one.programme.rounding.mode)


def _shared(one: Explanation, by: Teller) -> Iterator[str]:
    """Say what was taken back, and what of a pool's or a partner's amount this is."""
    speech, payout = by.speech, one.payout
    if one.taken_back is not None:
        yield by.say(said.TAKEN_BACK, amount=speech.booked(one.taken_back))
    if one.pool is not None and one.incentive.pool is not None:
        yield by.say(said.POOL_EARNS, amount=speech.booked(one.pool.amount))
        least = one.incentive.pool.at_least
        if least is not None and payout.measure < least:
            yield by.say(said.POOL_TOO_LITTLE, least=by.measured(least, one.incentive.measure, payout.currency))
        else:
            own = by.measured(payout.measure, one.incentive.measure, payout.currency)
            every = by.measured(one.pool.measure, one.incentive.measure, payout.currency)
            yield by.say(said.POOL_SHARE, own=own, all=every, amount=speech.booked(payout.calculated))
    if one.split is not None and payout.person:
        if one.split.share is not None:
            share, together = speech.percent(one.split.share), speech.booked(one.split.together)
            yield by.say(said.SPLIT, person=payout.person, share=share, together=together)
        if one.split.override is not None:
            yield by.say(said.OVERRIDE, person=payout.person, share=speech.percent(one.split.override))


def _by_units(one: Explanation, by: Teller) -> Iterator[str]:
    steps: Counter[int | None] = Counter(unit.step for unit in one.units if unit.lines)
    found = []
    for place, count in sorted(steps.items(), key=lambda item: -1 if item[0] is None else item[0]):
        if place is None:
            found.append(by.speech.say(said.UNITS_BELOW, n=str(count)))
        else:
            pays = paying(one, by, one.incentive.steps[place])
            found.append(by.speech.say(said.UNITS_AT, n=str(count), pays=pays))
    yield by.say(said.UNITS[one.incentive.unit], n=str(steps.total()), parts=by.speech.comma(found))
    if one.split is None and one.taken_back is None:
        yield by.say(said.SUM, amount=by.speech.booked(one.payout.calculated))
    yield from _shared(one, by)


def _afterwards(one: Explanation, by: Teller) -> Iterator[str]:
    for stage in one.stages:
        yield from _stage(one, by, stage)
    payout = one.payout
    changed = any(stage.limit not in {"held_back", "carried", "released"} for stage in one.stages)
    if changed or one.taken_back is not None or one.split is not None:
        yield by.say(held.EARNED, amount=by.speech.booked(payout.earned))


def _stage(one: Explanation, by: Teller, stage: Stage) -> Iterator[str]:
    speech, amount = by.speech, by.speech.booked(stage.amount)
    bound = speech.booked(stage.bound) if stage.bound is not None else ""
    names = speech.joined(_titles(one, stage.names))
    match stage.limit:
        case "floor":
            yield by.say(held.FLOOR, amount=amount)
        case "guarantee":
            yield by.say(held.GUARANTEE, bound=bound, amount=amount)
        case "cap":
            yield by.say(held.CAP, amount=amount)
        case "beaten":
            stack = one.incentive.stack
            choosing = stack.choosing if stack is not None and stack.choosing is not None else Choosing.BEST_OF
            yield by.say(held.BEATEN[choosing], names=names)
        case "combined_cap":
            yield by.say(held.COMBINED, names=names, bound=bound, amount=amount)
        case "used_up":
            yield by.say(held.USED_UP, amount=amount)
        case "budget":
            yield by.say(held.BUDGET, amount=amount)
        case "held_back":
            yield by.say(held.HELD_BACK, amount=amount)
        case "carried":
            if one.payout.carried_in:
                yield by.say(held.CARRIED_IN, amount=speech.booked(one.payout.carried_in))
            yield by.say(held.CARRIED_OUT, amount=amount)
        case "released":
            yield by.say(held.CARRIED_IN, amount=amount)


def _titles(one: Explanation, names: tuple[str, ...]) -> list[str]:
    titles = {each.id: each.title for each in one.programme.incentives}
    return [titles.get(name, name) for name in names]


def _missing(one: Explanation, by: Teller) -> Iterator[str]:
    currency, incentive = one.payout.currency, one.incentive
    if one.next_step is not None and one.lack is not None and one.lack > 0 and not one.units:
        step = incentive.steps[one.next_step]
        yield by.say(
            beside.MORE_TO_STEP,
            lack=by.measured(one.lack, sold(incentive.qualifier), currency),
            what=phrases.selling(by.speech, incentive.qualifier),
            span=spanned(one, by, step),
            pays=paying(one, by, step),
        )
    for gate, seen in zip(incentive.gates, one.gates, strict=True):
        if not seen.met and seen.lack is not None and not one.payout.gates_met:
            lack = by.measured(seen.lack, sold(gate.measure), currency)
            yield by.say(beside.MORE_TO_GATE, lack=lack, what=phrases.selling(by.speech, gate.measure))
    for lost in one.lost:
        if lost.measure:
            lines = by.speech.count(exact(lost.lines), parts.UNITS[MeasureKind.LINES])
            value = by.measured(lost.measure, incentive.measure, currency)
            yield by.say(beside.LEFT_OUT, n=lines, value=value, reason=by.reason(lost.reason))
