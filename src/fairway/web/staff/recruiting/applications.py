"""One application: what was answered, what it counts, who else it may be, and the decision beside the evidence."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fairway.kit import mail
from fairway.kit.access import people
from fairway.kit.journal import reading
from fairway.partners import actions, queries
from fairway.partners.actions import Refused
from fairway.partners.queries import ApplicationView
from fairway.partners.rules import letters
from fairway.partners.rules.applying import NEXT, tax_check
from fairway.web.shared import attachments, feed, invitations
from fairway.web.shared.request import Request
from fairway.web.staff.recruiting.pipeline import ProspectForm, badge

LINK_DAYS = 30
TAX_WORDS = {
    "right": "its check digits are right",
    "wrong": "its check digits are wrong",
    "unknown": "nobody can check this kind",
}


def _found(request: Request, application_id: int) -> ApplicationView:
    view = queries.application(request.actor, application_id)
    if view is None:
        raise Http404
    return view


@require_GET
def application(request: Request, application_id: int) -> HttpResponse:
    """Show an application and, beside it, what can be done."""
    return _show(request, _found(request, application_id))


def _show(request: Request, view: ApplicationView, *, trouble: dict[str, Any] | None = None) -> HttpResponse:
    actor = request.actor
    rows = reading.of_subject(actor, f"partners.application:{view.card.id}")[::-1]
    history = [
        replace(event, who="The applicant") if row.kind == "login" else event
        for row, event in zip(rows, feed.events_of(rows, names={}), strict=True)
    ]
    may_own = (
        people.holders_of("partners.manage", partner_id=None, now=request.now) if actor.may("partners.manage") else ()
    )
    facts = view.facts
    place = " ".join(part for part in (facts.postal_code, facts.city) if part)
    tax = f"{facts.tax_number} ({TAX_WORDS[tax_check(facts.country, facts.tax_number)]})" if facts.tax_number else ""
    context = {
        "view": view,
        "card": view.card,
        "state": badge(view.card.state),
        "next": NEXT[view.card.state],
        "facts": [
            ("As", view.card.type_title),
            ("Address", ", ".join(part for part in (facts.address, place, facts.region, facts.country) if part)),
            ("Website", facts.website),
            ("Tax number", tax),
            ("Contact", facts.contact),
            ("E-mail", facts.email),
            ("Phone", facts.phone),
            ("Referred by", view.card.referrer),
            ("Address confirmed", view.confirmed_at),
        ],
        "duplicates": [(one, _address(one.known)) for one in view.duplicates],
        "questions": [("company", "The company's name, address and numbers"),
                      *((key, ask) for key, ask, _ in view.answers)],
        "known": "Known already: the form has these filled in." if view.card.state == "prospect" else "",
        "events": history,
        "owner": people.names_of([view.card.owner_id]).get(view.card.owner_id, "") if view.card.owner_id else "",
        "staff": sorted(people.names_of(may_own).items(), key=lambda row: row[1]),
        "manages": actor.may("partners.manage"),
        "letter_ahead": f"Hello {facts.contact}, thank you for applying for {facts.name}.",
        **(trouble or {}),
    }  # fmt: skip
    return render(
        request, "staff/recruiting/application.html", context, status=422 if "refusal" in (trouble or {}) else 200
    )


def _address(known: Any) -> str:
    return reverse("staff:partner" if known.kind == "partner" else "staff:application", args=[known.id])


@require_http_methods(["GET", "POST"])
def change(request: Request, application_id: int) -> HttpResponse:
    """Put right what is known of a prospect."""
    view = _found(request, application_id)
    form = ProspectForm(request.POST or None, initial={**vars(view.facts), "note": view.note})
    if form.is_valid():
        try:
            actions.change_prospect(
                actor=request.actor, now=request.now, application_id=application_id, facts=form.facts(),
                note=form.cleaned_data["note"],
            )  # fmt: skip
        except Refused as refusal:
            for fault in refusal.faults:
                form.add_error(fault.field if fault.field in form.fields else None, fault.sentence)
        else:
            messages.success(request, "Saved.")
            return redirect("staff:application", application_id)
    context = {"form": form, "view": view}
    return render(request, "staff/recruiting/prospect.html", context, status=422 if form.is_bound else 200)


@require_POST
def move(request: Request, application_id: int) -> HttpResponse:
    """Move an application where the applicant is told nothing: take it up, put it back, give it to somebody."""
    view = _found(request, application_id)
    given: dict[str, Any] = {"actor": request.actor, "now": request.now, "application_id": application_id}
    to = request.POST.get("to", "")
    try:
        if to == "owner":
            number = request.POST.get("owner", "")
            actions.assign(**given, owner_id=int(number) if number.isascii() and number.isdigit() else None)
            messages.success(request, "Given over.")
        else:
            actions.take_up(**given, state=to)
            messages.success(request, f"{view.card.name} is {'in review' if to == 'in_review' else 'back at applied'}.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    back = request.POST.get("back", "")
    return redirect("staff:recruiting" if back == "board" else reverse("staff:application", args=[application_id]))


@require_POST
def decide(request: Request, application_id: int) -> HttpResponse:
    """Ask, return, refuse, approve, reopen: each mails what the page showed beforehand."""
    view = _found(request, application_id)
    do = request.POST.get("do", "")
    steps = {"ask": _ask, "return": _return, "refuse": _refuse, "approve": _approve, "reopen": _reopen, "erase": _erase}
    if do not in steps:
        raise Http404
    message = request.POST.get("message", "").strip()[:4000]
    if do in {"return", "refuse"} and "preview" in request.POST:
        preview = {"preview": _letter(request, view, do, message), "preview_of": do, "message": message}
        return _show(request, view, trouble={**preview, "chosen": request.POST.getlist("questions")})
    try:
        said = steps[do](request, view, message)
    except Refused as refusal:
        trouble = {"refusal": str(refusal), "refused": do, "message": message}
        return _show(request, view, trouble={**trouble, "chosen": request.POST.getlist("questions")})
    messages.success(request, said)
    return redirect("staff:application", application_id)


def _given(request: Request, view: ApplicationView) -> dict[str, Any]:
    return {"actor": request.actor, "now": request.now, "application_id": view.card.id}


def _letter(request: Request, view: ApplicationView, do: str, message: str) -> letters.Letter:
    """The mail as the applicant will read it; the link in a preview leads nowhere."""
    asks = {"company": "The company's details", **{key: ask for key, ask, _ in view.answers}}
    own = {"vendor": settings.FAIRWAY.vendor_name, "contact": view.facts.contact, "company": view.facts.name}
    if do == "refuse":
        return letters.refused(**own, message=message)
    chosen = [asks[key] for key in request.POST.getlist("questions") if key in asks]
    return letters.returned(
        **own, message=message, questions=chosen, link="(the applicant's link stands here)", until=_until(request)
    )


def _until(request: Request) -> Any:
    return (request.now + timedelta(days=LINK_DAYS)).date()


def _link(secret: str) -> str:
    return f"{settings.FAIRWAY.base_url.rstrip('/')}{reverse('entrance:apply_go_on', args=[secret])}"


def _send(view: ApplicationView, letter: letters.Letter) -> str:
    mail.send(to=view.facts.email, subject=letter.subject, text=letter.text)
    return view.facts.email


def _ask(request: Request, view: ApplicationView, message: str) -> str:
    secret = actions.ask_to_apply(**_given(request, view))
    letter = letters.invited(
        vendor=settings.FAIRWAY.vendor_name, contact=view.facts.contact, company=view.facts.name, link=_link(secret),
        until=_until(request), referrer=view.card.referrer,
    )  # fmt: skip
    return f"{_send(view, letter)} was asked to apply. Links of earlier mails no longer work."


def _return(request: Request, view: ApplicationView, message: str) -> str:
    questions = request.POST.getlist("questions")
    secret = actions.return_(**_given(request, view), questions=questions, message=message)
    asks = {"company": "The company's details", **{key: ask for key, ask, _ in view.answers}}
    letter = letters.returned(
        vendor=settings.FAIRWAY.vendor_name, contact=view.facts.contact, company=view.facts.name, link=_link(secret),
        until=_until(request), message=message, questions=[asks[key] for key in questions if key in asks],
    )  # fmt: skip
    return f"Returned to {_send(view, letter)}."


def _refuse(request: Request, view: ApplicationView, message: str) -> str:
    if not actions.refuse(**_given(request, view), message=message):
        return "It was refused before; nothing was sent again."
    return f"Refused; {_send(view, _letter(request, view, 'refuse', message))} was told."


def _approve(request: Request, view: ApplicationView, message: str) -> str:
    known = "known" in request.POST
    if view.duplicates and not known and view.card.state != "approved":
        raise Refused([_look_first()])
    done = actions.approve(
        **_given(request, view), code=request.POST.get("code", "")[:40], message=message, known=known
    )
    if not done.secret or done.until is None:
        return "It is a partner already; nothing was sent again." if view.card.state == "approved" else "Approved."
    letter = letters.approved(
        vendor=settings.FAIRWAY.vendor_name, contact=view.facts.contact, company=view.facts.name,
        link=invitations.link_of(done.secret), until=done.until.date(), message=message,
    )  # fmt: skip
    return f"Approved: {view.card.name} is a partner in onboarding. {_send(view, letter)} has the invitation."


def _look_first() -> Any:
    from fairway.partners.rules import Fault

    return Fault("known", "", "Companies much alike are known: look at them, tick that you did, then approve.")


def _reopen(request: Request, view: ApplicationView, message: str) -> str:
    actions.reopen(**_given(request, view), reason=request.POST.get("reason", "")[:2000])
    return "In review again. The applicant was told nothing: write to them if they should know."


def _erase(request: Request, view: ApplicationView, message: str) -> str:
    actions.erase_contact(**_given(request, view), reason=request.POST.get("reason", "")[:2000])
    return "The person is blanked; the company and the decision stay."


@require_GET
def file(request: Request, application_id: int, file_id: int) -> HttpResponseBase:
    """Hand out a document an applicant sent."""
    found = queries.application_file(request.actor, application_id, file_id)
    if found is None:
        raise Http404
    return attachments.download(found.sha256, found.name, found.kind)
