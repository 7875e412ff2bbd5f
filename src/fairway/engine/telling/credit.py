"""Say what of the credit for deals was moved between the partners that share it."""

from __future__ import annotations

from collections.abc import Iterator

from fairway.engine.explain import Explanation
from fairway.engine.oracle.rows import number, text
from fairway.engine.telling.teller import Teller
from fairway.engine.words.messages import credit as said
from fairway.values import Exact, exact, plus


def credited(one: Explanation, by: Teller) -> Iterator[str]:
    """A sentence for each deal and share: what others were credited, or what this partner was, of what is paid for."""
    if not one.incentive.measure.shares_credit:
        return
    moved: dict[tuple[str, Exact], Exact] = {}
    for line in one.lines:
        percent = number(line.line, "deal_credit")
        if percent is not None and line.measure is not None:
            key = (text(line.line, "deal_id") or "", percent)
            moved[key] = plus(moved.get(key, exact(0)), line.measure)
    for (deal, percent), value in sorted(moved.items()):
        message = said.CREDIT_SHARED if percent < 0 else said.CREDIT_RECEIVED
        amount = by.measured(-value if percent < 0 else value, one.incentive.measure, one.payout.currency)
        yield by.say(message, deal=deal, share=by.speech.percent(abs(percent).scaleb(-2)), amount=amount)
