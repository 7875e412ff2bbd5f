"""Take a report in: read, decide, publish. It can be begun again at any point, and ends in one accepted copy or none.

Reading and deciding change nothing anybody else sees. Lines become sales in one transaction at the end, which lists
the new file of the lake, takes the replaced lines out, writes the held lines and closes the report. A process that dies
before leaves files that nobody lists; the next try begins anew.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from fairway.formats import CannotRead, Layout, Source, detect, open_file, settled, start_reading
from fairway.kit import files, journal
from fairway.kit.access import Actor, acting_as
from fairway.kit.lake import listing
from fairway.kit.lake.listing import Staged
from fairway.kit.lake.models import LakeFile
from fairway.kit.lake.writing import session, stage
from fairway.sales.actions import deciding
from fairway.sales.actions.announcing import lines_changed
from fairway.sales.actions.deciding import MOST_HELD, Bench, Tell
from fairway.sales.models import HeldLine, Report, SavedLayout
from fairway.sales.queries import DATASET
from fairway.sales.rules import relations
from fairway.sales.rules.lines import permitted

MEMORY = 1 << 30
TRIES = 3
KEPT_NOTES = 20


class NeedsMapping(Exception):
    """A person has to say how the file is read; ``guess`` is what was found."""

    def __init__(self, guess: dict[str, Any], notes: list[str]) -> None:
        super().__init__("; ".join(notes))
        self.guess = guess
        self.notes = notes


def process(*, actor: Actor, now: datetime, report_id: int, tell: Tell | None = None) -> str:
    """Take a report in and answer its status: decided, to_confirm, needs_mapping or refused.

    Called by the job, or by a command that waits; opens its own transactions. Repeating it is harmless.
    """
    report = _begin(actor, now, report_id)
    if report is None:
        with acting_as(actor):
            return str(Report.objects.values_list("status", flat=True).get(pk=report_id))
    try:
        return _take_in(actor, now, report, tell or _telling(actor, report))
    except CannotRead as refusal:
        return _close(actor, now, report, "refused", problem=refusal)
    except NeedsMapping as needed:
        return _close(actor, now, report, "needs_mapping", needed=needed)


def _begin(actor: Actor, now: datetime, report_id: int) -> Report | None:
    with acting_as(actor):
        report = Report.objects.select_for_update().filter(pk=report_id).first()
        if report is None or report.status not in {"received", "reading"}:
            return None
        report.status = "reading"
        report.started_at = now
        report.rows_read, report.rows_total = 0, None
        report.save()
        return report


def _telling(actor: Actor, report: Report) -> Tell:
    def tell(rows: int, total: int | None) -> None:
        with acting_as(actor):
            Report.objects.filter(pk=report.pk).update(rows_read=rows, rows_total=total)

    return tell


def _take_in(actor: Actor, now: datetime, report: Report, tell: Tell) -> str:
    source = open_file(files.place(report.sha256), report.file_name)
    layout, headings = _layout(actor, report, source)
    report.layout = layout.to_dict()
    report.guess = {**report.guess, "headings": list(headings)}
    reading = start_reading(source, layout, headings)
    with session(memory=MEMORY, threads=1 if report.size < deciding.SMALL else None) as duck:
        bench = Bench(duck, layout, headings)
        deciding.read(bench, reading, tell)
        if not bench.rows:
            raise CannotRead("F10-empty", f"“{source.name}” has no line.", "Send a file with lines.")
        report.notes = [*report.notes, *_notes(reading.notes)]
        terms = deciding.terms_for(bench, actor, report, now.date())
        for _ in range(TRIES):
            deciding.decide(bench, terms)
            status = _conclude(actor, now, report, bench)
            if status is not None:
                return status
    raise RuntimeError(f"Other files of the same reporter kept arriving while report {report.pk} was taken in.")


def _layout(actor: Actor, report: Report, source: Source) -> tuple[Layout, tuple[str, ...]]:
    """The layout to read by: as mapped, or the first saved one that fits, or a guess nobody needs to look at."""
    if report.layout:
        layout, headings, lost = settled(permitted(Layout.from_dict(report.layout), by_vendor=report.by_vendor), source)
        if not lost:
            return layout, headings
        raise NeedsMapping(_guess(source), [f"The file has no column “{heading}”." for heading in lost])
    with acting_as(actor):
        saved = SavedLayout.objects.filter(
            Q(partner=None) if report.reporter_id is None else Q(partner_id=report.reporter_id)
        ).order_by("-saved_at")
        candidates = [(each.name, Layout.from_dict(each.layout)) for each in saved]
    for name, candidate in candidates:
        layout, headings, lost = settled(permitted(candidate, by_vendor=report.by_vendor), source)
        if not lost and not _lacks_partner(report, layout):
            report.layout_name = name
            return layout, headings
    guess = detect(source)
    lacking = guess.layout.missing()
    if _lacks_partner(report, guess.layout):
        lacking = (*lacking, "partner_id")
    if report.trusted and not guess.doubts and not lacking:
        report.notes = list(guess.notes)
        return permitted(guess.layout, by_vendor=report.by_vendor), guess.headings
    raise NeedsMapping(_guess(source), list(guess.notes))


def _lacks_partner(report: Report, layout: Layout) -> bool:
    return report.about == "partners" and "partner_id" not in (*layout.columns, *layout.constants)


def _guess(source: Source) -> dict[str, Any]:
    guess = detect(source)
    return {
        "layout": guess.layout.to_dict(),
        "headings": list(guess.headings),
        "doubts": list(guess.doubts),
        "confidence": guess.confidence,
        "sheets": list(guess.sheets),
    }


def _notes(notes: Any) -> list[str]:
    found = []
    if notes.undecodable_count:
        lines = ", ".join(str(number) for number in notes.undecodable)
        found.append(f"{notes.undecodable_count} lines are in another encoding than the file: {lines}.")
    if notes.nul_count:
        lines = ", ".join(str(number) for number in notes.nul_lines[:KEPT_NOTES])
        found.append(f"{notes.nul_count} lines hold zero bytes: {lines}.")
    return found


def _conclude(actor: Actor, now: datetime, report: Report, bench: Bench) -> str | None:
    """Compare with what is in force and publish; None when that changed meanwhile and has to be compared again."""
    deciding.summarise(bench)
    with acting_as(actor):
        found = _of_reporter(report)
    seen = {each.pk for each in found}
    leaving, changed = None, None
    period = _period(report, bench)
    if found and period is not None:
        scope = deciding.scope_of(bench, report, *period)
        changed = deciding.restated(bench, found, scope, *period)
        if changed is not None and report.purpose != "add":
            leaving = scope
        deciding.lay_out_earlier(bench, found, report, leaving)
        bench.duck.execute(relations.repeated_sql(report.pk))
        deciding.summarise(bench)
        if changed is not None and report.purpose == "original":
            changed["lines_after"] = bench.counts["accepted"]
            return _close(actor, now, report, "to_confirm", bench=bench, difference=changed)
    if bench.counts["held"] > MOST_HELD:
        raise NeedsMapping(
            {**report.guess, "layout": bench.layout.to_dict()},
            [f"{bench.counts['held']:,} of {bench.rows:,} lines would be held: the mapping is likely wrong."],
        )
    staged = stage(
        bench.duck,
        relations.accepted_sql(bench.layout, report_id=report.pk, reporter_id=report.reporter_id),
        dataset=DATASET,
        sources=[report.pk],
    )
    report.refused_sha256 = deciding.keep_refused(bench)
    report.difference = changed
    return _publish(actor, now, report, bench, staged, leaving, seen)


def _period(report: Report, bench: Bench) -> tuple[date, date] | None:
    if report.period_start and report.period_end:
        return report.period_start, report.period_end
    if bench.first_on is None or bench.last_on is None:
        return None
    return bench.first_on, bench.last_on + timedelta(days=1)


def _reports_of(reporter_id: int | None) -> QuerySet[Report]:
    rows = Report.objects.filter(status__in=["decided", "superseded"])
    return rows.filter(reporter=None) if reporter_id is None else rows.filter(reporter_id=reporter_id)


def _of_reporter(report: Report) -> list[LakeFile]:
    numbers = list(_reports_of(report.reporter_id).values_list("pk", flat=True))
    return list(listing.in_force(DATASET).filter(sources__overlap=numbers).order_by("pk")) if numbers else []


def _publish(
    actor: Actor,
    now: datetime,
    report: Report,
    bench: Bench,
    staged: Staged | None,
    leaving: str | None,
    seen: set[int],
) -> str | None:
    """The one transaction in which lines become sales."""
    with acting_as(actor):
        current = Report.objects.select_for_update().get(pk=report.pk)
        if current.status != "reading":
            return str(current.status)
        listing.lock(DATASET)
        if {each.pk for each in _of_reporter(report)} != seen:
            return None
        earlier = list(_reports_of(report.reporter_id).values_list("pk", flat=True))
        listing.publish(
            now=now, dataset=DATASET, adds=[staged] if staged else [], leaving=leaving, among=earlier, beside=True
        )
        if leaving is not None:
            _supersede(now, actor, report, earlier)
        _hold(report, deciding.held_rows(bench))
        _fill(report, bench)
        report.status = "decided"
        report.decided_at = now
        report.problem_code = report.problem = report.remedy = ""
        report.save()
        journal.record(
            actor=actor,
            now=now,
            verb="sales.report.decided",
            subject=f"sales.report:{report.pk}",
            partner_id=report.reporter_id,
            payload={**bench.counts, "replaced": bool(leaving)},
            both_sides=True,
        )
        lines_changed()
    return "decided"


def _supersede(now: datetime, actor: Actor, report: Report, earlier: list[int]) -> None:
    """Close the reports of which no line is in force any more, and the held lines of those that were replaced."""
    still = listing.sources_in_force(DATASET)
    replaced = set((report.difference or {}).get("replaces", []))
    gone = [number for number in earlier if number in replaced and number not in still]
    Report.objects.filter(pk__in=gone, status="decided").update(status="superseded", replaced_by=report)
    since, until = report.difference["since"], report.difference["until"]
    HeldLine.objects.filter(status="open", report_id__in=replaced).filter(
        Q(report_id__in=gone) | Q(invoice_date__gte=since, invoice_date__lt=until)
    ).update(status="superseded", settled_at=now, settled_by_id=actor.user_id)
    for number in sorted(replaced):
        journal.record(
            actor=actor,
            now=now,
            verb="sales.report.replaced",
            subject=f"sales.report:{number}",
            partner_id=report.reporter_id,
            payload={"by": report.pk, "whole": number in gone},
            both_sides=True,
        )


def _hold(report: Report, rows: list[tuple[Any, ...]]) -> None:
    names = (
        "row",
        "codes",
        "cells",
        "sku",
        "partner_text",
        "partner_id",
        "invoice_no",
        "invoice_date",
        "quantity",
        "net_amount",
        "currency",
    )
    with connection.cursor() as cursor:
        for start in range(0, len(rows), 5000):
            written = [dict(zip(names, row, strict=True)) for row in rows[start : start + 5000]]
            # fifty thousand objects one by one would take ten seconds
            cursor.execute(
                """INSERT INTO sales_heldline (report_id, row, codes, cells, sku, partner_text, partner_id, invoice_no,
                                               invoice_date, quantity, net_amount, currency, status, reason)
                   SELECT %s, row, codes, cells, left(sku, 200), left(partner_text, 200), partner_id,
                          left(invoice_no, 200), invoice_date, quantity, net_amount, left(currency, 40), 'open', ''
                   FROM jsonb_to_recordset(%s::jsonb) AS held (row bigint, codes text[], cells text[], sku text,
                        partner_text text, partner_id bigint, invoice_no text, invoice_date date, quantity numeric,
                        net_amount numeric, currency text)""",
                [report.pk, json.dumps(written, default=str)],
            )


def _fill(report: Report, bench: Bench) -> None:
    report.rows_read = report.rows_total = bench.rows
    for name, count in bench.counts.items():
        setattr(report, name, count)
    report.reasons = bench.reasons
    report.first_on, report.last_on, report.net = bench.first_on, bench.last_on, bench.net
    report.layout = bench.layout.to_dict()


def _close(
    actor: Actor,
    now: datetime,
    report: Report,
    status: str,
    *,
    problem: CannotRead | None = None,
    needed: NeedsMapping | None = None,
    bench: Bench | None = None,
    difference: dict[str, Any] | None = None,
) -> str:
    """End this try without a line taken: refused as a whole, or waiting for a person."""
    with acting_as(actor):
        current = Report.objects.select_for_update().get(pk=report.pk)
        if current.status != "reading":
            return str(current.status)
        report.status = status
        if problem is not None:
            report.problem_code, report.problem, report.remedy = problem.code, problem.sentence, problem.remedy
            report.decided_at = now
        if needed is not None:
            report.guess = {**report.guess, **needed.guess}
            report.notes = needed.notes
            report.problem = " ".join(needed.notes[:3])
        if bench is not None:
            _fill(report, bench)
        report.difference = difference
        report.save()
        journal.record(
            actor=actor,
            now=now,
            verb=f"sales.report.{status}",
            subject=f"sales.report:{report.pk}",
            partner_id=report.reporter_id,
            payload={"code": report.problem_code},
            both_sides=True,
        )
    return status


def layout_for_replay(layout: Layout) -> Layout:
    """The layout under which cells kept by the database are read again: no file, the same fields."""
    return replace(layout, kind="delimited", delimiter=",")
