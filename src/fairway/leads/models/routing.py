"""The routing policy through its versions, how each lead was routed, and whose turn it is."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

USER = "access.User"


class RoutingVersion(models.Model):
    """One text of the routing policy: a draft until it is published, unchangeable from then on."""

    number = models.IntegerField(unique=True)
    title = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    digest = models.CharField(max_length=64)
    edited_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    edited_at = models.DateTimeField()
    submitted_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(null=True)


class RoutingPublication(models.Model):
    """A second person published a version; leads are routed by it from this moment."""

    version = models.OneToOneField("leads.RoutingVersion", on_delete=models.PROTECT, related_name="+")
    note = models.TextField(blank=True)
    published_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField()


class RoutingRecord(models.Model):
    """One time a lead was routed: everybody that was looked at, why each was in or out, and who was asked.

    It never changes. ``considered`` names partners by number. Only the vendor reads it.
    """

    lead = models.ForeignKey("leads.Lead", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    version = models.ForeignKey("leads.RoutingVersion", on_delete=models.PROTECT, null=True, related_name="+")
    asked = models.CharField(max_length=400)
    how = models.CharField(max_length=12)
    offer = models.ForeignKey("leads.Offer", on_delete=models.PROTECT, null=True, related_name="+")
    considered = models.JSONField(default=list)
    more = models.IntegerField(default=0)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["lead", "id"], name="leads_record_of_lead")]


class Turn(models.Model):
    """When a partner was last asked, as a number that only grows. ``before`` is given back with an undone offer."""

    partner = models.OneToOneField("partners.Partner", on_delete=models.PROTECT, related_name="+")
    number = models.BigIntegerField()
    before = models.BigIntegerField(default=0)
