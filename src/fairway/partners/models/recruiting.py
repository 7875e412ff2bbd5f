"""How companies become partners: the documents asked by, applications, referrals."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q


class Paper(models.Model):
    """An application form or an onboarding plan of one partner type, in a version; published ones never change."""

    kind = models.CharField(max_length=8)
    type = models.CharField(max_length=24)
    version = models.IntegerField()
    title = models.CharField(max_length=120)
    text = models.TextField()
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey("access.User", on_delete=models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey("access.User", on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["kind", "type", "version"], name="partners_paper_once"),
            models.UniqueConstraint(
                fields=["kind", "type"],
                condition=Q(published_at__isnull=False, closed_at=None),
                name="partners_paper_one_open",
            ),
            models.UniqueConstraint(
                fields=["kind", "type"], condition=Q(published_at=None), name="partners_paper_one_draft"
            ),
        ]


class Application(models.Model):
    """A company that may become a partner, from the first word about it to the decision.

    The applicant's name, address and phone stand here only, so that they can be blanked.
    """

    state = models.CharField(max_length=16)
    type = models.CharField(max_length=24)
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=200)
    plain_name = models.CharField(max_length=200)
    country = models.CharField(max_length=2, blank=True)
    region = models.CharField(max_length=80, blank=True)
    city = models.CharField(max_length=120, blank=True)
    postal_code = models.CharField(max_length=20, blank=True)
    address = models.CharField(max_length=300, blank=True)
    website = models.CharField(max_length=200, blank=True)
    domain = models.CharField(max_length=200, blank=True)
    tax_number = models.CharField(max_length=60, blank=True)
    tax_key = models.CharField(max_length=64, blank=True)
    contact = models.CharField(max_length=200, blank=True)
    email = models.CharField(max_length=254, blank=True)
    phone = models.CharField(max_length=60, blank=True)
    answers: models.JSONField[Any, Any] = models.JSONField(default=dict)
    score = models.IntegerField(null=True)
    most = models.IntegerField(default=0)
    # which questions are open again, and what the applicant reads about it
    reopened = ArrayField(models.CharField(max_length=40), default=list)
    message = models.TextField(blank=True)
    note = models.TextField(blank=True)
    owner = models.ForeignKey("access.User", on_delete=models.PROTECT, null=True, related_name="+")
    partner = models.ForeignKey("partners.Partner", on_delete=models.PROTECT, null=True, related_name="+")
    # one page sent twice is one application; a link belongs to the newest mail
    key = models.CharField(max_length=64, null=True, unique=True)
    secret_digest = models.CharField(max_length=64, null=True, unique=True)
    link_until = models.DateTimeField(null=True)
    begun_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    applied_at = models.DateTimeField(null=True)
    moved_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("access.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "-moved_at"], name="partners_application_board"),
            models.Index(fields=["tax_key"], name="partners_application_tax", condition=~Q(tax_key="")),
            models.Index(fields=["domain"], name="partners_application_domain", condition=~Q(domain="")),
            GinIndex(fields=["plain_name"], opclasses=["gin_trgm_ops"], name="partners_application_words"),
        ]


class ApplicationFile(models.Model):
    """A file an applicant sent for a question."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="+")
    question = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    kind = models.CharField(max_length=16)
    uploaded_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["application", "question", "sha256"], name="partners_application_file_once"
            ),
        ]


class Referral(models.Model):
    """A partner told the vendor about a company; it reads where that stands, and nothing else."""

    partner = models.ForeignKey("partners.Partner", on_delete=models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, null=True, related_name="+")
    company = models.CharField(max_length=200)
    country = models.CharField(max_length=2, blank=True)
    note = models.TextField(blank=True)
    status = models.CharField(max_length=16, default="prospect")
    referred_by = models.ForeignKey("access.User", on_delete=models.PROTECT, null=True, related_name="+")
    referred_at = models.DateTimeField()
    moved_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["application"], name="partners_referral_once"),
        ]


class Knock(models.Model):
    """How often an address knocked in an hour. The address itself is not kept: a keyed digest is."""

    address_digest = models.CharField(max_length=64)
    hour = models.DateTimeField()
    count = models.IntegerField(default=0)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["address_digest", "hour"], name="partners_knock_once"),
        ]
