"""What picks a step, in numbers: sums of several kinds, growth, attainment, ratios, breadth, people, gates."""

from dataclasses import replace

import pytest

from fairway.engine.oracle import BadCell, NoUnit
from fairway.engine.programme import (
    Attainment,
    AttributeValues,
    Baseline,
    Breadth,
    Certified,
    Eligibility,
    Exemption,
    Gate,
    Growth,
    Limits,
    LineKind,
    Method,
    NoHistory,
    Over,
    PartnerScope,
    PaysOn,
    ProductScope,
    Ratio,
    Threshold,
    Validity,
    Window,
)
from fairway.values import exact
from tests.engine.hand_made import (
    LINES,
    NET,
    Q1,
    Q2,
    QUANTITY,
    T,
    flat,
    incentive,
    measure,
    numbered,
    one,
    paid,
    pay,
    programme,
    sale,
    steps,
    usd,
)


def of(*families):
    return ProductScope(include=(AttributeValues("family", families),))


PRODUCTS = [{"product_id": name, "family": name[0].upper()} for name in ("f1", "s1", "a1", "b1", "c1", "d1")]


# --- what is added up ------------------------------------------------------------------------------------------------


def test_v01_percent_of_revenue():
    assert paid(flat(3), [sale("12345.67")]) == ["370.37"]  # 12,345.67 × 3 % = 370.3701


def test_v02_amount_for_each_unit():
    each = incentive(steps((None, "1.25"), kind="per_unit"), Method.PER_UNIT, QUANTITY)
    assert paid(each, [sale(quantity="800"), sale(quantity="40")]) == ["1050.00"]  # 840 × 1.25


@pytest.mark.parametrize(("amount", "pays"), [("100000.00", "2500.00"), ("99999.99", "0.00")])
def test_v03_lump_sum(amount, pays):
    assert paid(incentive(steps((100000, 2500), kind="amount"), Method.FIXED), [sale(amount)]) == [pays]


@pytest.mark.parametrize(
    ("kind", "pays"),
    [
        ("net", "70.00"),  # 700 × 10 %
        ("gross", "80.00"),  # 800 × 10 %
        ("list", "100.00"),  # 1,000 × 10 %
        ("margin", "8.00"),  # (700 − 620) × 10 %
    ],
)
def test_an_amount_is_net_gross_list_or_margin(kind, pays):
    line = sale("700", gross_amount="800", list_amount="1000", cost_amount="620")
    assert paid(flat(10, measured=measure(kind), qualifier=NET), [line]) == [pays]


def test_every_kind_of_amount_is_converted():
    line = sale("700", list_amount="1000", currency="EUR")
    rates = [{"currency": "EUR", "valid_from": "2024-01-01", "rate": "1.1"}]
    assert paid(flat(8, measured=measure("list")), [line], rates=rates) == ["88.00"]  # 1,000 × 1.1 × 8 %


def test_an_amount_that_is_not_there_is_refused():
    with pytest.raises(BadCell, match="list_amount: line 1 has none"):
        pay(flat(8, measured=measure("list")), numbered(sale("700")))


def test_v35_units_are_converted_before_thresholds():
    each = incentive(steps((1000, "0.10"), kind="per_unit"), Method.PER_UNIT, QUANTITY)
    units = [{"product_id": "p", "unit": "case", "factor": "12"}]
    products = [{"product_id": "p", "unit": "ea"}]
    cases = [sale(product_id="p", unit="case", quantity="84")]
    assert paid(each, cases, products=products, units=units) == ["100.80"]  # 84 × 12 = 1,008 ≥ 1,000; × 0.10
    fewer = [sale(product_id="p", unit="case", quantity="83")]
    assert paid(each, fewer, products=products, units=units) == ["0.00"]  # 996
    singles = [sale(product_id="p", unit="ea", quantity="1000"), sale(product_id="p", quantity="1")]
    assert paid(each, singles, products=products) == ["100.10"]  # own unit and no unit count as they are


def test_a_unit_nobody_knows_stops_a_quantity_and_nothing_else():
    line = sale("100", product_id="p", unit="pallet", quantity="1")
    units = [{"product_id": "p", "unit": "box", "factor": "6"}]
    counting = incentive(steps((None, 1), kind="per_unit"), Method.PER_UNIT, QUANTITY)
    with pytest.raises(NoUnit, match="pallet of product p"):
        pay(counting, [line], units=units)
    assert paid(flat(1), [line], units=units) == ["1.00"]
    assert paid(counting, [line]) == ["1.00"]  # no table of units: the quantity is in base units already


@pytest.mark.parametrize(
    ("kind", "column"),
    [("customers", "customer_id"), ("deals", "deal_id"), ("documents", "invoice_no"), ("serials", "serial_no")],
)
def test_ids_count_once_and_only_where_more_was_bought_than_returned(kind, column):
    counting = incentive(steps((None, 10), kind="per_unit"), Method.PER_UNIT, measure(kind))
    lines = [
        sale(**{column: "x"}, quantity="2"),
        sale(**{column: "x"}, quantity="3"),  # x: 5, once
        sale(**{column: "y"}, quantity="4"),
        sale(**{column: "y"}, quantity="-4"),  # y: nothing left
        sale(**{column: "z"}, quantity="4"),
        sale(**{column: "z"}, quantity="-3"),  # z: 1 left
        sale(quantity="9"),  # no id
    ]
    payout = one(counting, lines)
    assert (payout.measure, payout.amount, payout.lines) == (exact(2), usd("20.00"), 6)


def test_an_id_returned_in_a_later_period_is_not_in_a_window_over_both():
    serials = replace(measure("serials"), over=Over(Window.YEAR_TO_DATE))
    counting = incentive(steps((None, 1)), Method.FLAT, NET, serials)
    lines = [
        sale("10", serial_no="x"),
        sale("10", serial_no="y"),
        sale("-10", on="2024-05-01", serial_no="x"),
    ]
    assert [payout.qualifier for payout in pay(counting, lines, periods=(Q1, Q2))] == [exact(2), exact(1)]


def test_a_case_and_its_twelve_pieces_are_one_purchase_less_one_return():
    counting = incentive(steps((None, 10), kind="per_unit"), Method.PER_UNIT, measure("customers"))
    lines = [
        sale(customer_id="x", product_id="p", unit="case", quantity="1"),
        sale(customer_id="x", product_id="p", quantity="-11"),
    ]
    units = [{"product_id": "p", "unit": "case", "factor": "12"}]
    assert paid(counting, lines, units=units) == ["10.00"]  # 12 − 11 = 1 is left
    lines[1]["quantity"] = "-12"
    assert paid(counting, lines, units=units) == ["0.00"]


# --- growth ----------------------------------------------------------------------------------------------------------

GROWTH = Growth(NET)
BY_30 = [sale("200000", "2023-02-01"), sale("260000")]


def grows(percent=5, asked=GROWTH, pays_on=PaysOn.INCREMENT, bound="0.1", **changes):
    return incentive(steps((bound, percent)), Method.FLAT, NET, asked, pays_on=pays_on, **changes)


def test_v08a_growth_pays_on_the_increment():
    payout = one(grows(5), BY_30)  # (260,000 − 200,000) / 200,000 = 30 %; 5 % of 60,000
    assert (payout.qualifier, payout.measure, payout.amount) == (exact("0.3"), exact("260000"), usd("3000.00"))


def test_v08b_growth_pays_on_the_whole():
    assert paid(grows("1.5", pays_on=PaysOn.WHOLE), BY_30) == ["3900.00"]  # 1.5 % of 260,000


@pytest.mark.parametrize(
    ("policy", "pays"),
    [
        (NoHistory.SKIP, "0.00"),
        (NoHistory.ZERO, "13000.00"),  # 5 % of 260,000
    ],
)
def test_v08c_without_history(policy, pays):
    asked = replace(GROWTH, without_history=policy)
    assert paid(grows(asked=asked), [sale("260000")]) == [pays]
    nothing = [sale("0", "2023-02-01"), sale("260000")]  # a baseline of 0 is none: nothing is divided by it
    assert paid(grows(asked=asked), nothing) == [pays]


def test_without_history_and_without_sales_no_step_is_reached():
    asked = replace(GROWTH, without_history=NoHistory.ZERO)
    assert paid(grows(asked=asked, pays_on=PaysOn.WHOLE, bound="-1"), [sale("-100")]) == ["0.00"]


def test_from_nothing_the_highest_step_is_reached():
    asked = replace(GROWTH, without_history=NoHistory.ZERO)
    table = steps(("0.1", 1), ("0.5", 2), (10, 3))
    payout = one(incentive(table, Method.RETROACTIVE, NET, asked), [sale("1000")])
    assert (payout.qualifier, payout.step, payout.rate, payout.amount) == (None, 2, exact("0.03"), usd("30.00"))


def test_without_history_peers_stand_in():
    asked = replace(GROWTH, without_history=NoHistory.PEERS)
    lines = [
        sale("260000"),
        sale("100000", "2023-02-01", "sam"),
        sale("150000", partner="sam"),
        sale("100000.01", "2023-02-01", "kim"),
        sale("1", partner="kim"),
        sale("900000", "2023-02-01", "lee"),  # sold nothing this year: no peer
    ]
    partners = [{"partner_id": name} for name in ("ola", "sam", "kim", "lee")]
    found = {payout.partner: payout for payout in pay(grows(asked=asked), lines, partners=partners)}
    # (100,000 + 100,000.01) / 2 = 100,000.005, half-up 100,000.01; 5 % of 159,999.99 = 7,999.9995
    assert found["ola"].amount == usd("8000.00")
    assert found["ola"].qualifier == exact("1.59999974")  # 159,999.99 / 100,000.01 = 1.599999740…, cut off
    assert found["sam"].amount == usd("2500.00")  # 5 % of 50,000
    assert paid(grows(asked=asked), [sale("260000")]) == ["0.00"]  # nobody has a baseline


def test_without_history_a_target_stands_in():
    asked = replace(GROWTH, without_history=NoHistory.TARGET, target="start")
    targets = [{"partner_id": "ola", "target": "start", "period": "2024-Q1", "amount": "250000"}]
    assert paid(grows(asked=asked, bound="0.04"), [sale("260000")], targets=targets) == ["500.00"]  # 4 %: 5 % of 10,000
    assert paid(grows(asked=asked, bound="0.04"), [sale("260000")]) == ["0.00"]


@pytest.mark.parametrize(("before", "pays"), [("500", "25.00"), ("499.99", "0.00")])
def test_a_baseline_below_the_least_is_none(before, pays):
    asked = replace(GROWTH, least=exact(500))
    assert paid(grows(asked=asked), [sale(before, "2023-02-01"), sale("1000")]) == [pays]  # 5 % of 500


def test_growth_over_the_previous_period_and_over_a_named_baseline():
    lines = [sale("100", "2023-11-01"), sale("150")]
    assert paid(grows(asked=replace(GROWTH, over=Baseline.PREVIOUS_PERIOD)), lines) == ["2.50"]  # 5 % of 50
    named = replace(GROWTH, over=None, named="base")
    targets = [{"partner_id": "ola", "target": "base", "period": "2024-Q1", "amount": "120"}]
    assert paid(grows(asked=named), lines, targets=targets) == ["1.50"]  # 5 % of 30
    assert paid(grows(asked=named), lines) == ["0.00"]


@pytest.mark.parametrize(("actual", "reached"), [("300.03", True), ("300.02", False)])
def test_a_ratio_is_cut_off_and_reaches_a_bound_exactly_when_the_quotient_does(actual, reached):
    # 300.03 / 200.02 = 1.5 exactly; 300.02 / 200.02 = 1.49995…
    payout = one(grows(bound="0.5"), [sale("200.02", "2023-02-01"), sale(actual)])
    assert (payout.step is not None) is reached


def test_shrinking_is_cut_off_towards_minus_infinity_and_earns_nothing_on_the_increment():
    payout = one(grows(bound="-1"), [sale("300", "2023-02-01"), sale("200")])
    assert payout.qualifier == exact("-0.33333334")  # −100 / 300 = −0.333333333…
    assert payout.amount == usd(0)


def test_a_baseline_asks_neither_for_validity_nor_for_eligibility():
    gold = Eligibility(PartnerScope(tiers=("gold",)))
    partners = [
        {"partner_id": "ola", "tier": "lead", "valid_until": "2024-01-01"},
        {"partner_id": "ola", "tier": "gold", "valid_from": "2024-01-01"},
    ]
    document = programme(grows(eligible=gold, validity=Validity(starts=Q1.start)), validity=Validity(starts=Q1.start))
    assert paid(document, BY_30, partners=partners) == ["3000.00"]


def test_growth_of_a_window_is_measured_against_the_same_window():
    so_far = replace(NET, over=Over(Window.YEAR_TO_DATE))
    lines = [
        sale("100", "2023-02-01"),
        sale("100", "2023-05-01"),
        sale("150"),
        sale("150", "2024-05-01"),
    ]
    found = pay(grows(asked=Growth(so_far), pays_on=PaysOn.WHOLE), lines, periods=(Q1, Q2))
    assert [payout.qualifier for payout in found] == [exact("0.5"), exact("0.5")]  # 150 to 100, 300 to 200


# --- attainment ------------------------------------------------------------------------------------------------------

TARGETS = [{"partner_id": "ola", "target": "plan", "period": "2024-Q1", "amount": "400000"}]


def attains(table, method=Method.ATTAINMENT, **changes):
    return incentive(table, method, NET, Attainment(NET, "plan"), **changes)


def test_v09_target_and_accelerator():
    table = steps((0, 2), (1, 1))
    payout = one(attains(table), [sale("460000")], targets=TARGETS)
    assert payout.amount == usd("9800.00")  # 460,000 × 2 % + 60,000 × 1 %
    assert payout.qualifier == exact("1.15")
    assert paid(attains(table), [sale("400000")], targets=TARGETS) == ["8000.00"]  # nothing exceeds the target
    assert paid(attains(table), [sale("399999.99")], targets=TARGETS) == ["8000.00"]  # 7,999.9998
    assert paid(attains(table), [sale("400001")], targets=TARGETS) == ["8000.03"]  # 8,000.02 + 0.01


def test_attainment_picks_a_step_of_any_method():
    table = steps(("0.9", 1), (1, 2))
    lines = [sale("360000")]
    assert paid(attains(table, Method.RETROACTIVE), lines, targets=TARGETS) == ["3600.00"]  # 90 %: 1 %
    assert paid(attains(table, Method.RETROACTIVE), [sale("359999.99")], targets=TARGETS) == ["0.00"]


@pytest.mark.parametrize("amount", ["0", "-5"])
def test_a_target_that_is_not_above_zero_is_none(amount):
    none = [{**TARGETS[0], "amount": amount}]
    table = steps((0, 2))
    assert paid(attains(table), [sale("100")], targets=none) == ["0.00"]
    assert paid(attains(table), [sale("100")]) == ["0.00"]


def test_a_target_for_another_period_or_partner_is_none():
    other = [{**TARGETS[0], "period": "2024-Q2"}, {**TARGETS[0], "partner_id": "sam"}]
    assert paid(attains(steps((0, 2))), [sale("100")], targets=other) == ["0.00"]


# --- gates, ratios, breadth, people ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("units", "pays"), [("1040", "1600.00"), ("1000", "1600.00"), ("999", "0.00")])
def test_v10_a_gate_on_another_population(units, pays):
    gate = Gate(measure("quantity", products=of("F")), exact(1000))
    rule = flat("2.5", measured=measure("net", products=of("S")), gates=(gate,))
    lines = [sale("9", product_id="f1", quantity=units), sale("64000", product_id="s1")]
    assert paid(rule, lines, products=PRODUCTS) == [pays]  # 2.5 % of 64,000


MIX = Ratio(measure("quantity", products=of("S")), measure("quantity", products=of("F")))


@pytest.mark.parametrize(
    ("contracts", "units", "pays"),
    [
        ("120", "400", "5000.00"),  # 30 %
        ("100", "400", "5000.00"),  # 25 %
        ("99", "400", "0.00"),  # 24.75 %
        ("120", "0", "0.00"),  # no ratio
        ("120", "-1", "0.00"),
    ],
)
def test_v11_attach_rate(contracts, units, pays):
    rule = flat(2, measured=measure("net", products=of("A")), gates=(Gate(MIX, exact("0.25")),))
    lines = [
        sale(product_id="s1", quantity=contracts),
        sale(product_id="f1", quantity=units),
        sale("250000", product_id="a1"),
    ]
    assert paid(rule, lines, products=PRODUCTS) == [pays]  # 2 % of 250,000


def test_a_ratio_to_nothing_is_missing_and_of_nothing_is_zero():
    rule = flat(2, measured=measure("net", products=of("A")), gates=(Gate(MIX, exact(0)),))
    sold = sale("100", product_id="a1")
    assert paid(rule, [sold], products=PRODUCTS) == ["0.00"]
    payout = one(rule, [sold, sale(product_id="f1", quantity="4")], products=PRODUCTS)
    assert (payout.gates, payout.amount) == ((exact(0),), usd("2.00"))


def test_a_ratio_picks_a_step():
    rule = incentive(steps(("0.25", 1), ("0.5", 2)), Method.RETROACTIVE, NET, MIX)
    lines = [sale("50", product_id="s1", quantity="1"), sale("50", product_id="f1", quantity="3")]
    payout = one(rule, lines, products=PRODUCTS)
    assert (payout.qualifier, payout.amount) == (exact("0.33333333"), usd("1.00"))


@pytest.mark.parametrize(("third", "pays"), [("9999.99", "0.00"), ("10000.00", "1500.00")])
def test_v12_breadth(third, pays):
    parts = tuple(Threshold(measure("net", products=of(family)), exact(10000)) for family in "ABCD")
    rule = incentive(steps((None, 1500), kind="amount"), Method.FIXED, NET, gates=(Gate(Breadth(parts), exact(4)),))
    amounts = {"a1": "12000", "b1": "10000", "c1": third, "d1": "31000"}
    lines = [sale(amount, product_id=product) for product, amount in amounts.items()]
    payout = one(rule, lines, products=PRODUCTS)
    assert payout.amount == usd(pays)
    assert payout.gates == (exact(4 if pays != "0.00" else 3),)


def test_v12_three_of_four_families_are_three():
    parts = tuple(Threshold(measure("net", products=of(family)), exact(10000)) for family in "ABCD")
    rule = incentive(steps((3, 1500), kind="amount"), Method.FIXED, NET, Breadth(parts))
    amounts = {"a1": "12000", "b1": "10000", "c1": "9999.99", "d1": "31000"}
    payout = one(rule, [sale(amount, product_id=name) for name, amount in amounts.items()], products=PRODUCTS)
    assert (payout.qualifier, payout.amount) == (exact(3), usd("1500.00"))


def test_breadth_is_never_missing():
    parts = (Threshold(measure("net", products=of("A")), exact(1)),)
    rule = incentive(steps((0, 7), kind="amount"), Method.FIXED, measure("net", products=of("B")), Breadth(parts))
    payout = one(rule, [sale("1", product_id="b1")], products=PRODUCTS)
    assert (payout.qualifier, payout.amount) == (exact(0), usd("7.00"))


def certificate(person, since="2020-01-01", until="", course="sales", partner="ola"):
    return {"partner_id": partner, "person": person, "course": course, "valid_from": since, "valid_until": until}


@pytest.mark.parametrize(
    ("certificates", "people"),
    [
        ([certificate("kim"), certificate("lee")], 2),
        ([certificate("kim"), certificate("kim", "2021-01-01")], 1),  # a person counts once
        ([certificate("kim", until="2024-03-31")], 0),  # the period's last day is not inside any more
        ([certificate("kim", until="2024-04-01")], 1),
        ([certificate("kim", since="2024-03-31"), certificate("lee", since="2024-04-01")], 1),
        ([certificate("kim", course="other"), certificate("kim", partner="sam")], 0),
    ],
)
def test_certified_people_on_the_last_day(certificates, people):
    rule = flat(1, gates=(Gate(Certified("sales"), exact(people or 1)),))
    payout = one(rule, [sale("100")], certificates=certificates)
    assert payout.gates == (exact(people),)
    assert payout.amount == usd("1.00" if people else 0)


def test_of_a_period_that_is_not_over_the_day_of_the_calculation_counts():
    rule = flat(1, gates=(Gate(Certified("sales"), exact(1)),))
    ends = [certificate("kim", until="2024-02-15")]
    assert paid(rule, [sale("100")], certificates=ends, as_of="2024-02-14") == ["1.00"]
    assert paid(rule, [sale("100")], certificates=ends, as_of="2024-02-15") == ["0.00"]


def test_growth_and_attainment_as_gates():
    rule = flat(1, gates=(Gate(GROWTH, exact("0.3")), Gate(Attainment(NET, "plan"), exact("0.65"))))
    assert paid(rule, BY_30, targets=TARGETS) == ["2600.00"]  # 30 % and 260,000 / 400,000 = 65 %
    assert paid(rule, [BY_30[0], sale("259999.99")], targets=TARGETS) == ["0.00"]


def test_growth_from_nothing_meets_every_gate():
    rule = flat(1, gates=(Gate(replace(GROWTH, without_history=NoHistory.ZERO), exact(50)),))
    payout = one(rule, [sale("100")])
    assert (payout.gates, payout.gates_met, payout.amount) == ((None,), True, usd("1.00"))


# --- exemptions ------------------------------------------------------------------------------------------------------


def exempt(**changes):
    return Exemption("ola", "volume", "agreed on 3 Dec", Validity(Q1.start, Q1.end), **changes)


def test_an_exemption_changes_the_rate_of_one_partner_for_a_while():
    document = programme(incentive(T), exemptions=(exempt(value=exact("0.04")),))
    lines = [sale("60000"), sale("60000", "2024-05-01"), sale("60000", partner="sam")]
    found = pay(document, lines, periods=(Q1, Q2))
    assert [(one.partner, str(one.amount), one.rate, one.exemption) for one in found] == [
        ("ola", "2400.00 USD", exact("0.04"), "agreed on 3 Dec"),  # 4 % instead of 2 %
        ("sam", "1200.00 USD", exact("0.02"), ""),
        ("ola", "1200.00 USD", exact("0.02"), ""),
    ]


def test_an_exemption_does_not_reach_a_step():
    document = programme(incentive(steps((50000, 2))), exemptions=(exempt(value=exact("0.04")),))
    assert paid(document, [sale("49999.99")]) == ["0.00"]


def test_an_exemption_stands_in_every_step_that_is_added():
    document = programme(incentive(T, Method.TOTAL), exemptions=(exempt(value=exact("0.01")),))
    assert paid(document, [sale("60000")]) == ["1200.00"]  # 60,000 × (1 % + 1 %)


def test_an_exemption_waives_gates():
    rule = flat(1, gates=(Gate(LINES, exact(5)),))
    assert paid(programme(rule, exemptions=(exempt(waives_gates=True),)), [sale("100")]) == ["1.00"]
    assert paid(rule, [sale("100")]) == ["0.00"]


def test_an_exemption_lifts_caps():
    rule = flat(1, limits=Limits(measure=exact(1000), amount=usd("8")))
    assert paid(programme(rule, exemptions=(exempt(uncapped=True),)), [sale("2000")]) == ["20.00"]
    assert paid(rule, [sale("2000")]) == ["8.00"]


def test_a_return_only_scope_leaves_out_sales():
    assert one(flat(1, measured=measure("net", kinds=(LineKind.SALE,))), [sale("5"), sale("-5")]).measure == exact(5)
