"""The mapping page: which column is which field, with the first lines decided as they would be."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import redirect

from fairway.formats import CannotRead, Layout
from fairway.sales import actions
from fairway.sales import queries as sales
from fairway.sales.actions import CannotDo
from fairway.sales.queries import Preview, ReportRow
from fairway.web.shared.sales_files.door import Request, SalesFiles, today_of
from fairway.web.shared.sales_files.forms import MappingForm
from fairway.web.shared.sales_files.words import DOUBTS, OUTCOMES

OPEN = ("received", "needs_mapping", "to_confirm", "refused")
USUAL = "Standard"


def edit(door: SalesFiles, request: Request, report_id: int) -> HttpResponseBase:
    """Map the columns of a file; ``do=save`` takes it in, anything else shows the first lines again."""
    row = door.report(request, report_id)
    if row.status not in OPEN:
        messages.info(request, "This file is decided already. To read it differently, withdraw it and send it again.")
        return redirect(door.address("sales_file", row.id))
    saved = sales.layouts_of(request.actor, row.reporter_id)
    today = today_of(request)
    try:
        begun = sales.preview(request.actor, row.id, today=today, layout=_begun(request, saved))
        form = _form(request, begun, row, saved)
        shown = begun
        if form.is_bound and form.is_valid():
            shown = sales.preview(request.actor, row.id, today=today, layout=form.cleaned_data["layout"])
            if request.POST.get("do") == "save" and _mapped(request, form, row):
                return redirect(door.address("sales_file", row.id))
    except CannotRead as refusal:
        return door.show(request, "unreadable", {"file": row, "refusal": refusal}, status=422)
    context = {
        "file": row,
        "form": form,
        "saved": [name for name, _ in saved],
        "chosen": request.GET.get("layout", ""),
        "notes": shown.notes,
        "doubts": [DOUBTS[one] for one in begun.doubts if one in DOUBTS],
        "delimiter": {"\t": "tab", ";": "semicolon", ",": "comma", "|": "bar"}.get(begun.layout.delimiter, ""),
        **_shown(shown),
    }
    return door.show(request, "mapping", context, status=422 if form.errors and not _is_htmx(request) else 200)


def _is_htmx(request: Request) -> bool:
    return bool(request.headers.get("HX-Request"))


def _begun(request: Request, saved: tuple[tuple[str, Layout], ...]) -> Layout | None:
    """The layout a page begins with: a saved one that was asked for, or none for the file's own or a guess."""
    return dict(saved).get(request.GET.get("layout", ""))


def _form(request: Request, begun: Preview, row: ReportRow, saved: tuple[tuple[str, Layout], ...]) -> MappingForm:
    name = row.layout_name or request.GET.get("layout", "") or (saved[0][0] if saved else USUAL)
    if request.method != "POST":
        return MappingForm(layout=begun.layout, headings=begun.headings, sheets=begun.sheets, save_as=name)
    again = _reread(request, begun, row)
    data = request.POST.copy()
    known = set(again.headings)
    for key in [key for key in data if key.startswith("column_") and data[key] not in known]:
        data[key] = again.layout.columns.get(key.removeprefix("column_"), "")
    data.setlist("extras", [one for one in data.getlist("extras") if one in known])
    return MappingForm(data, layout=again.layout, headings=again.headings, sheets=begun.sheets, save_as=name)


def _reread(request: Request, begun: Preview, row: ReportRow) -> Preview:
    """The file read by the encoding, sheet and heading row that the form names, for the headings it then has."""
    post: QueryDict = request.POST
    asked: dict[str, Any] = {name: post[name] for name in ("encoding", "sheet") if post.get(name)}
    if "sheet" in asked and asked["sheet"] not in begun.sheets:
        del asked["sheet"]
    if post.get("header_row", "").isdigit() and len(post["header_row"]) < 4:
        asked["header_row"] = int(post["header_row"])
    changed = {name: value for name, value in asked.items() if getattr(begun.layout, name) != value}
    if not changed:
        return begun
    return sales.preview(request.actor, row.id, today=today_of(request), layout=replace(begun.layout, **changed))


def _mapped(request: Request, form: MappingForm, row: ReportRow) -> bool:
    given = form.cleaned_data
    try:
        actions.map_columns(
            actor=request.actor,
            now=request.now,
            report_id=row.id,
            layout=given["layout"],
            save_as=given["save_as"].strip(),
        )
    except CannotDo as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _shown(preview: Preview) -> dict[str, Any]:
    means = {heading: field for field, heading in preview.layout.columns.items()}
    counted: dict[str, int] = {}
    for line in preview.rows:
        counted[line.decision.outcome] = counted.get(line.decision.outcome, 0) + 1
    width = len(preview.headings)
    return {
        "heads": [(heading, means.get(heading, "").replace("_", " ")) for heading in preview.headings],
        "lines": [
            (
                line.line,
                (*line.cells, *[""] * (width - len(line.cells))),
                OUTCOMES[line.decision.outcome],
                line.sentence,
            )
            for line in preview.rows
        ],
        "counted": ", ".join(f"{counted[name]} {name}" for name in OUTCOMES if name in counted),
        "missing": [name.replace("_", " ") for name in preview.missing],
    }
