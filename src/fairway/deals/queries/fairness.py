"""What the fairness report counts: the first answer of every registration, in eight queries however many they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from fairway.deals.models import DisputeDecision, DisputeSide, Event, Finding, Registration
from fairway.deals.queries.registrations import visible_to
from fairway.deals.rules.fairness import Decided
from fairway.kit.access import Actor
from fairway.kit.access.people import names_of
from fairway.partners import queries as partners

OUTCOMES = {"approve": "approved", "refuse": "refused", "call_duplicate": "refused", "queue": "waitlisted"}
"""First answers, and what they count as. A registration that was given back is answered by what follows."""


@dataclass(frozen=True, slots=True)
class Appeals:
    """How decided disputes ended."""

    decided: int
    changed: int
    appealed: int
    overturned: int


def decisions(actor: Actor, *, since: datetime, until: datetime) -> tuple[Decided, ...]:
    """First answers given from a moment until another (half-open), with what became of them."""
    actor.require("deals.view")
    first: dict[int, Event] = {}
    answers = Event.objects.filter(axis="registration", kind__in=OUTCOMES, at__lt=until)
    for event in answers.order_by("at", "pk").only("registration_id", "at", "kind", "side", "user_id"):
        first.setdefault(event.registration_id, event)
    first = {pk: event for pk, event in first.items() if event.at >= since}
    rows = Registration.objects.filter(pk__in=list(first)) & visible_to(actor)
    held = list(rows.only("pk", "partner_id", "tier", "value", "country", "submitted_at").order_by("pk"))
    names = partners.names_of(actor, {row.partner_id for row in held})
    people = names_of({event.user_id for event in first.values() if event.user_id is not None})
    own = set(Finding.objects.filter(registration__in=held, kind="pipeline").values_list("registration_id", flat=True))
    turned = _overturned(held)
    return tuple(
        Decided(
            names.get(row.partner_id, ("", "A partner"))[1], row.tier, row.value, row.country,
            "A rule" if first[row.pk].side == "rule" else people.get(first[row.pk].user_id or 0, "Somebody"),
            row.pk in own, OUTCOMES[first[row.pk].kind], _hours(row, first[row.pk]), row.pk in turned,
        )
        for row in held
    )  # fmt: skip


def _hours(row: Registration, event: Event) -> float:
    return max(0.0, (event.at - (row.submitted_at or event.at)).total_seconds() / 3600)


def _overturned(held: Iterable[Registration]) -> set[int]:
    """Registrations whose state a decided dispute changed, and no appeal put back."""
    last: dict[int, bool] = {}
    sides = DisputeSide.objects.filter(registration__in=list(held), dispute__isnull=False)
    found = list(sides.values_list("registration_id", "dispute_id"))
    for dispute_id, outcome, changed in (
        DisputeDecision.objects.filter(dispute__in={dispute for _, dispute in found})
        .order_by("turn").values_list("dispute_id", "outcome", "changed")
    ):  # fmt: skip
        last[dispute_id] = last.get(dispute_id, False) if outcome == "uphold" else changed
    return {registration for registration, dispute in found if last.get(dispute)}


def appeals(actor: Actor, *, since: datetime, until: datetime) -> Appeals:
    """How the disputes ended that were decided in a period, and how many of their decisions fell on appeal."""
    actor.require("deals.view")
    rows = list(
        DisputeDecision.objects.filter(decided_at__gte=since, decided_at__lt=until)
        .values_list("turn", "outcome", "changed")
    )  # fmt: skip
    second = [outcome for turn, outcome, _ in rows if turn == 2]
    return Appeals(
        sum(turn == 1 for turn, _, _ in rows), sum(turn == 1 and changed for turn, _, changed in rows), len(second),
        sum(outcome != "uphold" for outcome in second),
    )  # fmt: skip
