"""Which known company is this? PostgreSQL's side of `fairway.matching.index`.

Each account's keys are rows of one table, written in the transaction that adds the account, so the next question finds
it. A question reads, for each of its keys, the first few hundred holders from the index alone; a key that more share
finds nothing, the others count for more the rarer they are. What a candidate is worth is the scorer's to say.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.models import Exists, OuterRef

from fairway.deals.models import Account, AccountReading, Merge, PairDecision, Surroundings
from fairway.deals.rules.pairs import UNDECIDED
from fairway.kit.access import Actor, Kind
from fairway.matching.background import REFERENCE_SIZE, Background
from fairway.matching.company import Company
from fairway.matching.index import COMMON, Answer, unpacked
from fairway.matching.index import look_up as ask
from fairway.matching.normalise import Known
from fairway.matching.weights import Weights, packaged, read_weights

SHARING = """
WITH read AS MATERIALIZED (
    SELECT ARRAY(SELECT k.account_id FROM deals_accountkey AS k WHERE k.key = asked.key LIMIT %(common)s + 1) AS holders
    FROM unnest(%(keys)s::bigint[]) AS asked (key)
), rare AS MATERIALIZED (
    SELECT holders, ln(%(size)s::float8 / cardinality(holders)) AS worth
    FROM read WHERE cardinality(holders) BETWEEN 1 AND %(common)s
), held AS (
    SELECT unnest(holders) AS account_id, worth FROM rare
), found AS (
    SELECT account_id, sum(worth) AS worth FROM held GROUP BY account_id
    ORDER BY worth DESC, account_id LIMIT 2 * %(most)s
)
SELECT r.kept::text FROM found
JOIN deals_account AS a ON a.id = found.account_id AND a.merged_into_id IS NULL
JOIN deals_accountreading AS r ON r.account_id = found.account_id
ORDER BY found.worth DESC, found.account_id LIMIT %(most)s
"""


class AccountIndex:
    """The accounts by their keys, without those that were merged into others."""

    def __init__(self, size: int) -> None:
        self.size = size

    def sharing(self, keys: Sequence[int], most: int) -> Iterable[Known]:
        """The accounts that share the keys worth most, at most so many."""
        with connection.cursor() as cursor:
            cursor.execute(SHARING, {"keys": list(keys), "most": most, "size": float(self.size), "common": COMMON})
            rows = cursor.fetchall()
        return [unpacked(json.loads(row[0])) for row in rows]


@lru_cache(maxsize=2)
def _surroundings(number: int) -> Background:
    return Background.from_document(Surroundings.objects.get(pk=number).counts)


def surroundings() -> Background:
    """How common things are among the accounts."""
    newest = Surroundings.objects.order_by("-pk").values_list("pk", flat=True).first()
    return Background(REFERENCE_SIZE) if newest is None else _surroundings(newest)


@lru_cache(maxsize=2)
def _weights(place: Path, written_at: float) -> Weights:
    return read_weights(place.read_text(encoding="utf-8"), str(place))


def weights_in_force() -> Weights:
    """The weights that this installation scores by: those published in its data folder, else the packaged ones."""
    place = published_weights()
    return _weights(place, place.stat().st_mtime) if place.is_file() else packaged()


def published_weights() -> Path:
    """Where `fairway weigh --publish` leaves the weights."""
    return Path(settings.FAIRWAY.data_dir) / "matching" / "weights.yaml"


def look_up(actor: Actor, company: Company, *, most: int = 5) -> Answer:
    """The known companies that may be meant, the likeliest first, and whether it is known at all.

    Accounts are the vendor's: nobody else may ask. A partner's submission is looked up by the worker.
    """
    if actor.kind is not Kind.WORKER:
        actor.require("deals.view")
    background = surroundings()
    return ask(company, AccountIndex(background.size), background, weights_in_force(), most=most)


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
    pairs = [each for each in rows.values_list("first", "second", "verdict") if each[2] != UNDECIDED]
    wanted = {pk for first, second, _ in pairs for pk in (first, second)}
    companies = {company.id: company for company in companies_of(wanted)}
    return tuple((companies[str(first)], companies[str(second)], verdict) for first, second, verdict in pairs)


def known_of(accounts: Iterable[int] | None) -> Iterable[Known]:
    """Accounts as they were read, those named or all that stand for a company."""
    rows = AccountReading.objects.filter(account__merged_into=None).order_by("pk")
    if accounts is not None:
        rows = rows.filter(pk__in=list(accounts))
    for kept in rows.values_list("kept", flat=True).iterator(chunk_size=2_000):
        yield unpacked(kept)


FACTS = ("name", "address", "city", "region", "postal_code", "country", "domain", "phone", "tax_id")


def companies_of(accounts: Iterable[int] | None) -> list[Company]:
    """Accounts as companies to be matched: those named, or all."""
    found = Account.objects.order_by("pk") if accounts is None else Account.objects.filter(pk__in=list(accounts))
    rows = found.values("pk", *FACTS)
    return [Company.of({"id": str(row["pk"]), **{name: row[name] for name in FACTS}}) for row in rows]


def unread(version: int, most: int, after: int = 0) -> list[int]:
    """Accounts beyond a number that were not read yet, or by older rules; the worker reads them."""
    fresh = AccountReading.objects.filter(account=OuterRef("pk"), version=version)
    rows = Account.objects.filter(~Exists(fresh), pk__gt=after).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:most])
