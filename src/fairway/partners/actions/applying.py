"""What an applicant does: begin, save half-way, hand in, confirm the address, answer again, take back.

All of it runs in the sign-in role, which sees one application: that of the link that was presented. None of these
actions looks at other companies, so no answer, and no time it takes, tells whether one is known.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction

from fairway.kit import journal
from fairway.kit.access import SIGNING_IN, Actor, present
from fairway.kit.files import Attachment
from fairway.partners.actions.refusals import Refused
from fairway.partners.models import Application, ApplicationFile, Knock, Paper
from fairway.partners.rules import Fault, plain_name
from fairway.partners.rules.applying import (
    NEXT,
    OPEN_TO_APPLICANT,
    CompanyFacts,
    domain_of,
    faults_of_company,
    read_answers,
    score,
    tax_key,
)
from fairway.partners.rules.documents import Form, check_form

LINK_DAYS = 30
MOST_FILES = 10
"""Files of one application."""
HIDDEN = ("note", "owner", "partner", "decided_at", "decided_by", "score", "most")
"""What of an application the applicant's role may not read."""
_COMPANY = ("name", "country", "region", "city", "postal_code", "address", "website", "tax_number", "contact", "email",
            "phone")  # fmt: skip


class TooOften(Exception):
    """One address asked too often; the message says when to come again."""


class LinkGone(Exception):
    """A link that was replaced by a newer mail's, ran out, or never was."""


@dataclass(frozen=True)
class Saved:
    """What became of it. ``secret`` is for a mail, once; empty where the link in use goes on working."""

    application_id: int
    state: str
    secret: str = ""


def knock(*, now: datetime, address: str, key: str, most: int) -> None:
    """Count a visit of an address; counts are kept by the hour, under a digest only this installation can make.

    :raises TooOften: beyond ``most`` visits in this hour.
    """
    hour = now.replace(minute=0, second=0, microsecond=0)
    digest = hashlib.blake2b(f"{hour:%Y%m%d}{address}".encode(), key=key.encode()[:64], digest_size=32).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO partners_knock AS seen (address_digest, hour, count) VALUES (%s, %s, 1) "
            "ON CONFLICT (address_digest, hour) DO UPDATE SET count = seen.count + 1 RETURNING count",
            [digest, hour],
        )
        row = cursor.fetchone()
    if row is not None and row[0] > most:
        raise TooOften(f"That was often for one hour. Come again after {hour + timedelta(hours=1):%H:%M} UTC.")


def save_application(
    *,
    now: datetime,
    type: str,
    facts: CompanyFacts,
    answers: Mapping[str, Sequence[str]],
    files: Sequence[tuple[str, Attachment]] = (),
    key: str = "",
    secret: str = "",
    hand_in: bool,
) -> Saved:
    """Save an application half-way, or hand it in; the same page sent twice is one application.

    ``key`` names the page it was written on, for a new one; ``secret`` is the link's, for one that goes on. Handing in
    over a link counts at once, since the link came by mail and so proves the address; without one the address is
    confirmed first.

    :raises Refused: with everything that is missing or wrong; nothing is saved then.
    :raises LinkGone: for a link that no longer opens an application.
    """
    one = _opened(secret, now) if secret else None
    form, paper = _form_for(one, type)
    if one is not None:
        facts = _kept(one, facts)
    _refuse_unless_whole(form, facts, answers, _files_after(one, files), hand_in=hand_in)
    with transaction.atomic():
        if one is not None:
            return _go_on(one, paper, form, facts, answers, files, now, hand_in=hand_in)
        return _begin(paper, form, facts, answers, files, now, key=key, hand_in=hand_in)


def _opened(secret: str, now: datetime) -> Application:
    digest = present(secret)
    one = Application.objects.select_for_update().defer(*HIDDEN).filter(secret_digest=digest).first()
    if one is None or one.link_until is None or one.link_until <= now:
        raise LinkGone("This link no longer works: it ran out, or a newer mail has the one that does.")
    return one


def _form_for(one: Application | None, type: str) -> tuple[Form, Paper]:
    """The form of an application: the one it was begun with while that is answered, else the open one of its type."""
    paper = one.paper if one is not None and one.paper_id is not None else None
    if paper is None:
        kind = one.type if one is not None and one.type else type
        paper = Paper.objects.filter(kind="form", type=kind, published_at__isnull=False, closed_at=None).first()
    form = check_form(paper.text).document if paper is not None else None
    if paper is None or form is None:
        raise Refused([Fault("type", type, "No applications of this kind are taken at the moment.")])
    return form, paper


def _kept(one: Application, facts: CompanyFacts) -> CompanyFacts:
    """The address of a link stays the address; and what is not open again stays as it was."""
    said = {name: getattr(facts, name) for name in _COMPANY}
    if one.state == "returned" and "company" not in one.reopened:
        said = {name: getattr(one, name) for name in _COMPANY}
    return CompanyFacts(**{**said, "type": one.type, "email": one.email})


def _files_after(one: Application | None, files: Sequence[tuple[str, Attachment]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    if one is not None:
        for question, name in ApplicationFile.objects.filter(application=one).values_list("question", "name"):
            found.setdefault(question, []).append(name)
    for question, attachment in files:
        found.setdefault(question, []).append(attachment.name)
    return found


def _refuse_unless_whole(
    form: Form,
    facts: CompanyFacts,
    answers: Mapping[str, Sequence[str]],
    files: dict[str, list[str]],
    *,
    hand_in: bool,
) -> None:
    faults = list(faults_of_company(facts, whole=hand_in))
    if not hand_in and not facts.email.strip():
        faults.append(Fault("email", "", "Write your e-mail address: the link to go on is sent there."))
    faults += read_answers(form, answers, files, whole=hand_in)[1]
    if sum(map(len, files.values())) > MOST_FILES:
        faults.append(Fault("files", "", f"An application has at most {MOST_FILES} files."))
    if faults:
        raise Refused(faults)


def _values(form: Form, facts: CompanyFacts, answers: dict[str, list[str]]) -> dict[str, Any]:
    counted = score(form, answers)
    said = {name: getattr(facts, name).strip() for name in _COMPANY}
    return said | {
        "plain_name": plain_name(facts.name),
        "tax_key": tax_key(facts.country, facts.tax_number),
        "domain": domain_of(facts.website, facts.email),
        "answers": answers,
        "score": counted.total,
        "most": counted.most,
    }


def _begin(
    paper: Paper,
    form: Form,
    facts: CompanyFacts,
    answers: Mapping[str, Sequence[str]],
    files: Sequence[tuple[str, Attachment]],
    now: datetime,
    *,
    key: str,
    hand_in: bool,
) -> Saved:
    secret = secrets.token_urlsafe(32)
    digest = present(secret)
    kept, _ = read_answers(form, answers, _files_after(None, files), whole=False)
    one = Application(
        state="unconfirmed" if hand_in else "begun",
        type=form.type,
        paper=paper,
        key=key or None,
        secret_digest=digest,
        link_until=now + timedelta(days=LINK_DAYS),
        begun_at=now,
        moved_at=now,
        **_values(form, facts, kept),
    )
    try:
        with transaction.atomic():
            one.save(force_insert=True)
    except IntegrityError:
        return Saved(0, "again")  # this very page was sent before; its mail is on its way
    _keep_files(one, files, now)
    _record(one, now, "partners.application.begun")
    return Saved(one.pk, one.state, secret)


def _go_on(
    one: Application,
    paper: Paper,
    form: Form,
    facts: CompanyFacts,
    answers: Mapping[str, Sequence[str]],
    files: Sequence[tuple[str, Attachment]],
    now: datetime,
    *,
    hand_in: bool,
) -> Saved:
    if one.state not in OPEN_TO_APPLICANT:
        return Saved(one.pk, one.state)
    _keep_files(one, files, now)
    kept, _ = read_answers(form, answers, _files_after(one, ()), whole=False)
    if one.state == "returned":
        closed = {question: said for question, said in one.answers.items() if question not in one.reopened}
        kept = closed | {question: said for question, said in kept.items() if question in one.reopened}
    for name, value in {**_values(form, facts, kept), "paper": paper, "type": form.type}.items():
        setattr(one, name, value)
    written = [
        *_values(form, facts, kept),
        "paper",
        "type",
        "state",
        "moved_at",
        "confirmed_at",
        "applied_at",
        "reopened",
    ]
    again = one.applied_at is not None
    if hand_in:
        _hand_in(one, now)
    one.save(update_fields=written)
    if hand_in:
        _record(one, now, "partners.application.sent_again" if again else "partners.application.applied")
    return Saved(one.pk, one.state)


def _hand_in(one: Application, now: datetime) -> None:
    one.state, one.moved_at, one.reopened = "applied", now, []
    one.confirmed_at = one.confirmed_at or now
    one.applied_at = one.applied_at or now


def _keep_files(one: Application, files: Iterable[tuple[str, Attachment]], now: datetime) -> None:
    ApplicationFile.objects.bulk_create(
        [
            ApplicationFile(
                application=one,
                question=question,
                name=attachment.name,
                sha256=attachment.stored.sha256,
                size=attachment.stored.size,
                kind=attachment.kind,
                uploaded_at=now,
            )
            for question, attachment in files
        ],
        ignore_conflicts=True,
    )


def remove_application_file(*, now: datetime, secret: str, file_id: int) -> None:
    """Take a file out of an application that is still open to the applicant."""
    one = _opened(secret, now)
    files = ApplicationFile.objects.filter(application=one, pk=file_id)
    if one.state == "returned":
        files = files.filter(question__in=one.reopened)
    if one.state in OPEN_TO_APPLICANT:
        files.delete()


def confirm_address(*, now: datetime, secret: str) -> Saved:
    """The address is the applicant's: the application counts from now on. A second time changes nothing.

    :raises LinkGone: for a link that no longer opens an application.
    """
    one = _opened(secret, now)
    if one.state != "unconfirmed":
        return Saved(one.pk, one.state)
    _hand_in(one, now)
    one.save(update_fields=["state", "moved_at", "reopened", "confirmed_at", "applied_at"])
    _record(one, now, "partners.application.applied")
    return Saved(one.pk, one.state, "counts")


def withdraw_application(*, now: datetime, secret: str) -> Saved:
    """The applicant takes the application back. :raises LinkGone: for a link that no longer opens one."""
    one = _opened(secret, now)
    if "withdrawn" not in NEXT[one.state]:
        return Saved(one.pk, one.state)
    one.state, one.moved_at = "withdrawn", now
    one.save(update_fields=["state", "moved_at"])
    _record(one, now, "partners.application.withdrawn")
    return Saved(one.pk, one.state, "withdrawn")


def _record(one: Application, now: datetime, verb: str) -> None:
    journal.record(actor=SIGNING_IN, now=now, verb=verb, subject=f"partners.application:{one.pk}")


def fresh_link(one: Application, now: datetime) -> str:
    """Give an application a new link; earlier ones stop working. The row is not yet saved."""
    secret = secrets.token_urlsafe(32)
    one.secret_digest = hashlib.sha256(secret.encode()).hexdigest()
    one.link_until = now + timedelta(days=LINK_DAYS)
    return secret


def renew_links(*, actor: Actor, now: datetime, email: str) -> tuple[tuple[str, str, str], ...]:
    """New links for the applications of an address that wait for their applicant: (contact, company, secret) each.

    The worker does this, so that whoever asks for a lost link learns nothing from the answer.
    """
    found = []
    rows = Application.objects.select_for_update().filter(
        email__iexact=email.strip(), state__in=OPEN_TO_APPLICANT, secret_digest__isnull=False
    )
    for one in rows.order_by("pk")[:5]:
        secret = fresh_link(one, now)
        one.save(update_fields=["secret_digest", "link_until"])
        found.append((one.contact, one.name, secret))
    return tuple(found)


def forget_unfinished(*, actor: Actor, now: datetime, before: datetime) -> int:
    """Delete applications that were begun before a moment and never handed in or confirmed; answers how many."""
    rows = Application.objects.filter(state__in=["begun", "unconfirmed"], moved_at__lt=before)
    numbers = sorted(rows.values_list("pk", flat=True))
    ApplicationFile.objects.filter(application__in=numbers).delete()
    Application.objects.filter(pk__in=numbers).delete()
    Knock.objects.filter(hour__lt=now - timedelta(days=1)).delete()
    if numbers:
        journal.record(
            actor=actor, now=now, verb="partners.application.forgotten", subject="partners.application:0",
            payload={"count": len(numbers)},
        )  # fmt: skip
    return len(numbers)
