"""What a run came to: totals by incentive and period, by partner, and what it booked, with where that came from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, Sum

from fairway.incentives.models import Run
from fairway.incentives.queries.documents import incentive_of, of_versions
from fairway.incentives.queries.payouts import visible_to
from fairway.kit.access import Actor
from fairway.ledger import queries as books
from fairway.ledger.rules import Account
from fairway.partners import queries as partners
from fairway.values import Money


@dataclass(frozen=True, slots=True)
class RunTotal:
    """One incentive in one period: ``payouts`` above zero, their sum, and what the run booked for it."""

    incentive: str
    title: str
    period: str
    period_start: date
    payouts: int
    lines: int
    earned: Money
    booked: Money


@dataclass(frozen=True, slots=True)
class RunPartner:
    """One partner of a run: ``payouts`` above zero, their sum, and what the run booked for it."""

    partner_id: int
    code: str
    name: str
    payouts: int
    earned: Money
    booked: Money


@dataclass(frozen=True, slots=True)
class BookedRow:
    """What a run booked for one payout: first earned (``first``), or corrected by other volume and other rate.

    It came from ``origin_period`` and stands in ``period``; the two differ where the origin was closed already.
    """

    partner_id: int
    code: str
    name: str
    incentive: str
    title: str
    person: str
    origin_period: str
    origin_start: date
    period: str
    first: Money
    volume: Money
    rate: Money
    amount: Money

    @property
    def kind(self) -> str:
        return "correction" if self.volume or self.rate else "accrual"

    @property
    def moved(self) -> bool:
        return self.period != self.origin_period


def _titles(run_id: int) -> dict[str, str]:
    version = Run.objects.filter(pk=run_id).values_list("version_id", flat=True).first()
    document = of_versions([version]).get(version or 0)
    if document is None:
        return {}
    return {one.id: found.title for one in document.incentives if (found := incentive_of(document, one.id))}


def run_totals(actor: Actor, run_id: int) -> tuple[RunTotal, ...]:
    """Totals by period and incentive, newest period first, in the order of the document: four queries."""
    titles = _titles(run_id)
    order = {name: at for at, name in enumerate(titles)}
    booked: dict[tuple[str, date | None, str], Money] = {}
    for row in books.balances(
        actor, accounts=[Account.CONTRA_REVENUE], by=("incentive", "origin_start"), run_id=run_id
    ):
        booked[row.incentive, row.origin_start, row.currency] = row.amount
    rows = (
        visible_to(actor)
        .filter(run_id=run_id)
        .values("incentive", "period", "period_start", "currency")
        .annotate(paid=Count("pk", filter=~Q(earned=0)), counted=Sum("lines"), total=Sum("earned"))
        .order_by("-period_start")
    )
    made = [
        RunTotal(
            row["incentive"], titles.get(row["incentive"], row["incentive"]), row["period"], row["period_start"],
            row["paid"], int(row["counted"]), Money.from_minor(int(row["total"]), row["currency"]),
            booked.get((row["incentive"], row["period_start"], row["currency"]), Money.zero(row["currency"])),
        )
        for row in rows
    ]  # fmt: skip
    made.sort(key=lambda one: order.get(one.incentive, len(order)))
    return tuple(sorted(made, key=lambda one: one.period_start, reverse=True))


def run_partners(actor: Actor, run_id: int) -> tuple[RunPartner, ...]:
    """Totals by partner, largest first: three queries whatever their number."""
    booked = {
        (row.partner_id, row.currency): row.amount
        for row in books.balances(actor, accounts=[Account.CONTRA_REVENUE], by=("partner_id",), run_id=run_id)
    }
    rows = (
        visible_to(actor)
        .filter(run_id=run_id)
        .values("partner_id", "currency")
        .annotate(paid=Count("pk", filter=~Q(earned=0)), total=Sum("earned"))
        .order_by("-total", "partner_id")
    )
    found = list(rows)
    names = partners.names_of(actor, [row["partner_id"] for row in found])
    return tuple(
        RunPartner(
            row["partner_id"], *names.get(row["partner_id"], (str(row["partner_id"]), "")), row["paid"],
            Money.from_minor(int(row["total"]), row["currency"]),
            booked.get((row["partner_id"], row["currency"]), Money.zero(row["currency"])),
        )
        for row in found
    )  # fmt: skip


def run_booked(actor: Actor, run_id: int) -> tuple[BookedRow, ...]:
    """What a run booked, payout by payout, the largest amounts first: three queries whatever their number."""
    titles = _titles(run_id)
    keys = ("partner_id", "incentive", "person", "origin_period", "origin_start", "period", "cause")
    sums: dict[tuple[int, str, str, str, date, str, str], dict[str, Money]] = {}
    for row in books.balances(actor, accounts=[Account.CONTRA_REVENUE], by=keys, run_id=run_id):
        if row.partner_id is None or row.origin_start is None:
            continue
        key = (
            row.partner_id, row.incentive, row.person, row.origin_period, row.origin_start, row.period, row.currency,
        )  # fmt: skip
        sums.setdefault(key, {})[row.cause] = row.amount
    names = partners.names_of(actor, {key[0] for key in sums})
    made = []
    for (partner_id, incentive, person, origin, origin_start, period, currency), parts in sums.items():
        zero = Money.zero(currency)
        first, volume, rate = (parts.get(cause, zero) for cause in ("earned", "volume", "rate"))
        code, name = names.get(partner_id, (str(partner_id), ""))
        made.append(
            BookedRow(
                partner_id, code, name, incentive, titles.get(incentive, incentive), person, origin, origin_start,
                period, first, volume, rate, first + volume + rate,
            )
        )  # fmt: skip
    return tuple(sorted(made, key=lambda one: abs(one.amount.minor), reverse=True))
