"""A partner administers its own people, and nobody else's."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from fairway.kit.access import WORKER, acting_as
from fairway.kit.access.people import open_invitations, people_in
from fairway.kit.journal import reading
from tests.builders import People


def roles_of(user_id: int, partner_id: int, now: datetime) -> tuple[str, ...]:
    with acting_as(WORKER):
        rows = people_in(WORKER, partner_id=partner_id, now=now)
    return next((row.roles for row in rows if row.user_id == user_id), ())


def later(now: datetime) -> datetime:
    return now.replace(year=2100)


def test_ola_sees_her_colleagues_and_nobody_of_sams(people: People, ola: Client, sam: Client) -> None:
    page = ola.get(reverse("partner:staff")).content.decode()
    assert "Ines" in page
    assert "ines@a.example" in page
    assert "sam@b.example" not in page
    assert "Ines" not in sam.get(reverse("partner:staff")).content.decode()


def test_the_list_can_be_exported(ola: Client) -> None:
    rows = ola.get(reverse("partner:staff") + "?export=csv").content.decode("utf-8-sig").splitlines()
    assert [row.split(",")[0] for row in rows] == ["Name", "Ines", "Ola"]


def test_an_invitation_is_shown_once_mailed_and_lets_somebody_in(
    ola: Client, people: People, django_capture_on_commit_callbacks: object
) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        answer = ola.post(reverse("partner:invite"), {"email": "Nora@A.example", "name": "Nora", "role": "operations"})
    link = re.search(r'value="(http[^"]+/join/[^"]+)"', answer.content.decode())
    assert link is not None
    assert answer.headers["Cache-Control"] == "no-store"
    (letter,) = mail.outbox
    assert letter.to == ["nora@a.example"]
    assert link[1] in letter.body
    assert "Anker Mess" in letter.subject
    page = ola.get(reverse("partner:staff")).content.decode()
    assert "nora@a.example" in page
    assert link[1].rsplit("/", 2)[1] not in page

    nora = Client()
    path = "/" + link[1].split("/", 3)[3]
    asked = nora.get(path).content.decode()
    assert "Anker Mess" in asked
    assert "Operations" in asked
    joined = nora.post(path, {"name": "Nora", "password": "four quiet words here", "time_zone": "Asia/Tokyo"})
    assert joined.status_code == 302
    assert nora.get(reverse("partner:today")).status_code == 200
    assert nora.get(path).status_code == 410
    assert nora.get(reverse("partner:invite")).status_code == 403


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"email": "nobody", "role": "sales"}, "valid email"),
        ({"email": "a@b.example", "role": "auditor"}, "not one of the available choices"),
        ({"email": "", "role": "sales"}, "required"),
    ],
)
def test_a_wrong_invitation_says_what_to_mend(ola: Client, people: People, given: dict[str, str], fault: str) -> None:
    answer = ola.post(reverse("partner:invite"), given)
    assert answer.status_code == 422
    assert fault in answer.content.decode()
    assert "Invited, not here yet" not in ola.get(reverse("partner:staff")).content.decode()


def test_roles_change_with_a_reason_that_the_journal_keeps(ola: Client, people: People, now: datetime) -> None:
    address = reverse("partner:person", args=[people.ines.user_id])
    assert ola.post(address, {"roles": ["sales", "operations"], "reason": ""}).status_code == 422
    assert roles_of(people.ines.person, people.a, later(now)) == ("sales",)
    answer = ola.post(address, {"roles": ["sales", "operations"], "reason": "She sends the files from May on."})
    assert answer.status_code == 302
    assert roles_of(people.ines.person, people.a, later(now)) == ("operations", "sales")
    with acting_as(people.ola):
        (row,) = reading.visible_to(people.ola).filter(verb="access.roles_changed")
    assert row.reason == "She sends the files from May on."
    assert row.user_id == people.ola.user_id


def test_the_last_principal_stays(ola: Client, people: People, now: datetime) -> None:
    address = reverse("partner:person", args=[people.ola.user_id])
    answer = ola.post(address, {"roles": ["sales"], "reason": "Tired."})
    assert answer.status_code == 422
    assert "Somebody must stay" in answer.content.decode()
    ola.post(reverse("partner:dismiss", args=[people.ola.user_id]), {"reason": "Tired."})
    assert roles_of(people.ola.person, people.a, later(now)) == ("principal",)


def test_somebody_who_is_dismissed_cannot_act_any_more(ola: Client, ines: Client, people: People) -> None:
    assert ines.get(reverse("partner:staff")).status_code == 200
    address = reverse("partner:dismiss", args=[people.ines.user_id])
    ola.post(address, {"reason": ""})
    assert ines.get(reverse("partner:staff")).status_code == 200
    ola.post(address, {"reason": "She has left."})
    assert ines.get(reverse("partner:staff")).status_code == 302


def test_sams_people_and_invitations_are_not_there_for_ola(
    ola: Client, sam: Client, people: People, now: datetime
) -> None:
    sam.post(reverse("partner:invite"), {"email": "new@b.example", "role": "sales"})
    with acting_as(WORKER):
        (waiting,) = open_invitations(WORKER, partner_id=people.b, now=now)
    assert ola.get(reverse("partner:person", args=[people.sam.user_id])).status_code == 404
    for address in (
        reverse("partner:person", args=[people.sam.user_id]),
        reverse("partner:dismiss", args=[people.sam.user_id]),
        reverse("partner:withdraw_invitation", args=[waiting.pk]),
    ):
        assert ola.post(address, {"roles": ["sales"], "reason": "Come over."}).status_code == 404
    assert roles_of(people.sam.person, people.a, later(now)) == ()
    assert "new@b.example" in sam.get(reverse("partner:staff")).content.decode()
    sam.post(reverse("partner:withdraw_invitation", args=[waiting.pk]))
    sam.get(reverse("partner:today"))  # shows the message that names the address
    assert "new@b.example" not in sam.get(reverse("partner:staff")).content.decode()


def test_a_salesperson_reads_the_list_and_changes_nothing(ines: Client, people: People) -> None:
    page = ines.get(reverse("partner:staff")).content.decode()
    assert "Ola" in page
    assert "Invite somebody" not in page
    for address in (reverse("partner:invite"), reverse("partner:person", args=[people.ola.user_id])):
        answer = ines.get(address)
        assert answer.status_code == 403
        assert "own.staff.manage" in answer.content.decode()
