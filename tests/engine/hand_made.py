"""Programmes and lines made by hand, straight as values, for tests of the oracle."""

from dataclasses import replace
from datetime import date

from fairway.engine import oracle
from fairway.engine.programme import (
    Calendar,
    CurrencyPolicy,
    Eligibility,
    Incentive,
    LineKind,
    LineScope,
    Measure,
    MeasureKind,
    Method,
    Programme,
    RoundingLevel,
    RoundingPolicy,
    StandingDate,
    Step,
)
from fairway.values import Money, Period, Rate, Rounding, exact

Q1, Q2, Q3, Q4 = (Period.parse(f"2024-Q{number}") for number in (1, 2, 3, 4))
QUARTERS = (Q1, Q2, Q3, Q4)
LAST_YEAR = Period.parse("2023-Q1")
SCOPE = LineScope(events=(), kinds=(LineKind.SALE, LineKind.RETURN, LineKind.ADJUSTMENT))


def usd(amount):
    return Money.of(amount, "USD")


def measure(kind=MeasureKind.NET, **lines):
    return Measure(MeasureKind(kind), replace(SCOPE, **lines))


NET, QUANTITY, LINES = measure("net"), measure("quantity"), measure("lines")


def steps(*bounds_and_values, **kinds):
    """Steps from (bound, value) pairs, each up to the next; the value is percent unless another kind is named."""
    kind = kinds.get("kind", "percent")
    make = {
        "percent": lambda value: {"rate": Rate.percent(value)},
        "per_unit": lambda value: {"per_unit": exact(value)},
        "amount": lambda value: {"amount": usd(value)},
        "free": lambda value: {"free": exact(value)},
    }[kind]
    bounds = [None if bound is None else exact(bound) for bound, _ in bounds_and_values]
    uppers = [*bounds[1:], None]
    values = [value for _, value in bounds_and_values]
    return tuple(Step(lower, upper, **make(value)) for lower, upper, value in zip(bounds, uppers, values, strict=True))


T = steps((0, 1), (50000, 2), (100000, 3))
"""Table T of the mechanics: 1 % from 0, 2 % from 50,000, 3 % from 100,000."""


def incentive(table=T, method=Method.RETROACTIVE, measured=NET, qualifier=None, **changes):
    return replace(
        Incentive(
            id="volume",
            title="Made by hand",
            kind="rebate",
            eligible=Eligibility(),
            measure=measured,
            qualifier=measured if qualifier is None else qualifier,
            method=Method(method),
            steps=table,
        ),
        **changes,
    )


def flat(percent, **changes):
    return incentive(steps((None, percent)), Method.FLAT, **changes)


def programme(*incentives, **changes):
    return replace(
        Programme(
            id="made-by-hand",
            title="Made by hand",
            currency="USD",
            calendar=Calendar(1, "quarter"),
            fx=CurrencyPolicy.TRANSACTION_DATE,
            rounding=RoundingPolicy(Rounding.HALF_UP, RoundingLevel.PAYOUT),
            standing=StandingDate.PERIOD_END,
            members=Eligibility(),
            incentives=incentives,
        ),
        **changes,
    )


def sale(amount="0", on="2024-02-01", partner="ola", **more):
    """A line; a quantity follows the sign of the amount unless written."""
    sign = "-1" if str(amount).startswith("-") else "1"
    return {"partner_id": partner, "invoice_date": on, "net_amount": str(amount), "quantity": sign} | more


def numbered(*lines):
    return [{"line_id": str(number)} | line for number, line in enumerate(lines, 1)]


PARTNERS = ({"partner_id": "ola"}, {"partner_id": "sam"})


def pay(document, lines, *, partners=PARTNERS, products=(), rates=(), periods=(Q1,), as_of=None, **tables):
    """Calculate by the oracle."""
    if isinstance(document, Incentive):
        document = programme(document)
    if isinstance(as_of, str):
        as_of = date.fromisoformat(as_of)
    return oracle.calculate(document, lines, partners, products, rates, periods, as_of, **tables)


def one(document, lines, **more):
    """The only payout."""
    (payout,) = pay(document, lines, **more)
    return payout


def paid(document, lines, **more):
    """The amounts in order, as text: by period where there are several, otherwise by whatever tells payouts apart."""
    return [f"{payout.amount.amount:.2f}" for payout in pay(document, lines, **more)]


def by_id(document, lines, **more):
    """What each incentive, partner and person has earned, by whatever tells them apart."""
    return {payout.incentive: f"{payout.earned.amount:.2f}" for payout in pay(document, lines, **more)}


def by_partner(document, lines, **more):
    return {payout.partner: f"{payout.amount.amount:.2f}" for payout in pay(document, lines, **more)}


def by_person(document, lines, **more):
    return {payout.person: f"{payout.amount.amount:.2f}" for payout in pay(document, lines, **more)}
