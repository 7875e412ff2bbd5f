"""Rows for the styleguide: made up, but shaped like the real ones."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest

from fairway.values import Money, Quantity, Rate
from fairway.web.shared import charts
from fairway.web.shared.components import Badge, Event, Problem, Step, Waiting, compare_lines
from fairway.web.shared.lists import Column, Filter, Listing, View, read

NO_FILES = "Send the first file of this partner, or ask the partner to send it."
NOW = datetime(2012, 11, 22, 14, 5, tzinfo=UTC)


@dataclass(frozen=True)
class SamplePartner:
    """A partner as the list shows it."""

    name: str
    place: str
    type: str
    tier: str
    state: str
    reported_on: date | None
    net: Money
    earned: Money
    rate: Rate


def _partner(
    name: str, place: str, type: str, tier: str, state: str, days: int, net: str, earned: str, rate: str, code: str
) -> SamplePartner:
    on = None if days < 0 else NOW.date() - timedelta(days=days)
    return SamplePartner(
        name, place, type, tier, state, on, Money.of(net, code), Money.of(earned, code), Rate.percent(rate)
    )


PARTNERS = (
    _partner(
        "Alpine Instruments AG", "Zürich, CH", "Distributor", "Gold", "active", 3, "418220.50", "6273.31", "1.5", "CHF"
    ),
    _partner("Bayside Metrology", "Oakland, US", "Reseller", "Silver", "active", 5, "96410.00", "964.10", "1", "USD"),
    _partner("Cartwright & Sons", "Leeds, GB", "Reseller", "Silver", "active", 12, "51200.75", "512.01", "1", "GBP"),
    _partner(
        "Delft Systems Integration",
        "Delft, NL",
        "System integrator",
        "Gold",
        "active",
        2,
        "233910.20",
        "4678.20",
        "2",
        "EUR",
    ),
    _partner(
        "Eastern Lab Supply", "Osaka, JP", "Distributor", "Platinum", "active", 1, "88450120", "1769002", "2", "JPY"
    ),
    _partner("Fjord Måleteknikk", "Bergen, NO", "Reseller", "Bronze", "suspended", 64, "0", "0", "0", "NOK"),
    _partner(
        "Garrido Instrumentos", "Sevilla, ES", "Sales representative", "Bronze", "onboarding", -1, "0", "0", "0", "EUR"
    ),
    _partner(
        "Harbour Test Equipment", "Halifax, CA", "Reseller", "Silver", "active", 8, "-1240.00", "-12.40", "1", "CAD"
    ),
)

LISTING = Listing(
    name="sample-partners",
    columns=(
        Column("name", "Partner", is_key=True, link=lambda row: "#", note=lambda row: row.place, sort=True),
        Column("type", "Type", sort=True),
        Column("tier", "Tier", sort=True),
        Column("state", "State", kind="status", sort=True),
        Column("reported_on", "Last report", kind="day", sort=True),
        Column("net", "Net sales this quarter", kind="money"),
        Column("rate", "Rate", kind="rate", sort=True),
        Column("earned", "Earned", kind="money", link=lambda row: "#"),
    ),
    filters=(
        Filter("type", "Type", choices=tuple((one, one) for one in sorted({row.type for row in PARTNERS}))),
        Filter("tier", "Tier", choices=(("Gold", "Gold"), ("Silver", "Silver"), ("Bronze", "Bronze"))),
    ),
    search=("name", "place"),
    search_hint="Search by name or place",
    default_sort="name",
    per_page=6,
    views=(
        View("All partners", "", 8),
        View("Silver resellers", "type=Reseller&tier=Silver", 3),
        View("Distributors", "type=Distributor", 2),
    ),
)


class SampleForm(forms.Form):
    """A form with one field of each kind."""

    name = forms.CharField(label="Name of the programme", max_length=80)
    kind = forms.ChoiceField(label="Method", choices=(("retroactive", "Retroactive"), ("marginal", "Marginal")))
    starts_on = forms.DateField(label="Starts on", widget=forms.DateInput(attrs={"type": "date"}))
    cap = forms.CharField(label="At most per payout", required=False, help_text="In the programme's currency.")
    note = forms.CharField(label="Note to partners", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    agreed = forms.BooleanField(label="Partners have been told", help_text="At least 30 days before it starts.")
    file = forms.FileField(label="Sales file")
    text = forms.CharField(label="Programme")


PROGRAMME = """programme: growth-2012
currency: USD
valid: {from: 2012-01-01, until: 2013-01-01}

incentives:
  - id: volume-rebate
    measure: net
    method: retroactive
    tiers:
      - {from: 0, rate: 0 %}
      - {from: 25000, rate: 1 %}
      - {from: 50000, rate: 2 %}
      - {from: 50000, rate: 3 %}
    cap: 3000
"""
NEWER = PROGRAMME.replace("{from: 50000, rate: 3 %}", "{from: 100000, rate: 3 %}").replace(
    "cap: 3000\n", "cap: 4000\n    floor: 25\n"
)
PROBLEMS = (
    Problem("error", 13, 16, "Two tiers begin at 50,000.", "Give this one its own threshold, such as 100000."),
    Problem(
        "warning",
        14,
        5,
        "The cap is reached at 100,000 net: the last tier never pays its full rate.",
        "Raise the cap or drop the tier.",
    ),
)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
ACCRUED = (18200, 21400, 30900, 24100, 26800, 38700, 25300, 22900, 41800, 29800, 33600, 47200)
BEFORE = (15100, 17900, 24300, 21500, 22100, 29900, 20800, 21700, 33500, 25000, 26400, 36100)


def figures() -> dict[str, Any]:
    """The charts of the styleguide."""
    programmes = (
        ("Volume rebate 2012", "108289.82"),
        ("Bikes 1.5 %", "87187.06"),
        ("Growth bonus", "48861.94"),
        ("Helmets per unit", "355.50"),
    )
    bars = [charts.Point(label, Money.of(value, "USD")) for label, value in programmes]
    usd = [charts.Point(month, Money.of(value, "USD")) for month, value in zip(MONTHS, ACCRUED, strict=True)]
    years = [charts.Point(one.label, one.value, "2012") for one in usd]
    years += [charts.Point(month, Money.of(value, "USD"), "2011") for month, value in zip(MONTHS, BEFORE, strict=True)]
    return {
        "bars": charts.bars(
            bars, title="Accrued this quarter by programme", label_head="Programme", value_head="Accrued"
        ),
        "line": charts.lines(usd, title="Accrued by month", label_head="Month", value_head="Accrued"),
        "two_lines": charts.lines(years, title="Accrued by month, two years", label_head="Month", value_head="Accrued"),
    }


def context(request: HttpRequest, here: str) -> dict[str, Any]:
    """Everything the styleguide shows."""
    return {
        **figures(),
        "now": NOW,
        "list": read(request, LISTING, PARTNERS),
        "no_rows": read(request, replace(LISTING, name="sample-files", empty_text=NO_FILES), ()),
        "form": SampleForm(),
        "bad_form": SampleForm({"name": "", "kind": "flat", "text": PROGRAMME}),
        "editor_form": SampleForm(initial={"text": PROGRAMME}),
        "problems": PROBLEMS,
        "programme": PROGRAMME,
        "comparison": compare_lines(PROGRAMME.splitlines(), NEWER.splitlines(), around=2),
        "tabs": (
            ("Overview", here),
            ("Sales files", "#files", 12),
            ("Earnings", "#earnings"),
            ("People", "#people", 4),
        ),
        "badges": ("accepted", "held", "refused", "running", "draft"),
        "accrued": Money.of("244694.32", "USD"),
        "corrected": Money.of("-1208.40", "USD"),
        "units": Quantity.of("18422"),
        "rate": Rate.percent("1.75"),
        "waiting": (
            Waiting(14, "Held lines in 3 sales files", "#", "Oldest has waited 6 days: Bayside Metrology, October"),
            Waiting(3, "Statements to approve", "#", "2012-Q3, prepared by Jonas Weber"),
            Waiting(1, "File without a mapping", "#", "Cartwright & Sons sent a new layout this morning"),
        ),
        "facts": (
            ("Partner", "Alpine Instruments AG"),
            ("State", Badge.of("active")),
            ("Agreement since", date(2009, 4, 1)),
            ("Currency", "CHF"),
            ("Net sales this quarter", Money.of("418220.50", "CHF")),
            ("Last report", NOW - timedelta(days=3)),
            ("Parent", None),
            ("Effective rate", Rate.percent("1.5")),
        ),
        "events": (
            Event(
                NOW - timedelta(minutes=4),
                "Maya Lindqvist",
                "Published version 4 of Volume rebate 2012",
                "#",
                "check",
                "good",
            ),
            Event(
                NOW - timedelta(hours=2),
                "Ola Berg, Alpine Instruments AG",
                "Restated October: 412 lines replaced 407",
                "#",
                "arrow-path",
                "info",
                "Freight had been booked as a product.",
            ),
            Event(
                NOW - timedelta(days=1),
                "Jonas Weber",
                "Held statement 2012-Q3 of Fjord Måleteknikk",
                "#",
                "pause",
                "warn",
            ),
            Event(
                NOW - timedelta(days=5),
                "Fairway",
                "Refused 18 lines of Harbour Test Equipment: unknown product",
                "#",
                "x-mark",
                "bad",
            ),
        ),
        "steps": (
            Step("from USD 0", "0 %", reached=True),
            Step("from USD 25,000", "1 %", reached=True),
            Step("from USD 50,000", "2 %", reached=True, current=True, note="You are here with USD 88,450.00"),
            Step("from USD 100,000", "3 %", note="USD 11,550.00 more pays 3 % on everything"),
        ),
        "net": Money.of("88450", "USD"),
        "thresholds": (
            Money.of("0", "USD"),
            Money.of("25000", "USD"),
            Money.of("50000", "USD"),
            Money.of("100000", "USD"),
        ),
    }
