"""Templates, agreements and their amendments, who signs, what was signed, and what became of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Template(models.Model):
    """A kind of agreement, written in versions."""

    code = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=200)
    added_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.title


class TemplateVersion(models.Model):
    """One version of a template's text; once it is published nothing of it changes."""

    template = models.ForeignKey(Template, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    text = models.TextField()
    digest = models.CharField(max_length=64)
    note = models.TextField(blank=True)
    edited_by = models.ForeignKey("access.User", on_delete=models.PROTECT, null=True, related_name="+")
    edited_at = models.DateTimeField()
    published_by = models.ForeignKey("access.User", on_delete=models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["template", "number"], name="agreements_template_version_once"),
        ]


class AgreementNumber(models.Model):
    """The last number that was given out in a year."""

    year = models.PositiveIntegerField(unique=True)
    last = models.PositiveIntegerField(default=0)


class Agreement(models.Model):
    """An agreement with a partner, or, where it `amends` another, a change of that one from a day on.

    `typed` are the particulars as they were typed; `text` is the text that was sent, and stays empty before. The dates
    repeat what the particulars say, so that lists need not read them; `until_on` is the first day without it.
    """

    partner = models.ForeignKey("partners.Partner", on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=200)
    version = models.ForeignKey(TemplateVersion, on_delete=models.PROTECT, related_name="+")
    amends = models.ForeignKey("agreements.Agreement", on_delete=models.PROTECT, null=True, related_name="+")
    copies = models.ForeignKey("agreements.Agreement", on_delete=models.PROTECT, null=True, related_name="+")
    stage = models.CharField(max_length=12, default="drafted")
    typed = models.JSONField(default=dict)
    text = models.TextField(blank=True)
    clauses = models.JSONField(default=list)
    since_on = models.DateField(null=True)
    until_on = models.DateField(null=True)
    notice_days = models.PositiveIntegerField(default=0)
    renewal_months = models.PositiveIntegerField(default=0)
    owner = models.ForeignKey("access.User", on_delete=models.PROTECT, null=True, related_name="+")
    drafted_by = models.ForeignKey("access.User", on_delete=models.PROTECT, null=True, related_name="+")
    drafted_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    order = models.CharField(max_length=12, default="sequential")
    sent_by = models.ForeignKey("access.User", on_delete=models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(null=True)
    sign_by = models.DateTimeField(null=True)
    digest = models.CharField(max_length=64, blank=True)
    concluded_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["partner", "stage"], name="agreements_of_partner"),
            models.Index(fields=["-changed_at", "-id"], name="agreements_newest"),
        ]

    def __str__(self) -> str:
        return self.number


class Paper(models.Model):
    """A document of an agreement as bytes: the PDF to be signed, the sealed one, or a scan of one signed on paper."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey("partners.Partner", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    content = models.BinaryField()
    made_by = models.ForeignKey("access.User", on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()


class Signer(models.Model):
    """Somebody who is asked to sign for a side, in turn; one who was replaced has `revoked_at`."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey("partners.Partner", on_delete=models.PROTECT, related_name="+")
    side = models.CharField(max_length=8)
    turn = models.PositiveSmallIntegerField()
    user = models.ForeignKey("access.User", on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=200)
    email = models.EmailField(max_length=254)
    revoked_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)
    reminded_at = models.DateTimeField(null=True)


class Signature(models.Model):
    """A signer's yes: who, when, from where, in which words, and to exactly which document. Never changed."""

    signer = models.OneToOneField(Signer, on_delete=models.PROTECT, related_name="+")
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey("partners.Partner", on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey("access.User", on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=200)
    way = models.CharField(max_length=8)
    address = models.CharField(max_length=64, blank=True)
    agent = models.CharField(max_length=400, blank=True)
    consent = models.TextField()
    sha256 = models.CharField(max_length=64)
    signed_at = models.DateTimeField()


class SigningLink(models.Model):
    """A link by which one signer signs; only the digests of its secret and of its code are kept."""

    signer = models.ForeignKey(Signer, on_delete=models.PROTECT, related_name="+")
    secret_digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    code_digest = models.CharField(max_length=64, blank=True)
    code_at = models.DateTimeField(null=True)
    code_tries = models.PositiveSmallIntegerField(default=0)
    codes = models.PositiveSmallIntegerField(default=0)


class Decline(models.Model):
    """A signer's no, with the reason."""

    signer = models.OneToOneField(Signer, on_delete=models.PROTECT, related_name="+")
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey("partners.Partner", on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    declined_at = models.DateTimeField()


class Hindrance(models.Model):
    """Why a signed agreement, or a renewal, does not take effect: the vendor's own to read, for it names others."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="+")
    sentences = models.JSONField(default=list)
    offers = models.JSONField(default=list)
    found_at = models.DateTimeField()
    cleared_at = models.DateTimeField(null=True)


class Suspension(models.Model):
    """Days on which an agreement gives no rights; open while `until_on` is not known."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey("partners.Partner", on_delete=models.PROTECT, related_name="+")
    since_on = models.DateField()
    until_on = models.DateField(null=True)
    reason = models.TextField()
    made_by = models.ForeignKey("access.User", on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()


class Termination(models.Model):
    """An agreement ends before its term, by one side or by both; `ends_on` is the first day without it."""

    agreement = models.OneToOneField(Agreement, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey("partners.Partner", on_delete=models.PROTECT, related_name="+")
    side = models.CharField(max_length=8)
    ends_on = models.DateField()
    reason = models.TextField()
    made_by = models.ForeignKey("access.User", on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()


class Renewal(models.Model):
    """An agreement went on for another term because its text says so; once for each end."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey("partners.Partner", on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField()
    until_on = models.DateField()
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["agreement", "from_on"], name="agreements_renewed_once"),
        ]


class AgreementGrant(models.Model):
    """A grant that an agreement made; `instrument` is the agreement or amendment that said so."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="+")
    instrument = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey("partners.Partner", on_delete=models.PROTECT, related_name="+")
    grant = models.OneToOneField("agreements.Grant", on_delete=models.PROTECT, related_name="+")
