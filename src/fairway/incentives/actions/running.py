"""Perform a run: calculate everything, compare with the books, append the difference.

A run calculates every payout of every period from the programme's beginning up to its day. What the books hold already
is not booked again; what changed is booked as a correction that names the period it came from. So a run can be repeated
at any time, and a late or restated file books exactly what it changes.

After late files alone only what they touch is calculated again (`carrying`).

Nothing is written before the calculation is done, and everything of a run (payouts, entries, the run's success) in one
transaction: a run that fails leaves nothing behind but the sentence that says why.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import connection

from fairway.engine.backends import cluster, local
from fairway.engine.backends.engines import Engine
from fairway.engine.check import check
from fairway.engine.dialect import TooWide
from fairway.engine.inputs import InputProblem, Inputs
from fairway.engine.payout import Payout as Calculated
from fairway.engine.plan import MissingColumn
from fairway.engine.programme import Programme
from fairway.engine.settle import DifferentCurrency
from fairway.incentives.actions import carrying
from fairway.incentives.models import Member, Payout, PeriodClosing, Publication, Run
from fairway.incentives.queries import inputs, verifying
from fairway.incentives.queries.trials import store
from fairway.incentives.rules import NotFound, Refused, booking
from fairway.incentives.rules.periods import Applying, Segment, segments
from fairway.kit import journal
from fairway.kit.access import Actor, acting_as
from fairway.kit.appending import append
from fairway.kit.lake import keeping
from fairway.kit.lake.scanning import NothingToRead
from fairway.ledger import actions as ledger
from fairway.ledger import queries as books
from fairway.values import Money, Period, plain

_LOCK = 72_032
_PAYOUT = {
    "run_id": "bigint", "version_id": "bigint", "programme": "text", "partner_id": "bigint", "incentive": "text",
    "person": "text", "period": "text", "period_start": "date", "period_end": "date", "currency": "text",
    "qualifier": "numeric", "rate": "numeric", "measure": "numeric", "step": "smallint", "gates": "jsonb",
    "gates_met": "boolean",
    "lines": "int", "calculated": "bigint", "earned": "bigint", "amount": "bigint", "carried_in": "bigint",
    "carried_out": "bigint", "alone": "bigint", "goods": "numeric", "exemption": "text",
}  # fmt: skip
FORESEEN = (Refused, InputProblem, MissingColumn, TooWide, NothingToRead, DifferentCurrency, cluster.Unavailable)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run came to. ``corrections`` is the number of entries it booked."""

    run_id: int
    state: str
    payouts: int
    corrections: int
    failure: str = ""


@dataclass(frozen=True, slots=True)
class _Prepared:
    """What a run needs to calculate, read in one transaction."""

    published: tuple[Applying, ...]
    programmes: dict[int, Programme]
    newest: int
    as_of: date
    inputs: Inputs
    fingerprint: str
    last_succeeded: int | None
    base: carrying.Base | None


def perform_run(*, actor: Actor, now: datetime, run_id: int, clock: Callable[[], datetime] | None = None) -> Outcome:
    """Carry out a run that was asked for. Performing a finished run again does nothing.

    Call it outside a transaction: it opens its own, so that its progress can be watched. A second run of the same
    programme waits until this one is done. ``clock`` dates the end of long runs (``now`` unless given).

    :raises NotFound: no such run. What goes wrong in the calculation is kept in the run and answered, not raised,
        unless nobody foresaw it.
    """
    worker = actor.as_worker()
    with acting_as(worker):
        run = Run.objects.filter(pk=run_id).first()
    if run is None:
        raise NotFound(f"There is no run {run_id}.")
    with _alone(run.programme_id):
        with acting_as(worker):
            run.refresh_from_db()
            if run.state in {Run.SUCCEEDED, Run.FAILED}:
                return _outcome(run)
            prepared = _prepare(worker, run, now)
        try:
            found = _calculate(prepared, _reporter(worker, run_id))
            with acting_as(worker):
                return _book(worker, run, prepared, found, clock() if clock else now)
        except Exception as fault:
            said = (
                inputs.in_words(fault)
                if isinstance(fault, FORESEEN)
                else f"Something unforeseen: {type(fault).__name__}: {fault}"
            )
            with acting_as(worker):
                _fail(worker, run_id, said, clock() if clock else now)
            if not isinstance(fault, FORESEEN):
                raise
            return Outcome(run_id, Run.FAILED, 0, 0, said)


@contextmanager
def _alone(programme_id: int) -> Iterator[None]:
    """Let one run of a programme work at a time; the database forgets the lock when the process dies."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", [_LOCK, programme_id])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [_LOCK, programme_id])


def _prepare(worker: Actor, run: Run, now: datetime) -> _Prepared:
    rows = list(
        Publication.objects.filter(version__programme_id=run.programme_id).order_by("pk").select_related("version")
    )
    programmes: dict[int, Programme] = {}
    for row in rows:
        document = check(row.version.text).programme
        if document is None:
            raise Refused(f"Version {row.version.number} does not pass the checks of this release of Fairway any more.")
        programmes[row.version_id] = inputs.numbered(worker, document)
    newest = rows[-1].version_id
    pinned = inputs.pin(worker)
    read = inputs.of_programme(worker, programmes[newest], pinned.scan, versions=programmes.values())
    published = tuple(Applying(row.version_id, row.applies_from) for row in rows)
    fingerprint = inputs.fingerprint(read)
    kept = {
        "files": list(pinned.file_ids), "credits": pinned.credits, "digest": pinned.scan.digest,
        "inputs": fingerprint,
        **carrying.kept_of(published, inputs.tables_fingerprint(read)),
    }  # fmt: skip
    last = _last_succeeded(run.programme_id)
    base, why = None, ""
    try:
        base = carrying.base_of(worker, None if last is None else Run.objects.get(pk=last), run.as_of, kept)
    except carrying.ReadAll as reason:
        why = str(reason)
    Run.objects.filter(pk=run.pk).update(
        state=Run.RUNNING, started_at=now, step="Reading sales lines", version_id=newest, failure="",
        snapshot_digest=pinned.scan.digest, pinned={**kept, "all": why},
    )  # fmt: skip
    return _Prepared(published, programmes, newest, run.as_of, read, fingerprint, last, base)


def _last_succeeded(programme_id: int) -> int | None:
    rows = Run.objects.filter(programme_id=programme_id, state=Run.SUCCEEDED)
    return rows.order_by("-finished_at", "-pk").values_list("pk", flat=True).first()


@dataclass(frozen=True, slots=True)
class _Found:
    """Payouts with the version that governs each; of late files those calculated again, else all there are."""

    cut: tuple[Segment, ...]
    payouts: Sequence[tuple[int, Calculated]]
    carried: carrying.Carried | None = None
    why: str = ""


def _calculate(prepared: _Prepared, report: local.Progress) -> _Found:
    """What late files touch, or every payout of every period."""
    why = ""
    if prepared.base is not None:
        try:
            report("Late files", 0.0)  # progress, no amount
            carried = carrying.carry_on(prepared.base, prepared.programmes, prepared.as_of, prepared.fingerprint)
            return _Found(carried.cut, carried.payouts, carried)
        except carrying.ReadAll as reason:
            why = str(reason)
    return replace(_whole(prepared, report), why=why)


def _whole(prepared: _Prepared, report: local.Progress) -> _Found:
    if not prepared.inputs.lines.files:
        return _Found((), ())
    newest, engine = prepared.programmes[prepared.newest], Engine(settings.FAIRWAY.engine)
    with engine.session(newest, prepared.inputs) as session:
        every = session.periods(prepared.as_of)
    cut = segments(prepared.published, every)
    found: list[tuple[int, Calculated]] = []
    for segment in cut:
        programme = prepared.programmes[segment.version_id]
        with engine.calculate(
            programme, prepared.inputs, periods=segment.periods, as_of=prepared.as_of, progress=report,
            keep=(store(), prepared.fingerprint),
        ) as result:  # fmt: skip
            found += [(segment.version_id, payout) for payout in result.payouts()]
    return _Found(cut, found)


def _reporter(worker: Actor, run_id: int) -> local.Progress:
    """Keep the run's progress where its page reads it; only this thread has the connection for it."""
    mine = threading.current_thread()

    def report(step: str, share: float) -> None:  # how far it is, no amount
        if threading.current_thread() is mine:
            with acting_as(worker):
                Run.objects.filter(pk=run_id).update(step=step, done=int(share * 100), total=100)

    return report


def _book(
    worker: Actor,
    run: Run,
    prepared: _Prepared,
    calculated: _Found,
    now: datetime,
) -> Outcome:
    cut, payouts, carried = calculated.cut, calculated.payouts, calculated.carried
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK + 1, run.programme_id])
    run = Run.objects.select_for_update().select_related("programme").get(pk=run.pk)
    if _last_succeeded(run.programme_id) != prepared.last_succeeded:
        raise Refused("Another run of this programme finished meanwhile: its result stands. Start a new run.")
    code = run.programme.code
    newest = prepared.programmes[prepared.newest]
    calendar = newest.calendar.fiscal
    among = None if carried is None else carried.partners
    governs = {period.start: segment.version_id for segment in cut for period in segment.periods}
    standing = [
        booking.Standing(
            row.incentive, period, str(row.partner_id), row.person, Money.from_minor(row.minor, row.currency)
        )
        for row in books.booked(worker, programme=code, partner_ids=among)
        for period in [calendar.parse(row.origin_period)]
        if carried is None or carried.concerns(governs.get(period.start), row.incentive, str(row.partner_id))
    ]
    before = _before(prepared.last_succeeded, among)
    found = booking.corrections([payout for _, payout in payouts], standing, before, newest)
    closed = PeriodClosing.objects.filter(programme_id=run.programme_id, reopened_at=None)
    made = booking.entries(
        found, closed=set(closed.values_list("period_start", flat=True)), calendar=calendar, programme=code,
        run_id=run.pk, segments=cut, newest=prepared.newest,
    )  # fmt: skip
    over = 0 if carried is None else carrying.carry_over(run.pk, carried, list(_PAYOUT))
    append("incentives_payout", _PAYOUT, (_row(run.pk, version_id, code, payout) for version_id, payout in payouts))
    _admit({(version_id, int(payout.partner)) for version_id, payout in payouts}, now)
    keeping.pin(now=now, file_ids=run.pinned["files"], holder=f"incentives.run:{run.pk}")
    posting = None
    if made:
        posting = ledger.post(
            actor=worker, now=now, key=f"incentives.run:{run.pk}", source=f"incentives.run:{run.pk}", entries=made
        )
    run.state, run.finished_at, run.step, run.done, run.total = Run.SUCCEEDED, now, "", 100, 100
    run.payouts, run.corrections = over + len(payouts), len(made)
    run.pinned = _noted(run.pinned, calculated)
    run.posting_id = None if posting is None else posting.posting_id
    run.segments = [{"version": one.version_id, "periods": [period.label for period in one.periods]} for one in cut]
    run.save(
        update_fields=[
            "state",
            "finished_at",
            "step",
            "done",
            "total",
            "payouts",
            "corrections",
            "posting_id",
            "segments",
            "pinned",
        ]
    )
    journal.record(
        actor=worker, now=now, verb="incentives.run.succeeded", subject=f"incentives.run:{run.pk}",
        payload={
            "programme": run.programme_id, "version": run.version_id, "snapshot": run.snapshot_digest,
            "as_of": run.as_of.isoformat(), "payouts": run.payouts, "entries": run.corrections,
            "carried_over": over,
            "posting": run.posting_id, "payouts_digest": verifying.payouts_digest(run.pk),
        },
    )  # fmt: skip
    return _outcome(run)


def _noted(pinned: dict[str, Any], found: _Found) -> dict[str, Any]:
    """Note down which run was carried on and what was read, or why all lines were."""
    if found.carried is None:
        return {**pinned, "all": found.why or pinned["all"]}
    base = found.carried.base
    late = {
        "base": base.run_id, "files": list(base.file_ids), "lines": found.carried.read,
        "calculated": len(found.payouts),
    }  # fmt: skip
    return {**pinned, "late": late}


def _admit(earning: Collection[tuple[int, int]], now: datetime) -> None:
    """Whoever earns by a version may read it, whatever the partner's facts say by now."""
    Member.objects.bulk_create(
        [Member(version_id=version, partner_id=partner, admitted_at=now) for version, partner in sorted(earning)],
        batch_size=1000,
        ignore_conflicts=True,
    )


def _before(run_id: int | None, among: Sequence[int] | None) -> dict[booking.Key, booking.Before]:
    """What the last run calculated, of some partners or all, by which a correction is split into volume and rate."""
    if run_id is None:
        return {}
    found = Payout.objects.filter(run_id=run_id)
    found = found if among is None else found.filter(partner_id__in=among)
    rows = found.values_list("incentive", "period_start", "partner_id", "person", "measure", "rate")
    return {
        (incentive, start, str(partner), person): booking.Before(measure, rate)
        for incentive, start, partner, person, measure, rate in rows
    }


def _row(run_id: int, version_id: int, code: str, payout: Calculated) -> tuple[object, ...]:
    period: Period = payout.period
    gates = json.dumps([None if one is None else plain(one) for one in payout.gates])
    return (
        run_id, version_id, code, int(payout.partner), payout.incentive, payout.person, period.label, period.start,
        period.end, payout.currency, payout.qualifier, payout.rate, payout.measure, payout.step, gates,
        payout.gates_met, payout.lines, payout.calculated.minor, payout.earned.minor, payout.amount.minor,
        payout.carried_in.minor, payout.carried_out.minor, None if payout.alone is None else payout.alone.minor,
        payout.goods, payout.exemption,
    )  # fmt: skip


def _fail(worker: Actor, run_id: int, said: str, now: datetime) -> None:
    Run.objects.filter(pk=run_id).exclude(state=Run.SUCCEEDED).update(
        state=Run.FAILED, finished_at=now, failure=said, step=""
    )
    journal.record(actor=worker, now=now, verb="incentives.run.failed", subject=f"incentives.run:{run_id}", reason=said)


def _outcome(run: Run) -> Outcome:
    return Outcome(run.pk, run.state, run.payouts, run.corrections, run.failure)
