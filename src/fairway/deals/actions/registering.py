"""The partner's side until it is sent: drafts, products, contacts, roles, files, sending, taking back.

Nothing here asks whether anybody else registered the company: a rival changes neither the answer nor its queries.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, connection, transaction

from fairway.deals.actions.steps import event, locked, move, note, record
from fairway.deals.models import Attachment, Contact, Event, Line, Registration, Role
from fairway.deals.queries import DealView, policy_of, published_by_id
from fairway.deals.queries.registrants import registrant_of
from fairway.deals.queries.registrations import view_of
from fairway.deals.rules.asked import Asked, Fault, faults_of, shape_of
from fairway.deals.rules.attachments import MOST, clean_name, media_of
from fairway.deals.rules.axes import registration as axis
from fairway.deals.rules.axes.registration import Side
from fairway.deals.rules.identity import lock_key
from fairway.deals.rules.policy import Policy
from fairway.deals.rules.policy.document import ROLES
from fairway.deals.rules.refusals import NotFound, Refused
from fairway.kit import files, journal
from fairway.kit.access import Actor
from fairway.kit.codes import coded
from fairway.kit.jobs import defer
from fairway.values import Exact, exact, plus

CONTACT = {"contact_name": "name", "contact_email": "email", "contact_phone": "phone"}
OWN_COLUMNS = ("name", "company", "country")
EDITABLE = ("draft", "returned")
BATCH = 1_000


class Faulty(Refused):
    """A registration that cannot be taken as it is; ``faults`` say which values and why."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(" ".join(fault.sentence for fault in self.faults))


@dataclass(frozen=True, slots=True)
class AskedRole:
    """A partner's part in the deal, as the registrant writes it."""

    role: str
    named: str
    share: Exact
    since_on: date
    until_on: date | None = None


def new_code() -> str:
    """A code for a registration, drawn at random: it tells nothing of how many there are."""
    return coded("D")


def save_draft(
    *,
    actor: Actor,
    now: datetime,
    code: str,
    policy_id: int,
    asked: Asked,
    roles: Sequence[AskedRole] | None = None,
    way_in: str = "page",
) -> str:
    """Keep a draft, or put right what was returned; answers its code. The same code again is the same draft.

    When it was returned, only the fields that were named are taken; the others stay as they are.

    :raises Faulty: a value that no draft can hold.
    :raises Refused: it was sent already, or a role that the policy does not know.
    """
    actor.require("own.deals.register")
    faults = tuple(shape_of(asked))
    if faults:
        raise Faulty(faults)
    partner_id = actor.partner_id
    if partner_id is None:
        raise Refused("Only a partner's person registers a deal.")
    found = Registration.objects.select_for_update().filter(code=code).first()
    if found is None:
        version = published_by_id(actor, policy_id)
        try:
            with transaction.atomic():
                found = Registration.objects.create(
                    code=code, partner_id=partner_id, version_id=version.version_id, currency=version.policy.currency,
                    created_by_id=actor.user_id, created_at=now, way_in=way_in,
                )  # fmt: skip
        except IntegrityError:
            raise Refused("This form was sent before. Open a new one to register another deal.") from None
    if found.partner_id != partner_id:
        raise NotFound(f"There is no registration {code[:20]}.")
    if found.status not in EDITABLE:
        raise Refused("It was sent and cannot be changed. Withdraw it, or ask your channel manager to return it.")
    opened = None if found.status == "draft" else set(found.open_fields)
    policy = policy_of(found.version_id)
    contact = _fill(found, policy, asked, opened)
    if contact:
        Contact.objects.update_or_create(registration=found, defaults=contact)
    if opened is None or "lines" in opened:
        Line.objects.filter(registration=found).delete()
        Line.objects.bulk_create(_lines(found, asked))
        found.value = asked.value
    if roles is not None and (opened is None or "roles" in opened):
        _set_roles(found, roles, policy.roles)
    found.save()
    return found.code


def _fill(found: Registration, policy: Policy, asked: Asked, opened: Collection[str] | None) -> dict[str, str]:
    """Write what was said onto the registration, as far as the policy asks and it is open; answers the contact."""
    values = {name: value.strip() for name, value in asked.fields.items() if policy.asks(name)}
    if opened is not None:
        values = {name: value for name, value in values.items() if name in opened}
    for name in OWN_COLUMNS:
        if name in values:
            setattr(found, name, values[name])
    rest = {name: value for name, value in values.items() if name not in OWN_COLUMNS and name not in CONTACT}
    found.fields = {name: value for name, value in {**found.fields, **rest}.items() if value}
    return {CONTACT[name]: value for name, value in values.items() if name in CONTACT}


def _lines(found: Registration, asked: Asked) -> list[Line]:
    return [
        Line(registration=found, product_id=one.product_id, units=one.units, value=one.value) for one in asked.lines
    ]


def _set_roles(found: Registration, roles: Sequence[AskedRole], known: Sequence[str]) -> None:
    total = exact(0)
    for one in roles:
        if one.role not in known:
            raise Refused(f"This programme has no role “{one.role[:30]}”. It has {', '.join(ROLES[r] for r in known)}.")
        if one.share < 0 or one.share > 100:
            raise Refused("A share is between 0 and 100 percent.")
        total = plus(total, one.share)
    if total > 100:
        raise Refused(f"The shares of the credit are {total} percent together. They may be at most 100.")
    Role.objects.filter(registration=found).delete()
    Role.objects.bulk_create(
        [Role(registration=found, role=one.role, named=one.named.strip()[:200], share=one.share,
              since_on=one.since_on, until_on=one.until_on) for one in roles]
    )  # fmt: skip


def submit(*, actor: Actor, now: datetime, code: str) -> DealView:
    """Send a draft, or send it again after it was returned. Sending it twice does one thing.

    It is acknowledged with its code and the day of the answer; whose company it is, and what else is known of it, is
    looked at afterwards, in a job. The receipt number is drawn last, under the lock of the company's key.

    :raises Faulty: with everything that is missing or does not fit the policy, at once.
    """
    actor.require("own.deals.register")
    found = locked(actor, code)
    if found.status in ("submitted", "in_review"):
        return view_of(actor, found, now)
    view = view_of(actor, found, now)
    registrant = registrant_of(actor, found.partner_id, now)
    faults = faults_of(view.policy, view.asked, registrant, now)
    if faults:
        raise Faulty(faults)
    again = found.status == "returned"
    move(found, "submit", actor=actor, now=now, side=Side.PARTNER)
    if not again:
        found.submitted_at, found.tier = now, registrant.tier
    found.due_at = view.policy.answer.within.after(now, view.policy.answer.calendar)
    found.open_fields = []
    found.save()
    defer("deals.look_at", registration_id=found.pk)
    sent = view_of(actor, found, now)
    draw_receipt(found, now)
    return sent


def submit_all(*, actor: Actor, now: datetime, policy_id: int, read: Sequence[Asked], way_in: str) -> tuple[str, ...]:
    """Send many registrations, all or none; answers their codes. Each passes the checks of a single one.

    What is asked about the partner is asked once. Receipts are drawn last and in one order of the companies' keys, so
    that two files that are sent at once do not wait for each other.

    :raises Faulty: with everything wrong in the first that cannot be sent.
    """
    actor.require("own.deals.register")
    partner_id = actor.partner_id
    if partner_id is None:
        raise Refused("Only a partner's person registers a deal.")
    version = published_by_id(actor, policy_id)
    policy, registrant = version.policy, registrant_of(actor, partner_id, now)
    due_at = policy.answer.within.after(now, policy.answer.calendar)
    made, contacts = [], []
    for asked in read:
        if faults := faults_of(policy, asked, registrant, now):
            raise Faulty(faults)
        one = Registration(
            code=new_code(), partner_id=partner_id, version_id=version.version_id, currency=policy.currency,
            created_by_id=actor.user_id, created_at=now, way_in=way_in, value=asked.value, submitted_at=now,
            tier=registrant.tier, due_at=due_at, status=axis.after("draft", "submit", Side.PARTNER),
        )  # fmt: skip
        if contact := _fill(one, policy, asked, None):
            contacts.append(Contact(registration=one, **contact))
        made.append(one)
    with transaction.atomic():
        Registration.objects.bulk_create(made, batch_size=BATCH)
        Contact.objects.bulk_create(contacts, batch_size=BATCH)
        lines = [line for one, asked in zip(made, read, strict=True) for line in _lines(one, asked)]
        Line.objects.bulk_create(lines, batch_size=BATCH)
        Event.objects.bulk_create(
            [event(one, "registration", "submit", actor=actor, now=now, side=Side.PARTNER, to=one.status)
             for one in made], batch_size=BATCH,
        )  # fmt: skip
        for one in made:
            record(one, "submit", "draft", actor=actor, now=now)
            defer("deals.look_at", registration_id=one.pk)
        for one in sorted(made, key=lambda one: lock_key(one.company, one.country)):
            draw_receipt(one, now)
    return tuple(one.code for one in made)


def draw_receipt(found: Registration, now: datetime) -> None:
    """Draw the receipt number under the lock on the company's key. The partner's role may not read what it drew."""
    with connection.cursor() as cursor:
        key = lock_key(found.company, found.country)
        cursor.execute("SELECT deals_draw_receipt(%s, %s, %s)", [found.pk, key, now])


def withdraw(*, actor: Actor, now: datetime, code: str, reason: str = "") -> None:
    """Take a registration back; what it protected is free. :raises Refused: there is nothing left to take back."""
    actor.require("own.deals.register")
    found = locked(actor, code)
    if found.status == "withdrawn":
        return
    move(found, "withdraw", actor=actor, now=now, side=Side.PARTNER, reason=reason)
    note(found, "clock", "ended", actor=actor, now=now, side=Side.PARTNER, what="withdraw")
    found.save()
    defer("deals.settle", registration_id=found.pk)


def discard(*, actor: Actor, now: datetime, code: str) -> None:
    """Throw a draft away; nothing of it stays. :raises Refused: it was sent."""
    actor.require("own.deals.register")
    found = locked(actor, code)
    if found.status != "draft":
        raise Refused("Only a draft can be thrown away. What was sent can be withdrawn.")
    for model in (Attachment, Event, Role, Contact, Line):
        model.objects.filter(registration=found).delete()
    # row by row in the database: what disputes there are, which Django would look for, is not the partner's to ask
    rows = Registration.objects.filter(pk=found.pk)
    rows._raw_delete(rows.db)
    journal.record(
        actor=actor, now=now, verb="deals.registration.discarded", subject=f"deals.registration:{found.pk}",
        partner_id=found.partner_id,
    )  # fmt: skip


def attach(*, actor: Actor, now: datetime, code: str, name: str, content: bytes, proof: str = "") -> int:
    """Add a file to a registration; the same file again is the same one. Answers its number.

    :raises Refused: the file is too large, not what its name says, or one too many.
    """
    actor.require("own.deals.register" if actor.is_partner else "deals.decide")
    found = locked(actor, code)
    if actor.is_partner and found.status == "returned" and "attachments" not in found.open_fields:
        raise Refused("It came back with other fields open: files cannot be added now.")
    name = clean_name(name)
    media = media_of(name, content)
    if Attachment.objects.filter(registration=found).count() >= MOST:
        raise Refused(f"A registration has at most {MOST} files.")
    kept = files.store([content])
    values = {"name": name, "size": kept.size, "media": media, "proof": proof, "added_by_id": actor.user_id,
              "added_at": now}  # fmt: skip
    made, _ = Attachment.objects.get_or_create(registration=found, sha256=kept.sha256, defaults=values)
    return made.pk


def fields_of(asked: Mapping[str, str]) -> dict[str, str]:
    """What a form says, without empty values."""
    return {name: value for name, value in asked.items() if value}
