"""Registrations that come as text: by mail. The form's own actions do the work, so that nothing is checked less.

What is good is kept as a draft, even where the rest is missing; whoever answers completes the same draft.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from fairway.deals.actions.registering import AskedRole, Faulty, attach, new_code, save_draft, submit, submit_all
from fairway.deals.models import MailTaken, Registration
from fairway.deals.queries import deal, published
from fairway.deals.queries.asking import RowFault, is_table_of_deals, lines_from, read_deals
from fairway.deals.queries.policies import Published
from fairway.deals.queries.registrants import registrant_of
from fairway.deals.queries.registrations import DealView
from fairway.deals.rules.asked import Asked, AskedLine, Fault, day_of, faults_of, shape_of
from fairway.deals.rules.refusals import NotFound, Refused
from fairway.deals.rules.written import Written, WrittenRole, number
from fairway.formats import CannotRead
from fairway.formats.fields import plain_heading
from fairway.formats.tables import read_table
from fairway.kit import files
from fairway.kit.access import Actor

MOST_AN_HOUR = 100
"""Mails of one person in an hour; more wait, so that two machines that answer each other stop."""
TABLES = ("csv", "tsv", "xlsx")


class TooMany(Refused):
    """More mails of one person than are taken in an hour; it can be sent again later."""


class Nothing(Refused):
    """A text that says nothing of a registration."""


class Unchosen(Refused):
    """Several programmes are open, and the text names none; ``titles`` are what can be named."""

    def __init__(self, titles: Sequence[str]) -> None:
        self.titles = tuple(titles)
        super().__init__("Say which programme: add a line such as “Programme: " + self.titles[0] + "”.")


class NoSuchDraft(NotFound):
    """No draft with this code, or none of this partner's: the sentence is the same."""


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file that came with a text."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class WrittenIn:
    """What became of a text: sent registrations, or a draft with what it lacks, or a file's faults."""

    view: DealView | None = None
    sent: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()
    row_faults: tuple[RowFault, ...] = ()
    notes: tuple[str, ...] = ()


def take_mail(*, actor: Actor, now: datetime, user_id: int, message_id: str) -> bool:
    """Say that a mail of a person is taken; answers False when it was taken before. For the worker.

    :raises TooMany: the person sent more than are taken in an hour.
    """
    actor.require("deals.decide")
    known = hashlib.sha256(message_id.encode("utf-8", "surrogatepass")).hexdigest()
    if MailTaken.objects.filter(message_id=f"{user_id}:{known}").exists():
        return False
    since = now - timedelta(hours=1)
    if MailTaken.objects.filter(message_id__startswith=f"{user_id}:", received_at__gt=since).count() >= MOST_AN_HOUR:
        raise TooMany(f"More than {MOST_AN_HOUR} mails in an hour. Send a file with many deals instead.")
    try:
        with transaction.atomic():
            MailTaken.objects.create(message_id=f"{user_id}:{known}", received_at=now)
    except IntegrityError:
        return False
    return True


def remember_answer(*, actor: Actor, user_id: int, message_id: str, code: str, answer: str) -> None:
    """Keep what a mail led to, for whoever looks into a complaint. For the worker."""
    actor.require("deals.decide")
    known = hashlib.sha256(message_id.encode("utf-8", "surrogatepass")).hexdigest()
    found = Registration.objects.filter(code=code).first() if code else None
    MailTaken.objects.filter(message_id=f"{user_id}:{known}").update(registration=found, answer=answer[:4000])


def write_in(
    *, actor: Actor, now: datetime, written: Written, code: str = "", attached: Sequence[SentFile] = ()
) -> WrittenIn:
    """Keep and send what a text says; with a ``code``, complete that draft. What is missing comes back, precisely.

    :raises Nothing: the text names no field and no file lists deals.
    :raises Unchosen: it is not said which programme is meant.
    :raises NoSuchDraft: this partner has no such registration.
    :raises Refused: it was sent already.
    """
    actor.require("own.deals.register")
    partner_id = actor.partner
    if code:
        try:
            view = deal(actor, code, now)
        except NotFound:
            raise NoSuchDraft(f"There is no draft {code}. Write a new mail to register a deal.") from None
        return _complete(actor, now, code, view.policy_id, written, attached, view)
    tables = [one for one in attached if one.name.rpartition(".")[2].lower() in TABLES]
    if written.empty and not tables:
        raise Nothing("The mail names no field of a registration.")
    found = _programme(actor, written.programme)
    for one in tables:
        if (batch := _batch(actor, now, partner_id, found, one)) is not None:
            return batch
    if written.empty:
        raise Nothing("The mail names no field of a registration, and its file lists no deals.")
    return _complete(actor, now, new_code(), found.policy_id, written, attached, None)


def _programme(actor: Actor, named: str) -> Published:
    open_now = published(actor)
    wanted = plain_heading(named)
    for one in open_now:
        if wanted and wanted in (plain_heading(one.policy.title), plain_heading(one.policy.id)):
            return one
    if not open_now:
        raise Refused("There is no programme to register in now. Ask your channel manager.")
    if len(open_now) == 1 and not named:
        return open_now[0]
    raise Unchosen([one.policy.title for one in open_now])


def _batch(actor: Actor, now: datetime, partner_id: int, found: Published, one: SentFile) -> WrittenIn | None:
    """Every row of an attached table as a registration, all or none; None where the file lists no deals."""
    try:
        kept = files.store([one.content])
        table = read_table(kept.path, one.name[-200:], wrong_rows=True)
        if not is_table_of_deals(found, table.headings):
            return None
        read, faults = read_deals(actor, partner_id, found, table, now)
    except (files.TooLarge, CannotRead) as refusal:
        return WrittenIn(row_faults=(RowFault(None, one.name[:60], "", str(refusal)),))
    if faults:
        return WrittenIn(row_faults=faults)
    if not read:
        return WrittenIn(row_faults=(RowFault(None, one.name[:60], "", "It has a heading and no row below it."),))
    return WrittenIn(sent=submit_all(actor=actor, now=now, policy_id=found.policy_id, read=read, way_in="mail"))


def _complete(
    actor: Actor, now: datetime, code: str, policy_id: int, written: Written, attached: Sequence[SentFile],
    view: DealView | None,
) -> WrittenIn:  # fmt: skip
    lines, faults = _lines(actor, written, view)
    fields = {**(view.fields if view is not None else {}), **written.fields}
    asked = Asked(fields, lines)
    wrong = [*faults, *shape_of(asked)]
    dropped = {fault.field for fault in wrong}
    kept = Asked(
        {name: value for name, value in fields.items() if name not in dropped},
        () if "lines" in dropped else lines,
    )  # fmt: skip
    roles, odd = _roles(written.roles, now)
    wrong += odd
    try:
        with transaction.atomic():
            save_draft(actor=actor, now=now, code=code, policy_id=policy_id, asked=kept, roles=roles, way_in="mail")
    except Faulty:
        raise
    except Refused as refusal:
        if not roles:
            raise
        wrong.append(Fault("", "", str(refusal)))
        save_draft(actor=actor, now=now, code=code, policy_id=policy_id, asked=kept, way_in="mail")
    for one in attached:
        try:
            attach(actor=actor, now=now, code=code, name=one.name, content=one.content)
        except Refused as refusal:
            wrong.append(Fault("", "", str(refusal)))
    notes = tuple(fault.sentence for fault in written.faults)
    try:
        if wrong:
            wrong += [one for one in _missing(actor, now, code) if one.field not in dropped]
            raise Faulty(wrong)
        sent = submit(actor=actor, now=now, code=code)
    except Faulty as refused:
        return WrittenIn(deal(actor, code, now), faults=refused.faults, notes=notes)
    return WrittenIn(sent, sent=(code,), notes=notes)


def _missing(actor: Actor, now: datetime, code: str) -> tuple[Fault, ...]:
    """What would still keep a draft from being sent."""
    view = deal(actor, code, now)
    return faults_of(view.policy, view.asked, registrant_of(actor, actor.partner, now), now)


def _lines(actor: Actor, written: Written, view: DealView | None) -> tuple[tuple[AskedLine, ...], tuple[Fault, ...]]:
    if written.lines or view is None:
        return lines_from(actor, written.lines)
    return view.asked.lines, ()


def _roles(written: Sequence[WrittenRole], now: datetime) -> tuple[list[AskedRole] | None, list[Fault]]:
    found, faults = [], []
    for one in written:
        share = number(one.share.removesuffix("%") or "0", 3, 2)
        if share is None:
            faults.append(Fault("", one.share, f"{one.named}: write the share in percent, such as 40."))
            continue
        found.append(AskedRole(plain_heading(one.role), one.named, share, day_of(one.since) or now.date()))
    return found or None, faults
