"""Write what a payout's line of a statement says, in a language: as it is stored, and as it is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from fairway.engine.programme import Incentive, Programme
from fairway.engine.words.speech import BOOKS, Speech
from fairway.incentives.models import Payout
from fairway.incentives.queries.documents import incentive_of, of_versions
from fairway.incentives.rules.statements import agreed
from fairway.incentives.rules.steps import as_agreed, goods_text, measured_text, place, rate_text

if TYPE_CHECKING:
    from fairway.incentives.queries.statements import LineRow


@dataclass(frozen=True, slots=True)
class Wording:
    """What a line says beside its titles and amounts."""

    qualifier: str
    step: str
    next_step: str
    gap: str
    rate: str
    measure: str
    goods: str
    exemption: str


def wording(programme: Programme, incentive: Incentive, payout: Payout, code: str, speech: Speech = BOOKS) -> Wording:
    """Write a payout of the partner with a code."""
    currency, exemption = payout.currency, programme.exempt(incentive.id, code, payout.period_start)
    incentive = as_agreed(incentive, exemption)
    at = place(incentive, payout.qualifier, currency, speech)
    return Wording(
        qualifier=""
        if payout.qualifier is None
        else measured_text(incentive.qualifier, payout.qualifier, currency, speech),
        step=at.step_text,
        next_step=at.next_text,
        gap=at.gap_text,
        rate=rate_text(incentive, payout.step, payout.rate, currency, speech),
        measure=measured_text(incentive.measure, payout.measure, currency, speech),
        goods=goods_text(payout.goods, speech),
        exemption=agreed(payout.exemption, None if exemption is None else exemption.validity, speech),
    )


def in_language(partner: tuple[int, str], start: date, lines: Sequence[LineRow], language: str) -> tuple[LineRow, ...]:
    """Lines as a reader reads them: what they were written from, written again. English stays as it was stored.

    ``partner`` is its number and its code. Whoever asks has decided before that the statement is the reader's to read.
    """
    speech = Speech(language, books=True)
    runs = {line.run_id for line in lines if line.run_id is not None}
    if speech == BOOKS or not runs:
        return tuple(lines)
    rows = Payout.objects.filter(run_id__in=runs, partner_id=partner[0], period_start=start)
    payouts = {(row.run_id, row.programme, row.incentive, row.person, row.currency): row for row in rows}
    documents = of_versions(row.version_id for row in payouts.values())

    def written(line: LineRow) -> LineRow:
        payout = payouts.get((line.run_id or 0, line.programme, line.incentive, line.person, line.amount.currency))
        document = documents.get(payout.version_id) if payout is not None else None
        incentive = incentive_of(document, line.incentive)
        if payout is None or document is None or incentive is None or line.kind != "earned":
            return line
        return replace(line, **asdict(wording(document, incentive, payout, partner[1], speech)))

    return tuple(written(line) for line in lines)
