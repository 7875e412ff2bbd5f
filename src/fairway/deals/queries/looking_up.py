"""Which known company is this? PostgreSQL's side of `fairway.matching.index`.

Each account's keys stand in one array under a GIN index, written in the transaction that adds the account, so the next
question finds it. Keys that hundreds share are passed over. What a candidate is worth is the scorer's to say.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.db import connection

from fairway.deals.models import Account, AccountReading, Merge, PairDecision, Surroundings
from fairway.kit.access import Actor, Kind
from fairway.matching.background import REFERENCE_SIZE, Background
from fairway.matching.company import Company
from fairway.matching.index import Answer, unpacked
from fairway.matching.index import look_up as ask
from fairway.matching.normalise import Known
from fairway.matching.weights import packaged

SHARING = """
SELECT kept FROM (
    SELECT r.kept, (SELECT count(*) FROM unnest(r.keys) AS k WHERE k = ANY(%(keys)s)) AS shared
    FROM deals_accountreading AS r
    JOIN deals_account AS a ON a.id = r.account_id
    WHERE r.keys && %(keys)s AND a.merged_into_id IS NULL
) AS found
ORDER BY shared DESC LIMIT %(most)s
"""


class AccountIndex:
    """The accounts by their keys, without those that were merged into others."""

    def __init__(self, common: frozenset[int]) -> None:
        self.common = common

    def sharing(self, keys: Sequence[int], most: int) -> Iterable[Known]:
        """The accounts that share the most of these keys, at most so many."""
        rare = [key for key in keys if key not in self.common]
        if not rare:
            return []
        with connection.cursor() as cursor:
            cursor.execute(SHARING, {"keys": rare, "most": most})
            rows = cursor.fetchall()
        return [unpacked(json_of(row[0])) for row in rows]


def json_of(kept: object) -> Sequence[object]:
    """A JSON value of a bare cursor, which Django leaves as text."""
    found: Sequence[object] = json.loads(kept) if isinstance(kept, str) else kept  # type: ignore[assignment]
    return found


@lru_cache(maxsize=2)
def _surroundings(number: int) -> tuple[Background, frozenset[int]]:
    row = Surroundings.objects.get(pk=number)
    return Background.from_document(row.counts), frozenset(row.common_keys)


def surroundings() -> tuple[Background, frozenset[int]]:
    """How common things are among the accounts, and which keys are too common to look by."""
    newest = Surroundings.objects.order_by("-pk").values_list("pk", flat=True).first()
    if newest is None:
        return Background(REFERENCE_SIZE), frozenset()
    return _surroundings(newest)


def look_up(actor: Actor, company: Company, *, most: int = 5) -> Answer:
    """The known companies that may be meant, the likeliest first, and whether it is known at all.

    Accounts are the vendor's: nobody else may ask. A partner's submission is looked up by the worker.
    """
    if actor.kind is not Kind.WORKER:
        actor.require("deals.view")
    background, common = surroundings()
    return ask(company, AccountIndex(common), background, packaged(), most=most)


@dataclass(frozen=True, slots=True)
class MergeRow:
    """A merge as it is shown: which account went into which, when, why, and whether it was undone."""

    id: int
    kept_id: int
    kept: str
    gone_id: int
    gone: str
    reason: str
    undone: bool


def merges_of(actor: Actor, account_id: int) -> tuple[MergeRow, ...]:
    """The merges that an account was part of, the newest first."""
    actor.require("deals.view")
    rows = (Merge.objects.filter(kept=account_id) | Merge.objects.filter(gone=account_id)).order_by("-pk")
    return tuple(
        MergeRow(pk, kept_id, kept, gone_id, gone, reason, undone is not None)
        for pk, kept_id, kept, gone_id, gone, reason, undone in rows.values_list(
            "pk", "kept", "kept__name", "gone", "gone__name", "reason", "undone_at"
        )
    )


def decisions(actor: Actor) -> tuple[tuple[Company, Company, str], ...]:
    """The pairs that people decided, the newest decision of each, for trying other weights."""
    actor.require("deals.decide")
    rows = PairDecision.objects.order_by("first", "second", "-pk").distinct("first", "second")
    pairs = list(rows.values_list("first", "second", "verdict"))
    wanted = {pk for first, second, _ in pairs for pk in (first, second)}
    companies = {company.id: company for company in companies_of(wanted)}
    return tuple((companies[str(first)], companies[str(second)], verdict) for first, second, verdict in pairs)


FACTS = ("name", "address", "city", "region", "postal_code", "country", "domain", "phone", "tax_id")


def companies_of(accounts: Iterable[int]) -> list[Company]:
    """Accounts as companies to be matched."""
    rows = Account.objects.filter(pk__in=list(accounts)).values("pk", *FACTS)
    return [Company.of({"id": str(row["pk"]), **{name: row[name] for name in FACTS}}) for row in rows]


def unread(version: int, most: int) -> list[int]:
    """Accounts that were not read yet, or by older rules; the worker reads them."""
    fresh = AccountReading.objects.filter(version=version).values("account")
    return list(Account.objects.exclude(pk__in=fresh).order_by("pk").values_list("pk", flat=True)[:most])
