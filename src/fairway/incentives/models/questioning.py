"""What a partner asks about a figure, and what the vendor answers: each once, neither changed afterwards."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from fairway.incentives.models.programmes import PARTNER, USER


class Question(models.Model):
    """A partner asks about a line of one of its statements, or about a payout that is on none yet.

    ``about`` says in words which figure it was when it was asked; ``statement`` and ``line`` are the statement's number
    and the line's number on it, ``payout_id`` the payout that explains it where there is one.
    """

    code = models.CharField(max_length=16, unique=True)
    partner = models.ForeignKey(PARTNER, on_delete=models.PROTECT, related_name="+")
    statement = models.CharField(max_length=32, blank=True)
    line = models.IntegerField(null=True)
    payout_id = models.BigIntegerField(null=True)
    about = models.CharField(max_length=300)
    text = models.TextField()
    asked_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(text=""), name="incentives_question_asks"),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, answer="")
                | (Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer="")),
                name="incentives_question_answered_whole",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["partner", "statement"], name="incentives_questions"),
        ]
