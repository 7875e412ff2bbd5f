"""Read runs: the list, and how far one is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from fairway.incentives.models import Run
from fairway.incentives.rules import NotFound
from fairway.kit.access import Actor, Kind
from fairway.kit.access.people import names_of
from fairway.ledger import queries as books
from fairway.ledger.rules import Account
from fairway.values import Money


@dataclass(frozen=True, slots=True)
class LateFiles:
    """What a run read after late files: how many files and lines, and the run from which the other payouts came.

    ``calculated`` counts the payouts that were calculated again.
    """

    base: int
    files: int
    lines: int
    calculated: int


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run. ``state`` is queued, running, succeeded or failed; ``share`` is how far it is, in whole percent.

    ``payouts`` counts what was calculated, ``corrections`` the entries booked; ``booked`` is their sum, filled
    for one run only. ``late`` is what was read where late files alone were; else ``all_read`` says why all lines were.
    """

    id: int
    programme_id: int
    programme: str
    title: str
    version: int
    as_of: date
    state: str
    requested_by: str
    requested_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    step: str
    share: int
    failure: str
    payouts: int
    corrections: int
    snapshot_digest: str
    files: int
    booked: tuple[Money, ...]
    late: LateFiles | None = None
    all_read: str = ""

    @property
    def under_way(self) -> bool:
        return self.state in {Run.QUEUED, Run.RUNNING}


def visible_to(actor: Actor) -> QuerySet[Run]:
    """Runs this actor may read: the vendor's people who see runs, and the worker."""
    may = actor.kind is not Kind.PARTNER and actor.may("runs.view")
    return Run.objects.all() if may else Run.objects.none()


def runs(actor: Actor, *, programme_id: int | None = None, newest: int = 50) -> tuple[RunRow, ...]:
    """The newest runs, newest first."""
    rows = visible_to(actor).select_related("programme", "version").defer("version__text").order_by("-pk")
    if programme_id is not None:
        rows = rows.filter(programme_id=programme_id)
    found = list(rows[:newest])
    names = names_of(row.requested_by_id for row in found if row.requested_by_id)
    return tuple(_row(row, names) for row in found)


def runs_at_work(actor: Actor) -> bool:
    """Whether a run has read its lines and is not done yet."""
    return visible_to(actor).filter(state=Run.RUNNING).exists()


def run_progress(actor: Actor, run_id: int) -> RunRow:
    """One run as it stands now. :raises NotFound: none that this actor may read."""
    row = visible_to(actor).select_related("programme", "version").defer("version__text").filter(pk=run_id).first()
    if row is None:
        raise NotFound(f"There is no run {run_id}.")
    names = names_of([row.requested_by_id] if row.requested_by_id else [])
    totals = books.balances(actor, accounts=[Account.CONTRA_REVENUE], run_id=run_id)
    return _row(row, names, tuple(total.amount for total in totals))


def _row(row: Any, names: dict[int, str], booked: tuple[Money, ...] = ()) -> RunRow:
    said = row.pinned.get("late")
    late = None
    if said is not None:
        late = LateFiles(said["base"], len(said["files"]), said["lines"], said["calculated"])
    return RunRow(
        row.pk, row.programme_id, row.programme.code, row.programme.title, row.version.number, row.as_of, row.state,
        names.get(row.requested_by_id or 0, ""), row.requested_at, row.started_at, row.finished_at, row.step, row.done,
        row.failure, row.payouts, row.corrections, row.snapshot_digest, len(row.pinned.get("files", ())), booked,
        late, row.pinned.get("all", ""),
    )  # fmt: skip


def last_succeeded(programme_ids: list[int]) -> dict[int, int]:
    """The newest succeeded run of each programme. The caller's role must be the vendor's or the worker's."""
    rows = Run.objects.filter(programme__in=programme_ids, state=Run.SUCCEEDED).order_by("finished_at", "pk")
    return dict(rows.values_list("programme_id", "pk"))
