"""The columns a condition may name, and what each is compared as."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from fairway.policy.conditions.tree import Source, ValueType

TEXT, NUMBER, DATE = ValueType.TEXT, ValueType.NUMBER, ValueType.DATE

LINE: Mapping[str, ValueType] = {
    "line_id": TEXT,
    "report_id": TEXT,
    "reporter_id": TEXT,
    "partner_id": TEXT,
    "person": TEXT,
    "event": TEXT,
    "kind": TEXT,
    "invoice_no": TEXT,
    "invoice_line": TEXT,
    "invoice_date": DATE,
    "original_on": DATE,
    "claimed_on": DATE,
    "ship_date": DATE,
    "product_id": TEXT,
    "quantity": NUMBER,
    "unit": TEXT,
    "unit_price": NUMBER,
    "net_amount": NUMBER,
    "gross_amount": NUMBER,
    "list_amount": NUMBER,
    "cost_amount": NUMBER,
    "currency": TEXT,
    "country": TEXT,
    "region": TEXT,
    "customer": TEXT,
    "customer_id": TEXT,
    "deal_id": TEXT,
    "serial_no": TEXT,
}
"""The canonical columns of a sales line (docs/reference/data-formats.md)."""

PRODUCT: Mapping[str, ValueType] = {
    **dict.fromkeys(("product_id", "name", "category", "subcategory", "family", "brand", "line", "unit"), TEXT),
    "launched_on": DATE,
}
PARTNER: Mapping[str, ValueType] = {
    **dict.fromkeys(("partner_id", "name", "type", "tier", "country", "region", "parent_id", "currency"), TEXT),
    "partner_since": DATE,
}


@dataclass(frozen=True, slots=True)
class Columns:
    """What is known of the columns of lines, products and partners.

    A further column of somebody's file is allowed unless ``complete`` says that these are all there are; its type is
    then what it is compared with.
    """

    line: Mapping[str, ValueType] = field(default_factory=lambda: LINE)
    product: Mapping[str, ValueType] = field(default_factory=lambda: PRODUCT)
    partner: Mapping[str, ValueType] = field(default_factory=lambda: PARTNER)
    complete: bool = False

    def of(self, source: Source) -> Mapping[str, ValueType]:
        """Give the known columns of one source."""
        return {Source.LINE: self.line, Source.PRODUCT: self.product, Source.PARTNER: self.partner}[source]
