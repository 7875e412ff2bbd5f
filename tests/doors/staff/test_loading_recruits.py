"""The pipeline, plans of onboarding and what was done of them, from files: shown first, taken once, nothing lost."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from fairway.kit.access import WORKER, acting_as
from fairway.partners import actions, queries
from fairway.partners.models import Application, Completion, Paper, Plan, Referral, Task
from tests.builders import People
from tests.doors.conftest import SignIn
from tests.doors.staff.stories import text_of
from tests.rooms.partners.builders import applied, publish

HEAD = "Company;As;State;Country;Tax number;Contact;E-mail;Owner;Referred by;Note;Applied;Message"
GOOD = (
    "Kestrel Optics Ltd;reseller;;GB;;Ann Kerr;ann@kestrel.example;;B-2;Met at the fair;;",
    "Alpenblick AG;oem;In review;CH;;Urs Frei;urs@alpenblick.example;carl@vendor.example;;;2026-01-05;",
    "Roche Bleue SARL;distributor;refused;FR;;;;;;;;No service technicians",
)


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


@pytest.fixture
def carl(people: People, sign_in: SignIn) -> Client:
    return sign_in(people.carl)


def chosen(browser: Client, name: str, *lines: str) -> str:
    """Choose a file; the address of what it says."""
    file = SimpleUploadedFile("rows.csv", "\n".join([*lines, ""]).encode())
    answer = browser.post(reverse(f"staff:{name}_import"), {"file": file})
    assert answer.status_code == 302, answer.content.decode()
    return answer.headers["Location"]


def taken(browser: Client, name: str, *lines: str) -> str:
    """Choose a file and take it; what the page says then."""
    return text_of(browser.post(chosen(browser, name, *lines), {"reason": "From the old system"}, follow=True))


def exported(browser: Client, name: str) -> list[list[str]]:
    text = browser.get(reverse(name) + "?export=csv").content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def again(rows: list[list[str]]) -> tuple[str, ...]:
    """An export as a file to load."""
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=";").writerows(rows)
    return tuple(buffer.getvalue().splitlines())


def test_prospects_come_from_a_file_once_with_their_state_owner_and_referrer(carl: Client, people: People) -> None:
    assert "3 added, 0 changed, 0 as they were" in taken(carl, "prospects", HEAD, *GOOD)
    with acting_as(WORKER):
        rows = {row.name: row for row in Application.objects.all()}
        referral = Referral.objects.get(application=rows["Kestrel Optics Ltd"])
    assert {name: row.state for name, row in rows.items()} == {
        "Kestrel Optics Ltd": "prospect", "Alpenblick AG": "in_review", "Roche Bleue SARL": "refused",
    }  # fmt: skip
    assert (referral.partner_id, referral.status) == (people.b, "prospect")
    review = rows["Alpenblick AG"]
    assert (review.owner_id, review.applied_at and review.applied_at.date()) == (
        people.carl.user_id, date(2026, 1, 5)
    )  # fmt: skip
    assert "0 added, 0 changed, 3 as they were" in taken(carl, "prospects", HEAD, *GOOD)
    with acting_as(WORKER):
        assert Application.objects.count() == 3
    changed = GOOD[0].replace("Ann Kerr", "Ann Kerr-Jones").replace("Met at the fair", "")
    assert "0 added, 1 changed, 0 as they were" in taken(carl, "prospects", HEAD, changed)
    with acting_as(WORKER):
        kestrel = Application.objects.get(name="Kestrel Optics Ltd")
    assert (kestrel.contact, kestrel.note) == ("Ann Kerr-Jones", "")
    # who was loaded is decided like everybody else
    with acting_as(people.carl):
        made = actions.approve(
            actor=people.carl, now=datetime.now(UTC), application_id=review.pk, code="ALP", known=True
        )
    assert made.partner_id


def test_bad_rows_are_named_and_the_file_comes_back_with_what_is_wrong(carl: Client, people: People) -> None:
    bad = (
        GOOD[0],
        "Nobody Ltd;wizard;;GB;;;;;;;;",
        "Somebody Ltd;reseller;;UK;;;;zoe@vendor.example;X-9;;;",
        "Fast Ltd;reseller;approved;GB;;;;;;;2099-01-01;",
        "Late Ltd;reseller;refused;GB;;;;;;;;",
        "Kestrel Optics LTD;oem;;GB;;;;;;;;",
        "Soon Ltd;oem;;GB;;;;;;;soon;",
        ";oem;;GB;;;;;;;;",
        "Tax GmbH;oem;;DE;DE136695970;;;;;;;",
    )
    address = chosen(carl, "prospects", HEAD, *bad)
    page = text_of(carl.get(address))
    for sentence in (
        "“wizard” is not a partner type", "“UK” is not an ISO 3166", "Nobody of your own organisation has this",
        "There is no partner of this code", "An approved company is a partner", "2099-01-01 has not come yet",
        "Say why it was refused", "Row 2 says this already", "“soon” is not a day", "Write the company's name",
        "a digit is missing or mistyped",
    ):  # fmt: skip
        assert sentence in page, sentence
    fix = carl.get(address + "?export=fix")
    assert "attachment" in fix["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(b"".join(fix.streaming_content).decode("utf-8-sig"))))  # type: ignore[attr-defined]
    assert rows[0] == [*HEAD.split(";"), "What is wrong"]
    assert len(rows) == 10
    assert rows[1][-1] == ""
    assert "“wizard” is not a partner type" in rows[2][-1]
    with acting_as(WORKER):
        assert not Application.objects.exists()
    # put right in place and chosen again, with the column that said what was wrong
    assert "1 added" in taken(carl, "prospects", *again(rows[:2]))


def test_what_an_applicant_wrote_is_not_overwritten(carl: Client, people: People, now: datetime) -> None:
    publish(people.carl, now)
    number = applied(now)
    head = "Number;Company;Country;City;Note"
    page = text_of(carl.get(chosen(carl, "prospects", head, f"{number};Nordlicht;DE;Hamburg;")))
    assert "This application is applied and says “Kiel”: what an applicant wrote is not overwritten" in page
    assert "This application is applied and says “Nordlicht Messtechnik GmbH”" in page
    assert "1 changed" in taken(carl, "prospects", head, f"{number};Nordlicht Messtechnik GmbH;;;Called back")
    assert "There is no application of this number" in text_of(
        carl.get(chosen(carl, "prospects", head, "4711;Nordlicht;;;"))
    )
    with acting_as(WORKER):
        one = Application.objects.get(pk=number)
    assert (one.city, one.note) == ("Kiel", "Called back")


def test_the_exported_list_of_applications_loads_again_and_changes_nothing(
    carl: Client, people: People, now: datetime
) -> None:
    publish(people.carl, now)
    applied(now)
    taken(carl, "prospects", HEAD, *GOOD)
    rows = exported(carl, "staff:applications")
    assert len(rows) == 5
    with acting_as(WORKER):
        before = list(Application.objects.order_by("pk").values())
    assert "0 added, 0 changed, 4 as they were" in taken(carl, "prospects", *again(rows))
    with acting_as(WORKER):
        assert list(Application.objects.order_by("pk").values()) == before


ASKED = "For how many years have you sold instruments?;What do you sell?;Do you repair?"


def test_answers_come_along_and_are_counted(carl: Client, people: People, now: datetime) -> None:
    publish(people.carl, now)
    head = f"Company;As;State;Country;Contact;E-mail;{ASKED};Your certificate"
    rows = (
        "Kestrel Optics Ltd;reseller;;GB;Ann Kerr;ann@kestrel.example;5;cameras;yes;",
        "Alpenblick AG;reseller;applied;CH;Urs Frei;urs@alpenblick.example;4;Cameras; METERS;no;iso.pdf",
        "Fjordlys AS;reseller;applied;NO;Kari Dahl;kari@fjordlys.example;;;;",
    )
    rows = (rows[0], rows[1].replace("Cameras; METERS", '"Cameras; METERS"'), rows[2])
    address = chosen(carl, "prospects", head, *rows)
    page = carl.get(address).content.decode()
    assert page.count('<span class="table__sub">answer</span>') == 3
    assert page.count('<span class="table__sub">not read</span>') == 1
    assert "3 added" in text_of(carl.post(address, {"reason": ""}, follow=True))
    with acting_as(WORKER):
        found = {row.name: row for row in Application.objects.all()}
    assert found["Alpenblick AG"].answers == {"since": ["4"], "lines": ["cameras", "meters"], "repairs": ["no"]}
    # 4 years: 10 + cameras: 15 + meters: 5
    assert (found["Alpenblick AG"].score, found["Alpenblick AG"].most) == (30, 35)
    assert found["Kestrel Optics Ltd"].answers == {"since": ["5"], "lines": ["cameras"], "repairs": ["yes"]}
    assert found["Kestrel Optics Ltd"].paper_id is None
    assert (found["Fjordlys AS"].answers, found["Fjordlys AS"].score) == ({}, None)
    shown = text_of(carl.get(reverse("staff:application", args=[found["Kestrel Optics Ltd"].pk])))
    assert "For how many years have you sold instruments?" in shown
    assert "0 added, 0 changed, 3 as they were" in taken(carl, "prospects", head, *rows)
    assert "0 added, 1 changed" in taken(carl, "prospects", head, rows[0].replace(";5;", ";7;"))
    out = exported(carl, "staff:applications")
    assert {*ASKED.split(";"), "Your certificate"} <= set(out[0])
    alpenblick = dict(zip(out[0], next(row for row in out if row[0] == "Alpenblick AG"), strict=True))
    assert (alpenblick["What do you sell?"], alpenblick["Do you repair?"]) == ("Cameras; Meters", "No")
    assert "0 added, 0 changed, 3 as they were" in taken(carl, "prospects", *again(out))


def test_answers_that_cannot_be_taken_are_named(carl: Client, people: People, now: datetime) -> None:
    publish(people.carl, now)
    applied(now)
    head = f"Company;As;Country;{ASKED}"
    rows = (
        "Kestrel Optics Ltd;reseller;GB;many;cameras;yes",
        "Alpenblick AG;reseller;CH;4;bikes;perhaps",
        "Roche Bleue SARL;distributor;FR;4;;",
        "Fjordlys AS;;NO;4;;",
        "Nordlicht Messtechnik GmbH;;DE;4;meters;yes",
    )
    page = text_of(carl.get(chosen(carl, "prospects", head, *rows)))
    for sentence in (
        "“many” is not a number", "“bikes” is not one of the choices", "Answer yes or no.",
        "No form is open for who applies as distributor", "No form is open for who applies without a type",
        "This application is applied and says “Cameras”: what an applicant wrote is not overwritten",
    ):  # fmt: skip
        assert sentence in page, sentence
    with acting_as(WORKER):
        assert Application.objects.count() == 1


def test_what_looks_like_a_formula_goes_out_harmless_and_comes_back_as_it_was(
    carl: Client, people: People, tmp_path: Path
) -> None:
    head = "Company;Country;Postal code;Phone;Note"
    taken(carl, "prospects", head, "Kestrel;GB;01067;+44 20 1234;=1+1 & <more>")
    with acting_as(WORKER):
        before = list(Application.objects.values())
    assert before[0]["phone"] == "+44 20 1234"
    text = carl.get(reverse("staff:applications") + "?export=csv").content.decode("utf-8-sig")
    assert "'=1+1 & <more>" in text
    assert "1 as they were" in taken(carl, "prospects", *again(exported(carl, "staff:applications")))
    answer = carl.get(reverse("staff:applications") + "?export=xlsx")
    assert answer["Content-Disposition"] == 'attachment; filename="applications.xlsx"'
    file = SimpleUploadedFile("applications.xlsx", answer.content)
    address = carl.post(reverse("staff:prospects_import"), {"file": file}).headers["Location"]
    assert "1 as they were" in text_of(carl.post(address, {"reason": ""}, follow=True))
    with acting_as(WORKER):
        assert list(Application.objects.values()) == before


PLAN = (
    "Type;Kind;Id;Title;Side;Due days;Gates;Met by;Document",
    "reseller;plan;;First weeks;;;;;",
    "reseller;gate;ordering;No ordering before the agreement is in force.;;;;;",
    "reseller;task;agreement;Sign: the “agreement”;partner;14;ordering;agreement_in_force;",
    "reseller;task;account;Open the credit account # quickly;vendor;10;ordering;;",
)


def test_a_plan_comes_from_a_file_as_a_draft_and_goes_out_as_it_came(carl: Client, people: People) -> None:
    assert "4 added" in taken(carl, "plan_tasks", *PLAN)
    with acting_as(WORKER):
        (paper,) = Paper.objects.filter(kind="plan")
    assert (paper.type, paper.published_at) == ("value_added_reseller", None)
    assert "0 added, 0 changed, 4 as they were" in taken(carl, "plan_tasks", *PLAN)
    rows = exported(carl, "staff:plan_tasks")
    assert "0 added, 0 changed, 4 as they were" in taken(carl, "plan_tasks", *again(rows))
    with acting_as(people.carl):
        actions.publish_paper(actor=people.carl, now=datetime.now(UTC), paper_id=paper.pk)
    assert "0 added, 1 changed" in taken(carl, "plan_tasks", *(line.replace(";10;", ";5;") for line in PLAN))
    with acting_as(WORKER):
        assert [row.version for row in Paper.objects.filter(kind="plan").order_by("version")] == [1, 2]


def test_what_is_wrong_about_a_plan_is_named_row_by_row_and_as_a_whole(carl: Client) -> None:
    bad = (PLAN[0], "wizard;task;a;Do;partner;1;;;", "reseller;task;b;Do;nobody;soon;;luck;", "reseller;deed;c;;;;;;")
    page = text_of(carl.get(chosen(carl, "plan_tasks", *bad)))
    for sentence in ("“wizard” is not a partner type", "Say whose it is", "Write the days after", "Fairway knows of",
                     "“deed” is not a part of a plan", "Write what to do"):  # fmt: skip
        assert sentence in page, sentence
    whole = (PLAN[0], "reseller;task;b;Do;vendor;3;shipping;;")
    assert "'shipping' is not a gate of this plan" in text_of(
        carl.post(chosen(carl, "plan_tasks", *whole), {"reason": ""})
    )
    with acting_as(WORKER):
        assert not Paper.objects.exists()


DONE = "Partner code;Type;Task;State;Done on;Note;Title;Side;Due;Owner;Began"


def test_what_partners_have_done_comes_from_a_file_once(carl: Client, people: People, now: datetime) -> None:
    publish(people.carl, now)
    lines = (
        DONE,
        "A-1;reseller;tax;done;2026-01-08;In the finance archive, 4711;;;;ola@a.example;2026-01-02",
        "A-1;reseller;account;waived;2026-01-09;Pays in advance;;;;;",
        "A-1;reseller;visit;done;2026-01-20;;Visit the site;vendor;2026-02-01;carl@vendor.example;",
    )
    assert "3 added" in taken(carl, "onboarding_tasks", *lines)
    with acting_as(WORKER):
        plan = Plan.objects.get(partner=people.a)
        tasks = {task.key: task for task in Task.objects.filter(plan=plan)}
        done = {row.task.key: row for row in Completion.objects.select_related("task")}
    assert (plan.began_on, tasks["agreement"].due_on) == (date(2026, 1, 2), date(2026, 1, 16))
    assert tasks["tax"].owner_id == people.ola.user_id
    assert (tasks["visit"].place, tasks["visit"].title) == (4, "Visit the site")
    assert {key: (row.kind, row.since_on) for key, row in done.items()} == {
        "tax": ("done", date(2026, 1, 8)), "account": ("waived", date(2026, 1, 9)),
        "visit": ("done", date(2026, 1, 20)),
    }  # fmt: skip
    assert "0 added, 0 changed, 3 as they were" in taken(carl, "onboarding_tasks", *lines)
    rows = exported(carl, "staff:onboarding_tasks")
    assert len(rows) == 5
    assert "0 added, 0 changed, 4 as they were" in taken(carl, "onboarding_tasks", *again(rows))
    # last week's file opens nothing again
    undone = (DONE, "A-1;reseller;tax;open;;;;;;;")
    assert "1 as they were" in taken(carl, "onboarding_tasks", *undone)
    with acting_as(WORKER):
        assert Completion.objects.filter(until_on=None).count() == 3


def test_rows_about_tasks_that_cannot_be_taken_are_named(carl: Client, people: People, now: datetime) -> None:
    publish(people.carl, now)
    bad = (
        DONE,
        "X-9;reseller;tax;open;;;;;;;",
        "A-1;reseller;agreement;done;2026-01-08;;;;;;",
        "A-1;reseller;tax;done;2026-01-08;;;;;;",
        "A-1;reseller;account;waived;2026-01-08;;;;;;",
        "A-1;reseller;dance;open;;;;;;;",
        "B-2;reseller;account;done;;;;;;;",
        "A-1;distributor;stock;open;;;Stock;vendor;2026-02-01;;",
        "B-2;reseller;tax;done;;x;;;;nobody@b.example;",
        "A-1;reseller;TAX;perhaps;2099-01-01;;T;vendor;2026-02-01;;",
    )
    page = text_of(carl.get(chosen(carl, "onboarding_tasks", *bad)))
    for sentence in (
        "There is no partner X-9", "done by itself once there is an agreement in force", "say where it is kept",
        "Say why this partner need not do it", "give its title, or another id", "give its due day",
        "A-1 was never of this type", "Nobody of the task's side", "“perhaps” is no state of a task",
        "2099-01-01 has not come yet", "small letters", "Say since which day",
    ):  # fmt: skip
        assert sentence in page, sentence
    with acting_as(WORKER):
        assert not Plan.objects.exists()


def test_an_auditor_reads_the_tasks_and_loads_nothing(ada: Client, people: People, now: datetime) -> None:
    publish(people.carl, now)
    for name in ("staff:plan_tasks", "staff:onboarding_tasks", "staff:applications"):
        page = ada.get(reverse(name)).content.decode()
        assert not re.search(r"import/", page)
    for name in ("prospects", "plan_tasks", "onboarding_tasks"):
        assert ada.get(reverse(f"staff:{name}_import")).status_code == 403
    with acting_as(WORKER):
        assert queries.steps(WORKER)
