"""Deals registered by programs: the form's checks, faults with their places, one key one deal, nothing of a rival."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fairway.deals import actions
from fairway.deals.models import Opportunity, Registration
from fairway.kit.access import WORKER, acting_as
from fairway.kit.journal.models import JournalRow
from tests.builders import People
from tests.doors.api.conftest import Program
from tests.rooms.deals.stories import POLICY, asked, put_policy, put_products, register

Programs = Callable[..., Program]
WHERE = "/api/registrations/"
GOOD: dict[str, Any] = {
    "programme": "fy26-deals",
    "fields": {
        "name": "New studios", "company": "Northwind Traders Inc.", "country": "US", "website": "northwind.example",
        "expected_close": "2026-06-30", "contact_name": "Ann Field", "contact_email": "ann@northwind.example",
    },
    "lines": [{"product": "CAM-1", "units": 5, "value": "20000.00"}],
    "roles": [{"role": "transacting", "named": "Anker Mess", "share": 100}],
}  # fmt: skip


@pytest.fixture
def policy(people: People, now: datetime) -> int:
    put_products(now)
    return put_policy(people, now)


def without(name: str) -> dict[str, Any]:
    return {**GOOD, "fields": {key: value for key, value in GOOD["fields"].items() if key != name}}


def test_a_deal_is_registered_read_and_listed(policy: int, people: People, program: Programs) -> None:
    ola = program(people.ola)
    code, made = ola.ask("POST", WHERE, GOOD)
    assert (code, made["status"], made["value"], made["currency"]) == (201, "submitted", "20000", "USD")
    assert made["answer_due_at"]
    assert ola.ask("GET", f"{WHERE}{made['code']}/") == (200, made)
    code, listed = ola.ask("GET", WHERE)
    assert ([one["code"] for one in listed["registrations"]], listed["next"]) == ([made["code"]], None)
    assert ola.ask("GET", f"{WHERE}?status=draft")[1]["registrations"] == []
    with acting_as(WORKER):
        row = JournalRow.objects.get(verb="deals.registration.submitted")
        assert Registration.objects.get().way_in == "api"
    assert row.user_id == people.ola.user_id
    assert row.payload["token"]


def test_every_fault_has_its_place_value_reason_and_remedy(policy: int, people: People, program: Programs) -> None:
    sent = without("website")
    sent["fields"] |= {"expected_close": "2020-01-01", "country": "Germany"}
    code, problem = program(people.ola).ask("POST", WHERE, sent)
    assert (code, problem["status"], problem["detail"]) == (422, 422, "Nothing was done.")
    assert {
        "place": "/fields/website",
        "value": "",
        "reason": "Website is needed.",
        "remedy": "The company's own, such as example.com.",
    } not in problem["errors"]  # what no draft can hold comes first
    assert {
        "place": "/fields/country", "value": "Germany", "reason": "Write the country as two letters, such as DE or US.",
        "remedy": "Send it again with this put right.",
    } in problem["errors"]  # fmt: skip
    sent["fields"]["country"] = "DE"
    code, problem = program(people.ola).ask("POST", WHERE, sent)
    places = {one["place"]: one for one in problem["errors"]}
    assert set(places) == {"/fields/website", "/fields/expected_close"}
    assert places["/fields/expected_close"]["reason"] == "The expected close is in the past."
    assert places["/fields/expected_close"]["remedy"] == "Write the day you expect now."
    with acting_as(WORKER):
        assert not Registration.objects.exists()


@pytest.mark.parametrize(
    ("body", "expected", "place"),
    [
        (b"{", 400, ""),
        (b"[]", 400, ""),
        (b"\xff", 400, ""),
        (b'{"fields": NaN}', 400, ""),
        (b"[" * 5000, 400, ""),
        ({"feilds": {}}, 422, "/feilds"),
        ({"programme": "none"}, 422, "/programme"),
        ({"programme": ["fy26-deals"]}, 422, "/programme"),
        ({"fields": []}, 422, "/fields"),
        ({"fields": {"colour": "red"}}, 422, "/fields/colour"),
        ({"fields": {"name": {"a": 1}}}, 422, "/fields/name"),
        ({"fields": {"name": "a\x00b"}}, 422, "/fields/name"),
        (b'{"fields": {"name": "\\ud800"}}', 422, "/fields/name"),
        (b'{"fields": {"\\ud800": "x"}}', 422, "/fields/"),
        ({"fields": {"name": "x" * 201}}, 422, "/fields/name"),
        ({"lines": [{"product": "CAM-9"}]}, 422, "/lines"),
        ({"lines": [{"product": "CAM-1", "units": "12,5"}]}, 422, "/lines"),
        ({"lines": ["CAM-1"]}, 422, "/lines/0"),
        ({"lines": [{}] * 101}, 422, "/lines"),
        ({"roles": [{"role": "transacting", "named": "X", "share": "half"}]}, 422, "/roles/0"),
        ({"send": "no"}, 422, "/send"),
    ],
)
def test_whatever_else_is_sent_is_said(
    policy: int, people: People, program: Programs, body: object, expected: int, place: str
) -> None:
    code, problem = program(people.ola).ask("POST", WHERE, body)
    assert code == expected
    assert problem["errors"][0]["place"] == place
    assert problem["errors"][0]["reason"]
    assert problem["errors"][0]["remedy"]
    with acting_as(WORKER):
        assert not Registration.objects.exists()


def test_one_key_is_one_deal(policy: int, people: People, program: Programs) -> None:
    ola, key = program(people.ola), {"Idempotency-Key": "order-17"}
    code, made = ola.ask("POST", WHERE, GOOD, **key)
    again, same = ola.ask("POST", WHERE, GOOD, **key)
    assert (code, again, same) == (201, 200, made)
    other = {**GOOD, "fields": {**GOOD["fields"], "company": "Fabrikam"}}
    code, problem = ola.ask("POST", WHERE, other, **key)
    assert code == 409
    assert "Use a new key" in problem["detail"]
    code, theirs = program(people.sam).ask("POST", WHERE, GOOD, **key)
    assert code == 201
    assert theirs["code"] != made["code"]


def test_a_draft_is_completed_sent_and_taken_back(policy: int, people: People, program: Programs) -> None:
    ola = program(people.ola)
    code, draft = ola.ask("POST", WHERE, {**without("website"), "send": False})
    assert (code, draft["status"]) == (201, "draft")
    where = f"{WHERE}{draft['code']}/"
    assert ola.ask("POST", f"{where}send/")[0] == 422
    code, changed = ola.ask("PATCH", where, {"fields": {"website": "northwind.example"}, "send": False})
    assert (code, changed["fields"]["company"]) == (200, "Northwind Traders Inc.")
    assert [line["product"] for line in changed["lines"]] == ["CAM-1"]
    assert ola.ask("POST", f"{where}files/?name=notes.txt", b"We met.")[0] == 201
    code, problem = ola.ask("POST", f"{where}files/?name=run.exe", b"MZ")
    assert (code, "not a kind that can be attached" in problem["detail"]) == (409, True)
    code, sent = ola.ask("POST", f"{where}send/")
    assert (code, sent["status"], [one["name"] for one in sent["files"]]) == (200, "submitted", ["notes.txt"])
    assert ola.ask("POST", f"{where}send/")[0] == 200
    assert ola.ask("PATCH", where, {"fields": {"website": "x.example"}})[0] == 409
    assert ola.ask("POST", f"{where}withdraw/", {"reason": "Twice"})[1]["status"] == "withdrawn"


def test_another_partners_deal_and_none_at_all_answer_alike(
    policy: int, people: People, now: datetime, program: Programs
) -> None:
    theirs = register(people.sam, now, policy, asked(put_products(now)))
    ola = program(people.ola)
    ola.ask("GET", WHERE)  # the first use of a day is noted
    for more, method, body in (
        ("", "GET", None), ("", "PATCH", {}), ("send/", "POST", None), ("withdraw/", "POST", {}),
        ("files/?name=a.txt", "POST", b"a"),
    ):  # fmt: skip
        seen = []
        for code in (theirs, "D-22222-33333"):
            with CaptureQueriesContext(connection) as queries:
                status_code, problem = ola.ask(method, f"{WHERE}{code}/{more}", body)
            seen.append((status_code, str(problem).replace(code, "CODE"), len(queries)))
        assert seen[0] == seen[1]
        assert seen[0][0] == 404


def told(people: People, now: datetime, policy: int, ola: Program, *, rival: bool) -> list[tuple[int, str]]:
    if rival:
        other = register(people.sam, now, policy, asked(put_products(now)))
        with acting_as(people.carl):
            actions.approve(actor=people.carl, now=now, code=other)
    seen = []
    for method, body in (("POST", without("website")), ("POST", GOOD), ("GET", None)):
        with CaptureQueriesContext(connection) as queries:
            answer = ola.ask(method, WHERE, body)
        text = re.sub(r"D-[0-9A-Z]{5}-[0-9A-Z]{5}", "CODE", str(answer))
        seen.append((len(queries), re.sub(r"[0-9]+", "0", text)))
    return [*seen, (len(mail.outbox), "")]


SEEN: pytest.StashKey[list[tuple[int, str]]] = pytest.StashKey()


@pytest.mark.parametrize("rival", [False, True], ids=["alone", "with a rival"])
def test_answers_and_queries_are_the_same_with_and_without_a_rival(
    people: People, now: datetime, policy: int, program: Programs, rival: bool, pytestconfig: pytest.Config
) -> None:
    seen = told(people, now, policy, program(people.ola), rival=rival)
    assert seen == pytestconfig.stash.setdefault(SEEN, seen)


def test_the_crm_sends_its_pipeline(people: People, program: Programs) -> None:
    maya, sent = program(people.maya), {"number": "O-1", "company": "Northwind", "stage": "Engaging", "value": 12.5}
    assert maya.ask("POST", "/api/pipeline/", {"opportunities": [sent]}) == (
        200, {"added": 1, "changed": 0, "unchanged": 0},
    )  # fmt: skip
    assert maya.ask("POST", "/api/pipeline/", {"opportunities": [sent]})[1]["unchanged"] == 1
    bad = [{**sent, "stage": "", "opened_on": "May"}, {**sent, "number": "O-2"}, {**sent, "number": "O-2"}]
    code, problem = maya.ask("POST", "/api/pipeline/", {"opportunities": bad})
    assert code == 422
    assert [one["place"] for one in problem["errors"]] == [
        "/opportunities/0/stage", "/opportunities/0/opened_on", "/opportunities/2/number",
    ]  # fmt: skip
    with acting_as(WORKER):
        assert Opportunity.objects.get().stage == "Engaging"


def test_a_browser_signed_in_is_nobody_here(policy: int, ola: Client) -> None:
    assert ola.get(WHERE).status_code == 401
    assert ola.post(WHERE, b"{}", content_type="application/json").status_code == 401


def test_a_product_that_is_none_is_told_with_all_that_is_missing(
    policy: int, people: People, program: Programs
) -> None:
    sent = {**without("website"), "lines": [{"product": "NO-SUCH", "units": 5, "value": "20000.00"}]}
    code, problem = program(people.ola).ask("POST", WHERE, sent)
    assert (code, [one["place"] for one in problem["errors"]]) == (422, ["/lines", "/fields/website"])
    draft = program(people.ola).ask("POST", WHERE, {**sent, "send": False})[1]
    assert [one["place"] for one in draft["errors"]] == ["/lines"]


def test_a_moment_is_one_text_wherever_the_policy_is_at_home(people: People, now: datetime, program: Programs) -> None:
    put_products(now)
    put_policy(people, now, POLICY.replace("time_zone: UTC", "time_zone: Europe/Berlin"))
    ola = program(people.ola)
    made = ola.ask("POST", WHERE, GOOD)[1]
    assert made["answer_due_at"].endswith("+00:00")
    assert ola.ask("GET", f"{WHERE}{made['code']}/") == (200, made)
