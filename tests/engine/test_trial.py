"""A trial says what a changed programme would have paid, to whom more and to whom less."""

import json
from pathlib import Path

import pytest

from fairway.engine.backends import cases, local
from fairway.engine.check import check
from fairway.engine.programme import MeasureKind
from fairway.engine.trial import BUCKETS, FIFTHS, bucket_of, cliffs, compare, packed, size_classes, unpacked
from fairway.values import Money, exact

CASE = Path(__file__).parent.parent / "programmes" / "v04_retroactive"


def usd(amount):
    return Money.of(amount, "USD")


def version(old="", new=""):
    text = (CASE / "programme.yaml").read_text()
    assert old in text
    found = check(text.replace(old, new), name="draft.yaml").programme
    assert found is not None
    return found


@pytest.fixture
def outcome_of(tmp_path):
    case, store = cases.read(CASE), local.Store(tmp_path)

    def outcome(draft):
        return compare(*(local.tried(store, one, case.inputs(), "case") for one in (case.programme, draft)))

    return outcome


def test_totals_winners_and_losers(outcome_of):
    # sales: ola 120,000.00, sam 100,000.00, maya 99,999.99, edge 50,000.00, below 49,999.99
    outcome = outcome_of(version("percent: 3}", "percent: 2.5}"))
    # ola 3,600 → 3,000; sam 3,000 → 2,500; the others stay
    assert (outcome.total.before, outcome.total.after) == (usd("10100.00"), usd("9000.00"))
    assert outcome.total.difference == usd("-1100.00")
    assert (outcome.total.winners, outcome.total.losers, outcome.total.unchanged) == (0, 2, 3)
    assert [row.partner.id for row in outcome.partners][:2] == ["ola", "sam"]  # who loses most stands first
    # 600 of 3,600 = 16.7 %
    assert (outcome.partners[0].share, outcome.partners[0].bucket) == (exact("-16.7"), "loses 5 to 20 %")
    assert dict(outcome.buckets)["loses 5 to 20 %"] == 2
    # 10,100 of 419,999.98 = 2.40 %; 9,000 = 2.14 %: the vendor keeps 0.26 points more
    assert (outcome.total.rate_before, outcome.total.rate_after) == (exact("2.40"), exact("2.14"))
    assert outcome.margin_points == exact("0.26")
    assert outcome.sold_in is MeasureKind.NET


def test_who_takes_part_in_neither_is_no_partner_that_stays_the_same(tmp_path):
    case, store = cases.read(CASE), local.Store(tmp_path)
    was, now = (
        local.tried(store, version("members: all", f"members: {{partners: [{who}]}}"), case.inputs(), "case")
        for who in ("sam, edge", "sam, maya")
    )
    outcome = compare(was, now)
    # sam stays, edge loses 1,000.00, maya gains 2,000.00; ola and below take no part
    assert {row.partner.id: row.difference for row in outcome.partners} == {
        "sam": usd("0"), "edge": usd("-1000.00"), "maya": usd("2000.00")
    }  # fmt: skip
    assert (outcome.total.partners, outcome.total.unchanged) == (3, 1)
    # 5,000 of what the three sold, 100,000 + 99,999.99 + 50,000
    assert (outcome.total.sold, outcome.total.rate_after) == (exact("249999.99"), exact("2"))


def test_small_partners_that_lose_are_seen(outcome_of):
    outcome = outcome_of(version("{from: 0, percent: 1}", "{from: 0, percent: 0.5}"))
    lost = {one.label: one.losers for one in outcome.sizes}
    assert lost == {**dict.fromkeys(FIFTHS, 0), "smallest fifth": 1}
    assert next(one for one in outcome.sizes if one.label == "smallest fifth").difference == usd("-250.00")


def test_cliffs_count_who_stands_close(outcome_of):
    outcome = outcome_of(version("from: 100000", "from: 98000"))
    cliff = outcome.cliffs_before[1]
    # at 100,000 3 % = 3,000.00, one cent below 2 % = 2,000.00 (V04)
    assert (cliff.cliff.bound, cliff.cliff.jump) == (exact(100000), usd("1000.00"))
    assert (cliff.below, cliff.above) == (1, 1)  # maya one cent below, sam on it; ola is 20 % above
    # from 98,000 both are above
    assert (outcome.cliffs_after[1].below, outcome.cliffs_after[1].above) == (0, 2)


def test_a_continuous_table_has_no_cliff():
    assert cliffs(version("method: retroactive", "method: marginal"), exact("0.05")) == ()


def test_versions_in_two_currencies_are_refused(tmp_path):
    case, store = cases.read(CASE), local.Store(tmp_path)
    was = local.tried(store, case.programme, case.inputs(), "case")
    now = local.tried(store, version("currency: USD", "currency: EUR"), case.inputs(), "case")
    with pytest.raises(ValueError, match="USD and EUR"):
        compare(was, now)


def test_both_versions_read_the_lines_once(tmp_path):
    case, store = cases.read(CASE), local.Store(tmp_path)
    assert local.tried(store, case.programme, case.inputs(), "case").read_lines
    assert not local.tried(store, version("percent: 3}", "percent: 4}"), case.inputs(), "case").read_lines


@pytest.mark.parametrize(
    ("was", "now", "bucket"),
    [
        (100, 100, "stays the same"),
        (100, 50, "loses half or more"),
        (100, 51, "loses 20 to 50 %"),
        (100, 80, "loses 20 to 50 %"),
        (100, 95, "loses 5 to 20 %"),
        (100, 96, "loses up to 5 %"),
        (100, 104, "gains up to 5 %"),
        (100, 105, "gains 5 to 20 %"),
        (100, 150, "gains half or more"),
        (0, 1, "earned nothing before"),
        (0, -1, "loses half or more"),
        (-100, 50, "earned nothing before"),
    ],
)
def test_every_change_falls_into_one_bucket(was, now, bucket):
    assert bucket_of(was, now) == bucket
    assert bucket in BUCKETS


def test_fifths_by_sales_and_then_by_id():
    sold = {str(number): exact(0 if number > 5 else 10 * number) for number in range(1, 11)}
    classes = size_classes(sold)
    assert [classes[str(number)] for number in (5, 4, 3, 2, 1)] == [
        FIFTHS[0],
        FIFTHS[0],
        FIFTHS[1],
        FIFTHS[1],
        FIFTHS[2],
    ]
    assert [classes[str(number)] for number in (6, 7, 8, 9, 10)] == [
        FIFTHS[2],
        FIFTHS[3],
        FIFTHS[3],
        FIFTHS[4],
        FIFTHS[4],
    ]


def test_a_kept_outcome_is_the_same_to_the_last_digit(outcome_of):
    outcome = outcome_of(version("percent: 3}", "percent: 2.125}"))
    assert unpacked(json.loads(json.dumps(packed(outcome)))) == outcome


def test_the_margin_is_net_less_cost_where_lines_say_what_they_cost(tmp_path):
    case, store = cases.read(CASE.parent / "bases"), local.Store(tmp_path)
    assert "margin" in {one.measure.kind for one in case.programme.incentives}
    outcome = compare(*(local.tried(store, case.programme, case.inputs(), "case") for _ in range(2)))
    assert outcome.left == usd("-10.01")  # 100.00 + 99.99 − 110.00 − 100.00
    assert outcome.kept == (outcome.left - outcome.total.before, outcome.left - outcome.total.after)
    assert unpacked(packed(outcome)).kept == outcome.kept


def test_where_no_line_says_its_cost_the_margin_is_over_net_sales(outcome_of):
    assert outcome_of(version("percent: 3}", "percent: 2.5}")).kept is None
