"""What the printed statement says: every text as it stands on the page."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from fairway.incentives.queries.statements import LineRow, ShareRow, StatementView
from fairway.incentives.rules.statements import grouped
from fairway.partners.queries import PartnerRow
from fairway.values import Money

TEMPLATE = Path(__file__).with_name("statement.typ").read_bytes()


def data(
    view: StatementView, *, number: str, issued_on: date, seal: str, partner: PartnerRow, issuer: str
) -> dict[str, Any]:
    """Everything the template prints, as texts; dates are written out and need no locale."""
    row = view.row
    earned = [line for line in view.lines if line.kind == "earned"]
    corrected = [line for line in view.lines if line.kind == "correction"]
    adjusted = [line for line in view.lines if line.kind == "adjustment"]
    return {
        "number": number, "issuer": issuer, "issued_on": issued_on.isoformat(), "currency": row.currency,
        "period": row.period, "from": row.period_start.isoformat(),
        "to": (row.period_end - timedelta(days=1)).isoformat(),
        "partner": {"name": partner.name, "code": partner.code, "place": ", ".join(filter(None, _place(partner)))},
        "summary": [
            ["Opening balance", grouped(row.opening)], [f"Earned in {row.period}", grouped(row.earned)],
            [_corrections_title(bool(corrected), bool(adjusted)), grouped(row.corrections)],
            ["Payable now", grouped(-row.payable)],
        ],
        "closing": grouped(row.closing), "payable": grouped(row.payable),
        "owing": row.closing < Money.zero(row.currency),
        "programmes": [
            {"title": title, "lines": [_line(line) for line in earned if line.programme == code]}
            for code, title in dict.fromkeys((line.programme, line.programme_title) for line in earned)
        ],
        "corrections": [_correction(line) for line in corrected],
        "adjustments": [
            {"title": line.title, "explanation": line.explanation, "amount": grouped(line.amount)} for line in adjusted
        ],
        "carried": [_carried(share) for share in view.shares if share.carried or share.opening],
        "digest": view.digest, "annex": view.annex_digest, "seal": seal,
    }  # fmt: skip


def _corrections_title(corrected: bool, adjusted: bool) -> str:
    if not adjusted:
        return "Corrections of earlier periods"
    return "Corrections and adjustments" if corrected else "Adjustments"


def _place(partner: PartnerRow) -> Iterable[str]:
    return partner.city, partner.region, partner.country


def _line(line: LineRow) -> dict[str, str]:
    towards = f"{line.gap} to the next step ({line.next_step})" if line.next_step else ""
    return {
        "title": line.title, "person": line.person, "qualifier": line.qualifier, "step": line.step or "no step reached",
        "towards": towards, "rate": line.rate, "measure": line.measure, "amount": grouped(line.amount),
        "goods": f"{line.goods} free of charge" if line.goods else "",
        "exemption": f"Agreed alone: {line.exemption}" if line.exemption else "",
    }  # fmt: skip


def _correction(line: LineRow) -> dict[str, str]:
    return {
        "origin": line.origin_period, "title": line.title, "person": line.person,
        "volume": grouped(line.volume_part), "rate": grouped(line.rate_part), "amount": grouped(line.amount),
    }  # fmt: skip


def _carried(share: ShareRow) -> dict[str, str]:
    why = ""
    if share.carried and share.carried < Money.zero(share.carried.currency):
        why = "negative: set against what is earned next"
    elif share.carried and share.minimum is not None and share.carried < share.minimum:
        why = f"below the minimum payout of {grouped(share.minimum)}"
    elif share.carried:
        why = "held against a negative balance"
    return {
        "title": share.title, "opening": grouped(share.opening), "moved": grouped(share.moved),
        "payable": grouped(share.payable), "carried": grouped(share.carried), "why": why,
    }  # fmt: skip
