"""Reads the limits of an incentive, its part in a stack, and the groups of the programme."""

from __future__ import annotations

from fairway.engine.check import later
from fairway.engine.check.measures import THRESHOLD_DIGITS, WHOLE
from fairway.engine.check.steps import PERCENT_DIGITS, read_money
from fairway.engine.programme import Choosing, Group, Holdback, Limits, Stack
from fairway.policy.nodes import Scalar
from fairway.policy.section import Section
from fairway.values import Rate

MOST_PERIODS = 60
MOST_ORDER = 4


def read_limits(section: Section, currency: str) -> Limits:
    """Read ``limits``."""
    limits = section.section("limits")
    if limits is None:
        return Limits()
    found = Limits(
        measure=limits.number("measure", whole=WHOLE, fraction=THRESHOLD_DIGITS, above=0),
        amount=read_money(limits, "amount", currency, above=0),
        floor=read_money(limits, "floor", currency, above=0),
        minimum_payout=read_money(limits, "minimum_payout", currency, above=0),
        per_year=read_money(limits, "per_year", currency, above=0),
        lifetime=read_money(limits, "lifetime", currency, above=0),
        guarantee=read_money(limits, "guarantee", currency, above=0),
        budget_per_year=read_money(limits, "budget_per_year", currency, above=0),
        budget=read_money(limits, "budget", currency, above=0),
        holdback=_holdback(limits),
    )
    limits.close(later.LIMITS, elsewhere=later.LIMITS_ELSEWHERE)
    return found


def _holdback(limits: Section) -> Holdback | None:
    group = limits.section("holdback")
    if group is None:
        return None
    rate = read_share(group, "percent")
    if not group.has("percent"):
        group.missing("percent", "It is not said how much is held back.", "Write percent: 10.")
    periods = group.number("periods", whole=2, fraction=0, above=0)
    if not group.has("periods"):
        group.missing("periods", "It is not said how long it is held back.", "Write periods: 1.")
    group.close()
    return Holdback(rate, int(periods)) if rate is not None and periods is not None else None


def read_share(section: Section, key: str) -> Rate | None:
    """Read a percentage of something that is shared: more than nothing, at most all."""
    number = section.number(key, whole=3, fraction=PERCENT_DIGITS, above=0)
    if number is not None and number > 100:
        section.error(key, "out-of-range", f"'{key}' is {number}; it must be 100 or less.", "Correct the number.")
        return None
    return Rate.percent(number) if number is not None else None


def read_stack(section: Section) -> Stack | None:
    """Read how an incentive goes with the others: ``add``, or its group, its order and what comes before it."""
    entry = section.mapping.get("stack")
    if entry is None or isinstance(entry.value, Scalar):
        word = section.choice("stack", ["add"], elsewhere=later.STACK_ELSEWHERE)
        return Stack() if word is not None else None
    stack = section.section("stack")
    if stack is None:
        return None
    group = stack.text("group", 64)
    order = stack.number("order", whole=MOST_ORDER, fraction=0, least=0)
    after = stack.texts("after")
    choosing, chosen = _choosing(stack)
    stack.close(elsewhere=later.STACK_KEYS_ELSEWHERE)
    if group is None and not stack.has("group"):
        for key in (key for key in ("order", *Choosing) if stack.has(key)):
            message = f"'{key}' is a place among the incentives of a group, and no group is named."
            stack.missing("group", message, "Write stack: {group: promo, …}.")
            break
        if not stack.has("after") and stack.notes.is_sound(stack.path):
            stack.missing("group", "This says nothing of other incentives.", "Write stack: add, or {group: promo}.")
    return Stack(group or "", int(order or 0), after, choosing, chosen)


def _choosing(stack: Section) -> tuple[Choosing | None, str]:
    """Read whether one of several incentives pays, and the word that names the set."""
    words = {each: stack.text(each.value, 64) for each in Choosing}
    written = [each for each in Choosing if stack.has(each.value)]
    if len(written) > 1:
        message = "One set of incentives is chosen from in one way, best_of or exclusive."
        stack.error(written[1].value, "two-choices", message, "Keep one of them.", stack.place(written[1].value))
    if not written or not words[written[0]]:
        return None, ""
    return written[0], words[written[0]] or ""


def read_groups(section: Section, currency: str) -> tuple[Group, ...]:
    """Read the stacking groups with their caps."""
    groups = section.section("groups")
    found: list[Group] = []
    for entry in groups.mapping.entries if groups is not None else ():
        name = entry.key.text
        group = groups.section(name) if groups is not None else None
        cap = group.section("combined_cap") if group is not None else None
        if group is not None:
            if not group.has("combined_cap"):
                hint = "Write combined_cap: {percent: 7}, or delete the group: one without a cap needs no entry."
                group.missing("combined_cap", f"It is not said what the group '{name}' may pay.", hint)
            group.close()
        if cap is None:
            continue
        rate, amount = read_share(cap, "percent"), read_money(cap, "amount", currency, above=0)
        if not cap.has("percent") and not cap.has("amount"):
            cap.missing("percent", "The combined cap has no number.", "Write {percent: 7}, {amount: 5000} or both.")
        cap.close()
        found.append(Group(name, amount, rate))
    return tuple(found)
