"""The decision page: the ask, the match, what was found, what approval would mean, the words before they are sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateformat import format as date_format
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fairway.deals import actions
from fairway.deals import queries as deals
from fairway.deals.rules.axes import registration, stage
from fairway.deals.rules.policy.document import PROOFS, ROLES
from fairway.deals.rules.refusals import NotFound, Refused
from fairway.kit.access import people
from fairway.partners import queries as partners
from fairway.web.shared import lists
from fairway.web.shared import sold as sold_under
from fairway.web.shared.deals import answered, clock_days, download, events_of, vendor_badge, written
from fairway.web.shared.disputes import case_badge
from fairway.web.shared.request import Request, number_of
from fairway.web.staff.deals import deeds, disputes, pricing

ANSWERS = {
    "approve": "Approve",
    "return": "Return to be put right",
    "queue": "Put on the waitlist",
    "refuse": "Refuse",
    "call_duplicate": "Call it a duplicate of their own",
}
"""What can be answered, in the order of the buttons; the first letter is its key."""


def found(request: Request, code: str) -> deals.Decision:
    """The decision of the address, or 404."""
    try:
        return deals.for_decision(request.actor, code, request.now)
    except NotFound:
        raise Http404 from None


@require_GET
def deal(request: Request, deal: str) -> HttpResponse:
    """Show a registration with everything a decision needs."""
    return _page(request, found(request, deal))


def _page(request: Request, one: deals.Decision, more: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    view = one.view
    decides = request.actor.may("deals.decide")
    links = {"deal": "staff:deal", "partner": "staff:partner"}
    context = {
        "one": one, "view": view, "state": vendor_badge(view.row.status), "facts": written(view, without=("name",)),
        "events": events_of(view.events, view.row.partner), "stage": stage.WORDS[view.row.stage],
        **clock_days(view),
        "open": decides and view.row.status in ("submitted", "in_review", "waitlisted"),
        "decides": decides, "answers": ANSWERS, "codes": registration.CODES, "proofs": PROOFS, "roles": ROLES,
        "line": [(each, registration.VENDOR_WORDS[each.status].lower()) for each in one.line],
        "may_queue": view.policy.exclusive and view.policy.waitlist != "none" and view.row.status != "waitlisted",
        "may_return": view.row.status in ("submitted", "in_review"),
        "late": view.row.status in ("submitted", "in_review") and view.row.due_at and view.row.due_at < request.now,
        "fields": [(field.name, field.label) for field, _ in view.policy.form]
        + [("lines", "Products"), ("attachments", "Files")],
        "waiting": [(row, asked_of(view, row)) for row in view.requests if row.state == "waiting"],
        "findings": [
            (row, [(words, reverse(links[kind], args=[key]) if kind in links else
                    f"{reverse('staff:pipeline')}?q={key}") for words, kind, key in row.evidence])
            for row in one.findings
        ],
        "cases": [(code, case_badge(status)) for code, status in deals.cases_of(request.actor, view.row.code)],
        "conditions": [(each.words, each, each.id in one.price.holding) for each in one.price.conditions],
        "price_kinds": pricing.choices(view.policy),
        "parts": parts_of(request, view), "said": {}, "preview": "", **(more or {}),
    }  # fmt: skip
    return render(request, "staff/deals/deal.html", context, status=status)


def asked_of(view: deals.DealView, row: deals.RequestRow) -> str:
    """What was asked or shown, by the titles of the policy: “of A meeting (meeting notes)”."""
    titles = {one.id: one.title for one in view.policy.milestones}
    what = f" of “{titles.get(row.what, row.what)}”" if row.what else ""
    return f"{what} ({PROOFS[row.proof]})" if row.proof else what


def parts_of(request: Request, view: deals.DealView) -> list[tuple[deals.RoleRow, str, str]]:
    """The partners on the deal: what was written, the role in words, and the code of the partner it is."""
    known = {one.partner_id for one in view.roles if one.partner_id is not None}
    names = partners.names_of(request.actor, known) if known else {}
    return [(one, ROLES[one.role], names.get(one.partner_id or 0, ("", ""))[0]) for one in view.roles]


@require_GET
def sold(request: Request, deal: str) -> HttpResponseBase:
    """Lay what was sold under the deal beside what was registered."""
    context = sold_under.context_of(request, found(request, deal).view)
    return lists.answer(request, "staff/deals/sold.html", sold_under.LINES, context["lines"], context=context)


def words_for(one: deals.Decision, answer: str, code: str) -> str:
    """What the partner would read, unless the decider writes something else."""
    if answer == "approve":
        until = f" through {date_format(one.through, 'j F Y')}" if one.through else ""
        shown = ", as long as what is due on the way is shown in time" if one.view.policy.milestones else ""
        return f"Your deal is registered{until}{shown}."
    if answer == "refuse":
        return registration.CODES.get(code, "")
    if answer == "return":
        return "Please put right what is open again, and send it once more."
    return registration.PARTNER_WORDS[registration.MOVES[answer].to][1]


@require_http_methods(["GET", "POST"])
def decide(request: Request, deal: str) -> HttpResponse:
    """Show what the partner will read; on the second press, decide and send it."""
    one = found(request, deal)
    post = request.POST
    answer = post.get("answer", "")
    if request.method != "POST" or answer not in ANSWERS:
        if request.method == "POST":
            messages.error(request, "Choose an answer.")
        return redirect("staff:deal", deal)
    text = post.get("text", "").strip() or words_for(one, answer, post.get("code", ""))
    said = {
        "answer": answer, "code": post.get("code", ""), "text": text, "reason": post.get("reason", ""),
        "of": post.get("of", ""), "open_fields": post.getlist("open_fields"),
        "products": [number for each in post.getlist("products") if (number := number_of(each)) is not None],
    }  # fmt: skip
    if "send" not in post:
        title, sentence = registration.PARTNER_WORDS[registration.MOVES[answer].to]
        why = registration.CODES.get(post.get("code", ""), "") if answer == "refuse" else ""
        shown = {"preview": text, "title": title, "sentence": "" if sentence == text else sentence,
                 "why": "" if why == text else why}  # fmt: skip
        return _page(request, one, {"said": said, **shown})
    try:
        ANSWERING[answer](request, deal, said)
    except (Refused, NotFound) as refusal:
        return _page(request, found(request, deal), {"said": said, "refusal": str(refusal)}, status=422)
    _mail(request, deal)
    messages.success(request, deeds.decided(found(request, deal), answer))
    return redirect("staff:deal", deal)


def _approve(request: Request, code: str, said: dict[str, Any]) -> None:
    actions.approve(
        actor=request.actor, now=request.now, code=code, text=said["text"], products=said["products"] or None,
        reason=said["reason"],
    )  # fmt: skip


def _return(request: Request, code: str, said: dict[str, Any]) -> None:
    actions.return_to_partner(
        actor=request.actor, now=request.now, code=code, fields=said["open_fields"], text=said["text"]
    )


def _queue(request: Request, code: str, said: dict[str, Any]) -> None:
    actions.queue(actor=request.actor, now=request.now, code=code, text=said["text"])


def _refuse(request: Request, code: str, said: dict[str, Any]) -> None:
    actions.refuse(actor=request.actor, now=request.now, code=code, answer=said["code"], text=said["text"])


def _duplicate(request: Request, code: str, said: dict[str, Any]) -> None:
    actions.call_duplicate(actor=request.actor, now=request.now, code=code, of=said["of"].strip(), text=said["text"])


ANSWERING: dict[str, Callable[[Request, str, dict[str, Any]], None]] = {
    "approve": _approve, "return": _return, "queue": _queue, "refuse": _refuse, "call_duplicate": _duplicate,
}  # fmt: skip


@require_POST
def do(request: Request, deal: str) -> HttpResponse:
    """Do one of the smaller things, and say what was done; what cannot be done is said, and nothing is lost."""
    one = found(request, deal)
    post = request.POST
    try:
        if post.get("deed", "") == "dispute":
            return _open_case(request, one)
        said = deeds.done(request, one, post.get("deed", ""))
    except (Refused, NotFound) as refusal:
        messages.error(request, str(refusal))
        return redirect("staff:deal", deal)
    if post["deed"] in deeds.TOLD:
        _mail(request, deal)
    messages.success(request, said)
    return redirect("staff:deal", deal)


def _open_case(request: Request, one: deals.Decision) -> HttpResponse:
    post, code = request.POST, one.view.row.code
    met = next((row for row in one.conflicts if str(row[0]) == post.get("conflict", "")), None)
    case = actions.open_case(
        actor=request.actor, now=request.now, codes=met[1:] if met else [code], text=post.get("reason", ""),
        conflict_id=met[0] if met else None,
    )  # fmt: skip
    for side in deals.case(request.actor, case, request.now).sides:
        disputes.tell(request, case, "heard", side.code)
    messages.success(request, "A case is open. Somebody who is no party takes it up.")
    return redirect("staff:dispute", case)


def _mail(request: Request, code: str) -> None:
    view = deals.deal(request.actor, code, request.now)
    staff = people.people_in(request.actor, partner_id=view.row.partner_id, now=request.now)
    answered(view, next((one.email for one in staff if one.user_id == view.created_by_id), ""))


@require_GET
def file(request: Request, deal: str, attachment_id: int) -> HttpResponse:
    """Hand out an attached file."""
    try:
        kept = deals.attachment(request.actor, deal, attachment_id)
    except NotFound:
        raise Http404 from None
    return download(kept.name, kept.sha256)
