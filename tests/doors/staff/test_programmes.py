"""A programme is written, checked while one writes, submitted by one person and published by another."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.test import Client

from fairway.incentives import queries
from fairway.kit.access import WORKER, acting_as
from fairway.partners.actions import save
from fairway.partners.rules import PartnerFacts
from fairway.web.staff.programmes.writing import START
from tests.builders import People
from tests.doors.staff.stories import text_of
from tests.rooms.incentives.stories import Sold, put


@pytest.fixture
def draft(maya: Client) -> str:
    """The address of a fresh programme, saved by Maya."""
    answer = maya.post("/vendor/programmes/new/", {"text": START, "save": "yes"})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def version_id(people: People) -> int:
    with acting_as(WORKER):
        return queries.programme(people.maya, "fy26-reseller").versions[0].id


def test_the_list_is_empty_first_and_says_what_to_do(maya: Client, ada: Client) -> None:
    page = maya.get("/vendor/programmes/").content.decode()
    assert "No programmes yet" in page
    assert "Write a programme" in page
    assert "/vendor/programmes/new/" not in ada.get("/vendor/programmes/").content.decode()
    assert ada.get("/vendor/programmes/new/").status_code == 403


def test_problems_are_shown_while_one_writes(maya: Client) -> None:
    answer = maya.post("/vendor/programmes/check/", {"text": START.replace("retroactive", "retroactiv")})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'data-line="17"' in page
    assert "retroactive" in page


def test_without_script_the_check_button_says_the_same(maya: Client) -> None:
    page = maya.post(
        "/vendor/programmes/new/", {"text": START.replace("measure: net\n", ""), "check": "yes"}
    ).content.decode()
    assert 'data-severity="error"' in page


def test_a_draft_shows_its_words_versions_and_sql(maya: Client, draft: str) -> None:
    page = maya.get(draft).content.decode()
    assert "Quarterly volume rebate" in page
    assert "Submit for publication" in page
    version = maya.get(f"{draft}versions/1/").content.decode()
    assert "CREATE TABLE payouts" in version
    text = maya.get(f"{draft}versions/1/text/")
    assert text.content.decode() == START


def test_two_people_publish(maya: Client, theo: Client, people: People, draft: str) -> None:
    number = version_id(people)
    maya.post(f"{draft}versions/{number}/submit/", {"reason": "for the new year"})
    refused = maya.post(f"{draft}versions/{number}/publish/", follow=True).content.decode()
    assert "needs a second person" in refused
    with acting_as(WORKER):
        assert queries.programme(people.maya, "fy26-reseller").row.published is None
    page = theo.get(draft).content.decode()
    assert "for the new year" in page
    done = theo.post(f"{draft}versions/{number}/publish/", {"reason": "read and agreed"}, follow=True).content.decode()
    with acting_as(WORKER):
        row = queries.programme(people.maya, "fy26-reseller").row
    assert row.published == 1
    # what comes next is a run, until one was asked for
    assert "was not calculated yet" in done and f'href="/vendor/runs/start/?programme={row.id}"' in done
    theo.post("/vendor/runs/start/", {"programme": row.id})
    assert "was not calculated yet" not in theo.get(draft).content.decode()


def test_a_version_is_published_on_the_page_of_its_own_programme(
    maya: Client, theo: Client, people: People, draft: str
) -> None:
    number = version_id(people)
    text = START.replace("programme: fy26-reseller", "programme: other")
    other = maya.post("/vendor/programmes/new/", {"text": text, "save": "yes"})["Location"]
    assert maya.post(f"{other}versions/{number}/submit/").status_code == 404
    maya.post(f"{draft}versions/{number}/submit/")
    assert theo.post(f"{other}versions/{number}/publish/").status_code == 404
    with acting_as(WORKER):
        assert queries.programme(people.maya, "fy26-reseller").row.published is None


def test_two_versions_stand_side_by_side_in_words(maya: Client, theo: Client, people: People, draft: str) -> None:
    number = version_id(people)
    maya.post(f"{draft}versions/{number}/submit/")
    theo.post(f"{draft}versions/{number}/publish/")
    maya.post(f"{draft}edit/", {"text": START.replace("percent: 2", "percent: 2.5"), "save": "yes"})
    page = maya.get(f"{draft}compare/?before=1&after=2").content.decode()
    assert "2.5" in page
    assert "retroactive" in page
    assert "Quarterly volume rebate: step from" in page  # its title, not its id


def test_a_draft_with_errors_is_kept_and_not_submitted(maya: Client, people: People, draft: str) -> None:
    maya.post(f"{draft}edit/", {"text": START.replace("percent: 2", "percent: two"), "save": "yes"})
    page = maya.post(f"{draft}versions/{version_id(people)}/submit/", follow=True).content.decode()
    assert "error" in page
    with acting_as(WORKER):
        assert queries.programme(people.maya, "fy26-reseller").versions[0].state == "draft"


def test_what_counsel_must_see_is_shown_and_not_submitted(maya: Client, draft: str) -> None:
    doubtful = START.replace("measure: net", "where: unit_price >= 100\n    measure: net")
    page = maya.post("/vendor/programmes/check/", {"text": doubtful}).content.decode()
    assert 'data-severity="hold"' in page
    assert "Stops publication" in page
    assert "EU-07" in page
    assert "/help/reference/problems/#resale-price" in page
    maya.post(f"{draft}edit/", {"text": doubtful, "save": "yes"})
    page = maya.get(draft).content.decode()
    assert "Counsel has to look at it" in page
    assert "Submit for publication" not in page


def test_a_draft_is_reviewed_against_the_years_sales(maya: Client, people: People, draft: str) -> None:
    page = maya.get(f"{draft}review/")
    assert "There are no sales yet" in text_of(page)
    put(Sold(people.a, "2012-08-01", "49999.99"), Sold(people.b, "2012-12-31", "10"))
    assert "no line of theirs counted from 2012-01-01" in text_of(maya.get(f"{draft}review/"))  # they were sold in
    maya.post(f"{draft}edit/", {"text": START.replace("sell_through", "sell_in"), "save": "yes"})
    page = maya.get(f"{draft}review/")
    assert "Nobody reached 50,000 from 2012-01-01 until 2013-01-01; the highest was 49,999.99." in text_of(page)
    assert "/help/reference/problems/#step-not-reached" in page.content.decode()
    # the page on which it is published asks for it, and has the link where there is no script
    assert f'hx-get="{draft}review/"' in maya.get(draft).content.decode()
    # one cent more reaches the step
    put(Sold(people.a, "2012-08-02", "0.01"))
    assert "Nothing to say of" in text_of(maya.get(f"{draft}review/"))


def test_the_editor_reviews_what_stands_in_it(maya: Client, people: People, draft: str) -> None:
    put(Sold(people.a, "2012-08-01", "80000"), Sold(people.b, "2012-12-31", "10"))
    changed = START.replace("{from: 50000", "{from: 90000").replace("sell_through", "any")
    page = maya.post(f"{draft}edit/", {"text": changed, "review": "yes"})
    assert "Nobody reached 90,000 from 2012-01-01" in text_of(page)
    assert "Reviewed against the sales from 2012-01-01 until 2013-01-01." in text_of(page)
    assert maya.get(f"{draft}versions/1/text/").content.decode() == START
    assert "Nobody reached" not in text_of(maya.post(f"{draft}edit/", {"text": changed, "check": "yes"}))


def test_partners_alike_are_named_by_their_codes(maya: Client, people: People, draft: str, now: datetime) -> None:
    with acting_as(WORKER):
        alike = [
            save(
                actor=WORKER,
                now=now,
                facts=PartnerFacts(code=code, name=code, types=("distributor",), country="FR", tier="gold"),
                since_on=date(2012, 1, 1),
            )
            for code in ("C-1", "D-2")
        ]
    put(*(Sold(partner, "2012-12-31", "10") for partner in (*alike, people.a)))
    terms = "exemptions:\n  - {partner: C-1, incentive: volume, percent: 4, reason: Agreed}\n"
    said = text_of(maya.post(f"{draft}edit/", {"text": START + terms, "review": "yes"}))
    assert "'C-1' has terms of its own, unlike 'D-2' alike (distributor, gold, FR)." in said


def test_names_that_no_partner_has_are_said(maya: Client, people: People, draft: str) -> None:
    assert "Names that nobody has" not in maya.get(draft).content.decode()
    members = "members: {tiers: [Gold, platinum, silver], partners: [A-1, b-2, X-9]}"
    text = START.replace("members: all", members)
    assert maya.post(f"{draft}edit/", {"text": text, "save": "yes"}).status_code == 302
    page = maya.get(draft).content.decode()
    for sentence in (
        "No partner is in the tier “Gold”; partners are in “gold”, and tiers are compared as written.",
        "No partner is, or was, in the tier “platinum”.",
        "No partner has the code “b-2”; there is “B-2”.",
        "No partner has the code “X-9”.",
    ):
        assert sentence in page
    assert "“silver”" not in page
    assert "“A-1”" not in page


def test_another_programme_is_not_found(maya: Client) -> None:
    assert maya.get("/vendor/programmes/999/").status_code == 404


def test_partners_do_not_come_here(ola: Client, dirk: Client, draft: str) -> None:
    assert ola.get(draft).status_code == 404
    assert dirk.get(draft).status_code == 404


def test_a_new_programme_is_proposed_for_the_period_that_runs(
    maya: Client, theo: Client, people: People, draft: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    today = datetime(2026, 2, 10, 9, 0, tzinfo=UTC)
    monkeypatch.setattr("fairway.kit.access.middleware.timezone.now", lambda: today)
    maya.post(f"{draft}versions/{version_id(people)}/submit/")
    page = theo.get(draft).content.decode()
    assert 'value="2026-01-01"' in page
    assert "it governs past periods too" in page


def began(page: str) -> str:
    """The text that an editor says it was opened with."""
    return page.split('name="began" value="')[1].split('"')[0]


def text_now(people: People) -> str:
    with acting_as(WORKER):
        return queries.programme(people.maya, "fy26-reseller", number=1).text


def test_what_somebody_saved_meanwhile_is_not_replaced_unseen(
    maya: Client, carl: Client, people: People, draft: str
) -> None:
    opened = began(maya.get(f"{draft}edit/").content.decode())
    hers, his = START.replace("percent: 2", "percent: 3"), START.replace("percent: 2", "percent: 4")
    carl.post(f"{draft}edit/", {"text": his, "began": opened, "save": "yes"})
    answer = maya.post(f"{draft}edit/", {"text": hers, "began": opened, "save": "yes"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody saved this draft since you opened it" in page
    assert "percent: 4" in page  # what stands there
    assert "percent: 3" in page  # what she wrote
    assert text_now(people) == his
    # having seen it, she decides
    assert maya.post(f"{draft}edit/", {"text": hers, "began": began(page), "save": "yes"}).status_code == 302
    assert text_now(people) == hers


def test_saving_an_unchanged_text_takes_nothing_back(maya: Client, carl: Client, people: People, draft: str) -> None:
    maya.post(f"{draft}versions/{version_id(people)}/submit/")
    opened = began(carl.get(f"{draft}edit/").content.decode())
    # a browser sends CR LF where it was given LF
    carl.post(f"{draft}edit/", {"text": START.replace("\n", "\r\n"), "began": opened, "save": "yes"})
    assert text_now(people) == START
    with acting_as(WORKER):
        newest = queries.programme(people.maya, "fy26-reseller").versions[0]
    assert (newest.state, newest.edited_by_id) == ("submitted", people.maya.user_id)


def test_the_second_person_publishes_the_text_that_was_read(
    maya: Client, theo: Client, people: People, draft: str
) -> None:
    number = version_id(people)
    maya.post(f"{draft}versions/{number}/submit/")
    seen = theo.get(draft).content.decode().split('name="seen" value="')[1].split('"')[0]
    maya.post(f"{draft}edit/", {"text": START.replace("percent: 2", "percent: 20"), "save": "yes"})
    maya.post(f"{draft}versions/{number}/submit/")
    page = theo.post(f"{draft}versions/{number}/publish/", {"seen": seen}, follow=True).content.decode()
    assert "Version 1 was changed since you opened it: read it again." in page
    with acting_as(WORKER):
        assert queries.programme(people.maya, "fy26-reseller").row.published is None


def test_types_and_products_that_nobody_has_are_said(maya: Client, people: People, draft: str) -> None:
    wrong = START.replace("members: all", "members: {types: [reseller]}").replace(
        "    measure: net", "    products: {category: [Probs]}\n    measure: net"
    )
    said = text_of(maya.post(f"{draft}edit/", {"text": wrong, "review": "yes"}))
    assert "No partner is, or was, of the type “reseller”; there are" in said
    assert "value_added_reseller" in said
    assert "No product has the category “Probs”" in said
    right = START.replace("members: all", "members: {types: [value_added_reseller]}")
    assert "Names that nobody has" not in text_of(maya.post(f"{draft}edit/", {"text": right, "review": "yes"}))
