"""One line of a sales file, read and decided in plain Python: the meaning that the vectorised relations repeat."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from fairway.formats import VENDORS_OWN, Layout, number, read_date
from fairway.sales.rules.levels import Level
from fairway.sales.rules.reasons import BIT, REASONS, codes_in, level_of
from fairway.values import CURRENCIES, Exact, Rounding, exact, rounded, times

BLANKS = " \t\r\n\u00a0"
SCIENTIFIC = re.compile(r"[0-9]([.,][0-9]+)?[eE][+]?[0-9]+")
QUANTITY, PRICE, AMOUNT = (18, 4), (18, 6), (18, 4)
"""Precision and scale kept in the lake."""
TEXTS = (
    "person", "invoice_no", "invoice_line", "country", "region", "customer", "customer_id", "deal_id", "serial_no",
)  # fmt: skip
_ONE = exact(1)
RUNNING = ("=", "@", "+", "\t")


@dataclass(frozen=True)
class KnownProduct:
    """A product as a file's text names it; ``units`` says how many base units each other unit holds."""

    product_id: int
    unit: str
    units: Mapping[str, Exact] = field(default_factory=dict)
    prices: Mapping[str, Exact] = field(default_factory=dict)


@dataclass(frozen=True)
class KnownPartner:
    """A partner as a file's text names it, with the currency its sales are in unless said."""

    partner_id: int
    currency: str = ""


@dataclass(frozen=True)
class Terms:
    """What a file is decided under.

    ``about_partner`` is the partner the whole file is about; None where each line names its partner.
    ``period_start`` (inclusive) and ``period_end`` (exclusive) are the period the sender named, if any.
    ``products`` and ``partners`` are keyed by the text of the file, blanks around it taken off.
    """

    today: date
    about_partner: KnownPartner | None = None
    event: str = "sell_through"
    period_start: date | None = None
    period_end: date | None = None
    products: Mapping[str, KnownProduct] = field(default_factory=dict)
    partners: Mapping[str, KnownPartner] = field(default_factory=dict)


@dataclass(frozen=True)
class TypedLine:
    """One line with its cells read; texts that are empty are "", values that cannot be read are None."""

    cells_problem: str | None
    lost: bool
    nul: bool
    longest: int
    partner_text: str
    partner_id: int | None
    sku: str
    product_id: int | None
    date_text: str
    invoice_date: date | None
    ship_text: str
    ship_date: date | None
    quantity_text: str
    quantity: Exact | None
    unit_text: str
    unit: str
    factor: Exact | None
    price_text: str
    unit_price: Exact | None
    net_text: str
    net_given: Exact | None
    net_amount: Exact | None
    claim_text: str
    claimed_on: date | None
    original_text: str
    original_on: date | None
    gross_text: str
    gross_amount: Exact | None
    list_text: str
    list_amount: Exact | None
    cost_text: str
    cost_amount: Exact | None
    extension: Exact | None
    currency: str
    digits: int | None
    list_price: Exact | None
    event: str
    kind_text: str
    kind_said: str
    kind: str
    finer: bool
    formula: bool
    texts: Mapping[str, str]

    @property
    def sku_scientific(self) -> bool:
        return bool(SCIENTIFIC.fullmatch(self.sku))


@dataclass(frozen=True)
class Decision:
    """What becomes of a line: ``outcome`` is accepted, held, refused or dropped; ``codes`` say why."""

    outcome: str
    codes: tuple[str, ...]
    line: TypedLine


def permitted(layout: Layout, *, by_vendor: bool) -> Layout:
    """What of a layout is read: a file that the vendor did not send says nothing about what lines cost the vendor."""
    return layout if by_vendor else layout.without(VENDORS_OWN)


def readable(layout: Layout, headings: Sequence[str], *, by_vendor: bool) -> tuple[bool, ...]:
    """Which cells of a line its partner reads.

    All of its own file; of one that the vendor sent in its name the columns read as fields, costs left out.
    """
    if not by_vendor:
        return (True,) * len(headings)
    shown = {heading for name, heading in layout.columns.items() if name not in VENDORS_OWN}
    return tuple(heading in shown for heading in headings)


def decide(cells: Mapping[str, str], layout: Layout, terms: Terms, *, cells_problem: str | None = None) -> Decision:
    """Decide one line by itself; duplicates are told among lines by `judge_duplicates`.

    ``cells`` maps the file's headings to the cells of the line.
    """
    line = type_line(cells, layout, terms, cells_problem=cells_problem)
    bits = sum(BIT[reason.code] for reason in REASONS if reason.holds(line, terms))
    return Decision(outcome_of(bits), codes_in(bits), line)


def outcome_of(bits: int) -> str:
    """The outcome that a line's reasons lead to."""
    level = level_of(bits)
    return "accepted" if level in {None, Level.REMARKED} else str(level)


def type_line(cells: Mapping[str, str], layout: Layout, terms: Terms, *, cells_problem: str | None) -> TypedLine:
    """Read the cells of one line by the layout."""

    def text(name: str) -> str:
        if name in layout.columns:
            return cells[layout.columns[name]].strip(BLANKS)
        return layout.constants.get(name, "")

    def read(written: str, kept: tuple[int, int]) -> tuple[Exact | None, bool]:
        found = number(written, layout.decimal, kept[1]) if written else None
        if found is None or abs(found.value) >= 10 ** (kept[0] - kept[1]):
            return None, False
        return found.value, found.rounded

    partner_text = text("partner_id")
    partner = terms.about_partner or terms.partners.get(partner_text)
    sku = text("product_id") or text("gtin")
    product = terms.products.get(sku)
    quantity_text, price_text, net_text = text("quantity"), text("unit_price"), text("net_amount")
    reported, finer_quantity = read(quantity_text, QUANTITY)
    price, finer_price = read(price_text, PRICE)
    net, finer_net = read(net_text, AMOUNT)
    (gross, finer_gross), (listed, finer_list), (cost, finer_cost) = (
        read(text(name), AMOUNT) for name in ("gross_amount", "list_amount", "cost_amount")
    )
    kind_text = text("kind")
    kind_said = said(kind_text, layout.kinds, ("sale", "return", "sample", "adjustment"))
    event_text = text("event")
    event = said(event_text, layout.events, ("sell_in", "sell_through", "sell_out")) if event_text else terms.event
    currency = (text("currency") or (partner.currency if partner else "")).upper()
    unit_text = text("unit")
    factor = _factor(unit_text, layout, product)
    reported, net, gross, listed, cost = (
        _signed(value, layout.signs, kind_said) for value in (reported, net, gross, listed, cost)
    )
    extension = times(reported, price) if reported is not None and price is not None else None
    quantity = _within(rounded(times(reported, factor or _ONE), 4, Rounding.HALF_UP)) if reported is not None else None
    amount = net
    if not net_text and extension is not None:
        amount = _within(rounded(extension, 4, Rounding.HALF_UP))
    written = list(cells.values())
    return TypedLine(
        cells_problem=cells_problem,
        lost=any("\ufffd" in cell for cell in written),
        nul=any("\u2400" in cell for cell in written),
        longest=max((len(cell.encode()) for cell in written), default=0),
        partner_text=partner_text,
        partner_id=partner.partner_id if partner else None,
        sku=sku,
        product_id=product.product_id if product else None,
        date_text=text("invoice_date"),
        invoice_date=read_date(text("invoice_date"), layout.dates),
        ship_text=text("ship_date"),
        ship_date=read_date(text("ship_date"), layout.dates),
        quantity_text=quantity_text,
        quantity=quantity,
        unit_text=unit_text,
        unit=product.unit if product else "",
        factor=factor,
        price_text=price_text,
        unit_price=price,
        net_text=net_text,
        net_given=net,
        net_amount=amount,
        claim_text=text("claimed_on"),
        claimed_on=read_date(text("claimed_on"), layout.dates),
        original_text=text("original_on"),
        original_on=read_date(text("original_on"), layout.dates),
        gross_text=text("gross_amount"),
        gross_amount=gross,
        list_text=text("list_amount"),
        list_amount=listed,
        cost_text=text("cost_amount"),
        cost_amount=cost,
        extension=extension,
        currency=currency,
        digits=CURRENCIES[currency].digits if currency in CURRENCIES else None,
        list_price=product.prices.get(currency) if product else None,
        event=event,
        kind_text=kind_text,
        kind_said=kind_said,
        kind=kind_of(kind_said, quantity, amount),
        finer=any((finer_quantity, finer_price, finer_net, finer_gross, finer_list, finer_cost)),
        formula=any(text(name).startswith(RUNNING) for name in (*TEXTS, "product_id")),
        texts={name: text(name) for name in TEXTS},
    )


def said(written: str, words: Mapping[str, str], canonical: tuple[str, ...]) -> str:
    """Translate a word of the file by the layout's words; canonical names speak for themselves, in any case."""
    if written in words:
        return words[written]
    lowered = written.lower()
    return lowered if lowered in canonical else ""


def kind_of(kind_said: str, quantity: Exact | None, amount: Exact | None) -> str:
    """The kind of a line: as said, else by sign and zero."""
    if kind_said in {"sample", "adjustment"}:
        return kind_said
    if quantity is not None and quantity < 0:
        return "return"
    if quantity is not None and quantity == 0:
        return "adjustment"
    if amount is not None and amount == 0:
        return "sample"
    return "sale"


def _factor(unit: str, layout: Layout, product: KnownProduct | None) -> Exact | None:
    if not unit or product is None:
        return _ONE
    if unit in layout.units:
        found = number(layout.units[unit], ".", 6)
        return found.value if found else None
    if unit.upper() == product.unit.upper():
        return _ONE
    return product.units.get(unit.upper())


def _signed(value: Exact | None, signs: str, kind_said: str) -> Exact | None:
    turned = signs == "all_negated" or (
        signs == "returns_positive" and kind_said == "return" and value is not None and value > 0
    )
    return _negated(value) if turned else value


def _negated(value: Exact | None) -> Exact | None:
    return None if value is None else -value + 0


def _within(value: Exact) -> Exact | None:
    return value if abs(value) < 10**14 else None


def judge_duplicates(decisions: Mapping[int, Decision]) -> dict[int, str]:
    """Tell which accepted lines of a file repeat an earlier one: row -> ``L1-duplicate`` or ``L2-near-duplicate``.

    ``decisions`` are keyed by the line's row, in the file's order. Lines without an invoice number are not compared.
    """
    seen: dict[tuple[object, ...], set[tuple[object, ...]]] = {}
    found: dict[int, str] = {}
    for row, decision in sorted(decisions.items()):
        line = decision.line
        invoice = line.texts["invoice_no"]
        if decision.outcome != "accepted" or not invoice:
            continue
        serial = line.texts["serial_no"]
        place = line.texts["invoice_line"] or (("serial", serial) if serial else line.product_id)
        key = (line.partner_id, line.event, invoice, line.kind, place)
        content = (line.product_id, line.quantity, line.net_amount, line.invoice_date)
        if key in seen:
            found[row] = "L1-duplicate" if content in seen[key] else "L2-near-duplicate"
        seen.setdefault(key, set()).add(content)
    return found
