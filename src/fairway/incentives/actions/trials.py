"""Keep a trial."""

from __future__ import annotations

import hashlib
from datetime import date, datetime

from fairway.engine.trial import packed
from fairway.incentives.models import Programme, Trial
from fairway.incentives.queries import trials
from fairway.incentives.rules import Refused
from fairway.kit import journal
from fairway.kit.access import Actor

LONGEST_NAME = 120


def keep_trial(
    *, actor: Actor, now: datetime, programme_id: int, name: str, text: str, against: int | None, on: date,
    first: str = "", last: str = "", snapshot: str = "", note: str = "",
) -> int:  # fmt: skip
    """Calculate a trial and keep what came of it under a name; answers its number. It never changes afterwards.

    Asked twice by one person, it is kept once.

    :raises Refused: it has no name, or cannot be calculated.
    """
    actor.require("programmes.edit")
    name = name.strip()
    if not name or len(name) > LONGEST_NAME:
        raise Refused(f"Give the trial a name of at most {LONGEST_NAME} letters.")
    found = trials.try_out(
        actor, programme_id, text=text, against=against, on=on, first=first, last=last, snapshot=snapshot
    )
    total = found.outcome.total
    asked = {
        "programme_id": programme_id, "name": name, "note": note.strip(),
        "digest": hashlib.sha256(text.encode()).hexdigest(), "against_id": against, "first_period": found.first,
        "last_period": found.last, "as_of": found.as_of, "snapshot": found.snapshot, "kept_by_id": actor.user_id,
    }  # fmt: skip
    # one after the other, so that the second of two clicks finds what the first has kept
    Programme.objects.select_for_update().filter(pk=programme_id).first()
    there = Trial.objects.filter(**asked).order_by("pk").first()
    if there is not None:
        return there.pk
    kept = Trial.objects.create(
        **asked, text=text, currency=found.outcome.currency, before=total.before.minor, after=total.after.minor,
        outcome=packed(found.outcome), kept_at=now,
    )  # fmt: skip
    journal.record(
        actor=actor, now=now, verb="incentives.trial.kept", subject=f"incentives.trial:{kept.pk}",
        payload={"programme": programme_id, "against": against, "digest": kept.digest, "snapshot": kept.snapshot},
    )  # fmt: skip
    return kept.pk
