"""A late file is taken up by calculating what it touches, and comes to what reading all lines would have come to."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest

from fairway.engine.backends import local
from fairway.incentives import queries
from fairway.incentives.actions import carrying
from fairway.incentives.models import Payout, Run
from fairway.kit.access import WORKER, acting_as
from fairway.kit.lake import grouping
from fairway.ledger import queries as books
from fairway.values import exact
from tests.builders import People
from tests.rooms.incentives.stories import NOW, VOLUME, Sold, close, publish, put, run

pytestmark = pytest.mark.django_db
AS_OF = "2012-12-20"
GROWTH = """
  - id: growth
    title: More than before
    kind: rebate
    measure: net
    qualifier: {growth_over: previous_period, measure: net, without_history: skip}
    pays_on: increment
    method: retroactive
    rates: [{from: 10 percent, percent: 4}]
    limits: {per_year: 400}
    returns: net
    stack: add
"""
POOL = """
  - id: pool
    title: A country together
    kind: rebate
    measure: net
    pool: {by: country, share_from: 10}
    method: retroactive
    rates: [{from: 1000, percent: 1}, {from: 60000, percent: 1.5}]
    returns: restate
    stack: add
"""
BUDGET = """
  - id: budget
    title: While it lasts
    kind: rebate
    measure: net
    method: flat
    percent: 5
    limits: {budget_per_year: 2500}
    returns: restate
    stack: add
"""
TEXTS = {"volume": "", "growth": GROWTH, "pool": POOL, "budget": BUDGET, "all": GROWTH + POOL + BUDGET}


@contextmanager
def all_lines_read(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every run reads all lines."""

    def refused(*_: object, **__: object) -> None:
        raise carrying.ReadAll("Asked for.")

    with monkeypatch.context() as patch:
        patch.setattr(carrying, "base_of", refused)
        yield


@contextmanager
def no_session(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nobody opens all lines."""

    def refused(*_: object, **__: object) -> None:
        raise AssertionError("All lines were opened.")

    with monkeypatch.context() as patch:
        patch.setattr(local.Session, "__init__", refused)
        yield


def pinned(run_id: int) -> dict[str, Any]:
    with acting_as(WORKER):
        found: dict[str, Any] = Run.objects.get(pk=run_id).pinned
        return found


def calculated(run_id: int) -> list[tuple[object, ...]]:
    """Every column of a run's payouts but whose run and document it is."""
    names = [
        field.name for field in Payout._meta.fields if field.name not in {"id", "run", "version", "programme"}
    ]  # fmt: skip
    with acting_as(WORKER):
        rows = Payout.objects.filter(run_id=run_id).order_by("incentive", "period_start", "partner", "person")
        return list(rows.values_list(*names))


def posted(run_id: int) -> list[tuple[object, ...]]:
    """What a run booked, leg by leg."""
    with acting_as(WORKER):
        found = books.entries(WORKER, newest=10_000, run_id=run_id)
    return sorted(
        (entry.kind, str(leg.account), leg.amount, leg.partner_id or 0, leg.incentive, leg.period, leg.origin_period,
         str(leg.cause), leg.person)
        for entry in found for leg in entry.legs
    )  # fmt: skip


def drawn(draw: random.Random, partners: list[int], count: int) -> list[Sold]:
    """Lines of a year, some of them returns."""
    return [
        Sold(
            draw.choice(partners),
            (date(2012, 1, 1) + timedelta(draw.randint(0, 350))).isoformat(),
            f"{draw.choice([1, 1, 1, 1, -1]) * draw.randint(100, 900_000) / 100:.2f}",
        )
        for _ in range(count)
    ]


@pytest.mark.parametrize("which", sorted(TEXTS))
def test_late_files_come_to_what_all_lines_come_to(which: str, people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    draw = random.Random(which)
    first = [Sold(people.a, "2012-01-02", "10"), Sold(people.b, "2012-12-19", "10")]
    put(*first, *drawn(draw, [people.a, people.b], 40))
    text = VOLUME.replace("fy12", "late") + TEXTS[which]
    other = text.replace("percent: 2}", "percent: 2.5}")
    programmes = []
    for code in ("late", "twin"):
        programmes.append(publish(people, text.replace("programme: late", f"programme: {code}"), code=code))
        publish(
            people, other.replace("programme: late", f"programme: {code}"), code=code, applies_from=date(2012, 7, 1)
        )
    ours, twin = programmes
    run(people, ours, AS_OF)
    with all_lines_read(monkeypatch):
        run(people, twin, AS_OF)
    for step in range(4):
        if step == 1:
            for programme in (ours, twin):
                close(people.maya, programme, "2012-Q1")
                close(people.maya, programme, "2012-Q2")
        sold = drawn(draw, [[people.a], [people.b], [people.a, people.b], [people.a, 999_999]][step], 6)
        put(*sold)
        with no_session(monkeypatch):
            found = run(people, ours, AS_OF)
        with all_lines_read(monkeypatch):
            expected = run(people, twin, AS_OF)
        assert found.state == expected.state == Run.SUCCEEDED, (found.failure, expected.failure)
        assert pinned(found.run_id)["late"]["lines"] == len(sold)
        assert calculated(found.run_id) == calculated(expected.run_id)
        assert posted(found.run_id) == posted(expected.run_id)
        assert (found.payouts, found.corrections) == (expected.payouts, expected.corrections)
    with acting_as(WORKER):
        assert Run.objects.filter(programme=ours, pinned__has_key="late").count() == 4
    # what was put together answers partners like what is made of all lines
    said = answers(people)
    shutil.rmtree(grouping.folder())
    assert answers(people) == said


def answers(people: People) -> list[object]:
    on = date.fromisoformat(AS_OF)
    with acting_as(people.maya):
        found = queries.what_if(people.maya, people.a, "late", on=on, amount=exact(25_000))
        expected = queries.forecast(people.maya, people.a, "late", on=on)
    return [found.before, found.after, found.moved, expected.so_far, expected.earned, expected.cases]


def test_a_late_file_of_one_partner_calculates_its_own_payouts_alone(people: People) -> None:
    put(*(Sold(partner, f"2012-{month:02}-05", "5000") for partner in (people.a, people.b) for month in range(1, 13)))
    programme = publish(people)
    assert pinned(run(people, programme, AS_OF).run_id)["all"] == "It is the first."
    put(Sold(people.a, "2012-02-10", "36000"))
    found = run(people, programme, AS_OF)
    late = pinned(found.run_id)["late"]
    # one line is read, and the four quarters of one partner of two are calculated
    assert (late["lines"], late["calculated"], found.payouts) == (1, 4, 8)
    # 51,000 × 2 % − 15,000 × 1 %: 36,000 × 1 % is volume and 51,000 × 1 % the other rate
    assert found.corrections == 1
    assert [leg[2] for leg in posted(found.run_id) if leg[1] == "CR"] == [36_000, 51_000]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("day", "The last run counted until 2012-12-20."),
        ("version", "A published version changed since the last run."),
        ("partner", "A partner, a product, a rate or a deal changed since the last run."),
        ("replaced", "Files that the last run read were replaced."),
        ("nothing", "No file came since the last run."),
        ("outside", "1 lines lie outside the periods that are stored."),
        ("swept", "What was made of the lines before is not kept."),
    ],
)
def test_where_it_cannot_all_lines_are_read_and_the_run_says_why(
    change: str, said: str, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = put(Sold(people.a, "2012-02-10", "5000"), Sold(people.a, "2012-12-10", "5000"))
    programme = publish(people)
    run(people, programme, AS_OF)
    as_of = AS_OF
    if change != "nothing":
        put(Sold(people.a, "2011-12-31" if change == "outside" else "2012-05-10", "100"))
    if change == "day":
        as_of = "2012-12-21"
    elif change == "version":
        publish(people, VOLUME.replace("percent: 2}", "percent: 2.5}"), applies_from=date(2012, 7, 1))
    elif change == "partner":
        from fairway.partners import actions as partners
        from fairway.partners.rules import PartnerFacts

        with acting_as(WORKER):
            facts = PartnerFacts(code="C-3", name="Cedar", types=("system_integrator",), country="US", currency="USD")
            partners.save(actor=WORKER, now=NOW, facts=facts, since_on=date(2012, 1, 1))
    elif change == "replaced":
        put(Sold(people.a, "2012-02-10", "5000"), source=number)
    elif change == "swept":
        monkeypatch.setattr(local.Store, "find", lambda *_, **__: None)
    outcome = run(people, programme, as_of)
    assert outcome.state == Run.SUCCEEDED, outcome.failure
    assert pinned(outcome.run_id)["all"] == said
    assert "late" not in pinned(outcome.run_id)


def test_a_mechanic_that_compares_lines_reads_them_all(people: People) -> None:
    put(Sold(people.a, "2012-02-10", "5000"), Sold(people.a, "2012-12-10", "5000"))
    text = VOLUME.replace("    measure: net\n", "    over: document\n    measure: net\n")
    programme = publish(people, text)
    run(people, programme, AS_OF)
    put(Sold(people.a, "2012-05-10", "100"))
    outcome = run(people, programme, AS_OF)
    assert "cannot be put together from parts" in pinned(outcome.run_id)["all"]


def test_a_run_that_died_in_the_middle_comes_to_the_same(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    from fairway.incentives import actions
    from fairway.incentives.actions import running

    put(Sold(people.a, "2012-02-10", "5000"), Sold(people.a, "2012-12-10", "5000"))
    programme = publish(people)
    run(people, programme, AS_OF)
    put(Sold(people.a, "2012-05-10", "60000"))
    with acting_as(people.maya):
        run_id = actions.start_run(
            actor=people.maya, now=NOW, programme_id=programme, as_of=date.fromisoformat(AS_OF), at_once=True
        )

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    for place in ("carry_over", "carry_on"):
        with monkeypatch.context() as patch:
            patch.setattr(carrying, place, killed)
            with pytest.raises(KeyboardInterrupt):
                actions.perform_run(actor=WORKER, now=NOW, run_id=run_id)
        with acting_as(WORKER):
            assert Run.objects.get(pk=run_id).state == Run.RUNNING
        assert calculated(run_id) == posted(run_id) == []
    outcome = running.perform_run(actor=WORKER, now=NOW, run_id=run_id)
    assert (outcome.state, outcome.payouts, outcome.corrections) == (Run.SUCCEEDED, 3, 1)
    assert pinned(run_id)["late"]["lines"] == 1
    again = running.perform_run(actor=WORKER, now=NOW, run_id=run_id)
    assert again == outcome
