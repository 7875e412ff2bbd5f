"""The lines behind a statement: each sales line that was looked at, whether it counted, and what it brought."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from fairway.incentives.queries.payouts import payout_explanation, visible_to
from fairway.incentives.queries.statements import StatementView
from fairway.kit.access import Actor
from fairway.values import Exact, Money


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a line stands in the partner's own books; ``net`` is in ``currency``, that of the invoice."""

    invoice_no: str
    invoice_line: str
    net: Exact | None
    currency: str
    report_id: int | None


@dataclass(frozen=True, slots=True)
class AnnexRow:
    """One sales line under one incentive. ``reason`` says why it did not count; ``share`` is its part of the amount."""

    programme: str
    incentive: str
    period: str
    line_id: str
    day: date | None
    sku: str
    measure: Exact | None
    share: Money
    counted: bool
    reason: str
    origin: Origin


def annex(actor: Actor, view: StatementView) -> Iterator[AnnexRow]:
    """Every line behind the period's incentives of a statement that the actor may read, incentive by incentive."""
    row = view.row
    runs = {line.run_id for line in view.lines if line.run_id is not None}
    payouts = visible_to(actor).filter(run_id__in=runs, partner_id=row.partner_id, period_start=row.period_start)
    for payout_id in payouts.order_by("programme", "incentive", "person").values_list("pk", flat=True):
        found = payout_explanation(actor, payout_id)
        if found.explanation is None:
            continue
        about = (found.row.programme, found.row.incentive, found.row.period)
        zero = Money.zero(row.currency)
        for line in found.explanation.lines:
            sku = found.products.get(str(line.line.get("product_id")), ("", ""))[0]
            yield AnnexRow(*about, line.line_id, line.day, sku, line.measure, line.share, True, "", _origin(line.line))
        for left in found.explanation.excluded:
            sku = found.products.get(str(left.line.get("product_id")), ("", ""))[0]
            yield AnnexRow(*about, left.line_id, left.day, sku, None, zero, False, left.reason, _origin(left.line))


def _origin(line: Mapping[str, Any]) -> Origin:
    report = line.get("report_id")
    return Origin(
        str(line.get("invoice_no") or ""), str(line.get("invoice_line") or ""), line.get("net_amount"),
        str(line.get("currency") or ""), None if report is None else int(report),
    )  # fmt: skip
