"""Every written form of the language, and the values that it means."""

from datetime import date

import pytest

from fairway.engine.programme import (
    Attainment,
    AttributeValues,
    Baseline,
    Breadth,
    Certified,
    Choosing,
    Counsel,
    EventWindow,
    Exemption,
    Gate,
    Group,
    Growth,
    Holdback,
    LineKind,
    Measure,
    MeasureKind,
    Multiplier,
    NewCustomer,
    NoHistory,
    Over,
    Payee,
    PaysOn,
    Pool,
    ProductScope,
    Ratio,
    ReturnsPolicy,
    Span,
    Stack,
    Step,
    Unit,
    Validity,
    Window,
)
from fairway.policy.conditions import Source
from fairway.values import Money, Rate, exact
from tests.engine.programme_texts import GOOD, HEAD, changed, check_marked, incentive, programme

FLAT = "measure: net\nmethod: flat\npercent: 1\n"
GROWTH = "qualifier: {growth_over: same_period_last_year, measure: net, without_history: skip}\n"
STEPS = "rates: [{from: 0, percent: 1}, {from: 50000, percent: 2}]\n"
PERCENTS = "rates: [{from: 0 percent, percent: 1}, {from: 12.5%, percent: 2}]\n"


def families(measure: Measure) -> tuple[AttributeValues, ...]:
    return measure.lines.products.include


# measures and bases ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", list(MeasureKind))
def test_reads_every_measure(kind: MeasureKind) -> None:
    found = incentive(f"measure: {kind}\nmethod: fixed\namount: 5")
    assert found.measure.kind is kind
    assert found.qualifier == found.measure


def test_the_base_is_multiplied_and_the_measure_picks_the_step() -> None:
    # V14: 8 points of list
    found = incentive("measure: net\nbase: list\nmethod: retroactive\n" + STEPS)
    assert found.measure.kind is MeasureKind.LIST
    assert isinstance(found.qualifier, Measure)
    assert found.qualifier.kind is MeasureKind.NET
    assert found.qualifier.lines == found.measure.lines


def test_reads_new_customers_beside_the_measure() -> None:
    new = "new_customer: {look_back: 24 months, at_least: 1000}\n"
    found = incentive("measure: new_customers\nmethod: per_unit\nper_unit: 500\n" + new)
    assert found.measure.new == NewCustomer(Span(months=24), exact(1000))
    inside = "measure: {measure: new_customers, new_customer: {look_back: 90 days}}\nmethod: per_unit\nper_unit: 500\n"
    assert incentive(inside).measure.new == NewCustomer(Span(days=90))
    ever = "measure: new_customers\nmethod: per_unit\nper_unit: 500\nnew_customer: {look_back: ever}\n"
    assert incentive(ever).measure.new == NewCustomer()
    assert incentive("measure: new_customers\nmethod: per_unit\nper_unit: 500").measure.new == NewCustomer()
    assert incentive(FLAT).measure.new is None


@pytest.mark.parametrize("unit", list(Unit))
def test_reads_what_the_table_is_asked_of(unit: Unit) -> None:
    assert incentive(f"measure: net\nmethod: retroactive\nover: {unit}\n" + STEPS).unit is unit


def test_a_window_in_a_slot_is_not_the_unit() -> None:
    found = incentive("measure: net\nqualifier: {measure: net, over: rolling 4 periods}\nmethod: retroactive\n" + STEPS)
    assert isinstance(found.qualifier, Measure)
    assert (found.qualifier.over, found.unit) == (Over(Window.ROLLING, 4), Unit.PERIOD)


# qualifiers and gates ----------------------------------------------------------------------------------------------


def test_reads_growth_over_the_same_period_of_the_year_before() -> None:
    found = incentive("measure: net\nmethod: retroactive\n" + GROWTH + PERCENTS)
    assert found.qualifier == Growth(found.measure)
    assert [step.lower for step in found.steps] == [exact("0.00"), exact("0.125")]
    assert found.steps[0].upper == exact("0.125")


def test_growth_without_a_measure_is_that_of_the_incentive() -> None:
    body = "measure: {measure: quantity, products: {family: [6]}}\nmethod: fixed\n"
    grown = "qualifier: {growth_over: previous_period, without_history: zero, at_least_history: 500}\n"
    found = incentive(body + grown + "rates: [{from: -5 percent, amount: 10}]")
    assert found.qualifier == Growth(
        found.measure, Baseline.PREVIOUS_PERIOD, without_history=NoHistory.ZERO, least=exact(500)
    )
    assert found.steps[0].lower == exact("-0.05")


def test_growth_may_be_over_a_baseline_of_the_targets() -> None:
    named = "qualifier: {growth_over: plan-2024, without_history: target, target: plan}\n"
    found = incentive("measure: net\nmethod: flat\npercent: 5\npays_on: increment\n" + named)
    assert found.qualifier == Growth(found.measure, None, "plan-2024", NoHistory.TARGET, None, "plan")
    assert found.pays_on is PaysOn.INCREMENT


def test_reads_attainment() -> None:
    found = incentive(
        "measure: net\nmethod: attainment\nqualifier: {attainment_of: plan}\n"
        "rates: [{from: 0, percent: 2}, {from: 100%, percent: 1}]"
    )
    assert found.qualifier == Attainment(found.measure, "plan")
    assert found.steps == (
        Step(exact(0), exact(1), rate=Rate.percent(2)),
        Step(exact(1), None, rate=Rate.percent(1)),
    )


def test_reads_a_ratio_of_two_populations() -> None:
    found = incentive(
        "products: {family: [6]}\nmeasure: net\nmethod: flat\n"
        "qualifier: {ratio: {of: {measure: quantity, products: {family: [9]}}, to: quantity}}\n"
        "rates: [{from: 25 percent, percent: 2}]"
    )
    assert isinstance(found.qualifier, Ratio)
    assert families(found.qualifier.of) == (AttributeValues("family", ("9",)),)
    assert families(found.qualifier.to) == (AttributeValues("family", ("6",)),)
    assert found.steps[0].lower == exact("0.25")


def test_reads_breadth_part_by_part_and_value_by_value() -> None:
    by_part = incentive(
        "measure: net\nmethod: flat\nrates: [{from: 2, percent: 2}]\n"
        "qualifier: {breadth: [{measure: net, products: {family: [A]}, at_least: 8000}, "
        "{measure: quantity, products: {family: [B]}, at_least: 10}]}"
    ).qualifier
    assert isinstance(by_part, Breadth)
    assert [(part.measure.kind, part.at_least) for part in by_part.parts] == [
        (MeasureKind.NET, exact(8000)),
        (MeasureKind.QUANTITY, exact(10)),
    ]
    by_value = incentive(
        "products: {category: [Bikes], family: [A, B, C]}\nmeasure: net\nmethod: flat\n"
        "rates: [{from: 2, percent: 2}]\n"
        "qualifier: {breadth: {measure: net, at_least: 10000, each: {family: [A, B]}}}"
    ).qualifier
    assert isinstance(by_value, Breadth)
    bikes = AttributeValues("category", ("Bikes",))
    assert [families(part.measure) for part in by_value.parts] == [
        (bikes, AttributeValues("family", ("A",))),
        (bikes, AttributeValues("family", ("B",))),
    ]


def test_reads_every_kind_of_gate() -> None:
    found = incentive(
        FLAT
        + """requires:
  - {measure: lines, at_least: 3}
  - {ratio: {of: {measure: net}, to: {measure: list}}, at_least: 80 percent}
  - {growth_over: previous_period, measure: net, at_least: 5 percent}
  - {attainment_of: plan, measure: net, at_least: 90%}
  - {breadth: {measure: net, at_least: 100, each: {family: [A, B, C]}}, at_least: 3}
  - {certified_people: 2, course: sales-foundation}
"""
    )
    lines, ratio, growth, attainment, breadth, certified = found.gates
    assert (lines.measure, lines.at_least) == (Measure(MeasureKind.LINES, found.measure.lines), exact(3))
    assert isinstance(ratio.measure, Ratio)
    assert ratio.at_least == exact("0.80")
    assert growth == Gate(Growth(found.measure, Baseline.PREVIOUS_PERIOD), exact("0.05"))
    assert attainment == Gate(Attainment(found.measure, "plan"), exact("0.90"))
    assert isinstance(breadth.measure, Breadth)
    assert len(breadth.measure.parts) == breadth.at_least == 3
    assert certified == Gate(Certified("sales-foundation"), exact(2))


# which lines -------------------------------------------------------------------------------------------------------


def test_reads_which_lines_count_by_deal_day_claim_and_serial() -> None:
    scope = incentive(
        FLAT
        + "deal: registered\nsince: {product: launched_on, within: 180 days}\nclaimed_within: 30 days\n"
        + "once_per: serial_no\n"
    ).measure.lines
    assert scope.registered
    assert scope.since == (EventWindow(Source.PRODUCT, "launched_on", Span(days=180)),)
    assert (scope.claimed_within, scope.once_per) == (30, "serial_no")


def test_several_windows_must_all_hold_and_a_slot_can_take_them_away() -> None:
    found = incentive(
        FLAT
        + "deal: registered\nclaimed_within: 1 day\nonce_per: serial_no\n"
        + "since:\n  - {partner: partner_since, within: 12 months}\n  - {line: ordered_on, within: 1 month}\n"
        + "qualifier: {measure: net, deal: any, since: all, claimed_within: all, once_per: all}"
    )
    assert found.measure.lines.since == (
        EventWindow(Source.PARTNER, "partner_since", Span(months=12)),
        EventWindow(Source.LINE, "ordered_on", Span(months=1)),
    )
    assert isinstance(found.qualifier, Measure)
    bare = found.qualifier.lines
    assert (bare.registered, bare.since, bare.claimed_within, bare.once_per) == (False, (), None, None)


@pytest.mark.parametrize("policy", list(ReturnsPolicy))
def test_returns_stay_out_of_measures_where_they_are_reversed_or_excluded(policy: ReturnsPolicy) -> None:
    found = incentive(FLAT + f"returns: {policy}")
    out = policy in {ReturnsPolicy.REVERSE, ReturnsPolicy.EXCLUDE}
    assert found.returns is policy
    assert (LineKind.RETURN not in found.measure.lines.kinds) is out


# what is paid, and to whom -----------------------------------------------------------------------------------------


def test_reads_amounts_and_goods_for_full_multiples() -> None:
    amounts = incentive("measure: quantity\nmethod: multiples\nevery: 100\namount: 50")
    assert (amounts.every, amounts.worth) == (exact(100), None)
    assert amounts.steps == (Step(None, None, amount=Money.of(50, "USD")),)
    goods = incentive(
        "measure: quantity\nmethod: multiples\nevery: 100\nworth: 12.50\n"
        "rates: [{from: 0, free: 2}, {from: 1000, free: 3}]"
    )
    assert goods.worth == Money.of("12.50", "USD")
    assert [step.free for step in goods.steps] == [exact(2), exact(3)]
    assert not goods.multiplies


@pytest.mark.parametrize("payee", list(Payee))
def test_reads_who_is_paid(payee: Payee) -> None:
    assert incentive(FLAT + f"payee: {payee}").payee is payee


def test_reads_pools() -> None:
    assert incentive(FLAT + "pool: {by: parent}").pool == Pool("parent_id")
    assert incentive(FLAT + "pool: {by: country, share_from: 1000}").pool == Pool("country", exact(1000))


def test_reads_multipliers() -> None:
    found = incentive(
        FLAT
        + "multipliers:\n  - {by: type, factors: {A: 1, B: 1.2, C: 0.75}, otherwise: 1}\n"
        + "  - {by: tier, factors: {gold: 2}, otherwise: 0}"
    )
    assert found.multipliers == (
        Multiplier("type", (("A", exact(1)), ("B", exact("1.2")), ("C", exact("0.75"))), exact(1)),
        Multiplier("tier", (("gold", exact(2)),), exact(0)),
    )


def test_reads_limits_over_periods_and_partners() -> None:
    limits = incentive(
        FLAT
        + "limits: {guarantee: 10000, budget_per_year: 500000, budget: 900000, holdback: {percent: 10, periods: 1}}"
    ).limits
    assert limits.guarantee == Money.of(10000, "USD")
    assert (limits.budget_per_year, limits.budget) == (Money.of(500000, "USD"), Money.of(900000, "USD"))
    assert limits.holdback == Holdback(Rate.percent(10), 1)


# together with others ----------------------------------------------------------------------------------------------


def three(first: str, second: str, third: str, head: str = "") -> str:
    """A programme of three incentives a, b and c with their stacks."""
    text = HEAD.replace("incentives:\n", head + "incentives:\n")
    for name, stack in (("a", first), ("b", second), ("c", third)):
        text += f"  - {{id: {name}, measure: net, method: flat, percent: 1, stack: {stack}}}\n"
    return text


def test_reads_groups_order_and_what_comes_before() -> None:
    found = programme(
        three(
            "{group: promo, order: 1}",
            "{group: promo, order: 2, after: [a], best_of: b-or-c}",
            "{group: promo, order: 3, best_of: b-or-c}",
            "groups:\n  promo: {combined_cap: {percent: 7, amount: 5000}}\n",
        )
    )
    assert [one.stack for one in found.incentives] == [
        Stack("promo", 1),
        Stack("promo", 2, ("a",), Choosing.BEST_OF, "b-or-c"),
        Stack("promo", 3, (), Choosing.BEST_OF, "b-or-c"),
    ]
    assert found.groups == (Group("promo", Money.of(5000, "USD"), Rate.percent(7)),)


def test_after_needs_no_group() -> None:
    found = programme(three("add", "{after: [a]}", "{after: [a, b]}"))
    assert [one.stack and one.stack.after for one in found.incentives] == [(), ("a",), ("a", "b")]


def test_reads_exemptions_and_notes_of_counsel() -> None:
    found = programme(
        GOOD
        + """exemptions:
  - {partner: P-001, incentive: volume, percent: 4, starts: 2025-01-01, ends: 2025-12-31, reason: Agreed on 3 Dec 2024}
  - {partner: P-002, incentive: volume, waive: [gates, caps], reason: A pilot}
  - {partner: P-003, incentive: volume, waive: gates, reason: A pilot}
counsel:
  - {problem: resale-price, by: 'J. Roe, outside counsel', on: 2025-02-01, note: Looked at and lawful.}
"""
    )
    first, second, third = found.exemptions
    year = Validity(date(2025, 1, 1), date(2026, 1, 1))
    assert first == Exemption("P-001", "volume", "Agreed on 3 Dec 2024", year, exact("0.04"))
    assert (second.value, second.waives_gates, second.uncapped) == (None, True, True)
    assert (third.waives_gates, third.uncapped) == (True, False)
    assert found.counsel == (
        Counsel("resale-price", "J. Roe, outside counsel", date(2025, 2, 1), "Looked at and lawful."),
    )


# what is refused ---------------------------------------------------------------------------------------------------


def one(body: str) -> str:
    """A programme of one incentive, its keys given one a line."""
    return f"{HEAD}  - id: volume\n" + "".join(f"    {line}\n" for line in body.strip().splitlines())


def by_line(body: str) -> str:
    """The same, rounded at each line."""
    return one(body).replace("at: payout", "at: line")


def exempt(item: str) -> str:
    """The three steps, with one exemption."""
    return f"{GOOD}exemptions:\n  - {item}\n"


ATTAINED = "measure: net\nqualifier: {attainment_of: plan}\n"
QUANTITY = "measure: quantity\nmethod: per_unit\nper_unit: 1\n"
GOODS = "measure: quantity\nmethod: multiples\nevery: 10\nfree: 1\n"
CUSTOMERS = "measure: customers\nmethod: per_unit\nper_unit: 5\n"
REVERSED = "returns: reverse\n"

REFUSED = [
    # one slot or key by itself
    (one("measure: quantity\nbase: ¶list\nmethod: per_unit\nper_unit: 1"), "base-of-no-amount"),
    (one(FLAT + "new_customer: ¶{look_back: ever}"), "new-customer-unused"),
    (one("measure: {measure: net, new_customer: ¶{look_back: ever}}\nmethod: flat\npercent: 1"), "new-customer-unused"),
    (one(CUSTOMERS.replace("customers", "new_customers") + "new_customer: {look_back: ¶2 years}"), "not-a-span"),
    (one(FLAT + "qualifier: {growth_over: ¶same_quarter_last_year, without_history: skip}"), "unknown-word"),
    (one(FLAT + "qualifier: {growth_over: ¶Last Year, without_history: skip}"), "not-a-name"),
    (one(FLAT + "qualifier: ¶{growth_over: previous_period, without_history: target}"), "missing-key"),
    (one(FLAT + "qualifier: {growth_over: previous_period, without_history: skip, target: ¶plan}"), "target-unused"),
    (one(FLAT + "qualifier: {measure: net, ¶without_history: skip}"), "unknown-key"),
    (one(FLAT + "qualifier: {attainment_of: plan, ¶breadth: []}"), "two-questions"),
    (one(FLAT + "qualifier: {ratio: ¶{of: net}}"), "missing-key"),
    (one(FLAT + "qualifier: {breadth: ¶{measure: net, at_least: 5}}"), "missing-key"),
    (one(FLAT + "qualifier: {breadth: ¶[{measure: net, at_least: 5}]}"), "no-breadth"),
    (
        one(FLAT + "qualifier: {breadth: {measure: net, at_least: 5, each: ¶{family: [A], brand: [B]}}}"),
        "not-one-attribute",
    ),
    (
        one(
            FLAT + "products: {family: [A]}\nqualifier: {breadth: {measure: net, at_least: 5, each: {family: [A, ¶B]}}}"
        ),
        "each-outside",
    ),
    (one(FLAT + "qualifier: {breadth: ¶{measure: net, each: {family: [A, B]}}}"), "missing-key"),
    (
        one("measure: net\nmethod: retroactive\n" + GROWTH + "rates: [{from: 0, percent: 1}, {from: ¶10, percent: 2}]"),
        "percent-needed",
    ),
    (one(FLAT + "requires:\n  - {growth_over: previous_period, at_least: ¶5}"), "percent-needed"),
    (one(FLAT + "requires:\n  - {measure: net, at_least: ¶5 percent}"), "percent-of-nothing"),
    (one(FLAT + "requires:\n  - {certified_people: ¶0, course: a}"), "out-of-range"),
    (one(FLAT + "requires:\n  - {certified_people: 2, course: a, ¶at_least: 3}"), "unknown-key"),
    (one(FLAT + "requires:\n  - {measure: net, at_least: 3, ¶at_most: 5}"), "later"),
    (one(FLAT + "deal: ¶yes"), "unknown-word"),
    (one(FLAT + "since: ¶{within: 5 days}"), "missing-key"),
    (one(FLAT + "since: ¶{product: launched_on}"), "missing-key"),
    (one(FLAT + "since: {product: launched_on, ¶partner: partner_since, within: 5 days}"), "two-columns"),
    (one(FLAT + "since: {product: launched_on, within: ¶half a year}"), "not-a-span"),
    (one(FLAT + "claimed_within: ¶2 months"), "not-days"),
    (one(FLAT + "claimed_within: ¶0 days"), "out-of-range"),
    (
        one("¶measure: quantity\nmethod: multiples\namount: 50")
        .replace("- id", "- ¶id")
        .replace("¶measure", "measure"),
        "missing-key",
    ),
    (one(FLAT + "every: ¶100"), "multiples-only"),
    (
        one("measure: quantity\nmethod: multiples\nevery: 10\nrates: [{from: 0, free: 1}, {from: 9, ¶amount: 5}]"),
        "wrong-value",
    ),
    (one(FLAT.replace("percent", "¶free")), "wrong-value"),
    (one("measure: quantity\nmethod: multiples\nevery: 10\namount: 5\nworth: ¶3"), "worth-of-nothing"),
    (one(FLAT + "pool: ¶{share_from: 5}"), "missing-key"),
    (one(FLAT + "pool: {by: ¶type}"), "pool-by-type"),
    (one(FLAT + "multipliers: [¶{by: type, factors: {A: 2}}]"), "missing-key"),
    (one(FLAT + "multipliers: [{by: type, factors: {A: ¶-2}, otherwise: 1}]"), "out-of-range"),
    (one(FLAT + "limits: {holdback: ¶{percent: 10}}"), "missing-key"),
    (one(FLAT + "limits: {holdback: {percent: ¶110, periods: 1}}"), "out-of-range"),
    (one(FLAT + "limits: {guarantee: ¶50, amount: 20}"), "floor-above-cap"),
    (one(FLAT + "stack: ¶{order: 2}"), "missing-key"),
    (one(FLAT + "stack: {group: a, best_of: x, ¶exclusive: y}"), "two-choices"),
    (exempt("¶{incentive: volume, percent: 4, reason: a}"), "missing-key"),
    (exempt("¶{partner: P, incentive: volume, reason: a}"), "missing-key"),
    (exempt("¶{partner: P, incentive: volume, percent: 4}"), "missing-key"),
    (exempt("{partner: P, incentive: ¶volumes, percent: 4, reason: a}"), "unknown-incentive"),
    (exempt("{partner: P, incentive: volume, ¶amount: 4, reason: a}"), "wrong-value"),
    (exempt("{partner: P, incentive: volume, waive: ¶floors, reason: a}"), "unknown-word"),
    (
        exempt(
            "{partner: P, incentive: volume, percent: 4, reason: a}\n"
            "  - {partner: ¶P, incentive: volume, percent: 5, reason: b}"
        ),
        "exempt-twice",
    ),
    (GOOD + "counsel:\n  - {problem: ¶rate-shrinks, by: a, on: 2025-01-01, note: b}\n", "unknown-word"),
    (GOOD + "counsel:\n  - ¶{problem: resale-price, by: a, note: b}\n", "missing-key"),
    (GOOD + "groups:\n  promo: {combined_cap: {percent: 5}, ¶cap: 5}\n", "unknown-key"),
    (GOOD + "groups:\n  promo: {combined_cap: ¶{}}\n", "missing-key"),
    # methods cut the measure
    (one("measure: net\nbase: list\nqualifier: ¶net\nmethod: marginal\n" + STEPS), "marginal-qualifier"),
    (one("measure: net\nmethod: ¶attainment\n" + STEPS), "attainment-without-target"),
    (
        one("measure: net\nqualifier: ¶{attainment_of: plan, measure: gross}\nmethod: attainment\n" + PERCENTS),
        "marginal-qualifier",
    ),
    # increments
    (one(FLAT + "pays_on: ¶increment"), "increment-without-growth"),
    (one(FLAT + "base: list\n" + GROWTH + "pays_on: ¶increment"), "increment-without-growth"),
    (one("method: fixed\namount: 5\nmeasure: net\n" + GROWTH + "pays_on: ¶increment"), "increment-not-paid"),
    # counts
    (one("measure: customers\nmethod: ¶flat\nper_unit: 5"), "count-method"),
    (one("measure: new_customers\nmethod: ¶retroactive\nrates: [{from: 0, per_unit: 5}]"), "count-method"),
    (one("measure: net\nmethod: ¶per_unit\nper_unit: 5"), "unit-of-money"),
    # units
    (one(FLAT + "over: line\n" + GROWTH.replace("{", "¶{")), "unit-alone"),
    (one(FLAT + "over: document\nqualifier: ¶{measure: net, over: year_to_date}"), "unit-alone"),
    (one(FLAT + "over: document\nqualifier: ¶customers"), "unit-alone"),
    (one(CUSTOMERS.replace("customers", "¶customers") + "qualifier: lines\nover: document"), "unit-alone"),
    (one(FLAT + "over: line\nlimits: ¶{measure: 5}"), "unit-alone"),
    (one(FLAT + "over: line\npool: ¶{by: parent}"), "unit-alone"),
    (three("add", "¶{after: [a]}", "add").replace("id: b,", "id: b, over: document,"), "unit-alone"),
    (one("measure: net\nmethod: ¶marginal\nover: period_to_date\n" + STEPS), "unit-alone"),
    # rounding at each line
    (by_line(FLAT + "pool: ¶{by: parent}"), "line-rounding"),
    (by_line(CUSTOMERS.replace("customers", "¶customers")), "line-rounding"),
    (by_line(FLAT + GROWTH + "pays_on: ¶increment"), "line-rounding"),
    (by_line(GOODS.replace("multiples", "¶multiples")), "line-rounding"),
    # returns that are reversed
    (one("measure: net\nmethod: ¶marginal\n" + STEPS + REVERSED), "reverse-alone"),
    (one(FLAT + "over: ¶line\n" + REVERSED), "reverse-alone"),
    (one(FLAT + "pool: ¶{by: parent}\n" + REVERSED), "reverse-alone"),
    (one(FLAT + GROWTH.replace("{", "¶{") + REVERSED), "reverse-alone"),
    (one(FLAT + "requires:\n  - ¶{growth_over: previous_period, at_least: 5 percent}\n" + REVERSED), "reverse-alone"),
    (one(CUSTOMERS.replace("customers", "¶customers") + REVERSED), "reverse-alone"),
    (one(FLAT + REVERSED + "limits: {measure: ¶50}"), "reverse-alone"),
    (by_line(FLAT + "returns: ¶reverse"), "line-rounding"),
    (by_line(FLAT + "multipliers: ¶[{by: tier, factors: {gold: 2}, otherwise: 1}]"), "line-rounding"),
    # pools
    (one(GOODS + "pool: ¶{by: parent}"), "pool-alone"),
    (one(FLAT + "pool: {by: parent}\nmultipliers: ¶[{by: tier, factors: {gold: 2}, otherwise: 1}]"), "pool-alone"),
    (
        one(FLAT + "pool: {by: parent}")
        + "exemptions:\n  - {partner: P, incentive: ¶volume, waive: gates, reason: a}\n",
        "pool-alone",
    ),
    # growth
    (one(FLAT + "once_per: serial_no\n" + GROWTH.replace("{", "¶{")), "growth-of-firsts"),
    (
        one(
            FLAT
            + "qualifier: ¶{growth_over: previous_period, without_history: skip, measure: new_customers, "
            + "new_customer: {at_least: 5}}"
        ),
        "growth-of-firsts",
    ),
    (one(CUSTOMERS.replace("customers", "¶new_customers") + "once_per: serial_no"), "first-of-firsts"),
    (
        one(QUANTITY + "once_per: serial_no\nrequires:\n  - ¶{measure: new_customers, at_least: 1}"),
        "first-of-firsts",
    ),
    # persons
    (one(FLAT + "pool: {by: parent}\npayee: ¶person"), "payee-alone"),
    (one(FLAT + "pool: {by: parent}\npayee: ¶splits"), "payee-alone"),
    (one(FLAT + "stack: ¶{group: a}\npayee: person"), "payee-alone"),
    (one(GOODS + "payee: ¶splits"), "payee-alone"),
    # others
    (three("add", "{after: [¶d]}", "add"), "unknown-incentive"),
    (three("{after: [¶a]}", "add", "add"), "after-itself"),
    (
        three("{group: x, best_of: y}", "{group: x, ¶exclusive: y}", "add").replace("¶exclusive: y", "exclusive: ¶y"),
        "chosen-unlike",
    ),
]


@pytest.mark.parametrize(("text", "code"), REFUSED)
def test_refuses_what_makes_no_sense(text: str, code: str) -> None:
    checked, place = check_marked(text)
    assert checked.programme is None
    assert [(found.code, (found.line, found.column)) for found in checked.errors] == [(code, place)], [
        found.shown("p") for found in checked.errors
    ]
    assert all(found.hint for found in checked.errors)


def codes(text: str) -> list[str]:
    checked, _ = check_marked("¶" + text)
    return [problem.code for problem in checked.errors]


def test_no_chain_of_after_leads_back() -> None:
    assert codes(three("add", "{after: [a]}", "{after: [a, b]}")) == []
    assert codes(three("{after: [c]}", "{after: [a]}", "{after: [b]}")) == ["after-in-a-circle"] * 3
    # a choosing set is one: it cannot come after one of its own
    best = "{group: x, best_of: y, after: [%s]}"
    assert codes(three("add", best % "a", best % "a")) == []
    assert codes(three("add", "{group: x, best_of: y}", best % "b")) == ["after-in-a-circle"]
    assert codes(three("{after: [b]}", "{group: x, best_of: y}", best % "a")) == ["after-in-a-circle"] * 2


EXCLUSIVE = "{group: x, order: %s, exclusive: y}"


def test_what_comes_behind_one_that_always_earns_never_pays() -> None:
    def warned(text: str) -> list[tuple[int, str]]:
        return [(problem.line, problem.code) for problem in check_marked("¶" + text)[0].problems]

    text = three(EXCLUSIVE % 1, EXCLUSIVE % 2, "add")
    assert [code for _, code in warned(text)] == ["never-chosen"]
    # b comes behind a; first in order it would be a that never pays
    assert warned(text) == [(text[: text.index("id: b")].count("\n") + 1, "never-chosen")]
    # a step from 1 leaves something; so do a gate, other lines, and partners that a does not take
    assert warned(text.replace("percent: 1,", "rates: [{from: 1, percent: 1}],", 1)) == []
    assert warned(text.replace("id: a,", "id: a, requires: [{measure: net, at_least: 5}],")) == []
    assert warned(text.replace("id: a,", "id: a, products: {family: [A]},")) == []
    assert warned(text.replace("id: a,", "id: a, eligible: {tiers: [gold]},")) == []
    # best_of compares what each earns
    assert warned(text.replace("exclusive", "best_of")) == []


def test_one_partner_pays_the_other_only_partner_to_partner() -> None:
    text = three("add", "{after: [a]}", "add").replace(
        "percent: 1, stack: add", "percent: 1, payee: splits, stack: add", 1
    )
    assert codes(text) == ["after-other-payee"]


def test_a_growth_without_history_policy_is_warned_of() -> None:
    checked, _ = check_marked(
        "¶"
        + changed("measure: net", "measure: net\n    " + GROWTH.replace(", without_history: skip", "").strip())
        .replace("from: 50000", "from: 5%")
        .replace("from: 100000", "from: 10%")
    )
    assert [problem.code for problem in checked.problems] == ["history-not-stated"]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (CUSTOMERS.replace("customers", "deals"), ["deals-not-granted"]),
        (CUSTOMERS.replace("customers", "deals") + "deal: registered\n", []),
        (CUSTOMERS.replace("customers", "{measure: deals, deal: registered}"), []),
        (CUSTOMERS, []),
    ],
)
def test_deals_that_nobody_need_have_granted_are_warned_of(text: str, codes: list[str]) -> None:
    assert [problem.code for problem in check_marked("¶" + one(text))[0].problems] == codes


def test_the_lines_of_a_breadth_shorthand_keep_what_is_excluded() -> None:
    found = incentive(
        "products: {family: [A, B], exclude: {brand: [X]}}\nmeasure: net\nmethod: flat\n"
        "rates: [{from: 2, percent: 1}]\nqualifier: {breadth: {measure: net, at_least: 1, each: {family: [A, B]}}}"
    ).qualifier
    assert isinstance(found, Breadth)
    assert found.parts[0].measure.lines.products == ProductScope(
        (AttributeValues("family", ("A",)),), (AttributeValues("brand", ("X",)),)
    )
