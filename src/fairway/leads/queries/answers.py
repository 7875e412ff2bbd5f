"""How partners answer, and what came of leads by where they came from."""

from __future__ import annotations

from datetime import datetime

from fairway.kit.access import Actor
from fairway.leads.models import Offer
from fairway.leads.queries.leads import visible_to
from fairway.leads.queries.routing import answered
from fairway.leads.rules.answers import UNCOUNTED, Come, FunnelRow, Scored, funnel, scorecards


def scores(actor: Actor, *, since: datetime | None = None) -> tuple[Scored, ...]:
    """Everybody's scorecard over offers made since a moment."""
    rows = Offer.objects.filter(lead__in=visible_to(actor))
    if since is not None:
        rows = rows.filter(offered_at__gte=since)
    return scorecards(answered(rows))


def by_source(actor: Actor, *, since: datetime | None = None) -> tuple[FunnelRow, ...]:
    """The funnel by source, of leads that came since a moment; those that were put away are left out."""
    rows = visible_to(actor).exclude(status="closed")
    if since is not None:
        rows = rows.filter(received_at__gte=since)
    reached: dict[int, set[str]] = {}
    offers = Offer.objects.filter(lead__in=rows).exclude(state__in=UNCOUNTED)
    for lead_id, state, *at in offers.values_list("lead_id", "state", "taken_at", "contacted_at", "converted_at"):
        steps = reached.setdefault(lead_id, set())
        steps.add("offered")
        steps.update(name for name, when in zip(("accepted", "contacted", "converted"), at, strict=True) if when)
        if state == "won":
            steps.add("won")
    return funnel(Come(source, frozenset(reached.get(pk, ()))) for pk, source in rows.values_list("pk", "source"))
