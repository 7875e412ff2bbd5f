"""What the texts of a file mean: products by SKU, cross-reference or trade number; partners by code, name or alias."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import F, Q

from fairway.catalogue import queries as catalogue
from fairway.kit.access import Actor
from fairway.partners import queries as partners
from fairway.partners.rules import plain_name
from fairway.sales.models import CrossReference
from fairway.sales.rules.lines import KnownPartner, KnownProduct
from fairway.values import Exact


def known_products(actor: Actor, texts: Iterable[str], *, reporter_id: int | None, on: date) -> dict[str, KnownProduct]:
    """Products by the texts of a file. A cross-reference of this reporter wins over a general one, both over a SKU.

    SKUs are compared without regard to case; leading zeros count. Two SKUs that differ in case only are not guessed at.
    """
    wanted = set(texts) - {""}
    ids: dict[str, int] = {}
    clashing: set[str] = set()
    exact_skus = catalogue.ids_by_sku(actor)
    for sku, number in exact_skus.items():
        folded = sku.strip().upper()
        if ids.setdefault(folded, number) != number:
            clashing.add(folded)
    gtins = catalogue.ids_by_gtin(actor)
    references = _references(reporter_id)
    units = catalogue.units_by_product(actor)
    prices: dict[int, dict[str, Exact]] = {}
    for (number, currency), price in catalogue.prices_by_product(actor, on=on).items():
        prices.setdefault(number, {})[currency] = price
    found: dict[str, KnownProduct] = {}
    for text in wanted:
        folded = text.upper()
        meant = (
            references.get(folded)
            or exact_skus.get(text)
            or (None if folded in clashing else ids.get(folded))
            or gtins.get(text)
            or gtins.get(text.lstrip("0"))
        )
        if meant is not None:
            unit, factors = units.get(meant, ("EA", {}))
            found[text] = KnownProduct(
                meant,
                unit,
                {name.upper(): factor for name, factor in factors.items()},
                prices.get(meant, {}),
            )
    return found


def _references(reporter_id: int | None) -> dict[str, int]:
    rows = (
        CrossReference.objects.filter(Q(reporter=None) | Q(reporter_id=reporter_id))
        .order_by(F("reporter").asc(nulls_first=True))
        .values_list("text", "product_id")
    )
    return {text.upper(): product_id for text, product_id in rows}


def known_partners(actor: Actor, texts: Iterable[str], *, reporter_id: int | None, on: date) -> dict[str, KnownPartner]:
    """Partners by the texts of a file, among those whose sales this reporter may report.

    The vendor reports about everybody; a partner about itself and the partners it supplies. One that is none of those
    is as unknown as one that does not exist, so that a file is no way to find out who else is a partner.
    """
    wanted = set(texts) - {""}
    if not wanted:
        return {}
    by_text = partners.ids_by_text(actor, reporter_id=reporter_id)
    allowed = reportable(actor, reporter_id, on=on)
    found: dict[str, int] = {}
    for text in wanted:
        number = by_text.get(plain_name(text))
        if number is not None and (allowed is None or number in allowed):
            found[text] = number
    rows = partners.visible_to(actor).filter(pk__in=set(found.values()))
    currencies = dict(rows.values_list("pk", "currency"))
    return {text: KnownPartner(number, currencies.get(number, "")) for text, number in found.items()}


def reportable(actor: Actor, reporter_id: int | None, *, on: date) -> frozenset[int] | None:
    """The partners whose sales a reporter may report on a day; None when everybody's (the vendor)."""
    if reporter_id is None:
        return None
    ((code, _),) = partners.names_of(actor, [reporter_id]).values()
    supplied = {supplied_code for supplied_code, _ in partners.profile(actor, code, on=on).supplied}
    numbers = partners.ids_by_code(actor) if supplied else {}
    return frozenset(numbers[each] for each in supplied if each in numbers) | {reporter_id}
