"""One mail: who wrote it, what becomes of it, and the answer. Who is unknown here hears nothing at all."""

from __future__ import annotations

import re
from datetime import datetime
from email.utils import make_msgid
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation

from fairway.deals import actions
from fairway.deals import queries as deals
from fairway.deals.actions.writing_in import Nothing, SentFile, Unchosen, WrittenIn
from fairway.deals.rules.axes.registration import PARTNER_WORDS
from fairway.deals.rules.refusals import Refused
from fairway.deals.rules.written import read_written, to_fill_in
from fairway.kit.access import WORKER, Actor, acting_as, people
from fairway.kit.mail import Letter, read_letter, send
from fairway.partners import queries as partners

RIGHT = "own.deals.register"
CODE = re.compile(r"\bD-[0-9A-Z]{5}-[0-9A-Z]{5}\b")
SHOWN = 50
"""Faults of a file in one answer; the page shows them all."""


def receive(raw: bytes, *, now: datetime) -> None:
    """Deal with one mail in one transaction. The same mail again does nothing.

    :raises fairway.deals.actions.writing_in.TooMany: it is to be handed in again later.
    """
    letter = read_letter(raw, trusted=settings.FAIRWAY.inbox_trusts or "")
    if letter.automatic or not letter.vouched or letter.sender == (settings.FAIRWAY.inbox_address or "").lower():
        return
    with acting_as(WORKER):
        actors = [one for one in people.actors_at(letter.sender, right=RIGHT, now=now) if one.is_partner]
        if not actors:
            return
        user_id = actors[0].person
        if not actions.take_mail(actor=WORKER, now=now, user_id=user_id, message_id=letter.id):
            return
        with timezone.override(actors[0].time_zone), translation.override(actors[0].locale or "en"):
            code, answer = _answer(letter, actors, now)
        actions.remember_answer(actor=WORKER, user_id=user_id, message_id=letter.id, code=code, answer=answer)


def _answer(letter: Letter, actors: list[Actor], now: datetime) -> tuple[str, str]:
    """Do what the mail says and answer it; the code it is about and the text of the answer."""
    written = read_written(letter.text)
    attached = [SentFile(one.name, one.content) for one in letter.parts]
    actor = _meant(actors, written.organisation)
    if actor is None:
        with acting_as(WORKER):
            names = [partners.names_of(WORKER, [one.partner])[one.partner] for one in actors]
        return _send(letter, "", "Which organisation is it for?", "organisation", {"names": names})
    code = code_of(letter)
    try:
        with transaction.atomic(), acting_as(actor):
            done = actions.write_in(actor=actor, now=now, written=written, code=code, attached=attached)
            return _tell(letter, done)
    except Nothing:
        with acting_as(actor):
            return _send(letter, code, "How to register a deal by mail", "guide", {"open": deals.published(actor)})
    except Unchosen as refusal:
        return _send(letter, code, "Which programme is it for?", "programme", {"titles": refusal.titles})
    except Refused as refusal:
        return _send(letter, code, "About your mail", "refused", {"sentence": str(refusal)})


def _meant(actors: list[Actor], named: str) -> Actor | None:
    if len(actors) == 1:
        return actors[0]
    with acting_as(WORKER):
        names = partners.names_of(WORKER, [one.partner for one in actors])
    wanted = named.strip().casefold()
    return next((one for one in actors if wanted in {text.casefold() for text in names[one.partner]}), None)


def code_of(letter: Letter) -> str:
    """The registration a mail answers: by the id of our mail, else by the code in its subject."""
    for text in (*letter.answers, letter.subject):
        if found := CODE.search(text):
            return found[0]
    return ""


def _tell(letter: Letter, done: WrittenIn) -> tuple[str, str]:
    if done.row_faults:
        words = {"faults": done.row_faults[:SHOWN], "more": max(0, len(done.row_faults) - SHOWN)}
        return _send(letter, "", "Your file was not taken", "file", words)
    if done.view is None:
        return _send(letter, "", f"We have your {len(done.sent)} registrations", "many", {"codes": done.sent})
    code = done.view.row.code
    words = {"view": done.view, "notes": done.notes, "link": _link(code)}
    if done.sent:
        title, sentence = PARTNER_WORDS[done.view.row.status]
        words |= {"title": title, "sentence": sentence}
        return _send(letter, code, f"We have your registration {code}", "received", words)
    words |= {"faults": done.faults, "lines": to_fill_in(done.faults)}
    return _send(letter, code, f"What your registration {code} lacks", "lacking", words)


def _link(code: str) -> str:
    return f"{settings.FAIRWAY.base_url.rstrip('/')}/partner/deals/{code}/"


def _domain() -> str:
    return urlsplit(settings.FAIRWAY.base_url).hostname or "localhost"


def _send(letter: Letter, code: str, subject: str, template: str, words: dict[str, Any]) -> tuple[str, str]:
    """Answer the address we know, whatever the mail asks for; the thread holds by our mail's id and the code."""
    text = render_to_string(f"mail/{template}.txt", {"vendor": settings.FAIRWAY.vendor_name, **words})
    headers = {"Auto-Submitted": "auto-replied", "Message-ID": make_msgid(idstring=code or None, domain=_domain())}
    if letter.id.startswith("<"):
        headers |= {"In-Reply-To": letter.id, "References": letter.id}
    send(
        to=letter.sender, subject=subject, text=text, headers=headers, reply_to=settings.FAIRWAY.inbox_address or ""
    )  # fmt: skip
    return code, text
