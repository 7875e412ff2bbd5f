"""Merging duplicates, ending a partner, and handing out what is its own.

A merger moves no row: books and journal name the number they were written under, and those are append-only. The merged
partner points to the survivor; whoever asks for the survivor is answered with both, and what files call the merged one
means the survivor from then on. Undoing it takes the pointer away.
"""

from __future__ import annotations

from datetime import date, datetime

from fairway.kit import journal
from fairway.kit.access import Actor, forgetting, people
from fairway.kit.jobs import defer
from fairway.partners.actions.partners import change_status
from fairway.partners.actions.refusals import Refused
from fairway.partners.models import DataExport, Ending, EndingItem, Merger, Partner
from fairway.partners.rules import Fault
from fairway.partners.rules.organisation import ENDING


def merge(*, actor: Actor, now: datetime, partner_id: int, survivor_code: str, reason: str) -> int:
    """From now on the partner is the survivor under another number; answers the survivor's. Twice does one thing.

    :raises Refused: into itself or into one that is merged itself, or without a reason.
    """
    actor.require("partners.manage")
    merged = Partner.objects.select_for_update().get(pk=partner_id)
    survivor = Partner.objects.select_for_update().filter(code=survivor_code.strip()).first()
    if survivor is None:
        raise Refused([Fault("survivor", survivor_code, f"There is no partner {survivor_code}: write its code.")])
    if survivor.pk == merged.pk:
        raise Refused([Fault("survivor", survivor_code, "A partner is not a duplicate of itself.")])
    there = Merger.objects.filter(partner=merged, undone_at=None).first()
    if there is not None and there.survivor_id == survivor.pk:
        return survivor.pk
    if there is not None:
        raise Refused([Fault("survivor", survivor_code, f"{merged.code} is merged already: undo that first.")])
    above = Merger.objects.select_related("survivor").filter(partner=survivor, undone_at=None).first()
    if above is not None:
        sentence = f"{survivor.code} is merged into {above.survivor.code} itself: merge into that one."
        raise Refused([Fault("survivor", survivor_code, sentence)])
    if not reason.strip():
        raise Refused([Fault("reason", "", "Say how you know that they are one: both records keep it.")])
    Merger.objects.create(
        partner=merged, survivor=survivor, merged_at=now, merged_by_id=actor.user_id, reason=reason.strip()
    )
    people.take_part(now=now, pairs=[(survivor.pk, merged.pk)])
    for number, payload in ((merged.pk, {"into": survivor.pk}), (survivor.pk, {"from": merged.pk})):
        journal.record(
            actor=actor, now=now, verb="partners.merged", subject=f"partners.partner:{number}", partner_id=number,
            reason=reason, payload=payload,
        )  # fmt: skip
    return survivor.pk


def undo_merge(*, actor: Actor, now: datetime, partner_id: int, reason: str) -> None:
    """They are two after all: nothing was moved, so nothing is lost. :raises Refused: without a reason."""
    actor.require("partners.manage")
    held = Merger.objects.select_for_update().filter(partner_id=partner_id, undone_at=None).first()
    if held is None:
        return
    if not reason.strip():
        raise Refused([Fault("reason", "", "Say why they are two after all.")])
    held.undone_at, held.undone_by_id = now, actor.user_id
    held.save(update_fields=["undone_at", "undone_by"])
    people.part(now=now, viewer_id=held.survivor_id, partner_id=held.partner_id)
    for number in (held.partner_id, held.survivor_id):
        journal.record(
            actor=actor, now=now, verb="partners.merge_undone", subject=f"partners.partner:{number}",
            partner_id=number, reason=reason,
        )  # fmt: skip


def begin_ending(*, actor: Actor, now: datetime, partner_id: int, ends_on: date, reason: str) -> int:
    """Begin to end the relationship: the checklist, and the day. One that runs is answered as it stands.

    :raises Refused: without a reason, or for a partner that is terminated.
    """
    actor.require("partners.manage")
    partner = Partner.objects.select_for_update().get(pk=partner_id)
    there = Ending.objects.filter(partner=partner, finished_at=None, cancelled_at=None).first()
    if there is not None:
        return there.pk
    if partner.status == "terminated":
        raise Refused([Fault("status", partner.status, "This partner is terminated already.")])
    if not reason.strip():
        raise Refused([Fault("reason", "", "Say why it ends: both sides read it later.")])
    ending = Ending.objects.create(
        partner=partner, ends_on=ends_on, reason=reason.strip(), begun_at=now, begun_by_id=actor.user_id
    )
    EndingItem.objects.bulk_create(
        EndingItem(ending=ending, partner=partner, place=place, key=key) for place, key in enumerate(ENDING, 1)
    )
    _record(actor, now, ending, "partners.ending.began", reason, {"ends": ends_on.isoformat()}, both=True)
    return ending.pk


def settle_item(*, actor: Actor, now: datetime, item_id: int, note: str) -> None:
    """A point of the checklist is settled, with what was found. :raises Refused: without a note."""
    actor.require("partners.manage")
    item = EndingItem.objects.select_for_update().select_related("ending").get(pk=item_id)
    if item.settled_at is not None:
        return
    if not note.strip():
        raise Refused([Fault("note", "", "Write what was found or agreed: it stands in the record of the ending.")])
    item.settled_at, item.settled_by_id, item.note = now, actor.user_id, note.strip()[:2000]
    item.save(update_fields=["settled_at", "settled_by", "note"])
    _record(actor, now, item.ending, "partners.ending.settled", note, {"item": item.key})


def unsettle_item(*, actor: Actor, now: datetime, item_id: int) -> None:
    """A point of the checklist is open again."""
    actor.require("partners.manage")
    item = EndingItem.objects.select_for_update().select_related("ending").get(pk=item_id)
    if item.settled_at is None or item.ending.finished_at is not None:
        return
    item.settled_at, item.settled_by_id = None, None
    item.save(update_fields=["settled_at", "settled_by"])
    _record(actor, now, item.ending, "partners.ending.unsettled", "", {"item": item.key})


def cancel_ending(*, actor: Actor, now: datetime, ending_id: int, reason: str) -> None:
    """The relationship goes on. :raises Refused: without a reason."""
    actor.require("partners.manage")
    ending = Ending.objects.select_for_update().get(pk=ending_id)
    if ending.finished_at is not None or ending.cancelled_at is not None:
        return
    if not reason.strip():
        raise Refused([Fault("reason", "", "Say why it goes on: both sides read it.")])
    ending.cancelled_at = now
    ending.save(update_fields=["cancelled_at"])
    _record(actor, now, ending, "partners.ending.cancelled", reason, both=True)


def finish_ending(*, actor: Actor, now: datetime, ending_id: int) -> None:
    """The partner is terminated and its sign-ins are closed; every record stays.

    :raises Refused: while a point of the checklist is open, or before the day.
    """
    actor.require("partners.manage")
    ending = Ending.objects.select_for_update().get(pk=ending_id)
    if ending.finished_at is not None:
        return
    if ending.cancelled_at is not None:
        raise Refused([Fault("ending", "", "This ending was cancelled: begin another one.")])
    if now.date() < ending.ends_on:
        raise Refused([Fault("ends_on", str(ending.ends_on), f"It ends on {ending.ends_on}: finish it on that day.")])
    change_status(actor=actor, now=now, partner_id=ending.partner_id, status="terminated", reason=ending.reason)
    ending.finished_at = now
    ending.save(update_fields=["finished_at"])
    forgetting.close_organisation(actor=actor, now=now, partner_id=ending.partner_id, reason=ending.reason)


def ask_for_export(*, actor: Actor, now: datetime, partner_id: int) -> int:
    """Have everything that is the partner's own put into one ZIP, by a job; one that waits is answered.

    :raises fairway.kit.access.NotAllowed: for whoever does not administer the partner's staff, or partners.
    """
    actor.require("own.staff.manage" if actor.is_partner else "partners.manage")
    waiting = DataExport.objects.filter(partner_id=partner_id, state="waiting").first()
    if waiting is not None:
        return waiting.pk
    made = DataExport.objects.create(partner_id=partner_id, asked_at=now, asked_by_id=actor.user_id)
    journal.record(
        actor=actor, now=now, verb="partners.export.asked", subject=f"partners.export:{made.pk}",
        partner_id=partner_id, both_sides=True,
    )  # fmt: skip
    defer("partners.export", export_id=made.pk)
    return made.pk


def keep_export(
    *, actor: Actor, now: datetime, export_id: int, sha256: str = "", size: int = 0, problem: str = ""
) -> None:
    """Write down what the job made, or why it could not."""
    DataExport.objects.filter(pk=export_id).update(
        state="failed" if problem else "made", sha256=sha256, size=size, problem=problem[:500], made_at=now
    )


def _record(
    actor: Actor, now: datetime, ending: Ending, verb: str, reason: str, payload: dict[str, str] | None = None, *,
    both: bool = False,
) -> None:  # fmt: skip
    journal.record(
        actor=actor, now=now, verb=verb, subject=f"partners.partner:{ending.partner_id}",
        partner_id=ending.partner_id, reason=reason, payload=payload, both_sides=both,
    )  # fmt: skip
