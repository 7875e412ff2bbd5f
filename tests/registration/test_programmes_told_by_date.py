"""Real vendors' registration rules as policies, each with a story told by date; a new folder enrols itself."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from fairway.deals.rules import findings, stacking
from fairway.deals.rules.asked import Asked, AskedLine, Registrant, faults_of, look_back_from
from fairway.deals.rules.axes.clock import Happened, Terms, clock
from fairway.deals.rules.policy import Policy, check, compare, describe
from fairway.values import Money, exact

HERE = Path(__file__).parent
FOLDERS = sorted(path.parent for path in HERE.glob("*/policy.yaml"))
NOW = datetime(2026, 2, 10, 12, 0, tzinfo=UTC)


def policy_of(folder: Path) -> Policy:
    checked = check((folder / "policy.yaml").read_text(), f"{folder.name}/policy.yaml")
    assert checked.problems == (), "\n".join(one.shown(folder.name) for one in checked.problems)
    assert checked.policy is not None
    return checked.policy


def told(folder: Path, part: str) -> list[Any]:
    return list(yaml.safe_load((folder / "story.yaml").read_text()).get(part, []))


def cases(part: str) -> list[Any]:
    return [pytest.param(folder, one, id=f"{folder.name}-{number}") for folder in FOLDERS
            for number, one in enumerate(told(folder, part))]  # fmt: skip


def moment(value: Any, policy: Policy) -> datetime:
    """A moment as people there write it: in the policy's own time zone."""
    zone = ZoneInfo(policy.answer.calendar.time_zone)
    if isinstance(value, datetime):
        return value.replace(tzinfo=zone)
    if isinstance(value, date):
        return datetime.combine(value, time(), zone)
    return datetime.fromisoformat(str(value)).replace(tzinfo=zone)


def registrant(folder: Path) -> Registrant:
    said = yaml.safe_load((folder / "story.yaml").read_text())["registrant"]
    return Registrant(1, tuple(said.get("types", ())), said.get("tier", ""), said.get("country", ""))


def test_every_programme_of_the_reference_is_here() -> None:
    assert {folder.name for folder in FOLDERS} >= {
        "gitlab",
        "avi",
        "skyline",
        "h3c",
        "surface",
        "check_point",
        "sophos",
    }


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_partner_reads_it_in_plain_words(folder: Path) -> None:
    policy = policy_of(folder)
    sentences = [sentence for passage in describe(policy) for sentence in passage.sentences]
    for said in told(folder, "says"):
        assert said in sentences
    assert compare(policy, policy) == ()


@pytest.mark.parametrize(("folder", "one"), cases("answers"))
def test_the_answer_comes_by_the_business_calendar(folder: Path, one: dict[str, Any]) -> None:
    policy = policy_of(folder)
    due = policy.answer.within.after(moment(one["sent"], policy), policy.answer.calendar)
    assert due == moment(one["by"], policy)


@pytest.mark.parametrize(("folder", "one"), cases("asks"))
def test_what_may_be_registered(folder: Path, one: dict[str, Any]) -> None:
    sku = one.get("sku", "BIKE-1")
    line = AskedLine(1, sku, "Bikes", exact(str(one.get("units", 1))), exact(str(one["value"])))
    fields = {key: str(value) for key, value in one["fields"].items()}
    asked = Asked({"name": "A deal", "company": "Northwind", "country": one.get("country", "US"), **fields}, (line,))
    policy = policy_of(folder)
    found = [fault.field for fault in faults_of(policy, asked, registrant(folder), NOW)]
    assert sorted(found) == sorted(one["faults"])


@pytest.mark.parametrize(("folder", "one"), cases("finds"))
def test_what_is_found(folder: Path, one: dict[str, Any]) -> None:
    policy = policy_of(folder)
    line = AskedLine(1, "FW-1", "Firewall", exact(1), exact(9000))
    asked = Asked({"company": "Northwind", "country": "US"}, (line,))
    known = findings.Known()
    if "last_sale" in one:
        known = findings.Known(sales=(findings.Sale(one["last_sale"], 1, "FW-1"),))
    if "rival" in one:
        other = findings.Other(7, 2, "protected", NOW, ((2, "FW-2", one["rival"]["category"]),))
        known = findings.Known(others=(other,))
    found = findings.find(policy, asked, known, registrant=1, proofs=tuple(one.get("proofs", ())), on=NOW.date())
    assert {each.kind: each.severity for each in found} == one["finds"]


@pytest.mark.parametrize(("folder", "one"), cases("clocks"))
def test_the_clock(folder: Path, one: dict[str, Any]) -> None:
    policy = policy_of(folder)
    terms = Terms(one.get("tier", ""), exact(str(one.get("value", 1))), one.get("stage", "lead"))
    events = [Happened(moment(one["started"], policy), "started")]
    for step in one["then"]:
        if "do" in step:
            events.append(Happened(moment(step["when"], policy), step["do"], step.get("what", "")))
            continue
        seen = clock(policy, terms, tuple(events), moment(step["at"], policy))
        said = f"{one['story']}, {step['at']}"
        assert seen.state == step["state"], said
        assert seen.until == moment(step["until"], policy), said
        if "window" in step:
            assert seen.window_until == moment(step["window"], policy), said
        if "extensions" in step:
            assert seen.extensions_left == step["extensions"], said
        if "due" in step:
            due = {each.what: each.by for each in seen.dues if each.kind == "milestone"}
            assert due == {name: moment(by, policy) for name, by in step["due"].items()}, said


@pytest.mark.parametrize(("folder", "one"), cases("prices"))
def test_the_price_beside_other_prices(folder: Path, one: dict[str, Any]) -> None:
    policy = policy_of(folder)
    others = [
        stacking.Condition(each["kind"], exact(str(each["percent"])), each["from"], each.get("until"))
        for each in one["others"]
    ]
    value = Money.of(str(one["value"]), policy.currency)
    for step in one["then"]:
        seen = stacking.effect(policy, value, others, step["at"])
        assert seen is not None
        said = f"{one['story']}, {step['at']}"
        found = (seen.percent, seen.discount.amount, seen.left.amount)
        assert found == tuple(exact(str(step[name])) for name in ("percent", "discount", "left")), said
        assert sum((each.off for each in seen.steps), seen.left) == value, said
    left = stacking.days_without([(date(2026, 1, 1), None)], policy, others)
    assert left == tuple((each["from"], each.get("until")) for each in one["registered"])


def test_the_look_back_of_three_years() -> None:
    folder = HERE / "check_point"
    assert look_back_from(policy_of(folder), NOW.date()) == date(2023, 2, 10)
