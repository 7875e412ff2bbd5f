"""What a partner will have earned when the running periods end, and what to accrue for it by now."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fairway.incentives import queries as incentives
from fairway.incentives.rules import NotFound, Refused
from fairway.values import Exact, exact
from fairway.web.shared import supposing
from fairway.web.shared.request import Request, today_of
from fairway.web.staff.partner_page import found, frame


@require_GET
def forecast(request: Request, partner_id: int) -> HttpResponse:
    """Carry the partner's pace on, with the deals and likelihoods that are given in, programme by programme."""
    row, given, on = found(request, partner_id).row, request.GET, today_of(request)
    earned = incentives.earnings_to_date(request.actor, row.id, on=on)
    codes = dict.fromkeys(one.programme for one in earned)
    refusal, made, notes = "", [], []
    shares: list[tuple[str, Exact]] = [(name, exact(share)) for name, share in incentives.SHARES]
    try:
        shares = [
            (name, own if (own := supposing.number_of(given.get(name, ""), name)) is not None else share)
            for name, share in shares
        ]
        deals = supposing.pipeline(given)
        for code in codes:
            try:
                made.append(incentives.forecast(request.actor, row.id, code, on=on, pipeline=deals, shares=shares))
            except (Refused, NotFound) as problem:
                notes.append(str(problem))
    except ValueError as problem:
        refusal = str(problem)
    context = {
        **frame(request, row),
        "forecasts": made,
        "notes": notes,
        "refusal": refusal,
        "shares": shares,
        "deals": supposing.deals(given),
        "currency": next((one.earned.currency for one in earned), ""),
    }
    return render(request, "staff/partners/forecast.html", context)
