"""Products, files and reports of the sales stories."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from fairway.catalogue import actions as catalogue
from fairway.catalogue.rules import ProductFacts
from fairway.formats import Layout
from fairway.kit.access import WORKER, Actor, acting_as
from fairway.kit.lake.writing import session
from fairway.sales import actions, queries

HEAD = "Invoice,Line,Date,SKU,Qty,Unit price,Net amount,Currency"
LAYOUT = Layout(
    columns={
        "invoice_no": "Invoice",
        "invoice_line": "Line",
        "invoice_date": "Date",
        "product_id": "SKU",
        "quantity": "Qty",
        "unit_price": "Unit price",
        "net_amount": "Net amount",
        "currency": "Currency",
    }
)


def products(now: datetime, *skus: str) -> dict[str, int]:
    """Products with these SKUs; their numbers by SKU."""
    with acting_as(WORKER):
        catalogue.load_products(actor=WORKER, now=now, rows=[ProductFacts(sku, f"Product {sku}") for sku in skus])
        from fairway.catalogue.queries import ids_by_sku

        return ids_by_sku(WORKER)


def line(
    invoice: str, number: int, day: str, sku: str, quantity: str, price: str, net: str, currency: str = "EUR"
) -> str:
    return f"{invoice},{number},{day},{sku},{quantity},{price},{net},{currency}"


def file_of(*lines: str, head: str = HEAD) -> bytes:
    return "\n".join([head, *lines, ""]).encode()


def send(actor: Actor, now: datetime, content: bytes, reporter_id: int | None, **more: Any) -> tuple[int, str]:
    """Receive a file and take it in at once; its number and status."""
    more.setdefault("layout", LAYOUT)
    with acting_as(actor):
        received = actions.receive(
            actor=actor,
            now=now,
            reporter_id=reporter_id,
            file_name="march.csv",
            content=[content],
            enqueue=False,
            **more,
        )
    return received.report_id, actions.process(actor=WORKER, now=now, report_id=received.report_id)


def in_lake(columns: str = "invoice_no, quantity, net_amount") -> list[tuple[Any, ...]]:
    """All lines in force, sorted."""
    with acting_as(WORKER):
        files = queries.scan(WORKER).scan.files
    if not files:
        return []
    with session() as duck:
        listed = ", ".join(f"'{path}'" for path in files)
        return duck.execute(
            f"SELECT {columns} FROM read_parquet([{listed}], union_by_name = true) ORDER BY ALL"
        ).fetchall()
