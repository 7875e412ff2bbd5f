"""The smaller deeds on a registration's page, each answering what was done, in a sentence for who did it."""

from __future__ import annotations

from collections.abc import Callable

from fairway.deals import actions
from fairway.deals import queries as deals
from fairway.deals.rules.policy.document import FIELDS
from fairway.deals.rules.refusals import NotFound, Refused
from fairway.partners import queries as partners
from fairway.policy.problems import listed
from fairway.web.shared.deals import OPEN_AGAIN, through_words
from fairway.web.shared.request import Request, number_of
from fairway.web.staff.deals import pricing

TOLD = ("grant", "decline", "revoke", "supersede")
"""Deeds of which the partner is told by mail."""


def decided(one: deals.Decision, answer: str) -> str:
    """What an answer came to, as its decider reads it."""
    view = one.view
    if answer == "approve":
        return f"Approved{through_words(view)}. {_told(view)}"
    if answer == "return":
        opened = [FIELDS[name].label if name in FIELDS else OPEN_AGAIN[name] for name in view.open_fields]
        return f"Returned, and open again: {', '.join(opened)}. {_told(view)}"
    if answer == "queue":
        return f"On the waitlist, in the order of receipt. {_told(view)}"
    if answer == "refuse":
        return f"Refused. {_told(view)}"
    return f"Called a duplicate of their own. {_told(view)}"


def done(request: Request, one: deals.Decision, deed: str) -> str:
    """Do it and say what was done.

    :raises Refused: no such deed, or it cannot be done now.
    """
    if deed not in DEEDS:
        raise Refused("Choose what to do.")
    return DEEDS[deed](request, one)


def _told(view: deals.DealView) -> str:
    return f"{view.row.partner} was told."


def _freed(view: deals.DealView) -> str:
    return ", and what it protected is free for the next in line" if view.policy.exclusive else ""


def _take(request: Request, one: deals.Decision) -> str:
    actions.take(actor=request.actor, now=request.now, code=one.view.row.code)
    return "Taken up. The partner reads that somebody is looking at it, not who."


def _resolve(request: Request, one: deals.Decision) -> str:
    code, post = one.view.row.code, request.POST
    actions.resolve(
        actor=request.actor, now=request.now, code=code, account_id=number_of(post.get("account", "")),
        reasons=post.get("reason", ""),
    )  # fmt: skip
    company = deals.for_decision(request.actor, code, request.now).account
    return f"It is about “{company}”. What was found is looked for again: reload the page in a moment."


def _answer(request: Request, one: deals.Decision) -> str:
    number, grant_it = request.POST.get("request", ""), request.POST["deed"] == "grant"
    asked = next((row for row in one.view.requests if str(row.id) == number), None)
    if asked is None:
        raise NotFound("There is no such request on this deal.")
    actions.answer_request(
        actor=request.actor, now=request.now, request_id=asked.id, grant_it=grant_it,
        text=request.POST.get("reason", ""),
    )  # fmt: skip
    after = deals.deal(request.actor, one.view.row.code, request.now)
    titles = {each.id: each.title for each in after.policy.milestones}
    of = f" of “{titles.get(asked.what, asked.what)}”" if asked.what else ""
    answer = "accepted" if grant_it else "not accepted"
    return f"{asked.kind.capitalize()}{of} {answer}{through_words(after)}. {_told(after)}"


def _revoke(request: Request, one: deals.Decision) -> str:
    actions.revoke(actor=request.actor, now=request.now, code=one.view.row.code, text=request.POST.get("reason", ""))
    return f"The approval is taken back{_freed(one.view)}. {_told(one.view)}"


def _supersede(request: Request, one: deals.Decision) -> str:
    actions.supersede(actor=request.actor, now=request.now, code=one.view.row.code, text=request.POST.get("reason", ""))
    return f"Superseded by the customer's letter{_freed(one.view)}. {_told(one.view)}"


def _part(request: Request, one: deals.Decision) -> str:
    post, actor = request.POST, request.actor
    role, named = number_of(post.get("role", "")) or 0, post.get("partner", "").strip()
    partner = partners.ids_by_code(actor).get(named)
    if named and partner is None:
        raise Refused(f"There is no partner with the code {named[:40]}.")
    actions.name_partner(actor=actor, now=request.now, code=one.view.row.code, role_id=role, partner_id=partner)
    if partner is None:
        return "This part belongs to no partner we know."
    return f"{partners.names_of(actor, [partner])[partner][1]} now reads its own part and share of this deal."


def _price(request: Request, one: deals.Decision) -> str:
    pricing.do(request, one.view.row.code, request.POST["deed"])
    return "Written down. What the registration is worth is counted with it."


def _conflict(request: Request, one: deals.Decision) -> str:
    met = next((row for row in one.conflicts if str(row[0]) == request.POST.get("conflict", "")), None)
    if met is None:
        raise NotFound("There is no such conflict on this deal.")
    actions.close_conflict(
        actor=request.actor, now=request.now, conflict_id=met[0], outcome=request.POST.get("reason", "")
    )
    return f"Written down how it was settled. {listed(met[1:], 'and')} stay as they are."


DEEDS: dict[str, Callable[[Request, deals.Decision], str]] = {
    "take": _take, "resolve": _resolve, "grant": _answer, "decline": _answer, "revoke": _revoke,
    "supersede": _supersede, "part": _part, "price": _price, "price_end": _price, "conflict": _conflict,
}  # fmt: skip
