"""May this partner sell these products there, and who may exclusively: one question to the agreements.

The room of agreements answers it once grants are kept there; until then no agreement stands against anybody, which is
said beside the answer rather than passed over.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from fairway.deals.rules.findings import Right
from fairway.kit.access import Actor

ALLOWED_BY_POLICY = "No agreement is kept here, so it is allowed by policy."


def right_to_register(actor: Actor, *, partner_id: int, product_ids: Iterable[int], country: str, on: date) -> Right:
    """What agreements say of a partner, products, a place and a day."""
    return Right(True, ALLOWED_BY_POLICY)
