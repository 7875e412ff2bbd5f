"""What happened, in order, for ever."""

from __future__ import annotations

from django.db import models


class JournalRow(models.Model):
    """One thing that happened. Written by the database function ``fairway_journal`` only, never changed."""

    at = models.DateTimeField()
    xid = models.BigIntegerField()
    user_id = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=16)
    verb = models.CharField(max_length=80)
    subject = models.CharField(max_length=120)
    partner_id = models.BigIntegerField(null=True)
    both_sides = models.BooleanField()
    reason = models.TextField()
    payload = models.JSONField()

    class Meta:
        managed = False
        db_table = "journal_row"


class Seal(models.Model):
    """A hash over all rows below a horizon, chained to the seal before."""

    sealed_at = models.DateTimeField()
    row_count = models.BigIntegerField()
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        managed = False
        db_table = "journal_seal"


class Sealing(models.Model):
    """Which seal holds a row, and at which place."""

    row_id = models.BigIntegerField(primary_key=True)
    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, related_name="+")

    class Meta:
        managed = False
        db_table = "journal_sealing"
