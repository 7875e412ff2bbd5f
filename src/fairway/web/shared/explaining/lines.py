"""The lines of one payout: what each that counted brought, and why each other did not count."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date
from heapq import nlargest
from typing import Any

from fairway.engine.explain import LeftOut, LineShare
from fairway.engine.telling import Teller
from fairway.engine.words.messages import headings
from fairway.engine.words.messages import lists as words
from fairway.incentives.queries import PayoutExplanation
from fairway.values import Exact, Money, Rounding, rounded
from fairway.web.shared.explaining.telling import measured
from fairway.web.shared.explaining.voices import Voice
from fairway.web.shared.lists import Column, Filter, Listing, Words

Link = Callable[[Any], "str | None"]


@dataclass(frozen=True)
class LineView:
    """One line that counted, with its share of the amount."""

    day: date
    invoice_no: str
    sku: str
    product: str
    quantity: Exact | None
    net: Money | None
    counted: str
    share: Money
    report_id: int | None


@dataclass(frozen=True)
class LeftOutView:
    """One line that counted for nothing, and why."""

    day: date | None
    invoice_no: str
    sku: str
    product: str
    quantity: Exact | None
    net: Money | None
    reason: str
    sentence: str
    report_id: int | None


def counted_lines(view: PayoutExplanation, most: int | None = None, by: Teller | None = None) -> list[LineView]:
    """Every line that counted with its share; with `most` only so many, those that brought most first."""
    one = view.explanation
    if one is None or view.incentive is None:
        return []
    what, currency = view.incentive.measure, one.payout.currency
    # a large payout has thousands of lines: choose before anything is written out
    chosen = one.lines if most is None else nlargest(most, one.lines, key=lambda line: abs(line.share.amount))

    def counted(line: LineShare) -> str:
        return measured(what, line.measure, currency, by) if line.measure is not None else ""

    return [
        LineView(line.day, *_shown(line, view), counted(line), line.share, _number(line.line.get("report_id")))
        for line in chosen
    ]


def left_out_lines(view: PayoutExplanation, voice: Voice) -> list[LeftOutView]:
    """Every line that counted for nothing, with the reason."""
    if view.explanation is None:
        return []
    by = voice.teller()
    return [
        LeftOutView(
            line.day,
            *_shown(line, view),
            line.reason,
            by.reason(line.reason, view.rivals.get(line.rival, "")),
            _number(line.line.get("report_id")),
        )
        for line in view.explanation.excluded
    ]


def _shown(line: LineShare | LeftOut, view: PayoutExplanation) -> tuple[str, str, str, Exact | None, Money | None]:
    cells: Any = line.line
    key = str(cells.get("product_id") if cells.get("product_id") is not None else "")
    sku, name = view.products.get(key, (key, ""))
    net, currency = cells.get("net_amount"), cells.get("currency")
    amount = Money(_trimmed(net, currency), currency) if net is not None and currency else None
    quantity = cells.get("quantity")
    shown = rounded(quantity, 0, Rounding.HALF_UP) if quantity is not None and quantity == int(quantity) else quantity
    return str(cells.get("invoice_no") or ""), sku, name, shown, amount


def _trimmed(net: Exact, currency: str) -> Exact:
    """Net amounts are kept with four decimal places: show the currency's own where the rest is zero."""
    payable = rounded(net, Money.zero(currency).digits, Rounding.HALF_UP)
    return payable if payable == net else net


def _number(value: Any) -> int | None:
    return int(value) if value is not None else None


def counted_listing(name: str, voice: Voice, link: Link | None = None) -> Listing:
    """The list of lines that counted; ``link`` leads from a line to its file, where the reader may open it."""
    say = voice.teller().speech.say
    return Listing(
        name=name,
        columns=(
            *_columns(voice, link),
            Column("counted", say(words.COUNTS_AS), figure=True),
            Column("share", say(voice.share), kind="money", sort=lambda row: row.share.amount),
        ),
        search=("invoice_no", "sku", "product"),
        search_hint=say(words.FIND),
        default_sort="day",
        per_page=100,
        empty_title=say(words.NO_LINE_COUNTED),
        empty_icon="document-magnifying-glass",
        words=_own_words(voice),
    )


def left_out_listing(name: str, voice: Voice, link: Link | None = None) -> Listing:
    """The list of lines that counted for nothing, each with the reason."""
    say = voice.teller().speech.say
    return Listing(
        name=name,
        columns=(*_columns(voice, link), Column("sentence", say(words.WHY_NOT), sort=True)),
        filters=(Filter("reason", say(headings.WHY), choices=tuple(voice.reasons.items())),),
        search=("invoice_no", "sku", "product"),
        search_hint=say(words.FIND),
        default_sort="day",
        per_page=100,
        empty_title=say(words.EVERY_LINE_COUNTED),
        empty_icon="check",
        words=_own_words(voice),
    )


def _columns(voice: Voice, link: Link | None) -> tuple[Column, ...]:
    say = voice.teller().speech.say
    return (
        Column("day", say(words.DATE), kind="day", sort=True),
        Column("invoice_no", say(headings.INVOICE), is_key=True, tight=True, sort=True, link=link),
        Column("sku", say(headings.PRODUCT), sort=True, note=lambda row: row.product),
        Column("quantity", say(headings.QUANTITY), kind="number"),
        Column("net", say(headings.NET), kind="money"),
    )


def _own_words(voice: Voice) -> Words:
    """What the list says by itself, in the reader's language."""
    language = voice.teller().speech.language
    return Words(**{one.name: getattr(getattr(words, one.name.upper()), language) for one in fields(Words)})
