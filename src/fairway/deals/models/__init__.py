"""Companies the channel sells to, registrations, protection, disputes and leads."""

from __future__ import annotations

from fairway.deals.models.accounts import Account

__all__ = ["Account"]
