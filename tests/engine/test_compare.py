import dataclasses
import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum

import pytest

from fairway.engine import compare as comparing
from fairway.engine import programme as programme_values
from fairway.engine.compare import compare
from fairway.engine.programme import Calendar, Incentive, Programme
from fairway.values import Money, Rate
from tests.engine.programme_texts import GOOD, VOLUME, changed, programme
from tests.engine.whole_programme import everything


def said(text: str) -> list[str]:
    return [difference.sentence for difference in compare(programme(), programme(text))]


CHANGES = [
    ("percent: 3}", "percent: 3.5}", ["volume: step from USD 100,000.00: 3 % becomes 3.5 %"]),
    ("from: 100000", "from: 120000", ["volume: step: 3 % from USD 100,000.00 becomes 3 % from USD 120,000.00"]),
    ("      - {from: 100000, percent: 3}\n", "", ["volume: step from USD 100,000.00: no longer: 3 %"]),
    ("{category: [Bikes]}", "{category: [Bikes, Helmets]}", [
        "volume: what is paid for: net sales of Bikes becomes net sales of Bikes and Helmets",
        "volume: what picks the step: net sales of Bikes becomes net sales of Bikes and Helmets",
    ]),
    ("measure: net", "measure: net\n    limits: {amount: 3000}", ["volume: cap on the payout: new: USD 3,000.00"]),
    ("measure: net", "measure: net\n    requires:\n      - {measure: quantity, at_least: 30}", [
        "volume: condition: new: units of Bikes, reported as sell_through reach 30",
    ]),
    ("method: retroactive", "method: marginal", ["volume: method: retroactive becomes marginal"]),
    ("mode: half_up", "mode: half_even", [
        "rounding: half up, once for each payout becomes half even, once for each payout",
    ]),
    ("tiers: [silver, gold]", "tiers: [gold]", [
        "members: partners of type value added reseller and of tier silver or gold "
        "becomes partners of type value added reseller and of tier gold",
    ]),
    ("grace: 15 days", "grace: 30 days", ["grace: 15 days becomes 30 days"]),
    ("Quarterly volume rebate", "Volume rebate", ["volume: title: Quarterly volume rebate becomes Volume rebate"]),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "sentences"), CHANGES)
def test_says_what_changed(old: str, new: str, sentences: list[str]) -> None:
    found = [line.replace(", reported as sell_through", "") for line in said(changed(old, new))]
    assert found == [line.replace(", reported as sell_through", "") for line in sentences]


def test_says_what_came_and_what_went() -> None:
    other = VOLUME.replace("id: volume", "id: bonus").replace("measure: net", "stack: add\n    measure: net")
    text = GOOD + other
    assert said(text) == [
        "bonus: incentive: new: You earn 3 % of all your net sales of Bikes in a quarter in which they reach "
        "USD 100,000.00. "
        "Lower steps begin at 1 %."
    ]
    assert [each.after for each in compare(programme(text), programme())] == ["—"]


def test_layout_and_the_order_of_incentives_are_no_difference() -> None:
    other = VOLUME.replace("id: volume", "id: bonus")
    head = GOOD.removesuffix(VOLUME)
    assert compare(programme(head + VOLUME + other), programme(head + other + "# moved\n" + VOLUME)) == ()


@pytest.mark.parametrize(("old", "new"), [(old, new) for old, new, _ in CHANGES])
def test_every_change_reads_backwards_too(old: str, new: str) -> None:
    there = compare(programme(), programme(changed(old, new)))
    back = compare(programme(changed(old, new)), programme())
    assert [(each.before, each.after) for each in there] == [(each.after, each.before) for each in back]


def test_what_cannot_change_an_amount_says_so() -> None:
    assert [each.pays for each in compare(programme(), programme(changed("grace: 15 days", "grace: 3 days")))] == [
        False
    ]
    assert [each.pays for each in compare(programme(), programme(changed("percent: 3}", "percent: 4}")))] == [True]


def changed_value(value: object) -> object:
    """Another value of the same kind."""
    match value:
        case bool():
            return not value
        case Enum():
            return next(each for each in type(value) if each is not value)
        case Money():
            return Money(value.amount + 1, value.currency)
        case Rate():
            return Rate(value.value + 1)
        case "USD":
            return "EUR"
        case "quarter":
            return "month"
        case str():
            return f"{value}x"
        case (str() as only,):
            return (f"{only}x",)
        case int() | Decimal():
            return value + 1
        case date():
            return value + timedelta(days=1)
        case tuple():
            return value[1:] if value else None
        case _:
            return None


def changes(value: object, path: str = "") -> Iterator[tuple[str, object]]:
    """The value with one field changed, for every field of every part of it; fields that are empty stay so."""
    if isinstance(value, tuple):
        for at, each in enumerate(value):
            for where, other in changes(each, f"{path}[{at}]"):
                yield where, (*value[:at], other, *value[at + 1 :])
        return
    if not dataclasses.is_dataclass(value) or isinstance(value, type | Money | Rate):
        return
    for field in dataclasses.fields(value):
        held = getattr(value, field.name)
        where = f"{path}.{field.name}" if path else field.name
        if field.name == "where" and held is not None:
            yield where, dataclasses.replace(value, where=None)
            continue
        for deeper, other in changes(held, where):
            yield deeper, dataclasses.replace(value, **{field.name: other})
        if held is not None and changed_value(held) is not None and field.name not in FOLLOWS:
            yield where, dataclasses.replace(value, **{field.name: changed_value(held)})


FOLLOWS = {"upper"}
"""A step ends where the next begins: its end is no value of its own."""
ALIKE = re.compile(r"incentives.([03-9]|1\d)..(eligible|measure.lines|qualifier.(measure.)?lines)")
"""Parts that are the same value in many incentives: two of each are enough."""
CHANGED = {path: value for path, value in changes(everything()) if not ALIKE.match(path)}
SILENT = re.compile(r".*(\.kinds|\.over\.periods|\.calendar\.period|\.contract_rates|\.chosen)$")
"""Kinds of lines follow from the returns policy, periods count in a rolling window only, a word of choice needs two."""


def test_every_field_of_every_value_is_walked() -> None:
    walked = {path.rpartition(".")[2].partition("[")[0] for path in CHANGED}
    for kind in vars(programme_values).values():
        if isinstance(kind, type) and dataclasses.is_dataclass(kind):
            assert {field.name for field in dataclasses.fields(kind)} <= walked | NESTED | FOLLOWS, kind


NESTED = frozenset(
    [
        "calendar",
        "contract_rates",
        "eligible",
        "exclude",
        "holdback",
        "include",
        "limits",
        "look_back",
        "lines",
        "measure",
        "members",
        "new",
        "of",
        "over",
        "pool",
        "products",
        "qualifier",
        "rounding",
        "since",
        "span",
        "stack",
        "steps",
        "territory",
        "to",
        "validity",
        "where",
    ]
)
"""Parts whose own fields are walked, or that stand empty."""


def test_every_field_that_changes_is_said() -> None:
    whole = everything()
    silent = []
    for path, other in CHANGED.items():
        assert isinstance(other, Programme)
        there, back = compare(whole, other), compare(other, whole)
        same = [one for one in there if one.before == one.after]
        turned = sorted((one.after, one.before) for one in back)
        if not SILENT.match(path) and (not there or same or sorted((one.before, one.after) for one in there) != turned):
            silent.append((path, same))
    assert silent == []


NAMES = {
    "id": "name",
    "fx": "currency rates",
    "contract_rates": "currency rates",
    "year_starts_month": "year",
    "grace_days": "grace",
    "time_zone": "time zone",
    "dated_by": "date that counts",
    "eligible": "who can earn it",
    "measure": "what is paid for",
    "qualifier": "what picks the step",
    "stack": "beside others",
    "unit": "asked of",
    "pays_on": "pays on",
    "payee": "who is paid",
    "every": "multiple",
    "worth": "worth of a free unit",
}


def aspects(kind: type[Programme] | type[Calendar] | type[Incentive], *apart: str) -> set[str]:
    """The parts of a value, by their names in a comparison."""
    return {NAMES.get(field.name, field.name) for field in dataclasses.fields(kind) if field.name not in apart}


def test_every_part_of_a_programme_is_compared() -> None:
    assert aspects(Programme, "calendar", "incentives", "groups", "exemptions") | aspects(Calendar) == set(
        comparing.PROGRAMME
    )
    assert aspects(Incentive, "id", "steps", "gates", "limits") == set(comparing.INCENTIVE)
