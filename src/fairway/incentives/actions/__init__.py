"""Writes of the incentives room: programmes, runs, periods, statements."""

from fairway.incentives.actions.adjusting import (
    approve_adjustment,
    drop_adjustment,
    new_code,
    propose_adjustment,
    propose_reversal,
    take_compensations,
)
from fairway.incentives.actions.estimating import take_estimate, take_estimates, to_estimate
from fairway.incentives.actions.members import admit_members
from fairway.incentives.actions.periods import close_period, confirm_reopen, request_reopen
from fairway.incentives.actions.programmes import create_programme, publish, save_draft, submit
from fairway.incentives.actions.questioning import answer, ask
from fairway.incentives.actions.running import perform_run
from fairway.incentives.actions.runs import accrue, start_run
from fairway.incentives.actions.statements import (
    approve_statement,
    discard_statement,
    issue_statement,
    prepare_statements,
)
from fairway.incentives.actions.trials import keep_trial

__all__ = [
    "accrue",
    "admit_members",
    "answer",
    "approve_adjustment",
    "approve_statement",
    "ask",
    "close_period",
    "confirm_reopen",
    "create_programme",
    "discard_statement",
    "drop_adjustment",
    "issue_statement",
    "keep_trial",
    "new_code",
    "perform_run",
    "prepare_statements",
    "propose_adjustment",
    "propose_reversal",
    "publish",
    "request_reopen",
    "save_draft",
    "start_run",
    "submit",
    "take_compensations",
    "take_estimate",
    "take_estimates",
    "to_estimate",
]
