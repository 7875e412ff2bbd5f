"""Load the vendor's own pipeline: all rows or none; a row with a known number is that opportunity, changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from fairway.catalogue import queries as catalogue
from fairway.deals.actions.reading import new_accounts
from fairway.deals.models import Account, CompanyKey, Opportunity
from fairway.deals.rules.asked import Fault, day_of
from fairway.deals.rules.identity import lock_key
from fairway.deals.rules.pipeline import OpportunityFacts, faults_of
from fairway.deals.rules.refusals import Refused
from fairway.kit import journal
from fairway.kit.access import Actor
from fairway.kit.jobs import defer_once
from fairway.values import COUNTRIES


class PipelineRefused(Refused):
    """Rows that cannot be loaded; ``faults`` say which values and why."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(" ".join(fault.sentence for fault in self.faults))


@dataclass(frozen=True)
class PipelineLoaded:
    """What a load did."""

    added: int
    changed: int
    unchanged: int


FIELDS = (
    "company", "account_id", "country", "product_text", "product_id", "stage", "opened_on", "closed_on", "value",
    "owner",
)  # fmt: skip


def load_opportunities(
    *, actor: Actor, now: datetime, rows: Iterable[OpportunityFacts], reason: str = ""
) -> PipelineLoaded:
    """Add or change opportunities; companies nobody knew become known. :raises PipelineRefused: with every fault."""
    actor.require("deals.manage")
    found = list(rows)
    faults = [fault for facts in found for fault in faults_of(facts)]
    if faults:
        raise PipelineRefused(faults)
    accounts = _accounts(found, now)
    products = _products(actor, {facts.product for facts in found if facts.product})
    held = {row.number: row for row in Opportunity.objects.filter(number__in=[facts.number for facts in found])}
    fresh, moved = [], []
    for facts in found:
        values = {
            "company": facts.company, "account_id": accounts.get(_key(facts)), "country": facts.country,
            "product_text": facts.product, "product_id": products.get(facts.product), "stage": facts.stage,
            "opened_on": day_of(facts.opened_on), "closed_on": day_of(facts.closed_on), "value": facts.amount,
            "owner": facts.owner,
        }  # fmt: skip
        there = held.get(facts.number)
        if there is None:
            fresh.append(Opportunity(number=facts.number, loaded_at=now, **values))
        elif any(getattr(there, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(there, name, value)
            there.loaded_at = now
            moved.append(there)
    Opportunity.objects.bulk_create(fresh, batch_size=2000)
    if moved:
        names = [name.removesuffix("_id") for name in FIELDS]
        Opportunity.objects.bulk_update(moved, [*names, "loaded_at"], batch_size=500)
    if fresh or moved:
        defer_once("deals.look_at_open")
    journal.record(
        actor=actor, now=now, verb="deals.pipeline.loaded", subject="deals.opportunity:0", reason=reason,
        payload={"added": len(fresh), "changed": len(moved)},
    )  # fmt: skip
    return PipelineLoaded(len(fresh), len(moved), len(found) - len(fresh) - len(moved))


def _key(facts: OpportunityFacts) -> str:
    return lock_key(facts.company, country_of(facts.country)) if facts.company else ""


def country_of(text: str) -> str:
    """A country as two letters where it is one; a CRM's words for it stay words."""
    return text if text in COUNTRIES else ""


def _accounts(rows: list[OpportunityFacts], now: datetime) -> dict[str, int]:
    wanted = {_key(facts): facts for facts in rows if facts.company}
    known = dict(CompanyKey.objects.filter(key__in=list(wanted)).values_list("key", "account_id"))
    missing = [key for key in sorted(wanted) if key not in known]
    made = new_accounts(
        [Account(name=wanted[key].company, country=country_of(wanted[key].country), added_at=now) for key in missing]
    )
    return known | {key: account.pk for key, account in zip(missing, made, strict=True)}


def _products(actor: Actor, names: set[str]) -> dict[str, int]:
    rows = catalogue.visible_to(actor)
    by_name = dict(rows.filter(name__in=names).values_list("name", "pk"))
    return by_name | dict(rows.filter(sku__in=names).values_list("sku", "pk"))
