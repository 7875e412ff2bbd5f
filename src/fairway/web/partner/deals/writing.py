"""Register a deal: a form made from the policy, kept as a draft, sent when it is whole."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from fairway.catalogue import queries as catalogue
from fairway.deals import actions
from fairway.deals import queries as deals
from fairway.deals.actions.registering import AskedRole, Faulty
from fairway.deals.rules.asked import Asked, AskedLine, Fault, day_of
from fairway.deals.rules.policy import Field, Policy
from fairway.deals.rules.policy.document import ROLES
from fairway.deals.rules.refusals import NotFound, Refused
from fairway.deals.rules.written import WrittenLine, number
from fairway.values import plain
from fairway.web.partner.page import show
from fairway.web.shared.countries import countries
from fairway.web.shared.deals import acknowledge
from fairway.web.shared.request import Request, today_of

LINES, ROLE_ROWS, MOST_ROWS = 4, 3, 100
CODE = re.compile(r"D-[0-9A-Z]{5}-[0-9A-Z]{5}")
AT_CUSTOMER = ("company", "country", "website", "tax_number", "address", "city", "region", "postal_code", "department")
CONTACT = ("contact_name", "contact_email", "contact_phone")


class DealForm(forms.Form):
    """The fields a policy asks for; needed ones are marked, and asked for when it is sent, not while it is a draft."""

    def __init__(self, *args: Any, policy: Policy, open_fields: tuple[str, ...] | None = None, **more: Any) -> None:
        super().__init__(*args, **more)
        for field, needed in policy.form:
            made = _made(field)
            made.label, made.help_text, made.required = field.label, field.hint, False
            made.widget.attrs["data-needed"] = "yes" if needed else "no"
            if needed:
                made.widget.attrs["aria-required"] = "true"
            if open_fields is not None and field.name not in open_fields:
                made.disabled = True
            made.needed = needed  # type: ignore[attr-defined]
            self.fields[field.name] = made

    def parts(self) -> tuple[tuple[str, list[Any]], ...]:
        """The fields under three headings."""
        groups: dict[str, list[Any]] = {"The deal": [], "The customer": [], "Their contact": []}
        for name in self.fields:
            title = "The customer" if name in AT_CUSTOMER else "Their contact" if name in CONTACT else "The deal"
            groups[title].append(self[name])
        return tuple((title, fields) for title, fields in groups.items() if fields)


def _made(field: Field) -> forms.Field:
    if field.name == "country":
        return forms.ChoiceField(choices=[("", "Choose"), *countries()])
    if field.kind == "choice":
        return forms.ChoiceField(choices=[("", "Choose"), *field.choices])
    if field.kind == "long":
        return forms.CharField(max_length=field.longest, widget=forms.Textarea(attrs={"rows": 3}))
    widget: forms.Widget = forms.TextInput()
    if field.kind == "day":
        widget = forms.DateInput(attrs={"type": "date"})
    elif field.kind == "email":
        widget = forms.EmailInput()
    return forms.CharField(max_length=field.longest, widget=widget)


@require_GET
def choose(request: Request) -> HttpResponse:
    """Choose the programme to register by; with one alone, straight to its form."""
    found = deals.published(request.actor)
    if len(found) == 1:
        return redirect("partner:deal_new", found[0].policy_id)
    return show(request, "partner/deals/choose.html", {"programmes": found})


@require_http_methods(["GET", "POST"])
def new(request: Request, policy_id: int) -> HttpResponse:
    """A new registration. Its code is drawn before the form is sent, so that sending it twice makes one."""
    try:
        found = deals.published_by_id(request.actor, policy_id)
    except NotFound:
        raise Http404 from None
    code = request.POST.get("code", "")
    if not CODE.fullmatch(code):
        code = actions.new_code()
    return _answer(request, found.policy, policy_id, code, None)


@require_http_methods(["GET", "POST"])
def edit(request: Request, deal: str) -> HttpResponse:
    """Change a draft, or put right what was returned."""
    try:
        view = deals.deal(request.actor, deal, request.now)
    except NotFound:
        raise Http404 from None
    if view.row.status not in ("draft", "returned"):
        messages.info(request, "It was sent, so it cannot be changed now.")
        return redirect("partner:deal", deal)
    return _answer(request, view.policy, view.policy_id, deal, view)


def _answer(request: Request, policy: Policy, policy_id: int, code: str, view: deals.DealView | None) -> HttpResponse:
    opened = view.open_fields if view is not None and view.row.status == "returned" else None
    form = DealForm(request.POST or None, policy=policy, open_fields=opened, initial=dict(view.fields) if view else {})
    rows = line_rows(request, view)
    parts = role_rows(request, view) if len(policy.roles) > 1 else []
    lines_open = opened is None or "lines" in opened
    roles_open = opened is None or "roles" in opened
    faults: list[Fault] = []
    doubts: tuple[Fault, ...] = ()
    if request.method == "POST" and "more" not in request.POST:
        fields = {name: request.POST.get(name, "") for name in form.fields if not form.fields[name].disabled}
        lines, faults = lines_of(request, rows) if lines_open else ((), [])
        roles, wrong = roles_of(request, parts) if parts and roles_open else (None, [])
        faults += wrong
        if faults and "send" in request.POST:
            said = Asked({**(view.fields if view else {}), **fields}, lines)
            faults += [
                one for one in deals.faults_now(request.actor, policy, said, request.now) if one.field != "lines"
            ]
        if not faults and "send" in request.POST:
            kept = view.asked if view is not None else Asked({})
            said = Asked({**kept.fields, **fields}, lines if lines_open else kept.lines)
            doubts = deals.doubts_now(request.actor, policy, said, request.now)
        seen = ",".join(one.field for one in doubts)
        if not faults and seen == (request.POST.get("seen", "") if doubts else ""):
            try:
                return _keep(request, policy_id, code, Asked(fields, lines), roles)
            except Faulty as refused:
                faults = list(refused.faults)
            except NotFound:
                raise Http404 from None
            except Refused as refused:
                faults = [Fault("", "", str(refused))]
        form.is_valid()
        for fault in faults:
            form.add_error(fault.field if fault.field in form.fields else None, fault.sentence)
        doubts = () if faults else doubts
        for one in doubts:
            if one.field in form.fields:
                form.fields[one.field].doubt = one.sentence  # type: ignore[attr-defined]
    context = {
        "form": form, "parts": form.parts(), "policy": policy, "policy_id": policy_id, "code": code, "view": view,
        "rows": rows, "roles": parts, "role_choices": [(role, ROLES[role]) for role in policy.roles],
        "lines_open": lines_open, "roles_open": roles_open,
        "files_open": opened is None or "attachments" in opened, "opened": opened,
        "line_faults": [fault.sentence for fault in faults if fault.field == "lines"],
        "doubts": doubts, "seen": ",".join(one.field for one in doubts),
        "line_doubts": [one.sentence for one in doubts if one.field == "lines"],
        "chosen": [sent.name for sent in request.FILES.getlist("files")],
        "currency": policy.currency, "today": today_of(request),
        "products": catalogue.visible_to(request.actor).filter(retired_on=None).order_by("sku")[:500],
    }  # fmt: skip
    return show(request, "partner/deals/form.html", context, status=422 if faults or doubts else 200)


def _keep(request: Request, policy_id: int, code: str, asked: Asked, roles: list[AskedRole] | None) -> HttpResponse:
    actor, now = request.actor, request.now
    actions.save_draft(actor=actor, now=now, code=code, policy_id=policy_id, asked=asked, roles=roles)
    for sent in request.FILES.getlist("files"):
        actions.attach(
            actor=actor, now=now, code=code, name=sent.name or "file", content=sent.read(),
            proof=request.POST.get("proof", "")[:24],
        )  # fmt: skip
    if "send" not in request.POST:
        messages.success(request, "Kept as it is. Nobody but you sees it until you send it.")
        return redirect("partner:deal", code)
    view = actions.submit(actor=actor, now=now, code=code)
    acknowledge(view, getattr(request.user, "email", ""))
    messages.success(request, f"We have it. Its code is {code}.")
    return redirect("partner:deal", code)


def line_rows(request: Request, view: deals.DealView | None) -> list[dict[str, str]]:
    """The rows of products as they stand in the form, and some empty ones below."""
    if request.method == "POST":
        count = min(_count(request, "lines"), MOST_ROWS)
        rows = [
            {name: request.POST.get(f"line-{at}-{name}", "").strip()[:80] for name in ("sku", "units", "value")}
            for at in range(count)
        ]
        return rows + [_empty()] * (LINES if "more" in request.POST else 0)
    rows = [
        {"sku": one.sku, "units": plain(one.units), "value": plain(one.value.amount)}
        for one in (view.lines if view else ())
    ]
    return rows + [_empty()] * max(1, LINES - len(rows))


def _empty() -> dict[str, str]:
    return {"sku": "", "units": "", "value": ""}


def _count(request: Request, name: str) -> int:
    text = request.POST.get(f"{name}-count", "0")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0


def lines_of(request: Request, rows: list[dict[str, str]]) -> tuple[tuple[AskedLine, ...], list[Fault]]:
    """Products as the rules read them, and what cannot be read."""
    lines, faults = deals.lines_from(request.actor, [WrittenLine(**row) for row in rows if any(row.values())])
    return lines, list(faults)


def role_rows(request: Request, view: deals.DealView | None) -> list[dict[str, str]]:
    """The rows of partners' roles as they stand in the form."""
    if request.method == "POST":
        names = ("role", "named", "share", "since")
        return [
            {name: request.POST.get(f"role-{at}-{name}", "").strip()[:200] for name in names}
            for at in range(min(_count(request, "roles"), 10))
        ]
    rows = [
        {"role": one.role, "named": one.named, "share": plain(one.share), "since": one.since_on.isoformat()}
        for one in (view.roles if view else ())
    ]
    return rows + [{"role": "", "named": "", "share": "", "since": ""}] * max(1, ROLE_ROWS - len(rows))


def roles_of(request: Request, rows: list[dict[str, str]]) -> tuple[list[AskedRole], list[Fault]]:
    """Roles as the rules read them, and what cannot be read."""
    found, faults = [], []
    for row in rows:
        if not row["named"]:
            continue
        share, since = number(row["share"] or "0", 3, 2), day_of(row["since"]) or today_of(request)
        if share is None:
            faults.append(Fault("", row["share"], f"{row['named']}: write the share in percent, such as 40."))
            continue
        found.append(AskedRole(row["role"], row["named"], share, since))
    return found, faults
