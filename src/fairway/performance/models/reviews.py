"""Reviews of standing: what was proposed with which evidence, what a person decided, and what was granted."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

USER = "access.User"
PARTNER = "partners.Partner"


class Review(models.Model):
    """A programme's partners were looked at as a day began; once for each day."""

    programme = models.ForeignKey("performance.Programme", on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey("performance.Version", on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    looked_at = models.IntegerField(default=0)
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["programme", "on"], name="performance_review_once"),
        ]


class Proposal(models.Model):
    """What a review proposes for one partner. ``evidence`` are the requirements with the values it saw."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey(PARTNER, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=40, blank=True)
    deed = models.CharField(max_length=12)
    held = models.CharField(max_length=40, blank=True)
    to = models.CharField(max_length=40, blank=True)
    effective_on = models.DateField()
    until_on = models.DateField(null=True)
    because = ArrayField(models.CharField(max_length=24))
    evidence: models.JSONField[Any, Any] = models.JSONField(default=list)
    state = models.CharField(max_length=10, default="open")  # open, held, accepted, refused, superseded
    held_until = models.DateField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["review", "partner", "part"], name="performance_proposal_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["partner", "-id"], name="performance_proposals_of"),
            models.Index(fields=["state"], condition=Q(state__in=["open", "held"]), name="performance_proposals_open"),
        ]


class Decision(models.Model):
    """What a person decided about a proposal, and why. A proposal put on hold is decided again later."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey(PARTNER, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=8)
    reason = models.TextField(blank=True)
    effective_on = models.DateField(null=True)
    hold_until = models.DateField(null=True)
    decided_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField()


class _Granted(models.Model):
    """Something of one partner in one programme, that a person or a review gave."""

    programme = models.ForeignKey("performance.Programme", on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey(PARTNER, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)
    made_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        abstract = True


class Grace(_Granted):
    """Time to catch up, with the values it began with; at most one runs at a time."""

    part = models.CharField(max_length=40, blank=True)
    level = models.CharField(max_length=40)
    since_on = models.DateField()
    until_on = models.DateField()
    values: models.JSONField[Any, Any] = models.JSONField(default=list)
    ended_on = models.DateField(null=True)
    outcome = models.CharField(max_length=10, blank=True)  # recovered, demoted

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["programme", "partner", "part"],
                condition=Q(ended_on=None),
                name="performance_grace_once",
            ),
            models.CheckConstraint(condition=Q(until_on__gt=F("since_on")), name="performance_grace_forwards"),
        ]


class Waiver(_Granted):
    """A demotion, or the requirement of one metric, is waived from a day until a day, for a reason."""

    metric = models.CharField(max_length=40, blank=True)
    since_on = models.DateField()
    until_on = models.DateField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(until_on__gte=F("since_on")), name="performance_waiver_forwards"),
        ]


class Lock(_Granted):
    """Nobody demotes the partner before a day."""

    until_on = models.DateField()


class Invitation(_Granted):
    """The partner was invited to a level that asks it."""

    level = models.CharField(max_length=40)
    on = models.DateField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["programme", "partner", "level"], name="performance_invited_once"),
        ]


class Placement(_Granted):
    """Standing in one part (portfolio, country) of a programme that holds it separately, half-open."""

    part = models.CharField(max_length=40)
    level = models.CharField(max_length=40)
    since_on = models.DateField()
    until_on = models.DateField(null=True)
