"""Work that gathers from every room, as a page would: the export of a partner's own data, mails that time asks for."""

from __future__ import annotations

import logging

from django.utils import timezone

from fairway.agreements.actions import course, sending
from fairway.kit import files
from fairway.kit.access import WORKER, acting_as
from fairway.kit.jobs import every, job
from fairway.partners import actions, queries
from fairway.web.shared import agreements, own_data


@job("partners.export")
def export(export_id: int) -> None:
    """Make an export and keep it; done twice it is the same file again."""
    now = timezone.now()  # noqa: TID251 - a job reads the clock
    with acting_as(WORKER):
        found = queries.export_of(WORKER, export_id)
    if found is None:
        return
    problem, kept = "", None
    try:
        kept = files.store(own_data.pack(found[0], now=now))
    except Exception as fault:
        logging.getLogger("fairway.export").exception("The export %s failed.", export_id)
        problem = f"It could not be made: {type(fault).__name__}. Ask for it again; if it fails again, tell the vendor."
    with acting_as(WORKER):
        actions.keep_export(
            actor=WORKER, now=now, export_id=export_id, sha256=kept.sha256 if kept else "",
            size=kept.size if kept else 0, problem=problem,
        )  # fmt: skip


@every("5 * * * *", "agreements.lapse")
def lapse() -> None:
    """Let lapse what nobody signed in time, each hour, and tell who watches over it."""
    now = timezone.now()  # noqa: TID251 - a job reads the clock
    with acting_as(WORKER):
        lapsed = course.lapse_due(actor=WORKER, now=now)
    for agreement_id in lapsed:
        agreements.mail_lapsed(agreement_id, on=now.date())


@every("40 7 * * *", "agreements.remind")
def remind() -> None:
    """Remind those whose signature is due, each morning."""
    with acting_as(WORKER):
        now = timezone.now()  # noqa: TID251 - a job reads the clock
        agreements.mail(sending.due_reminders(actor=WORKER, now=now), reminder=True)
