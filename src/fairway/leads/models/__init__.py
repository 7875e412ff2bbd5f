"""Leads, who holds them, how they were routed, the policy, and what partners say of themselves."""

from __future__ import annotations

from fairway.leads.models.leads import Contact, Desk, Lead, Offer
from fairway.leads.models.routing import RoutingPublication, RoutingRecord, RoutingVersion, Turn

__all__ = [
    "Contact",
    "Desk",
    "Lead",
    "Offer",
    "RoutingPublication",
    "RoutingRecord",
    "RoutingVersion",
    "Turn",
]
