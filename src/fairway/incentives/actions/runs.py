"""Ask for a calculation."""

from __future__ import annotations

from datetime import date, datetime

from fairway.incentives.actions.members import admit_members
from fairway.incentives.models import Programme, Publication, Run
from fairway.incentives.queries import documents, inputs
from fairway.incentives.rules import NotFound, Refused
from fairway.kit import jobs, journal
from fairway.kit.access import Actor

JOB = "incentives.perform_run"


def start_run(
    *, actor: Actor, now: datetime, programme_id: int, as_of: date | None = None, at_once: bool = False
) -> int:
    """Ask for a run of the programme's published versions; a job performs it. Answers the run's id.

    ``as_of`` is the last day whose sales count (today unless said). ``at_once`` leaves the job out, for a caller that
    performs the run itself.

    :raises Refused: nothing is published, or the day is in the future or before the last run's.
    """
    actor.require("runs.start")
    programme = Programme.objects.filter(pk=programme_id).first()
    if programme is None:
        raise NotFound(f"There is no programme {programme_id}.")
    newest = Publication.objects.filter(version__programme=programme).order_by("pk").last()
    if newest is None:
        raise Refused(
            f"{programme.code} has no published version: submit its draft and have a second person publish it."
        )
    today = now.date()
    as_of = as_of or today
    if as_of > today:
        raise Refused(f"{as_of} has not come yet: calculate as of today or an earlier day.")
    last = Run.objects.filter(programme=programme, state=Run.SUCCEEDED).order_by("-as_of").first()
    if last is not None and as_of < last.as_of:
        raise Refused(
            f"The books already stand as of {last.as_of} (run {last.pk}); an earlier day would take later sales back. "
            f"Calculate as of {last.as_of} or later."
        )
    run = Run.objects.create(
        programme=programme, version_id=newest.version_id, as_of=as_of, requested_by_id=actor.user_id, requested_at=now
    )
    journal.record(
        actor=actor, now=now, verb="incentives.run.requested", subject=f"incentives.run:{run.pk}",
        payload={"programme": programme.pk, "version": newest.version_id, "as_of": as_of.isoformat()},
    )  # fmt: skip
    if not at_once:
        jobs.defer(JOB, lock=f"incentives.programme:{programme.pk}", run_id=run.pk)
    return run.pk


def accrue(*, actor: Actor, now: datetime) -> tuple[int, ...]:
    """Ask for a run of every programme for which something changed since its last one; answers the runs' ids.

    What can change is the sales lake, partners, products, rates, registered deals, and which version is published.
    """
    actor.require("runs.start")
    admit_members(actor=actor, now=now)
    asked: list[int] = []
    for programme in Programme.objects.order_by("pk"):
        published = list(
            Publication.objects.filter(version__programme=programme).order_by("pk").select_related("version")
        )
        read_as = [found for one in published if (found := documents.read(one.version.text)) is not None]
        if not published or len(read_as) != len(published):
            continue
        newest, document = published[-1], read_as[-1]
        last = Run.objects.filter(programme=programme).order_by("-pk").first()
        if last is not None and last.state in {Run.QUEUED, Run.RUNNING}:
            continue
        read = inputs.of_programme(actor, document, inputs.pin(actor).scan, versions=read_as)
        same = last is not None and last.version_id == newest.version_id
        if same and last is not None and last.pinned.get("inputs") == inputs.fingerprint(read):
            continue
        if last is None or now.date() >= last.as_of:
            asked.append(start_run(actor=actor, now=now, programme_id=programme.pk))
    return tuple(asked)
