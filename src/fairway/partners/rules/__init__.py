"""Decisions about partners: what they may be, how they join, what is asked of them."""

from fairway.partners.rules.facts import (
    COLUMNS,
    NEXT_STATUSES,
    STATUSES,
    TYPES,
    Fault,
    PartnerFacts,
    facts_from,
    faults_of,
    may_become,
    plain_name,
    tier_as_used,
    type_of,
)

__all__ = [
    "COLUMNS",
    "NEXT_STATUSES",
    "STATUSES",
    "TYPES",
    "Fault",
    "PartnerFacts",
    "facts_from",
    "faults_of",
    "may_become",
    "plain_name",
    "tier_as_used",
    "type_of",
]
