"""Registered deals that are still to be won, and how often such deals are: what a forecast reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, Sum

from fairway.deals.models import Line, Registration
from fairway.deals.queries.registrations import visible_to
from fairway.deals.rules.axes.stage import ENDS
from fairway.kit.access import Actor
from fairway.values import Exact, Money, Rounding, divided, exact

FEW = 10
"""Deals that ended, below which nothing can be said about how many are won."""


@dataclass(frozen=True, slots=True)
class OpenDeal:
    """An approved registration that has not ended: what of it is granted, and the day it is expected to close.

    ``units`` are those of its products; missing where it names none.
    """

    code: str
    partner_id: int
    value: Money
    closes_on: date
    units: Exact | None = None


def open_deals(actor: Actor, *, since: date, until: date) -> tuple[OpenDeal, ...]:
    """The open deals that are expected to close from ``since`` until ``until`` (exclusive), by code."""
    actor.require("deals.view")
    rows = list(
        visible_to(actor)
        .filter(status="approved", fields__expected_close__gte=since.isoformat())
        .filter(fields__expected_close__lt=until.isoformat())
        .exclude(stage__in=ENDS)
        .order_by("code")
    )
    granted = {
        number: (value, exact(units))
        for number, value, units in Line.objects.filter(registration__in=[row.pk for row in rows])
        .exclude(granted=False)
        .values_list("registration_id")
        .annotate(Sum("value"), Sum("units"))
    }
    return tuple(
        OpenDeal(
            row.code, row.partner_id, Money(granted[row.pk][0] if row.pk in granted else row.value, row.currency),
            date.fromisoformat(row.fields["expected_close"]), granted[row.pk][1] if row.pk in granted else None,
        )
        for row in rows
    )  # fmt: skip


def won_share(actor: Actor) -> Exact | None:
    """How many percent of the registered deals that ended were won, whole; None where too few ended to say."""
    actor.require("deals.view")
    found = Registration.objects.filter(status="closed").aggregate(
        won=Count("pk", filter=Q(stage="won")), ended=Count("pk", filter=Q(stage__in=ENDS))
    )
    if found["ended"] < FEW:
        return None
    return divided(exact(100 * found["won"]), exact(found["ended"]), 0, Rounding.HALF_UP)
