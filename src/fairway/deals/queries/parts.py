"""A partner's own part in deals that others registered: what the database's one function answers, and no more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection

from fairway.kit.access import Actor
from fairway.values import Exact


@dataclass(frozen=True, slots=True)
class PartRow:
    """One's own role in another partner's deal, with its share of the credit in percent."""

    id: int
    role: str
    share: Exact
    since_on: date
    until_on: date | None
    deal: str
    company: str
    country: str
    status: str
    stage: str
    registrant: str


def own_parts(actor: Actor) -> tuple[PartRow, ...]:
    """The parts of the partner that asks, the newest first. Nobody else has any.

    :raises fairway.kit.access.NotAllowed: without the right to see deals.
    """
    actor.require("own.deals.view")
    if not actor.is_partner:
        return ()
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM deals_parts()")
        return tuple(PartRow(*row) for row in cursor.fetchall())
