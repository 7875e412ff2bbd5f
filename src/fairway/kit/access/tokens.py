"""Tokens: a program acts for a person, in one organisation, within the scopes that person gave it.

A token gives nothing that its person lacks at the moment of use, and no decision ever. Its secret is shown once and
kept as a digest; whoever left the organisation, or was switched off, has no token that works.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet
from django.http import HttpRequest

from fairway.kit import journal
from fairway.kit.access.actor import SIGNING_IN, Actor
from fairway.kit.access.models import Token, User
from fairway.kit.access.people import Refused, actor_in, seats_of

PREFIX = "fairway_"
DAYS = (30, 90, 365)
MOST = 20
"""Tokens of one person that work at a time."""


@dataclass(frozen=True)
class TokenRow:
    """A token as its person reads it."""

    id: int
    name: str
    scopes: tuple[str, ...]
    partner_id: int | None
    issued_at: datetime
    expires_at: datetime
    used_on: date | None
    works: bool


def visible_to(actor: Actor) -> QuerySet[Token]:
    """A person's own tokens, in every organisation; nobody else's."""
    return Token.objects.filter(user_id=actor.person)


def scopes_for(actor: Actor) -> tuple[tuple[str, str], ...]:
    """The scopes this person can give, with their words: those whose right they have."""
    return tuple((scope, words) for scope, (right, words) in settings.FAIRWAY_SCOPES.items() if actor.may(right))


def of(actor: Actor, now: datetime) -> tuple[TokenRow, ...]:
    """The person's tokens, the newest first."""
    return tuple(
        TokenRow(
            row.pk, row.name, tuple(row.scopes), row.partner_id, row.issued_at, row.expires_at, row.used_on,
            row.revoked_at is None and row.expires_at > now,
        )
        for row in visible_to(actor).order_by("-pk")
    )  # fmt: skip


def issue(*, actor: Actor, now: datetime, name: str, scopes: Iterable[str], days: int) -> str:
    """Make a token for the organisation the person acts for; answers its secret, which is kept nowhere.

    :raises Refused: no name, a scope the person cannot give, an odd lifetime, too many, or a program that asks.
    """
    if actor.token_id is not None:
        raise Refused("A program makes no tokens: sign in and do it yourself.")
    wanted = sorted(set(scopes))
    if not name.strip():
        raise Refused("Give it a name, so that you know later which program it is.")
    if not wanted or set(wanted) - {scope for scope, _ in scopes_for(actor)}:
        raise Refused("Choose at least one of the scopes shown.")
    if days not in DAYS:
        raise Refused("Choose how long it works from the list.")
    if visible_to(actor).filter(revoked_at=None, expires_at__gt=now).count() >= MOST:
        raise Refused(f"You have {MOST} tokens that work. Revoke one first.")
    secret = PREFIX + secrets.token_urlsafe(32)
    made = Token.objects.create(
        user_id=actor.person, partner_id=actor.partner_id, name=name.strip()[:80], scopes=wanted,
        digest=_digest(secret), issued_at=now, expires_at=now + timedelta(days=days),
    )  # fmt: skip
    _note("issued", made, actor, now)
    return secret


def revoke(*, actor: Actor, now: datetime, token_id: int) -> None:
    """Let a token work no more, at once. Twice does one thing. :raises Refused: it is not one of the person's own."""
    found = visible_to(actor).filter(pk=token_id).first()
    if found is None:
        raise Refused("You have no such token.")
    if found.revoked_at is None:
        found.revoked_at = now
        found.save(update_fields=["revoked_at"])
        _note("revoked", found, actor, now)


def _note(done: str, token: Token, actor: Actor, now: datetime) -> None:
    journal.record(
        actor=actor, now=now, verb=f"access.token_{done}", subject=f"access.token:{token.pk}",
        partner_id=token.partner_id, both_sides=True, payload={"scopes": token.scopes},
    )  # fmt: skip


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def spend(token_id: int, *, now: datetime, most: int) -> int:
    """Count one request of a token; answers the seconds to wait where it made ``most`` in the last minute, else 0."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT access_spend(%s, %s, %s)", [token_id, now, most])
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def actor_of(request: HttpRequest, *, now: datetime) -> Actor:
    """The actor of a program's request, by its ``Authorization: Bearer`` header; nobody where it does not hold."""
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not secret.startswith(PREFIX):
        return SIGNING_IN
    token = Token.objects.filter(digest=_digest(secret.strip()), revoked_at=None, expires_at__gt=now).first()
    user = User.objects.filter(pk=token.user_id, is_active=True).first() if token is not None else None
    if token is None or user is None:
        return SIGNING_IN
    seat = next((one for one in seats_of(user.pk, now=now) if one.partner_id == token.partner_id), None)
    if seat is None:
        return SIGNING_IN
    if token.used_on != now.date():
        Token.objects.filter(pk=token.pk).update(used_on=now.date())
    actor = actor_in(user, seat)
    given = {settings.FAIRWAY_SCOPES[scope][0] for scope in token.scopes if scope in settings.FAIRWAY_SCOPES}
    return replace(actor, rights=actor.rights & given, token_id=token.pk)
