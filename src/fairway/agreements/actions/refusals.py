"""Why a write of this room is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from django.db import OperationalError, transaction
from psycopg.errors import DeadlockDetected

from fairway.agreements.rules.findings import Finding
from fairway.agreements.rules.grants import Collision, Offer
from fairway.agreements.rules.trees import Fault

MOST_TRIES = 6
"""How often a write that met another one head-on is tried; the database lets one of the two through each time."""
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


def patiently(do: Callable[[], Done]) -> Done:
    """Do a write in a savepoint; where two writes wait for each other, undo this one and try it again."""
    for left in reversed(range(MOST_TRIES)):
        try:
            with transaction.atomic():
                return do()
        except OperationalError as fault:
            if not left or not isinstance(fault.__cause__, DeadlockDetected):
                raise
    raise AssertionError("the last try answers or raises")
