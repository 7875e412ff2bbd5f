"""Onboarding seen by the vendor: how far everybody is, and one partner's tasks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from fairway.agreements.actions.meeting import meet_steps
from fairway.deals import queries as deals
from fairway.partners import actions, queries
from fairway.partners.queries import Progress
from fairway.partners.rules import TYPES
from fairway.sales import queries as sales
from fairway.web.shared import attachments, lists, onboarding
from fairway.web.shared.lists import Column, Filter, Listing, View
from fairway.web.shared.request import Request, today_of
from fairway.web.staff.partner_page import found, frame, status_badge


@dataclass(frozen=True)
class First:
    """A partner's first deal: the first registered, or the first sale where none was registered before it."""

    on: date
    is_sale: bool

    @property
    def words(self) -> str:
        return "a sale" if self.is_sale else "a registered deal"

    def days_after(self, began: date) -> int | None:
        """Days since the plan began; None for what happened before."""
        return None if self.on < began else (self.on - began).days


def _firsts(request: Request, partner_ids: Sequence[int]) -> dict[int, First]:
    if not partner_ids:
        return {}
    registered = deals.first_deals(request.actor, partner_ids)
    sold = sales.first_sales(request.actor, partner_ids)
    found = {number: First(day, is_sale=True) for number, day in sold.items()}
    for number, day in registered.items():
        if number not in sold or day <= sold[number]:
            found[number] = First(day, is_sale=False)
    return found


@dataclass(frozen=True)
class Row:
    """A partner's onboarding, and how long it took until the first deal."""

    progress: Progress
    first: First | None

    @property
    def on(self) -> date | None:
        return self.first.on if self.first else None

    @property
    def days(self) -> int | None:
        return self.first.days_after(self.progress.began_on) if self.first else None


def _narrow(rows: Sequence[Row], value: str) -> list[Row]:
    tests: dict[str, Callable[[Row], bool]] = {
        "running": lambda row: row.progress.done < row.progress.total,
        "late": lambda row: row.progress.late > 0,
        "finished": lambda row: row.progress.done == row.progress.total,
    }
    test = tests.get(value)
    return [row for row in rows if test is None or test(row)]


ONBOARDING = Listing(
    name="onboarding",
    columns=(
        Column("name", "Partner", is_key=True, sort=lambda row: row.progress.name.casefold(),
               link=lambda row: reverse("staff:partner_onboarding", args=[row.progress.partner_id]),
               value=lambda row: row.progress.name, note=lambda row: row.progress.types),
        Column("status", "Status", kind="status", value=lambda row: status_badge(row.progress.status)),
        Column("done", "Done", figure=True, sort=lambda row: row.progress.share,
               value=lambda row: f"{row.progress.done} of {row.progress.total}"),
        Column("late", "Late", kind="number", sort=lambda row: row.progress.late,
               value=lambda row: row.progress.late or None),
        Column("next", "Next", value=lambda row: row.progress.next_title,
               note=lambda row: {"partner": "the partner's", "vendor": "ours"}.get(row.progress.next_side, "")),
        Column("due", "Due", kind="day", sort=lambda row: row.progress.next_due,
               value=lambda row: row.progress.next_due),
        Column("began", "Began", kind="day", sort=lambda row: row.progress.began_on,
               value=lambda row: row.progress.began_on),
        Column("finished", "Finished", kind="day", sort=lambda row: row.progress.finished_on,
               value=lambda row: row.progress.finished_on),
        Column("first", "First deal", kind="day", sort=lambda row: row.on, value=lambda row: row.on,
               note=lambda row: row.first.words if row.first else ""),
        Column("days", "Days to it", kind="number", sort=lambda row: row.days, value=lambda row: row.days),
    ),
    filters=(
        Filter("show", "Show", choices=(("running", "Under way"), ("late", "Late"), ("finished", "Finished")),
               narrow=_narrow),
    ),
    search=("progress.name", "progress.code"),
    search_hint="Partner",
    default_sort="-began",
    views=(
        View("All"), View("Under way", "show=running"), View("Late", "show=late"),
        View("Finished", "show=finished"),
    ),
    empty_title="Nobody is being onboarded",
    empty_text="An approval begins a plan, where one of that type is published.",
    empty_icon="clipboard-document-check",
)  # fmt: skip


@require_GET
def index(request: Request) -> HttpResponseBase:
    """Show how far each partner is, and the time to the first deal."""
    rows = queries.progress(request.actor, on=today_of(request))
    firsts = _firsts(request, [row.partner_id for row in rows])
    whole = [Row(row, firsts.get(row.partner_id)) for row in rows]
    days = sorted(row.days for row in whole if row.days is not None)
    context = {
        "running": sum(1 for row in rows if row.done < row.total),
        "late": sum(1 for row in rows if row.late),
        "median": days[len(days) // 2] if days else None,
        "counted": len(days),
    }
    return lists.answer(request, "staff/recruiting/onboarding.html", ONBOARDING, whole, context=context)


@require_GET
def partner(request: Request, partner_id: int) -> HttpResponse:
    """Show one partner's plans, tasks and gates."""
    row, on, actor = found(request, partner_id).row, today_of(request), request.actor
    plans = queries.plans_of(actor, row.id, on=on)
    planned = {plan.type for plan in plans}
    open_plans = {paper.type for paper in queries.papers(actor, "plan") if paper.state == "open"}
    first = _firsts(request, [row.id]).get(row.id) if plans else None
    began = min((plan.began_on for plan in plans), default=on)
    context: dict[str, Any] = {
        **frame(request, row),
        "plans": onboarding.plan_views(
            actor, plans, on=on, vendor=settings.FAIRWAY.vendor_name, partner=row.name,
            task_address=lambda number: reverse("staff:onboarding_task", args=[row.id, number]),
            file_address=lambda number: reverse("staff:onboarding_file", args=[row.id, number]),
        ),
        "gates": onboarding.gates_of(actor, row.id, on),
        "first": first,
        "days": first.days_after(began) if first else None,
        "startable": [(name, TYPES[name]) for name in row.types if name not in planned and name in open_plans],
        "manages": actor.may("partners.manage"),
        "ready": row.status == "onboarding" and all(plan.done == plan.total for plan in plans),
    }  # fmt: skip
    return render(request, "staff/recruiting/partner.html", context)


@require_POST
def begin(request: Request, partner_id: int) -> HttpResponse:
    """Begin a plan for a type the partner is of."""
    row = found(request, partner_id).row
    name = request.POST.get("type", "")
    if name in row.types:
        made = actions.begin_onboarding(actor=request.actor, now=request.now, partner_id=row.id, type=name)
        if made is None:
            messages.error(request, f"No plan for {TYPES[name]} is published: write one under Forms and plans.")
        else:
            meet_steps(actor=request.actor, now=request.now, partner_id=row.id)
    return redirect("staff:partner_onboarding", row.id)


@require_POST
def task(request: Request, partner_id: int, task_id: int) -> HttpResponse:
    """Do, waive, reopen a task, or hand a document in for it."""
    one = queries.task_of(request.actor, task_id, on=today_of(request))
    if one is None or one.partner_id != partner_id:
        raise Http404
    onboarding.act(request, one)
    return redirect("staff:partner_onboarding", partner_id)


@require_GET
def file(request: Request, partner_id: int, file_id: int) -> HttpResponseBase:
    """Hand out a document of a task."""
    one = queries.task_file(request.actor, file_id)
    number = queries.task_of_file(request.actor, file_id)
    task_row = queries.task_of(request.actor, number, on=today_of(request)) if number else None
    if one is None or task_row is None or task_row.partner_id != partner_id:
        raise Http404
    return attachments.download(one.sha256, one.name, one.kind)
