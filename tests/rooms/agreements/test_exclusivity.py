"""Exclusivity against a plain model: generated grants, changes and endings on eight connections at the same time.

In each round eight operations are let go at once. Their answers must be those of the model in some order of the eight:
the model tries orders until one explains every answer. So an answer that no order gives, or a state that is not sound,
fails the test, whoever came first.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connections, transaction

from fairway.agreements.actions import grants, territories
from fairway.agreements.actions.refusals import Refused
from fairway.agreements.models import Grant, Holding, Seat
from fairway.agreements.rules.files import AccountFacts
from fairway.agreements.rules.grants import Terms
from fairway.agreements.rules.places import from_text
from fairway.kit.access import WORKER, acting_as
from fairway.partners import actions as partners
from fairway.partners.rules import PartnerFacts
from tests.rooms.agreements.plain_model import EVER, LINES, PLACES, Answered, Asked, Said, State, after
from tests.rooms.agreements.territory_stories import lay_ground

NOW = datetime(2026, 2, 10, 9, 0, tzinfo=UTC)
FIRST = date(2026, 1, 1)
CONNECTIONS = 8
PARTNERS = 6


def day(number: int) -> date | None:
    return None if number == EVER else FIRST + timedelta(days=number)


def terms(said: Said) -> Terms:
    since = day(said.since)
    assert since is not None
    return Terms(
        said.partner, said.kind, tuple(from_text(one) for one in said.places), since, day(said.until), said.line,
        said.segment, tuple(from_text(one) for one in said.excepted), said.at_most or None,
    )  # fmt: skip


class Drawing:
    """Draws operations around what stands, so that many of them meet something."""

    def __init__(self, seed: int, numbers: list[int]) -> None:
        self.dice, self.numbers = random.Random(seed), numbers

    def said(self) -> Said:
        dice = self.dice
        kind = dice.choices(("open", "exclusive", "shared"), (5, 4, 3))[0]
        if dice.random() < 0.1:
            places: tuple[str, ...] = (dice.choice(("@ACME", "@APEX")),)
            excepted: tuple[str, ...] = ()
        else:
            land = [place for place in PLACES if not place.startswith("@")]
            weights = [2 if len(PLACES[place]) < 5 else 1 for place in land]
            places = tuple(dict.fromkeys(dice.choices(land, weights, k=dice.choice((1, 1, 1, 2)))))
            inside = [
                place for place in land
                if PLACES[place] < frozenset().union(*(PLACES[one] for one in places)) and place not in places
            ]  # fmt: skip
            excepted = (dice.choice(inside),) if inside and dice.random() < 0.25 else ()
        if kind == "shared":  # a few zones, so that partners meet in them
            places, excepted = (dice.choice(("US-IA", "DE", "US 500", "@ACME")),), ()
        since = dice.choice((0, 0, 30, 90, 180))
        until = dice.choice((since + 30, since + 90, 365, EVER))
        return Said(
            dice.choice(self.numbers), kind, places, excepted, dice.choice(list(LINES)) if kind != "shared" else "",
            dice.choice(("", "", "public", "schools", "companies")) if kind != "shared" else "", since,
            max(until, since + 10), 2 if kind == "shared" and dice.random() < 0.9 else 3 if kind == "shared" else 0,
        )  # fmt: skip

    def asked(self, state: State) -> Asked:
        dice = self.dice
        there = [*state.grants, *(one for zone in state.zones for one in zone.members)]
        roll = dice.random()
        if there and roll < 0.28:
            number, said = dice.choice(there)
            return Asked("end", number=number, on=dice.choice((said.since, said.since + 5, said.since + 20, 300)))
        if there and roll < 0.45:
            number, said = dice.choice(there)
            if dice.random() < 0.4:
                other = replace(said, until=dice.choice((said.since + 15, 365, 500, EVER)))
            else:
                other = replace(self.said(), partner=said.partner, since=dice.choice((said.since, said.since + 12)))
                other = replace(other, until=max(other.until, other.since + 10))
            return Asked("change", other, number)
        return Asked("grant", self.said())


def perform(asked: Asked, gate: Barrier) -> Answered:
    """One operation in a transaction of its own, on this thread's own connection."""
    gate.wait(timeout=60)
    try:
        with acting_as(WORKER):
            if asked.what == "end":
                on = day(asked.on)
                assert on is not None
                grants.end(actor=WORKER, now=NOW, grant_id=asked.number, on=on, reason="Drawn.")
                return Answered(asked, asked.number)
            assert asked.said is not None
            given: dict[str, Any] = {"actor": WORKER, "now": NOW, "terms": terms(asked.said), "reason": "Drawn."}
            if asked.what == "change":
                return Answered(asked, grants.change(grant_id=asked.number, **given).grant_id)
            return Answered(asked, grants.grant(**given).grant_id)
    except Refused as refusal:
        return Answered(asked, None, str(refusal))


def orders(state: State, answers: list[Answered]) -> Iterator[State]:
    """Every state that the model can reach by taking these answers in some order, each as the product gave it."""
    if not answers:
        yield state
        return
    seen = []
    for position, answered in enumerate(answers):
        reached, taken = after(state, answered)
        if taken != (answered.number is not None):
            continue
        rest = answers[:position] + answers[position + 1 :]
        # a refusal that fits here changes nothing wherever it stands: one order is enough
        if not taken:
            yield from orders(state, rest)
            return
        seen.append((reached, rest))
    for reached, rest in seen:
        yield from orders(reached, rest)


Stands = tuple[set[tuple[object, ...]], set[frozenset[int]]]


def standing() -> Stands:
    """What stands in the database, as far as the model knows it: grants, and who shares a zone with whom.

    The zones count, too: two orders can leave the same grants, but one of them in one zone and the other in two.
    """
    with acting_as(WORKER):
        rows = Grant.objects.filter(withdrawn_at=None).values_list(
            "pk", "partner_id", "kind", "since_on", "until_on", "zone_id"
        )
        found = list(rows)
    zones: dict[int, set[int]] = {}
    for pk, *_, zone in found:
        if zone is not None:
            zones.setdefault(zone, set()).add(pk)
    return {tuple(row[:5]) for row in found}, {frozenset(some) for some in zones.values()}


def modelled(state: State) -> Stands:
    rows = (*state.grants, *(one for zone in state.zones for one in zone.members))
    return (
        {(pk, said.partner, said.kind, day(said.since), day(said.until)) for pk, said in rows},
        {frozenset(pk for pk, _ in zone.members) for zone in state.zones},
    )


def play(operations: int, seed: int) -> tuple[int, int]:
    """Play rounds of eight until so many operations are done; answers how many were refused and how many were done."""
    with acting_as(WORKER):
        facts = [PartnerFacts(f"P-{n}", f"Partner {n}", ("oem",), "US") for n in range(PARTNERS)]
        partners.load(actor=WORKER, now=NOW, rows=facts)
        from fairway.partners.queries import ids_by_code

        numbers = sorted(ids_by_code(WORKER)[f"P-{n}"] for n in range(PARTNERS))
        territories.load_accounts(
            actor=WORKER, now=NOW, rows=[AccountFacts("ACME", "Acme"), AccountFacts("APEX", "Apex")]
        )
    lay_ground(WORKER, NOW)
    drawing, state, refused, done = Drawing(seed, numbers), State(), 0, 0

    def close() -> None:
        connections.close_all()

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        while done < operations:
            gate = Barrier(CONNECTIONS)
            asked = [drawing.asked(state) for _ in range(CONNECTIONS)]
            answers = list(pool.map(lambda one, at=gate: perform(one, at), asked))
            before = state
            now = standing()
            explained = next((found for found in orders(before, answers) if modelled(found) == now), None)
            assert explained is not None, _story(before, answers)
            assert explained.is_sound()
            state = explained
            refused += sum(1 for one in answers if one.number is None)
            done += len(answers)
            # what has grown too full to take anything is thinned, so that grants stay likely
            if len(state.grants) + len(state.zones) > 40:
                state = _thin(state, drawing.dice)
        gate = Barrier(CONNECTIONS)
        list(pool.map(lambda _, at=gate: (at.wait(), close()), range(CONNECTIONS)))
    with transaction.atomic(), acting_as(WORKER):
        left = {pk for pk, *_ in modelled(state)[0]}
        assert set(Holding.objects.exclude(grant=None).values_list("grant_id", flat=True)) <= left
        assert set(Seat.objects.values_list("grant_id", flat=True)) <= left
    return refused, done


def _thin(state: State, dice: random.Random) -> State:
    for number, said in dice.sample(list(state.grants), len(state.grants) // 2):
        with acting_as(WORKER):
            on = day(said.since)
            assert on is not None
            grants.end(actor=WORKER, now=NOW, grant_id=number, on=on, reason="Thinned.")
        state = state.without(number)
    return state


def _apart(one: Stands, other: Stands) -> str:
    return f"{one[0] ^ other[0]} {one[1] ^ other[1]}"


def _story(state: State, answers: list[Answered]) -> str:
    now = standing()
    reached = [found for found, _ in zip(orders(state, answers), range(5), strict=False)]
    lines = [
        "No order of these answers is the model's:",
        *(f"  it leads to: {_apart(modelled(one), now)}" for one in reached),
    ]
    lines += [f"  {one.asked} -> {one.number or one.told}" for one in answers]
    lines += ["standing before:", *(f"  {one}" for one in (*state.grants, *state.zones))]
    return "\n".join(lines)


def test_every_outcome_is_the_models(own_database: str) -> None:
    refused, done = play(600, seed=20260210)
    assert refused >= 0.3 * done, f"only {refused} of {done} operations met something"


@pytest.mark.long
@pytest.mark.parametrize("seed", [1, 2])
def test_ten_thousand_outcomes_are_the_models(own_database: str, seed: int) -> None:
    refused, done = play(10_000, seed=seed)
    print(f"{refused} of {done} operations met something")  # read with -rP
    assert refused >= 0.3 * done, f"only {refused} of {done} operations met something"
