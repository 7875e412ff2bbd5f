"""One payout in plain words: what was sold, the step it reached, how that makes the amount."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from fairway.engine.explain import Explanation
from fairway.engine.oracle import parts
from fairway.engine.payout import Payout
from fairway.engine.programme import AMOUNTS, Asked, Incentive, Measure, MeasureKind, Method
from fairway.engine.programme import Step as TierStep
from fairway.engine.words import phrases
from fairway.engine.words.speech import ENGLISH
from fairway.incentives.queries import PayoutExplanation
from fairway.values import Exact, Money, Rounding, exact, minus, rounded
from fairway.web.shared.components import Step
from fairway.web.shared.display import day_text, money_text, rate_text
from fairway.web.shared.explaining.voices import Voice


def measured(asked: Asked, value: Exact, currency: str) -> str:
    """A measured value as pages write it: `USD 1,250.00`, `12 units`; converted amounts to the minor unit."""
    if isinstance(asked, Measure) and asked.kind in AMOUNTS:
        return money_text(Money(rounded(value, Money.zero(currency).digits, Rounding.HALF_UP), currency))
    return phrases.measured(ENGLISH, value, asked, currency)


def spanned(incentive: Incentive, step: TierStep, currency: str) -> str:
    """Where a step begins and ends."""
    kind = incentive.qualifier
    if step.lower is None and step.upper is None:
        return "any amount"
    if step.upper is None:
        return f"from {measured(kind, step.lower or exact(0), currency)}"
    if not step.lower:
        return f"below {measured(kind, step.upper, currency)}"
    return f"from {measured(kind, step.lower, currency)} to below {measured(kind, step.upper, currency)}"


def paying(incentive: Incentive, step: TierStep, currency: str) -> str:
    """What a step pays."""
    if step.rate is not None:
        return rate_text(step.rate)
    if step.per_unit is not None:
        each = "sales line" if incentive.measure.kind is MeasureKind.LINES else "unit"
        return f"{money_text(Money(step.per_unit, currency))} for each {each}"
    return money_text(step.amount) if step.amount is not None else "nothing"


ADDED = {
    Method.MARGINAL: "Each slice earns its own rate",
    Method.ROLLING: "Every step reached earns up to its own end",
    Method.TOTAL: "Every step reached earns on everything",
}
PAYS_ON = {
    Method.MARGINAL: " of this slice",
    Method.ROLLING: " more, up to the end of this step",
    Method.TOTAL: " more, on everything",
}


def steps_of(
    incentive: Incentive, qualifier: Exact | None, reached: int | None, currency: str, voice: Voice
) -> tuple[Step, ...]:
    """The step table, the reached step marked, and what is missing noted at the next."""
    here = qualifier if qualifier is not None else exact(0)
    kind = incentive.qualifier
    following = 0 if reached is None else reached + 1
    found = []
    for place, step in enumerate(incentive.steps):
        note = ""
        if place == reached and qualifier is not None:
            note = f"{voice.here} with {measured(kind, here, currency)}."
        elif place == following and step.lower is not None and len(incentive.steps) > 1:
            note = f"{measured(kind, minus(step.lower, here), currency)} more to this step."
        pays = paying(incentive, step, currency)
        span = spanned(incentive, step, currency)
        if incentive.method is Method.LINEAR and step.lower is not None:
            span = f"at {measured(kind, step.lower, currency)}"
        words = f"{pays}{PAYS_ON.get(incentive.method, '')}"
        found.append(Step(span, words, reached is not None and place <= reached, place == reached, note))
    return tuple(found)


def sentences(view: PayoutExplanation, voice: Voice) -> tuple[str, ...]:
    """How the amount came about, sentence by sentence."""
    if view.explanation is None or view.incentive is None:
        return ()
    one, incentive = view.explanation, view.incentive
    payout, currency = one.payout, one.payout.currency
    last = payout.period.end - timedelta(days=1)
    span = f"from {day_text(payout.period.start)} to {day_text(last)}"
    qualifies, pays = phrases.selling(ENGLISH, incentive.qualifier), phrases.selling(ENGLISH, incentive.measure)
    stands = payout.qualifier if payout.qualifier is not None else exact(0)
    found = [f"{voice.whose} {qualifies} {span} come to {measured(incentive.qualifier, stands, currency)}."]
    for gate, seen in zip(incentive.gates, one.gates, strict=True):
        came = measured(gate.measure, seen.found if seen.found is not None else exact(0), currency)
        asked = measured(gate.measure, seen.at_least, currency)
        found.append(
            f"{voice.whose} {phrases.selling(ENGLISH, gate.measure)} must reach {asked} and come to {came}"
            + ("." if seen.met else ": too little, so nothing is earned.")
        )
    if not payout.gates_met:
        return tuple(found)
    if payout.step is None:
        return (*found, "That is below the first step, so nothing is earned by the table.", *_limits(view, one))
    step = incentive.steps[payout.step]
    if incentive.method is Method.LINEAR and payout.rate is not None:
        step = phrases.worth(step, payout.rate)
    paid = paying(incentive, step, currency)
    if incentive.method is Method.LINEAR:
        found.append(f"Between the points of the table that comes to a rate of {paid}.")
    elif len(incentive.steps) > 1:
        found.append(f"That reaches the step {spanned(incentive, step, currency)}: {paid}.")
    if incentive.method is Method.FIXED:
        found.append(f"The step pays {money_text(payout.calculated)}, once.")
    elif incentive.method in ADDED and len(incentive.steps) > 1:
        found.append(f"{ADDED[incentive.method]}: {_products(incentive, payout, currency)}.")
        found.append(f"Together that is {money_text(payout.calculated)}.")
    else:
        counted = measured(incentive.measure, payout.measure, currency)
        if incentive.measure != incentive.qualifier:
            found.append(f"It is paid on {voice.whose.lower()} {pays}: {counted}.")
        if "measure_cap" in one.limits and incentive.limits.measure is not None:
            counted = measured(incentive.measure, incentive.limits.measure, currency)
            found.append(f"At most {counted} are paid for.")
        found.append(f"{counted} × {paid} = {money_text(payout.calculated)}.")
    return (*found, *_limits(view, one))


def _products(incentive: Incentive, payout: Payout, currency: str) -> str:
    return " + ".join(
        f"{measured(incentive.measure, part.base, currency)} × "
        f"{paying(incentive, incentive.steps[part.place], currency)}"
        for part in parts(incentive, payout.qualifier, payout.measure)
    )


def _limits(view: PayoutExplanation, one: Explanation) -> tuple[str, ...]:
    row, found = view.row, []
    if "floor" in one.limits:
        found.append(f"The guaranteed minimum raises this to {money_text(row.earned)}.")
    if "cap" in one.limits and view.incentive is not None and view.incentive.limits.amount is not None:
        found.append(f"The cap of this incentive cuts it to {money_text(view.incentive.limits.amount)}.")
    if "used_up" in one.limits:
        found.append(f"{money_text(row.earned)} is what was left of the cap over several periods.")
    if row.carried_in:
        found.append(f"{money_text(row.carried_in)} had been carried over from earlier periods.")
    if row.carried_out:
        found.append(f"Below the smallest payout, {money_text(row.carried_out)} is carried to the next period.")
    return tuple(found)


def facts_of(view: PayoutExplanation) -> tuple[tuple[str, Any], ...]:
    """The payout in short: period, lines, what was earned and carried."""
    row = view.row
    last = row.period_end - timedelta(days=1)
    found: list[tuple[str, Any]] = [("Period", f"{day_text(row.period_start)} to {day_text(last)}")]
    if view.explanation is None:
        found += [("Paid for", row.measure)]
    found += [("Lines", row.lines), ("Earned", row.earned)]
    if row.carried_in:
        found.append(("Carried in", row.carried_in))
    if row.carried_out:
        found.append(("Carried to the next period", row.carried_out))
    if row.person:
        found.append(("Person", row.person))
    return tuple(found)
