"""Companies the channel sells to, registrations, protection, disputes and leads."""

from __future__ import annotations

from fairway.deals.models.accounts import Account
from fairway.deals.models.disputes import Compensation, Dispute, DisputeDecision, DisputeItem, DisputeSide
from fairway.deals.models.knowing import (
    CompanyKey,
    Conflict,
    Finding,
    MailTaken,
    Opportunity,
    ProductGroup,
    Protection,
    Receipt,
    Resolution,
)
from fairway.deals.models.looks import Look, LookHit
from fairway.deals.models.matching import AccountKey, AccountReading, Likeness, Merge, PairDecision, Surroundings
from fairway.deals.models.policies import PolicyPublication, PolicyVersion, RegistrationPolicy
from fairway.deals.models.pricing import PriceCondition
from fairway.deals.models.registrations import (
    Attachment,
    Contact,
    Event,
    Line,
    Registration,
    Reminded,
    Request,
    Role,
)

__all__ = [
    "Account",
    "AccountKey",
    "AccountReading",
    "Attachment",
    "CompanyKey",
    "Compensation",
    "Conflict",
    "Contact",
    "Dispute",
    "DisputeDecision",
    "DisputeItem",
    "DisputeSide",
    "Event",
    "Finding",
    "Likeness",
    "Line",
    "Look",
    "LookHit",
    "MailTaken",
    "Merge",
    "Opportunity",
    "PairDecision",
    "PolicyPublication",
    "PolicyVersion",
    "PriceCondition",
    "ProductGroup",
    "Protection",
    "Receipt",
    "Registration",
    "RegistrationPolicy",
    "Reminded",
    "Request",
    "Resolution",
    "Role",
    "Surroundings",
]
