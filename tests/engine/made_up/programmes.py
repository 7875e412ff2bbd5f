"""Programmes of the complete language, as Hypothesis makes them up: nothing that check would refuse."""

import itertools
from dataclasses import replace
from datetime import timedelta

from hypothesis import strategies as st

from fairway.engine.programme import (
    AMOUNTS,
    BY_LINE,
    IDS,
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
from fairway.policy.conditions import Source
from fairway.values import Money, Rate, Rounding, exact
from tests.engine.made_up.conditions import conditions
from tests.engine.made_up.rows import DAYS, FIRST, decimals

few = {"min_size": 0, "max_size": 2, "unique": True}


def rarely(strategy, otherwise, times=4):
    """The strategy once in a while, otherwise the given value (`one_of` takes equal strategies for one)."""
    return st.integers(0, times).flatmap(lambda chance: strategy if chance == times else st.just(otherwise))


families = st.lists(st.sampled_from("FGH"), **few).map(tuple)
product_scopes = st.builds(
    lambda include, exclude: ProductScope(
        (AttributeValues("family", include),) if include else (),
        (AttributeValues("family", exclude),) if exclude else (),
    ),
    families,
    families,
)
spans = st.one_of(st.integers(1, 12).map(lambda n: Span(months=n)), st.integers(5, 200).map(lambda n: Span(days=n)))
event_windows = st.one_of(
    st.builds(EventWindow, st.just(Source.PRODUCT), st.just("launched_on"), spans),
    st.builds(EventWindow, st.just(Source.PARTNER), st.just("partner_since"), spans),
)


@st.composite
def scopes(draw):
    kinds = draw(st.sets(st.sampled_from(LineKind), min_size=1))
    return LineScope(
        events=draw(rarely(st.just((Event.SELL_OUT,)), (), 9)),
        kinds=tuple(sorted(kinds)) if draw(rarely(st.just(True), False)) else tuple(sorted(LineKind)),
        products=draw(rarely(product_scopes, ProductScope())),
        territory=draw(rarely(st.just(Territory(countries=("US", "FR"))), Territory(), 9)),
        where=draw(rarely(conditions, None, 9)),
        registered=draw(rarely(st.just(True), False, 14)),
        since=draw(rarely(event_windows.map(lambda one: (one,)), (), 14)),
        claimed_within=draw(rarely(st.integers(0, 60), None, 14)),
        once_per=draw(rarely(st.sampled_from(["serial_no", "customer_id"]), None, 8)),
    )


PLAIN = [*AMOUNTS, MeasureKind.QUANTITY, MeasureKind.LINES]
windows = st.one_of(
    st.just(Over()),
    st.just(Over()),
    st.sampled_from([Over(Window.YEAR_TO_DATE), Over(Window.LIFETIME)]),
    st.integers(2, 5).map(lambda periods: Over(Window.ROLLING, periods)),
)


PERIOD = st.just(Over())


@st.composite
def measures(draw, kinds=(), over=PERIOD):
    kind = draw(st.sampled_from(list(kinds) or [*PLAIN, *PLAIN, *MeasureKind]))
    lines = draw(scopes())
    new = None
    if kind is MeasureKind.NEW_CUSTOMERS:
        new = NewCustomer(draw(st.one_of(st.none(), spans)), draw(st.one_of(st.none(), decimals(0, 20, 1))))
        lines = replace(lines, once_per=None)
    return Measure(kind, lines, draw(over) if new is None or new.at_least is None else Over(), new)


@st.composite
def growths(draw, measure=None):
    measure = measure or draw(measures(PLAIN, windows))
    measure = replace(measure, lines=replace(measure.lines, once_per=None))
    named = draw(rarely(st.just("plan"), None, 3))
    policy = draw(st.sampled_from(NoHistory))
    return Growth(
        measure,
        None if named else draw(st.sampled_from(Baseline)),
        named,
        policy,
        draw(st.one_of(st.none(), decimals(1, 20, 1))),
        "stretch" if policy is NoHistory.TARGET else None,
    )


def attainments(measure=None):
    held = st.just(measure) if measure is not None else measures(PLAIN, windows)
    return st.builds(Attainment, held, st.sampled_from(["plan", "stretch"]))


thresholds = st.builds(Threshold, measures(over=windows), decimals(-2, 15, 1))
breadths = st.lists(thresholds, min_size=1, max_size=3).map(lambda parts: Breadth(tuple(parts)))
asked = st.one_of(
    measures(over=windows),
    measures(over=windows),
    growths(),
    attainments(),
    st.builds(Ratio, measures(over=windows), measures(over=windows)),
    breadths,
    st.just(Certified("sales")),
)
partner_scopes = st.builds(
    PartnerScope,
    types=st.lists(st.sampled_from(["reseller", "oem"]), **few).map(tuple),
    tiers=st.lists(st.sampled_from(["gold", "silver"]), **few).map(tuple),
    countries=st.lists(st.sampled_from(["US", "FR"]), **few).map(tuple),
    partners=st.lists(st.sampled_from(["p1", "p2"]), **few).map(tuple),
)
eligibilities = rarely(
    st.builds(Eligibility, st.one_of(st.just(PartnerScope()), partner_scopes), partner_scopes), Eligibility(), 9
)
moments = st.one_of(st.none(), st.dates(FIRST, FIRST + timedelta(DAYS)))


@st.composite
def spells(draw):
    starts, until = draw(moments), draw(moments)
    if starts and until and until <= starts:
        starts, until = until, starts + timedelta(1)
    return Validity(starts, until)


validities = rarely(spells(), Validity(), 9)


def money(low, high, places=2):
    return decimals(low, high, places).map(lambda amount: Money(amount, "USD"))


multipliers = st.builds(
    Multiplier,
    st.sampled_from(["type", "tier", "country", "area"]),
    st.lists(
        st.tuples(
            st.sampled_from(["reseller", "oem", "gold", "silver", "US", "north"]),
            st.sampled_from([exact("0.5"), exact("1.25"), exact(2)]),
        ),
        min_size=1,
        max_size=3,
        unique_by=lambda pair: pair[0],
    ).map(tuple),
    st.sampled_from([exact(1), exact("0.75"), exact(0)]),
)


def maybe(strategy, times=3):
    return rarely(strategy, None, times)


@st.composite
def limits(draw, *, keeps=True):
    cap = draw(maybe(decimals(1, 40, 2)))
    return Limits(
        measure=draw(maybe(decimals(1, 60, 2))) if keeps else None,
        amount=Money(cap + 3, "USD") if cap is not None else None,
        floor=draw(maybe(money(0, 3))),
        minimum_payout=draw(maybe(money(1, 12))),
        per_year=draw(maybe(money(1, 20), 5)),
        lifetime=draw(maybe(money(1, 30), 5)),
        guarantee=draw(maybe(money(0, 6), 5)),
        budget_per_year=draw(maybe(money(0, 20), 5)),
        budget=draw(maybe(money(0, 30), 5)),
        holdback=draw(maybe(st.builds(Holdback, decimals(0, 1, 3).map(lambda rate: Rate(rate)), st.integers(1, 3)), 4)),
    )


@st.composite
def steps(draw, method, measure, qualifier, free):
    ratio = isinstance(qualifier, Growth | Attainment | Ratio)
    if method is Method.FLAT and draw(st.booleans()):
        bounds = [None]
    else:
        least = 2 if method is Method.LINEAR else 1
        drawn = decimals(-1, 1, 2) if ratio else decimals(0, 30, 1)
        if isinstance(qualifier, Breadth | Certified):
            drawn = st.integers(0, 3).map(exact)
        bounds = sorted(draw(st.lists(drawn, min_size=least, max_size=1 if method is Method.FLAT else 4, unique=True)))
        if method in {Method.ATTAINMENT, Method.MARGINAL, Method.TOTAL} and draw(st.booleans()):
            bounds[0] = None
    found = []
    for lower, upper in itertools.zip_longest(bounds, bounds[1:]):
        value = draw(decimals(0, 3, 4).filter(bool))
        if free:
            paid = {"free": exact(int(value))}
        elif method in {Method.FIXED, Method.MULTIPLES}:
            paid = {"amount": Money(exact(int(value)), "USD")}
        elif method is Method.PER_UNIT or measure.kind not in AMOUNTS:
            paid = {"per_unit": value}
        else:
            paid = {"rate": Rate(value.scaleb(-1))}
        found.append(Step(lower, upper, **paid))
    return tuple(found)


COUNTS = [Method.PER_UNIT, Method.FIXED, Method.MULTIPLES]
TO_DATE = [Method.FLAT, Method.RETROACTIVE, Method.TOTAL, Method.LINEAR, Method.PER_UNIT]


FAMILIES = ["plain", "plain", "asked", "growth", "pool", "person", "splits", "counts"]
BY_LINE_FAMILIES = ["plain", "asked", "unit", "person", "splits"]


@st.composite
def incentives(draw, name, level):
    """One incentive. What would be refused together is not drawn together."""
    line = level is RoundingLevel.LINE
    family = draw(st.sampled_from(BY_LINE_FAMILIES if line else [*FAMILIES, "unit", "reverse", "multiples"]))
    unit = draw(st.sampled_from([one for one in Unit if one is not Unit.PERIOD])) if family == "unit" else Unit.PERIOD
    payee = {"person": Payee.PERSON, "splits": Payee.SPLITS}.get(family, Payee.PARTNER)
    if family == "unit" and not line:
        payee = draw(st.sampled_from(Payee))
    returns = draw(st.sampled_from([one for one in ReturnsPolicy if one is not ReturnsPolicy.REVERSE]))
    returns = ReturnsPolicy.REVERSE if family == "reverse" else returns
    method, kinds = draw(_methods(family, unit, line))
    without_returns = returns in {ReturnsPolicy.EXCLUDE, ReturnsPolicy.REVERSE}

    def own(one):
        one = _selling(one) if without_returns else one
        return _every(one) if family in {"unit", "reverse", "growth"} else one

    measure = own(draw(measures(kinds)))
    qualifier, pays_on = measure, PaysOn.WHOLE
    if method is Method.ATTAINMENT:
        qualifier = draw(attainments(measure))
    elif family == "growth" and method not in ITSELF:
        qualifier, pays_on = draw(growths(measure)), draw(st.sampled_from(PaysOn))
    elif family == "unit" and draw(st.booleans()):
        qualifier = own(draw(measures(PLAIN)))
    elif family != "unit" and method not in ITSELF and draw(st.booleans()):
        qualifier = own(draw(measures(over=windows) if family == "reverse" else asked))
    free = method is Method.MULTIPLES and payee is not Payee.SPLITS and draw(st.booleans())
    pooled = st.builds(Pool, st.sampled_from(["parent_id", "country", "area"]), maybe(decimals(0, 20, 1)))
    pool = draw({"pool": pooled, "counts": maybe(pooled, 1)}.get(family, st.none())) if not free else None
    gates = draw(st.lists(st.tuples(asked, decimals(-5, 4, 1)), max_size=1))
    return Incentive(
        id=name,
        title="made up",
        kind="rebate",
        eligible=draw(eligibilities),
        measure=measure,
        qualifier=qualifier,
        method=method,
        steps=draw(steps(method, measure, qualifier, free)),
        gates=tuple(Gate(_selling(one) if without_returns else one, least) for one, least in gates),
        limits=draw(limits(keeps=not line and family not in {"unit", "reverse"})),
        returns=returns,
        validity=draw(validities),
        unit=unit,
        pays_on=pays_on,
        payee=payee,
        pool=pool,
        multipliers=()
        if line or pool is not None
        else tuple(draw(rarely(st.lists(multipliers, min_size=1, max_size=2), [], 3))),
        every=draw(decimals(1, 9, 1)) if method is Method.MULTIPLES else None,
        worth=draw(maybe(money(0, 3), 1)) if free else None,
    )


@st.composite
def _methods(draw, family, unit, line):
    """A method, and the kinds of measure it goes with."""
    methods = sorted(BY_LINE) if line or family == "reverse" else list(Method)
    if family == "unit":
        methods = [one for one in methods if one is not Method.ATTAINMENT]
    if unit is Unit.PERIOD_TO_DATE:
        methods = TO_DATE
    if family in {"counts", "multiples"}:
        method = Method.MULTIPLES if family == "multiples" else draw(st.sampled_from(COUNTS))
        return method, [*IDS, *IDS, MeasureKind.NEW_CUSTOMERS, MeasureKind.QUANTITY]
    method = draw(st.sampled_from(methods))
    return method, [MeasureKind.QUANTITY, MeasureKind.LINES] if method is Method.PER_UNIT else PLAIN


def _every(one):
    """The same, where every line counts by itself."""
    return replace(one, lines=replace(one.lines, once_per=None)) if isinstance(one, Measure) else one


def _selling(one):
    """The same without returns, and with sales: something must be left."""
    match one:
        case Measure():
            kinds = {*one.lines.kinds, LineKind.SALE} - {LineKind.RETURN}
            return replace(one, lines=replace(one.lines, kinds=tuple(sorted(kinds))))
        case Growth() | Attainment():
            return replace(one, measure=_selling(one.measure))
        case Ratio():
            return Ratio(_selling(one.of), _selling(one.to))
        case Breadth():
            return Breadth(tuple(replace(part, measure=_selling(part.measure)) for part in one.parts))
        case Certified():
            return one


@st.composite
def stacked(draw, found, level):
    """Put some of the incentives into groups, let some choose and some wait for others."""
    placed: list[Incentive] = []
    how = draw(st.one_of(st.none(), st.sampled_from(Choosing)))
    for one in found:
        stack = None
        if one.payee is not Payee.PERSON and draw(rarely(st.just(False), True, 2)):
            before = [each.id for each in placed if each.payee is not Payee.PERSON]
            line = level is RoundingLevel.LINE and one.method in BY_LINE
            waits = before and one.unit is Unit.PERIOD and not line and draw(st.booleans())
            order = draw(st.integers(0, 2))
            if waits:
                after = tuple(draw(st.lists(st.sampled_from(before), min_size=1, max_size=2, unique=True)))
                stack = Stack(draw(st.sampled_from(["promo", "other"])), order, after)
            else:
                # all of one set are chosen in the same way
                stack = Stack("promo", order, (), how, "set" if how is not None else "")
        placed.append(replace(one, stack=stack))
    return tuple(placed)


@st.composite
def exemptions(draw, found):
    rows = []
    for one in found:
        if one.pool is not None:
            continue
        for partner in draw(st.lists(st.sampled_from(["p1", "p2"]), max_size=2, unique=True)):
            value = None
            if draw(st.booleans()):
                value = draw(st.integers(0, 3).map(exact))
                if one.method not in {Method.FIXED, Method.MULTIPLES}:
                    value = draw(decimals(0, 2, 5))
            rows.append(
                Exemption(
                    partner,
                    one.id,
                    f"{partner} alone",
                    draw(validities),
                    value,
                    draw(st.booleans()),
                    draw(st.booleans()),
                )
            )
    return tuple(rows)


NAMES = ("a", "b-2", "Group")


@st.composite
def programmes(draw):
    level = draw(rarely(st.just(RoundingLevel.LINE), RoundingLevel.PAYOUT, 2))
    fx = draw(st.sampled_from(CurrencyPolicy))
    names = draw(st.sampled_from([NAMES[:1], NAMES[:2], NAMES[1:], NAMES]))
    found = [draw(incentives(name, level)) for name in names]
    if len(found) > 1 and draw(rarely(st.just(False), True, 2)):
        found = list(draw(stacked(found, level)))
    groups = tuple(
        Group(name, draw(maybe(money(0, 9), 1)), draw(maybe(decimals(0, 1, 2).map(lambda one: Rate(one)), 1)))
        for name in ("promo", "other")
        if draw(st.booleans())
    )
    return Programme(
        id="made-up",
        title="made up",
        currency="USD",
        calendar=Calendar(
            draw(st.integers(1, 12)), draw(st.sampled_from(["month", "quarter", "quarter", "half", "year"]))
        ),
        fx=fx,
        contract_rates=(("EUR", exact("1.07")), ("JPY", exact("0.007"))) if fx is CurrencyPolicy.CONTRACT else (),
        rounding=RoundingPolicy(draw(st.sampled_from(Rounding)), level),
        standing=draw(st.sampled_from(StandingDate)),
        members=draw(eligibilities),
        incentives=tuple(found),
        validity=draw(validities),
        groups=groups,
        exemptions=draw(rarely(exemptions(found), (), 2)),
    )
