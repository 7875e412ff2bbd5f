"""Accounts that look alike, one pair after the other: a key for each answer; and all merges, to be undone."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from fairway.deals import actions
from fairway.deals import queries as deals
from fairway.deals.rules.refusals import NotFound, Refused
from fairway.kit.access import saved_views
from fairway.web.shared import lists
from fairway.web.shared.lists import Column, Filter, Listing, View
from fairway.web.shared.request import Request, number_of

ANSWERS = (
    ("first", "1", "Same, keep the first", "check"),
    ("second", "2", "Same, keep the second", "check"),
    ("branch", "b", "Two branches", "map-pin"),
    ("family", "g", "Same group", "building-office-2"),
    ("different", "d", "Different", "x-mark"),
)
"""What can be answered: its value, its key, its words, its icon."""
SAID = {"same": "one company", "branch": "two branches", "family": "same group", "different": "different"}
MOST_SKIPPED = 50
MERGES = Listing(
    name="merges",
    columns=(
        Column(
            "gone", "Merged", is_key=True, sort="gone__name", link=lambda row: reverse("staff:merge", args=[row.id])
        ),
        Column("kept", "Into", sort="kept__name"),
        Column("reason", "Because"),
        Column("who", "By", sort="merged_by__name"),
        Column("at", "When", kind="moment", sort="merged_at"),
        Column("undone_at", "Undone", kind="moment", sort="undone_at"),
    ),
    filters=(
        Filter("state", "State", choices=[("live", "In force"), ("undone", "Undone")],
               narrow=lambda rows, value: rows.filter(undone_at__isnull=value == "live")),
    ),
    search=("kept__name", "gone__name", "reason"),
    search_hint="Company or reason",
    default_sort="-at",
    views=(View("In force", "state=live"), View("Undone", "state=undone"), View("All")),
    empty_title="No merge yet",
    empty_text="When two accounts are said to be one company, that stands here and can be undone for ever.",
    empty_icon="arrows-pointing-in",
)  # fmt: skip


def _skipped(text: str) -> list[int]:
    numbers = [number_of(each) for each in text.split(".")[:MOST_SKIPPED]]
    return [number for number in numbers if number is not None]


@require_GET
def review(request: Request) -> HttpResponse:
    """Show the likeliest pair that waits, with what differs marked, and what was decided last."""
    actor = request.actor
    skipped = _skipped(request.GET.get("skip", ""))
    pair = deals.next_alike(actor, frozenset(skipped))
    further = ".".join(str(number) for number in [*skipped, *([pair.id] if pair else [])][-MOST_SKIPPED:])
    context = {
        "pair": pair, "percent": min(round(pair.probability * 100), 99) if pair else 0,
        "left": deals.waiting(actor).count(),
        "answers": ANSWERS, "skip": ".".join(map(str, skipped)), "further": f"{reverse('staff:alike')}?skip={further}",
        "decides": actor.may("deals.decide"),
        "decided": [(row, SAID.get(row.verdict, row.verdict)) for row in deals.decided(actor)],
    }  # fmt: skip
    return render(request, "staff/deals/alike.html", context)


@require_POST
def decide(request: Request, likeness_id: int) -> HttpResponse:
    """Take an answer, or take one back, and show the next pair."""
    answer, actor, now = request.POST.get("answer", ""), request.actor, request.now
    try:
        if answer == "undo":
            actions.reopen_alike(actor=actor, now=now, likeness_id=likeness_id, reason="Taken back")
            messages.success(request, "Taken back. The pair waits again.")
        else:
            verdict = "same" if answer in ("first", "second") else answer
            actions.settle_alike(
                actor=actor, now=now, likeness_id=likeness_id, verdict=verdict, keep_second=answer == "second"
            )
    except NotFound:
        raise Http404 from None
    except Refused as refusal:
        messages.error(request, str(refusal))
    skipped = ".".join(str(number) for number in _skipped(request.POST.get("skip", "")))
    return redirect(reverse("staff:alike") + (f"?skip={skipped}" if skipped else ""))


@require_GET
def merges(request: Request) -> HttpResponseBase:
    """Show all merges."""
    actor = request.actor
    return lists.answer(
        request, "staff/deals/merges.html", MERGES, deals.visible_merges(actor),
        rows=lambda found: deals.merge_rows(actor, found), saved=saved_views.of(actor, MERGES.name),
    )  # fmt: skip


@require_GET
def merge(request: Request, merge_id: int) -> HttpResponse:
    """Show a merge, side by side, and what undoing it means."""
    try:
        row, lines = deals.one_merge(request.actor, merge_id)
    except NotFound:
        raise Http404 from None
    return render(request, "staff/deals/merge.html", {"row": row, "lines": lines})


@require_POST
def undo(request: Request, merge_id: int) -> HttpResponse:
    """Undo a merge."""
    try:
        actions.undo_merge(
            actor=request.actor, now=request.now, merge_id=merge_id, reason=request.POST.get("reason", "")
        )
    except NotFound:
        raise Http404 from None
    messages.success(request, "Undone: both accounts stand for themselves again.")
    return redirect("staff:merge", merge_id)
