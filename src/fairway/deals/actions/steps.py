"""What every deed on a registration shares: find it under a lock, move it, write down who, when and why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from fairway.deals.models import Event, Registration
from fairway.deals.queries import visible_to
from fairway.deals.rules.axes import registration as axis
from fairway.deals.rules.axes.registration import Side
from fairway.deals.rules.refusals import NotFound
from fairway.kit import journal
from fairway.kit.access import Actor

PAST = {
    "submit": "submitted", "take": "taken", "return": "returned", "approve": "approved", "refuse": "refused",
    "call_duplicate": "called_duplicate", "queue": "waitlisted", "promote": "promoted", "withdraw": "withdrawn",
    "expire": "expired", "revoke": "revoked", "supersede": "superseded", "close": "closed",
    "reopen": "reopened",
}  # fmt: skip


def locked(actor: Actor, code: str) -> Registration:
    """One registration under a lock. :raises NotFound: none this actor may see."""
    found = visible_to(actor).select_for_update().filter(code=code).first()
    if found is None:
        raise NotFound(f"There is no registration {code[:20]}.")
    return found


def move(
    found: Registration,
    deed: str,
    *,
    actor: Actor,
    now: datetime,
    side: Side,
    reason: str = "",
    both: bool = True,
    payload: Mapping[str, Any] | None = None,
) -> None:
    """Take the registration one step along its axis and write it down; the caller saves the row.

    :raises Refused: the deed does not follow from where it stands.
    """
    before = found.status
    found.status = axis.after(found.status, deed, side, reason)
    note(found, "registration", deed, actor=actor, now=now, side=side, to=found.status, reason=reason, both=both)
    record(found, deed, before, actor=actor, now=now, reason=reason, both=both, payload=payload)


def record(
    found: Registration,
    deed: str,
    before: str,
    *,
    actor: Actor,
    now: datetime,
    reason: str = "",
    both: bool = True,
    payload: Mapping[str, Any] | None = None,
) -> None:
    """Write the step down in the journal."""
    journal.record(
        actor=actor, now=now, verb=f"deals.registration.{PAST[deed]}", subject=f"deals.registration:{found.pk}",
        partner_id=found.partner_id, reason=reason.strip(), both_sides=both,
        payload={"code": found.code, "from": before, "to": found.status, **(payload or {})},
    )  # fmt: skip


def note(
    found: Registration,
    on: str,
    kind: str,
    *,
    actor: Actor,
    now: datetime,
    side: Side,
    what: str = "",
    to: str = "",
    reason: str = "",
    both: bool = True,
) -> None:
    """Append one event of one axis."""
    event(found, on, kind, actor=actor, now=now, side=side, what=what, to=to, reason=reason, both=both).save()


def event(
    found: Registration,
    on: str,
    kind: str,
    *,
    actor: Actor,
    now: datetime,
    side: Side,
    what: str = "",
    to: str = "",
    reason: str = "",
    both: bool = True,
) -> Event:
    """One event of one axis, not appended yet."""
    return Event(
        registration=found, at=now, axis=on, kind=kind, what=what, to=to, side=side.value,
        user_id=None if side is Side.RULE else actor.user_id, reason=reason.strip(), both=both,
    )  # fmt: skip
