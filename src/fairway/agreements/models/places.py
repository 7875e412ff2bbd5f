"""Places, product lines and segments: everything a grant is made of, numbered once and never renumbered by itself."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import BigIntegerRangeField
from django.db import models


class Place(models.Model):
    """The world, a country or a subdivision of ISO 3166, with its span on the line of all places."""

    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=40)
    parent = models.ForeignKey("agreements.Place", on_delete=models.PROTECT, null=True, related_name="+")
    span = BigIntegerRangeField()
    source = models.CharField(max_length=80)

    def __str__(self) -> str:
        return self.name


class PostalSpan(models.Model):
    """Postal codes of a country that lie in one subdivision, as a table said; no code lies in two."""

    country = models.CharField(max_length=2)
    numbers = BigIntegerRangeField()
    place = models.ForeignKey("agreements.Place", on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=120)


class NamedAccount(models.Model):
    """A customer that is granted by name, wherever it is."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    plain_name = models.CharField(max_length=200)
    country = models.CharField(max_length=2, blank=True)
    added_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["plain_name"], name="agreements_account_name")]

    def __str__(self) -> str:
        return self.name


class ProductLine(models.Model):
    """A product line, inside another or right below all products; `matches` says which products it takes."""

    code = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    parent = models.ForeignKey("agreements.ProductLine", on_delete=models.PROTECT, null=True, related_name="+")
    index = models.PositiveIntegerField()
    last_child = models.PositiveIntegerField(default=0)
    span = BigIntegerRangeField()
    matches = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["parent", "index"], nulls_distinct=False, name="agreements_line_part_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Segment(models.Model):
    """A group of customers, inside another or right below all customers."""

    code = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    parent = models.ForeignKey("agreements.Segment", on_delete=models.PROTECT, null=True, related_name="+")
    index = models.PositiveIntegerField()
    last_child = models.PositiveIntegerField(default=0)
    span = BigIntegerRangeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["parent", "index"], nulls_distinct=False, name="agreements_segment_part_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name
