"""What is done before a partner's first sale: a plan, its tasks, and who did them when."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class Plan(models.Model):
    """The onboarding of a partner as one type, as the plan's version said on the day it began."""

    partner = models.ForeignKey("partners.Partner", on_delete=models.PROTECT, related_name="+")
    type = models.CharField(max_length=24)
    title = models.CharField(max_length=120)
    paper = models.ForeignKey("partners.Paper", on_delete=models.PROTECT, null=True, related_name="+")
    # the sentence people read, by the gate's name
    gates: models.JSONField[Any, Any] = models.JSONField(default=dict)
    began_on = models.DateField()
    began_by = models.ForeignKey("access.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["partner", "type"], name="partners_plan_once"),
        ]


class Task(models.Model):
    """One thing to do, by one side, until a day."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey("partners.Partner", on_delete=models.PROTECT, related_name="+")
    place = models.IntegerField()
    key = models.CharField(max_length=40)
    title = models.CharField(max_length=160)
    text = models.TextField(blank=True)
    side = models.CharField(max_length=8)
    role = models.CharField(max_length=40, blank=True)
    owner = models.ForeignKey("access.User", on_delete=models.PROTECT, null=True, related_name="+")
    due_on = models.DateField()
    document = models.CharField(max_length=120, blank=True)
    gates = ArrayField(models.CharField(max_length=40), default=list)
    met_by = models.CharField(max_length=40, blank=True)
    reminded_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["plan", "key"], name="partners_task_once"),
        ]


class Completion(models.Model):
    """A task counts as done from a day on; one that was reopened counted until a day."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey("partners.Partner", on_delete=models.PROTECT, related_name="+")
    # "done", "waived" by the vendor with a reason, or "met" by a fact such as an agreement in force
    kind = models.CharField(max_length=8)
    since_on = models.DateField()
    until_on = models.DateField(null=True)
    reason = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey("access.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["task"], condition=Q(until_on=None), name="partners_completion_once"),
        ]


class TaskFile(models.Model):
    """A document handed in for a task."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey("partners.Partner", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    kind = models.CharField(max_length=16)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey("access.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["task", "sha256"], name="partners_task_file_once"),
        ]
