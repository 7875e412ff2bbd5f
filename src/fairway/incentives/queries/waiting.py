"""Count what waits for somebody, for the first page."""

from __future__ import annotations

from dataclasses import dataclass

from fairway.incentives.models import (
    PeriodReopening,
    Publication,
    Run,
    Statement,
    StatementApproval,
    StatementIssue,
    Submission,
)
from fairway.incentives.queries.adjustments import adjustments_waiting
from fairway.incentives.queries.questions import questions_waiting
from fairway.kit.access import Actor, Kind


@dataclass(frozen=True, slots=True)
class Waiting:
    """What this actor could do now; 0 where the actor lacks the right, or did the first step itself."""

    publish: int = 0
    reopen: int = 0
    approve: int = 0
    issue: int = 0
    failed_runs: int = 0
    adjust: int = 0
    answer: int = 0

    @property
    def total(self) -> int:
        return self.publish + self.reopen + self.approve + self.issue + self.failed_runs + self.adjust + self.answer


def waiting_for(actor: Actor) -> Waiting:
    """What waits for this person among programmes, periods, statements and runs."""
    if actor.kind is Kind.PARTNER:
        return Waiting()
    me = actor.user_id or 0
    issued = StatementIssue.objects.values("statement_id")
    approved = StatementApproval.objects.values("statement_id")
    publish = reopen = approve = issue = failed = 0
    if actor.may("programmes.publish"):
        handed = Submission.objects.filter(withdrawn_at=None).exclude(
            version__in=Publication.objects.values("version_id")
        )
        publish = handed.exclude(submitted_by_id=me).exclude(version__edited_by_id=me).count()
    if actor.may("periods.close"):
        reopen = PeriodReopening.objects.filter(confirmed_by=None).exclude(requested_by_id=me).count()
    if actor.may("statements.approve"):
        drafts = Statement.objects.exclude(pk__in=approved).exclude(pk__in=issued)
        approve = drafts.exclude(prepared_by_id=me).count()
    if actor.may("statements.issue"):
        issue = Statement.objects.filter(pk__in=approved).exclude(pk__in=issued).count()
    if actor.may("runs.start"):
        newest = dict(Run.objects.order_by("pk").values_list("programme_id", "state"))
        failed = sum(1 for state in newest.values() if state == Run.FAILED)
    return Waiting(publish, reopen, approve, issue, failed, adjustments_waiting(actor), questions_waiting(actor))
