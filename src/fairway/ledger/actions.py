"""Write the books: post entries, take an entry back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from fairway.kit import journal
from fairway.kit.access import Actor, Kind
from fairway.kit.appending import append
from fairway.ledger import queries, rules
from fairway.ledger.models import EntryRow, Posting
from fairway.ledger.rules import CannotPost, Entry, EntryKind

_ENTRY = {
    "posting_id": "bigint", "number": "int", "kind": "text", "partner_id": "bigint", "reverses_id": "bigint",
    "posted_at": "timestamptz", "xid": "bigint", "leg_count": "int", "digest": "text",
}  # fmt: skip
_LEG = {
    "entry_id": "bigint", "number": "smallint", "account": "text", "amount": "bigint", "currency": "text",
    "partner_id": "bigint", "programme": "text", "version_id": "bigint", "incentive": "text", "person": "text",
    "period": "text", "period_start": "date", "origin_period": "text", "origin_start": "date", "cause": "text",
    "run_id": "bigint",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Posted:
    """What came of a request: the posting, its entries' ids in order, and whether this call made it."""

    posting_id: int
    entry_ids: tuple[int, ...]
    digest: str
    created: bool


def post(*, actor: Actor, now: datetime, key: str, source: str, entries: Sequence[Entry], reason: str = "") -> Posted:
    """Append entries, all or none, in the caller's transaction.

    ``key`` names the request: asking again with the same key and the same entries does nothing more and answers what
    was posted. ``source`` says what asked, such as ``incentives.run:12``.

    :raises CannotPost: an entry may not stand (see :func:`rules.check`), the actor is no vendor staff, or the key was
        used for other entries.
    """
    if actor.kind not in {Kind.STAFF, Kind.WORKER}:
        raise CannotPost("Only the vendor's side posts to the ledger.")
    rules.check(entries)
    digests = [rules.digest(entry, key=key, number=number) for number, entry in enumerate(entries, start=1)]
    digest = rules.posting_digest(digests)
    # Two requests with one key wait for each other here; the second then finds what the first wrote.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 72031))", [key])
    before = Posting.objects.filter(key=key).first()
    if before is not None:
        return _again(before, digest)
    posting = Posting.objects.create(
        key=key,
        source=source,
        reason=reason,
        posted_by_id=actor.user_id,
        posted_at=now,
        entry_count=len(entries),
        digest=digest,
    )
    heads = append(
        "ledger_entry",
        _ENTRY,
        (
            (
                posting.pk, number, entry.kind.value, entry.legs[0].partner_id, entry.reverses, now, 0,
                len(entry.legs), digests[number - 1],
            )
            for number, entry in enumerate(entries, start=1)
        ),
        returning="number, id",
    )  # fmt: skip
    ids = dict(heads)
    append(
        "ledger_leg",
        _LEG,
        (
            _row(ids[place], number, leg)
            for place, entry in enumerate(entries, 1)
            for number, leg in enumerate(entry.legs, 1)
        ),
    )
    journal.record(
        actor=actor, now=now, verb="ledger.posted", subject=f"ledger.posting:{posting.pk}", reason=reason,
        payload={"posting": posting.pk, "entries": len(entries), "digest": digest, "source": source},
    )  # fmt: skip
    return Posted(posting.pk, tuple(ids[number] for number in range(1, len(entries) + 1)), digest, created=True)


def _again(before: Posting, digest: str) -> Posted:
    if before.digest != digest:
        raise CannotPost(
            f"“{before.key}” was already posted with other entries (posting {before.pk}). Give a new request a new key."
        )
    ids = EntryRow.objects.filter(posting=before).order_by("number").values_list("pk", flat=True)
    return Posted(before.pk, tuple(ids), before.digest, created=False)


def _row(entry_id: int, number: int, leg: rules.Leg) -> tuple[object, ...]:
    return (
        entry_id, number, leg.account.value, leg.amount, leg.currency, leg.partner_id, leg.programme, leg.version_id,
        leg.incentive, leg.person, leg.period, leg.period_start, leg.origin_period, leg.origin_start, leg.cause.value,
        leg.run_id,
    )  # fmt: skip


def reverse(*, actor: Actor, now: datetime, entry_id: int, period: str, period_start: date, reason: str) -> Posted:
    """Take an entry back by its mirror image, booked in an open period; the entry itself stays as it is.

    Asking twice does one thing.

    :raises CannotPost: there is no such entry, it is itself a reversal, or no reason is given.
    """
    if not reason.strip():
        raise CannotPost(f"Say why entry {entry_id} is taken back: the reason stands in the journal.")
    found = queries.entry(actor, entry_id)
    if found is None:
        raise CannotPost(f"There is no entry {entry_id} to take back.")
    if found.kind == EntryKind.REVERSAL:
        raise CannotPost(f"Entry {entry_id} is itself a reversal. Post what should stand as a new entry instead.")
    mirror = rules.reversal(
        Entry(EntryKind(found.kind), found.legs), of=entry_id, period=period, period_start=period_start
    )
    return post(
        actor=actor,
        now=now,
        key=f"reverse:{entry_id}",
        source=f"ledger.entry:{entry_id}",
        entries=[mirror],
        reason=reason,
    )
