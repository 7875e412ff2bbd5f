"""What the books hold of running periods: earned, and expected on top (V29)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from fairway.catalogue import queries as catalogue
from fairway.deals import queries as deals
from fairway.engine.programme import Programme as Document
from fairway.engine.trial import Prospect
from fairway.incentives.models import Estimate, Payout, Programme
from fairway.incentives.queries.payouts import latest_runs
from fairway.incentives.queries.supposing import UNITS, Case, number_of
from fairway.kit.access import Actor, Kind
from fairway.kit.access.people import names_of
from fairway.ledger import queries as books
from fairway.ledger.rules import Account
from fairway.values import Money, Quantity, Rate, Rounding, exact, plain, rounded, times

EVEN = 50
"""How likely a registered deal is, in percent, where nothing can be said yet."""


@dataclass(frozen=True, slots=True)
class InTheBooks:
    """What stands for a partner's sales so far, and the estimate that it comes from, where one was made.

    ``target`` is what that estimate came to, ``expected`` what stands on top of what is earned.
    """

    earned: Money
    expected: Money
    on: date | None = None
    so_far: Money | Quantity | None = None
    cases: tuple[Case, ...] = ()
    pipeline: tuple[Prospect, ...] = ()
    target: Money | None = None
    reason: str = ""
    made_by: str = ""
    made_at: datetime | None = None

    @property
    def together(self) -> Money:
        """What the sales so far are taken to cost."""
        return self.earned + self.expected


@dataclass(frozen=True, slots=True)
class Standing:
    """An estimate that stands in the books: whose, of which period, and how much."""

    partner_id: int
    period: str
    period_start: date
    amount: Money


def visible_to(actor: Actor) -> QuerySet[Estimate]:
    """Estimates are the vendor's own: no partner reads what it is expected to earn."""
    if actor.kind in {Kind.STAFF, Kind.WORKER} and actor.may("runs.view"):
        return Estimate.objects.all()
    return Estimate.objects.none()


def newest(actor: Actor, programme_id: int, partner_id: int, period_start: date) -> Estimate | None:
    """The estimate that stands, if one was made."""
    found = visible_to(actor).filter(programme_id=programme_id, partner_id=partner_id, period_start=period_start)
    return found.order_by("-number").first()


def booked(actor: Actor, code: str, partner_id: int, period_start: date, currency: str) -> tuple[Money, Money]:
    """What the books hold as earned, and as expected on top, for a partner's origin period."""
    held = {
        row.account: row.amount
        for row in books.balances(
            actor, accounts=[Account.CONTRA_REVENUE, Account.EXPECTED_COST], programme=code, partner_id=partner_id,
            origin_start=period_start, currency=currency,
        )
    }  # fmt: skip
    zero = Money.zero(currency)
    return held.get(Account.CONTRA_REVENUE, zero), held.get(Account.EXPECTED_COST, zero)


def standing(actor: Actor, code: str) -> tuple[Standing, ...]:
    """Every estimate of a programme that the books hold, oldest first."""
    rows = books.balances(
        actor, accounts=[Account.EXPECTED_COST], by=("partner_id", "origin_period", "origin_start"), programme=code
    )
    return tuple(
        Standing(row.partner_id, row.origin_period, row.origin_start, row.amount)
        for row in sorted(rows, key=lambda one: (str(one.origin_start), one.partner_id or 0))
        if row.amount and row.partner_id is not None and row.origin_start is not None
    )


def in_the_books(actor: Actor, partner_id: int, code: str, period_start: date, currency: str) -> InTheBooks:
    """What stands for one partner and period, with the estimate behind it: three queries."""
    earned, expected = booked(actor, code, partner_id, period_start, currency)
    programme = Programme.objects.filter(code=code).first()
    one = newest(actor, programme.pk, partner_id, period_start) if programme is not None else None
    if one is None:
        return InTheBooks(earned, expected)
    by = names_of([one.made_by_id]).get(one.made_by_id, "") if one.made_by_id is not None else "Fairway"
    return InTheBooks(
        earned, expected, one.on, _so_far(one), cases_of(one), pipeline_of(one),
        Money.from_minor(one.target, currency), one.reason, by, one.made_at,
    )  # fmt: skip


def _so_far(one: Estimate) -> Money | Quantity:
    if one.so_far is not None:
        return Money.from_minor(one.so_far, one.currency)
    return Quantity(exact(plain(exact(one.units_so_far or 0))), UNITS)


def cases_of(one: Estimate) -> tuple[Case, ...]:
    """The cases of an estimate as it was made."""

    def volume(text: str) -> Money | Quantity:
        return Quantity.of(text, UNITS) if one.so_far is None else Money.of(text, one.currency)

    return tuple(
        Case(row["name"], exact(row["share"]), volume(row["volume"]), Money.of(row["rebate"], one.currency))
        for row in one.cases
    )


def pipeline_of(one: Estimate) -> tuple[Prospect, ...]:
    """The deals that were given in, or read."""
    return tuple(
        Prospect(
            exact(row["amount"]), Rate.percent(exact(row["percent"])), row.get("deal", ""),
            exact(row["units"]) if "units" in row else None,
        )
        for row in one.pipeline
    )  # fmt: skip


def registered(actor: Actor, document: Document, on: date) -> dict[int, tuple[Prospect, ...]]:
    """The registered deals that are still to be won in what is left of the period of a day, by partner.

    A deal is as likely as deals that ended were won; as likely as not where too few ended. One in a currency without a
    rate that day counts by its units alone.
    """
    end = document.calendar.fiscal.period_of(on).end
    share = deals.won_share(actor)
    likely = Rate.percent(exact(EVEN) if share is None else share)
    rates = {row.currency: row.rate for row in catalogue.rates_to(actor, document.currency) if row.valid_from <= on}
    rates[document.currency] = exact(1)
    digits = Money.zero(document.currency).digits
    found: dict[int, list[Prospect]] = {}
    for one in deals.open_deals(actor, since=on, until=end):
        rate = rates.get(one.value.currency) if one.value.amount > 0 else None
        amount = exact(0) if rate is None else rounded(times(one.value.amount, rate), digits, Rounding.HALF_UP)
        if amount or one.units:
            found.setdefault(one.partner_id, []).append(Prospect(amount, likely, one.code, one.units))
    return {partner_id: tuple(rows) for partner_id, rows in found.items()}


def packed(cases: Sequence[Case], pipeline: Sequence[Prospect]) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """Cases and deals as an estimate keeps them."""
    return (
        [
            {"name": one.name, "share": plain(one.share), "volume": plain(number_of(one.volume)),
             "rebate": plain(one.payout.amount)}
            for one in cases
        ],
        [
            {"amount": plain(one.amount), "percent": plain(one.share.value.scaleb(2))}
            | ({"deal": one.deal} if one.deal else {})
            | ({"units": plain(one.units)} if one.units else {})
            for one in pipeline
        ],
    )  # fmt: skip


def running(actor: Actor, code: str, on: date) -> tuple[int, ...]:
    """The partners with a payout in the period of a day, by the programme's latest run."""
    actor.require("runs.view")
    latest = latest_runs().get(code)
    if latest is None:
        return ()
    rows = Payout.objects.filter(run_id=latest[0], period_start__lte=on, period_end__gt=on)
    return tuple(sorted(set(rows.values_list("partner_id", flat=True))))
