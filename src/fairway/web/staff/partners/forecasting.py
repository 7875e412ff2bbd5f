"""What a partner will have earned when the running periods end, and what to accrue for it by now."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from fairway.engine.trial import Prospect
from fairway.engine.words.messages import supposing as words
from fairway.incentives import actions
from fairway.incentives import queries as incentives
from fairway.incentives.queries import Forecast, InTheBooks
from fairway.incentives.rules import NotFound, Refused
from fairway.values import Exact, exact, plain
from fairway.web.shared import supposing
from fairway.web.shared.display import money_text, volume_text
from fairway.web.shared.language import words_of
from fairway.web.shared.request import Request, today_of
from fairway.web.staff.partner_page import found, frame


@dataclass(frozen=True)
class _Shown:
    """A forecast beside what the books hold for it."""

    one: Forecast
    books: InTheBooks

    @property
    def unsaid(self) -> str:
        """How many deals were left out."""
        return supposing.unsaid(self.one.unsaid)

    @property
    def basis(self) -> str:
        """What the estimate in the books was made of."""
        return "; ".join(
            f"{plain(case.share)} % for {volume_text(case.volume)}, which earn {money_text(case.payout)}"
            for case in self.books.cases
        )


def _shares(given: QueryDict) -> list[tuple[str, Exact]]:
    return [
        (name, own if (own := supposing.number_of(given.get(name, ""), name)) is not None else exact(share))
        for name, share in incentives.SHARES
    ]


def _asked(given: QueryDict) -> tuple[tuple[Prospect, ...], list[tuple[str, Exact]]]:
    """The deals and likelihoods that are given in. :raises NoNumber: one is none."""
    return supposing.pipeline(given), _shares(given)


@require_GET
def forecast(request: Request, partner_id: int) -> HttpResponse:
    """Carry the partner's pace on, with the deals and likelihoods that are given in, programme by programme."""
    row, given, on = found(request, partner_id).row, request.GET, today_of(request)
    earned = incentives.earnings_to_date(request.actor, row.id, on=on)
    codes = dict.fromkeys(one.programme for one in earned)
    refusal, made, notes = "", [], []
    shares: list[tuple[str, Exact]] = [(name, exact(share)) for name, share in incentives.SHARES]
    try:
        deals, shares = _asked(given)
        for code in codes:
            try:
                one = incentives.forecast(request.actor, row.id, code, on=on, pipeline=deals, shares=shares)
                books = incentives.in_the_books(request.actor, row.id, code, one.start, one.earned.currency)
                made.append(_Shown(one, books))
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
        "words": words_of(words),
        "by_units": any(one.one.by_units for one in made),
        "given": [(name, value) for name, value in given.items() if value],
        "currency": next((one.earned.currency for one in earned), ""),
    }
    return render(request, "staff/partners/forecast.html", context)


@require_POST
def accrue(request: Request, partner_id: int) -> HttpResponse:
    """Take what the shown forecast says into the books."""
    row, given = found(request, partner_id).row, request.POST
    try:
        deals, shares = _asked(given)
        made = actions.take_estimate(
            actor=request.actor, now=request.now, partner_id=row.id, code=given.get("programme", ""),
            on=today_of(request), reason=given.get("reason", ""), pipeline=deals, shares=shares,
        )  # fmt: skip
    except (Refused, ValueError) as problem:
        messages.error(request, str(problem))
    else:
        said = "The books hold that already: nothing is posted." if made is None else "Taken into the books."
        messages.success(request, said)
    asked = QueryDict(mutable=True)
    known = {"programme", "reason", "csrfmiddlewaretoken"}
    asked.update({name: str(value) for name, value in given.items() if value and name not in known})
    where = reverse("staff:partner_forecast", args=[row.id])
    return redirect(f"{where}?{asked.urlencode()}" if asked else where)
