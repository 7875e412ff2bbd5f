"""The firewall (EU-12): what partners entered reaches direct sales by no page, export, search, mail or table.

Secrets are planted in a registration, its contact, its lines, a file, a sales opportunity and a case; then Dirk tries
every door he has, and every one he has not.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.test import Client

from fairway.deals import actions, queries
from fairway.deals.models import Look, LookHit
from fairway.deals.rules.refusals import Refused
from fairway.kit.access import SIGNING_IN, WORKER, Kind, NotAllowed, acting_as
from fairway.kit.access import people as access
from fairway.kit.access.models import User
from fairway.web.shared import permissions
from tests.builders import People, person
from tests.doors.conftest import SignIn
from tests.doors.staff.dispute_stories import Told, case_about
from tests.rooms.deals.stories import asked, put_policy, put_products, register

SECRETS = (
    "Geheimwerk", "geheimwerk.example", "Zora Quill", "quill@", "31337.31", "31,337.31", "Projekt Nachtfalter",
    "We undercut them", "4711",
)  # fmt: skip
QUESTION = {
    "company": "Geheimwerk GmbH", "country": "DE", "website": "", "purpose": "quote", "note": "Opportunity O-1",
}  # fmt: skip


@pytest.fixture(autouse=True)
def on_the_day(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr("fairway.kit.access.middleware.timezone.now", lambda: now + timedelta(hours=1))


@pytest.fixture
def planted(people: People, now: datetime, django_capture_on_commit_callbacks: Any) -> Told:
    """A protected deal of Ola's with secrets everywhere, and a case about another."""
    policy, products = put_policy(people, now), put_products(now)
    fields = {
        "name": "Projekt Nachtfalter", "company": "Geheimwerk GmbH", "country": "DE", "website": "geheimwerk.example",
        "contact_name": "Zora Quill", "contact_email": "quill@geheimwerk.example", "effort": "We undercut them",
    }  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True):
        held = register(people.ola, now, policy, asked(products, value="31337.31", **fields))
        with acting_as(people.ola):
            file = actions.attach(actor=people.ola, now=now, code=held, name="Geheimwerk.txt", content=b"4711")
        with acting_as(people.carl):
            actions.approve(actor=people.carl, now=now, code=held)
        lost = register(people.ola, now, policy, asked(products, "LENS-1", value="31337.31", **fields))
        with acting_as(people.carl):
            actions.refuse(actor=people.carl, now=now, code=lost, answer="tender", text="Geheimwerk has a tender.")
        mine, case = case_about(people, now, lost)
        with acting_as(people.ola):
            item = actions.say(actor=people.ola, now=now, code=mine, text="We undercut them at 31337.31")
    return Told(case, mine, str(file), lost, held, item, item)


def leaks(answer: Any) -> list[str]:
    """The secrets that an answer holds, in its body or its headers; a question typed in does not count."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    text = body.decode("utf-8", "replace") + str(answer.headers)
    return [secret for secret in SECRETS if secret in text]


def addresses(made: Told, people: People) -> list[str]:
    """Every address of both workspaces, with the numbers and codes of what was planted."""
    known = {
        "deal": made.held, "case": made.case, "item": made.item, "attachment_id": made.theirs, "policy_id": "1",
        "partner_id": str(people.a), "path": "index", "name": "how-to/write-a-programme",
    }  # fmt: skip
    found = []
    for entry in permissions.table():
        if entry.name.startswith(("staff:", "partner:", "shared:")) and entry.name != "shared:theme":
            found.append("/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda match: known.get(match[1], "1"), entry.route))
    return found


def test_no_page_no_export_and_no_search_shows_what_a_partner_entered(
    dirk: Client, carl: Client, planted: Told, people: People
) -> None:
    dirk.raise_request_exception = False
    opened = 0
    for where in addresses(planted, people):
        for more in ("", "?export=csv", "?q=Nachtfalter", "?sort=company"):
            with transaction.atomic():
                answer = dirk.get(where + more)
                opened += answer.status_code == 200
                assert not leaks(answer), where + more
                assert answer.status_code in {200, 302, 403, 404, 405}, (where + more, answer.status_code)
                transaction.set_rollback(True)
    assert opened >= 8
    # the same pages show it to the channel manager, so the silence above is about Dirk
    assert leaks(carl.get(f"/vendor/deals/{planted.held}/"))
    assert leaks(carl.get("/vendor/deals/?export=csv"))


def test_no_deed_of_the_channel_is_his(dirk: Client, planted: Told, people: People) -> None:
    dirk.raise_request_exception = False
    for where in addresses(planted, people):
        if where == "/vendor/protected/" or where.startswith(("/views/", "/theme")):
            continue
        answer = dirk.post(where, {"deed": "take", "answer": "refuse", "send": "yes", "reason": "Mine"})
        assert answer.status_code in {403, 404, 405}, (where, answer.status_code)
        assert not leaks(answer), where


def test_no_table_that_his_role_can_read_holds_it(planted: Told, people: People) -> None:
    with acting_as(people.dirk), connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.oid::regclass::text, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid "
            "WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'v', 'm', 'p') AND a.attnum > 0 "
            "AND NOT a.attisdropped AND has_column_privilege('fairway_direct', c.oid, a.attnum, 'SELECT')"
        )
        columns: dict[str, list[str]] = {}
        for table, column in cursor.fetchall():
            columns.setdefault(table, []).append(f'"{column}"')
        assert "deals_registration" not in columns
        assert "deals_protection" not in columns
        assert "partners_partner" in columns
        for table, names in columns.items():
            cursor.execute(f"SELECT {', '.join(names)} FROM {table}")
            text = repr(cursor.fetchall())
            assert not [secret for secret in SECRETS if secret in text], table
    with acting_as(people.dirk):
        for read in (queries.visible_to, queries.visible_disputes, queries.visible_sides):
            assert not read(people.dirk).exists()
        assert not queries.visible_opportunities(people.dirk).exists()


def test_no_mail_reaches_direct_sales(planted: Told) -> None:
    assert not [letter for letter in mail.outbox if "dirk@vendor.example" in letter.recipients()]


def test_what_is_necessary_is_answered_logged_and_shown_to_both(
    dirk: Client, ola: Client, sam: Client, ada: Client, planted: Told, people: People
) -> None:
    for lacking in ("purpose", "note", "company", "country"):
        assert dirk.post("/vendor/protected/", {**QUESTION, lacking: ""}).status_code == 422
    with acting_as(WORKER):
        assert not Look.objects.exists()
    page = dirk.post("/vendor/protected/", QUESTION).content.decode()
    # approved on 10 February 2026 for 90 days, and a meeting due within 45: it lapses first
    # what ends at midnight covers the day before
    assert "Protected through" in page
    assert "27 Mar 2026" in page
    for secret in ("Zora Quill", "31,337.31", "Nachtfalter", "Anker Mess", planted.held):
        assert secret not in page.split("What you asked")[0].split("<main")[-1]
        assert secret not in page
    other = dirk.post("/vendor/protected/", {**QUESTION, "company": "Nobody Knows This Ltd"}).content.decode()
    assert "No protection was found" in other
    seen = ada.get("/vendor/deals/looks/").content.decode()
    for words in ("Dirk", "Geheimwerk GmbH", "Before I send a quote", "Opportunity O-1", "Anker Mess", planted.held):
        assert words in seen
    assert "Nobody Knows This Ltd" in ada.get("/vendor/deals/looks/?export=csv").content.decode()
    mine = ola.get("/partner/deals/looks/").content.decode()
    assert "Projekt Nachtfalter" in mine
    assert "Before sending a quote" in mine
    for hidden in ("Dirk", "O-1", "Nobody Knows"):
        assert hidden not in mine
    assert "Nobody asked" in sam.get("/partner/deals/looks/").content.decode()
    assert "Nobody asked" not in ola.get("/partner/deals/looks/?export=csv").content.decode()


def test_there_is_no_answer_without_a_record(planted: Told, people: People, now: datetime) -> None:
    with acting_as(people.dirk):
        until = actions.ask_protection(actor=people.dirk, now=now, **{**QUESTION, "company": "GEHEIMWERK"})
        assert until is not None
        assert Look.objects.count() == 1
        with pytest.raises(DatabaseError), transaction.atomic():
            Look.objects.create(user_id=people.dirk.person, at=now, company="x", country="DE", purpose="quote")
        with pytest.raises(DatabaseError), transaction.atomic():
            LookHit.objects.count()
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT deals_look('{}', '{}', 'x', 'DE', 'curiosity', 'x', now())")
        with pytest.raises(Refused, match="Say what you need it for"):
            actions.ask_protection(actor=people.dirk, now=now, **{**QUESTION, "purpose": "curiosity"})
    with acting_as(people.ola):
        assert [row.deal for row in queries.seen_rows(people.ola, queries.visible_hits(people.ola))] == [planted.held]
        with pytest.raises(NotAllowed):
            actions.ask_protection(actor=people.ola, now=now, **QUESTION)
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT deals_look('{}', '{}', 'x', 'DE', 'quote', 'x', now())")
    with acting_as(people.carl), pytest.raises(NotAllowed):
        actions.ask_protection(actor=people.carl, now=now, **QUESTION)


def test_nobody_stands_on_both_sides_of_the_wall(people: People, now: datetime, planted: Told, sign_in: SignIn) -> None:
    with acting_as(people.maya), pytest.raises(access.Refused, match="beside another"):
        access.change_roles(
            actor=people.maya, now=now, user_id=people.dirk.person, partner_id=None, roles=["direct_sales", "auditor"]
        )
    both = person(now, "both@vendor.example", "Bo", "direct_sales", "channel_manager")
    with acting_as(SIGNING_IN):
        user = User.objects.get(pk=both.user_id)
        (seat,) = access.seats_of(user.pk, now=now)
        actor = access.actor_in(user, seat)
    assert (actor.kind, actor.may("deals.view"), actor.may("protection.ask")) == (Kind.DIRECT, False, True)
    browser = sign_in(both)
    assert browser.get(f"/vendor/deals/{planted.held}/").status_code == 404
    assert browser.get("/vendor/protected/").status_code == 200
