"""Which files are in force."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models


class LakeFile(models.Model):
    """One immutable file: what it is made of, and from when until when it is in force."""

    dataset = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    rows = models.BigIntegerField()
    size = models.BigIntegerField()
    # The numbers of what the rows came from (reports); a file after compaction holds several.
    sources = ArrayField(models.BigIntegerField())
    first_on = models.DateField(null=True)
    last_on = models.DateField(null=True)
    listed_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)
    swept_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["dataset", "digest"], condition=models.Q(superseded_at=None), name="lake_file_in_force_once"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["dataset", "id"], condition=models.Q(superseded_at=None), name="lake_in_force"),
            GinIndex(fields=["sources"], name="lake_by_source"),
        ]


class Pin(models.Model):
    """Somebody needs this file for good (a run that must be repeatable)."""

    file = models.ForeignKey(LakeFile, on_delete=models.PROTECT, related_name="+")
    holder = models.CharField(max_length=80)
    since_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["file", "holder"], name="lake_pin_once"),
        ]
