"""How entries of the journal read."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from fairway.web.shared.feed import sentence_of


@pytest.mark.parametrize(
    ("verb", "payload", "sentence"),
    [
        ("deals.dispute.decided", {"case": "V-1", "outcome": "dual_track"}, "Decided the case V-1: Dual track"),
        (
            "deals.side.opened",
            {"code": "D-1", "about": "lost"},
            "Disputed what became of D-1: Lost protection or place",
        ),
        ("deals.dispute.decided", {"case": "V-1", "outcome": "unheard of"}, "Decided the case V-1: unheard of"),
    ],
)
def test_keys_of_a_payload_are_said_in_words(verb: str, payload: dict[str, str], sentence: str) -> None:
    entry = SimpleNamespace(verb=verb, payload=payload, subject="dispute:1")
    assert sentence_of(cast(Any, entry)) == sentence
