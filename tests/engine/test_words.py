import pytest

from fairway.engine.check import check
from fairway.engine.words import Figures, IncentiveWords, describe, example, usual_figures
from fairway.engine.words.phrases import condition
from fairway.engine.words.speech import ENGLISH
from fairway.policy.conditions import parse
from fairway.values import exact
from tests.engine.programme_texts import GOOD, HEAD, changed, incentive, programme


def words(body: str) -> IncentiveWords:
    """A programme of one incentive, said in words."""
    lines = "".join(f"    {line}\n" for line in body.strip().splitlines())
    return describe(programme(f"{HEAD}  - id: volume\n{lines}")).incentives[0]


BIKES = "products: {category: [Bikes]}"
STEPS = "rates:\n  - {from: 0, percent: 0}\n  - {from: 100000, percent: 3}"

HEADLINES = [
    ("measure: net\nmethod: flat\npercent: 1.5", "You earn 1.5 % of your net sales in a quarter."),
    (
        f"{BIKES}\nmeasure: net\nmethod: retroactive\n{STEPS}",
        "You earn 3 % of all your net sales of Bikes in a quarter in which they reach $100,000.",
    ),
    (
        f"{BIKES}\nmeasure: net\nqualifier: {{measure: quantity, products: all}}\nmethod: retroactive\n{STEPS}",
        "You earn 3 % of all your net sales of Bikes in a quarter in which your units reach 100,000.",
    ),
    (
        "measure: net\nmethod: marginal\nrates:\n  - {from: 4000, percent: 1.5}\n  - {from: 60000, percent: 4}",
        "Of your net sales in a quarter you earn 1.5 % on the part from $4,000 to $60,000 and 4 % on the part above "
        "$60,000.",
    ),
    (
        f"measure: net\nqualifier: {{measure: net, over: year_to_date}}\nmethod: retroactive\n{STEPS}",
        "You earn 3 % of all your net sales in a quarter in which your net sales since the year began reach $100,000.",
    ),
    (
        "measure: net\nmethod: rolling\nrates:\n  - {from: 0, percent: 10}\n  - {from: 1000, percent: 25}",
        "Of your net sales in a quarter you earn 10 % on the part up to $1,000 and 25 % on all of them once they reach "
        "$1,000; all of these add up.",
    ),
    (
        "measure: net\nmethod: total\nrates:\n  - {from: 0, percent: 10}\n  - {from: 1000, percent: 25}",
        "Of your net sales in a quarter you earn 10 % on all of them and 25 % on all of them once they reach $1,000; "
        "all of these add up.",
    ),
    (
        "measure: net\nmethod: linear\nrates:\n  - {from: 100000, percent: 2}\n  - {from: 200000, percent: 4}",
        "On all your net sales in a quarter you earn a rate that changes evenly with what they come to: 2 % at "
        "$100,000 and 4 % at $200,000; below that it stays 2 %, above it 4 %.",
    ),
    (
        "products: {subcategory: [Helmets]}\nmeasure: quantity\nmethod: per_unit\nper_unit: 0.75",
        "You earn $0.75 for each unit of Helmets in a quarter.",
    ),
    (
        "products: {family: [6, 7]}\nmeasure: quantity\nmethod: flat\nper_unit: 2",
        "You earn $2 for each unit of family 6 and 7 in a quarter.",
    ),
    (
        "qualifier: net\nmethod: fixed\nrates:\n  - {from: 100000, amount: 2500}",
        "You earn $2,500 once in a quarter in which your net sales reach $100,000.",
    ),
]


@pytest.mark.parametrize(("body", "sentence"), HEADLINES)
def test_says_how_an_incentive_earns(body: str, sentence: str) -> None:
    assert words(body).headline == sentence


def test_says_every_limit_gate_and_condition() -> None:
    said = words(
        """
products: {family: [6]}
where: unit_price < 900 and not promotional
territory: {countries: [US, CA]}
eligible: {tiers: [gold]}
measure: quantity
method: per_unit
per_unit: 0.30
requires:
  - {measure: quantity, products: {family: [6, 7, 8]}, at_least: 1000}
limits: {measure: 500, amount: 3000, floor: 10, minimum_payout: 50}
starts: 2025-02-01
ends: 2026-01-31
"""
    )
    assert said.terms == (
        "It is open to partners of tier gold.",
        "Only sales in US or CA count.",
        "Only sales where the unit price is below 900 and the sale is not promotional count.",
        "It is paid only in a quarter in which your units of family 6, 7 and 8 reach 1,000.",
        "At most 500 units a quarter are paid for; what goes beyond earns nothing.",
        "At least $10 is guaranteed in each quarter in which you have a sale that counts and meet the conditions.",
        "At most $3,000 is paid a quarter.",
        "Less than $50 is not paid out but carried to the next quarter; it is not lost.",
        "It counts from 1 February 2025 to 31 January 2026, both days included.",
    )


def test_says_what_holds_for_all() -> None:
    text = describe(programme()).text()
    for sentence in (
        "It is open to partners of type value added reseller and of tier silver or gold.",
        "It is calculated for each quarter; the year begins on 1 February. A sale counts by its invoice date.",
        "Reports are waited for until 15 days after the end of a quarter (America/New_York time).",
        "Goods sold on to resellers or customers (sell-through) count.",
        "Returned goods are taken off the quarter of the sale they undo, or of their own date where they name none; "
        "if that quarter is settled, it is calculated again and the difference is corrected.",
        "Sales in other currencies are converted at the rate in force on their invoice date.",
        "Each payout is rounded once; half of the smallest coin is rounded up, away from zero.",
        "Your type, tier and country are those on the first day of the quarter.",
    ):
        assert sentence in text


DEFAULTS = [
    ("mode: half_up", "mode: half_even", "to the even digit"),
    ("at: payout", "at: line", "The part of each sales line is rounded"),
    ("returns: restate", "returns: exclude", "Returned goods change nothing"),
    ("as_of: period_start", "as_of: period_end", "on the last day of the quarter"),
    ("as_of: period_start", "as_of: transaction", "on the invoice date of each sale"),
    ("period: quarter", "period: month", "It is calculated for each month"),
    ("period: quarter", "period: quarter, dated_by: ship_date", "A sale counts by its shipment date"),
    ("event: sell_through", "event: any", "Every reported sale counts."),
    ("currency: USD", "currency: EUR", "Amounts are in EUR."),
]


@pytest.mark.parametrize(("old", "new", "sentence"), DEFAULTS)
def test_every_choice_that_changes_money_changes_the_words(old: str, new: str, sentence: str) -> None:
    assert sentence not in describe(programme()).text()
    assert sentence in describe(programme(changed(old, new))).text()


EXAMPLES = [
    # 120,000 × 3 %
    (
        "retroactive",
        Figures(exact(120000)),
        "You reach the step from $100,000: $120,000 × 3 % = $3,600.00.",
        "$3,600.00",
    ),
    # 99,999.99 × 2 % = 1,999.9998, half up
    ("retroactive", Figures(exact("99999.99")), "$99,999.99 × 2 % = $2,000.00.", "$2,000.00"),
    # 50,000 × 1 % + 50,000 × 2 % + 20,000 × 3 %
    (
        "marginal",
        Figures(exact(120000)),
        "Slice by slice: $50,000 at 1 %, $50,000 at 2 %, $20,000 at 3 %. Together that is $2,100.00.",
        "$2,100.00",
    ),
    # 50,000 × 1 % + 100,000 × 2 % + 120,000 × 3 %
    (
        "rolling",
        Figures(exact(120000)),
        "Step by step: $50,000 at 1 %, $100,000 at 2 %, $120,000 at 3 %. Together that is $6,100.00.",
        "$6,100.00",
    ),
    # 120,000 × (1 % + 2 % + 3 %)
    ("total", Figures(exact(120000)), "$120,000 at 2 %, $120,000 at 3 %. Together that is $7,200.00.", "$7,200.00"),
    # half-way from 2 % to 3 %: 75,000 × 2.5 %
    ("linear", Figures(exact(75000)), "At $75,000 the rate is 2.5 %: $75,000 × 2.5 % = $1,875.00.", "$1,875.00"),
]


@pytest.mark.parametrize(("method", "figures", "sentence", "paid"), EXAMPLES)
def test_works_an_example_through(method: str, figures: Figures, sentence: str, paid: str) -> None:
    whole = programme(changed("retroactive", method))
    said = example(whole, whole.incentives[0], figures)
    assert sentence in " ".join(said)
    assert said[-1] == f"You are paid {paid}."


def test_an_example_shows_converted_sales_to_the_cent() -> None:
    whole = programme()
    said = example(whole, whole.incentives[0], Figures(exact("120000.70715464")))
    # the amount comes from what was measured: 120,000.70715464 × 3 % = 3,600.0212…
    assert said[0].startswith("Say you have $120,000.71 of ")
    assert said[-1] == "You are paid $3,600.02."


def test_an_example_stops_at_a_gate_that_is_not_reached() -> None:
    whole = programme(
        changed("measure: net", "measure: net\n    requires:\n      - {measure: quantity, at_least: 1000}")
    )
    said = example(whole, whole.incentives[0], Figures(exact(120000), gates=(exact(999),)))
    assert said[1:] == (
        "Your units of Bikes must reach 1,000 and come to 999, so nothing is paid.",
        "You are paid $0.00.",
    )


def test_an_example_shows_cap_guarantee_and_carrying() -> None:
    limits = "limits: {amount: 3000, floor: 20, minimum_payout: 50}"
    whole = programme(changed("measure: net", f"measure: net\n    {limits}"))
    paid = whole.incentives[0]
    # 120,000 × 3 % = 3,600
    assert example(whole, paid, Figures(exact(120000)))[-2:] == (
        "The cap cuts this to $3,000.00.",
        "You are paid $3,000.00.",
    )
    # 3,800 × 1 % = 38
    assert (
        example(whole, paid, Figures(exact(3800)))[-1]
        == "That is below the minimum of $50: $38.00 is carried to the next quarter."
    )
    # 100 × 1 % = 1, raised to 20
    assert example(whole, paid, Figures(exact(100)))[-2] == "The guarantee raises this to $20.00."


def test_the_usual_figures_pass_every_gate_of_the_same_goods() -> None:
    found = incentive(
        "measure: quantity\nmethod: per_unit\nper_unit: 1\nrequires:\n  - {measure: quantity, at_least: 3000}"
    )
    assert usual_figures(found) == Figures(exact(3000))


@pytest.mark.parametrize(
    ("value", "currency", "written"),
    [
        ("100000", "USD", "$100,000"),
        ("0.75", "USD", "$0.75"),
        ("0.5", "USD", "$0.50"),
        ("0.0125", "USD", "$0.0125"),
        ("-1700", "USD", "−$1,700"),
        ("155", "JPY", "¥155"),
        ("154.95", "KWD", "KWD 154.950"),
        ("1250.5", "CHF", "CHF 1,250.50"),
    ],
)
def test_writes_amounts(value: str, currency: str, written: str) -> None:
    assert ENGLISH.amount(exact(value), currency) == written


def test_writes_conditions() -> None:
    parsed = parse(
        "(quantity > 1 or customer is missing) and product.brand not in ('A', 'B') and invoice_date < 2025-02-01"
    )
    assert parsed.condition is not None
    assert condition(ENGLISH, parsed.condition) == (
        "(the quantity is above 1 or the customer is not given) and the product's brand is none of 'A' or 'B' "
        "and the invoice date is below 1 February 2025"
    )


def test_speaks_the_languages_it_says() -> None:
    checked = check(GOOD).programme
    assert checked is not None
    with pytest.raises(ValueError, match="'xx'"):
        describe(checked, "xx")
