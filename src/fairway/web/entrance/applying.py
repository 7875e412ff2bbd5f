"""Public pages on which companies apply: no sign-in, no third party, no script.

What keeps robots out: a field people do not see, a page that must have been open for some seconds, and a count of
visits by address. What keeps curious people out: every answer is the same whether a company is known or not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.files import File
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fairway.kit import files, mail
from fairway.kit.access import WORKER, acting_as
from fairway.kit.files import Attachment
from fairway.partners import actions, queries
from fairway.partners.actions import LinkGone, Refused, Saved, TooOften
from fairway.partners.queries import OwnApplication
from fairway.partners.rules import letters
from fairway.partners.rules.applying import CompanyFacts
from fairway.partners.rules.documents import Form, Question
from fairway.web.entrance.branding import brand
from fairway.web.entrance.guarding import TRAP, NotYet, count, new_token, page_key
from fairway.web.shared.countries import countries
from fairway.web.shared.keeping import KeptFileField
from fairway.web.shared.request import Request

LARGEST = 4 * 2**20
"""Bytes of an applicant's file; a whole page has at most 5 MB."""
MOST_SENT, MOST_LINKS = 30, 12
"""Pages sent from one address in an hour; a whole office may share one."""
SALT = "fairway.entrance.apply"


class ApplyForm(forms.Form):
    """The company, and the questions of its form. Nothing is required by the browser: half-way is welcome, too."""

    use_required_attribute = False
    name = forms.CharField(label="Company name", max_length=200, required=False)
    country = forms.ChoiceField(label="Country", required=False)
    tax_number = forms.CharField(
        label="Tax number", max_length=60, required=False, help_text="The value added tax number, where you have one."
    )
    website = forms.CharField(label="Website", max_length=200, required=False)
    address = forms.CharField(label="Street", max_length=300, required=False)
    postal_code = forms.CharField(label="Postal code", max_length=20, required=False)
    city = forms.CharField(label="City", max_length=120, required=False)
    region = forms.CharField(label="State or region", max_length=80, required=False)
    contact = forms.CharField(
        label="Your name", max_length=200, required=False, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(
        label="Your e-mail address", max_length=254, required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )  # fmt: skip
    phone = forms.CharField(
        label="Phone", max_length=60, required=False, widget=forms.TextInput(attrs={"autocomplete": "tel"})
    )

    def __init__(self, *args: Any, asked: Form, own: OwnApplication | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [("", "Choose"), *countries()]  # type: ignore[attr-defined]
        self.needed = {"name", "country", "contact", "email"}
        reopened = own.reopened if own is not None and own.state == "returned" else None
        if own is not None:
            self.fields["email"].disabled = True
            self.fields["email"].help_text = "The address your link was sent to."
        if reopened is not None and "company" not in reopened:
            for field in self.fields.values():
                field.disabled = True
        for question in asked.questions:
            field = _field_of(question)
            if reopened is not None:
                field.disabled = question.id not in reopened
            if question.required:
                self.needed.add(f"q_{question.id}")
            self.fields[f"q_{question.id}"] = field

    @property
    def company(self) -> list[Any]:
        return [self[name] for name in self.fields if not name.startswith("q_")]

    @property
    def questions(self) -> list[Any]:
        return [self[name] for name in self.fields if name.startswith("q_")]


def _field_of(question: Question) -> forms.Field:
    said: dict[str, Any] = {"label": question.ask, "required": False, "help_text": question.hint}
    if question.answer == "choice":
        choices = [(choice.id, choice.text) for choice in question.choices]
        if question.several:
            return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **said)
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **said)
    if question.answer == "yes_no":
        return forms.ChoiceField(choices=[("yes", "Yes"), ("no", "No")], widget=forms.RadioSelect, **said)
    if question.answer == "file":
        return KeptFileField(limit=LARGEST, **said)
    if question.answer == "number":
        return forms.CharField(max_length=40, widget=forms.TextInput(attrs={"inputmode": "decimal"}), **said)
    if question.answer == "long_text":
        return forms.CharField(max_length=10_000, widget=forms.Textarea(attrs={"rows": 5}), **said)
    return forms.CharField(max_length=2000, **said)


def show(request: Request, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """Answer with a public page in the vendor's look; no address of an application is handed on to other sites."""
    response = render(request, f"entrance/apply/{template}", {**brand(), **context}, status=status)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "same-origin"
    return response


@require_GET
def index(request: Request) -> HttpResponse:
    """Show the kinds of partner one can apply to become."""
    return show(request, "index.html", {"forms": queries.open_forms()})


@require_http_methods(["GET", "POST"])
def apply(request: Request, type: str) -> HttpResponse:
    """Take an application, or save it half-way."""
    asked = dict(queries.open_forms()).get(type)
    if asked is None:
        raise Http404
    form = ApplyForm(request.POST or None, request.FILES or None, asked=asked)
    context: dict[str, Any] = {"asked": asked, "form": form, "page_token": new_token(SALT)}
    if request.method == "GET":
        return show(request, "form.html", context)
    if request.POST.get(TRAP):
        return redirect("entrance:apply_sent")  # a robot is told what a person is told
    try:
        count(request, most=MOST_SENT)
        key = page_key(request, SALT)
        hand_in = request.POST.get("do") == "hand_in"
        facts, answers, sent = _said(form, asked)
        saved = actions.save_application(
            now=request.now, type=type, facts=facts, answers=answers, files=sent, key=key, hand_in=hand_in
        )
    except (NotYet, TooOften) as refusal:
        status = 429 if isinstance(refusal, TooOften) else 422
        return show(request, "form.html", {**context, "refusal": str(refusal)}, status)
    except Refused as refusal:
        _say(form, refusal)
        return show(request, "form.html", {**context, "page_token": request.POST.get("page", "")}, 422)
    if saved.secret:
        _mail_link(saved, facts, request)
    return redirect("entrance:apply_sent")


def _said(
    form: ApplyForm, asked: Form
) -> tuple[CompanyFacts, Mapping[str, Sequence[str]], list[tuple[str, Attachment]]]:
    """What was written, as the room takes it. A file that is not taken is a fault like any other."""
    faults_of_fields = not form.is_valid()
    given = form.cleaned_data
    answers: dict[str, list[str]] = {}
    sent: list[tuple[str, Attachment]] = []
    for question in asked.questions:
        name = f"q_{question.id}"
        value = given.get(name)
        if question.answer == "file":
            if isinstance(value, File) and value.name and (one := _attached(form, name, value)) is not None:
                sent.append((question.id, one))
            continue
        answers[question.id] = [str(each) for each in value] if isinstance(value, list) else [str(value or "")]
    if faults_of_fields or form.errors:
        raise Refused([])
    names = CompanyFacts.__dataclass_fields__
    facts = CompanyFacts(**{name: str(given.get(name) or "") for name in names if name != "type"})
    return facts, answers, sent


def _attached(form: ApplyForm, name: str, value: Any) -> Attachment | None:
    try:
        return files.attach(value.chunks(), value.name or "", limit=LARGEST)
    except files.Unsuitable as refusal:
        form.fields[name].forget()  # type: ignore[attr-defined]
        form.add_error(name, str(refusal))
    except files.TooLarge:
        form.add_error(name, f"This file is larger than {LARGEST // 2**20} MB: send a smaller one.")
    return None


def _say(form: ApplyForm, refusal: Refused) -> None:
    for fault in refusal.faults:
        name = fault.field if fault.field in form.fields else f"q_{fault.field}"
        form.add_error(name if name in form.fields else None, fault.sentence)


def _link(secret: str) -> str:
    return f"{settings.FAIRWAY.base_url.rstrip('/')}{reverse('entrance:apply_go_on', args=[secret])}"


def _mail_link(saved: Saved, facts: CompanyFacts, request: Request) -> None:
    write = letters.to_confirm if saved.state == "unconfirmed" else letters.to_continue
    until = request.now.date().fromordinal(request.now.date().toordinal() + 30)
    letter = write(
        vendor=settings.FAIRWAY.vendor_name, contact=facts.contact, company=facts.name, link=_link(saved.secret),
        until=until,
    )  # fmt: skip
    mail.send(to=facts.email, subject=letter.subject, text=letter.text)


@require_GET
def sent(request: Request) -> HttpResponse:
    """Say that a mail is on its way: the same words for everybody."""
    return show(request, "sent.html", {})


@require_http_methods(["GET", "POST"])
def lost(request: Request) -> HttpResponse:
    """Mail the links of an address again. The answer is the same whether there are any."""
    form = LostForm(request.POST or None)
    if not form.is_valid():
        return show(request, "lost.html", {"form": form}, 422 if form.is_bound else 200)
    if request.POST.get(TRAP):
        return redirect("entrance:apply_sent")
    try:
        count(request, "links ", most=MOST_LINKS)
    except TooOften as refusal:
        form.add_error(None, str(refusal))
        return show(request, "lost.html", {"form": form}, 429)
    email = form.cleaned_data["email"]
    with acting_as(WORKER):
        found = actions.renew_links(actor=WORKER, now=request.now, email=email)
    until = request.now.date().fromordinal(request.now.date().toordinal() + 30)
    for contact, company, secret in found:
        letter = letters.to_continue(
            vendor=settings.FAIRWAY.vendor_name, contact=contact, company=company, link=_link(secret), until=until
        )
        mail.send(to=email, subject=letter.subject, text=letter.text)
    return redirect("entrance:apply_sent")


class LostForm(forms.Form):
    """The address an application was begun with."""

    email = forms.EmailField(label="Your e-mail address", max_length=254)


@require_http_methods(["GET", "POST"])
def go_on(request: Request, secret: str) -> HttpResponse:
    """Open an application over its link: go on, confirm the address, answer again, take it back."""
    own = queries.own_application(secret, now=request.now)
    if own is None:
        return show(request, "gone.html", {}, 410)
    asked = own.form
    values: dict[str, Any] = {name: getattr(own.facts, name) for name in CompanyFacts.__dataclass_fields__}
    for question in asked.questions:
        said = list(own.answers.get(question.id, []))
        if question.answer != "file":
            values[f"q_{question.id}"] = said if question.several else next(iter(said), "")
    form = ApplyForm(request.POST or None, request.FILES or None, asked=asked, own=own, initial=values)
    context: dict[str, Any] = {"asked": asked, "form": form, "own": own, "secret": secret}
    do = request.POST.get("do", "")
    if request.method == "GET" or not (own.is_open or do == "withdraw"):
        return show(request, "form.html" if own.is_open and own.state != "unconfirmed" else "status.html", context)
    try:
        if do == "confirm":
            saved = actions.confirm_address(now=request.now, secret=secret)
        elif do == "withdraw":
            saved = actions.withdraw_application(now=request.now, secret=secret)
        else:
            facts, answers, sent = _said(form, asked)
            saved = actions.save_application(
                now=request.now, type=asked.type, facts=facts, answers=answers, files=sent, secret=secret,
                hand_in=do == "hand_in",
            )  # fmt: skip
    except Refused as refusal:
        _say(form, refusal)
        return show(request, "form.html", context, 422)
    except LinkGone:
        return show(request, "gone.html", {}, 410)
    _tell(own, saved)
    if do == "save":
        messages.success(request, "Saved. The link you came by goes on working.")
    return redirect("entrance:apply_go_on", secret)


def _tell(own: OwnApplication, saved: Saved) -> None:
    """Confirm by mail what has just become of it; nothing where nothing has."""
    write = {"applied": letters.received, "withdrawn": letters.withdrawn}.get(saved.state)
    if write is None or own.state == saved.state:
        return
    letter = write(vendor=settings.FAIRWAY.vendor_name, contact=own.facts.contact, company=own.facts.name)
    mail.send(to=own.facts.email, subject=letter.subject, text=letter.text)


@require_POST
def remove_file(request: Request, secret: str, file_id: int) -> HttpResponse:
    """Take a file out again."""
    try:
        actions.remove_application_file(now=request.now, secret=secret, file_id=file_id)
    except LinkGone:
        return show(request, "gone.html", {}, 410)
    return redirect("entrance:apply_go_on", secret)
