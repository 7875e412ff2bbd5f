from datetime import date

import pytest

from fairway.engine.check import check
from fairway.engine.programme import (
    AttributeValues,
    Event,
    LineKind,
    LineScope,
    MeasureKind,
    Method,
    PartnerScope,
    ProductScope,
    ReturnsPolicy,
    RoundingLevel,
    StandingDate,
    Step,
    Validity,
)
from fairway.values import Money, Rate, Rounding, exact
from tests.engine.programme_texts import GOOD, HEAD, changed, check_marked, incentive, programme


def test_a_sound_document_has_no_problem() -> None:
    assert check(GOOD).problems == ()


def test_reads_the_head() -> None:
    found = programme()
    assert (found.id, found.title, found.currency) == ("fy26-reseller", "FY26 Reseller Programme", "USD")
    assert (found.calendar.year_starts_month, found.calendar.period) == (2, "quarter")
    assert (found.calendar.grace_days, found.calendar.time_zone) == (15, "America/New_York")
    assert (found.rounding.mode, found.rounding.level) == (Rounding.HALF_UP, RoundingLevel.PAYOUT)
    assert found.members.include == PartnerScope(types=("value_added_reseller",), tiers=("silver", "gold"))
    assert found.standing is StandingDate.PERIOD_START


def test_reads_half_open_steps_with_exact_rates() -> None:
    steps = programme().incentives[0].steps
    assert steps == (
        Step(exact(0), exact(50000), rate=Rate.percent("1")),
        Step(exact(50000), exact(100000), rate=Rate.percent("2")),
        Step(exact(100000), None, rate=Rate.percent("3")),
    )


def test_a_percentage_is_exact_from_its_text() -> None:
    found = incentive("measure: net\nmethod: flat\npercent: 7.25")
    # 0.0725, which no binary fraction is and which Ibis turned into 0.073
    assert str(found.steps[0].rate and found.steps[0].rate.value) == "0.0725"


def test_a_slot_without_lines_of_its_own_takes_those_of_the_incentive() -> None:
    gate = "\nrequires:\n  - {measure: quantity, at_least: 3}"
    found = incentive("products: {category: [Bikes]}\nmeasure: net\nmethod: flat\npercent: 1" + gate)
    assert found.qualifier == found.measure
    assert found.gates[0].measure.lines == found.measure.lines
    assert found.measure.lines.events == (Event.SELL_THROUGH,)


def test_each_slot_may_count_its_own_lines() -> None:
    found = incentive(
        """
products: {family: [6]}
where: unit_price < 900
measure: {measure: quantity, where: all}
qualifier: {measure: net, products: all}
method: per_unit
per_unit: 0.30
requires:
  - {measure: quantity, products: {family: [6, 7, 8]}, at_least: 100}
"""
    )
    six, all_three = AttributeValues("family", ("6",)), AttributeValues("family", ("6", "7", "8"))
    assert found.measure.lines.products == ProductScope((six,))
    assert found.measure.lines.where is None
    assert found.qualifier.lines.products == ProductScope()
    assert found.qualifier.lines.where is not None
    assert found.gates[0].measure.lines.products == ProductScope((all_three,))
    assert (found.gates[0].measure.kind, found.gates[0].at_least) == (MeasureKind.QUANTITY, exact(100))
    assert found.steps == (Step(None, None, per_unit=exact("0.30")),)


def test_reads_limits_returns_and_days() -> None:
    found = incentive(
        """
measure: net
method: flat
percent: 1
limits: {amount: 3000, measure: 100000, floor: 10.50, minimum_payout: 50}
returns: exclude
starts: 2025-02-01
ends: 2026-01-31
stack: add
"""
    )
    assert found.limits.amount == Money.of("3000", "USD")
    assert found.limits.measure == exact(100000)
    assert found.limits.floor == Money.of("10.50", "USD")
    assert found.limits.minimum_payout == Money.of("50", "USD")
    assert found.returns is ReturnsPolicy.EXCLUDE
    assert LineKind.RETURN not in found.measure.lines.kinds
    # 'ends' is the last day that counts; inside, spans are half-open
    assert found.validity == Validity(date(2025, 2, 1), date(2026, 2, 1))


def test_samples_never_count() -> None:
    assert LineKind.SAMPLE not in incentive("measure: net\nmethod: flat\npercent: 1").measure.lines.kinds


def test_reads_exclusions_and_territory() -> None:
    found = incentive(
        """
products: {category: [Bikes], exclude: {brand: [Contoso]}}
territory: {countries: [US, CA], regions: [West]}
eligible: {tiers: [gold], exclude: {partners: [P7]}}
measure: net
method: flat
percent: 1
"""
    )
    assert found.measure.lines.products.exclude == (AttributeValues("brand", ("Contoso",)),)
    assert found.measure.lines.territory.countries == ("US", "CA")
    assert found.measure.lines.territory.regions == ("West",)
    assert found.eligible.include == PartnerScope(tiers=("gold",))
    assert found.eligible.exclude == PartnerScope(partners=("P7",))


def test_a_fixed_bonus_needs_only_its_gate() -> None:
    found = incentive("method: fixed\namount: 500\nrequires:\n  - {measure: net, at_least: 100000}")
    assert (found.method, found.measure.kind) == (Method.FIXED, MeasureKind.LINES)
    assert found.steps == (Step(None, None, amount=Money.of("500", "USD")),)


def test_an_event_of_its_own_replaces_the_programmes() -> None:
    found = incentive("event: [sell_in, sell_out]\nmeasure: net\nmethod: flat\npercent: 1")
    assert found.measure.lines == LineScope((Event.SELL_IN, Event.SELL_OUT), found.measure.lines.kinds)
    assert incentive("event: any\nmeasure: net\nmethod: flat\npercent: 1").measure.lines.events == ()


ONE_KEY = [
    # the head
    ("programme: fy26-reseller", "programme: ¶FY26 Reseller", "not-a-name", "fy26-reseller"),
    ("currency: USD", "currency: ¶usd", "unknown-currency", "USD"),
    ("currency: USD", "¶currency:", "no-value", "Write one"),
    ("year_starts: 02-01", "year_starts: ¶02-15", "later", "02-01"),
    ("year_starts: 02-01", "year_starts: ¶February", "not-a-year-start", "02-01"),
    ("period: quarter", "period: ¶quater", "unknown-word", "quarter"),
    ("period: quarter", "period: ¶week", "later", "month"),
    ("grace: 15 days", "grace: ¶two weeks", "not-days", "15 days"),
    ("time_zone: America/New_York", "time_zone: ¶New York", "unknown-time-zone", "America/New_York"),
    ("fx: transaction_date", "fx: ¶monthly", "unknown-word", "transaction_date"),
    ("fx: transaction_date", "fx: ¶contract", "no-contract-rates", "contract: {EUR"),
    ("fx: transaction_date", "fx: ¶{}", "missing-key", "contract: {EUR"),
    ("fx: transaction_date", "fx: {contract: {¶EURO: 1.1}}", "unknown-currency", "three capital letters"),
    ("fx: transaction_date", "fx: {contract: {¶USD: 1.1}}", "unknown-currency", "other currencies"),
    ("fx: transaction_date", "fx: {contract: {EUR: ¶0}}", "out-of-range", "Correct"),
    ("mode: half_up", "mode: ¶up", "unknown-word", "half_even"),
    ("at: payout", "at: ¶invoice", "later", "line"),
    ("returns: restate", "returns: ¶reverse_at_paid_rate", "unknown-word", "returns: reverse"),
    ("event: sell_through", "event: ¶sellthrough", "unknown-word", "sell_through"),
    ("tiers: [silver, gold]", "¶tier: [silver, gold]", "unknown-key", "tiers"),
    ("as_of: period_start", "as_of: ¶start", "unknown-word", "period_start"),
    ("types: [value_added_reseller]", "countries: [¶UK]", "unknown-country", "GB"),
    ("types: [value_added_reseller]", "countries: [¶us]", "unknown-country", "US"),
    ("types: [value_added_reseller]", "types: ¶[]", "empty-list", "Name at least one"),
    ("currency: USD", "currency: USD\n¶curency: USD", "unknown-key", "currency"),
    ("currency: USD", "currency: USD\nlanguage: ¶2", "language", "newer"),
    # the incentive
    ("id: volume", "id: ¶Volume Rebate", "not-a-name", "volume-rebate"),
    ("measure: net", "measure: ¶points", "later", "quantity"),
    ("measure: net", "measure: ¶nett", "unknown-word", "net"),
    ("method: retroactive", "method: ¶accelerator", "unknown-word", "attainment_of"),
    ("method: retroactive", "method: ¶retro", "unknown-word", "retroactive"),
    ("method: retroactive", "method: ¶flat", "flat-with-steps", "retroactive"),
    ("measure: net", "measure: net\n    ¶growth_over: last_year", "unknown-key", "qualifier: {growth_over:"),
    ("measure: net", "measure: net\n    ¶prorate: true", "later", "Delete"),
    ("measure: net", "measure: net\n    payee: ¶seller", "unknown-word", "person"),
    ("measure: net", "measure: net\n    stack: ¶best_of", "unknown-word", "stack: {group:"),
    ("measure: net", "measure: {measure: net, over: ¶rolling_12_months}", "unknown-word", "rolling 4 periods"),
    ("measure: net", "measure: {measure: net, over: ¶document}", "unknown-word", "in the incentive itself"),
    ("measure: net", "measure: {measure: net, base: ¶list}", "base-in-slot", "measure: list"),
    ("measure: net", "measure: net\n    base: ¶net_of_tax", "later", "margin"),
    ("measure: net", "measure: net\n    limits: {¶minimum: 5}", "unknown-key", "minimum_payout"),
    ("measure: net", "measure: net\n    limits: {amount: ¶30.001}", "too-fine", "Round"),
    ("measure: net", "measure: net\n    limits: {amount: ¶USD 30}", "not-a-number", "30"),
    ("measure: net", "measure: net\n    limits: {amount: ¶0}", "out-of-range", "Correct"),
    ("measure: net", "measure: net\n    requires: ¶{measure: net, at_least: 3}", "not-a-list", "- {"),
    ("measure: net", "measure: net\n    requires:\n      - ¶{measure: net}", "missing-key", "at_least"),
    ("measure: net", "measure: net\n    requires:\n      - ¶{certified_people: 2}", "missing-key", "course"),
    ("measure: net", "measure: net\n    where: unit_price >= ¶'100'", "condition", "without quotes"),
    (
        "measure: net",
        "measure: net\n    where: >\n      unit_price >= 100 and\n      country = ¶US",
        "condition",
        "quotes",
    ),
    ("measure: net", "measure: net\n    starts: ¶2025-02-30", "not-a-day", "2025-01-31"),
    ("measure: net", "measure: net\n    starts: ¶1.2.2025", "not-a-day", "2025-01-31"),
    ("measure: net", "measure: net\n    starts: 2025-03-01\n    ends: ¶2025-02-28", "ends-before-start", "Correct"),
    ("measure: net", "measure: net\n    ¶percent: 3", "two-rates", "Keep one"),
    # the table
    ("{from: 0, percent: 1}", "{from: 0, percent: ¶1%}", "not-a-number", "Write it without the sign: 1."),
    ("{from: 0, percent: 1}", "{from: 0, percent: ¶-1}", "out-of-range", "Correct"),
    ("{from: 0, percent: 1}", "{from: 0, ¶per_unit: 1}", "wrong-value", "measure: quantity"),
    ("{from: 0, percent: 1}", "¶{from: 0}", "missing-key", "percent"),
    ("{from: 0, percent: 1}", "¶{percent: 1}", "missing-key", "from: 0"),
    ("{from: 0, percent: 1}", "{from: 0, ¶percnt: 1, percent: 1}", "unknown-key", "percent"),
    ("{from: 50000, percent: 2}", "{from: 50,¶000, percent: 2}", "split-number", "50000"),
    ("{from: 100000, percent: 3}", "{from: 250,¶000, percent: 3}", "split-number", "250000"),
    ("{from: 50000, percent: 2}", "{from: ¶'50,000', percent: 2}", "not-a-number", "50000"),
    ("{from: 50000, percent: 2}", "{from: ¶10 percent, percent: 2}", "percent-of-nothing", "growth_over"),
    ("{from: 50000, percent: 2}", "{from: ¶5e4, percent: 2}", "not-a-number", "Write"),
    ("{from: 50000, percent: 2}", "{from: ¶0, percent: 2}", "steps-not-sorted", "Sort"),
    ("{from: 100000, percent: 3}", "{from: ¶40000, percent: 3}", "steps-not-sorted", "Sort"),
    ("{from: 50000, percent: 2}", "{from: 50000, to: ¶99999.99, percent: 2}", "gap", "to: 100000"),
    ("{from: 50000, percent: 2}", "{from: 50000, to: ¶120000, percent: 2}", "overlap", "to: 100000"),
    ("{from: 100000, percent: 3}", "{from: 100000, to: ¶200000, percent: 3}", "last-step-closed", "limits"),
    ("{from: 100000, percent: 3}", "{from: 100000, percent: 3, ¶amount: 5}", "two-rates", "Keep one"),
]


@pytest.mark.parametrize(("old", "new", "code", "hint"), ONE_KEY)
def test_names_the_fault_of_one_key(old: str, new: str, code: str, hint: str) -> None:
    checked, place = check_marked(changed(old, new))
    assert checked.programme is None
    errors = [(found.code, (found.line, found.column)) for found in checked.errors]
    assert (code, place) in errors, [found.shown("p") for found in checked.problems]
    # one slip is one error: reading goes on without complaining again
    assert len(errors) == 1, [found.shown("p") for found in checked.errors]
    (problem,) = checked.errors
    assert hint in problem.hint
    assert problem.help == f"reference/problems#{code}"
    assert problem.about.startswith("reference/programme-language#")


@pytest.mark.parametrize("refused", [row for row in ONE_KEY if row[2] == "later"])
def test_says_what_this_version_has_instead(refused: tuple[str, str, str, str]) -> None:
    checked, _ = check_marked(changed(refused[0], refused[1]))
    (problem,) = checked.errors
    assert problem.message.startswith("This version of the language does not have ")
    assert "; it has " in problem.message


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("currency: USD\n", "currency: USD"),
        ("fx: transaction_date\n", "fx: transaction_date"),
        ("rounding: {mode: half_up, at: payout}\n", "mode: half_up, at: payout"),
        ("returns: restate\n", "returns: restate"),
        ("    measure: net\n", "measure: net"),
        ("    method: retroactive\n", "retroactive"),
        (
            "calendar: {year_starts: 02-01, period: quarter, grace: 15 days, time_zone: America/New_York}\n",
            "period: quarter",
        ),
        ("mode: half_up, ", "half_even"),
        (", at: payout", "at: payout"),
        ("year_starts: 02-01, ", "year_starts: 01-01"),
        ("period: quarter, ", "period: month"),
    ],
)
def test_what_changes_money_must_be_stated(line: str, says: str) -> None:
    checked = check(changed(line, ""))
    assert [problem.code for problem in checked.errors] == ["missing-key"]
    assert says in checked.errors[0].hint


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("event: sell_through\n", "event-not-stated"),
        (
            "members: {types: [value_added_reseller], tiers: [silver, gold], as_of: period_start}\n",
            "members-not-stated",
        ),
        (", as_of: period_start", "as-of-not-stated"),
    ],
)
def test_a_default_that_changes_money_is_warned_of(line: str, code: str) -> None:
    checked = check(changed(line, ""))
    assert [problem.code for problem in checked.problems] == [code]
    assert checked.programme is not None


def test_says_all_problems_at_once_in_order() -> None:
    text = HEAD.replace("USD", "usd").replace("half_up", "up") + "  - id: a\n    mesure: net\n    method: accelerator\n"
    checked = check(text)
    assert [(found.line, found.code) for found in checked.errors] == [
        (3, "unknown-currency"),
        (6, "unknown-word"),
        (12, "missing-key"),
        (13, "unknown-key"),
        (14, "unknown-word"),
    ]


def test_a_document_that_cannot_be_read_says_so() -> None:
    assert [problem.code for problem in check("a: [").problems] == ["syntax"]


def test_a_programme_needs_incentives() -> None:
    assert [problem.code for problem in check(HEAD + "  []\n").errors] == ["missing-key"]
    assert [problem.code for problem in check(HEAD).errors] == ["no-value"]
