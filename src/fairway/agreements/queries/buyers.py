"""The other buyers in the European Economic Area, and which of them are kept from active sales by an agreement."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from fairway.agreements.models import Agreement
from fairway.agreements.queries import agreements
from fairway.agreements.rules import world
from fairway.agreements.rules.findings import DraftFacts
from fairway.kit.access import Actor
from fairway.partners import queries as partners

BUYING = ("onboarding", "active", "suspended")


def with_buyers(actor: Actor, facts: DraftFacts, *, partner_id: int, on: date) -> DraftFacts:
    """The facts of a draft with what agreements say of the other buyers, where exclusivity in the EEA asks for it.

    A buyer is a partner that is there and does business. It is bound if an agreement with it, as last amended, is in
    force on the day and restricts active sales. What somebody has recorded on the draft itself is left as it is.
    """
    if not facts.eea or not facts.exclusive_distributors or facts.parallel_imposition is not None:
        return facts
    rows = partners.visible_to(actor).filter(country__in=world.EEA, status__in=BUYING).exclude(pk=partner_id)
    names = dict(rows.order_by("name").values_list("pk", "name"))
    bound = _bound(list(names), on) if names else set()
    free = tuple(name for pk, name in names.items() if pk not in bound)
    return replace(facts, buyers_free=free, buyers_bound=len(names) - len(free))


def _bound(partner_ids: list[int], on: date) -> set[int]:
    concluded = Agreement.objects.filter(
        stage="concluded", concluded_at__isnull=False, partner__in=partner_ids, since_on__lte=on
    ).order_by("since_on", "concluded_at")
    said: dict[int, tuple[int, bool]] = {}
    for pk, amends, partner_id, typed in concluded.values_list("pk", "amends_id", "partner_id", "typed"):
        said[amends or pk] = (partner_id, typed.get("restricts_active_sales") == "yes")
    courses = agreements.courses_of(said)
    return {
        partner_id
        for pk, (partner_id, restricts) in said.items()
        if restricts and pk in courses and courses[pk].state(on) == "in_force"
    }
