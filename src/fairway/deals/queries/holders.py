"""Who has a registered deal with a company, and where registrations stand: what leads ask."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from fairway.deals.models import Protection, Registration
from fairway.deals.queries.companies import candidates, family_of
from fairway.kit.access import Actor
from fairway.values import Money


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a registration stands: its state, its stage, its value, and why it ended."""

    status: str
    stage: str
    value: Money


def holders_of(actor: Actor, facts: Mapping[str, str], at: datetime) -> frozenset[int]:
    """The partners with a protected deal at this company at that moment; the worker's and the vendor's to ask.

    Nobody, where it is not sure which company is meant.
    """
    sure = next((one.account_id for one in candidates(actor, facts) if one.sure), None)
    if sure is None:
        return frozenset()
    rows = Protection.objects.filter(account__in=family_of(sure), period__contains=at)
    return frozenset(rows.values_list("registration__partner_id", flat=True))


def standings_of(actor: Actor, codes: Iterable[str]) -> dict[str, Standing]:
    """Where registrations stand, by code, drafts among them; those that were thrown away are left out."""
    rows = Registration.objects.filter(code__in=list(codes))
    if actor.partner_id is not None:
        rows = rows.filter(partner_id=actor.partner_id)
    return {row.code: Standing(row.status, row.stage, Money(row.value, row.currency)) for row in rows}
