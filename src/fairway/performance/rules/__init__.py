"""Decisions about how the relationship goes: tiers, their metrics and their reviews."""

from fairway.performance.rules.refusals import NotFound, Refused

__all__ = ["NotFound", "Refused"]
