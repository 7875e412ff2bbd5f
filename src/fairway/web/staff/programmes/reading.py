"""Read programmes: the list, one with its versions and words, two versions side by side."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from fairway.incentives import queries as incentives
from fairway.incentives.rules import NotFound, Refused
from fairway.incentives.rules.periods import calendar_of
from fairway.web.shared import lists
from fairway.web.shared.components import Badge, compare_lines
from fairway.web.shared.language import language
from fairway.web.shared.lists import Column, Listing
from fairway.web.shared.request import Request, today_of


def _state(row: incentives.ProgrammeRow) -> Badge:
    if row.submitted:
        return Badge("Waits for a second person", "warn")
    if row.published is None:
        return Badge("Draft", "calm")
    return Badge("Published, draft open", "info") if row.draft is not None else Badge("Published", "good")


PROGRAMMES = Listing(
    name="programmes",
    columns=(
        Column(
            "title",
            "Programme",
            is_key=True,
            sort=True,
            link=lambda row: reverse("staff:programme", args=[row.id]),
            note=lambda row: row.code,
        ),
        Column("state", "State", kind="status", value=_state),
        Column(
            "published",
            "Published version",
            kind="number",
            value=lambda row: row.published,
            sort=lambda row: row.published or 0,
        ),
        Column("published_at", "Published", kind="moment"),
        Column("draft", "Draft version", kind="number", value=lambda row: row.draft),
        Column("currency", "Currency", sort=True),
        Column(
            "last_run_at",
            "Last calculated",
            kind="moment",
            link=lambda row: reverse("staff:run", args=[row.last_run_id]) if row.last_run_id else None,
        ),
    ),
    search=("title", "code"),
    search_hint="Title or id",
    default_sort="title",
    empty_title="No programmes yet",
    empty_text="A programme is a document that says who earns what for which sales. Write the first, or paste one.",
    empty_icon="document-text",
)


@require_GET
def index(request: Request) -> HttpResponseBase:
    """Show all programmes with their state."""
    return lists.answer(request, "staff/programmes/index.html", PROGRAMMES, incentives.programmes_for(request.actor))


def view_of(request: Request, number: int, version: int | None = None) -> incentives.ProgrammeView:
    """One programme of the address, or 404."""
    try:
        code = incentives.programme_code(request.actor, number)
        return incentives.programme(request.actor, code, number=version, language=language())
    except NotFound:
        raise Http404 from None


@require_GET
def one(request: Request, number: int) -> HttpResponse:
    """Show a programme: what it says in words, its versions, and what may be done with the newest."""
    view = view_of(request, number)
    newest = view.versions[0]
    actor = request.actor
    own = actor.user_id in {newest.edited_by_id, newest.submitted_by_id}
    live = next((row for row in view.versions if row.state == "published"), None)
    differences: tuple[object, ...] = ()
    if newest.state == "submitted" and live is not None:
        try:
            differences = incentives.version_compare(actor, live.id, newest.id)
        except Refused:
            differences = ()
    return render(
        request,
        "staff/programmes/programme.html",
        {
            "view": view,
            "newest": newest,
            "live": live,
            "differences": differences,
            "errors": [problem for problem in view.problems if problem.stops],
            "unheld": incentives.unheld_names(actor, view.document) if view.document is not None else (),
            "holds": [problem for problem in view.problems if not problem.stops and not problem.publishes],
            "warnings": [problem for problem in view.problems if problem.publishes],
            "may_publish": newest.state == "submitted" and actor.may("programmes.publish") and not own,
            "first_day": calendar_of(view.document.calendar).period_of(today_of(request)).start
            if view.document
            else None,
            "own": own and newest.state == "submitted",
            "uncalculated": live is not None and _since_last_run(view.row, live),
        },
    )


def _since_last_run(row: incentives.ProgrammeRow, live: incentives.VersionRow) -> bool:
    """Whether no run was asked for since the version in force was published."""
    return row.last_run_at is None or (live.published_at is not None and row.last_run_at < live.published_at)


@require_GET
def version(request: Request, number: int, version: int) -> HttpResponse:
    """Show one version: its text, its words, and the SQL that calculates it."""
    view = view_of(request, number, version)
    row = next(row for row in view.versions if row.number == version)
    sql = "" if view.document is None else incentives.printed_sql(view.document, on=today_of(request))
    return render(request, "staff/programmes/version.html", {"view": view, "version": row, "sql": sql})


@require_GET
def review(request: Request, number: int) -> HttpResponse:
    """Review the newest version against the last year's sales; the page of the programme asks for it by itself."""
    view = view_of(request, number)
    reviewed = incentives.review_text(request.actor, view.text, name=f"{view.row.code}.yaml", on=today_of(request))
    said = set(view.problems)
    return render(
        request,
        "staff/programmes/review.html",
        {
            "view": view,
            "newest": view.versions[0],
            "reviewed": reviewed,
            "found": [problem for problem in reviewed.problems if problem not in said],
        },
    )


@require_GET
def text(request: Request, number: int, version: int) -> HttpResponse:
    """Hand out a version's document as it is."""
    view = view_of(request, number, version)
    response = HttpResponse(view.text, content_type="text/yaml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{view.row.code}-v{version}.yaml"'
    return response


@require_GET
def compare(request: Request, number: int) -> HttpResponse:
    """Lay two versions side by side, in words first and as text below."""
    view = view_of(request, number)
    versions = {str(row.number): row for row in view.versions}
    after = versions.get(request.GET.get("after", ""), view.versions[0])
    before = versions.get(request.GET.get("before", ""), view.versions[min(1, len(view.versions) - 1)])
    refusal = ""
    differences: tuple[object, ...] = ()
    try:
        differences = incentives.version_compare(request.actor, before.id, after.id)
    except Refused as refused:
        refusal = str(refused)
    rows = compare_lines(
        incentives.version_text(request.actor, before.id).splitlines(),
        incentives.version_text(request.actor, after.id).splitlines(),
    )
    return render(
        request,
        "staff/programmes/compare.html",
        {
            "view": view,
            "before": before,
            "after": after,
            "differences": differences,
            "rows": rows,
            "refusal": refusal,
        },
    )
