"""Accounts read for matching: their keys and comparable form, and how common things are among them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import connection

from fairway.deals.models import Account, AccountReading, CompanyKey, Surroundings
from fairway.deals.queries.looking_up import companies_of, unread
from fairway.deals.rules.identity import keys_of as surely_of
from fairway.deals.rules.pairs import READING
from fairway.kit.access import Actor
from fairway.matching.background import Background
from fairway.matching.index import packed, unpacked
from fairway.matching.keys import hashed, keys_of
from fairway.matching.normalise import known

BATCH = 2_000
LEAST = 3
"""Values held by fewer accounts are all rare, and are not kept in the surroundings."""


WRITE_KEYS = """
INSERT INTO deals_accountkey (key, account_id) SELECT * FROM unnest(%s::bigint[], %s::bigint[]) ON CONFLICT DO NOTHING
"""


def new_accounts(made: Sequence[Account]) -> list[Account]:
    """Add companies, in the caller's transaction: the only way in, so that each is found by both sorts of keys at once,
    by those that are surely its own (`CompanyKey`) and by those the matcher looks in."""
    added = Account.objects.bulk_create(made)
    read_accounts([account.pk for account in added])
    own = [
        CompanyKey(key=key, account=account)
        for account in added
        for key in surely_of(account.name, account.country, account.domain, account.tax_id)
    ]
    CompanyKey.objects.bulk_create(own, ignore_conflicts=True)
    return added


def read_accounts(accounts: Iterable[int]) -> None:
    """Read accounts for matching: their keys and comparable form, in the caller's transaction."""
    rows: list[AccountReading] = []
    keys: list[int] = []
    holders: list[int] = []
    for company in companies_of(accounts):
        one = known(company)
        found = {hashed(key) for key in keys_of(one)}
        keys.extend(found)
        holders.extend([int(company.id)] * len(found))
        rows.append(AccountReading(account_id=int(company.id), kept=packed(one), version=READING))
    AccountReading.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["account"],
        update_fields=["kept", "version", "compared"],
        batch_size=BATCH,
    )
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM deals_accountkey WHERE account_id = ANY(%s)", [[row.account_id for row in rows]])
        # written as text: the driver would look at each of a million numbers
        cursor.execute(WRITE_KEYS, [f"{{{','.join(map(str, column))}}}" for column in (keys, holders)])


def read_all(*, actor: Actor, now: datetime) -> int:
    """Read every account that was not read by these rules, and count the surroundings anew; answers how many."""
    actor.require("deals.decide")
    count = last = 0
    while batch := unread(READING, BATCH, after=last):
        read_accounts(batch)
        count, last = count + len(batch), batch[-1]
    _count(now)
    return count


def _count(now: datetime) -> None:
    """Count how common words and places are among the accounts that stand for a company."""
    standing = AccountReading.objects.filter(account__merged_into=None)
    found = Background(max(standing.count(), 1))
    for kept in standing.values_list("kept", flat=True).iterator(chunk_size=BATCH):
        found.add([unpacked(kept)])
    Surroundings.objects.create(counts=found.as_document(LEAST), counted_at=now)
    Surroundings.objects.exclude(
        pk__in=list(Surroundings.objects.order_by("-pk").values_list("pk", flat=True)[:2])
    ).delete()
