"""Products, the units they are counted in, list prices by day, and exchange rates."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models


class Product(models.Model):
    """A thing the vendor sells; quantities are counted in its base unit."""

    sku = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=250)
    category = models.CharField(max_length=120, blank=True)
    subcategory = models.CharField(max_length=120, blank=True)
    family = models.CharField(max_length=120, blank=True)
    brand = models.CharField(max_length=120, blank=True)
    line = models.CharField(max_length=120, blank=True)
    unit = models.CharField(max_length=12, default="EA")
    gtin = models.CharField(max_length=20, blank=True)
    attributes = models.JSONField(default=dict)
    retired_on = models.DateField(null=True)
    added_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["category", "subcategory", "sku"], name="catalogue_by_category"),
            GinIndex(fields=["name"], opclasses=["gin_trgm_ops"], name="catalogue_name_words"),
        ]

    def __str__(self) -> str:
        return f"{self.sku} {self.name}"


class UnitConversion(models.Model):
    """How many base units one of this unit is (a case of twelve: 12)."""

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    unit = models.CharField(max_length=12)
    factor = models.DecimalField(max_digits=18, decimal_places=6)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["product", "unit"], name="catalogue_unit_once"),
            models.CheckConstraint(condition=models.Q(factor__gt=0), name="catalogue_unit_positive"),
        ]


class ListPrice(models.Model):
    """A list price, in force from a day until the next."""

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    currency = models.CharField(max_length=3)
    valid_from = models.DateField()
    price = models.DecimalField(max_digits=18, decimal_places=6)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["product", "currency", "valid_from"], name="catalogue_price_once"),
        ]


class ExchangeRate(models.Model):
    """Units of ``to_currency`` for one unit of ``currency``, in force from a day until the next."""

    currency = models.CharField(max_length=3)
    to_currency = models.CharField(max_length=3)
    valid_from = models.DateField()
    rate = models.DecimalField(max_digits=20, decimal_places=10)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["currency", "to_currency", "valid_from"], name="catalogue_rate_once"),
            models.CheckConstraint(condition=models.Q(rate__gt=0), name="catalogue_rate_positive"),
        ]
