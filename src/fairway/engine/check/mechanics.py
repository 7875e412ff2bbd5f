"""Refuses what methods, units, payees, pools and returns cannot mean together.

The plan and the oracle take for granted that none of this stands in a checked programme.
"""

from __future__ import annotations

from collections.abc import Iterator

from fairway.engine.check.findings import ERROR, Finding, sound
from fairway.engine.check.reading import Draft
from fairway.engine.programme import (
    AMOUNTS,
    BY_LINE,
    IDS,
    ITSELF,
    Asked,
    Attainment,
    Growth,
    Incentive,
    Measure,
    MeasureKind,
    Method,
    Payee,
    PaysOn,
    ReturnsPolicy,
    RoundingLevel,
    Stack,
    Unit,
    Window,
)
from fairway.policy.problems import did_you_mean
from fairway.policy.section import Path

COUNTED = frozenset(IDS) | {MeasureKind.NEW_CUSTOMERS}
"""Measures that count ids, of which no part belongs to one line."""
PAY_COUNTED = frozenset({Method.PER_UNIT, Method.FIXED, Method.MULTIPLES})


def cut_by_itself(draft: Draft) -> Iterator[Finding]:
    """Some methods cut the measure at the bounds of the steps, so another qualifier has no meaning."""
    for _, path, incentive in sound(draft, "method", "measure", "qualifier", "base"):
        where = (*path, "qualifier")
        if incentive.method in ITSELF and incentive.qualifier != incentive.measure:
            steps = f"{incentive.method.capitalize()} steps"
            message = f"{steps} cut the measure itself into slices; another qualifier would not be used."
            hint = "Delete 'qualifier', or write method: retroactive."
            if (*path, "base") in draft.notes.places:
                hint = "Delete 'base' and write it as the measure, or write method: retroactive."
            yield Finding(where, ERROR, "marginal-qualifier", message, hint)
        if incentive.method is not Method.ATTAINMENT:
            continue
        if not isinstance(incentive.qualifier, Attainment):
            message = "The method 'attainment' pays on what exceeds a share of a target, and no target is named."
            hint = "Write qualifier: {attainment_of: plan}, the target's name in the table of targets."
            yield Finding((*path, "method"), ERROR, "attainment-without-target", message, hint)
        elif incentive.qualifier.measure != incentive.measure:
            message = "The measure is cut at shares of the target, so the target must be one of the same measure."
            hint = "Leave 'measure' out of the qualifier, or write method: retroactive."
            yield Finding(where, ERROR, "marginal-qualifier", message, hint)


def paid_once(draft: Draft) -> Iterator[Finding]:
    """What is paid for lies in the payout's own period: a longer window would pay the same sales again."""
    for _, path, incentive in sound(draft, "measure"):
        if incentive.measure.looks_back and incentive.method is not Method.FIXED:
            message = "What is paid for is taken over more than its period, so the same sales would be paid again."
            hint = "Give the window to the qualifier: qualifier: {measure: net, over: year_to_date}."
            yield Finding((*path, "measure"), ERROR, "paid-again", message, hint)


def increment_grows(draft: Draft) -> Iterator[Finding]:
    """An increment is what the measure exceeds a baseline of its own by."""
    for _, path, incentive in sound(draft, "pays_on", "measure", "qualifier", "base", "method"):
        if incentive.pays_on is not PaysOn.INCREMENT:
            continue
        where = (*path, "pays_on")
        grown = incentive.qualifier
        if not isinstance(grown, Growth):
            message = "An increment is what exceeds a baseline, and no baseline is named."
            hint = "Write qualifier: {growth_over: same_period_last_year, without_history: skip}."
            yield Finding(where, ERROR, "increment-without-growth", message, hint)
        elif grown.measure != incentive.measure:
            message = "The increment is paid on one measure, and the growth is that of another."
            hint = "Leave 'measure' out of the qualifier, or write pays_on: whole."
            yield Finding(where, ERROR, "increment-without-growth", message, hint)
        elif incentive.method in {*ITSELF, Method.FIXED}:
            message = f"The method '{incentive.method}' does not multiply an increment."
            yield Finding(where, ERROR, "increment-not-paid", message, "Write method: retroactive, or pays_on: whole.")


def counts_pay(draft: Draft) -> Iterator[Finding]:
    """A count of ids is paid for each, at once or by multiples: a percentage of it is no money."""
    for _, path, incentive in sound(draft, "method", "measure"):
        if incentive.measure.kind in COUNTED and incentive.method not in PAY_COUNTED:
            message = f"The method '{incentive.method}' does not go with a count of {incentive.measure.kind}."
            hint = "Write method: per_unit for an amount for each, or fixed or multiples."
            yield Finding((*path, "method"), ERROR, "count-method", message, hint)
        elif incentive.method is Method.PER_UNIT and incentive.measure.kind in AMOUNTS:
            message = f"The method 'per_unit' pays for each unit, and '{incentive.measure.kind}' is money."
            hint = "Write measure: quantity, or method: flat with percent."
            yield Finding((*path, "method"), ERROR, "unit-of-money", message, hint)


def units_alone(draft: Draft) -> Iterator[Finding]:
    """A table asked of each line, document or day knows that unit's own measure and nothing beyond it."""
    keys = ("over", "method", "measure", "qualifier", "limits", "pool", "pays_on", "base", "stack")
    for _, path, incentive in sound(draft, *keys):
        if incentive.unit is Unit.PERIOD:
            continue
        for key, message, hint in _unit_faults(incentive):
            yield Finding((*path, key), ERROR, "unit-alone", message, hint)


def _unit_faults(incentive: Incentive) -> Iterator[tuple[str, str, str]]:
    each = {Unit.LINE: "each line", Unit.DOCUMENT: "each document"}.get(incentive.unit, "each day")
    plain = isinstance(incentive.qualifier, Measure) and incentive.qualifier.over.window is Window.PERIOD
    if not plain:
        message = f"The steps are asked of {each}; this qualifier is not one of {each}."
        yield "qualifier", message, "Write a measure without a window, or over: period in the incentive."
    elif isinstance(incentive.qualifier, Measure) and incentive.qualifier.kind in COUNTED:
        message = f"The steps are asked of {each}, where {incentive.qualifier.kind} cannot be counted."
        yield "qualifier", message, "Write qualifier: net, quantity or lines."
    if incentive.measure.kind in COUNTED:
        message = f"The steps are asked of {each}, where {incentive.measure.kind} cannot be counted."
        yield "measure", message, "Write over: period."
    if incentive.limits.measure is not None:
        message = f"The steps are asked of {each}; a capped measure does not say which of them still earn."
        yield "limits", message, "Cap the amount instead: limits: {amount: 5000}."
    if incentive.pool is not None:
        yield "pool", f"A pool adds up periods, and here {each} earns by itself.", "Write over: period."
    if incentive.pays_on is PaysOn.INCREMENT:
        yield "pays_on", f"There is no baseline of {each}.", "Write over: period."
    if incentive.stack is not None and incentive.stack.after:
        yield "stack", f"What others earn in a period is taken from no single one of {each}.", "Write over: period."
    if incentive.unit is Unit.PERIOD_TO_DATE and incentive.method not in BY_LINE:
        message = f"The method '{incentive.method}' has no amount for a single day."
        yield "method", message, "Write method: retroactive, flat, total, linear or per_unit, or over: period."


def line_rounding(draft: Draft) -> Iterator[Finding]:
    """Rounding each line needs a part of the payout that belongs to that line alone."""
    if draft.programme.rounding.level is not RoundingLevel.LINE or not draft.is_sound(("rounding",)):
        return
    keys = ("method", "limits", "measure", "pool", "pays_on", "stack", "returns", "multipliers")
    for _, path, incentive in sound(draft, *keys):
        for key, message, hint in _line_faults(incentive):
            yield Finding((*path, *key), ERROR, "line-rounding", f"With rounding at: line {message}", hint)


def _line_faults(incentive: Incentive) -> Iterator[tuple[Path, str, str]]:
    whole = "Write rounding: {mode: half_up, at: payout}, or"
    if incentive.method not in BY_LINE:
        yield (
            ("method",),
            f"the method '{incentive.method}' has no amount for a single line.",
            f"{whole} another method.",
        )
        return
    if incentive.limits.measure is not None:
        message = "a capped measure does not say which lines still earn."
        yield ("limits", "measure"), message, f"{whole} cap the amount."
    if incentive.measure.kind in COUNTED:
        message = f"{incentive.measure.kind} have no part that belongs to one line."
        yield ("measure",), message, f"{whole} measure: quantity."
    if incentive.pool is not None:
        yield ("pool",), "what a pool earns belongs to no line.", f"{whole} delete 'pool'."
    if incentive.pays_on is PaysOn.INCREMENT:
        yield ("pays_on",), "an increment belongs to no line.", f"{whole} pays_on: whole."
    if incentive.multipliers:
        yield ("multipliers",), "a multiplied rate has no amount for a single line.", f"{whole} delete 'multipliers'."
    if incentive.returns is ReturnsPolicy.REVERSE:
        yield ("returns",), "what a return takes back is one sum for a period.", f"{whole} returns: restate."
    if incentive.stack is not None and incentive.stack.after:
        yield ("stack", "after"), "what others earned is taken from no line.", f"{whole} delete 'after'."


def reversed_by_line(draft: Draft) -> Iterator[Finding]:
    """A return is reversed at the one value that the period of its sale was paid at."""
    keys = ("method", "measure", "over", "pool", "qualifier", "returns", "requires", "limits")
    for _, path, incentive in sound(draft, *keys):
        if incentive.returns is not ReturnsPolicy.REVERSE or not draft.is_sound(("returns",)):
            continue
        hint = "Write returns: restate or net, or change this."
        if incentive.method not in BY_LINE:
            message = f"The method '{incentive.method}' pays at several values, so no return has one to be reversed at."
            yield Finding((*path, "method"), ERROR, "reverse-alone", message, hint)
        if incentive.measure.kind in COUNTED:
            message = f"{incentive.measure.kind.capitalize()} are counted, and a return takes back an amount."
            yield Finding((*path, "measure"), ERROR, "reverse-alone", message, hint)
        if incentive.unit is not Unit.PERIOD:
            message = "Returns are reversed at the value of a period, and here smaller units earn."
            yield Finding((*path, "over"), ERROR, "reverse-alone", message, hint)
        if incentive.pool is not None:
            message = "What a pool earned belongs to no return."
            yield Finding((*path, "pool"), ERROR, "reverse-alone", message, hint)
        if incentive.limits.measure is not None:
            message = "A capped measure does not say at which value a returned sale was paid."
            yield Finding((*path, "limits", "measure"), ERROR, "reverse-alone", message, hint)
        if isinstance(incentive.qualifier, Growth):
            message = "Growth and returns that change no measure do not go together."
            yield Finding((*path, "qualifier"), ERROR, "reverse-alone", message, hint)
        for number, gate in enumerate(incentive.gates):
            if isinstance(gate.measure, Growth):
                message = "Growth and returns that change no measure do not go together."
                yield Finding((*path, "requires", number), ERROR, "reverse-alone", message, hint)


def persons_paid(draft: Draft) -> Iterator[Finding]:
    """What goes to persons goes to each by itself; what is shared among partners or comes as goods does not."""
    for _, path, incentive in sound(draft, "payee", "pool", "stack", "method", "rates", "free"):
        where = (*path, "payee")
        if incentive.payee is Payee.PARTNER:
            continue
        if incentive.pool is not None:
            message = "A pool is shared among partners, and this pays persons."
            yield Finding(where, ERROR, "payee-alone", message, "Delete 'pool', or write payee: partner.")
        if incentive.payee is Payee.PERSON and incentive.stack not in {None, Stack()}:
            message = "Each person earns by itself, so nothing of other incentives is known of them."
            yield Finding((*path, "stack"), ERROR, "payee-alone", message, "Write stack: add, or payee: partner.")
        if incentive.payee is Payee.SPLITS and any(step.free is not None for step in incentive.steps):
            message = "Goods cannot be split among persons."
            yield Finding(where, ERROR, "payee-alone", message, "Write payee: partner, or pay an amount.")


def pools_share(draft: Draft) -> Iterator[Finding]:
    """What a pool earns is one amount for several partners, so nothing of a single partner changes it."""
    for _, path, incentive in sound(draft, "pool", "multipliers", "rates", "free"):
        if incentive.pool is not None and incentive.multipliers:
            message = "A pool has several partners, and it is not said whose factor holds."
            yield Finding((*path, "multipliers"), ERROR, "pool-alone", message, "Delete 'pool' or 'multipliers'.")
        if incentive.pool is not None and any(step.free is not None for step in incentive.steps):
            message = "What a pool earns is shared to the cent, and goods cannot be."
            yield Finding((*path, "pool"), ERROR, "pool-alone", message, "Delete 'pool', or write amount: 5.")
    pooled = {incentive.id for incentive in draft.programme.incentives if incentive.pool is not None}
    for number, one in enumerate(draft.programme.exemptions if draft.is_sound(("exemptions",)) else ()):
        if one.incentive in pooled:
            message = f"'{one.incentive}' is earned by pools, and a pool is not one partner."
            where: Path = ("exemptions", number, "incentive")
            yield Finding(where, ERROR, "pool-alone", message, "Delete the exemption, or the pool.")


def grown_alike(draft: Draft) -> Iterator[Finding]:
    """A baseline counts the lines of earlier periods by themselves, whoever was eligible then."""
    for _, path, incentive in sound(draft, "qualifier", "requires", "measure", "once_per", "new_customer"):
        for where, asked in _asked(path, incentive):
            if not isinstance(asked, Growth):
                continue
            if asked.measure.lines.once_per is not None:
                message = "Which line is the first of its kind depends on who was eligible, and a baseline does not."
                hint = "Write once_per: all in this slot, or ask for something else than growth."
                yield Finding(where, ERROR, "growth-of-firsts", message, hint)
            elif asked.measure.new is not None and asked.measure.new.at_least is not None:
                message = "Which first orders are large enough depends on who was eligible, and a baseline does not."
                hint = "Delete at_least of new_customer, or ask for something else than growth."
                yield Finding(where, ERROR, "growth-of-firsts", message, hint)


def first_of_firsts(draft: Draft) -> Iterator[Finding]:
    """First orders of new customers are counted once each already."""
    for _, path, incentive in sound(draft, "measure", "qualifier", "requires", "once_per", "new_customer"):
        slots: list[tuple[Path, tuple[Measure, ...]]] = [((*path, "measure"), (incentive.measure,))]
        slots += [(where, asked.measures) for where, asked in _asked(path, incentive)]
        for where, measures in slots:
            if any(one.kind is MeasureKind.NEW_CUSTOMERS and one.lines.once_per is not None for one in measures):
                message = (
                    "A customer's first order counts once by itself; only the first of some lines cannot be asked "
                )
                message += "of it too."
                yield Finding(where, ERROR, "first-of-firsts", message, "Delete once_per, or write once_per: all here.")
                break


def _asked(path: Path, incentive: Incentive) -> Iterator[tuple[Path, Asked]]:
    yield (*path, "qualifier"), incentive.qualifier
    for number, gate in enumerate(incentive.gates):
        yield (*path, "requires", number), gate.measure


def worth_of_goods(draft: Draft) -> Iterator[Finding]:
    """What a free unit is worth says nothing where no goods are given."""
    for _, path, incentive in sound(draft, "method", "rates", "amount", "free", "worth"):
        if incentive.worth is not None and incentive.steps and all(step.free is None for step in incentive.steps):
            message = "'worth' is what a free unit is worth, and this pays amounts."
            yield Finding((*path, "worth"), ERROR, "worth-of-nothing", message, "Delete it, or write free: 2.")


def order_known(draft: Draft) -> Iterator[Finding]:
    """What comes after others names them, and no chain of them leads back to itself."""
    incentives = draft.programme.incentives
    by_id = {incentive.id: incentive for incentive in incentives}
    for _, path, incentive in sound(draft, "stack", "payee"):
        for number, name in enumerate(incentive.stack.after if incentive.stack is not None else ()):
            where = (*path, "stack", "after", number)
            other = by_id.get(name)
            if other is None:
                message = f"There is no incentive '{name}' in this programme."
                yield Finding(where, ERROR, "unknown-incentive", message, did_you_mean(name, by_id))
            elif name == incentive.id:
                message = "It cannot come after itself."
                yield Finding(where, ERROR, "after-itself", message, "Name the incentives that are paid before it.")
            elif {other.payee, incentive.payee} != {Payee.PARTNER}:
                message = f"'{incentive.id}' and '{name}' do not both pay the partner; neither is taken off the other."
                yield Finding(where, ERROR, "after-other-payee", message, "Write payee: partner in both.")
    if draft.is_sound(("incentives",)):
        yield from _circles(incentives)


def _circles(incentives: tuple[Incentive, ...]) -> Iterator[Finding]:
    """Find incentives that come after each other. The incentives of one choosing set count as one."""
    node = {one.id: _set(one) for one in incentives}
    before: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
    for one in incentives:
        names = one.stack.after if one.stack is not None else ()
        before.setdefault(node[one.id], set()).update(node[name] for name in names if name in node and name != one.id)
    for number, one in enumerate(incentives):
        if one.stack is None or not one.stack.after:
            continue
        reached: set[tuple[str, ...]] = set()
        waiting = {node[name] for name in one.stack.after if name in node and name != one.id}
        while waiting:
            reached |= waiting
            waiting = {further for each in waiting for further in before.get(each, ())} - reached
        if node[one.id] in reached:
            message = f"'{one.id}' comes after an incentive that comes after '{one.id}'."
            if len(node[one.id]) > 1:
                message = f"'{one.id}' comes after one that it is chosen against, or that comes after its own set."
            hint = "Let one of them come first: delete it from 'after'."
            yield Finding(("incentives", number, "stack", "after"), ERROR, "after-in-a-circle", message, hint)


def _set(incentive: Incentive) -> tuple[str, ...]:
    stack = incentive.stack
    return (incentive.id,) if stack is None or not stack.chosen else ("", stack.group, stack.chosen)


def chosen_alike(draft: Draft) -> Iterator[Finding]:
    """The incentives of one choosing set are chosen from in one way."""
    seen: dict[tuple[str, str], Incentive] = {}
    for _, path, incentive in sound(draft, "stack", "payee"):
        stack = incentive.stack
        if stack is None or stack.choosing is None:
            continue
        first = seen.setdefault((stack.group, stack.chosen), incentive)
        other = first.stack.choosing if first.stack is not None else None
        where = (*path, "stack", stack.choosing.value)
        if other is not stack.choosing:
            message = f"'{first.id}' says {other}: {stack.chosen}, and this one says {stack.choosing}."
            yield Finding(where, ERROR, "chosen-unlike", message, "Write the same word in each of the set.")
