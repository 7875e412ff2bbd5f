"""The whole language at once: the plan on DuckDB and the oracle agree on every field of every payout.

And no order of lines, files or incentives changes what the oracle says.
"""

import tempfile
from dataclasses import fields, replace

import pytest

from fairway.engine.backends.local import Session
from fairway.engine.dialect import TooWide
from fairway.engine.inputs import InputProblem
from fairway.engine.oracle import NoRate, NoUnit
from fairway.engine.plan import build
from fairway.engine.programme import Method
from tests.engine.made_up.drawn import Drawn

REFUSED = "refused"


def slowly(case, programme=None, lines=None, parts=1):
    with (
        tempfile.TemporaryDirectory() as folder,
        Session(programme or case.programme, case.inputs(folder, lines=lines, parts=parts)) as session,
    ):
        every, shown = session.asked(None, case.as_of)
        try:
            return [one for one in session.by_oracle(every, case.as_of) if one.period in shown]
        except (NoRate, NoUnit):
            return REFUSED


def planned(case):
    with tempfile.TemporaryDirectory() as folder, Session(case.programme, case.inputs(folder)) as session:
        every, shown = session.asked(None, case.as_of)
        if not every:
            return []
        try:
            return session.run(build(case.programme, every, session.columns, case.as_of), shown).payouts()
        except InputProblem as fault:
            assert "No rate for" in str(fault) or "No factor" in str(fault)
            return REFUSED


def differences(fast, slow):
    """Say what differs, payout by payout and field by field."""
    if REFUSED in (fast, slow):
        return [] if fast == slow else [f"plan: {str(fast)[:99]}, oracle: {str(slow)[:99]}"]
    by_plan, by_oracle = ({one.key: one for one in payouts} for payouts in (fast, slow))
    found = []
    for key in sorted(by_plan.keys() | by_oracle.keys()):
        one, other = by_plan.get(key), by_oracle.get(key)
        if one is None or other is None:
            found.append(f"{key} is missing in the {'plan' if one is None else 'oracle'}: {one or other}")
        elif one != other:
            pairs = [(field.name, getattr(one, field.name), getattr(other, field.name)) for field in fields(one)]
            found += [f"{key} {name}: plan {mine}, oracle {its}" for name, mine, its in pairs if mine != its]
    return found


@pytest.mark.parametrize("number", range(175))
def test_the_plan_and_the_oracle_agree(number):
    case = Drawn(number)
    assert differences(planned(case), slowly(case)) == []


@pytest.mark.long
@pytest.mark.parametrize("hundred", range(1, 20))
def test_the_plan_and_the_oracle_agree_on_hundreds(hundred):
    too_wide = []
    for number in range(100 * hundred, 100 * hundred + 100):
        case = Drawn(number)
        try:
            found = planned(case)
        except TooWide as refusal:
            assert "fewer decimal places" in str(refusal)
            too_wide.append(number)
        else:
            assert differences(found, slowly(case)) == [], number
    assert len(too_wide) < 3, too_wide


@pytest.mark.parametrize("number", range(1000, 1015))
def test_no_order_of_lines_files_or_incentives_changes_what_the_oracle_says(number):
    case = Drawn(number)
    turned = replace(case.programme, incentives=tuple(reversed(case.programme.incentives)))
    assert slowly(case) == slowly(case, turned, list(reversed(case.lines)), parts=2)


def test_what_is_drawn_pays_money():
    paid = [(case, one) for case in map(Drawn, range(40)) for one in slowly(case) if one != REFUSED]
    earned = [(case, one) for case, one in paid if isinstance(one, str) is False and one.earned]
    by_id = [{each.id: each for each in case.programme.incentives}[one.incentive] for case, one in earned]
    assert len(earned) > 300
    assert {one.method for one in by_id} == set(Method)
    assert any(one.pool for one in by_id) and any(one.stack for one in by_id)
    assert len({one.payee for one in by_id}) == 3 and len({one.unit for one in by_id}) == 4
    assert any(one.goods for _, one in paid) and any(one.exemption for _, one in earned)
