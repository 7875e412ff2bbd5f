"""What registered deals that were won were discounted by: what registration costs the vendor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from fairway.deals.models import Event, Line
from fairway.deals.queries.pricing import conditions_by_deal
from fairway.deals.queries.registrations import policy_of, visible_to
from fairway.deals.rules.stacking import effect
from fairway.kit.access import Actor
from fairway.values import Money, exact


@dataclass(frozen=True, slots=True)
class Discounted:
    """A won deal that was registered on a day: what its policy took off, and the tiers it is for (none: for all)."""

    code: str
    partner_id: int
    registered_on: date
    discount: Money
    tiers: tuple[str, ...]


def discounted(actor: Actor, *, since: date, until: date) -> tuple[Discounted, ...]:
    """The won deals sent from ``since`` until ``until`` (exclusive) under a policy that names a discount, by code.

    The discount is of what was granted, or of the whole order where the policy says so, beside the other prices that
    the deal had on the day it was won.
    """
    actor.require("deals.view")
    rows = list(
        visible_to(actor)
        .filter(status__in=("approved", "closed"), stage="won", submitted_at__date__gte=since)
        .filter(submitted_at__date__lt=until)
        .order_by("code")
    )
    numbers = [row.pk for row in rows]
    granted = dict(
        Line.objects.filter(registration__in=numbers, granted=True)
        .values_list("registration_id")
        .annotate(Sum("value"))
    )
    others = conditions_by_deal(numbers)
    closed = dict(
        Event.objects.filter(registration__in=numbers, axis="registration", kind="close")
        .order_by("at").values_list("registration_id", "at")
    )  # fmt: skip
    policies = {version: policy_of(version) for version in {row.version_id for row in rows}}
    found = []
    for row in rows:
        policy = policies[row.version_id]
        if row.submitted_at is None:
            continue
        worth = row.value if policy.price.lines == "all" else granted.get(row.pk, row.value)
        won_on = closed.get(row.pk, row.submitted_at).date()
        seen = effect(policy, Money(exact(worth), row.currency), others.get(row.pk, ()), won_on)
        if seen is not None:
            found.append(Discounted(row.code, row.partner_id, row.submitted_at.date(), seen.discount, policy.tiers))
    return tuple(found)
