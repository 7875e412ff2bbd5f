"""Refusals of the deals room."""

from __future__ import annotations


class Refused(Exception):
    """Something that may not be done; the message says why and what to do instead."""


class NotFound(Refused):
    """There is no such thing, or none that this actor may see."""
