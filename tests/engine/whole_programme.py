"""A programme, as values, that uses every mechanic of the language at least once."""

from dataclasses import replace
from datetime import date

from fairway.engine.programme import (
    Attainment,
    Baseline,
    Breadth,
    Calendar,
    Certified,
    Choosing,
    Counsel,
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
from fairway.engine.programme import AttributeValues as Values
from fairway.policy.conditions import Source, parse
from fairway.values import Exact, Money, Rate, Rounding, exact

SALES = (LineKind.SALE, LineKind.RETURN)


def goods(*families: str) -> ProductScope:
    return ProductScope((Values("family", families),)) if families else ProductScope()


def scope(*families: str, **more: object) -> LineScope:
    return replace(LineScope((Event.SELL_THROUGH,), SALES, goods(*families)), **more)  # type: ignore[arg-type]


def measure(kind: MeasureKind = MeasureKind.NET, *families: str, **more: object) -> Measure:
    return replace(Measure(kind, scope(*families)), **more)  # type: ignore[arg-type]


def usd(amount: str) -> Money:
    return Money.of(amount, "USD")


def percent(text: str) -> Rate:
    return Rate(exact(text).scaleb(-2))


def rates(*pairs: tuple[str | None, str]) -> tuple[Step, ...]:
    """Steps by lower bound and percentage; each ends where the next begins."""
    return tuple(replace(step, rate=percent(value)) for step, (_, value) in zip(bounds(*pairs), pairs, strict=True))


def bounds(*pairs: tuple[str | None, str]) -> tuple[Step, ...]:
    lower: list[Exact | None] = [None if low is None else exact(low) for low, _ in pairs]
    return tuple(Step(low, high) for low, high in zip(lower, [*lower[1:], None], strict=True))


def incentive(name: str, **parts: object) -> Incentive:
    """A volume rebate: 1 % of net sales, 2 % from 50,000, 3 % from 100,000; ``parts`` stand in place of its own."""
    usual: dict[str, object] = {
        "id": name,
        "title": name.capitalize(),
        "kind": "volume",
        "eligible": Eligibility(),
        "measure": measure(),
        "qualifier": parts.get("measure", measure()),
        "method": Method.RETROACTIVE,
        "steps": rates(("0", "1"), ("50000", "2"), ("100000", "3")),
    }
    return Incentive(**(usual | parts))  # type: ignore[arg-type]


def programme(*incentives: Incentive, **parts: object) -> Programme:
    """A quarterly programme in US dollars of the given incentives."""
    usual: dict[str, object] = {
        "id": "whole",
        "title": "Whole programme",
        "currency": "USD",
        "calendar": Calendar(1, "quarter"),
        "fx": CurrencyPolicy.TRANSACTION_DATE,
        "rounding": RoundingPolicy(Rounding.HALF_UP, RoundingLevel.PAYOUT),
        "standing": StandingDate.PERIOD_START,
        "members": Eligibility(),
        "incentives": incentives,
    }
    return Programme(**(usual | parts))  # type: ignore[arg-type]


def growth(**more: object) -> Growth:
    return replace(Growth(measure()), **more)  # type: ignore[arg-type]


def everything() -> Programme:
    """Every mechanic at least once."""
    condition = parse("unit_price < 900 and not promotional").condition
    narrow = scope(
        "A",
        territory=Territory(("US", "CA"), ("West",)),
        where=condition,
        registered=True,
        since=(EventWindow(Source.PRODUCT, "launched_on", Span(days=180)),),
        claimed_within=30,
        once_per="serial_no",
    )
    limits = Limits(
        measure=exact(500),
        amount=usd("3000"),
        floor=usd("10"),
        minimum_payout=usd("50"),
        per_year=usd("9000"),
        lifetime=usd("20000"),
        guarantee=usd("1000"),
        budget_per_year=usd("500000"),
        budget=usd("900000"),
        holdback=Holdback(percent("10"), 1),
    )
    new = NewCustomer(Span(months=24), exact(1000))
    return programme(
        incentive("volume", stack=Stack("promo", 1), returns=ReturnsPolicy.NET, description="Sell more, earn more."),
        incentive(
            "narrow",
            eligible=Eligibility(
                PartnerScope(types=("reseller",), tiers=("gold",), partners=("P-9",)), PartnerScope(countries=("DE",))
            ),
            measure=Measure(MeasureKind.QUANTITY, narrow),
            method=Method.PER_UNIT,
            steps=(Step(None, None, per_unit=exact("0.30")),),
            limits=limits,
            validity=Validity(date(2025, 2, 1), date(2026, 2, 1)),
            multipliers=(Multiplier("type", (("A", exact(1)), ("B", exact("1.2"))), exact("0.75")),),
        ),
        incentive(
            "growth",
            qualifier=growth(without_history=NoHistory.TARGET, target="start", least=exact(500)),
            pays_on=PaysOn.INCREMENT,
            steps=rates(("0.1", "5"), ("0.3", "8")),
            stack=Stack("promo", 2, after=("volume",)),
        ),
        incentive(
            "named",
            qualifier=growth(over=None, named="agreed", without_history=NoHistory.PEERS),
            steps=rates(("0.05", "1")),
            stack=Stack("promo", 3, choosing=Choosing.BEST_OF, chosen="either"),
        ),
        incentive(
            "previous",
            qualifier=growth(over=Baseline.PREVIOUS_PERIOD, without_history=NoHistory.ZERO),
            steps=rates(("0.05", "1")),
            stack=Stack("promo", 4, choosing=Choosing.BEST_OF, chosen="either"),
        ),
        incentive(
            "target",
            qualifier=Attainment(measure(), "plan"),
            method=Method.ATTAINMENT,
            steps=rates(("0", "2"), ("1", "1")),
        ),
        incentive(
            "attach",
            qualifier=Ratio(measure(MeasureKind.QUANTITY, "C"), measure(MeasureKind.QUANTITY, "D")),
            steps=rates(("0.25", "2")),
            pool=Pool("parent_id", exact(1000)),
        ),
        incentive(
            "country",
            pool=Pool("country"),
            gates=(
                Gate(measure(MeasureKind.QUANTITY, "A"), exact(1000)),
                Gate(growth(), exact("0.05")),
                Gate(Attainment(measure(), "plan"), exact("0.9")),
                Gate(Ratio(measure(MeasureKind.LINES), measure(MeasureKind.DOCUMENTS)), exact("0.25")),
                Gate(
                    Breadth((Threshold(measure(MeasureKind.NET, "A"), exact(10000)), Threshold(measure(), exact(5)))),
                    exact(2),
                ),
                Gate(Certified("sales-foundation"), exact(2)),
            ),
        ),
        incentive("lines", unit=Unit.LINE, payee=Payee.SPLITS),
        incentive("documents", unit=Unit.DOCUMENT, payee=Payee.PERSON),
        incentive("days", unit=Unit.PERIOD_TO_DATE, returns=ReturnsPolicy.REVERSE),
        incentive(
            "goods",
            measure=measure(MeasureKind.QUANTITY),
            method=Method.MULTIPLES,
            every=exact(100),
            worth=usd("12.50"),
            steps=(Step(None, None, free=exact(2)),),
        ),
        incentive(
            "coupons",
            method=Method.MULTIPLES,
            every=exact(1000),
            steps=(replace(bounds(("5000", ""))[0], amount=usd("50")),),
            returns=ReturnsPolicy.EXCLUDE,
        ),
        incentive(
            "welcome",
            measure=measure(MeasureKind.NEW_CUSTOMERS, new=new),
            method=Method.PER_UNIT,
            steps=(Step(None, None, per_unit=exact(500)),),
        ),
        incentive(
            "rolling",
            qualifier=measure(MeasureKind.MARGIN, over=Over(Window.ROLLING, 4)),
            method=Method.TOTAL,
        ),
        incentive("marginal", method=Method.MARGINAL),
        incentive("linear", method=Method.LINEAR, steps=rates(("100000", "2"), ("200000", "4"))),
        incentive("fixed", method=Method.FIXED, steps=(replace(bounds(("100000", ""))[0], amount=usd("2500")),)),
        groups=(Group("promo", usd("5000"), percent("7")),),
        exemptions=(
            Exemption("P-001", "volume", "Agreed on 3 Dec 2024", Validity(date(2025, 1, 1)), exact("0.04")),
            Exemption("P-002", "country", "Flood", Validity(), waives_gates=True, uncapped=True),
        ),
        counsel=(Counsel("resale-price", "J. Roe", date(2025, 2, 1), "Reviewed."),),
    )
