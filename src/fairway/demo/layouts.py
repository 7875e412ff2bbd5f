"""The forms partners' files come in: every partner sends what its own system prints, as in life.

A layout is data: encoding, delimiter, how numbers and dates are written, and which canonical field stands under which
header. The same data tells the loader which mapping to save, so a file and its mapping cannot drift apart.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from fairway.demo.products import CURRENCIES
from fairway.demo.sales import Line
from fairway.demo.workbook import Cell, Number, sheet

_PLAINER = str.maketrans({"−": "-", "½": " 1/2", "ø": "o", "Ø": "O", "×": "x", "å": "a", "é": "e", "è": "e"})


@dataclass(frozen=True, slots=True)
class Layout:
    """How one kind of file is written.

    `columns` pairs each canonical field with the header it stands under, in the order of the file; a field beginning
    with `_` is something the partner's system prints and Fairway does not need. `date_format` is a strftime format.
    """

    name: str
    title: str
    suffix: str
    encoding: str
    delimiter: str
    decimal: str
    thousands: str
    date_format: str
    columns: tuple[tuple[str, str], ...]

    @property
    def mapping(self) -> dict[str, str]:
        """Give the header of each canonical field."""
        return {field: header for field, header in self.columns if not field.startswith("_")}

    def write(self, lines: Iterable[Line]) -> bytes:
        """Give the bytes of a file holding the lines."""
        headers = [header for _, header in self.columns]
        if self.suffix == "xlsx":
            values = [_CELLS[field] for field, _ in self.columns]
            return sheet("Sales", [headers, *([value(line) for value in values] for line in lines)])
        texts = [self._text_of(field) for field, _ in self.columns]
        target = io.StringIO(newline="")
        writer = csv.writer(target, delimiter=self.delimiter, lineterminator="\r\n")
        writer.writerow(headers)
        writer.writerows([text(line) for text in texts] for line in lines)
        return self.encode(target.getvalue())

    def encode(self, text: str) -> bytes:
        """Encode text the partner's way; letters its code page lacks are written plainer."""
        try:
            return text.encode(self.encoding)
        except UnicodeEncodeError:
            return text.translate(_PLAINER).encode(self.encoding, errors="replace")

    def amount(self, minor: int, currency: str) -> str:
        """Write an amount of minor units with this layout's separators."""
        digits = CURRENCIES[currency]
        whole, part = divmod(abs(minor), 10**digits)
        text = f"{whole:,}".replace(",", self.thousands)
        if digits:
            text += f"{self.decimal}{part:0{digits}d}"
        return f"-{text}" if minor < 0 else text

    def _text_of(self, field: str) -> Callable[[Line], str]:
        if field in {"invoice_date", "ship_date"}:
            return lambda line: line.day.strftime(self.date_format)
        if field == "unit_price":
            return lambda line: self.amount(line.unit_price, line.currency)
        if field == "net_amount":
            return lambda line: self.amount(line.net, line.currency)
        return _TEXTS[field]


_TEXTS: dict[str, Callable[[Line], str]] = {
    "partner_id": lambda line: line.partner,
    "person": lambda line: line.person,
    "event": lambda line: line.event,
    "kind": lambda line: line.kind,
    "invoice_no": lambda line: line.invoice,
    "invoice_line": lambda line: str(line.number),
    "product_id": lambda line: line.product.sku,
    "quantity": lambda line: str(line.quantity),
    "unit": lambda line: line.product.unit,
    "currency": lambda line: line.currency,
    "country": lambda line: line.customer.country,
    "customer": lambda line: line.customer.name,
    "original_invoice_no": lambda line: line.original_invoice,
    "_description": lambda line: line.product.name,
    "_city": lambda line: line.customer.city,
    "_empty": lambda line: "",
}


def _exact_text(minor: int, currency: str) -> str:
    return WORKBOOK.amount(minor, currency)


def _day(line: Line) -> date:
    return line.day


_CELLS: dict[str, Callable[[Line], Cell]] = {
    **_TEXTS,
    "invoice_date": _day,
    "invoice_line": lambda line: Number(str(line.number)),
    "quantity": lambda line: Number(str(line.quantity)),
    "unit_price": lambda line: Number(_exact_text(line.unit_price, line.currency)),
    "net_amount": lambda line: Number(_exact_text(line.net, line.currency)),
}

US = Layout("us", "Invoice register (US)", "csv", "utf-8", ",", ".", ",", "%m/%d/%Y", (
    ("invoice_no", "Invoice #"), ("invoice_line", "Line"), ("invoice_date", "Invoice Date"),
    ("product_id", "Mfr Part No"), ("_description", "Description"), ("quantity", "Qty"), ("unit", "UOM"),
    ("unit_price", "Unit Price"), ("net_amount", "Ext Price"), ("currency", "Curr"), ("customer", "Sold To"),
    ("_city", "Ship City"), ("country", "Ship Country"), ("original_invoice_no", "Orig Invoice"),
))  # fmt: skip
GERMAN = Layout("german", "Fakturajournal", "csv", "cp1252", ";", ",", ".", "%d.%m.%Y", (
    ("invoice_no", "Belegnr."), ("invoice_line", "Pos"), ("invoice_date", "Rechnungsdatum"), ("customer", "Kunde"),
    ("_city", "Ort"), ("country", "Land"), ("product_id", "Hersteller-Art.-Nr."), ("_description", "Bezeichnung"),
    ("quantity", "Menge"), ("unit_price", "Einzelpreis"), ("net_amount", "Nettobetrag"), ("currency", "Währung"),
    ("original_invoice_no", "Bezug"),
))  # fmt: skip
BRITISH = Layout("british", "Sales ledger export", "csv", "utf-8", ",", ".", "", "%d/%m/%Y", (
    ("invoice_date", "Date"), ("invoice_no", "Doc No"), ("invoice_line", "Item"), ("customer", "Account name"),
    ("product_id", "Part"), ("quantity", "Quantity"), ("unit_price", "Price ex VAT"), ("net_amount", "Goods value"),
    ("currency", "Ccy"), ("original_invoice_no", "Credit against"),
))  # fmt: skip
FRENCH = Layout("french", "Journal des ventes", "csv", "utf-8-sig", ";", ",", "\u00a0", "%d/%m/%Y", (
    ("invoice_no", "N° facture"), ("invoice_line", "Ligne"), ("invoice_date", "Date facture"),
    ("product_id", "Référence"), ("_description", "Désignation"), ("quantity", "Quantité"),
    ("unit_price", "Prix unitaire HT"), ("net_amount", "Montant HT"), ("currency", "Devise"), ("customer", "Client"),
    ("country", "Pays"), ("original_invoice_no", "Facture d'origine"),
))  # fmt: skip
TABBED = Layout("tabbed", "Verkooplijst (Unicode text)", "txt", "utf-16", "\t", ",", "", "%Y-%m-%d", (
    ("invoice_no", "Factuur"), ("invoice_line", "Regel"), ("invoice_date", "Datum"), ("customer", "Klant"),
    ("product_id", "Artikel"), ("quantity", "Aantal"), ("unit_price", "Stukprijs"), ("net_amount", "Netto"),
    ("currency", "Valuta"), ("original_invoice_no", "Creditnota bij"),
))  # fmt: skip
JAPANESE = Layout("japanese", "売上明細", "csv", "cp932", ",", ".", "", "%Y/%m/%d", (
    ("invoice_no", "伝票番号"), ("invoice_line", "行"), ("invoice_date", "売上日"), ("customer", "得意先"),
    ("product_id", "メーカー型番"), ("quantity", "数量"), ("unit_price", "単価"), ("net_amount", "金額"),
    ("currency", "通貨"), ("original_invoice_no", "元伝票"),
))  # fmt: skip
WORKBOOK = Layout("workbook", "Monthly workbook", "xlsx", "utf-8", ",", ".", "", "%Y-%m-%d", (
    ("invoice_date", "Invoice date"), ("invoice_no", "Invoice"), ("invoice_line", "Line no."), ("customer", "Customer"),
    ("product_id", "Halden SKU"), ("_description", "Item"), ("quantity", "Units"), ("unit_price", "Each"),
    ("net_amount", "Total"), ("currency", "Currency"), ("original_invoice_no", "Returned from"),
))  # fmt: skip
BEHALF = Layout("behalf", "Reseller point-of-sale report", "txt", "utf-8", "\t", ".", "", "%Y%m%d", (
    ("partner_id", "RESELLER_ACCT"), ("invoice_no", "INV_NO"), ("invoice_line", "INV_LN"), ("invoice_date", "INV_DT"),
    ("product_id", "VENDOR_PN"), ("quantity", "QTY"), ("unit_price", "UNIT_AMT"), ("net_amount", "EXT_AMT"),
    ("currency", "CURR"), ("customer", "END_USER"), ("country", "CTRY"), ("original_invoice_no", "ORIG_INV"),
))  # fmt: skip
VENDOR = Layout("vendor", "Halden invoice register", "csv", "utf-8", ",", ".", "", "%Y-%m-%d", (
    ("partner_id", "partner"), ("person", "representative"), ("event", "event"), ("invoice_no", "invoice"),
    ("invoice_line", "item"), ("invoice_date", "invoice_date"), ("product_id", "sku"), ("quantity", "quantity"),
    ("unit", "unit"), ("unit_price", "unit_price"), ("net_amount", "net"), ("currency", "currency"),
    ("customer", "customer"), ("country", "country"), ("original_invoice_no", "credited_invoice"),
))  # fmt: skip

LAYOUTS = {layout.name: layout for layout in (US, GERMAN, BRITISH, FRENCH, TABBED, JAPANESE, WORKBOOK, BEHALF, VENDOR)}
