"""What may this partner do, on any day, and why: the one question that other rooms ask."""

from __future__ import annotations

from datetime import date

from fairway.agreements.queries import agreements
from fairway.agreements.rules.rights import Rights, rights_on
from fairway.kit.access import Actor


def rights(actor: Actor, partner: int, on: date) -> Rights:
    """Roles, products, territories, exclusivity, price terms, expectations and duties of a partner on a day.

    Each comes with the agreement or amendment, the clause, and the days it stands. Suspending, amending and ending
    change the answer on the day they say, and not before.
    """
    names = agreements.known(actor)
    return rights_on(partner, agreements.chains(actor, partner, names), on, names)
