"""Who is offered a lead: every partner that was looked at, in or out, with its points and the words for them.

    gates      active, takes leads, has room, was not asked before, the type and tier the policy serves, a grant,
               what the product line needs, the language where it is needed. One that fails keeps the partner out,
               and every one that fails is said.
    first      whoever has a registered deal with the company; then whoever the customer chose.
    points     each factor gives a percentage, times its weight; 100 points are everything.
    turns      within `equal_within` points of the best, partners are equal: the one whose last turn is oldest is asked.

Points are kept in hundredths, as whole numbers: 25 points at 50 percent are 1,250. Turns are numbers that only grow, so
that among the same equals nobody is asked twice before everybody was asked once.

Words come twice: for the vendor, who reads of everybody, and for the partner, who reads of itself alone. A partner's
own words say nothing of turns, of points, or of how many others were looked at.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from fairway.leads.rules.languages import language_name
from fairway.leads.rules.policy.document import FACTORS, WHOLE, Routing
from fairway.policy.problems import listed
from fairway.values import day_in_words

PART = 50
"""Percent of the points for the right, where a grant covers part of what is asked for."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a lead asks for, as the rules read it. ``wished`` and ``registered`` are numbers of partners."""

    line: str = ""
    language: str = ""
    wished: int | None = None
    registered: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Record:
    """How a partner answered earlier leads: how many it had to answer, and how many of them it took in time."""

    leads: int = 0
    taken: int = 0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A partner that could be asked. ``right`` is whole, part or none; ``turn`` the number of its last turn."""

    partner_id: int
    status: str = "active"
    right: str = "none"
    right_words: str = ""
    asked_before: bool = False
    kept_out: str = ""
    paused_until: date | None = None
    types: tuple[str, ...] = ()
    tier: str = ""
    able_to: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    capacity: int | None = None
    open: int = 0
    record: Record = Record()
    turn: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """One factor: the percentage reached, the points (hundredths), and why, for the vendor and for the partner."""

    factor: str
    percent: int
    points: int
    words: str
    own: str


@dataclass(frozen=True, slots=True)
class Considered:
    """One partner that was looked at: in with points, or out with every reason. ``said`` says where it came."""

    partner_id: int
    points: int
    parts: tuple[Part, ...]
    against: tuple[str, ...]
    said: str = ""

    @property
    def is_in(self) -> bool:
        return not self.against


@dataclass(frozen=True, slots=True)
class Routed:
    """The answer. ``how`` is registered, wish, points, turn or nobody; ``own`` the chosen partner's own words."""

    partner_id: int | None
    how: str
    words: str
    considered: tuple[Considered, ...]
    own: tuple[str, ...] = ()


HOW = {
    "registered": "It has a registered deal with this company.",
    "wish": "The customer chose it.",
    "points": "It has the most points.",
    "turn": "It is its turn among equals.",
    "nobody": "Nobody can be asked.",
    "hand": "A person chose it.",
}


def points_text(points: int) -> str:
    """Hundredths of points as people read them: 8,550 is 85.5."""
    whole, rest = divmod(points, 100)
    return f"{whole}.{rest:02d}".rstrip("0").rstrip(".")


def route(policy: Routing, wanted: Wanted, candidates: Iterable[Candidate], on: date) -> Routed:
    """Say who is asked, with everybody that was looked at; those in first, the most points first."""
    held = {one.partner_id: one for one in candidates}
    seen = {number: consider(policy, wanted, one, on) for number, one in held.items()}
    ins = sorted((one for one in seen.values() if one.is_in), key=lambda one: (-one.points, one.partner_id))
    outs = sorted((one for one in seen.values() if not one.is_in), key=lambda one: (len(one.against), one.partner_id))
    if not ins:
        return Routed(None, "nobody", HOW["nobody"], tuple(outs))
    best = ins[0].points
    equals = [one for one in ins if best - one.points <= policy.equal_within * 100]
    chosen, how = _first(policy, wanted, ins, held)
    if chosen is None:
        chosen = min(equals, key=lambda one: (held[one.partner_id].turn, one.partner_id))
        how = "turn" if len(equals) > 1 else "points"
    said = tuple(_placed(one, chosen, how, equals, best) for one in ins)
    return Routed(chosen.partner_id, how, HOW[how], (*said, *outs), own_words(policy, wanted, chosen, how))


def _first(
    policy: Routing, wanted: Wanted, ins: list[Considered], held: dict[int, Candidate]
) -> tuple[Considered | None, str]:
    if policy.registered == "first":
        found = [one for one in ins if one.partner_id in wanted.registered]
        if found:
            return min(found, key=lambda one: (held[one.partner_id].turn, one.partner_id)), "registered"
    if policy.wish == "first":
        return next((one for one in ins if one.partner_id == wanted.wished), None), "wish"
    return None, ""


def _placed(one: Considered, chosen: Considered, how: str, equals: list[Considered], best: int) -> Considered:
    if one is chosen:
        said = f"Chosen. {HOW[how]}"
        if how == "turn":
            said = f"Chosen: among {len(equals)} equals its last turn is the oldest."
    elif how in ("registered", "wish"):
        said = "Not asked first: another one comes before points."
    elif one in equals:
        said = "Equal, and asked more lately."
    else:
        said = f"{points_text(best - one.points)} points behind."
    return Considered(one.partner_id, one.points, one.parts, one.against, said)


def consider(policy: Routing, wanted: Wanted, one: Candidate, on: date) -> Considered:
    """Look at one partner: everything that keeps it out, and its points where nothing does."""
    against = tuple(_against(policy, wanted, one, on))
    if against:
        return Considered(one.partner_id, 0, (), against)
    parts = tuple(_parts(policy, wanted, one))
    return Considered(one.partner_id, sum(part.points for part in parts), parts, ())


def room(policy: Routing, one: Candidate) -> int:
    """How many leads a partner works on at once."""
    return policy.capacity if one.capacity is None else one.capacity


def _against(policy: Routing, wanted: Wanted, one: Candidate, on: date) -> Iterable[str]:
    if one.status != "active":
        yield f"It is {one.status.replace('_', ' ')}."
    if one.kept_out:
        yield one.kept_out
    if one.asked_before:
        yield "It was asked before, and did not take this lead."
    if one.paused_until is not None and one.paused_until > on:
        yield f"It takes no leads until {day_in_words(one.paused_until)}."
    if one.open >= room(policy, one):
        yield f"It has no room: {one.open} of {room(policy, one)} leads are open."
    if policy.types and not set(policy.types) & set(one.types):
        yield f"It is not {listed([name.replace('_', ' ') for name in policy.types])}."
    if policy.only_tiers and one.tier.casefold() not in {name.casefold() for name in policy.only_tiers}:
        yield f"Its tier is {one.tier or 'none'}; leads go to {listed(policy.only_tiers)}."
    if policy.rights == "needed" and one.right == "none":
        yield one.right_words or "It holds no grant for the place and the products."
    missing = [word for word in policy.capable(wanted.line).needs if word not in one.able_to]
    if missing:
        yield f"It lacks {listed([word.replace('_', ' ') for word in missing], last='and')}."
    if policy.language == "needed" and wanted.language and wanted.language not in one.languages:
        yield f"Nobody there speaks {language_name(wanted.language)}, as far as it says."


def _parts(policy: Routing, wanted: Wanted, one: Candidate) -> Iterable[Part]:
    for factor in FACTORS:
        weight = policy.weights.get(factor, 0)
        if weight:
            percent, words, own = _SHARES[factor](policy, wanted, one)
            yield Part(factor, percent, weight * percent, words, own)


def _right(policy: Routing, wanted: Wanted, one: Candidate) -> tuple[int, str, str]:
    percent = {"whole": WHOLE, "part": PART}.get(one.right, 0)
    if one.right == "none":
        return 0, one.right_words or "No grant for the place and the products.", ""
    covers = "covers it" if one.right == "whole" else "covers part of what is known of it"
    return percent, one.right_words, f"Your grant {covers}. {one.right_words}"


def _capability(policy: Routing, wanted: Wanted, one: Candidate) -> tuple[int, str, str]:
    asked = policy.capable(wanted.line)
    words = list(dict.fromkeys([*asked.needs, *asked.wants]))
    if not words:
        return WHOLE, "Nothing is asked for.", ""
    has = [word for word in words if word in one.able_to]
    named = listed([word.replace("_", " ") for word in has], last="and")
    said = f"{len(has)} of {len(words)}: {named}." if has else f"None of {len(words)}."
    return len(has) * WHOLE // len(words), said, f"You are confirmed for {named}." if has else ""


def _tier(policy: Routing, wanted: Wanted, one: Candidate) -> tuple[int, str, str]:
    percent = policy.tiers.get(one.tier.casefold(), 0)
    return percent, f"{one.tier or 'No tier'}.", f"Your tier is {one.tier}." if percent else ""


def _capacity(policy: Routing, wanted: Wanted, one: Candidate) -> tuple[int, str, str]:
    most = room(policy, one)
    left = max(0, most - one.open)
    return left * WHOLE // most, f"{one.open} of {most} open.", f"You have room: {one.open} of {most} leads are open."


def _language(policy: Routing, wanted: Wanted, one: Candidate) -> tuple[int, str, str]:
    if not wanted.language:
        return WHOLE, "No language was asked for.", ""
    name = language_name(wanted.language)
    if wanted.language in one.languages:
        return WHOLE, f"Speaks {name}.", f"You speak the customer's language, {name}."
    return 0, f"Does not say that it speaks {name}.", ""


def _response(policy: Routing, wanted: Wanted, one: Candidate) -> tuple[int, str, str]:
    prior, record = policy.response, one.record
    percent = (record.taken * 100 + prior.leads * prior.assumed) // (record.leads + prior.leads)
    if not record.leads:
        return percent, f"No leads so far; {prior.assumed} % are assumed.", ""
    said = f"{record.taken} of {record.leads} taken in time, {percent} % with what is assumed."
    return percent, said, f"You took {record.taken} of your last {record.leads} leads in time."


_SHARES = {
    "right": _right, "capability": _capability, "tier": _tier, "capacity": _capacity, "language": _language,
    "response": _response,
}  # fmt: skip


def own_words(policy: Routing, wanted: Wanted, one: Considered, how: str) -> tuple[str, ...]:
    """Why a partner is asked, in words about itself alone."""
    first = {
        "registered": "You have a registered deal with this company.",
        "wish": "The customer chose you.",
        "hand": "We chose you.",
    }.get(how)
    return tuple(sentence for sentence in (first, *(part.own for part in one.parts)) if sentence)
