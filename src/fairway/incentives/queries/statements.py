"""Read statements: the review queue, a partner's list, one statement with everything it says."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from fairway.incentives.models import Statement, StatementApproval, StatementIssue, StatementLine, StatementShare
from fairway.incentives.queries.wording import in_language
from fairway.incentives.rules import NotFound
from fairway.kit.access import Actor, Kind
from fairway.kit.access.people import names_of
from fairway.partners import queries as partners
from fairway.values import Money

STATES = ("draft", "approved", "issued")


@dataclass(frozen=True, slots=True)
class StatementRow:
    """A statement as lists show it. ``state`` is draft, approved or issued; ``number`` is empty until issued."""

    id: int
    number: str
    state: str
    partner_id: int
    partner_code: str
    partner_name: str
    period: str
    period_start: date
    period_end: date
    currency: str
    opening: Money
    earned: Money
    corrections: Money
    payable: Money
    closing: Money
    prepared_by_id: int | None
    prepared_at: datetime
    approved_at: datetime | None
    issued_at: datetime | None


@dataclass(frozen=True, slots=True)
class LineRow:
    """One line: of the period (``earned``), a ``correction`` of an earlier one or an ``adjustment``."""

    number: int
    programme: str
    programme_title: str
    incentive: str
    title: str
    kind: str
    origin_period: str
    person: str
    qualifier: str
    step: str
    next_step: str
    gap: str
    rate: str
    measure: str
    goods: str
    exemption: str
    explanation: str
    volume_part: Money
    rate_part: Money
    amount: Money
    run_id: int | None


@dataclass(frozen=True, slots=True)
class ShareRow:
    """What happens to one incentive's balance."""

    programme: str
    incentive: str
    title: str
    opening: Money
    moved: Money
    payable: Money
    carried: Money
    minimum: Money | None


@dataclass(frozen=True, slots=True)
class StatementView:
    """One statement with everything it says."""

    row: StatementRow
    lines: tuple[LineRow, ...]
    shares: tuple[ShareRow, ...]
    digest: str
    annex_digest: str
    seal: str
    prepared_by: str
    approved_by: str
    issued_by: str
    pdf_digest: str


def visible_to(actor: Actor) -> QuerySet[Statement]:
    """Statements this actor may read: the vendor all, a partner its own once issued; the database holds the same."""
    if actor.kind is Kind.PARTNER:
        if not actor.may("own.earnings.view"):
            return Statement.objects.none()
        issued = StatementIssue.objects.filter(partner_id=actor.partner_id or 0)
        return Statement.objects.filter(partner_id=actor.partner_id or 0, pk__in=issued.values("statement_id"))
    return Statement.objects.all() if actor.may("statements.view") else Statement.objects.none()


def _with_state(actor: Actor) -> Any:
    issue = StatementIssue.objects.filter(statement=OuterRef("pk"))
    rows: Any = visible_to(actor).annotate(
        number=Subquery(issue.values("number")[:1]), issued_at=Subquery(issue.values("issued_at")[:1])
    )
    if actor.kind is Kind.PARTNER:
        return rows
    approval = StatementApproval.objects.filter(statement=OuterRef("pk"))
    return rows.annotate(approved_at=Subquery(approval.values("approved_at")[:1]))


def statements_for(
    actor: Actor, *, partner_id: int | None = None, period: str = "", state: str = ""
) -> tuple[StatementRow, ...]:
    """Statements, newest period first; narrowed by partner, period label and state."""
    rows = _with_state(actor)
    if partner_id is not None:
        rows = rows.filter(partner_id=partner_id)
    if period:
        rows = rows.filter(period=period)
    found = list(rows.order_by("-period_start", "partner_id", "currency"))
    names = partners.names_of(actor, [row.partner_id for row in found])
    made = (_row(row, names) for row in found)
    return tuple(row for row in made if not state or row.state == state)


def states_by_period(actor: Actor) -> Counter[tuple[date, date, str]]:
    """How many statements of each span are in each state, for the vendor."""
    rows = _with_state(actor).values_list("period_start", "period_end", "issued_at", "approved_at")
    return Counter((start, end, _state(issued, approved)) for start, end, issued, approved in rows)


def _state(issued_at: datetime | None, approved_at: datetime | None) -> str:
    return "issued" if issued_at else "approved" if approved_at else "draft"


def statement(actor: Actor, number: str, *, language: str = "en") -> StatementView:
    """One issued statement by its number. :raises NotFound: none that this actor may read."""
    return _view(actor, _with_state(actor).filter(number=number).first(), number, language)


def statement_by_id(actor: Actor, statement_id: int, *, language: str = "en") -> StatementView:
    """One statement in any state. :raises NotFound: none that this actor may read."""
    return _view(actor, _with_state(actor).filter(pk=statement_id).first(), str(statement_id), language)


def pdf(actor: Actor, number: str) -> bytes:
    """The issued document, byte for byte. :raises NotFound: none that this actor may read."""
    row = StatementIssue.objects.filter(number=number, statement__in=visible_to(actor)).values_list("pdf").first()
    if row is None:
        raise NotFound(f"There is no statement {number}.")
    return bytes(row[0])


def _row(row: Any, names: dict[int, tuple[str, str]]) -> StatementRow:
    def money(minor: int) -> Money:
        return Money.from_minor(minor, row.currency)

    code, name = names.get(row.partner_id, (str(row.partner_id), ""))
    approved_at = getattr(row, "approved_at", None)
    state = _state(row.issued_at, approved_at)
    return StatementRow(
        row.pk, row.number or "", state, row.partner_id, code, name, row.period, row.period_start, row.period_end,
        row.currency, money(row.opening), money(row.earned), money(row.corrections), money(row.payable),
        money(row.closing), row.prepared_by_id, row.prepared_at, approved_at, row.issued_at,
    )  # fmt: skip


def _view(actor: Actor, row: Any, asked: str, language: str) -> StatementView:
    if row is None:
        raise NotFound(f"There is no statement {asked}.")

    def money(minor: int) -> Money:
        return Money.from_minor(minor, row.currency)

    lines = tuple(
        LineRow(
            line.number, line.programme, line.programme_title, line.incentive, line.title, line.kind,
            line.origin_period, line.person, line.qualifier, line.step, line.next_step, line.gap, line.rate,
            line.measure, line.goods, line.exemption, line.explanation, money(line.volume_part), money(line.rate_part),
            money(line.amount), line.run_id,
        )
        for line in StatementLine.objects.filter(statement_id=row.pk).order_by("number")
    )  # fmt: skip
    shares = tuple(
        ShareRow(
            share.programme, share.incentive, share.title, money(share.opening), money(share.moved),
            money(share.payable), money(share.carried), None if share.minimum is None else money(share.minimum),
        )
        for share in StatementShare.objects.filter(statement_id=row.pk).order_by("pk")
    )  # fmt: skip
    issue = StatementIssue.objects.filter(statement_id=row.pk).defer("pdf").first()
    staff = actor.kind is not Kind.PARTNER
    approval = StatementApproval.objects.filter(statement_id=row.pk).first() if staff else None
    people = [row.prepared_by_id, approval and approval.approved_by_id, issue and issue.issued_by_id]
    names = names_of(person for person in people if person) if staff else {}
    prepared, approved, issued = (names.get(person or 0, "") for person in people)
    found = partners.names_of(actor, [row.partner_id])
    told = in_language((row.partner_id, found.get(row.partner_id, ("", ""))[0]), row.period_start, lines, language)
    return StatementView(
        _row(row, found), told, shares, row.digest, row.annex_digest, issue.seal if issue else "",
        prepared, approved, issued, issue.pdf_digest if issue else "",
    )  # fmt: skip
