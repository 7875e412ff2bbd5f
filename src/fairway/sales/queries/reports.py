"""Reports: lists, progress, what is held and refused, and what a restated file would change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from fairway.formats import Layout, csv_text
from fairway.kit import files
from fairway.kit.access import Actor, Kind
from fairway.kit.lake.writing import session
from fairway.partners import queries as partners
from fairway.sales.models import HeldLine, Report, SavedLayout
from fairway.sales.rules.levels import Reason
from fairway.sales.rules.lines import permitted, readable
from fairway.sales.rules.reasons import BY_CODE, sentences
from fairway.values import Exact


class NoSuchReport(Exception):
    """No report of this number that the actor may see."""


@dataclass(frozen=True, slots=True)
class Counted:
    """How many lines carry a reason, with its sentence and remedy."""

    code: str
    level: str
    lines: int
    sentence: str
    remedy: str


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A report as lists and its own page show it. ``reporter_name`` is empty for the vendor's own files.

    ``status`` is one of received, needs_mapping, reading, to_confirm, decided, refused, superseded, withdrawn.
    """

    id: int
    reporter_id: int | None
    reporter_name: str
    about: str
    event: str
    period_start: date | None
    period_end: date | None
    purpose: str
    file_name: str
    sha256: str
    size: int
    status: str
    accepted: int
    held: int
    refused: int
    dropped: int
    reasons: tuple[Counted, ...]
    notes: tuple[str, ...]
    first_on: date | None
    last_on: date | None
    problem_code: str
    problem: str
    remedy: str
    layout: Layout | None
    layout_name: str
    guess: Mapping[str, Any]
    received_at: datetime
    decided_at: datetime | None
    replaced_by: int | None
    has_refused_file: bool
    by_vendor: bool


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a report is: rows read so far, and of how many, once that is known."""

    status: str
    rows_read: int
    rows_total: int | None
    accepted: int
    held: int
    refused: int
    problem: str

    @property
    def finished(self) -> bool:
        return self.status not in {"received", "reading"}


@dataclass(frozen=True, slots=True)
class HeldRow:
    """A held line with the cells as they came and what was read of them."""

    id: int
    report_id: int
    row: int
    codes: tuple[str, ...]
    sentence: str
    remedy: str
    cells: tuple[str, ...]
    sku: str
    partner_text: str
    invoice_no: str
    invoice_date: date | None
    quantity: Exact | None
    net_amount: Exact | None
    currency: str
    status: str


@dataclass(frozen=True, slots=True)
class HeldGroup:
    """Held lines that one correction settles: those with the same reason and the same unknown text."""

    code: str
    text: str
    lines: int
    net_amount: Exact | None
    sentence: str
    remedy: str


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """What one partner's sales in one currency were and would be."""

    partner_id: int
    partner_name: str
    currency: str
    lines_before: int
    lines_after: int
    quantity_before: str
    quantity_after: str
    net_before: str
    net_after: str


@dataclass(frozen=True, slots=True)
class Difference:
    """What a restated file would change, exact amounts as text; ``replaces`` are the reports it takes lines from."""

    since: date
    until: date
    replaces: tuple[int, ...]
    lines_before: int
    lines_after: int
    rows: tuple[DifferenceRow, ...]


def visible_reports(actor: Actor) -> QuerySet[Report]:
    """Reports this actor may see: vendor staff all, a partner those it sent itself. Newest first."""
    rows = Report.objects.order_by("-id")
    if actor.kind is Kind.PARTNER:
        return rows.filter(reporter_id=actor.partner_id) if actor.may("own.sales.view") else rows.none()
    return rows if actor.may("sales.view") else rows.none()


def visible_to(actor: Actor) -> QuerySet[HeldLine]:
    """Held lines this actor may see: those of the reports it may see."""
    return HeldLine.objects.filter(report__in=visible_reports(actor).order_by())


def reports_listed(actor: Actor, *, status: str = "", reporter_id: int | None = None) -> QuerySet[Report]:
    """Reports of a list, narrowed by status (``open``: whatever waits for somebody) and reporter."""
    rows = visible_reports(actor)
    if status == "open":
        rows = rows.filter(Q(status__in=["needs_mapping", "to_confirm"]) | Q(status="decided", held__gt=0))
    elif status:
        rows = rows.filter(status=status)
    return rows if reporter_id is None else rows.filter(reporter_id=reporter_id)


def rows_of(actor: Actor, reports: list[Report]) -> tuple[ReportRow, ...]:
    """Frozen rows for a page of reports, in one further query."""
    names = partners.names_of(actor, [each.reporter_id for each in reports if each.reporter_id])
    return tuple(_row(each, names) for each in reports)


def _row(each: Report, names: Mapping[int, tuple[str, str]]) -> ReportRow:
    counted = [(BY_CODE[code], lines) for code, lines in each.reasons.items() if code in BY_CODE]
    return ReportRow(
        each.pk,
        each.reporter_id,
        names.get(each.reporter_id or 0, ("", ""))[1],
        each.about,
        each.event,
        each.period_start,
        each.period_end,
        each.purpose,
        each.file_name,
        each.sha256,
        each.size,
        each.status,
        each.accepted,
        each.held,
        each.refused,
        each.dropped,
        tuple(Counted(reason.code, reason.level, lines, reason.sentence, reason.remedy) for reason, lines in counted),
        tuple(each.notes),
        each.first_on,
        each.last_on,
        each.problem_code,
        each.problem,
        each.remedy,
        Layout.from_dict(each.layout) if each.layout else None,
        each.layout_name,
        each.guess,
        each.received_at,
        each.decided_at,
        each.replaced_by_id,
        bool(each.refused_sha256),
        each.by_vendor,
    )


def _found(actor: Actor, report_id: int) -> Report:
    found = visible_reports(actor).filter(pk=report_id).first()
    if found is None:
        raise NoSuchReport(f"There is no sales file {report_id}.")
    return found


def report(actor: Actor, report_id: int) -> ReportRow:
    """One report. :raises NoSuchReport: when there is none that the actor may see."""
    return rows_of(actor, [_found(actor, report_id)])[0]


def report_progress(actor: Actor, report_id: int) -> Progress:
    """How far a report is, for a page that polls. :raises NoSuchReport: as `report`."""
    row = (
        visible_reports(actor)
        .filter(pk=report_id)
        .values_list("status", "rows_read", "rows_total", "accepted", "held", "refused", "problem")
        .first()
    )
    if row is None:
        raise NoSuchReport(f"There is no sales file {report_id}.")
    return Progress(*row)


def held_lines(
    actor: Actor,
    *,
    report_id: int | None = None,
    code: str = "",
    text: str = "",
    status: str = "open",
    limit: int = 200,
    offset: int = 0,
) -> tuple[HeldRow, ...]:
    """Held lines, of one report or of all, narrowed by reason and unknown text: a page of them, oldest first."""
    rows = visible_to(actor).filter(status=status)
    if report_id is not None:
        rows = rows.filter(report_id=report_id)
    if code:
        rows = rows.filter(codes__contains=[code])
    if text:
        rows = rows.filter(Q(sku=text) | Q(partner_text=text))
    shown = rows.order_by("report_id", "row").select_related("report")[offset : offset + limit]
    return tuple(_held(each, _readable(actor, each.report)) for each in shown)


def _readable(actor: Actor, found: Report) -> tuple[bool, ...] | None:
    """Which cells of a report's lines the actor reads; None are all."""
    if actor.kind is not Kind.PARTNER or not found.by_vendor:
        return None
    layout = Layout.from_dict(found.layout or {})
    return readable(layout, found.guess.get("headings", []), by_vendor=True)


def _cells(cells: Iterable[str], shown: tuple[bool, ...] | None) -> tuple[str, ...]:
    if shown is None:
        return tuple(cells)
    return tuple(cell if place < len(shown) and shown[place] else "" for place, cell in enumerate(cells))


def _held(each: HeldLine, shown: tuple[bool, ...] | None) -> HeldRow:
    first = _reason(each.codes)
    return HeldRow(
        each.pk,
        each.report_id,
        each.row,
        tuple(each.codes),
        sentences(each.codes),
        first.remedy if first else "",
        _cells(each.cells, shown),
        each.sku,
        each.partner_text,
        each.invoice_no,
        each.invoice_date,
        each.quantity,
        each.net_amount,
        each.currency,
        each.status,
    )


def _reason(codes: list[str]) -> Reason | None:
    return next((BY_CODE[code] for code in codes if code in BY_CODE and BY_CODE[code].level == "held"), None)


def held_groups(actor: Actor, *, report_id: int | None = None) -> tuple[HeldGroup, ...]:
    """Open held lines by what would settle them: one row for each unknown product, partner or other reason."""
    rows = visible_to(actor).filter(status="open")
    if report_id is not None:
        rows = rows.filter(report_id=report_id)
    found: dict[tuple[str, str], tuple[int, Exact | None]] = {}
    grouped = rows.values("codes", "sku", "partner_text").annotate(lines=Count("id"), net=Sum("net_amount"))
    for each in grouped.order_by("-lines", "sku")[:5000]:
        reason = _reason(each["codes"])
        if reason is None:
            continue
        text = ""
        if reason.code.startswith("L5-"):
            text = each["sku"]
        elif reason.code == "L6-unknown-partner":
            text = each["partner_text"]
        lines, net = found.get((reason.code, text), (0, None))
        total = each["net"] if net is None else (net if each["net"] is None else net + each["net"])
        found[reason.code, text] = (lines + each["lines"], total)
    return tuple(
        HeldGroup(code, text, lines, net, BY_CODE[code].sentence, BY_CODE[code].remedy)
        for (code, text), (lines, net) in sorted(found.items(), key=lambda item: -item[1][0])
    )


def difference(actor: Actor, report_id: int) -> Difference | None:
    """What confirming a restated file would change; None when nothing of it was reported before.

    :raises NoSuchReport: as `report`.
    """
    found = _found(actor, report_id)
    if not found.difference:
        return None
    stored = found.difference
    names = partners.names_of(actor, [row["partner_id"] for row in stored["rows"]])
    return Difference(
        date.fromisoformat(stored["since"]),
        date.fromisoformat(stored["until"]),
        tuple(stored["replaces"]),
        stored["lines_before"],
        stored["lines_after"],
        tuple(DifferenceRow(partner_name=names.get(row["partner_id"], ("", ""))[1], **row) for row in stored["rows"]),
    )


def refused_file(actor: Actor, report_id: int) -> Iterator[bytes]:
    """The refused lines in the sender's own layout, with one more column that says why; streamed.

    :raises NoSuchReport: as `report`, or when no line was refused.
    """
    found = _found(actor, report_id)
    if not found.refused_sha256:
        raise NoSuchReport(f"No line of sales file {report_id} was refused.")
    layout = Layout.from_dict(found.layout or {})
    headings = [*found.guess.get("headings", []), "Line", "Reason"]
    encoding = layout.encoding if layout.kind == "delimited" else "utf-8-sig"
    encoding = "utf-8-sig" if encoding in {"", "utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32"} else encoding
    return csv_text(
        headings,
        _refused_rows(found.refused_sha256, _readable(actor, found)),
        delimiter=layout.delimiter,
        encoding=encoding,
    )


def _refused_rows(sha256: str, shown: tuple[bool, ...] | None) -> Iterator[list[str]]:
    place = str(files.place(sha256)).replace("'", "''")
    with session() as duck:
        cursor = duck.execute(f"SELECT cells, row, codes FROM read_parquet('{place}') ORDER BY row")  # noqa: S608
        while rows := cursor.fetchmany(1000):
            for cells, row, codes in rows:
                yield [*_cells(cells, shown), str(row), sentences(codes.split())]


def layouts_of(actor: Actor, reporter_id: int | None) -> tuple[tuple[str, Layout], ...]:
    """The saved layouts of a sender, by name: None are the vendor's own."""
    rows = SavedLayout.objects.filter(Q(partner=None) if reporter_id is None else Q(partner_id=reporter_id)).order_by(
        "-saved_at"
    )
    if actor.kind is Kind.PARTNER and reporter_id != actor.partner_id:
        return ()
    of_vendor = actor.kind is not Kind.PARTNER
    return tuple((each.name, permitted(Layout.from_dict(each.layout), by_vendor=of_vendor)) for each in rows)
