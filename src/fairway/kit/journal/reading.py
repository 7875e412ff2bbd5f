"""Read the journal: as the audit trail of a thing, as a feed, and from a cursor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
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


@dataclass(frozen=True)
class SealRow:
    """One seal: how many rows it holds, up to when, and its digest."""

    number: int
    sealed_at: datetime
    rows: int
    digest: str


def seals(actor: Actor) -> tuple[SealRow, ...]:
    """All seals, newest first; partners read them too, to check the one on their statement."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, sealed_at, row_count, digest FROM journal_seal ORDER BY id DESC LIMIT 2000")
        return tuple(SealRow(*row) for row in cursor.fetchall())


def seal_of(row_id: int) -> str:
    """The digest of the seal that holds a row; empty while it waits for the next."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.digest FROM journal_sealing g JOIN journal_seal s ON s.id = g.seal_id WHERE g.row_id = %s",
            [row_id],
        )
        found = cursor.fetchone()
    return str(found[0]) if found else ""


def verbs(actor: Actor) -> tuple[str, ...]:
    """The kinds of things that happened, for a filter."""
    return tuple(visible_to(actor).order_by("verb").values_list("verb", flat=True).distinct())


def people(actor: Actor) -> tuple[int, ...]:
    """The numbers of everybody who did something, for a filter."""
    numbers = visible_to(actor).order_by("user_id").values_list("user_id", flat=True).distinct()
    return tuple(number for number in numbers if number is not None)
