"""Programmes and their versions, runs and payouts, periods, statements, and what is adjusted by hand."""

from __future__ import annotations

from fairway.incentives.models.adjusting import Adjustment, AdjustmentBooking
from fairway.incentives.models.programmes import (
    Estimate,
    Member,
    Payout,
    PeriodClosing,
    PeriodReopening,
    Programme,
    Publication,
    Run,
    Submission,
    Trial,
    Version,
)
from fairway.incentives.models.questioning import Question
from fairway.incentives.models.statements import (
    Numbering,
    Statement,
    StatementApproval,
    StatementIssue,
    StatementLine,
    StatementShare,
)

__all__ = [
    "Adjustment",
    "AdjustmentBooking",
    "Estimate",
    "Member",
    "Numbering",
    "Payout",
    "PeriodClosing",
    "PeriodReopening",
    "Programme",
    "Publication",
    "Question",
    "Run",
    "Statement",
    "StatementApproval",
    "StatementIssue",
    "StatementLine",
    "StatementShare",
    "Submission",
    "Trial",
    "Version",
]
