"""What follows from signatures: the sealed document, and the territories; all of it or nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from fairway.agreements.actions import grants, sheet
from fairway.agreements.actions.drafting import move
from fairway.agreements.actions.meeting import meet_steps
from fairway.agreements.actions.places import ensure
from fairway.agreements.actions.refusals import Refused, patiently
from fairway.agreements.models import Agreement, AgreementGrant, CounselNote, Grant, Hindrance
from fairway.agreements.queries import agreements, collisions, drafts
from fairway.agreements.queries.grants import GrantRow
from fairway.agreements.queries.grants import rows_of as grant_rows
from fairway.agreements.rules.grants import Terms
from fairway.agreements.rules.trees import Fault
from fairway.kit import journal
from fairway.kit.access import Actor, acting_as


def conclude(*, actor: Actor, now: datetime, agreement_id: int) -> bool:
    """Let a signed agreement come into force on the days it says: its territories are granted, then it is concluded.

    Answers whether it was. Where another's grant is in the way, nothing of it takes effect, and the hindrance says why
    and what would fit; it is tried again by hand once the way is free.
    """
    with acting_as(actor.as_worker()) as worker:
        one = Agreement.objects.select_for_update(of=("self",)).get(pk=agreement_id)
        if one.stage == "concluded":
            return True
        stage = move(one, "conclude")
        try:
            _number_places(worker, one)
            patiently(lambda: _convey(worker, now, one), alone=True)
        except Refused as refusal:
            hinder(worker, now, one, refusal)
            return False
        one.stage, one.concluded_at, one.changed_at = stage, now, now
        one.save(update_fields=["stage", "concluded_at", "changed_at"])
        Hindrance.objects.filter(agreement=one, cleared_at=None).update(cleared_at=now)
        journal.record(
            actor=worker, now=now, verb="agreements.agreement.concluded", subject=f"agreements.agreement:{one.pk}",
            partner_id=one.partner_id, payload={"number": one.number, "since": one.since_on.isoformat()},  # type: ignore[union-attr]
            both_sides=True,
        )  # fmt: skip
        meet_steps(actor=worker, now=now, partner_id=one.partner_id)
        return True


def try_again(*, actor: Actor, now: datetime, agreement_id: int) -> bool:
    """Try once more to let a signed agreement come into force."""
    actor.require("agreements.draft")
    return conclude(actor=actor, now=now, agreement_id=agreement_id)


def hinder(actor: Actor, now: datetime, one: Agreement, refusal: Refused) -> None:
    """Keep why something does not take effect; the partner reads that the vendor settles a question, and no name."""
    sentences = [fault.sentence for fault in refusal.faults]
    offers = [offer.words for offer in refusal.offers]
    open_ = Hindrance.objects.filter(agreement=one, cleared_at=None).order_by("-pk").first()
    if open_ is not None and (open_.sentences, open_.offers) == (sentences, offers):
        return
    Hindrance.objects.filter(agreement=one, cleared_at=None).update(cleared_at=now)
    Hindrance.objects.create(agreement=one, sentences=sentences, offers=offers, found_at=now)
    journal.record(
        actor=actor, now=now, verb="agreements.agreement.hindered", subject=f"agreements.agreement:{one.pk}",
        partner_id=one.partner_id, reason=" ".join(sentences), payload={"number": one.number, "offers": offers},
    )  # fmt: skip


def _number_places(actor: Actor, one: Agreement) -> None:
    """Write the countries it names down before its turn: who grants one does so in this order, too."""
    said = agreements.settled(one, agreements.known(actor))
    ensure(area for terms in drafts.terms_of(one, said, said.until_on) for area in (*terms.areas, *terms.excepted))


def _convey(actor: Actor, now: datetime, one: Agreement) -> None:
    """Make the grants that an agreement or an amendment asks for; what an amendment no longer says ends first.

    :raises Refused: another's grant is in the way.
    """
    said = agreements.settled(one, agreements.known(actor))
    base = one.amends_id or one.pk
    held: dict[str, GrantRow] = {}
    if one.amends_id is not None:
        course = agreements.courses_of([base]).get(base)
        if course is None or (course.end is not None and course.end <= said.since_on):
            raise Refused([Fault("since_on", str(said.since_on), "The agreement it amends has ended before.")])
        if course.terminated_on is not None:
            ends = [day for day in (said.until_on, course.terminated_on) if day is not None]
            said = replace(said, until_on=min(ends))
        held = {_same(row.terms): row for row in standing(actor, base, said.since_on)}
    wanted = {_same(terms): terms for terms in drafts.terms_of(one, said, said.until_on)}
    reason = f"Agreement {one.number}"
    for key, row in held.items():
        if key not in wanted:
            grants.end(actor=actor, now=now, grant_id=row.id, on=said.since_on, reason=reason)
    _carry_notes(one, wanted.values())
    for key, terms in wanted.items():
        old = held.get(key)
        if old is None:
            made = grants.grant(actor=actor, now=now, terms=terms, reason=reason)
            _own(one, base, made.grant_id, made.is_new)
        elif old.until_on != terms.until_on:
            grants.change(
                actor=actor, now=now, grant_id=old.id, terms=replace(old.terms, until_on=terms.until_on), reason=reason
            )


def _own(one: Agreement, base: int, grant_id: int, is_new: bool) -> None:
    there = AgreementGrant.objects.filter(grant_id=grant_id).first()
    if there is None:
        AgreementGrant.objects.create(agreement_id=base, instrument=one, partner_id=one.partner_id, grant_id=grant_id)
    elif not is_new and there.agreement_id != base:
        raise Refused([Fault("territories", "", "Another agreement of the partner grants the same from the same day.")])


def _carry_notes(one: Agreement, wanted: object) -> None:
    """Counsel's notes on the agreement hold for each of its grants, in counsel's name."""
    notes = list(CounselNote.objects.filter(subject=drafts.subject_of(one.pk)))
    for terms in wanted:  # type: ignore[attr-defined]
        subject = collisions.subject_of(terms)
        there = set(CounselNote.objects.filter(subject=subject).values_list("finding", flat=True))
        CounselNote.objects.bulk_create(
            CounselNote(
                subject=subject, finding=note.finding, text=note.text, written_by_id=note.written_by_id,
                written_at=note.written_at,
            )
            for note in notes if note.finding not in there
        )  # fmt: skip


def standing(actor: Actor, base_id: int, on: date) -> tuple[GrantRow, ...]:
    """The grants an agreement made that have not ended by a day, those to come included."""
    ids = AgreementGrant.objects.filter(agreement_id=base_id).values_list("grant_id", flat=True)
    made = Grant.objects.filter(pk__in=ids, withdrawn_at=None).select_related("line", "segment").order_by("pk")
    rows = grant_rows(actor, made, on=on)
    return tuple(row for row in rows if row.until_on is None or row.until_on > on)


def _same(terms: Terms) -> str:
    """What makes two grants say the same, whatever their days."""
    return repr((terms.where, terms.kind, terms.at_most))


def finish(actor: Actor, now: datetime, one: Agreement) -> bool:
    """Everybody has signed: seal the document with the record of the signatures, and conclude."""
    one.stage = move(one, "complete")
    one.changed_at = now
    one.save(update_fields=["stage", "changed_at"])
    sheet.keep_sealed(actor, now, one)
    return conclude(actor=actor, now=now, agreement_id=one.pk)
