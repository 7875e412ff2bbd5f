"""The mapping each sender's layout is read by: what a person would have saved on the mapping page."""

from __future__ import annotations

from fairway.demo.layouts import Layout
from fairway.formats.fields import BY_NAME
from fairway.formats.layout import Layout as Mapping

_ORDERS = {"%m": "mdy", "%d": "dmy", "%Y": "ymd"}


def mapping_of(layout: Layout, event: str) -> Mapping:
    """Give the saved mapping for files of `layout` from a sender whose sales are `event`s.

    Columns Fairway keeps beside the canonical ones (the invoice a return is credited against) are mapped as extras.
    """
    columns = {field: header for field, header in layout.mapping.items() if field in BY_NAME}
    extras = {field: header for field, header in layout.mapping.items() if field not in BY_NAME}
    workbook = layout.suffix == "xlsx"
    return Mapping(
        kind="workbook" if workbook else "delimited",
        encoding="" if workbook else layout.encoding,
        delimiter="," if workbook else layout.delimiter,
        sheet="Sales" if workbook else "",
        header_row=1,
        decimal=layout.decimal,
        dates=_ORDERS[layout.date_format[:2]],
        columns=columns,
        constants={} if "event" in columns else {"event": event},
        extras=extras,
    )
