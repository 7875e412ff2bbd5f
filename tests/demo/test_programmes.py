"""The demo's programmes pass the checker without a word, and its stories end where their tables have steps."""

from collections import defaultdict
from datetime import date
from importlib.resources import files

import pytest

from fairway.demo import channel as demo
from fairway.demo import years
from fairway.demo.partners import by_code
from fairway.demo.products import price_list
from fairway.demo.sales import counts, dollars, rate_table
from fairway.demo.seasons import calendar, rates
from fairway.engine.check import check
from fairway.engine.programme import Programme

TEXTS = {path.name: path.read_text("utf-8") for path in (files("fairway.demo") / "programmes").iterdir()}
TODAY = date(2026, 11, 22)


def programme(name: str) -> Programme:
    checked = check(TEXTS[name], name=name)
    assert checked.programme is not None
    return checked.programme


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_a_programme_of_the_demo_has_no_problem_at_all(name: str) -> None:
    assert [f"{problem.line}: {problem.message}" for problem in check(TEXTS[name], name=name).problems] == []


@pytest.mark.parametrize("name", sorted(years.AGREED))
def test_what_is_agreed_with_one_partner_alone_is_dated_has_a_reason_and_no_problem(name: str) -> None:
    checked = check(years.text(name, calendar(TODAY)), name=name)
    assert checked.programme is not None
    assert list(checked.problems) == []
    (one,) = checked.programme.exemptions
    assert one.partner in by_code()
    assert one.reason
    assert one.validity.holds(date(2026, 7, 1)), "the last closed quarter"


def test_there_are_three_programmes_for_four_types() -> None:
    assert {programme(name).id for name in TEXTS} == {
        "halden-resellers",
        "halden-distributors",
        "halden-representatives",
    }
    current = [name for name in TEXTS if name not in {"resellers-1.yaml", "resellers-3.yaml"}]
    types = [kind for name in current for kind in programme(name).members.include.types]
    assert sorted(types) == ["distributor", "sales_representative", "system_integrator", "value_added_reseller"]


def test_every_story_is_told_about_a_step_of_the_reseller_programme() -> None:
    volume = programme("resellers-2.yaml").incentives[0]
    steps = {int(step.lower) for step in volume.steps if step.lower}
    assert {story.step for story in demo.STORIES} <= steps
    for story in demo.STORIES:
        assert set(by_code()[story.partner].types) & set(programme("resellers-2.yaml").members.include.types)


def test_products_named_in_the_programmes_are_sold() -> None:
    sold = {
        (attribute, getattr(product, attribute))
        for product in price_list()
        for attribute in ("category", "subcategory")
    }
    for name in TEXTS:
        for incentive in programme(name).incentives:
            for scope in (incentive.measure.lines, *(gate.measure.lines for gate in incentive.gates)):
                for named in (*scope.products.include, *scope.products.exclude):
                    assert {(named.attribute, value) for value in named.values} <= sold


def test_the_biggest_reseller_meets_the_cap_in_some_quarter_and_the_smallest_stays_below_the_minimum() -> None:
    months = calendar(TODAY)
    table = rate_table(rates(demo.SEED, months))
    quarter_of = {(month.start.year, month.start.month): month.quarter for month in months[:24]}
    totals: dict[tuple[str, str], int] = defaultdict(int)
    for line in demo.true_lines(today=TODAY):
        quarter = quarter_of.get((line.day.year, line.day.month))
        if quarter and line.event == "sell_out" and counts(line):
            totals[line.partner, quarter] += dollars(line, table)
    best = max(total for (partner, _), total in totals.items() if partner == "KESSELRING")
    assert best * 35 // 1000 > 45_000 * 100  # 3.5 % of the best quarter is more than the cap, in cents
    assert any(0 < total < 50_000 * 100 for (_, _), total in totals.items())  # 1 % of it is below 500
