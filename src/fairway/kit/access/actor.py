"""Who is asking, and the database role that goes with it.

Isolation fails closed: the application's login owns nothing and may read nothing. Every transaction takes one of five
roles (``SET LOCAL ROLE``) and says who is asking; row-level security does the rest. A view that forgets its filter, or
its role, then shows nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum

from django.db import connection, transaction


class Kind(StrEnum):
    """The five database roles: each actor is exactly one of them."""

    LOGIN = "login"
    PARTNER = "partner"
    STAFF = "staff"
    DIRECT = "direct"
    WORKER = "worker"

    @property
    def role(self) -> str:
        return f"fairway_{self.value}"


DECIDES = frozenset({"approve", "close", "decide", "issue", "note", "publish", "sign"})
"""What a right ends with where using it is a decision: no program has it, whatever its person may do."""


class NotAllowed(Exception):
    """The actor lacks a right; doors answer 403 with this sentence."""

    def __init__(self, right: str) -> None:
        super().__init__(f"This needs the right “{right}”. Ask whoever administers your organisation's staff.")
        self.right = right


@dataclass(frozen=True)
class Actor:
    """Who is asking: a person in one organisation, or the worker on somebody's behalf.

    ``partner_id`` is set for partners' people only. ``rights`` are the strings of ``config.roles``. ``token_id`` is set
    for a program that acts for the person: it never decides.
    """

    kind: Kind
    user_id: int | None = None
    partner_id: int | None = None
    rights: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    name: str = ""
    time_zone: str = "UTC"
    locale: str = ""
    token_id: int | None = None

    def may(self, right: str) -> bool:
        if self.token_id is not None and right.rpartition(".")[2] in DECIDES:
            return False
        return self.kind is Kind.WORKER or right in self.rights

    def require(self, right: str) -> None:
        """:raises NotAllowed: when the actor lacks the right."""
        if not self.may(right):
            raise NotAllowed(right)

    def as_worker(self) -> Actor:
        """This actor's job, done by the worker: its role, this person's name in the journal."""
        return replace(self, kind=Kind.WORKER)

    @property
    def person(self) -> int:
        """The number of the person who asks.

        :raises RuntimeError: for the worker acting on nobody's behalf.
        """
        if self.user_id is None:
            raise RuntimeError("Nobody in person is asking.")
        return self.user_id

    @property
    def partner(self) -> int:
        """The number of the partner that the person acts for.

        :raises RuntimeError: for anybody who acts for none.
        """
        if self.partner_id is None:
            raise RuntimeError("Nobody of a partner is asking.")
        return self.partner_id

    @property
    def is_partner(self) -> bool:
        return self.kind is Kind.PARTNER


WORKER = Actor(Kind.WORKER, name="Fairway")
SIGNING_IN = Actor(Kind.LOGIN)


def take_role(actor: Actor) -> None:
    """Make the open transaction this actor's. Outside a transaction it would have no effect, so that is refused."""
    if not connection.in_atomic_block:
        raise RuntimeError("A role lives in a transaction: use acting_as().")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('role', %s, true), set_config('fairway.user', %s, true), "
            "set_config('fairway.partner', %s, true), set_config('fairway.kind', %s, true)",
            [
                actor.kind.role,
                "" if actor.user_id is None else str(actor.user_id),
                "" if actor.partner_id is None else str(actor.partner_id),
                actor.kind.value,
            ],
        )


def present(secret: str) -> str:
    """Show a link's secret to the database in the open transaction: rows that belong to it, and no others, appear.

    Answers the digest under which the secret is known; the secret itself is kept nowhere.
    """
    digest = hashlib.sha256(secret.encode()).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('fairway.link', %s, true)", [digest])
    return digest


@contextmanager
def acting_as(actor: Actor) -> Iterator[Actor]:
    """Open a transaction (or a savepoint in one) in which this actor asks; the former role returns afterwards."""
    nested = connection.in_atomic_block
    with transaction.atomic():
        before = _standing() if nested else None
        take_role(actor)
        yield actor
        if before is not None:
            _restore(before)


def _standing() -> tuple[str, ...]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('role'), coalesce(current_setting('fairway.user', true), ''), "
            "coalesce(current_setting('fairway.partner', true), ''), "
            "coalesce(current_setting('fairway.kind', true), '')"
        )
        row = cursor.fetchone()
    assert row is not None
    return tuple(row)


def _restore(before: tuple[str, ...]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('role', %s, true), set_config('fairway.user', %s, true), "
            "set_config('fairway.partner', %s, true), set_config('fairway.kind', %s, true)",
            list(before),
        )
