"""Reads of the incentives room, as frozen rows."""

from fairway.incentives.queries.adjustments import (
    AdjustmentRow,
    AdjustmentView,
    OwnAdjustment,
    adjustment,
    adjustments,
    adjustments_about,
    booked_about,
    own_adjustments,
    statements_to_choose,
    visible_adjustments,
)
from fairway.incentives.queries.adjustments import rows_of as adjustment_rows
from fairway.incentives.queries.annex import AnnexRow, annex
from fairway.incentives.queries.earnings import (
    Accrued,
    Earning,
    accrued_by_programme,
    accrued_by_quarter,
    earnings_to_date,
)
from fairway.incentives.queries.estimating import InTheBooks, in_the_books
from fairway.incentives.queries.naming import Named, names_of_subjects
from fairway.incentives.queries.past import Reviewed, review_text
from fairway.incentives.queries.payouts import PayoutExplanation, PayoutRow, payout_explanation, payouts
from fairway.incentives.queries.payouts import rows_of as payout_rows
from fairway.incentives.queries.payouts import visible_to as visible_payouts
from fairway.incentives.queries.periods import DueRow, PeriodRow, periods_due, periods_of, reopenings_waiting
from fairway.incentives.queries.printing import printed_sql
from fairway.incentives.queries.programmes import (
    ProgrammeRow,
    ProgrammeView,
    VersionRow,
    programme,
    programme_code,
    programmes_for,
    text_compare,
    version_compare,
    version_text,
)
from fairway.incentives.queries.questions import Figure, QuestionRow, figure, question, questions
from fairway.incentives.queries.results import BookedRow, RunPartner, RunTotal, run_booked, run_partners, run_totals
from fairway.incentives.queries.reviewing import (
    Change,
    ClosedPeriod,
    Corrected,
    ReviewRow,
    changes,
    closed_periods,
    payouts_behind,
    review_queue,
    statement_before,
)
from fairway.incentives.queries.runs import RunRow, run_progress, runs, runs_at_work
from fairway.incentives.queries.standing_otherwise import PaidOtherwise, paid_otherwise
from fairway.incentives.queries.statements import (
    StatementRow,
    StatementView,
    pdf,
    statement,
    statement_by_id,
    statements_for,
)
from fairway.incentives.queries.supposing import SHARES, Case, Forecast, Moved, WhatIf, forecast, what_if
from fairway.incentives.queries.supposing import choices as product_groups
from fairway.incentives.queries.trials import (
    PartnerTrial,
    TrialRow,
    TrialView,
    Tryout,
    trial,
    trials_of,
    try_out,
    try_partner,
)
from fairway.incentives.queries.unheld import unheld_names
from fairway.incentives.queries.verifying import Finding, payouts_digest, verify
from fairway.incentives.queries.waiting import Waiting, waiting_for

__all__ = [
    "SHARES",
    "Accrued",
    "AdjustmentRow",
    "AdjustmentView",
    "AnnexRow",
    "BookedRow",
    "Case",
    "Change",
    "ClosedPeriod",
    "Corrected",
    "DueRow",
    "Earning",
    "Figure",
    "Finding",
    "Forecast",
    "InTheBooks",
    "Moved",
    "Named",
    "OwnAdjustment",
    "PaidOtherwise",
    "PartnerTrial",
    "PayoutExplanation",
    "PayoutRow",
    "PeriodRow",
    "ProgrammeRow",
    "ProgrammeView",
    "QuestionRow",
    "ReviewRow",
    "Reviewed",
    "RunPartner",
    "RunRow",
    "RunTotal",
    "StatementRow",
    "StatementView",
    "TrialRow",
    "TrialView",
    "Tryout",
    "VersionRow",
    "Waiting",
    "WhatIf",
    "accrued_by_programme",
    "accrued_by_quarter",
    "adjustment",
    "adjustment_rows",
    "adjustments",
    "adjustments_about",
    "annex",
    "booked_about",
    "changes",
    "closed_periods",
    "earnings_to_date",
    "figure",
    "forecast",
    "in_the_books",
    "names_of_subjects",
    "own_adjustments",
    "paid_otherwise",
    "payout_explanation",
    "payout_rows",
    "payouts",
    "payouts_behind",
    "payouts_digest",
    "pdf",
    "periods_due",
    "periods_of",
    "printed_sql",
    "product_groups",
    "programme",
    "programme_code",
    "programmes_for",
    "question",
    "questions",
    "reopenings_waiting",
    "review_queue",
    "review_text",
    "run_booked",
    "run_partners",
    "run_progress",
    "run_totals",
    "runs",
    "runs_at_work",
    "statement",
    "statement_before",
    "statement_by_id",
    "statements_for",
    "statements_to_choose",
    "text_compare",
    "trial",
    "trials_of",
    "try_out",
    "try_partner",
    "unheld_names",
    "verify",
    "version_compare",
    "version_text",
    "visible_adjustments",
    "visible_payouts",
    "waiting_for",
    "what_if",
]
