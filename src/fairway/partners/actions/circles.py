"""Nobody belongs to itself or supplies itself, not even over others."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from fairway.partners.actions.refusals import Refused
from fairway.partners.models import Distribution, Partner
from fairway.partners.rules import Fault
from fairway.partners.rules.organisation import circle, circle_words, dated_circle


def one_at_a_time() -> None:
    """Relations are changed one transaction after the other: two halves of a circle would pass each alone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('partners.relations'))")


def refuse_circles(partner_ids: Iterable[int]) -> None:
    """Refuse what was just written where a partner would belong to itself, or supply itself, over others.

    :raises Refused: with the circle named, member by member.
    """
    moved = set(partner_ids)
    parents: dict[int, list[int]] = {}
    for pk, parent in Partner.objects.filter(parent__isnull=False).values_list("pk", "parent_id"):
        parents.setdefault(pk, []).append(parent)
    suppliers = list(Distribution.objects.values_list("partner_id", "distributor_id", "since_on", "until_on"))
    found: dict[frozenset[int], Fault] = {}
    for field, verb in (("parent_code", "belongs to"), ("to", "is supplied by")):
        for start in sorted(moved):
            way = circle(parents, start) if field == "parent_code" else dated_circle(suppliers, start)
            if way and frozenset(way) not in found:
                names = dict(Partner.objects.filter(pk__in=way).values_list("pk", "code"))
                words = circle_words(way, names, verb)
                sentence = f"That would be a circle: {words}. Leave one of them out."
                found[frozenset(way)] = Fault(field, names[start], sentence)
    if found:
        raise Refused(found.values())
