"""What the printed statement says: every text as it stands on the page, in the language it is issued in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from fairway.engine.words.messages import statement as said
from fairway.engine.words.speech import Message, Speech
from fairway.incentives.queries.statements import LineRow, ShareRow, StatementView
from fairway.partners.queries import PartnerRow
from fairway.values import Money

TEMPLATE = Path(__file__).with_name("statement.typ").read_bytes()


def data(
    view: StatementView, *, number: str, issued_on: date, seal: str, partner: PartnerRow, issuer: str, language: str
) -> dict[str, Any]:
    """Everything the template prints, as texts."""
    return _Paper(Speech(language, books=True)).data(view, number, issued_on, seal, partner, issuer)


class _Paper:
    """Writes a statement in one language."""

    def __init__(self, speech: Speech) -> None:
        self.speech, self.say = speech, speech.say

    def data(
        self, view: StatementView, number: str, issued_on: date, seal: str, partner: PartnerRow, issuer: str
    ) -> dict[str, Any]:
        row, say, day = view.row, self.say, self.speech.day
        earned = [line for line in view.lines if line.kind == "earned"]
        corrected = [line for line in view.lines if line.kind == "correction"]
        adjusted = [line for line in view.lines if line.kind == "adjustment"]
        words = {name.lower(): say(one) for name, one in vars(said).items() if _alone(one)}
        span = say(
            said.SPAN, first=day(row.period_start), last=day(row.period_end - timedelta(days=1)), currency=row.currency
        )
        return {
            "lang": self.speech.language, "words": words, "title": say(said.STATEMENT, number=number),
            "heading": say(said.STATEMENT_OF, period=row.period), "span": span,
            "earned_in": say(said.EARNED_IN, period=row.period),
            "number": number, "issuer": issuer, "issued_on": day(issued_on), "currency": row.currency,
            "period": row.period,
            "partner": {"name": partner.name, "code": partner.code, "place": ", ".join(filter(None, _place(partner)))},
            "summary": [
                [say(said.OPENING), self._amount(row.opening)],
                [say(said.EARNED_IN, period=row.period), self._amount(row.earned)],
                [say(_corrections_title(bool(corrected), bool(adjusted))), self._amount(row.corrections)],
                [say(said.PAYABLE_NOW), self._amount(-row.payable)],
            ],
            "closing": self._amount(row.closing), "payable": self._amount(row.payable),
            "owing": row.closing < Money.zero(row.currency),
            "programmes": [
                {"title": title, "lines": [self._line(line) for line in earned if line.programme == code]}
                for code, title in dict.fromkeys((line.programme, line.programme_title) for line in earned)
            ],
            "corrections": [self._correction(line) for line in corrected],
            "adjustments": [
                {"title": line.title, "explanation": line.explanation, "amount": self._amount(line.amount)}
                for line in adjusted
            ],
            "carried": [self._carried(share) for share in view.shares if share.carried or share.opening],
            "digest": view.digest, "annex": view.annex_digest, "seal": seal,
        }  # fmt: skip

    def _amount(self, amount: Money) -> str:
        return self.speech.number(amount.amount, amount.digits)

    def _line(self, line: LineRow) -> dict[str, str]:
        say = self.say
        return {
            "title": line.title, "person": line.person, "qualifier": line.qualifier,
            "step": line.step or say(said.NO_STEP),
            "towards": say(said.TO_NEXT, gap=line.gap, step=line.next_step) if line.next_step else "",
            "rate": line.rate, "measure": line.measure, "amount": self._amount(line.amount),
            "goods": say(said.FREE, goods=line.goods) if line.goods else "",
            "exemption": say(said.AGREED_ALONE, what=line.exemption) if line.exemption else "",
        }  # fmt: skip

    def _correction(self, line: LineRow) -> dict[str, str]:
        return {
            "origin": line.origin_period, "title": line.title, "person": line.person,
            "volume": self._amount(line.volume_part), "rate": self._amount(line.rate_part),
            "amount": self._amount(line.amount),
        }  # fmt: skip

    def _carried(self, share: ShareRow) -> dict[str, str]:
        why = ""
        if share.carried and share.carried < Money.zero(share.carried.currency):
            why = self.say(said.NEGATIVE)
        elif share.carried and share.minimum is not None and share.carried < share.minimum:
            why = self.say(said.BELOW_MINIMUM, amount=self._amount(share.minimum))
        elif share.carried:
            why = self.say(said.HELD_AGAINST)
        return {
            "title": share.title, "opening": self._amount(share.opening), "moved": self._amount(share.moved),
            "payable": self._amount(share.payable), "carried": self._amount(share.carried), "why": why,
        }  # fmt: skip


def _alone(message: object) -> bool:
    return isinstance(message, Message) and not message.slots("en")


def _corrections_title(corrected: bool, adjusted: bool) -> Message:
    if not adjusted:
        return said.CORRECTIONS_EARLIER
    return said.CORRECTIONS_AND_ADJUSTMENTS if corrected else said.ADJUSTMENTS


def _place(partner: PartnerRow) -> Iterable[str]:
    return partner.city, partner.region, partner.country
