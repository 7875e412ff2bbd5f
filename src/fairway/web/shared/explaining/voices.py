"""To whom a payout is explained: the partner that earned it, or the vendor that owes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fairway.engine.telling import Teller, teller
from fairway.engine.words.messages import lists
from fairway.engine.words.messages.reasons import REASONS
from fairway.engine.words.speech import Message
from fairway.web.shared.language import language


@dataclass(frozen=True)
class Voice:
    """One of the two sides: whose ``share`` of the payout a column is, and how sentences address it."""

    to_partner: bool
    share: Message

    @property
    def reasons(self) -> Mapping[str, str]:
        """Why lines do not count, as filters offer them."""
        by = self.teller()
        return {code: by.reason(code) for code in REASONS}

    def teller(self, *, running: bool = False) -> Teller:
        """Who tells it, in the reader's language; `running` of a period that is not over yet."""
        return teller(language(), to_partner=self.to_partner, running=running)


TO_PARTNER = Voice(True, lists.YOUR_SHARE)
TO_VENDOR = Voice(False, lists.THEIR_SHARE)
