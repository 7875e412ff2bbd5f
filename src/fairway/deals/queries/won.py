"""What registered deals that were won were discounted by: what registration costs the vendor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from fairway.deals.models import Line
from fairway.deals.queries.registrations import policy_of, visible_to
from fairway.kit.access import Actor
from fairway.values import Money, Rounding, exact, rounded, times


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

    The discount is of what was granted, or of the whole order where the policy says so; rounded once, halves up.
    """
    actor.require("deals.view")
    rows = list(
        visible_to(actor)
        .filter(status__in=("approved", "closed"), stage="won", submitted_at__date__gte=since)
        .filter(submitted_at__date__lt=until)
        .order_by("code")
    )
    granted = dict(
        Line.objects.filter(registration__in=[row.pk for row in rows], granted=True)
        .values_list("registration_id")
        .annotate(Sum("value"))
    )
    policies = {version: policy_of(version) for version in {row.version_id for row in rows}}
    found = []
    for row in rows:
        policy = policies[row.version_id]
        if policy.price.discount is None or row.submitted_at is None:
            continue
        worth = row.value if policy.price.lines == "all" else granted.get(row.pk, row.value)
        digits = Money.zero(row.currency).digits
        off = rounded(times(exact(worth), policy.price.discount).scaleb(-2), digits, Rounding.HALF_UP)
        found.append(
            Discounted(row.code, row.partner_id, row.submitted_at.date(), Money(off, row.currency), policy.tiers)
        )
    return tuple(found)
