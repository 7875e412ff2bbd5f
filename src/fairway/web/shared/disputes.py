"""How disputes are shown on both sides: states, what happened from the journal, and mails to one side."""

from __future__ import annotations

import functools
from collections.abc import Iterable

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string

from fairway.deals.queries import SideView
from fairway.deals.rules import disputes as rules
from fairway.deals.rules.axes import dispute as axis
from fairway.web.shared import feed
from fairway.web.shared.components import Badge, Event, Tone

TONES: dict[str, Tone] = {
    "opened": "info", "investigating": "info", "deciding": "warn", "decided": "good", "appealed": "warn",
    "final": "calm", "withdrawn": "calm",
}  # fmt: skip
GIVEN_TONES: dict[str, Tone] = {
    "yours": "good", "not_yours": "bad", "shared": "info", "beside": "good", "compensated": "info", "unchanged": "calm",
}  # fmt: skip


def case_badge(status: str) -> Badge:
    """A case's state in the vendor's words."""
    return Badge(axis.VENDOR_WORDS[status], TONES[status])


def side_badge(status: str) -> Badge:
    """A side's state in its partner's words."""
    return Badge(axis.SIDE_WORDS[status][0], TONES[status])


def given_badge(kind: str) -> Badge:
    """What a side was given, in its partner's words."""
    return Badge(rules.GIVEN_WORDS[kind][0], GIVEN_TONES[kind])


def events_of(rows: Iterable[feed.Entry], names: dict[int, tuple[str, str]] | None = None) -> tuple[Event, ...]:
    """What the journal has of a case, newest first; without names of partners nobody is put before a sentence."""
    return tuple(reversed(feed.events_of(rows, names=names or {}, name_partner=names is not None)))


def told(side: SideView, email: str, what: str) -> None:
    """Mail one side about its own part: ``heard`` when it is asked, ``decided`` with the decision."""
    if not email:
        return
    words = {
        "side": side, "vendor": settings.FAIRWAY.vendor_name, "state": axis.SIDE_WORDS[side.status],
        "given": rules.GIVEN_WORDS.get(side.kind, ("", "")),
        "link": f"{settings.FAIRWAY.base_url.rstrip('/')}/partner/deals/disputes/{side.code}/",
    }  # fmt: skip
    text = render_to_string(f"shared/mail/dispute_{what}.txt", words)
    transaction.on_commit(
        functools.partial(send_mail, f"About your case {side.code}", text, None, [email]), robust=True
    )
