"""Sign for the vendor, decline, remind, let somebody else sign, and take in what was signed on paper."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from fairway.agreements.actions import sending
from fairway.agreements.actions import signing as actions
from fairway.agreements.actions.refusals import Refused
from fairway.agreements.actions.sending import Asked
from fairway.agreements.rules.signing import CONSENT
from fairway.web.shared import agreements as shared
from fairway.web.shared.keeping import KeptFileField, KeptInput
from fairway.web.shared.request import Request
from fairway.web.staff.agreements.drafting import signers_context, view_of


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
            messages.success(request, told(done))
            return redirect("staff:agreement", agreement_id)
    context = {
        "view": view, "row": view.row, "mine": mine, "consent": CONSENT, "refusal": refusal,
        "html": shared.html_of(view.text), "state": shared.state_badge(view.row),
        "changes": shared.changes_of(request.actor, agreement_id),
        "schedule": shared.schedule_of(request.actor, agreement_id),
    }  # fmt: skip
    return render(request, "staff/agreements/sign.html", context, status=422 if refusal else 200)


def told(done: actions.Signed) -> str:
    """What a signature led to, in a sentence."""
    if done.concluded:
        return "Signed by everybody: it is concluded, and its territories are granted."
    if done.complete:
        return "Signed by everybody. It is not in force yet: see what stands in its way."
    return "Signed. The others are asked now."


def _do(request: Request, agreement_id: int, deed: Callable[[], object], said: str) -> HttpResponse:
    view_of(request, agreement_id)
    try:
        deed()
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect("staff:agreement", agreement_id)


@require_POST
def decline(request: Request, agreement_id: int) -> HttpResponse:
    """Say no for the vendor, with the reason."""
    reason = request.POST.get("reason", "")[:2000]
    return _do(
        request, agreement_id,
        lambda: actions.decline(actor=request.actor, now=request.now, agreement_id=agreement_id, reason=reason),
        "Declined. The partner reads your reason.",
    )  # fmt: skip


@require_POST
def remind(request: Request, agreement_id: int) -> HttpResponse:
    """Remind those on turn."""
    return _do(
        request, agreement_id,
        lambda: shared.mail(
            sending.remind(actor=request.actor, now=request.now, agreement_id=agreement_id), reminder=True
        ),
        "Whoever is on turn has another mail. Older links no longer work.",
    )  # fmt: skip


@require_POST
def replace(request: Request, agreement_id: int, signer_id: int) -> HttpResponse:
    """Let somebody else sign in a signer's place."""
    view = view_of(request, agreement_id)
    people = signers_context(request, view)
    wanted = request.POST.get("person", "")
    side = next((one.side for one in view.signers if one.id == signer_id), "partner")
    chosen = next(
        (one for one in people["theirs" if side == "partner" else "ours"] if str(one.user_id) == wanted), None
    )
    if chosen is not None:
        by = Asked(side, chosen.name, chosen.email, chosen.user_id)
    else:
        by = Asked(side, request.POST.get("name", "")[:200], request.POST.get("email", "")[:254])
    return _do(
        request, agreement_id,
        lambda: shared.mail(
            sending.replace_signer(
                actor=request.actor, now=request.now, agreement_id=agreement_id, signer_id=signer_id, by=by,
                reason=request.POST.get("reason", "")[:2000],
            )
        ),
        f"{by.name} signs instead. The former link no longer works.",
    )  # fmt: skip


class PaperForm(forms.Form):
    """The scan of an agreement signed by hand, and what is known of its signing."""

    file = KeptFileField(
        label="Scan, as PDF", limit=actions.LARGEST_SCAN, widget=KeptInput(attrs={"accept": "application/pdf"})
    )
    reason = forms.CharField(
        label="Who signed it, and when", max_length=2000, widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def paper(request: Request, agreement_id: int) -> HttpResponse:
    """Take in the scan of an agreement signed on paper; it stays chosen while something else is put right."""
    view = view_of(request, agreement_id)
    form = PaperForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        if file.size > actions.LARGEST_SCAN:
            form.add_error("file", f"Choose a PDF file of at most {actions.LARGEST_SCAN // 2**20} MB.")
        else:
            try:
                actions.sign_on_paper(
                    actor=request.actor, now=request.now, agreement_id=agreement_id, content=file.read(),
                    name=file.name or "", reason=form.cleaned_data["reason"],
                )  # fmt: skip
            except Refused as refusal:
                for fault in refusal.faults:
                    if fault.field == "file":
                        form.fields["file"].forget()  # type: ignore[attr-defined]
                    form.add_error(fault.field if fault.field in form.fields else None, fault.sentence)
            else:
                messages.success(request, "The scan is kept with its digest.")
                return redirect("staff:agreement", agreement_id)
    context = {"form": form, "view": view, "row": view.row}
    return render(request, "staff/agreements/paper.html", context, status=422 if form.is_bound else 200)
