"""Decisions of the incentives room: values in, values out."""

from fairway.incentives.rules.refusals import ChangedMeanwhile, NotFound, Refused, another_person, with_reason

__all__ = ["ChangedMeanwhile", "NotFound", "Refused", "another_person", "with_reason"]
