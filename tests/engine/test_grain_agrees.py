"""Whatever is asked of the lines, the plan and the oracle count the same, for any programme and any lines."""

import csv
import tempfile
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest

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

CANNOT = "cannot be told"
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


TIER = Column(Source.PARTNER, "tier", ValueType.TEXT)
CONDITIONS = (
    Comparison(
        Column(Source.LINE, "quantity", ValueType.NUMBER), Operator.GREATER, Constant(exact(2), ValueType.NUMBER)
    ),
    Comparison(Column(Source.PRODUCT, "family", ValueType.TEXT), Operator.EQUAL, Constant("F", ValueType.TEXT)),
    Comparison(TIER, Operator.NOT_EQUAL, Constant("gold", ValueType.TEXT)),
    Comparison(Column(Source.LINE, "customer_id", ValueType.TEXT), Operator.NOT_EQUAL, TIER),
)
EVENTS = ((Source.LINE, "started"), (Source.PRODUCT, "launched_on"), (Source.PARTNER, "partner_since"))


class Made:
    """What a number makes: a programme and lines that nobody would think of."""

    def __init__(self, seed):
        self.random = Random(seed)

    def one(self, *values):
        return self.random.choice(values)

    def rarely(self, value, otherwise, times=5):
        """The value once in several times."""
        return value if self.random.randrange(times) == 0 else otherwise

    def number(self, low, high, places):
        return exact(self.random.randint(low * 10**places, high * 10**places)).scaleb(-places)

    def day(self):
        return FIRST + timedelta(days=self.random.randint(0, DAYS))

    def span(self):
        return Span(self.random.randint(0, 3), self.random.randint(1, 40))

    def scope(self):
        family = (AttributeValues("family", (self.one("F", "G"),)),)
        return LineScope(
            events=(),
            kinds=self.one(tuple(LineKind), (LineKind.SALE, LineKind.RETURN), (LineKind.SALE,)),
            products=self.one(ProductScope(), ProductScope(), ProductScope(family), ProductScope((), family)),
            where=self.rarely(self.one(*CONDITIONS), None),
            registered=self.rarely(True, False),
            since=self.rarely((EventWindow(*self.one(*EVENTS), self.span()),), ()),
            claimed_within=self.rarely(self.random.randint(0, 40), None),
        )

    def incentive(self, place):
        kind, lines = self.one(*MeasureKind), self.scope()
        adds = kind not in {*IDS, MeasureKind.NEW_CUSTOMERS}
        new = None
        if kind is MeasureKind.NEW_CUSTOMERS:
            new = NewCustomer(self.one(None, self.span()), self.one(None, self.number(0, 60, 0)))
        else:
            lines = replace(lines, once_per=self.rarely(self.one("serial_no", "customer_id"), None, 3))
        returns = self.one(*(one for one in ReturnsPolicy if adds or one is not ReturnsPolicy.REVERSE))
        if returns is ReturnsPolicy.EXCLUDE:  # a checked programme leaves them out of the kinds
            lines = replace(lines, kinds=tuple(kind for kind in lines.kinds if kind is not LineKind.RETURN))
        starts, until = sorted([self.day(), self.day() + timedelta(days=1)])
        measure = Measure(kind, lines, new=new)
        return replace(
            PLAIN.incentives[0],
            id=f"i{place}",
            measure=measure,
            qualifier=measure,
            eligible=Eligibility(PartnerScope(tiers=self.one((), (), ("gold",), ("gold", "lead")))),
            validity=self.rarely(Validity(starts, until), Validity()),
            returns=returns,
            payee=self.rarely(Payee.PERSON, Payee.PARTNER),
        )

    def programme(self):
        incentives = tuple(self.incentive(place) for place in range(self.random.randint(1, 5)))
        return replace(PLAIN, standing=self.one(*StandingDate), incentives=incentives)

    def line(self, number):
        on, product = self.day(), self.one("f1", "g1", "bare", "ghost")
        own = {"f1": "each", "g1": "m"}.get(product, "")
        return {
            "line_id": number,
            "partner_id": self.one("p1", "p2", "p3", "p4"),
            "invoice_date": on,
            "product_id": product,
            "quantity": self.number(-3, 20, 1),
            "unit": self.rarely("each", self.one("", "case", own), 150),
            "net_amount": self.number(-10, 60, 2),
            "gross_amount": self.number(-20, 60, 3),
            "list_amount": self.number(-20, 60, 1),
            "cost_amount": self.number(-20, 60, 4),
            "currency": self.rarely("JPY", self.one("", "USD", "EUR"), 300),
            "kind": self.one("", "", "", "sale", "return", "sample", "adjustment"),
            "original_on": self.one("", self.day()),
            "customer_id": self.one("", "c1", "c2", "c3", "gold"),
            "deal_id": self.one("d1", "d2", "d3", ""),
            "invoice_no": self.one("", "n1", "n2", "n3"),
            "serial_no": self.one("", "s1", "s2", "s3", "s4"),
            "person": self.one("", "ann", "ben"),
            "claimed_on": self.one("", on + timedelta(days=self.random.randint(-5, 45))),
            "started": self.one("", on - timedelta(days=self.random.randint(-5, 60))),
        }

    def lines(self):
        count = self.random.randint(5, 40)
        numbers = self.random.sample(range(1000), count)
        if self.one(True, False):
            numbers = [f"{number:04}" if number % 2 else f"x{number}" for number in numbers]
        return [self.line(number) for number in numbers]


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
                    return periods, CANNOT
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


@pytest.mark.parametrize("seed", range(60))
def test_the_plan_and_the_oracle_count_the_same(seed):
    agree(seed)


@pytest.mark.long
def test_the_plan_and_the_oracle_count_the_same_thousands_of_times():
    for seed in range(60, 3000):
        agree(seed)


def agree(seed):
    made = Made(seed)
    programme, lines, as_of = made.programme(), made.lines(), made.rarely(made.day(), None)
    with tempfile.TemporaryDirectory() as folder:
        inputs = tables(folder, lines)
        periods, planned = by_plan(programme, inputs, as_of)
        try:
            slowly = by_oracle(programme, inputs, periods, as_of)
        except (NoRate, NoUnit):
            slowly = CANNOT
        assert planned == slowly, f"seed {seed}"
    return planned
