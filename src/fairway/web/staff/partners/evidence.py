"""What the rooms know about the points of an ending: each fact with its page, and what they cannot know."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse

from fairway.agreements import queries as rights
from fairway.agreements.queries import agreements, grants
from fairway.deals import queries as deals
from fairway.incentives import queries as incentives
from fairway.kit.access import people
from fairway.ledger import queries as ledger
from fairway.partners import queries
from fairway.sales import queries as sales
from fairway.web.shared.display import day_text, moment_text, money_text
from fairway.web.shared.request import Request, today_of

MOST = 6
"""Facts shown of one kind; the last line tells how many more there are."""


@dataclass(frozen=True)
class Fact:
    """One thing that is known, with the page it stands on."""

    words: str
    address: str = ""


def evidence(request: Request, partner_id: int) -> Mapping[str, tuple[Fact, ...]]:
    """What is known by point of the checklist, as far as the reader may see it."""
    may = request.actor.may
    return {
        "agreements": _agreements(request, partner_id) if may("agreements.view") else (),
        "deals": _deals(request, partner_id) if may("deals.view") else (),
        "stock": _stock(request, partner_id) if may("sales.view") else (),
        "money": _money(request, partner_id) if may("statements.view") else (),
        "brand": _brand(request, partner_id) if may("agreements.view") else (),
        "data": _data(request, partner_id),
        "sign_ins": _sign_ins(request, partner_id),
    }


def _some(facts: Iterable[Fact], none: str, more: str = "") -> tuple[Fact, ...]:
    found = list(facts)
    if not found:
        return (Fact(none),)
    left = len(found) - MOST
    return (*found[:MOST], *([Fact(f"and {left} more", more)] if left > 0 else []))


def _agreements(request: Request, partner_id: int) -> tuple[Fact, ...]:
    on = today_of(request)
    rows = agreements.rows(request.actor, on=on, partner_id=partner_id)
    held = [
        Fact(f"{row.number}, {row.state_title.lower()}{f', until {day_text(row.end)}' if row.end else ', without end'}",
             reverse("staff:agreement", args=[row.id]))
        for row in rows if row.state in {"in_force", "suspended", "coming", "sent", "signed"} and not row.is_amendment
    ]  # fmt: skip
    granted = [row for row in grants.granted_to(request.actor, partner_id, on=on) if row.state != "ended"]
    if granted:
        words = f"{len(granted)} territor{'y is' if len(granted) == 1 else 'ies are'} held or will be"
        held.append(Fact(words, reverse("staff:partner_territories", args=[partner_id])))
    return _some(held, "No agreement is in force, and no territory is held.")


def _deals(request: Request, partner_id: int) -> tuple[Fact, ...]:
    rows = deals.visible_to(request.actor).filter(partner_id=partner_id)
    live = rows.filter(status__in=("submitted", "in_review", "returned", "waitlisted", "approved")).order_by("-pk")
    return _some(
        (
            Fact(f"{row.code}, {row.company}: {row.status.replace('_', ' ')}", reverse("staff:deal", args=[row.code]))
            for row in deals.rows_of(request.actor, live[: MOST + 30])
        ),
        "No registration is open or protected.",
    )


def _stock(request: Request, partner_id: int) -> tuple[Fact, ...]:
    waiting = sales.reports_listed(request.actor, status="open", reporter_id=partner_id).count()
    return (
        Fact(f"Sales files that are not decided yet: {waiting}", reverse("staff:partner_files", args=[partner_id])),
        Fact("Stock on hand is not kept here: ask the partner for a count."),
    )


def _money(request: Request, partner_id: int) -> tuple[Fact, ...]:
    statements = [
        row for row in incentives.statements_for(request.actor, partner_id=partner_id) if row.state != "issued"
    ]
    facts = [
        Fact(
            f"Statement of {row.period}, {row.state}: {money_text(row.closing)}",
            reverse("staff:statement", args=[row.id]),
        )
        for row in statements
    ]
    earned = reverse("staff:partner_earnings", args=[partner_id])
    owed = ledger.owed(request.actor, partner_id=partner_id)
    facts += [
        Fact(f"The books owe {'the partner' if amount.amount > 0 else 'us'} {money_text(abs(amount))}", earned)
        for _, amount in sorted(owed.items()) if amount
    ]  # fmt: skip
    return _some(facts, "Every statement is issued, and the books owe nothing.", reverse("staff:statements"))


def _brand(request: Request, partner_id: int) -> tuple[Fact, ...]:
    answer = rights.rights(request.actor, partner_id, today_of(request))
    address = reverse("staff:partner_rights", args=[partner_id])
    named = [*answer.of("brand"), *answer.of("licence"), *(one for one in answer.withheld if one.kind == "licence")]
    return _some(
        (Fact(f"{one.agreement}: {one.words}", address) for one in named),
        "No agreement in force lets it use a name or a mark. Look at its pages all the same.",
    )


def _data(request: Request, partner_id: int) -> tuple[Fact, ...]:
    made = [one for one in queries.exports(request.actor, partner_id) if one.state == "made"]
    if not made:
        return (Fact("No export was made yet: ask for one beside this list."),)
    address = reverse("staff:partner_export_file", args=[partner_id, made[0].id])
    return (Fact(f"An export was made on {moment_text(made[0].made_at or request.now)}", address),)


def _sign_ins(request: Request, partner_id: int) -> tuple[Fact, ...]:
    staff = people.people_in(request.actor, partner_id=partner_id, now=request.now)
    invited = people.open_invitations(request.actor, partner_id=partner_id, now=request.now)
    words = f"Can sign in: {len(staff)}; open invitations: {len(invited)}. Finishing closes them."
    return (Fact(words, reverse("staff:partner_people", args=[partner_id])),)
