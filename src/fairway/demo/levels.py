"""Gives the demo a tier programme in force: certificates, two reviews, and what people decided and granted.

The first review is decided; of the second one grace is accepted and the rest waits for the visitor. Nothing of it
reaches into quarters that are settled: standing changes from the day of a decision on, and no programme pays by tier.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from importlib.resources import files

from fairway.demo.channel import Channel
from fairway.demo.ground import morning
from fairway.demo.seasons import CLOSED_MONTHS, TAKEN_OVER
from fairway.demo.years import Staff
from fairway.kit.access import Actor, acting_as
from fairway.performance import actions, queries
from fairway.performance.rules.tiers.values_file import ValueFacts

CODE = "halden-tiers"
CERTIFIED = {
    "KESSELRING": 7, "BLUESTEM": 5, "HARROWPIKE": 4, "ELBMARK": 2, "THISTLEWOOD": 3, "VANHOUTUM": 3, "MERIDIAN": 1,
    "FALKENRIED": 3, "BOREAL": 3, "GARANCE": 2, "COPPERLINE": 2, "HOSHIKAWA": 1, "LACBRUN": 1, "ASHCOMBE": 2,
}  # fmt: skip
"""How many people of each partner hold a certificate; Meridian's others let theirs lapse."""
SATISFIED = {"KESSELRING": ("8.7", "8.9"), "BLUESTEM": ("8.1", "8.4"), "HARROWPIKE": ("7.6", "7.9")}
NAMES = {"KESSELRING": ("Anneke Brandt", "Tobias Maurer"), "THISTLEWOOD": ("Rhona Beattie",)}
WAIVED, REFUSED, IN_GRACE = "MERIDIAN", "CORVAISIER", "BOREAL"
ACCEPTED = ("CARRICK",)
"""Whose promotion the first review's decision was; it locks the level for a time."""


def tell(channel: Channel, staff: Staff, ids: Mapping[str, int]) -> None:
    """Do all of it, in order; a part that was done is left as it is."""
    before, running = channel.months[CLOSED_MONTHS - 3].start, channel.months[CLOSED_MONTHS].start
    written = morning(channel.months[TAKEN_OVER].start, 10)
    with acting_as(staff.jonas):
        known = {row.code: row for row in queries.programmes_for(staff.jonas)}.get(CODE)
    if known is None:
        number = _publish(staff, written, channel.months[TAKEN_OVER].start)
    else:
        number = known.id
    _certify(channel, staff, written)
    _waive(channel, staff, number, ids, morning(before - timedelta(days=6), 15))
    first = _review(staff, number, before)
    _decide(staff, first, morning(before + timedelta(days=3), 11))
    second = _review(staff, number, running)
    decided = min(morning(running + timedelta(days=2), 11), morning(channel.today, 7))
    for row in _open(staff.jonas, second):
        if row.partner_code == IN_GRACE and row.deed == "grace":
            reason = "The office in Montréal opens this winter"
            _one(staff.jonas, row.id, "accept", reason, decided)
    with acting_as(staff.jonas):
        draft = actions.save_draft(actor=staff.jonas, now=decided, programme_id=number, text=_text("tiers-2"))
        actions.submit(
            actor=staff.jonas, now=decided, version_id=draft.version_id, note="A lower step to gold, a higher to silver"
        )


def _publish(staff: Staff, now: datetime, applies_from: date) -> int:
    with acting_as(staff.jonas):
        draft = actions.create_programme(actor=staff.jonas, now=now, text=_text("tiers-1"))
        actions.submit(actor=staff.jonas, now=now, version_id=draft.version_id, note="As the advisory board agreed")
    with acting_as(staff.maya):
        actions.publish(
            actor=staff.maya, now=now + timedelta(hours=2), version_id=draft.version_id, applies_from=applies_from
        )
    return draft.programme_id


def _certify(channel: Channel, staff: Staff, now: datetime) -> None:
    codes = {partner.code for partner in channel.partners}
    since, until = channel.months[TAKEN_OVER - 3].start, channel.months[-1].start + timedelta(days=500)
    rows = []
    for code, count in CERTIFIED.items():
        for place in range(count):
            names = NAMES.get(code, ())
            certificate = "thermography-level-1" if place % 3 == 2 else "instrument-specialist"
            name = names[place] if place < len(names) else ""
            key = f"{code.lower()}-{place + 1}"
            rows.append(ValueFacts(code, certificate, since.isoformat(), "", until.isoformat(), key, name))
    for code, answers in SATISFIED.items():
        for place, answer in enumerate(answers):
            day = channel.months[TAKEN_OVER + 3 + 3 * place].start
            rows.append(ValueFacts(code, "satisfaction", day.isoformat(), answer))
    with acting_as(staff.jonas):
        actions.record_values(
            actor=staff.jonas, now=now, rows=[row for row in rows if row.partner in codes], reason="Training records"
        )


def _waive(channel: Channel, staff: Staff, number: int, ids: Mapping[str, int], now: datetime) -> None:
    if WAIVED in ids:
        with acting_as(staff.jonas):
            actions.waive(
                actor=staff.jonas, now=now, programme_id=number, partner_id=ids[WAIVED], since_on=now.date(),
                until_on=channel.months[-1].start + timedelta(days=180),
                reason="Three specialists left at once; the next course has room in spring",
            )  # fmt: skip


def _review(staff: Staff, number: int, on: date) -> int:
    with acting_as(staff.jonas):
        return actions.review(actor=staff.jonas, now=morning(on, 4), programme_id=number, on=on)


def _open(actor: Actor, review: int) -> tuple[queries.ProposalRow, ...]:
    with acting_as(actor):
        return tuple(row for row in queries.proposals_of(actor, review) if row.state == "open")


def _decide(staff: Staff, review: int, now: datetime) -> None:
    for row in _open(staff.jonas, review):
        if row.partner_code in ACCEPTED and row.deed == "promote":
            _one(staff.jonas, row.id, "accept", "Well earned", now)
        elif row.partner_code == REFUSED:
            reason = "The summer is always weak there: look again in autumn"
            _one(staff.jonas, row.id, "refuse", reason, now)


def _one(actor: Actor, proposal: int, verdict: str, reason: str, now: datetime) -> None:
    with acting_as(actor):
        actions.decide(actor=actor, now=now, proposal_id=proposal, verdict=verdict, reason=reason)


def _text(name: str) -> str:
    return (files("fairway.demo") / "standing" / f"{name}.yaml").read_text("utf-8")
