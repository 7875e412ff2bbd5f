"""Statements: prepared, approved by a second person, issued; what they say and the very document."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from fairway.incentives.models.programmes import PARTNER, USER, differ


class Statement(models.Model):
    """What one partner earned in one period and currency: opening + earned + corrections − payable = closing.

    ``corrections`` is everything that is not of the period's own incentives, adjustments included. Minor units.
    ``digest`` is the hash of the line set, ``annex_digest`` that of the sales lines behind it.
    """

    partner = models.ForeignKey(PARTNER, on_delete=models.PROTECT, related_name="+")
    period = models.CharField(max_length=16)
    period_start = models.DateField()
    period_end = models.DateField()
    currency = models.CharField(max_length=3)
    opening = models.BigIntegerField()
    earned = models.BigIntegerField()
    corrections = models.BigIntegerField()
    payable = models.BigIntegerField()
    closing = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    annex_digest = models.CharField(max_length=64)
    prepared_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    prepared_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["partner", "period_start", "period_end", "currency"], name="incentives_statement_once"
            ),
            models.CheckConstraint(
                condition=Q(closing=F("opening") + F("earned") + F("corrections") - F("payable")),
                name="incentives_statement_adds_up",
            ),
        ]


class StatementLine(models.Model):
    """One line of a statement: an incentive of the period (``earned``), a ``correction`` of an earlier one, or an
    ``adjustment`` that people decided, with what the partner reads of it."""

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="+")
    number = models.IntegerField()
    partner = models.ForeignKey(PARTNER, on_delete=models.PROTECT, related_name="+")
    programme = models.CharField(max_length=80)
    programme_title = models.CharField(max_length=200)
    version_id = models.BigIntegerField(null=True)
    run_id = models.BigIntegerField(null=True)
    incentive = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=10)
    origin_period = models.CharField(max_length=16)
    origin_start = models.DateField()
    person = models.CharField(max_length=120, blank=True)
    qualifier = models.CharField(max_length=60, blank=True)
    step = models.CharField(max_length=120, blank=True)
    next_step = models.CharField(max_length=120, blank=True)
    gap = models.CharField(max_length=60, blank=True)
    rate = models.CharField(max_length=60, blank=True)
    measure = models.CharField(max_length=60, blank=True)
    goods = models.CharField(max_length=60, blank=True)
    exemption = models.TextField(blank=True)
    explanation = models.TextField(blank=True)
    volume_part = models.BigIntegerField(default=0)
    rate_part = models.BigIntegerField(default=0)
    amount = models.BigIntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["statement", "number"], name="incentives_statement_line_place"),
        ]


class StatementShare(models.Model):
    """What a statement does with one incentive's balance: brought forward, moved, paid out, carried on."""

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey(PARTNER, on_delete=models.PROTECT, related_name="+")
    programme = models.CharField(max_length=80)
    incentive = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    opening = models.BigIntegerField()
    moved = models.BigIntegerField()
    payable = models.BigIntegerField()
    carried = models.BigIntegerField()
    minimum = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["statement", "programme", "incentive"], name="incentives_statement_share_once"
            ),
            models.CheckConstraint(
                condition=Q(carried=F("opening") + F("moved") - F("payable")), name="incentives_share_adds_up"
            ),
        ]


class StatementApproval(models.Model):
    """A second person found a statement right."""

    statement = models.OneToOneField(Statement, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey(PARTNER, on_delete=models.PROTECT, related_name="+")
    prepared_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    approved_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            differ("incentives_statement_approved_by_another", "prepared_by", "approved_by"),
        ]


class StatementIssue(models.Model):
    """A statement went out: its number and the very document. From here on nothing of it changes."""

    statement = models.OneToOneField(Statement, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey(PARTNER, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=24, unique=True)
    issued_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    issued_at = models.DateTimeField()
    seal = models.CharField(max_length=64, blank=True)
    pdf = models.BinaryField()
    pdf_digest = models.CharField(max_length=64)


class Numbering(models.Model):
    """The last statement number of a year: numbers have no gaps."""

    year = models.IntegerField(unique=True)
    last = models.IntegerField(default=0)
