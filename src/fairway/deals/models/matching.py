"""By what a company is known again (`fairway.matching`), and what people said of pairs that look alike."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

USER = "access.User"
ACCOUNT = "deals.Account"


class AccountReading(models.Model):
    """How an account is read for matching: its comparable form, and whether it was compared with the others yet.

    Made anew from the account at will; nothing else depends on it. ``version`` is that of the rules it was read by.
    """

    account = models.OneToOneField(ACCOUNT, on_delete=models.CASCADE, primary_key=True, related_name="+")
    kept = models.JSONField()
    version = models.PositiveSmallIntegerField()
    compared = models.BooleanField(default=False)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["account"], name="deals_to_compare", condition=Q(compared=False))
        ]


class AccountKey(models.Model):
    """A key under which an account is found. The primary key is the index that look-ups read, and all they read."""

    pk = models.CompositePrimaryKey("key", "account_id")
    key = models.BigIntegerField()
    account = models.ForeignKey(ACCOUNT, on_delete=models.CASCADE, related_name="+")


class Surroundings(models.Model):
    """How common words and places are among the accounts, counted now and then; the newest counts."""

    counts = models.JSONField()
    counted_at = models.DateTimeField()


class PairDecision(models.Model):
    """What a person said of two accounts: one company, branches, family, or nothing of these; with what was shown.

    A later decision on the same pair stands beside the earlier; the newest holds, and "undecided" takes what was said
    back. Weights are improved by these.
    """

    first = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=12)
    probability = models.FloatField(null=True)
    reasons = models.TextField(blank=True)
    decided_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="deals_pair_in_order"),
            models.CheckConstraint(
                condition=Q(verdict__in=["same", "branch", "family", "different", "undecided"]),
                name="deals_pair_verdict",
            ),
        ]


class Likeness(models.Model):
    """Two accounts that look alike and wait for a person, or waited; ``settled_at`` is when somebody decided."""

    first = models.ForeignKey(ACCOUNT, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(ACCOUNT, on_delete=models.CASCADE, related_name="+")
    probability = models.FloatField()
    reasons = models.TextField(blank=True)
    found_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="deals_alike_in_order"),
            models.UniqueConstraint(fields=["first", "second"], name="deals_alike_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["-probability", "id"], name="deals_alike_open", condition=Q(settled_at=None))
        ]


class Merge(models.Model):
    """Two accounts that became one, and what to put back when that turns out wrong.

    ``moved`` are the accounts that had been merged into the one that went. An undone merge keeps its row.
    """

    kept = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, related_name="+")
    gone = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, related_name="+")
    moved = ArrayField(models.BigIntegerField(), default=list)
    reason = models.TextField(blank=True)
    merged_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    merged_at = models.DateTimeField()
    undone_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["gone"], condition=Q(undone_at=None), name="deals_merged_once"),
            models.CheckConstraint(condition=~Q(kept=F("gone")), name="deals_merged_with_another"),
        ]
