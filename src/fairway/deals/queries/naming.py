"""The codes of what a journal names by number, so that its entries lead somewhere."""

from __future__ import annotations

from collections.abc import Iterable

from fairway.deals.queries.disputes import visible_disputes, visible_sides
from fairway.deals.queries.registrations import visible_to
from fairway.kit.access import Actor


def codes_of(actor: Actor, registration_ids: Iterable[int]) -> dict[int, str]:
    """Codes of registrations this actor may see, by number."""
    return dict(visible_to(actor).filter(pk__in=set(registration_ids)).values_list("pk", "code"))


def cases_named(actor: Actor, dispute_ids: Iterable[int]) -> dict[int, str]:
    """Codes of cases this actor may see, by number."""
    return dict(visible_disputes(actor).filter(pk__in=set(dispute_ids)).values_list("pk", "code"))


def cases_of_sides(actor: Actor, side_ids: Iterable[int]) -> dict[int, str]:
    """The code of the case that each side is of, by the side's number; for the vendor."""
    if actor.is_partner:
        return {}
    return dict(
        visible_sides(actor).filter(pk__in=set(side_ids), dispute__isnull=False).values_list("pk", "dispute__code")
    )
