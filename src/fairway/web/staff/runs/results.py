"""One run: how far it is, what it came to, and what it booked."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from fairway.incentives import queries as incentives
from fairway.incentives.queries import BookedRow, RunPartner, RunRow, RunTotal
from fairway.incentives.rules import NotFound
from fairway.kit.access import saved_views
from fairway.values import Money
from fairway.web.shared import charts, lists
from fairway.web.shared.components import Badge
from fairway.web.shared.lists import Column, Filter, Listing
from fairway.web.shared.request import Request

REFRESH_SECONDS = 3
CHARTED = 12


def run_of(request: Request, number: int) -> RunRow:
    """The run of the address, or 404."""
    try:
        return incentives.run_progress(request.actor, number)
    except NotFound:
        raise Http404 from None


def frame(run: RunRow) -> dict[str, Any]:
    """What stands on every page of a run: its heading, facts and tabs."""
    tabs = (
        ("By incentive", reverse("staff:run", args=[run.id])),
        ("By partner", reverse("staff:run_partners", args=[run.id])),
        ("Payouts", reverse("staff:run_payouts", args=[run.id]), run.payouts),
        ("What was booked", reverse("staff:run_booked", args=[run.id]), run.corrections),
    )
    return {"run": run, "heading_of_run": f"Run {run.id}", "tabs": tabs if run.state == "succeeded" else ()}


def _payouts(number: int, **narrowed: object) -> str:
    return f"{reverse('staff:run_payouts', args=[number])}?{urlencode(narrowed)}"


def totals_listing(number: int) -> Listing:
    """Totals by incentive and period, each leading to its payouts."""

    def link(row: RunTotal) -> str:
        return _payouts(number, incentive=row.incentive, period=row.period)

    return Listing(
        name="run-totals",
        columns=(
            Column("title", "Incentive", is_key=True, sort=True, link=link),
            Column("period", "Period", tight=True, sort=lambda row: row.period_start),
            Column("payouts", "Payouts above zero", kind="number", sort=True),
            Column("lines", "Lines that counted", kind="number", sort=True),
            Column("earned", "Earned", kind="money", sort=lambda row: (row.earned.currency, row.earned.amount)),
            Column("booked", "Booked by this run", kind="money", sort=lambda row: row.booked.minor),
        ),
        search=("title", "period"),
        search_hint="Incentive or period",
        default_sort="-period",
        empty_title="Nothing to pay",
        empty_text="No accepted sales line lies in a period of this programme up to that day.",
        empty_icon="calculator",
    )


@require_GET
def one(request: Request, number: int) -> HttpResponseBase:
    """Show a run: its progress while it works, then its totals by incentive and period."""
    run = run_of(request, number)
    context = frame(run)
    if run.under_way:
        return render(request, "staff/runs/run.html", {**context, "refresh_seconds": REFRESH_SECONDS})
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Refresh": "true"})  # the bar of a finished run: show its result instead
    if run.state == "failed":
        return render(request, "staff/runs/run.html", context)
    rows = incentives.run_totals(request.actor, number)
    listing = replace(
        totals_listing(number),
        filters=(
            Filter("period", "Period", choices=tuple((row, row) for row in dict.fromkeys(one.period for one in rows))),
            Filter("incentive", "Incentive", choices=tuple(dict.fromkeys((one.incentive, one.title) for one in rows))),
        ),
    )
    context |= {"earned": _sums(row.earned for row in rows), "figures": _figures(rows)}
    return lists.answer(
        request,
        "staff/runs/run.html",
        listing,
        rows,
        saved=saved_views.of(request.actor, listing.name),
        context=context,
    )


def _sums(amounts: Any) -> tuple[Money, ...]:
    sums: dict[str, Money] = {}
    for amount in amounts:
        sums[amount.currency] = sums.get(amount.currency, Money.zero(amount.currency)) + amount
    return tuple(sums.values())


def _figures(rows: tuple[RunTotal, ...]) -> tuple[charts.Figure, ...]:
    """Earned by period, oldest first, one figure for each currency."""
    made = []
    for currency in dict.fromkeys(row.earned.currency for row in rows):
        sums: dict[str, Money] = {}
        for row in reversed(rows):
            if row.earned.currency == currency:
                sums[row.period] = sums.get(row.period, Money.zero(currency)) + row.earned
        points = [charts.Point(label, amount) for label, amount in list(sums.items())[-CHARTED:]]
        if len(points) > 1:
            title = f"Earned by period, {currency}"
            made.append(charts.bars(points, title=title, label_head="Period", value_head="Earned"))
    return tuple(made)


def partners_listing(number: int) -> Listing:
    """Totals by partner, each leading to its payouts."""

    def link(row: RunPartner) -> str:
        return _payouts(number, partner=row.partner_id)

    return Listing(
        name="run-partners",
        columns=(
            Column("name", "Partner", is_key=True, sort=True, link=link, note=lambda row: row.code),
            Column("payouts", "Payouts above zero", kind="number", sort=True),
            Column("earned", "Earned", kind="money", sort=lambda row: (row.earned.currency, row.earned.amount)),
            Column("booked", "Booked by this run", kind="money", sort=lambda row: row.booked.minor),
        ),
        search=("name", "code"),
        search_hint="Partner or code",
        default_sort="-earned",
        empty_title="No partner took part",
        empty_icon="building-office-2",
    )


@require_GET
def partners(request: Request, number: int) -> HttpResponseBase:
    """Show what each partner earned in a run."""
    run = run_of(request, number)
    rows = incentives.run_partners(request.actor, number)
    context = {**frame(run), "heading": "By partner"}
    return lists.answer(request, "staff/runs/list.html", partners_listing(number), rows, context=context)


PAYOUTS = Listing(
    name="run-payouts",
    columns=(
        Column(
            "partner_name", "Partner", is_key=True, sort=("partner__name", "period_start"),
            link=lambda row: reverse("staff:payout", args=[row.id]), note=lambda row: row.person or row.partner_code,
        ),
        Column("title", "Incentive", sort="incentive"),
        Column("period", "Period", tight=True, sort=("period_start", "earned")),
        Column("qualifier", "What decides the step", figure=True),
        Column("rate", "Pays", figure=True),
        Column("measure", "What is paid for", figure=True),
        Column("lines", "Lines", kind="number", sort="lines"),
        Column("earned", "Earned", kind="money", sort="earned"),
        Column("amount", "Pays after carrying", kind="money", shown=False),
        Column("partner_code", "Partner code", shown=False),
        Column("person", "Person", shown=False),
    ),
    search=("partner__name", "partner__code"),
    search_hint="Partner or code",
    default_sort="-period",
    empty_title="No payouts",
    empty_icon="banknotes",
)  # fmt: skip


@require_GET
def payouts(request: Request, number: int) -> HttpResponseBase:
    """Show the payouts of a run, narrowed by incentive, period and partner; each opens its explanation."""
    run, actor = run_of(request, number), request.actor
    totals = incentives.run_totals(actor, number)
    names = sorted(((str(row.partner_id), row.name) for row in incentives.run_partners(actor, number)), key=_second)
    titles = dict.fromkeys((row.incentive, row.title) for row in totals)
    periods = dict.fromkeys((row.period, row.period) for row in totals)
    listing = replace(
        PAYOUTS,
        filters=(
            Filter("incentive", "Incentive", choices=tuple(titles)),
            Filter("period", "Period", choices=tuple(periods)),
            Filter("partner", "Partner", choices=tuple(names), lookup="partner_id"),
            Filter(
                "paid",
                "Earned something",
                choices=(("yes", "Yes"), ("no", "No")),
                narrow=lambda rows, value: rows.exclude(earned=0) if value == "yes" else rows.filter(earned=0),
            ),
        ),
    )
    return lists.answer(
        request,
        "staff/runs/list.html",
        listing,
        incentives.visible_payouts(actor).filter(run_id=number),
        rows=lambda found: incentives.payout_rows(actor, found),
        saved=saved_views.of(actor, listing.name),
        context={**frame(run), "heading": "Payouts"},
    )


def _second(pair: tuple[str, str]) -> str:
    return pair[1].casefold()


def _kind(row: BookedRow) -> Badge:
    return Badge("Correction", "warn") if row.kind == "correction" else Badge("First earned", "good")


def booked_listing(number: int) -> Listing:
    """What a run booked, each row leading to its payout's explanation."""

    def link(row: BookedRow) -> str:
        return _payouts(number, partner=row.partner_id, incentive=row.incentive, period=row.origin_period)

    return Listing(
        name="run-booked",
        columns=(
            Column("name", "Partner", is_key=True, sort=True, link=link, note=lambda row: row.person or row.code),
            Column("title", "Incentive", sort=True),
            Column("kind", "Kind", kind="status", value=_kind, sort=lambda row: row.kind),
            Column("origin_period", "Earned in", tight=True, sort=lambda row: row.origin_start),
            Column(
                "period", "Booked in", tight=True, sort=True,
                note=lambda row: f"{row.origin_period} is closed" if row.moved else None,
            ),
            Column("first", "First earned", kind="money", shown=False),
            Column("volume", "Other volume", kind="money", sort=lambda row: row.volume.minor),
            Column("rate", "Other rate", kind="money", sort=lambda row: row.rate.minor),
            Column("amount", "Together", kind="money", sort=lambda row: (row.amount.currency, row.amount.amount)),
        ),
        search=("name", "code", "title"),
        search_hint="Partner or incentive",
        empty_title="This run booked nothing",
        empty_text="The books held already what it calculated: running again changes nothing.",
        empty_icon="check",
    )  # fmt: skip


@require_GET
def booked(request: Request, number: int) -> HttpResponseBase:
    """Show what a run booked: where it came from, and whether other volume or another rate caused it."""
    run = run_of(request, number)
    rows = incentives.run_booked(request.actor, number)
    listing = replace(
        booked_listing(number),
        filters=(
            Filter("kind", "Kind", choices=(("accrual", "First earned"), ("correction", "Correction"))),
            Filter("incentive", "Incentive", choices=tuple(dict.fromkeys((row.incentive, row.title) for row in rows))),
            Filter(
                "origin_period",
                "Earned in",
                choices=tuple((one, one) for one in sorted({row.origin_period for row in rows}, reverse=True)),
            ),
            Filter(
                "moved",
                "Booked in another period",
                choices=(("yes", "Yes"), ("no", "No")),
                narrow=lambda found, value: [row for row in found if row.moved == (value == "yes")],
            ),
        ),
    )
    context = {
        **frame(run),
        "heading": "What was booked",
        "booked": _sums(row.amount for row in rows),
        "volume": _sums(row.volume for row in rows),
        "rate": _sums(row.rate for row in rows),
        "first": _sums(row.first for row in rows),
    }
    return lists.answer(
        request,
        "staff/runs/booked.html",
        listing,
        rows,
        saved=saved_views.of(request.actor, listing.name),
        context=context,
    )
