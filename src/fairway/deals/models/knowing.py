"""What only the vendor knows of registrations: their order, whose company it is, what was found, what is protected.

No partner's role reads a row of these tables, so nothing of a rival can leak through a page that forgets itself.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q

USER = "access.User"
REGISTRATION = "deals.Registration"
ACCOUNT = "deals.Account"


class Receipt(models.Model):
    """The order in which registrations came, drawn under a lock on the normalised company key."""

    registration = models.OneToOneField(REGISTRATION, on_delete=models.PROTECT, related_name="+")
    company_key = models.CharField(max_length=260, db_index=True)
    number = models.BigIntegerField(unique=True)
    drawn_at = models.DateTimeField()


class CompanyKey(models.Model):
    """A normalised name, domain or tax number, and the one company it stands for."""

    key = models.CharField(max_length=260, unique=True)
    account = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, related_name="+")


class Resolution(models.Model):
    """Which known company a registration is about, how that was found, and by whom."""

    registration = models.OneToOneField(REGISTRATION, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, related_name="+")
    reasons = models.TextField(blank=True)
    resolved_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    resolved_at = models.DateTimeField()


class Finding(models.Model):
    """What was found about a registration; ``gone_at`` when a later look no longer found it."""

    registration = models.ForeignKey(REGISTRATION, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    severity = models.CharField(max_length=4)
    text = models.TextField()
    about = models.JSONField(default=list)
    # From 0 to 100, with the reasons for it; empty where it was found before scores were kept.
    score = models.PositiveSmallIntegerField(null=True)
    score_why = models.TextField(blank=True)
    found_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["registration"], condition=Q(gone_at=None), name="deals_finding_open"),
        ]


class ProductGroup(models.Model):
    """The number of a product group, so that a group can stand in a range."""

    name = models.CharField(max_length=120, unique=True)


class Protection(models.Model):
    """One company and product that nobody else may be approved for, from a moment until a moment.

    A product is its group's number and its own, each as a range: a whole group, and a whole company, overlap what is
    inside them. The database refuses two that overlap.
    """

    registration = models.ForeignKey(REGISTRATION, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, related_name="+")
    product_group = BigIntegerRangeField()
    product = BigIntegerRangeField()
    period = DateTimeRangeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            ExclusionConstraint(
                name="deals_protected_once",
                expressions=[
                    ("account", RangeOperators.EQUAL),
                    ("product_group", RangeOperators.OVERLAPS),
                    ("product", RangeOperators.OVERLAPS),
                    ("period", RangeOperators.OVERLAPS),
                ],
            )
        ]


class Conflict(models.Model):
    """Two registrations that protect the same thing because two companies turned out to be one. A person settles it."""

    account = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, related_name="+")
    first = models.ForeignKey(REGISTRATION, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(REGISTRATION, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    outcome = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["first", "second"], condition=Q(closed_at=None), name="deals_conflict_once"
            ),
        ]


class Opportunity(models.Model):
    """One opportunity of the vendor's own pipeline, as its CRM says."""

    number = models.CharField(max_length=40, unique=True)
    company = models.CharField(max_length=200)
    account = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")
    country = models.CharField(max_length=60, blank=True)
    product_text = models.CharField(max_length=120, blank=True)
    product = models.ForeignKey("catalogue.Product", on_delete=models.PROTECT, null=True, related_name="+")
    stage = models.CharField(max_length=40)
    opened_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    value = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    owner = models.CharField(max_length=120, blank=True)
    loaded_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["account", "stage"], name="deals_pipeline")]


class MailTaken(models.Model):
    """A message that came in, by its id, so that a replayed one does nothing twice."""

    message_id = models.CharField(max_length=300, unique=True)
    registration = models.ForeignKey(REGISTRATION, on_delete=models.PROTECT, null=True, related_name="+")
    answer = models.TextField(blank=True)
    received_at = models.DateTimeField()
