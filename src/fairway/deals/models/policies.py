"""Registration policies through their versions: drafted, handed over, published by a second person."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

USER = "access.User"


class RegistrationPolicy(models.Model):
    """A registration policy through all its versions. ``code`` is the id its documents give."""

    code = models.CharField(max_length=80, unique=True)
    title = models.CharField(max_length=200)
    created_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()


class PolicyVersion(models.Model):
    """One text of a policy: a draft until it is published, unchangeable from then on."""

    policy = models.ForeignKey("deals.RegistrationPolicy", on_delete=models.PROTECT, related_name="+")
    number = models.IntegerField()
    text = models.TextField()
    digest = models.CharField(max_length=64)
    edited_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    edited_at = models.DateTimeField()
    submitted_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["policy", "number"], name="deals_policy_number"),
        ]


class PolicyPublication(models.Model):
    """A second person published a version; new registrations follow it from this moment."""

    version = models.OneToOneField("deals.PolicyVersion", on_delete=models.PROTECT, related_name="+")
    note = models.TextField(blank=True)
    published_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField()
