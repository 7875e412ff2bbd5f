"""Record dated values, correct them, blank a person's name."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from fairway.kit import journal
from fairway.kit.access import Actor
from fairway.partners import actions as partner_actions
from fairway.partners import queries as partners
from fairway.performance.models import DatedValue, Person
from fairway.performance.rules import NotFound
from fairway.performance.rules.tiers.values_file import Fault, ValueFacts, amount_of, faults_of


class _Fault(Protocol):
    @property
    def field(self) -> str: ...
    @property
    def sentence(self) -> str: ...


class RefusedValues(Exception):
    """Values that cannot be taken; ``faults`` say which and why."""

    def __init__(self, faults: Iterable[_Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(" ".join(fault.sentence for fault in self.faults))


@dataclass(frozen=True)
class Loaded:
    """What a load did."""

    added: int
    changed: int
    unchanged: int


def record_values(*, actor: Actor, now: datetime, rows: Sequence[ValueFacts], reason: str = "") -> Loaded:
    """Record dated values in one transaction: all of them or none.

    One that says something else about the same partner, name, day, key and attributes withdraws the former, which stays
    on record: what was known when is never lost. The same value twice is one.

    :raises RefusedValues: with every fault at once.
    """
    actor.require("tiers.edit")
    faults: list[Fault] = [fault for row in rows for fault in faults_of(row)]
    known = partners.ids_by_code(actor)
    faults += [
        Fault("partner", code, f"There is no partner {code}: load it first, or correct the code.")
        for code in dict.fromkeys(row.partner for row in rows if row.partner and row.partner not in known)
    ]
    if faults:
        raise RefusedValues(faults)
    there = {
        _identity(row.partner_id, row.name, row.since_on, row.key, row.about): row
        for row in DatedValue.objects.select_for_update()
        .filter(withdrawn_at=None, partner__in={known[row.partner] for row in rows}, name__in={r.metric for r in rows})
        .order_by("pk")
    }
    fresh: dict[tuple[object, ...], DatedValue] = {}
    gone: list[DatedValue] = []
    unchanged = 0
    for row in rows:
        partner_id, since = known[row.partner], date.fromisoformat(row.date)
        until = date.fromisoformat(row.until) if row.until else None
        amount, about = amount_of(row.value), dict(row.about)
        identity = _identity(partner_id, row.metric, since, row.key, about)
        former = fresh.get(identity) or there.get(identity)
        if former is not None and (former.amount, former.until_on) == (amount, until):
            unchanged += 1
            continue
        if former is not None and former.pk:
            gone.append(former)
        fresh[identity] = DatedValue(
            partner_id=partner_id, name=row.metric, since_on=since, until_on=until, amount=amount, key=row.key,
            about=about, recorded_at=now, recorded_by_id=actor.user_id,
        )  # fmt: skip
    DatedValue.objects.filter(pk__in=[row.pk for row in gone]).update(withdrawn_at=now, withdrawn_by_id=actor.user_id)
    DatedValue.objects.bulk_create(fresh.values(), batch_size=1000)
    _name_persons(rows, known)
    _hand_down(actor, {known[row.partner] for row in rows if row.key})
    if fresh:
        journal.record(
            actor=actor, now=now, verb="performance.values.recorded", subject="performance.values:0", reason=reason,
            payload={
                "added": len(fresh) - len(gone), "corrected": len(gone), "names": sorted({row.metric for row in rows}),
            },
        )  # fmt: skip
    return Loaded(len(fresh) - len(gone), len(gone), unchanged)


def withdraw_value(*, actor: Actor, now: datetime, value_id: int, reason: str) -> None:
    """Say that a value does not hold. It stays on record with its dates, since a review may have seen it.

    :raises NotFound: no such value.
    :raises RefusedValues: without a reason.
    """
    actor.require("tiers.edit")
    row = DatedValue.objects.select_for_update().filter(pk=value_id).first()
    if row is None:
        raise NotFound(f"There is no value {value_id}.")
    if not reason.strip():
        raise RefusedValues([Fault("reason", "", "Say why the value does not hold.")])
    if row.withdrawn_at is not None:
        return
    row.withdrawn_at, row.withdrawn_by_id = now, actor.user_id
    row.save(update_fields=["withdrawn_at", "withdrawn_by"])
    if row.key:
        _hand_down(actor, {row.partner_id})
    journal.record(
        actor=actor, now=now, verb="performance.values.withdrawn", subject=f"performance.value:{row.pk}",
        partner_id=row.partner_id, reason=reason.strip(),
    )  # fmt: skip


def blank_person(*, actor: Actor, now: datetime, person_id: int) -> None:
    """Forget a person's name. The key and what it counted for stay, so no standing changes.

    :raises NotFound: no such person.
    """
    actor.require("tiers.edit")
    row = Person.objects.select_for_update().filter(pk=person_id).first()
    if row is None:
        raise NotFound(f"There is no person {person_id}.")
    if row.blanked_at is not None:
        return
    row.name, row.blanked_at = "", now
    row.save(update_fields=["name", "blanked_at"])
    journal.record(
        actor=actor, now=now, verb="performance.person.blanked", subject=f"performance.person:{row.pk}",
        partner_id=row.partner_id,
    )  # fmt: skip


def _name_persons(rows: Sequence[ValueFacts], known: dict[str, int]) -> None:
    named = {(known[row.partner], row.key): row.person_name for row in rows if row.key and row.person_name}
    there = {
        (one.partner_id, one.key): one
        for one in Person.objects.filter(partner__in={number for number, _ in named}, key__in={k for _, k in named})
    }
    Person.objects.bulk_create(
        [
            Person(partner_id=place[0], key=place[1], name=name)
            for place, name in named.items()
            if place not in there
        ]
    )  # fmt: skip
    for place, one in there.items():
        if place in named and one.blanked_at is None and one.name != named[place]:
            one.name = named[place]
            one.save(update_fields=["name"])


def _hand_down(actor: Actor, partner_ids: Collection[int]) -> None:
    """Tell the partners room who is trained and when: registration below asks it, and cannot ask here."""
    persons = set(Person.objects.filter(partner__in=partner_ids).values_list("partner_id", "key"))
    spans: dict[int, list[tuple[str, date, date | None]]] = {number: [] for number in partner_ids}
    held = DatedValue.objects.filter(partner__in=partner_ids, withdrawn_at=None).exclude(key="")
    for partner_id, key, since, until in held.values_list("partner_id", "key", "since_on", "until_on").order_by("pk"):
        if (partner_id, key) in persons:
            spans[partner_id].append((key, since, until))
    for partner_id in sorted(spans):
        partner_actions.state_trained(actor=actor, partner_id=partner_id, spans=spans[partner_id])


def _identity(partner_id: int, name: str, since: date, key: str, about: dict[str, str]) -> tuple[object, ...]:
    return (partner_id, name, since, key, tuple(sorted(about.items())))
