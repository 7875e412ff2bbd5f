"""To whom a payout is explained: the partner that earned it, or the vendor that owes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fairway.engine.telling import Teller, teller
from fairway.engine.words.messages.reasons import REASONS
from fairway.web.shared.language import language


@dataclass(frozen=True)
class Voice:
    """One of the two sides: whose ``share`` of the payout a column is, and how sentences address it."""

    to_partner: bool
    share: str

    @property
    def reasons(self) -> Mapping[str, str]:
        """Why lines do not count, in English, as filters offer them."""
        return {code: teller(to_partner=self.to_partner).reason(code) for code in REASONS}

    def teller(self) -> Teller:
        """Who tells it, in the reader's language."""
        return teller(language(), to_partner=self.to_partner)


TO_PARTNER = Voice(True, "Your share of the payout")
TO_VENDOR = Voice(False, "Share of the payout")
