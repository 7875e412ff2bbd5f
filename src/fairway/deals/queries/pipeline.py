"""The vendor's own pipeline, as its CRM says it."""

from __future__ import annotations

from django.db.models import QuerySet

from fairway.deals.models import Opportunity
from fairway.kit.access import Actor


def visible_opportunities(actor: Actor) -> QuerySet[Opportunity]:
    """Opportunities this actor may read: the vendor's channel people all, nobody else any."""
    return Opportunity.objects.all() if actor.may("deals.view") and not actor.is_partner else Opportunity.objects.none()
