import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairway.engine.check import CHECKS, Known, check
from fairway.engine.check.topics import TOPICS
from fairway.policy.conditions import Columns
from tests.engine.programme_texts import GOOD, HEAD, VOLUME, changed, check_marked
from tests.policy.places import lies_inside


def one(body: str) -> str:
    """A programme of one incentive, its keys given one a line."""
    return f"{HEAD}  - id: volume\n" + "".join(f"    {line}\n" for line in body.strip().splitlines())


def two(first: str, second: str) -> str:
    """A programme of two incentives."""
    return one(first) + one(second)[len(HEAD) :].replace("id: volume", "id: other")


def at(text: str, piece: str) -> str:
    """Mark where a piece of the text begins."""
    assert text.count(piece) == 1
    return text.replace(piece, f"¶{piece}")


def limited(limits: str, text: str = GOOD) -> str:
    """The three steps with limits."""
    return changed("measure: net", f"measure: net\n    limits: {{{limits}}}", text)


TOP = "{from: 100000"
NO_FIRST = changed("{from: 0, percent: 1}", "{from: 0, percent: 0}")
SLICES = changed("retroactive", "marginal")
ONE_STEP = "\nrates:\n  - {from: 0, percent: 1}"
FLAT = "measure: net\nmethod: flat\npercent: 1\n"

ERRORS = [
    (GOOD + VOLUME.replace("id: volume", "id: ¶volume"), "id-twice"),
    (one("measure: ¶{measure: net, over: year_to_date}\nmethod: flat\npercent: 1"), "paid-again"),
    (one("measure: net\nqualifier: ¶quantity\nmethod: marginal" + ONE_STEP), "marginal-qualifier"),
    (one("measure: net\nmethod: ¶marginal" + ONE_STEP).replace("at: payout", "at: line"), "line-rounding"),
    (one("method: ¶fixed\namount: 5").replace("at: payout", "at: line"), "line-rounding"),
    (one(FLAT + "limits: {measure: ¶500}").replace("at: payout", "at: line"), "line-rounding"),
    (one(FLAT + "limits: {floor: ¶50, amount: 20}"), "floor-above-cap"),
    (
        one(FLAT + "requires:\n  - {breadth: {measure: net, at_least: 5, each: {family: [A, B]}}, at_least: ¶3}"),
        "gate-closed",
    ),
    (one(FLAT + "eligible: ¶{tiers: [bronze]}"), "nobody-eligible"),
    (one(FLAT + "eligible: ¶{tiers: [gold], exclude: {tiers: [gold]}}"), "nobody-eligible"),
    (one(FLAT + "starts: ¶2026-02-01").replace("fx:", "ends: 2025-12-31\nfx:"), "never-valid"),
]


@pytest.mark.parametrize(("text", "code"), ERRORS)
def test_refuses_what_several_keys_contradict(text: str, code: str) -> None:
    checked, place = check_marked(text)
    assert checked.programme is None
    assert [(found.code, (found.line, found.column)) for found in checked.errors] == [(code, place)]


WARNINGS = [
    (at(changed("percent: 3}", "percent: 1.5}"), TOP), "rate-shrinks"),
    (at(changed("percent: 3}", "percent: 2}"), TOP), "same-rate"),
    (one("measure: net\nmethod: flat\npercent: ¶0.015"), "small-percent"),
    (one("measure: net\nmethod: flat\npercent: ¶150"), "large-percent"),
    (one("measure: net\nmethod: flat\nrates:\n  ¶- {from: 0, percent: 0}"), "pays-nothing"),
    # just below 100,000 the step before pays 100,000 × 2 % = 2,000, which is the cap
    (at(limited("amount: 2000"), TOP), "unreachable-step"),
    # 50,000 × 1 % + 50,000 × 2 % = 1,500 are earned where the third slice begins
    (at(limited("amount: 1500", SLICES), TOP), "unreachable-step"),
    # 50,000 × 2 % = 1,000 is the least anyone gets
    (limited("amount: ¶900", NO_FIRST), "cap-below-payout"),
    (one("method: fixed\namount: 500\nlimits: {amount: ¶400}"), "cap-below-payout"),
    (at(limited("measure: 100000", SLICES), TOP), "unreachable-step"),
    (
        at(
            changed("measure: net", "requires:\n      - {measure: net, at_least: 50000}\n    measure: net"), "{from: 0,"
        ),
        "unreachable-step",
    ),
    (limited("floor: ¶5", changed("{from: 0, percent: 1}", "{from: 10, percent: 1}")), "floor-below-steps"),
    (one(FLAT + "limits: {amount: 100, minimum_payout: ¶200}"), "minimum-above-limit"),
    (one(FLAT + "requires:\n  - {measure: net, at_least: ¶0}"), "gate-open"),
    (one(FLAT + "ends: ¶2026-02-01"), "ends-on-first"),
    (one(FLAT + "starts: ¶2025-03-01"), "starts-inside-period"),
    (one(FLAT + "ends: ¶2025-06-15"), "ends-inside-period"),
    (
        one(
            "measure: net\nmethod: flat\nqualifier: {breadth: {measure: net, at_least: 5, each: {family: [A, B]}}}\n"
            "rates:\n  ¶- {from: 3, percent: 1}"
        ).replace("¶- {", "- ¶{"),
        "unreachable-step",
    ),
    (one(FLAT + "kind: ¶royalty"), "royalty"),
    (one(FLAT + "kind: ¶comission"), "unknown-kind"),
    (one("method: fixed\namount: 500\nlimits: {measure: ¶400}"), "cap-without-effect"),
    (one(FLAT + "where: ¶unit_pryce < 3"), "condition"),
    (one(FLAT + "products: {¶categry: [Bikes]}"), "unknown-attribute"),
    (one(FLAT + "products: {category: [Bikes, ¶Bikes]}"), "listed-twice"),
]


@pytest.mark.parametrize(("text", "code"), WARNINGS)
def test_warns_whoever_publishes(text: str, code: str) -> None:
    checked, place = check_marked(text)
    assert checked.programme is not None
    assert [(found.code, (found.line, found.column)) for found in checked.problems] == [(code, place)], [
        found.shown("p") for found in checked.problems
    ]
    assert checked.problems[0].hint


@pytest.mark.parametrize(
    "text",
    [
        one(FLAT + "ends: 2025-07-31"),
        one(
            "measure: net\nmethod: flat\nqualifier: {breadth: {measure: net, at_least: 5, each: {family: [A, B]}}}\n"
            "rates:\n  - {from: 2, percent: 1}"
        ),
        one(FLAT + "starts: 2025-02-01\nends: 2026-01-31"),
        changed("percent: 3}", "percent: 3}\n    limits: {amount: 3000}"),  # 100,000 × 3 % = 3,000: just reached
    ],
)
def test_does_not_warn_of_what_is_fine(text: str) -> None:
    assert check(text).problems == ()


STACKS = [
    (FLAT, FLAT, True),
    (FLAT + "stack: add", FLAT + "stack: add", False),
    (FLAT + "products: {category: [Bikes]}", FLAT + "products: {category: [Helmets]}", False),
    (FLAT + "products: {category: [Bikes]}", FLAT + "products: {subcategory: [Helmets]}", True),
    (FLAT + "products: {category: [Bikes]}", FLAT + "products: {exclude: {category: [Bikes]}}", False),
    (FLAT + "territory: {countries: [US]}", FLAT + "territory: {countries: [CA]}", False),
    (FLAT + "eligible: {tiers: [gold]}", FLAT + "eligible: {tiers: [silver]}", False),
    # a partner may be of both types
    (FLAT + "eligible: {types: [distributor]}", FLAT + "eligible: {types: [value_added_reseller]}", True),
    (FLAT + "ends: 2026-01-31", FLAT + "starts: 2026-02-01", False),
    (FLAT + "event: sell_in", FLAT + "event: sell_out", False),
]


@pytest.mark.parametrize(("first", "second", "warned"), STACKS)
def test_two_incentives_over_the_same_lines_say_that_both_pay(first: str, second: str, warned: bool) -> None:
    codes = [problem.code for problem in check(two(first, second)).problems]
    assert codes == (["stack-not-stated"] * 2 if warned else [])


def test_checks_words_against_what_is_known() -> None:
    known = Known(
        columns=Columns(complete=True),
        products={"category": frozenset({"Bikes", "Helmets"})},
        types=frozenset({"value_added_reseller"}),
        tiers=frozenset({"silver", "gold"}),
    )
    assert check(GOOD, known=known).problems == ()
    text = changed("{category: [Bikes]}", "{category: [Bike], famly: [6]}").replace("gold]", "golden]")
    found = check(text + "    where: promotional\n", known=known).problems
    assert [(problem.code, problem.severity.value) for problem in found] == [
        ("unknown-partner-word", "warning"),
        ("unknown-product", "error"),
        ("unknown-attribute", "error"),
        ("condition", "error"),
    ]


def test_the_checks_are_a_flat_list_of_named_functions() -> None:
    assert len(CHECKS) == len({each.__name__ for each in CHECKS})
    assert all(each.__doc__ for each in CHECKS)


LINES = GOOD.splitlines()


@given(st.lists(st.integers(0, len(LINES) - 1), max_size=6), st.randoms(use_true_random=False))
def test_a_damaged_document_never_raises_and_every_place_lies_inside(damaged: list[int], random: object) -> None:
    lines = list(LINES)
    for number in damaged:
        words = lines[number].split(" ")
        random.shuffle(words)  # type: ignore[attr-defined]
        lines[number] = " ".join(words)
    text = "\n".join(lines)
    checked = check(text)
    assert (checked.programme is None) == bool(checked.errors)
    for problem in checked.problems:
        assert lies_inside(text, problem.line, problem.column)
        assert problem.message.endswith((".", "!", "…"))


VALUES = [
    "",
    "1",
    "-1",
    "1.5",
    "all",
    "net",
    "{}",
    "[]",
    "[a, b]",
    "{a: b}",
    "{growth_over: previous_period}",
    "{ratio: {of: net, to: {measure: list}}}",
    "{breadth: {measure: net, at_least: 1, each: {family: [A, B]}}}",
    "[{by: type, factors: {A: 2}, otherwise: 1}]",
    "{group: a, order: 1, after: [volume], best_of: b}",
    "[{partner: a, incentive: volume, percent: 1, reason: x}]",
    "10 percent",
    "30 days",
    "2025-01-01",
    "'x'",
    "é",
    "999999999999999999999",
]
FOUND = {part.split(":")[0].strip(" -{") for line in LINES for part in line.split(",")}
KEYS = sorted(FOUND | TOPICS)


@given(st.lists(st.tuples(st.sampled_from(KEYS), st.sampled_from(VALUES), st.booleans()), max_size=12))
def test_any_key_with_any_value_never_raises(pairs: list[tuple[str, str, bool]]) -> None:
    above = [f"{key}: {value}" for key, value, inside in pairs if not inside]
    below = [f"    {key}: {value}" for key, value, inside in pairs if inside]
    text = "\n".join([*above, "incentives:", "  - id: volume", *below])
    checked = check(text)
    assert (checked.programme is None) == bool(checked.errors)
    for problem in checked.problems:
        assert lies_inside(text, problem.line, problem.column)


def test_a_programme_has_so_many_incentives_and_no_more() -> None:
    many = [VOLUME.replace("id: volume", f"id: v{number}\n    stack: add") for number in range(201)]
    assert check(HEAD + "".join(many[:200])).problems == ()
    assert [problem.code for problem in check(HEAD + "".join(many)).problems] == ["too-many"]


def test_a_table_has_so_many_steps_and_no_more() -> None:
    def table(count: int) -> str:
        rates = "".join(f"      - {{from: {step}, percent: {1 + step // 1000}}}\n" for step in range(count))
        return HEAD + VOLUME[: VOLUME.index("    rates:")] + "    rates:\n" + rates

    assert not check(table(200)).errors
    assert [problem.code for problem in check(table(201)).errors] == ["too-many"]
