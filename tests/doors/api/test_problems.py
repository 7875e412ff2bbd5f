"""What goes wrong under /api/ is told in JSON, whatever it is; and no token asks more often than it may."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.test import Client

from fairway.kit.access import WORKER, acting_as, tokens
from fairway.kit.access.models import TokenUse
from tests import builders
from tests.builders import People
from tests.doors.api.conftest import Program

Programs = Callable[..., Program]
HERE = "/api/registrations/"


def problem(answer: Any, status: int, kind: str) -> dict[str, Any]:
    """The problem document of an answer, which is one and complete."""
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    found: dict[str, Any] = json.loads(answer.content)
    assert set(found) >= {"type", "title", "status", "detail"}
    assert (found["status"], found["type"]) == (status, f"/help/reference/api/#{kind}")
    assert found["detail"]
    assert answer["Cache-Control"] == "no-store"
    return found


@pytest.mark.parametrize("where", ["/api/", "/api/nothing/", "/api/registrations/x/y/z/", "/api/registrations"])
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_an_address_that_is_not_there_is_told_in_json(people: People, where: str, method: str) -> None:
    answer = Client(raise_request_exception=False).generic(method, where)
    assert "ends in a slash" in problem(answer, 404, "not-found")["detail"]


def test_pages_of_people_stay_pages(people: People) -> None:
    answer = Client(raise_request_exception=False).get("/nothing/")
    assert (answer.status_code, answer["Content-Type"].partition(";")[0]) == (404, "text/html")
    assert Client(raise_request_exception=False).get("/apix/")["Content-Type"].startswith("text/html")


def test_a_wrong_method_says_which_is_right(people: People, program: Programs) -> None:
    secret = program(people.ola).secret
    for method in ("PUT", "DELETE", "OPTIONS"):
        answer = Client().generic(method, HERE, headers={"Authorization": f"Bearer {secret}"})
        problem(answer, 405, "wrong-method")
        assert answer["Allow"] == "GET, POST"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"{", "application/json"), (b"", "application/json"), (b"[1]", "application/json"),
        (b'"text"', "application/json"), (b"null", "application/json"), (b"\xff\xfe", "application/json"),
        (b"{}", "text/plain"), (b"a=1", "application/x-www-form-urlencoded"), (b'{"a": NaN}', "application/json"),
        (b"[" * 200_000, "application/json"), (b'{"fields": ' * 50_000, "application/json"),
    ],
)  # fmt: skip
def test_a_body_that_is_no_json_is_told_in_json(
    people: People, program: Programs, body: bytes, content_type: str
) -> None:
    answer = Client(raise_request_exception=False).generic(
        "POST", HERE, body, content_type=content_type,
        headers={"Authorization": f"Bearer {program(people.ola).secret}"},
    )  # fmt: skip
    assert problem(answer, 400, "unreadable")["errors"][0]["remedy"]


def test_a_body_that_is_too_large_is_not_read(people: People, program: Programs) -> None:
    answer = Client(raise_request_exception=False).generic(
        "POST", HERE, b"{" + b" " * (5 * 2**20) + b"}", content_type="application/json",
        headers={"Authorization": f"Bearer {program(people.ola).secret}"},
    )  # fmt: skip
    problem(answer, 413, "too-large")
    announced: Any = Client(raise_request_exception=False).post(
        HERE, b"{}", content_type="application/json", CONTENT_LENGTH="99999999999999"
    )
    problem(announced, 413, "too-large")


def test_a_fault_of_ours_is_told_in_json_and_nothing_is_kept(
    people: People, program: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("a secret of the house")

    monkeypatch.setattr("fairway.web.api.registrations.deals.published", broken)
    answer = Client(raise_request_exception=False).get(
        "/api/programmes/", headers={"Authorization": f"Bearer {program(people.ola).secret}"}
    )
    assert "secret of the house" not in json.dumps(problem(answer, 500, "our-fault"))


def limited(monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    monkeypatch.setattr(settings, "FAIRWAY", replace(settings.FAIRWAY, api_per_minute=most))


def test_a_token_that_asks_too_often_is_told_when_to_ask_again(
    people: People, program: Programs, monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    limited(monkeypatch, 3)
    first, second = program(people.ola), program(people.ola)

    def ask(who: Program, later: int) -> Any:
        monkeypatch.setattr("fairway.kit.access.middleware.timezone.now", lambda: now + timedelta(seconds=later))
        return Client().get(HERE, headers={"Authorization": f"Bearer {who.secret}"})

    assert [ask(first, later).status_code for later in (0, 10, 20)] == [200, 200, 200]
    answer = ask(first, 30)
    found = problem(answer, 429, "too-often")
    assert answer["Retry-After"] == "30", "the first of the three is a minute old then"
    assert "3 requests in a minute" in found["detail"]
    assert ask(second, 30).status_code == 200, "another token has its own count"
    assert ask(first, 59).status_code == 429, "what was refused counts for nothing"
    assert ask(first, 60).status_code == 200
    assert ask(first, 61)["Retry-After"] == "9"


def test_refusals_and_wrong_methods_count_and_nobody_reads_the_counts(
    people: People, program: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    limited(monkeypatch, 2)
    ola = program(people.ola)
    assert ola.ask("GET", "/api/registrations/D-NONE/")[0] == 404
    assert ola.ask("PUT", HERE)[0] == 405
    assert ola.ask("GET", HERE)[0] == 429
    for who in (people.ola, people.maya, WORKER):
        with acting_as(who), pytest.raises(DatabaseError), transaction.atomic():
            TokenUse.objects.count()


def test_a_minute_that_has_passed_is_forgotten(people: People, now: datetime) -> None:
    with acting_as(people.ola):
        for second in range(130):
            assert tokens.spend(7, now=now + timedelta(seconds=second), most=60) == 0, second
        assert tokens.spend(7, now=now + timedelta(seconds=129), most=60) == 1


def test_many_at_once_are_held_to_the_limit(own_database: str, django_db_blocker: Any) -> None:
    """On real connections, each with its own transaction: what has committed counts for all."""
    moment = datetime.now().astimezone()
    answers: list[int] = []
    with django_db_blocker.unblock():
        with transaction.atomic():
            ola = builders.people(moment).ola

        def one() -> None:
            with acting_as(ola):
                answers.append(tokens.spend(9, now=moment, most=5))
            connection.close()

        for _ in range(3):
            threads = [threading.Thread(target=one) for _ in range(4)]
            for each in threads:
                each.start()
            for each in threads:
                each.join()
    assert 5 <= answers.count(0) <= 8, "at most those that ran at the same moment are over"
    assert answers[-4:].count(0) == 0
