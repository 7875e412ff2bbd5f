"""Names in a programme that nobody has: a misspelt tier lets nobody in, and no check of the text alone can tell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from fairway.catalogue import queries as catalogue
from fairway.engine.programme import PartnerScope, Programme
from fairway.kit.access import Actor
from fairway.partners import queries as partners


def unheld_names(actor: Actor, programme: Programme) -> tuple[str, ...]:
    """A sentence for each type, tier, partner code and group of products that the programme names and nobody has.

    Tiers and codes are compared as they are written; where only the case differs, the sentence says so.
    """
    scopes = [
        scope
        for eligible in (programme.members, *(one.eligible for one in programme.incentives))
        for scope in (eligible.include, eligible.exclude)
    ]
    found = [
        *_types(scopes, partners.types_held(actor)),
        *_products(actor, programme),
        *_tiers(scopes, partners.choices(actor)["tier"]),
        *_codes(scopes, partners.ids_by_code(actor)),
    ]
    return tuple(dict.fromkeys(found))


MOST = 12
"""Names that are said of those there are."""


def _types(scopes: Iterable[PartnerScope], held: Sequence[str]) -> Iterator[str]:
    for name in (name for scope in scopes for name in scope.types):
        if name not in held:
            yield f"No partner is, or was, of the type “{name}”{_there_are(held)}."


def _products(actor: Actor, programme: Programme) -> Iterator[str]:
    """Of the attributes by which products are grouped; the rest are as they come with the product list."""
    named: dict[str, list[str]] = {}
    for one in programme.incentives:
        for scope in (measure.lines.products for measure in one.measures):
            for part in (*scope.include, *scope.exclude):
                named.setdefault(part.attribute, []).extend(part.values)
    for attribute, values in named.items():
        if attribute not in catalogue.GROUPS:
            continue
        held = catalogue.values_of(actor, attribute)
        for value in dict.fromkeys(values):
            if value not in held:
                yield f"No product has the {attribute} “{value}”{_there_are(held)}."


def _there_are(held: Sequence[str]) -> str:
    if not held:
        return ""
    return f"; there are {', '.join(held[:MOST])}{' and more' if len(held) > MOST else ''}"


def _tiers(scopes: Iterable[PartnerScope], held: Iterable[str]) -> Iterator[str]:
    spelled = {" ".join(tier.split()).casefold(): tier for tier in held}
    for tier in (tier for scope in scopes for tier in scope.tiers):
        near = spelled.get(" ".join(tier.split()).casefold())
        if near is None:
            yield f"No partner is, or was, in the tier “{tier}”."
        elif tier not in spelled.values():
            yield f"No partner is in the tier “{tier}”; partners are in “{near}”, and tiers are compared as written."


def _codes(scopes: Iterable[PartnerScope], known: Iterable[str]) -> Iterator[str]:
    spelled = {code.casefold(): code for code in known}
    for code in (code for scope in scopes for code in scope.partners):
        near = spelled.get(code.casefold())
        if near is None:
            yield f"No partner has the code “{code}”."
        elif code not in spelled.values():
            yield f"No partner has the code “{code}”; there is “{near}”."
