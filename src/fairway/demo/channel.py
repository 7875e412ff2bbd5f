"""Assembles the demo's channel: two years of files from everybody, written into a folder together with a list of them.

The first year came over from the old portal, a file for each partner and quarter; since then partners report by month.
Most files are ordinary. A few tell the stories a channel has to cope with:

* three files arrive long after their quarter was settled, so that corrections have something to correct;
* one partner restates a month, one sends the same bytes twice, one repeats lines inside a file;
* one file holds codes nobody knows, and waits for a person;
* one partner has only just begun: its first file is a mess, and waits to be mapped.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random

from fairway.demo.layouts import LAYOUTS, Layout
from fairway.demo.mess import messy_file, with_repeated, with_unknown_codes
from fairway.demo.partners import DISTRIBUTOR, PARTNERS, Partner
from fairway.demo.products import Product, price_list
from fairway.demo.sales import Line, Market, Story, event_of, is_reported_by_vendor, rate_table
from fairway.demo.seasons import CLOSED_MONTHS, Month, Rate, Span, calendar, rates, spans

SEED = "halden-1"
VENDOR_CODE = "HALDEN"
LIST_OF_FILES = "files.json"
LAST = CLOSED_MONTHS - 1
GRACE_DAYS = 15

LATE = {("VANHOUTUM", 17), ("CORVAISIER", 14), ("HARROWPIKE", LAST - 3)}
RESTATED = ("ELBMARK", LAST - 4)
AGAIN = ("FALKENRIED", 13)
REPEATING = ("GARANCE", 16)
NEARLY_REPEATING = ("ASHCOMBE", LAST - 1)
HELD = ("BOREAL", LAST)
MESSY = ("ALCORAZ", LAST)

STORIES = (
    Story("KESSELRING", 1_250_000, 988),
    Story("ELBMARK", 750_000, 993),
    Story("THISTLEWOOD", 500_000, 1_012),
    Story("GARANCE", 250_000, 996),
    Story("CARRICK", 250_000, 961),
    Story("VANHOUTUM", 500_000, 1_004),
    Story("TWOFORKS", 100_000, 1_090),
)
"""Who ends the last closed quarter where, in US dollars counted by the reseller programme."""


@dataclass(frozen=True, slots=True)
class ReportFile:
    """One file as it reached the vendor.

    `reporter` is the sender's partner code, or the vendor's own; `about` the partners whose sales it holds;
    `period` the label of the month or quarter; `kind` one of ordinary, late, restated, again, repeating, held, messy;
    `lines` the lines it holds and `net_minor` their net in minor units by currency.
    """

    path: str
    reporter: str
    about: tuple[str, ...]
    period: str
    period_start: date
    period_end: date
    received_at: datetime
    layout: str
    kind: str
    lines: int
    returns: int
    sha256: str
    net_minor: dict[str, int]


@dataclass(frozen=True, slots=True)
class Channel:
    """Everything the demo's loader needs: months, price list, rates, partners, and the files in order of arrival."""

    seed: str
    today: date
    months: tuple[Month, ...]
    products: tuple[Product, ...]
    rates: tuple[Rate, ...]
    partners: tuple[Partner, ...]
    files: tuple[ReportFile, ...]

    @property
    def last_quarter(self) -> str:
        """Give the label of the last closed quarter, such as 2026-Q3."""
        return self.months[LAST].quarter


Progress = Callable[[int, int], None]


def generate(
    folder: Path,
    *,
    today: date,
    seed: str = SEED,
    partners: tuple[Partner, ...] = PARTNERS,
    progress: Progress | None = None,
) -> Channel:
    """Write two years of sales files into `folder` and give the channel they belong to.

    The same seed and `today` write the same bytes. Files already there are written over; the list of files is written
    last, so a folder that holds one is complete.

    :raises OSError: the folder cannot be written.
    """
    months = calendar(today)
    products = price_list()
    monthly = rates(seed, months)
    writer = _Writer(folder, seed, today, months)
    sold_in: dict[Span, list[Line]] = defaultdict(list)
    on_behalf: dict[tuple[str, Span], list[Line]] = defaultdict(list)
    table = rate_table(monthly)
    for done, partner in enumerate(partners, start=1):
        by_month = _sales_of(partner, seed, products, months, table)
        for span in spans(months):
            lines = [line for month in span.months for line in by_month[month.index]]
            if is_reported_by_vendor(partner):
                sold_in[span] += lines
            elif partner.reported_by:
                on_behalf[partner.reported_by, span] += lines
            elif partner.layout and lines:
                writer.own_file(partner, span, lines)
        if DISTRIBUTOR in partner.types:
            buying = Market(seed, partner, products, months[0].start.year, "sell_in")
            for span in spans(months):
                sold_in[span] += [line for month in span.months for line in buying.month(month, per_cent=12)]
        if progress:
            progress(done, len(partners))
    for (reporter, span), lines in on_behalf.items():
        writer.ordinary(reporter, LAYOUTS["behalf"], span, sorted(lines, key=_in_order))
    for span, lines in sold_in.items():
        writer.ordinary(VENDOR_CODE, LAYOUTS["vendor"], span, sorted(lines, key=_in_order))
    writer.messy(products, partners)
    files = tuple(sorted(writer.files, key=lambda file: (file.received_at, file.path)))
    listed = [asdict(file) for file in files]
    (folder / LIST_OF_FILES).write_text(json.dumps(listed, default=str, ensure_ascii=False, indent=1), "utf-8")
    return Channel(seed, today, months, products, monthly, partners, files)


def read_files(folder: Path) -> tuple[ReportFile, ...]:
    """Read back the list of files a finished `generate` left in `folder`.

    :raises FileNotFoundError: the folder holds no finished demo.
    """
    listed = json.loads((folder / LIST_OF_FILES).read_text("utf-8"))
    return tuple(
        ReportFile(**{
            **row,
            "about": tuple(row["about"]),
            "period_start": date.fromisoformat(row["period_start"]),
            "period_end": date.fromisoformat(row["period_end"]),
            "received_at": datetime.fromisoformat(row["received_at"]),
        })
        for row in listed
    )  # fmt: skip


def true_lines(*, today: date, seed: str = SEED, partners: tuple[Partner, ...] = PARTNERS) -> Iterator[Line]:
    """Give every line that really happened until `today`, before any file repeated, misnamed or forgot one."""
    months = calendar(today)
    products = price_list()
    table = rate_table(rates(seed, months))
    for partner in partners:
        for lines in _sales_of(partner, seed, products, months, table):
            yield from lines


def write_small_tables(folder: Path, channel: Channel) -> None:
    """Write partners.csv, products.csv and rates.csv in Fairway's canonical columns, for `fairway calculate`."""
    starts = [month.start for month in channel.months]
    _write(folder / "partners.csv", ("partner_id", "name", "type", "tier", "country", "region", "parent_id", "currency",
           "valid_from", "valid_until"), (
        (partner.code, partner.name, ";".join(partner.types), tier, partner.country, partner.region,
         partner.parent or "", partner.currency, starts[begin].isoformat(),
         starts[partner.tiers[at + 1][0]].isoformat() if at + 1 < len(partner.tiers) else "")
        for partner in channel.partners for at, (begin, tier) in enumerate(partner.tiers)
    ))  # fmt: skip
    _write(folder / "products.csv", ("product_id", "name", "category", "subcategory", "family", "brand", "line",
           "unit"), (
        (product.sku, product.name, product.category, product.subcategory, product.family, product.brand,
         product.line, product.unit)
        for product in channel.products
    ))  # fmt: skip
    _write(folder / "rates.csv", ("currency", "valid_from", "rate"),
           ((rate.currency, rate.valid_from.isoformat(), rate.text) for rate in channel.rates))  # fmt: skip


def write_true_lines(path: Path, *, today: date, seed: str = SEED, partners: tuple[Partner, ...] = PARTNERS) -> int:
    """Write every true line as CSV in Fairway's canonical columns, for `fairway calculate`; answers how many."""
    header = ("partner_id", "person", "event", "kind", "invoice_no", "invoice_line", "invoice_date", "product_id",
              "quantity", "unit", "unit_price", "net_amount", "currency", "country", "customer")  # fmt: skip
    plain = LAYOUTS["vendor"]
    rows = (
        (line.partner, line.person, line.event, line.kind, line.invoice, str(line.number), line.day.isoformat(),
         line.product.sku, str(line.quantity), line.product.unit, plain.amount(line.unit_price, line.currency),
         plain.amount(line.net, line.currency), line.currency, line.customer.country, line.customer.name)
        for line in true_lines(today=today, seed=seed, partners=partners)
    )  # fmt: skip
    return _write(path, header, rows)


def _write(path: Path, header: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> int:
    count = 0
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target, lineterminator="\n")
        writer.writerow(header)
        for count, row in enumerate(rows, start=1):  # noqa: B007
            writer.writerow(row)
    return count


def _sales_of(
    partner: Partner,
    seed: str,
    products: tuple[Product, ...],
    months: tuple[Month, ...],
    table: dict[tuple[str, int, int], int],
) -> list[list[Line]]:
    market = Market(seed, partner, products, months[0].start.year, event_of(partner))
    closed = [market.month(month) for month in months[:CLOSED_MONTHS]]
    story = next((told for told in STORIES if told.partner == partner.code), None)
    if story:
        market.steer(closed[-3:], story, table)
        closed[-1].sort(key=_in_order)
    return closed + [market.month(month) for month in months[CLOSED_MONTHS:]]


def _in_order(line: Line) -> tuple[date, str, str, int]:
    return (line.day, line.partner, line.invoice, line.number)


class _Writer:
    """Writes files and keeps the list; when a file arrives is drawn from the seed, the sender and the month."""

    def __init__(self, folder: Path, seed: str, today: date, months: tuple[Month, ...]) -> None:
        self.folder, self.seed, self.today, self.months = folder, seed, today, months
        self.files: list[ReportFile] = []

    def own_file(self, partner: Partner, span: Span, lines: list[Line]) -> None:
        key = (partner.code, span.index)
        layout = LAYOUTS[partner.layout or "us"]
        if key in LATE:
            self._keep(partner.code, layout, span, lines, "late", self._arrival(partner.code, span, 48))
        elif key == RESTATED:
            forgotten = lines[len(lines) // 2 : len(lines) // 2 + len(lines) // 14]
            first = [line for line in lines if line not in forgotten]
            self.ordinary(partner.code, layout, span, first)
            self._keep(partner.code, layout, span, lines, "restated", self._arrival(partner.code, span, 74))
        elif key == AGAIN:
            self.ordinary(partner.code, layout, span, lines)
            sent = self.files[-1]
            self.files.append(replace(sent, kind="again", received_at=sent.received_at + timedelta(days=1, minutes=17)))
        elif key == REPEATING:
            self._keep(
                partner.code, layout, span, with_repeated(lines, 7), "repeating", self._arrival(partner.code, span)
            )
        elif key == NEARLY_REPEATING:
            near = with_repeated(lines, 3, otherwise=True)
            self._keep(partner.code, layout, span, near, "repeating", self._arrival(partner.code, span))
        elif key == HELD:
            held = with_unknown_codes(lines)
            self._keep(partner.code, layout, span, held, "held", self._arrival(partner.code, span))
        else:
            self.ordinary(partner.code, layout, span, lines)

    def ordinary(self, reporter: str, layout: Layout, span: Span, lines: list[Line]) -> None:
        self._keep(reporter, layout, span, lines, "ordinary", self._arrival(reporter, span))

    def messy(self, products: tuple[Product, ...], partners: tuple[Partner, ...]) -> None:
        """Write the new partner's first file, of the last closed quarter, with every habit a mapping page must bear."""
        code, index = MESSY
        partner = next((partner for partner in partners if partner.code == code), None)
        if partner is None:
            return
        span = Span((self.months[index],))
        market = Market(self.seed, replace(partner, lines=64), products, self.months[0].start.year, "sell_out")
        lines = market.month(span.months[0])
        self._keep(code, LAYOUTS["us"], span, lines, "messy", self._arrival(code, span), messy_file(lines))

    def _arrival(self, reporter: str, span: Span, delay: int = 0) -> datetime:
        random = Random(f"{self.seed}/arrival/{reporter}/{span.index}")  # noqa: S311  reproducible, not secret
        day = span.end + timedelta(days=1 + int(random.random() * 8) + delay)
        if span.partial:
            day = self.today
        arrived = datetime.combine(day, time(7 + int(random.random() * 10), int(random.random() * 60)), UTC)
        latest = datetime.combine(self.today, time(5, int(random.random() * 60)), UTC)
        return min(arrived, latest)

    def _keep(
        self,
        reporter: str,
        layout: Layout,
        span: Span,
        lines: list[Line],
        kind: str,
        received_at: datetime,
        content: bytes | None = None,
    ) -> None:
        data = layout.write(lines) if content is None else content
        what = {"behalf": "-resellers", "vendor": "-invoices"}.get(layout.name, "")
        name = f"{reporter.lower()}{what}-{span.label}{'-corrected' if kind == 'restated' else ''}.{layout.suffix}"
        path = Path("sales") / span.label / name
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / path).write_bytes(data)
        net: dict[str, int] = defaultdict(int)
        for line in lines:
            net[line.currency] += line.net
        self.files.append(
            ReportFile(
                path=path.as_posix(),
                reporter=reporter,
                about=tuple(sorted({line.partner for line in lines})),
                period=span.label,
                period_start=span.start,
                period_end=span.end,
                received_at=received_at,
                layout=layout.name,
                kind=kind,
                lines=len(lines),
                returns=sum(line.quantity < 0 for line in lines),
                sha256=hashlib.sha256(data).hexdigest(),
                net_minor=dict(net),
            )
        )
