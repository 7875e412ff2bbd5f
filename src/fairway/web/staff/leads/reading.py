"""One lead: where it stands, how it was routed and why, who held it, the person behind it, what may be done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from fairway.leads import actions
from fairway.leads import queries as leads
from fairway.leads.rules import life
from fairway.leads.rules.languages import language_name
from fairway.leads.rules.policy import FACTORS
from fairway.leads.rules.refusals import NotFound, Refused
from fairway.partners import queries as partners
from fairway.web.shared import feed
from fairway.web.shared.countries import country_name
from fairway.web.shared.deals import left_text
from fairway.web.shared.leads import reason_words, vendor_badge
from fairway.web.shared.request import Request, number_of


def found(request: Request, code: str) -> leads.LeadView:
    """The lead of the address, or 404."""
    try:
        return leads.lead(request.actor, code)
    except NotFound:
        raise Http404 from None


@require_GET
def one(request: Request, lead: str) -> HttpResponse:
    """Show one lead."""
    view, actor = found(request, lead), request.actor
    status = view.row.status
    rows = list(leads.history(actor, view.row.id))
    names = partners.names_of(actor, {row.partner_id for row in rows if row.partner_id})
    manages = actor.may("leads.manage")
    context = {
        "view": view, "state": vendor_badge(status), "manages": manages, "facts": facts_of(view),
        "left": left_text(view.row.answer_by, request.now), "end_words": reason_words(view.end_code),
        "events": tuple(reversed(feed.events_of(rows, names=names))),
        "offers": [(row, vendor_badge(row.state), reason_words(row.reason_code)) for row in view.offers],
        "factors": FACTORS,
        "may_choose": manages and status in life.LOOSE, "may_again": manages and status == "unrouted",
        "may_pull": manages and status in life.MOVES["pull_back"].since,
        "may_close": manages and status in life.MOVES["close"].since,
        "may_reopen": manages and status in life.MOVES["reopen"].since,
        "partners": leads.names(actor) if manages and status in life.LOOSE else (),
        "closings": life.CLOSINGS.items(),
    }  # fmt: skip
    return render(request, "staff/leads/lead.html", context)


def facts_of(view: leads.LeadView) -> list[tuple[str, Any]]:
    """The customer, label by label."""
    row, facts = view.row, view.facts
    said = [
        ("Company", row.company), ("Website", facts["website"]), ("Street", facts["address"]),
        ("City", f"{facts['postal_code']} {row.city}".strip()), ("Region", facts["region"]),
        ("Country", country_name(row.country)), ("About", row.product), ("Language", language_name(row.language)),
        ("Need", facts["need"]),
        ("Source", row.source), ("Way in", row.way), ("Their number", facts["reference"]),
        ("Partner they chose", view.wished), ("Came", row.received_at), ("Won", row.value),
    ]  # fmt: skip
    return [(label, value) for label, value in said if value]


@require_POST
def do(request: Request, lead: str) -> HttpResponse:
    """Do one thing with a lead; what cannot be done is said, and nothing is lost."""
    view = found(request, lead)
    deed = DEEDS.get(request.POST.get("deed", ""))
    if deed is None:
        messages.error(request, "Choose what to do.")
        return redirect("staff:lead", lead)
    try:
        said = deed(request, view.row.code)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect("staff:lead", lead)


def _reason(request: Request) -> str:
    return request.POST.get("reason", "")[:2000]


def _offer(request: Request, code: str) -> str:
    partner_id = number_of(request.POST.get("partner", ""))
    if partner_id is None:
        raise Refused("Choose a partner.")
    actions.offer_to(actor=request.actor, now=request.now, code=code, partner_id=partner_id, reason=_reason(request))
    return "Offered. The partner's people are mailed."


def _again(request: Request, code: str) -> str:
    actions.again(actor=request.actor, now=request.now, code=code, reason=_reason(request))
    return "It is routed again, within a minute."


def _pull_back(request: Request, code: str) -> str:
    actions.pull_back(actor=request.actor, now=request.now, code=code, reason=_reason(request))
    return "Taken back. It is offered to the next."


def _undo(request: Request, code: str) -> str:
    actions.undo(actor=request.actor, now=request.now, code=code, reason=_reason(request))
    return "Undone. It counts for nobody; say where the lead goes."


def _close(request: Request, code: str) -> str:
    why = request.POST.get("why", "")
    actions.close(actor=request.actor, now=request.now, code=code, why=why, reason=_reason(request))
    return "Put away."


def _reopen(request: Request, code: str) -> str:
    actions.reopen(actor=request.actor, now=request.now, code=code, reason=_reason(request))
    return "Taken up again. Say where it goes."


def _erase(request: Request, code: str) -> str:
    actions.erase(actor=request.actor, now=request.now, code=code, reason=_reason(request))
    return "The person is blanked."


DEEDS: dict[str, Callable[[Request, str], str]] = {
    "offer": _offer, "again": _again, "pull_back": _pull_back, "undo": _undo, "close": _close, "reopen": _reopen,
    "erase": _erase,
}  # fmt: skip
