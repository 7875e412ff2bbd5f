"""Writes of leads: how they come in, who gets them, how they are answered, what time does, the policy."""

from fairway.leads.actions.answering import accept, contact, convert, decline, give_back, lose, qualify
from fairway.leads.actions.desks import languages_of, save_desk
from fairway.leads.actions.policies import publish_policy, save_policy_draft, submit_policy
from fairway.leads.actions.routing import again, close, offer_to, pull_back, reopen, route, undo
from fairway.leads.actions.taking import Loaded, load_leads, products_by_text, take
from fairway.leads.actions.timing import erase, follow_registrations, follow_up, forget_due, lapse_due, remind

__all__ = [
    "Loaded", "accept", "again", "close", "contact", "convert", "decline", "erase", "follow_registrations",
    "follow_up", "forget_due", "give_back", "languages_of", "lapse_due", "load_leads", "lose", "offer_to",
    "products_by_text", "publish_policy", "pull_back", "qualify", "remind", "reopen", "route", "save_desk",
    "save_policy_draft", "submit_policy", "take", "undo",
]  # fmt: skip
