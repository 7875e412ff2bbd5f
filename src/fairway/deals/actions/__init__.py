"""Writes of deals: policies, registrations, decisions, disputes, what follows them, the vendor's own pipeline."""

from fairway.deals.actions.accounts import add_account, decide_pair, merge, undo_merge
from fairway.deals.actions.alike import find_alike, publish_weights, reopen_alike, settle_alike
from fairway.deals.actions.asking import ask_protection
from fairway.deals.actions.crediting import name_partner, split_credit
from fairway.deals.actions.deciding import (
    answer_request,
    approve,
    call_duplicate,
    queue,
    refuse,
    reopen,
    resolve,
    return_to_partner,
    revoke,
    supersede,
    take,
)
from fairway.deals.actions.disputing import (
    add_side,
    appeal,
    follow,
    hear,
    open_case,
    open_dispute,
    take_up,
    withdraw_case,
    withdraw_dispute,
)
from fairway.deals.actions.evidence import put, say, share
from fairway.deals.actions.following import ask, close, move_stage, resume, say_active
from fairway.deals.actions.judging import decide
from fairway.deals.actions.looking import look_at, look_at_open, merged, settle, settle_due
from fairway.deals.actions.pipeline import load_opportunities
from fairway.deals.actions.policies import create_policy, publish_policy, save_policy_draft, submit_policy
from fairway.deals.actions.pricing import end_condition, put_condition
from fairway.deals.actions.reading import read_all
from fairway.deals.actions.registering import attach, discard, new_code, save_draft, submit, submit_all, withdraw
from fairway.deals.actions.reminding import remind
from fairway.deals.actions.together import close_conflict
from fairway.deals.actions.writing_in import remember_answer, take_mail, write_in

__all__ = [
    "add_account", "add_side", "answer_request", "appeal", "approve", "ask", "ask_protection", "attach",
    "call_duplicate", "close", "close_conflict", "create_policy", "decide", "decide_pair", "discard", "end_condition",
    "find_alike", "follow", "hear", "load_opportunities", "look_at", "look_at_open", "merge", "merged", "move_stage",
    "name_partner", "new_code", "open_case", "open_dispute", "publish_policy", "publish_weights", "put",
    "put_condition", "queue", "read_all", "refuse", "remember_answer", "remind", "reopen", "reopen_alike", "resolve",
    "resume", "return_to_partner", "revoke", "save_draft", "save_policy_draft", "say", "say_active", "settle",
    "settle_alike", "settle_due", "share", "split_credit", "submit", "submit_all", "submit_policy", "supersede",
    "take", "take_mail", "take_up", "undo_merge", "withdraw", "withdraw_case", "withdraw_dispute", "write_in",
]  # fmt: skip
