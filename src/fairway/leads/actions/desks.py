"""What a partner says of how it takes leads: room, languages, a pause, and whether the public locator shows it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime

from fairway.deals.rules.asked import CONTROL
from fairway.kit import journal
from fairway.kit.access import Actor
from fairway.kit.codes import coded
from fairway.leads.models import Desk
from fairway.leads.rules.facts import LANGUAGE
from fairway.leads.rules.languages import language_code
from fairway.leads.rules.refusals import Refused

MOST_ROOM, LONGEST = 10_000, 400


def languages_of(text: str) -> tuple[str, ...]:
    """Languages as a person writes them, by code: ``German, en`` are de and en, and so is ``de en``.

    What is no language stays as it is.
    """
    parts = [part.strip().casefold() for part in re.split(r"[,;\n]+", text)]
    codes = [part.split() if all(map(LANGUAGE.fullmatch, part.split())) else [language_code(part)] for part in parts]
    return tuple(dict.fromkeys(code for found in codes for code in found))


def save_desk(
    *,
    actor: Actor,
    now: datetime,
    capacity: int | None,
    languages: Sequence[str],
    paused_until: date | None,
    about: str,
    shown: bool,
) -> None:
    """Keep what the partner says of itself. Being shown in the locator is its own decision, with who and when.

    :raises Refused: a language or a room that cannot be.
    """
    actor.require("own.organisation.manage")
    if capacity is not None and not 0 <= capacity <= MOST_ROOM:
        raise Refused(f"Room is a number from 0 to {MOST_ROOM:,}; leave it empty for the usual one.")
    odd = [word for word in languages if not LANGUAGE.fullmatch(word)]
    if odd:
        raise Refused(f"“{odd[0][:20]}” is no language. Write names with commas between them: English, German.")
    there = Desk.objects.select_for_update().filter(partner_id=actor.partner).first()
    desk = there or Desk(partner_id=actor.partner, slug=coded("P"))
    was = desk.shown_at is not None
    desk.capacity, desk.languages, desk.paused_until = capacity, list(languages)[:30], paused_until
    desk.about, desk.changed_at = CONTROL.sub("", about).strip()[:LONGEST], now
    if shown and not was:
        desk.shown_at, desk.shown_by_id = now, actor.user_id
    elif not shown:
        desk.shown_at, desk.shown_by_id = None, None
    desk.save()
    journal.record(
        actor=actor, now=now, verb="leads.desk.saved", subject=f"partners.partner:{actor.partner}",
        partner_id=actor.partner, both_sides=True,
        payload={"shown": "yes" if shown else "no", "room": "the usual" if capacity is None else capacity},
    )  # fmt: skip
