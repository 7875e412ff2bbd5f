"""Partners, what they are, where they stand, and who distributes to whom."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models


class Partner(models.Model):
    """An organisation the vendor sells through."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    plain_name = models.CharField(max_length=200)
    status = models.CharField(max_length=16, default="active")
    country = models.CharField(max_length=2, blank=True)
    region = models.CharField(max_length=80, blank=True)
    city = models.CharField(max_length=120, blank=True)
    postal_code = models.CharField(max_length=20, blank=True)
    address = models.CharField(max_length=300, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    time_zone = models.CharField(max_length=64, blank=True)
    website = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=60, blank=True)
    tax_number = models.CharField(max_length=60, blank=True)
    # as they are compared (rules.applying.tax_key, domain_of), so that a duplicate is found by an index
    tax_key = models.CharField(max_length=64, blank=True)
    domain = models.CharField(max_length=200, blank=True)
    parent = models.ForeignKey("partners.Partner", on_delete=models.PROTECT, null=True, related_name="+")
    attributes = models.JSONField(default=dict)
    added_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["name", "id"], name="partners_by_name"),
            models.Index(fields=["tax_key"], name="partners_by_tax", condition=~models.Q(tax_key="")),
            models.Index(fields=["domain"], name="partners_by_domain", condition=~models.Q(domain="")),
            GinIndex(fields=["plain_name"], opclasses=["gin_trgm_ops"], name="partners_name_words"),
        ]

    def __str__(self) -> str:
        return self.name


class PartnerType(models.Model):
    """A partner is of a type, from a day to a day; an organisation may be several."""

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    type = models.CharField(max_length=24)
    since_on = models.DateField()
    until_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["partner", "type"], condition=models.Q(until_on=None), name="partners_type_once"
            ),
        ]


class Standing(models.Model):
    """A partner's tier, from a day to a day (half-open); one at a time, which the database holds."""

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    tier = models.CharField(max_length=40)
    since_on = models.DateField()
    until_on = models.DateField(null=True)
    reason = models.TextField(blank=True)


class TierRight(models.Model):
    """Whether a tier may register deals, from a day on, as the tier programme that decides it says."""

    programme = models.CharField(max_length=80)
    tier = models.CharField(max_length=40)
    since_on = models.DateField()
    may_register = models.BooleanField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["programme", "tier", "since_on"], name="partners_tier_right_once"),
        ]


class TrainedPerson(models.Model):
    """Somebody of a partner's holds a certificate that counts, from a day to a day; ``key`` is a digest, no name.

    Kept by whoever keeps certificates, and read below, where registration asks how many are trained on a day.
    """

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=64)
    since_on = models.DateField()
    until_on = models.DateField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["partner", "since_on"], name="partners_trained")]


class Distribution(models.Model):
    """A distributor supplies a reseller, from a day to a day."""

    distributor = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    since_on = models.DateField()
    until_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["distributor", "partner"], condition=models.Q(until_on=None), name="partners_distribution_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(distributor=models.F("partner")), name="partners_distribution_not_itself"
            ),
        ]


class Alias(models.Model):
    """Another name or number under which a reporter knows a partner; a correction made once applies to all alike."""

    reporter = models.ForeignKey(Partner, on_delete=models.PROTECT, null=True, related_name="+")
    text = models.CharField(max_length=200)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["reporter", "text"], nulls_distinct=False, name="partners_alias_once"),
        ]
