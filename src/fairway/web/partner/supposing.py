"""What if: what more sales would earn by the end of the period, and what the pace so far leads to."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_GET

from fairway.engine.programme import MeasureKind
from fairway.engine.words.messages import supposing as said
from fairway.engine.words.messages.parts import UNITS
from fairway.engine.words.speech import Speech
from fairway.incentives import queries as incentives
from fairway.incentives.queries import Moved, WhatIf
from fairway.incentives.rules import NotFound, Refused
from fairway.values import exact, plain
from fairway.web.partner import earnings
from fairway.web.partner.page import partner_of, show
from fairway.web.shared import supposing
from fairway.web.shared.display import day_text
from fairway.web.shared.language import speech, words_of
from fairway.web.shared.request import Request, today_of


@dataclass(frozen=True)
class Step:
    """One incentive with what is missing to its next step, and the address that supposes just that."""

    moved: Moved
    link: str


@require_GET
def what_if(request: Request) -> HttpResponse:
    """Answer what the partner would earn with more sales, and what is missing to the next step."""
    number, on, given, by = partner_of(request), today_of(request), request.GET, speech()
    earned = incentives.earnings_to_date(request.actor, number, on=on)
    codes = tuple(dict.fromkeys((one.programme, one.programme_title) for one in earned))
    code = given.get("programme", "") if given.get("programme") in dict(codes) else (codes[0][0] if codes else "")
    among, refusal, found, ahead = _among(request, given.get("products", "")), "", None, None
    try:
        amount = supposing.number_of(given.get("amount", ""), by.say(said.AMOUNT))
        units = supposing.number_of(given.get("units", ""), by.say(said.UNITS))
        if code:
            deals = supposing.pipeline(given)
            ahead = incentives.forecast(request.actor, number, code, on=on, pipeline=deals, language=by.language)
        if code and (amount or units):
            found = incentives.what_if(
                request.actor, number, code, on=on, amount=amount, units=units, among=among, language=by.language
            )
    except (Refused, NotFound, supposing.NoNumber) as problem:
        refusal = str(problem)
    context = {
        "tabs": earnings.tabs(),
        "codes": codes,
        "code": code,
        "currency": next((one.earned.currency for one in earned if one.programme == code), ""),
        "groups": [
            (by.say(said.GROUPS[name]), name, values) for name, values in incentives.product_groups(request.actor)
        ],
        "products": given.get("products", "") if among else "",
        "given": given,
        "deals": supposing.deals(given),
        "refusal": refusal,
        "found": found,
        "told": _told(found, by) if found else "",
        "steps": [Step(one, _suppose(given, found, one)) for one in found.moved] if found else (),
        "forecast": ahead,
        "by_units": ahead is not None and ahead.by_units,
        "unsaid": supposing.unsaid(ahead.unsaid) if ahead is not None else "",
        "words": words_of(said),
        "language": by.language,
        "for_example": by.number(exact(20000)),
    }
    return show(request, "partner/earnings/what_if.html", context)


def _told(found: WhatIf, by: Speech) -> str:
    """What is supposed and what comes of it, in a sentence."""
    units = by.count(found.units, UNITS[MeasureKind.QUANTITY])
    return by.say(
        said.IF_SOLD if found.added is None or not found.units else said.IF_SOLD_ABOUT,
        added=units if found.added is None else by.booked(found.added), units=units, last=day_text(found.last),
        after=by.booked(found.after), period=found.period, more=by.booked(found.difference),
    )  # fmt: skip


def _among(request: Request, chosen: str) -> tuple[str, str] | None:
    """The chosen group of products, where there is such a one."""
    name, _, value = chosen.partition("=")
    return (name, value) if value in dict(incentives.product_groups(request.actor)).get(name, ()) else None


def _suppose(given: QueryDict, found: WhatIf, one: Moved) -> str:
    """The address that supposes enough for the next step, where what is supposed picks the step."""
    if one.enough is None:
        return ""
    what = "units" if found.added is None else "amount"
    fields = {"programme": found.code, "products": given.get("products", ""), what: plain(one.enough)}
    return f"{reverse('partner:what_if')}?{urlencode(fields)}"
