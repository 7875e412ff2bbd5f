"""One payout in plain words: what counted, the step it reached, what each line brought, what was left out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from fairway.engine.explain import Explanation, LeftOut, LineShare
from fairway.engine.programme import Incentive, MeasureKind, Method
from fairway.engine.programme import Step as TierStep
from fairway.engine.words import phrases
from fairway.incentives.queries import PayoutExplanation
from fairway.values import Exact, Money, Rounding, exact, minus, rounded
from fairway.web.shared.components import Step
from fairway.web.shared.display import day_text, money_text, number_text, rate_text

REASONS = {
    "outside_period": "Its date lies outside this period.",
    "after_as_of": "It is dated after the day of this calculation; the next one counts it.",
    "outside_validity": "The incentive was not in force on its date.",
    "unknown_partner": "You were not in the programme on its date.",
    "not_eligible": "Your tier, type or country did not take part on its date.",
    "event": "It reports another movement of goods than this incentive pays for.",
    "kind": "Lines of its kind (return, sample, adjustment) do not count here.",
    "product": "Its product is not among those this incentive pays for.",
    "unknown_product": "Its product is not in the product list.",
    "territory": "It was sold outside the territory of this incentive.",
    "where": "It does not meet the incentive's further condition.",
}


@dataclass(frozen=True)
class LineView:
    """One line that counted, with its share of the amount."""

    day: date
    invoice_no: str
    sku: str
    product: str
    quantity: Exact | None
    net: Money | None
    counted: str
    share: Money
    report_id: int | None


@dataclass(frozen=True)
class LeftOutView:
    """One line that counted for nothing, and why."""

    day: date | None
    invoice_no: str
    sku: str
    product: str
    quantity: Exact | None
    net: Money | None
    reason: str
    sentence: str


def measured(kind: MeasureKind, value: Exact, currency: str) -> str:
    """A measured value as this workspace writes it: `USD 1,250.00`, `12 units`; converted amounts to the minor unit."""
    if kind is MeasureKind.NET:
        return money_text(Money(rounded(value, Money.zero(currency).digits, Rounding.HALF_UP), currency))
    noun = "unit" if kind is MeasureKind.QUANTITY else "sales line"
    return f"{number_text(value)} {noun if value == 1 else noun + 's'}"


def spanned(incentive: Incentive, step: TierStep, currency: str) -> str:
    """Where a step begins and ends."""
    kind = incentive.qualifier.kind
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


def steps_of(incentive: Incentive, qualifier: Exact | None, reached: int | None, currency: str) -> tuple[Step, ...]:
    """The step table, the reached step marked, and what is missing noted at the next."""
    here = qualifier if qualifier is not None else exact(0)
    kind = incentive.qualifier.kind
    marginal = incentive.method is Method.MARGINAL
    following = 0 if reached is None else reached + 1
    found = []
    for place, step in enumerate(incentive.steps):
        note = ""
        if place == reached and qualifier is not None:
            note = f"You are here with {measured(kind, here, currency)}."
        elif place == following and step.lower is not None and len(incentive.steps) > 1:
            note = f"{measured(kind, minus(step.lower, here), currency)} more to this step."
        pays = paying(incentive, step, currency)
        words = f"{pays} of this slice" if marginal else pays
        span = spanned(incentive, step, currency)
        found.append(Step(span, words, reached is not None and place <= reached, place == reached, note))
    return tuple(found)


def sentences(view: PayoutExplanation) -> tuple[str, ...]:
    """How the amount came about, sentence by sentence."""
    if view.explanation is None or view.incentive is None:
        return ()
    one, incentive = view.explanation, view.incentive
    payout, currency = one.payout, one.payout.currency
    last = payout.period.end - timedelta(days=1)
    span = f"from {day_text(payout.period.start)} to {day_text(last)}"
    qualifies, pays = phrases.selling(incentive.qualifier), phrases.selling(incentive.measure)
    stands = payout.qualifier if payout.qualifier is not None else exact(0)
    found = [f"Your {qualifies} {span} come to {measured(incentive.qualifier.kind, stands, currency)}."]
    for gate, seen in zip(incentive.gates, one.gates, strict=True):
        came = measured(gate.measure.kind, seen.found if seen.found is not None else exact(0), currency)
        asked = measured(gate.measure.kind, seen.at_least, currency)
        found.append(
            f"Your {phrases.selling(gate.measure)} must reach {asked} and come to {came}"
            + ("." if seen.met else ": too little, so nothing is earned.")
        )
    if not payout.gates_met:
        return tuple(found)
    if payout.step is None:
        return (*found, "That is below the first step, so nothing is earned by the table.", *_limits(view, one))
    step = incentive.steps[payout.step]
    paid = paying(incentive, step, currency)
    if len(incentive.steps) > 1:
        found.append(f"That reaches the step {spanned(incentive, step, currency)}: {paid}.")
    if incentive.method is Method.FIXED:
        found.append(f"The step pays {money_text(payout.calculated)}, once.")
    elif incentive.method is Method.MARGINAL and len(incentive.steps) > 1:
        found.append(f"Each slice earns its own rate: {_slices(incentive, payout.measure, currency)}.")
        found.append(f"Together that is {money_text(payout.calculated)}.")
    else:
        counted = measured(incentive.measure.kind, payout.measure, currency)
        if incentive.measure != incentive.qualifier:
            found.append(f"It is paid on your {pays}: {counted}.")
        if "measure_cap" in one.limits and incentive.limits.measure is not None:
            counted = measured(incentive.measure.kind, incentive.limits.measure, currency)
            found.append(f"At most {counted} are paid for.")
        found.append(f"{counted} × {paid} = {money_text(payout.calculated)}.")
    return (*found, *_limits(view, one))


def _slices(incentive: Incentive, measure: Exact, currency: str) -> str:
    cap = incentive.limits.measure
    left = measure if cap is None else min(measure, cap)
    parts = []
    for step in incentive.steps:
        low = step.lower if step.lower is not None else exact(0)
        if left <= low:
            break
        high = left if step.upper is None else min(left, step.upper)
        part = measured(incentive.measure.kind, minus(high, low), currency)
        parts.append(f"{part} × {paying(incentive, step, currency)}")
    return " + ".join(parts)


def _limits(view: PayoutExplanation, one: Explanation) -> tuple[str, ...]:
    row, found = view.row, []
    if "floor" in one.limits:
        found.append(f"The guaranteed minimum raises this to {money_text(row.earned)}.")
    if "cap" in one.limits:
        found.append(f"The cap of this incentive cuts it to {money_text(row.earned)}.")
    if row.carried_in:
        found.append(f"{money_text(row.carried_in)} had been carried over from earlier periods.")
    if row.carried_out:
        found.append(f"Below the smallest payout, {money_text(row.carried_out)} is carried to the next period.")
    return tuple(found)


def lines_of(view: PayoutExplanation) -> tuple[list[LineView], list[LeftOutView]]:
    one = view.explanation
    if one is None or view.incentive is None:
        return [], []
    kind, currency = view.incentive.measure.kind, one.payout.currency

    def counted(line: LineShare) -> str:
        return measured(kind, line.measure, currency) if line.measure is not None else ""

    lines = [
        LineView(line.day, *_shown(line, view), counted(line), line.share, _number(line.line.get("report_id")))
        for line in one.lines
    ]
    out = [
        LeftOutView(line.day, *_shown(line, view), line.reason, REASONS.get(line.reason, line.reason))
        for line in one.excluded
    ]
    return lines, out


def _shown(line: LineShare | LeftOut, view: PayoutExplanation) -> tuple[str, str, str, Exact | None, Money | None]:
    cells: Any = line.line
    key = str(cells.get("product_id") if cells.get("product_id") is not None else "")
    sku, name = view.products.get(key, (key, ""))
    net, currency = cells.get("net_amount"), cells.get("currency")
    amount = Money(_trimmed(net, currency), currency) if net is not None and currency else None
    quantity = cells.get("quantity")
    shown = rounded(quantity, 0, Rounding.HALF_UP) if quantity is not None and quantity == int(quantity) else quantity
    return str(cells.get("invoice_no") or ""), sku, name, shown, amount


def _trimmed(net: Exact, currency: str) -> Exact:
    """Net amounts are kept with four decimal places: show the currency's own where the rest is zero."""
    payable = rounded(net, Money.zero(currency).digits, Rounding.HALF_UP)
    return payable if payable == net else net


def facts_of(view: PayoutExplanation) -> tuple[tuple[str, Any], ...]:
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


def _number(value: Any) -> int | None:
    return int(value) if value is not None else None
