"""What holds of every programme, whatever its numbers: the invariants of the reference, on the fast engine."""

import csv
from datetime import date
from itertools import pairwise
from random import Random

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from fairway.engine.backends import local
from fairway.engine.check import check
from fairway.engine.inputs import Inputs, Scan
from fairway.engine.settle import Booked, settle
from fairway.values import Money, exact

LINE = ("partner_id", "invoice_date", "product_id", "quantity", "net_amount", "kind", "invoice_no")
HEAD = """
programme: invariants
title: Invariants
currency: USD
calendar: {year_starts: 01-01, period: quarter, grace: 15 days, time_zone: UTC}
fx: transaction_date
rounding: {mode: half_up, at: payout}
members: all
event: any
returns: restate
cliff: 100000
incentives:
"""
RATES = "rates: [{from: 0, percent: 1}, {from: 500, percent: 2.5}, {from: 1000, percent: 4}]"

# each case writes the same few files anew
drawn = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
seeds = st.integers(0, 10**6)


def incentive(name, rest):
    lines = [f"  - id: {name}", f"    title: {name}", "    kind: rebate", *(f"    {line}" for line in rest.split("\n"))]
    return "\n".join(lines) + "\n"


def sold(seed, count=60, partners=("ola", "sam", "ines")):
    """Lines of one quarter, each on its own day and in one of a few documents."""
    chance = Random(seed)
    return [
        (
            chance.choice(partners),
            date(2024, chance.randint(1, 3), chance.randint(1, 28)).isoformat(),
            "bike",
            str(chance.randint(1, 30)),
            str(exact(chance.randint(1, 9_999)).scaleb(-2)),
            "sale",
            chance.choice(["i1", "i2", "i3"]),
        )
        for _ in range(count)
    ]


def write(path, header, rows):
    with path.open("w", newline="", encoding="utf-8") as handle:
        csv.writer(handle).writerows([header, *rows])
    return str(path)


def calculate(tmp_path, text, lines, *, as_of=None, partners=("ola", "sam", "ines"), **tables):
    checked = check(HEAD + text)
    assert checked.programme is not None, checked.errors
    beside = {name: write(tmp_path / f"{name}.csv", rows[0], rows[1:]) for name, rows in tables.items()}
    held = write(tmp_path / "partners.csv", ("partner_id", "parent_id"), [(one, "group") for one in partners])
    inputs = Inputs(Scan((write(tmp_path / "sales.csv", LINE, lines),)), held, **beside)
    with local.calculate(checked.programme, inputs, as_of=as_of) as result:
        return result.payouts()


def by_volume(tmp_path, method):
    """What each of many partners earns, one cent of volume or a few dollars apart around every bound."""
    volumes = sorted({exact(cents).scaleb(-2) for bound in (0, 50_000, 100_000) for cents in around(bound)})
    partners = [f"p{place}" for place in range(len(volumes))]
    lines = [(one, "2024-01-05", "bike", "1", str(net), "sale", "") for one, net in zip(partners, volumes, strict=True)]
    text = incentive("one", f"measure: net\nmethod: {method}\n{RATES}\nstack: add")
    found = {one.partner: one.earned.amount for one in calculate(tmp_path, text, lines, partners=partners)}
    return [(net, found[one]) for one, net in zip(partners, volumes, strict=True)]


def around(bound):
    return [cents for cents in (*range(bound - 3, bound + 4), bound + 9_999, bound + 25_000) if cents > 0]


def test_marginal_payouts_are_continuous_and_never_fall(tmp_path):
    for (volume, earned), (more, then) in pairwise(by_volume(tmp_path, "marginal")):
        # at most 4 % of what was sold more, and a cent of rounding
        assert 0 <= then - earned <= (more - volume) * exact("0.04") + exact("0.01"), (volume, more)


def test_retroactive_payouts_never_fall_where_rates_do_not(tmp_path):
    paid = by_volume(tmp_path, "retroactive")
    assert all(earned <= then for (_, earned), (_, then) in pairwise(paid))
    assert dict(paid)[exact("500.00")] - dict(paid)[exact("499.99")] > 7  # 12.50 − 5.00: the cliff is there


@st.composite
def tables(draw, falling=False):
    """Steps from 0 at drawn bounds in cents, with drawn hundredths of a percent: rising, or in any order."""
    bounds = [0, *sorted(draw(st.sets(st.integers(100, 300_000), min_size=1, max_size=4)))]
    rates = [draw(st.integers(1, 2_000)) for _ in bounds]
    return bounds, rates if falling else sorted(rates)


def of_table(tmp_path, method, table, volumes):
    """What each of many partners earns by a table, one partner for each volume in cents."""
    bounds, rates = table
    rows = ", ".join(
        f"{{from: {exact(bound).scaleb(-2):f}, percent: {exact(rate).scaleb(-2):f}}}"
        for bound, rate in zip(bounds, rates, strict=True)
    )
    text = incentive("one", f"measure: net\nmethod: {method}\nrates: [{rows}]\nstack: add")
    partners = [f"p{place}" for place in range(len(volumes))]
    nets = [exact(cents).scaleb(-2) for cents in volumes]
    lines = [(one, "2024-01-05", "bike", "1", f"{net:f}", "sale", "") for one, net in zip(partners, nets, strict=True)]
    found = {one.partner: one.earned.minor for one in calculate(tmp_path, text, lines, partners=partners)}
    return [(cents, found[one]) for one, cents in zip(partners, volumes, strict=True)]


def drawn_volumes(bounds, more):
    return sorted({cents for bound in bounds for cents in (bound - 1, bound, bound + 1) if cents > 0} | more)


few = st.sets(st.integers(1, 500_000), min_size=5, max_size=30)


@drawn
@given(table=tables(falling=True), more=few)
def test_marginal_payouts_of_any_table_are_continuous_and_never_fall(tmp_path, table, more):
    top = max(table[1])
    paid = of_table(tmp_path, "marginal", table, drawn_volumes(table[0], more))
    for (volume, earned), (further, then) in pairwise(paid):
        # at most the highest rate of what was sold more (hundredths of a percent), and a cent of rounding
        assert 0 <= then - earned <= (further - volume) * top // 10_000 + 1, (table, volume, further)


@drawn
@given(table=tables(), more=few)
def test_retroactive_payouts_of_any_rising_table_never_fall(tmp_path, table, more):
    paid = of_table(tmp_path, "retroactive", table, drawn_volumes(table[0], more))
    assert all(earned <= then for (_, earned), (_, then) in pairwise(paid)), table


@drawn
@given(bound=st.integers(10_000, 300_000), rates=st.sets(st.integers(10, 2_000), min_size=2, max_size=2))
def test_retroactive_payouts_fall_where_a_rate_does_and_marginal_ones_do_not(tmp_path, bound, rates):
    low, high = sorted(rates)
    table = [0, bound], [high, low]
    (_, before), (_, then) = of_table(tmp_path, "retroactive", table, [bound - 1, bound])
    assert before == half_up((bound - 1) * high)
    assert then == half_up(bound * low)
    assert before >= then
    (_, before), (_, then) = of_table(tmp_path, "marginal", table, [bound - 1, bound])
    assert before <= then


def half_up(hundred_millionths):
    """Cents of so many cents times hundredths of a percent."""
    return (hundred_millionths + 5_000) // 10_000


@drawn
@given(seed=seeds, day=st.dates(date(2024, 1, 1), date(2024, 3, 31)))
def test_what_is_dated_later_is_not_known_as_of_a_day(tmp_path, seed, day):
    rest = f"measure: net\nstack: add\n{RATES}\nmethod:"
    text = incentive("all", f"{rest} retroactive") + incentive("slices", f"{rest} marginal\npool: {{by: parent}}")
    lines = sold(seed)
    until = [line for line in lines if line[1] <= day.isoformat()]
    assume(until)  # where nothing was sold yet, there is nothing to calculate with
    then = calculate(tmp_path, text, lines, as_of=day)
    assert {one.key: one.earned for one in then if one.earned} == {
        one.key: one.earned for one in calculate(tmp_path, text, until, as_of=day) if one.earned
    }


def reversed_of(lines):
    return [(one, on, what, f"-{count}", f"-{net}", "return", number) for one, on, what, count, net, _, number in lines]


@drawn
@given(seed=seeds)
def test_reversing_everything_takes_everything_back(tmp_path, seed):
    rates = f"measure: net\nstack: add\n{RATES}\nmethod:"
    text = (
        incentive("flat", "measure: net\nmethod: flat\npercent: 3\nstack: add")
        + incentive("all", f"{rates} retroactive")
        + incentive("slices", f"{rates} marginal")
        + incentive("every", f"{rates} total")
        + incentive("documents", f"{rates} retroactive\nover: document")
        + incentive("pool", f"{rates} retroactive\npool: {{by: parent}}")
        + incentive("shared", f"{rates} retroactive\npayee: splits")
        + incentive("units", "measure: quantity\nmethod: per_unit\nper_unit: 0.37\nstack: add")
    )
    splits = [("partner_id", "person", "share"), ("ola", "ann", "50"), ("ola", "bob", "50")]
    lines = sold(seed)
    before = calculate(tmp_path, text, lines, splits=splits)
    assert any(one.earned for one in before)
    after = calculate(tmp_path, text, lines + reversed_of(lines), splits=splits)
    assert len(after) == len(before)
    assert not any(one.earned or one.amount or one.carried_out for one in after)


@drawn
@given(seed=seeds)
def test_what_is_shared_adds_up_to_the_minor_unit(tmp_path, seed):
    lines = sold(seed, count=13)
    rest = f"measure: net\nstack: add\n{RATES}\nmethod: marginal"
    pool = calculate(tmp_path, incentive("pool", f"{rest}\npool: {{by: parent}}"), lines)
    one = [("group", *line[1:]) for line in lines]
    (whole,) = calculate(tmp_path, incentive("pool", rest), one, partners=["group"])
    assert sum((each.earned for each in pool), Money.zero("USD")) == whole.earned
    splits = [("partner_id", "person", "share")]
    splits += [("ola", "ann", "33.34"), ("ola", "bob", "33.33"), ("ola", "cy", "33.33")]
    for each in calculate(tmp_path, incentive("own", rest), lines):
        shared = calculate(tmp_path, incentive("own", f"{rest}\npayee: splits"), lines, splits=splits)
        assert sum((s.earned for s in shared if s.partner == each.partner), Money.zero("USD")) == each.earned


@drawn
@given(seed=seeds)
def test_settling_every_month_comes_to_what_settling_once_does(tmp_path, seed):
    rest = f"measure: net\nstack: add\n{RATES}\nmethod: retroactive"
    text = incentive("one", rest) + incentive("pool", f"{rest}\npool: {{by: parent}}")
    lines = sold(seed)
    books = {}
    for as_of in (date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 31)):
        payouts = calculate(tmp_path, text, lines, as_of=as_of)
        latest = {one.key: one for one in payouts}
        for one in settle(payouts, list(books.values())):
            key = (one.incentive, one.period, one.partner, one.person)
            was = books[key].amount if key in books else Money.zero("USD")
            now = latest[key]
            books[key] = Booked(one.incentive, one.period, one.partner, was + one.amount, now.measure, now.rate)
    assert {key: one.amount for key, one in books.items()} == {
        one.key: one.earned for one in calculate(tmp_path, text, lines)
    }


@drawn
@given(seed=seeds)
def test_a_file_that_is_replaced_comes_to_what_cancelling_and_sending_anew_does(tmp_path, seed):
    rest = f"measure: net\nstack: add\n{RATES}\nmethod:"
    text = incentive("all", f"{rest} retroactive") + incentive("slices", f"{rest} marginal")
    kept, old, new = sold(seed), sold(seed + 1, count=20), sold(seed + 2, count=25)
    replaced = calculate(tmp_path, text, kept + new)
    cancelled = calculate(tmp_path, text, kept + old + reversed_of(old) + new)
    assert {one.key: one.earned for one in cancelled if one.earned} == {
        one.key: one.earned for one in replaced if one.earned
    }


@drawn
@given(seed=seeds)
def test_what_changes_in_a_closed_period_is_booked_beside_what_stands(tmp_path, seed):
    text = incentive("one", f"measure: net\nstack: add\n{RATES}\nmethod: retroactive")
    lines, late = sold(seed), sold(seed + 1, count=5)
    first = settle(calculate(tmp_path, text, lines), [])
    latest = {one.key: one for one in calculate(tmp_path, text, lines)}
    books = [
        Booked(one.incentive, one.period, one.partner, one.amount, was.measure, was.rate)
        for one in first
        for was in [latest[one.incentive, one.period, one.partner, one.person]]
    ]
    now = calculate(tmp_path, text, lines + late)
    appended = settle(now, books)
    sums = {(one.incentive, one.period, one.partner): one.amount for one in first}  # what stands is not touched
    for one in appended:
        key = one.incentive, one.period, one.partner
        sums[key] = sums.get(key, Money.zero("USD")) + one.amount
    assert {key: amount for key, amount in sums.items() if amount} == {
        (one.incentive, one.period, one.partner): one.earned for one in now if one.earned
    }
