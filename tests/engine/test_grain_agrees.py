"""Whatever is asked of the lines, the plan and the oracle count the same, for any programme and any lines."""

import csv
import tempfile
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fairway.engine.backends.local import Session
from fairway.engine.inputs import Inputs, Scan
from fairway.engine.oracle import Facts, NoRate
from fairway.engine.oracle.facts import NoUnit
from fairway.engine.oracle.lines import Role
from fairway.engine.oracle.sums import Sums
from fairway.engine.plan.grain import Grain
from fairway.engine.plan.lines import valid
from fairway.engine.programme import (
    IDS,
    AttributeValues,
    Eligibility,
    EventWindow,
    LineKind,
    LineScope,
    Measure,
    MeasureKind,
    NewCustomer,
    PartnerScope,
    Payee,
    ProductScope,
    ReturnsPolicy,
    Span,
    StandingDate,
    Validity,
)
from fairway.policy.conditions import Column, Comparison, Constant, Operator, Source, ValueType
from fairway.values import exact, plus
from tests.engine.test_grain import PLAIN

FIRST, DAYS = date(2024, 1, 1), 250
LINE = (
    "line_id", "partner_id", "invoice_date", "product_id", "quantity", "unit", "net_amount", "gross_amount",
    "list_amount", "cost_amount", "currency", "kind", "original_on", "customer_id", "deal_id", "invoice_no",
    "serial_no", "person", "claimed_on", "started",
)  # fmt: skip
PARTNERS = [
    ("p1", "gold", "", "", ""),
    ("p2", "silver", "", "2024-05-15", "2024-03-01"),
    ("p2", "gold", "2024-05-15", "2024-08-01", "2024-03-01"),
    ("p3", "lead", "2024-02-01", "", "2024-01-31"),
]
PRODUCTS = [("f1", "F", "each", "2024-02-29"), ("g1", "G", "m", ""), ("bare", "", "", "2024-06-30")]
UNITS = [("f1", "case", "12"), ("g1", "case", "0.5"), ("bare", "case", "3"), ("ghost", "case", "2")]
DEALS = [
    ("d1", "p1", "2024-02-01", "2024-05-01"), ("d1", "p1", "2024-04-01", ""), ("d2", "p2", "", "2024-03-31"),
    ("d1", "p3", "", ""), ("d2", "p1", "2024-03-01", "2024-03-02"), ("d2", "p1", "2024-03-02", "2024-04-02"),
]  # fmt: skip
RATES = [("EUR", "2023-12-01", "1.1"), ("EUR", "2024-04-10", "1.0825")]


def decimals(low, high, places):
    return st.integers(low * 10**places, high * 10**places).map(lambda number: exact(number).scaleb(-places))


def some(*values):
    return st.sampled_from(["", *values])


days = st.integers(0, DAYS).map(lambda number: FIRST + timedelta(days=number))
spans = st.builds(Span, months=st.integers(0, 3), days=st.integers(0, 40)).filter(lambda span: span.months or span.days)
windows = st.one_of(
    st.builds(EventWindow, st.just(Source.LINE), st.just("started"), spans),
    st.builds(EventWindow, st.just(Source.PRODUCT), st.just("launched_on"), spans),
    st.builds(EventWindow, st.just(Source.PARTNER), st.just("partner_since"), spans),
)
TIER = Column(Source.PARTNER, "tier", ValueType.TEXT)
TWO, F, GOLD = Constant(exact(2), ValueType.NUMBER), Constant("F", ValueType.TEXT), Constant("gold", ValueType.TEXT)
conditions = st.sampled_from(
    [
        Comparison(Column(Source.LINE, "quantity", ValueType.NUMBER), Operator.GREATER, TWO),
        Comparison(Column(Source.PRODUCT, "family", ValueType.TEXT), Operator.EQUAL, F),
        Comparison(TIER, Operator.NOT_EQUAL, GOLD),
        Comparison(Column(Source.LINE, "customer_id", ValueType.TEXT), Operator.NOT_EQUAL, TIER),
    ]
)
families = st.sampled_from(["F", "G"]).map(lambda name: (AttributeValues("family", (name,)),))
scopes = st.builds(
    LineScope,
    events=st.just(()),
    kinds=st.sampled_from([tuple(LineKind), (LineKind.SALE, LineKind.RETURN), (LineKind.SALE,)]),
    products=st.one_of(
        st.just(ProductScope()), families.map(ProductScope), families.map(lambda out: ProductScope((), out))
    ),
    where=st.one_of(st.none(), st.none(), conditions),
    registered=st.sampled_from([False, False, False, True]),
    since=st.one_of(st.just(()), st.just(()), windows.map(lambda one: (one,))),
    claimed_within=st.one_of(st.none(), st.none(), st.integers(0, 40)),
)
terms = st.builds(NewCustomer, st.one_of(st.none(), spans), st.one_of(st.none(), decimals(0, 60, 0)))


@st.composite
def incentives(draw, place):
    kind, lines = draw(st.sampled_from(MeasureKind)), draw(scopes)
    new = draw(terms) if kind is MeasureKind.NEW_CUSTOMERS else None
    if new is None and draw(st.integers(0, 2)) == 0:
        lines = replace(lines, once_per=draw(st.sampled_from(["serial_no", "customer_id"])))
    measure = Measure(kind, lines, new=new)
    tiers = draw(st.sampled_from([(), (), ("gold",), ("gold", "lead")]))
    starts, until = draw(st.one_of(st.none(), days)), draw(st.one_of(st.none(), days))
    return replace(
        PLAIN.incentives[0],
        id=f"i{place}",
        measure=measure,
        qualifier=measure,
        eligible=Eligibility(PartnerScope(tiers=tiers)),
        validity=Validity(starts, until if until is None or starts is None or starts < until else None),
        returns=draw(st.sampled_from(ReturnsPolicy)),
        payee=draw(st.sampled_from([Payee.PARTNER, Payee.PARTNER, Payee.PERSON])),
    )


@st.composite
def programmes(draw):
    return replace(
        PLAIN,
        standing=draw(st.sampled_from(StandingDate)),
        incentives=tuple(draw(incentives(place)) for place in range(draw(st.integers(1, 4)))),
    )


@st.composite
def sales(draw, numbered):
    on, product = draw(days), draw(st.sampled_from(["f1", "g1", "bare", "ghost"]))
    own = {"f1": "each", "g1": "m"}.get(product, "")
    return {
        "line_id": draw(st.integers(0, 10**6)) if numbered else draw(st.text("ab019", min_size=1, max_size=6)),
        "partner_id": draw(st.sampled_from(["p1", "p2", "p3", "p4"])),
        "invoice_date": on,
        "product_id": product,
        "quantity": draw(decimals(-3, 20, 1)),
        "unit": draw(st.sampled_from([*["", "case", own] * 40, "each"])),
        "net_amount": draw(decimals(-20, 60, 2)),
        "gross_amount": draw(decimals(-20, 60, 3)),
        "list_amount": draw(decimals(-20, 60, 1)),
        "cost_amount": draw(decimals(-20, 60, 4)),
        "currency": draw(st.sampled_from(["", "USD", "USD", "EUR"])),
        "kind": draw(some("", "", "sale", "return", "sample", "adjustment")),
        "original_on": draw(st.one_of(st.just(""), st.just(""), days)),
        "customer_id": draw(some("c1", "c2", "gold")),
        "deal_id": draw(some("d1", "d2", "d3")),
        "invoice_no": draw(some("n1", "n2")),
        "serial_no": draw(some("s1", "s2", "s3")),
        "person": draw(some("ann", "ben")),
        "claimed_on": draw(st.one_of(st.just(""), st.integers(-5, 45).map(lambda more: on + timedelta(days=more)))),
        "started": draw(st.one_of(st.just(""), days)),
    }


def write(folder, name, header, rows):
    path = Path(folder) / f"{name}.csv"
    with path.open("w", newline="", encoding="utf-8") as handle:
        writer = csv.writer(handle)
        writer.writerow(header)
        writer.writerows(rows)
    return str(path)


def tables(folder, lines):
    return Inputs(
        Scan((write(folder, "sales", LINE, [[line[column] for column in LINE] for line in lines]),)),
        write(folder, "partners", ("partner_id", "tier", "valid_from", "valid_until", "partner_since"), PARTNERS),
        write(folder, "products", ("product_id", "family", "unit", "launched_on"), PRODUCTS),
        write(folder, "rates", ("currency", "valid_from", "rate"), RATES),
        deals=write(folder, "deals", ("deal_id", "partner_id", "valid_from", "valid_until"), DEALS),
        units=write(folder, "units", ("product_id", "unit", "factor"), UNITS),
    )


def read(path):
    with Path(path).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def by_oracle(programme, inputs, periods, as_of):
    """Of each incentive, owner and period: what counts, and how many lines; and what is taken back."""
    facts = Facts.of(
        programme, read(inputs.partners), read(inputs.products), read(inputs.rates), as_of,
        deals=read(inputs.deals), units=read(inputs.units), lines=read(inputs.lines.files[0]),
    )  # fmt: skip
    sums, found = Sums(facts), {}
    for one in programme.incentives:
        for owner in sums.counted(one, one.measure):
            for period in periods:
                parts = sums.parts(one, one.measure, owner, period)
                if parts:
                    total = exact(0)
                    for part in parts:
                        total = plus(total, part)
                    found[one.id, *owner, period.label] = (total, len(parts))
        if one.returns is ReturnsPolicy.REVERSE:
            for owner, counted in sums.counted(one, one.measure, Role.TAKEN_BACK).items():
                for period in periods:
                    held = sum(1 for line in counted if line.on in period)
                    if held:
                        found[one.id, *owner, period.label, "back"] = held
    return found


def by_plan(programme, inputs, as_of):
    with Session(programme, inputs) as session:
        periods, _ = session.asked(None, as_of)
        if not periods:
            return [], {}
        grain = Grain(programme, periods, session.columns, as_of)
        for relation in grain.relations():
            session.con.execute(f"CREATE TEMP TABLE {relation.name} AS {relation.sql}")
        found = {}
        for one in programme.incentives:
            keys = ", ".join(f"m.{key}" for key in grain.keys(one))
            span = " AND e.span_no = m.span_no" if grain.dated else ""
            held = " AND ".join(valid(programme.validity, one.validity)) or "TRUE"
            name = grain.column(one, one.measure)
            joins = (
                f"JOIN spans AS q ON q.span_no = m.span_no JOIN {grain.eligible(one)} AS e"
                f" ON e.partner_id = m.partner_id{span} JOIN periods AS h ON h.period_no = q.period_no WHERE {held}"
            )
            unrated = ", sum({}) AS lost" if grain.unrated(one.measure) else ", 0 AS lost"
            if one.measure.kind in IDS:
                sql = (
                    f"SELECT {keys}, m.period, count(*) FILTER (WHERE quantity > 0), sum(lines), sum(lost) FROM (SELECT"
                    f" {keys}, h.period, m.id, sum(m.quantity) AS quantity, sum(m.lines) AS lines"
                    f"{unrated.format('m.unrated')} FROM {grain.ids(one, one.measure)} AS m {joins} GROUP BY ALL) AS m"
                    " GROUP BY ALL"
                )
            else:
                sql = (
                    f"SELECT {keys}, h.period, sum(m.{name}), sum(m.{name}_lines){unrated.format(f'm.{name}_unrated')}"
                    f" FROM {grain.measured(one)} AS m {joins} GROUP BY ALL"
                )
            for *owner, period, total, lines, lost in session.con.execute(sql).fetchall():
                if lost:
                    return periods, "cannot be told"
                if lines:
                    owner = owner if len(owner) == 2 else [*owner, ""]
                    found[one.id, *owner, period] = (exact(total), lines)
            if one.returns is ReturnsPolicy.REVERSE:
                for *owner, period, lines in session.con.execute(
                    f"SELECT {keys}, h.period, sum(m.lines) FROM {grain.returned(one)} AS m"
                    " JOIN periods AS h ON h.period_no = m.period_no GROUP BY ALL"
                ).fetchall():
                    owner = owner if len(owner) == 2 else [*owner, ""]
                    found[one.id, *owner, period, "back"] = lines
        return periods, found


def agree(programme, lines, as_of):
    lines = list({str(line["line_id"]): line for line in lines}.values())
    with tempfile.TemporaryDirectory() as folder:
        inputs = tables(folder, lines)
        periods, planned = by_plan(programme, inputs, as_of)
        try:
            slowly = by_oracle(programme, inputs, periods, as_of)
        except (NoRate, NoUnit):
            slowly = "cannot be told"
        assert planned == slowly


slow = settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
anything = given(
    programmes(),
    st.booleans().flatmap(lambda numbered: st.lists(sales(numbered), min_size=1, max_size=25)),
    st.one_of(st.none(), days),
)


@slow
@anything
def test_the_plan_and_the_oracle_count_the_same(programme, lines, as_of):
    agree(programme, lines, as_of)


@pytest.mark.long
@settings(slow, max_examples=1500)
@anything
def test_the_plan_and_the_oracle_count_the_same_thousands_of_times(programme, lines, as_of):
    agree(programme, lines, as_of)
