"""Why a room refuses."""

from __future__ import annotations


class NotFound(Exception):
    """There is no such thing that the actor may see."""


class Refused(Exception):
    """It cannot be done; the sentence says why and what to do."""
