"""Disputes: the case, which only the vendor reads, and its sides, each of which its own partner reads.

No column of a side tells of the case's other sides: its code, its days and its words are its own.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

USER = "access.User"
PARTNER = "partners.Partner"
REGISTRATION = "deals.Registration"
DISPUTE = "deals.Dispute"
SIDE = "deals.DisputeSide"
UNDECIDED = ("opened", "investigating", "deciding")


class Dispute(models.Model):
    """One case, as the vendor reads it: about which registration, who mediates, and by when.

    ``answer`` is the code with which the registration was refused when the case was opened.
    """

    code = models.CharField(max_length=16, unique=True)
    registration = models.ForeignKey(REGISTRATION, on_delete=models.PROTECT, related_name="+")
    conflict = models.ForeignKey("deals.Conflict", on_delete=models.PROTECT, null=True, related_name="+")
    about = models.CharField(max_length=12)
    answer = models.CharField(max_length=20, blank=True)
    status = models.CharField(max_length=16, default="opened")
    text = models.TextField(blank=True)
    opened_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField()
    mediator = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    taken_at = models.DateTimeField(null=True)
    heard_at = models.DateTimeField(null=True)
    identify_by = models.DateTimeField()
    investigate_by = models.DateTimeField()
    resolve_by = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["registration"], condition=Q(status__in=UNDECIDED), name="deals_dispute_once"
            ),
            models.CheckConstraint(
                condition=Q(mediator__isnull=False) | Q(status__in=["opened", "withdrawn"]),
                name="deals_dispute_mediated",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["status", "opened_at"], name="deals_disputes")]


class DisputeSide(models.Model):
    """One partner's part in a case: what it asked or is asked, and what it was given.

    The case is made by the worker after a partner's own is acknowledged; until then ``dispute`` is empty. What it was
    told stands in ``answer_text``; once an appeal is decided, ``first_text`` keeps what it had been told before.
    """

    code = models.CharField(max_length=16, unique=True)
    dispute = models.ForeignKey(DISPUTE, on_delete=models.PROTECT, null=True, related_name="+")
    registration = models.ForeignKey(REGISTRATION, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey(PARTNER, on_delete=models.PROTECT, related_name="+")
    about = models.CharField(max_length=12)
    opener = models.BooleanField(default=False)
    status = models.CharField(max_length=12, default="opened")
    text = models.TextField()
    joined_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    joined_at = models.DateTimeField()
    answer_by = models.DateTimeField()
    kind = models.CharField(max_length=12, blank=True)
    share = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    amount = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, blank=True)
    answer_text = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True)
    first_text = models.TextField(blank=True)
    first_at = models.DateTimeField(null=True)
    appeal_until = models.DateTimeField(null=True)
    appeal_text = models.TextField(blank=True)
    appealed_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    appealed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["dispute", "registration"], name="deals_side_once"),
            models.UniqueConstraint(
                fields=["registration"], condition=Q(status__in=["opened", "appealed"]), name="deals_side_open_once"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["partner", "status"], name="deals_sides")]


class DisputeItem(models.Model):
    """A statement or a piece of evidence, of one side or of the vendor's own, and who may read it.

    What all sides may read stands with each of them as a copy in the vendor's words, so that nobody reads another
    side's row; the original keeps who made sure that it reveals nothing.
    """

    code = models.CharField(max_length=16, unique=True)
    side = models.ForeignKey(SIDE, on_delete=models.PROTECT, null=True, related_name="+")
    dispute = models.ForeignKey(DISPUTE, on_delete=models.PROTECT, null=True, related_name="+")
    by = models.CharField(max_length=8)
    visible = models.CharField(max_length=8)
    text = models.TextField(blank=True)
    name = models.CharField(max_length=120, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.IntegerField(default=0)
    media = models.CharField(max_length=80, blank=True)
    added_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField()
    shared_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    shared_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~Q(visible="all") | Q(shared_by__isnull=False), name="deals_item_confirmed"
            ),
            models.CheckConstraint(
                condition=Q(side__isnull=False) | Q(dispute__isnull=False, visible__in=["vendor", "all"]),
                name="deals_item_placed",
            ),
        ]


class DisputeDecision(models.Model):
    """A decision with its reasons: the first, or the one on appeal, by two people. Never changed."""

    dispute = models.ForeignKey(DISPUTE, on_delete=models.PROTECT, related_name="+")
    turn = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=12)
    winner = models.ForeignKey(SIDE, on_delete=models.PROTECT, null=True, related_name="+")
    changed = models.BooleanField()
    reason = models.TextField()
    precedents = models.JSONField(default=list)
    decided_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["dispute", "turn"], name="deals_decided_once"),
            models.UniqueConstraint(fields=["dispute", "decided_by"], name="deals_appeal_by_another"),
            models.CheckConstraint(condition=Q(turn__in=[1, 2]), name="deals_two_turns"),
        ]


class Compensation(models.Model):
    """What a decision gives a partner in money, and what it was told. It books nothing itself: the incentives room
    proposes it as an adjustment that a second person books, and takes it back where a later decision drops it."""

    decision = models.ForeignKey("deals.DisputeDecision", on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey(PARTNER, on_delete=models.PROTECT, related_name="+")
    registration = models.ForeignKey(REGISTRATION, on_delete=models.PROTECT, related_name="+")
    amount = models.DecimalField(max_digits=18, decimal_places=2)
    currency = models.CharField(max_length=3)
    told = models.TextField(blank=True)
    proposed_at = models.DateTimeField()
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["decision", "registration"], name="deals_compensated_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="deals_compensation_positive"),
        ]
