"""Held lines are settled: a text is explained once and for all alike, a line is accepted or discarded."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from fairway.formats import Layout
from fairway.kit import journal
from fairway.kit.access import Actor
from fairway.kit.lake import listing
from fairway.kit.lake.writing import session, stage
from fairway.partners import actions as partners
from fairway.sales.actions import deciding
from fairway.sales.actions.announcing import lines_changed
from fairway.sales.actions.deciding import Bench
from fairway.sales.actions.processing import MEMORY, layout_for_replay
from fairway.sales.actions.receiving import CannotDo
from fairway.sales.models import CrossReference, HeldLine, Report
from fairway.sales.queries import DATASET
from fairway.sales.rules import relations
from fairway.sales.rules.reasons import BIT
from fairway.values import exact, plain, plus

BY_JUDGEMENT = ("L7-outside-period", "L2-near-duplicate", "L3-sign", "L3-cost-sign")
"""Reasons that a person may overrule line by line; the others need a fact."""


def fix_held(
    *,
    actor: Actor,
    now: datetime,
    text: str,
    product_id: int | None = None,
    partner_id: int | None = None,
    reporter_id: int | None = None,
    for_all: bool = False,
) -> int:
    """Say once what a text means and take in every line that waited for it; answers how many lines were accepted.

    ``text`` is the product number or partner name as the file writes it. It is remembered for this reporter's files
    (``reporter_id`` None: the vendor's own), or with ``for_all`` for everybody's, and applies to all alike.

    :raises NotAllowed: without the right to correct.
    :raises CannotDo: neither or both of product and partner are given.
    """
    actor.require("sales.correct")
    if (product_id is None) == (partner_id is None):
        raise CannotDo("Pick either the product or the partner that the text means.")
    owner = None if for_all else reporter_id
    if product_id is not None:
        CrossReference.objects.update_or_create(
            reporter_id=owner,
            text=text.strip().upper()[:200],
            defaults={"product_id": product_id, "added_at": now, "added_by_id": actor.user_id},
        )
    else:
        assert partner_id is not None
        partners.record_alias(actor=actor, now=now, text=text, partner_id=partner_id, reporter_id=owner)
    journal.record(
        actor=actor,
        now=now,
        verb="sales.reference.added",
        subject=f"catalogue.product:{product_id}" if product_id else f"partners.partner:{partner_id}",
        payload={"reporter": owner or 0},
    )
    return replay_held(
        actor=actor, now=now, text=text, reporter_id=None if for_all else reporter_id, any_reporter=for_all
    )


def replay_held(
    *, actor: Actor, now: datetime, text: str | None = None, reporter_id: int | None = None, any_reporter: bool = True
) -> int:
    """Decide open held lines again, those with a text or all, and take in what is accepted now.

    In the open transaction; lines that stay held keep their place with their present reasons.
    """
    lines = HeldLine.objects.filter(status="open")
    if text is not None:
        lines = lines.filter(Q(sku__iexact=text.strip()) | Q(partner_text__iexact=text.strip()))
    if not any_reporter:
        lines = lines.filter(Q(report__reporter=None) if reporter_id is None else Q(report__reporter_id=reporter_id))
    reports = sorted(set(lines.values_list("report_id", flat=True)))
    return sum(_replay(actor, now, number, lines.filter(report_id=number)) for number in reports)


def accept_held(*, actor: Actor, now: datetime, held_ids: Iterable[int], reason: str) -> int:
    """Accept held lines as they stand, by a person's judgement; answers how many.

    :raises CannotDo: no reason is given, or a line lacks a fact that judgement cannot replace.
    """
    actor.require("sales.correct")
    if not reason.strip():
        raise CannotDo("Say why the lines are right: it will stand in the journal.")
    lines = HeldLine.objects.filter(pk__in=list(held_ids), status="open")
    for each in lines:
        lacking = [code for code in each.codes if BIT[code] & _HELD and code not in BY_JUDGEMENT]
        if lacking:
            raise CannotDo(f"Line {each.row} is also held for {', '.join(lacking)}: settle that first.")
    reports = sorted(set(lines.values_list("report_id", flat=True)))
    return sum(
        _replay(actor, now, number, lines.filter(report_id=number), overruled=BY_JUDGEMENT, reason=reason)
        for number in reports
    )


def discard_held(*, actor: Actor, now: datetime, held_ids: Iterable[int], reason: str) -> int:
    """Drop held lines for good, with a reason; answers how many."""
    actor.require("sales.correct")
    if not reason.strip():
        raise CannotDo("Say why the lines do not count: it will stand in the journal.")
    lines = list(HeldLine.objects.select_for_update().filter(pk__in=list(held_ids), status="open"))
    for number in sorted({each.report_id for each in lines}):
        mine = [each for each in lines if each.report_id == number]
        report = Report.objects.select_for_update().get(pk=number)
        _settle(actor, now, [each.pk for each in mine], "discarded", reason)
        report.held -= len(mine)
        report.dropped += len(mine)
        report.save(update_fields=["held", "dropped"])
        _journal(actor, now, report, "sales.held.discarded", len(mine), reason)
    return len(lines)


_HELD = sum(BIT[code] for code in BIT if code in relations.HELD_CODES)


def _replay(
    actor: Actor,
    now: datetime,
    report_id: int,
    lines: object,
    *,
    overruled: tuple[str, ...] = (),
    reason: str = "",
) -> int:
    report = Report.objects.select_for_update().get(pk=report_id)
    waiting = list(HeldLine.objects.select_for_update().filter(pk__in=[each.pk for each in lines], status="open"))  # type: ignore[attr-defined]
    if report.status != "decided" or not waiting:
        return 0
    headings = tuple(report.guess.get("headings", []))
    layout = layout_for_replay(Layout.from_dict(report.layout or {}))
    listing.lock(DATASET)
    numbers = list(
        Report.objects.filter(reporter_id=report.reporter_id, status__in=["decided", "superseded"]).values_list(
            "pk", flat=True
        )
        if report.reporter_id is not None
        else Report.objects.filter(reporter=None, status__in=["decided", "superseded"]).values_list("pk", flat=True)
    )
    found = list(listing.in_force(DATASET).filter(sources__overlap=numbers))
    with session(memory=MEMORY) as duck:
        bench = Bench(duck, layout, headings)
        batches = list(deciding.rows_to_load(((each.row, each.cells) for each in waiting), len(headings)))
        deciding.load(bench, iter(batches), batches[0].schema, lambda rows, total: None)
        deciding.decide(bench, deciding.terms_for(bench, actor.as_worker(), report, now.date()))
        if found:
            deciding.lay_out_earlier(bench, found, report, None)
            duck.execute(relations.repeated_sql(report.pk))
        for code in overruled:
            duck.execute(f"UPDATE decided SET reasons = reasons & ~CAST({BIT[code]} AS BIGINT)")  # noqa: S608
        deciding.summarise(bench)
        staged = stage(
            duck,
            relations.accepted_sql(layout, report_id=report.pk, reporter_id=report.reporter_id),
            dataset=DATASET,
            sources=[report.pk],
        )
        still = {row[0]: row[1] for row in deciding.held_rows(bench)}
        dropped = {row[0] for row in duck.execute(relations.outcome_rows_sql("dropped")).fetchall()}
    if staged is not None:
        listing.publish(now=now, dataset=DATASET, adds=[staged], beside=True)
        lines_changed()
    by_row = {each.row: each for each in waiting}
    gone = [each.pk for row, each in by_row.items() if row not in still]
    accepted = len(gone) - len(dropped)
    _settle(
        actor, now, [by_row[row].pk for row in by_row if row not in still and row not in dropped], "accepted", reason
    )
    _settle(actor, now, [by_row[row].pk for row in dropped], "discarded", "The same line was accepted already.")
    for row, codes in still.items():
        if by_row[row].codes != codes:
            by_row[row].codes = codes
            by_row[row].save(update_fields=["codes"])
    report.held -= len(gone)
    report.accepted += accepted
    report.dropped += len(dropped)
    if bench.first_on is not None and bench.last_on is not None:
        report.first_on = min(report.first_on or bench.first_on, bench.first_on)
        report.last_on = max(report.last_on or bench.last_on, bench.last_on)
    for currency, net in bench.net.items():
        report.net[currency] = plain(plus(exact(report.net.get(currency, "0")), exact(net)))
    report.save(update_fields=["held", "accepted", "dropped", "first_on", "last_on", "net"])
    if accepted:
        _journal(actor, now, report, "sales.held.accepted", accepted, reason)
    return accepted


def _settle(actor: Actor, now: datetime, held_ids: list[int], status: str, reason: str) -> None:
    HeldLine.objects.filter(pk__in=held_ids).update(
        status=status, settled_at=now, settled_by_id=actor.user_id, reason=reason
    )


def _journal(actor: Actor, now: datetime, report: Report, verb: str, lines: int, reason: str) -> None:
    journal.record(
        actor=actor,
        now=now,
        verb=verb,
        subject=f"sales.report:{report.pk}",
        partner_id=report.reporter_id,
        reason=reason,
        payload={"lines": lines},
        both_sides=True,
    )
