"""The first axis: where a registration stands with the vendor, which deed leads where, and who may do it.

Rules can pre-approve and let time pass; only people return, refuse and revoke. Sources: the states that ServiceNow,
Oracle, Siebel and AWS document, put together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from fairway.deals.rules.refusals import Refused


class Side(StrEnum):
    """Who does it: a person of the partner's, a person at the vendor, a rule of the policy."""

    PARTNER = "partner"
    VENDOR = "vendor"
    RULE = "rule"


@dataclass(frozen=True, slots=True)
class Move:
    """One deed: from which states, to which, by whom, and whether it must give a reason."""

    to: str
    since: tuple[str, ...]
    by: tuple[Side, ...]
    reason: bool = False


PARTNER, VENDOR, RULE = (Side.PARTNER,), (Side.VENDOR,), (Side.RULE,)
WAITING = ("submitted", "in_review")
"""Sent, and the vendor's answer is due."""
UNDECIDED = ("submitted", "in_review", "waitlisted")
MOVES: Mapping[str, Move] = {
    "submit": Move("submitted", ("draft", "returned"), PARTNER),
    "take": Move("in_review", ("submitted", "waitlisted"), VENDOR),
    "return": Move("returned", ("submitted", "in_review"), VENDOR, reason=True),
    "approve": Move("approved", UNDECIDED, (Side.VENDOR, Side.RULE)),
    "refuse": Move("rejected", (*UNDECIDED, "returned"), VENDOR, reason=True),
    "call_duplicate": Move("duplicate", (*UNDECIDED, "returned"), VENDOR, reason=True),
    "queue": Move("waitlisted", ("submitted", "in_review"), VENDOR),
    "promote": Move("in_review", ("waitlisted",), (Side.VENDOR, Side.RULE)),
    "withdraw": Move("withdrawn", ("submitted", "in_review", "returned", "waitlisted", "approved"), PARTNER),
    "expire": Move("expired", ("approved",), RULE),
    "revoke": Move("revoked", ("approved",), VENDOR, reason=True),
    "supersede": Move("superseded", ("approved",), VENDOR, reason=True),
    "close": Move("closed", ("approved",), (Side.PARTNER, Side.VENDOR)),
    "reopen": Move("in_review", ("rejected", "duplicate", "expired", "revoked", "superseded"), VENDOR, reason=True),
}
STATES = (
    "draft", "submitted", "in_review", "returned", "waitlisted", "approved", "closed", "rejected", "duplicate",
    "withdrawn", "expired", "revoked", "superseded",
)  # fmt: skip
OPEN = ("submitted", "in_review", "returned", "waitlisted")
"""States in which the vendor has yet to answer, or to be answered."""

VENDOR_WORDS: Mapping[str, str] = {
    "draft": "Draft",
    "submitted": "New",
    "in_review": "In review",
    "returned": "Returned",
    "waitlisted": "Waitlisted",
    "approved": "Approved",
    "closed": "Closed",
    "rejected": "Refused",
    "duplicate": "Duplicate",
    "withdrawn": "Withdrawn",
    "expired": "Expired",
    "revoked": "Revoked",
    "superseded": "Superseded",
}
PARTNER_WORDS: Mapping[str, tuple[str, str]] = {
    "draft": ("Draft", "Only you see it. Send it when it is ready."),
    "submitted": ("Sent", "We have it and look at it."),
    "in_review": ("Being looked at", "Somebody is looking at it."),
    "returned": ("Back with you", "Something has to be put right; only those fields are open."),
    "waitlisted": (
        "Keeps its place",
        "We cannot protect it now. It keeps its place and is looked at again if that changes.",
    ),
    "approved": ("Approved", "The deal is registered for you."),
    "closed": ("Closed", "The deal is won or lost."),
    "rejected": ("Not approved", "It was not approved, for the reason given."),
    "duplicate": ("Registered before", "You registered this deal before."),
    "withdrawn": ("Withdrawn", "You took it back."),
    "expired": ("Expired", "The protection ended."),
    "revoked": ("Taken back", "The approval was taken back, for the reason given."),
    "superseded": ("Superseded", "The customer's letter decided otherwise."),
}
CODES: Mapping[str, str] = {
    "not_eligible": "The deal does not meet the programme's conditions.",
    "no_right": "Your agreement does not cover these products or this place.",
    "not_available": "We cannot protect this deal for you.",
    "existing_business": "We already do this business with the customer.",
    "tender": "The tender was published before you registered.",
    "incomplete": "What we need to decide was missing.",
    "too_late": "It was registered too late before its close.",
}
"""Why a registration is refused, in the words the partner reads. None tells of another partner."""


def after(status: str, deed: str, by: Side, reason: str = "") -> str:
    """Answer the state that a deed leads to.

    :raises Refused: the deed does not follow from this state, is not this side's to do, or lacks its reason.
    """
    move = MOVES[deed]
    words = deed.replace("_", " ")
    if by not in move.by:
        who = {Side.RULE: "A rule", Side.PARTNER: "A partner", Side.VENDOR: "The vendor"}[by]
        raise Refused(f"{who} cannot {words} a registration: that is decided by a person with the right to.")
    if status not in move.since:
        allowed = ", ".join(VENDOR_WORDS[one].lower() for one in move.since)
        raise Refused(
            f"It is {VENDOR_WORDS[status].lower()} now; to {words} it, it must be {allowed}. Open it again to see why."
        )
    if move.reason and not reason.strip():
        raise Refused(f"Say why: the partner reads the reason when you {words} it.")
    return move.to
