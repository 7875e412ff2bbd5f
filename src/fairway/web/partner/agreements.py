"""A partner's agreements: read, sign or decline, keep the documents, and ask what may be done on which day."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fairway.agreements import queries
from fairway.agreements.actions import signing as actions
from fairway.agreements.actions.refusals import Refused
from fairway.agreements.queries import agreements, grants
from fairway.agreements.queries.agreements import AgreementView
from fairway.agreements.rules.life import STATES
from fairway.agreements.rules.signing import CONSENT
from fairway.kit.journal import reading
from fairway.web.partner.page import frame, partner_of, show
from fairway.web.shared import agreements as shared
from fairway.web.shared import expectations, feed, lists
from fairway.web.shared.lists import Column, Filter, Listing
from fairway.web.shared.request import Request, today_of

AGREEMENTS = Listing(
    name="own-agreements",
    columns=(
        Column(
            "number", "Agreement", is_key=True, sort=True, note=lambda row: row.title,
            link=lambda row: reverse("partner:agreement", args=[row.id]),
        ),
        Column("state", "State", kind="status", value=shared.state_badge, sort=lambda row: row.state),
        Column("since_on", "From", kind="day", sort=lambda row: str(row.since_on or "")),
        Column("end", "Until", kind="day", sort=lambda row: str(row.end or "9")),
        Column("notice_by", "Notice by", kind="day", sort=lambda row: str(row.notice_by or "9")),
        Column("renews", "Renews", value=lambda row: "by itself" if row.renews else ""),
        Column("sent_at", "Sent", kind="day", sort=lambda row: str(row.sent_at)),
    ),
    search=("number", "title"),
    default_sort="-sent_at",
    empty_title="No agreements yet",
    empty_text="What the vendor sends you to sign stands here, and stays here once both have signed.",
    empty_icon="document-check",
)  # fmt: skip
PRICES = frozenset({"price", "expectation"})
"""What only those who may read the agreements see of the rights."""


@require_GET
def index(request: Request) -> HttpResponseBase:
    """Show every agreement that was sent."""
    rows = agreements.rows(request.actor, on=today_of(request), partner_id=partner_of(request))
    held = dict.fromkeys(row.state for row in rows)
    listing = replace(AGREEMENTS, filters=(Filter("state", "State", choices=tuple((s, STATES[s]) for s in held)),))
    return lists.answer(request, "partner/agreements/index.html", listing, rows, context=frame(request))


def view_of(request: Request, agreement_id: int) -> AgreementView:
    """The agreement of the address, or 404."""
    try:
        return agreements.view(request.actor, agreement_id, on=today_of(request))
    except agreements.UnknownAgreement:
        raise Http404 from None


@require_GET
def one(request: Request, agreement_id: int) -> HttpResponse:
    """Show one agreement with its text, documents and signatures."""
    view, actor = view_of(request, agreement_id), request.actor
    rows = reading.visible_to(actor).filter(
        partner_id=partner_of(request), subject=f"agreements.agreement:{agreement_id}"
    )
    context: dict[str, Any] = {
        "view": view, "row": view.row, "state": shared.state_badge(view.row), "html": shared.html_of(view.text),
        "schedule": shared.schedule_of(actor, agreement_id),
        "events": feed.events_of(rows.order_by("-id")[:40], names={}),
        "mine": any(signer.user_id == actor.user_id for signer in view.on_turn) and actor.may("own.agreements.sign"),
        "amendments": [(each, shared.state_badge(each)) for each in view.amendments],
    }  # fmt: skip
    return show(request, "partner/agreements/agreement.html", context)


@require_GET
def document(request: Request, agreement_id: int, paper_id: int) -> HttpResponse:
    """Hand out a document as it is kept."""
    try:
        return shared.pdf_answer(*agreements.paper(request.actor, agreement_id, paper_id))
    except agreements.UnknownAgreement:
        raise Http404 from None


@require_http_methods(["GET", "POST"])
def sign(request: Request, agreement_id: int) -> HttpResponse:
    """Read the agreement, and sign it where it is this person's turn."""
    view = view_of(request, agreement_id)
    mine = next((one for one in view.on_turn if one.user_id == request.actor.user_id), None)
    refusal = ""
    if request.method == "POST":
        try:
            done = actions.sign(
                actor=request.actor, now=request.now, agreement_id=agreement_id,
                sha256=request.POST.get("sha256", ""), evidence=shared.evidence_of(request),
            )  # fmt: skip
        except Refused as refused:
            refusal = str(refused)
        else:
            shared.mail(done.calls)
            if done.sealed:
                shared.mail_signed(agreement_id, on=request.now.date())
            words = "Signed by everybody." if done.complete else "Signed. The others are asked now."
            messages.success(
                request, words if done.concluded or not done.complete else f"{words} The vendor concludes it."
            )
            return redirect("partner:agreement", agreement_id)
    context = {
        "view": view, "row": view.row, "mine": mine, "consent": CONSENT, "refusal": refusal,
        "html": shared.html_of(view.text), "state": shared.state_badge(view.row),
        "changes": shared.changes_of(request.actor, agreement_id),
        "schedule": shared.schedule_of(request.actor, agreement_id),
    }  # fmt: skip
    return show(request, "partner/agreements/sign.html", context, status=422 if refusal else 200)


@require_POST
def decline(request: Request, agreement_id: int) -> HttpResponse:
    """Say no, with the reason."""
    view_of(request, agreement_id)
    reason = request.POST.get("reason", "")[:2000]
    try:
        actions.decline(actor=request.actor, now=request.now, agreement_id=agreement_id, reason=reason)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        shared.mail_declined(agreement_id, reason, on=request.now.date())
        messages.success(request, "Declined. The vendor reads your reason.")
    return redirect("partner:agreement", agreement_id)


@require_GET
def rights(request: Request) -> HttpResponse:
    """Answer what the organisation may do on the day asked for, and why."""
    today, number = today_of(request), partner_of(request)
    answer = queries.rights(request.actor, number, shared.day_asked(request, today))
    reads = request.actor.may("own.agreements.view")
    progress = expectations.progress_of(request.actor, answer) if request.actor.may("own.sales.view") and reads else ()
    context = {
        **shared.rights_context(answer, today, hide=frozenset() if reads else PRICES),
        "agreement_page": "partner:agreement", "progress": progress, "onboarding": reverse("partner:onboarding"),
        "permits": queries.permits(request.actor, answer), "beside": grants.beside(request.actor, number, on=answer.on),
        "grants_url": reverse("partner:my_territories"),
    }  # fmt: skip
    return show(request, "partner/agreements/rights.html", context)
