"""Programmes and lines made up by Hypothesis: the plan on DuckDB and the oracle agree to the last digit.

And what is shuffled, split over files or listed in another order gives the same payouts.
"""

import tempfile
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, Phase, assume, given, reject, settings
from hypothesis import strategies as st

from fairway.engine import oracle
from fairway.engine.backends import local
from fairway.engine.backends.local import Session
from fairway.engine.dialect import TooWide
from fairway.engine.inputs import InputProblem
from fairway.engine.oracle import NoRate, NoUnit
from fairway.engine.plan import build
from fairway.engine.programme import (
    IDS,
    RATIOS,
    Breadth,
    Certified,
    Choosing,
    MeasureKind,
    Method,
    Payee,
    PaysOn,
    Pool,
    ReturnsPolicy,
    Unit,
)
from tests.engine.made_up.programmes import programmes
from tests.engine.made_up.rows import HEADERS, days, files, lines, numbered, read, tables

UNKNOWN = "no rate, or no unit"


@st.composite
def cases(draw):
    """A programme, lines, tables beside them, whether partners change over time, and the last day known."""
    programme = draw(programmes())
    beside = draw(tables(programme.calendar.fiscal))
    return programme, numbered(draw(lines)), beside, draw(st.booleans()), draw(st.one_of(st.none(), st.none(), days))


def by_oracle(programme, inputs, periods, as_of):
    sold = [line for file in inputs.lines.files for line in read(file)]
    beside = {name: read(getattr(inputs, name)) for name in (*HEADERS, "units")}
    partners, products, rates = (read(path) for path in (inputs.partners, inputs.products, inputs.rates))
    try:
        return oracle.calculate(programme, sold, partners, products, rates, periods, as_of, **beside)
    except (NoRate, NoUnit):
        return UNKNOWN


def by_plan(programme, inputs, as_of):
    with Session(programme, inputs) as session:
        every, shown = session.asked(None, as_of)
        if not every:
            return [], [], []
        try:
            return every, shown, session.run(build(programme, every, session.columns, as_of), shown).payouts()
        except InputProblem as fault:
            assert "No rate for" in str(fault) or "unit" in str(fault)
            return every, shown, UNKNOWN


def both(case):
    programme, sold, beside, dated, as_of = case
    with tempfile.TemporaryDirectory() as folder:
        inputs = files(folder, sold, beside, dated=dated)
        every, shown, planned = by_plan(programme, inputs, as_of)
        slowly = by_oracle(programme, inputs, every, as_of)
        return planned, slowly if slowly == UNKNOWN else [one for one in slowly if one.period in shown]


slow = settings(deadline=None, suppress_health_check=list(HealthCheck))


@settings(slow, max_examples=200)
@given(cases())
def test_the_plan_and_the_oracle_agree(case):
    agree(case)


@pytest.mark.long
@settings(slow, max_examples=2000)
@given(cases())
def test_the_plan_and_the_oracle_agree_on_thousands(case):
    agree(case)


def agree(case):
    try:
        planned, slowly = both(case)
    except TooWide as refusal:
        assert "fewer decimal places" in str(refusal)
        reject()
    assert planned == slowly
    if planned != UNKNOWN:
        for one in planned:
            assert one.carried_in + one.earned == one.amount + one.carried_out


@settings(slow, max_examples=4)
@given(cases(), st.randoms(use_true_random=False))
def test_order_of_lines_files_and_incentives_never_matters(case, random):
    programme, sold, beside, dated, as_of = case
    shuffled = list(sold)
    random.shuffle(shuffled)
    turned = replace(programme, incentives=tuple(reversed(programme.incentives)))
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        straight = by_plan(programme, files(one, sold, beside, dated=dated), as_of)
        assert straight == by_plan(turned, files(other, shuffled, beside, dated=dated, parts=2), as_of)


@settings(slow, max_examples=4)
@given(cases())
def test_no_column_of_any_plan_is_a_float(case):
    programme, sold, beside, dated, as_of = case
    with tempfile.TemporaryDirectory() as folder:
        try:
            with local.calculate(programme, files(folder, sold, beside, dated=dated), as_of=as_of) as result:
                floating = [key for key, kind in result.column_types().items() if any(word in kind for word in FLOATS)]
                assert floating == []
        except InputProblem:
            assume(False)


FLOATS = ("DOUBLE", "FLOAT", "REAL")


def of_each(asks):
    return lambda programme: any(asks(one) for one in programme.incentives)


REACHED = {
    **{f"method {method}": of_each(lambda one, method=method: one.method is method) for method in Method},
    **{f"unit {unit}": of_each(lambda one, unit=unit: one.unit is unit) for unit in Unit},
    **{f"payee {payee}": of_each(lambda one, payee=payee: one.payee is payee) for payee in Payee},
    **{f"returns {policy}": of_each(lambda one, policy=policy: one.returns is policy) for policy in ReturnsPolicy},
    **{f"measure {kind}": of_each(lambda one, kind=kind: one.measure.kind is kind) for kind in MeasureKind},
    **{
        f"qualifier {kind.__name__}": of_each(lambda one, kind=kind: isinstance(one.qualifier, kind))
        for kind in (*RATIOS, Breadth, Certified)
    },
    **{
        f"gate {kind.__name__}": of_each(lambda one, kind=kind: any(isinstance(g.measure, kind) for g in one.gates))
        for kind in (*RATIOS, Breadth, Certified)
    },
    **{
        f"limit {name}": of_each(lambda one, name=name: getattr(one.limits, name) is not None)
        for name in ("measure", "amount", "floor", "minimum_payout", "per_year", "lifetime", "guarantee", "holdback")
    },
    "budgets": of_each(lambda one: one.limits.budget is not None and one.limits.budget_per_year is not None),
    "an increment": of_each(lambda one: one.pays_on is PaysOn.INCREMENT),
    "a pool of counts": of_each(lambda one: isinstance(one.pool, Pool) and one.measure.kind in IDS),
    "multipliers": of_each(lambda one: len(one.multipliers) > 1),
    "free goods": of_each(lambda one: one.worth is not None),
    "after": of_each(lambda one: one.stack is not None and one.stack.after != ()),
    "exemptions": lambda programme: any(one.value is not None for one in programme.exemptions),
    "a combined cap": lambda programme: any(group.rate is not None and group.amount for group in programme.groups),
    **{
        f"a set of two, {how}": lambda programme, how=how: (
            sum(1 for one in programme.incentives if one.stack is not None and one.stack.choosing is how) > 1
        )
        for how in Choosing
    },
}


@pytest.mark.long
def test_every_mechanic_is_made_up():
    missing = set(REACHED)

    @settings(slow, max_examples=1000, phases=[Phase.generate], database=None, derandomize=True)
    @given(programmes())
    def make_up(programme):
        missing.difference_update([name for name in missing if REACHED[name](programme)])

    make_up()
    assert missing == set()
