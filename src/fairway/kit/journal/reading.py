"""Read the journal: as the audit trail of a thing, as a feed, and from a cursor."""

from __future__ import annotations

from django.db.models import QuerySet

from fairway.kit.access.actor import Actor, Kind
from fairway.kit.journal.models import JournalRow


def visible_to(actor: Actor) -> QuerySet[JournalRow]:
    """Rows this actor may read; the database holds the same rule."""
    rows = JournalRow.objects.all()
    if actor.kind is Kind.PARTNER:
        return rows.filter(both_sides=True)
    if actor.kind in {Kind.STAFF, Kind.WORKER}:
        return rows
    return rows.none()


def of_subject(actor: Actor, subject: str) -> tuple[JournalRow, ...]:
    """The life of one thing, oldest first."""
    return tuple(visible_to(actor).filter(subject=subject).order_by("id"))
