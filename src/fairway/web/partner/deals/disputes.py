"""One's own cases: followed, added to, withdrawn, appealed. Nothing of another side is asked for."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from fairway.deals import actions
from fairway.deals import queries as deals
from fairway.deals.rules import disputes as rules
from fairway.deals.rules.axes import dispute as axis
from fairway.deals.rules.refusals import NotFound, Refused
from fairway.incentives import queries as incentives
from fairway.kit.access import saved_views
from fairway.web.partner.page import frame, show
from fairway.web.shared import lists
from fairway.web.shared.deals import download
from fairway.web.shared.disputes import events_of, given_badge, side_badge
from fairway.web.shared.lists import Column, Filter, Listing
from fairway.web.shared.request import Request

CASES = Listing(
    name="partner-disputes",
    columns=(
        Column(
            "deal_name", "Deal", is_key=True, sort="registration__name", note=lambda row: row.code,
            link=lambda row: reverse("partner:dispute", args=[row.code]),
        ),
        Column("company", "End customer", sort="registration__company", note=lambda row: row.deal),
        Column("about", "About", value=lambda row: rules.ABOUT_WORDS[row.about], sort="about"),
        Column("status", "State", kind="status", value=lambda row: side_badge(row.status), sort="status"),
        Column("kind", "Decision", kind="status", value=lambda row: given_badge(row.kind) if row.kind else None),
        Column("joined_at", "Since", kind="moment", sort="joined_at"),
        Column("answer_by", "Decision by", kind="moment", sort="answer_by"),
    ),
    filters=(
        Filter("status", "State", choices=[(key, words[0]) for key, words in axis.SIDE_WORDS.items()]),
        Filter("about", "About", choices=list(rules.ABOUT_WORDS.items())),
    ),
    search=("code", "registration__name", "registration__company", "registration__code"),
    search_hint="Case, deal or customer",
    default_sort="-joined_at",
    empty_title="No dispute",
    empty_text="If you do not agree with what became of a deal, open its page and say so there.",
    empty_icon="scale",
)  # fmt: skip


@require_GET
def index(request: Request) -> HttpResponseBase:
    """Show the partner's own cases."""
    actor = request.actor
    return lists.answer(
        request, "partner/deals/disputes.html", CASES, deals.visible_sides(actor).select_related("registration"),
        rows=lambda found: deals.own_rows(actor, found), saved=saved_views.of(actor, CASES.name),
        context=frame(request),
    )  # fmt: skip


def found(request: Request, code: str) -> deals.OwnCase:
    """The case of the address, or 404."""
    try:
        return deals.own_case(request.actor, code, request.now)
    except NotFound:
        raise Http404 from None


@require_GET
def case(request: Request, case: str) -> HttpResponse:
    """Show one's own part in a case."""
    one = found(request, case)
    side, registers = one.side, request.actor.may("own.deals.register")
    title, sentence = axis.SIDE_WORDS[side.status]
    context = {
        "one": one, "side": side, "state": side_badge(side.status), "title": title, "sentence": sentence,
        "about": rules.ABOUT[side.about][0] if side.about in rules.ABOUT else rules.ABOUT_WORDS[side.about],
        "given": rules.GIVEN_WORDS.get(side.kind), "events": events_of(one.timeline),
        "booked": incentives.booked_about(request.actor, side.code),
        "may_say": registers and side.status in ("opened", "appealed"),
        "may_withdraw": registers and side.opener and side.status == "opened",
        "may_appeal": registers and one.may_appeal,
    }  # fmt: skip
    return show(request, "partner/deals/dispute.html", context)


@require_POST
def do(request: Request, case: str) -> HttpResponse:
    """Do one thing in a case; what cannot be done is said, and nothing is lost."""
    one = found(request, case)
    deed = DEEDS.get(request.POST.get("deed", ""))
    if deed is None:
        messages.error(request, "Choose what to do.")
        return redirect("partner:dispute", case)
    try:
        said = deed(request, one.side.code)
    except (Refused, NotFound) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect("partner:dispute", case)


def _say(request: Request, code: str) -> str:
    sent = request.FILES.get("file")
    actions.say(
        actor=request.actor, now=request.now, code=code, text=request.POST.get("text", ""),
        name=sent.name or "file" if sent else "", content=sent.read() if sent else None,
        may_be_shown=request.POST.get("may_be_shown") == "yes",
    )  # fmt: skip
    return "We have it."


def _withdraw(request: Request, code: str) -> str:
    actions.withdraw_dispute(actor=request.actor, now=request.now, code=code, reason=request.POST.get("reason", ""))
    return "Taken back. Nothing was changed."


def _appeal(request: Request, code: str) -> str:
    actions.appeal(actor=request.actor, now=request.now, code=code, text=request.POST.get("reason", ""))
    return "We have your appeal. Another person looks at it."


DEEDS: dict[str, Callable[[Request, str], str]] = {"say": _say, "withdraw": _withdraw, "appeal": _appeal}


@require_GET
def file(request: Request, case: str, item: str) -> HttpResponse:
    """Hand out a file of one's own part."""
    try:
        kept = deals.item_file(request.actor, case, item)
    except NotFound:
        raise Http404 from None
    return download(kept.name, kept.sha256)
