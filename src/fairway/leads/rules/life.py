"""Where a lead stands, which deed leads where, and who may do it.

A lead is held by at most one offer. Partners take it, decline it and say how it goes; the clock takes back what was
not answered; people at the vendor take it back, undo a wrong assignment, and put a lead away.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from fairway.leads.rules.refusals import Refused


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


PARTNER, VENDOR, RULE = Side.PARTNER, Side.VENDOR, Side.RULE
LOOSE = ("waiting", "unrouted")
WORKED = ("accepted", "contacted", "qualified")
HELD = ("offered", *WORKED, "converted")
ENDED = ("won", "lost", "closed")
MOVES: Mapping[str, Move] = {
    "offer": Move("offered", LOOSE, (RULE, VENDOR)),
    "hold": Move("unrouted", ("waiting",), (RULE, VENDOR)),
    "again": Move("waiting", ("unrouted",), (VENDOR,)),
    "accept": Move("accepted", ("offered",), (PARTNER,)),
    "decline": Move("waiting", ("offered",), (PARTNER,), reason=True),
    "lapse": Move("waiting", ("offered",), (RULE,)),
    "give_back": Move("waiting", WORKED, (PARTNER,), reason=True),
    "pull_back": Move("waiting", ("offered", *WORKED), (VENDOR, RULE), reason=True),
    "undo": Move("unrouted", ("offered", *WORKED), (VENDOR,), reason=True),
    "contact": Move("contacted", ("accepted",), (PARTNER,)),
    "qualify": Move("qualified", ("accepted", "contacted"), (PARTNER,)),
    "convert": Move("converted", WORKED, (PARTNER,)),
    "unconvert": Move("qualified", ("converted",), (RULE,)),
    "win": Move("won", ("converted",), (RULE,)),
    "lose": Move("lost", (*WORKED, "converted"), (PARTNER, RULE), reason=True),
    "close": Move("closed", (*LOOSE, "offered"), (VENDOR,), reason=True),
    "reopen": Move("unrouted", ("lost", "closed"), (VENDOR,), reason=True),
}
STATES = ("waiting", "unrouted", *HELD, *ENDED)
OFFER_ENDS: Mapping[str, str] = {
    "decline": "declined", "lapse": "lapsed", "give_back": "given_back", "pull_back": "pulled_back", "undo": "undone",
    "close": "withdrawn",
}  # fmt: skip
"""What becomes of an offer when its lead goes elsewhere."""

VENDOR_WORDS: Mapping[str, str] = {
    "waiting": "To be routed",
    "unrouted": "Needs a person",
    "offered": "Offered",
    "accepted": "Taken",
    "contacted": "Contacted",
    "qualified": "Qualified",
    "converted": "Registered",
    "won": "Won",
    "lost": "Lost",
    "closed": "Put away",
}
PARTNER_WORDS: Mapping[str, tuple[str, str]] = {
    "offered": ("Answer it", "Take it or decline it before the time is over."),
    "accepted": ("Yours", "You took it. Speak with the customer."),
    "contacted": ("Contacted", "You spoke with the customer."),
    "qualified": ("Qualified", "There is a need, a budget and somebody who decides."),
    "converted": ("Registered", "It is a registration of yours; won or lost comes from there."),
    "won": ("Won", "The registered deal was won."),
    "lost": ("Lost", "Nothing came of it, for the reason given."),
    "declined": ("Declined", "You declined it."),
    "lapsed": ("Not answered in time", "The time to answer was over."),
    "given_back": ("Given back", "You gave it back."),
    "pulled_back": ("Taken back", "We took it back, for the reason given."),
    "undone": ("Offered by mistake", "It was offered to you by mistake. It does not count."),
    "withdrawn": ("No longer open", "The lead is no longer open. It does not count."),
}
DECLINES: Mapping[str, str] = {
    "no_capacity": "No capacity at the moment",
    "not_our_field": "Not our field",
    "not_our_place": "Outside the places we serve",
    "conflict": "We know the customer and cannot work for it",
    "too_small": "Too small for us",
    "unreachable": "The customer cannot be reached",
    "other": "Something else",
}
LOSSES: Mapping[str, str] = {
    "no_need": "No need",
    "no_budget": "No budget",
    "no_answer": "The customer does not answer",
    "competitor": "Bought elsewhere",
    "postponed": "Postponed",
    "registration_lost": "The registered deal was lost",
    "other": "Something else",
}
CLOSINGS: Mapping[str, str] = {
    "spam": "Spam",
    "duplicate": "The same enquiry twice",
    "no_sale": "Not about buying",
    "nobody": "Nobody can serve it",
    "other": "Something else",
}
REASONS: Mapping[str, str] = {**DECLINES, **LOSSES, **CLOSINGS}


def after(status: str, deed: str, side: Side, reason: str = "") -> str:
    """The state that follows. :raises Refused: the deed does not follow, is another side's, or lacks its reason."""
    move = MOVES[deed]
    if side not in move.by:
        raise Refused("That is not yours to do.")
    if status not in move.since:
        words = VENDOR_WORDS[status] if side is not PARTNER else PARTNER_WORDS.get(status, ("no longer yours", ""))[0]
        raise Refused(f"It stands at “{words}” by now, so that cannot be done any more. Look at it again.")
    if move.reason and not reason.strip():
        raise Refused("Give a reason: it is read by the other side or stands in the journal.")
    return move.to
