"""One grant: made with the evidence beside the button, read, changed from a day on, ended."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import parse_qsl

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fairway.agreements.actions import grants as actions
from fairway.agreements.actions.refusals import Refused
from fairway.agreements.queries import collisions, places
from fairway.agreements.queries import grants as queries
from fairway.agreements.queries.collisions import Answer
from fairway.agreements.queries.grants import GrantRow, UnknownGrant
from fairway.agreements.rules.findings import SEVERITIES
from fairway.agreements.rules.grants import KINDS, Offer, Terms
from fairway.agreements.rules.places import UnknownPlace, parse_all
from fairway.kit.access.people import names_of
from fairway.kit.journal import reading
from fairway.partners import queries as partners
from fairway.partners.rules import plain_name
from fairway.web.shared import feed
from fairway.web.shared.request import Request, today_of
from fairway.web.staff.places import address_of
from fairway.web.staff.territories.frame import line_choices, segment_choices
from fairway.web.staff.territories.listing import BADGES

FIELDS = {"partner", "territory", "places", "excepted", "line", "segment", "kind", "at_most", "since_on", "until_on"}
CHECK, USE = "check", "use"
"""The buttons that only ask: what would it meet, as written or with an offer filled in."""
TONES = {"info": "info", "flag": "warn", "block-until-counsel": "bad"}


class GrantForm(forms.Form):
    """What a grant says."""

    partner = forms.CharField(
        label="Partner",
        max_length=200,
        widget=forms.TextInput(attrs={"list": "partners", "autocomplete": "off"}),
        help_text="Its code or its name.",
    )
    territory = forms.ChoiceField(label="Territory", required=False, help_text="A set of places; or name them below.")
    places = forms.CharField(
        label="Places",
        max_length=8000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="DE, US-IA, Bayern, US 503, ZIP 50000–52899, @ACCOUNT; several with semicolons.",
    )
    excepted = forms.CharField(
        label="Except",
        max_length=8000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 1}),
        help_text="Places inside that are left out.",
    )
    line = forms.ChoiceField(label="Product line", required=False)
    segment = forms.ChoiceField(label="Segment", required=False)
    kind = forms.ChoiceField(label="Kind", choices=list(KINDS.items()), widget=forms.RadioSelect)
    at_most = forms.IntegerField(
        label="Shared by at most", min_value=2, max_value=99, required=False, help_text="Partners, for a shared one."
    )
    since_on = forms.DateField(label="From", widget=forms.DateInput(attrs={"type": "date"}))
    until_on = forms.DateField(
        label="Until",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="The first day it no longer holds; empty for no end.",
    )
    reason = forms.CharField(
        label="Reason", max_length=2000, widget=forms.Textarea(attrs={"rows": 2}), help_text="Both sides read it later."
    )

    def __init__(self, *args: Any, request: Request, keeps: GrantRow | None = None, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.request, self.keeps = request, keeps
        named = places.territories(request.actor)
        self.territories = {str(row.id): row for row in named}
        self.fields["territory"].choices = [("", "–"), *((str(row.id), row.name) for row in named)]  # type: ignore[attr-defined]
        self.fields["line"].choices = line_choices(request)  # type: ignore[attr-defined]
        self.fields["segment"].choices = segment_choices(request)  # type: ignore[attr-defined]
        if keeps is not None:
            del self.fields["partner"]

    def terms(self) -> Terms | None:
        """What was said, as the room takes it; None with errors at the fields where a text means nothing."""
        given = self.cleaned_data
        partner_id = self.keeps.partner_id if self.keeps else self._partner(given.get("partner", ""))
        territory = self.territories.get(given.get("territory", ""))
        areas, excepted = self._areas("places"), self._areas("excepted")
        if territory is not None and not given.get("places"):
            areas, excepted = territory.areas, (*territory.excepted, *(excepted or ()))
        if areas == ():
            self.add_error("places", "Name a place, or choose a territory.")
        if not partner_id or not areas or excepted is None or not given.get("since_on") or not given.get("kind"):
            return None
        return Terms(
            partner_id, given["kind"], areas, given["since_on"], given.get("until_on"), given.get("line", ""),
            given.get("segment", ""), excepted, given.get("at_most") if given["kind"] == "shared" else None,
            territory.id if territory is not None and not given.get("places") else None,
        )  # fmt: skip

    def facts(self, terms: Terms, words: str) -> list[tuple[str, Any]]:
        """What is to be granted, in words: `words` are those of its places."""
        names = partners.names_of(self.request.actor, [terms.partner_id])
        named = {name: dict(self.fields[name].choices) for name in ("line", "segment")}  # type: ignore[attr-defined]
        return [
            ("Partner", names.get(terms.partner_id, ("", "–"))[1]), ("Where", words),
            ("Product line", named["line"].get(terms.line, terms.line).strip()),
            ("Segment", named["segment"].get(terms.segment, terms.segment).strip()),
            ("Kind", f"Shared by at most {terms.at_most}" if terms.at_most else KINDS[terms.kind]),
            ("From", terms.since_on), ("Until", terms.until_on or "no end"),
        ]  # fmt: skip

    def _partner(self, text: str) -> int | None:
        if not text:
            return None
        found = partners.ids_by_text(self.request.actor, reporter_id=None).get(plain_name(text))
        if found is None:
            self.add_error("partner", f"There is no partner of the code or name “{text}”.")
        return found

    def _areas(self, name: str) -> Any:
        try:
            return parse_all(self.cleaned_data.get(name, "") or "")
        except UnknownPlace as problem:
            self.add_error(name, str(problem))
            return None


@require_http_methods(["GET", "POST"])
def add(request: Request) -> HttpResponse:
    """Grant a place to a partner. Asked with a question string, show what it would meet; asked by form, grant it."""
    asked = _asked(request, FIELDS - {"partner"})
    form = GrantForm(
        asked, request=request,
        initial={"since_on": today_of(request), "kind": "open", "partner": request.GET.get("partner", "")},
    )  # fmt: skip
    return _grant(request, form, asked is not None, None)


@require_http_methods(["GET", "POST"])
def change(request: Request, grant_id: int) -> HttpResponse:
    """Let a grant say something else from a day on, with the same evidence."""
    row = _found(request, grant_id)
    asked = _asked(request, FIELDS)
    form = GrantForm(
        asked, request=request, keeps=row,
        initial={
            "places": row.places_text, "excepted": row.excepted_text, "line": row.line, "segment": row.segment,
            "kind": row.kind, "at_most": row.at_most, "since_on": max(row.since_on, today_of(request)),
            "until_on": row.until_on,
        },
    )  # fmt: skip
    return _grant(request, form, asked is not None, row)


def _asked(request: Request, fields: set[str]) -> Any:
    """What the form says, with an offer filled in that was chosen: whatever else was written stays."""
    if request.method != "POST":
        return request.GET if set(request.GET) & fields else None
    given = request.POST.copy()
    for name, value in parse_qsl(given.get(USE, ""), keep_blank_values=True, max_num_fields=len(FIELDS)):
        if name in FIELDS:
            given[name] = value
    return given


def _grant(request: Request, form: GrantForm, is_asked: bool, row: GrantRow | None) -> HttpResponse:
    is_post = request.method == "POST" and not {CHECK, USE} & set(request.POST)
    terms, answer, offers = None, None, []
    if is_asked:
        form.full_clean()
        if not is_post:
            form.errors.pop("reason", None)  # the reason comes with the button
        terms = form.terms()
    if is_post and terms is not None and form.is_valid():
        try:
            said = {"actor": request.actor, "now": request.now, "terms": terms, "reason": form.cleaned_data["reason"]}
            done = actions.change(grant_id=row.id, **said) if row else actions.grant(**said)
        except Refused as refusal:
            answer = _of(refusal, collisions.check(request.actor, terms, instead_of=row.id if row else None))
            if not answer.faults and not answer.collisions and not answer.waiting:
                form.add_error(None, str(refusal))
        else:
            name = partners.names_of(request.actor, [terms.partner_id])[terms.partner_id][1]
            said_so = "It stood already." if not done.is_new else "Both sides read it in their journal."
            messages.success(request, f"Granted to {name}. {said_so}")
            return redirect("staff:grant", done.grant_id)
    elif terms is not None:
        answer = collisions.check(request.actor, terms, instead_of=row.id if row else None)
    if answer is not None:
        for fault in answer.faults:
            form.add_error(fault.field if fault.field in form.fields else None, fault.sentence)
        offers = [(offer.words, _filled_in(offer)) for offer in answer.offers]
    named = partners.visible_to(request.actor).order_by("name").values_list("code", "name")
    context = {
        "form": form,
        "grant": row,
        "answer": answer,
        "offers": offers,
        "findings": _findings(request, form, answer, terms) if answer and terms else [],
        "partners": list(named) if row is None else [],
        "may_note": request.actor.may("compliance.note"),
        "back": reverse("staff:grant", args=[row.id]) if row else reverse("staff:grants"),
    }
    return render(request, "staff/territories/grant_form.html", context, status=422 if is_post else 200)


def _of(refusal: Refused, answer: Answer) -> Answer:
    """What a refused write found, with what the same question finds now."""
    if refusal.collisions:
        return replace(answer, collisions=refusal.collisions, offers=refusal.offers)
    return answer


def _findings(request: Request, form: GrantForm, answer: Answer, terms: Terms) -> list[dict[str, Any]]:
    """What the law asks, with what counsel noted; the address of a note says what is to be granted."""
    subject = collisions.subject_of(terms)
    notes = collisions.notes_on(request.actor, subject)
    people = names_of([user_id for _, _, user_id in notes.values()])
    asked = {name: form.data.get(name, "") for name in sorted(FIELDS)}
    if form.keeps is not None:
        asked["partner"] = form.keeps.partner_code
    asked = {name: text for name, text in asked.items() if text}
    return [
        {
            "finding": one,
            "severity": SEVERITIES[one.severity],
            "tone": TONES[one.severity],
            "noted": notes.get(one.id),
            "by": people.get(notes[one.id][2], "") if one.id in notes else "",
            "note": reverse("staff:counsel_note") + "?" + urlencode({"subject": subject, "finding": one.id, **asked}),
        }
        for one in answer.findings
    ]


def _filled_in(offer: Offer) -> str:
    """The fields that an offer fills in; places of its own stand instead of a territory."""
    cleared = {"territory": ""} if "places" in offer.changes else {}
    return urlencode({**cleared, **offer.changes})


def _found(request: Request, grant_id: int) -> GrantRow:
    try:
        return queries.one(request.actor, grant_id, on=today_of(request))
    except UnknownGrant:
        raise Http404 from None


@require_GET
def grant(request: Request, grant_id: int) -> HttpResponse:
    """Show one grant: what it says, what came before and after it, what the law asked, its journal."""
    row = _found(request, grant_id)
    answer_notes = collisions.notes_on(request.actor, collisions.subject_of(row.terms))
    people = names_of([user_id for _, _, user_id in answer_notes.values()])
    rows = reading.visible_to(request.actor).filter(subject=f"agreements.grant:{row.id}").order_by("-id")[:30]
    reads = request.actor.may("journal.view")
    context = {
        "grant": row,
        "state": BADGES[row.state],
        "facts": [
            ("Partner", row.partner_name), ("Where", row.place), ("Product line", row.line_name),
            ("Segment", row.segment_name), ("Kind", row.kind_title), ("From", row.since_on),
            ("Until", row.until_on or "no end"), ("Territory", row.territory or "–"), ("Reason", row.reason),
            *([("Held back", row.paused.words)] if row.paused else []),
        ],
        "agreement": queries.agreement_of(request.actor, row.id) if request.actor.may("agreements.view") else None,
        "followers": queries.followers_of(request.actor, row.id),
        "notes": [
            (finding, text, people.get(user_id, ""), at) for finding, (text, at, user_id) in answer_notes.items()
        ],
        "events": feed.events_of(rows if reads else (), names={}, address=address_of, name_partner=False),
        "may_end": request.actor.may("territories.manage") and row.state in {"in_force", "suspended", "coming"},
        "today": today_of(request),
    }  # fmt: skip
    return render(request, "staff/territories/grant.html", context)


@require_POST
def end(request: Request, grant_id: int) -> HttpResponse:
    """Let a grant end on a day, with the reason."""
    row = _found(request, grant_id)
    try:
        on = date.fromisoformat(request.POST.get("on", ""))
        changed = actions.end(
            actor=request.actor, now=request.now, grant_id=row.id, on=on, reason=request.POST.get("reason", "")[:2000]
        )
    except ValueError:
        messages.error(request, "Write the day it ends on as YYYY-MM-DD.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        said = f"It ends on {on}." if on > row.since_on else "It was withdrawn before its first day."
        messages.success(request, said if changed else "It ended on that day already.")
    return redirect("staff:grant", row.id)
