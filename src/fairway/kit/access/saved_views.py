"""Lists as somebody likes them: a person's own views, seen and changed by that person only."""

from __future__ import annotations

from datetime import datetime

from fairway.kit.access.actor import Actor
from fairway.kit.access.models import SavedView

LONGEST_QUERY = 2000


def of(actor: Actor, page: str) -> tuple[tuple[int, str, str], ...]:
    """The person's views of one list, by name: (id, name, query string)."""
    rows = SavedView.objects.filter(user_id=actor.person, page=page).order_by("name")
    return tuple(rows.values_list("pk", "name", "query"))


def save(*, actor: Actor, now: datetime, page: str, name: str, query: str) -> None:
    """Keep a list under a name; the same name on the same list is replaced."""
    SavedView.objects.update_or_create(
        user_id=actor.person, page=page, name=name, defaults={"query": query, "saved_at": now}
    )


def remove(*, actor: Actor, view_id: int) -> None:
    """Forget one of the person's own views; somebody else's is not found."""
    SavedView.objects.filter(user_id=actor.person, pk=view_id).delete()
