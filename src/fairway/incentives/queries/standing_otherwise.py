"""What programmes would have paid if partners had stood at other tiers: the same lines, other rows of partners."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from fairway.catalogue import queries as catalogue
from fairway.engine.backends import local
from fairway.engine.inputs import InputProblem
from fairway.engine.programme import Programme as Document
from fairway.incentives.queries import inputs
from fairway.incentives.queries.earnings import in_force
from fairway.incentives.queries.trials import store
from fairway.incentives.rules.tiered import Stood, pays_by_tier, spans_of
from fairway.kit.access import Actor
from fairway.kit.lake.scanning import NothingToRead
from fairway.partners import queries as partners
from fairway.values import Exact, Money, Rounding, exact, plus, rounded, times

Supposed = Mapping[int, Stood]
"""Where partners are supposed to have stood, by number."""


@dataclass(frozen=True, slots=True)
class PaidOtherwise:
    """What each partner would have been paid, once for each supposition, in one currency.

    ``programmes`` are those counted, by title; ``left_out`` those that pay by tier and could not be, with why.
    """

    paid: tuple[Mapping[int, Exact], ...]
    programmes: tuple[str, ...]
    left_out: tuple[str, ...]


def paid_otherwise(
    actor: Actor, suppositions: Sequence[Supposed], *, since: date, until: date, currency: str
) -> PaidOtherwise:
    """Calculate every programme in force that pays by tier, in the periods that began between two days.

    Sales dated ``until`` or later are left out. Amounts in another currency take the rate of the last day.
    """
    actor.require("programmes.view")
    paid: list[dict[int, Exact]] = [{} for _ in suppositions]
    counted, left_out = [], []
    last = date.fromordinal(until.toordinal() - 1)
    for _, document in in_force(last):
        if not pays_by_tier(document):
            continue
        rate = _rate(actor, document.currency, currency, last)
        if rate is None:
            left_out.append(f"{document.title}: there is no rate from {document.currency} into {currency}.")
            continue
        try:
            found = [_paid(actor, document, one, since, until) for one in suppositions]
        except (InputProblem, NothingToRead, local.NotGrouped) as problem:
            left_out.append(f"{document.title}: {inputs.in_words(problem)}")
            continue
        counted.append(document.title)
        for sums, more in zip(paid, found, strict=True):
            for number, amount in more.items():
                sums[number] = plus(sums.get(number, exact(0)), times(amount, rate))
    digits = Money.zero(currency).digits
    even = [{number: rounded(one, digits, Rounding.HALF_UP) for number, one in sums.items()} for sums in paid]
    return PaidOtherwise(tuple(even), tuple(counted), tuple(left_out))


def _paid(actor: Actor, document: Document, supposed: Supposed, since: date, until: date) -> dict[int, Exact]:
    """What one programme pays each partner in the periods that began between the days."""
    programme = inputs.numbered(actor, document)
    rows = [
        replace(row, tier=tier, valid_from=start, valid_until=end)
        for row in partners.for_calculation(actor)
        for tier, start, end in (
            spans_of(row, supposed[row.partner_id], since, until)
            if supposed.get(row.partner_id)
            else ((row.tier, row.valid_from, row.valid_until),)
        )
    ]
    given = replace(
        inputs.of_programme(actor, programme, inputs.pin(actor).scan), partners=inputs.partner_table(actor, rows)
    )
    if not given.lines.files:
        return {}
    last = date.fromordinal(until.toordinal() - 1)
    tried = local.tried(store(), programme, given, inputs.fingerprint(given), as_of=last)
    found: dict[int, Exact] = {}
    for (partner, place), minor in tried.paid.items():
        if since <= tried.periods[place].start < until:
            number = int(partner)
            amount = Money.from_minor(minor, document.currency).amount
            found[number] = plus(found.get(number, exact(0)), amount)
    return found


def _rate(actor: Actor, given: str, wanted: str, on: date) -> Exact | None:
    if given == wanted:
        return exact(1)
    rows = [row for row in catalogue.rates_to(actor, wanted) if row.currency == given and row.valid_from <= on]
    return rows[-1].rate if rows else None
