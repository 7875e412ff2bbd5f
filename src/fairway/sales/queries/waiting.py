"""What waits for somebody among sales files: all of it for the first page, or what touches a span of days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, Sum

from fairway.kit.access import Actor
from fairway.sales.models import HeldLine
from fairway.sales.queries.reports import ReportRow, rows_of, visible_reports


@dataclass(frozen=True, slots=True)
class Waiting:
    """Files whose columns are to be mapped, files that restate, and held lines with the files they stand in."""

    to_map: int
    to_confirm: int
    held_files: int
    held_lines: int


def waiting_for(actor: Actor) -> Waiting:
    """What waits among the files this actor may see, in one query; the actor's right to do it is the page's to ask."""
    held = Q(status="decided", held__gt=0)
    found = visible_reports(actor).aggregate(
        to_map=Count("pk", filter=Q(status="needs_mapping")),
        to_confirm=Count("pk", filter=Q(status="to_confirm")),
        held_files=Count("pk", filter=held),
        held_lines=Sum("held", filter=held),
    )
    return Waiting(found["to_map"], found["to_confirm"], found["held_files"], int(found["held_lines"] or 0))


@dataclass(frozen=True, slots=True)
class Undecided:
    """What is undecided about a span of days: held lines dated in it, and files that are not taken in yet.

    ``files`` are the newest of them, ``file_count`` how many there are. It is true where there is anything.
    """

    held_lines: int
    file_count: int
    files: tuple[ReportRow, ...]

    def __bool__(self) -> bool:
        return bool(self.held_lines or self.file_count)


def undecided(actor: Actor, since: date, until: date, *, files: int = 20) -> Undecided:
    """What is undecided about the days from ``since`` until before ``until``.

    A held line without a readable date, and a waiting file that names no days, may concern any: they count, too. At
    most ``files`` files are answered in full.
    """
    reports = visible_reports(actor)
    undated = Q(invoice_date=None)
    lines = HeldLine.objects.filter(report__in=reports.order_by(), status="open").filter(
        Q(invoice_date__gte=since, invoice_date__lt=until) | undated
    )
    touches = Q(period_start__lt=until, period_end__gt=since) | Q(
        period_start=None, first_on__lt=until, last_on__gte=since
    )
    unknown = Q(period_start=None, first_on=None)
    waiting = reports.filter(status__in=["received", "reading", "needs_mapping", "to_confirm"])
    waiting = waiting.filter(touches | unknown)
    return Undecided(lines.count(), waiting.count(), rows_of(actor, list(waiting[:files])) if files else ())
