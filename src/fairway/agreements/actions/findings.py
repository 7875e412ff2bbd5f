"""Counsel's notes on what competition law asked: who, when, and why it may go on."""

from __future__ import annotations

from datetime import datetime

from fairway.agreements.actions.refusals import Refused
from fairway.agreements.models import CounselNote
from fairway.agreements.rules.findings import CHECKS
from fairway.agreements.rules.trees import Fault
from fairway.kit import journal
from fairway.kit.access import Actor


def note(*, actor: Actor, now: datetime, subject: str, finding: str, text: str) -> None:
    """Write down counsel's word on a finding about one thing, which then no longer waits; it is never changed.

    `subject` names the thing (`grant:…` by its terms, see :func:`fairway.agreements.queries.collisions.subject_of`).

    :raises Refused: without a text, or for a finding there is none of.
    """
    actor.require("compliance.note")
    faults = []
    if finding not in {check.id for check in CHECKS}:
        faults.append(Fault("finding", finding, f"There is no check {finding}."))
    if len(text.strip()) < 20:
        faults.append(Fault("text", text, "Write the reason out, in at least twenty characters: it is kept for years."))
    if faults:
        raise Refused(faults)
    there = CounselNote.objects.filter(subject=subject, finding=finding).order_by("-pk").first()
    if there is not None and there.text == text.strip():
        return
    CounselNote.objects.create(
        subject=subject, finding=finding, text=text.strip(), written_by_id=actor.person, written_at=now
    )
    journal.record(
        actor=actor, now=now, verb="agreements.finding.noted", subject="agreements.note:0", reason=text.strip(),
        payload={"finding": finding, "about": subject},
    )  # fmt: skip
