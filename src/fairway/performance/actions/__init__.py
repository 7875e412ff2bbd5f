"""Writes of the performance room: tier documents, dated values, reviews and what people decide about them."""

from fairway.performance.actions.deciding import decide, decide_all, withdraw_demotion
from fairway.performance.actions.documents import Draft, create_programme, publish, save_draft, submit
from fairway.performance.actions.granting import end_waiver, invite, lock, waive
from fairway.performance.actions.reviewing import review, review_due
from fairway.performance.actions.values import Loaded, RefusedValues, blank_person, record_values, withdraw_value

__all__ = [
    "Draft",
    "Loaded",
    "RefusedValues",
    "blank_person",
    "create_programme",
    "decide",
    "decide_all",
    "end_waiver",
    "invite",
    "lock",
    "publish",
    "record_values",
    "review",
    "review_due",
    "save_draft",
    "submit",
    "waive",
    "withdraw_demotion",
    "withdraw_value",
]
