"""Writes of places: countries and subdivisions of ISO 3166, and the postal tables of countries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from psycopg.types.range import Range

from fairway.agreements.actions.laying import lay_again
from fairway.agreements.actions.refusals import Refused, patiently
from fairway.agreements.models import Place, PostalSpan
from fairway.agreements.queries import places as queries
from fairway.agreements.rules import places as rules
from fairway.agreements.rules import world
from fairway.agreements.rules.files import PostalFacts
from fairway.agreements.rules.places import Area
from fairway.agreements.rules.spans import Span
from fairway.agreements.rules.trees import Fault
from fairway.kit import journal
from fairway.kit.access import Actor

NUMBERING = 7_316_606
"""The advisory lock under which places are numbered: two at once would give one slot twice."""


@dataclass(frozen=True)
class Loaded:
    """What a load did: how many rows were new, changed, left as they were."""

    added: int
    changed: int
    unchanged: int


def ensure(areas: Iterable[Area]) -> None:
    """Write the countries of these places down with all their subdivisions, unless they are there.

    The tables are ISO 3166 as pycountry lists them. Nothing that has a number gets another.
    """
    wanted = {code for area in areas if area.country for code in (area.code, area.country)}
    missing = wanted - set(Place.objects.filter(code__in=wanted).values_list("code", flat=True))
    if missing:
        load_countries({code[:2] for code in missing})


def load_countries(codes: Iterable[str]) -> int:
    """Bring countries up to ISO's present tables, and answer how many places are new."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [NUMBERING])
    around = Place.objects.get(code="WORLD")
    source, made = world.source(), 0
    for code in sorted(set(codes)):
        if code not in world.countries():
            raise Refused([Fault("places", code, f"“{code}” is not an ISO 3166-1 country code such as DE.")])
        known = {row.code: row for row in Place.objects.filter(code__startswith=code) if row.code[:2] == code}
        if code not in known:
            span = rules.country_span(code)
            known[code] = Place.objects.create(
                code=code, name=world.name_of(code), kind="country", parent=around, span=range_of(span), source=source
            )
            made += 1
        taken = {each: rules.slots_of(code, queries.span_of(row.span)) for each, row in known.items() if "-" in each}
        slots = world.slots(code, taken)
        listed = world.subdivisions(code)
        # those around first, so that children find their parent's row
        for level in _levels(listed):
            fresh = [
                Place(
                    code=each, name=listed[each].name[:120], kind=listed[each].type[:40].lower() or "subdivision",
                    parent=known[listed[each].parent], source=source,
                    span=range_of(rules.slots_span(code, slots[each])),
                )
                for each in level if each not in known
            ]  # fmt: skip
            for row in Place.objects.bulk_create(fresh):
                known[row.code] = row
            made += len(fresh)
    return made


def _levels(listed: Mapping[str, world.Subdivision]) -> list[list[str]]:
    found: list[list[str]] = []
    level = [code for code, one in listed.items() if one.parent not in listed]
    while level:
        found.append(level)
        above = set(level)
        level = [code for code, one in listed.items() if one.parent in above]
    return found


def range_of(span: Span) -> Range[int]:
    """A span for the database."""
    return Range(span.start, span.end)


def load_postal(*, actor: Actor, now: datetime, rows: Iterable[PostalFacts], source: str, reason: str = "") -> Loaded:
    """Say in which subdivisions postal codes lie. A longer code wins over a prefix; what was said before is replaced.

    Grants of postal codes are laid anew where their subdivision changed. If that would break an exclusivity, nothing is
    taken, and the refusal names the grants.

    :raises Refused: with every fault at once.
    """
    actor.require("territories.manage")
    wanted = list(rows)
    ensure([row.area for row in wanted])
    places = {
        row.code: row
        for row in Place.objects.filter(code__in={row.subdivision for row in wanted})
    }  # fmt: skip
    faults = [
        Fault(
            "subdivision", row.subdivision, f"“{row.subdivision}” is no subdivision of {row.area.code} in ISO 3166-2."
        )
        for row in wanted
        if row.subdivision not in places or not row.subdivision.startswith(row.area.code + "-")
    ]
    if not source.strip():
        faults.append(Fault("source", "", "Say where the table comes from."))
    if faults:
        raise Refused(faults)
    return patiently(lambda: _load_postal(actor, now, wanted, places, source, reason), alone=True)


def _load_postal(
    actor: Actor, now: datetime, wanted: Sequence[PostalFacts], places: dict[str, Place], source: str, reason: str
) -> Loaded:
    added = changed = same = 0
    for country in sorted({row.area.code for row in wanted}):
        before = {
            (span.start, span.end): code
            for span, code in (
                (queries.span_of(numbers), code)
                for numbers, code in PostalSpan.objects.filter(country=country).values_list("numbers", "place__code")
            )
        }
        said = [(rules.postal_span(row.area), row.subdivision) for row in wanted if row.area.code == country]
        after = laid([(Span(*ends), code) for ends, code in before.items()], said)
        fresh = {(span.start, span.end): code for span, code in after}
        same += sum(1 for ends, code in fresh.items() if before.get(ends) == code)
        if fresh == before:
            continue
        added += len(set(fresh) - set(before))
        changed += sum(1 for ends, code in fresh.items() if ends in before and before[ends] != code)
        PostalSpan.objects.filter(country=country).delete()
        PostalSpan.objects.bulk_create(
            [
                PostalSpan(country=country, numbers=Range(*ends), place=places.get(code) or _place(places, code),
                           source=source.strip()[:120])
                for ends, code in sorted(fresh.items())
            ],
            batch_size=2000,
        )  # fmt: skip
        lay_again(actor=actor, now=now, country=country, reason=reason or source)
    if added or changed:
        journal.record(
            actor=actor, now=now, verb="agreements.postal.loaded", subject="agreements.place:0", reason=reason,
            payload={"countries": sorted({row.area.code for row in wanted}), "added": added, "changed": changed},
        )  # fmt: skip
    return Loaded(added, changed, same)


def _place(known: dict[str, Place], code: str) -> Place:
    known[code] = Place.objects.get(code=code)
    return known[code]


def laid(before: Sequence[tuple[Span, str]], said: Sequence[tuple[Span, str]]) -> list[tuple[Span, str]]:
    """One table of disjoint spans: what is said now over what was before, smaller areas over the larger around them."""
    order = [*before, *sorted(said, key=lambda one: -one[0].size)]
    edges = sorted({edge for span, _ in order for edge in (span.start, span.end)})
    at = {edge: position for position, edge in enumerate(edges)}
    owner: list[str | None] = [None] * len(edges)
    for span, code in order:
        for position in range(at[span.start], at[span.end]):
            owner[position] = code
    found: list[tuple[Span, str]] = []
    for position, held in enumerate(owner):
        if held is None:
            continue
        if found and found[-1][1] == held and found[-1][0].end == edges[position]:
            found[-1] = (Span(found[-1][0].start, edges[position + 1]), held)
        else:
            found.append((Span(edges[position], edges[position + 1]), held))
    return found
