"""One deal: its countdown, what is due, proofs, extensions, the stage, won and lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from fairway.deals import actions
from fairway.deals import queries as deals
from fairway.deals.rules import disputes
from fairway.deals.rules.axes import registration, stage
from fairway.deals.rules.policy.document import FIELDS, PROOFS
from fairway.deals.rules.refusals import NotFound, Refused
from fairway.deals.rules.worth import fallback
from fairway.web.partner.page import frame, show
from fairway.web.shared import lists
from fairway.web.shared import sold as sold_under
from fairway.web.shared.deals import (
    OPEN_AGAIN,
    answer_of,
    clock_days,
    download,
    events_of,
    partner_badge,
    through_words,
    written,
)
from fairway.web.shared.display import money_text
from fairway.web.shared.disputes import side_badge
from fairway.web.shared.request import Request, today_of

LOST = ("rejected", "duplicate", "waitlisted", "superseded")


def found(request: Request, code: str) -> deals.DealView:
    """The deal of the address, or 404."""
    try:
        return deals.deal(request.actor, code, request.now)
    except NotFound:
        raise Http404 from None


@require_GET
def deal(request: Request, deal: str) -> HttpResponse:
    """Show one deal."""
    view = found(request, deal)
    title, sentence = registration.PARTNER_WORDS[view.row.status]
    if view.row.stage in stage.ENDS and view.row.status == "closed":
        sentence = f"The deal is {stage.WORDS[view.row.stage].lower()}."
    policy, clock = view.policy, view.clock
    price = deals.price(request.actor, view.row.code, today_of(request))
    registers = request.actor.may("own.deals.register")
    waiting = {(one.kind, one.what) for one in view.requests if one.state == "waiting"}
    code_words, answer_text = answer_of(view)
    context = {
        "view": view, "state": partner_badge(view.row.status), "title": title, "sentence": sentence,
        "code_words": code_words, "answer_text": answer_text, "worth": worth_of(view, price), "price": price,
        "facts": facts_of(view), "events": events_of(view.events, "The vendor"),
        **clock_days(view),
        "stages": [(key, words) for key, words in stage.WORDS.items() if key not in stage.ENDS],
        "stage": stage.WORDS[view.row.stage], "lost": list(stage.LOST_REASONS.items()),
        "proofs": PROOFS, "registers": registers,
        "dues": [(due, [(one, PROOFS[one]) for one in due.proof]) for due in clock.dues],
        "requests": [(asked_for(one), one) for one in view.requests],
        "may_extend": bool(clock.extensions_left) and ("extension", "") not in waiting and clock.protects,
        "extension_proofs": [(one, PROOFS[one]) for one in policy.extension.proof] if policy.extension else [],
        "may_pause": bool(clock.pauses_left) and clock.state == "running" and ("pause", "") not in waiting,
        "opened": [FIELDS[name].label if name in FIELDS else OPEN_AGAIN[name] for name in view.open_fields],
        "may_withdraw": view.row.status in ("submitted", "in_review", "returned", "waitlisted", "approved"),
        "grounds": disputes.grounds(view.row.status) if registers else (),
        "cases": [(code, side_badge(status)) for code, status in deals.cases_of(request.actor, view.row.code)],
        "running": view.row.status in ("approved", "submitted", "in_review", "waitlisted"),
    }  # fmt: skip
    return show(request, "partner/deals/deal.html", context)


def worth_of(view: deals.DealView, price: deals.PriceView) -> str:
    """What the answer means for the price, in a sentence; nothing while there is no answer."""
    if view.row.status == "approved":
        if price.effect is None:
            return ""
        worth = f"The registration is worth {money_text(price.effect.discount)} on the value you named"
        own = dict(price.parts).get(view.row.partner)
        return f"{worth}, and your part of it by credit is {money_text(own)}." if own else f"{worth}."
    if view.row.status in LOST:
        others = fallback(view.policy, view.fields.get("tender", ""))
        return f"You still get {others}." if others else ""
    return ""


@require_GET
def sold(request: Request, deal: str) -> HttpResponseBase:
    """Lay what was sold under the deal beside what was registered."""
    context = {**sold_under.context_of(request, found(request, deal)), **frame(request)}
    return lists.answer(request, "partner/deals/sold.html", sold_under.LINES, context["lines"], context=context)


def facts_of(view: deals.DealView) -> list[tuple[str, Any]]:
    """What the form said, label by label."""
    return [*written(view), ("Value", money_text(view.row.value)), ("Programme", view.row.policy_title)]


def asked_for(one: deals.RequestRow) -> str:
    """A request in words: what was asked or shown, and how it stands."""
    what = f"{one.kind.capitalize()}, {PROOFS[one.proof]}" if one.proof else one.kind.capitalize()
    states = {"waiting": "waits for us", "granted": "accepted", "refused": "not accepted"}
    return f"{what}: {states[one.state]}"


@require_POST
def do(request: Request, deal: str) -> HttpResponse:
    """Do one thing with a deal; what cannot be done is said, and nothing is lost."""
    view = found(request, deal)
    deed = DEEDS.get(request.POST.get("deed", ""))
    if deed is None:
        messages.error(request, "Choose what to do.")
        return redirect("partner:deal", deal)
    try:
        said = deed(request, view.row.code)
    except (Refused, NotFound) as refusal:
        messages.error(request, str(refusal))
        return redirect("partner:deal", deal)
    messages.success(request, said)
    return redirect("partner:deals" if request.POST["deed"] == "discard" else "partner:deal", *(
        [] if request.POST["deed"] == "discard" else [deal]
    ))  # fmt: skip


def _withdraw(request: Request, code: str) -> str:
    actions.withdraw(actor=request.actor, now=request.now, code=code, reason=request.POST.get("reason", ""))
    return "You took it back. We no longer look at it, and nothing is protected."


def _discard(request: Request, code: str) -> str:
    actions.discard(actor=request.actor, now=request.now, code=code)
    return "The draft is gone."


def _stage(request: Request, code: str) -> str:
    text, to = request.POST.get("reason", ""), request.POST.get("stage", "")
    actions.move_stage(actor=request.actor, now=request.now, code=code, to=to, note_text=text)
    return "Noted. It counts as a sign of activity."


def _activity(request: Request, code: str) -> str:
    actions.say_active(actor=request.actor, now=request.now, code=code, text=request.POST.get("reason", ""))
    return "Noted as a sign of activity."


def _won(request: Request, code: str) -> str:
    actions.close(actor=request.actor, now=request.now, code=code, won=True, text=request.POST.get("reason", ""))
    return "Won. It is met with your sales once they are reported."


def _lost(request: Request, code: str) -> str:
    post = request.POST
    actions.close(
        actor=request.actor,
        now=request.now,
        code=code,
        won=False,
        reason=post.get("why", ""),
        text=post.get("reason", ""),
    )
    return "Closed as lost."


def _ask(kind: str) -> Callable[[Request, str], str]:
    def asking(request: Request, code: str) -> str:
        post = request.POST
        proof, sent = post.get("proof", "")[:24], request.FILES.get("file")
        number = None
        if sent is not None:
            number = actions.attach(
                actor=request.actor,
                now=request.now,
                code=code,
                name=sent.name or "file",
                content=sent.read(),
                proof=proof,
            )
        state = actions.ask(
            actor=request.actor, now=request.now, code=code, kind=kind, what=post.get("what", "")[:80], proof=proof,
            text=post.get("reason", ""), attachment_id=number,
        )  # fmt: skip
        return asked_words(deals.deal(request.actor, code, request.now), kind, post.get("what", ""), state)

    return asking


def asked_words(view: deals.DealView, kind: str, what: str, state: str) -> str:
    """What became of what was asked or shown, with what it means for the protection."""
    if kind == "proof":
        title = next((one.title for one in view.policy.milestones if one.id == what), "the milestone")
        return f"We have what you show for “{title}”. It counts from now on, unless we tell you that it does not."
    asked = {"extension": "longer protection", "pause": "a pause"}[kind]
    if state == "granted":
        return f"Granted: {asked}{through_words(view)}."
    return f"You asked for {asked}. We look at it, and you read the answer here."


def _resume(request: Request, code: str) -> str:
    actions.resume(actor=request.actor, now=request.now, code=code)
    return "The clock runs on."


def _dispute(request: Request, code: str) -> str:
    post = request.POST
    actions.open_dispute(
        actor=request.actor, now=request.now, code=code, about=post.get("about", ""), text=post.get("reason", "")
    )
    return "We have it. Somebody who had no part in the decision looks at it."


DEEDS: dict[str, Callable[[Request, str], str]] = {
    "withdraw": _withdraw, "discard": _discard, "stage": _stage, "activity": _activity, "won": _won, "lost": _lost,
    "proof": _ask("proof"), "extension": _ask("extension"), "pause": _ask("pause"), "resume": _resume,
    "dispute": _dispute,
}  # fmt: skip


@require_GET
def file(request: Request, deal: str, attachment_id: int) -> HttpResponse:
    """Hand out an attached file."""
    try:
        kept = deals.attachment(request.actor, deal, attachment_id)
    except NotFound:
        raise Http404 from None
    return download(kept.name, kept.sha256)
