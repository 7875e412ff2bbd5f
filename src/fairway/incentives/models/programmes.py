"""Programmes and their versions, runs and their payouts, periods.

A step that somebody takes is a row with a noun's name (``Submission``, ``Publication``, ``PeriodClosing``…): who, when
and why. Where a second person is needed the row also names the first, and the database holds that they differ.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

USER = "access.User"
PARTNER = "partners.Partner"


def differ(name: str, first: str, second: str) -> models.CheckConstraint:
    """Hold in the database that two people are not the same person."""
    return models.CheckConstraint(condition=~Q(**{first: F(second)}), name=name)


class Programme(models.Model):
    """A programme through all its versions. ``code`` is the id its documents give, and what the ledger names."""

    code = models.CharField(max_length=80, unique=True)
    title = models.CharField(max_length=200)
    currency = models.CharField(max_length=3, blank=True)
    created_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()


class Version(models.Model):
    """One text of a programme: a draft until it is published, unchangeable from then on."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    number = models.IntegerField()
    text = models.TextField()
    digest = models.CharField(max_length=64)
    edited_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    edited_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["programme", "number"], name="incentives_version_number"),
        ]


class Submission(models.Model):
    """A checked draft was handed to a second person. ``digest`` says which text; editing the draft withdraws it."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    note = models.TextField(blank=True)
    submitted_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["version"], condition=Q(withdrawn_at=None), name="incentives_submission_once"
            ),
        ]


class Publication(models.Model):
    """A version was published by a second person, for the periods that begin on ``applies_from`` or later."""

    version = models.OneToOneField(Version, on_delete=models.PROTECT, related_name="+")
    applies_from = models.DateField(null=True)
    note = models.TextField(blank=True)
    made_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    published_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            differ("incentives_published_by_another", "made_by", "published_by"),
        ]


class Member(models.Model):
    """A partner is, or was, let in by a published version: from then on its terms are its business, for good."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey(PARTNER, on_delete=models.PROTECT, related_name="+")
    admitted_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["partner", "version"], name="incentives_member_once"),
        ]


class Estimate(models.Model):
    """What one partner's sales so far are expected to cost by the end of a running period (V29): the vendor's own.

    ``cases`` are what may come of the period, each with its share, volume and rebate; ``pipeline`` the deals given in.
    ``target`` is what the books are to hold, ``earned`` what they held as earned, ``change`` what was posted on top or
    taken back; minor units. Numbered within partner and period; the newest stands.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey(PARTNER, on_delete=models.PROTECT, related_name="+")
    period = models.CharField(max_length=16)
    period_start = models.DateField()
    number = models.IntegerField()
    on = models.DateField()
    currency = models.CharField(max_length=3)
    so_far = models.BigIntegerField(null=True)
    units_so_far = models.DecimalField(max_digits=28, decimal_places=4, null=True)
    cases = models.JSONField()
    pipeline = models.JSONField()
    target = models.BigIntegerField()
    earned = models.BigIntegerField()
    change = models.BigIntegerField()
    posting_id = models.BigIntegerField(null=True)
    reason = models.TextField()
    made_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["programme", "partner", "period_start", "number"], name="incentives_estimate_number"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="incentives_estimate_says_why"),
            models.CheckConstraint(
                condition=Q(so_far=None) ^ Q(units_so_far=None), name="incentives_estimate_of_one_kind"
            ),
        ]


class Trial(models.Model):
    """A text of a programme was tried over history against a version or nothing, and what came of it was kept.

    ``text`` is what was tried, ``outcome`` what was seen then (``fairway.engine.trial.packed``), ``snapshot`` the
    fingerprint of the inputs, ``as_of`` the last day whose sales counted. Amounts are minor units.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    note = models.TextField(blank=True)
    text = models.TextField()
    digest = models.CharField(max_length=64)
    against = models.ForeignKey(Version, on_delete=models.PROTECT, null=True, related_name="+")
    first_period = models.CharField(max_length=16)
    last_period = models.CharField(max_length=16)
    as_of = models.DateField()
    snapshot = models.CharField(max_length=64)
    currency = models.CharField(max_length=3)
    before = models.BigIntegerField()
    after = models.BigIntegerField()
    outcome = models.JSONField()
    kept_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    kept_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["programme", "-id"], name="incentives_trial_latest"),
        ]


class Run(models.Model):
    """One calculation of a programme: which version, which sales, as of which day, and what came of it.

    ``pinned`` names the lake files that were read (ids and names), ``segments`` which version governs which periods, so
    that the run can be repeated years later.
    """

    QUEUED, RUNNING, SUCCEEDED, FAILED = "queued", "running", "succeeded", "failed"

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    as_of = models.DateField()
    state = models.CharField(max_length=10, default=QUEUED)
    requested_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    requested_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    step = models.CharField(max_length=120, blank=True)
    done = models.IntegerField(default=0)
    total = models.IntegerField(default=0)
    failure = models.TextField(blank=True)
    segments = models.JSONField(default=list)
    pinned = models.JSONField(default=dict)
    snapshot_digest = models.CharField(max_length=64, blank=True)
    payouts = models.IntegerField(default=0)
    corrections = models.IntegerField(default=0)
    posting_id = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(state__in=["queued", "running", "succeeded", "failed"]), name="incentives_run_state"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["programme", "state", "-id"], name="incentives_run_latest")
        ]


class Payout(models.Model):
    """What a run says one partner earns from one incentive in one period.

    Amounts are minor units of the currency: ``calculated`` after rounding, ``earned`` after guarantee and cap (what the
    books hold), ``amount`` what the programme pays after the minimum payout, with what is carried in and out.
    ``rate`` is the value of the step reached: a factor, a unit amount or a fixed amount; ``step`` its place from 0.
    ``alone`` is what the incentive would have earned beside no other; ``goods`` are units given free of charge;
    ``exemption`` is the reason of what was agreed with the partner alone. ``gates`` holds what each further condition
    found, as decimal texts in the order of the document; None in payouts written before that was kept.
    """

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    programme = models.CharField(max_length=80)
    partner = models.ForeignKey(PARTNER, on_delete=models.PROTECT, related_name="+")
    incentive = models.CharField(max_length=80)
    person = models.CharField(max_length=120, blank=True)
    period = models.CharField(max_length=16)
    period_start = models.DateField()
    period_end = models.DateField()
    currency = models.CharField(max_length=3)
    qualifier = models.DecimalField(max_digits=76, decimal_places=30, null=True)
    rate = models.DecimalField(max_digits=76, decimal_places=30, null=True)
    measure = models.DecimalField(max_digits=76, decimal_places=30)
    step = models.SmallIntegerField(null=True)
    gates = models.JSONField(null=True)
    gates_met = models.BooleanField()
    lines = models.IntegerField()
    calculated = models.BigIntegerField()
    earned = models.BigIntegerField()
    amount = models.BigIntegerField()
    carried_in = models.BigIntegerField()
    carried_out = models.BigIntegerField()
    alone = models.BigIntegerField(null=True)
    goods = models.DecimalField(max_digits=76, decimal_places=30, default=0)
    exemption = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(carried_out=F("carried_in") + F("earned") - F("amount")), name="incentives_payout_adds_up"
            ),
            models.UniqueConstraint(
                fields=["run", "partner", "incentive", "period", "person"], name="incentives_payout_once"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["partner", "programme", "period_start"], name="incentives_payout_partner"),
        ]


class PeriodClosing(models.Model):
    """A period of a programme was closed: nothing is booked in it any more. ``run`` is the last run before that."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    period = models.CharField(max_length=16)
    period_start = models.DateField()
    period_end = models.DateField()
    run = models.ForeignKey(Run, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.TextField()
    closed_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField()
    reopened_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["programme", "period_start"],
                condition=Q(reopened_at=None),
                name="incentives_period_closed_once",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="incentives_closing_says_why"),
        ]


class PeriodReopening(models.Model):
    """Somebody asked to reopen a closed period; it is open once a second person has confirmed."""

    closing = models.OneToOneField(PeriodClosing, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    requested_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            differ("incentives_reopened_by_two", "requested_by", "confirmed_by"),
            models.CheckConstraint(condition=~Q(reason=""), name="incentives_reopening_says_why"),
        ]
