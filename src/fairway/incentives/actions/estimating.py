"""Take what a running period is expected to cost into the books (V29), and out again when it is over.

Runs book what is *earned* by the sales so far. An estimate books, on accounts of its own, what these sales will have
cost beyond that when the period ends: the accrual by the expected value less what is earned. It changes by appended
catch-ups only. When the period is over, what stands is taken back: what was earned is booked by then.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from fairway.engine.trial import Prospect
from fairway.incentives.models import Estimate, PeriodClosing, Programme
from fairway.incentives.queries import estimating, supposing
from fairway.incentives.queries.earnings import in_force
from fairway.incentives.rules import NotFound, Refused, with_reason
from fairway.incentives.rules.estimating import catch_up, entry
from fairway.incentives.rules.periods import booking_period
from fairway.kit import journal
from fairway.kit.access import Actor
from fairway.ledger import actions as ledger
from fairway.values import Exact, FiscalCalendar, Money, Period, Quantity

NIGHTLY = "Carried on at the pace so far."
AT_ONCE = 100
"""Partners of one transaction of the nightly job: nobody waits long for a programme's row."""
OVER = "The period is over: what it earned is booked itself."


def take_estimate(
    *, actor: Actor, now: datetime, partner_id: int, code: str, on: date, reason: str,
    pipeline: Sequence[Prospect] = (), shares: Sequence[tuple[str, int | Exact]] = supposing.SHARES,
) -> int | None:  # fmt: skip
    """Post what brings the books to the accrual by the expected value; answers the estimate, None if nothing changed.

    :raises Refused: no reason is given, or nothing can be expected of the period.
    :raises NotFound: no such programme governs the day.
    """
    actor.require("runs.start")
    reason = with_reason(reason, deed="an estimate")
    programme = Programme.objects.select_for_update().filter(code=code).first()
    document = dict(in_force(on)).get(code)
    if programme is None or document is None:
        raise NotFound(f"No programme {code} runs on {on}.")
    found = supposing.forecast(actor, partner_id, code, on=on, pipeline=pipeline, shares=shares)
    if found.accrued is None:
        raise Refused("Nothing is sold yet in this period: there is no rate to accrue at.")
    calendar = document.calendar.fiscal
    cases, deals = estimating.packed(found.cases, pipeline)
    return _post(
        actor, now, programme, partner_id, calendar.period_of(on), calendar, on=on, target=found.accrued,
        currency=document.currency, so_far=found.so_far, cases=cases, pipeline=deals, reason=reason,
    )  # fmt: skip


def to_estimate(*, actor: Actor, now: datetime) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """The partners of every running programme, so many at a time: what one transaction estimates."""
    actor.require("runs.start")
    parts: list[tuple[str, tuple[int, ...]]] = []
    for code, _ in in_force(now.date()):
        whole = estimating.running(actor, code, now.date())
        parts += [(code, whole[start : start + AT_ONCE]) for start in range(0, max(len(whole), 1), AT_ONCE)]
    return tuple(parts)


def take_estimates(*, actor: Actor, now: datetime, only: tuple[str, Collection[int]] | None = None) -> int:
    """Estimate every partner of every running programme anew, and take back what periods that are over still hold.

    The pipeline of each is its registered deals that are expected to close in the period. Deals and likelihoods that
    somebody gave in for the period stay in their place. A programme that adds up neither amounts nor
    units is passed over. ``only`` narrows to some partners of one programme. Answers how many estimates changed.
    """
    actor.require("runs.start")
    on, changed = now.date(), 0
    for code, document in in_force(on):
        if only is not None and code != only[0]:
            continue
        calendar = document.calendar.fiscal
        programme = Programme.objects.select_for_update().get(code=code)
        deals = estimating.registered(actor, document, on)
        for one in estimating.standing(actor, code):
            origin = calendar.parse(one.period)
            if origin.end <= on:
                made = _post(
                    actor, now, programme, one.partner_id, origin, calendar, on=on, target=None,
                    currency=one.amount.currency, so_far=Money.zero(one.amount.currency), cases=[], pipeline=[],
                    reason=OVER,
                )  # fmt: skip
                changed += made is not None
        for partner_id in estimating.running(actor, code, on) if only is None else only[1]:
            last = estimating.newest(actor, programme.pk, partner_id, calendar.period_of(on).start)
            shares = supposing.SHARES if last is None else [(one.name, one.share) for one in estimating.cases_of(last)]
            given = () if last is None else tuple(one for one in estimating.pipeline_of(last) if not one.deal)
            try:
                made = take_estimate(
                    actor=actor, now=now, partner_id=partner_id, code=code, on=on, reason=NIGHTLY, shares=shares,
                    pipeline=given or deals.get(partner_id, ()),
                )  # fmt: skip
            except Refused:
                continue
            changed += made is not None
    return changed


def _post(
    actor: Actor,
    now: datetime,
    programme: Programme,
    partner_id: int,
    origin: Period,
    calendar: FiscalCalendar,
    *,
    on: date,
    target: Money | None,
    currency: str,
    so_far: Money | Quantity,
    cases: list[dict[str, str]],
    pipeline: list[dict[str, str]],
    reason: str,
) -> int | None:
    """Append the difference between what is to stand and what stands; ``target`` None takes all of it back."""
    earned, standing = estimating.booked(actor, programme.code, partner_id, origin.start, currency)
    to_stand = earned if target is None else target
    change = catch_up(target=to_stand.minor, earned=earned.minor, standing=standing.minor)
    last = estimating.newest(actor, programme.pk, partner_id, origin.start)
    same = last is not None and (last.cases, last.pipeline, last.target) == (cases, pipeline, to_stand.minor)
    if not change and (same or target is None):
        return None
    number = 1 if last is None else last.number + 1
    posting = None
    if change:
        closed = PeriodClosing.objects.filter(programme=programme, reopened_at=None)
        booked_in = booking_period(origin, set(closed.values_list("period_start", flat=True)), calendar)
        made = entry(
            change, currency=currency, partner_id=partner_id, programme=programme.code, version_id=None, origin=origin,
            booked_in=booked_in,
        )  # fmt: skip
        key = f"incentives.estimate:{programme.pk}:{partner_id}:{origin.start}:{number}"
        posting = ledger.post(
            actor=actor, now=now, key=key, source=f"incentives.programme:{programme.pk}", entries=[made], reason=reason
        ).posting_id
    one = Estimate.objects.create(
        programme=programme, partner_id=partner_id, period=origin.label, period_start=origin.start, number=number,
        on=on, currency=currency, so_far=so_far.minor if isinstance(so_far, Money) else None,
        units_so_far=so_far.value if isinstance(so_far, Quantity) else None, cases=cases,
        pipeline=pipeline, target=to_stand.minor, earned=earned.minor, change=change, posting_id=posting, reason=reason,
        made_by_id=actor.user_id, made_at=now,
    )  # fmt: skip
    journal.record(
        actor=actor, now=now, verb="incentives.estimate.taken", subject=f"incentives.programme:{programme.pk}",
        reason=reason,
        payload={
            "estimate": one.pk, "partner": partner_id, "period": origin.label, "on": on.isoformat(),
            "target": one.target, "earned": one.earned, "change": change, "posting": posting, "cases": cases,
            "pipeline": pipeline,
        },
    )  # fmt: skip
    return one.pk
