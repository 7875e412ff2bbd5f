"""Reads of products and rates: lists, look-ups for files, and the tables a calculation needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Q, QuerySet
from django.db.models.functions import Greatest

from fairway.catalogue.models import ExchangeRate, ListPrice, Product, UnitConversion
from fairway.kit.access import Actor, Kind
from fairway.values import Exact


@dataclass(frozen=True)
class ProductRow:
    """A product as lists show it."""

    id: int
    sku: str
    name: str
    category: str
    subcategory: str
    family: str
    brand: str
    line: str
    unit: str
    gtin: str
    attributes: Mapping[str, str]
    retired_on: date | None


@dataclass(frozen=True)
class RateRow:
    """Units of ``to_currency`` for one unit of ``currency`` from a day on."""

    currency: str
    to_currency: str
    valid_from: date
    rate: Exact


class UnknownProduct(Exception):
    """No product of this number that the actor may see."""


@dataclass(frozen=True)
class PriceRow:
    """A list price in force from a day until the next of its currency."""

    valid_from: date
    currency: str
    price: Exact


@dataclass(frozen=True)
class ProductProfile:
    """One product with its units (name and how many base units each holds) and its list prices, newest first."""

    row: ProductRow
    units: tuple[tuple[str, Exact], ...]
    prices: tuple[PriceRow, ...]


def visible_to(actor: Actor) -> QuerySet[Product]:
    return Product.objects.all() if actor.kind is not Kind.LOGIN else Product.objects.none()


def listed(
    actor: Actor, *, search: str = "", category: str = "", family: str = "", brand: str = ""
) -> QuerySet[Product]:
    """Products of a list: found by words in SKU or name, narrowed by category, family and brand."""
    rows = visible_to(actor)
    if search.strip():
        rows = rows.filter(
            Q(sku__icontains=search.strip()) | Q(name__icontains=search.strip()) | Q(gtin=search.strip())
        )
    for field, value in (("category", category), ("family", family), ("brand", brand)):
        if value:
            rows = rows.filter(**{field: value})
    return rows


def rows_of(products: Iterable[Product]) -> tuple[ProductRow, ...]:
    return tuple(
        ProductRow(
            row.pk,
            row.sku,
            row.name,
            row.category,
            row.subcategory,
            row.family,
            row.brand,
            row.line,
            row.unit,
            row.gtin,
            row.attributes,
            row.retired_on,
        )
        for row in products
    )


def one(actor: Actor, sku: str) -> ProductRow | None:
    rows = rows_of(visible_to(actor).filter(sku=sku))
    return rows[0] if rows else None


def alike(actor: Actor, texts: Iterable[str], *, most: int = 8) -> tuple[ProductRow, ...]:
    """Products whose SKU or name is written like one of these texts, the most alike first; for a person to pick from.

    Likeness is that of three-letter groups (pg_trgm); below a third nothing is offered.
    """
    wanted = [text.strip()[:200] for text in texts if len(text.strip()) > 2][:12]
    if not wanted:
        return ()
    likeness = [TrigramSimilarity(field, text) for text in wanted for field in ("sku", "name")]
    rows = visible_to(actor).annotate(likeness=Greatest(*likeness)).filter(likeness__gte=0.3)
    return rows_of(rows.order_by("-likeness", "sku")[:most])


def profile(actor: Actor, product_id: int) -> ProductProfile:
    """One product by number. :raises UnknownProduct: when there is none that the actor may see."""
    rows = rows_of(visible_to(actor).filter(pk=product_id))
    if not rows:
        raise UnknownProduct(f"There is no product {product_id}.")
    units = UnitConversion.objects.filter(product_id=product_id).order_by("unit").values_list("unit", "factor")
    prices = ListPrice.objects.filter(product_id=product_id).order_by("-valid_from", "currency")
    made = tuple(PriceRow(each.valid_from, each.currency, each.price) for each in prices)
    return ProductProfile(rows[0], tuple(units), made)


def choices(actor: Actor) -> dict[str, tuple[str, ...]]:
    """The values lists can be narrowed by."""
    return {
        field: tuple(visible_to(actor).exclude(**{field: ""}).values_list(field, flat=True).distinct().order_by(field))
        for field in ("category", "family", "brand")
    }


def ids_by_sku(actor: Actor) -> dict[str, int]:
    """Product number by SKU."""
    return dict(visible_to(actor).values_list("sku", "pk"))


def ids_by_gtin(actor: Actor) -> dict[str, int]:
    """Product number by trade item number, where one is known."""
    return dict(visible_to(actor).exclude(gtin="").values_list("gtin", "pk"))


def units_by_product(actor: Actor) -> dict[int, tuple[str, Mapping[str, Exact]]]:
    """The base unit of each product, and how many of it each other unit is."""
    factors: dict[int, dict[str, Exact]] = {}
    for product_id, unit, factor in UnitConversion.objects.values_list("product_id", "unit", "factor"):
        factors.setdefault(product_id, {})[unit] = factor
    return {pk: (unit, factors.get(pk, {})) for pk, unit in visible_to(actor).values_list("pk", "unit")}


def prices_by_product(actor: Actor, *, on: date) -> dict[tuple[int, str], Exact]:
    """List price by product number and currency, as of a day."""
    rows = (
        ListPrice.objects.filter(valid_from__lte=on)
        .order_by("valid_from")
        .values_list("product_id", "currency", "price")
    )
    return {(product_id, currency): price for product_id, currency, price in rows}


def names_of(actor: Actor, product_ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """SKU and name by product number, in one query."""
    return {
        pk: (sku, name)
        for pk, sku, name in visible_to(actor).filter(pk__in=set(product_ids)).values_list("pk", "sku", "name")
    }


def for_calculation(actor: Actor) -> tuple[ProductRow, ...]:
    """All products, retired ones too: their past sales still earn."""
    return rows_of(visible_to(actor).order_by("pk"))


def rates_to(actor: Actor, currency: str) -> tuple[RateRow, ...]:
    """Exchange rates into one currency, by currency and day."""
    rows = ExchangeRate.objects.filter(to_currency=currency).order_by("currency", "valid_from")
    return tuple(RateRow(row.currency, row.to_currency, row.valid_from, row.rate) for row in rows)


def rates_visible_to(actor: Actor) -> QuerySet[ExchangeRate]:
    """Exchange rates this actor may read: everybody's who is signed in."""
    return ExchangeRate.objects.all() if actor.kind is not Kind.LOGIN else ExchangeRate.objects.none()


def rows_of_rates(rates: Iterable[ExchangeRate]) -> tuple[RateRow, ...]:
    """Frozen rows for a page of rates."""
    return tuple(RateRow(row.currency, row.to_currency, row.valid_from, row.rate) for row in rates)


def rate_currencies(actor: Actor) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The currencies that rates are known from, and into."""
    rows = rates_visible_to(actor)
    return tuple(
        tuple(rows.order_by(name).values_list(name, flat=True).distinct()) for name in ("currency", "to_currency")
    )  # type: ignore[return-value]


GROUPS = ("category", "family", "subcategory", "line", "brand")
MOST_GROUPS = 60


def values_of(actor: Actor, attribute: str) -> tuple[str, ...]:
    """The values that products have in one of the attributes they are grouped by."""
    if attribute not in GROUPS:
        raise ValueError(f"Products are not grouped by {attribute}.")
    rows = visible_to(actor).exclude(**{attribute: ""}).order_by(attribute)
    return tuple(rows.values_list(attribute, flat=True).distinct())


def groups(actor: Actor) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The attributes by which products are grouped, each with its values; one with too many is left out."""
    found = []
    for name in GROUPS:
        values = visible_to(actor).exclude(**{name: ""}).order_by(name).values_list(name, flat=True).distinct()
        some = tuple(values[: MOST_GROUPS + 1])
        if 1 < len(some) <= MOST_GROUPS:
            found.append((name, some))
    return tuple(found)
