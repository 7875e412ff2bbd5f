"""Tell why a trial, or a kept one, gives a partner more or less: every payout that differs, one of them in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from fairway.engine.telling import tell_trial
from fairway.engine.words.messages import headings
from fairway.incentives import queries as incentives
from fairway.incentives.queries import VersionRow
from fairway.incentives.rules import NotFound, Refused
from fairway.values import Money
from fairway.web.shared.explaining import TO_VENDOR
from fairway.web.shared.language import words_of
from fairway.web.shared.request import Request, today_of
from fairway.web.staff.programmes.trying import asked_of, kept_view


@require_GET
def partner(request: Request, number: int, partner_id: int) -> HttpResponse:
    """Tell why a trial gives one partner more or less: every payout that differs, and one of them in words."""
    asked = asked_of(request, number, request.GET)
    state = urlencode(asked.fields(asked.snapshot))
    context: dict[str, Any] = {
        "view": asked.view, "refusal": asked.refusal, "state": state,
        "trial_name": "Try", "trial_url": f"{reverse('staff:programme_try', args=[number])}?{state}",
    }  # fmt: skip
    if not asked.refusal:
        where = _Where(asked.text, asked.against, today_of(request), asked.first, asked.last, asked.snapshot)
        context |= _told(request, number, partner_id, where)
    return render(request, "staff/programmes/try_partner.html", context)


@require_GET
def kept_partner(request: Request, number: int, trial_id: int, partner_id: int) -> HttpResponse:
    """Tell why a kept trial gives one partner more or less, over the sales it was kept with; later ones may differ."""
    view, found = kept_view(request, number, trial_id)
    row = next((one for one in found.outcome.partners if one.partner.id == str(partner_id)), None)
    against = next((one for one in view.versions if one.number == found.row.against), None)
    where = _Where(found.text, against, found.row.as_of, found.row.first, found.row.last, found.snapshot)
    context: dict[str, Any] = {
        "view": view,
        "kept": row,
        "trial_name": found.row.name,
        "trial_url": reverse("staff:programme_trial", args=[number, trial_id]),
        **_told(request, number, partner_id, where),
    }
    if context["found"] is not None and row is not None:
        now = sum((one.difference for one in context["found"].apart), Money.zero(found.outcome.currency))
        context["moved"] = None if now == row.difference else now
    return render(request, "staff/programmes/try_partner.html", context)


@dataclass(frozen=True)
class _Where:
    """What a trial is of: the text that is tried, the version compared with, and the sales."""

    text: str
    against: VersionRow | None
    on: date
    first: str
    last: str
    snapshot: str


def _told(request: Request, number: int, partner_id: int, where: _Where) -> dict[str, Any]:
    """What a trial changes for one partner, and the chosen payout, or the one that differs most, in words."""
    given = request.GET
    chosen = given.get("of", ""), given.get("period", ""), given.get("person", "")
    try:
        found = incentives.try_partner(
            request.actor, number, partner_id, text=where.text,
            against=where.against.id if where.against else None, on=where.on,
            first=where.first, last=where.last, snapshot=where.snapshot, chosen=chosen,
        )  # fmt: skip
    except NotFound:
        raise Http404 from None
    except Refused as refused:
        return {"found": None, "refusal": str(refused)}
    context: dict[str, Any] = {
        "found": found,
        "rows": [
            (one, urlencode({"of": one.incentive, "period": one.period.label, "person": one.person}))
            for one in found.apart
        ],
    }
    one = found.chosen
    if one is not None and (found.before or found.after):
        by = TO_VENDOR.teller(running=today_of(request) < one.period.end)
        version = where.against.number if where.against else None
        context |= {
            "told": tell_trial(found.before, found.after, by, version),
            "words": words_of(headings),
            "language": by.speech.language,
        }
    return context
