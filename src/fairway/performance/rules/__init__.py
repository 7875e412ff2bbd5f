"""Decisions about how the relationship goes: tiers, their metrics and their reviews."""

from fairway.performance.rules.refusals import ChangedMeanwhile, NotFound, Refused

__all__ = ["ChangedMeanwhile", "NotFound", "Refused"]
