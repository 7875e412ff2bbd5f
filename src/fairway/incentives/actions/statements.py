"""Prepare statements, have them approved by a second person, issue them."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from datetime import datetime

from django.conf import settings

from fairway.engine.words import LANGUAGES
from fairway.incentives.actions import paper
from fairway.incentives.actions.discarding import discard
from fairway.incentives.actions.preparing import OWED, Prepared, statements_of
from fairway.incentives.models import (
    Numbering,
    PeriodClosing,
    Programme,
    Statement,
    StatementApproval,
    StatementIssue,
    StatementLine,
    StatementShare,
)
from fairway.incentives.queries import statements as queries
from fairway.incentives.rules import NotFound, Refused, another_person
from fairway.incentives.rules import statements as rules
from fairway.incentives.rules.adjusting import programme_of
from fairway.kit import documents, journal
from fairway.kit.access import WORKER, Actor, acting_as
from fairway.kit.access.reading import spoken_by
from fairway.kit.journal import sealing
from fairway.ledger import actions as ledger
from fairway.ledger import queries as books
from fairway.ledger.rules import Account, Cause, Leg
from fairway.partners import queries as partners


def prepare_statements(*, actor: Actor, now: datetime, period: str) -> tuple[int, ...]:
    """Prepare every partner's statement of a closed period; answers the ids of those that are new.

    A statement covers all programmes of the period in one currency. What is prepared already stays as it is, so
    preparing twice does one thing.

    :raises Refused: a programme with bookings in the period is still open, or statements of an earlier period are
        prepared but not issued: what they carry forward would be missing.
    """
    actor.require("periods.close")
    groups: dict[tuple[object, object], list[PeriodClosing]] = {}
    rows = PeriodClosing.objects.select_related("programme", "run").filter(period=period, reopened_at=None)
    for closing in rows.order_by("programme__code"):
        groups.setdefault((closing.period_start, closing.period_end), []).append(closing)
    if not groups:
        raise Refused(f"{period} is not closed in any programme: close it first, so that its numbers stand still.")
    made: list[int] = []
    for closings in groups.values():
        _all_closed(actor, closings)
        for prepared in statements_of(actor, closings):
            statement = _write(actor, now, closings[0], prepared)
            if statement is not None:
                made.append(statement)
    return tuple(made)


def _all_closed(actor: Actor, closings: list[PeriodClosing]) -> None:
    start, closed = closings[0].period_start, {closing.programme.code for closing in closings}
    moving = books.balances(
        actor, accounts=[Account.CONTRA_REVENUE], by=("programme",), period=closings[0].period, period_start=start
    )
    still = sorted({programme_of(row.programme) for row in moving} - closed)
    known = set(Programme.objects.filter(code__in=still).values_list("code", flat=True))
    if known:
        raise Refused(f"{closings[0].period} is still open in {', '.join(sorted(known))}: close it there, too.")
    earlier = Statement.objects.filter(period_start__lt=start).exclude(
        pk__in=StatementIssue.objects.values("statement_id")
    )
    waiting = earlier.order_by("period_start").first()
    if waiting is not None:
        raise Refused(f"Statements of {waiting.period} are not issued yet: issue or discard them first.")


def _write(actor: Actor, now: datetime, closing: PeriodClosing, prepared: Prepared) -> int | None:
    header = {
        "partner_id": prepared.partner_id, "currency": prepared.currency, "period": closing.period,
        "period_start": closing.period_start, "period_end": closing.period_end, "annex": prepared.annex_digest,
    }  # fmt: skip
    if Statement.objects.filter(
        partner_id=prepared.partner_id, currency=prepared.currency, period_start=closing.period_start,
        period_end=closing.period_end,
    ).exists():  # fmt: skip
        return None
    statement = Statement.objects.create(
        partner_id=prepared.partner_id, period=closing.period, period_start=closing.period_start,
        period_end=closing.period_end, currency=prepared.currency, opening=prepared.opening, earned=prepared.earned,
        corrections=prepared.corrections, payable=prepared.payable, closing=prepared.closing,
        digest=rules.digest(header, prepared.lines, prepared.shares), annex_digest=prepared.annex_digest,
        prepared_by_id=actor.user_id, prepared_at=now,
    )  # fmt: skip
    StatementLine.objects.bulk_create(
        StatementLine(statement=statement, number=number, partner_id=prepared.partner_id, **asdict(line))
        for number, line in enumerate(prepared.lines, start=1)
    )
    StatementShare.objects.bulk_create(
        StatementShare(
            statement=statement, partner_id=prepared.partner_id, payable=share.payable, carried=share.carried,
            **asdict(share.balance),
        )
        for share in prepared.shares
    )  # fmt: skip
    journal.record(
        actor=actor, now=now, verb="incentives.statement.prepared", subject=f"incentives.statement:{statement.pk}",
        partner_id=prepared.partner_id, payload={"period": closing.period, "digest": statement.digest},
    )  # fmt: skip
    return statement.pk


def approve_statement(*, actor: Actor, now: datetime, statement_id: int) -> None:
    """Find a statement right, as a second person. Approving twice does one thing.

    :raises Refused: the same person prepared it.
    """
    actor.require("statements.approve")
    statement = _statement(statement_id)
    second = another_person(statement.prepared_by_id, now=actor.user_id, deed="Approving a statement", doer="prepared")
    if StatementApproval.objects.filter(statement=statement).exists():
        return
    StatementApproval.objects.create(
        statement=statement, partner_id=statement.partner_id, prepared_by_id=statement.prepared_by_id,
        approved_by_id=second, approved_at=now, digest=statement.digest,
    )  # fmt: skip
    journal.record(
        actor=actor, now=now, verb="incentives.statement.approved", subject=f"incentives.statement:{statement.pk}",
        partner_id=statement.partner_id, payload={"digest": statement.digest},
    )  # fmt: skip


def discard_statement(*, actor: Actor, now: datetime, statement_id: int, reason: str) -> None:
    """Take a statement away that was not issued, with the reason; it can be prepared again.

    :raises Refused: it is issued.
    """
    actor.require("statements.approve")
    statement = _statement(statement_id)
    if StatementIssue.objects.filter(statement=statement).exists():
        raise Refused("An issued statement never changes: the next one corrects it.")
    discard(statement)
    journal.record(
        actor=actor, now=now, verb="incentives.statement.discarded", subject=f"incentives.statement:{statement_id}",
        partner_id=statement.partner_id, reason=reason.strip(), payload={"digest": statement.digest},
    )  # fmt: skip


def issue_statement(*, actor: Actor, now: datetime, statement_id: int) -> str:
    """Issue an approved statement: number it, book what it pays and carries, and keep the very document.

    The document is written in the language that most of the partner's people have chosen, else in English.

    Answers the number; issuing twice does one thing and answers the same.

    :raises Refused: nobody approved it, or the books moved since it was prepared.
    """
    actor.require("statements.issue")
    statement = _statement(statement_id)
    there = StatementIssue.objects.filter(statement=statement).first()
    if there is not None:
        return there.number
    approval = StatementApproval.objects.filter(statement=statement).first()
    if approval is None:
        raise Refused("A second person approves a statement before it is issued.")
    with acting_as(WORKER):
        language = spoken_by(statement.partner_id, now=now, among=LANGUAGES)
    view = queries.statement_by_id(actor, statement_id, language=language)
    _settle(actor, now, statement, view)
    number = _next_number(now.year)
    seal = sealing.latest()
    partner = partners.one(actor, statement.partner_id, on=now.date())
    data = paper.data(
        view, number=number, issued_on=now.date(), seal=seal[0] if seal else "", partner=partner,
        issuer=settings.FAIRWAY.vendor_name, language=language,
    )  # fmt: skip
    made = documents.pdf(paper.TEMPLATE, data, at=now)
    made_digest = hashlib.sha256(made).hexdigest()
    StatementIssue.objects.create(
        statement=statement, partner_id=statement.partner_id, number=number, issued_by_id=actor.user_id, issued_at=now,
        seal=seal[0] if seal else "", pdf=made, pdf_digest=made_digest,
    )  # fmt: skip
    journal.record(
        actor=actor, now=now, verb="incentives.statement.issued", subject=f"incentives.statement:{statement.pk}",
        partner_id=statement.partner_id, both_sides=True,
        payload={"number": number, "period": statement.period, "digest": statement.digest, "pdf": made_digest},
    )  # fmt: skip
    return number


def _settle(actor: Actor, now: datetime, statement: Statement, view: queries.StatementView) -> None:
    shares = tuple(
        rules.Share(
            rules.Balance(one.programme, one.incentive, one.title, one.opening.minor, one.moved.minor),
            one.payable.minor,
        )
        for one in view.shares
    )
    standing: dict[tuple[str, str], list[int]] = {}
    rows = books.balances(
        actor, accounts=OWED, by=("programme", "incentive"), partner_id=statement.partner_id,
        currency=statement.currency, period_start__lte=statement.period_start,
        programme__in=sorted({share.balance.programme for share in shares}),
    )  # fmt: skip
    for row in rows:
        found = standing.setdefault((row.programme, row.incentive), [0, 0])
        found[0 if row.account == Account.ACCRUED else 1] += row.amount.minor
    stated = {(share.balance.programme, share.balance.incentive): share.balance.total for share in shares}
    for key, (accrued, receivable) in standing.items():
        if -(accrued + receivable) != stated.get(key, 0):
            raise Refused("The books moved since this statement was prepared: discard it and prepare it again.")
    about = Leg(
        Account.ACCRUED, 0, statement.currency, statement.partner_id, "", None, "", statement.period,
        statement.period_start, statement.period, statement.period_start, Cause.SETTLED,
    )  # fmt: skip
    made = rules.settlement(shares, {key: (one[0], one[1]) for key, one in standing.items()}, about)
    if made:
        name = f"incentives.statement:{statement.pk}"
        ledger.post(actor=actor, now=now, key=name, source=name, entries=made)


def _next_number(year: int) -> str:
    Numbering.objects.get_or_create(year=year)
    row = Numbering.objects.select_for_update().get(year=year)
    row.last += 1
    row.save(update_fields=["last"])
    return rules.number(year, row.last)


def _statement(statement_id: int) -> Statement:
    statement = Statement.objects.select_for_update().filter(pk=statement_id).first()
    if statement is None:
        raise NotFound(f"There is no statement {statement_id}.")
    return statement
