"""Which known company a registration means: one seam, asked by everything else in this room.

By normalised name, domain and tax number, in SQL. The index of `fairway.matching` takes its place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import F
from django.db.models.functions import Coalesce

from fairway.deals.models import Account, CompanyKey
from fairway.deals.rules.identity import keys_of, lock_key
from fairway.kit.access import Actor

WORDS = {"tax": "same tax number", "domain": "same web domain", "name": "same name and country"}
NO_COUNTRY = "same name, country not known"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A known company that may be meant: which, and what speaks for it. ``sure`` needs no person."""

    account_id: int
    name: str
    city: str
    country: str
    domain: str
    reasons: str
    sure: bool


def candidates(actor: Actor, facts: Mapping[str, str]) -> tuple[Candidate, ...]:
    """Known companies for what a form says, the likeliest first. The vendor's and the worker's to ask."""
    keys = keys_of(
        facts.get("company", ""), facts.get("country", ""), facts.get("website", ""), facts.get("tax_number", "")
    )
    anywhere = lock_key(facts.get("company", ""), "")
    found: dict[int, list[str]] = {}
    rows = CompanyKey.objects.filter(key__in=[*keys, anywhere]).annotate(
        root=Coalesce(F("account__merged_into"), F("account"))
    )
    for key, root in rows.values_list("key", "root"):
        found.setdefault(root, []).append(NO_COUNTRY if key == anywhere else WORDS[key.partition(":")[0]])
    accounts = Account.objects.in_bulk(list(found))
    ranked = sorted(found, key=lambda pk: (-len(found[pk]), pk))
    return tuple(
        Candidate(
            pk, accounts[pk].name, accounts[pk].city, accounts[pk].country, accounts[pk].domain,
            ", ".join(sorted(found[pk])), len(found) == 1,
        )
        for pk in ranked
    )  # fmt: skip


def family_of(account_id: int) -> list[int]:
    """A company with all that were merged into it."""
    return [account_id, *Account.objects.filter(merged_into=account_id).values_list("pk", flat=True)]
