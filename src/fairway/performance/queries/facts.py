"""Brings together what is known of partners: their sales as sums, their reports, their dated values.

Sales lines never come here: the lake answers with sums between the days that a question cuts time at, so a year of a
thousand partners is some thousand rows. The worker reads for whoever may ask, one partner's rows for one partner.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from fairway.kit.access import WORKER
from fairway.partners import queries as partners
from fairway.performance.models import DatedValue
from fairway.performance.queries.reading import as_worker
from fairway.performance.rules import Refused
from fairway.performance.rules.tiers import days
from fairway.performance.rules.tiers.facts import CLEAN, RECEIVED, Facts, Value
from fairway.performance.rules.tiers.programme import Metric, Programme, Source
from fairway.sales import queries as sales
from fairway.values import exact

DEFAULT_WITHIN = 12
"""Months without a purchase after which a customer is lost, where the document does not say."""


@dataclass(frozen=True, slots=True)
class Member:
    """A partner that takes part in a programme."""

    id: int
    code: str
    name: str
    types: tuple[str, ...]
    country: str
    about: tuple[tuple[str, str], ...]


def members_of(programme: Programme, *, partner_id: int | None = None) -> tuple[Member, ...]:
    """Who takes part, by code."""
    with as_worker():
        rows = partners.for_calculation(WORKER, partner_id=partner_id)
        # a duplicate stands nowhere: its survivor does
        every = partner_id is None
        merged = partners.merged_ids(WORKER) if every else partners.merged_into(WORKER, [partner_id or 0])
    found: dict[int, Member] = {}
    for row in rows:
        if row.partner_id in merged:
            continue
        types = tuple(part for part in row.type.split(";") if part)
        if programme.members.admits(code=row.code, types=types, country=row.country):
            about = {"country": row.country, "region": row.region, "type": row.type, **row.attributes}
            pairs = tuple(sorted((name, str(value)) for name, value in about.items() if value))
            found[row.partner_id] = Member(row.partner_id, row.code, row.name, types, row.country, pairs)
    return tuple(sorted(found.values(), key=lambda one: one.code))


def cuts_of(programmes: Iterable[Programme], on: Sequence[date]) -> tuple[date, ...]:
    """The days at which sums must be cut so that every window of these days holds whole stretches."""
    found = {days.FIRST, *on}
    for programme in programmes:
        for metric in programme.metrics:
            for day in on:
                found.update(days.bounds(metric.window, day, programme.year_starts))
                found.update(days.before(metric.window, day, programme.year_starts))
    return tuple(sorted(found))


def gather(
    programme: Programme,
    members: Sequence[Member],
    *,
    cuts: Sequence[date] | None,
    known_at: datetime | None = None,
    partner_id: int | None = None,
) -> dict[int, Facts]:
    """The facts of members, by number. ``cuts`` None gives sums by day; ``known_at`` leaves values recorded later out.

    What stands under the number of a merged duplicate counts for its survivor.

    :raises Refused: some sales cannot be turned into the programme's currency.
    """
    wanted = {one.id: one for one in members}
    values: dict[int, list[Value]] = {number: [] for number in wanted}
    with as_worker():
        same = _same(wanted, partner_id)
        numbers = None if partner_id is None else [*wanted, *same]
        try:
            _sold(programme, wanted, values, cuts, numbers, same)
        except sales.NoRate as missing:
            raise Refused(str(missing)) from missing
        if any(metric.source is Source.DATA_QUALITY for metric in programme.metrics):
            for report in sales.cleanliness(WORKER, partner_ids=[*wanted, *same]):
                mine = values[same.get(report.partner_id, report.partner_id)]
                mine.append(Value(RECEIVED, report.on, exact(report.received)))
                mine.append(Value(CLEAN, report.on, exact(report.clean)))
        rows = DatedValue.objects.filter(partner__in=[*wanted, *same], name__in=names_of(programme))
        rows = rows.filter(withdrawn_at=None) if known_at is None else rows.filter(recorded_at__lt=known_at)
        for row in rows.order_by("pk"):
            if known_at is not None and row.withdrawn_at is not None and row.withdrawn_at < known_at:
                continue
            about = tuple(sorted((name, str(value)) for name, value in row.about.items()))
            said = {name for name, _ in about}
            whose = same.get(row.partner_id, row.partner_id)
            values[whose].append(
                Value(
                    row.name, row.since_on, row.amount, row.until_on, row.key,
                    (*about, *(pair for pair in wanted[whose].about if pair[0] not in said)),
                )
            )  # fmt: skip
    return {number: Facts(tuple(values[number]), one.code, one.country, one.types) for number, one in wanted.items()}


def names_of(programme: Programme) -> tuple[str, ...]:
    """The names of dated values that a programme reads."""
    found: set[str] = set()
    for metric in programme.metrics:
        if metric.source is Source.PEOPLE:
            found.update(metric.certificates)
        elif metric.source in {Source.VALUES, Source.RETENTION}:
            found.add(metric.name or metric.id)
    return tuple(sorted(found))


def _same(wanted: Mapping[int, Member], partner_id: int | None) -> dict[int, int]:
    """Which number counts as which member: the merged duplicates of each."""
    if partner_id is not None:
        return dict.fromkeys(partners.same_as(WORKER, partner_id)[1:], partner_id) if partner_id in wanted else {}
    return {number: last for number, last in partners.survivors(WORKER).items() if last in wanted}


def _sold(
    programme: Programme,
    wanted: dict[int, Member],
    values: dict[int, list[Value]],
    cuts: Sequence[date] | None,
    numbers: Sequence[int] | None,
    same: Mapping[int, int],
) -> None:
    sold = [metric for metric in programme.metrics if metric.source is Source.SALES]
    if sold:
        known = sales.product_attributes(WORKER)
        asked = [
            sales.Asked(metric.id, metric.counted.value, metric.events, tuple(sorted(_by(programme, metric) & known)))
            for metric in sold
        ]
        found = sales.totals(WORKER, asked, currency=programme.currency, cuts=cuts, partner_ids=numbers)
        for total in found:
            whose = same.get(total.partner_id, total.partner_id)
            if whose in wanted:
                said = {name for name, _ in total.about}
                more = tuple(pair for pair in wanted[whose].about if pair[0] not in said)
                values[whose].append(Value(total.name, total.since, exact(total.amount), about=(*total.about, *more)))
    for metric in programme.metrics:
        if metric.source is Source.RETENTION and not metric.name:
            months = DEFAULT_WITHIN if metric.within is None else max(metric.within.count, 1)
            for one in sales.customers(WORKER, months=months, partner_ids=numbers, same=same):
                if one.partner_id in wanted:
                    values[one.partner_id].append(Value(metric.id, one.since, exact(1), one.until, one.customer))


def _by(programme: Programme, metric: Metric) -> set[str]:
    names = {name for name, _ in metric.only} | {one.by for one in metric.multipliers}
    return names | ({programme.each} if programme.each else set())
