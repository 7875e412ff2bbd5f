"""Maya tries a draft over history, turns its numbers, keeps what she sees and takes it into the draft."""

from __future__ import annotations

import csv
import html
import io
import re
from datetime import datetime

import pytest
from django.test import Client

from fairway.incentives import queries
from fairway.incentives.models import Trial
from fairway.kit.access import WORKER, acting_as
from tests.builders import People
from tests.doors.staff.stories import TODAY, Story, text_of, told
from tests.rooms.incentives.stories import VOLUME, Sold, put

TOP = "k:volume/rates/2/percent"


@pytest.fixture
def now() -> datetime:
    """Everybody joined on New Year's Day 2012."""
    return datetime(2012, 1, 1, 9, 0, tzinfo=TODAY.tzinfo)


@pytest.fixture(autouse=True)
def on_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fairway.kit.access.middleware.timezone.now", lambda: TODAY)


@pytest.fixture
def story(people: People) -> Story:
    # Q3: Ola 120,000 (3 %), Sam 50,100 (2 %); Q4: Ola 60,000 (2 %)
    return told(people)


@pytest.fixture
def where(story: Story) -> str:
    return f"/vendor/programmes/{story.programme}/try/"


def test_turning_a_rate_shows_who_wins_and_who_loses(maya: Client, where: str) -> None:
    as_written = text_of(maya.get(where))
    # 3,600 + 1,002 + 1,200
    assert "It would have paid USD 5,802.00" in as_written
    assert "Both say the same" not in as_written
    page = maya.get(where, {TOP: "4"})
    # 4,800 + 1,002 + 1,200; of 230,100: 3.04 % instead of 2.52 %
    assert "It would have paid USD 7,002.00 Instead of USD 5,802.00 Difference USD 1,200.00" in text_of(page)
    told = "Payouts are 3.04 % of sales instead of 2.52 %: the margin changes by USD −1,200.00 or −0.52 points."
    assert told in text_of(page)


def test_without_script_the_form_says_what_it_holds(maya: Client, where: str) -> None:
    page = maya.get(where, {TOP: "4"}).content.decode()
    assert re.search(rf'name="{TOP}"\s+type="text"[^>]*value="4"', page)
    assert 'method="get"' in page


def test_a_number_that_is_none_is_refused_with_its_place(maya: Client, where: str) -> None:
    assert "Quarterly volume rebate, step 3 pays: “four” is no plain number" in text_of(maya.get(where, {TOP: "four"}))
    # the middle step would begin above the last: the checker's own sentence
    assert "This cannot be tried" in text_of(maya.get(where, {"k:volume/rates/1/from": "200000"}))


def test_the_list_of_partners_keeps_the_turned_numbers(maya: Client, where: str) -> None:
    page = maya.get(where, {TOP: "4", "who": "winners"}).content.decode()
    assert f'<input type="hidden" name="{TOP}" value="4">' in page
    listed = maya.get(where, {TOP: "4", "who": "losers"})
    assert "Nothing matches" in text_of(listed)


def test_everything_is_exported_exactly(maya: Client, where: str) -> None:
    body = maya.get(where, {TOP: "4", "export": "trial"}).content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(body)))
    total = next(row for row in rows if row["section"] == "total")
    assert (total["before"], total["after"], total["difference"]) == ("5802.00", "7002.00", "1200.00")
    assert {row["difference"] for row in rows if row["section"] == "partners"} == {"0.00", "1200.00"}


def test_the_whole_trial_as_a_workbook(maya: Client, where: str) -> None:
    answer = maya.get(where, {TOP: "4", "export": "trial-xlsx"})
    assert answer["Content-Disposition"].endswith('.xlsx"')
    assert answer.content.startswith(b"PK")


def test_a_partners_difference_explains_itself_in_its_readers_language(
    maya: Client, where: str, people: People
) -> None:
    page = maya.get(where, {TOP: "4"}).content.decode()
    link = html.unescape(re.search(rf'href="({where}partners/{people.a}/[^"]*)"', page)[1])
    assert f"{where}partners/{people.b}/" not in page  # Sam gets the same: there is nothing to tell
    told = text_of(maya.get(link)).replace("\N{NO-BREAK SPACE}", " ")
    # 120,000 × 3 % = 3,600; × 4 % = 4,800
    assert "As it stands USD 3,600.00, as tried USD 4,800.00: a difference of USD 1,200.00." in told
    assert "USD 1,200.00 of it comes from another rate: 3 % became 4 %." in told
    assert "The rule is Quarterly volume rebate" in told and "version 1." in told
    assert "USD 120,000.00 × 4 % = USD 4,800.00." in told
    german = text_of(maya.get(link, headers={"Accept-Language": "de"})).replace("\N{NO-BREAK SPACE}", " ")
    assert "Was sich unterscheidet, und warum" in german
    assert "Wie es steht 3.600,00 USD, wie versucht 4.800,00 USD: eine Differenz von 1.200,00 USD." in german
    assert "Every payout of this partner stays the same" in text_of(
        maya.get(f"{where}partners/{people.b}/", {TOP: "4"})
    )
    assert maya.get(f"{where}partners/999999/").status_code == 404
    assert "This cannot be tried" in text_of(maya.get(f"{where}partners/{people.a}/", {TOP: "four"}))


def test_a_trial_is_kept_and_found_again(maya: Client, ada: Client, where: str, story: Story) -> None:
    answer = maya.post(f"{where}keep/", {"name": "Four on top", "reason": "for Q2", TOP: "4"})
    assert answer.status_code == 302
    page = text_of(ada.get(answer["Location"]))
    assert "Four on top" in page and "for Q2" in page and "USD 7,002.00" in page
    assert "Four on top" in text_of(maya.get(where))
    assert ada.post(f"{where}keep/", {"name": "Mine", TOP: "4"}).status_code == 403
    maya.post(f"{where}keep/", {"name": "", TOP: "4"})
    # clicked twice, it is kept once; what is no number is said, and the text as it is written is not kept instead
    again = maya.post(f"{where}keep/", {"name": "Four on top", "reason": "for Q2", TOP: "4"})
    assert again["Location"] == answer["Location"]
    refused = maya.post(f"{where}keep/", {"name": "Many on top", TOP: "many"}, follow=True)
    assert "many" in text_of(refused)
    with acting_as(WORKER):
        assert Trial.objects.count() == 1


def test_a_kept_trial_explains_each_partners_difference_as_it_did_before_it_was_kept(
    maya: Client, ola: Client, where: str, people: People
) -> None:
    kept = maya.post(f"{where}keep/", {"name": "Four on top", TOP: "4"})["Location"]
    page = maya.get(kept).content.decode()
    assert f"{kept}partners/{people.b}/" not in page  # Sam gets the same: there is nothing to tell
    link = f"{kept}partners/{people.a}/"
    assert f'href="{link}"' in page
    told = text_of(maya.get(link)).replace("\N{NO-BREAK SPACE}", " ")
    # 120,000 × 3 % = 3,600; × 4 % = 4,800
    assert "As it stands USD 3,600.00, as tried USD 4,800.00: a difference of USD 1,200.00." in told
    assert "USD 120,000.00 × 4 % = USD 4,800.00." in told
    assert "Calculated anew" not in told
    german = text_of(maya.get(link, headers={"Accept-Language": "de"})).replace("\N{NO-BREAK SPACE}", " ")
    assert "Wie es steht 3.600,00 USD, wie versucht 4.800,00 USD: eine Differenz von 1.200,00 USD." in german
    assert maya.get(f"{kept}partners/999999/").status_code == 404
    assert ola.get(link).status_code == 404

    put(Sold(people.a, "2012-08-03", "1000"))
    again = text_of(maya.get(link)).replace("\N{NO-BREAK SPACE}", " ")
    # 121,000 × 1 % more
    assert "kept with a difference of USD 1,200.00" in again and "it is USD 1,210.00" in again


def test_turned_numbers_go_into_the_draft_and_nothing_else(
    maya: Client, people: People, where: str, story: Story
) -> None:
    with acting_as(WORKER):
        before = queries.programme(people.maya, "fy12").text
    page = text_of(maya.post(f"{where}take/", {TOP: "4"}, follow=True))
    assert "Version 2 has the new numbers" in page
    with acting_as(WORKER):
        view = queries.programme(people.maya, "fy12")
        assert (view.row.draft, view.text) == (2, before.replace("percent: 3}", "percent: 4}"))
    assert "No number is turned" in text_of(maya.post(f"{where}take/", {}, follow=True))


def test_an_older_version_is_not_taken_over_a_newer(maya: Client, where: str, story: Story) -> None:
    maya.post(f"{where}take/", {TOP: "4"})
    page = text_of(maya.post(f"{where}take/", {"version": "1", TOP: "5"}, follow=True))
    assert "would undo what was written since" in page


def test_partners_get_nothing_of_it(ola: Client, where: str) -> None:
    assert ola.get(where).status_code == 404


def test_a_new_programme_is_tried_against_nothing(maya: Client, story: Story) -> None:
    new = VOLUME.replace("programme: fy12", "programme: fresh")
    one = maya.post("/vendor/programmes/new/", {"text": new, "save": "yes"})["Location"]
    page = text_of(maya.get(f"{one}try/"))
    assert "It would have paid USD 5,802.00 Instead of USD 0.00" in page
    assert "Partners that get more 2" in page
    # the draft before a number was turned can still be asked for
    assert "Instead of USD 5,802.00" in text_of(maya.get(f"{one}try/", {"against": "1", TOP: "4"}))
    kept = text_of(maya.post(f"{one}try/keep/", {"name": "At first", "against": "0"}, follow=True))
    assert "Against nothing, as a new programme" in kept
    assert "Nothing" in text_of(maya.get(f"{one}try/"))


def test_a_column_that_no_sale_has_is_said_without_a_path(maya: Client, story: Story) -> None:
    new = VOLUME.replace("programme: fy12", "programme: fresh").replace(
        "    measure: net\n", "    measure: net\n    where: shelf_metres > 2\n"
    )
    one = maya.post("/vendor/programmes/new/", {"text": new, "save": "yes"})["Location"]
    for page in (text_of(maya.get(f"{one}try/")), text_of(maya.get(f"{one}review/"))):
        assert "No sales line says shelf_metres, which the programme reads. What they say: " in page
        assert "parquet" not in page and "/lake/" not in page


def test_where_no_sale_counts_the_page_says_where_to_look(maya: Client, story: Story) -> None:
    new = VOLUME.replace("programme: fy12", "programme: fresh").replace(
        "types: [value_added_reseller, system_integrator]", "types: [nobody]"
    )
    one = maya.post("/vendor/programmes/new/", {"text": new, "save": "yes"})["Location"]
    page = text_of(maya.get(f"{one}try/"))
    assert "No sale counted" in page
    assert "adds no net amounts up" not in page
