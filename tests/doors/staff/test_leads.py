"""The vendor's pages of leads: the list, one lead and its way, files, by hand, the policy, answers and sources."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fairway.kit.access import WORKER, acting_as
from fairway.leads import actions
from fairway.leads.models import Lead
from tests.builders import People
from tests.rooms.leads.stories import POLICY, asks, comes, lay, lead, route

HEAD = "lead,source,company,country,region,city,product,contact,email,phone,language,need,consent\n"
HOSTILE = "<script>alert(1)</script>{{ 7 }}\"'><img src=x>"
ROW = "{0},Spring fair,Company {0},DE,BY,Munich,,Nils,nils{0}@nordlicht.example,,de,Cameras,On paper\n"


@pytest.fixture(autouse=True)
def on_the_day(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr("fairway.kit.access.middleware.timezone.now", lambda: now)


@pytest.fixture
def ground(people: People, now: datetime) -> None:
    lay(people, now)


def test_the_list_says_where_each_lead_stands_in_few_queries_and_is_exported(
    carl: Client, people: People, now: datetime, ground: None, django_assert_max_num_queries: object
) -> None:
    for number in range(8):
        comes(now, company=f"=HYPERLINK({number})", source="Spring fair" if number % 2 else "Autumn fair")
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        page = carl.get("/vendor/leads/").content.decode()
    assert "Needs a person" in page and "Anker Mess" in page and "Spring fair" in page
    export = carl.get("/vendor/leads/?export=csv").content.decode()
    assert "'=HYPERLINK(3)" in export and "\n=HYPERLINK" not in export
    assert "nils@" not in export
    few = carl.get("/vendor/leads/?state=unrouted&source=Spring+fair").content.decode()
    assert few.count("/vendor/leads/L-") == 1  # six of eight have holders; one of the two others is of this source


@pytest.mark.parametrize(
    "query", ["state=open", "state=worked", "way=web", "country=de", "person=NILS", "since=2026-01-01"]
)
def test_every_filter_narrows(carl: Client, people: People, now: datetime, ground: None, query: str) -> None:
    code, made = comes(now)
    with acting_as(people.ola):
        actions.accept(actor=people.ola, now=now, code=made)
    assert code in carl.get(f"/vendor/leads/?{query}").content.decode()


def test_one_lead_says_how_it_was_routed_and_why(
    carl: Client, people: People, now: datetime, ground: None, django_assert_max_num_queries: object
) -> None:
    code, made = comes(now)
    with acting_as(people.ola):
        actions.decline(actor=people.ola, now=now, code=made, why="too_small", text="Two cameras only")
    route(code, now)
    with django_assert_max_num_queries(30):  # type: ignore[operator]
        page = carl.get(f"/vendor/leads/{code}/").content.decode()
    for words in (
        "Chosen: among 2 equals its last turn is the oldest.", "It was asked before, and did not take this lead.",
        "Open grant of Germany.", "Too small for us: Two cameras only", "Offered to", "nils@nordlicht.example",
        "Spring fair, 9 February, on paper",
    ):  # fmt: skip
        assert words in page, words


def test_texts_of_strangers_are_shown_as_they_were_written(
    carl: Client, ola: Client, people: People, now: datetime, ground: None
) -> None:
    code, made = comes(now, company=HOSTILE, need=HOSTILE, contact_name=HOSTILE, city="Ulm<b>", source=HOSTILE)
    ola.post(f"/partner/leads/{made}/do/", {"deed": "accept"})
    for page in (
        carl.get(f"/vendor/leads/{code}/"), carl.get("/vendor/leads/"), carl.get("/vendor/leads/sources/"),
        ola.get(f"/partner/leads/{made}/"), ola.get("/partner/leads/"),
    ):  # fmt: skip
        text = page.content.decode()
        assert page.status_code == 200
        assert "<script>alert(1)" not in text and "<img src=x>" not in text and "Ulm<b>" not in text


def test_the_vendors_hand_does_each_deed_once(carl: Client, people: People, now: datetime, ground: None) -> None:
    code, _ = comes(now)

    def do(**said: str) -> str:
        return carl.post(f"/vendor/leads/{code}/do/", said, follow=True).content.decode()

    assert "Give a reason" in do(deed="undo")
    assert "Undone." in do(deed="undo", reason="The other branch")
    assert "Choose a partner." in do(deed="offer", partner="x")
    assert "There is no such partner" in do(deed="offer", partner="99999999")
    assert "Offered." in do(deed="offer", partner=str(people.b))
    assert "Taken back." in do(deed="pull_back", reason="They asked for somebody nearer")
    assert "cannot be done any more" in do(deed="again")
    assert "Choose why" in do(deed="close")
    assert "Put away." in do(deed="close", why="spam")
    assert "Taken up again." in do(deed="reopen", reason="It was none")
    assert "routed again" in do(deed="again")
    assert "is blanked" in do(deed="erase", reason="Asked by mail")
    assert "Choose what to do." in do(deed="dance")
    page = carl.get(f"/vendor/leads/{code}/").content.decode()
    assert "nils@nordlicht.example" not in page and "Blanked" in page


def test_whoever_only_reads_does_nothing(
    ada: Client, dirk: Client, people: People, now: datetime, ground: None
) -> None:
    code, _ = comes(now)
    page = ada.get(f"/vendor/leads/{code}/").content.decode()
    assert "Undo a wrong assignment" not in page
    assert ada.post(f"/vendor/leads/{code}/do/", {"deed": "undo", "reason": "x"}).status_code == 403
    assert dirk.get(f"/vendor/leads/{code}/").status_code == 404


def test_a_lead_is_written_down_by_hand(carl: Client, people: People, now: datetime, ground: None) -> None:
    given = {"company": "Werft AG", "country": "DE", "contact_phone": "+49 40 1", "source": "Phone"}
    refused = carl.post("/vendor/leads/new/", given)
    assert refused.status_code == 422 and "This is needed." in refused.content.decode()
    made = carl.post("/vendor/leads/new/", {**given, "consent": "Asked us to, on the phone"})
    assert re.fullmatch(r"/vendor/leads/L-\w{5}-\w{5}/", made["Location"])
    assert lead(made["Location"].split("/")[3]).way_in == "hand"
    assert carl.post("/vendor/leads/new/", {**given, "country": "XX", "consent": "y"}).status_code == 422


def sent(carl: Client, text: str) -> str:
    answer = carl.post("/vendor/leads/import/", {"file": SimpleUploadedFile("leads.csv", text.encode())})
    assert answer.status_code == 302
    return str(answer["Location"])


def test_a_file_of_five_thousand_rows_with_faults_is_told_row_by_row(
    carl: Client, people: People, now: datetime, ground: None
) -> None:
    lines = [ROW.format(number) for number in range(1, 5001)]
    lines[9] = "10,Spring fair,,DE,,,,,ten@nordlicht.example,,,,On paper\n"
    lines[99] = "100,Spring fair,C,Germany,,,,,x@nordlicht.example,,,,On paper\n"
    lines[999] = "1000,Spring fair,C,DE,,,Teapot,,x@nordlicht.example,,,,On paper\n"
    lines[4998] = "1,Spring fair,C,DE,,,,,x@nordlicht.example,,,,no\n"
    where = sent(carl, HEAD + "".join(lines))
    page = carl.get(where).content.decode()
    for words in (
        "Name the company.", "is no country code", "no product and no product line", "Row 2 says this already",
        "Say how this person agreed",
    ):  # fmt: skip
        assert words in page, words
    told = carl.get(f"{where}?export=csv").content.decode().splitlines()
    assert sorted(int(row.split(",")[0]) for row in told[1:]) == [11, 101, 1001, 5000, 5000]
    assert not any("(" in row.split(",")[2] for row in told[1:])  # the value as the file has it
    assert carl.post(where, {}).status_code == 422
    with acting_as(WORKER):
        assert not Lead.objects.exists()


def test_five_thousand_sound_rows_are_taken_at_once_and_only_once(
    carl: Client, people: People, now: datetime, ground: None
) -> None:
    text = HEAD + "".join(ROW.format(number) for number in range(1, 5001))
    assert carl.post(sent(carl, text), {"reason": "The fair"})["Location"] == "/vendor/leads/"
    carl.post(sent(carl, text), {})
    with acting_as(WORKER):
        assert Lead.objects.count() == 5000


def test_the_policy_is_written_checked_and_published_by_a_second_person(maya: Client, theo: Client) -> None:
    assert "No routing policy yet" in maya.get("/vendor/leads/routing/").content.decode()
    assert "routing: leads" in maya.get("/vendor/leads/routing/edit/").content.decode()
    found = maya.post("/vendor/leads/routing/check/", {"text": POLICY.replace("right: 40", "right: 4")})
    assert "64 points together; they have to be 100" in found.content.decode()
    maya.post("/vendor/leads/routing/edit/", {"text": POLICY, "save": "yes"})
    maya.post("/vendor/leads/routing/submit/")
    assert "second person" in maya.post("/vendor/leads/routing/publish/", follow=True).content.decode()
    assert (
        "Published." in theo.post("/vendor/leads/routing/publish/", {"reason": "Agreed"}, follow=True).content.decode()
    )
    maya.post("/vendor/leads/routing/edit/", {"text": POLICY.replace("rounds: 3", "rounds: 2"), "save": "yes"})
    page = maya.get("/vendor/leads/routing/").content.decode()
    assert "It is offered 3 times at most" in page and "becomes" in page
    assert "It is offered 2 times at most" in maya.get("/vendor/leads/routing/compare/").content.decode()
    assert maya.get("/vendor/leads/routing/compare/?after=77").status_code == 404


def test_the_example_of_the_editor_is_sound() -> None:
    from fairway.leads.rules.policy import check
    from fairway.web.staff.leads.policy import START

    assert check(START).problems == ()


def test_answers_and_sources_say_how_sure_they_are(carl: Client, people: People, now: datetime, ground: None) -> None:
    empty = carl.get("/vendor/leads/answers/").content.decode()
    assert "Nobody was offered a lead" in empty
    _, first = comes(now)
    _, second = comes(now)
    with acting_as(people.ola):
        actions.accept(actor=people.ola, now=now, code=first)
    with acting_as(people.sam):
        actions.decline(actor=people.sam, now=now, code=second, why="other")
    page = carl.get("/vendor/leads/answers/").content.decode()
    assert "1 of 1: 21 to 100 %" in page and "0 of 1: 0 to 79 %" in page and "<svg" in page
    assert "Anker Mess,1,0 min,100.0" in carl.get("/vendor/leads/answers/?export=csv").content.decode()
    assert "Spring fair,2,2,1,0,0,0,0.0" in carl.get("/vendor/leads/sources/?export=csv").content.decode()
    for since in ("2099-01-01", "0001-01-01", "<b>", "2026-99-99"):
        assert carl.get("/vendor/leads/answers/", {"since": since}).status_code == 200
        assert carl.get("/vendor/leads/sources/", {"since": since}).status_code == 200


def test_the_day_begins_with_what_needs_a_person(carl: Client, people: People, now: datetime, ground: None) -> None:
    for _ in range(7):
        comes(now)
    page = carl.get("/vendor/").content.decode()
    assert "Lead needs a person" in page and "/vendor/leads/?state=unrouted" in page


def test_nothing_is_routed_while_no_policy_is_published_and_the_list_says_so(carl: Client, now: datetime) -> None:
    code = asks(now)
    assert "No routing policy is published" in carl.get("/vendor/leads/").content.decode()
    assert "It is routed within a minute" in carl.get(f"/vendor/leads/{code}/").content.decode()
