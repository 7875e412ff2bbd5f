"""Reads of the right to act."""

from fairway.agreements.queries.answers import rights

__all__ = ["rights"]
