"""What every page about one partner shares: the partner itself, its heading and tabs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import Http404
from django.urls import reverse

from fairway.partners import queries as partners
from fairway.partners.queries import PartnerProfile, PartnerRow, UnknownPartner
from fairway.partners.rules import STATUSES
from fairway.web.shared.components import Badge
from fairway.web.shared.request import Request, today_of


def status_badge(status: str) -> Badge:
    """A partner's place in its life, in a word."""
    return replace(Badge.of(status), text=STATUSES[status])


def titled(tier: str) -> str:
    """A tier as people read it; programmes compare it as it is written."""
    return tier[:1].upper() + tier[1:]


def found(request: Request, partner_id: int) -> PartnerProfile:
    """The partner a page is about. :raises Http404: when there is none."""
    try:
        code = partners.names_of(request.actor, [partner_id])[partner_id][0]
        return partners.profile(request.actor, code, on=today_of(request))
    except (KeyError, UnknownPartner):
        raise Http404 from None


def frame(request: Request, row: PartnerRow) -> dict[str, Any]:
    """What stands on every tab of a partner: its heading and the tabs this reader may open."""
    tabs = [
        ("Overview", "partner", "partners.view"),
        ("Territories", "partner_territories", "territories.view"),
        ("Rights", "partner_rights", "agreements.view"),
        ("Onboarding", "partner_onboarding", "partners.view"),
        ("Organisation", "partner_organisation", "partners.view"),
        ("Sales files", "partner_files", "sales.view"),
        ("Earnings", "partner_earnings", "statements.view"),
        ("Forecast", "partner_forecast", "runs.view"),
        ("Standing", "partner_standing", "partners.view"),
        ("Tier", "tier_partner", "tiers.view"),
        ("People", "partner_people", "partners.view"),
        ("Journal", "partner_journal", "journal.view"),
    ]
    into = partners.merged_into(request.actor, [row.id]).get(row.id)
    return {
        "partner": row,
        "state": Badge("Merged", "calm") if into is not None else status_badge(row.status),
        "merged_into": into,
        "stands_for": partners.mergers_of(request.actor, row.id),
        "tabs": [
            (title, reverse(f"staff:{name}", args=[row.id])) for title, name, right in tabs if request.actor.may(right)
        ],
    }
