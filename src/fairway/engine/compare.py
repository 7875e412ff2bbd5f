"""Compares two versions of a programme, in words, side by side.

Every part of a programme that is a value has its row here, so two versions without a difference are equal in meaning:
the order of incentives, and how the text is laid out, change nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from fairway.engine.programme import (
    Asked,
    Attainment,
    Breadth,
    Certified,
    Choosing,
    Counsel,
    Exemption,
    Gate,
    Group,
    Growth,
    Incentive,
    Limits,
    Measure,
    Multiplier,
    Payee,
    PaysOn,
    Programme,
    Ratio,
    Span,
    Step,
    Unit,
)
from fairway.engine.words import phrases, sentences
from fairway.engine.words.headlines import headline
from fairway.engine.words.messages import parts
from fairway.engine.words.speech import BOOKS
from fairway.policy.conditions import write
from fairway.policy.problems import listed
from fairway.values import Exact, Money, plain

NOTHING = "—"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs: where, and what each version says. ``—`` stands where a version says nothing.

    ``incentive`` is the id of the incentive, or None for the programme as a whole; ``pays`` tells whether it can
    change an amount.
    """

    incentive: str | None
    aspect: str
    before: str
    after: str
    pays: bool = True

    @property
    def sentence(self) -> str:
        """Say the difference in one sentence."""
        subject = f"{self.incentive}: {self.aspect}" if self.incentive else self.aspect
        if self.before == NOTHING:
            return f"{subject}: new: {self.after}"
        if self.after == NOTHING:
            return f"{subject}: no longer: {self.before}"
        return f"{subject}: {self.before} becomes {self.after}"


def compare(
    before: Programme, after: Programme, exempt: Callable[[Exemption], bool] = lambda _: True
) -> tuple[Difference, ...]:
    """Say what differs between two versions: the programme first, then each incentive in the later version's order.

    ``exempt`` says which exemptions the reader may know: what is agreed with one partner is nobody else's business.
    """
    found = [*_programme(before, after), *_groups(before, after), *_exemptions(before, after, exempt)]
    old = {incentive.id: incentive for incentive in before.incentives}
    new = {incentive.id: incentive for incentive in after.incentives}
    for name, incentive in new.items():
        if name not in old:
            found.append(Difference(name, "incentive", NOTHING, headline(BOOKS, after, incentive)))
        else:
            found += _incentive(before, after, old[name], incentive)
    for name, incentive in old.items():
        if name not in new:
            found.append(Difference(name, "incentive", headline(BOOKS, before, incentive), NOTHING))
    return tuple(found)


ProgrammeAspect = Callable[[Programme], tuple[object, str]]
IncentiveAspect = Callable[[Programme, Incentive], tuple[object, str]]

UNITS = {
    Unit.PERIOD: "everything of the period together",
    Unit.LINE: "each sales line by itself",
    Unit.DOCUMENT: "each invoice by itself",
    Unit.PERIOD_TO_DATE: "each day's sales, with everything of the period up to that day",
}
PAYEES = {
    Payee.PARTNER: "the partner",
    Payee.PERSON: "each person who sold",
    Payee.SPLITS: "persons, by the table of splits",
}

PROGRAMME: Mapping[str, ProgrammeAspect] = {
    "name": lambda p: (p.id, p.id),
    "title": lambda p: (p.title, p.title),
    "description": lambda p: (p.description, p.description or NOTHING),
    "language": lambda p: (p.language, f"version {p.language}"),
    "currency": lambda p: (p.currency, p.currency),
    "period": lambda p: (p.calendar.period, p.calendar.period),
    "year": lambda p: (
        p.calendar.year_starts_month,
        f"begins on 1 {BOOKS.month(p.calendar.year_starts_month)}",
    ),
    "grace": lambda p: (p.calendar.grace_days, f"{p.calendar.grace_days} days"),
    "time zone": lambda p: (p.calendar.time_zone, p.calendar.time_zone),
    "date that counts": lambda p: (p.calendar.dated_by, BOOKS.say(parts.DATES[p.calendar.dated_by])),
    "currency rates": lambda p: ((p.fx, p.contract_rates), sentences.conversion_sentence(BOOKS, p)),
    "rounding": lambda p: (p.rounding, f"{p.rounding.mode.value.replace('_', ' ')}, once for each {p.rounding.level}"),
    "standing": lambda p: (p.standing, sentences.standing_sentence(BOOKS, p)),
    "members": lambda p: (p.members, phrases.eligibility(BOOKS, p.members)),
    "validity": lambda p: (p.validity, phrases.span(BOOKS, p.validity)),
    "counsel": lambda p: (p.counsel, listed(map(_counselled, p.counsel), "and") or NOTHING),
}
INCENTIVE: Mapping[str, IncentiveAspect] = {
    "title": lambda p, i: (i.title, i.title),
    "description": lambda p, i: (i.description, i.description or NOTHING),
    "kind": lambda p, i: (i.kind, i.kind),
    "who can earn it": lambda p, i: (i.eligible, phrases.eligibility(BOOKS, i.eligible)),
    "what is paid for": lambda p, i: (_bare(i.measure), measure_words(i.measure)),
    "what picks the step": lambda p, i: (_bare(i.qualifier), measure_words(i.qualifier)),
    "method": lambda p, i: (i.method, str(i.method).replace("_", " ")),
    "returns": lambda p, i: (i.returns, sentences.returns_sentence(BOOKS, p, i.returns)),
    "validity": lambda p, i: (i.validity, phrases.span(BOOKS, i.validity)),
    "beside others": lambda p, i: (i.stack, _stacked(i)),
    "asked of": lambda p, i: (i.unit, UNITS[i.unit]),
    "pays on": lambda p, i: (
        i.pays_on,
        "the whole" if i.pays_on is PaysOn.WHOLE else "what goes beyond the baseline",
    ),
    "who is paid": lambda p, i: (i.payee, PAYEES[i.payee]),
    "pool": lambda p, i: (i.pool, _pooled(p, i)),
    "multipliers": lambda p, i: (i.multipliers, listed(map(_multiplied, i.multipliers), "and") or NOTHING),
    "multiple": lambda p, i: (
        i.every,
        NOTHING if i.every is None else f"every {phrases.measured(BOOKS, i.every, i.measure, p.currency)}",
    ),
    "worth of a free unit": lambda p, i: (i.worth, NOTHING if i.worth is None else BOOKS.money(i.worth)),
}
TALK = frozenset({"name", "title", "description", "kind", "language", "grace", "time zone", "counsel"})


def _counselled(one: Counsel) -> str:
    return f"{one.code} by {one.by} on {BOOKS.day(one.on)}: {one.note}"


def _stacked(incentive: Incentive) -> str:
    stack = incentive.stack
    if stack is None:
        return "not stated"
    parts = [f"in group {stack.group or 'none'}, place {stack.order}"] if stack.group or stack.order else []
    parts += [f"after what {listed(stack.after, 'and')} earn"] if stack.after else []
    if stack.choosing is not None:
        rule = "the best one" if stack.choosing is Choosing.BEST_OF else "the first one that earns"
        parts.append(f"only {rule} of '{stack.chosen}' pays")
    return ", ".join(parts) or "paid in full beside others"


def _pooled(programme: Programme, incentive: Incentive) -> str:
    if incentive.pool is None:
        return NOTHING
    words = f"partners with the same {incentive.pool.column.replace('_', ' ')} together"
    if incentive.pool.at_least is None:
        return words
    least = phrases.measured(BOOKS, incentive.pool.at_least, incentive.measure, programme.currency)
    return f"{words}, shared among those with at least {least}"


def _multiplied(one: Multiplier) -> str:
    said = [f"{value} {plain(factor)}" for value, factor in one.factors]
    return f"by {one.column.replace('_', ' ')}: {', '.join(said)}, otherwise {plain(one.otherwise)}"


def measure_words(asked: Asked) -> str:
    """Say what is counted with everything that limits its lines, but for their kinds, which returns decide."""
    match asked:
        case Measure():
            return _measured(asked)
        case Growth():
            over = asked.over.value.replace("_", " ") if asked.over is not None else f"the baseline {asked.named}"
            parts = [f"growth of {_measured(asked.measure)} over {over}"]
            parts.append(f"without a baseline: {asked.without_history}")
            parts += [f"target {asked.target}"] if asked.target is not None else []
            parts += [f"baselines from {plain(asked.least)}"] if asked.least is not None else []
            return ", ".join(parts)
        case Attainment():
            return f"{_measured(asked.measure)} as a share of the target {asked.target}"
        case Ratio():
            return f"{_measured(asked.of)} as a share of {_measured(asked.to)}"
        case Breadth():
            parts = [f"{_measured(part.measure)} of at least {plain(part.at_least)}" for part in asked.parts]
            return f"how many hold of: {'; '.join(parts)}"
        case Certified():
            return f"people certified in {asked.course}"


def _measured(measure: Measure) -> str:
    scope = measure.lines
    found = [phrases.selling(BOOKS, measure)]
    found += [f"reported as {listed(scope.events)}"] if scope.events else []
    where = phrases.territory(BOOKS, scope.territory)
    found += [f"sold {where}"] if where else []
    found += [f"where {write(scope.where)}"] if scope.where is not None else []
    found += ["under a registered deal"] if scope.registered else []
    for since in scope.since:
        length = phrases.length(BOOKS, since.span)
        found.append(f"within {length} from {phrases.column(BOOKS, since.source, since.column)}")
    found += [f"claimed within {scope.claimed_within} days"] if scope.claimed_within is not None else []
    found += [f"once per {scope.once_per}"] if scope.once_per is not None else []
    if measure.new is not None:
        ever = measure.new.look_back is None
        found.append("never bought before" if ever else f"nothing bought for {_length(measure.new.look_back)}")
        found += [f"first order of {plain(measure.new.at_least)}"] if measure.new.at_least is not None else []
    return ", ".join(found)


def _length(span: Span | None) -> str:
    return "" if span is None else phrases.length(BOOKS, span)


def _bare(asked: Asked) -> Asked:
    match asked:
        case Measure():
            return _bare_measure(asked)
        case Growth() | Attainment():
            return replace(asked, measure=_bare_measure(asked.measure))
        case Ratio():
            return Ratio(_bare_measure(asked.of), _bare_measure(asked.to))
        case Breadth():
            return Breadth(tuple(replace(part, measure=_bare_measure(part.measure)) for part in asked.parts))
        case Certified():
            return asked


def _bare_measure(measure: Measure) -> Measure:
    return replace(measure, lines=replace(measure.lines, kinds=()))


def _bare_gate(gate: Gate | None) -> Gate | None:
    return gate and replace(gate, measure=_bare(gate.measure))


def _programme(before: Programme, after: Programme) -> Iterator[Difference]:
    for aspect, said in PROGRAMME.items():
        (old, was), (new, now) = said(before), said(after)
        if old != new:
            yield Difference(None, aspect, was, now, aspect not in TALK)


def _groups(before: Programme, after: Programme) -> Iterator[Difference]:
    old, new = ({group.id: _group(group) for group in one.groups} for one in (before, after))
    for name in dict.fromkeys([*new, *old]):
        was, now = old.get(name, NOTHING), new.get(name, NOTHING)
        if was != now:
            yield Difference(None, f"group {name}", was, now)


def _group(group: Group) -> str:
    caps = [BOOKS.money(group.amount)] if group.amount is not None else []
    caps += [f"{BOOKS.percent(group.rate.value)} of the largest measure"] if group.rate is not None else []
    return f"together at most {listed(caps)}" if caps else "together without a cap"


def _exemptions(before: Programme, after: Programme, exempt: Callable[[Exemption], bool]) -> Iterator[Difference]:
    old, new = (
        {_place(one): _exempted(programme, one) for one in programme.exemptions if exempt(one)}
        for programme in (before, after)
    )
    for key in dict.fromkeys([*new, *old]):
        was, now = old.get(key, NOTHING), new.get(key, NOTHING)
        if was != now:
            yield Difference(key[0], f"agreed with {key[1]}", was, now)


def _place(one: Exemption) -> tuple[str, str, date | None]:
    return one.incentive, one.partner, one.validity.starts


def _exempted(programme: Programme, one: Exemption) -> str:
    what = sentences.exempted(BOOKS, programme, one) or "nothing"
    return f"{what} {phrases.span(BOOKS, one.validity)} ({one.reason})"


def _incentive(before: Programme, after: Programme, old: Incentive, new: Incentive) -> Iterator[Difference]:
    for aspect, said in INCENTIVE.items():
        (first, was), (second, now) = said(before, old), said(after, new)
        if first != second:
            yield Difference(new.id, aspect, was, now, aspect not in TALK)
    yield from _steps(before, after, old, new)
    yield from _gates(before, after, old, new)
    limits, others = _limits(before, old), _limits(after, new)
    for aspect, (value, was) in limits.items():
        other, now = others[aspect]
        if value != other:
            yield Difference(new.id, aspect, was, now)


def _steps(before: Programme, after: Programme, old: Incentive, new: Incentive) -> Iterator[Difference]:
    """Steps are paired by where they begin; an upper bound is the next step's beginning and needs no row of its own.

    Where as many steps went as came, they are paired in order: a moved threshold reads as one change.
    """
    first = {step.lower: step for step in old.steps}
    second = {step.lower: step for step in new.steps}
    for bound, was in first.items():
        now = second.get(bound)
        if now is not None and _paid(was) != _paid(now):
            yield _step(bound, old, new, before, after, was, now)
    gone = [step for step in old.steps if step.lower not in second]
    come = [step for step in new.steps if step.lower not in first]
    if len(gone) == len(come):
        for was, now in zip(gone, come, strict=True):
            yield Difference(new.id, "step", _whole(before, old, was), _whole(after, new, now))
        return
    for was in gone:
        yield _step(was.lower, old, new, before, after, was, None)
    for now in come:
        yield _step(now.lower, old, new, before, after, None, now)


def _step(
    bound: Exact | None,
    old: Incentive,
    new: Incentive,
    before: Programme,
    after: Programme,
    was: Step | None,
    now: Step | None,
) -> Difference:
    incentive, programme = (new, after) if now is not None else (old, before)
    return Difference(
        new.id,
        _beginning(bound, incentive.qualifier, programme.currency),
        phrases.pays(BOOKS, was, old.measure.kind, before.currency) if was is not None else NOTHING,
        phrases.pays(BOOKS, now, new.measure.kind, after.currency) if now is not None else NOTHING,
    )


def _whole(programme: Programme, incentive: Incentive, step: Step) -> str:
    pays = phrases.pays(BOOKS, step, incentive.measure.kind, programme.currency)
    if step.lower is None:
        return f"{pays} throughout"
    return f"{pays} from {phrases.measured(BOOKS, step.lower, incentive.qualifier, programme.currency)}"


def _paid(step: Step) -> tuple[object, ...]:
    return step.rate, step.per_unit, step.amount, step.free


def _beginning(bound: Exact | None, kind: Asked, currency: str) -> str:
    return "rate" if bound is None else f"step from {phrases.measured(BOOKS, bound, kind, currency)}"


def _gates(before: Programme, after: Programme, old: Incentive, new: Incentive) -> Iterator[Difference]:
    for number in range(max(len(old.gates), len(new.gates))):
        was = old.gates[number] if number < len(old.gates) else None
        now = new.gates[number] if number < len(new.gates) else None
        if _bare_gate(was) != _bare_gate(now):
            aspect = "condition" if max(len(old.gates), len(new.gates)) == 1 else f"condition {number + 1}"
            yield Difference(new.id, aspect, _gate(before, was), _gate(after, now))


def _gate(programme: Programme, gate: Gate | None) -> str:
    if gate is None:
        return NOTHING
    return (
        f"{measure_words(gate.measure)} reach {phrases.bound(BOOKS, gate.at_least, gate.measure, programme.currency)}"
    )


def _money(limit: Money | None) -> str:
    return NOTHING if limit is None else BOOKS.money(limit)


def _limits(programme: Programme, incentive: Incentive) -> dict[str, tuple[object, str]]:
    limits: Limits = incentive.limits
    capped = NOTHING
    if limits.measure is not None:
        capped = phrases.measured(BOOKS, limits.measure, incentive.measure.kind, programme.currency)
    return {
        "cap on what is paid for": (limits.measure, capped),
        "cap on the payout": (limits.amount, _money(limits.amount)),
        "guarantee": (limits.floor, _money(limits.floor)),
        "cap on the year": (limits.per_year, _money(limits.per_year)),
        "cap on all time": (limits.lifetime, _money(limits.lifetime)),
        "minimum payout": (limits.minimum_payout, _money(limits.minimum_payout)),
        "guarantee from period to period": (limits.guarantee, _money(limits.guarantee)),
        "budget of the year": (limits.budget_per_year, _money(limits.budget_per_year)),
        "budget of all time": (limits.budget, _money(limits.budget)),
        "holdback": (
            limits.holdback,
            NOTHING
            if limits.holdback is None
            else f"{BOOKS.percent(limits.holdback.rate.value)} for {limits.holdback.periods} periods",
        ),
    }
