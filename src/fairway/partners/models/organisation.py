"""What belongs to an organisation, and how it ends: sites, capabilities, mergers of duplicates, endings, exports."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Site(models.Model):
    """A place of a partner."""

    partner = models.ForeignKey("partners.Partner", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=16)
    country = models.CharField(max_length=2, blank=True)
    region = models.CharField(max_length=80, blank=True)
    city = models.CharField(max_length=120, blank=True)
    postal_code = models.CharField(max_length=20, blank=True)
    address = models.CharField(max_length=300, blank=True)
    phone = models.CharField(max_length=60, blank=True)
    since_on = models.DateField(null=True)
    until_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["partner", "code"], name="partners_site_once"),
        ]


class CapabilityKind(models.Model):
    """A word of the vocabulary: something partners can be able to do."""

    code = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=120)
    kind = models.CharField(max_length=12, default="capability")
    # how long a confirmation holds, in months; none: for ever
    months = models.IntegerField(null=True)
    needs_evidence = models.BooleanField(default=False)
    retired_at = models.DateTimeField(null=True)


class Capability(models.Model):
    """A partner says that it is able to do something, from a day to a day; the vendor confirms it, or does not."""

    partner = models.ForeignKey("partners.Partner", on_delete=models.PROTECT, related_name="+")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.ForeignKey(CapabilityKind, on_delete=models.PROTECT, related_name="+")
    since_on = models.DateField()
    until_on = models.DateField(null=True)
    evidence = models.TextField(blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    stated_at = models.DateTimeField()
    stated_by = models.ForeignKey("access.User", on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey("access.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["partner", "kind", "site", "since_on"], nulls_distinct=False, name="partners_capability_once"
            ),
        ]


class Merger(models.Model):
    """Two partners are one organisation: the merged keeps every row it has, and points to the survivor."""

    partner = models.ForeignKey("partners.Partner", on_delete=models.PROTECT, related_name="+")
    survivor = models.ForeignKey("partners.Partner", on_delete=models.PROTECT, related_name="+")
    merged_at = models.DateTimeField()
    merged_by = models.ForeignKey("access.User", on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.TextField()
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey("access.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["partner"], condition=Q(undone_at=None), name="partners_merger_once"),
            models.CheckConstraint(condition=~Q(partner=models.F("survivor")), name="partners_merger_not_itself"),
        ]


class Ending(models.Model):
    """The vendor ends the relationship on a day; a checklist says what is seen to before."""

    partner = models.ForeignKey("partners.Partner", on_delete=models.PROTECT, related_name="+")
    ends_on = models.DateField()
    reason = models.TextField()
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey("access.User", on_delete=models.PROTECT, null=True, related_name="+")
    finished_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["partner"], condition=Q(finished_at=None, cancelled_at=None), name="partners_ending_once"
            ),
        ]


class EndingItem(models.Model):
    """One point of the checklist."""

    ending = models.ForeignKey(Ending, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey("partners.Partner", on_delete=models.PROTECT, related_name="+")
    place = models.IntegerField()
    key = models.CharField(max_length=16)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey("access.User", on_delete=models.PROTECT, null=True, related_name="+")
    note = models.TextField(blank=True)


class DataExport(models.Model):
    """Everything that is a partner's own, as one ZIP; made by a job, kept for some days."""

    partner = models.ForeignKey("partners.Partner", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("access.User", on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=8, default="waiting")
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.BigIntegerField(default=0)
    made_at = models.DateTimeField(null=True)
    problem = models.TextField(blank=True)
