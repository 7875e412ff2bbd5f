"""Where a partner stands in each incentive now, as cards; and what earlier quarters brought, as a chart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils.safestring import SafeString

from fairway.incentives import queries as incentives
from fairway.incentives.queries import Accrued, Earning
from fairway.kit.access import Actor
from fairway.values import Exact, FiscalCalendar, Money, Period, exact, plus
from fairway.web.shared import charts

QUARTERS = 8


@dataclass(frozen=True)
class Card:
    """One incentive as Today and Earnings show it: what it earned, where it stands, what is missing to more."""

    earning: Earning
    gauge: SafeString | None
    link: str

    @property
    def words(self) -> str:
        """The step reached and the next one, in a sentence; where there are no steps, what it pays."""
        one = self.earning
        if one.next_text:
            if one.gap is not None and one.gap <= 0:
                return f"Pays with the first sale, {one.next_text}."
            now = f"Now {one.step_text}. " if one.step_text else ""
            return f"{now}Next {one.next_text}."
        if one.step_text.startswith("from "):
            return f"The highest step: {one.step_text}."
        return f"Pays {one.rate_text}." if one.rate_text else ""


@dataclass(frozen=True)
class Group:
    """The incentives of one programme in the period that runs now, and what they earned together."""

    code: str
    title: str
    period: str
    last: date
    as_of: date | None
    earned: Money
    cards: tuple[Card, ...]


def groups_of(earnings: tuple[Earning, ...]) -> tuple[Group, ...]:
    """Gather incentives by programme, in the order given."""
    found: dict[str, list[Earning]] = {}
    for one in earnings:
        found.setdefault(one.programme, []).append(one)
    groups = []
    for code, members in found.items():
        first, total = members[0], Money.zero(members[0].earned.currency)
        for one in members:
            total += one.earned
        cards = tuple(_card(one) for one in members)
        groups.append(
            Group(
                code,
                first.programme_title,
                first.period,
                first.period_end - timedelta(days=1),
                first.as_of,
                total,
                cards,
            )
        )
    return tuple(groups)


def _card(one: Earning) -> Card:
    link = reverse("partner:payout", args=[one.payout_id]) if one.payout_id is not None else ""
    return Card(one, _gauge(one), link)


def _gauge(one: Earning) -> SafeString | None:
    """Show the way to the next step; without steps there is none to show."""
    if one.gap is None or one.gap <= 0:
        return None
    here = one.qualifier if one.qualifier is not None else exact(0)
    bound: Exact = plus(here, one.gap)
    words = f"{one.title}: {one.qualifier_text or 'nothing yet'}; {one.gap_text} to the next step"
    return charts.gauge(max(here, exact(0)), (bound,), name=words)


def quarters_until(on: date, count: int = QUARTERS) -> tuple[Period, ...]:
    """The quarter that holds a day and those before it, oldest first."""
    calendar = FiscalCalendar()
    found = [calendar.period_of(on)]
    while len(found) < count:
        found.append(calendar.previous(found[-1]))
    return tuple(reversed(found))


def figures(actor: Actor, partner_id: int, on: date) -> tuple[charts.Figure, ...]:
    """What the last quarters earned, one chart for each currency; quarters before the first earning are left out."""
    quarters = quarters_until(on)
    rows = incentives.accrued_by_quarter(actor, quarters, partner_id=partner_id)
    return tuple(
        _figure(currency, [row for row in rows if row.amount.currency == currency], quarters)
        for currency in dict.fromkeys(row.amount.currency for row in rows)
    )


def _figure(currency: str, rows: list[Accrued], quarters: tuple[Period, ...]) -> charts.Figure:
    sums = {quarter.label: Money.zero(currency) for quarter in quarters}
    for row in rows:
        sums[row.period] += row.amount
    labels = list(sums)
    first = min(labels.index(row.period) for row in rows)
    points = [charts.Point(label, sums[label]) for label in labels[first:]]
    return charts.bars(points, title=f"Earned by quarter, {currency}", label_head="Quarter", value_head="Earned")
