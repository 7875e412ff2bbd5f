"""A programme document to change in tests: one key at a time, with the expected place marked ¶."""

from fairway.engine.check import Checked, check
from fairway.engine.programme import Incentive, Programme
from tests.policy.places import marked

HEAD = """\
programme: fy26-reseller
title: FY26 Reseller Programme
currency: USD
calendar: {year_starts: 02-01, period: quarter, grace: 15 days, time_zone: America/New_York}
fx: transaction_date
rounding: {mode: half_up, at: payout}
returns: restate
cliff: 1000
event: sell_through
members: {types: [value_added_reseller], tiers: [silver, gold], as_of: period_start}
incentives:
"""

VOLUME = """\
  - id: volume
    title: Quarterly volume rebate
    products: {category: [Bikes]}
    measure: net
    method: retroactive
    rates:
      - {from: 0, percent: 1}
      - {from: 50000, percent: 2}
      - {from: 100000, percent: 3}
"""

GOOD = HEAD + VOLUME


def changed(old: str, new: str, text: str = GOOD) -> str:
    """Replace one piece of the document, which must be there."""
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
    return text.replace(old, new)


def programme(text: str = GOOD) -> Programme:
    """Check a document that has no error."""
    checked = check(text)
    assert checked.programme is not None, [problem.shown("programme.yaml") for problem in checked.problems]
    return checked.programme


def incentive(body: str) -> Incentive:
    """Check a programme of one incentive, its keys given one a line."""
    return programme(
        HEAD + "  - id: volume\n" + "".join(f"    {line}\n" for line in body.strip().splitlines())
    ).incentives[0]


def check_marked(text: str) -> tuple[Checked, tuple[int, int]]:
    """Check a document with a mark: what was found, and where the mark stood."""
    plain, place = marked(text)
    return check(plain), place
