"""Dated values of partners that Fairway does not hold otherwise, and the persons whose certificates count."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

USER = "access.User"
PARTNER = "partners.Partner"


class Person(models.Model):
    """Somebody at a partner, known by a key of the vendor's own. The name can be blanked; what was counted stays."""

    partner = models.ForeignKey(PARTNER, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=80)
    name = models.CharField(max_length=120, blank=True)
    blanked_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["partner", "key"], name="performance_person_once"),
        ]


class DatedValue(models.Model):
    """A number under a name on a day, or something that holds from a day until a day (a certificate, a customer).

    Nothing is overwritten: a correction withdraws the former row, so what was known at any moment can be asked again.
    """

    partner = models.ForeignKey(PARTNER, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    since_on = models.DateField()
    until_on = models.DateField(null=True)
    amount = models.DecimalField(max_digits=20, decimal_places=6)
    key = models.CharField(max_length=80, blank=True)
    about: models.JSONField[Any, Any] = models.JSONField(default=dict)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["partner", "name", "since_on", "key", "about"],
                condition=Q(withdrawn_at=None),
                name="performance_value_once",
            ),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gt=F("since_on")), name="performance_value_forwards"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["name", "partner"], name="performance_values_by_name"),
        ]
