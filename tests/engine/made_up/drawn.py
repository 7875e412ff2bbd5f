"""Programmes, lines and tables drawn by a number: the whole language at once, dense enough that money is paid.

Each number gives one case, always the same. Nothing is drawn together that a check would refuse.
"""

import random
from dataclasses import replace
from datetime import timedelta

from fairway.engine.inputs import Inputs, Scan
from fairway.engine.programme import (
    AMOUNTS,
    BY_LINE,
    ITSELF,
    Attainment,
    AttributeValues,
    Baseline,
    Breadth,
    Calendar,
    Certified,
    Choosing,
    CurrencyPolicy,
    Eligibility,
    Event,
    EventWindow,
    Exemption,
    Gate,
    Group,
    Growth,
    Holdback,
    Incentive,
    Limits,
    LineKind,
    LineScope,
    Measure,
    MeasureKind,
    Method,
    Multiplier,
    NewCustomer,
    NoHistory,
    Over,
    PartnerScope,
    Payee,
    PaysOn,
    Pool,
    ProductScope,
    Programme,
    Ratio,
    ReturnsPolicy,
    RoundingLevel,
    RoundingPolicy,
    Span,
    Stack,
    StandingDate,
    Step,
    Territory,
    Threshold,
    Unit,
    Validity,
    Window,
)
from fairway.policy.conditions import Column, Comparison, Constant, Operator, Source, ValueType
from fairway.values import Money, Rate, Rounding, exact
from tests.engine.made_up.rows import DAYS, FIRST, PRODUCTS, UNITS, write

PLAIN = (*AMOUNTS, MeasureKind.QUANTITY, MeasureKind.LINES)
WHERE = (
    Comparison(Column(Source.LINE, "price", ValueType.NUMBER), Operator.GREATER, Constant(exact(3), ValueType.NUMBER)),
    Comparison(Column(Source.PARTNER, "tier", ValueType.TEXT), Operator.NOT_EQUAL, Constant("lead", ValueType.TEXT)),
)
HEADERS = {
    "sales": "line_id partner_id invoice_date product_id quantity unit net_amount gross_amount list_amount cost_amount"
    " currency kind event country price customer_id deal_id invoice_no serial_no person claimed_on original_on",
    "partners": "partner_id type tier country parent_id area partner_since valid_from valid_until",
    "products": "product_id family unit launched_on",
    "rates": "currency valid_from rate",
    "deals": "deal_id partner_id valid_from valid_until",
    "targets": "partner_id target period amount",
    "certificates": "partner_id person course valid_from valid_until",
    "splits": "partner_id incentive person share override valid_from valid_until",
    "units": "product_id unit factor",
}
RATES = [("EUR", "2022-01-01", "1.1"), ("EUR", "2024-04-10", "1.0825"), ("JPY", "2022-01-15", "0.689")]
MORE_UNITS = [*UNITS, ("ghost", "case", "2")]


class Drawn:
    """One case: a programme, lines and tables."""

    def __init__(self, number):
        self.rng = random.Random(number)
        self.ids = self.rng.choice([("p1", "p2", "p3", "p9"), ("9", "10", "11", "100")])
        self.level = self.often(RoundingLevel.PAYOUT, RoundingLevel.LINE)
        self.programme = self._programme()
        self.lines = self._lines()
        self.tables = self._tables()
        self.as_of = self.often(None, self._day(400, DAYS), times=5)

    # --- chances -----------------------------------------------------------------------------------------------------

    def often(self, usual, rare, times=3):
        """The usual value, once in a while the other."""
        return rare if self.rng.randrange(times + 1) == 0 else usual

    def chance(self, times=3):
        return self.rng.randrange(times + 1) == 0

    def number(self, low, high, places=2):
        return exact(self.rng.randint(low * 10**places, high * 10**places)).scaleb(-places)

    def money(self, low, high, places=2):
        return Money(self.number(low, high, places), "USD")

    def one(self, *values):
        return self.rng.choice(values)

    def _day(self, low=0, high=DAYS):
        return FIRST + timedelta(self.rng.randint(low, high))

    # --- the programme -----------------------------------------------------------------------------------------------

    def _programme(self):
        fx = self.one(*CurrencyPolicy)
        names = ["b-2", "a", "Group", "c4"][: self.rng.randint(1, 4)]
        found = [self._incentive(name) for name in names]
        if len(found) > 1 and self.rng.random() < 0.6:
            found = self._stacked(found)
        groups = tuple(
            Group(name, self.often(None, self.money(5, 60), 1), self.often(None, Rate(self.number(0, 1)), 1))
            for name in ("promo", "other")
            if self.chance(1)
        )
        return Programme(
            id="drawn",
            title="drawn",
            currency="USD",
            calendar=Calendar(
                self.rng.randint(1, 12), self.one("month", "quarter", "quarter", "quarter", "half", "year")
            ),
            fx=fx,
            contract_rates=(("EUR", exact("1.07")), ("JPY", exact("0.7"))) if fx is CurrencyPolicy.CONTRACT else (),
            rounding=RoundingPolicy(self.one(*Rounding), self.level),
            standing=self.one(*StandingDate),
            members=Eligibility(),
            incentives=tuple(found),
            validity=self.often(Validity(), Validity(starts=self._day(0, 400)), 6),
            groups=groups,
            exemptions=tuple(one for incentive in found for one in self._exemptions(incentive)),
        )

    def _incentive(self, name):
        unit = self.often(Unit.PERIOD, self.one(Unit.LINE, Unit.DOCUMENT, Unit.PERIOD_TO_DATE))
        payee = self.often(Payee.PARTNER, self.one(Payee.PERSON, Payee.SPLITS), 2)
        by_unit, line = unit is not Unit.PERIOD, self.level is RoundingLevel.LINE
        methods = sorted(BY_LINE) if line else list(Method)
        if unit is Unit.PERIOD_TO_DATE:
            methods = sorted(BY_LINE)
        elif by_unit:
            methods = [one for one in methods if one is not Method.ATTAINMENT]
        method = self.one(*methods)
        returns = self.one(*ReturnsPolicy)
        if returns is ReturnsPolicy.REVERSE and (method not in BY_LINE or by_unit or line):
            returns = ReturnsPolicy.RESTATE
        reverse = returns is ReturnsPolicy.REVERSE
        plain = by_unit or line or reverse
        counting = method in {Method.PER_UNIT, Method.FIXED, Method.MULTIPLES} and not plain
        kinds = tuple(MeasureKind) if counting else PLAIN
        if method is Method.PER_UNIT and not counting:
            kinds = (MeasureKind.QUANTITY, MeasureKind.LINES)
        measure = self._measure(kinds, returns, once=not by_unit and not reverse)
        pool, pays_on = None, PaysOn.WHOLE
        free = method is Method.MULTIPLES and payee is not Payee.SPLITS and self.rng.random() < 0.6
        if not plain and payee is Payee.PARTNER and not free:
            pool = self.often(
                None, Pool(self.one("parent_id", "country", "area"), self.often(None, self.number(0, 40, 1))), 2
            )
        grows = not plain and measure.kind in PLAIN and measure.lines.once_per is None
        if by_unit:
            qualifier = measure if self.chance(1) else self._measure(PLAIN, returns, once=False)
        elif method is Method.ATTAINMENT:
            qualifier = Attainment(measure, self.one("plan", "stretch"))
        elif method in ITSELF:
            qualifier = measure
        elif grows and self.chance(2):
            qualifier, pays_on = self._growth(returns, measure), self.one(*PaysOn)
        else:
            qualifier = measure if self.chance(1) else self._asked(returns, growth=not reverse)
        return Incentive(
            id=name,
            title="drawn",
            kind="rebate",
            eligible=self.often(Eligibility(), self._eligibility(), 4),
            measure=measure,
            qualifier=qualifier,
            method=method,
            steps=self._steps(method, measure, qualifier, free),
            gates=tuple(
                Gate(asked, self._bound(asked, low=True))
                for asked in (self._asked(returns, growth=not reverse) for _ in range(self.one(0, 0, 1, 2)))
            ),
            limits=self._limits(plain),
            returns=returns,
            validity=self.often(Validity(), Validity(self._day(0, 300), self._day(301, 700)), 5),
            unit=unit,
            pays_on=pays_on,
            payee=payee,
            pool=pool,
            multipliers=()
            if line or pool is not None
            else tuple(self._multiplier() for _ in range(self.one(0, 0, 1, 2))),
            every=self.number(1, 9, 1) if method is Method.MULTIPLES else None,
            worth=self.often(self.money(1, 3), None) if free else None,
        )

    def _eligibility(self):
        some = PartnerScope(tiers=("gold",)), PartnerScope(types=("reseller",)), PartnerScope(partners=(self.ids[0],))
        return Eligibility(self.one(PartnerScope(), some[0], some[1]), self.one(PartnerScope(), some[2]))

    def _scope(self, returns, once):
        kinds = set(LineKind) - ({LineKind.SAMPLE} if self.chance(1) else set())
        if returns in {ReturnsPolicy.EXCLUDE, ReturnsPolicy.REVERSE}:
            kinds -= {LineKind.RETURN}
        families = AttributeValues("family", self.one(("F",), ("F", "G"), ("G", "H")))
        since = EventWindow(*self.one((Source.PRODUCT, "launched_on"), (Source.PARTNER, "partner_since")), self._span())
        return LineScope(
            events=self.often((), (Event.SELL_OUT,), 8),
            kinds=tuple(sorted(kinds)),
            products=self.often(ProductScope(), self.one(ProductScope((families,)), ProductScope((), (families,))), 4),
            territory=self.often(Territory(), Territory(countries=("US", "FR")), 8),
            where=self.often(None, self.one(*WHERE), 6),
            registered=self.often(False, True, 9),
            since=self.often((), (since,), 9),
            claimed_within=self.often(None, self.rng.randint(0, 60), 9),
            once_per=self.often(None, self.one("serial_no", "customer_id"), 6) if once else None,
        )

    def _span(self):
        return self.one(Span(months=self.rng.randint(1, 18)), Span(days=self.rng.randint(20, 400)), Span(3, 10))

    def _measure(self, kinds, returns, once=True, windows=False):
        kind, lines, new = self.one(*kinds), self._scope(returns, once), None
        over = Over()
        if windows:
            over = self.one(
                Over(),
                Over(),
                Over(Window.YEAR_TO_DATE),
                Over(Window.LIFETIME),
                Over(Window.ROLLING, self.rng.randint(2, 4)),
            )
        if kind is MeasureKind.NEW_CUSTOMERS:
            new = NewCustomer(self.often(self._span(), None, 2), self.often(None, self.number(0, 40, 1), 1))
            lines, over = replace(lines, once_per=None), Over() if new.at_least is not None else over
        return Measure(kind, lines, over, new)

    def _growth(self, returns, measure=None):
        measure = measure or self._measure(PLAIN, returns, once=False, windows=True)
        named, policy = self.often(None, "plan"), self.one(*NoHistory)
        over = None if named else self.one(*Baseline)
        target = "stretch" if policy is NoHistory.TARGET else None
        return Growth(measure, over, named, policy, self.often(None, self.number(1, 30, 1)), target)

    def _asked(self, returns, growth=True):
        every = [*PLAIN, *PLAIN, *MeasureKind]
        what = self.rng.randrange(10)
        if what < 4 or (what == 4 and not growth):
            return self._measure(every, returns, windows=True)
        if what == 4:
            return self._growth(returns)
        if what == 5:
            return Attainment(self._measure(PLAIN, returns, windows=True), self.one("plan", "stretch"))
        if what in {6, 7}:
            return Ratio(self._measure(every, returns, windows=True), self._measure(every, returns, windows=True))
        if what == 8:
            measures = [self._measure(every, returns, windows=True) for _ in range(self.rng.randint(1, 3))]
            return Breadth(tuple(Threshold(one, self._bound(one)) for one in measures))
        return Certified("sales")

    def _bound(self, asked, low=False):
        match asked:
            case Growth() | Attainment() | Ratio():
                return self.number(-1, 0 if low else 2)
            case Breadth() | Certified():
                return exact(self.rng.randint(0, 1 if low else 2))
            case Measure(kind=kind) if kind in AMOUNTS:
                return self.number(-20, 30 if low else 200)
            case _:
                return self.number(-1, 2 if low else 20, 1)

    def _steps(self, method, measure, qualifier, free):
        least, most = (2, 4) if method is Method.LINEAR else (1, 1) if method is Method.FLAT else (1, 4)
        bounds = sorted({self._bound(qualifier, low=self.chance(1)) for _ in range(self.rng.randint(least, most))})
        if method is Method.LINEAR and len(bounds) < 2:
            bounds.append(bounds[0] + 1)
        if method not in {Method.LINEAR} and self.chance(1):
            bounds[0] = None
        found = []
        for lower, upper in zip(bounds, [*bounds[1:], None], strict=True):
            value = self.number(0, 3, 4)
            if free:
                paid = {"free": exact(self.rng.randint(0, 3))}
            elif method in {Method.FIXED, Method.MULTIPLES}:
                paid = {"amount": self.money(0, 9)}
            elif method is Method.PER_UNIT or measure.kind not in AMOUNTS:
                paid = {"per_unit": value}
            else:
                paid = {"rate": Rate(value.scaleb(-1))}
            found.append(Step(lower, upper, **paid))
        return tuple(found)

    def _limits(self, plain):
        cap = self.often(None, self.money(6, 40))
        return Limits(
            measure=None if plain else self.often(None, self.number(1, 200)),
            amount=cap,
            floor=self.often(None, self.money(0, 6)),
            minimum_payout=self.often(None, self.money(0, 20)),
            per_year=self.often(None, self.money(1, 60), 5),
            lifetime=self.often(None, self.money(1, 90), 5),
            guarantee=self.often(None, self.money(0, 9), 5),
            budget_per_year=self.often(None, self.money(0, 60), 5),
            budget=self.often(None, self.money(0, 90), 5),
            holdback=self.often(None, Holdback(Rate(self.number(0, 1, 3)), self.rng.randint(1, 3)), 4),
        )

    def _multiplier(self):
        values = self.rng.sample(["reseller", "oem", "gold", "silver", "US", "north"], 4)
        factors = tuple((value, self.one(exact("0.5"), exact("1.25"), exact(2))) for value in values)
        return Multiplier(self.one("type", "tier", "country", "area"), factors, self.one(exact(1), exact("0.75")))

    def _stacked(self, found):
        placed, choosing = [], self.one(*Choosing)
        for one in found:
            stack = None
            if one.payee is not Payee.PERSON and self.rng.random() < 0.8:
                before = [each.id for each in placed if each.payee is one.payee]
                waits = before and one.unit is Unit.PERIOD and self.level is RoundingLevel.PAYOUT
                after = (self.one(*before),) if waits and one.measure.kind in AMOUNTS and self.chance(1) else ()
                stack = Stack(self.one("promo", "promo", "other"), self.rng.randint(0, 2), after)
                if not after and self.chance(1):
                    stack = Stack("promo", stack.order, (), choosing, "set")
            placed.append(replace(one, stack=stack))
        self.rng.shuffle(placed)
        return placed

    def _exemptions(self, incentive):
        if incentive.pool is not None or not self.chance():
            return
        value = None
        if self.chance(1):
            value = self.number(0, 1, 3)
            if incentive.method in {Method.FIXED, Method.MULTIPLES}:
                value = exact(self.rng.randint(0, 9))
        span = self.one(Validity(), Validity(self._day(0, 300), self._day(301, 700)))
        plain = incentive.unit is not Unit.PERIOD or incentive.returns is ReturnsPolicy.REVERSE
        uncapped = self.chance(1) and not plain
        yield Exemption(self.ids[0], incentive.id, "agreed", span, value, self.chance(1), uncapped)

    # --- lines and tables --------------------------------------------------------------------------------------------

    def _lines(self):
        return [self._line(str(number)) for number in range(1, self.rng.randint(20, 60))]

    def _line(self, line_id):
        on, sign = self._day(), -1 if self.chance(6) else 1
        amounts = [str(sign * self.number(1, 60, self.one(0, 2, 3))) for _ in range(4)]
        origin = (on - timedelta(self.rng.randint(0, 250))).isoformat() if sign < 0 and not self.chance(2) else ""
        columns = {
            "line_id": line_id,
            "partner_id": self.one(*self.ids, *self.ids, self.ids[0], "77" if self.ids[0].isdigit() else "ghost"),
            "invoice_date": on.isoformat(),
            "product_id": self.one("f1", "f1", "g1", "h1", "bare", "ghost"),
            "quantity": str(sign * self.number(0, 9, self.one(0, 0, 1))),
            "unit": self.one("", "", "", "case"),
            "net_amount": amounts[0],
            "gross_amount": amounts[1],
            "list_amount": amounts[2],
            "cost_amount": str(self.number(0, 20)),
            "currency": self.one("USD", "USD", "USD", "", "EUR", "JPY"),
            "kind": self.one("", "", "", "", "sale" if sign > 0 else "return", "sample", "adjustment"),
            "event": self.one("", "sell_in", "sell_out", "sell_out"),
            "country": self.one("US", "FR", "DE", ""),
            "price": self.one("", "1.00", "7.5", "11.25"),
            "customer_id": self.one("", "c1", "c2", "c3", "c4", "c5"),
            "deal_id": self.one("", "d1", "d2"),
            "invoice_no": self.one("", "i1", "i2", "i3", "i4"),
            "serial_no": self.one("", "s1", "s2", "s3", "s4", "s5", "s6"),
            "person": self.one("", "ann", "bob"),
            "claimed_on": self.one("", (on + timedelta(self.rng.randint(0, 70))).isoformat()),
            "original_on": origin,
        }
        return [columns[name] for name in HEADERS["sales"].split()]

    def _tables(self):
        one, two, three, parent = self.ids
        changed = "2023-10-15"
        dated = self.chance(1)
        second = [(two, "oem", "silver", "FR", "", "south", "2023-08-20", "", changed if dated else "")]
        if dated:
            second.append((two, "oem;reseller", "gold", "FR", parent, "north", "2023-08-20", changed, "2024-11-01"))
        periods = list(self.programme.calendar.fiscal.periods(FIRST, FIRST + timedelta(DAYS)))
        return {
            "partners": [
                (one, "reseller", "gold", "US", two, "north", "2023-03-01", "", ""),
                *second,
                (three, "reseller; oem", "lead", "", parent, "", "", "2023-02-01" if dated else "", ""),
                (parent, "distributor", "gold", "US", "", "north", "2020-01-01", "", ""),
            ],
            "products": PRODUCTS,
            "rates": RATES,
            "units": MORE_UNITS,
            "deals": [("d1", one, "2023-02-01", "2024-06-01"), ("d1", two, "", ""), ("d2", three, "2023-05-01", "")],
            "targets": [
                (partner, name, period.label, self.number(-5 if self.chance(9) else 10, 150))
                for partner in self.ids
                for name in ("plan", "stretch")
                for period in periods
                if not self.chance(6)
            ],
            "certificates": [
                (partner, person, "sales", self.one("", self._day(0, 300)), self.one("", self._day(301, 700)))
                for partner in self.ids
                for person in ("ann", "bob", "cy")
                if self.chance(1)
            ],
            "splits": [row for partner in self.ids[:3] for row in self._splits(partner)],
        }

    def _splits(self, partner):
        shares = self.one((), ("100",), ("60", "40"), ("33.34", "33.33", "33.33"), ("25",) * 4, ("99.9", "0.1"))
        for person, share in zip(("bob", "ann", "cy", "eve"), shares, strict=False):
            yield partner, "", person, share, self.one("", "", "2", "0.75"), "", ""
        if self.chance(1):
            yield partner, self.one("", "a"), "max", "", self.one("1", "2.5"), self.one("", self._day()), ""

    def inputs(self, folder, *, lines=None, parts=1):
        """Write everything as files; the lines in an order and a number of files that are asked for."""
        lines = self.lines if lines is None else lines
        sold = [
            write(folder, f"sales{part}.csv", HEADERS["sales"].split(), lines[part::parts]) for part in range(parts)
        ]
        tables = {name: write(folder, f"{name}.csv", HEADERS[name].split(), rows) for name, rows in self.tables.items()}
        return Inputs(Scan(tuple(sold)), **tables)
