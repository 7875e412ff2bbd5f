"""Writes of products, units, prices and rates. Each is journalled."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from fairway.catalogue.models import ExchangeRate, ListPrice, Product, UnitConversion
from fairway.catalogue.rules import Fault, ProductFacts, RateFacts, faults_of, rate_faults
from fairway.kit import journal
from fairway.kit.access import Actor
from fairway.values import Exact

_FIELDS = ("name", "category", "subcategory", "family", "brand", "line", "unit", "gtin")


class Refused(Exception):
    """A change of the catalogue that cannot be made; ``faults`` say which values and why."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(" ".join(fault.sentence for fault in self.faults))


@dataclass(frozen=True)
class Loaded:
    """What a load did: how many rows were new, changed, left as they were."""

    added: int
    changed: int
    unchanged: int


def load_products(
    *, actor: Actor, now: datetime, rows: Iterable[ProductFacts], prices_from: date | None = None, reason: str = ""
) -> Loaded:
    """Add or change many products in one transaction: all of them or none.

    :raises Refused: with every fault of every row at once.
    """
    actor.require("catalogue.manage")
    wanted = list(rows)
    faults = [fault for facts in wanted for fault in faults_of(facts)]
    if faults:
        raise Refused(faults)
    known = {
        row.sku: row for row in Product.objects.select_for_update().filter(sku__in=[facts.sku for facts in wanted])
    }
    fresh: dict[str, Product] = {}
    moved: list[Product] = []
    for facts in wanted:
        values = {name: getattr(facts, name).strip() for name in _FIELDS} | {"attributes": dict(facts.attributes or {})}
        there = known.get(facts.sku)
        if there is None:
            fresh[facts.sku] = Product(sku=facts.sku, added_at=now, **values)
        elif {name: getattr(there, name) for name in values} != values:
            for name, value in values.items():
                setattr(there, name, value)
            moved.append(there)
    Product.objects.bulk_create(fresh.values(), batch_size=1000)
    Product.objects.bulk_update(moved, [*_FIELDS, "attributes"], batch_size=1000)
    ids = {sku: row.pk for sku, row in (known | fresh).items()}
    ListPrice.objects.bulk_create(
        [
            ListPrice(
                product_id=ids[facts.sku],
                currency=facts.currency,
                valid_from=prices_from or now.date(),
                price=facts.list_price,
            )
            for facts in wanted
            if facts.list_price is not None
        ],
        batch_size=1000,
        update_conflicts=True,
        unique_fields=["product", "currency", "valid_from"],
        update_fields=["price"],
    )
    if fresh or moved:
        journal.record(
            actor=actor,
            now=now,
            verb="catalogue.loaded",
            subject="catalogue.product:0",
            reason=reason,
            payload={"added": len(fresh), "changed": len(moved)},
        )
    return Loaded(len(fresh), len(moved), len(wanted) - len(fresh) - len(moved))


def set_unit(*, actor: Actor, now: datetime, product_id: int, unit: str, factor: Exact) -> None:
    """One of this unit is so many of the product's base unit. :raises Refused: for a factor that is not above zero."""
    actor.require("catalogue.manage")
    if factor <= 0:
        raise Refused([Fault("factor", str(factor), "A unit holds more than nothing: write a number above zero.")])
    UnitConversion.objects.update_or_create(product_id=product_id, unit=unit, defaults={"factor": factor})
    journal.record(
        actor=actor,
        now=now,
        verb="catalogue.unit",
        subject=f"catalogue.product:{product_id}",
        payload={"unit": unit, "factor": str(factor)},
    )


def load_rates(*, actor: Actor, now: datetime, rows: Iterable[RateFacts], reason: str = "") -> Loaded:
    """Add exchange rates. A rate that stands is not changed by a load.

    What was calculated with it must stay repeatable.

    :raises Refused: with every fault at once, one that stands with another value included.
    """
    actor.require("catalogue.manage")
    wanted = list({(row.currency, row.to_currency, row.valid_from): row for row in rows}.values())
    faults = [fault for row in wanted for fault in rate_faults(row)]
    standing = {
        (row.currency, row.to_currency, row.valid_from): row.rate
        for row in ExchangeRate.objects.filter(currency__in={row.currency for row in wanted})
    }
    fresh = []
    for row in wanted:
        stands = standing.get((row.currency, row.to_currency, row.valid_from))
        if stands is None:
            fresh.append(row)
        elif stands != row.rate:
            faults.append(
                Fault(
                    "rate",
                    str(row.rate),
                    f"{row.currency} to {row.to_currency} from {row.valid_from} stands at {stands}: "
                    "give the new rate a new day.",
                )
            )
    if faults:
        raise Refused(faults)
    ExchangeRate.objects.bulk_create(
        [
            ExchangeRate(currency=row.currency, to_currency=row.to_currency, valid_from=row.valid_from, rate=row.rate)
            for row in fresh
        ],
        batch_size=1000,
    )
    if fresh:
        journal.record(
            actor=actor,
            now=now,
            verb="catalogue.rates",
            subject="catalogue.rate:0",
            reason=reason,
            payload={"added": len(fresh)},
        )
    return Loaded(len(fresh), 0, len(wanted) - len(fresh))
