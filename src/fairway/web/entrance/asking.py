"""Public pages on which customers ask, and find partners: no sign-in, no third party, no script.

The locator shows partners that agreed to be shown, with public facts alone. Robots are kept out as on the pages for
applicants; what a robot is told is what a person is told.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from fairway.kit import mail
from fairway.kit.access import WORKER, acting_as
from fairway.leads import actions, queries
from fairway.leads.rules.languages import language_name
from fairway.leads.rules.letters import received
from fairway.leads.rules.refusals import Faulty, Refused
from fairway.partners.actions import TooOften
from fairway.web.entrance.branding import brand
from fairway.web.entrance.guarding import TRAP, NotYet, count, new_token, page_key
from fairway.web.shared.countries import countries
from fairway.web.shared.leads import LeadForm
from fairway.web.shared.request import Request

MOST_SENT, MOST_SEARCHES = 20, 240
"""Pages sent, and searches made, from one address in an hour; a whole office may share one."""
SALT = "fairway.entrance.ask"
SOURCES = {"web": "Web form", "locator": "Partner locator"}


class AskForm(LeadForm):
    """Somebody who asks, with their consent."""

    agreed = forms.BooleanField(
        required=False, label="A partner may write to me or call me about this",
        error_messages={"required": "Without this nobody could answer you."},
    )  # fmt: skip

    def __init__(self, *args: Any, vendor: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agreed"].required = True
        self.fields["agreed"].help_text = (
            f"{vendor} passes what you write to one partner, and to the next where that one cannot help. It is blanked "
            "after a set time, or when you ask."
        )
        self.fields["contact_name"].label = "Your name"
        self.fields["contact_email"].label = "Your e-mail address"


def show(request: Request, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """Answer with a public page in the vendor's look."""
    response = render(request, f"entrance/ask/{template}", {**brand(), **context}, status=status)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "same-origin"
    return response


@require_http_methods(["GET", "POST"])
def ask(request: Request) -> HttpResponse:
    """Take an enquiry; with ``partner`` in the address, to a partner of the locator."""
    slug = request.GET.get("partner", "")[:16]
    with acting_as(WORKER):
        wished = queries.located(WORKER, slug) if slug else None
        lines = queries.line_choices(WORKER)
    if slug and wished is None:
        raise Http404
    vendor = settings.FAIRWAY.vendor_name
    begin = {name: request.GET.get(name, "")[:80] for name in ("country", "region", "postal_code", "language")}
    begin["product"] = request.GET.get("line", "")[:40]
    form = AskForm(request.POST or None, vendor=vendor, lines=lines, initial=begin)
    context: dict[str, Any] = {"form": form, "wished": wished, "page_token": new_token(SALT)}
    if request.method == "GET":
        return show(request, "form.html", context)
    if request.POST.get(TRAP):
        return redirect("entrance:ask_sent")  # a robot is told what a person is told
    try:
        count(request, "ask ", most=MOST_SENT)
        key = page_key(request, SALT)
    except (NotYet, TooOften) as refusal:
        status = 429 if isinstance(refusal, TooOften) else 422
        return show(request, "form.html", {**context, "refusal": str(refusal)}, status)
    context["page_token"] = request.POST.get("page", "")
    if not form.is_valid():
        return show(request, "form.html", context, 422)
    way = "locator" if wished is not None else "web"
    facts = form.facts(source=SOURCES[way], consent=f"Ticked on the public form, {request.now:%Y-%m-%d %H:%M} UTC")
    try:
        with acting_as(WORKER):
            actions.take(actor=WORKER, now=request.now, facts=facts, way_in=way, key=key[:40], slug=slug)
    except Faulty as refused:
        for fault in refused.faults:
            form.add_error(fault.field if fault.field in form.fields else None, fault.sentence)
        return show(request, "form.html", context, 422)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return show(request, "form.html", context, 422)
    letter = received(vendor=vendor, name=facts.contact_name)
    mail.send(to=facts.contact_email, subject=letter.subject, text=letter.text)
    return redirect("entrance:ask_sent")


@require_GET
def sent(request: Request) -> HttpResponse:
    """Say that the enquiry arrived: the same words for everybody."""
    return show(request, "sent.html", {})


class FindForm(forms.Form):
    """Where, for what, in which language."""

    country = forms.ChoiceField(label="Country", required=False)
    region = forms.CharField(label="State or region", max_length=80, required=False)
    postal_code = forms.CharField(label="Postal code", max_length=20, required=False)
    line = forms.ChoiceField(label="What it is about", required=False)
    language = forms.ChoiceField(label="Language", required=False)

    def __init__(self, *args: Any, lines: tuple[tuple[str, str], ...], spoken: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [("", "Any"), *countries()]  # type: ignore[attr-defined]
        self.fields["line"].choices = [("", "Anything"), *lines]  # type: ignore[attr-defined]
        known = sorted(((code, language_name(code)) for code in spoken), key=lambda row: row[1])
        self.fields["language"].choices = [("", "Any"), *known]  # type: ignore[attr-defined]


@require_GET
def find(request: Request) -> HttpResponse:
    """Show the partners that agreed to be shown, and may serve what is asked for."""
    with acting_as(WORKER):
        lines, spoken = queries.line_choices(WORKER), queries.languages(WORKER)
    asked = {name: value for name, value in request.GET.items() if name in FindForm.base_fields}
    form = FindForm(asked or None, lines=lines, spoken=spoken)
    said: dict[str, str] = {}
    if asked and form.is_valid():
        try:
            count(request, "find ", most=MOST_SEARCHES)
        except TooOften as refusal:
            return show(request, "find.html", {"form": form, "found": (), "refusal": str(refusal)}, 429)
        said = {name: value.strip() for name, value in form.cleaned_data.items()}
    with acting_as(WORKER):
        found = queries.locate(WORKER, on=request.now.date(), **said) if form.is_valid() or not asked else ()
    carried = "&".join(f"{name}={value}" for name, value in said.items() if value and value.isalnum())
    context = {
        "form": form, "carried": carried,
        "found": [(one, ", ".join(language_name(code) for code in one.languages)) for one in found],
    }  # fmt: skip
    return show(request, "find.html", context, 422 if form.is_bound and form.errors else 200)
