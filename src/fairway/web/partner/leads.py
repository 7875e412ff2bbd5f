"""The partner's leads: the inbox, one lead with its clock, answers, and how the organisation takes leads."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fairway.deals import queries as deals
from fairway.kit.access import saved_views
from fairway.kit.journal import reading
from fairway.leads import actions
from fairway.leads import queries as leads
from fairway.leads.rules import life
from fairway.leads.rules.languages import language_name
from fairway.leads.rules.refusals import NotFound, Refused
from fairway.web.partner.page import frame, show
from fairway.web.shared import feed, lists
from fairway.web.shared.countries import country_name
from fairway.web.shared.deals import left_text
from fairway.web.shared.leads import partner_badge, reason_words, score_rows
from fairway.web.shared.lists import Column, Filter, Listing, View
from fairway.web.shared.permissions import PARTNER, page
from fairway.web.shared.request import Request, number_of

VIEW, WORK = "own.leads.view", "own.leads.work"


def listing(now: datetime) -> Listing:
    """The inbox as it is declared, with the clock of the answer seen from now."""

    def due(row: leads.OwnRow) -> datetime | None:
        return row.due_at if row.state == "offered" else row.contact_due_at if row.state == "accepted" else None

    return Listing(
        name="partner-leads",
        columns=(
            Column(
                "place", "Lead", is_key=True, sort="place", note=lambda row: row.code,
                link=lambda row: reverse("partner:lead", args=[row.code]),
            ),
            Column("company", "Company"),
            Column("state", "State", kind="status", value=lambda row: partner_badge(row.state), sort="state"),
            Column("due", "Next, by", kind="moment", value=due, note=lambda row: left_text(due(row), now)),
            Column("offered_at", "Offered", kind="moment", sort="offered_at"),
            Column("reason", "Why", value=lambda row: reason_words(row.reason_code)),
            Column(
                "registration_code", "Registration", tight=True,
                link=lambda row: reverse("partner:deal", args=[row.registration_code])
                if row.registration_code else None,
            ),
        ),
        filters=(
            Filter("state", "State", choices=[(key, words[0]) for key, words in life.PARTNER_WORDS.items()]),
            Filter("since", "Offered since", kind="day", lookup="offered_at__date__gte"),
        ),
        search=("place", "code"),
        search_hint="Place, product or code",
        default_sort="-offered_at",
        views=(View("To answer", "state=offered"), View("Yours", "state=accepted"), View("All")),
        empty_title="No lead yet",
        empty_text="Say which languages you speak and how many leads you have room for: both decide who is asked.",
        empty_icon="megaphone",
    )  # fmt: skip


@require_GET
def index(request: Request) -> HttpResponseBase:
    """Show the partner's leads."""
    actor = request.actor
    declared = listing(request.now)
    score = leads.own_score(actor)
    return lists.answer(
        request, "partner/leads/index.html", declared, leads.visible_offers(actor),
        rows=lambda found: leads.own_rows(actor, found), saved=saved_views.of(actor, declared.name),
        context={**frame(request), "score": score_rows(score) if score.leads else ()},
    )  # fmt: skip


def _found(request: Request, code: str) -> leads.OwnView:
    try:
        return leads.offer(request.actor, code)
    except NotFound:
        raise Http404 from None


@require_GET
def one(request: Request, offer: str) -> HttpResponse:
    """Show one lead."""
    view, actor = _found(request, offer), request.actor
    state = view.row.state
    title, sentence = life.PARTNER_WORDS[state]
    works = actor.may(WORK)
    late = state == "offered" and view.row.due_at <= request.now
    rows = [row for row in reading.of_subject(actor, f"leads.lead:{view.lead_id}")
            if row.payload.get("code") == view.row.code]  # fmt: skip
    context = {
        "view": view, "state": partner_badge(state), "title": title, "sentence": sentence, "works": works,
        "facts": _facts(view), "left": left_text(view.row.due_at, request.now), "late": late,
        "may_answer": works and state == "offered" and not late,
        "may_contact": works and state == "accepted", "may_qualify": works and state in ("accepted", "contacted"),
        "may_end": works and state in life.WORKED,
        "may_convert": works and state in life.WORKED and actor.may("own.deals.register"),
        "programmes": deals.published(actor), "declines": life.DECLINES.items(),
        "losses": [(key, words) for key, words in life.LOSSES.items() if key != "registration_lost"],
        "reason_words": reason_words(view.row.reason_code),
        "events": tuple(reversed(feed.events_of(rows, names={}, name_partner=False))),
    }  # fmt: skip
    return show(request, "partner/leads/lead.html", context)


def _facts(view: leads.OwnView) -> list[tuple[str, Any]]:
    facts = view.facts
    if not facts:
        return []
    said = [
        ("Company", facts["company"]), ("Website", facts["website"]), ("Street", facts["address"]),
        ("City", f"{facts['postal_code']} {facts['city']}".strip()), ("Region", facts["region"]),
        ("Country", country_name(facts["country"])), ("About", view.row.product),
        ("Language", language_name(facts["language"]) if facts["language"] else ""), ("Need", facts["need"]),
        ("Source", facts["source"]),
    ]  # fmt: skip
    return [(label, value) for label, value in said if value]


@require_POST
def do(request: Request, offer: str) -> HttpResponse:
    """Do one thing with a lead; what cannot be done is said, and nothing is lost."""
    view = _found(request, offer)
    deed = DEEDS.get(request.POST.get("deed", ""))
    if deed is None:
        messages.error(request, "Choose what to do.")
        return redirect("partner:lead", offer)
    try:
        said = deed(request, view.row.code)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("partner:lead", offer)
    if said.startswith("D-"):
        messages.success(request, "A draft holds everything the lead says. Add what is missing, then send it.")
        return redirect("partner:deal_edit", said)
    messages.success(request, said)
    return redirect("partner:lead", offer)


def _accept(request: Request, code: str) -> str:
    actions.accept(actor=request.actor, now=request.now, code=code)
    return "It is yours. The person behind it is shown below."


def _said(request: Request) -> dict[str, str]:
    return {"why": request.POST.get("why", ""), "text": request.POST.get("reason", "")[:2000]}


def _decline(request: Request, code: str) -> str:
    actions.decline(actor=request.actor, now=request.now, code=code, **_said(request))
    return "Declined. It goes to somebody else."


def _give_back(request: Request, code: str) -> str:
    actions.give_back(actor=request.actor, now=request.now, code=code, **_said(request))
    return "Given back. It goes to somebody else."


def _contact(request: Request, code: str) -> str:
    actions.contact(actor=request.actor, now=request.now, code=code)
    return "Noted."


def _qualify(request: Request, code: str) -> str:
    actions.qualify(actor=request.actor, now=request.now, code=code)
    return "Noted."


def _lose(request: Request, code: str) -> str:
    actions.lose(actor=request.actor, now=request.now, code=code, **_said(request))
    return "Noted as lost."


def _convert(request: Request, code: str) -> str:
    policy_id = number_of(request.POST.get("policy", ""))
    if policy_id is None:
        raise Refused("Choose the programme to register by.")
    return actions.convert(actor=request.actor, now=request.now, code=code, policy_id=policy_id)


DEEDS: dict[str, Callable[[Request, str], str]] = {
    "accept": _accept, "decline": _decline, "give_back": _give_back, "contact": _contact, "qualify": _qualify,
    "lose": _lose, "convert": _convert,
}  # fmt: skip


class DeskForm(forms.Form):
    """How the organisation takes leads."""

    capacity = forms.IntegerField(
        label="Room for leads at a time", required=False, min_value=0, max_value=10_000,
        help_text="Leads you answer or work on at once. Empty: as many as is usual.",
    )  # fmt: skip
    languages = forms.CharField(
        label="Languages you serve in", max_length=400, required=False,
        help_text="With commas between them: English, German.",
    )  # fmt: skip
    paused_until = forms.DateField(
        label="No leads until", required=False, widget=forms.DateInput(attrs={"type": "date"}),
        help_text="From this day on you are asked again.",
    )  # fmt: skip
    about = forms.CharField(
        label="About you", max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For the public locator, in a sentence or two.",
    )  # fmt: skip
    shown = forms.BooleanField(
        label="Show us in the public partner locator", required=False,
        help_text="With your name, city, country, website, languages and the text above. You can end it at any time.",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def desk(request: Request) -> HttpResponse:
    """Say how leads are taken; whoever may not change it reads it."""
    actor = request.actor
    held = leads.own_desk(actor)
    manages = actor.may("own.organisation.manage")
    begin = {"capacity": held.capacity, "languages": ", ".join(map(language_name, held.languages)),
             "paused_until": held.paused_until, "about": held.about, "shown": held.shown_at is not None}  # fmt: skip
    form = DeskForm(request.POST or None, initial=begin)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.save_desk(
                actor=actor, now=request.now, capacity=said["capacity"],
                languages=actions.languages_of(said["languages"]), paused_until=said["paused_until"],
                about=said["about"], shown=said["shown"],
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Saved. It counts from the next lead on.")
            return redirect("partner:desk")
    if not manages:
        for field in form.fields.values():
            field.disabled = True
    context = {"form": form, "held": held, "manages": manages}
    return show(request, "partner/leads/desk.html", context, status=422 if form.errors else 200)


@require_GET
def rules(request: Request) -> HttpResponse:
    """Say in plain words how leads are shared out."""
    force = leads.in_force(request.actor)
    return show(request, "partner/leads/rules.html", {"words": force.words if force else ()})


urlpatterns: list[URLPattern] = [
    page("leads/", index, name="leads", right=VIEW, kinds=PARTNER),
    page("leads/desk/", desk, name="desk", right=VIEW, kinds=PARTNER),
    page("leads/rules/", rules, name="lead_rules", right=VIEW, kinds=PARTNER),
    page("leads/<str:offer>/", one, name="lead", right=VIEW, kinds=PARTNER),
    page("leads/<str:offer>/do/", do, name="lead_do", right=WORK, kinds=PARTNER),
]
