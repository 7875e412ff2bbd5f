"""Pay something by hand, or take it back: one person proposes, another books it, a counter-entry is all that undoes it.

What a dispute's decision gives comes the same way: the decision is the proposal, and whoever decided it is the one who
may not book it.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction

from fairway.deals import queries as deals
from fairway.deals.queries import CompensationRow
from fairway.engine.check import check
from fairway.incentives.models import Adjustment, AdjustmentBooking, PeriodClosing, Programme, Publication
from fairway.incentives.rules import NotFound, Refused, another_person, with_reason
from fairway.incentives.rules import adjusting as rules
from fairway.incentives.rules.periods import booking_period
from fairway.kit import journal
from fairway.kit.access import Actor, Kind
from fairway.kit.codes import coded
from fairway.ledger import actions as ledger
from fairway.partners import queries as partners
from fairway.values import Money, Period


def propose_adjustment(
    *, actor: Actor, now: datetime, partner_id: int, amount: Money, title: str, explanation: str, reason: str,
    code: str = "",
) -> str:  # fmt: skip
    """Propose to pay a partner an amount, or to take it back (below zero); answers its code. Nothing is booked yet.

    ``code`` is one of `new_code`, drawn before it is asked: the same request twice then proposes once.

    :raises Refused: the amount moves nothing, or something that both sides read is missing.
    """
    actor.require("adjustments.propose")
    if actor.kind is not Kind.STAFF or actor.user_id is None:
        raise Refused("A person proposes an adjustment: sign in and do it yourself.")
    if not amount.minor:
        raise Refused("An amount of nothing moves nothing.")
    if partner_id not in partners.names_of(actor, [partner_id]):
        raise NotFound(f"There is no partner {partner_id}.")
    said = rules.said(title, explanation, reason)
    drawn = code if rules.CODE.fullmatch(code) else new_code()
    try:
        with transaction.atomic():
            return _write(actor, now, partner_id, amount, said, actor.user_id, code=drawn).code
    except IntegrityError:
        if Adjustment.objects.filter(code=drawn, proposed_by_id=actor.user_id).exists():
            return drawn
        return _write(actor, now, partner_id, amount, said, actor.user_id).code  # another person drew that code


def new_code() -> str:
    """A code for an adjustment, drawn at random."""
    return coded("A")


def _write(
    actor: Actor, now: datetime, partner_id: int, amount: Money, said: tuple[str, str, str], by: int, *,
    code: str = "", source: str = "", about: str = "", link: str = "", reverses: Adjustment | None = None,
) -> Adjustment:  # fmt: skip
    title, explanation, reason = said
    made = Adjustment.objects.create(
        code=code or new_code(), partner_id=partner_id, currency=amount.currency, amount=amount.minor, title=title,
        explanation=explanation, reason=reason, source=source, about=about, link=link, reverses=reverses,
        proposed_by_id=by, proposed_at=now,
    )  # fmt: skip
    journal.record(
        actor=actor, now=now, verb="incentives.adjustment.proposed", subject=f"incentives.adjustment:{made.pk}",
        partner_id=partner_id, reason=reason,
        payload={"code": made.code, "amount": str(amount), "source": source, "proposed_by": by},
    )  # fmt: skip
    return made


def propose_reversal(*, actor: Actor, now: datetime, code: str, explanation: str, reason: str) -> str:
    """Propose to take a booked adjustment back by its counter-entry; answers the proposal's code. Twice does one thing.

    :raises Refused: it was not booked, is itself a counter-entry, or something that both sides read is missing.
    """
    actor.require("adjustments.propose")
    if actor.kind is not Kind.STAFF or actor.user_id is None:
        raise Refused("A person proposes an adjustment: sign in and do it yourself.")
    return _counter(actor, now, _adjustment(code), explanation, reason, actor.user_id).code


def _counter(actor: Actor, now: datetime, found: Adjustment, explanation: str, reason: str, by: int) -> Adjustment:
    if found.reverses_id is not None:
        raise Refused(f"{found.code} takes something back itself. Propose what should stand as a new adjustment.")
    if not AdjustmentBooking.objects.filter(adjustment=found).exists():
        raise Refused(f"{found.code} is not booked, so there is nothing to take back: drop it instead.")
    standing = Adjustment.objects.filter(reverses=found, dropped_at=None).first()
    if standing is not None:
        return standing
    amount = Money.from_minor(-found.amount, found.currency)
    said = rules.said(f"Taken back: {found.title}", explanation, reason)
    return _write(
        actor, now, found.partner_id, amount, said, by, about=found.about, link=found.link, reverses=found
    )  # fmt: skip


def drop_adjustment(*, actor: Actor, now: datetime, code: str, reason: str) -> None:
    """Drop a proposal that is not booked: whoever proposed it withdraws it, whoever may book it turns it down.

    Twice does one thing.

    :raises Refused: it is booked, or nobody said why.
    """
    found = _adjustment(code)
    if found.proposed_by_id != actor.user_id:
        actor.require("adjustments.approve")
    said = with_reason(reason, deed="dropping an adjustment")
    if found.dropped_at is not None:
        return
    if AdjustmentBooking.objects.filter(adjustment=found).exists():
        raise Refused(f"{found.code} is booked: only a counter-entry takes it back.")
    _drop(actor, now, found, said, actor.person)


def _drop(actor: Actor, now: datetime, found: Adjustment, reason: str, by: int | None) -> None:
    found.dropped_by_id, found.dropped_at, found.dropped_why = by, now, reason
    found.save(update_fields=["dropped_by", "dropped_at", "dropped_why"])
    journal.record(
        actor=actor, now=now, verb="incentives.adjustment.dropped", subject=f"incentives.adjustment:{found.pk}",
        partner_id=found.partner_id, reason=reason, payload={"code": found.code},
    )  # fmt: skip


def approve_adjustment(*, actor: Actor, now: datetime, code: str, programme_id: int | None = None) -> str:
    """Book an adjustment, as a second person; answers the period it is booked in. Booking twice does one thing.

    It is booked in the first open period, from today on, of the programme on whose statement the partner reads it; a
    counter-entry goes where the entry stands that it takes back.

    :raises Refused: the same person proposed it, it was dropped, or the programme has no periods.
    """
    actor.require("adjustments.approve")
    found = _adjustment(code)
    second = another_person(found.proposed_by_id, now=actor.user_id, deed="Booking an adjustment", doer="proposed")
    known = AdjustmentBooking.objects.filter(adjustment=found).first()
    if known is not None:
        return known.period
    if found.dropped_at is not None:
        raise Refused(f"{found.code} was dropped: propose it again.")
    before = None
    if found.reverses_id is not None:
        before = AdjustmentBooking.objects.select_related("programme").get(adjustment_id=found.reverses_id)
    programme = before.programme if before is not None else _programme(programme_id)
    period = _open_period(programme, now)
    amount = Money.from_minor(found.amount, found.currency)
    account = found.code if before is None else before.account
    if before is None:
        booked = rules.entry(
            amount, partner_id=found.partner_id, programme=programme.code, account=account, period=period
        )
        name = f"incentives.adjustment:{found.pk}"
        posted = ledger.post(actor=actor, now=now, key=name, source=name, entries=[booked], reason=found.reason)
    else:
        posted = ledger.reverse(
            actor=actor, now=now, entry_id=before.entry_id, period=period.label, period_start=period.start,
            reason=found.reason,
        )  # fmt: skip
    AdjustmentBooking.objects.create(
        adjustment=found, partner_id=found.partner_id, code=found.code, account=account, about=found.about,
        currency=found.currency, amount=found.amount, title=found.title, explanation=found.explanation,
        programme=programme, period=period.label, period_start=period.start, entry_id=posted.entry_ids[0],
        proposed_by_id=found.proposed_by_id, approved_by_id=second, approved_at=now,
    )  # fmt: skip
    journal.record(
        actor=actor, now=now, verb="incentives.adjustment.booked", subject=f"incentives.adjustment:{found.pk}",
        partner_id=found.partner_id, both_sides=True,
        payload={"code": found.code, "amount": str(amount), "period": period.label, "posting": posted.posting_id},
    )  # fmt: skip
    return period.label


def _programme(programme_id: int | None) -> Programme:
    found = Programme.objects.filter(pk=programme_id or 0).first()
    if found is None:
        raise Refused("Choose the programme on whose statement the partner reads it.")
    return found


def _open_period(programme: Programme, now: datetime) -> Period:
    """The first open period of a programme, from today on. Closing waits, so that it stays open meanwhile."""
    Programme.objects.select_for_update().get(pk=programme.pk)
    publication = Publication.objects.filter(version__programme=programme).order_by("pk").last()
    document = check(publication.version.text).programme if publication is not None else None
    if document is None:
        raise Refused(f"{programme.code} has no published version, so it has no periods. Choose another programme.")
    calendar = document.calendar.fiscal
    today = now.astimezone(ZoneInfo(document.calendar.time_zone)).date()
    closed = PeriodClosing.objects.filter(programme=programme, reopened_at=None)
    return booking_period(
        calendar.period_of(today), set(closed.values_list("period_start", flat=True)), calendar
    )  # fmt: skip


def take_compensations(*, actor: Actor, now: datetime) -> int:
    """Propose what the decisions of disputes give, and take back what a later decision gave otherwise.

    Each compensation is proposed once, in the name of whoever decided; answers how many things were proposed or
    dropped. Can be repeated: a second time it finds nothing to do.
    """
    known = {row.source: row for row in Adjustment.objects.exclude(source="").select_for_update()}
    done = 0
    for one in deals.compensations(actor):
        found = known.get(f"deals.compensation:{one.id}")
        if found is None and one.dropped_at is None:
            done += _taken(actor, now, one)
        elif found is not None and one.dropped_at is not None and one.dropped_by_id is not None:
            done += _given_back(actor, now, found, one, one.dropped_by_id)
    return done


def _taken(actor: Actor, now: datetime, one: CompensationRow) -> int:
    said = rules.said(
        f"Compensation, case {one.case}", one.told or "Decided in the case.", f"Case {one.dispute}: {one.reason}"
    )
    try:
        with transaction.atomic():
            _write(
                actor, now, one.partner_id, one.amount, said, one.decided_by_id,
                source=f"deals.compensation:{one.id}", about=one.case, link=one.dispute,
            )  # fmt: skip
    except IntegrityError:  # somebody else took it at the same moment
        return 0
    return 1


def _given_back(actor: Actor, now: datetime, found: Adjustment, one: CompensationRow, by: int) -> int:
    why = f"Case {one.dispute}, on appeal: {one.dropped_why}"
    if AdjustmentBooking.objects.filter(adjustment=found).exists():
        if Adjustment.objects.filter(reverses=found).exists():
            return 0
        told = one.dropped_told or "Decided otherwise on appeal."
        _counter(actor, now, found, told, why, by)
        return 1
    if found.dropped_at is not None:
        return 0
    _drop(actor, now, found, why, by)
    return 1


def _adjustment(code: str) -> Adjustment:
    found = Adjustment.objects.select_for_update(of=("self",)).filter(code=code).first()
    if found is None:
        raise NotFound(f"There is no adjustment {code[:20]}.")
    return found
