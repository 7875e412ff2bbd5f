"""Lists that can be filtered, sorted, paged, saved as views and exported: one mechanism for all of them.

A page declares its list once and lets the query string be its state:

    PARTNERS = Listing(
        name="partners",
        columns=(
            Column("name", "Partner", is_key=True, link=address_of, sort="name"),
            Column("state", "State", kind="status", sort="state"),
            Column("earned", "Earned", kind="money"),
        ),
        filters=(Filter("tier", "Tier", choices=tiers),),
        search=("name", "code"),
        default_sort="name",
    )

    def partners(request):
        return lists.answer(request, "staff/partners/index.html", PARTNERS, queries.visible_to(request.actor))

and the template shows it with `{% listing list %}`. The rows may come as a queryset (filtered and sorted by the
database; `row=` turns each model into a frozen row, `rows=` a whole page at once) or as a sequence of frozen rows
(filtered and sorted here).
"""

from fairway.web.shared.lists.columns import Column, Filter, Listing, View, Words
from fairway.web.shared.lists.export import EXPORT_LIMIT, EXPORTS, answer_with, csv_bytes, neutral
from fairway.web.shared.lists.reading import Rows, answer, brief, read
from fairway.web.shared.lists.shown import Brief, Cell, Reading, Row

__all__ = [
    "EXPORTS",
    "EXPORT_LIMIT",
    "Brief",
    "Cell",
    "Column",
    "Filter",
    "Listing",
    "Reading",
    "Row",
    "Rows",
    "View",
    "Words",
    "answer",
    "answer_with",
    "brief",
    "csv_bytes",
    "neutral",
    "read",
]
