"""Accounts that look alike, side by side: what waits for a decision, and what was decided last."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery

from fairway.deals.models import Account, Likeness, Merge, Opportunity, PairDecision, Resolution
from fairway.deals.queries.looking_up import FACTS
from fairway.deals.rules.refusals import NotFound
from fairway.kit.access import Actor
from fairway.kit.access.people import names_of
from fairway.matching.normalise.plain import plain, words

LABELS = {
    "name": "Name", "address": "Address", "city": "City", "region": "Region", "postal_code": "Postal code",
    "country": "Country", "domain": "Web", "phone": "Phone", "tax_id": "Tax number",
}  # fmt: skip
Piece = tuple[str, bool]
"""Some text, and whether the other side lacks it."""


@dataclass(frozen=True, slots=True)
class Line:
    """One fact of both accounts: ``state`` is same, differs, or one (only one of the two has it)."""

    label: str
    first: tuple[Piece, ...]
    second: tuple[Piece, ...]
    state: str


@dataclass(frozen=True, slots=True)
class Side:
    """What hangs on an account: how many registrations and opportunities name it, and since when it is known."""

    id: int
    name: str
    registrations: int
    opportunities: int
    known_on: date


@dataclass(frozen=True, slots=True)
class Alike:
    """A pair to decide."""

    id: int
    probability: float
    reasons: tuple[str, ...]
    first: Side
    second: Side
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Decided:
    """A pair that was decided: by whom, what was said."""

    id: int
    first: str
    second: str
    verdict: str
    who: str
    at: datetime


def waiting(actor: Actor) -> QuerySet[Likeness]:
    """The pairs that wait for a decision; none of an account that was merged meanwhile."""
    actor.require("deals.view")
    return Likeness.objects.filter(settled_at=None, first__merged_into=None, second__merged_into=None)


def next_alike(actor: Actor, skipped: frozenset[int] = frozenset()) -> Alike | None:
    """The likeliest pair that waits, beyond those skipped."""
    found = waiting(actor).exclude(pk__in=skipped).order_by("-probability", "pk").first()
    return None if found is None else _alike(found)


def _alike(found: Likeness) -> Alike:
    rows = {row.pk: row for row in Account.objects.filter(pk__in=[found.first_id, found.second_id])}
    named = [
        dict(model.objects.filter(account__in=list(rows)).values_list("account").annotate(count=Count("pk")))
        for model in (Resolution, Opportunity)
    ]
    first, second = (
        Side(row.pk, row.name, named[0].get(row.pk, 0), named[1].get(row.pk, 0), row.added_at.date())
        for row in (rows[found.first_id], rows[found.second_id])
    )
    facts = [{name: getattr(rows[pk], name) for name in FACTS} for pk in (found.first_id, found.second_id)]
    return Alike(
        found.pk, found.probability, tuple(filter(None, found.reasons.split("; "))), first, second, lines_of(*facts)
    )


def lines_of(first: dict[str, Any], second: dict[str, Any]) -> tuple[Line, ...]:
    """The facts of two accounts line by line, with the words marked that only one side has."""
    found = []
    for name, label in LABELS.items():
        one, other = first[name].strip(), second[name].strip()
        if not one and not other:
            continue
        alike = words(plain(one)) == words(plain(other))
        state = "same" if alike else "differs" if one and other else "one"
        found.append(Line(label, marked(one, other), marked(other, one), state))
    return tuple(found)


def marked(text: str, other: str) -> tuple[Piece, ...]:
    """A text in pieces, those words marked that the other does not have; nothing is marked beside an empty one."""
    theirs = set(words(plain(other)))
    return tuple((word, bool(theirs) and not set(words(plain(word))) <= theirs) for word in text.split())


def decided(actor: Actor, most: int = 8) -> tuple[Decided, ...]:
    """The pairs decided last, to be taken back."""
    actor.require("deals.view")
    newest = PairDecision.objects.filter(first=OuterRef("first"), second=OuterRef("second")).order_by("-pk")
    rows = (
        Likeness.objects.exclude(settled_at=None)
        .annotate(verdict=Subquery(newest.values("verdict")[:1]), who=Subquery(newest.values("decided_by__name")[:1]))
        .order_by("-settled_at", "-pk")[:most]
    )
    return tuple(
        Decided(pk, first, second, verdict or "", who or "", at or found_at)
        for pk, first, second, verdict, who, at, found_at in rows.values_list(
            "pk", "first__name", "second__name", "verdict", "who", "settled_at", "found_at"
        )
    )


@dataclass(frozen=True, slots=True)
class Merged:
    """A merge in the list of all."""

    id: int
    kept: str
    gone: str
    reason: str
    who: str
    at: datetime
    undone_at: datetime | None


def visible_merges(actor: Actor) -> QuerySet[Merge]:
    """All merges."""
    actor.require("deals.view")
    return Merge.objects.select_related("kept", "gone")


def one_merge(actor: Actor, merge_id: int) -> tuple[Merged, tuple[Line, ...]]:
    """A merge with the facts of both accounts.

    :raises NotFound: there is none of that number.
    """
    found = visible_merges(actor).filter(pk=merge_id)
    rows = merge_rows(actor, found)
    if not rows:
        raise NotFound("There is no such merge.")
    (pair,) = found.values_list("gone", "kept")
    facts = {row["pk"]: row for row in Account.objects.filter(pk__in=pair).values("pk", *FACTS)}
    return rows[0], lines_of(facts[pair[0]], facts[pair[1]])


def merge_rows(actor: Actor, rows: Iterable[Merge]) -> list[Merged]:
    """Merges as they are listed."""
    actor.require("deals.view")
    found = list(rows)
    people = names_of({row.merged_by_id for row in found if row.merged_by_id})
    return [
        Merged(
            row.pk, row.kept.name, row.gone.name, row.reason, people.get(row.merged_by_id or 0, ""), row.merged_at,
            row.undone_at,
        )
        for row in found
    ]  # fmt: skip
