"""Decisions about how the relationship goes: tiers, their metrics and their reviews."""
