"""Why a write of this room is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextvars import ContextVar
from typing import TypeVar

from django.db import OperationalError, connection, transaction
from psycopg.errors import DeadlockDetected

from fairway.agreements.rules.findings import Finding
from fairway.agreements.rules.grants import Collision, Offer
from fairway.agreements.rules.trees import Fault

MOST_TRIES = 6
"""How often a write that met another one head-on is tried; the database lets one of the two through each time."""
TURN = 7_316_607
"""The advisory lock of those who write grants: held together by all, or by one alone."""
_in_turn: ContextVar[bool] = ContextVar("agreements_in_turn", default=False)
"""Whether a write around this one has the turn."""
Done = TypeVar("Done")


class Refused(Exception):
    """A change that cannot be made: faults, the grants in the way with what would fit, findings that wait."""

    def __init__(
        self,
        faults: Iterable[Fault] = (),
        *,
        collisions: Iterable[Collision] = (),
        offers: Iterable[Offer] = (),
        findings: Iterable[Finding] = (),
    ) -> None:
        self.collisions = tuple(collisions)
        self.offers = tuple(offers)
        self.findings = tuple(findings)
        told = [Fault("places", "", one.sentence) for one in self.collisions]
        asked = [Fault("", one.id, f"{one.id}: {one.sentence} Counsel records a note first.") for one in self.findings]
        self.faults = (*faults, *told, *asked)
        words = [fault.sentence for fault in self.faults]
        if self.offers:
            words.append("What would fit: " + " Or: ".join(offer.words for offer in self.offers))
        super().__init__(" ".join(words))


class ChangedMeanwhile(Refused):
    """Somebody saved another text since this one was opened."""

    def __init__(self, number: int) -> None:
        super().__init__([Fault("text", "", f"Version {number} was changed since you opened it: read it again.")])


def patiently(do: Callable[[], Done], *, alone: bool = False) -> Done:
    """Do a write in a savepoint; where two writes wait for each other, undo this one and do it again alone.

    Writers go side by side, each holding the turn together with the others. Two that wait for each other would meet
    again if both just tried again; who was undone takes the turn for itself, when the others are done.

    Undoing sets free only who waits for the last grant: PostgreSQL lets who waits for an earlier one, whose savepoint
    was released, wait for the whole transaction. So a write of several grants goes `alone` from the first, and a
    patient write within it is a part of it. What else it locks (its agreement, new places) it locks before its turn.

    :raises Refused: it met others in each of its tries.
    """
    if _in_turn.get():
        with transaction.atomic():
            return do()
    for number in range(MOST_TRIES):
        token = _in_turn.set(True)
        try:
            with transaction.atomic():
                _take_turn(alone=alone or number > 0)
                return do()
        except OperationalError as fault:
            if not isinstance(fault.__cause__, DeadlockDetected):
                raise
        finally:
            _in_turn.reset(token)
    raise Refused([Fault("", "", "Others are granting the same places right now. Try again.")])


def _take_turn(*, alone: bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_xact_lock{'' if alone else '_shared'}(%s)", [TURN])
