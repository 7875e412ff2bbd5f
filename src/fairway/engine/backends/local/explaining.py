"""Explains a payout from files, reading the lines of its partner only."""

from datetime import date

from fairway.engine import dialect
from fairway.engine.backends.local.session import MEMORY, Session
from fairway.engine.explain import Explanation, reads_from
from fairway.engine.explain import explain as explain_payout
from fairway.engine.inputs import Inputs
from fairway.engine.plan import build
from fairway.engine.programme import Programme
from fairway.values import Period


def explain(
    programme: Programme,
    inputs: Inputs,
    incentive: str,
    period: Period,
    partner: str,
    as_of: date | None = None,
    *,
    memory: str = MEMORY,
) -> Explanation | None:
    """Calculate one payout again and take it apart; `None` where the partner has no line that counts.

    :raises InputProblem: the input cannot be calculated with.
    :raises Unexplained: the two engines disagree about the payout.
    """
    with Session(programme, inputs, memory=memory, partner=partner) as session:
        every, shown = session.asked([period], as_of)
        result = session.run(build(programme, every, session.columns, as_of), shown)
        payout = next((one for one in result.payouts() if one.key == (incentive, period, partner, "")), None)
        if payout is None:
            return None
        dated_by = programme.calendar.dated_by.value
        one = next(each for each in programme.incentives if each.id == incentive)
        since = reads_from(programme, one, period)
        held = f"{dated_by} < {dialect.day(period.end)}"
        held += f" AND {dated_by} >= {dialect.day(since)}" if since is not None else ""
        lines = session.rows("lines", held)
        own = f"CAST(partner_id AS VARCHAR) = {dialect.text(partner)}"
        asked = "product_id IN (SELECT product_id FROM lines)"
        rates = session.rows("rates") if session.columns.rates else []
        partners, products = session.rows("partners", own), session.rows("products", asked)
        return explain_payout(programme, payout, lines, partners, products, rates, as_of)
