"""Everything that is one partner's own, as a ZIP of CSV and JSON, and its documents as they are.

It is gathered in the partner's own database role, so that row-level security, and not this module, decides what is the
partner's: what the partner could not see on a page is not in the file. Amounts are plain digits, days ISO dates; cells
that a spreadsheet would run are led by an apostrophe.

A merger of duplicates moves no row. What was written under a duplicate's number is gathered under that number, in its
role, and goes into the survivor's file in a folder of its own.
"""

from __future__ import annotations

import json
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings

from fairway.agreements.queries import agreements, grants
from fairway.deals.queries import exporting, own_parts
from fairway.incentives import queries as incentives
from fairway.kit import files
from fairway.kit.access import WORKER, Actor, Kind, acting_as, people
from fairway.kit.journal import reading
from fairway.leads import queries as leads
from fairway.partners import queries as partners
from fairway.performance.queries import reviews, values
from fairway.sales import queries as sales
from fairway.web.shared.lists import csv_bytes
from fairway.web.shared.own_documents import documents

PAGE = 5_000
READ_ME = """This file holds everything {vendor} keeps that is {name}'s own, as of {at}.

profile.json          who you are here
application.csv, application-answers.csv   what you applied with
sites.csv … people.csv   your organisation
agreements.csv, signatures.csv   what you and {vendor} agreed, who signed, from when until when
territories.csv       what you may sell, where and until when
standing.csv, reviews.csv, granted.csv   your tiers, what each review found, and what you were granted
values.csv            certificates and other dated values kept about you
onboarding.csv        what was done before the first sale
referrals.csv         companies you referred
leads.csv             customers you were offered, and what became of each
sales-files.csv       each file reported by you or about you, and what became of it
sales-lines.csv       each accepted line
statements.csv, payouts.csv   what was earned, and paid
questions.csv         what you asked about a figure, and the answers
deals.csv, deal-products.csv, deal-steps.csv   what you registered, and what happened to it
deals-with-others.csv   your part in deals that others registered
disputes.csv, dispute-items.csv   your side of each case, and what you may read in it
journal.csv           what both sides did, as far as it concerns you
documents.csv         each document below, what it belongs to, its SHA-256, and whether it is still kept
documents/            agreements as signed, and every file handed in (with the application, for
                      onboarding, capabilities, deals, disputes, sales)
{merged}
Amounts are plain digits with a decimal point, days are written 2026-01-31, moments in UTC.
"""
MERGED = "merged/{code}/  the same files once more for {name}, a record of you that was merged into this one\n"


def as_partner(partner_id: int) -> Actor:
    """The partner itself, with every right one of its people can have."""
    rights = settings.FAIRWAY_RIGHTS_OF(frozenset(settings.FAIRWAY_PARTNER_ROLES), partner=True)
    return Actor(Kind.PARTNER, partner_id=partner_id, rights=rights, name="Fairway")


def pack(partner_id: int, *, now: datetime) -> Iterator[bytes]:
    """The ZIP of a partner and of the duplicates it stands for, in pieces; each is asked for as the partner itself."""
    with acting_as(WORKER):
        merged = partners.mergers_of(WORKER, partner_id)
    with tempfile.TemporaryFile() as kept:
        with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as packed:
            with acting_as(as_partner(partner_id)) as actor:
                packed.writestr("README.txt", _read_me(actor, now, merged))
                _add(packed, "", actor, now)
            for one in merged:
                with acting_as(as_partner(one.partner_id)) as actor:
                    _add(packed, f"merged/{files.tidy_name(one.code)}/", actor, now)
        kept.seek(0)
        while piece := kept.read(2**20):
            yield piece


def _read_me(actor: Actor, now: datetime, merged: Iterable[partners.MergerRow]) -> str:
    _, name = partners.names_of(actor, [actor.partner])[actor.partner]
    more = "".join(MERGED.format(code=files.tidy_name(one.code), name=one.name) for one in merged)
    return READ_ME.format(vendor=settings.FAIRWAY.vendor_name, name=name, at=now.isoformat(), merged=more)


def _add(packed: zipfile.ZipFile, folder: str, actor: Actor, now: datetime) -> None:
    """Add all that is one partner's, below a folder."""
    for name, content in _parts(actor, now):
        packed.writestr(folder + name, content)
    listed = []
    for one in documents(actor, on=now.date()):
        listed.append((one.file, one.of, one.name, one.sha256, one.kept))
        if isinstance(one.content, bytes):
            packed.writestr(folder + one.file, one.content)
        elif one.kept:
            packed.write(one.content, folder + one.file)
    packed.writestr(f"{folder}documents.csv", csv_bytes(("file", "of", "name", "sha256", "kept"), listed))


def _parts(actor: Actor, now: datetime) -> Iterator[tuple[str, str | bytes]]:
    number, on = actor.partner, now.date()
    code, _ = partners.names_of(actor, [number])[number]
    profile = _said(partners.profile(actor, code, on=on))
    yield "profile.json", json.dumps(profile, default=_plain, ensure_ascii=False, indent=2)
    applied = partners.applied_as(actor)
    yield "application.csv", _rows(one for one, _, _ in applied)
    yield "application-answers.csv", _rows(answer for _, answers, _ in applied for answer in answers)
    yield "sites.csv", _rows(partners.sites(actor, partner_id=number))
    yield "capabilities.csv", _rows(partners.capabilities(actor, on=on, partner_id=number))
    yield "relations.csv", _rows(one for one in partners.relations(actor) if number in {one.partner_id, one.to_id})
    yield "people.csv", _rows(people.people_in(actor, partner_id=number, now=now))
    yield "referrals.csv", _rows(partners.referrals(actor))
    yield "leads.csv", _rows(leads.own_rows(actor, leads.visible_offers(actor).order_by("pk")))
    yield "agreements.csv", _rows(held := agreements.rows(actor, on=on, partner_id=number))
    yield "signatures.csv", _rows(_signatures(actor, held))
    yield "territories.csv", _rows(_territories(actor, on))
    yield "standing.csv", _rows(partners.standings_of(actor, [number]).get(number, ()))
    yield "reviews.csv", _rows(reviews.about(actor, number))
    yield "granted.csv", _rows(reviews.granted(actor, number, on=on))
    yield "values.csv", _rows(values.rows_of(actor, values.visible_to(actor).order_by("pk")))
    yield "onboarding.csv", _rows(task for plan in partners.plans_of(actor, number, on=on) for task in plan.tasks)
    reports = list(sales.reports_listed(actor).order_by("pk"))
    yield "sales-files.csv", _rows(sales.rows_of(actor, reports))
    yield "sales-lines.csv", _rows(_lines(actor))
    yield "statements.csv", _rows(incentives.statements_for(actor, partner_id=number))
    yield "payouts.csv", _rows(incentives.payouts(actor, partner_id=number, limit=100_000).rows)
    yield "questions.csv", _rows(incentives.questions(actor))
    yield "deals.csv", _rows(exporting.deals_out(actor))
    yield "deal-products.csv", _rows(exporting.products_out(actor))
    yield "deal-steps.csv", _rows(exporting.steps_out(actor))
    yield "deals-with-others.csv", _rows(own_parts(actor))
    cases, items = exporting.disputes_out(actor, now)
    yield "disputes.csv", _rows(cases)
    yield "dispute-items.csv", _rows(items)
    journal = reading.visible_to(actor).filter(partner_id=number).order_by("id")
    yield (
        "journal.csv",
        csv_bytes(
            ("at", "person", "what", "about", "reason"),
            journal.values_list("at", "user_id", "verb", "subject", "reason").iterator(chunk_size=PAGE),
        ),
    )


def _lines(actor: Actor) -> Iterator[Any]:
    offset = 0
    while page := sales.lines_of(actor, limit=PAGE, offset=offset):
        yield from page
        offset += PAGE


@dataclass(frozen=True, slots=True)
class SignatureOut:
    """Who was asked to sign an agreement, and what became of it."""

    agreement: str
    side: str
    name: str
    email: str
    signed_at: datetime | None
    way: str
    sha256: str
    declined_at: datetime | None
    declined: str


@dataclass(frozen=True, slots=True)
class TerritoryOut:
    """One thing the partner may sell somewhere, in words and codes."""

    kind: str
    shared_by_at_most: int | None
    place: str
    areas: str
    without: str
    product_line: str
    segment: str
    since_on: date
    until_on: date | None
    state: str


def _signatures(actor: Actor, held: Iterable[agreements.AgreementRow]) -> Iterator[SignatureOut]:
    for row in held:
        for one in agreements.signers_of(actor, row.id):
            yield SignatureOut(
                row.number, one.side_title, one.name, one.email, one.signed_at, one.way, one.sha256, one.declined_at,
                one.declined,
            )  # fmt: skip


def _territories(actor: Actor, on: date) -> Iterator[TerritoryOut]:
    for row in grants.granted_to(actor, actor.partner, on=on):
        areas, without = ("; ".join(area.text for area in found) for found in (row.areas, row.excepted))
        yield TerritoryOut(
            row.kind, row.at_most, row.place, areas, without, row.line_name, row.segment_name, row.since_on,
            row.until_on, row.state,
        )  # fmt: skip


def _rows(rows: Iterable[Any]) -> bytes:
    """Frozen rows as CSV, one column for each plain field."""
    found = list(rows)
    if not found:
        return csv_bytes(("nothing",), ())
    names = [one.name for one in fields(found[0])]
    return csv_bytes(names, ([_cell(getattr(row, name)) for name in names] for row in found))


def _cell(value: Any) -> Any:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "; ".join(str(_cell(each)) for each in value)
    if _is_row(value) or isinstance(value, Mapping):
        return json.dumps(_said(value), default=_plain, ensure_ascii=False)
    return value


def _is_row(value: Any) -> bool:
    return is_dataclass(value) and not isinstance(value, type) and not hasattr(value, "amount")


def _said(value: Any) -> Any:
    """A frozen row as JSON takes it, whatever lies inside."""
    if _is_row(value):
        return {one.name: _said(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _said(each) for key, each in value.items()}
    return [_said(each) for each in value] if isinstance(value, (tuple, list, frozenset)) else value


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
