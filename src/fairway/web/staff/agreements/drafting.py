"""Draft an agreement: from a template, with its text, the law and what it would meet beside; then send it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from fairway.agreements.actions import drafting as actions
from fairway.agreements.actions import sending
from fairway.agreements.actions.refusals import Refused
from fairway.agreements.actions.sending import Asked
from fairway.agreements.queries import agreements, collisions, drafts
from fairway.agreements.queries import templates as wordings
from fairway.agreements.queries.agreements import AgreementView
from fairway.agreements.rules.findings import CHECKS, SEVERITIES
from fairway.agreements.rules.signing import ORDERS
from fairway.kit.access import people
from fairway.partners import queries as partners
from fairway.web.shared import agreements as shared
from fairway.web.shared.request import Request, today_of
from fairway.web.staff.agreements.forms import forms_of, typed_from


def view_of(request: Request, agreement_id: int) -> AgreementView:
    """The agreement of the address, or 404."""
    try:
        return agreements.view(request.actor, agreement_id, on=today_of(request))
    except agreements.UnknownAgreement:
        raise Http404 from None


class NewForm(forms.Form):
    """With whom, from which template."""

    partner = forms.CharField(
        label="Partner", max_length=40, widget=forms.TextInput(attrs={"list": "partners"}),
        help_text="The partner's code; begin to write the name.",
    )  # fmt: skip
    version = forms.ChoiceField(label="Template")
    title = forms.CharField(label="Title", max_length=200, help_text="As both sides call it.")

    def __init__(self, *args: Any, versions: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].choices = versions  # type: ignore[attr-defined]


@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """Begin an agreement with a partner."""
    published = [one.published for one in wordings.templates(request.actor) if one.published is not None]
    versions = [(str(one.id), f"{one.title}, version {one.number}") for one in published]
    codes = partners.ids_by_code(request.actor)
    initial = {"partner": request.GET.get("partner", ""), "title": published[0].title if published else ""}
    form = NewForm(request.POST or None, initial=initial, versions=versions)
    if form.is_valid():
        said = form.cleaned_data
        number = codes.get(said["partner"].strip())
        if number is None:
            form.add_error("partner", f"There is no partner with the code “{said['partner'][:40]}”.")
        else:
            try:
                made = actions.draft(
                    actor=request.actor, now=request.now, partner_id=number, version_id=int(said["version"]),
                    title=said["title"],
                )  # fmt: skip
            except Refused as refusal:
                for fault in refusal.faults:
                    form.add_error(fault.field if fault.field in form.fields else None, fault.sentence)
            else:
                return redirect("staff:agreement_edit", made)
    names = partners.names_of(request.actor, list(codes.values())[:2000])
    context = {"form": form, "versions": versions, "partners": sorted(names.values(), key=lambda one: one[1])}
    return render(request, "staff/agreements/new.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def edit(request: Request, agreement_id: int) -> HttpResponse:
    """Fill in the particulars; whatever is typed is kept, and what is wrong stands at its field."""
    view = view_of(request, agreement_id)
    if view.row.stage != "drafted":
        messages.info(request, f"{view.row.number} was sent: it never changes.")
        return redirect("staff:agreement", agreement_id)
    typed, title, more = view.typed, view.row.title, ""
    if request.method == "POST":
        typed, title = typed_from(request.POST), request.POST.get("title", "").strip() or title
        actions.save(actor=request.actor, now=request.now, agreement_id=agreement_id, typed=typed, title=title)
        more = request.POST.get("more", "")
        if "done" in request.POST:
            messages.success(request, "The draft is kept.")
            return redirect("staff:agreement", agreement_id)
    draft = drafts.draft(request.actor, agreement_id)
    partner = partners.one(request.actor, view.row.partner_id, on=date.min)
    known = agreements.known(request.actor, country=partner.country)
    form, rows = forms_of(typed, title, known, draft.faults if typed else (), more=more)
    context = {"view": view, "row": view.row, "form": form, "rows": rows, **draft_context(request, agreement_id, draft)}
    return render(request, "staff/agreements/edit.html", context)


@dataclass(frozen=True)
class Noted:
    """Counsel's note on a finding of an agreement: what it is about, the words, when and whose."""

    finding: str
    title: str
    text: str
    at: datetime
    who: str


def notes_of(request: Request, agreement_id: int) -> Mapping[str, Noted]:
    """Counsel's notes on an agreement, by finding: they stand beside it as a draft, and after it was sent."""
    kept = collisions.notes_on(request.actor, drafts.subject_of(agreement_id))
    titles = {check.id: check.title for check in CHECKS}
    names = people.names_of([number for _, _, number in kept.values()])
    return {
        finding: Noted(finding, titles.get(finding, ""), text, at, names.get(number, ""))
        for finding, (text, at, number) in kept.items()
    }


def draft_context(request: Request, agreement_id: int, draft: drafts.Draft) -> dict[str, Any]:
    """What stands beside a draft: its text, what is missing, what the law asks, what it would meet."""
    notes = notes_of(request, agreement_id)
    named = [
        (one, SEVERITIES[one.severity], notes.get(one.id), one.blocks and one.id not in draft.noted)
        for one in draft.findings
    ]
    return {
        "draft": draft,
        "html": shared.html_of(draft.text) if draft.text else "",
        "findings": named,
        "agreement_id": agreement_id,
        "may_note": request.actor.may("compliance.note"),
    }


@require_POST
def preview(request: Request, agreement_id: int) -> HttpResponse:
    """Answer the text and the findings of what is typed right now, without keeping it."""
    view_of(request, agreement_id)
    draft = drafts.draft(request.actor, agreement_id, typed_from(request.POST))
    return render(request, "staff/agreements/preview.html", draft_context(request, agreement_id, draft))


def signers_context(request: Request, view: AgreementView) -> dict[str, Any]:
    """Who may be asked to sign, on both sides."""
    now = request.now
    return {
        "ours": sending.candidates(request.actor, partner_id=None, now=now),
        "theirs": sending.candidates(request.actor, partner_id=view.row.partner_id, now=now),
        "orders": ORDERS.items(),
        "days": sending.SIGN_DAYS,
    }


@require_POST
def send(request: Request, agreement_id: int) -> HttpResponse:
    """Send it to be signed by those chosen."""
    view = view_of(request, agreement_id)
    days = request.POST.get("days", "")
    try:
        calls = sending.send(
            actor=request.actor, now=request.now, agreement_id=agreement_id, signers=_asked(request, view),
            order=request.POST.get("order", "sequential"),
            days=int(days) if days.isascii() and days.isdigit() and len(days) < 5 else 0,
        )  # fmt: skip
    except Refused as refusal:
        for sentence in dict.fromkeys(fault.sentence for fault in refusal.faults):
            messages.error(request, sentence)
        return redirect("staff:agreement", agreement_id)
    shared.mail(calls)
    messages.success(request, "Sent. Whoever is on turn has a mail.")
    return redirect("staff:agreement", agreement_id)


def _asked(request: Request, view: AgreementView) -> list[Asked]:
    """Those chosen: a partner's person or somebody with an address alone, and one of ours; who comes first is said."""
    context = signers_context(request, view)
    chosen: list[Asked] = []
    for side, able in (("partner", context["theirs"]), ("vendor", context["ours"])):
        wanted = set(request.POST.getlist(side))
        chosen += [
            Asked(side, one.name, one.email, one.user_id) for one in able if str(one.user_id) in wanted
        ]  # fmt: skip
    name, email = request.POST.get("name", "").strip(), request.POST.get("email", "").strip()
    if name or email:
        chosen.append(Asked("partner", name[:200], email[:254]))
    first = "vendor" if request.POST.get("first") == "vendor" else "partner"
    return sorted(chosen, key=lambda one: one.side != first)


@require_POST
def amend(request: Request, agreement_id: int) -> HttpResponse:
    """Begin an amendment."""
    return _begun(request, agreement_id, amendment=True)


@require_POST
def copy(request: Request, agreement_id: int) -> HttpResponse:
    """Begin a new draft that says the same."""
    return _begun(request, agreement_id, amendment=False)


def _begun(request: Request, agreement_id: int, *, amendment: bool) -> HttpResponse:
    view_of(request, agreement_id)
    begin = actions.amend if amendment else actions.copy
    try:
        made = begin(actor=request.actor, now=request.now, agreement_id=agreement_id)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("staff:agreement", agreement_id)
    return redirect("staff:agreement_edit", made)


@require_POST
def withdraw(request: Request, agreement_id: int) -> HttpResponse:
    """Take it back."""
    view = view_of(request, agreement_id)
    try:
        actions.withdraw(
            actor=request.actor,
            now=request.now,
            agreement_id=agreement_id,
            reason=request.POST.get("reason", "")[:2000],
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{view.row.number} is withdrawn. It can be copied to a new draft.")
    return redirect("staff:agreement", agreement_id)
