"""Tier programmes with their versions, dated values of partners, and reviews of standing with what was decided."""

from fairway.performance.models.documents import Programme, Publication, Version
from fairway.performance.models.reviews import Decision, Grace, Invitation, Lock, Placement, Proposal, Review, Waiver
from fairway.performance.models.values import DatedValue, Person

__all__ = [
    "DatedValue",
    "Decision",
    "Grace",
    "Invitation",
    "Lock",
    "Person",
    "Placement",
    "Programme",
    "Proposal",
    "Publication",
    "Review",
    "Version",
    "Waiver",
]
