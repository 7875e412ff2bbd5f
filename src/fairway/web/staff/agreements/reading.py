"""Read agreements: the list, one with everything about it, its documents, two texts side by side."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from fairway.agreements.actions import sheet
from fairway.agreements.queries import agreements, drafts
from fairway.agreements.queries import templates as wordings
from fairway.agreements.queries.agreements import AgreementRow
from fairway.agreements.rules.life import STATES, may
from fairway.agreements.rules.particulars import changes
from fairway.kit.access import people, saved_views
from fairway.kit.journal import reading
from fairway.web.shared import agreements as shared
from fairway.web.shared import feed, lists
from fairway.web.shared.components import compare_lines
from fairway.web.shared.lists import Column, Filter, Listing, View
from fairway.web.shared.request import Request, today_of
from fairway.web.staff.agreements.drafting import draft_context, notes_of, signers_context, view_of

LISTED = 300
"""Agreements offered for a comparison, the newest."""

AGREEMENTS = Listing(
    name="agreements",
    columns=(
        Column(
            "number", "Agreement", is_key=True, sort=True, note=lambda row: row.title,
            link=lambda row: reverse("staff:agreement", args=[row.id]),
        ),
        Column(
            "partner", "Partner", sort=lambda row: row.partner.casefold(), note=lambda row: row.partner_code,
            link=lambda row: reverse("staff:partner", args=[row.partner_id]),
        ),
        Column("state", "State", kind="status", value=shared.state_badge, sort=lambda row: row.state),
        Column("since_on", "From", kind="day", sort=lambda row: str(row.since_on or "")),
        Column(
            "end", "Until", kind="day", sort=lambda row: str(row.end or "9"),
            note=lambda row: "renews by itself" if row.renews else "",
        ),
        Column("notice_by", "Notice by", kind="day", sort=lambda row: str(row.notice_by or "9")),
        Column("renews", "Renews", value=lambda row: "by itself" if row.renews else "", shown=False),
        Column("changed_at", "Changed", kind="moment", sort=True),
        Column("partner_code", "Partner code", shown=False),
        Column("title", "Title", shown=False),
    ),
    search=("number", "partner", "partner_code", "title"),
    search_hint="Number, title or partner",
    default_sort="-changed_at",
    empty_title="No agreements yet",
    empty_text="An agreement says who may sell what, where, and on which terms. Draft the first from a template.",
    empty_icon="document-check",
)  # fmt: skip


@require_GET
def index(request: Request) -> HttpResponseBase:
    """Show all agreements and amendments with what they are today."""
    actor, today = request.actor, today_of(request)
    rows = agreements.rows(actor, on=today)

    def soon(found: Iterable[AgreementRow], _: object) -> list[AgreementRow]:
        return [row for row in found if _ends_soon(row, today)]

    counts: dict[str, int] = {}
    for row in rows:
        counts[row.state] = counts.get(row.state, 0) + 1
    listing = replace(
        AGREEMENTS,
        filters=(
            Filter("state", "State", choices=tuple(STATES.items())),
            Filter("kind", "Kind", choices=(("agreement", "Agreements"), ("amendment", "Amendments")),
                   narrow=lambda found, kind: [r for r in found if r.is_amendment == (kind == "amendment")]),
            Filter("soon", "Ends", choices=(("90", "within 90 days"),), narrow=soon),
        ),
        views=(
            View("All", "", len(rows)),
            View("In force", "state=in_force", counts.get("in_force", 0)),
            View("Waiting for signatures", "state=sent", counts.get("sent", 0)),
            View("Drafts", "state=drafted", counts.get("drafted", 0)),
            View("Ending within 90 days", "soon=90", sum(_ends_soon(row, today) for row in rows)),
        ),
    )  # fmt: skip
    context = {"hindered": [row for row in rows if row.hindered]}
    saved = saved_views.of(actor, listing.name)
    return lists.answer(request, "staff/agreements/index.html", listing, rows, saved=saved, context=context)


def _ends_soon(row: AgreementRow, today: Any) -> bool:
    held = row.state in {"in_force", "suspended"} and not row.is_amendment
    return held and row.end is not None and (row.end - today).days <= 90


@require_GET
def one(request: Request, agreement_id: int) -> HttpResponse:
    """Show one agreement: its text, particulars, signatures, documents and life, with what may be done beside."""
    view, actor = view_of(request, agreement_id), request.actor
    row = view.row
    rows = list(reading.visible_to(actor).filter(subject=f"agreements.agreement:{agreement_id}").order_by("-id")[:60])
    staff = people.people_in(actor, partner_id=None, now=request.now)
    context: dict[str, Any] = {
        "view": view, "row": row, "state": shared.state_badge(row),
        "events": feed.events_of(rows, names={}, name_partner=False),
        "owner": people.names_of([row.owner_id]).get(row.owner_id, "") if row.owner_id else "",
        "staff": staff, "today": today_of(request),
        "mine": any(signer.user_id == actor.user_id for signer in view.on_turn),
        "drafts": actor.may("agreements.draft"),
        "manages": actor.may("agreements.manage") and row.stage == "concluded" and not row.is_amendment,
        "may_sign": actor.may("agreements.sign"),
        "may_withdraw": actor.may("agreements.draft") and may(row.stage, "withdraw"),
        "amendments": [(each, shared.state_badge(each)) for each in view.amendments],
        "over": row.state in {"terminated", "expired"},
    }  # fmt: skip
    context["decides"] = _decides(context, row)
    if row.stage == "drafted":
        draft = drafts.draft(actor, agreement_id)
        context |= draft_context(request, agreement_id, draft)
        context |= signers_context(request, view)
        context["schedule"] = sheet.schedule(draft.values)
    else:
        context |= {"html": shared.html_of(view.text), "schedule": shared.schedule_of(actor, agreement_id)}
        context["notes"] = notes_of(request, agreement_id).values()
        if row.stage == "sent":
            context |= signers_context(request, view)
    if row.is_amendment and row.amends_id is not None and context["schedule"]:
        context["changes"] = changes_of(request, agreement_id)
    return render(request, "staff/agreements/agreement.html", context)


def _decides(context: dict[str, Any], row: AgreementRow) -> bool:
    """Whether there is anything to do, or to be told about it: an empty card says less than none."""
    told = row.stage == "sent" or (row.is_amendment and row.stage == "concluded")
    signs = context["may_sign"] and row.stage == "drafted"
    return bool(told or signs or context["drafts"] or context["manages"])


def changes_of(request: Request, agreement_id: int) -> Any:
    """What an amendment changes, part by part; nothing while it cannot be read."""
    kept = agreements.found(request.actor, agreement_id)
    before = sheet.last_before(kept)
    names = agreements.known(request.actor)
    draft = drafts.draft(request.actor, agreement_id, deeply=False)
    if draft.particulars is None:
        return ()
    old = agreements.values(request.actor, before, agreements.settled(before, names), names)
    return changes(old, draft.values)


@require_GET
def document(request: Request, agreement_id: int, paper_id: int) -> HttpResponse:
    """Hand out a document as it is kept."""
    try:
        return shared.pdf_answer(*agreements.paper(request.actor, agreement_id, paper_id))
    except agreements.UnknownAgreement:
        raise Http404 from None


@require_GET
def compare(request: Request) -> HttpResponse:
    """Lay any two texts side by side: versions of templates, agreements, amendments."""
    rows = agreements.rows(request.actor, on=today_of(request))[:LISTED]
    choices = [
        (f"agreement:{row.id}", f"{row.number}, {row.partner}{' (draft)' if row.stage == 'drafted' else ''}")
        for row in rows
    ]
    for template in wordings.templates(request.actor):
        choices += [(f"version:{one.id}", f"{one.title}, version {one.number}") for one in template.versions]
    titles = dict(choices)
    before, after = request.GET.get("before", ""), request.GET.get("after", "")
    context: dict[str, Any] = {"choices": choices, "before": before, "after": after}
    if before and after:
        left, right = _text(request, before), _text(request, after)
        context |= {
            "rows": compare_lines(left.splitlines(), right.splitlines()), "same": left == right,
            "left": titles.get(before, "Before"), "right": titles.get(after, "After"),
        }  # fmt: skip
    return render(request, "staff/agreements/compare.html", context)


def _text(request: Request, name: str) -> str:
    kind, _, number = name.partition(":")
    if not number.isascii() or not number.isdigit() or len(number) > 12:
        raise Http404
    try:
        if kind == "version":
            return wordings.version(request.actor, int(number)).text
        kept = agreements.found(request.actor, int(number))
    except (wordings.UnknownTemplate, agreements.UnknownAgreement):
        raise Http404 from None
    return kept.text or drafts.draft(request.actor, kept.pk, deeply=False).text
