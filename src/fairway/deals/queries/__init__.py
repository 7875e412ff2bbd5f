"""Reads of deals: policies, registrations as each side sees them, what the vendor knows, its own pipeline."""

from fairway.deals.queries.companies import Candidate, candidates
from fairway.deals.queries.deciding import Decision, for_decision, waiting_for
from fairway.deals.queries.disputes import (
    CaseRow,
    CaseView,
    ItemRow,
    OwnCase,
    SideView,
    case,
    case_rows,
    cases_of,
    compensations,
    item_file,
    own_case,
    own_rows,
    visible_disputes,
    visible_sides,
    waiting_cases,
)
from fairway.deals.queries.looking_up import MergeRow, decisions, look_up, merges_of
from fairway.deals.queries.pipeline import visible_opportunities
from fairway.deals.queries.policies import (
    PolicyRow,
    PolicyView,
    Published,
    policies,
    policy,
    published,
    published_by_id,
    version_compare,
)
from fairway.deals.queries.registrants import registrant_of
from fairway.deals.queries.registrations import (
    AttachmentRow,
    DealRow,
    DealView,
    EventRow,
    LineRow,
    RequestRow,
    RoleRow,
    attachment,
    deal,
    first_deals,
    policy_of,
    rows_of,
    visible_to,
)

__all__ = [
    "AttachmentRow", "Candidate", "CaseRow", "CaseView", "DealRow", "DealView", "Decision", "EventRow",
    "ItemRow", "LineRow", "MergeRow", "OwnCase", "PolicyRow", "PolicyView", "Published", "RequestRow",
    "RoleRow", "SideView", "attachment", "candidates", "case", "case_rows", "cases_of", "compensations", "deal",
    "decisions", "first_deals", "for_decision", "item_file", "look_up", "merges_of", "own_case", "own_rows",
    "policies", "policy", "policy_of", "published", "published_by_id", "registrant_of", "rows_of",
    "version_compare", "visible_disputes", "visible_opportunities", "visible_sides", "visible_to",
    "waiting_cases", "waiting_for",
]  # fmt: skip
