"""The ledger, leg by leg: what an auditor follows an amount into, and takes away as a file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.http import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_GET

from fairway.kit.access import saved_views
from fairway.ledger import queries as ledger
from fairway.ledger.rules import Account, Cause, EntryKind
from fairway.partners import queries as partners
from fairway.values import Money
from fairway.web.shared import lists
from fairway.web.shared.lists import Column, Filter, Listing
from fairway.web.shared.request import Request

ACCOUNTS = {
    Account.CONTRA_REVENUE: "Contra-revenue rebates",
    Account.ACCRUED: "Accrued rebate liability",
    Account.PAYABLE: "Rebates payable",
    Account.HOLDBACK: "Holdback payable",
    Account.RECEIVABLE_BACK: "Partner receivable",
    Account.RECEIVABLE: "Customer receivable",
    Account.CASH: "Cash",
    Account.MARKETING: "Marketing expense",
    Account.COMMISSION: "Commission expense",
    Account.CAPITALISED: "Capitalised contract cost",
    Account.EXCHANGE: "Exchange difference",
    Account.RETURNED_GOODS: "Right to returned goods",
    Account.EXPECTED_COST: "Expected rebates",
    Account.EXPECTED: "Expected liability",
}


@dataclass(frozen=True)
class LegShown:
    """One leg as the page shows it; one of ``debit`` and ``credit`` is empty."""

    entry: int
    posting: int
    posted_at: datetime
    partner_id: int
    code: str
    name: str
    account: str
    account_name: str
    debit: Money | None
    credit: Money | None
    kind: str
    cause: str
    programme: str
    incentive: str
    person: str
    period: str
    origin_period: str
    run_id: int | None
    source: str
    digest: str


LEDGER = Listing(
    name="ledger",
    columns=(
        Column("entry", "Entry", kind="number", is_key=True, sort=("entry_id", "number"), note=lambda row: row.kind),
        Column("posted_at", "Booked at", kind="moment"),
        Column(
            "name", "Partner", sort="partner__name", note=lambda row: row.code,
            link=lambda row: reverse("staff:partner", args=[row.partner_id]),
        ),
        Column("account_name", "Account", note=lambda row: row.account),
        Column("debit", "Debit", kind="money"),
        Column("credit", "Credit", kind="money"),
        Column(
            "incentive", "Incentive", note=lambda row: row.person or row.programme,
            link=lambda row: reverse("staff:run", args=[row.run_id]) if row.run_id else None,
        ),
        Column("period", "Booked in", tight=True, sort="period_start"),
        Column("origin_period", "Earned in", tight=True, sort="origin_start"),
        Column("cause", "Cause", tight=True),
        Column("code", "Code", shown=False),
        Column("account", "Account code", shown=False),
        Column("kind", "Kind", shown=False),
        Column("programme", "Programme", shown=False),
        Column("person", "Person", shown=False),
        Column("run_id", "Run", kind="number", shown=False),
        Column("posting", "Posting", kind="number", shown=False),
        Column("source", "Posted by", shown=False),
        Column("digest", "Fingerprint of the entry", shown=False),
    ),
    search=("partner__name", "partner__code", "incentive", "programme"),
    search_hint="Partner, programme or incentive",
    default_sort="-entry",
    per_page=100,
    empty_title="Nothing is booked like this",
    empty_text="A run books what sales earn, a statement what is paid.",
    empty_icon="book-open",
)  # fmt: skip


def _rows(request: Request, found: list[Any]) -> tuple[LegShown, ...]:
    names = partners.names_of(request.actor, [leg.partner_id for leg in found])
    return tuple(_row(leg, *names.get(leg.partner_id, ("", ""))) for leg in found)


def _row(leg: Any, code: str, name: str) -> LegShown:
    amount = Money.from_minor(abs(leg.amount), leg.currency)
    return LegShown(
        leg.entry_id, leg.posting, leg.posted_at, leg.partner_id, code, name, leg.account,
        ACCOUNTS[Account(leg.account)], amount if leg.amount > 0 else None, amount if leg.amount < 0 else None,
        leg.kind, leg.cause, leg.programme, leg.incentive, leg.person, leg.period, leg.origin_period, leg.run_id,
        leg.source, leg.digest,
    )  # fmt: skip


@require_GET
def index(request: Request) -> HttpResponseBase:
    """Show every leg of every entry, newest first, narrowed by partner, account, programme and period."""
    actor = request.actor
    legs = ledger.legs(actor)
    named = sorted(partners.names_of(actor, ledger.partners_booked(actor)).items(), key=lambda pair: pair[1][1])
    periods = tuple((one, one) for one in ledger.periods_booked(actor))
    listing = replace(
        LEDGER,
        filters=(
            Filter(
                "partner", "Partner", choices=tuple((str(pk), name) for pk, (_, name) in named), lookup="partner_id"
            ),
            Filter("account", "Account", choices=tuple((one.value, name) for one, name in ACCOUNTS.items())),
            Filter("period", "Booked in", choices=periods),
            Filter("origin_period", "Earned in", choices=periods),
            Filter("kind", "Kind", choices=tuple((one.value, one.value.capitalize()) for one in EntryKind)),
            Filter("cause", "Cause", choices=tuple((one.value, one.value.capitalize()) for one in Cause)),
            Filter("entry", "Entry", kind="text", narrow=_entry),
        ),
    )
    return lists.answer(
        request,
        "staff/journal/ledger.html",
        listing,
        legs,
        rows=lambda found: _rows(request, found),
        saved=saved_views.of(actor, listing.name),
    )


def _entry(rows: Any, value: str) -> Any:
    return rows.filter(entry_id=int(value)) if value.isdecimal() and len(value) < 18 else rows.none()
