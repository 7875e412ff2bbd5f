"""Who can serve a place, and who nearly can; how coverage counts, and what a partner's leaving would do."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

import pytest
from django.core.cache import cache

from fairway.agreements.actions import grants, territories
from fairway.agreements.actions.refusals import Refused
from fairway.agreements.models import Place
from fairway.agreements.queries import counting
from fairway.agreements.queries import coverage as looking
from fairway.agreements.queries.serving import Question, Served, who_can_serve
from fairway.agreements.rules.coverage import NOTHING, Cell
from fairway.agreements.rules.files import AccountFacts
from fairway.agreements.rules.places import UnknownPlace, parse
from fairway.kit.access import WORKER, acting_as
from fairway.partners import actions as partners
from fairway.partners.queries import ids_by_code
from fairway.partners.rules import PartnerFacts
from tests.builders import People
from tests.rooms.agreements.territory_stories import NEXT, YEAR, grant, lay_ground, terms

MAY = date(2026, 5, 1)
Limit = Callable[..., object]


@pytest.fixture(autouse=True)
def ground(people: People, now: datetime) -> None:
    lay_ground(people.maya, now)


def ask(people: People, where: str = "", **more: object) -> Served:
    said: dict[str, object] = {"on": MAY, "place": parse(where) if where else None, **more}
    with acting_as(people.maya):
        return who_can_serve(people.maya, Question(**said))  # type: ignore[arg-type]


def told(rows: tuple[object, ...]) -> list[tuple[str, str]]:
    return [(one.partner_name.split()[0], one.why) for one in rows]  # type: ignore[attr-defined]


def test_each_partner_comes_with_the_grant_that_lets_it(people: People, now: datetime) -> None:
    grant(people.maya, now, terms(people.a, "US", "open"))
    grant(people.maya, now, terms(people.b, "US-IA", "open", line="bikes"))
    answer = ask(people, "US 50309", line="road")
    assert told(answer.serving) == [("Anker", "Open grant of United States."), ("Baylight", "Open grant of Iowa.")]
    assert answer.words == "ZIP 50309, Road bikes, All customers, on 1 May 2026"
    assert answer.near == ()


def test_what_covers_a_part_only_says_which(people: People, now: datetime) -> None:
    grant(people.maya, now, terms(people.a, "US 503", "open", line="road"))
    (one,) = ask(people, "US-IA", line="bikes").serving
    assert (one.whole, one.why) == (False, "Open grant of ZIP 503: in ZIP 503 only, Road bikes only.")


@pytest.mark.parametrize(
    ("held", "why"),
    [
        ({"line": "clothing"}, "Holds Clothing there, not Bikes."),
        ({"segment": "schools"}, "May serve Schools there, not Companies."),
        ({"until_on": date(2026, 4, 1)}, "Its grant ended on 1 Apr 2026."),
        ({"since_on": date(2026, 6, 1)}, "Its grant begins on 1 Jun 2026 only."),
        ({"where": "US 504"}, "Holds ZIP 504, which is not the place asked for."),
    ],
)
def test_a_near_miss_says_what_is_missing(people: People, now: datetime, held: dict[str, object], why: str) -> None:
    more = dict(held)
    grant(people.maya, now, terms(people.a, str(more.pop("where", "US-IA")), **more))
    answer = ask(people, "US 503", line="bikes", segment="companies")
    assert (answer.serving, told(answer.near)) == ((), [("Anker", why)])


def test_the_partners_of_a_shared_zone_serve_on_their_own_days(people: People, now: datetime) -> None:
    grant(people.maya, now, terms(people.a, "US-IA", "shared", at_most=2))
    second = grant(people.maya, now, terms(people.b, "US-IA", "shared", at_most=2))
    assert len(ask(people, "US 503").serving) == 2
    with acting_as(people.maya):
        grants.end(actor=people.maya, now=now, grant_id=second, on=date(2026, 4, 1), reason="Left.")
    answer = ask(people, "US 503")
    assert told(answer.serving) == [("Anker", "A seat in Iowa, shared by at most 2.")]
    assert told(answer.near) == [("Baylight", "Its grant ended on 1 Apr 2026.")]


def test_a_suspended_partner_is_a_near_miss(people: People, now: datetime) -> None:
    grant(people.maya, now, terms(people.a, "US-IA"))
    with acting_as(people.maya):
        partners.change_status(
            actor=people.maya, now=now, partner_id=people.a, status="suspended", reason="Unpaid invoices."
        )
    answer = ask(people, "US 503")
    assert told(answer.near) == [("Anker", "Holds the grant, but the partner is suspended.")]


def test_a_named_account_is_served_by_its_holders_wherever_it_is(people: People, now: datetime) -> None:
    with acting_as(people.maya):
        territories.load_accounts(actor=people.maya, now=now, rows=[AccountFacts("ACME", "Acme Works")])
    grant(people.maya, now, terms(people.a, "US-IA"))
    assert told(ask(people, "US 503", account="acme").serving)[0][0] == "Anker"
    grant(people.maya, now, terms(people.b, "@ACME"))
    answer = ask(people, "US 503", account="@acme")
    assert told(answer.serving) == [("Baylight", "Exclusive grant of Acme Works.")]
    assert told(answer.near) == [("Anker", "Holds the place, but Acme Works is granted by name to others.")]
    assert told(ask(people, "US 503").serving)[0][0] == "Anker"


def test_a_place_in_a_country_nobody_named_yet_is_held_by_whoever_holds_the_world(
    people: People, now: datetime
) -> None:
    grant(people.maya, now, terms(people.a, "WORLD", "open"))
    assert len(ask(people, "JP-13").serving) == 1
    assert len(ask(people, "JP 222-0033").serving) == 1
    with pytest.raises(UnknownPlace, match="no named account"):
        ask(people, account="nobody")


def test_the_answer_takes_one_query_of_grants(
    people: People, now: datetime, django_assert_max_num_queries: Limit
) -> None:
    for partner in (people.a, people.b):
        grant(people.maya, now, terms(partner, "US-IA", "open"))
    with acting_as(people.maya), django_assert_max_num_queries(8) as asked:  # type: ignore[attr-defined]
        who_can_serve(people.maya, Question(MAY, parse("US 503")))
    assert sum("agreements_holding" in query["sql"] for query in asked.captured_queries) == 1


def test_partners_and_direct_sales_are_answered_nothing(people: People, now: datetime) -> None:
    grant(people.maya, now, terms(people.a, "US-IA", "open"))
    for actor in (people.ola, people.dirk):
        with acting_as(actor):
            assert who_can_serve(actor, Question(MAY, parse("US-IA"))).serving == ()


def look(people: People, on: date = MAY, **more: object) -> looking.Coverage:
    with acting_as(people.maya):
        return looking.coverage(people.maya, on=on, **more)  # type: ignore[arg-type]


def test_coverage_tells_gaps_single_exclusive_shared_and_overlaps(people: People, now: datetime) -> None:
    grant(people.maya, now, terms(people.a, "US-IA"))
    grant(people.maya, now, terms(people.a, "US-NE", "open"))
    grant(people.maya, now, terms(people.b, "US-NE", "open"))
    grant(people.maya, now, terms(people.b, "US-MN", "open"))
    for partner in (people.a, people.b):
        grant(people.maya, now, terms(partner, "US-SD", "shared", at_most=2))
    grant(people.maya, now, terms(people.a, "US-WI", line="road"))
    seen = look(people, around="US")
    states = {spot.code[3:]: seen.cell(spot.code).state for spot in seen.spots}
    assert {code: states[code] for code in ("IA", "NE", "MN", "SD", "WI", "ND")} == {
        "IA": "exclusive", "NE": "several", "MN": "single", "SD": "shared", "WI": "part", "ND": "gap",
    }  # fmt: skip
    bikes = look(people, around="US", line="bikes")
    assert [column.code for column in bikes.columns] == ["bikes", "mountain", "road"]
    assert (bikes.cell("US-WI", "road").state, bikes.cell("US-WI", "mountain").state) == ("exclusive", "gap")
    assert seen.names[seen.cell("US-MN").only or 0][1] == "Baylight Systems"


def test_a_state_is_whole_when_all_its_postal_codes_are_held(people: People, now: datetime) -> None:
    grant(people.maya, now, terms(people.a, "US 500-510", "open"))
    assert look(people, around="US").cell("US-IA").state == "part"
    grant(people.maya, now, terms(people.b, "US 503", "open"))
    assert look(people, around="US").cell("US-IA").state == "parts"
    grant(people.maya, now, terms(people.a, "US 511-528", "open"))  # 500 to 528 is all of Iowa's table
    assert look(people, around="US").cell("US-IA").state == "single"


def test_codes_held_twice_do_not_stand_for_those_that_are_missing(people: People, now: datetime) -> None:
    grant(people.maya, now, terms(people.a, "US 500-519", "open"))
    grant(people.maya, now, terms(people.a, "US 505-524", "open"))  # 20 + 20 of Iowa's 29 codes, but 525 to 528 lack
    assert look(people, around="US").cell("US-IA").state == "part"


def test_a_country_is_whole_when_all_its_subdivisions_are_held(people: People, now: datetime) -> None:
    grant(people.maya, now, terms(people.a, "DE", "open", excepted="DE-BY"))
    assert look(people).cell("DE").state == "part"
    assert look(people, around="DE").cell("DE-BY").state == "gap"
    assert look(people, around="DE").cell("DE-HH").state == "single"
    grant(people.maya, now, terms(people.a, "DE-BY", "open"))
    assert look(people).cell("DE").state == "single"
    grant(people.maya, now, terms(people.b, "WORLD", "open"))
    world = look(people)
    assert (world.cell("DE").state, world.cell("JP").state) == ("several", "single")
    assert look(people, around="JP").cell("JP-13").state == "single"


def test_what_if_a_partner_leaves(people: People, now: datetime) -> None:
    grant(people.maya, now, terms(people.a, "DE", "open"))
    grant(people.maya, now, terms(people.a, "FR", "open"))
    grant(people.maya, now, terms(people.b, "FR", "open"))
    seen = look(people)
    with acting_as(people.maya):
        gone = looking.losses(seen, partner_id=people.a)
    top = [(spot.code, loss.after.state) for spot, column, loss in gone if column.code == ""]
    assert top == [("DE", "gap"), ("FR", "single")]
    assert [name for _, name in seen.holders] == ["Anker Mess", "Baylight Systems"]
    for partner in (people.a, people.b):
        grant(people.maya, now, terms(partner, "US-SD", "shared", at_most=2))
    states = look(people, around="US")
    with acting_as(people.maya):
        left = [loss.after for spot, column, loss in looking.losses(states, partner_id=people.a) if column.code == ""]
        assert left == [Cell(whole=1, seats=1, only=people.b)]
        assert looking.losses(states, partner_id=people.a + people.b + 1) == ()


WHERE = ("WORLD", "DE", "US", "US-IA", "US-NE", "US 500-528", "US 500-510", "US 511-528", "US 680", "US 00601", "FR")
LINES, SEGMENTS = (None, "bikes", "road", "clothing"), ("", "schools", "companies")


@pytest.mark.parametrize("seed", range(6))
def test_taking_a_partner_off_says_what_counting_without_it_says(
    people: People, now: datetime, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    chance = random.Random(seed)
    with acting_as(people.maya):
        partners.save(actor=people.maya, now=now, facts=PartnerFacts("C-3", "Cala Metro", ("oem",), "ES"))
        everybody = sorted(ids_by_code(people.maya).values())
    granted = 0
    for _ in range(40):
        kind = chance.choice(("open", "open", "shared", "exclusive"))
        where = chance.choice(WHERE[3:] if kind == "exclusive" else WHERE)
        more = {"line": chance.choice(LINES), "segment": chance.choice(SEGMENTS)}
        if kind == "shared":
            more["at_most"] = 2
        try:
            grant(people.maya, now, terms(chance.choice(everybody), where, kind, **more))
            granted += 1
        except Refused:
            continue
    assert granted > 10
    asked = [
        {"around": around, "line": line, "segment": segment}
        for around in ("WORLD", "US", "FR") for line in ("", "bikes") for segment in ("", "schools")
    ]  # fmt: skip
    for question in asked:
        seen = look(people, **question)
        for partner in everybody:
            with acting_as(people.maya):
                gone = {
                    (spot.code, column.code): loss.after
                    for spot, column, loss in looking.losses(seen, partner_id=partner)
                }
                with monkeypatch.context() as context:
                    context.setattr(looking, "stopped", lambda actor, pk=partner: [pk])
                    counted = look(people, **question).cells
            for cell, before in seen.cells.items():
                wanted = counted.get(cell, NOTHING)
                assert gone.get(cell, before) == wanted, (question, partner, cell)


def test_what_was_counted_is_kept_until_a_row_it_was_counted_from_changes(
    people: People, now: datetime, django_assert_max_num_queries: Limit
) -> None:
    def counts() -> tuple[str, int]:
        """The state of Germany, and how many times it was counted for that."""
        with django_assert_max_num_queries(20) as asked:  # type: ignore[attr-defined]
            state = look(people).cell("DE").state
        return state, sum("WITH RECURSIVE shown" in query["sql"] for query in asked.captured_queries)

    assert counts() == ("gap", 1)
    assert counts() == ("gap", 0)
    first = grant(people.maya, now, terms(people.a, "DE", "open"))
    assert counts() == ("single", 1)
    second = grant(people.maya, now, terms(people.b, "DE", "open"))
    assert counts() == ("several", 1)
    assert counts() == ("several", 0)
    with acting_as(people.maya):
        # as many rows as before, one of them with another last day
        grants.end(actor=people.maya, now=now, grant_id=second, on=date(2026, 7, 1), reason="Leaves.")
    assert counts() == ("several", 1)
    with acting_as(people.maya):
        grants.end(actor=people.maya, now=now, grant_id=second, on=date(2026, 4, 1), reason="Left.")
    assert counts() == ("single", 0)  # the rows of the day are those of the first grant again
    with acting_as(people.maya):
        partners.change_status(actor=people.maya, now=now, partner_id=people.a, status="suspended", reason="Unpaid")
    assert counts() == ("gap", 1)
    assert first != second


def test_the_usual_segment_is_the_one_most_grants_speak_of(people: People, now: datetime) -> None:
    def usual(on: date) -> str:
        with acting_as(people.maya):
            return looking.usual_segment(people.maya, on=on)

    assert usual(MAY) == ""
    grant(people.maya, now, terms(people.a, "DE", "open"))
    assert usual(MAY) == ""
    for place in ("FR", "IT"):
        grant(people.maya, now, terms(people.a, place, "open", segment="schools", until_on=date(2026, 9, 1)))
    assert (usual(MAY), usual(date(2026, 9, 1))) == ("schools", "")
    with acting_as(people.ola):
        assert looking.usual_segment(people.ola, on=MAY) == ""


def test_coverage_follows_the_day_and_knows_the_next_change(people: People, now: datetime) -> None:
    grant(people.maya, now, terms(people.a, "DE", until_on=date(2026, 9, 1)))
    with acting_as(people.maya):
        for day, state in ((date(2025, 12, 31), "gap"), (YEAR, "exclusive"), (date(2026, 9, 1), "gap")):
            assert looking.coverage(people.maya, on=day).cell("DE").state == state
        assert looking.reach(people.maya, on=MAY).next_change == date(2026, 9, 1)
        assert looking.reach(people.maya, on=NEXT).next_change is None


def test_only_the_places_that_a_change_touches_are_counted_again(
    people: People, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[list[str]] = []
    count = counting._count

    def noting(cursor: Any, given: Any, spots: Sequence[int]) -> Any:
        numbered = Place.objects.in_bulk([given["ids"][spot - 1] for spot in spots if spot > 0])
        asked.append(sorted(place.code for place in numbered.values()))
        return count(cursor, given, spots)

    def counted(on: date = MAY) -> list[str]:
        """Which states were counted for this look; each look says what a look without anything kept says."""
        asked.clear()
        first = look(people, on=on, around="US")
        states = asked[0] if asked else []
        cache.clear()
        assert look(people, on=on, around="US") == first
        return states

    monkeypatch.setattr(counting, "_count", noting)
    grant(people.maya, now, terms(people.a, "US-IA", "open", until_on=date(2026, 9, 1)))
    kept = look(people, around="US")
    assert len(asked[0]) > 50
    assert (kept.cell("US-IA").state, kept.cell("US-NE").state) == ("single", "gap")
    assert counted() == []
    grant(people.maya, now, terms(people.b, "US 680-681", "open"))
    assert counted() == ["US-NE"]
    grant(people.maya, now, terms(people.b, "US 00601", "open"))  # no table says where it lies: beside all states
    assert counted() == []
    assert counted(date(2026, 9, 1)) == ["US-IA"]  # another day is what changed until then
    assert counted(date(2026, 8, 31)) == ["US-IA"]
    grant(people.maya, now, terms(people.a, "DE", "exclusive"))
    assert counted() == []
    asked.clear()
    with acting_as(people.maya):
        looking.losses(look(people, around="US"), partner_id=people.b)
    assert asked == []  # what somebody holds is taken off what was counted
    grant(people.maya, now, terms(people.b, "US", "open"))  # wider than each
    assert len(counted()) > 50


def test_suspended_partners_do_not_cover(people: People, now: datetime) -> None:
    grant(people.maya, now, terms(people.a, "DE", "open"))
    with acting_as(people.maya):
        partners.change_status(actor=people.maya, now=now, partner_id=people.a, status="suspended", reason="Unpaid.")
    assert look(people).cell("DE").state == "gap"
    with acting_as(WORKER):
        partners.save(actor=WORKER, now=now, facts=PartnerFacts("C-3", "Cala Metro", ("oem",), "ES"))
