"""A file arrives, its columns are mapped, it is taken back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import IntegrityError, transaction

from fairway.formats import Layout
from fairway.kit import files, journal
from fairway.kit.access import Actor
from fairway.kit.jobs import defer
from fairway.kit.lake.listing import publish
from fairway.sales.actions.announcing import lines_changed
from fairway.sales.models import HeldLine, Report, SavedLayout
from fairway.sales.queries import DATASET, NoSuchReport
from fairway.sales.rules.lines import permitted

OPEN = ("received", "needs_mapping", "reading", "to_confirm", "refused")


class CannotDo(Exception):
    """The action does not fit the report's state or the sender; the sentence says why and what to do."""


@dataclass(frozen=True, slots=True)
class Received:
    """The report a file became; ``repeated`` when the same bytes came before and this is that report."""

    report_id: int
    repeated: bool
    status: str


def receive(
    *,
    actor: Actor,
    now: datetime,
    reporter_id: int | None,
    file_name: str,
    content: Iterable[bytes],
    about: str = "own",
    event: str = "sell_through",
    period: tuple[date, date] | None = None,
    purpose: str = "original",
    covers: str = "named",
    layout: Layout | None = None,
    layout_name: str = "",
    trusted: bool = False,
    enqueue: bool = True,
) -> Received:
    """Keep a file and begin to take it in.

    ``reporter_id`` is None for the vendor's own file, which names the partner in each line. ``period`` is half-open.
    ``purpose`` is ``original``, or ``replace`` or ``add`` when the sender says at once what a restated file means.
    ``trusted`` takes a guessed layout without asking when nothing in it is in doubt. Rule F1: the same bytes from the
    same reporter are the same report, and the answer says so.

    :raises NotAllowed: the actor may not upload, or not for this reporter.
    :raises CannotDo: a report of one's own without a partner, or an unknown word.
    :raises fairway.kit.files.TooLarge: nothing is kept.
    """
    actor.require("own.sales.upload" if actor.is_partner else "sales.upload")
    if actor.is_partner and reporter_id != actor.partner_id:
        raise NoSuchReport("A partner reports for itself only.")
    _check(reporter_id, about, event, purpose, covers, period)
    kept = files.store(content)
    before = _same_bytes(reporter_id, kept.sha256)
    if before is not None:
        return Received(before.pk, True, before.status)
    report = Report(
        reporter_id=reporter_id,
        about=about,
        event=event,
        period_start=period[0] if period else None,
        period_end=period[1] if period else None,
        purpose=purpose,
        covers=covers,
        file_name=file_name.replace("\0", "")[-250:] or "file",
        sha256=kept.sha256,
        size=kept.size,
        layout=layout.to_dict() if layout else None,
        layout_name=layout_name,
        trusted=trusted,
        by_vendor=not actor.is_partner,
        received_at=now,
        received_by_id=actor.user_id,
    )
    try:
        with transaction.atomic():
            report.save(force_insert=True)
    except IntegrityError:
        again = _same_bytes(reporter_id, kept.sha256)
        if again is None:
            raise
        return Received(again.pk, True, again.status)
    journal.record(
        actor=actor,
        now=now,
        verb="sales.report.received",
        subject=f"sales.report:{report.pk}",
        partner_id=reporter_id,
        payload={"sha256": kept.sha256, "size": kept.size},
        both_sides=True,
    )
    if enqueue:
        begin(report)
    return Received(report.pk, False, report.status)


def _check(
    reporter_id: int | None, about: str, event: str, purpose: str, covers: str, period: tuple[date, date] | None
) -> None:
    if about not in {"own", "partners"} or (reporter_id is None and about == "own"):
        raise CannotDo("Say whose sales the file is about: the reporter's own, or those of partners it names.")
    if event not in {"sell_in", "sell_through", "sell_out"}:
        raise CannotDo(f"“{event}” is none of sell_in, sell_through, sell_out.")
    if purpose not in {"original", "replace", "add"} or covers not in {"named", "all"}:
        raise CannotDo("A file is original, replaces or adds; it covers the named partners or all.")
    if period and not period[0] < period[1]:
        raise CannotDo(f"The period ends ({period[1]}) before it begins ({period[0]}).")


def _same_bytes(reporter_id: int | None, sha256: str) -> Report | None:
    rows = Report.objects.filter(sha256=sha256).exclude(status__in=["withdrawn", "superseded"])
    rows = rows.filter(reporter=None) if reporter_id is None else rows.filter(reporter_id=reporter_id)
    return rows.first()


def begin(report: Report) -> None:
    """Enqueue the job that takes the report in, one at a time for each reporter."""
    defer("sales.take_in", lock=f"sales.reporter:{report.reporter_id or 0}", report_id=report.pk)


def locked(actor: Actor, report_id: int, statuses: Sequence[str], doing: str) -> Report:
    """Lock a report the actor may change.

    :raises NoSuchReport: there is none, or it is another partner's.
    :raises CannotDo: it is in a state that does not allow this.
    """
    found = Report.objects.select_for_update().filter(pk=report_id).first()
    if found is None or (actor.is_partner and found.reporter_id != actor.partner_id):
        raise NoSuchReport(f"There is no sales file {report_id}.")
    if found.status not in statuses:
        raise CannotDo(f"Sales file {report_id} is {found.status.replace('_', ' ')}: it cannot be {doing} now.")
    return found


def map_columns(
    *, actor: Actor, now: datetime, report_id: int, layout: Layout, save_as: str = "", enqueue: bool = True
) -> None:
    """Say how a report's file is read, save that for the sender's next file if ``save_as`` names it, and take it in.

    :raises CannotDo: a field that every line needs has no column, the report is decided already, or a partner would
        map what the vendor sent.
    """
    actor.require("own.sales.upload" if actor.is_partner else "sales.upload")
    report = locked(actor, report_id, OPEN, "mapped")
    if actor.is_partner and report.by_vendor:
        raise CannotDo("The vendor sent this file in your name and says how it is read.")
    layout = permitted(layout, by_vendor=report.by_vendor)
    missing = list(layout.missing())
    if report.about == "partners" and "partner_id" not in (*layout.columns, *layout.constants):
        missing.append("partner_id")
    if missing:
        raise CannotDo("Choose a column for: " + ", ".join(missing).replace("_", " ") + ".")
    report.layout = layout.to_dict()
    report.layout_name = save_as
    report.status = "received"
    report.problem_code = report.problem = report.remedy = ""
    report.difference = None
    report.save()
    if save_as:
        # whose sales a file is about is said of that file; the next one of this layout may be about somebody else
        lasting = {name: value for name, value in layout.constants.items() if name != "partner_id"}
        SavedLayout.objects.update_or_create(
            partner_id=report.reporter_id,  # type: ignore[misc]
            name=save_as[:80],
            defaults={
                "layout": replace(layout, constants=lasting).to_dict(),
                "saved_at": now,
                "saved_by_id": actor.user_id,
            },
        )
    journal.record(
        actor=actor,
        now=now,
        verb="sales.report.mapped",
        subject=f"sales.report:{report.pk}",
        partner_id=report.reporter_id,
        both_sides=True,
    )
    if enqueue:
        begin(report)


def save_layout(*, actor: Actor, now: datetime, reporter_id: int | None, name: str, layout: Layout) -> None:
    """Save how a sender's files are read, before any of them came."""
    actor.require("own.sales.upload" if actor.is_partner else "sales.upload")
    if actor.is_partner and reporter_id != actor.partner_id:
        raise NoSuchReport("A partner saves its own layouts only.")
    layout = permitted(layout, by_vendor=not actor.is_partner)
    SavedLayout.objects.update_or_create(
        partner_id=reporter_id,  # type: ignore[misc]
        name=name[:80],
        defaults={"layout": layout.to_dict(), "saved_at": now, "saved_by_id": actor.user_id},
    )


def confirm_restatement(
    *, actor: Actor, now: datetime, report_id: int, how: str, reason: str = "", enqueue: bool = True
) -> None:
    """Say what a restated file means: ``replace`` what was said for its period, or ``add`` to it (rule F2).

    :raises CannotDo: the report does not wait for this.
    """
    actor.require("own.sales.upload" if actor.is_partner else "sales.upload")
    if how not in {"replace", "add"}:
        raise CannotDo("A restated file replaces what was reported, or adds to it.")
    report = locked(actor, report_id, ["to_confirm"], "confirmed")
    report.purpose = how
    report.status = "received"
    report.save()
    journal.record(
        actor=actor,
        now=now,
        verb=f"sales.report.{'replacing' if how == 'replace' else 'adding'}",
        subject=f"sales.report:{report.pk}",
        partner_id=report.reporter_id,
        reason=reason,
        both_sides=True,
    )
    if enqueue:
        begin(report)


def withdraw(*, actor: Actor, now: datetime, report_id: int, reason: str) -> None:
    """Take a report back. A decided one leaves the lake, which needs the right to correct and a reason.

    :raises CannotDo: it was withdrawn or replaced already, or no reason is given for a decided one.
    """
    actor.require("own.sales.upload" if actor.is_partner else "sales.upload")
    report = locked(actor, report_id, [*OPEN, "decided"], "withdrawn")
    if report.status == "decided":
        actor.require("sales.correct")
        if not reason.strip():
            raise CannotDo("Say why accepted sales are taken back: it will stand in the journal.")
        publish(now=now, dataset=DATASET, leaving=f"report_id = {report.pk}", among=[report.pk])
        lines_changed()
        HeldLine.objects.filter(report=report, status="open").update(
            status="superseded", settled_at=now, settled_by_id=actor.user_id
        )
    report.status = "withdrawn"
    report.save()
    journal.record(
        actor=actor,
        now=now,
        verb="sales.report.withdrawn",
        subject=f"sales.report:{report.pk}",
        partner_id=report.reporter_id,
        reason=reason,
        both_sides=True,
    )
