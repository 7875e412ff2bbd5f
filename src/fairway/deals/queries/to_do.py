"""What waits for a partner among its deals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from fairway.deals.models import DisputeItem
from fairway.deals.queries.disputes import visible_sides
from fairway.deals.queries.registrations import visible_to
from fairway.kit.access import Actor

SOON = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Ending:
    """A protection that ends soon, by the name of its deal."""

    code: str
    name: str
    until: datetime


@dataclass(frozen=True, slots=True)
class ToDo:
    """Registrations that came back, protections that end within a fortnight, cases that wait for its word."""

    returned: int
    ending: int
    cases: int
    first_ending: Ending | None


def to_do(actor: Actor, now: datetime) -> ToDo:
    """Count what this partner could do now; every partner's answer takes the same two queries."""
    soon = Q(status="approved", protected_until__gt=now, protected_until__lte=now + SOON)
    rows = list(
        visible_to(actor)
        .filter(Q(status="returned") | soon)
        .order_by("protected_until")
        .values_list("status", "code", "name", "protected_until")
    )
    ending = [Ending(code, name, until) for status, code, name, until in rows if status == "approved" and until]
    said = DisputeItem.objects.filter(side=OuterRef("pk"), by="partner")
    asked = visible_sides(actor).filter(status="opened", opener=False, answer_by__gt=now).exclude(Exists(said))
    return ToDo(len(rows) - len(ending), len(ending), asked.count(), ending[0] if ending else None)
