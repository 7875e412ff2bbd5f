"""Finds what the keys of a sound incentive say together that a person did not mean.

Reading (`reading`, `incentives`, `steps`, `scopes`) finds what a single key gets wrong. These look at what several keys
say together, and skip what was not read soundly. A check that finds something a programme cannot mean notes an error;
one that finds something a person should see before publishing notes a warning.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from fairway.engine.check import overlap
from fairway.engine.check.findings import ERROR, WARNING, Finding, bound, paid, placed, shown, sound
from fairway.engine.check.reading import Draft
from fairway.engine.check.walk import uses_standing
from fairway.engine.programme import Breadth, Choosing, Eligibility, Growth, Incentive, Method, Unit, Validity
from fairway.policy.section import Path
from fairway.values import Exact, exact, plain, times

ADDING = frozenset({Method.ROLLING, Method.TOTAL, Method.ATTAINMENT})
"""Methods by which each reached step pays beside those before it."""


def unique_ids(draft: Draft) -> Iterator[Finding]:
    """Two incentives with one id could not be told apart on a statement."""
    seen: set[str] = set()
    for _, path, incentive in sound(draft, "id"):
        if incentive.id in seen:
            message = f"There is an incentive '{incentive.id}' already."
            yield Finding((*path, "id"), ERROR, "id-twice", message, "Give each its own id; payouts are named by it.")
        seen.add(incentive.id)


def standing_stated(draft: Draft) -> Iterator[Finding]:
    """When partners change tier inside a period, the day that counts decides what they earn."""
    used = uses_standing(draft.programme)
    if used and ("members", "as_of") not in draft.notes.places:
        message = "It is not said on which day a partner's type, tier and country are looked up: on each line's date."
        if any(one.multipliers or one.pool is not None for one in draft.programme.incentives):
            message = f"{message[:-1]}, and for multipliers and pools on the period's last day."
        hint = "Write members: {as_of: transaction}, or period_start or period_end."
        yield Finding(("members",), WARNING, "as-of-not-stated", message, hint)


def rates_grow(draft: Draft) -> Iterator[Finding]:
    """A rate that shrinks as sales grow is seldom meant; two equal steps are one."""
    for _, path, incentive in sound(draft, "rates", "method"):
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
    for _, path, incentive in sound(draft, "rates", "percent", "method"):
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
    for _, path, incentive in sound(draft, "rates", "percent", "per_unit", "amount", "method", "limits"):
        if incentive.steps and not any(paid(step) for step in incentive.steps) and incentive.limits.floor is None:
            message = "Every step pays nothing, so nobody can earn this."
            yield Finding((*path, "rates"), WARNING, "pays-nothing", message, "Give a step a rate above 0.")
    for _, path, incentive in sound(draft, "eligible"):
        reason = overlap.nobody(draft.programme.members, incentive.eligible)
        if reason and draft.is_sound(("members",)):
            hint = "Compare 'eligible' with the programme's 'members'."
            yield Finding((*path, "eligible"), ERROR, "nobody-eligible", f"Nobody can earn this: {reason}.", hint)


def caps_and_steps(draft: Draft) -> Iterator[Finding]:
    """A cap below what a step pays at its very beginning makes the step useless."""
    for _, path, incentive in sound(draft, "rates", "limits", "method", "measure", "qualifier", "amount"):
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
        elif incentive.qualifier == incentive.measure and _plain_table(incentive):
            yield from _reached_before(draft, path, incentive, cap.amount)


def _plain_table(incentive: Incentive) -> bool:
    """Tell whether what a step begins to pay is its bound times its rate, for every partner."""
    alone = not incentive.multipliers and incentive.unit is Unit.PERIOD and incentive.pool is None
    return alone and incentive.method not in {*ADDING, Method.LINEAR, Method.MULTIPLES}


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
    for _, path, incentive in sound(draft, "rates", "limits", "method", "measure", "qualifier", "requires"):
        cap = incentive.limits.measure
        for number, (where, step) in enumerate(placed(draft, path, incentive)):
            sliced = incentive.method is Method.MARGINAL and cap is not None and step.lower is not None
            if sliced and cap is not None and step.lower is not None and step.lower >= cap:
                message = f"The measure is capped at {plain(cap)}, so nothing falls into this step."
                yield Finding(where, WARNING, "unreachable-step", message, "Raise limits.measure or delete the step.")
            for gate in incentive.gates if incentive.unit is Unit.PERIOD else ():
                same = gate.measure == incentive.qualifier and incentive.method is not Method.MARGINAL
                if same and step.upper is not None and step.upper <= gate.at_least:
                    asked = bound(gate.at_least, gate.measure)
                    message = f"The gate asks for {asked}, so this step ends before anyone is paid."
                    hint = "Delete the step, or lower the gate."
                    if number == 0 and not paid(step):
                        continue
                    yield Finding(where, WARNING, "unreachable-step", message, hint)


def limits_agree(draft: Draft) -> Iterator[Finding]:
    """A guarantee above the cap contradicts it; a minimum above either delays every payout."""
    for _, path, incentive in sound(draft, "limits"):
        limits = incentive.limits
        where: Path = (*path, "limits")
        if limits.floor is not None and limits.amount is not None and limits.floor > limits.amount:
            message = f"The guarantee of {limits.floor} is above the cap of {limits.amount}."
            yield Finding((*where, "floor"), ERROR, "floor-above-cap", message, "Lower one or raise the other.")
        if limits.guarantee is not None and limits.amount is not None and limits.guarantee > limits.amount:
            message = f"The guarantee of {limits.guarantee} is above the cap of {limits.amount}."
            yield Finding((*where, "guarantee"), ERROR, "floor-above-cap", message, "Lower one or raise the other.")
        if limits.minimum_payout is None:
            continue
        for name, most in (("cap", limits.amount), ("guarantee", limits.floor)):
            if most is not None and limits.minimum_payout > most:
                message = f"The minimum payout of {limits.minimum_payout} is above the {name} of {most}: "
                message += "it is carried on for several periods before it is paid."
                hint = "Lower minimum_payout if that is not meant."
                yield Finding((*where, "minimum_payout"), WARNING, "minimum-above-limit", message, hint)
    for _, path, incentive in sound(draft, "limits", "rates", "method"):
        first = incentive.steps[0].lower if incentive.steps else None
        if incentive.limits.floor is not None and first is not None and first > 0:
            at = bound(first, incentive.qualifier)
            message = f"The guarantee is paid below the first step ({at}) too, to whoever has one line."
            hint = "Add a gate under 'requires' if the guarantee has a condition."
            yield Finding((*path, "limits", "floor"), WARNING, "floor-below-steps", message, hint)


def breadth_in_reach(draft: Draft) -> Iterator[Finding]:
    """Of some populations at most all can be reached."""
    for _, path, incentive in sound(draft, "rates", "method", "qualifier", "requires"):
        if isinstance(incentive.qualifier, Breadth):
            count = len(incentive.qualifier.parts)
            for where, step in placed(draft, path, incentive):
                if step.lower is not None and step.lower > count:
                    message = f"There are {count} populations, so nobody reaches {plain(step.lower)} of them."
                    yield Finding(where, WARNING, "unreachable-step", message, "Lower 'from' or delete the step.")
        for number, gate in enumerate(incentive.gates):
            if isinstance(gate.measure, Breadth) and gate.at_least > len(gate.measure.parts):
                count = len(gate.measure.parts)
                message = f"There are {count} populations, so nobody reaches {plain(gate.at_least)} of them."
                place = (*path, "requires", number, "at_least")
                yield Finding(place, ERROR, "gate-closed", message, f"Write at_least: {count} or less.")


def gates_close(draft: Draft) -> Iterator[Finding]:
    """A gate at nothing is always open."""
    for _, path, incentive in sound(draft, "requires"):
        for number, gate in enumerate(incentive.gates):
            if gate.at_least <= 0 and not isinstance(gate.measure, Growth):  # no growth is a bound like another
                where: Path = (*path, "requires", number, "at_least")
                message = f"Nearly everybody reaches {bound(gate.at_least, gate.measure)}; this gate keeps nobody out."
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
        elif span.until is not None and draft.is_sound(("calendar",)):
            yield from _ends_inside(draft, path, span.until)
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


def _ends_inside(draft: Draft, path: Path, until: date) -> Iterator[Finding]:
    """Find an end at which no period of the programme ends: the periods do not divide its days."""
    last = draft.programme.calendar.fiscal.period_of(until - timedelta(days=1))
    if last.end != until:
        message = f"It ends inside {last.label}: only sales until {until - timedelta(days=1)} count towards its steps."
        hint = f"Thresholds are not shortened; {last.label} ends on {last.end - timedelta(days=1)}."
        yield Finding((*path, "ends"), WARNING, "ends-inside-period", message, hint)


def stacking_stated(draft: Draft) -> Iterator[Finding]:
    """Two incentives over the same lines pay twice; the document says that this is meant."""
    incentives = draft.programme.incentives
    for number, path, incentive in sound(draft, "products", "territory", "where", "measure", "eligible", "stack"):
        if incentive.stack is not None:
            continue
        for other_number, other in enumerate(incentives):
            if other_number != number and overlap.share_lines(draft.programme, incentive, other):
                message = f"'{incentive.id}' and '{other.id}' pay on the same sales; it is not said that both do."
                hint = "Write stack: add in each if partners earn both."
                yield Finding((*path, "id"), WARNING, "stack-not-stated", message, hint)
                break


def somebody_is_chosen(draft: Draft) -> Iterator[Finding]:
    """Of an exclusive set the first that earns anything pays: what earns nothing of its own beside it never does."""
    incentives = draft.programme.incentives
    for _, path, incentive in sound(draft, "stack", "rates", "percent", "per_unit", "eligible", "measure", "qualifier"):
        stack = incentive.stack
        if stack is None or stack.choosing is not Choosing.EXCLUSIVE:
            continue
        for other in incentives:
            before = other.stack
            if before is None or (before.group, before.choosing, before.chosen) != (
                stack.group, stack.choosing, stack.chosen
            ):  # fmt: skip
                continue
            first = (before.order, other.id) < (stack.order, incentive.id)
            if first and _always_earns(other) and _within(incentive, other):
                message = f"'{other.id}' comes first and earns whenever this could, so this never pays."
                hint = "Change 'order', or write best_of in each of the set."
                yield Finding((*path, "stack", "exclusive"), WARNING, "never-chosen", message, hint)
                break


def _always_earns(incentive: Incentive) -> bool:
    """Tell whether every partner that sells anything of it earns something, by the document alone."""
    simple = incentive.qualifier == incentive.measure and not incentive.gates and incentive.stack is not None
    if not simple or incentive.multipliers or incentive.pool is not None or not incentive.steps:
        return False
    first = incentive.steps[0].lower
    from_nothing = first is None or first <= 0
    return from_nothing and incentive.method is not Method.MULTIPLES and all(paid(step) > 0 for step in incentive.steps)


def _within(incentive: Incentive, other: Incentive) -> bool:
    """Tell whether whoever and whatever earns by the one earns by the other."""
    same = incentive.eligible == other.eligible or other.eligible == Eligibility()
    always = other.validity in {incentive.validity, Validity()}
    return same and always and incentive.measure == other.measure and incentive.unit is other.unit


def royalties(draft: Draft) -> Iterator[Finding]:
    """A royalty is owed by the partner; payouts are owed to it."""
    for _, path, incentive in sound(draft, "kind"):
        if incentive.kind == "royalty":
            message = "A royalty is owed by the partner, but this version books every payout as owed to the partner."
            hint = "Use it to calculate; do not publish it for booking."
            yield Finding((*path, "kind"), WARNING, "royalty", message, hint)


def fixed_measure(draft: Draft) -> Iterator[Finding]:
    """A cap on the measure changes nothing where the measure is not multiplied."""
    for _, path, incentive in sound(draft, "method", "limits"):
        if incentive.method is Method.FIXED and incentive.limits.measure is not None:
            message = "A fixed amount is not multiplied with a measure, so this cap changes nothing."
            where: Path = (*path, "limits", "measure")
            yield Finding(where, WARNING, "cap-without-effect", message, "Delete it, or cap the amount.")
