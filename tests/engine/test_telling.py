"""Every payout tells how it came about, in the reader's language; the figures are those of the mechanics' vectors."""

from dataclasses import replace
from datetime import date

import pytest

from fairway.engine.backends.local.explaining import given, nothing
from fairway.engine.explain import Explanation, Unexplained, explain
from fairway.engine.oracle import calculate
from fairway.engine.payout import Payout
from fairway.engine.programme import (
    Attainment,
    Breadth,
    Certified,
    Choosing,
    Exemption,
    Gate,
    Group,
    Holdback,
    Incentive,
    Limits,
    MeasureKind,
    Method,
    Multiplier,
    NoHistory,
    Payee,
    PaysOn,
    Pool,
    Programme,
    Ratio,
    ReturnsPolicy,
    Stack,
    Step,
    Threshold,
    Unit,
    Validity,
)
from fairway.engine.telling import changes, difference, ladder, tell, tell_trial, teller
from fairway.engine.words import LANGUAGES
from fairway.values import Money, exact
from tests.engine.whole_programme import bounds, growth, incentive, measure, percent, programme, rates, scope, usd

Row = dict[str, object]
PARTNERS: list[Row] = [
    {"partner_id": "ola", "type": "A", "parent_id": "group"},
    {"partner_id": "sam", "type": "B", "parent_id": "group"},
    {"partner_id": "ines", "type": "B", "parent_id": "group"},
]
PRODUCTS: list[Row] = [{"product_id": name, "family": name} for name in "ABCD"]
Q1 = "2025-Q1"


def sale(amount: str, on: str = "2025-02-10", partner: str = "ola", **cells: object) -> Row:
    """A line of one unit of product A."""
    return {
        "line_id": str(cells.pop("line_id", "")), "partner_id": partner, "product_id": "A", "invoice_date": on,
        "event": "sell_through", "quantity": "1", "net_amount": amount, "currency": "USD", **cells,
    }  # fmt: skip


def numbered(lines: list[Row]) -> list[Row]:
    return [{**line, "line_id": str(number)} for number, line in enumerate(lines, 1)]


def explained(
    whole: Programme,
    lines: list[Row],
    *,
    of: str = "",
    partner: str = "ola",
    period: str = Q1,
    person: str = "",
    as_of: date | None = None,
    **tables: list[Row],
) -> Explanation:
    """Calculate by the oracle and take one payout apart."""
    lines = numbered(lines)
    calendar = whole.calendar.fiscal
    asked = calendar.parse(period)
    days = [date.fromisoformat(str(line["invoice_date"])) for line in lines]
    periods = calendar.periods(min([*days, asked.start]), max([*days, asked.start]))
    one = next(each for each in whole.incentives if each.id == (of or whole.incentives[0].id))
    payouts = calculate(whole, lines, PARTNERS, PRODUCTS, [], periods, as_of, **tables)  # type: ignore[arg-type]
    key = (one.id, asked, partner, person)
    payout = next((each for each in payouts if each.key == key), None) or nothing(whole, one, asked, partner)
    known = given(whole, one, payout, payouts, PARTNERS, as_of)
    own = [line for line in lines if line["partner_id"] == partner] if one.pool is not None else lines
    return explain(whole, payout, own, PARTNERS, PRODUCTS, [], as_of, beside=tables, given=known)


def said(one: Explanation, language: str = "en", *, to_partner: bool = True) -> str:
    """Everything an explanation says."""
    told = tell(one, teller(language, to_partner=to_partner))
    return " ".join([*told.sentences, *told.missing, *(reason for reason, _ in told.reasons)])


def alone(one: Incentive, **parts: object) -> Programme:
    return programme(one, **parts)


GROWING = [sale("200000", "2024-02-10"), sale("260000")]
TARGET: list[Row] = [{"partner_id": "ola", "target": "plan", "period": Q1, "amount": "400000"}]
POOLED = [sale("70000"), sale("40000", partner="sam"), sale("20000", partner="ines")]
SPLITS: list[Row] = [
    {"partner_id": "ola", "person": "kim", "share": "60"},
    {"partner_id": "ola", "person": "lee", "share": "40"},
    {"partner_id": "ola", "person": "max", "override": "2"},
]
GROUPED = {
    "a": incentive("a", steps=(Step(None, None, rate=percent("5")),), method=Method.FLAT, stack=Stack("g", 1)),
    "b": incentive(
        "b", steps=(Step(None, None, rate=percent("3")),), method=Method.FLAT,
        stack=Stack("g", 2, ("a",), Choosing.BEST_OF, "x"),
    ),
    "c": incentive(
        "c", steps=(Step(None, None, rate=percent("2")),), method=Method.FLAT,
        stack=Stack("g", 3, (), Choosing.BEST_OF, "x"),
    ),
}  # fmt: skip
STACKED = programme(*GROUPED.values(), groups=(Group("g", rate=percent("7")),))

TOLD = {
    # (260,000 − 200,000) / 200,000 = 30 %; 5 % of 60,000
    "growth pays on the increment": (
        explained(alone(incentive("growth", qualifier=growth(), pays_on=PaysOn.INCREMENT, steps=rates(("0.1", "5")))),
                  GROWING),
        [
            "Your net sales from 1 January 2025 to 31 March 2025 come to USD 260,000.00.",
            "The baseline in the same quarter of the year before is USD 200,000.00: growth of 30 %.",
            "Only what goes beyond the baseline is paid for: USD 60,000.00.",
            "USD 60,000.00 × 5 % = USD 3,000.00.",
        ],
    ),
    "growth without a baseline": (
        explained(alone(incentive("growth", qualifier=growth(), steps=rates(("0.1", "5")))), [sale("260000")]),
        ["There is no baseline to measure growth against, so no step is reached."],
    ),
    # 200,000 × 1.4 − 260,000
    "growth short of its step": (
        explained(alone(incentive("growth", qualifier=growth(), steps=rates(("0.4", "5")))), GROWING),
        ["You were USD 20,000.00 short of the first step."],
    ),
    "growth against the peers": (
        explained(
            alone(incentive("growth", qualifier=growth(without_history=NoHistory.PEERS), steps=rates(("0.1", "1")))),
            [*GROWING, sale("300000", partner="sam")], partner="sam",
        ),
        ["measured against the average of the other partners, growth is 50 %."],
    ),
    # 460,000 × 2 % + 60,000 × 1 %
    "attainment": (
        explained(
            alone(incentive("target", qualifier=Attainment(measure(), "plan"), method=Method.ATTAINMENT,
                            steps=rates(("0", "2"), ("1", "1")))),
            [sale("460000")], targets=TARGET,
        ),
        [
            "The target 'plan' is USD 400,000.00: 115 % of it is reached.",
            "USD 460,000.00 × 2 % + USD 60,000.00 × 1 %.",
            "Together that is USD 9,800.00.",
        ],
    ),
    # 100 × 25 % = 25 more would be needed to 50 %
    "a ratio": (
        explained(
            alone(incentive(
                "attach", measure=measure(),
                qualifier=Ratio(measure(MeasureKind.QUANTITY, "C"), measure(MeasureKind.QUANTITY, "D")),
                steps=rates(("0.25", "2"), ("0.5", "4")),
            )),
            [sale("250000"), sale("0", product_id="C", quantity="120"), sale("0", product_id="D", quantity="400")],
        ),
        [
            "Against 400 units (units of family D) that is 30 %.",
            "USD 250,000.00 × 2 % = USD 5,000.00.",
            # 400 × 50 % − 120
            "80 units more (units of family C) would have reached the step from 50 %: 4 %.",
        ],
    ),
    "gates of every kind": (
        explained(
            alone(incentive("gated", gates=(
                Gate(Breadth((Threshold(measure(MeasureKind.NET, "A"), exact(10000)),
                              Threshold(measure(MeasureKind.NET, "B"), exact(10000)))), exact(2)),
                Gate(Certified("basics"), exact(1)),
            ))),
            [sale("60000")],
            certificates=[{"partner_id": "ola", "person": "kim", "course": "basics", "valid_from": "2024-01-01"}],
        ),
        [
            "Your product groups with enough sales must reach 2 and come to 1 product group: too little, so nothing is "
            "earned.",
            "Your people certified in basics must reach 1 and come to 1 certified person.",
        ],
    ),
    # 130,000 × 3 % = 3,900; 70 / 130
    "a pool": (
        explained(alone(incentive("pooled", pool=Pool("parent_id"))), POOLED),
        [
            "Together the 3 partners of the pool come to USD 130,000.00 (net sales).",
            "The pool earns USD 3,900.00 together.",
            "Your own part is USD 70,000.00 of USD 130,000.00: your share is USD 2,100.00.",
        ],
    ),
    # 10,000 × 5 % = 500 are taken off; 9,500 × 3 % = 285, at most 7 % of 10,000 together
    "a combined cap after another incentive": (
        explained(STACKED, [sale("10000")], of="b"),
        [
            "A earned USD 500.00 on the same sales; that is taken off first and leaves USD 9,500.00.",
            "USD 9,500.00 × 3 % = USD 285.00.",
            "Together with A and C at most USD 700.00 is paid: USD 200.00 is left for this incentive.",
        ],
    ),
    "a better one of the group": (
        explained(STACKED, [sale("10000")], of="c"),
        ["B of the same group paid more and is paid instead, so nothing of this incentive is paid."],
    ),
    "documents by themselves": (
        explained(
            alone(incentive("documents", unit=Unit.DOCUMENT, steps=rates(("1000", "2")))),
            [sale("600", invoice_no="1"), sale("600", invoice_no="1"), sale("900", invoice_no="2")],
        ),
        ["2 invoices are looked at one by one: 1 below the first step, 1 at 2 %.", "Together that is USD 24.00."],
    ),
    # 150 / 100 = 1 full multiple, 2 each
    "free goods": (
        explained(
            alone(incentive("goods", measure=measure(MeasureKind.QUANTITY), method=Method.MULTIPLES,
                            every=exact(100), worth=usd("12.50"), steps=(Step(None, None, free=exact(2)),))),
            [sale("0", quantity="150")],
        ),
        [
            "That holds 1 full multiples of 100 units, each paying 2 free units: 2 free units.",
            "Free units are worth USD 12.50 each: USD 25.00.",
        ],
    ),
    # 5,000 × 60 %
    "splits": (
        explained(
            alone(incentive("shared", payee=Payee.SPLITS, method=Method.FLAT,
                            steps=(Step(None, None, rate=percent("10")),))),
            [sale("50000")], person="kim", splits=SPLITS,
        ),
        ["Kim has 60 % of USD 5,000.00.", "That is USD 3,000.00 earned."],
    ),
    "an override": (
        explained(
            alone(incentive("shared", payee=Payee.SPLITS, method=Method.FLAT,
                            steps=(Step(None, None, rate=percent("10")),))),
            [sale("50000")], person="max", splits=SPLITS,
        ),
        ["Max has 2 % of what earned, on top.", "That is USD 1,000.00 earned."],
    ),
    "a multiplier": (
        explained(
            alone(incentive("times", method=Method.FLAT, steps=(Step(None, None, rate=percent("1")),),
                            multipliers=(Multiplier("type", (("B", exact("1.2")),), exact(1)),))),
            [sale("1000", partner="sam")], partner="sam",
        ),
        ["USD 1,000.00 × 1 % = USD 10.00.", "this is taken × 1.2: USD 12.00."],
    ),
    "an exemption": (
        explained(
            alone(
                incentive("volume", gates=(Gate(measure(MeasureKind.QUANTITY), exact(9)),)),
                exemptions=(Exemption("ola", "volume", "Flood", Validity(), exact("0.04"), waives_gates=True),),
            ),
            [sale("1000")],
        ),
        [
            "Your units must reach 9 and come to 1 unit; this condition is waived by agreement.",
            "Agreed with you alone: 4 % at any step and the conditions are waived. Reason: Flood",
            "USD 1,000.00 × 4 % = USD 40.00.",
        ],
    ),
    # 1,000 sold in the quarter at 1 %, 25,000 returned that had been paid at 3 %
    "returns at the rate they were paid at": (
        explained(
            alone(incentive("volume", returns=ReturnsPolicy.REVERSE)),
            [sale("120000", "2024-11-10"), sale("1000"),
             sale("-25000", "2025-02-20", kind="return", quantity="-1", original_on="2024-11-10")],
        ),
        ["USD 1,000.00 × 1 % = USD 10.00.", "Returned goods take back USD 750.00", "That is USD −740.00 earned."],
    ),
    "a budget": (
        explained(
            alone(incentive("volume", limits=Limits(budget=usd("1000")))),
            [sale("60000"), sale("60000", partner="sam")],
        ),
        ["USD 60,000.00 × 2 % = USD 1,200.00.", "the share of what was left is USD 500.00."],
    ),
    # 1,000 for each of two quarters, 300 earned in the first and raised, 900 in the second
    "a guarantee": (
        explained(alone(incentive("volume", limits=Limits(guarantee=usd("1000")))),
                  [sale("60000", "2024-11-10"), sale("30000")]),
        ["The guarantee of USD 1,000.00 for each period, counted together, raises this to USD 800.00."],
    ),
    "a holdback": (
        explained(alone(incentive("volume", limits=Limits(holdback=Holdback(percent("10"), 1)))), [sale("120000")]),
        ["USD 360.00 waits: part of it is held back for later periods."],
    ),
    "claimed too late": (
        explained(
            alone(incentive("volume", measure=replace(measure(), lines=scope(claimed_within=30)))),
            [sale("1000", claimed_on="2025-02-20"), sale("500", claimed_on="2025-06-01")],
        ),
        [
            "1 sales line left out would have brought USD 500.00. It was claimed too late, or not at all.",
        ],
    ),
    "no line at all": (
        explained(alone(incentive("volume", measure=measure(MeasureKind.NET, "B"))), [sale("1000")]),
        [
            "No line counted from 1 January 2025 to 31 March 2025, so nothing is earned.",
            "Its product is not among those this incentive pays for.",
        ],
    ),
    # 4,000 − 2,795.50
    "short of the first step": (
        explained(alone(incentive("volume", steps=rates(("4000", "1.5")))), [sale("2795.50")]),
        ["You were USD 1,204.50 short of the first step."],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TOLD)
def test_tells_each_mechanic(name: str) -> None:
    one, sentences = TOLD[name]
    text = said(one)
    for sentence in sentences:
        assert sentence in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", TOLD)
def test_tells_as_much_in_every_language(name: str, language: str) -> None:
    one, _ = TOLD[name]
    there, english = tell(one, teller(language)), tell(one, teller())
    assert (len(there.sentences), len(there.missing)) == (len(english.sentences), len(english.missing))
    assert "{" not in said(one, language)
    if one.payout.earned and language != "en":
        assert not set(there.sentences) & set(english.sentences) - {line for line in english.sentences if "×" in line}


SHORT = {
    "en": "You were USD 1,204.50 short of the first step.",
    "de": "Bis zur ersten Stufe fehlten Ihnen 1.204,50\u00a0USD.",
    "fr": "Il vous manquait 1\u202f204,50\u00a0USD pour le premier palier.",
    "ja": "最初の段階までUSD 1,204.50不足していました。",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_says_what_was_short_in_each_language(language: str) -> None:
    one, _ = TOLD["short of the first step"]
    assert SHORT[language] in tell(one, teller(language)).sentences


STILL_SHORT = {
    "en": "You are USD 1,204.50 short of the first step so far.",
    "de": "Bis zur ersten Stufe fehlen Ihnen noch 1.204,50\u00a0USD.",
    "fr": "Il vous manque encore 1\u202f204,50\u00a0USD pour le premier palier.",
    "ja": "最初の段階まであとUSD 1,204.50です。",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_period_that_still_runs_is_told_as_such(language: str) -> None:
    one, _ = TOLD["short of the first step"]
    told = tell(one, teller(language, running=True))
    assert STILL_SHORT[language] in told.sentences
    assert told.missing and told.missing != tell(one, teller(language)).missing
    if language == "en":
        assert told.missing == (
            "USD 1,204.50 more (net sales) by the end of the period will reach the step from USD 4,000.00: 1.5 %.",
        )


def test_speaks_to_the_vendor_of_the_partner() -> None:
    one, _ = TOLD["an exemption"]
    text = said(one, to_partner=False)
    assert "The partner's units must reach 9" in text
    assert "Agreed with this partner alone" in text
    assert "Your" not in text


def test_what_is_agreed_stands_in_place_of_every_step() -> None:
    steps = (Step(None, exact(4000), rate=percent("1")), Step(exact(4000), None, rate=percent("1.5")))
    one = explained(
        alone(incentive("volume", steps=steps),
              exemptions=(Exemption("ola", "volume", "Flood", Validity(), exact("0.04")),)),
        [sale("1000")],
    )  # fmt: skip
    by = teller()
    assert tell(one, by).missing == ()  # a higher step pays no more: nothing would have changed it
    rungs = ladder(one.incentive, "USD", by, place=0, stands=exact(1000), one=one)
    assert [rung.pays for rung in rungs] == ["4 %", "4 %"]
    assert rungs[1].note == ""


def test_says_which_rule_of_which_version() -> None:
    one, _ = TOLD["a pool"]
    assert tell(one, teller(), 3).rule == "The rule is Pooled of Whole programme, version 3."
    assert tell(one, teller("ja")).rule == "適用規則：Whole programmeのPooled。"


def test_a_pool_is_told_without_anybody_elses_line() -> None:
    one, _ = TOLD["a pool"]
    assert {line.line["partner_id"] for line in one.lines} == {"ola"}
    assert "sam" not in said(one)
    assert "40,000" not in said(one)


def test_the_average_of_the_peers_is_not_told() -> None:
    one, _ = TOLD["growth against the peers"]
    assert "200,000" not in said(one)


def test_refuses_a_number_that_the_lines_do_not_give() -> None:
    one, _ = TOLD["growth pays on the increment"]
    wrong: Payout = replace(one.payout, calculated=one.payout.calculated + Money.of("1.00", "USD"))
    with pytest.raises(Unexplained, match=r"amount of 3001\.00; these lines give 3000\.00"):
        explain(one.programme, wrong, numbered(GROWING), PARTNERS, PRODUCTS)


def test_tells_what_a_late_line_changed() -> None:
    volume = alone(incentive("volume"))
    # 49,500 × 1 % = 495; late 2,000: 51,500 × 2 % = 1,030; +535 = 20 + 515
    before = explained(volume, [sale("49500", invoice_no="1")])
    after = explained(volume, [sale("49500", invoice_no="1"), sale("2000", invoice_no="2")])
    assert difference(changes(before, after), teller()) == (
        "Before USD 495.00, now USD 1,030.00: a difference of USD 535.00.",
        "USD 20.00 of it comes from other sales: USD 49,500.00 became USD 51,500.00 (net sales).",
        "USD 515.00 of it comes from another rate: 1 % became 2 %.",
        "1 sales line new: USD 2,000.00.",
    )
    assert difference(changes(before, after), teller("de"))[0] == (
        "Vorher 495,00\u00a0USD, jetzt 1.030,00\u00a0USD: eine Differenz von 535,00\u00a0USD."
    )
    assert difference(changes(before, before), teller("fr")) == ("Rien n'a changé\u00a0: 495,00\u00a0USD.",)


@pytest.mark.parametrize(
    ("language", "differs"),
    [
        # 260,000 × 3 % = 7,800; 260,000 × 4 % = 10,400
        ("en", ("As it stands USD 7,800.00, as tried USD 10,400.00: a difference of USD 2,600.00.",
                "USD 2,600.00 of it comes from another rate: 3 % became 4 %.")),
        ("de", ("Wie es steht 7.800,00\u00a0USD, wie versucht 10.400,00\u00a0USD:"
                " eine Differenz von 2.600,00\u00a0USD.",
                "2.600,00\u00a0USD davon kommen von einem anderen Satz: Aus 3\u00a0% wurde 4\u00a0%.")),
        ("fr", ("En l'état 7\u202f800,00\u00a0USD, à l'essai 10\u202f400,00\u00a0USD\u00a0:"
                " une différence de 2\u202f600,00\u00a0USD.",
                "2\u202f600,00\u00a0USD vient d'un autre taux\u00a0: 3\u00a0% est devenu 4\u00a0%.")),
        ("ja", ("現行ではUSD 7,800.00、試算ではUSD 10,400.00、差額はUSD 2,600.00です。",
                "うちUSD 2,600.00は率の変化によるものです：3%から4%になりました。")),
    ],
)  # fmt: skip
def test_tells_why_a_trial_pays_otherwise(language: str, differs: tuple[str, ...]) -> None:
    before, after = (
        explained(alone(incentive("volume", steps=rates(("100000", rate)))), [sale("260000")]) for rate in ("3", "4")
    )
    told = tell_trial(before, after, teller(language), 2)
    assert told.differs == differs
    assert told.was is not None and told.now is not None
    assert "2" in told.was.rule and told.was.sentences[-1] != told.now.sentences[-1]
    new, gone = tell_trial(None, after, teller(language)), tell_trial(before, None, teller(language))
    assert (new.was, gone.now) == (None, None)
    assert new.differs != gone.differs and len(new.differs) == len(gone.differs) == 1


def test_a_trial_that_only_lifts_a_cap_blames_neither_sales_nor_rate() -> None:
    steps = (Step(None, None, rate=percent("5")),)
    capped = incentive("volume", steps=steps, method=Method.FLAT, limits=Limits(amount=usd("3000")))
    lifted = incentive("volume", steps=steps, method=Method.FLAT)
    told = tell_trial(explained(alone(capped), [sale("100000")]), explained(alone(lifted), [sale("100000")]), teller())
    # 100,000 × 5 % = 5,000, capped at 3,000
    assert told.differs == (
        "As it stands USD 3,000.00, as tried USD 5,000.00: a difference of USD 2,000.00.",
        "USD 2,000.00 of it comes from neither other sales nor another rate but from limits, shares or other terms.",
    )


def test_a_trial_that_counts_other_lines_says_which() -> None:
    lines = [sale("60000", invoice_no="1"), sale("200000", invoice_no="2", product_id="B")]
    steps = Step(None, None, rate=percent("5"))
    flat = incentive("volume", steps=(steps,), method=Method.FLAT)
    narrow = incentive("volume", steps=(steps,), method=Method.FLAT, measure=measure(MeasureKind.NET, "A"))
    told = tell_trial(explained(alone(flat), lines), explained(alone(narrow), lines), teller())
    # 260,000 × 5 % = 13,000; 60,000 × 5 % = 3,000
    assert told.differs == (
        "As it stands USD 13,000.00, as tried USD 3,000.00: a difference of USD −10,000.00.",
        "USD −10,000.00 of it comes from other sales: USD 260,000.00 became USD 60,000.00 (net sales of family A).",
        "No longer counting: 1 sales line, USD −200,000.00.",
    )


def test_a_fixed_step_without_a_bound_is_told() -> None:
    one = explained(
        alone(incentive("fixed", method=Method.FIXED, steps=(replace(bounds(("0", ""))[0], amount=usd("50")),))),
        [sale("10")],
    )
    assert "The step pays USD 50.00, once." in said(one)
