"""Postings, entries and legs. Rows are written once; the database refuses to change them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from fairway.ledger.rules import Account, Cause, EntryKind


def _choices(names: Any) -> list[tuple[str, str]]:
    return [(member.value, member.value) for member in names]


class Posting(models.Model):
    """A request to the ledger that was carried out: all its entries stand, or none.

    ``key`` makes the request happen once; ``digest`` fingerprints the entries and is kept in the journal as well.
    """

    key = models.CharField(max_length=120, unique=True)
    source = models.CharField(max_length=120)
    reason = models.TextField(blank=True)
    posted_by = models.ForeignKey("access.User", on_delete=models.PROTECT, null=True, related_name="+")
    posted_at = models.DateTimeField()
    entry_count = models.IntegerField()
    digest = models.CharField(max_length=64)


class EntryRow(models.Model):
    """One balanced entry of a posting, about one partner. ``xid`` is its transaction; the database writes it."""

    posting = models.ForeignKey(Posting, on_delete=models.PROTECT, related_name="+")
    number = models.IntegerField()
    kind = models.CharField(max_length=12, choices=_choices(EntryKind))
    partner = models.ForeignKey("partners.Partner", on_delete=models.PROTECT, related_name="+")
    reverses = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="+")
    posted_at = models.DateTimeField()
    xid = models.BigIntegerField(db_default=0, editable=False)
    leg_count = models.IntegerField()
    digest = models.CharField(max_length=64)

    class Meta:
        db_table = "ledger_entry"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["posting", "number"], name="ledger_entry_place"),
            models.CheckConstraint(condition=models.Q(leg_count__gte=2), name="ledger_entry_two_legs"),
        ]


class LegRow(models.Model):
    """One account's part of an entry: minor units, debits positive, credits negative."""

    entry = models.ForeignKey(EntryRow, on_delete=models.PROTECT, related_name="+")
    number = models.SmallIntegerField()
    account = models.CharField(max_length=2, choices=_choices(Account))
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    partner = models.ForeignKey("partners.Partner", on_delete=models.PROTECT, related_name="+")
    programme = models.CharField(max_length=80)
    version_id = models.BigIntegerField(null=True)
    incentive = models.CharField(max_length=80)
    person = models.CharField(max_length=120, blank=True)
    period = models.CharField(max_length=16)
    period_start = models.DateField()
    origin_period = models.CharField(max_length=16)
    origin_start = models.DateField()
    cause = models.CharField(max_length=8, choices=_choices(Cause))
    run_id = models.BigIntegerField(null=True)

    class Meta:
        db_table = "ledger_leg"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["entry", "number"], name="ledger_leg_place"),
            models.CheckConstraint(condition=~models.Q(amount=0), name="ledger_leg_moves"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["programme", "account", "period_start"], name="ledger_leg_programme"),
            models.Index(fields=["partner", "account", "period_start"], name="ledger_leg_partner"),
            models.Index(fields=["run_id"], name="ledger_leg_run"),
        ]
