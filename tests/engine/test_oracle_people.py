"""Who is paid, in numbers: persons and their claims, splits and overrides, pools of partners."""

from dataclasses import replace

import pytest

from fairway.engine.oracle import BadCell
from fairway.engine.programme import (
    Attainment,
    Certified,
    Choosing,
    Gate,
    Growth,
    Holdback,
    Limits,
    Method,
    Multiplier,
    NoHistory,
    Payee,
    PaysOn,
    Pool,
    Stack,
    StandingDate,
)
from fairway.values import Rate, exact
from tests.engine.hand_made import (
    LINES,
    NET,
    Q1,
    Q2,
    T,
    by_partner,
    by_person,
    flat,
    incentive,
    measure,
    numbered,
    paid,
    pay,
    programme,
    sale,
    steps,
    usd,
)

# --- persons ---------------------------------------------------------------------------------------------------------

SPIFF = incentive(
    steps((None, 25), kind="per_unit"),
    Method.PER_UNIT,
    measure("lines", once_per="serial_no", claimed_within=30),
    payee=Payee.PERSON,
)


def claim(serial, person="kim", claimed="2024-02-10", **more):
    return sale(serial_no=serial, person=person, claimed_on=claimed, **more)


def test_v18_one_for_each_serial():
    claims = numbered(claim("1"), claim("2"), claim("3"), claim("2"))
    assert by_person(SPIFF, claims) == {"kim": "75.00"}  # 3 × 25


def test_v18_of_two_persons_with_one_serial_the_first_is_paid():
    claims = numbered(claim("1", "lee", on="2024-02-02", claimed="2024-02-02"), claim("1", "kim"))
    assert by_person(SPIFF, claims) == {"kim": "25.00"}  # sold on 1 February, whoever claimed first
    same_day = [claim("1", "lee", line_id="10"), claim("1", "kim", line_id="9")]
    assert by_person(SPIFF, same_day) == {"kim": "25.00"}  # 9 before 10, as numbers
    named = [claim("1", "lee", line_id="10"), claim("1", "kim", line_id="9"), claim("2", "lee", line_id="a")]
    assert by_person(SPIFF, named) == {"lee": "50.00"}  # as text: 10 before 9


def test_a_serial_is_paid_once_among_all_partners_and_ever():
    claims = numbered(claim("1", partner="sam"), claim("1"), claim("1", on="2024-05-01", claimed="2024-05-01"))
    found = pay(SPIFF, claims, periods=(Q1, Q2))
    assert [(one.partner, str(one.amount)) for one in found] == [("sam", "25.00 USD")]


def test_a_return_takes_back_what_its_sale_was_paid():
    claims = numbered(claim("1"), claim("1", quantity="-1"), claim("2"), claim("3"))
    assert by_person(SPIFF, claims) == {"kim": "50.00"}  # 3 sales less 1 return, each the first of its kind


def test_what_does_not_count_otherwise_is_not_the_first():
    claims = numbered(claim("1", "lee", claimed="2024-05-01"), claim("1"))
    assert by_person(SPIFF, claims) == {"kim": "25.00"}


@pytest.mark.parametrize(
    ("claimed", "pays"),
    [("2024-02-01", {"kim": "25.00"}), ("2024-03-02", {"kim": "25.00"}), ("2024-03-03", {}), ("", {})],
)
def test_v18_the_window_of_a_claim(claimed, pays):
    assert by_person(SPIFF, numbered(claim("1", claimed=claimed))) == pays  # 1 February and 30 days is 2 March


def test_lines_without_a_person_or_a_serial_do_not_count():
    assert by_person(SPIFF, numbered(claim("1", person=""), claim(""), claim("2"))) == {"kim": "25.00"}


def test_what_a_person_is_owed_waits_for_the_person():
    rule = replace(SPIFF, limits=Limits(minimum_payout=usd(50)))
    lines = numbered(
        claim("1"), claim("2", "lee"), claim("3", "lee"), claim("4", on="2024-05-01", claimed="2024-05-02")
    )
    found = pay(rule, lines, periods=(Q1, Q2))
    assert [(one.person, str(one.amount), str(one.carried_out)) for one in found] == [
        ("kim", "0.00 USD", "25.00 USD"),
        ("lee", "50.00 USD", "0.00 USD"),
        ("kim", "50.00 USD", "0.00 USD"),
    ]


# --- splits ----------------------------------------------------------------------------------------------------------

COMMISSION = flat(10, payee=Payee.SPLITS)
FIFTY = [sale("50000")]


def part(person, share="", override="", incentive="", **more):
    return {"partner_id": "ola", "incentive": incentive, "person": person, "share": share, "override": override} | more


def test_v19_splits_share_and_overrides_are_extra():
    splits = [part("kim", "60"), part("lee", "40"), part("max", override="2")]
    found = {one.person: one for one in pay(COMMISSION, FIFTY, splits=splits)}
    # 5,000 shared 60 to 40; 2 % of 50,000 on top
    assert {name: str(one.amount) for name, one in found.items()} == {
        "kim": "3000.00 USD",
        "lee": "2000.00 USD",
        "max": "1000.00 USD",
    }
    assert {name: one.rate for name, one in found.items()} == {
        "kim": exact("0.06"),
        "lee": exact("0.04"),
        "max": exact("0.02"),
    }
    assert {(one.measure, one.alone) for one in found.values()} == {(exact(50000), usd("5000.00"))}


@pytest.mark.parametrize(
    ("shares", "amount", "pays"),
    [
        (("33.34", "33.33", "33.33"), "1000", ("33.34", "33.33", "33.33")),
        (("25", "25", "25", "25"), "1000.20", ("25.01", "25.01", "25.00", "25.00")),  # 100.02: ties by id
        (("50", "50"), "-0.10", ("-0.01", "0.00")),
        (("33.34", "33.33", "33.33"), "0.20", ("0.01", "0.01", "0.00")),
    ],
)
def test_v19_largest_remainder(shares, amount, pays):
    splits = [part(f"p{number}", share) for number, share in enumerate(shares)]
    assert tuple(by_person(COMMISSION, [sale(amount)], splits=splits).values()) == pays


def test_shares_that_do_not_add_up_are_refused():
    with pytest.raises(BadCell, match="add up to 90 in 2024-Q1"):
        pay(COMMISSION, FIFTY, splits=[part("kim", "60"), part("lee", "30")])


def test_splits_in_force_on_the_last_day_and_for_this_incentive():
    splits = [
        part("kim", "100", valid_until="2024-03-31"),
        part("lee", "100", valid_from="2024-03-31", valid_until="2024-04-01"),
        part("max", "100", incentive="other"),
    ]
    assert by_person(COMMISSION, FIFTY, splits=splits) == {"lee": "5000.00"}


def test_a_partner_without_splits_is_paid_itself_and_overrides_beside():
    assert by_person(COMMISSION, FIFTY) == {"": "5000.00"}
    assert by_person(COMMISSION, FIFTY, splits=[part("max", override="2")]) == {"": "5000.00", "max": "1000.00"}


def test_a_person_with_share_and_override_has_one_payout():
    splits = [part("kim", "60", "1"), part("lee", "40")]
    found = {one.person: one for one in pay(COMMISSION, FIFTY, splits=splits)}
    assert (found["kim"].amount, found["kim"].rate) == (usd("3500.00"), exact("0.06"))  # 3,000 + 500


def test_overrides_are_paid_where_gates_are_met_whatever_step_is_reached():
    splits = [part("kim", "100"), part("max", override="2")]
    rule = incentive(steps((100000, 10)), payee=Payee.SPLITS)
    assert by_person(rule, FIFTY, splits=splits) == {"kim": "0.00", "max": "1000.00"}
    gated = replace(rule, gates=(Gate(LINES, exact(2)),))
    assert by_person(gated, FIFTY, splits=splits) == {"kim": "0.00", "max": "0.00"}


def test_an_override_is_on_what_earns():
    splits = [part("kim", "100"), part("max", override="2")]
    capped = replace(COMMISSION, limits=Limits(measure=exact(40000)))
    assert by_person(capped, FIFTY, splits=splits) == {"kim": "4000.00", "max": "800.00"}
    grown = replace(COMMISSION, steps=steps((0, 10)), qualifier=Growth(NET), pays_on=PaysOn.INCREMENT)
    lines = [*FIFTY, sale("20000", "2023-02-01")]
    assert by_person(grown, lines, splits=splits) == {"kim": "3000.00", "max": "600.00"}


def test_who_is_beaten_pays_no_override():
    splits = [part("kim", "100"), part("max", override="2")]
    best = Stack("x", 1, choosing=Choosing.BEST_OF, chosen="w")
    rules = (replace(COMMISSION, stack=best), flat(20, id="better", stack=replace(best, order=2)))
    found = [one for one in pay(programme(*rules), FIFTY, splits=splits) if one.incentive == "volume"]
    assert [(one.person, str(one.amount)) for one in found] == [("kim", "0.00 USD"), ("max", "0.00 USD")]


def test_where_none_of_an_exclusive_set_earns_the_first_in_order_pays_its_overrides():
    splits = [part("kim", "100"), part("max", override="2")]
    only = Stack("x", 2, choosing=Choosing.EXCLUSIVE, chosen="w")
    rules = [
        replace(COMMISSION, id=name, steps=steps((100000, 10)), stack=replace(only, order=place))
        for name, place in (("a", 2), ("b", 1))
    ]
    found = pay(programme(*rules), FIFTY, splits=splits)
    assert {one.incentive: str(one.amount) for one in found if one.person == "max"} == {
        "a": "0.00 USD",
        "b": "1000.00 USD",
    }


def test_limits_come_before_splits_and_what_waits_after():
    splits = [part("kim", "60"), part("lee", "40")]
    limits = Limits(amount=usd(1000), holdback=Holdback(Rate.percent(10), 1), minimum_payout=usd(400))
    rule = replace(COMMISSION, limits=limits)
    found = pay(rule, FIFTY, splits=splits)
    assert [(one.person, str(one.earned), str(one.amount), str(one.carried_out)) for one in found] == [
        ("kim", "600.00 USD", "540.00 USD", "60.00 USD"),
        ("lee", "400.00 USD", "0.00 USD", "400.00 USD"),  # 360 is below 400, 40 are held
    ]


# --- pools -----------------------------------------------------------------------------------------------------------

FAMILY = [
    {"partner_id": "mum"},
    {"partner_id": "kid", "parent_id": "mum"},
    {"partner_id": "tot", "parent_id": "mum"},
    {"partner_id": "foe"},
]
SOLD = [sale("70000", partner="mum"), sale("40000", partner="kid"), sale("20000", partner="tot")]
POOLED = incentive(T, pool=Pool("parent_id"))


def test_v36_the_step_of_all_and_the_money_by_contribution():
    found = pay(POOLED, [*SOLD, sale("1000", partner="foe")], partners=FAMILY)
    assert {one.partner: str(one.amount) for one in found} == {
        "kid": "1200.00 USD",
        "mum": "2100.00 USD",  # 130,000 × 3 % = 3,900 by 70 : 40 : 20
        "tot": "600.00 USD",
        "foe": "10.00 USD",  # a pool of its own: 1 %
    }
    assert {one.partner: (one.qualifier, one.measure, one.rate) for one in found}["kid"] == (
        exact(130000),
        exact(40000),
        exact("0.03"),
    )


def test_a_pool_is_rounded_once_and_ties_go_to_the_lower_id():
    partners = [{"partner_id": name, "parent_id": "9"} for name in ("10", "11")] + [{"partner_id": "9"}]
    lines = [sale("0.50", partner=name) for name in ("9", "10", "11")]
    # 1.50 × 1 % = 0.015, half-up 0.02 among three equals
    assert by_partner(POOLED, lines, partners=partners) == {"10": "0.01", "11": "0.00", "9": "0.01"}


def test_who_brought_too_little_does_not_share():
    rule = replace(POOLED, pool=Pool("parent_id", exact(40000)))
    assert by_partner(rule, SOLD, partners=FAMILY) == {"kid": "1418.18", "mum": "2481.82", "tot": "0.00"}  # 4 : 7
    nobody = replace(POOLED, pool=Pool("parent_id", exact(70001)))
    assert by_partner(nobody, SOLD, partners=FAMILY) == {"kid": "0.00", "mum": "0.00", "tot": "0.00"}


def test_whose_returns_exceed_sales_lowers_the_pool_and_does_not_share():
    lines = [sale("120000", partner="mum"), sale("-30000", partner="kid")]
    assert by_partner(POOLED, lines, partners=FAMILY) == {"kid": "0.00", "mum": "1800.00"}  # 90,000 × 2 %


def test_a_pool_by_country_and_partners_without_one():
    partners = [
        {"partner_id": "a", "country": "US"},
        {"partner_id": "b", "country": "US"},
        {"partner_id": "c"},
        {"partner_id": "d"},
        {"partner_id": "US"},
    ]
    lines = [sale("30000", partner=one["partner_id"]) for one in partners]
    rule = incentive(T, pool=Pool("country"))
    assert by_partner(rule, lines, partners=partners) == {
        "US": "300.00",  # no country: by itself, whatever its id
        "a": "600.00",  # 60,000: 2 %
        "b": "600.00",
        "c": "300.00",
        "d": "300.00",
    }


@pytest.mark.parametrize(("standing", "pays"), [("period_start", "1200.00"), ("period_end", "400.00")])
def test_the_pool_is_looked_up_with_the_standing(standing, pays):
    partners = [
        {"partner_id": "mum"},
        {"partner_id": "kid", "parent_id": "mum", "valid_until": "2024-03-31"},
        {"partner_id": "kid", "valid_from": "2024-03-31"},
    ]
    document = programme(POOLED, standing=StandingDate(standing))
    assert by_partner(document, SOLD[:2], partners=partners)["kid"] == pays  # 110,000: 3 %; 40,000 alone: 1 %


def test_targets_gates_people_and_baselines_of_a_pool_are_sums():
    gates = (Gate(LINES, exact(3)), Gate(Certified("sales"), exact(2)))
    rule = replace(
        POOLED, steps=steps((1, 10)), qualifier=Attainment(NET, "plan"), method=Method.RETROACTIVE, gates=gates
    )
    targets = [
        {"partner_id": name, "target": "plan", "period": "2024-Q1", "amount": "65000"} for name in ("mum", "tot")
    ]
    people = [{"partner_id": name, "person": "kim", "course": "sales"} for name in ("kid", "tot")]
    found = by_partner(rule, SOLD, partners=FAMILY, targets=targets, certificates=people)
    assert found == {"kid": "4000.00", "mum": "7000.00", "tot": "2000.00"}  # 130,000 of 130,000
    assert by_partner(rule, SOLD, partners=FAMILY, targets=targets, certificates=people[:1])["kid"] == "0.00"
    grown = replace(POOLED, steps=steps(("0.3", 5)), qualifier=Growth(NET), pays_on=PaysOn.INCREMENT)
    lines = [*SOLD, sale("90000", "2023-02-01", "tot"), sale("10000", "2023-02-01", "mum")]
    assert by_partner(grown, lines, partners=FAMILY) == {  # 5 % of 30,000 by 70 : 40 : 20
        "kid": "461.54",
        "mum": "807.69",
        "tot": "230.77",
    }


def test_the_peers_of_a_pool_are_pools():
    rule = replace(
        POOLED,
        steps=steps((0, 5)),
        qualifier=Growth(NET, without_history=NoHistory.PEERS),
        pays_on=PaysOn.INCREMENT,
    )
    lines = [
        *SOLD,
        sale("10000", "2023-02-01", "mum"),
        sale("20000", "2023-02-01", "kid"),
        sale("50000", partner="foe"),
    ]
    assert by_partner(rule, lines, partners=FAMILY)["foe"] == "1000.00"  # 5 % of 50,000 − 30,000


def test_limits_act_on_each_share_but_the_measure_cap_on_the_pool():
    rule = replace(POOLED, limits=Limits(measure=exact(65000), amount=usd(1000)))
    # 65,000 × 3 % = 1,950 by 70 : 40 : 20
    assert by_partner(rule, SOLD, partners=FAMILY) == {"kid": "600.00", "mum": "1000.00", "tot": "300.00"}


def test_a_pool_after_another_incentive_is_reduced_by_what_all_its_partners_earn():
    first = flat(10, id="first", stack=Stack("x", 1))
    rule = replace(POOLED, stack=Stack("x", 2, after=("first",)))
    found = [one for one in pay(programme(first, rule), SOLD, partners=FAMILY) if one.incentive == "volume"]
    # 130,000 − 13,000 = 117,000 × 3 % = 3,510 by 70 : 40 : 20
    assert [str(one.amount) for one in found] == ["1080.00 USD", "1890.00 USD", "540.00 USD"]


def test_a_pool_has_one_lump_sum():
    rule = incentive(steps((100000, 1000), kind="amount"), Method.FIXED, pool=Pool("parent_id"))
    assert by_partner(rule, SOLD, partners=FAMILY) == {"kid": "307.69", "mum": "538.46", "tot": "153.85"}


def test_who_sold_nothing_in_the_period_has_no_payout():
    assert by_partner(POOLED, SOLD[:2], partners=FAMILY) == {"kid": "1200.00", "mum": "2100.00"}


def test_a_pool_with_multipliers_is_refused():
    rule = replace(POOLED, multipliers=(Multiplier("type", (), exact(1)),))
    with pytest.raises(ValueError, match="multiplies by partner"):
        pay(rule, SOLD, partners=FAMILY)


def test_amounts_are_the_same_whatever_the_order_of_lines_and_partners():
    lines = [*SOLD, sale("1000", partner="foe")]
    turned = pay(POOLED, list(reversed(lines)), partners=list(reversed(FAMILY)))
    assert turned == pay(POOLED, lines, partners=FAMILY)
    assert paid(POOLED, lines, partners=FAMILY) == ["10.00", "1200.00", "2100.00", "600.00"]
