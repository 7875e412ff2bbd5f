"""A lead, the person behind it, the offer by which a partner holds it, and what partners say of their own desk."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

USER = "access.User"
PARTNER = "partners.Partner"


class Lead(models.Model):
    """Somebody who may buy. ``partner`` is who holds it now; it follows the open offer, which the database sees to.

    A partner's role reads what the customer is and needs. When it came, how often it was offered and whom the customer
    chose is the vendor's.
    """

    code = models.CharField(max_length=16, unique=True)
    status = models.CharField(max_length=10, default="waiting")
    partner = models.ForeignKey(PARTNER, on_delete=models.PROTECT, null=True, related_name="+")
    way_in = models.CharField(max_length=8)
    source = models.CharField(max_length=80, blank=True)
    reference = models.CharField(max_length=40, blank=True)
    # the page it was written on, so that a page sent twice is one lead
    key = models.CharField(max_length=40, null=True, unique=True)
    company = models.CharField(max_length=200)
    website = models.CharField(max_length=200, blank=True)
    country = models.CharField(max_length=2)
    region = models.CharField(max_length=80, blank=True)
    postal_code = models.CharField(max_length=20, blank=True)
    city = models.CharField(max_length=120, blank=True)
    address = models.CharField(max_length=300, blank=True)
    product = models.ForeignKey("catalogue.Product", on_delete=models.PROTECT, null=True, related_name="+")
    line = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=3, blank=True)
    need = models.TextField(blank=True)
    wished = models.ForeignKey(PARTNER, on_delete=models.PROTECT, null=True, related_name="+")
    rounds = models.IntegerField(default=0)
    received_at = models.DateTimeField()
    received_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    end_code = models.CharField(max_length=20, blank=True)
    value = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, blank=True)
    keep_until = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["status", "received_at"], name="leads_queue"),
            models.Index(fields=["received_at", "id"], name="leads_newest"),
            models.Index(fields=["source"], name="leads_by_source"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["source", "reference"], condition=~Q(reference=""), name="leads_reference_once"
            ),
        ]


class Contact(models.Model):
    """The person behind a lead. The row is blanked when its time is over or the person asks; the lead stays."""

    lead = models.OneToOneField("leads.Lead", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120, blank=True)
    email = models.CharField(max_length=254, blank=True)
    phone = models.CharField(max_length=60, blank=True)
    consent = models.CharField(max_length=200, blank=True)
    agreed_at = models.DateTimeField(null=True)
    blanked_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["email"], name="leads_by_mail")]


OPEN = ("offered", "accepted", "contacted", "qualified", "converted")


class Offer(models.Model):
    """A lead in one partner's hands, from the offer to its end. One of a lead is open at most: the database holds it.

    ``code`` names it to the partner; the lead's own code is the vendor's, so that a lead that was passed on and comes
    back tells nothing of its way.
    """

    code = models.CharField(max_length=16, unique=True)
    lead = models.ForeignKey("leads.Lead", on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey(PARTNER, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey("leads.RoutingVersion", on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=12, default="offered")
    place = models.CharField(max_length=200)
    why = models.JSONField(default=list)
    offered_at = models.DateTimeField()
    due_at = models.DateTimeField()
    remind_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(null=True)
    contact_due_at = models.DateTimeField(null=True)
    contacted_at = models.DateTimeField(null=True)
    qualified_at = models.DateTimeField(null=True)
    converted_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    reason_code = models.CharField(max_length=20, blank=True)
    reason = models.TextField(blank=True)
    registration_code = models.CharField(max_length=16, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["partner", "state"], name="leads_offer_by_partner"),
            models.Index(fields=["due_at"], condition=Q(state="offered"), name="leads_offer_due"),
            models.Index(fields=["lead", "id"], name="leads_offer_of_lead"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["lead"], condition=Q(state__in=OPEN), name="leads_held_once"),
        ]


class Desk(models.Model):
    """What a partner says of how it takes leads, and whether it agreed to be shown in the public locator."""

    partner = models.OneToOneField(PARTNER, on_delete=models.PROTECT, related_name="+")
    slug = models.CharField(max_length=16, unique=True)
    capacity = models.IntegerField(null=True)
    languages = ArrayField(models.CharField(max_length=3), default=list)
    paused_until = models.DateField(null=True)
    about = models.CharField(max_length=400, blank=True)
    shown_at = models.DateTimeField(null=True)
    shown_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(capacity=None) | Q(capacity__gte=0), name="leads_desk_capacity"),
        ]
