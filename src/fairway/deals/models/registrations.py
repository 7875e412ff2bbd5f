"""Registrations and what belongs to them, as both sides see them; what only the vendor sees is in `knowing`."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

USER = "access.User"
PARTNER = "partners.Partner"
REGISTRATION = "deals.Registration"


class Registration(models.Model):
    """One deal a partner asks protection for, by the policy version in force when it was sent.

    ``code`` is drawn at random: numbers that count would tell how many others there are.
    """

    code = models.CharField(max_length=16, unique=True)
    partner = models.ForeignKey(PARTNER, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey("deals.PolicyVersion", on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=12, default="draft")
    stage = models.CharField(max_length=12, default="lead")
    name = models.CharField(max_length=200, blank=True)
    company = models.CharField(max_length=200, blank=True)
    country = models.CharField(max_length=2, blank=True)
    fields = models.JSONField(default=dict)
    open_fields = models.JSONField(default=list)
    currency = models.CharField(max_length=3)
    value = models.DecimalField(max_digits=18, decimal_places=2, default=0)
    tier = models.CharField(max_length=40, blank=True)
    way_in = models.CharField(max_length=8, default="page")
    created_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    answer_code = models.CharField(max_length=20, blank=True)
    answer_text = models.TextField(blank=True)
    protected_until = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["partner", "status"], name="deals_by_partner"),
            models.Index(fields=["status", "due_at"], name="deals_queue"),
        ]


class Line(models.Model):
    """One product of a registration. ``granted`` is empty until the decision, which may be in part."""

    registration = models.ForeignKey(REGISTRATION, on_delete=models.CASCADE, related_name="+")
    product = models.ForeignKey("catalogue.Product", on_delete=models.PROTECT, related_name="+")
    units = models.DecimalField(max_digits=18, decimal_places=3)
    value = models.DecimalField(max_digits=18, decimal_places=2)
    granted = models.BooleanField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["registration", "product"], name="deals_line_once"),
            models.CheckConstraint(condition=Q(units__gt=0) & Q(value__gte=0), name="deals_line_positive"),
        ]


class Contact(models.Model):
    """A person at the customer. The row can be blanked when the person asks for it; the deal stays."""

    registration = models.OneToOneField(REGISTRATION, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=120, blank=True)
    email = models.CharField(max_length=254, blank=True)
    phone = models.CharField(max_length=60, blank=True)
    blanked_at = models.DateTimeField(null=True)


class Role(models.Model):
    """A partner's part in the deal, from a day to a day (half-open), with its share of the credit in percent.

    The registrant writes the name; the vendor says which partner that is.
    """

    registration = models.ForeignKey(REGISTRATION, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=16)
    named = models.CharField(max_length=200)
    partner = models.ForeignKey(PARTNER, on_delete=models.PROTECT, null=True, related_name="+")
    share = models.DecimalField(max_digits=5, decimal_places=2)
    since_on = models.DateField()
    until_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(share__gte=0) & Q(share__lte=100), name="deals_role_share"),
        ]


class Attachment(models.Model):
    """A file that was added to a registration, kept by its digest."""

    registration = models.ForeignKey(REGISTRATION, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    size = models.IntegerField()
    media = models.CharField(max_length=80)
    proof = models.CharField(max_length=24, blank=True)
    added_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["registration", "sha256"], name="deals_attachment_once"),
        ]


class Request(models.Model):
    """Something the partner asks for or shows while the deal runs: a proof, an extension, a pause."""

    registration = models.ForeignKey(REGISTRATION, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12)
    what = models.CharField(max_length=80, blank=True)
    proof = models.CharField(max_length=24, blank=True)
    attachment = models.ForeignKey("deals.Attachment", on_delete=models.PROTECT, null=True, related_name="+")
    note = models.TextField(blank=True)
    state = models.CharField(max_length=8, default="waiting")
    asked_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["registration", "kind", "what"], condition=Q(state="waiting"), name="deals_request_once"
            ),
        ]


class Event(models.Model):
    """One thing that happened on one of the three axes: who, when, why. Never changed.

    ``both`` lets the partner read it; the vendor's own steps, such as who took it for review, are not theirs.
    """

    registration = models.ForeignKey(REGISTRATION, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    axis = models.CharField(max_length=12)
    kind = models.CharField(max_length=16)
    what = models.CharField(max_length=120, blank=True)
    to = models.CharField(max_length=12, blank=True)
    side = models.CharField(max_length=8)
    user = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)
    both = models.BooleanField(default=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["registration", "at"], name="deals_event_order"),
        ]


class Reminded(models.Model):
    """A reminder about a registration that was sent, by its key: what was sent once is not sent again."""

    registration = models.ForeignKey(REGISTRATION, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=160)
    sent_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["registration", "key"], name="deals_reminded_once"),
        ]
