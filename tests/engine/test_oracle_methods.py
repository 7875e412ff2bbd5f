"""How a table pays, in numbers: each method around its bounds, multiples, multipliers, units, rounding."""

from dataclasses import replace

import pytest

from fairway.engine.programme import (
    CurrencyPolicy,
    Eligibility,
    Exemption,
    Limits,
    Method,
    Multiplier,
    PartnerScope,
    Payee,
    RoundingLevel,
    RoundingPolicy,
    StandingDate,
    Unit,
    Validity,
)
from fairway.values import Period, Rounding, exact
from tests.engine.hand_made import (
    LINES,
    NET,
    Q1,
    QUANTITY,
    T,
    by_partner,
    flat,
    incentive,
    one,
    paid,
    pay,
    programme,
    sale,
    steps,
    usd,
)


@pytest.mark.parametrize(
    ("amount", "pays"), [("120000", "3600.00"), ("100000.00", "3000.00"), ("99999.99", "2000.00"), ("0", "0.00")]
)
def test_v04_retroactive(amount, pays):
    assert paid(incentive(T), [sale(amount)]) == [pays]


@pytest.mark.parametrize(
    ("amount", "pays"),
    [
        ("120000", "2100.00"),  # 500 + 1,000 + 600
        ("100000", "1500.00"),
        ("100000.34", "1500.01"),  # 0.34 × 3 % = 0.0102
        ("50000", "500.00"),
    ],
)
def test_v05_marginal(amount, pays):
    assert paid(incentive(T, Method.MARGINAL), [sale(amount)]) == [pays]


V06 = steps((0, 10), (1000, 25))


@pytest.mark.parametrize(
    ("method", "pays"),
    [
        ("marginal", "350.00"),  # 1,000 × 10 % + 1,000 × 25 %
        ("retroactive", "500.00"),  # 2,000 × 25 %
        ("rolling", "600.00"),  # 1,000 × 10 % + 2,000 × 25 %
        ("total", "700.00"),  # 2,000 × (10 % + 25 %)
    ],
)
def test_v06_four_methods(method, pays):
    assert paid(incentive(V06, method), [sale("2000")]) == [pays]


@pytest.mark.parametrize(
    ("amount", "rate", "pays"),
    [
        ("150000", "0.03", "4500.00"),
        ("99999", "0.02", "1999.98"),
        ("200000", "0.04", "8000.00"),
        ("300000", "0.04", "12000.00"),
        ("133333", "0.02666660", "3555.54"),  # 2 % + 2 % × 33,333 / 100,000; 133,333 × 0.0266666 = 3,555.53…
    ],
)
def test_v07_linear(amount, rate, pays):
    payout = one(incentive(steps((100000, 2), (200000, 4)), Method.LINEAR), [sale(amount)])
    assert payout.rate == exact(rate)
    assert payout.amount == usd(pays)


# --- multiples -------------------------------------------------------------------------------------------------------


def multiples(kind="free", value=2, **changes):
    table = steps((None, value), kind=kind)
    return incentive(table, Method.MULTIPLES, QUANTITY, **({"every": exact(100)} | changes))


@pytest.mark.parametrize(("bought", "free"), [("150", 2), ("199", 2), ("200", 4), ("99", 0), ("-150", 0)])
def test_v38_free_goods(bought, free):
    payout = one(multiples(), [sale(quantity=bought)])
    assert (payout.goods, payout.amount, payout.multiplied) == (exact(free), usd(0), False)


def test_free_goods_are_worth_something_where_it_is_written():
    payout = one(multiples(worth=usd("12.50")), [sale(quantity="250")])
    assert (payout.goods, payout.amount, payout.rate) == (exact(4), usd("50.00"), exact(2))  # 4 × 12.50


def test_an_amount_for_every_full_multiple():
    each = multiples("amount", 50, every=exact("0.3"))
    assert paid(each, [sale(quantity="0.9")]) == ["150.00"]  # 0.9 / 0.3 = 3 exactly
    assert paid(each, [sale(quantity="0.89")]) == ["100.00"]


def test_multiples_by_steps_and_under_a_measure_cap():
    table = steps((100, 1), (500, 3), kind="free")
    rule = incentive(table, Method.MULTIPLES, QUANTITY, every=exact(100))
    assert one(rule, [sale(quantity="499")]).goods == exact(4)
    assert one(rule, [sale(quantity="500")]).goods == exact(15)
    capped = replace(rule, limits=Limits(measure=exact(350)))
    assert one(capped, [sale(quantity="500")]).goods == exact(9)  # 3 multiples × 3


def test_an_exemption_gives_other_goods():
    agreed = Exemption("ola", "volume", "agreed", Validity(), exact(5))
    assert one(programme(multiples(), exemptions=(agreed,)), [sale(quantity="150")]).goods == exact(5)


# --- multipliers -----------------------------------------------------------------------------------------------------

BY_TYPE = Multiplier("type", (("A", exact(1)), ("B", exact("1.2")), ("C", exact("0.75"))), exact("0.5"))


@pytest.mark.parametrize(
    ("types", "pays"),
    [("B", "120.00"), ("C", "75.00"), ("B; C", "120.00"), ("X", "50.00"), ("C;X", "75.00"), ("", "50.00")],
)
def test_a_multiplier_by_type(types, pays):
    payout = one(flat(10, multipliers=(BY_TYPE,)), [sale("1000")], partners=[{"partner_id": "ola", "type": types}])
    assert payout.amount == usd(pays)
    assert payout.rate == exact(pays).scaleb(-3)  # 10 % × factor


def test_all_multipliers_hold_each_times_the_other_and_are_rounded_once():
    by_region = Multiplier("region", (("east", exact("1.005")),), exact(1))
    partners = [{"partner_id": "ola", "type": "B", "region": "east"}]
    rule = flat("1.5", multipliers=(BY_TYPE, by_region))
    assert paid(rule, [sale("77.77")], partners=partners) == ["1.41"]  # 77.77 × 1.5 % × 1.2 × 1.005 = 1.4068593
    fixed = incentive(steps((None, 100), kind="amount"), Method.FIXED, multipliers=(BY_TYPE, by_region))
    assert paid(fixed, [sale("1")], partners=partners) == ["120.60"]


@pytest.mark.parametrize(
    ("standing", "pays"), [("period_start", "100.00"), ("period_end", "120.00"), ("transaction", "120.00")]
)
def test_a_multiplier_is_looked_up_with_the_standing(standing, pays):
    partners = [
        {"partner_id": "ola", "type": "A", "valid_until": "2024-03-31"},
        {"partner_id": "ola", "type": "B", "valid_from": "2024-03-31"},
    ]
    document = programme(flat(10, multipliers=(BY_TYPE,)), standing=StandingDate(standing))
    assert paid(document, [sale("1000")], partners=partners) == [pays]


def test_multipliers_come_before_guarantee_and_cap():
    rule = flat(10, multipliers=(BY_TYPE,), limits=Limits(amount=usd("110"), floor=usd("80")))
    partners = [{"partner_id": "ola", "type": "B"}, {"partner_id": "sam", "type": "C"}]
    lines = [sale("1000"), sale("1000", partner="sam")]
    assert by_partner(rule, lines, partners=partners) == {"ola": "110.00", "sam": "80.00"}  # 120 and 75


def test_free_goods_are_not_multiplied_but_their_worth_is():
    rule = multiples(worth=usd(10), multipliers=(BY_TYPE,))
    payout = one(rule, [sale(quantity="150")], partners=[{"partner_id": "ola", "type": "B"}])
    assert (payout.goods, payout.rate, payout.amount) == (exact(2), exact(2), usd("24.00"))  # 2 × 10 × 1.2


# --- units -----------------------------------------------------------------------------------------------------------

SMALL = steps((0, 1), (100, 2), (200, 3))


def test_each_line_reaches_its_own_step():
    rule = incentive(SMALL, unit=Unit.LINE)
    payout = one(rule, [sale("99.99"), sale("100"), sale("200"), sale("-100")])
    # 99.99 × 1 % + 100 × 2 % + 200 × 3 %; −100 reaches no step
    assert payout.amount == usd("9.00")  # 0.9999 + 2 + 6 = 8.9999, rounded once
    assert (payout.rate, payout.step, payout.qualifier, payout.measure) == (
        None,
        None,
        exact("299.99"),
        exact("299.99"),
    )


def test_each_document_reaches_its_own_step():
    lines = [
        sale("60", invoice_no="1"),
        sale("60", invoice_no="1"),  # 120: 2 %
        sale("60", invoice_no="2"),
        sale("60"),
        sale("60"),  # a line without a number is a document of its own
        sale("60", partner="sam", invoice_no="1"),
    ]
    rule = incentive(SMALL, unit=Unit.DOCUMENT)
    assert by_partner(rule, lines) == {"ola": "4.20", "sam": "0.60"}  # 120 × 2 % + 3 × 60 × 1 %


def test_a_document_over_two_periods_is_one_in_each():
    rule = incentive(SMALL, unit=Unit.DOCUMENT)
    lines = [sale("60", "2024-03-31", invoice_no="1"), sale("60", "2024-04-01", invoice_no="1")]
    assert paid(rule, lines, periods=(Q1, Period.parse("2024-Q2"))) == ["0.60", "0.60"]


def test_each_day_is_paid_at_the_step_reached_by_then():
    lines = [
        sale("60", "2024-01-10"),
        sale("50", "2024-02-10"),
        sale("50", "2024-02-10"),  # 160 with both: lines of one day count together
        sale("40", "2024-03-10"),  # 200
    ]
    rule = incentive(SMALL, unit=Unit.PERIOD_TO_DATE)
    payout = one(rule, lines)
    assert payout.amount == usd("3.80")  # 60 × 1 % + 100 × 2 % + 40 × 3 %
    assert one(rule, list(reversed(lines))).amount == payout.amount


def test_the_days_of_another_population_move_the_step():
    rule = incentive(steps((0, 1), (3, 2)), Method.RETROACTIVE, NET, QUANTITY, unit=Unit.PERIOD_TO_DATE)
    lines = [sale("100", "2024-01-10", quantity="2"), sale("0", "2024-01-20", quantity="1"), sale("100", "2024-02-10")]
    assert paid(rule, lines) == ["3.00"]  # 100 × 1 % + 0 × 2 % + 100 × 2 %


def test_units_pay_fixed_amounts_and_goods():
    fixed = incentive(steps((100, 5), kind="amount"), Method.FIXED, unit=Unit.LINE)
    assert paid(fixed, [sale("100"), sale("99.99"), sale("250")]) == ["10.00"]
    per_line = multiples(unit=Unit.LINE)
    assert one(per_line, [sale(quantity="60"), sale(quantity="150"), sale(quantity="60")]).goods == exact(2)


def test_units_round_once_or_each_line():
    rule = incentive(steps((0, "1.5")), unit=Unit.LINE)
    lines = [sale("10.30") for _ in range(100)]
    assert paid(rule, lines) == ["15.45"]
    by_line = programme(rule, rounding=RoundingPolicy(Rounding.HALF_UP, RoundingLevel.LINE))
    assert paid(by_line, lines) == ["15.00"]


def test_gates_and_limits_are_of_the_period_whatever_the_unit():
    rule = incentive(SMALL, unit=Unit.LINE, limits=Limits(amount=usd(5)))
    assert paid(rule, [sale("200"), sale("100")]) == ["5.00"]  # 6 + 2, cut


def test_a_unit_with_a_measure_cap_is_refused():
    with pytest.raises(ValueError, match="asks each unit and caps its measure"):
        pay(incentive(SMALL, unit=Unit.LINE, limits=Limits(measure=exact(5))), [sale("200")])


# --- currency, rounding, standing ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("policy", "pays"),
    [
        (CurrencyPolicy.TRANSACTION_DATE, "328.00"),  # (10,000 × 1.10 + 5,000 × 1.08) × 2 %
        (CurrencyPolicy.CONTRACT, "328.50"),  # 15,000 × 1.095 × 2 %
        (CurrencyPolicy.PERIOD_END, "336.00"),  # 15,000 × 1.12 × 2 %
    ],
)
def test_v27_currency(policy, pays):
    lines = [sale("10000", "2024-01-10", currency="EUR"), sale("5000", "2024-02-10", currency="EUR")]
    days = {"2024-01-01": "1.10", "2024-02-01": "1.08", "2024-03-31": "1.12"}
    rates = [{"currency": "EUR", "valid_from": since, "rate": rate} for since, rate in days.items()]
    document = programme(flat(2), fx=policy, contract_rates=(("EUR", exact("1.095")),))
    assert paid(document, lines, rates=rates) == [pays]


def test_v28_rounding_per_line_and_per_payout():
    lines = [sale("10.30") for _ in range(100)]
    assert paid(flat("1.5"), lines) == ["15.45"]
    assert paid(programme(flat("1.5"), rounding=RoundingPolicy(Rounding.HALF_UP, RoundingLevel.LINE)), lines) == [
        "15.00"
    ]


@pytest.mark.parametrize(
    ("mode", "amount", "pays"),
    [
        (Rounding.HALF_UP, "12.5", "0.13"),
        (Rounding.HALF_EVEN, "12.5", "0.12"),
        (Rounding.HALF_UP, "-12.5", "-0.13"),
        (Rounding.HALF_EVEN, "13.5", "0.14"),
    ],
)
def test_v28_ties(mode, amount, pays):
    document = programme(flat(1), rounding=RoundingPolicy(mode, RoundingLevel.PAYOUT))
    assert paid(document, [sale(amount)]) == [pays]


@pytest.mark.parametrize(("currency", "shown"), [("JPY", "155 JPY"), ("KWD", "154.950 KWD")])
def test_v28_digits_of_the_currency(currency, shown):
    assert str(one(programme(flat(1), currency=currency), [sale("15495")]).amount) == shown


@pytest.mark.parametrize(
    ("standing", "pays"),
    [
        ("transaction", ["400.00", "300.00"]),  # 20,000 × 2 % and 10,000 × 3 %
        ("period_start", ["600.00"]),  # 30,000 × 2 %
        ("period_end", ["900.00"]),  # 30,000 × 3 %
    ],
)
def test_v34_a_tier_that_changes_inside_a_period(standing, pays):
    partners = [
        {"partner_id": "ola", "tier": "gold", "valid_until": "2024-03-10"},
        {"partner_id": "ola", "tier": "platinum", "valid_from": "2024-03-10"},
    ]
    rules = [
        flat(percent, id=tier, eligible=Eligibility(PartnerScope(tiers=(tier,))))
        for tier, percent in (("gold", 2), ("platinum", 3))
    ]
    document = programme(*rules, standing=StandingDate(standing))
    assert paid(document, [sale("20000", "2024-03-09"), sale("10000", "2024-03-10")], partners=partners) == pays


def test_lines_count_and_returns_count_back():
    rule = incentive(steps((None, 3), kind="per_unit"), Method.PER_UNIT, LINES)
    assert paid(rule, [sale("1"), sale("1"), sale("-1"), sale("5", kind="adjustment")]) == ["3.00"]


def test_persons_are_paid_each_by_itself():
    rule = incentive(SMALL, payee=Payee.PERSON)
    lines = [sale("60", person="kim"), sale("60", person="kim"), sale("60", person="lee"), sale("60")]
    found = pay(rule, lines)
    assert [(payout.person, str(payout.amount), payout.lines) for payout in found] == [
        ("kim", "2.40 USD", 2),  # 120 × 2 %
        ("lee", "0.60 USD", 1),
    ]
    assert found[0].period == Q1
