"""Print the relations of a programme as SQL, over the sales lake's own columns."""

from __future__ import annotations

from datetime import date

from fairway.engine.plan import Columns, MissingColumn, build, needs
from fairway.engine.programme import Programme
from fairway.policy.conditions import ValueType

_LINES = {
    "line_id": "VARCHAR", "report_id": "BIGINT", "reporter_id": "BIGINT", "partner_id": "BIGINT", "person": "VARCHAR",
    "event": "VARCHAR", "kind": "VARCHAR", "invoice_no": "VARCHAR", "invoice_line": "VARCHAR", "invoice_date": "DATE",
    "ship_date": "DATE", "product_id": "BIGINT", "quantity": "DECIMAL(18,4)", "unit": "VARCHAR",
    "unit_price": "DECIMAL(18,6)", "net_amount": "DECIMAL(18,4)", "currency": "VARCHAR", "country": "VARCHAR",
    "region": "VARCHAR", "customer": "VARCHAR",
}  # fmt: skip
_PARTNERS = {
    "partner_id": "BIGINT", "name": "VARCHAR", "type": "VARCHAR", "tier": "VARCHAR", "country": "VARCHAR",
    "region": "VARCHAR", "parent_id": "BIGINT", "currency": "VARCHAR", "valid_from": "DATE", "valid_until": "DATE",
}  # fmt: skip
_PRODUCTS = {
    "product_id": "BIGINT", "sku": "VARCHAR", "name": "VARCHAR", "category": "VARCHAR", "subcategory": "VARCHAR",
    "family": "VARCHAR", "brand": "VARCHAR", "line": "VARCHAR", "unit": "VARCHAR",
}  # fmt: skip
_RATES = {"currency": "VARCHAR", "valid_from": "DATE", "rate": "DECIMAL(20,10)"}
_SQL = {
    ValueType.TEXT: "VARCHAR", ValueType.NUMBER: "DECIMAL(18,6)", ValueType.DATE: "DATE", ValueType.BOOLEAN: "BOOLEAN",
}  # fmt: skip


def printed_sql(programme: Programme, *, on: date) -> str:
    """The plan of the period before the one ``on`` lies in, as an auditor reads it; says so if it cannot be written."""
    asked = needs(programme)
    columns = Columns(
        {**{name: _SQL[kind] for name, kind in asked.lines.items()}, **_LINES},
        {**{name: _SQL[kind] for name, kind in asked.partners.items()}, **_PARTNERS},
        {**{name: _SQL[kind] for name, kind in asked.products.items()}, **_PRODUCTS},
        _RATES,
    )
    calendar = programme.calendar.fiscal
    period = calendar.previous(calendar.period_of(on))
    try:
        return build(programme, [period], columns).sql()
    except (MissingColumn, ValueError) as fault:
        return f"-- {fault}\n"
