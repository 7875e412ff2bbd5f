"""Files of territories, and of what they are made of.

A territory file is taken row by row: what is bad is named, the rest is granted. Its preview is a trial of the load, so
it also names the rows that would meet somebody's grant.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from fairway.agreements.actions import loading, places, territories, trees
from fairway.agreements.actions.refusals import Refused
from fairway.agreements.queries import places as queries
from fairway.agreements.rules import files as rules
from fairway.agreements.rules.files import Row
from fairway.formats import CannotRead
from fairway.formats.tables import recognised
from fairway.kit import files
from fairway.kit.access import Actor
from fairway.web.shared import lists
from fairway.web.shared.fixing import FAULTS, Found, column_of, fix_file, table_of
from fairway.web.shared.request import Request, today_of
from fairway.web.staff.importing import HOURS, MOST_ROWS, FileForm, Import, TakeForm, taken_for

EXAMPLE = """Partner;ZIP;Product line;Kind;From;Until
A-1;50000-52899;Bikes;exclusive;2026-01-01;2027-01-01
B-2;680;Bikes;shared 3;2026-01-01;"""
SALT = "fairway.staff.import.grants"


class NoTerritories(Exception):
    """A file that is a table and says nothing of territories."""

    def __init__(self, sentence: str, remedy: str) -> None:
        super().__init__(f"{sentence} {remedy}")
        self.sentence, self.remedy = sentence, remedy


class ReasonForm(TakeForm):
    """The first day of rows that give none, and why they are loaded."""

    reason = forms.CharField(
        label="Reason", max_length=2000, widget=forms.Textarea(attrs={"rows": 2}), help_text="Both sides read it later."
    )


@require_http_methods(["GET", "POST"])
def upload(request: Request) -> HttpResponseBase:
    """Take a territory file."""
    form = FileForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            kept = files.store(sent.chunks())
        except files.TooLarge as refusal:
            form.add_error("file", str(refusal))
        else:
            token = signing.dumps([kept.sha256, sent.name[-200:], request.actor.person], salt=SALT)
            return redirect("staff:grants_preview", token)
    return render(
        request,
        "staff/territories/upload.html",
        {"form": form, "example": EXAMPLE},
        status=422 if form.is_bound else 200,
    )


@require_http_methods(["GET", "POST"])
def preview(request: Request, token: str) -> HttpResponseBase:
    """Show what loading the file would do, row by row, and do it."""
    try:
        sha256, name, person = signing.loads(token, salt=SALT, max_age=HOURS)
    except signing.BadSignature:
        raise Http404 from None
    if person != request.actor.person or not files.place(sha256).is_file():
        raise Http404
    form = ReasonForm(request.POST or None, initial={"since_on": today_of(request)})
    form.fields["since_on"].help_text = "For rows that give no first day."
    asked = form.cleaned_data if form.is_valid() else {}
    try:
        rows, columns, headings = read(request.actor, sha256, name, asked.get("since_on") or today_of(request))
    except (CannotRead, NoTerritories) as refusal:
        context: dict[str, Any] = {"refusal": refusal, "file_name": name}
        return render(request, "staff/territories/unreadable.html", context, status=422)
    if request.method == "POST" and asked:
        done = loading.load_grants(actor=request.actor, now=request.now, rows=rows, reason=asked["reason"])
        words = f"{done.added:,} granted, {done.unchanged:,} stood already, {done.refused:,} not taken."
        (messages.warning if done.refused else messages.success)(request, f"{name} was loaded: {words}")
        if not done.refused:
            return redirect("staff:grants")
    else:
        done = loading.load_grants(actor=request.actor, now=request.now, rows=rows, reason="", only_try=True)
    faults = [
        Found(number, column_of(fault.field, columns, rules.COLUMNS), fault.value, fault.sentence)
        for number, fault in done.faults
    ]
    if request.GET.get("export") in lists.EXPORTS:
        return lists.answer(request, "", FAULTS, faults)
    if request.GET.get("export") == "fix":
        return fix_file(sha256, name, faults, only_faulty=True)
    taken = taken_for(headings, columns, rules.COLUMNS)
    context = {
        "form": form, "file_name": name, "done": done, "count": len(rows), "has_faults": bool(faults),
        "was_loaded": request.method == "POST" and bool(asked), "faults": lists.read(request, FAULTS, faults),
        "unread": [heading for heading, means in taken if not means], "taken": taken,
    }  # fmt: skip
    return render(request, "staff/territories/preview.html", context, status=422 if form.errors else 200)


def read(actor: Actor, sha256: str, name: str, since_on: date) -> tuple[list[Row], Mapping[str, str], tuple[str, ...]]:
    """Read a kept territory file.

    :raises CannotRead: it is no table.
    :raises NoTerritories: it says nothing of territories.
    """
    table = table_of(sha256, name)
    columns = recognised(table.headings, rules.COLUMNS)
    if "partner" not in columns:
        raise NoTerritories("No column is called “Partner”.", "Give the heading row one.")
    if not {"places", "territory", "country"} & set(columns):
        raise NoTerritories("No column says where.", "Call one “Places”, “ZIP”, “Territory” or “Country”.")
    known = queries.known_to_files(actor, since_on=since_on)
    found: list[Row] = []
    for row in table.rows:
        if len(found) >= MOST_ROWS:
            raise NoTerritories(f"A file has at most {MOST_ROWS:,} rows.", f"Split it at row {row.number}.")
        found.append(rules.row_from(row.number, row.cells, columns, known))
    if not found:
        raise NoTerritories("The file has a heading and no row below it.", "Add rows.")
    return found, columns, tuple(table.headings)


def _load_postal(*, actor: Actor, now: datetime, rows: Any, reason: str) -> places.Loaded:
    return places.load_postal(
        actor=actor, now=now, rows=rows, source=reason or f"A file loaded on {now:%Y-%m-%d}", reason=reason
    )


TABLES: Mapping[str, Import] = {
    "accounts": Import(
        name="accounts", title="Load named accounts", back="staff:accounts", rows="accounts",
        help="how-to/grant-a-territory", known=rules.ACCOUNT_COLUMNS, needed=("code", "name"),
        facts_from=rules.account_from, faults_of=rules.account_faults, key=lambda facts: facts.code,
        standing=lambda actor: queries.visible_accounts(actor).values_list("code", flat=True),
        load=territories.load_accounts, refused=Refused, example="Code;Name;Country\nACME;Acme Works;US",
    ),
    "lines": Import(
        name="lines", title="Load product lines", back="staff:lines", rows="product lines",
        help="how-to/grant-a-territory", known=rules.BRANCH_COLUMNS, needed=("code", "name"),
        facts_from=rules.branch_from, faults_of=rules.branch_faults, key=lambda branch: branch.code,
        standing=lambda actor: [branch.code for branch in queries.lines(actor)],
        load=trees.load_lines, refused=Refused, tried=True,
        example="Code;Name;Parent;Takes\nbikes;Bikes;;category=Bikes\nroad;Road bikes;bikes;subcategory=Road Bikes",
    ),
    "segments": Import(
        name="segments", title="Load segments", back="staff:lines", rows="segments",
        help="how-to/grant-a-territory", known=rules.BRANCH_COLUMNS, needed=("code", "name"),
        facts_from=rules.branch_from, faults_of=rules.branch_faults, key=lambda branch: branch.code,
        standing=lambda actor: [branch.code for branch in queries.segments(actor)],
        load=trees.load_segments, refused=Refused, tried=True,
        example="Code;Name;Parent\npublic;Public;\nschools;Schools;public",
    ),
    "postal": Import(
        name="postal", title="Load a postal table", back="staff:territories", rows="postal areas",
        help="how-to/grant-a-territory", known=rules.POSTAL_COLUMNS, needed=("country", "postal", "subdivision"),
        facts_from=rules.postal_from, faults_of=rules.postal_faults, key=lambda facts: facts.area.text,
        standing=lambda actor: (), load=_load_postal, refused=Refused,
        example="Country;Postal code;Subdivision\nUS;500-528;IA\nUS;680-693;NE",
    ),
}  # fmt: skip
