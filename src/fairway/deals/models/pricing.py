"""Other prices that a deal has beside its registration."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

USER = "access.User"
PARTNER = "partners.Partner"
REGISTRATION = "deals.Registration"


class PriceCondition(models.Model):
    """A special price, a promotion or the like on one deal, in percent of the list price, from a day to a day.

    What held stays: a condition ends on a day and is not taken away. One kind holds once at a time; the database
    refuses two that overlap.
    """

    registration = models.ForeignKey(REGISTRATION, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey(PARTNER, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    percent = models.DecimalField(max_digits=5, decimal_places=2)
    reference = models.CharField(max_length=60, blank=True)
    since_on = models.DateField()
    until_on = models.DateField(null=True)
    reason = models.TextField()
    recorded_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(percent__gt=0) & Q(percent__lte=100), name="deals_condition_percent"),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gt=F("since_on")), name="deals_condition_days"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="deals_condition_says_why"),
        ]
