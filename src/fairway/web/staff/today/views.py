"""What waits, what changed, what was accrued."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from fairway.agreements.queries import agreements, dates, signing
from fairway.deals import queries as deals
from fairway.incentives import queries as incentives
from fairway.incentives.queries import Accrued
from fairway.kit.access import Actor, Kind
from fairway.kit.journal import reading
from fairway.leads import queries as leads
from fairway.partners import queries as partners
from fairway.performance import queries as performance
from fairway.sales import queries as sales
from fairway.values import FiscalCalendar, Money, Period
from fairway.web.shared import charts, feed
from fairway.web.shared.components import Waiting
from fairway.web.shared.display import day_text, money_text
from fairway.web.shared.onboarding import soon
from fairway.web.shared.request import Request, today_of
from fairway.web.staff.naming import things_of
from fairway.web.staff.places import address_of
from fairway.web.staff.today import beginning

FEED, RUNS = 12, 5
AHEAD = 30
"""Days ahead in which an agreement's end, renewal or notice waits for its owner."""
WATCHED = frozenset({"notice", "renewal", "end"})
SECOND = "Submitted by somebody else: you are the second person."
QUIET = (
    "access.signed_in", "access.signed_out", "ledger.posted", "incentives.version.saved", "incentives.run.requested",
)  # fmt: skip
"""Entries that the journal has and the first page leaves out."""


@dataclass(frozen=True)
class Stat:
    """One number of the first row, and the page that has its rows."""

    label: str
    value: Money | int
    link: str
    note: str = ""


@require_GET
def today(request: Request) -> HttpResponseBase:
    """Show the day's first page; direct sales begin with the partners."""
    actor = request.actor
    if actor.kind is Kind.DIRECT:
        return redirect("staff:partners")
    quarter = FiscalCalendar().period_of(today_of(request))
    before = FiscalCalendar().previous(quarter)
    accrued = incentives.accrued_by_programme(actor, quarter)
    runs = incentives.runs(actor, newest=RUNS)
    rows = list(reading.visible_to(actor).exclude(verb__in=QUIET).order_by("-id")[:FEED])
    names = partners.names_of(actor, [row.partner_id for row in rows if row.partner_id is not None])
    context = {
        "beginning": beginning.steps(request, ran=bool(runs)),
        "waiting": _waiting(request),
        "events": feed.events_of(
            rows, names=names, address=address_of, things=things_of(actor, {row.subject for row in rows})
        ),
        "quarter": quarter,
        "last_day": quarter.end - timedelta(days=1),
        "before": before,
        "stats": _stats(request, accrued, incentives.accrued_by_programme(actor, before), before),
        "charts": _charts(accrued, quarter),
        "runs": [(run, address_of(f"incentives.run:{run.id}", None)) for run in runs],
    }
    return render(request, "staff/today.html", context)


def _sum(rows: Iterable[Accrued]) -> dict[str, Money]:
    sums: dict[str, Money] = {}
    for row in rows:
        currency = row.amount.currency
        sums[currency] = sums.get(currency, Money.zero(currency)) + row.amount
    return sums


def _stats(request: Request, now: Iterable[Accrued], then: Iterable[Accrued], before: Period) -> list[Stat]:
    sums, earlier, runs = _sum(now), _sum(then), reverse("staff:runs")
    made = [
        Stat("Accrued this quarter", amount, runs, f"{before.label}: {money_text(earlier[currency])}")
        if currency in earlier
        else Stat("Accrued this quarter", amount, runs, f"nothing in {before.label}")
        for currency, amount in sorted(sums.items())
    ]
    made += [
        Stat(f"Accrued in {before.label}", amount, runs)
        for currency, amount in sorted(earlier.items())
        if currency not in sums
    ]
    actor, month = request.actor, today_of(request).replace(day=1)
    active = partners.visible_to(actor).filter(status="active").count()
    arrived = sales.visible_reports(actor).filter(received_at__date__gte=month).count()
    return [
        *made,
        Stat("Active partners", active, f"{reverse('staff:partners')}?status=active"),
        Stat("Sales files this month", arrived, f"{reverse('staff:sales')}?since={month.isoformat()}"),
    ]


def _charts(accrued: Iterable[Accrued], quarter: Period) -> list[charts.Figure]:
    """One chart for each currency: bars of different currencies do not compare."""
    by_currency: dict[str, list[charts.Point]] = {}
    for row in accrued:
        by_currency.setdefault(row.amount.currency, []).append(charts.Point(row.title, row.amount))
    return [
        charts.bars(
            points, title=f"Accrued in {quarter.label}, {currency}", label_head="Programme", value_head="Accrued"
        )
        for currency, points in by_currency.items()
    ]


def _waiting(request: Request) -> list[Waiting]:
    """Everything this person could do now, the channel's files first, then money in the order it flows."""
    actor = request.actor
    office = (*_recruiting(request), *_agreements(request), *_files(actor), *_leads(request), *_deals(request),
              *_disputes(request))  # fmt: skip
    found = (*office, *_tiers(actor), *_money(request))
    return [one for one in found if one.count]


def _agreements(request: Request) -> Iterable[Waiting]:
    actor, today = request.actor, today_of(request)
    if not actor.may("agreements.view"):
        return
    index = reverse("staff:agreements")
    mine = signing.waiting_for(actor, on=today)
    link = reverse("staff:agreement_sign", args=[mine[0].id]) if len(mine) == 1 else f"{index}?state=sent"
    note = f"{mine[0].number}, {mine[0].partner}" if mine else ""
    yield Waiting.of(len(mine), "agreement to sign", "agreements to sign", link, note)
    if not actor.may("agreements.draft"):
        return
    until = today + timedelta(days=AHEAD)
    soon = [one for one in dates.dates(actor, since=today, until=until, owner_id=actor.person) if one.kind in WATCHED]
    first = f"First: {soon[0].kind_title.lower()}, {soon[0].number}, {day_text(soon[0].on)}." if soon else ""
    calendar = reverse("staff:agreements_calendar")
    yield Waiting.of(len(soon), "day of your agreements to watch", "days of your agreements to watch", calendar, first)
    held = agreements.held_up(actor)
    note = "Signed, and something stands in the way."
    yield Waiting.of(held, "agreement that is held up", "agreements that are held up", index, note)


def _recruiting(request: Request) -> Iterable[Waiting]:
    actor, on = request.actor, today_of(request)
    if not actor.may("partners.manage"):
        return
    found, board = partners.waiting_applications(actor), reverse("staff:recruiting")
    yield Waiting.of(found["applied"], "application to take up", "applications to take up", board)
    yield Waiting.of(found["mine"], "application in review", "applications in review", board, "Yours, or nobody's.")
    yield Waiting.of(found["referred"], "referred company", "referred companies", board, "A partner thinks of them.")
    tasks = [one for one in partners.open_tasks(actor, side="vendor", on=on) if one.owner_id in {None, actor.user_id}]
    due = [one for one in tasks if one.due_on <= soon(on)]
    yield Waiting.of(len(due), "onboarding step of ours", "onboarding steps of ours", reverse("staff:onboarding"),
                "Late, or due within a week.")  # fmt: skip
    yield Waiting.of(partners.to_confirm(actor, on=on), "capability to confirm", "capabilities to confirm",
                f"{reverse('staff:all_capabilities')}?state=stated", "Stated by partners.")  # fmt: skip


def _files(actor: Actor) -> Iterable[Waiting]:
    if not actor.may("sales.upload"):
        return
    found, files = sales.waiting_for(actor), reverse("staff:sales")
    yield Waiting.of(found.to_map, "sales file to map", "sales files to map", f"{files}?status=needs_mapping")
    yield Waiting.of(
        found.to_confirm, "restated file to confirm", "restated files to confirm", f"{files}?status=to_confirm",
        "Reported before, and different now.",
    )  # fmt: skip
    if actor.may("sales.correct"):
        where = "In one file" if found.held_files == 1 else f"In {found.held_files:,} files"
        yield Waiting.of(
            found.held_lines, "held line", "held lines", f"{files}?waits=held", f"{where}; they count for nothing yet."
        )


def _tiers(actor: Actor) -> Iterable[Waiting]:
    count = performance.how_many_wait(actor)
    yield Waiting.of(count, "tier proposal to decide", "tier proposals to decide", reverse("staff:tier_waiting"))
    versions = performance.to_publish(actor)
    where = reverse("staff:tier", args=[versions[0]]) if len(versions) == 1 else reverse("staff:tiers")
    yield Waiting.of(len(versions), "tier version to publish", "tier versions to publish", where, SECOND)


def _deals(request: Request) -> Iterable[Waiting]:
    count, late = deals.waiting_for(request.actor, request.now)
    note = "None of them is late." if not late else f"{late:,} later than promised."
    yield Waiting.of(
        count, "registration to answer", "registrations to answer", f"{reverse('staff:deals')}?state=waiting", note
    )


def _leads(request: Request) -> Iterable[Waiting]:
    actor = request.actor
    if not actor.may("leads.manage"):
        return
    count, late = leads.waiting_for(actor, request.now)
    link = f"{reverse('staff:leads')}?state="
    yield Waiting.of(
        count, "lead needs a person", "leads need a person", f"{link}unrouted", "Nobody was asked, or took it."
    )
    yield Waiting.of(late, "lead was not answered in time", "leads were not answered in time", f"{link}offered")


def _disputes(request: Request) -> Iterable[Waiting]:
    new, mine = deals.waiting_cases(request.actor, request.now)
    link = f"{reverse('staff:disputes')}?state=open"
    yield Waiting.of(new, "dispute waits for a mediator", "disputes wait for a mediator", link)
    yield Waiting.of(mine, "dispute that you mediate", "disputes that you mediate", link)


def _money(request: Request) -> Iterable[Waiting]:
    actor = request.actor
    found = incentives.waiting_for(actor)
    due = incentives.periods_due(actor, on=today_of(request))
    programmes, statements, runs = reverse("staff:programmes"), reverse("staff:statements"), reverse("staff:runs")
    periods = reverse("staff:periods")
    yield Waiting.of(
        found.publish, "programme version to publish", "programme versions to publish", programmes, SECOND
    )  # fmt: skip
    yield Waiting.of(found.failed_runs, "failed run", "failed runs", runs, "They booked nothing.")
    oldest = f"Oldest: {due[0].period} of {due[0].title}, since {day_text(due[0].closable_on)}." if due else ""
    yield Waiting.of(len(due), "period to close", "periods to close", periods, oldest)
    yield Waiting.of(found.reopen, "period to reopen", "periods to reopen", periods, "Asked for by somebody else.")
    yield Waiting.of(found.approve, "statement to approve", "statements to approve", f"{statements}?state=draft")
    yield Waiting.of(
        found.adjust, "adjustment to book", "adjustments to book", f"{reverse('staff:adjustments')}?state=waiting",
        "Proposed by somebody else: you are the second person.",
    )  # fmt: skip
    yield Waiting.of(
        found.answer, "question about a figure", "questions about figures",
        f"{reverse('staff:questions')}?state=open", "Asked by a partner on its statement.",
    )  # fmt: skip
    yield Waiting.of(found.issue, "statement to issue", "statements to issue", f"{statements}?state=approved")
