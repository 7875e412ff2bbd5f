"""What is unusual about a report, told from the same sender's other reports."""

from __future__ import annotations

from datetime import date, timedelta

from fairway.kit.access import Actor
from fairway.sales.models import Report
from fairway.sales.queries.reports import NoSuchReport, visible_reports
from fairway.sales.rules import regularity
from fairway.values import exact

PERIODIC_DAYS = 100
"""A file about more days than a quarter is a history somebody loads, not a report that could be late."""

MOST = 400
"""Reports looked back at: more than thirty years of monthly ones."""


def irregularities(actor: Actor, report_id: int) -> tuple[regularity.Irregularity, ...]:
    """Warnings F4 and F5 of a report that was read, in two queries; none where it has no days yet.

    :raises NoSuchReport: when there is no such report the actor may see.
    """
    found = visible_reports(actor).filter(pk=report_id).first()
    if found is None:
        raise NoSuchReport(f"There is no sales file {report_id}.")
    span = _span(found)
    if span is None or found.status not in {"decided", "to_confirm"}:
        return ()
    first, last = span
    others = list(
        visible_reports(actor)
        .filter(reporter_id=found.reporter_id, event=found.event, status="decided")
        .exclude(pk=found.pk)
        .only("period_start", "period_end", "first_on", "last_on", "net")[:MOST]
    )
    months = {month for each in others if (days := _span(each)) for month in regularity.months_of(*days)}
    made = [regularity.gap(months, first)]
    if found.purpose == "original" and (last - first).days < PERIODIC_DAYS:
        # a month whose last sale was on the 20th is over on its last day all the same
        over = found.period_end or regularity.next_month(last)
        made.append(regularity.late(over - timedelta(days=1), found.received_at.date()))
    earlier = [each.net for each in others if each.pk < found.pk]
    for currency, net in sorted(found.net.items()):
        before = [exact(totals[currency]) for totals in earlier if currency in totals]
        made.append(regularity.unusual(exact(net), before, currency))
    return tuple(one for one in made if one is not None)


def _span(report: Report) -> tuple[date, date] | None:
    """The first and the last day a report is about: as it says, else as its lines show."""
    if report.period_start and report.period_end:
        return report.period_start, report.period_end - timedelta(days=1)
    if report.first_on and report.last_on:
        return report.first_on, report.last_on
    return None
