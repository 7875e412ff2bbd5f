"""Write what happened, in the transaction in which it happened."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection

from fairway.kit.access.actor import Actor


def record(
    *,
    actor: Actor,
    now: datetime,
    verb: str,
    subject: str,
    partner_id: int | None = None,
    reason: str = "",
    payload: Mapping[str, Any] | None = None,
    both_sides: bool = False,
) -> int:
    """Append one row and answer its id.

    ``verb`` reads ``room.noun.past`` (``sales.report.accepted``), ``subject`` ``room.noun:id``. The payload names ids,
    never people's details. ``both_sides`` lets the partner read the row too. Who did it is taken from the transaction
    itself (:func:`fairway.kit.access.acting_as`), so nobody can be written down in another's place. What a program did
    for a person names its token.
    """
    told = dict(payload or {}) if actor.token_id is None else {**(payload or {}), "token": actor.token_id}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT fairway_journal(%s, %s, %s, %s, %s, %s, %s, %s)",
            [now, actor.user_id, verb, subject, partner_id, both_sides, reason, json.dumps(told)],
        )
        row = cursor.fetchone()
    assert row is not None
    return int(row[0])
