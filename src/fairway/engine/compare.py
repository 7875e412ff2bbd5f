"""Compares two versions of a programme, in words, side by side.

Every part of a programme that is a value has its row here, so two versions without a difference are equal in meaning:
the order of incentives, and how the text is laid out, change nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from fairway.engine.programme import Gate, Incentive, Limits, Measure, MeasureKind, Programme, Step
from fairway.engine.words import phrases, sentences
from fairway.policy.conditions import write
from fairway.policy.problems import listed
from fairway.values import Exact

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


def compare(before: Programme, after: Programme) -> tuple[Difference, ...]:
    """Say what differs between two versions: the programme first, then each incentive in the later version's order."""
    found = list(_programme(before, after))
    old = {incentive.id: incentive for incentive in before.incentives}
    new = {incentive.id: incentive for incentive in after.incentives}
    for name, incentive in new.items():
        if name not in old:
            found.append(Difference(name, "incentive", NOTHING, sentences.headline(after, incentive)))
        else:
            found += _incentive(before, after, old[name], incentive)
    for name, incentive in old.items():
        if name not in new:
            found.append(Difference(name, "incentive", sentences.headline(before, incentive), NOTHING))
    return tuple(found)


ProgrammeAspect = Callable[[Programme], tuple[object, str]]
IncentiveAspect = Callable[[Programme, Incentive], tuple[object, str]]

PROGRAMME: Mapping[str, ProgrammeAspect] = {
    "name": lambda p: (p.id, p.id),
    "title": lambda p: (p.title, p.title),
    "description": lambda p: (p.description, p.description or NOTHING),
    "language": lambda p: (p.language, f"version {p.language}"),
    "currency": lambda p: (p.currency, p.currency),
    "period": lambda p: (p.calendar.period, p.calendar.period),
    "year": lambda p: (
        p.calendar.year_starts_month,
        f"begins on 1 {phrases.MONTHS[p.calendar.year_starts_month - 1]}",
    ),
    "grace": lambda p: (p.calendar.grace_days, f"{p.calendar.grace_days} days"),
    "time zone": lambda p: (p.calendar.time_zone, p.calendar.time_zone),
    "date that counts": lambda p: (p.calendar.dated_by, sentences.DATES[p.calendar.dated_by]),
    "currency rates": lambda p: ((p.fx, p.contract_rates), sentences.conversion_sentence(p)),
    "rounding": lambda p: (p.rounding, f"{p.rounding.mode.value.replace('_', ' ')}, once for each {p.rounding.level}"),
    "standing": lambda p: (p.standing, sentences.standing_sentence(p)),
    "members": lambda p: (p.members, phrases.eligibility(p.members)),
    "validity": lambda p: (p.validity, phrases.span(p.validity)),
}
INCENTIVE: Mapping[str, IncentiveAspect] = {
    "title": lambda p, i: (i.title, i.title),
    "description": lambda p, i: (i.description, i.description or NOTHING),
    "kind": lambda p, i: (i.kind, i.kind),
    "who can earn it": lambda p, i: (i.eligible, phrases.eligibility(i.eligible)),
    "what is paid for": lambda p, i: (_bare(i.measure), measure_words(i.measure)),
    "what picks the step": lambda p, i: (_bare(i.qualifier), measure_words(i.qualifier)),
    "method": lambda p, i: (i.method, str(i.method).replace("_", " ")),
    "returns": lambda p, i: (i.returns, sentences.returns_sentence(p, i.returns)),
    "validity": lambda p, i: (i.validity, phrases.span(i.validity)),
    "beside others": lambda p, i: (i.stack, "paid in full beside others" if i.stack is not None else "not stated"),
}
TALK = frozenset({"name", "title", "description", "kind", "language", "grace", "time zone", "beside others"})


def measure_words(measure: Measure) -> str:
    """Say a measure with everything that limits its lines, but for the kinds, which the returns policy decides."""
    scope = measure.lines
    parts = [phrases.selling(measure)]
    parts += [f"reported as {listed(scope.events)}"] if scope.events else []
    parts += [f"sold {phrases.territory(scope.territory)}"] if phrases.territory(scope.territory) else []
    parts += [f"where {write(scope.where)}"] if scope.where is not None else []
    return ", ".join(parts)


def _bare(measure: Measure) -> Measure:
    return replace(measure, lines=replace(measure.lines, kinds=()))


def _bare_gate(gate: Gate | None) -> Gate | None:
    return gate and replace(gate, measure=_bare(gate.measure))


def _programme(before: Programme, after: Programme) -> Iterator[Difference]:
    for aspect, said in PROGRAMME.items():
        (old, was), (new, now) = said(before), said(after)
        if old != new:
            yield Difference(None, aspect, was, now, aspect not in TALK)


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
        _beginning(bound, incentive.qualifier.kind, programme.currency),
        phrases.pays(was, old.measure.kind, before.currency) if was is not None else NOTHING,
        phrases.pays(now, new.measure.kind, after.currency) if now is not None else NOTHING,
    )


def _whole(programme: Programme, incentive: Incentive, step: Step) -> str:
    pays = phrases.pays(step, incentive.measure.kind, programme.currency)
    if step.lower is None:
        return f"{pays} throughout"
    return f"{pays} from {phrases.measured(step.lower, incentive.qualifier.kind, programme.currency)}"


def _paid(step: Step) -> tuple[object, ...]:
    return step.rate, step.per_unit, step.amount


def _beginning(bound: Exact | None, kind: MeasureKind, currency: str) -> str:
    return "rate" if bound is None else f"step from {phrases.measured(bound, kind, currency)}"


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
    return f"{measure_words(gate.measure)} reach {phrases.bound(gate.at_least, gate.measure.kind, programme.currency)}"


def _limits(programme: Programme, incentive: Incentive) -> dict[str, tuple[object, str]]:
    limits: Limits = incentive.limits
    capped = NOTHING
    if limits.measure is not None:
        capped = phrases.measured(limits.measure, incentive.measure.kind, programme.currency)
    return {
        "cap on what is paid for": (limits.measure, capped),
        "cap on the payout": (limits.amount, phrases.money(limits.amount) if limits.amount else NOTHING),
        "guarantee": (limits.floor, phrases.money(limits.floor) if limits.floor else NOTHING),
        "cap on the year": (limits.per_year, phrases.money(limits.per_year) if limits.per_year else NOTHING),
        "cap on all time": (limits.lifetime, phrases.money(limits.lifetime) if limits.lifetime else NOTHING),
        "minimum payout": (
            limits.minimum_payout,
            phrases.money(limits.minimum_payout) if limits.minimum_payout else NOTHING,
        ),
    }
