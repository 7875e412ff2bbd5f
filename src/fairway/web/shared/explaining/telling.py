"""One payout in plain words: how it came about, its steps, and the facts in short."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from fairway.engine.programme import Asked
from fairway.engine.telling import Teller, ladder, teller
from fairway.incentives.queries import PayoutExplanation
from fairway.values import Exact
from fairway.web.shared.components import Step
from fairway.web.shared.display import day_text


def measured(asked: Asked, value: Exact, currency: str) -> str:
    """A measured value as pages write it: `USD 1,250.00`, `12 units`; converted amounts to the minor unit."""
    return teller().measured(value, asked, currency)


def steps_of(view: PayoutExplanation, by: Teller) -> tuple[Step, ...]:
    """The step table, the reached step marked, and what is missing noted at the next."""
    if view.incentive is None:
        return ()
    one = view.explanation
    place = one.payout.step if one is not None else view.place.reached if view.place is not None else None
    rungs = ladder(
        view.incentive, view.row.earned.currency, by,
        place=place, stands=one.payout.qualifier if one is not None else None, one=one,
    )  # fmt: skip
    return tuple(Step(rung.span, rung.pays, rung.reached, rung.here, rung.note) for rung in rungs)


def facts_of(view: PayoutExplanation) -> tuple[tuple[str, Any], ...]:
    """The payout in short: period, lines, what was earned and carried."""
    row = view.row
    last = row.period_end - timedelta(days=1)
    found: list[tuple[str, Any]] = [("Period", f"{day_text(row.period_start)} to {day_text(last)}")]
    if view.version is not None:
        found.append(("Version of the programme", view.version))
    if view.explanation is None:
        found += [("Paid for", row.measure)]
    found += [("Lines", row.lines), ("Earned", row.earned)]
    if row.goods:
        found.append(("Free goods", row.goods))
    if row.carried_in:
        found.append(("Carried in", row.carried_in))
    if row.carried_out:
        found.append(("Carried to the next period", row.carried_out))
    if row.person:
        found.append(("Person", row.person))
    if row.exemption:
        found.append(("Agreed alone", row.exemption))
    return tuple(found)
