"""Which lines count and when, in numbers: returns, deals, launches, first orders, reasons for what is left out."""

from dataclasses import replace
from datetime import date

import pytest

from fairway.engine import oracle
from fairway.engine.oracle import Facts
from fairway.engine.oracle.lines import line_day
from fairway.engine.oracle.spans import later
from fairway.engine.programme import (
    Calendar,
    CurrencyPolicy,
    EventWindow,
    Exemption,
    Gate,
    Limits,
    LineDate,
    LineKind,
    Method,
    Multiplier,
    NewCustomer,
    Over,
    Payee,
    ReturnsPolicy,
    Span,
    Validity,
    Window,
)
from fairway.policy.conditions import Source
from fairway.values import exact
from tests.engine.hand_made import (
    NET,
    PARTNERS,
    Q1,
    Q2,
    Q3,
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

# --- returns ---------------------------------------------------------------------------------------------------------

RETURNED = [sale("120000"), sale("-25000", "2024-05-01", original_on="2024-02-01"), sale("200000", "2024-05-02")]


@pytest.mark.parametrize(
    ("policy", "pays"),
    [
        (ReturnsPolicy.RESTATE, ["1900.00", "6000.00"]),  # 95,000 × 2 %; 200,000 × 3 %
        (ReturnsPolicy.NET, ["3600.00", "5250.00"]),  # 120,000 × 3 %; 175,000 × 3 %
        (ReturnsPolicy.REVERSE, ["3600.00", "5250.00"]),  # 200,000 × 3 % − 25,000 × 3 %
    ],
)
def test_v22_three_policies(policy, pays):
    assert paid(incentive(T, returns=policy), RETURNED, periods=(Q1, Q2)) == pays


def test_v22c_what_was_paid_is_taken_back_at_the_rate_it_was_paid_at():
    rule = incentive(T, returns=ReturnsPolicy.REVERSE)
    first, second = pay(rule, RETURNED[:2], periods=(Q1, Q2))
    assert (first.amount, second.amount) == (usd("3600.00"), usd("-750.00"))  # −25,000 × 3 %
    assert (second.measure, second.lines, second.qualifier) == (exact(0), 0, None)
    later_small = [*RETURNED[:2], sale("10000", "2024-05-02")]
    assert paid(rule, later_small, periods=(Q1, Q2)) == ["3600.00", "-650.00"]  # 10,000 × 1 % − 750


def test_v22c_without_the_day_of_its_sale_a_return_undoes_one_of_its_own_period():
    rule = incentive(T, returns=ReturnsPolicy.REVERSE)
    assert paid(rule, [sale("120000"), sale("-25000")]) == ["2850.00"]  # (120,000 − 25,000) × 3 %: the step stays


def test_v22c_what_was_never_paid_is_not_taken_back():
    back = sale("-25000", "2024-05-01", original_on="2024-02-01")
    gated = incentive(T, returns=ReturnsPolicy.REVERSE, gates=(Gate(NET, exact(200000)),))
    assert paid(gated, [sale("120000"), back], periods=(Q1, Q2)) == ["0.00", "0.00"]
    unreached = incentive(steps((200000, 3)), returns=ReturnsPolicy.REVERSE)
    assert paid(unreached, [sale("120000"), back], periods=(Q1, Q2)) == ["0.00", "0.00"]
    before = sale("-25000", "2024-05-01", original_on="2023-02-01")
    assert paid(incentive(T, returns=ReturnsPolicy.REVERSE), [before], periods=(Q1, Q2)) == ["0.00"]


def test_v22c_takes_back_although_the_present_gates_are_not_met():
    rule = incentive(T, returns=ReturnsPolicy.REVERSE, gates=(Gate(NET, exact(100000)),))
    lines = [*RETURNED[:2], sale("99999", "2024-05-02")]
    assert paid(rule, lines, periods=(Q1, Q2)) == ["3600.00", "-750.00"]


def test_v22c_takes_back_multiplied_and_exempted_values():
    twice = Multiplier("type", (("gold", exact(2)),), exact(1))
    partners = [
        {"partner_id": "ola", "type": "gold", "valid_until": "2024-04-01"},
        {"partner_id": "ola", "type": "lead", "valid_from": "2024-04-01"},
    ]
    rule = incentive(T, returns=ReturnsPolicy.REVERSE, multipliers=(twice,))
    assert paid(rule, RETURNED[:2], partners=partners, periods=(Q1, Q2)) == ["7200.00", "-1500.00"]  # 3 % × 2
    agreed = Exemption("ola", "volume", "agreed", Validity(until=Q2.start), exact("0.05"))
    document = programme(incentive(T, returns=ReturnsPolicy.REVERSE), exemptions=(agreed,))
    assert paid(document, RETURNED[:2], periods=(Q1, Q2)) == ["6000.00", "-1250.00"]  # 5 %


def test_v22c_asks_for_the_scope_of_the_measure():
    rule = incentive(T, returns=ReturnsPolicy.REVERSE, measured=measure("net", kinds=(LineKind.SALE,), registered=True))
    deals = [{"deal_id": "d", "partner_id": "ola"}]
    lines = [{**line, "deal_id": "d" if place < 2 else ""} for place, line in enumerate([*RETURNED[:2], RETURNED[1]])]
    assert paid(rule, lines, periods=(Q1, Q2), deals=deals) == ["3600.00", "-750.00"]


def test_a_restated_return_is_of_the_day_of_its_sale_in_everything():
    rates = [
        {"currency": "EUR", "valid_from": "2024-01-01", "rate": "1.10"},
        {"currency": "EUR", "valid_from": "2024-04-01", "rate": "1.20"},
    ]
    lines = [
        sale("100", "2024-02-01", currency="EUR"),
        sale("-100", "2024-05-01", currency="EUR", original_on="2024-02-01"),
    ]
    restated = one(flat(1), lines, rates=rates, periods=(Q1, Q2))
    assert (restated.measure, restated.lines) == (exact(0), 2)
    net = pay(flat(1, returns=ReturnsPolicy.NET), lines, rates=rates, periods=(Q1, Q2))
    assert [payout.measure for payout in net] == [exact(110), exact(-120)]


def test_a_restated_return_is_not_known_before_it_happened():
    lines = RETURNED[:2]
    assert paid(incentive(T), lines, as_of="2024-04-30") == ["3600.00"]
    assert paid(incentive(T), lines, as_of="2024-05-01") == ["1900.00"]


def test_only_returns_have_an_original_day():
    line = sale("100", "2024-05-01", original_on="2024-02-01")
    document = programme(flat(1))
    facts = Facts.of(document, PARTNERS, (), ())
    assert line_day(facts, line, document.incentives[0]) == date(2024, 5, 1)
    assert line_day(facts, {**line, "kind": "return"}, document.incentives[0]) == date(2024, 2, 1)
    assert line_day(facts, {**line, "kind": "return"}) == date(2024, 5, 1)


def test_a_line_without_a_day_of_its_own_never_counts():
    document = programme(flat(1), calendar=Calendar(1, "quarter", dated_by=LineDate.SHIPMENT))
    assert paid(document, [sale("-100", ship_date="", original_on="2024-02-01")]) == []


# --- deals, launches -------------------------------------------------------------------------------------------------

DEALS = [{"deal_id": "d1", "partner_id": "ola", "valid_from": "2024-01-15", "valid_until": "2024-02-15"}]


@pytest.mark.parametrize(
    ("line", "counts"),
    [
        ({"deal_id": "d1", "on": "2024-01-15"}, True),
        ({"deal_id": "d1", "on": "2024-01-14"}, False),
        ({"deal_id": "d1", "on": "2024-02-14"}, True),
        ({"deal_id": "d1", "on": "2024-02-15"}, False),
        ({"deal_id": "d1", "on": "2024-02-01", "partner": "sam"}, False),  # another partner's deal
        ({"deal_id": "d2", "on": "2024-02-01"}, False),
        ({"on": "2024-02-01"}, False),
    ],
)
def test_v14_only_lines_of_a_registered_deal_count(line, counts):
    rule = flat(8, measured=measure("net", registered=True))
    assert paid(rule, [sale("700", **line)], deals=DEALS) == (["56.00"] if counts else [])


@pytest.mark.parametrize(("kind", "pays", "cost"), [("list", "80.00", 620), ("net", "56.00", 644)])
def test_v14_points_of_list_or_of_net(kind, pays, cost):
    rule = flat(8, measured=measure(kind, registered=True))
    (amount,) = paid(rule, [sale("700", list_amount="1000", deal_id="d1")], deals=DEALS)
    assert amount == pays
    assert exact(700) - exact(amount) == cost  # what the partner pays in the end


@pytest.mark.parametrize(
    ("on", "counts"), [("2024-01-31", False), ("2024-02-01", True), ("2024-07-29", True), ("2024-07-30", False)]
)
def test_lines_since_a_launch(on, counts):
    launch = EventWindow(Source.PRODUCT, "launched_on", Span(days=180))
    rule = flat(1, measured=measure("net", since=(launch,)))
    products = [{"product_id": "p", "launched_on": "2024-02-01"}, {"product_id": "old"}]
    lines = [sale("100", on, product_id="p"), sale("100", on, product_id="old"), sale("100", on, product_id="none")]
    assert paid(rule, lines, products=products, periods=(Q1, Q2, Q3)) == (["1.00"] if counts else [])


def test_lines_since_a_day_of_the_partner_or_of_the_line():
    windows = (
        EventWindow(Source.PARTNER, "partner_since", Span(months=12)),
        EventWindow(Source.LINE, "opened_on", Span(months=1, days=1)),
    )
    rule = flat(1, measured=measure("net", since=windows))
    partners = [{"partner_id": "ola", "partner_since": "2023-02-02"}]
    lines = [
        sale("100", "2024-02-01", opened_on="2024-01-01"),  # until 2 February in both
        sale("200", "2024-02-02", opened_on="2024-02-01"),  # the partner's first year is over
        sale("400", "2024-02-01", opened_on="2023-12-30"),  # 30 January and a day
        sale("800", "2024-02-01"),
    ]
    assert one(rule, lines, partners=partners).measure == exact(100)


@pytest.mark.parametrize(
    ("on", "span", "then"),
    [
        (date(2024, 1, 31), Span(months=1), date(2024, 2, 29)),
        (date(2024, 1, 31), Span(months=1, days=1), date(2024, 3, 1)),
        (date(2023, 12, 31), Span(months=2), date(2024, 2, 29)),
        (date(2024, 12, 15), Span(months=24), date(2026, 12, 15)),
        (date(2024, 1, 1), Span(days=30), date(2024, 1, 31)),
    ],
)
def test_months_are_added_first(on, span, then):
    assert later(on, span) == then


# --- new customers ---------------------------------------------------------------------------------------------------


TWO_YEARS = Span(months=24)


def new(look_back=TWO_YEARS, at_least=1000, **changes):
    asked = NewCustomer(look_back, None if at_least is None else exact(at_least))
    counted = replace(measure("new_customers"), new=asked)
    return incentive(steps((None, 500), kind="per_unit"), Method.PER_UNIT, counted, **changes)


def order(customer, amount="1000", on="2024-02-01", **more):
    return sale(amount, on, customer_id=customer, **more)


def test_v13_two_names_are_one_customer():
    orders = numbered(order("acme"), order("acme"), order("bolt"))  # 3 names, two resolved to acme
    payout = one(new(), orders)
    assert (payout.measure, payout.lines, payout.amount) == (exact(2), 3, usd("1000.00"))


@pytest.mark.parametrize(
    ("before", "pays"),
    [
        ("2022-01-15", "500.00"),  # 25 months ago: new
        ("2022-02-01", "500.00"),  # 24 months ago to the day
        ("2022-02-02", "0.00"),
        ("2022-03-15", "0.00"),  # 23
    ],
)
def test_v13_the_look_back(before, pays):
    orders = numbered(order("acme", "1", before, partner="sam"), order("acme"))
    found = {payout.partner: payout for payout in pay(new(), orders)}
    assert found["ola"].amount == usd(pays)


def test_without_an_end_a_customer_is_new_once():
    orders = numbered(order("acme", on="1999-01-01"), order("acme"))
    assert paid(new(None), orders) == ["0.00"]


@pytest.mark.parametrize(("second", "pays"), [("400", "500.00"), ("399.99", "0.00")])
def test_an_order_is_the_lines_of_one_invoice(second, pays):
    orders = numbered(order("acme", "600", invoice_no="7"), order("acme", second, "2024-02-03", invoice_no="7"))
    assert paid(new(), orders) == [pays]
    apart = numbered(order("acme", "600"), order("acme", second))
    assert paid(new(), apart) == ["0.00"]


def test_a_line_of_the_order_that_names_no_customer_does_not_count_for_it():
    orders = numbered(order("acme", "600", invoice_no="7"), order("", "400", invoice_no="7"))
    payout = one(new(), orders)
    assert (payout.amount, payout.lines) == (usd("0.00"), 1)


def test_what_was_bought_without_counting_makes_a_customer_known():
    lines = numbered(order("acme", on="2024-01-10", kind="sample"), order("acme"))
    assert paid(new(), lines) == ["0.00"]
    nothing = numbered(order("acme", on="2024-01-10", quantity="-1"), order("acme"))
    assert paid(new(), nothing) == ["500.00"]  # a return is no purchase


def test_of_one_day_the_lowest_line_is_the_first_whoever_sold_it():
    orders = [order("acme", line_id="10"), order("acme", partner="sam", line_id="9")]
    found = pay(new(), orders)
    assert {payout.partner: payout.measure for payout in found} == {"ola": exact(0), "sam": exact(1)}


def test_a_first_order_that_does_not_count_is_still_the_first():
    rule = new(validity=Validity(starts=date(2024, 2, 2)))
    orders = numbered(order("acme", on="2024-02-01"), order("acme", on="2024-02-03"))
    assert paid(rule, orders) == ["0.00"]


def test_new_customers_over_a_window_are_added_up():
    so_far = replace(new().measure, over=Over(Window.YEAR_TO_DATE))
    rule = incentive(steps((2, 9), kind="amount"), Method.FIXED, NET, so_far)
    orders = numbered(order("acme"), order("bolt", on="2024-05-01"), order("acme", on="2024-05-01"))
    found = pay(rule, orders, periods=(Q1, Q2))
    assert [(payout.qualifier, str(payout.amount)) for payout in found] == [
        (exact(1), "0.00 USD"),
        (exact(2), "9.00 USD"),
    ]


def test_what_is_not_known_yet_makes_nobody_known():
    orders = numbered(order("acme", on="2024-02-02"), order("acme", on="2024-02-01", line_id="0"))
    assert paid(new(), orders, as_of="2024-02-01") == ["500.00"]


# --- reasons ---------------------------------------------------------------------------------------------------------


def reason(line, rule=None, period=Q1, others=(), **changes):
    rule = rule or flat(1)
    document = programme(rule, **changes)
    facts = Facts.of(document, PARTNERS, ({"product_id": "p"},), (), lines=(*others, line), deals=DEALS)
    return oracle.excluded(facts, rule, rule.measure, line, period)


@pytest.mark.parametrize(
    ("line", "scope", "why"),
    [
        ({}, {}, None),
        ({"on": "2024-04-01"}, {}, "outside_period"),
        ({"partner": "ghost"}, {}, "unknown_partner"),
        ({"kind": "sample"}, {}, "kind"),
        ({"deal_id": "d2"}, {"registered": True}, "deal"),
        ({}, {"since": (EventWindow(Source.LINE, "opened_on", Span(days=1)),)}, "since"),
        ({}, {"claimed_within": 3}, "claim"),
        ({}, {"once_per": "serial_no"}, "once"),
        ({"serial_no": "1"}, {"once_per": "serial_no"}, None),
    ],
)
def test_the_first_reason_is_said(line, scope, why):
    assert reason(sale("1", **line), flat(1, measured=measure("net", **scope))) == why


def test_more_reasons():
    assert reason(sale("1"), flat(1, measured=measure("customers"), qualifier=NET)) == "id"
    assert reason(sale("1"), flat(1, payee=Payee.PERSON)) == "person"
    assert reason(sale("-1"), flat(1, returns=ReturnsPolicy.REVERSE)) == "kind"
    twice = flat(1, measured=measure("net", once_per="serial_no"))
    earlier = sale("1", "2024-01-01", serial_no="1")
    assert reason(sale("1", serial_no="1"), twice, others=(earlier,)) == "once"
    assert reason(sale("1", serial_no="2"), twice, others=(earlier,)) is None


def test_what_lines_bring_adds_up():
    rule = flat(1, measured=measure("customers"), qualifier=NET)
    lines = [sale("1", customer_id=name) for name in ("x", "y", "x")] + [sale("-1", customer_id="y")]
    facts = Facts.of(programme(rule), PARTNERS, (), (), lines=lines)
    assert oracle.brought(facts, rule, rule.measure, lines) == [exact(1), exact(0), exact(0), exact(0)]
    with pytest.raises(ValueError, match="counts ids"):
        oracle.line_measure(facts, rule.measure, lines[0])


def test_limits_of_days_and_currencies_hold_for_every_amount():
    document = programme(flat(10, measured=measure("gross")), fx=CurrencyPolicy.CONTRACT)
    with pytest.raises(oracle.NoRate, match="No rate for EUR is agreed"):
        pay(document, [sale("1", gross_amount="2", currency="EUR")])
    assert paid(flat(10, limits=Limits(measure=exact(5))), [sale("10")]) == ["0.50"]
    assert one(flat(1, measured=QUANTITY, qualifier=NET), [sale("1", quantity="3")]).measure == exact(3)
