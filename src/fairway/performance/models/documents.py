"""Tier programmes and their versions: texts of the vendor's, of which partners read the words."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

USER = "access.User"


class Programme(models.Model):
    """A tier programme through all its versions. ``code`` is the id that its documents give."""

    code = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=200)
    created_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()


class Version(models.Model):
    """One text: a draft until it is published, unchangeable from then on. Editing it takes its submission back."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    number = models.IntegerField()
    text = models.TextField()
    digest = models.CharField(max_length=64)
    edited_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    edited_at = models.DateTimeField()
    submitted_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["programme", "number"], name="performance_version_number"),
        ]


class Publication(models.Model):
    """A second person published a version; its reviews are those from ``applies_from`` on."""

    version = models.OneToOneField(Version, on_delete=models.PROTECT, related_name="+")
    applies_from = models.DateField()
    note = models.TextField(blank=True)
    made_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    published_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~Q(made_by=F("published_by")), name="performance_published_by_a_second_person"
            ),
        ]
