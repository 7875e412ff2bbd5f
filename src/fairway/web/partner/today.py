"""What waits, what was earned so far, and what changed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from fairway.agreements.queries import dates, signing
from fairway.deals import queries as deals
from fairway.incentives import queries as incentives
from fairway.kit.access import people
from fairway.kit.journal import reading
from fairway.kit.journal.models import JournalRow
from fairway.leads import queries as leads
from fairway.partners import queries as partners
from fairway.sales import queries as sales
from fairway.sales.queries.reports import rows_of
from fairway.web.partner import organisation, standing
from fairway.web.partner.page import partner_of, show
from fairway.web.shared import feed
from fairway.web.shared.components import Event, Waiting
from fairway.web.shared.display import day_text, moment_text
from fairway.web.shared.request import Request, today_of

RECENT = 12
AHEAD = 90
"""Days ahead in which an agreement's last day for notice, renewal or end is shown."""
WATCHED = frozenset({"notice", "renewal", "end"})
WAITING = 200
"""Files looked at for what waits; more than these wait for nobody in one day."""


@require_GET
def today(request: Request) -> HttpResponse:
    """The first page of a partner's day."""
    number, on = partner_of(request), today_of(request)
    context: dict[str, Any] = {
        "waiting": waiting_for(request, number),
        "events": recent(request, number),
        "groups": standing.groups_of(incentives.earnings_to_date(request.actor, number, on=on)),
    }
    if request.actor.may("own.earnings.view"):
        statements = incentives.statements_for(request.actor, partner_id=number)
        context |= {"figures": standing.figures(request.actor, number, on), "statement": next(iter(statements), None)}
    return show(request, "partner/today.html", context)


def waiting_for(request: Request, number: int) -> tuple[Waiting, ...]:
    """What this person could do now: leads, deals and agreements, then files, first steps and invitations."""
    found: list[Waiting] = [*_leads(request), *_deals(request), *_agreements(request)]
    if request.actor.may("own.sales.view"):
        files = rows_of(request.actor, list(sales.reports_listed(request.actor, status="open")[:WAITING]))
        found += [
            *_files("file whose columns nobody has mapped", "partner:columns", files, "needs_mapping"),
            *_files("file that says again what was reported", "partner:file", files, "to_confirm"),
        ]
        held = [row for row in files if row.status == "decided"]
        lines = sum(row.held for row in held)
        if lines:
            link = reverse("partner:held", args=[held[0].id]) if len(held) == 1 else _open_files()
            where = held[0].file_name if len(held) == 1 else f"in {len(held)} files"
            found.append(Waiting.of(lines, "held line", "held lines", link, where))
    found += _onboarding(request)
    if request.actor.may("own.staff.manage"):
        invited = people.open_invitations(request.actor, partner_id=number, now=request.now)
        if invited:
            one, many = "invitation nobody has taken up", "invitations nobody has taken up"
            found.append(Waiting.of(len(invited), one, many, reverse("partner:staff"), invited[0].email))
    return tuple(found)


def _leads(request: Request) -> list[Waiting]:
    if not request.actor.may("own.leads.work"):
        return []
    offered, taken = leads.to_answer(request.actor)
    link = f"{reverse('partner:leads')}?state="
    found = [
        Waiting.of(offered, "lead to answer", "leads to answer", f"{link}offered", "Each has its hour."),
        Waiting.of(taken, "customer to contact", "customers to contact", f"{link}accepted", "You took the lead."),
    ]
    return [one for one in found if one.count]


def _deals(request: Request) -> list[Waiting]:
    if not request.actor.may("own.deals.register"):
        return []
    waits, link = deals.to_do(request.actor, request.now), reverse("partner:deals")
    first = waits.first_ending
    note = f"First: {first.name}, {moment_text(first.until)}." if first else ""
    found = [
        Waiting.of(
            waits.returned, "deal that came back", "deals that came back", f"{link}?status=returned",
            "Put right what was asked, and send it again.",
        ),
        Waiting.of(
            waits.ending, "protection that ends soon", "protections that end soon",
            f"{link}?status=approved&sort=protected_through", note,
        ),
        Waiting.of(
            waits.cases, "case in which you are asked", "cases in which you are asked", reverse("partner:disputes"),
            "Say how you see it before it is decided.",
        ),
    ]  # fmt: skip
    return [one for one in found if one.count]


def _agreements(request: Request) -> list[Waiting]:
    found = []
    today = today_of(request)
    if request.actor.may("own.agreements.sign"):
        mine = signing.waiting_for(request.actor, on=today)
        if mine:
            link = reverse("partner:agreement_sign", args=[mine[0].id]) if len(mine) == 1 else _all_agreements()
            found.append(Waiting.of(len(mine), "agreement to sign", "agreements to sign", link, mine[0].title))
    if request.actor.may("own.agreements.view"):
        ahead = today + timedelta(days=AHEAD)
        soon = [one for one in dates.dates(request.actor, since=today, until=ahead) if one.kind in WATCHED]
        if soon:
            one, many = "agreement that ends or renews soon", "agreements that end or renew soon"
            note = f"{soon[0].kind_title}: {soon[0].number}, {day_text(soon[0].on)}"
            found.append(Waiting.of(len(soon), one, many, _all_agreements(), note))
    return found


def _all_agreements() -> str:
    return reverse("partner:agreements")


def _onboarding(request: Request) -> list[Waiting]:
    """Steps before the first sale that this person could do: their own, and those that are nobody's."""
    if not request.actor.may("own.onboarding.do"):
        return []
    on = today_of(request)
    tasks = partners.open_tasks(request.actor, side="partner", on=on)
    own = [task for task in tasks if task.owner_id in {None, request.actor.user_id}]
    if not own:
        return []
    late = sum(1 for task in own if task.is_late(on))
    note = f"{late} late; next: {own[0].title}" if late else f"Next: {own[0].title}, due {day_text(own[0].due_on)}"
    one, many = "step before you can begin", "steps before you can begin"
    return [Waiting.of(len(own), one, many, reverse("partner:onboarding"), note)]


def _open_files() -> str:
    return f"{reverse('partner:files')}?state=open"


def _files(words: str, page: str, files: tuple[sales.ReportRow, ...], status: str) -> list[Waiting]:
    found = [row for row in files if row.status == status]
    if not found:
        return []
    link = reverse(page, args=[found[0].id]) if len(found) == 1 else _open_files()
    many = words.replace("file", "files", 1).replace(" says", " say")
    return [Waiting.of(len(found), words, many, link, found[0].file_name)]


def recent(request: Request, number: int) -> tuple[Event, ...]:
    """What both sides did lately that this person may see."""
    rows = reading.visible_to(request.actor).filter(partner_id=number)
    if not request.actor.may("own.earnings.view"):
        rows = rows.exclude(verb__startswith="incentives.").exclude(verb__startswith="ledger.")
    if not request.actor.may("own.agreements.view"):
        rows = rows.exclude(verb__startswith="agreements.agreement.")
    if not request.actor.may("own.sales.view"):
        rows = rows.exclude(verb__startswith="sales.")

    def address(subject: str, partner_id: int | None) -> str:
        room, _, key = subject.partition(":")
        if room == "agreements.agreement" and request.actor.may("own.agreements.view"):
            return reverse("partner:agreement", args=[int(key)])
        if room == "sales.report" and request.actor.may("own.sales.view"):
            return reverse("partner:file", args=[int(key)])
        if room == "incentives.statement" and request.actor.may("own.earnings.view"):
            return reverse("partner:statements")
        if room in {"access.user", "access.invitation"}:
            return reverse("partner:staff")
        return organisation.address_of(subject)

    newest = sorted(rows.order_by("-id")[:RECENT], key=lambda row: row.at, reverse=True)
    return feed.events_of(newest, names={}, address=address, things=_things(newest), name_partner=False)


def _things(rows: Iterable[JournalRow]) -> dict[str, feed.Thing]:
    """Where the deals, leads and cases of a feed are shown, by the codes that its own entries give."""
    pages = {"deals.registration": "deal", "deals.side": "dispute", "leads.lead": "lead"}
    found = {}
    for row in rows:
        kind = row.subject.partition(":")[0]
        code = row.payload.get("case" if kind == "deals.side" else "code")
        if kind in pages and code:
            found[row.subject] = feed.Thing({}, reverse(f"partner:{pages[kind]}", args=[code]))
    return found
