"""Names in a programme that no partner has: a misspelt tier lets nobody in, and no check of the text alone can tell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fairway.engine.programme import PartnerScope, Programme
from fairway.kit.access import Actor
from fairway.partners import queries as partners


def unheld_names(actor: Actor, programme: Programme) -> tuple[str, ...]:
    """A sentence for each tier and partner code that the programme names and nobody has, in two queries.

    Tiers and codes are compared as they are written; where only the case differs, the sentence says so.
    """
    scopes = [
        scope
        for eligible in (programme.members, *(one.eligible for one in programme.incentives))
        for scope in (eligible.include, eligible.exclude)
    ]
    found = [*_tiers(scopes, partners.choices(actor)["tier"]), *_codes(scopes, partners.ids_by_code(actor))]
    return tuple(dict.fromkeys(found))


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
