"""Fairway: the open, self-hosted system of record for a vendor's partner channel."""

__version__ = "0.1.0"
