"""Writes of grants: grant, change, end. The database decides whether two would meet; a refusal explains itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from fairway.agreements.actions.laying import Owner, is_exclusion, lay, rows_for, terms_of, until
from fairway.agreements.actions.places import ensure
from fairway.agreements.actions.refusals import MOST_TRIES, Refused, patiently
from fairway.agreements.models import Grant, Holding, Seat, Zone
from fairway.agreements.queries import collisions
from fairway.agreements.queries.buyers import with_buyers
from fairway.agreements.queries.collisions import Prepared
from fairway.agreements.rules import findings as law
from fairway.agreements.rules import grants as rules
from fairway.agreements.rules.grants import EVER, Term, Terms
from fairway.agreements.rules.places import words
from fairway.agreements.rules.trees import Fault
from fairway.kit import journal
from fairway.kit.access import Actor
from fairway.partners import queries as partners

_NO_REASON = Fault("reason", "", "Say why: both sides read it later.")
_TOO_BUSY = Fault("places", "", "Others are granting the same places right now. Try again.")


class _GrantedMeanwhile(Exception):
    """The same grant was made while this one waited for its zone."""


@dataclass(frozen=True)
class Granted:
    """A grant that stands now; `is_new` is False where it stood already."""

    grant_id: int
    is_new: bool
    findings: tuple[law.Finding, ...] = ()


def grant(*, actor: Actor, now: datetime, terms: Terms, reason: str) -> Granted:
    """Give a partner the right to sell a product line to a segment in a place, from a day to a day.

    The same grant asked for twice is one grant. What competition law asks is found first; what blocks waits for
    counsel's note (:func:`fairway.agreements.actions.findings.note`).

    :raises Refused: a value cannot be taken, another's grant is in the way, or counsel has to be asked.
    """
    actor.require("territories.manage")
    if not reason.strip():
        raise Refused([_NO_REASON])
    _look_over(actor, terms)

    def write() -> tuple[Granted, Prepared, tuple[law.Finding, ...]]:
        prepared, found = _prepared(actor, terms)
        return _grant(actor, now, prepared, reason, follows=None), prepared, found

    granted, prepared, found = patiently(write)
    if granted.is_new:
        _tell(actor, now, "agreements.grant.made", granted.grant_id, prepared, reason, found)
    return Granted(granted.grant_id, granted.is_new, found)


def change(*, actor: Actor, now: datetime, grant_id: int, terms: Terms, reason: str) -> Granted:
    """Let a grant say something else from a day on: the old one ends on that day, and the new one follows it.

    A new first day that is not after the old one's replaces it as a whole. Where only the end differs, the grant itself
    is lengthened or shortened.

    :raises Refused: as for :func:`grant`; nothing has changed then.
    """
    actor.require("territories.manage")
    if not reason.strip():
        raise Refused([_NO_REASON])
    _look_over(actor, terms)

    def write() -> tuple[Granted, Prepared, tuple[law.Finding, ...]]:
        prepared, found = _prepared(actor, terms)
        return _change(actor, now, grant_id, prepared, reason), prepared, found

    changed, prepared, found = patiently(write)
    if changed.is_new:
        verb = "agreements.grant.prolonged" if changed.grant_id == grant_id else "agreements.grant.changed"
        _tell(actor, now, verb, changed.grant_id, prepared, reason, found, instead_of=grant_id)
    return Granted(changed.grant_id, changed.is_new, found)


def _change(actor: Actor, now: datetime, grant_id: int, prepared: Prepared, reason: str) -> Granted:
    terms, old = prepared.terms, _standing(grant_id)
    if old.partner_id != terms.partner_id:
        raise Refused([Fault("partner", "", "A grant keeps its partner: end it, and grant to the other one.")])
    if old.key == terms.key:
        if old.until_on == terms.until_on:
            return Granted(old.pk, is_new=False)
        _set_end(actor, old, terms.until_on)
        return Granted(old.pk, is_new=True)
    if old.until_on is not None and terms.since_on > old.until_on:
        raise Refused(
            [
                Fault(
                    "since_on",
                    terms.since_on.isoformat(),
                    f"The grant ends on {old.until_on}: a change begins by then. Make a new grant for later days.",
                )
            ]
        )
    _cut(old, terms.since_on, now)
    return _grant(actor, now, prepared, reason, follows=old.pk)


def end(*, actor: Actor, now: datetime, grant_id: int, on: date, reason: str) -> bool:
    """Let a grant end on a day, the first on which it no longer holds; answers whether anything changed.

    A day that is not after its first one withdraws it: it never held. Ending twice on the same day does one thing.

    :raises Refused: without a reason, for a day after its end, or when it was withdrawn.
    """
    actor.require("territories.manage")
    if not reason.strip():
        raise Refused([_NO_REASON])

    def write() -> Grant | None:
        old = _standing(grant_id, on=on)
        if old.withdrawn_at is not None or old.until_on == on:
            return None
        if old.until_on is not None and on > old.until_on:
            sentence = f"It ends on {old.until_on} already. To prolong it, change it."
            raise Refused([Fault("on", on.isoformat(), sentence)])
        _cut(old, on, now)
        return old

    ended = patiently(write)
    if ended is None:
        return False
    verb = "agreements.grant.withdrawn" if on <= ended.since_on else "agreements.grant.ended"
    journal.record(
        actor=actor, now=now, verb=verb, subject=f"agreements.grant:{grant_id}", partner_id=ended.partner_id,
        reason=reason, payload={"until": on.isoformat()}, both_sides=True,
    )  # fmt: skip
    return True


def _look_over(actor: Actor, terms: Terms) -> None:
    """Refuse what cannot be taken at all, and number its places: both before the turn."""
    faults = rules.faults_of(terms)
    if terms.partner_id not in partners.names_of(actor, [terms.partner_id]):
        faults = (*faults, Fault("partner", str(terms.partner_id), "There is no such partner."))
    if faults:
        raise Refused(faults)
    ensure([*terms.areas, *terms.excepted])


def _prepared(actor: Actor, terms: Terms) -> tuple[Prepared, tuple[law.Finding, ...]]:
    """Look the spans up, in the turn: a tree that moved meanwhile would leave the grant where its line no longer is."""
    prepared, faults = collisions.prepare(terms)
    if prepared is None:
        raise Refused(faults)
    found = law.findings_of(with_buyers(actor, prepared.facts, partner_id=terms.partner_id, on=terms.since_on))
    waiting = law.unanswered(found, collisions.notes_on(actor, collisions.subject_of(terms)))
    if waiting:
        raise Refused(findings=waiting)
    return prepared, found


def _standing(grant_id: int, *, on: date | None = None) -> Grant:
    found = Grant.objects.select_for_update(of=("self",)).select_related("line", "segment").filter(pk=grant_id).first()
    if found is None:
        raise Refused([Fault("grant", str(grant_id), f"There is no grant {grant_id}.")])
    if found.withdrawn_at is not None and (on is None or on > found.since_on):
        raise Refused([Fault("grant", str(grant_id), "It was withdrawn before its first day. Make a new one.")])
    return found


def _grant(actor: Actor, now: datetime, prepared: Prepared, reason: str, *, follows: int | None) -> Granted:
    """Write a grant; where the database finds somebody in the way, say who."""
    terms = prepared.terms
    for left in reversed(range(MOST_TRIES)):
        there = Grant.objects.filter(key=terms.key, withdrawn_at=None).first()
        if there is not None:
            if there.until_on == terms.until_on:
                return Granted(there.pk, is_new=False)
            raise Refused([stands_with_another_end(there)])
        try:
            with transaction.atomic():
                return Granted(_write(actor, now, prepared, reason, follows), is_new=True)
        except _GrantedMeanwhile:
            continue
        except IntegrityError as fault:
            if not is_exclusion(fault) and "agreements_grant_once" not in str(fault):
                raise
        # what is in the way was committed, so it can be seen now; a zone made meanwhile can be joined
        joined = collisions.zone_to_join(prepared) if terms.kind == "shared" else None
        standing = collisions.standing_against(actor, prepared, zone=joined)
        if standing:
            told, offers = collisions.explained(prepared, standing)
            raise Refused(_beyond(standing, told), collisions=told, offers=offers)
        if not left:
            raise Refused([_TOO_BUSY])
    raise Refused([_TOO_BUSY])


def write_grant(actor: Actor, now: datetime, prepared: Prepared, reason: str) -> int:
    """Write a grant whose terms were looked up and checked; answers its number. :raises Refused: as `grant`."""
    return _grant(actor, now, prepared, reason, follows=None).grant_id


def _beyond(standing: tuple[rules.Standing, ...], told: tuple[rules.Collision, ...]) -> tuple[Fault, ...]:
    """The fault of a seat that would stretch its zone into somebody else's days."""
    if told:
        return ()
    one = standing[0]
    sentence = f"The shared zone would reach into days in which {one.who} holds {one.place}, {one.term.words}."
    return (Fault("since_on", "", sentence),)


def stands_with_another_end(there: Grant) -> Fault:
    """The fault of a grant that stands already, until another day."""
    ends = f"until {there.until_on}" if there.until_on else "without an end"
    sentence = f"The same stands already, {ends} (grant {there.pk}). Change that one instead."
    return Fault("until_on", "", sentence)


def grant_row(prepared: Prepared, now: datetime, reason: str, follows: int | None, zone: Zone | None) -> Grant:
    """A grant's row, not yet written."""
    terms = prepared.terms
    return Grant(
        partner_id=terms.partner_id, kind=terms.kind, at_most=terms.at_most, zone=zone, territory_id=terms.territory_id,
        areas=[area.text for area in terms.areas], excepted=[area.text for area in terms.excepted],
        where_words=words(terms.areas, terms.excepted, prepared.gazetteer.names),
        line_id=prepared.line.id, segment_id=prepared.segment.id, since_on=terms.since_on, until_on=terms.until_on,
        follows_id=follows, where=terms.where, key=terms.key, reason=reason.strip(), granted_at=now,
    )  # fmt: skip


def _write(actor: Actor, now: datetime, prepared: Prepared, reason: str, follows: int | None) -> int:
    terms = prepared.terms
    if terms.kind != "shared":
        made = grant_row(prepared, now, reason, follows, None)
        made.save()
        lay(rows_for(prepared, Owner(made.pk, None, terms.partner_id), terms.term))
        return made.pk
    zone = _zone(now, prepared)
    if zone.at_most != terms.at_most:
        raise Refused([collisions.other_number(zone, terms)])
    if Grant.objects.filter(key=terms.key, withdrawn_at=None).exists():
        raise _GrantedMeanwhile
    taken, others = collisions.seats_of(zone)
    _refuse_two_seats(zone, terms)
    seats = rules.seats_for(terms.term, taken, zone.at_most)
    if isinstance(seats, Term):
        raise Refused([collisions.no_seat(actor, zone, others, seats)])
    made = grant_row(prepared, now, reason, follows, zone)
    made.save()
    Seat.objects.bulk_create(
        [
            Seat(zone=zone, grant=made, partner_id=terms.partner_id, number=seat.seat,
                 period=collisions.period_of(seat.term))
            for seat in seats
        ]
    )  # fmt: skip
    _stretch(zone)
    return made.pk


def _refuse_two_seats(zone: Zone, terms: Terms) -> None:
    held = Seat.objects.filter(zone=zone, partner_id=terms.partner_id)
    if held.filter(period__overlap=collisions.period_of(terms.term)).exists():
        raise Refused([Fault("since_on", "", "The partner holds a seat in this zone already, in some of these days.")])


def _zone(now: datetime, prepared: Prepared) -> Zone:
    """The zone to take a seat in, locked: the one that stands, or a new one that holds its place from now on."""
    terms = prepared.terms
    found = collisions.zone_to_join(prepared)
    if found is not None:
        locked = Zone.objects.select_for_update().get(pk=found.pk)
        if locked.period is not None and collisions.term_of(locked.period).overlaps(terms.term):
            return locked
    zone = Zone.objects.create(
        where=terms.where, at_most=terms.at_most or 0, line_id=prepared.line.id, segment_id=prepared.segment.id,
        period=collisions.period_of(terms.term), made_at=now,
    )  # fmt: skip
    lay(rows_for(prepared, Owner(None, zone.pk, None), terms.term))
    return zone


def _stretch(zone: Zone) -> None:
    """Let a zone stand from its first seat's beginning to its last seat's end, and no longer."""
    terms = [collisions.term_of(period) for period in Seat.objects.filter(zone=zone).values_list("period", flat=True)]
    if not terms:
        Holding.objects.filter(zone=zone).delete()
        zone.period = None
        zone.save(update_fields=["period"])
        return
    hull = collisions.period_of(Term(min(one.since for one in terms), max(one.until for one in terms)))
    if hull != zone.period:
        zone.period = hull
        zone.save(update_fields=["period"])
        Holding.objects.filter(zone=zone).update(period=hull)


def _cut(old: Grant, on: date, now: datetime) -> None:
    """Let a grant hold until a day only; one that began on that day or later never held."""
    if on <= old.since_on:
        old.withdrawn_at = now
        old.save(update_fields=["withdrawn_at"])
        Holding.objects.filter(grant=old).delete()
    elif old.until_on is None or on < old.until_on:
        old.until_on = on
        old.save(update_fields=["until_on"])
        Holding.objects.filter(grant=old).update(period=collisions.period_of(Term(old.since_on, on)))
    if old.zone_id is not None:
        zone = Zone.objects.select_for_update().get(pk=old.zone_id)
        for seat in Seat.objects.filter(grant=old):
            term = collisions.term_of(seat.period)
            if term.since >= on:
                seat.delete()
            elif term.until > on:
                seat.period = collisions.period_of(Term(term.since, on))
                seat.save(update_fields=["period"])
        _stretch(zone)


def _set_end(actor: Actor, old: Grant, day: date | None) -> None:
    """Lengthen or shorten a grant by its end alone."""
    term = Term(old.since_on, day or EVER)
    terms = until(terms_of(old), day)
    prepared, faults = collisions.prepare(terms)
    if prepared is None:
        raise Refused(faults)
    zone = None
    try:
        with transaction.atomic():
            Grant.objects.filter(pk=old.pk).update(until_on=day)
            if old.zone_id is None:
                Holding.objects.filter(grant=old).update(period=collisions.period_of(term))
                return
            zone = Zone.objects.select_for_update().get(pk=old.zone_id)
            Seat.objects.filter(grant=old).delete()
            _refuse_two_seats(zone, terms)
            taken, others = collisions.seats_of(zone)
            seats = rules.seats_for(term, taken, zone.at_most)
            if isinstance(seats, Term):
                raise Refused([collisions.no_seat(actor, zone, others, seats)])
            Seat.objects.bulk_create(
                [
                    Seat(zone=zone, grant=old, partner_id=old.partner_id, number=seat.seat,
                         period=collisions.period_of(seat.term))
                    for seat in seats
                ]
            )  # fmt: skip
            _stretch(zone)
    except IntegrityError as fault:
        if not is_exclusion(fault):
            raise
        found = collisions.standing_against(actor, prepared, zone=zone, instead_of=old.pk)
        told, offers = collisions.explained(prepared, found)
        raise Refused(_beyond(found, told) if found else (), collisions=told, offers=offers) from None


def _tell(
    actor: Actor,
    now: datetime,
    verb: str,
    grant_id: int,
    prepared: Prepared,
    reason: str,
    found: tuple[law.Finding, ...],
    *,
    instead_of: int | None = None,
) -> None:
    terms = prepared.terms
    journal.record(
        actor=actor,
        now=now,
        verb=verb,
        subject=f"agreements.grant:{grant_id}",
        partner_id=terms.partner_id,
        reason=reason,
        payload={
            "kind": terms.kind, "since": terms.since_on.isoformat(),
            "until": terms.until_on.isoformat() if terms.until_on else None,
            **({"instead_of": instead_of} if instead_of else {}),
        },
        both_sides=True,
    )  # fmt: skip
    if found:
        # what the law asked is the vendor's own: the partner reads the grant, not the findings
        journal.record(
            actor=actor, now=now, verb="agreements.findings.shown", subject=f"agreements.grant:{grant_id}",
            payload={"findings": {one.id: one.severity for one in found}},
        )  # fmt: skip
