"""Programmes and lines made up by Hypothesis: the plan on DuckDB and the oracle agree to the last digit.

And what is shuffled, split over files or listed in another order gives the same payouts.
"""

import csv
import itertools
import tempfile
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fairway.engine import oracle
from fairway.engine.backends import local
from fairway.engine.backends.local import Session
from fairway.engine.inputs import InputProblem, Inputs, Scan
from fairway.engine.oracle import NoRate
from fairway.engine.plan import build
from fairway.engine.programme import (
    BY_LINE,
    ITSELF,
    AttributeValues,
    Calendar,
    CurrencyPolicy,
    Eligibility,
    Gate,
    Incentive,
    Limits,
    LineKind,
    LineScope,
    Measure,
    MeasureKind,
    Method,
    Over,
    PartnerScope,
    ProductScope,
    Programme,
    RoundingLevel,
    RoundingPolicy,
    StandingDate,
    Step,
    Territory,
    Validity,
    Window,
)
from fairway.policy.conditions import (
    All,
    Column,
    Comparison,
    Constant,
    Either,
    Flag,
    Membership,
    Missing,
    Not,
    Operator,
    Source,
    ValueType,
)
from fairway.values import Money, Rate, Rounding, exact

FIRST, DAYS = date(2024, 1, 1), 400
LINE = (
    "partner_id",
    "invoice_date",
    "product_id",
    "quantity",
    "net_amount",
    "currency",
    "kind",
    "country",
    "price",
    "promo",
)
few = {"min_size": 0, "max_size": 2, "unique": True}


def decimals(low, high, places):
    return st.integers(low * 10**places, high * 10**places).map(lambda number: exact(number).scaleb(-places))


columns = {
    ValueType.NUMBER: (Column(Source.LINE, "price", ValueType.NUMBER), decimals(-2, 12, 2)),
    ValueType.TEXT: (Column(Source.PRODUCT, "family", ValueType.TEXT), st.sampled_from("FGH")),
    ValueType.DATE: (Column(Source.LINE, "invoice_date", ValueType.DATE), st.dates(FIRST, date(2024, 12, 31))),
}
partner_column = (Column(Source.PARTNER, "tier", ValueType.TEXT), st.sampled_from(["gold", "silver", "lead"]))


@st.composite
def comparison(draw):
    column, values = draw(st.sampled_from([*columns.values(), partner_column]))
    constant = Constant(draw(values), column.type)
    what = draw(st.integers(0, 3))
    if what == 0:
        return Membership(column, (constant, Constant(draw(values), column.type)), draw(st.booleans()))
    if what == 1:
        return Missing(column, draw(st.booleans()))
    return Comparison(column, draw(st.sampled_from(Operator)), constant)


leaf = st.one_of(comparison(), st.just(Flag(Column(Source.LINE, "promo", ValueType.BOOLEAN))))
conditions = st.recursive(
    leaf,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: All(tuple(parts))),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: Either(tuple(parts))),
        inner.map(Not),
    ),
    max_leaves=4,
)
families = st.lists(st.sampled_from("FGH"), **few).map(tuple)
product_scopes = st.builds(
    lambda include, exclude: ProductScope(
        (AttributeValues("family", include),) if include else (),
        (AttributeValues("family", exclude),) if exclude else (),
    ),
    families,
    families,
)
scopes = st.builds(
    LineScope,
    events=st.just(()),
    kinds=st.sets(st.sampled_from(LineKind), min_size=1).map(lambda kinds: tuple(sorted(kinds))),
    products=product_scopes,
    territory=st.one_of(st.just(Territory()), st.just(Territory(countries=("US", "FR")))),
    where=st.one_of(st.none(), conditions),
)
measures = st.builds(Measure, kind=st.sampled_from(MeasureKind), lines=scopes)
windows = st.one_of(
    st.just(Over()),
    st.sampled_from([Over(Window.YEAR_TO_DATE), Over(Window.LIFETIME)]),
    st.integers(2, 5).map(lambda periods: Over(Window.ROLLING, periods)),
)
windowed = st.builds(Measure, kind=st.sampled_from(MeasureKind), lines=scopes, over=windows)
partner_scopes = st.builds(
    PartnerScope,
    types=st.lists(st.sampled_from(["reseller", "oem"]), **few).map(tuple),
    tiers=st.lists(st.sampled_from(["gold", "silver"]), **few).map(tuple),
    countries=st.lists(st.sampled_from(["US", "FR"]), **few).map(tuple),
    partners=st.lists(st.sampled_from(["p1", "p2"]), **few).map(tuple),
)
eligibilities = st.builds(Eligibility, st.one_of(st.just(PartnerScope()), partner_scopes), partner_scopes)
nobody_out = st.builds(Eligibility)
moments = st.one_of(st.none(), st.dates(FIRST, FIRST + timedelta(DAYS)))


@st.composite
def validities(draw):
    starts, until = draw(moments), draw(moments)
    if starts and until and until <= starts:
        starts, until = until, starts + timedelta(1)
    return Validity(starts, until)


@st.composite
def incentives(draw, level):
    method = draw(st.sampled_from(sorted(BY_LINE) if level is RoundingLevel.LINE else list(Method)))
    measure = draw(measures)
    qualifier = measure if method in ITSELF or draw(st.booleans()) else draw(windowed)
    if method is Method.FLAT:
        bounds = [None]
    else:
        least = 2 if method is Method.LINEAR else 1
        bounds = sorted(draw(st.lists(decimals(0, 60, 2), min_size=least, max_size=4, unique=True)))
    steps = []
    for lower, upper in itertools.zip_longest(bounds, bounds[1:]):
        value = draw(decimals(0, 3, 4))
        if method is Method.FIXED:
            paid = {"amount": Money(exact(int(value)), "USD")}
        elif method is Method.PER_UNIT or measure.kind is not MeasureKind.NET:
            paid = {"per_unit": value}
        else:
            paid = {"rate": Rate(value.scaleb(-1))}
        steps.append(Step(lower, upper, **paid))
    cap = draw(st.one_of(st.none(), decimals(1, 40, 2)))
    floor = draw(st.one_of(st.none(), decimals(0, 3, 2)))
    least = draw(st.one_of(st.none(), decimals(1, 12, 2)))
    limits = Limits(
        measure=draw(st.one_of(st.none(), decimals(1, 60, 2))) if level is RoundingLevel.PAYOUT else None,
        amount=Money(cap + 3, "USD") if cap is not None else None,
        floor=Money(floor, "USD") if floor is not None else None,
        minimum_payout=Money(least, "USD") if least is not None else None,
        per_year=draw(st.one_of(st.none(), decimals(1, 20, 2).map(lambda cap: Money(cap, "USD")))),
        lifetime=draw(st.one_of(st.none(), decimals(1, 30, 2).map(lambda cap: Money(cap, "USD")))),
    )
    return Incentive(
        id=draw(st.sampled_from(["a", "b-2", "Group"])),
        title="made up",
        kind="rebate",
        eligible=draw(st.one_of(nobody_out, eligibilities)),
        measure=measure,
        qualifier=qualifier,
        method=method,
        steps=tuple(steps),
        gates=tuple(draw(st.lists(st.builds(Gate, windowed, decimals(-5, 20, 1)), max_size=2))),
        limits=limits,
        validity=draw(st.one_of(st.just(Validity()), validities())),
    )


@st.composite
def programmes(draw):
    level = draw(st.sampled_from(RoundingLevel))
    fx = draw(st.sampled_from(CurrencyPolicy))
    return Programme(
        id="made-up",
        title="made up",
        currency="USD",
        calendar=Calendar(draw(st.integers(1, 12)), draw(st.sampled_from(["month", "quarter", "half", "year"]))),
        fx=fx,
        contract_rates=(("EUR", exact("1.07")),) if fx is CurrencyPolicy.CONTRACT else (),
        rounding=RoundingPolicy(draw(st.sampled_from(Rounding)), level),
        standing=draw(st.sampled_from(StandingDate)),
        members=draw(st.one_of(nobody_out, eligibilities)),
        incentives=tuple(draw(st.lists(incentives(level), min_size=1, max_size=3, unique_by=lambda one: one.id))),
        validity=draw(st.one_of(st.just(Validity()), validities())),
    )


@st.composite
def sales(draw):
    on = FIRST + timedelta(draw(st.integers(0, DAYS)))
    return {
        "partner_id": draw(st.sampled_from(["p1", "p2", "p3", "ghost"])),
        "invoice_date": on.isoformat(),
        "product_id": draw(st.sampled_from(["f1", "g1", "h1", "bare", "ghost"])),
        "quantity": draw(decimals(-3, 20, 1)),
        "net_amount": draw(decimals(-20, 60, 3)),
        "currency": draw(st.sampled_from(["USD", "EUR", "JPY", ""])),
        "kind": draw(st.sampled_from(["", "", "sale", "return", "sample", "adjustment"])),
        "country": draw(st.sampled_from(["US", "FR", "DE", ""])),
        "price": draw(st.sampled_from(["", "0", "1.00", "7.5", "11.25"])),
        "promo": draw(st.sampled_from(["", "true", "no"])),
    }


# p2 changes tier in May and is nobody in November; p3 has two types
PARTNERS = [
    ("p1", "reseller", "gold", "US", "", ""),
    ("p2", "oem", "silver", "FR", "", "2024-05-15"),
    ("p2", "oem;reseller", "gold", "FR", "2024-05-15", "2024-11-01"),
    ("p3", "reseller; oem", "lead", "", "2024-02-01", ""),
]
PRODUCTS = [("f1", "F"), ("g1", "G"), ("h1", "H"), ("bare", "")]
RATES = [("EUR", "2023-12-01", "1.1"), ("EUR", "2024-04-10", "1.0825"), ("JPY", "2024-01-15", "0.00689")]


def write(folder, name, header, rows):
    path = Path(folder) / name
    with path.open("w", newline="", encoding="utf-8") as handle:
        writer = csv.writer(handle)
        writer.writerow(header)
        writer.writerows(rows)
    return str(path)


def files(folder, lines, dated=True, parts=1):
    partners = PARTNERS if dated else [PARTNERS[0], PARTNERS[1], PARTNERS[3]]
    keep = 6 if dated else 4
    header = ("partner_id", "type", "tier", "country", "valid_from", "valid_until")[:keep]
    sold = [
        write(folder, f"sales{part}.csv", LINE, [[line[column] for column in LINE] for line in lines[part::parts]])
        for part in range(parts)
    ]
    return Inputs(
        Scan(tuple(sold)),
        write(folder, "partners.csv", header, [row[:keep] for row in partners]),
        write(folder, "products.csv", ("product_id", "family"), PRODUCTS),
        write(folder, "rates.csv", ("currency", "valid_from", "rate"), RATES),
    )


def read(path):
    with Path(path).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def by_oracle(programme, inputs, periods, as_of):
    lines = [line for file in inputs.lines.files for line in read(file)]
    try:
        return oracle.calculate(
            programme, lines, read(inputs.partners), read(inputs.products), read(inputs.rates), periods, as_of
        )
    except NoRate:
        return "no rate"


def by_plan(programme, inputs, as_of):
    with Session(programme, inputs) as session:
        periods = session.periods(as_of)
        if not periods:
            return [], []
        try:
            return periods, session.run(build(programme, periods, session.columns, as_of)).payouts()
        except InputProblem as fault:
            assert "No rate for" in str(fault)
            return periods, "no rate"


slow = settings(deadline=None, max_examples=200, suppress_health_check=list(HealthCheck))
anything = given(programmes(), st.lists(sales(), min_size=1, max_size=25), st.booleans(), st.one_of(st.none(), moments))


@slow
@anything
def test_the_plan_and_the_oracle_agree(programme, lines, dated, as_of):
    agree(programme, lines, dated, as_of)


@pytest.mark.long
@settings(slow, max_examples=2000)
@anything
def test_the_plan_and_the_oracle_agree_on_thousands(programme, lines, dated, as_of):
    agree(programme, lines, dated, as_of)


def agree(programme, lines, dated, as_of):
    with tempfile.TemporaryDirectory() as folder:
        inputs = files(folder, lines, dated)
        periods, planned = by_plan(programme, inputs, as_of)
        slowly = by_oracle(programme, inputs, periods, as_of)
        assert planned == slowly
        if planned != "no rate":
            for one in planned:
                assert one.carried_in + one.earned == one.amount + one.carried_out


@settings(slow, max_examples=10)
@given(programmes(), st.lists(sales(), min_size=2, max_size=25), st.randoms(use_true_random=False))
def test_order_of_lines_files_and_incentives_never_matters(programme, lines, random):
    shuffled = list(lines)
    random.shuffle(shuffled)
    turned = replace(programme, incentives=tuple(reversed(programme.incentives)))
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        assert by_plan(programme, files(one, lines), None) == by_plan(turned, files(other, shuffled, parts=2), None)


@settings(slow, max_examples=10)
@given(programmes(), st.lists(sales(), min_size=1, max_size=15), st.booleans())
def test_no_column_of_any_plan_is_a_float(programme, lines, dated):
    with tempfile.TemporaryDirectory() as folder:
        try:
            with local.calculate(programme, files(folder, lines, dated)) as result:
                floating = [key for key, kind in result.column_types().items() if any(word in kind for word in FLOATS)]
                assert floating == []
        except InputProblem:
            pass


FLOATS = ("DOUBLE", "FLOAT", "REAL")
