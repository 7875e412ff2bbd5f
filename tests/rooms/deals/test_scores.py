"""A finding's score: how sure it is, times how much of the registration it touches, with its reasons."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from fairway.deals import actions, queries
from fairway.deals.models import Finding
from fairway.deals.rules import findings, scores
from fairway.deals.rules.asked import Asked, AskedLine
from fairway.deals.rules.policy import check
from fairway.deals.rules.policy.document import Policy
from fairway.kit.access import WORKER, acting_as
from fairway.values import exact
from tests.builders import People
from tests.rooms.deals.stories import POLICY, asked, look_at, put_policy, put_products, register

ON = date(2026, 2, 10)
LINES = (
    AskedLine(1, "CAM-1", "Cameras", exact(2), exact(6000)),
    AskedLine(2, "CAM-2", "Cameras", exact(1), exact(1500)),
    AskedLine(3, "LENS-1", "Lenses", exact(1), exact(2500)),
)
ASKED = Asked({"company": "Anker", "country": "DE"}, LINES)
OTHER = findings.Other(7, 2, "protected", datetime(2026, 2, 1), ((1, "CAM-1", "Cameras"),))


def policy(one_per: str = "product") -> Policy:
    made = check(POLICY).policy
    assert made is not None
    return replace(made, one_per=one_per)


@pytest.mark.parametrize(
    ("one_per", "probability", "points", "why"),
    [
        ("product", 1.0, 60, "surely the same company; 1 of 3 products in common, 60 % of the value"),
        ("category", 1.0, 75, "surely the same company; 2 of 3 products in common, 75 % of the value"),
        ("company", 1.0, 100, "surely the same company; whatever the product"),
        ("product", 0.8, 48, "the same company at 80 %; 1 of 3 products in common, 60 % of the value"),  # 80 % × 60 %
    ],
)
def test_another_registration_weighs_what_both_have_in_common(
    one_per: str, probability: float, points: int, why: str
) -> None:
    known = findings.Known(others=(OTHER,), same=scores.matched(probability))
    (found,) = [
        one for one in findings.find(policy(one_per), ASKED, known, registrant=1, on=ON) if one.kind == "same_deal"
    ]
    assert (found.score.points, found.score.why) == (points, why)


@pytest.mark.parametrize(
    ("product", "points"),
    [(None, 100), (3, 25), (9, 0)],
)
def test_our_own_pipeline_weighs_what_it_is_about(product: int | None, points: int) -> None:
    one = findings.Opportunity(1, "O-1", "Engaging", "Something", None, product != 9, product)
    (found,) = findings.find(policy(), ASKED, findings.Known(pipeline=(one,)), registrant=1, on=ON)
    assert found.score.points == points


def test_a_recent_sale_weighs_what_is_left_of_the_look_back() -> None:
    first = date(2025, 8, 10)  # 184 days before
    assert scores.sold(scores.SURELY, ON, first, ON).points == 100
    assert scores.sold(scores.SURELY, first, first, ON).points == 0
    assert scores.sold(scores.SURELY, date(2025, 11, 10), first, ON).points == 50  # 92 of 184 days ago
    assert "92 days ago" in scores.sold(scores.SURELY, date(2025, 11, 10), first, ON).why


def test_people_and_companies_that_are_not_clear() -> None:
    assert scores.lacking(1, 3).points == 67
    assert scores.lacking(None, 3).points == 100
    assert scores.unclear(0.634).points == 63
    assert scores.unclear(1.0).points == 100


def test_the_heaviest_stands_first_within_a_severity() -> None:
    mail = Asked({**ASKED.fields, "website": "gmail.com"}, LINES)
    found = findings.find(policy(), mail, findings.Known(others=(OTHER,)), registrant=1, on=ON)
    ranked = [({"stop": 0, "ask": 1, "note": 2}[one.severity], -one.score.points) for one in found]
    assert len(found) > 1
    assert ranked == sorted(ranked)


@pytest.mark.django_db
def test_scores_are_kept_shown_and_brought_up_to_date(people: People, now: datetime) -> None:
    products = put_products(now)
    number = put_policy(people, now)
    first = register(people.ola, now, number, asked(products))
    with acting_as(people.carl):
        actions.approve(actor=people.carl, now=now, code=first)
    second = register(people.sam, now, number, asked(products, "CAM-1", "LENS-1"))
    with acting_as(people.carl):
        (row,) = [one for one in queries.for_decision(people.carl, second, now).findings if one.kind == "same_deal"]
        assert row.score == 50
        assert "1 of 2 products in common, 50 % of the value" in row.score_why
        words, highest = queries.heaviest(people.carl, [second])[second]
        assert highest == 50
        assert "50" in words
        assert queries.heaviest(people.carl, [first]) == {}
    with acting_as(WORKER):
        Finding.objects.filter(kind="same_deal").update(score=None, score_why="")
    look_at(second, now)
    with acting_as(WORKER):
        kept = Finding.objects.get(kind="same_deal")
        assert (kept.score, kept.gone_at) == (50, None)
