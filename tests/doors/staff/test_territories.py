"""Territories in the vendor's workspace: grant with evidence, the map, who can serve, files, sales outside."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from fairway.agreements.models import Grant
from fairway.agreements.queries import places
from fairway.kit.access import WORKER, acting_as
from tests.builders import People, person
from tests.doors.conftest import SignIn
from tests.rooms.agreements.territory_stories import grant, lay_ground, terms

Limit = Callable[..., object]
FORM = {
    "partner": "A-1", "places": "US-IA", "excepted": "", "line": "bikes", "segment": "", "kind": "exclusive",
    "at_most": "", "since_on": "2026-01-01", "until_on": "2027-01-01", "reason": "As agreed.",
}  # fmt: skip


@pytest.fixture(autouse=True)
def ground(people: People, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fairway.kit.access.middleware.timezone.now", lambda: now)
    lay_ground(people.maya, now)


def text(page: object) -> str:
    return re.sub(r"\s+", " ", page.content.decode())  # type: ignore[attr-defined]


def lines_there() -> tuple[object, ...]:
    with acting_as(WORKER):
        return tuple(places.lines(WORKER))


def count() -> int:
    with acting_as(WORKER):
        return Grant.objects.count()


def test_a_grant_is_checked_beside_the_button_and_then_made(maya: Client) -> None:
    seen = text(maya.get(reverse("staff:grant_add"), {name: FORM[name] for name in FORM if name != "reason"}))
    assert "Nothing stands in the way" in seen
    assert count() == 0
    answer = maya.post(reverse("staff:grant_add"), FORM)
    assert answer.status_code == 302
    page = text(maya.get(answer.headers["Location"]))
    assert "As agreed." in page
    assert "Iowa" in page
    assert maya.post(reverse("staff:grant_add"), FORM).headers["Location"] == answer.headers["Location"]
    assert count() == 1


def test_a_refused_grant_names_the_standing_one_and_offers_what_fits(
    maya: Client, people: People, now: datetime
) -> None:
    standing = grant(people.maya, now, terms(people.b, "US 503", line="bikes"))
    answer = maya.post(reverse("staff:grant_add"), FORM)
    page = text(answer)
    assert answer.status_code == 422
    assert "Baylight Systems holds ZIP 503 exclusively, Bikes, All customers, from 2026-01-01 until 2027-01-01." in page
    assert reverse("staff:grant", args=[standing]) in page
    assert count() == 1
    assert "Iowa except ZIP 503." in page
    (offer,) = [value for value in re.findall(r'name="use"\s+value="([^"]+)"', page) if "excepted=US" in value]
    again = text(maya.post(reverse("staff:grant_add"), {**FORM, "use": offer.replace("&amp;", "&")}))
    assert "Nothing stands in the way" in again
    assert 'value="2026-01-01"' in again
    assert FORM["reason"] in again  # what was written stays
    assert count() == 1  # and it is only asked


def test_every_fault_stands_at_its_field(maya: Client) -> None:
    wrong = {**FORM, "partner": "Nobody", "places": "Atlantis", "kind": "shared", "reason": ""}
    page = text(maya.post(reverse("staff:grant_add"), wrong))
    for sentence in ("no partner of the code or name “Nobody”", "no place Fairway knows", "This field is required"):
        assert sentence in page
    backwards = text(maya.post(reverse("staff:grant_add"), {**FORM, "until_on": "2025-01-01"}))
    assert "not after its first day" in backwards
    assert count() == 0


def test_a_grant_is_changed_and_ended_from_its_page(maya: Client, people: People, now: datetime) -> None:
    first = grant(people.maya, now, terms(people.a, "US-IA", until_on=None))
    changed = {**FORM, "places": "US-NE", "since_on": "2026-07-01"}
    answer = maya.post(reverse("staff:grant_change", args=[first]), changed)
    assert answer.status_code == 302
    assert f'Follows <a href="{reverse("staff:grant", args=[first])}"' in text(maya.get(answer.headers["Location"]))
    end = reverse("staff:grant_end", args=[first])
    page = text(maya.post(end, {"on": "2026-05-01", "reason": "Left."}, follow=True))
    assert "It ends on 2026-05-01." in page
    assert "YYYY-MM-DD" in text(maya.post(end, {"on": "soon", "reason": "Left."}, follow=True))
    assert maya.post(reverse("staff:grant_end", args=[987_654]), {"on": "2026-05-01"}).status_code == 404


def test_coverage_shows_map_matrix_and_what_if(
    maya: Client, people: People, now: datetime, django_assert_max_num_queries: Limit
) -> None:
    grant(people.maya, now, terms(people.a, "US-IA"))
    grant(people.maya, now, terms(people.a, "US-NE", "open"))
    grant(people.maya, now, terms(people.b, "US-NE", "open"))
    with django_assert_max_num_queries(29):
        page = text(maya.get(reverse("staff:coverage"), {"around": "US"}))
    assert "Iowa: Exclusive. Anker Mess" in page
    assert "Nebraska: Several partners. 2 partners" in page
    assert page.count("<path") >= 51
    gone = text(maya.get(reverse("staff:coverage"), {"around": "US", "without": people.a}))
    assert "Without Anker Mess: 1 place would have a gap" in gone
    above = text(maya.get(reverse("staff:coverage"), {"without": people.a}))
    assert "Without Anker Mess: fewer partners, and a gap at none of these places" in above
    assert "Partly, 2 partners" in above
    assert "open the place to see which" in above
    world = text(maya.get(reverse("staff:coverage")))
    assert "United States: Partly, several partners" in world
    later = text(maya.get(reverse("staff:coverage"), {"around": "US", "month": "14"}))
    assert "Iowa: Gap." in later
    named = text(maya.get(reverse("staff:coverage"), {"around": "US", "on": "2026-05-01"}))
    assert re.search(r"United States, All products[^<]*, on 1 May 2026", named)
    tiles = text(maya.get(reverse("staff:coverage"), {"around": "DE"}))
    assert "Bayern: Gap." in tiles
    assert maya.get(reverse("staff:coverage"), {"around": "XX"}).status_code == 404


def test_coverage_begins_with_the_segment_most_grants_speak_of(maya: Client, people: People, now: datetime) -> None:
    grant(people.maya, now, terms(people.a, "DE", "open", segment="schools"))
    first = text(maya.get(reverse("staff:coverage")))
    assert "Worldwide, All products, Schools, on" in first
    assert "Germany: One partner." in first
    everybody = text(maya.get(reverse("staff:coverage"), {"segment": ""}))
    assert "Worldwide, All products, on" in everybody
    assert "Germany: Partly, one partner." in everybody
    # every other choice of the page keeps to all customers
    assert all("segment=" in link for link in re.findall(r'href="(\?[^"]+)"', everybody))


def test_who_can_serve_is_answered_and_explained(maya: Client, people: People, now: datetime) -> None:
    grant(people.maya, now, terms(people.a, "US-IA", line="bikes"))
    asked = {"place": "ZIP 50309", "line": "road", "on": "2026-05-01"}
    assert "Exclusive grant of Iowa." in text(maya.get(reverse("staff:serve"), asked))
    missed = text(maya.get(reverse("staff:serve"), {**asked, "line": "clothing"}))
    assert "Holds Bikes there, not Clothing." in missed
    assert maya.get(reverse("staff:serve"), {"place": "Atlantis"}).status_code == 422


def test_grants_are_narrowed_and_exported_as_a_file_that_loads_again(
    maya: Client, people: People, now: datetime, django_assert_max_num_queries: Limit
) -> None:
    for zip_code in range(50_300, 50_360):
        grant(people.maya, now, terms(people.a, f"US {zip_code}"))
    grant(people.maya, now, terms(people.b, "DE", "open", excepted="DE-BY"))
    with django_assert_max_num_queries(24):
        assert "1–50 of 61" in text(maya.get(reverse("staff:grants")))
    rows = maya.get(reverse("staff:grants"), {"place": "US 5031", "export": "csv"}).content.decode("utf-8-sig")
    assert len(rows.splitlines()) == 11  # a heading and 50310 to 50319
    file = maya.get(reverse("staff:grants_file"), {"kind": "open"}).content
    assert b"B-2,DE,DE-BY,,,open,,2026-01-01,2027-01-01" in file
    page = text(maya.post(reverse("staff:grants_import"), {"file": SimpleUploadedFile("g.csv", file)}, follow=True))
    assert "Every row stands already" in page


def test_a_territory_file_is_tried_first_and_then_taken_row_by_row(maya: Client, people: People, now: datetime) -> None:
    grant(people.maya, now, terms(people.b, "US-NE", until_on=None))
    lines = [
        "Partner;ZIP;Product line;Kind",
        "A-1;50000-52899;Bikes;exclusive",
        "A-1;680;Bikes;open",
        "X-9;503;Bikes;open",
    ]
    sent = SimpleUploadedFile("t.csv", "\n".join(lines).encode())
    answer = maya.post(reverse("staff:grants_import"), {"file": sent})
    page = text(maya.get(answer.headers["Location"]))
    assert "Grant 1 row" in page
    assert "Baylight Systems holds Nebraska exclusively" in page
    assert "no partner of this code or name" in page
    assert count() == 1
    given = {"since_on": "2026-03-01", "reason": "New year."}
    assert "The other rows were granted" in text(maya.post(answer.headers["Location"], given))
    assert count() == 2
    bad = SimpleUploadedFile("t.csv", b"a;b\n1;2\n")
    unread = maya.post(reverse("staff:grants_import"), {"file": bad}, follow=True)
    assert "No column is called “Partner”" in text(unread)


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("accounts", "Code;Name\nacme;Acme Works"),
        ("lines", "Code;Name;Parent\ngravel;Gravel bikes;bikes"),
        ("segments", "Code;Name;Parent\nclinics;Clinics;public"),
        ("postal", "Country;Postal code;Subdivision\nUS;550-567;Minnesota"),
    ],
)
def test_what_territories_are_made_of_is_loaded_from_files(maya: Client, name: str, lines: str) -> None:
    sent = SimpleUploadedFile(f"{name}.csv", lines.encode())
    answer = maya.post(reverse(f"staff:{name}_import"), {"file": sent})
    page = text(maya.post(answer.headers["Location"], {"reason": "New."}, follow=True))
    assert "1 added, 0 changed" in page


def test_a_file_of_lines_is_told_what_all_its_rows_together_say_before_any_is_taken(maya: Client) -> None:
    products = len(lines_there())
    rows = b"Code;Name;Parent\nalpha;Alpha;beta\nbeta;Beta;alpha\nlost;Lost;nowhere\n"
    sent = maya.post(reverse("staff:lines_import"), {"file": SimpleUploadedFile("lines.csv", rows)})
    page = text(maya.get(sent.headers["Location"]))
    assert "beta › alpha › beta: a product line cannot lie within itself." in page
    assert "There is no product line nowhere: add it first, or in this file." in page
    assert "Load 3 product lines" not in page
    assert len(lines_there()) == products
    good = SimpleUploadedFile("lines.csv", rows.replace(b"alpha;Alpha;beta", b"alpha;Alpha;").replace(b"nowhere", b""))
    sent = maya.post(reverse("staff:lines_import"), {"file": good})
    assert "Load 3 product lines" in text(maya.get(sent.headers["Location"]))
    assert len(lines_there()) == products  # looking takes nothing in
    maya.post(sent.headers["Location"], {"reason": "New lines"})
    assert len(lines_there()) == products + 3


def test_a_fault_stands_at_its_own_row_and_names_the_column_as_the_file_does(maya: Client) -> None:
    rows = b"Code;Name;Within\nfirst;First;nowhere\nsecond;Second;nowhere\n"
    sent = maya.post(reverse("staff:lines_import"), {"file": SimpleUploadedFile("lines.csv", rows)})
    told = maya.get(sent.headers["Location"] + "?export=csv").content.decode("utf-8-sig")
    assert [line.split(",")[:3] for line in told.splitlines()[1:]] == [
        ["2", "Within", "nowhere"], ["3", "Within", "nowhere"],
    ]  # fmt: skip


def test_a_circle_of_lines_is_refused_with_the_circle(maya: Client) -> None:
    given = {"tree": "line", "code": "bikes", "name": "Bikes", "parent": "road"}
    answer = maya.post(reverse("staff:line_save"), given)
    assert answer.status_code == 422
    assert "cannot lie within itself" in text(answer)


def test_territories_and_accounts_are_kept_by_hand(maya: Client, ada: Client) -> None:
    made = maya.post(
        reverse("staff:territory_add"), {"code": "midwest", "name": "Midwest", "areas": "US-IA; US-NE", "excepted": ""}
    )
    page = text(maya.get(made.headers["Location"]))
    assert "Iowa, Nebraska" in page
    with acting_as(WORKER):
        number = places.territories(WORKER)[0].id
    answer = maya.post(reverse("staff:grant_add"), {**FORM, "places": "", "territory": number})
    assert answer.status_code == 302, text(answer)
    assert "Anker Mess" in text(maya.get(made.headers["Location"]))
    wrong = maya.post(reverse("staff:territory_add"), {"code": "x", "name": "X", "areas": "Atlantis"})
    assert "no place Fairway knows" in text(wrong)
    maya.post(reverse("staff:account_add"), {"code": "acme", "name": "Acme Works"})
    assert "Acme Works" in text(maya.get(reverse("staff:accounts")))
    assert ada.post(made.headers["Location"], {"name": "Other", "areas": "DE"}).status_code == 403


def test_counsel_notes_a_finding_and_the_grant_goes_on(
    maya: Client, people: People, now: datetime, sign_in: SignIn
) -> None:
    said = {**FORM, "places": "DE", "kind": "shared", "at_most": "6", "line": ""}
    page = text(maya.post(reverse("staff:grant_add"), said))
    assert "Waits for counsel" in page
    assert count() == 0
    link = re.search(r'href="([^"]*counsel/[^"]*)"', page)
    assert link
    address = link[1].replace("&amp;", "&")
    assert maya.get(address).status_code == 403
    counsel = sign_in(person(now, "cleo@vendor.example", "Cleo", "counsel"))
    asked = text(counsel.get(address))
    for shown in (
        "Anker Mess",
        "Germany",
        "Shared by at most 6",
        "others may be kept from active sales there for at most 5",
    ):
        assert shown in asked
    other = text(counsel.get(address.replace("places=DE", "places=FR")))
    assert "France" not in other  # not what the note would be filed under
    assert "at least twenty" in text(counsel.post(address, {"text": "Fine."}))
    counsel.post(address, {"text": "Two of the six leave in March; see the memorandum."})
    assert "Cleo" in text(counsel.get(address))
    before = text(maya.get(reverse("staff:grant_add"), said))
    assert "Two of the six leave in March" in before
    assert "Waits for counsel" not in before
    assert maya.post(reverse("staff:grant_add"), said).status_code == 302


def test_partners_and_direct_sales_have_no_way_in(ola: Client, dirk: Client) -> None:
    for name in ("coverage", "serve", "grants", "territories", "accounts", "lines", "outside_sales"):
        assert ola.get(reverse(f"staff:{name}")).status_code == 404
        assert dirk.get(reverse(f"staff:{name}")).status_code == 404


def test_a_partner_reads_its_own_territories_and_nobody_elses(
    ola: Client, sam: Client, people: People, now: datetime
) -> None:
    grant(people.maya, now, terms(people.a, "US-IA", line="bikes"))
    grant(people.maya, now, terms(people.a, "FR", "shared", at_most=3, since_on=date(2026, 6, 1)))
    grant(people.maya, now, terms(people.b, "US-NE", "open"))
    page = text(ola.get(reverse("partner:my_territories")))
    for said in ("Iowa", "You alone.", "You and a few others, 3 at most.", "What begins later"):
        assert said in page
    assert "Nebraska" not in page
    assert "Baylight" not in page
    theirs = text(sam.get(reverse("partner:my_territories")))
    assert "Nebraska" in theirs
    assert "Iowa" not in theirs


def test_rows_that_are_not_taken_come_back_with_what_is_wrong(maya: Client, people: People) -> None:
    lines = ["Partner;ZIP;Product line;Kind", "A-1;500;Bikes;exclusive", "X-9;503;Bikes;open"]
    sent = SimpleUploadedFile("zips.csv", "\n".join(lines).encode())
    address = maya.post(reverse("staff:grants_import"), {"file": sent}).headers["Location"]
    fix = b"".join(maya.get(address + "?export=fix").streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    (head, row) = fix.splitlines()
    assert head == "Partner,ZIP,Product line,Kind,What is wrong"
    assert row.startswith("X-9,503,Bikes,open,")
    assert "no partner of this code or name" in row
