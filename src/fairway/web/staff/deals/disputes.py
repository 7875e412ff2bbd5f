"""Disputes at the vendor: the list, one case with its evidence and precedents, the decision shown before it is sent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fairway.deals import actions
from fairway.deals import queries as deals
from fairway.deals.rules import disputes as rules
from fairway.deals.rules.axes import dispute as axis
from fairway.deals.rules.axes import registration
from fairway.deals.rules.disputes import Verdict
from fairway.deals.rules.refusals import NotFound, Refused
from fairway.incentives import queries as incentives
from fairway.kit.access import people, saved_views
from fairway.values import Exact, Money, NotExact, typed
from fairway.web.shared import lists
from fairway.web.shared.deals import download, left_text, vendor_badge
from fairway.web.shared.disputes import case_badge, events_of, side_badge, told
from fairway.web.shared.lists import Column, Filter, Listing, View
from fairway.web.shared.request import Request
from fairway.web.staff.statements.adjusting import badge

DEFAULTS = {
    "yours": "We decided for you: the deal is registered for you.",
    "not_yours": "We decided that the deal is not registered for you.",
    "shared": "We decided that the credit is shared.",
    "beside": "You may go on with this deal. It is not exclusive.",
    "compensated": "We propose a compensation for your work.",
    "unchanged": "We looked at it again. The decision stands.",
}
"""What a side reads unless the mediator writes something else."""


def _state(rows: Any, value: str) -> Any:
    return rows.filter(status__in=axis.OPEN) if value == "open" else rows.filter(status=value)


def listing(now: datetime) -> Listing:
    """The list as it is declared, with the clocks seen from now."""

    return Listing(
        name="disputes",
        columns=(
            Column(
                "code", "Case", is_key=True, sort="code", link=lambda row: reverse("staff:dispute", args=[row.code]),
                note=lambda row: rules.ABOUT_WORDS[row.about],
            ),
            Column("about", "About", value=lambda row: rules.ABOUT_WORDS[row.about], shown=False),
            Column("company", "End customer", sort="registration__company", note=lambda row: row.deal),
            Column("partners", "Sides", value=lambda row: ", ".join(row.partners)),
            Column(
                "status", "State", kind="status", value=lambda row: case_badge(row.status), sort="status",
                note=lambda row: rules.OUTCOME_WORDS.get(row.outcome, ""),
            ),
            Column("outcome", "Outcome", value=lambda row: rules.OUTCOME_WORDS.get(row.outcome, ""), shown=False),
            Column("mediator", "Mediator", sort="mediator__name"),
            Column("due_at", "Next by", kind="moment", note=lambda row: left_text(row.due_at, now), sort="resolve_by"),
            Column("opened_at", "Opened", kind="day", value=lambda row: row.opened_at.date(), sort="opened_at"),
        ),
        filters=(
            Filter(
                "state", "State", narrow=_state, choices=[("open", "Waits for us"), *axis.VENDOR_WORDS.items()]
            ),
            Filter("about", "About", choices=list(rules.ABOUT_WORDS.items())),
        ),
        search=("code", "registration__company", "registration__name", "registration__code"),
        search_hint="Case, customer or deal",
        default_sort="-opened_at",
        views=(View("Waits for us", "state=open"), View("Decided", "state=decided"), View("All")),
        empty_title="No dispute",
        empty_text="A partner that does not agree opens one from its deal; you open one about a conflict.",
        empty_icon="scale",
    )  # fmt: skip


@require_GET
def index(request: Request) -> HttpResponseBase:
    """Show the cases."""
    actor, declared = request.actor, listing(request.now)
    return lists.answer(
        request, "staff/deals/disputes.html", declared, deals.visible_disputes(actor),
        rows=lambda found: deals.case_rows(actor, found), saved=saved_views.of(actor, declared.name),
    )  # fmt: skip


def found(request: Request, code: str) -> deals.CaseView:
    """The case of the address, or 404."""
    try:
        return deals.case(request.actor, code, request.now)
    except NotFound:
        raise Http404 from None


@require_GET
def case(request: Request, case: str) -> HttpResponse:
    """Show a case with everything a mediator needs."""
    return _page(request, found(request, case))


def _page(request: Request, one: deals.CaseView, more: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    actor, row = request.actor, one.row
    appeal = row.status == "appealed"
    mine = one.mediator_id is not None and one.mediator_id == actor.user_id
    names = {side.partner_id: ("", side.partner) for side in one.sides}
    said = (more or {}).get("said", {})
    context = {
        "one": one, "row": row, "state": case_badge(row.status), "about": rules.ABOUT_WORDS[row.about],
        "words": "" if any(side.opener for side in one.sides) else one.text,
        "events": events_of(one.timeline, names), "appeal": appeal, "mine": mine,
        "clocks": [
            ("Take it up", one.identify_by, row.status == "opened"),
            ("Look into it", one.investigate_by, row.status == "investigating"),
            ("Decide", one.resolve_by, row.status in ("deciding", "appealed")),
        ],
        "may_take": row.status == "opened" and not one.hindered,
        "may_hear": mine and row.status in ("investigating", "deciding"),
        "may_decide": (mine and row.status in ("investigating", "deciding")) or (appeal and not one.hindered),
        "may_withdraw": actor.may("deals.decide") and row.status in axis.UNDECIDED
        and not any(side.opener for side in one.sides),
        "outcomes": rules.ON_APPEAL if appeal else rules.OUTCOMES,
        "sides": [
            (side, vendor_badge(side.deal_status), side_badge(side.status), rules.ABOUT_WORDS[side.about],
             [(item, rules.VISIBLE[item.visible]) for item in one.items if item.side == side.code],
             {name: said.get(f"{name}:{side.code}", "") for name in ("text", "share", "amount")})
            for side in one.sides
        ],
        "own_items": [(item, rules.VISIBLE[item.visible]) for item in one.items if not item.side],
        "decisions": [(each, rules.OUTCOME_WORDS[each.outcome]) for each in one.decisions],
        "precedents": [(each, rules.OUTCOME_WORDS[each.outcome]) for each in one.precedents],
        "others": [(code, who, registration.VENDOR_WORDS[state]) for code, who, state in one.others],
        "adjustments": [
            (each, badge(each)) for each in incentives.adjustments_about(actor, [side.code for side in one.sides])
        ],
        "late": row.due_at is not None and row.due_at < request.now, "said": {}, "previews": (), **(more or {}),
    }  # fmt: skip
    return render(request, "staff/deals/dispute.html", context, status=status)


@require_POST
def do(request: Request, case: str) -> HttpResponse:
    """Do one thing in a case; what cannot be done is said, and nothing is lost."""
    one = found(request, case)
    deed = DEEDS.get(request.POST.get("deed", ""))
    if deed is None:
        messages.error(request, "Choose what to do.")
        return redirect("staff:dispute", case)
    try:
        said = deed(request, one)
    except (Refused, NotFound) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect("staff:dispute", case)


def _take(request: Request, one: deals.CaseView) -> str:
    actions.take_up(actor=request.actor, now=request.now, code=one.row.code)
    return "You mediate this case. Its sides read that somebody who had no part in the decision looks at it, not who."


def _side(request: Request, one: deals.CaseView) -> str:
    code = actions.add_side(
        actor=request.actor, now=request.now, code=one.row.code,
        registration=request.POST.get("registration", "").strip(), text=request.POST.get("text", ""),
    )  # fmt: skip
    tell(request, one.row.code, "heard", code)
    heard = next(side for side in found(request, one.row.code).sides if side.code == code)
    return f"{heard.partner} is heard about {heard.deal} and was told. It reads nothing of the other sides."


def _put(request: Request, one: deals.CaseView) -> str:
    sent, side = request.FILES.get("file"), request.POST.get("side", "")
    actions.put(
        actor=request.actor, now=request.now, code=one.row.code, text=request.POST.get("text", ""), side=side,
        name=sent.name or "file" if sent else "", content=sent.read() if sent else None,
    )  # fmt: skip
    reader = next((each.partner for each in one.sides if each.code == side), "")
    return f"Put into the case. {reader} reads it." if reader else "Put into the case, for the vendor only."


def _share(request: Request, one: deals.CaseView) -> str:
    post = request.POST
    actions.share(
        actor=request.actor, now=request.now, code=one.row.code, item=post.get("item", ""),
        confirmed=post.get("confirmed") == "yes", text=post.get("text", ""), name=post.get("name", ""),
    )  # fmt: skip
    return "All sides read it now, as the vendor's."


def _hear(request: Request, one: deals.CaseView) -> str:
    actions.hear(actor=request.actor, now=request.now, code=one.row.code)
    return "The hearing is closed: decide next. The sides may still add to their part."


def _withdraw(request: Request, one: deals.CaseView) -> str:
    actions.withdraw_case(
        actor=request.actor, now=request.now, code=one.row.code, reason=request.POST.get("reason", "")
    )
    return "The case is taken back. Nothing was changed for any side."


DEEDS: dict[str, Callable[[Request, deals.CaseView], str]] = {
    "take": _take, "side": _side, "put": _put, "share": _share, "hear": _hear, "withdraw": _withdraw,
}  # fmt: skip


def _number(text: str, what: str) -> Exact | None:
    if not text.strip():
        return None
    try:
        made = typed(text)
        if abs(made) < 10**13 and made == round(made, 2):
            return made
    except NotExact:
        pass
    raise Refused(f"“{text[:20]}” is no {what}. Write it as 1250.50.")


def _verdict(request: Request, one: deals.CaseView, said: dict[str, str]) -> Verdict:
    shares, amounts = {}, {}
    for side in one.sides:
        share = _number(said[f"share:{side.code}"], "share")
        amount = _number(said[f"amount:{side.code}"], "amount")
        if share is not None:
            shares[side.code] = share
        if amount is not None:
            amounts[side.code] = amount
    known = {each.code for each in one.precedents}
    return Verdict(
        said["outcome"], said["reason"], {side.code: said[f"text:{side.code}"] for side in one.sides}, said["winner"],
        shares, amounts, tuple(each for each in request.POST.getlist("precedents") if each in known),
    )  # fmt: skip


def _amount(gift: rules.Given | None, currency: str) -> Money | None:
    """What a side would be paid, as it will read it."""
    return Money(gift.amount, currency) if gift is not None and gift.amount else None


@require_http_methods(["GET", "POST"])
def decide(request: Request, case: str) -> HttpResponse:
    """Show what each side will read; on the second press, decide and send it."""
    one, post = found(request, case), request.POST
    if request.method != "POST":
        return redirect("staff:dispute", case)
    said = {name: post.get(name, "")[: rules.LONGEST] for name in ("outcome", "winner", "reason")}
    for side in one.sides:
        said |= {f"{name}:{side.code}": post.get(f"{name}:{side.code}", "") for name in ("text", "share", "amount")}
    chosen = {"chosen": post.getlist("precedents")}
    try:
        gifts = rules.given(_verdict(request, one, said), [side.code for side in one.sides],
                            appeal=one.row.status == "appealed")  # fmt: skip
        for side in one.sides:
            kind = gifts[side.code].kind if gifts else side.kind or "unchanged"
            said[f"text:{side.code}"] = said[f"text:{side.code}"].strip() or DEFAULTS[kind]
        if "send" not in post:
            previews = [
                (side, rules.GIVEN_WORDS[gifts[side.code].kind if gifts else side.kind or "unchanged"],
                 gifts.get(side.code), _amount(gifts.get(side.code), side.currency), said[f"text:{side.code}"])
                for side in one.sides if gifts or side.status == "appealed"
            ]  # fmt: skip
            return _page(request, one, {"said": said, "previews": previews, **chosen})
        actions.decide(actor=request.actor, now=request.now, code=case, verdict=_verdict(request, one, said))
    except (Refused, NotFound) as refusal:
        return _page(request, found(request, case), {"said": said, "refusal": str(refusal), **chosen}, status=422)
    for side in one.sides:
        if gifts or side.status == "appealed":
            tell(request, case, "decided", side.code)
    messages.success(request, "Decided, and each side was told its own part.")
    return redirect("staff:dispute", case)


def tell(request: Request, case: str, what: str, side: str) -> None:
    """Mail one side of a case, as it now stands; ``what`` is heard or decided."""
    for one in found(request, case).sides:
        if one.code == side:
            staff = people.people_in(request.actor, partner_id=one.partner_id, now=request.now)
            told(one, next((who.email for who in staff if who.user_id == one.email_to), ""), what)


@require_GET
def file(request: Request, case: str, item: str) -> HttpResponse:
    """Hand out a file of a case."""
    try:
        kept = deals.item_file(request.actor, case, item)
    except NotFound:
        raise Http404 from None
    return download(kept.name, kept.sha256)
