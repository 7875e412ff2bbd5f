"""What was adjusted by hand, as a statement says it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from fairway.incentives.models import AdjustmentBooking, PeriodClosing
from fairway.incentives.rules.statements import Line

TITLE = "Adjustments"


@dataclass(frozen=True, slots=True)
class Adjusted:
    """The adjustments of some programmes: those of one period, and the titles of all."""

    rows: tuple[AdjustmentBooking, ...]
    titles: dict[str, str]

    def title(self, name: tuple[str, str]) -> str:
        """What an adjustment's balance is called: as the adjustment that opened it."""
        return self.titles.get(name[1], name[1])

    def lines(self, partner_id: int, currency: str, name: tuple[str, str]) -> Iterator[Line]:
        """The lines of one adjustment's balance: itself, and what takes it back."""
        for row in self.rows:
            if (row.partner_id, row.currency, row.account) == (partner_id, currency, name[1]):
                yield Line(
                    name[0], TITLE, name[1], row.title, "adjustment", row.period, row.period_start, row.amount,
                    explanation=row.explanation,
                )  # fmt: skip


def adjusted_on(closings: Sequence[PeriodClosing], start: date) -> Adjusted:
    """What was booked by hand in the period that begins on ``start``, beside the programmes closed for it."""
    booked = AdjustmentBooking.objects.filter(programme__in=[one.programme_id for one in closings]).order_by("pk")
    titles = {row.account: row.title for row in booked if row.account == row.code}
    return Adjusted(tuple(row for row in booked if row.period_start == start), titles)
