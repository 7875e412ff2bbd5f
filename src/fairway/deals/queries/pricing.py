"""What a registration does to the price of its deal, beside the other prices it has: the same for both sides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from fairway.deals.models import Event, Line, PriceCondition, Registration, Role
from fairway.deals.queries.registrations import policy_of, visible_to
from fairway.deals.rules.policy.document import Policy
from fairway.deals.rules.refusals import NotFound, Refused
from fairway.deals.rules.stacking import Condition, Effect, effect, parts
from fairway.kit.access import Actor
from fairway.partners import queries as partners
from fairway.values import Exact, Money, exact, plus


@dataclass(frozen=True, slots=True)
class PriceView:
    """A deal's price on a day: each step, who has which part of the registration's discount, all other prices."""

    effect: Effect | None
    parts: tuple[tuple[str, Money], ...]
    conditions: tuple[Condition, ...]
    holding: frozenset[int]
    unclear: str = ""


def conditions_of(found: Registration) -> tuple[Condition, ...]:
    """The other prices of a deal, past and coming ones too, the earliest first."""
    return conditions_by_deal([found.pk]).get(found.pk, ())


def conditions_by_deal(numbers: Iterable[int]) -> dict[int, tuple[Condition, ...]]:
    """The same for many deals, in one query."""
    made: dict[int, list[Condition]] = {}
    for row in PriceCondition.objects.filter(registration__in=list(numbers)).order_by("since_on", "pk"):
        made.setdefault(row.registration_id, []).append(
            Condition(row.kind, row.percent, row.since_on, row.until_on, row.reference, row.pk)
        )
    return {number: tuple(rows) for number, rows in made.items()}


def granted_value(policy: Policy, found: Registration) -> Money:
    """What the discount is of: the lines that were granted, or the whole where the policy says so or nothing is yet."""
    granted = exact(0)
    some = False
    if policy.price.lines == "registered":
        for value in Line.objects.filter(registration=found, granted=True).values_list("value", flat=True):
            granted, some = plus(granted, value), True
    return Money(granted if some else exact(found.value), found.currency)


def price(actor: Actor, code: str, on: date) -> PriceView:
    """A deal's price on a day, for whoever may see the deal. :raises NotFound: none this actor may see."""
    found = visible_to(actor).filter(code=code).first()
    if found is None:
        raise NotFound(f"There is no registration {code[:20]}.")
    name = partners.names_of(actor, [found.partner_id])[found.partner_id][1]
    return price_of(policy_of(found.version_id), found, name, on)


def price_of(policy: Policy, found: Registration, registrant: str, on: date) -> PriceView:
    """What the registration does to the price on a day: four queries, whatever there is."""
    conditions = conditions_of(found)
    value = granted_value(policy, found)
    roles: list[tuple[str, Exact]] = [
        (row.named, row.share)
        for row in Role.objects.filter(registration=found).order_by("pk")
        if row.since_on <= on and (row.until_on is None or on < row.until_on)
    ]
    holding = frozenset(one.id for one in conditions if one.holds(on))
    try:
        seen = effect(policy, value, conditions, on)
    except Refused as refusal:
        return PriceView(None, (), conditions, holding, str(refusal))
    decided = _decided(found, on)
    shared: tuple[tuple[str, Money], ...] = ()
    if seen is not None and (decided or len(policy.roles) > 1):
        shared = parts(seen.discount, roles, registrant, decided=decided)
    return PriceView(seen, shared if len(shared) > 1 else (), conditions, holding)


def _decided(found: Registration, on: date) -> bool:
    """Whether a decision said by a day how much of the credit goes to this registration."""
    credited = Event.objects.filter(registration=found, axis="registration", kind="credited", at__date__lte=on)
    return credited.exists()
