"""Decisions about the right to act: places, grants and their exclusivity, what competition law asks about."""
