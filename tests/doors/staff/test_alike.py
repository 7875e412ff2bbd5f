"""Pairs of accounts that look alike: shown side by side, decided with one press, taken back; merges undone."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from django.test import Client

from fairway.deals import actions
from fairway.deals.models import Account, Likeness, Merge, PairDecision
from fairway.kit.access import WORKER, acting_as
from tests.builders import People
from tests.rooms.deals.test_accounts import add

WHERE = "/vendor/deals/companies/alike/"
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture(autouse=True)
def on_the_day(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr("fairway.kit.access.middleware.timezone.now", lambda: now)


@pytest.fixture
def pair(people: People, now: datetime) -> int:
    """Two accounts of one name at two addresses; answers the pair's number."""
    add(people, now)
    add(people, now, name=f"Zwickelmoser {HOSTILE}", address="Am Markt 3", postal_code="")
    with acting_as(WORKER):
        assert actions.find_alike(actor=WORKER, now=now) == 1
        return Likeness.objects.get().pk


def page(browser: Client, more: str = "") -> str:
    answer = browser.get(WHERE + more)
    assert answer.status_code == 200
    return answer.content.decode()


def press(browser: Client, number: int, answer: str, **more: str) -> str:
    done = browser.post(f"{WHERE}{number}/", {"answer": answer, **more})
    assert done.status_code == 302
    return page(browser, done["Location"].partition(WHERE)[2])


def test_a_pair_is_shown_with_what_differs_marked(carl: Client, pair: int) -> None:
    shown = page(carl)
    assert "<mark>GmbH</mark>" in shown and "<mark>Am</mark> <mark>Markt</mark> <mark>3</mark>" in re.sub(
        r"\s+", " ", shown
    )
    assert HOSTILE not in shown and "&lt;script&gt;" in shown
    assert 'data-key="1"' in shown and 'data-key="d"' in shown and "1 waits" in shown


@pytest.mark.parametrize(("answer", "stays"), [("first", 0), ("second", 1)])
def test_the_same_company_is_merged_and_taken_apart_again(carl: Client, pair: int, answer: str, stays: int) -> None:
    shown = press(carl, pair, answer)
    assert "No pair waits" in shown and "one company" in shown
    with acting_as(WORKER):
        merged = Merge.objects.get()
        ids = list(Account.objects.order_by("pk").values_list("pk", flat=True))
        assert merged.kept_id == ids[stays]
    assert "Taken back" in press(carl, pair, "undo")
    with acting_as(WORKER):
        assert not Account.objects.exclude(merged_into=None).exists()
        assert list(PairDecision.objects.order_by("pk").values_list("verdict", flat=True)) == ["same", "undecided"]
    assert "<mark>GmbH</mark>" in page(carl)


@pytest.mark.parametrize("answer", ["branch", "family", "different"])
def test_other_answers_merge_nothing(carl: Client, pair: int, answer: str) -> None:
    assert "No pair waits" in press(carl, pair, answer)
    with acting_as(WORKER):
        assert not Merge.objects.exists()
        assert PairDecision.objects.get().verdict == answer


def test_a_pair_can_wait_and_an_answer_keeps_what_waits(carl: Client, people: People, now: datetime, pair: int) -> None:
    assert "No further pair" in page(carl, f"?skip={pair}")
    assert f'value="{pair}"' not in page(carl)
    for text in ("x", "1.2.x", HOSTILE, "9" * 40, "."):
        assert carl.get(WHERE, {"skip": text}).status_code == 200
    done = carl.post(f"{WHERE}{pair}/", {"answer": "different", "skip": f"7.{HOSTILE}"})
    assert done["Location"] == f"{WHERE}?skip=7"


def test_what_somebody_else_decided_meanwhile_is_said(carl: Client, maya: Client, pair: int) -> None:
    press(maya, pair, "branch")
    assert "meanwhile" in press(carl, pair, "first")
    with acting_as(WORKER):
        assert not Merge.objects.exists()


@pytest.mark.parametrize("answer", ["", "undecided", "maybe", "same ", "x" * 500])
def test_no_other_answer_is_taken(carl: Client, pair: int, answer: str) -> None:
    press(carl, pair, answer)
    with acting_as(WORKER):
        assert not PairDecision.objects.exists()
        assert Likeness.objects.get().settled_at is None


def test_a_merge_is_listed_shown_and_undone(carl: Client, pair: int) -> None:
    press(carl, pair, "first")
    listed = carl.get("/vendor/deals/companies/merges/").content.decode()
    address = re.search(r"/vendor/deals/companies/merges/\d+/", listed)
    assert address is not None and "Zwickelmoser GmbH" in listed and HOSTILE not in listed
    shown = carl.get(address[0]).content.decode()
    assert "Undo the merge" in shown and "<mark>GmbH</mark>" in shown
    for _ in range(2):
        assert carl.post(address[0] + "undo/", {"reason": "They moved apart"}).status_code == 302
    assert "Undo the merge" not in carl.get(address[0]).content.decode()
    assert "<mark>GmbH</mark>" in page(carl)
    assert carl.get("/vendor/deals/companies/merges/99999/").status_code == 404


def test_who_only_reads_sees_no_button(ada: Client, pair: int) -> None:
    shown = page(ada)
    assert "<mark>GmbH</mark>" in shown and "data-key" not in shown
    assert ada.post(f"{WHERE}{pair}/", {"answer": "first"}).status_code == 403


def test_partners_and_direct_sales_have_no_way_in(ola: Client, dirk: Client, pair: int) -> None:
    for browser in (ola, dirk):
        assert browser.get(WHERE).status_code == 404
        assert browser.post(f"{WHERE}{pair}/", {"answer": "first"}).status_code == 404
    with acting_as(WORKER):
        assert not PairDecision.objects.exists()


def test_the_number_of_queries_does_not_grow(
    carl: Client, people: People, now: datetime, pair: int, django_assert_max_num_queries: object
) -> None:
    for number in range(6):
        add(people, now, name=f"Zwickelmoser {number}", address=f"Am Markt {number}")
    with acting_as(WORKER):
        actions.find_alike(actor=WORKER, now=now)
        for each in Likeness.objects.order_by("pk")[:4]:
            actions.settle_alike(actor=WORKER, now=now, likeness_id=each.pk, verdict="different")
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        page(carl)
