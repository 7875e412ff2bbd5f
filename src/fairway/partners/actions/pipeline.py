"""The pipeline from a file: companies that are new are noted, those known are put right; all rows or none."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time

from django.db import transaction

from fairway.kit import journal
from fairway.kit.access import Actor
from fairway.partners.actions.refusals import Loaded, Refused
from fairway.partners.models import Application, Referral
from fairway.partners.queries.prospects import Pipeline, differing
from fairway.partners.rules import Fault, plain_name
from fairway.partners.rules.applying import domain_of, score, tax_key
from fairway.partners.rules.prospects import DECIDED, ProspectFacts

MOST_TEXT = 4000


@transaction.atomic
def load_prospects(*, actor: Actor, now: datetime, rows: Iterable[ProspectFacts], reason: str = "") -> Loaded:
    """Note companies, or put right what is known of them until they apply; the same rows again change nothing.

    :raises Refused: with every fault of every row at once.
    """
    actor.require("partners.manage")
    facts = list(rows)
    pipeline = Pipeline(actor, now)
    faults = [fault for said in facts for fault in pipeline.faults(said)]
    meant = [pipeline.meant(said)[0] for said in facts]
    twice: set[int] = set()
    for said, there in zip(facts, meant, strict=True):
        if there is not None and there.pk in twice:
            faults.append(Fault("number", said.number, f"Two rows are about application {there.pk}: keep one."))
        twice |= {there.pk} if there is not None else set()
    if faults:
        raise Refused(faults)
    added, changed = 0, 0
    for said, there in zip(facts, meant, strict=True):
        if there is None:
            _refer(_note(actor, now, said, pipeline, reason), said, pipeline, now)
            added += 1
            continue
        moved = _put_right(there, said, pipeline)
        if there.pk not in pipeline.referrers and _refer(there, said, pipeline, now):
            moved.append("referrer")
        if moved:
            there.save()
            _record(actor, now, there, "partners.prospect.changed", reason, {"fields": moved})
            changed += 1
    return Loaded(added, changed, len(facts) - added - changed)


def _note(actor: Actor, now: datetime, said: ProspectFacts, pipeline: Pipeline, reason: str) -> Application:
    state = said.state or "prospect"
    since = _moment(said.since_on, now)
    applied = None if state == "prospect" else min(_moment(said.applied_on, now), since)
    one = Application(
        state=state, note=said.note[:MOST_TEXT], message=said.message[:MOST_TEXT],
        owner_id=pipeline.owner(said.owner) if said.owner else None, begun_at=applied or since, applied_at=applied,
        moved_at=since, decided_at=since if state in DECIDED else None, **vars(said.company),
    )  # fmt: skip
    _compare_by(one)
    _answer(one, said, pipeline, None)
    one.save()
    _record(actor, now, one, "partners.prospect.noted", reason, {"state": state})
    return one


def _put_right(there: Application, said: ProspectFacts, pipeline: Pipeline) -> list[str]:
    """Write what a row says into an application that is still the vendor's to write; answers what changed."""
    moved = []
    if there.state == "prospect":
        for name, value, _ in differing(said, there):
            setattr(there, name, value)
            moved.append(name)
        if _answer(there, said, pipeline, there):
            moved.append("answers")
    clears = there.state == "prospect"
    note, owner = said.note[:MOST_TEXT], pipeline.owner(said.owner) if said.owner else None
    if "note" in said.stated and note != there.note and (note or clears):
        there.note = note
        moved.append("note")
    if "owner" in said.stated and owner != there.owner_id and (owner or clears):
        there.owner_id = owner
        moved.append("owner")
    if moved:
        _compare_by(there)
    return moved


def _answer(one: Application, said: ProspectFacts, pipeline: Pipeline, there: Application | None) -> bool:
    """Write the answers of a row; whether that changed any. Who has applied stands under the form, and is counted."""
    found, answers, _ = pipeline.answers(said, there)
    kept = {**one.answers, **answers}
    if found is None or kept == one.answers:
        return False
    one.answers = kept
    if one.applied_at is not None:
        paper, form = found
        counted = score(form, kept)
        one.paper, one.score, one.most = paper, counted.total, counted.most
    return True


def _compare_by(one: Application) -> None:
    one.plain_name = plain_name(one.name)
    one.tax_key, one.domain = tax_key(one.country, one.tax_number), domain_of(one.website, one.email)


def _refer(one: Application, said: ProspectFacts, pipeline: Pipeline, now: datetime) -> bool:
    partner_id = pipeline.partner(said.referrer) if said.referrer else None
    if partner_id is None:
        return False
    Referral.objects.create(
        partner_id=partner_id, application=one, company=one.name, country=one.country, status=one.state,
        referred_at=one.begun_at, moved_at=one.moved_at,
    )  # fmt: skip
    return True


def _moment(day: date | None, now: datetime) -> datetime:
    """The beginning of a day; of today, now."""
    return now if day is None or day >= now.date() else datetime.combine(day, time(), UTC)


def _record(actor: Actor, now: datetime, one: Application, verb: str, reason: str, payload: dict[str, object]) -> None:
    journal.record(
        actor=actor, now=now, verb=verb, subject=f"partners.application:{one.pk}", reason=reason, payload=payload
    )
