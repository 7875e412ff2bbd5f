"""The list of exchange rates."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpResponseBase
from django.views.decorators.http import require_GET

from fairway.catalogue import queries as catalogue
from fairway.kit.access import saved_views
from fairway.web.shared import lists
from fairway.web.shared.lists import Column, Filter, Listing
from fairway.web.shared.request import Request

RATES = Listing(
    name="rates",
    columns=(
        Column("currency", "One", is_key=True, sort=("currency", "to_currency", "valid_from")),
        Column("rate", "Is so many", kind="number"),
        Column("to_currency", "Of", sort=("to_currency", "currency", "valid_from")),
        Column("valid_from", "From", kind="day", sort=("valid_from", "currency")),
    ),
    default_sort="-valid_from",
    empty_title="No exchange rates yet",
    empty_text="Load them from a file. A programme says which rate it takes: the day's, or the period's last.",
    empty_icon="arrows-right-left",
)


@require_GET
def index(request: Request) -> HttpResponseBase:
    """Show exchange rates, newest first."""
    froms, intos = catalogue.rate_currencies(request.actor)
    filters = (
        Filter("currency", "Currency", choices=tuple((one, one) for one in froms)),
        Filter("to_currency", "Into", choices=tuple((one, one) for one in intos)),
    )
    return lists.answer(
        request,
        "staff/products/rates.html",
        replace(RATES, filters=filters),
        catalogue.rates_visible_to(request.actor),
        rows=catalogue.rows_of_rates,
        saved=saved_views.of(request.actor, RATES.name),
    )
