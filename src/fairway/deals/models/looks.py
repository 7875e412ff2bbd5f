"""Who of direct sales asked whether a company is protected, for what, and what they were told. Never changed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

USER = "access.User"


class Look(models.Model):
    """One question: which company, for what purpose, and until when it is protected (empty: it is not).

    Written by the database function that answers, so that nothing is answered and not written down.
    """

    user = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    company = models.CharField(max_length=200)
    country = models.CharField(max_length=2)
    purpose = models.CharField(max_length=12)
    note = models.CharField(max_length=300)
    until = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(purpose__in=["approach", "enquiry", "quote", "handover"]), name="deals_look_purpose"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["user", "at"], name="deals_look_by")]


class LookHit(models.Model):
    """A registration whose protection a question found: what its partner reads of the question."""

    look = models.ForeignKey("deals.Look", on_delete=models.PROTECT, related_name="+")
    registration = models.ForeignKey("deals.Registration", on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey("partners.Partner", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    purpose = models.CharField(max_length=12)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["partner", "at"], name="deals_look_at_whose")]
