"""Reports of sales, what of them is held, and what was learnt from correcting them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class SavedLayout(models.Model):
    """How a sender's files are read; the vendor's own have no partner. A new one under a name takes the old's place."""

    partner = models.ForeignKey("partners.Partner", on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=80)
    layout = models.JSONField()
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey("access.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["partner", "name"], nulls_distinct=False, name="sales_layout_once"),
        ]


class Report(models.Model):
    """One file in which somebody (a partner, or the vendor itself: no partner) reports sales."""

    reporter = models.ForeignKey("partners.Partner", on_delete=models.PROTECT, null=True, related_name="+")
    # "own": every line is the reporter's sale; "partners": each line names whose sale it is
    about = models.CharField(max_length=8)
    event = models.CharField(max_length=16)
    period_start = models.DateField(null=True)
    period_end = models.DateField(null=True)
    # restating replaces lines of the partners "named" in the file, or of "all" the reporter reports about
    covers = models.CharField(max_length=8, default="named")
    purpose = models.CharField(max_length=8, default="original")

    file_name = models.CharField(max_length=250)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()

    status = models.CharField(max_length=16, default="received")
    layout = models.JSONField(null=True)
    layout_name = models.CharField(max_length=80, blank=True)
    guess: models.JSONField[Any, Any] = models.JSONField(default=dict)
    trusted = models.BooleanField(default=False)

    rows_read = models.BigIntegerField(default=0)
    rows_total = models.BigIntegerField(null=True)
    accepted = models.BigIntegerField(default=0)
    held = models.BigIntegerField(default=0)
    refused = models.BigIntegerField(default=0)
    dropped = models.BigIntegerField(default=0)
    reasons: models.JSONField[Any, Any] = models.JSONField(default=dict)
    notes: models.JSONField[Any, Any] = models.JSONField(default=list)
    first_on = models.DateField(null=True)
    last_on = models.DateField(null=True)
    # the accepted lines' sum by currency, as exact text
    net: models.JSONField[Any, Any] = models.JSONField(default=dict)
    difference: models.JSONField[Any, Any] = models.JSONField(null=True)
    refused_sha256 = models.CharField(max_length=64, blank=True)

    problem_code = models.CharField(max_length=32, blank=True)
    problem = models.TextField(blank=True)
    remedy = models.TextField(blank=True)

    # the vendor sent it, for itself or in the reporter's name: only then may it say what lines cost
    by_vendor = models.BooleanField(default=False)
    received_at = models.DateTimeField()
    received_by = models.ForeignKey("access.User", on_delete=models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    replaced_by = models.ForeignKey("sales.Report", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["reporter", "sha256"],
                condition=~Q(status__in=["withdrawn", "superseded"]),
                nulls_distinct=False,
                name="sales_same_bytes_once",
            ),
            models.CheckConstraint(
                condition=Q(period_start=None, period_end=None) | Q(period_start__lt=models.F("period_end")),
                name="sales_period_forwards",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["reporter", "-id"], name="sales_by_reporter"),
            models.Index(fields=["status", "-id"], name="sales_by_status"),
        ]


class HeldLine(models.Model):
    """A readable line that somebody has to say something about before it counts."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey("partners.Partner", on_delete=models.PROTECT, null=True, related_name="+")
    row = models.BigIntegerField()
    codes = ArrayField(models.CharField(max_length=32))
    cells = ArrayField(models.TextField(blank=True))
    sku = models.CharField(max_length=200, blank=True)
    partner_text = models.CharField(max_length=200, blank=True)
    invoice_no = models.CharField(max_length=200, blank=True)
    invoice_date = models.DateField(null=True)
    quantity = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    net_amount = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    currency = models.CharField(max_length=40, blank=True)
    status = models.CharField(max_length=12, default="open")
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey("access.User", on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["report", "row"], name="sales_held_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["sku"], condition=Q(status="open"), name="sales_held_by_sku"),
            models.Index(fields=["report", "row"], condition=Q(status="open"), name="sales_held_open"),
        ]


class CrossReference(models.Model):
    """The product a reporter means by a number of its own; without a reporter, by anybody."""

    reporter = models.ForeignKey("partners.Partner", on_delete=models.PROTECT, null=True, related_name="+")
    text = models.CharField(max_length=200)
    product = models.ForeignKey("catalogue.Product", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    added_by = models.ForeignKey("access.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["reporter", "text"], nulls_distinct=False, name="sales_reference_once"),
        ]
