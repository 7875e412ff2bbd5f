"""Reads of the right to act."""

from fairway.agreements.queries.acting import ACTS, Permit, may_act, permits
from fairway.agreements.queries.answers import rights

__all__ = ["ACTS", "Permit", "may_act", "permits", "rights"]
