"""The vendor's decisions: take, resolve the company, approve in whole or in part, return, queue, refuse, revoke.

Rules may approve; only people do anything else, and a program acting for somebody decides nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange, NumericRange

from fairway.deals.actions.reading import new_accounts
from fairway.deals.actions.steps import locked, move, note
from fairway.deals.models import (
    Account,
    CompanyKey,
    Event,
    Finding,
    Line,
    Opportunity,
    ProductGroup,
    Protection,
    Registration,
    Request,
    Resolution,
)
from fairway.deals.queries.companies import family_of
from fairway.deals.queries.deciding import root_of
from fairway.deals.queries.registrations import DealView, LineRow, clock_of, view_of
from fairway.deals.rules.axes.clock import Terms, foreseen_end
from fairway.deals.rules.axes.registration import CODES, Side
from fairway.deals.rules.findings import domain_of
from fairway.deals.rules.identity import keys_of
from fairway.deals.rules.policy.document import FIELDS, Policy
from fairway.deals.rules.refusals import NotFound, Refused
from fairway.kit import journal
from fairway.kit.access import Actor, Kind
from fairway.kit.jobs import defer

EVERYTHING = NumericRange(None, None)


class Unclear(Refused):
    """The company is not known yet, so nothing can be protected."""


class Held(Refused):
    """Somebody else is protected for the same company and products."""


def take(*, actor: Actor, now: datetime, code: str) -> None:
    """Take a registration for review. The partner reads that somebody looks at it, not who. Twice does one thing."""
    found = _opened(actor, code)
    if found.status == "in_review":
        return
    move(found, "take", actor=actor, now=now, side=Side.VENDOR)
    found.save()


def resolve(*, actor: Actor, now: datetime, code: str, account_id: int | None, reasons: str = "") -> int:
    """Say which known company it is, or that it is a new one (None); what is found is looked for again.

    :raises Refused: it is decided already, or there is no such company.
    """
    found = _opened(actor, code)
    if found.status == "approved":
        raise Refused("It is approved for this company. Revoke it first if the company is wrong.")
    view = view_of(actor, found, now)
    if account_id is None:
        account_id = _its_own(found) or new_accounts([account_of(found, view, now)])[0].pk
    known = Account.objects.filter(pk=account_id).first()
    if known is None:
        raise Refused("There is no such company. Choose one of those shown, or say that it is new.")
    account_id = root_of(known)
    Resolution.objects.update_or_create(
        registration=found,
        defaults={"account_id": account_id, "reasons": reasons.strip() or "said by a person",
                  "resolved_by_id": actor.user_id, "resolved_at": now},
    )  # fmt: skip
    keys = keys_of(found.company, found.country, view.fields.get("website", ""), view.fields.get("tax_number", ""))
    CompanyKey.objects.bulk_create([CompanyKey(key=key, account_id=account_id) for key in keys], ignore_conflicts=True)
    Finding.objects.filter(registration=found, kind="unclear_company", gone_at=None).update(gone_at=now)
    journal.record(
        actor=actor, now=now, verb="deals.registration.resolved", subject=f"deals.registration:{found.pk}",
        partner_id=found.partner_id, payload={"account": account_id},
    )  # fmt: skip
    defer("deals.look_at", registration_id=found.pk)
    return account_id


def _its_own(found: Registration) -> int | None:
    """The company that was made for this registration and that nothing else is about: to say "new" again means it.

    Its name is the registration's, and no other registration, opportunity, merge or decision knows it.
    """
    resolution = Resolution.objects.filter(registration=found).select_related("account").first()
    if resolution is None:
        return None
    account = resolution.account
    alone = (
        account.merged_into_id is None
        and (account.name, account.country) == (found.company, found.country)
        and not Account.objects.filter(merged_into=account).exists()
        and not Resolution.objects.filter(account=account).exclude(registration=found).exists()
        and not Opportunity.objects.filter(account=account).exists()
        and account.added_at >= (found.submitted_at or account.added_at)
    )
    return account.pk if alone else None


def account_of(found: Registration, view: DealView, now: datetime) -> Account:
    """The company of a registration as an account that is not added yet."""
    fields = view.fields
    return Account(
        name=found.company, country=found.country, city=fields.get("city", ""), region=fields.get("region", ""),
        address=fields.get("address", ""), postal_code=fields.get("postal_code", ""),
        phone=fields.get("phone", "")[:60], tax_id=fields.get("tax_number", "")[:60],
        domain=domain_of(fields.get("website", ""))[:200], added_at=now,
    )  # fmt: skip


def approve(
    *,
    actor: Actor,
    now: datetime,
    code: str,
    text: str = "",
    products: Collection[int] | None = None,
    reason: str = "",
    beside: bool = False,
) -> None:
    """Approve a registration, for all its products or only some. Approving it twice does one thing.

    ``beside`` registers it next to whoever is protected, without keeping anybody off: the two tracks of a dispute.

    :raises Unclear: nobody said which company it is.
    :raises Held: another is protected for the same; the database would refuse, too.
    :raises Refused: something weighs so heavily that a reason is needed, and none was given.
    """
    found = _opened(actor, code)
    if found.status == "approved":
        return
    resolution = Resolution.objects.filter(registration=found).select_related("account").first()
    if resolution is None:
        raise Unclear("Say first which company this is: protection is for a company, not for a name.")
    stops = Finding.objects.filter(registration=found, gone_at=None, severity="stop").exists()
    if stops and not reason.strip():
        raise Refused("Something found speaks against it. Say why you approve it all the same.")
    view = view_of(actor, found, now)
    grant(
        found, view, root_of(resolution.account), actor=actor, now=now, side=Side.VENDOR, products=products, text=text,
        reason=reason, beside=beside,
    )  # fmt: skip


def grant(
    found: Registration,
    view: DealView,
    account_id: int,
    *,
    actor: Actor,
    now: datetime,
    side: Side,
    products: Collection[int] | None = None,
    text: str = "",
    reason: str = "",
    beside: bool = False,
) -> None:
    """Protect a registration from now on, or refuse because another holds what it asks for.

    :raises Held: another is protected for an overlapping product of the same company.
    """
    Account.objects.select_for_update().filter(pk=account_id).first()
    granted = [line for line in view.lines if products is None or line.product_id in products]
    if not granted:
        raise Refused("Choose at least one product, or refuse the registration.")
    policy = view.policy
    again = any(one.axis == "clock" and one.kind == "started" for one in _events(found))
    started = now if again or policy.starts == "approval" else found.submitted_at or now
    terms = Terms(found.tier, view.row.value.amount, found.stage if found.stage not in ("won", "lost") else "lead")
    until = foreseen_end(policy, terms, started)
    if until is None or until <= now:
        raise Refused("Its protection would be over already. Ask the partner to register it anew.")
    move(
        found, "approve", actor=actor, now=now, side=side, reason=reason if side is Side.RULE else "",
        payload={"products": [line.sku for line in granted]},
    )  # fmt: skip
    if reason.strip() and side is Side.VENDOR:
        note(found, "registration", "weighed", actor=actor, now=now, side=side, reason=reason, both=False)
    note(found, "clock", "started", actor=actor, now=started, side=side, what=terms.stage)
    found.decided_at, found.answer_text, found.answer_code = now, text.strip(), ""
    found.open_fields = []
    state = clock_of(policy, found, _events(found), now)
    found.protected_until = state.until
    found.save()
    Line.objects.filter(registration=found).update(granted=False)
    Line.objects.filter(registration=found, product_id__in=[line.product_id for line in granted]).update(granted=True)
    if policy.exclusive and not beside:
        _protect(found, policy, granted, account_id, now, state.until or until)
    _look_again(found, account_id)


def _events(found: Registration) -> list[Event]:
    return list(Event.objects.filter(registration=found).order_by("at", "pk"))


def _protect(
    found: Registration, policy: Policy, lines: Sequence[LineRow], account_id: int, now: datetime, until: datetime
) -> None:
    period = DateTimeTZRange(now, until)
    groups: dict[str, NumericRange] = {}
    for name in sorted({line.category for line in lines}):
        number = ProductGroup.objects.get_or_create(name=name)[0].pk
        groups[name] = NumericRange(number, number + 1)
    places: set[tuple[object, object]] = set()
    for line in lines:
        group = groups[line.category]
        if policy.one_per == "company":
            places.add((None, None))
        elif policy.one_per == "category":
            places.add((group.lower, None))
        else:
            places.add((group.lower, line.product_id))
    rows = [
        Protection(
            registration=found, account_id=account_id, period=period,
            product_group=EVERYTHING if group is None else NumericRange(group, group + 1),  # type: ignore[operator]
            product=EVERYTHING if product is None else NumericRange(product, product + 1),  # type: ignore[operator]
        )
        for group, product in sorted(places, key=str)
    ]  # fmt: skip
    merged_ones = [pk for pk in family_of(account_id) if pk != account_id]
    for row in rows:
        others = Protection.objects.filter(
            account__in=merged_ones, product_group__overlap=row.product_group, product__overlap=row.product,
            period__overlap=period,
        ).exclude(registration=found)  # fmt: skip
        if merged_ones and others.exists():
            raise Held(HELD)
    try:
        with transaction.atomic():
            for row in rows:
                row.save()
    except IntegrityError as fault:
        if "deals_protected_once" not in str(fault):
            raise
        raise Held(HELD) from None


HELD = (
    "Another partner is protected for this company and product now. Put this one on the waitlist: it keeps its "
    "place in the order of receipt."
)


def _look_again(found: Registration, account_id: int) -> None:
    """What others asked for has changed its weight: look at them again."""
    family = family_of(account_id)
    others = Registration.objects.filter(
        pk__in=Resolution.objects.filter(account__in=family).values("registration"),
        status__in=("submitted", "in_review"),
    ).exclude(pk=found.pk)
    for registration_id in others.values_list("pk", flat=True)[:200]:
        defer("deals.look_at", registration_id=registration_id)


def return_to_partner(*, actor: Actor, now: datetime, code: str, fields: Collection[str], text: str) -> None:
    """Give it back to be put right: only the fields named are open. :raises Refused: no field, or no words."""
    found = _opened(actor, code)
    known = {*FIELDS, "lines", "roles", "attachments"}
    named = [name for name in fields if name in known]
    if not named:
        raise Refused("Name at least one field that is open again: everything else stays locked.")
    move(found, "return", actor=actor, now=now, side=Side.VENDOR, reason=text)
    found.open_fields, found.answer_text, found.due_at = named, text.strip(), None
    found.save()


def queue(*, actor: Actor, now: datetime, code: str, text: str = "") -> None:
    """Put it on the waitlist: it keeps its place in the order of receipt. :raises Refused: the policy has none."""
    found = _opened(actor, code)
    if found.status == "waitlisted":
        return
    view = view_of(actor, found, now)
    if view.policy.waitlist == "none" or not view.policy.exclusive:
        raise Refused("This programme has no waitlist. Refuse it with a reason, or approve it.")
    if not Resolution.objects.filter(registration=found).exists():
        raise Unclear("Say first which company this is: the line is for a company.")
    move(found, "queue", actor=actor, now=now, side=Side.VENDOR)
    found.answer_text, found.decided_at = text.strip(), now
    found.save()


def refuse(*, actor: Actor, now: datetime, code: str, answer: str, text: str) -> None:
    """Refuse it with a code and words the partner reads. Only a person does. :raises Refused: no such code."""
    found = _opened(actor, code)
    if found.status == "rejected":
        return
    if answer not in CODES:
        raise Refused("Choose why it is refused.")
    move(found, "refuse", actor=actor, now=now, side=Side.VENDOR, reason=text, payload={"answer": answer})
    found.answer_code, found.answer_text, found.decided_at = answer, text.strip(), now
    found.save()


def call_duplicate(*, actor: Actor, now: datetime, code: str, of: str, text: str) -> None:
    """Say that the same partner registered this deal before. :raises NotFound: the other one is not theirs."""
    found = _opened(actor, code)
    other = Registration.objects.filter(code=of, partner_id=found.partner_id).exclude(pk=found.pk).first()
    if other is None:
        raise NotFound("The same partner has no registration with that code: a duplicate is of their own.")
    move(found, "call_duplicate", actor=actor, now=now, side=Side.VENDOR, reason=text, payload={"of": other.code})
    found.answer_text, found.decided_at = text.strip(), now
    found.save()


def revoke(*, actor: Actor, now: datetime, code: str, text: str) -> None:
    """Take an approval back, with a reason both sides read; what it protected is free."""
    _end(actor, now, code, "revoke", text)


def supersede(*, actor: Actor, now: datetime, code: str, text: str) -> None:
    """The customer's letter decides otherwise: the approval ends, with a reason both sides read."""
    _end(actor, now, code, "supersede", text)


def reopen(*, actor: Actor, now: datetime, code: str, text: str) -> None:
    """Take a decided registration into review again, as a dispute asks for. Twice does one thing.

    :raises Refused: it was not refused, ended or taken back.
    """
    found = _opened(actor, code)
    if found.status == "in_review":
        return
    move(found, "reopen", actor=actor, now=now, side=Side.VENDOR, reason=text)
    found.answer_code, found.answer_text, found.decided_at = "", "", None
    found.save()


def _end(actor: Actor, now: datetime, code: str, deed: str, text: str) -> None:
    found = _opened(actor, code)
    move(found, deed, actor=actor, now=now, side=Side.VENDOR, reason=text)
    note(found, "clock", "ended", actor=actor, now=now, side=Side.VENDOR, what=deed)
    found.answer_text = text.strip()
    found.save()
    defer("deals.settle", registration_id=found.pk)


def answer_request(*, actor: Actor, now: datetime, request_id: int, grant_it: bool, text: str = "") -> None:
    """Accept or refuse a proof, an extension or a pause. Answering it twice does one thing.

    :raises Refused: refused without words.
    """
    _person(actor)
    asked = Request.objects.select_for_update().filter(pk=request_id).first()
    if asked is None:
        raise NotFound("There is no such request.")
    if asked.state != "waiting":
        return
    if not grant_it and not text.strip():
        raise Refused("Say why: the partner reads it.")
    found = Registration.objects.select_for_update().get(pk=asked.registration_id)
    asked.state = "granted" if grant_it else "refused"
    asked.decided_by_id, asked.decided_at, asked.answer = actor.user_id, now, text.strip()
    asked.save()
    kind = {"extension": "extended", "pause": "paused"}.get(asked.kind)
    if asked.kind == "proof" and not grant_it:
        note(found, "clock", "proof_refused", actor=actor, now=now, side=Side.VENDOR, what=asked.what, reason=text)
    elif grant_it and kind:
        note(found, "clock", kind, actor=actor, now=now, side=Side.VENDOR, what=asked.what, reason=text)
    journal.record(
        actor=actor, now=now, verb=f"deals.request.{asked.state}", subject=f"deals.registration:{found.pk}",
        partner_id=found.partner_id, reason=text.strip(), both_sides=True,
        payload={"kind": asked.kind, "what": asked.what},
    )  # fmt: skip
    defer("deals.settle", registration_id=found.pk)


def _person(actor: Actor) -> None:
    actor.require("deals.decide")
    if actor.kind is not Kind.STAFF or actor.user_id is None:
        raise Refused("A person decides: sign in and do it yourself.")


def _opened(actor: Actor, code: str) -> Registration:
    _person(actor)
    return locked(actor, code)
