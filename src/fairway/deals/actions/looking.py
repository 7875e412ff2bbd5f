"""After it was acknowledged: whose company it is, what is found, whether a rule may approve; and what time does.

Everything here is done by the worker, in jobs that can be repeated.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from fairway.deals.actions.deciding import Unclear, account_of, grant
from fairway.deals.actions.reading import new_accounts
from fairway.deals.actions.steps import move, note
from fairway.deals.models import (
    Account,
    CompanyKey,
    Conflict,
    Event,
    Finding,
    Protection,
    Receipt,
    Registration,
    Resolution,
)
from fairway.deals.queries.companies import candidates, family_of, locks_of
from fairway.deals.queries.deciding import known_about, others_of, root_of
from fairway.deals.queries.registrations import DealView, clock_of, policy_of, view_of
from fairway.deals.rules import findings, scores
from fairway.deals.rules.axes.registration import Side
from fairway.deals.rules.identity import keys_of, lock_key
from fairway.deals.rules.preapproval import why_a_person
from fairway.deals.rules.refusals import Refused
from fairway.kit import journal
from fairway.kit.access import Actor
from fairway.kit.jobs import defer


def look_at(*, actor: Actor, now: datetime, registration_id: int) -> None:
    """Find the company, write down what is found, and approve by rule where the policy lets a rule."""
    found = Registration.objects.select_for_update().filter(pk=registration_id).first()
    if found is None or found.status not in ("submitted", "in_review", "waitlisted"):
        return
    view = view_of(actor, found, now)
    resolution = Resolution.objects.filter(registration=found).select_related("account").first()
    if resolution is None:
        resolution = _resolve(actor, now, found, view)
    if resolution is None:
        return
    account_id = root_of(resolution.account)
    seen = find_again(actor=actor, now=now, found=found, view=view, account_id=account_id)
    by_rule = not why_a_person(view.policy, view.asked, view.tier, seen)
    if found.status == "submitted" and by_rule and not _earlier(found, view, account_id, now):
        try:
            with transaction.atomic():
                grant(found, view, account_id, actor=actor, now=now, side=Side.RULE)
        except Refused:
            return


def _resolve(actor: Actor, now: datetime, found: Registration, view: DealView) -> Resolution | None:
    """Say which company it is, where that is sure: a known one, or one nobody knew, made once under its keys' locks."""
    with connection.cursor() as cursor:
        # who is just drawing a receipt for the same name comes first; then whoever could find, or be found by, this one
        key = lock_key(found.company, found.country)
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"deals.company:{key}"])
        cursor.execute("SELECT pg_advisory_xact_lock(key) FROM unnest(%s::bigint[]) AS key", [locks_of(view.fields)])
    known = candidates(actor, view.fields)
    if known and not known[0].sure:
        unclear = findings.Found(
            "unclear_company", view.policy.severity_of("unclear_company"),
            f"{len(known)} known companies could be meant: say which before you approve."
            if len(known) > 1
            else f"A known company could be meant, {known[0].name}: say whether it is before you approve.",
            (), scores.unclear(known[0].probability),
        )  # fmt: skip
        _write(found, (unclear,), now)
        return None
    reasons = known[0].reasons if known else "not known before"
    account_id = known[0].account_id if known else new_accounts([account_of(found, view, now)])[0].pk
    _remember(account_id, view)
    return Resolution.objects.create(registration=found, account_id=account_id, reasons=reasons, resolved_at=now)


def _remember(account_id: int, view: DealView) -> None:
    fields = view.fields
    keys = keys_of(view.row.company, view.row.country, fields.get("website", ""), fields.get("tax_number", ""))
    CompanyKey.objects.bulk_create([CompanyKey(key=key, account_id=account_id) for key in keys], ignore_conflicts=True)


def find_again(
    *, actor: Actor, now: datetime, found: Registration, view: DealView, account_id: int
) -> tuple[findings.Found, ...]:
    """Look once more: new findings are written down, those that no longer hold are closed."""
    proofs = tuple(one.proof for one in view.attachments if one.proof)
    on = (found.submitted_at or now).date()
    seen = findings.find(
        view.policy, view.asked, known_about(actor, found, view, account_id, now), registrant=found.partner_id, on=on,
        proofs=proofs,
    )  # fmt: skip
    _write(found, seen, now)
    return seen


def _write(found: Registration, seen: tuple[findings.Found, ...], now: datetime) -> None:
    held = {(row.kind, row.text): row for row in Finding.objects.filter(registration=found, gone_at=None)}
    wanted = {(one.kind, one.text): one for one in seen}
    gone = [row.pk for key, row in held.items() if key not in wanted]
    Finding.objects.filter(pk__in=gone).update(gone_at=now)
    for key, row in held.items():
        one = wanted.get(key)
        if one is not None and (row.score, row.score_why) != (one.score.points, one.score.why):
            row.score, row.score_why = one.score.points, one.score.why
            row.save(update_fields=["score", "score_why"])
    Finding.objects.bulk_create(
        [Finding(registration=found, kind=one.kind, severity=one.severity, text=one.text, about=list(one.about),
                 score=one.score.points, score_why=one.score.why, found_at=now)
         for key, one in wanted.items() if key not in held]
    )  # fmt: skip


def _earlier(found: Registration, view: DealView, account_id: int, now: datetime) -> bool:
    """Whether somebody who came before still waits for the same: a rule then leaves the decision to a person."""
    mine = Receipt.objects.get(registration=found)
    others = [
        one.registration_id
        for one in others_of(found, account_id, now)
        if findings.overlap(view.policy, view.asked, one.products)
    ]
    before = Receipt.objects.filter(number__lt=mine.number)
    unseen = before.filter(company_key=mine.company_key, registration__status="submitted", registration__in=(
        Registration.objects.exclude(pk__in=Resolution.objects.values("registration"))
    ))  # fmt: skip
    return before.filter(registration__in=others).exists() or unseen.exists()


def look_at_open(*, actor: Actor, now: datetime) -> int:
    """Have everything that waits for an answer looked at once more, since facts change: answers how many there are.

    Sales, grants, certificates and the vendor's own pipeline come after a registration was sent, too.
    """
    waiting = Registration.objects.filter(status__in=("submitted", "in_review", "waitlisted")).order_by("pk")
    numbers = list(waiting.values_list("pk", flat=True))
    for number in numbers:
        defer("deals.look_at", registration_id=number)
    return len(numbers)


def settle(*, actor: Actor, now: datetime, registration_id: int) -> None:
    """Bring what is protected in step with the clock, let time end what it ends, and look at who waits next.

    A protection that lapsed ends the registration; one that was released leaves it, but the way is free.
    """
    found = Registration.objects.select_for_update().filter(pk=registration_id).first()
    if found is None:
        return
    held = list(Protection.objects.select_for_update().filter(registration=found, period__endswith__gt=now))
    if found.status not in ("approved", "closed"):
        free(held, now)
        Registration.objects.filter(pk=found.pk).update(protected_until=None)
        if held:
            _next(actor, now, held)
        return
    policy = policy_of(found.version_id)
    state = clock_of(policy, found, Event.objects.filter(registration=found).order_by("at", "pk"), now)
    if state.protects:
        for row in held:
            if row.period.upper != state.until:
                row.period = DateTimeTZRange(row.period.lower, state.until)
                row.save(update_fields=["period"])
        Registration.objects.filter(pk=found.pk).update(protected_until=state.until)
        return
    free(held, now)
    found.protected_until = None
    if found.status == "approved" and state.state in ("expired", "lapsed"):
        move(found, "expire", actor=actor, now=now, side=Side.RULE, reason=state.why)
    elif found.status == "approved" and state.state == "released" and not _said(found, "released"):
        note(found, "registration", "released", actor=actor, now=now, side=Side.RULE, reason=state.why)
    found.save()
    _next(actor, now, held or list(Protection.objects.filter(registration=found)))


def _said(found: Registration, kind: str) -> bool:
    return Event.objects.filter(registration=found, kind=kind).exists()


def free(held: Iterable[Protection], now: datetime) -> None:
    """End protections now; what had not begun goes."""
    for row in held:
        if row.period.lower >= now:
            row.delete()
        else:
            row.period = DateTimeTZRange(row.period.lower, now)
            row.save(update_fields=["period"])


def _next(actor: Actor, now: datetime, freed: list[Protection]) -> None:
    """Promote the first in line whose products overlap what became free."""
    if not freed:
        return
    family = family_of(root_of(Account.objects.get(pk=freed[0].account_id)))
    waiting = Receipt.objects.filter(
        registration__status="waitlisted",
        registration__in=Resolution.objects.filter(account__in=family).values("registration"),
    ).order_by("number")
    for receipt in waiting:
        found = Registration.objects.select_for_update().get(pk=receipt.registration_id)
        view = view_of(actor, found, now)
        products = tuple((line.product_id, line.sku, line.category) for line in view.lines)
        account_id = root_of(Resolution.objects.select_related("account").get(registration=found).account)
        still = [one for one in others_of(found, account_id, now) if one.holds == "protected"]
        if any(findings.overlap(view.policy, view.asked, one.products) for one in still) or not products:
            continue
        if view.policy.promotes == "by_itself":
            try:
                with transaction.atomic():
                    grant(found, view, account_id, actor=actor, now=now, side=Side.RULE)
                return
            except (Refused, Unclear):
                pass
        move(found, "promote", actor=actor, now=now, side=Side.RULE)
        found.due_at = view.policy.answer.within.after(now, view.policy.answer.calendar)
        found.save()
        defer("deals.look_at", registration_id=found.pk)
        return


def settle_due(*, actor: Actor, now: datetime) -> int:
    """Settle every registration whose protection ended; answers how many. Called by the clock, again and again."""
    due = list(
        Registration.objects.filter(status="approved", protected_until__lte=now).values_list("pk", flat=True)[:500]
    )
    for registration_id in due:
        settle(actor=actor, now=now, registration_id=registration_id)
    return len(due)


def merged(*, actor: Actor, now: datetime, account_id: int) -> int:
    """After two companies became one: open a conflict for each pair that now protects the same; answers how many.

    Nothing is taken from anybody: both keep what they were promised until a person settles it.
    """
    family = family_of(account_id)
    rows = list(
        Protection.objects.filter(account__in=family, period__contains=now)
        .select_related("registration")
        .order_by("pk")
    )
    opened = 0
    for number, one in enumerate(rows):
        for other in rows[number + 1 :]:
            if one.registration_id == other.registration_id or not _meet(one, other):
                continue
            _, new = Conflict.objects.get_or_create(
                first=one.registration, second=other.registration, closed_at=None,
                defaults={"account_id": account_id, "opened_at": now},
            )  # fmt: skip
            if new:
                opened += 1
                journal.record(
                    actor=actor, now=now, verb="deals.conflict.opened", subject=f"deals.account:{account_id}",
                    payload={"first": one.registration.code, "second": other.registration.code},
                )  # fmt: skip
    return opened


def _meet(one: Protection, other: Protection) -> bool:
    def overlap(left: object, right: object) -> bool:
        low = max(getattr(left, "lower", None) or 0, getattr(right, "lower", None) or 0)
        ups = [up for up in (getattr(left, "upper", None), getattr(right, "upper", None)) if up is not None]
        return not ups or low < min(ups)

    return overlap(one.product_group, other.product_group) and overlap(one.product, other.product)
