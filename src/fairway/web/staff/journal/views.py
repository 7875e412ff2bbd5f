"""The journal's pages."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from fairway.incentives import queries as incentives
from fairway.kit.access import saved_views
from fairway.kit.access.people import names_of
from fairway.kit.journal import reading, sealing
from fairway.ledger import queries as ledger
from fairway.partners import queries as partners
from fairway.web.shared import lists
from fairway.web.shared.feed import NOTHING, Entry, Thing, people_of, sentence_of
from fairway.web.shared.lists import Column, Filter, Listing, View
from fairway.web.shared.request import Request
from fairway.web.staff.naming import things_of
from fairway.web.staff.places import address_of


@dataclass(frozen=True)
class Row:
    """One row of the journal as its page shows it."""

    id: int
    at: datetime
    who: str
    sentence: str
    verb: str
    subject: str
    address: str
    partner: str
    partner_address: str
    reason: str


JOURNAL = Listing(
    name="journal",
    columns=(
        Column(
            "at",
            "When",
            kind="moment",
            sort="id",
            is_key=True,
            link=lambda row: reverse("staff:journal_row", args=[row.id]),
        ),
        Column("who", "Who"),
        Column("sentence", "What", link=lambda row: row.address or None),
        Column("partner", "Partner", link=lambda row: row.partner_address or None),
        Column("reason", "Reason"),
        Column("verb", "Kind", shown=False),
        Column("subject", "Subject", shown=False),
        Column("id", "Number", kind="number", shown=False),
    ),
    search=("subject", "reason", "verb"),
    search_hint="Subject, kind or reason",
    default_sort="-at",
    views=(
        View("Everything"),
        View("Money", "room=incentives"),
        View("Sales files", "room=sales"),
        View("People", "room=access"),
    ),
    empty_title="Nothing of this kind happened",
    empty_text="Every write of Fairway stands here, with who did it and why.",
    empty_icon="book-open",
)

ROOMS = (
    ("access", "People"),
    ("partners", "Partners"),
    ("catalogue", "Catalogue"),
    ("sales", "Sales files"),
    ("incentives", "Programmes, runs, statements"),
    ("ledger", "Ledger"),
)


def _rows(request: Request, found: Iterable[Any]) -> tuple[Row, ...]:
    entries = list(found)
    people, persons = people_of(entries)
    things = {**persons, **things_of(request.actor, {entry.subject for entry in entries})}
    names = partners.names_of(request.actor, [entry.partner_id for entry in entries if entry.partner_id is not None])
    return tuple(_row(entry, people, names, things.get(entry.subject, NOTHING)) for entry in entries)


def _row(entry: Any, people: dict[int, str], names: dict[int, tuple[str, str]], thing: Thing) -> Row:
    said: Entry = entry
    partner = names.get(entry.partner_id or 0, ("", ""))[1]
    return Row(
        entry.pk,
        entry.at,
        people.get(entry.user_id or 0, "Fairway"),
        sentence_of(said, thing),
        entry.verb,
        entry.subject,
        thing.address or address_of(entry.subject, entry.partner_id),
        partner,
        reverse("staff:partner", args=[entry.partner_id]) if partner else "",
        entry.reason,
    )


def _midnight(request: Request, day: date) -> datetime:
    """The moment a day begins where the reader is."""
    return datetime.combine(day, time.min, ZoneInfo(request.actor.time_zone))


@require_GET
def index(request: Request) -> HttpResponseBase:
    """Show the journal, newest first, narrowed by person, kind, partner and day."""
    actor = request.actor
    people = sorted(names_of(reading.people(actor)).items(), key=lambda pair: pair[1].casefold())

    def since(rows: Any, day: date) -> Any:
        return rows.filter(at__gte=_midnight(request, day))

    def until(rows: Any, day: date) -> Any:
        return rows.filter(at__lt=_midnight(request, day + timedelta(days=1)))

    listing = replace(
        JOURNAL,
        filters=(
            Filter("room", "Area", choices=ROOMS, narrow=lambda rows, value: rows.filter(verb__startswith=f"{value}.")),
            Filter("user", "Person", choices=tuple((str(pk), name) for pk, name in people), lookup="user_id"),
            Filter("verb", "Kind", choices=tuple((verb, verb.replace("_", " ")) for verb in reading.verbs(actor))),
            Filter("since", "From", kind="day", narrow=since),
            Filter("until", "To", kind="day", narrow=until),
        ),
    )
    return lists.answer(
        request,
        "staff/journal/index.html",
        listing,
        reading.visible_to(actor),
        rows=lambda found: _rows(request, found),
        saved=saved_views.of(actor, listing.name),
    )


@require_GET
def row(request: Request, number: int) -> HttpResponse:
    """Show one row whole, with the seal that holds it and the rest of its subject's life."""
    entry = reading.visible_to(request.actor).filter(pk=number).first()
    if entry is None:
        raise Http404
    (shown,) = _rows(request, [entry])
    life = _rows(request, reading.of_subject(request.actor, entry.subject)[-50:])
    return render(
        request,
        "staff/journal/row.html",
        {
            "row": shown,
            "payload": json.dumps(entry.payload, indent=2, ensure_ascii=False),
            "seal": reading.seal_of(number),
            "life": life,
        },
    )


@require_GET
def seals(request: Request) -> HttpResponse:
    """Show the chain of seals, newest first, and the button that verifies it."""
    return render(request, "staff/journal/seals.html", {"seals": reading.seals(request.actor)[:200]})


@require_POST
def verify(request: Request) -> HttpResponse:
    """Recompute every seal, entry of the ledger, payout and issued statement, and say what was touched."""
    printed = request.POST.get("seal", "").strip() or None
    outcome = sealing.verify(printed=printed)
    findings = [finding.sentence for finding in outcome.findings]
    findings += [finding.sentence for finding in ledger.verify(request.actor)]
    findings += [finding.sentence for finding in incentives.verify(request.actor)]
    context = {
        "seals": reading.seals(request.actor)[:200],
        "outcome": outcome,
        "findings": findings,
        "printed": printed,
    }
    return render(request, "staff/journal/seals.html", context)
