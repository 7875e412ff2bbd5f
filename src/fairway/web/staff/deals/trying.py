"""A draft of a registration policy tried on the registrations that were really sent, beside the one in force."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from fairway.deals import queries as deals
from fairway.deals.queries.policies import version_text
from fairway.deals.rules.refusals import NotFound, Refused
from fairway.deals.rules.trial import ASPECTS, BY, Tried, Verdict
from fairway.values import Money
from fairway.web.shared import lists
from fairway.web.shared.lists import Column, Filter, Listing
from fairway.web.shared.lists.columns import Shape
from fairway.web.shared.request import Request
from fairway.web.staff.partner_page import titled

SPANS = (("3", "3 months"), ("6", "6 months"), ("12", "12 months"), ("24", "24 months"))
TITLES = {"partner": "By partner", "tier": "By tier", "size": "By size", "country": "By country of the customer"}
ANSWERS = {"approved": "Approved", "refused": "Refused", "waitlisted": "Waitlisted"}
SHOWN = 15
"""Groups that one table shows, those with the most differences."""


def _says(verdict: Verdict) -> str:
    """What becomes of it at once, in a word."""
    return "May not be sent" if verdict.faults else "A rule approves" if verdict.by_rule else "A person answers"


def _happened(row: Tried) -> str:
    words = ANSWERS.get(row.past.answer, "Not answered")
    return f"{words} by a rule" if row.past.by_rule else words


def _differs(row: Tried) -> str:
    return " ".join(one.sentence for one in row.changes) or "Nothing"


def _differing(rows: Any, value: str) -> list[Tried]:
    if value == "no":
        return [row for row in rows if not row.changes]
    return [row for row in rows if row.changes and (value == "yes" or value in row.aspects)]


def _both(key: str, label: str, kind: Shape) -> list[Column]:
    """What the two say of one thing, for the export."""
    sides = (("before", "as it stands"), ("after", "as drafted"))
    return [Column(f"{side}.{key}", f"{label}, {words}", kind=kind, shown=False) for side, words in sides]


def listing(currency: str) -> Listing:
    """The registrations of a trial."""
    return Listing(
        name="policy-trial",
        columns=(
            Column(
                "code", "Registration", is_key=True, value=lambda row: row.past.asked.text("company"),
                link=lambda row: reverse("staff:deal", args=[row.past.code]),
                note=lambda row: f"{row.past.partner}, {row.past.code}", export=False,
            ),
            Column("number", "Number", value=lambda row: row.past.code, shown=False),
            Column("partner", "Partner", value=lambda row: row.past.partner, shown=False),
            Column("company", "Customer", value=lambda row: row.past.asked.text("company"), shown=False),
            Column("country", "Country", value=lambda row: row.past.asked.text("country"), shown=False),
            Column("tier", "Tier", value=lambda row: row.past.registrant.tier, shown=False),
            Column(
                "value", "Value", kind="money", value=lambda row: Money(row.past.asked.value, row.past.currency),
                sort=lambda row: row.past.asked.value, currency=currency,
            ),
            Column("sent", "Sent", kind="day", value=lambda row: row.past.sent_at.date(),
                   sort=lambda row: row.past.sent_at),
            Column("happened", "What happened", value=_happened),
            Column("says_before", "As it stands", value=lambda row: _says(row.before)),
            Column("says_after", "As drafted", value=lambda row: _says(row.after)),
            Column("differs", "What differs", value=_differs),
            *_both("due_at", "Answer due", "moment"),
            *_both("days", "Days protected", "number"),
            *_both("discount", "Off the price", "money"),
        ),
        filters=(
            Filter("differ", "Differs in", choices=(("yes", "Anything"), *ASPECTS.items(), ("no", "Nothing")),
                   narrow=_differing),
        ),
        search=("past.partner", "past.code", "past.asked.fields.company"),
        search_hint="Customer, partner, number",
        default_sort="-sent",
        empty_title="Nothing was sent in this time",
        empty_text="Choose a longer time: a trial asks about the registrations that were really sent.",
        empty_icon="inbox",
        keeps=True,
    )  # fmt: skip


@require_GET
def trying(request: Request, policy_id: int) -> HttpResponseBase:
    """Ask the newest version (or a chosen one) and another about every registration of the last months."""
    try:
        view = deals.policy(request.actor, policy_id)
    except NotFound:
        raise Http404 from None
    choices = deals.against_choices(request.actor, policy_id)
    if not choices:
        return render(request, "staff/deals/policy_try.html", {"view": view, "unpublished": True})
    versions = {str(row.number): row for row in view.versions}
    tried = versions.get(request.GET.get("version", ""), view.versions[0])
    known = {str(one.version_id): one for one in choices}
    against = known.get(request.GET.get("against", ""), choices[0])
    months = request.GET.get("months", "12")
    months = months if months in dict(SPANS) else "12"
    context: dict[str, Any] = {
        "view": view, "tried": tried, "against": against, "choices": choices, "months": months, "spans": SPANS,
    }  # fmt: skip
    try:
        found = deals.try_policy(
            request.actor, version_text(request.actor, tried.id), against=against.version_id, now=request.now,
            months=int(months),
        )  # fmt: skip
    except Refused as refusal:
        return render(request, "staff/deals/policy_try.html", {**context, "refusal": str(refusal)}, status=422)
    outcome, total = found.outcome, found.outcome.total
    context |= {
        "found": found, "total": total, "untold": outcome.untold,
        "stats": [(label, after, f"instead of {before:,}") for label, (before, after) in (
            ("May be sent", total.accepted), ("A rule approves", total.by_rule), ("Protected", total.protected),
            ("End for want of proof or activity", total.lapsed))],
        "tables": [(TITLES[by], [(titled(one.label) if by == "tier" else one.label, one) for one in groups[:SHOWN]],
                    max(0, len(groups) - SHOWN)) for by in BY if (groups := outcome.groups(by))],
    }  # fmt: skip
    currency = total.off[0].currency
    return lists.answer(request, "staff/deals/policy_try.html", listing(currency), outcome.tried, context=context)
