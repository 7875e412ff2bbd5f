"""Territories, grants, the zones that a few partners share, and the rows by which the database keeps them apart."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import BigIntegerRangeField, DateRangeField
from django.db import models


class Territory(models.Model):
    """A set of places under a name, to be granted again and again; a grant keeps the places it was made with."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    areas = models.JSONField(default=list)
    excepted = models.JSONField(default=list)
    note = models.TextField(blank=True)
    added_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Zone(models.Model):
    """A place, product line and segment shared by at most so many partners; it stands as long as its seats do."""

    where = models.CharField(max_length=32)
    at_most = models.PositiveSmallIntegerField()
    line = models.ForeignKey("agreements.ProductLine", on_delete=models.PROTECT, related_name="+")
    segment = models.ForeignKey("agreements.Segment", on_delete=models.PROTECT, related_name="+")
    period = DateRangeField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["where"], name="agreements_zone_where")]


class Grant(models.Model):
    """A partner may sell a product line to a segment in a place, from a day to a day (half-open).

    One that was changed or ended before its first day has `withdrawn_at` and never held. `areas` and `excepted` are the
    places as they are written, `where_words` as people read them.
    """

    partner = models.ForeignKey("partners.Partner", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12)
    at_most = models.PositiveSmallIntegerField(null=True)
    zone = models.ForeignKey("agreements.Zone", on_delete=models.PROTECT, null=True, related_name="+")
    territory = models.ForeignKey("agreements.Territory", on_delete=models.PROTECT, null=True, related_name="+")
    areas = models.JSONField(default=list)
    excepted = models.JSONField(default=list)
    where_words = models.TextField()
    line = models.ForeignKey("agreements.ProductLine", on_delete=models.PROTECT, related_name="+")
    segment = models.ForeignKey("agreements.Segment", on_delete=models.PROTECT, related_name="+")
    since_on = models.DateField()
    until_on = models.DateField(null=True)
    follows = models.ForeignKey("agreements.Grant", on_delete=models.PROTECT, null=True, related_name="+")
    where = models.CharField(max_length=32)
    key = models.CharField(max_length=32)
    reason = models.TextField(blank=True)
    granted_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["partner", "since_on"], name="agreements_grants_of_partner"),
            models.Index(fields=["-since_on", "-id"], name="agreements_grants_by_day"),
            models.Index(fields=["until_on"], condition=models.Q(withdrawn_at=None), name="agreements_grants_by_end"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["key"], condition=models.Q(withdrawn_at=None), name="agreements_grant_once"
            ),
        ]


class Holding(models.Model):
    """What a grant or a zone holds, as spans: the row that the database compares with every other owner's.

    `owner` is the partner's number, or the zone's below zero. `seat` is everything for an exclusive grant and a zone,
    the owner's own point for an open grant.
    """

    grant = models.ForeignKey("agreements.Grant", on_delete=models.CASCADE, null=True, related_name="+")
    zone = models.ForeignKey("agreements.Zone", on_delete=models.CASCADE, null=True, related_name="+")
    partner = models.ForeignKey("partners.Partner", on_delete=models.PROTECT, null=True, related_name="+")
    owner = models.BigIntegerField()
    # the smallest node around the span, and the nodes of the trees: equal numbers are found faster than overlaps
    node = models.ForeignKey("agreements.Place", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    line = models.ForeignKey("agreements.ProductLine", on_delete=models.PROTECT, related_name="+", db_index=False)
    segment = models.ForeignKey("agreements.Segment", on_delete=models.PROTECT, related_name="+", db_index=False)
    place = BigIntegerRangeField()
    line_span = BigIntegerRangeField()
    segment_span = BigIntegerRangeField()
    period = DateRangeField()
    seat = BigIntegerRangeField()


class Seat(models.Model):
    """A partner's numbered seat in a shared zone, for a part of its term or all of it."""

    zone = models.ForeignKey("agreements.Zone", on_delete=models.CASCADE, related_name="+")
    grant = models.ForeignKey("agreements.Grant", on_delete=models.CASCADE, related_name="+")
    partner = models.ForeignKey("partners.Partner", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    period = DateRangeField()


class CounselNote(models.Model):
    """Counsel has looked at a finding about one thing, and wrote down why it may go on."""

    subject = models.CharField(max_length=80)
    finding = models.CharField(max_length=12)
    text = models.TextField()
    written_by = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["subject"], name="agreements_notes_by_subject")]


class SaleOrigin(models.Model):
    """How a sale outside a territory came about, as somebody found out; the latest of a line holds, none is changed.

    `line` is the sales line's number in the lake.
    """

    line = models.BigIntegerField()
    is_sought = models.BooleanField()
    evidence = models.CharField(max_length=20)
    reason = models.TextField()
    recorded_by = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["line"], name="agreements_origin_of_line")]
