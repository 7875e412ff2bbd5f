"""Templates: the list, one with its versions, the editor that checks while one writes, publication."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fairway.agreements.actions import templates as actions
from fairway.agreements.actions.refusals import ChangedMeanwhile, Refused
from fairway.agreements.queries import templates as queries
from fairway.agreements.rules import templates as language
from fairway.agreements.rules.example import EXAMPLE
from fairway.agreements.rules.particulars import FIELDS, SECTIONS
from fairway.kit.access import people
from fairway.web.shared import lists
from fairway.web.shared.components import compare_lines
from fairway.web.shared.drafts import DraftForm, Meanwhile, digest_of, overtaken
from fairway.web.shared.lists import Column, Listing
from fairway.web.shared.request import Request

TEMPLATES = Listing(
    name="agreement-templates",
    columns=(
        Column(
            "title", "Template", is_key=True, sort=True, note=lambda row: row.code,
            link=lambda row: reverse("staff:template", args=[row.id]),
        ),
        Column("state", "State", kind="status"),
        Column("published", "Published version", kind="number",
               value=lambda row: row.published.number if row.published else None),
        Column("published_at", "Published", kind="moment",
               value=lambda row: row.published.published_at if row.published else None),
    ),
    search=("title", "code"),
    default_sort="title",
    empty_title="No templates yet",
    empty_text="A template is the text of a kind of agreement, with fields and conditional clauses. Write the first.",
    empty_icon="document-text",
)  # fmt: skip


class TextForm(DraftForm):
    """The text of a template."""

    note = forms.CharField(label="What changes, and why", max_length=2000, required=False)


class NewForm(TextForm):
    """A new template."""

    code = forms.CharField(label="Code", max_length=40, help_text="Small letters, digits and hyphens.")
    title = forms.CharField(label="Title", max_length=200)


@require_GET
def index(request: Request) -> HttpResponseBase:
    """Show all templates."""
    return lists.answer(request, "staff/agreements/templates.html", TEMPLATES, queries.templates(request.actor))


def _found(request: Request, template_id: int) -> queries.TemplateRow:
    try:
        return queries.template(request.actor, template_id)
    except queries.UnknownTemplate:
        raise Http404 from None


@require_GET
def one(request: Request, template_id: int) -> HttpResponse:
    """Show a template: the newest version, and what changed between the two newest."""
    template = _found(request, template_id)
    chosen = request.GET.get("version", "")
    shown = next((row for row in template.versions if str(row.number) == chosen), template.versions[0])
    before = next((row for row in template.versions if row.number < shown.number), None)
    names = people.names_of(
        {number for row in template.versions for number in (row.edited_by_id, row.published_by_id) if number}
    )
    context = {
        "template": template, "seen": digest_of(template.versions[0].text), "shown": shown, "before": before,
        "rows": compare_lines(before.text.splitlines(), shown.text.splitlines()) if before else (),
        "versions": [
            (row, names.get(row.edited_by_id or 0, ""), names.get(row.published_by_id or 0, ""))
            for row in template.versions
        ],
        "may_edit": request.actor.may("agreements.templates"),
        "may_publish": request.actor.may("agreements.publish"),
        "is_own": template.draft is not None and template.draft.edited_by_id == request.actor.user_id,
    }  # fmt: skip
    return render(request, "staff/agreements/template.html", context)


@require_POST
def check(request: Request) -> HttpResponse:
    """Answer the problems of a text while somebody writes it."""
    problems = language.parse(request.POST.get("text", "")).problems
    return render(request, "shared/components/problems.html", {"problems": problems})


@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """Begin a template from the example, or from a text pasted in."""
    form = NewForm(request.POST or None, text=EXAMPLE)
    if form.is_valid() and "save" in request.POST:
        said = form.cleaned_data
        try:
            made = actions.create(
                actor=request.actor, now=request.now, code=said["code"], title=said["title"], text=said["text"]
            )
        except Refused as refusal:
            for fault in refusal.faults:
                form.add_error(fault.field, fault.sentence)
        else:
            messages.success(request, "Saved as version 1, a draft.")
            return redirect("staff:template", made)
    return _editor(request, form, request.POST.get("text", EXAMPLE), None)


@require_http_methods(["GET", "POST"])
def edit(request: Request, template_id: int) -> HttpResponse:
    """Change the draft; after a publication the first change begins the next version."""
    template = _found(request, template_id)
    newest = template.versions[0]
    form = TextForm(request.POST or None, text=newest.text)
    form.initial["note"] = newest.note if newest.published_at is None else ""
    if form.is_valid() and "save" in request.POST:
        text = form.cleaned_data["text"]
        try:
            actions.save(actor=request.actor, now=request.now, template_id=template_id, **form.cleaned_data)
        except ChangedMeanwhile:
            stands = _found(request, template_id).versions[0].text
            again, meanwhile = overtaken(request.POST, stands, TextForm)
            return _editor(request, again, request.POST.get("text", ""), template, meanwhile)
        count = sum(problem.stops for problem in language.parse(text).problems)
        if count:
            messages.warning(request, f"Saved, with {count} problems: put them right before you publish it.")
        else:
            messages.success(request, "Saved.")
        return redirect("staff:template", template_id)
    return _editor(request, form, request.POST.get("text", newest.text), template)


def _editor(
    request: Request, form: forms.Form, text: str, template: queries.TemplateRow | None, meanwhile: Meanwhile = ()
) -> HttpResponse:
    context = {
        "form": form, "meanwhile": meanwhile, "template": template, "problems": language.parse(text).problems,
        "check": reverse("staff:template_check"), "fields": FIELDS.items(), "sections": SECTIONS.items(),
    }  # fmt: skip
    status = 409 if meanwhile else 422 if form.errors else 200
    return render(request, "staff/agreements/template_edit.html", context, status=status)


@require_POST
def publish(request: Request, template_id: int) -> HttpResponse:
    """Publish the draft: agreements are drafted from it, and it never changes again."""
    template = _found(request, template_id)
    if template.draft is None:
        messages.info(request, "There is nothing new to publish.")
        return redirect("staff:template", template_id)
    try:
        actions.publish(
            actor=request.actor, now=request.now, version_id=template.draft.id, seen=request.POST.get("seen", "")
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Version {template.draft.number} is published. It never changes from now on.")
    return redirect("staff:template", template_id)
