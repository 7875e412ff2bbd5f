"""The checks: a flat tuple of functions, each a draft programme to problems.

Reading (`reading`, `incentives`, `steps`, `scopes`) finds what a single key gets wrong. These look at what several keys
say together, and skip what was not read soundly. A check that finds something a programme cannot mean notes an error;
one that finds something a person should see before publishing notes a warning.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from fairway.engine.check import overlap
from fairway.engine.check.reading import Draft
from fairway.engine.check.walk import conditions, price_floors, uses_standing
from fairway.engine.programme import BY_LINE, ITSELF, Event, Incentive, Method, RoundingLevel, Step, Validity
from fairway.policy.problems import Severity
from fairway.policy.section import Path
from fairway.values import Exact, exact, plain, times

ERROR, WARNING = Severity.ERROR, Severity.WARNING


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found, at the value of a path."""

    path: Path
    severity: Severity
    code: str
    message: str
    hint: str


ADDING = frozenset({Method.ROLLING, Method.TOTAL})
"""Methods by which each reached step pays beside those before it."""

Check: TypeAlias = Callable[[Draft], Iterator[Finding]]


def _sound(draft: Draft, *keys: str) -> Iterator[tuple[int, Path, Incentive]]:
    for number, incentive in enumerate(draft.programme.incentives):
        path: Path = ("incentives", number)
        if draft.is_sound(*((*path, key) for key in keys)):
            yield number, path, incentive


def unique_ids(draft: Draft) -> Iterator[Finding]:
    """Two incentives with one id could not be told apart on a statement."""
    seen: set[str] = set()
    for _, path, incentive in _sound(draft, "id"):
        if incentive.id in seen:
            message = f"There is an incentive '{incentive.id}' already."
            yield Finding((*path, "id"), ERROR, "id-twice", message, "Give each its own id; payouts are named by it.")
        seen.add(incentive.id)


def cut_by_itself(draft: Draft) -> Iterator[Finding]:
    """Marginal and rolling steps cut the measure, so another qualifier has no meaning."""
    for _, path, incentive in _sound(draft, "method", "measure", "qualifier"):
        if incentive.method in ITSELF and incentive.qualifier != incentive.measure:
            steps = f"{incentive.method.capitalize()} steps"
            message = f"{steps} cut the measure itself into slices; another qualifier would not be used."
            hint = "Delete 'qualifier', or write method: retroactive."
            yield Finding((*path, "qualifier"), ERROR, "marginal-qualifier", message, hint)


def paid_once(draft: Draft) -> Iterator[Finding]:
    """What is paid for lies in the payout's own period: a longer window would pay the same sales again."""
    for _, path, incentive in _sound(draft, "measure"):
        if incentive.measure.looks_back and incentive.method is not Method.FIXED:
            message = "What is paid for is taken over more than its period, so the same sales would be paid again."
            hint = "Give the window to the qualifier: qualifier: {measure: net, over: year_to_date}."
            yield Finding((*path, "measure"), ERROR, "paid-again", message, hint)


def line_rounding(draft: Draft) -> Iterator[Finding]:
    """Rounding each line needs a part of the payout that belongs to that line alone."""
    if draft.programme.rounding.level is not RoundingLevel.LINE or not draft.is_sound(("rounding",)):
        return
    for _, path, incentive in _sound(draft, "method", "limits"):
        if incentive.method not in BY_LINE:
            message = f"With rounding at: line the method '{incentive.method}' has no amount for a single line."
            hint = "Write rounding: {mode: half_up, at: payout}, or another method."
            yield Finding((*path, "method"), ERROR, "line-rounding", message, hint)
        elif incentive.limits.measure is not None:
            message = "With rounding at: line a capped measure does not say which lines still earn."
            hint = "Write rounding: {mode: half_up, at: payout}, or cap the amount."
            yield Finding((*path, "limits", "measure"), ERROR, "line-rounding", message, hint)


def standing_stated(draft: Draft) -> Iterator[Finding]:
    """When partners change tier inside a period, the day that counts decides what they earn."""
    used = uses_standing(draft.programme)
    if used and ("members", "as_of") not in draft.notes.places:
        message = "It is not said on which day a partner's type, tier and country are looked up: on each line's date."
        hint = "Write members: {as_of: transaction}, or period_start or period_end."
        yield Finding(("members",), WARNING, "as-of-not-stated", message, hint)


def rates_grow(draft: Draft) -> Iterator[Finding]:
    """A rate that shrinks as sales grow is seldom meant; two equal steps are one."""
    for _, path, incentive in _sound(draft, "rates", "method"):
        if incentive.method in ADDING:
            continue  # each step pays beside those before it
        for number, (before, after) in enumerate(zip(incentive.steps, incentive.steps[1:], strict=False), start=1):
            low, high = paid(before), paid(after)
            where = (*path, "rates", number)
            if high < low:
                message = f"The rate shrinks from {shown(before)} to {shown(after)} as sales grow."
                hint = "Swap the rates if that is not meant."
                if incentive.method is Method.RETROACTIVE:
                    hint = "Whoever sells more would be paid less on everything; swap the rates if that is not meant."
                yield Finding(where, WARNING, "rate-shrinks", message, hint)
            elif high == low:
                message = f"This step pays {shown(after)} like the one before."
                yield Finding(where, WARNING, "same-rate", message, "Delete one of the two.")


def percent_size(draft: Draft) -> Iterator[Finding]:
    """A percentage written as a fraction pays a hundredth; one above 100 gives away more than was sold."""
    for _, path, incentive in _sound(draft, "rates", "percent", "method"):
        for where, step in placed(draft, path, incentive):
            if step.rate is None:
                continue
            percent = step.rate.value.scaleb(2)
            if 0 < percent < exact("0.1"):
                message = f"{plain(percent)} percent is {plain(times(percent, exact(10)))} for every 1,000 sold."
                hint = f"If {plain(times(percent, exact(100)))} % is meant, write {plain(times(percent, exact(100)))}."
                yield Finding((*where, "percent"), WARNING, "small-percent", message, hint)
            elif percent > 100:
                message = f"{plain(percent)} percent pays more than was sold."
                yield Finding((*where, "percent"), WARNING, "large-percent", message, "Check the number.")


def somebody_can_earn(draft: Draft) -> Iterator[Finding]:
    """An incentive whose every step pays nothing, or that lets nobody in, is a mistake."""
    for _, path, incentive in _sound(draft, "rates", "percent", "per_unit", "amount", "method", "limits"):
        if incentive.steps and not any(paid(step) for step in incentive.steps) and incentive.limits.floor is None:
            message = "Every step pays nothing, so nobody can earn this."
            yield Finding((*path, "rates"), WARNING, "pays-nothing", message, "Give a step a rate above 0.")
    for _, path, incentive in _sound(draft, "eligible"):
        reason = overlap.nobody(draft.programme.members, incentive.eligible)
        if reason and draft.is_sound(("members",)):
            hint = "Compare 'eligible' with the programme's 'members'."
            yield Finding((*path, "eligible"), ERROR, "nobody-eligible", f"Nobody can earn this: {reason}.", hint)


def caps_and_steps(draft: Draft) -> Iterator[Finding]:
    """A cap below what a step pays at its very beginning makes the step useless."""
    for _, path, incentive in _sound(draft, "rates", "limits", "method", "measure", "qualifier", "amount"):
        cap = incentive.limits.amount
        if cap is None or not incentive.steps:
            continue
        where: Path = (*path, "limits", "amount")
        if incentive.method is Method.FIXED:
            for _, step in placed(draft, path, incentive):
                if step.amount is not None and step.amount > cap:
                    message = f"The cap of {cap} is below the fixed amount of {step.amount}."
                    yield Finding(where, WARNING, "cap-below-payout", message, "Raise the cap or lower the amount.")
                    break
        elif incentive.qualifier == incentive.measure and incentive.method not in {*ADDING, Method.LINEAR}:
            yield from _reached_before(draft, path, incentive, cap.amount)


def _reached_before(draft: Draft, path: Path, incentive: Incentive, cap: Exact) -> Iterator[Finding]:
    earned = exact(0)
    for number, (where, step) in enumerate(placed(draft, path, incentive)):
        lower = step.lower or exact(0)
        value = paid(step)
        if incentive.method is Method.MARGINAL:
            if number and earned >= cap:
                message = f"Whoever reaches this step has earned the cap of {plain(cap)} before; it changes nothing."
                yield Finding(where, WARNING, "unreachable-step", message, "Raise limits.amount or delete the step.")
            if step.upper is not None:
                earned += times(step.upper - lower, value)
            continue
        first = times(lower, value)
        before = times(lower, paid(incentive.steps[number - 1])) if number else exact(0)
        if number and before >= cap:
            message = f"Whoever reaches this step has earned the cap of {plain(cap)} before; it changes nothing."
            yield Finding(where, WARNING, "unreachable-step", message, "Raise limits.amount or delete the step.")
        elif first > cap and not any(paid(step) for step in incentive.steps[:number]):
            message = f"The cap of {plain(cap)} is below the smallest payout possible, {plain(first)}: all get the cap."
            hint = "Raise limits.amount, or write method: fixed."
            yield Finding((*path, "limits", "amount"), WARNING, "cap-below-payout", message, hint)
            return


def steps_out_of_reach(draft: Draft) -> Iterator[Finding]:
    """A step that a gate, or a capped measure, keeps anyone from being paid by."""
    for _, path, incentive in _sound(draft, "rates", "limits", "method", "measure", "qualifier", "requires"):
        cap = incentive.limits.measure
        for number, (where, step) in enumerate(placed(draft, path, incentive)):
            sliced = incentive.method is Method.MARGINAL and cap is not None and step.lower is not None
            if sliced and cap is not None and step.lower is not None and step.lower >= cap:
                message = f"The measure is capped at {plain(cap)}, so nothing falls into this step."
                yield Finding(where, WARNING, "unreachable-step", message, "Raise limits.measure or delete the step.")
            for gate in incentive.gates:
                same = gate.measure == incentive.qualifier and incentive.method is not Method.MARGINAL
                if same and step.upper is not None and step.upper <= gate.at_least:
                    message = f"The gate asks for {plain(gate.at_least)}, so this step ends before anyone is paid."
                    hint = "Delete the step, or lower the gate."
                    if number == 0 and not paid(step):
                        continue
                    yield Finding(where, WARNING, "unreachable-step", message, hint)


def limits_agree(draft: Draft) -> Iterator[Finding]:
    """A guarantee above the cap contradicts it; a minimum above either delays every payout."""
    for _, path, incentive in _sound(draft, "limits"):
        limits = incentive.limits
        where: Path = (*path, "limits")
        if limits.floor is not None and limits.amount is not None and limits.floor > limits.amount:
            message = f"The guarantee of {limits.floor} is above the cap of {limits.amount}."
            yield Finding((*where, "floor"), ERROR, "floor-above-cap", message, "Lower one or raise the other.")
        if limits.minimum_payout is None:
            continue
        for name, bound in (("cap", limits.amount), ("guarantee", limits.floor)):
            if bound is not None and limits.minimum_payout > bound:
                message = f"The minimum payout of {limits.minimum_payout} is above the {name} of {bound}: "
                message += "it is carried on for several periods before it is paid."
                hint = "Lower minimum_payout if that is not meant."
                yield Finding((*where, "minimum_payout"), WARNING, "minimum-above-limit", message, hint)
    for _, path, incentive in _sound(draft, "limits", "rates", "method"):
        first = incentive.steps[0].lower if incentive.steps else None
        if incentive.limits.floor is not None and first is not None and first > 0:
            message = f"The guarantee is paid below the first step ({plain(first)}) too, to whoever has one line."
            hint = "Add a gate under 'requires' if the guarantee has a condition."
            yield Finding((*path, "limits", "floor"), WARNING, "floor-below-steps", message, hint)


def gates_close(draft: Draft) -> Iterator[Finding]:
    """A gate at nothing is always open."""
    for _, path, incentive in _sound(draft, "requires"):
        for number, gate in enumerate(incentive.gates):
            if gate.at_least <= 0:
                where: Path = (*path, "requires", number, "at_least")
                message = f"Nearly everybody reaches {plain(gate.at_least)}; this gate keeps nobody out."
                yield Finding(where, WARNING, "gate-open", message, "Raise at_least or delete the gate.")


def days_agree(draft: Draft) -> Iterator[Finding]:
    """Days that contradict the programme's, and a last day that was probably meant as the first day after."""
    whole = draft.programme.validity
    spans: list[tuple[Path, Validity]] = [((), whole)]
    spans += [(("incentives", n), incentive.validity) for n, incentive in enumerate(draft.programme.incentives)]
    for path, span in spans:
        if not draft.is_sound((*path, "starts"), (*path, "ends")):
            continue
        if span.until is not None and span.until.day == 2:
            message = f"The last day is the first of a month; sales of {span.until.replace(day=1)} still count."
            hint = "'ends' names the last day that counts: write the day before if the whole month before is meant."
            yield Finding((*path, "ends"), WARNING, "ends-on-first", message, hint)
        period = draft.programme.calendar.fiscal
        if span.starts is not None and draft.is_sound(("calendar",)):
            begins = period.period_of(span.starts)
            if begins.start != span.starts:
                message = f"It starts inside {begins.label}: only sales from {span.starts} on count towards its steps."
                hint = f"Thresholds are not shortened; {begins.label} begins on {begins.start}."
                yield Finding((*path, "starts"), WARNING, "starts-inside-period", message, hint)
        if path and overlap.apart(whole, span):
            message = "No day of this incentive lies within the programme."
            key = "starts" if span.starts is not None else "ends"
            hint = "Compare with 'starts' and 'ends' of the programme."
            yield Finding((*path, key), ERROR, "never-valid", message, hint)


def stacking_stated(draft: Draft) -> Iterator[Finding]:
    """Two incentives over the same lines pay twice; the document says that this is meant."""
    incentives = draft.programme.incentives
    for number, path, incentive in _sound(draft, "products", "territory", "where", "measure", "eligible", "stack"):
        if incentive.stack is not None:
            continue
        for other_number, other in enumerate(incentives):
            if other_number != number and overlap.share_lines(draft.programme, incentive, other):
                message = f"'{incentive.id}' and '{other.id}' pay on the same sales; it is not said that both do."
                hint = "Write stack: add in each if partners earn both."
                yield Finding((*path, "id"), WARNING, "stack-not-stated", message, hint)
                break


def resale_price(draft: Draft) -> Iterator[Finding]:
    """A payment that depends on a partner's own selling price can fix resale prices, which competition law forbids."""
    for _, path, incentive in _sound(draft, "where", "measure", "qualifier", "requires"):
        for scope, key in conditions(incentive):
            selling = not scope.events or Event.SELL_IN not in scope.events
            if selling and scope.where is not None and price_floors(scope.where):
                message = "This pays only when the partner's own selling price is high enough."
                hint = "Resale prices are the partner's own; ask counsel, or measure event: sell_in."
                yield Finding((*path, key), WARNING, "resale-price", message, hint)
                break


def royalties(draft: Draft) -> Iterator[Finding]:
    """A royalty is owed by the partner; payouts are owed to it."""
    for _, path, incentive in _sound(draft, "kind"):
        if incentive.kind == "royalty":
            message = "A royalty is owed by the partner, but this version books every payout as owed to the partner."
            hint = "Use it to calculate; do not publish it for booking."
            yield Finding((*path, "kind"), WARNING, "royalty", message, hint)


def fixed_measure(draft: Draft) -> Iterator[Finding]:
    """A cap on the measure changes nothing where the measure is not multiplied."""
    for _, path, incentive in _sound(draft, "method", "limits"):
        if incentive.method is Method.FIXED and incentive.limits.measure is not None:
            message = "A fixed amount is not multiplied with a measure, so this cap changes nothing."
            where: Path = (*path, "limits", "measure")
            yield Finding(where, WARNING, "cap-without-effect", message, "Delete it, or cap the amount.")


CHECKS: tuple[Check, ...] = (
    unique_ids,
    cut_by_itself,
    paid_once,
    line_rounding,
    standing_stated,
    rates_grow,
    percent_size,
    somebody_can_earn,
    caps_and_steps,
    steps_out_of_reach,
    limits_agree,
    gates_close,
    days_agree,
    stacking_stated,
    resale_price,
    royalties,
    fixed_measure,
)


def placed(draft: Draft, path: Path, incentive: Incentive) -> Iterator[tuple[Path, Step]]:
    """Give each step with its path; a rate that stands alone has the incentive's."""
    table = (*path, "rates") in draft.notes.places
    for number, step in enumerate(incentive.steps):
        yield ((*path, "rates", number) if table else path), step


def paid(step: Step) -> Exact:
    """Give the number a step pays: a factor, an amount per unit or an amount."""
    if step.rate is not None:
        return step.rate.value
    return step.per_unit if step.per_unit is not None else step.amount.amount if step.amount is not None else exact(0)


def shown(step: Step) -> str:
    """Write what a step pays."""
    if step.rate is not None:
        return f"{plain(step.rate.value.scaleb(2))} %"
    return plain(paid(step))
