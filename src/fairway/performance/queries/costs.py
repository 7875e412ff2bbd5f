"""What a trial's levels cost beside what documents state: funds and price lists by what was bought, rebates by tier.

Everything is counted on the same history: what a partner bought on the days on which it would have held a level, the
won deals it registered on days on which that level might register, and what the programmes in force would have paid it
there. What is not counted is said, never guessed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from fairway.deals import queries as deals
from fairway.incentives import queries as incentives
from fairway.kit.access import WORKER, Actor
from fairway.partners import queries as partners
from fairway.performance.queries.facts import Member
from fairway.performance.queries.reading import as_worker
from fairway.performance.rules.tiers.lives import Life
from fairway.performance.rules.tiers.programme import Programme
from fairway.performance.rules.tiers.trial import Cost, Outcome, priced
from fairway.sales import queries as sales
from fairway.values import Exact, Money, Rounding, exact, plus, rounded, times

BOUGHT, SOLD = "bought", "sold"
EVENTS = {BOUGHT: ("sell_in", "sell_through"), SOLD: ("sell_out",)}
Volumes = Mapping[tuple[int, str], Sequence[tuple[date, Exact]]]
"""By partner and part: what was bought from a day on, until the next."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A trial with all its costs: which programmes' rebates are in it, and what is not counted, in sentences."""

    outcome: Outcome
    programmes: tuple[str, ...]
    left_out: tuple[str, ...]


def counted(actor: Actor, before: Programme, after: Programme, outcome: Outcome, members: Sequence[Member]) -> Counted:
    """Add what changed benefits cost to a trial, partner by partner."""
    numbers = {member.code: member.id for member in members}
    volumes = _volumes(before, after, outcome)
    supposed = [{numbers[one.partner]: one.lives[at].stood for one in outcome.partners} for at in (0, 1)]
    paid = incentives.PaidOtherwise(({}, {}), (), ())
    left_out = []
    if before.each:
        left_out.append("Rebates: levels are held in parts, and incentive programmes ask for the partner's one tier.")
    elif not actor.may("programmes.view"):
        left_out.append("Rebates: you may not read incentive programmes.")
    else:
        paid = incentives.paid_otherwise(
            actor, supposed, since=outcome.start, until=outcome.end, currency=outcome.currency
        )
        left_out += [f"Rebates of {words}" for words in paid.left_out]
    registered, unread = _registered(actor, before, outcome)
    left_out += [*unread, *_unstated(before, after)]
    more: dict[tuple[str, str], tuple[Cost, ...]] = {}
    digits = Money.zero(outcome.currency).digits
    for one in outcome.partners:
        number = numbers[one.partner]
        bought = volumes.get((number, one.part), ())
        costs = [
            Cost(kind, *(_share(document, life, bought, kind, digits)
                         for document, life in zip((before, after), one.lives, strict=True)))
            for kind in ("funds", "prices")
        ]  # fmt: skip
        mine = registered.get(number, ())
        costs.append(Cost("deals", *(_deals(document, life, mine)
                                     for document, life in zip((before, after), one.lives, strict=True))))  # fmt: skip
        costs.append(Cost("rebates", *(sums.get(number, exact(0)) for sums in paid.paid)))
        more[one.partner, one.part] = tuple(costs)
    return Counted(priced(outcome, more), paid.programmes, tuple(left_out))


def _volumes(before: Programme, after: Programme, outcome: Outcome) -> Volumes:
    """What reached each partner, cut where a life changes; its own sales where nothing else of it is reported."""
    levels = (*before.levels, *after.levels)
    if all(one.unlocks.fund_rate is None and one.unlocks.price_discount is None for one in levels):
        return {}
    cuts = {outcome.start, outcome.end}
    for one in outcome.partners:
        cuts.update(since for life in one.lives for since, _ in life.stood)
    by = (before.each,) if before.each else ()
    asked = [sales.Asked(name, "net", events, by) for name, events in EVENTS.items()]
    found: dict[str, dict[tuple[int, str], list[tuple[date, Exact]]]] = {BOUGHT: {}, SOLD: {}}
    with as_worker():
        same = partners.survivors(WORKER)
        for total in sales.totals(WORKER, asked, currency=outcome.currency, cuts=cuts):
            if outcome.start <= total.since < outcome.end:
                part = dict(total.about).get(before.each, "") if before.each else ""
                whose = same.get(total.partner_id, total.partner_id)
                rows = found[total.name].setdefault((whose, part), [])
                rows.append((total.since, exact(total.amount)))
    reported = {number for number, _ in found[BOUGHT]}
    return {**{key: rows for key, rows in found[SOLD].items() if key[0] not in reported}, **found[BOUGHT]}


def _share(document: Programme, life: Life, bought: Sequence[tuple[date, Exact]], kind: str, digits: int) -> Exact:
    """The funds, or what the price list takes off, for what was bought; rounded once, halves up."""
    total = exact(0)
    for since, amount in bought:
        level = document.level(life.on(since))
        if level is None:
            continue
        rate = level.unlocks.fund_rate if kind == "funds" else level.unlocks.price_discount
        if rate is not None:
            total = plus(total, times(amount, rate))
    return rounded(total.scaleb(-2), digits, Rounding.HALF_UP)


def _registered(
    actor: Actor, before: Programme, outcome: Outcome
) -> tuple[Mapping[int, Sequence[deals.Discounted]], list[str]]:
    """The won deals of each partner with what was taken off them, and what of it cannot be counted."""
    if before.each:
        return {}, ["Discounts of registered deals: levels are held in parts, and registration asks for one tier."]
    if not actor.may("deals.view"):
        return {}, ["Discounts of registered deals: you may not read deals."]
    found: dict[int, list[deals.Discounted]] = {}
    others = set()
    with as_worker():
        same = partners.survivors(WORKER)
        for deal in deals.discounted(WORKER, since=outcome.start, until=outcome.end):
            if deal.discount.currency == outcome.currency:
                found.setdefault(same.get(deal.partner_id, deal.partner_id), []).append(deal)
            else:
                others.add(deal.discount.currency)
    return found, [f"Discounts of registered deals in {', '.join(sorted(others))}."] if others else []


def _deals(document: Programme, life: Life, registered: Sequence[deals.Discounted]) -> Exact:
    """What was taken off the deals that the level held on their day lets a partner register."""
    total = exact(0)
    for deal in registered:
        held = life.on(deal.registered_on)
        level = document.level(held)
        barred = level is not None and level.unlocks.registration is False
        if not barred and (not deal.tiers or held in deal.tiers):
            total = plus(total, exact(deal.discount.amount))
    return total


def _unstated(before: Programme, after: Programme) -> list[str]:
    """What the levels bring that no figure stands for."""
    levels = (*before.levels, *after.levels)
    found = []
    lists = {one.unlocks.price_list for one in levels if one.unlocks.price_list and one.unlocks.price_discount is None}
    if lists:
        found.append(f"Prices of {', '.join(sorted(lists))}: state price_discount beside the price list to count them.")
    if any(one.unlocks.registration is False for one in levels):
        found.append("Deals that were never registered because the level in force did not let the partner.")
    free = {benefit.title for one in levels if one.unlocks.cost is None for benefit in one.unlocks.benefits}
    if free:
        found.append(f"{', '.join(sorted(free))}: state the cost of the level to count it.")
    return found
