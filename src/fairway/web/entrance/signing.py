"""Sign by a link: the link opens the agreement, and a code sent to the signer's address proves whose it is.

Nobody who got the link from somebody else can sign: the code goes to the address the link was made for. Who is signed
in with another account is told whose link it is.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from fairway.agreements.actions import signing as actions
from fairway.agreements.actions.refusals import Refused
from fairway.agreements.queries import agreements
from fairway.agreements.queries import signing as queries
from fairway.agreements.rules.signing import CONSENT
from fairway.kit.access import WORKER, acting_as
from fairway.web.shared import agreements as shared


def hidden(email: str) -> str:
    """An address as somebody recognises it who knows it: n…@a.example."""
    name, _, host = email.partition("@")
    return f"{name[:1]}…@{host}"


@require_http_methods(["GET", "POST"])
def sign(request: HttpRequest, secret: str) -> HttpResponse:
    """Show the agreement of a link, send its code, and take the signature or the no."""
    now = request.now  # type: ignore[attr-defined]
    with acting_as(WORKER):
        link = queries.link(WORKER, secret, now=now)
        if link is None:
            said = "There is no such link. Open it from the mail as it came."
            return _gone(request, "This link is not known", said)
        if link.refusal:
            return _gone(request, "This link no longer works", link.refusal)
        view = agreements.view(WORKER, link.agreement_id, on=now.date())
        changes, schedule = (of(WORKER, link.agreement_id) for of in (shared.changes_of, shared.schedule_of))
    signed_in = getattr(request.user, "email", "")
    if signed_in and signed_in.casefold() != link.signer.email.casefold():
        said = f"You are signed in as {signed_in}, and this link was made for {hidden(link.signer.email)}."
        return _gone(request, "This link is somebody else's", f"{said} Only that person can sign by it.", status=403)
    context: dict[str, Any] = {
        "link": link, "view": view, "row": view.row, "html": shared.html_of(view.text), "consent": CONSENT,
        "email": hidden(link.signer.email), "code_sent": link.code_at is not None, "secret": secret, "changes": changes,
        "schedule": schedule, "on_turn": any(one.id == link.signer.id for one in view.on_turn),
    }  # fmt: skip
    if request.method == "POST":
        return _posted(request, secret, context)
    return _page(request, context)


def _posted(request: HttpRequest, secret: str, context: dict[str, Any]) -> HttpResponse:
    now = request.now  # type: ignore[attr-defined]
    code = request.POST.get("code", "")[:12]
    try:
        if "ask" in request.POST:
            shared.mail_code(*actions.ask_code(now=now, secret=secret))
            return _page(request, {**context, "code_sent": True, "just_sent": True})
        if "decline" in request.POST:
            reason = request.POST.get("reason", "")[:2000]
            actions.decline_by_link(now=now, secret=secret, code=code, reason=reason)
            shared.mail_declined(context["row"].id, reason, on=now.date())
            return _gone(request, "Declined", "The vendor reads your reason. Nothing more is asked of you.", status=200)
        done = actions.sign_by_link(
            now=now, secret=secret, code=code, sha256=request.POST.get("sha256", ""),
            evidence=shared.evidence_of(request),
        )  # fmt: skip
    except Refused as refusal:
        refused = "Not declined" if "decline" in request.POST else "Not signed"
        refusing = {"refusal": str(refusal), "refused": refused, "typed": request.POST}
        return _page(request, {**context, **refusing}, status=422)
    shared.mail(done.calls)
    if done.sealed:
        shared.mail_signed(context["row"].id, on=now.date())
    said = "The others are asked now. Once all have signed, the sealed document comes by mail."
    if done.complete:
        said = "Everybody has signed. The sealed document comes by mail: keep it."
    return _gone(request, "Signed", f"Thank you. {said}", status=200)


@require_http_methods(["GET"])
def document(request: HttpRequest, secret: str) -> HttpResponse:
    """Hand out the very document that is to be signed."""
    now = request.now  # type: ignore[attr-defined]
    with acting_as(WORKER):
        link = queries.link(WORKER, secret, now=now)
        if link is None or link.refusal:
            return _gone(request, "This link no longer works", link.refusal if link else "There is no such link.")
        view = agreements.view(WORKER, link.agreement_id, on=now.date())
        if view.to_sign is None:
            return _gone(request, "There is no document", "Ask the vendor to send it again.")
        return shared.pdf_answer(*agreements.paper(WORKER, link.agreement_id, view.to_sign.id))


def _page(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    answer = render(request, "entrance/sign.html", context, status=status)
    answer.headers["Cache-Control"] = "no-store"
    # not no-referrer: a browser would then send its form with no origin, and Django would refuse it
    answer.headers["Referrer-Policy"] = "same-origin"
    return answer


def _gone(request: HttpRequest, title: str, said: str, status: int = 410) -> HttpResponse:
    return render(request, "entrance/signed.html", {"title": title, "said": said}, status=status)
