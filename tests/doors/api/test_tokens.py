"""Tokens: who makes them, what they give, when they stop, and that they decide nothing."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from fairway.config.roles import SCOPES
from fairway.deals import actions
from fairway.kit.access import WORKER, Actor, NotAllowed, acting_as, tokens
from fairway.kit.access.actor import DECIDES
from fairway.kit.access.models import Membership, Token, User
from fairway.kit.access.people import Refused
from fairway.kit.journal.models import JournalRow
from fairway.web.shared import permissions
from tests.builders import People
from tests.doors.api.conftest import Program
from tests.rooms.deals.stories import asked, put_policy, put_products, register, status

Programs = Callable[..., Program]
HERE = "/api/registrations/"


def test_a_secret_is_shown_once_and_kept_as_a_digest(people: People, ola: Client) -> None:
    assert "Make a token" in ola.get("/you/tokens/").content.decode()
    form = {"name": "CRM", "scopes": ["registrations:read"], "days": "30"}
    page = ola.post("/you/tokens/", form)
    (secret,) = re.findall(r"fairway_[\w-]{43}", page.content.decode())
    assert page["Cache-Control"] == "no-store"
    assert Program(secret).ask("GET", HERE)[0] == 200
    again = ola.get("/you/tokens/").content.decode()
    assert "fairway_" not in again
    with acting_as(people.ola):
        (row,) = Token.objects.all()
        assert secret not in {row.digest, row.name}
        assert row.used_on is not None
    assert ola.post(f"/you/tokens/{row.pk}/revoke/").status_code == 302
    assert Program(secret).ask("GET", HERE)[0] == 401
    with acting_as(WORKER):
        verbs = (
            JournalRow.objects.filter(subject=f"access.token:{row.pk}").order_by("pk").values_list("verb", flat=True)
        )
        assert list(verbs) == ["access.token_issued", "access.token_revoked"]


def test_a_form_gives_no_scope_its_person_lacks(people: People, ola: Client, dirk: Client) -> None:
    bad = {"name": "CRM", "scopes": ["pipeline:write"], "days": "30"}
    assert ola.post("/you/tokens/", bad).status_code == 422
    assert "can be given to a program" in dirk.get("/you/tokens/").content.decode()
    with acting_as(people.ola), pytest.raises(Refused):
        tokens.issue(actor=people.ola, now=datetime.now().astimezone(), name="x", scopes=["pipeline:write"], days=30)


def test_nobody_sees_or_stops_another_persons_token(people: People, program: Programs, sam: Client) -> None:
    secret = program(people.ola)
    with acting_as(people.ola):
        number = Token.objects.get().pk
    for other in (people.sam, people.ines, people.maya):
        with acting_as(other):
            assert not Token.objects.exists()
    sam.post(f"/you/tokens/{number}/revoke/")
    assert secret.ask("GET", HERE)[0] == 200


def test_a_token_ends_with_its_day_its_persons_place_and_its_person(
    people: People, now: datetime, program: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    ines = program(people.ines)
    assert ines.ask("GET", HERE)[0] == 200
    with transaction.atomic():
        monkeypatch.setattr("fairway.kit.access.middleware.timezone.now", lambda: now + timedelta(days=30))
        assert ines.ask("GET", HERE)[0] == 401
        monkeypatch.setattr("fairway.kit.access.middleware.timezone.now", lambda: now)
    with acting_as(WORKER):
        Membership.objects.filter(user_id=people.ines.user_id).update(until_at=now)
    assert ines.ask("GET", HERE)[0] == 401
    ola = program(people.ola)
    with acting_as(Actor(people.ola.kind.LOGIN)):
        User.objects.filter(pk=people.ola.user_id).update(is_active=False)
    assert ola.ask("GET", HERE)[0] == 401


def test_the_table_holds_for_programs(people: People, now: datetime, program: Programs) -> None:
    put_products(now)
    code = register(people.ola, now, put_policy(people, now), asked(put_products(now)))
    entries = [entry for entry in permissions.table() if entry.route.startswith("api/")]
    assert len(entries) >= 7
    nobody = Program("fairway_made-up")
    for actor in (people.ola, people.sam, people.ines, people.maya):
        everything, reading = program(actor), None
        if actor.is_partner:
            reading = program(actor, "registrations:read")
        for entry in entries:
            where = "/" + entry.route.replace("<str:deal>", code)
            assert nobody.ask("POST", where, {})[0] == 401
            access = entry.access
            assert access is not None
            for method in ("GET", "POST"):
                with transaction.atomic():
                    got = everything.ask(method, where, {})[0]
                    mine = actor.kind in access.kinds
                    foreign = actor == people.sam and "<str:deal>" in entry.route
                    due = {404} if not mine else {404, 405, 422} if foreign else {200, 405, 409, 422}
                    assert got in due, (entry.route, method, actor.name, got)
                    if reading is not None and access.right == "own.deals.register":
                        assert reading.ask(method, where, {})[0] == 403
                    transaction.set_rollback(True)
    reading = program(people.ola, "registrations:read")
    assert reading.ask("POST", HERE, {})[0] == 403
    assert reading.ask("PATCH", f"{HERE}{code}/", {})[0] == 403
    writing = program(people.ola, "registrations:write")
    assert writing.ask("GET", HERE)[0] == 403


def test_no_scope_gives_a_decision() -> None:
    assert not [scope for scope, (right, _) in SCOPES.items() if right.rpartition(".")[2] in DECIDES]


NOT_DECISIONS = {
    "new_code", "look_at", "settle", "settle_due", "merged", "follow", "look_at_open",  # the worker's, or nobody's
    "load_opportunities", "create_policy", "save_policy_draft", "submit_policy",  # loading and drafting
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(set(actions.__all__) - NOT_DECISIONS))
def test_a_program_decides_nothing_whatever_its_person_may_do(people: People, now: datetime, name: str) -> None:
    put_products(now)
    code = register(people.ola, now, put_policy(people, now), asked(put_products(now)))
    # as if a scope had given everything that Maya, who decides and publishes, may do
    program = replace(people.maya, token_id=1)
    deed = getattr(actions, name)
    needed = [one.name for one in inspect.signature(deed).parameters.values() if one.default is one.empty]
    values: dict[str, Any] = {"actor": program, "now": now, "code": code}
    with acting_as(program), pytest.raises(NotAllowed):
        deed(**{name: values.get(name, 1) for name in needed})
    assert status(code) == "submitted"


def test_no_page_of_a_workspace_takes_a_token(people: People, now: datetime, program: Programs) -> None:
    maya = program(people.maya)
    for entry in permissions.table():
        if entry.name.startswith(("staff:", "partner:")):
            where = "/" + re.sub(r"<(\w+:)?\w+>", "1", entry.route)
            for method in ("GET", "POST"):
                answer = Client().generic(method, where, headers={"Authorization": f"Bearer {maya.secret}"})
                assert answer.status_code in {302, 403, 404}, where
                assert "/account/login/" in answer.get("Location", "/account/login/")


def test_a_program_makes_no_tokens(people: People, now: datetime) -> None:
    program = replace(people.ola, token_id=1)
    with acting_as(program), pytest.raises(Refused, match="A program makes no tokens"):
        tokens.issue(actor=program, now=now, name="x", scopes=["registrations:read"], days=30)


def test_a_person_takes_their_tokens_along(people: People, program: Programs, ola: Client) -> None:
    program(people.ola)
    assert b'"scopes"' in ola.get("/you/data/").content
