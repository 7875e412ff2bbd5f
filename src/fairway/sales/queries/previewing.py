"""How the first lines of a file would be decided, while somebody maps its columns."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from fairway.formats import Layout, detect, detect_writing, headings_of, open_file, settled, take_sample
from fairway.kit import files
from fairway.kit.access import WORKER, Actor, acting_as
from fairway.partners import queries as partners
from fairway.sales.queries.known import known_partners, known_products
from fairway.sales.queries.reports import NoSuchReport, visible_reports
from fairway.sales.rules.lines import BLANKS, Decision, KnownPartner, Terms, decide, permitted
from fairway.sales.rules.reasons import sentences

ROWS = 20


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One line as it came and as it would be decided; ``line`` is its number in the file."""

    line: int
    cells: tuple[str, ...]
    decision: Decision
    sentence: str


@dataclass(frozen=True, slots=True)
class Preview:
    """The first lines under a layout. ``doubts`` name what the cells do not prove, ``missing`` what has no column."""

    layout: Layout
    headings: tuple[str, ...]
    rows: tuple[PreviewRow, ...]
    doubts: tuple[str, ...]
    missing: tuple[str, ...]
    notes: tuple[str, ...]
    confidence: float  # how sure the detection is, no amount
    sheets: tuple[str, ...]
    names_partners: bool = False  # each line says whose sale it is
    by_vendor: bool = False  # and may say what a line costs


def preview(
    actor: Actor,
    report_id: int,
    *,
    today: date,
    layout: Layout | None = None,
    anew: Collection[str] = (),
    rows: int = ROWS,
) -> Preview:
    """Decide the first lines of a report's file under a layout; under the guessed one when none is given.

    ``anew`` names what of the layout (``decimal``, ``dates``) is told from the cells of its columns again.

    :raises NoSuchReport: when there is no such report the actor may see, or map.
    :raises fairway.formats.CannotRead: when the file is no table.
    """
    report = visible_reports(actor).filter(pk=report_id).first()
    if report is None or (actor.is_partner and report.by_vendor):
        raise NoSuchReport(f"There is no sales file {report_id} to map.")
    source = open_file(files.place(report.sha256), report.file_name)
    notes: tuple[str, ...]
    if layout is None and report.layout:
        layout, _, _ = settled(Layout.from_dict(report.layout), source)
    if layout is None:
        guess = detect(source)
        layout, doubts, notes, confidence = guess.layout, guess.doubts, guess.notes, guess.confidence
        sample = take_sample(source, layout)
    else:
        sample = take_sample(source, layout)
        doubts, notes, confidence = (), sample.notes, 1.0  # certain, no amount
    layout = permitted(layout, by_vendor=report.by_vendor)
    headings = headings_of(sample, layout.header_row)
    layout, lost = layout.fitted(headings)
    if anew:
        layout, doubts = detect_writing(sample, layout, anew)
    first = [(cells, line) for cells, line in sample.rows if line > layout.header_row and any(cells)][:rows]
    padded = [
        (dict(zip(headings, (*cells, *[""] * len(headings)), strict=False)), cells, line) for cells, line in first
    ]
    terms = _terms(report, layout, [cells for cells, _, _ in padded], today)
    decided = [
        (
            line,
            cells,
            decide(named, layout, terms, cells_problem=str(len(cells)) if len(cells) > len(headings) else None),
        )
        for named, cells, line in padded
    ]
    return Preview(
        layout,
        headings,
        tuple(PreviewRow(line, cells, decision, sentences(decision.codes)) for line, cells, decision in decided),
        doubts,
        tuple(dict.fromkeys((*layout.missing(), *(["partner_id"] if _needs_partner(report.about, layout) else [])))),
        (*notes, *(f"The file has no column “{heading}”." for heading in lost)),
        confidence,
        sample.sheets,
        report.about == "partners",
        report.by_vendor,
    )


def _needs_partner(about: str, layout: Layout) -> bool:
    return about == "partners" and "partner_id" not in layout.columns and "partner_id" not in layout.constants


def _terms(report, layout: Layout, lines: list[dict[str, str]], today: date) -> Terms:  # type: ignore[no-untyped-def]
    def texts(name: str) -> set[str]:
        heading = layout.columns.get(name)
        found = {line[heading].strip(BLANKS) for line in lines} if heading else set()
        return found | {layout.constants.get(name, "")}

    # what texts mean is the vendor's knowledge; whom a sender may report about limits what it learns of it
    with acting_as(WORKER):
        products = known_products(WORKER, texts("product_id") | texts("gtin"), reporter_id=report.reporter_id, on=today)
        known = {}
        own = None
        if report.about == "own":
            row = partners.one(WORKER, report.reporter_id, on=today)
            own = KnownPartner(row.id, row.currency)
        else:
            known = known_partners(WORKER, texts("partner_id"), reporter_id=report.reporter_id, on=today)
    return Terms(
        today=today,
        about_partner=own,
        event=layout.constants.get("event", report.event),
        period_start=report.period_start,
        period_end=report.period_end,
        products=products,
        partners=known,
    )
