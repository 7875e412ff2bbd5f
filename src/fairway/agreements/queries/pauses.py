"""Grants whose agreement is suspended on a day: they keep their place against others, and let nobody sell there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from fairway.agreements.models import AgreementGrant, Suspension
from fairway.values import day_in_words


@dataclass(frozen=True)
class Paused:
    """The suspension that holds a grant back: of which agreement, and for which days."""

    agreement: str
    since_on: date
    until_on: date | None

    def holds(self, day: date) -> bool:
        """Whether a day is one of the suspended."""
        return self.since_on <= day and (self.until_on is None or day < self.until_on)

    @property
    def words(self) -> str:
        until = f"until {day_in_words(self.until_on)}" if self.until_on else "until it is resumed"
        return f"Its agreement {self.agreement} is suspended from {day_in_words(self.since_on)} {until}."


def _on(day: date) -> QuerySet[Suspension]:
    return Suspension.objects.filter(since_on__lte=day).filter(Q(until_on=None) | Q(until_on__gt=day))


def paused(on: date, grant_ids: Iterable[int] | None = None) -> Mapping[int, Paused]:
    """The grants held back on a day, by number; of those named, or all. One query where nothing is suspended."""
    rows = {row.agreement_id: row for row in _on(on).select_related("agreement")}
    if not rows:
        return {}
    made = AgreementGrant.objects.filter(agreement__in=rows)
    if grant_ids is not None:
        made = made.filter(grant__in=list(grant_ids))
    return {
        grant_id: Paused(rows[number].agreement.number, rows[number].since_on, rows[number].until_on)
        for grant_id, number in made.values_list("grant_id", "agreement_id")
    }


def all_of(grant_ids: Iterable[int]) -> Mapping[int, tuple[Paused, ...]]:
    """Every suspension of the grants named, whenever it is. One query where nothing was ever suspended."""
    rows: dict[int, list[Paused]] = {}
    for one in Suspension.objects.select_related("agreement").order_by("since_on"):
        rows.setdefault(one.agreement_id, []).append(Paused(one.agreement.number, one.since_on, one.until_on))
    if not rows:
        return {}
    made = AgreementGrant.objects.filter(agreement__in=rows, grant__in=list(grant_ids))
    return {grant_id: tuple(rows[number]) for grant_id, number in made.values_list("grant_id", "agreement_id")}


def grants_paused(on: date) -> QuerySet[AgreementGrant]:
    """The numbers of the grants held back on a day, for a condition."""
    return AgreementGrant.objects.filter(agreement__in=_on(on).values("agreement_id")).values("grant_id")  # type: ignore[return-value]
