"""Held lines: what would settle them, said once for all alike, or line by line with a reason."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fairway.catalogue import queries as catalogue
from fairway.partners import queries as partners
from fairway.policy.problems import counted
from fairway.sales import actions
from fairway.sales import queries as sales
from fairway.sales.actions import CannotDo
from fairway.sales.queries import HeldGroup, HeldRow, ReportRow
from fairway.values import CURRENCIES, Exact, Money
from fairway.web.shared.request import Request, number_of, today_of
from fairway.web.staff.sales.finding import found
from fairway.web.staff.sales.forms import FixForm

PRODUCT = ("L5-unknown-product", "L5-scientific-product")
PARTNER = ("L6-unknown-partner",)
BY_JUDGEMENT = ("L7-outside-period", "L2-near-duplicate", "L3-sign")
"""Reasons that a person may overrule line by line."""
SHOWN, CANDIDATES = 50, 20


def _way(group: HeldGroup) -> str:
    """How a group is settled: by picking a product or a partner, by judgement, or outside this page."""
    if group.text and group.code in PRODUCT:
        return "product"
    if group.text and group.code in PARTNER:
        return "partner"
    return "judge" if group.code in BY_JUDGEMENT else ""


@require_GET
def index(request: Request, report_id: int) -> HttpResponseBase:
    """Show what is held of a file, grouped by what settles it; one group's lines open below."""
    row = found(request, report_id)
    groups = sales.held_groups(request.actor, report_id=report_id)
    code, text = request.GET.get("code", ""), request.GET.get("text", "")
    chosen = next((one for one in groups if (one.code, one.text) == (code, text)), None)
    lines = sales.held_lines(request.actor, report_id=report_id, code=code, text=text, limit=SHOWN) if chosen else ()
    context = {
        "file": row,
        "groups": [(one, _way(one)) for one in groups],
        "chosen": chosen,
        "way": _way(chosen) if chosen else "",
        "lines": [(line, _net(line)) for line in lines],
        "more": bool(chosen) and len(lines) == SHOWN,
        "held": sum(one.lines for one in groups),
    }
    return render(request, "staff/sales/held.html", context)


@require_http_methods(["GET", "POST"])
def fix(request: Request, report_id: int) -> HttpResponseBase:
    """Pick the product or partner that a text means; it then holds for every line and file alike."""
    row = found(request, report_id)
    code, text = request.GET.get("code", ""), request.GET.get("text", "")
    group = next(
        (one for one in sales.held_groups(request.actor, report_id=report_id) if (one.code, one.text) == (code, text)),
        None,
    )
    if group is None or _way(group) not in {"product", "partner"}:
        if request.method == "GET":
            messages.info(request, "Nothing is held for that any more.")
            return redirect("staff:sales_held", row.id)
        raise Http404
    way = _way(group)
    words = request.GET.get("q", "").strip()
    lines = sales.held_lines(request.actor, report_id=report_id, code=code, text=text, limit=10)
    evidence = lines[0].cells if lines else ()
    picks = _candidates(request, way, words, [text, *evidence])
    form = FixForm(request.POST if request.method == "POST" else None, picks=picks)
    if form.is_valid():
        number = int(form.cleaned_data["pick"])
        for_all = form.cleaned_data["for_all"] == "yes"
        meaning: dict[str, Any] = {"product_id": number} if way == "product" else {"partner_id": number}
        try:
            taken = actions.fix_held(
                actor=request.actor, now=request.now, text=text, reporter_id=row.reporter_id, for_all=for_all, **meaning
            )
        except CannotDo as refusal:
            form.add_error(None, str(refusal))
        else:
            lines_were = counted(taken, "held line was", "held lines were")
            messages.success(request, f"“{text}” is known now: {lines_were} taken in.")
            return redirect("staff:sales_held", row.id)
    context = {
        "file": row,
        "group": group,
        "way": way,
        "form": form,
        "picks": picks,
        "words": words,
        "evidence": _named(row, evidence),
        "first": f"Line {lines[0].row} of the file" if lines else "",
        "others": [line.row for line in lines[1:]],
    }
    return render(request, "staff/sales/fix.html", context, status=422 if form.is_bound else 200)


def _named(row: ReportRow, cells: tuple[str, ...]) -> list[tuple[str, str]]:
    headings = row.guess.get("headings", [])
    return [(heading, cell) for heading, cell in zip(headings, cells, strict=False) if cell.strip()]


def _net(line: HeldRow) -> Money | Exact | None:
    """The net amount as money where the currency is one."""
    if line.net_amount is None or line.currency not in CURRENCIES:
        return line.net_amount
    return Money.of(line.net_amount, line.currency)


def _candidates(request: Request, way: str, words: str, texts: list[str]) -> list[tuple[str, str]]:
    """What is called so; else, and before anybody searched, what is written alike."""
    actor = request.actor
    if way == "product":
        named = catalogue.listed(actor, search=words).order_by("sku")[:CANDIDATES] if words else ()
        products = catalogue.rows_of(named) or catalogue.alike(actor, [words] if words else texts)
        return [(str(one.id), f"{one.sku} · {one.name}") for one in products]
    found = partners.listed(actor, on=today_of(request), search=words).order_by("name")[:CANDIDATES] if words else ()
    rows = {one.pk: (one.code, one.name) for one in found} or partners.alike(actor, words or texts[0])
    return [(str(pk), f"{code} · {name}") for pk, (code, name) in rows.items()]


@require_POST
def settle(request: Request, report_id: int) -> HttpResponseBase:
    """Accept lines as they stand, or drop them, with the reason."""
    row = found(request, report_id)
    mine = {one.id for one in sales.held_lines(request.actor, report_id=report_id, limit=100_000)}
    chosen = [
        number for one in request.POST.getlist("line") if (number := number_of(one)) is not None and number in mine
    ]
    reason = request.POST.get("reason", "").strip()[:2000]
    act = actions.accept_held if request.POST.get("do") == "accept" else actions.discard_held
    if not chosen:
        messages.error(request, "Choose the lines first.")
    else:
        try:
            done = act(actor=request.actor, now=request.now, held_ids=chosen, reason=reason)
        except CannotDo as refusal:
            messages.error(request, str(refusal))
        else:
            word = "taken in" if act is actions.accept_held else "dropped"
            messages.success(request, f"{done:,} of {counted(len(chosen), 'line was', 'lines were')} {word}.")
    return redirect("staff:sales_held", row.id)


@require_POST
def again(request: Request, report_id: int) -> HttpResponseBase:
    """Decide this sender's held lines again, after products, partners or units were put right elsewhere."""
    row = found(request, report_id)
    taken = actions.replay_held(
        actor=request.actor, now=request.now, reporter_id=row.reporter_id, any_reporter=False
    )  # fmt: skip
    messages.success(request, f"Decided again: {counted(taken, 'held line was', 'held lines were')} taken in.")
    return redirect("staff:sales_held", row.id)
