"""Which known company a registration means: one seam, asked by everything else in this room.

First by what is surely the same: normalised name with country, domain and tax number. Where that finds none, by
`fairway.matching`, which says how probably each known company is meant and whether it is a new one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import F
from django.db.models.functions import Coalesce

from fairway.deals.models import Account, CompanyKey
from fairway.deals.queries.looking_up import look_up
from fairway.deals.rules.identity import keys_of, lock_key
from fairway.deals.rules.pairs import MAYBE, SHOWN, SURE
from fairway.kit.access import Actor
from fairway.matching.company import Company
from fairway.matching.keys import hashed
from fairway.matching.keys import keys_of as index_keys
from fairway.matching.normalise import known

WORDS = {"tax": "same tax number", "domain": "same web domain", "name": "same name and country"}
NO_COUNTRY = "same name, country not known"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A known company that may be meant: which, and what speaks for it. ``sure`` needs no person.

    ``probability`` is the matcher's; one found by a key has 1.
    """

    account_id: int
    name: str
    city: str
    country: str
    domain: str
    reasons: str
    sure: bool
    probability: float = 1.0


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
    if not found:
        return _likely(actor, facts)
    accounts = Account.objects.in_bulk(list(found))
    ranked = sorted(found, key=lambda pk: (-len(found[pk]), pk))
    return tuple(
        Candidate(
            pk, accounts[pk].name, accounts[pk].city, accounts[pk].country, accounts[pk].domain,
            ", ".join(sorted(found[pk])), len(found) == 1,
        )
        for pk in ranked
    )  # fmt: skip


def _likely(actor: Actor, facts: Mapping[str, str]) -> tuple[Candidate, ...]:
    """Known companies that the matcher finds, unless the company is more likely new."""
    answer = look_up(actor, company_of(facts))
    if answer.known < MAYBE:
        return ()
    near = [one for one in answer.found if one.score.same >= SHOWN]
    accounts = Account.objects.in_bulk([int(one.known.id) for one in near])
    return tuple(
        Candidate(
            row.pk, row.name, row.city, row.country, row.domain, "; ".join(one.reasons), one.score.same >= SURE,
            one.score.same,
        )
        for one in near
        if (row := accounts.get(int(one.known.id))) is not None
    )  # fmt: skip


def company_of(facts: Mapping[str, str]) -> Company:
    """The company of a form, as the matcher reads it."""
    return Company(
        "", facts.get("company", ""), facts.get("address", ""), facts.get("city", ""), facts.get("region", ""),
        facts.get("postal_code", ""), facts.get("country", ""), facts.get("website", ""), "",
        facts.get("phone", ""), facts.get("tax_number", ""),
    )  # fmt: skip


def locks_of(facts: Mapping[str, str]) -> list[int]:
    """What to lock before a company is looked up and perhaps made, in the order to lock it.

    Every key of `CompanyKey`, and every key of the index the matcher looks in. So two forms of which the second would
    find the company that the first makes, by whatever key, wait for each other; none of the two sorts of keys can find
    what the other's lock did not hold.
    """
    surely = (
        *keys_of(
            facts.get("company", ""), facts.get("country", ""), facts.get("website", ""), facts.get("tax_number", "")
        ),
        lock_key(facts.get("company", ""), ""),
    )
    likely = index_keys(known(company_of(facts)))
    return sorted({hashed(f"deals.company:{key}") for key in (*surely, *likely)})


def family_of(account_id: int) -> list[int]:
    """A company with all that were merged into it."""
    return [account_id, *Account.objects.filter(merged_into=account_id).values_list("pk", flat=True)]
