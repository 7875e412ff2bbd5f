"""Statements: prepared, reviewed by a second person, issued; and what is adjusted by hand."""

from __future__ import annotations

from django.urls import URLPattern

from fairway.web.shared.permissions import STAFF, page
from fairway.web.staff.statements import adjusting, deciding, questions, reading

VIEW, APPROVE, ISSUE = "statements.view", "statements.approve", "statements.issue"

urlpatterns: list[URLPattern] = [
    page("statements/", reading.index, name="statements", right=VIEW, kinds=STAFF),
    page("statements/prepare/", deciding.prepare, name="statements_prepare", right="periods.close", kinds=STAFF),
    page("statements/review/", reading.review, name="statements_review", right=VIEW, kinds=STAFF),
    page("statements/approve/", deciding.approve_several, name="statements_approve", right=APPROVE, kinds=STAFF),
    page("statements/approved/", reading.approved, name="statements_approved", right=VIEW, kinds=STAFF),
    page("statements/issue/", deciding.issue_several, name="statements_issue", right=ISSUE, kinds=STAFF),
    page("statements/adjustments/", adjusting.index, name="adjustments", right=VIEW, kinds=STAFF),
    page("statements/adjustments/new/", adjusting.new, name="adjustment_new", right="adjustments.propose", kinds=STAFF),
    page("statements/adjustments/<str:adjustment>/", adjusting.one, name="adjustment", right=VIEW, kinds=STAFF),
    page(
        "statements/adjustments/<str:adjustment>/do/",
        adjusting.do,
        name="adjustment_do",
        right="adjustments.propose",
        kinds=STAFF,
    ),
    page("statements/questions/", questions.index, name="questions", right=VIEW, kinds=STAFF),
    page("statements/questions/<str:question>/", questions.one, name="question", right=VIEW, kinds=STAFF),
    page(
        "statements/questions/<str:question>/answer/",
        questions.answer,
        name="question_answer",
        right="adjustments.propose",
        kinds=STAFF,
    ),
    page("statements/<int:number>/", reading.one, name="statement", right=VIEW, kinds=STAFF),
    page("statements/<int:number>/pdf/", reading.document, name="statement_pdf", right=VIEW, kinds=STAFF),
    page("statements/<int:number>/lines.csv", reading.lines, name="statement_lines", right=VIEW, kinds=STAFF),
    page("statements/<int:number>/approve/", deciding.approve, name="statement_approve", right=APPROVE, kinds=STAFF),
    page("statements/<int:number>/issue/", deciding.issue, name="statement_issue", right=ISSUE, kinds=STAFF),
    page("statements/<int:number>/discard/", deciding.discard, name="statement_discard", right=APPROVE, kinds=STAFF),
]
