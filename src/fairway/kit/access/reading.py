"""Who is written to: where, by which clock, and in which language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from fairway.kit.access.people import held_now


@dataclass(frozen=True)
class Reader:
    """Somebody who is written to: where, and by which clock."""

    email: str
    time_zone: str
    locale: str


def readers(wanted: Iterable[tuple[int, int | None]], *, now: datetime) -> dict[tuple[int, int | None], Reader]:
    """Those of these people, each in one organisation, who still hold a role there; in one query."""
    pairs = set(wanted)
    rows = held_now(now).filter(user_id__in={user_id for user_id, _ in pairs}, user__is_active=True)
    found: dict[tuple[int, int | None], Reader] = {}
    for user_id, partner_id, email, zone, locale in rows.values_list(
        "user_id", "partner_id", "user__email", "user__time_zone", "user__locale"
    ):
        if (user_id, partner_id) in pairs:
            found[user_id, partner_id] = Reader(email, zone or settings.TIME_ZONE, locale)
    return found


def spoken_by(partner_id: int, *, now: datetime, among: Collection[str], otherwise: str = "en") -> str:
    """The language that most people of an organisation have chosen, of those asked for; of several the first.

    Who has chosen none does not count; where nobody has, `otherwise`.
    """
    rows = held_now(now).filter(partner_id=partner_id, user__is_active=True).values_list("user_id", "user__locale")
    chosen = Counter(locale.partition("-")[0] for locale in dict(rows).values())
    return min((code for code in among if chosen[code]), key=lambda code: (-chosen[code], code), default=otherwise)
