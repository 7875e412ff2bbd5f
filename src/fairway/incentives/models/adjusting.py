"""What is paid or taken back by hand: proposed by one person, booked by another, never changed.

A proposal is the vendor's own. What came of it for the partner is a row of its own, which the partner reads.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from fairway.incentives.models.programmes import PARTNER, USER, Programme, differ


class Adjustment(models.Model):
    """Somebody proposes to pay a partner an amount, or to take it back; minor units, negative is owed by the partner.

    ``source`` names what it comes of, such as ``deals.compensation:12``, and makes it once; ``about`` is the code by
    which the partner knows that, ``link`` the vendor's. ``reason`` is the vendor's, ``title`` and ``explanation`` are
    what the partner reads. A counter-entry names what it ``reverses``.
    """

    code = models.CharField(max_length=16, unique=True)
    partner = models.ForeignKey(PARTNER, on_delete=models.PROTECT, related_name="+")
    currency = models.CharField(max_length=3)
    amount = models.BigIntegerField()
    title = models.CharField(max_length=200)
    explanation = models.TextField()
    reason = models.TextField()
    source = models.CharField(max_length=60, blank=True)
    about = models.CharField(max_length=16, blank=True)
    link = models.CharField(max_length=16, blank=True)
    reverses = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    proposed_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    dropped_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    dropped_at = models.DateTimeField(null=True)
    dropped_why = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(amount=0), name="incentives_adjustment_moves"),
            models.CheckConstraint(condition=~Q(reason="") & ~Q(explanation=""), name="incentives_adjustment_says_why"),
            models.UniqueConstraint(
                fields=["source"], condition=~Q(source=""), name="incentives_adjustment_of_a_source_once"
            ),
            models.UniqueConstraint(
                fields=["reverses"], condition=Q(dropped_at=None), name="incentives_adjustment_reversed_once"
            ),
            models.CheckConstraint(
                condition=Q(dropped_at=None) | ~Q(dropped_why=""), name="incentives_adjustment_dropped_with_reason"
            ),
        ]


class AdjustmentBooking(models.Model):
    """A second person approved an adjustment, and it was booked: what the partner reads, and where it stands.

    ``programme`` is the one on whose statement it is shown, ``period`` the one in which it is booked.
    """

    adjustment = models.OneToOneField(Adjustment, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey(PARTNER, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=16)
    account = models.CharField(max_length=16)
    about = models.CharField(max_length=16, blank=True)
    currency = models.CharField(max_length=3)
    amount = models.BigIntegerField()
    title = models.CharField(max_length=200)
    explanation = models.TextField()
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    period = models.CharField(max_length=16)
    period_start = models.DateField()
    entry_id = models.BigIntegerField(unique=True)
    proposed_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            differ("incentives_adjustment_approved_by_another", "proposed_by", "approved_by"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["programme", "period_start", "partner"], name="incentives_adjustments"),
        ]
