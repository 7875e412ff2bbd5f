"""A changed document tried on all partners' history beside the one in force."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fairway.partners import queries as partners
from fairway.partners.rules import TYPES
from fairway.performance import queries
from fairway.performance.rules import NotFound, Refused
from fairway.performance.rules.tiers.trial import COLUMNS, SPLIT, Outcome
from fairway.values import Money, exact
from fairway.web.shared import charts, lists
from fairway.web.shared.countries import country_name
from fairway.web.shared.request import Request, today_of
from fairway.web.staff.partner_page import titled
from fairway.web.staff.tiers.documents import view_of

SPANS = (("6", "6 months"), ("12", "12 months"), ("24", "24 months"))


@require_GET
def trying(request: Request, tier_id: int) -> HttpResponseBase:
    """Live through the last months under the newest version (or a chosen one) and under another."""
    view = view_of(request, tier_id)
    versions = {str(row.number): row for row in view.versions}
    live = next((row for row in view.versions if row.state == "published"), None)
    if live is None:
        return render(request, "staff/tiers/try.html", {"view": view, "unpublished": True})
    tried = versions.get(request.GET.get("version", ""), view.versions[0])
    against = versions.get(request.GET.get("against", ""), live)
    months = request.GET.get("months", "12")
    months = months if months in dict(SPANS) else "12"
    context = {"view": view, "tried": tried, "against": against, "months": months, "spans": SPANS}
    try:
        text = queries.version_text(request.actor, tried.id)
        found = queries.try_text(
            request.actor, tier_id, text, on=today_of(request), months=int(months), against=against.id
        )
    except NotFound:
        raise Http404 from None
    except Refused as refusal:
        return render(request, "staff/tiers/try.html", {**context, "refusal": str(refusal)}, status=422)
    if request.GET.get("export") in lists.EXPORTS:
        return _exported(found.outcome, f"{view.row.code}-trial", request.GET["export"])
    shown = _shown(found, partners.ids_by_code(request.actor))
    return render(request, "staff/tiers/try.html", {**context, **shown})


def _shown(found: queries.Counted, ids: Mapping[str, int]) -> dict[str, object]:
    outcome = found.outcome
    changes = [
        charts.Point(f"{month:%Y-%m}", sum(abs(was - now) for was, now in counts.values()) // 2)
        for month, counts in outcome.months
    ]
    types = tuple(
        replace(one, label=", ".join(TYPES.get(name, name) for name in one.label.split(", "))) for one in outcome.types
    )
    countries = tuple(replace(one, label=country_name(one.label)) for one in outcome.countries)

    def priced(rows: Iterable[Any]) -> list[tuple[Any, Money]]:
        return [(one, Money(one.difference, outcome.currency)) for one in rows]

    total = outcome.total
    lines: list[tuple[str, str, Any]] = [(one.title, one.kind, one) for one in total.costs]
    return {
        "costs": [
            (title, kind, *(Money(value, outcome.currency) for value in (one.before, one.after, one.difference)))
            for title, kind, one in [*lines, ("Together", "", total)]
        ],
        "difference": Money(total.difference, outcome.currency),
        "outcome": outcome,
        "programmes": found.programmes,
        "left_out": found.left_out,
        "levels": [(titled(level) or "No level", was, now) for level, was, now in outcome.levels],
        "figure": charts.lines(changes, title="Partners at another level, by month", label_head="Month",
                               value_head="Partners"),
        "tables": (("By size", priced(outcome.sizes)), ("By type", priced(types)),
                   ("By country", priced(countries))),
        "movers": [
            (ids.get(one.partner), country_name(one.country), one, cost) for one, cost in priced(outcome.movers)
        ],
    }  # fmt: skip


def _exported(outcome: Outcome, name: str, kind: str) -> HttpResponse:
    texts = COLUMNS.index("cost before")
    rows = (
        (row[0], one.name, *row[1:texts], *map(exact, row[texts:]))
        for row, one in zip(outcome.split_rows(), outcome.partners, strict=True)
    )
    return lists.answer_with(kind, name, (COLUMNS[0], "name", *COLUMNS[1:], *SPLIT), rows)
