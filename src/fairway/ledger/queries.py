"""Read the books: balances, entries, a partner's account, and whether anything was touched."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.db import connection
from django.db.models import F, QuerySet, Sum

from fairway.kit.access import Actor, Kind
from fairway.ledger import rules
from fairway.ledger.models import EntryRow, LegRow, Posting
from fairway.ledger.rules import OWED, Account, Cause, Entry, EntryKind, Leg
from fairway.values import Money


@dataclass(frozen=True, slots=True)
class Balance:
    """What stands on an account: debits less credits. Fields that were not asked for are empty."""

    account: str
    currency: str
    amount: Money
    partner_id: int | None = None
    programme: str = ""
    incentive: str = ""
    period: str = ""
    period_start: date | None = None
    origin_period: str = ""
    origin_start: date | None = None
    cause: str = ""
    person: str = ""


@dataclass(frozen=True, slots=True)
class Booked:
    """What was earned by the books for one payout so far: one partner, incentive and origin period."""

    partner_id: int
    person: str
    incentive: str
    origin_period: str
    currency: str
    minor: int


@dataclass(frozen=True, slots=True)
class Line:
    """One leg as account pages show it, with what the vendor owes after it (``owed``; negative: is owed)."""

    entry_id: int
    kind: str
    posted_at: datetime
    account: str
    programme: str
    incentive: str
    period: str
    origin_period: str
    cause: str
    amount: Money
    owed: Money


@dataclass(frozen=True, slots=True)
class EntryView:
    """An entry with its legs."""

    id: int
    kind: str
    posted_at: datetime
    partner_id: int
    reverses: int | None
    digest: str
    legs: tuple[Leg, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that verification found wrong with the books."""

    posting_id: int | None
    entry_id: int | None
    fault: str
    sentence: str


def visible_to(actor: Actor) -> QuerySet[LegRow]:
    """Legs this actor may read: the vendor all, a partner its own; the database holds the same rule."""
    if actor.kind is Kind.PARTNER:
        return LegRow.objects.filter(partner_id=actor.partner_id or 0)
    return LegRow.objects.all() if actor.kind in {Kind.STAFF, Kind.WORKER} else LegRow.objects.none()


def legs(actor: Actor) -> QuerySet[LegRow]:
    """Every leg with what its entry and posting say: ``kind``, ``posted_at``, ``digest``, ``posting``, ``source``."""
    return visible_to(actor).annotate(
        kind=F("entry__kind"), posted_at=F("entry__posted_at"), digest=F("entry__digest"),
        posting=F("entry__posting_id"), source=F("entry__posting__source"),
    )  # fmt: skip


def partners_booked(actor: Actor) -> tuple[int, ...]:
    """Numbers of the partners that the books name."""
    return tuple(visible_to(actor).order_by("partner_id").values_list("partner_id", flat=True).distinct())


def periods_booked(actor: Actor) -> tuple[str, ...]:
    """Labels of the periods that something is booked in, newest first."""
    found = visible_to(actor).order_by("-period_start", "period").values_list("period", "period_start").distinct()
    return tuple(dict.fromkeys(label for label, _ in found))


def balances(
    actor: Actor, *, by: Sequence[str] = (), accounts: Sequence[Account] = (), **only: Any
) -> tuple[Balance, ...]:
    """Add up the legs for each account and currency, and for each value of the fields in ``by``.

    ``by`` and ``only`` take: partner_id, programme, incentive, person, period, period_start, origin_period,
    origin_start, cause; ``only`` also takes Django's comparisons on them (``period_start__lt``), ``currency`` and
    ``run_id``.
    """
    legs = visible_to(actor).filter(**only)
    if accounts:
        legs = legs.filter(account__in=[account.value for account in accounts])
    keys = ["account", "currency", *by]
    rows = legs.values(*keys).annotate(total=Sum("amount")).order_by(*keys)
    return tuple(
        Balance(amount=Money.from_minor(int(row.pop("total")), row["currency"]), **row) for row in map(dict, rows)
    )


def owed(actor: Actor, **only: Any) -> dict[str, Money]:
    """What the vendor owes by these legs, per currency; negative where a partner owes back."""
    sums: dict[str, Money] = {}
    for row in balances(actor, accounts=OWED, **only):
        sums[row.currency] = sums.get(row.currency, Money.zero(row.currency)) - row.amount
    return sums


def booked(actor: Actor, *, programme: str, partner_ids: Sequence[int] | None = None) -> tuple[Booked, ...]:
    """What the books say was earned in a programme, for each payout: the debits of contra-revenue, by origin period.

    Of some partners, where they are named.
    """
    keys = ("partner_id", "person", "incentive", "origin_period", "currency")
    rows = visible_to(actor).filter(programme=programme, account=Account.CONTRA_REVENUE.value)
    if partner_ids is not None:
        rows = rows.filter(partner_id__in=partner_ids)
    sums = rows.values_list(*keys).annotate(total=Sum("amount")).order_by(*keys)
    return tuple(
        Booked(partner_id, person, incentive, origin, currency, int(total))
        for partner_id, person, incentive, origin, currency, total in sums
    )


def statement_of_account(actor: Actor, *, partner_id: int, currency: str, programme: str = "") -> tuple[Line, ...]:
    """A partner's account with the vendor: all movements of what is owed, oldest first, with the running balance."""
    legs = visible_to(actor).filter(
        partner_id=partner_id, currency=currency, account__in=[account.value for account in OWED]
    )
    if programme:
        legs = legs.filter(programme=programme)
    owed_minor, lines = 0, []
    rows = legs.annotate(kind=F("entry__kind"), posted_at=F("entry__posted_at")).order_by("entry_id", "number")
    for row in rows:
        owed_minor -= row.amount
        lines.append(
            Line(
                row.entry_id, row.kind, row.posted_at, row.account, row.programme, row.incentive, row.period,
                row.origin_period, row.cause, Money.from_minor(-row.amount, currency),
                Money.from_minor(owed_minor, currency),
            )
        )  # fmt: skip
    return tuple(lines)


def entries(actor: Actor, *, newest: int = 100, **only: Any) -> tuple[EntryView, ...]:
    """The newest entries that have a leg like ``only`` (fields of a leg), newest first, with all their legs."""
    ids = visible_to(actor).filter(**only).order_by("-entry_id").values_list("entry_id", flat=True).distinct()[:newest]
    wanted = list(ids)
    legs = _legs_of(visible_to(actor).filter(entry_id__in=wanted))
    heads = EntryRow.objects.filter(pk__in=wanted).order_by("-pk")
    return tuple(_view(head, legs.get(head.pk, ())) for head in heads)


def entry(actor: Actor, entry_id: int) -> EntryView | None:
    """One entry, or None when there is none that this actor may read."""
    found = _legs_of(visible_to(actor).filter(entry_id=entry_id))
    head = EntryRow.objects.filter(pk=entry_id).first() if found else None
    return _view(head, found[entry_id]) if head else None


def _view(head: EntryRow, legs: tuple[Leg, ...]) -> EntryView:
    return EntryView(head.pk, head.kind, head.posted_at, head.partner_id, head.reverses_id, head.digest, legs)


def _legs_of(rows: QuerySet[LegRow]) -> dict[int, tuple[Leg, ...]]:
    ordered = rows.order_by("entry_id", "number").iterator(chunk_size=10_000)
    return {
        entry_id: tuple(_leg(row) for row in group)
        for entry_id, group in groupby(ordered, key=lambda row: row.entry_id)
    }


def _leg(row: LegRow) -> Leg:
    return Leg(
        Account(row.account), row.amount, row.currency, row.partner_id, row.programme, row.version_id, row.incentive,
        row.period, row.period_start, row.origin_period, row.origin_start, Cause(row.cause), row.person, row.run_id,
    )  # fmt: skip


def verify(actor: Actor) -> tuple[Finding, ...]:
    """Recompute the fingerprint of every entry and posting, and compare with the rows and with the journal.

    The journal keeps each posting's fingerprint under its seals, so an entry altered together with its own
    fingerprint is still found. Needs the right to read the journal.
    """
    actor.require("journal.view")
    return tuple(_verified())


def _verified() -> Iterator[Finding]:
    kept = _journalled()
    heads: dict[int, list[EntryRow]] = {}
    for head in EntryRow.objects.order_by("posting_id", "number").iterator(chunk_size=10_000):
        heads.setdefault(head.posting_id, []).append(head)
    legs = _legs_of(LegRow.objects.all())
    for posting in Posting.objects.order_by("pk"):
        members = heads.pop(posting.pk, [])
        for head in members:
            yield from _entry_findings(posting, head, legs.get(head.pk, ()))
        digest = rules.posting_digest(head.digest for head in members)
        if len(members) != posting.entry_count or digest != posting.digest:
            sentence = f"Posting {posting.pk} had {posting.entry_count} entries; those that stand now do not match it."
            yield Finding(posting.pk, None, "posting", sentence)
        if kept.pop(posting.pk, None) != posting.digest:
            yield Finding(posting.pk, None, "journal", f"Posting {posting.pk} is not what the journal says was posted.")
    for posting_id in heads:
        yield Finding(posting_id, None, "added", f"Entries name posting {posting_id}, which does not stand.")
    for posting_id in kept:
        yield Finding(posting_id, None, "removed", f"The journal knows posting {posting_id}; it was removed.")


def _entry_findings(posting: Posting, head: EntryRow, legs: tuple[Leg, ...]) -> Iterator[Finding]:
    entry = Entry(EntryKind(head.kind), legs, head.reverses_id)
    strangers = [leg for leg in legs if leg.partner_id != head.partner_id]
    if strangers or rules.digest(entry, key=posting.key, number=head.number) != head.digest:
        yield Finding(
            posting.pk, head.pk, "altered", f"Entry {head.pk} of posting {posting.pk} was altered after it was posted."
        )


def _journalled() -> dict[int, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (payload->>'posting')::bigint, payload->>'digest' FROM journal_row WHERE verb = 'ledger.posted'"
        )
        return dict(cursor.fetchall())
