"""Who may do what: the one table of roles and rights.

Vendor roles and partner roles are two vocabularies; a person holds any number of one of them. The reference page
``docs/reference/roles-and-permissions.md`` is checked against this table.
"""

from __future__ import annotations

from collections.abc import Mapping

_SEE = frozenset(
    {
        "partners.view",
        "catalogue.view",
        "territories.view",
        "agreements.view",
        "sales.view",
        "programmes.view",
        "runs.view",
        "statements.view",
        "journal.view",
        "tiers.view",
        "deals.view",
        "leads.view",
    }
)

STAFF_ROLES: Mapping[str, frozenset[str]] = {
    "channel_manager": _SEE
    | {
        "adjustments.propose",
        "partners.manage",
        "programmes.edit",
        "sales.upload",
        "territories.manage",
        "tiers.decide",
        "tiers.edit",
        "agreements.draft",
        "agreements.sign",
        "agreements.manage",
        "deals.decide",
        "leads.manage",
        "policies.edit",
        "policies.publish",
    },
    "operations": _SEE
    | {
        "adjustments.propose",
        "partners.manage",
        "catalogue.manage",
        "territories.manage",
        "agreements.draft",
        "agreements.sign",
        "agreements.manage",
        "agreements.templates",
        "agreements.publish",
        "sales.upload",
        "sales.correct",
        "programmes.edit",
        "programmes.publish",
        "runs.start",
        "staff.manage",
        "tiers.edit",
        "tiers.publish",
        "tiers.decide",
        "deals.decide",
        "deals.manage",
        "leads.manage",
        "policies.edit",
        "policies.publish",
    },
    "finance": _SEE
    | {
        "adjustments.propose",
        "adjustments.approve",
        "agreements.publish",
        "sales.upload",
        "programmes.publish",
        "runs.start",
        "periods.close",
        "statements.approve",
        "statements.issue",
        "tiers.publish",
    },
    "auditor": _SEE,
    "counsel": _SEE | {"compliance.note", "agreements.templates", "agreements.publish"},
    "direct_sales": frozenset({"partners.names", "protection.ask"}),
}

PARTNER_ROLES: Mapping[str, frozenset[str]] = {
    "principal": frozenset(
        {
            "own.view",
            "own.sales.view",
            "own.sales.upload",
            "own.earnings.view",
            "own.standing.view",
            "own.agreements.view",
            "own.agreements.sign",
            "own.staff.manage",
            "own.deals.view",
            "own.deals.register",
            "own.leads.view",
            "own.leads.work",
            "own.organisation.manage",
            "own.onboarding.do",
            "own.refer",
        }
    ),
    "sales": frozenset(
        {"own.view", "own.deals.view", "own.deals.register", "own.leads.view", "own.leads.work", "own.refer"}
    ),
    "operations": frozenset(
        {
            "own.view",
            "own.agreements.view",
            "own.sales.view",
            "own.sales.upload",
            "own.standing.view",
            "own.deals.view",
            "own.leads.view",
            "own.organisation.manage",
            "own.onboarding.do",
        }
    ),
}

SCOPES: Mapping[str, tuple[str, str]] = {
    "registrations:read": ("own.deals.view", "Read your organisation's deals"),
    "registrations:write": ("own.deals.register", "Register deals and change drafts"),
    "pipeline:write": ("deals.manage", "Load the vendor's own pipeline"),
}
"""What a program may be let do: each scope with the one right it needs and gives, and its words."""

ROLE_TITLES: Mapping[str, str] = {
    "channel_manager": "Channel manager",
    "operations": "Operations",
    "finance": "Finance",
    "auditor": "Auditor",
    "counsel": "Counsel",
    "direct_sales": "Direct sales",
    "principal": "Principal",
    "sales": "Sales",
}


def rights_of(roles: frozenset[str], *, partner: bool) -> frozenset[str]:
    """All rights that these roles give, in the partner's vocabulary or the vendor's."""
    table = PARTNER_ROLES if partner else STAFF_ROLES
    return frozenset().union(*(table.get(role, frozenset()) for role in roles))
