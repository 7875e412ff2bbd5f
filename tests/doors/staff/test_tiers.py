"""Tiers at the vendor's door: write, publish, board, review, decide, load values, try."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fairway.kit.access import WORKER, acting_as
from fairway.performance import actions
from fairway.performance.models import DatedValue, Proposal, Version
from tests.builders import People
from tests.rooms.performance.stories import TEXT, certified, publish, sold, tier


@pytest.fixture(autouse=True)
def on_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Requests come on 10 February 2026."""
    monkeypatch.setattr("fairway.kit.access.middleware.timezone.now", lambda: datetime(2026, 2, 10, 9, 0, tzinfo=UTC))


def reviewed(people: People) -> tuple[int, int]:
    programme = publish(people)
    sold(people.b, "2025-05-05", 300_000)
    certified(people, "B-2", "p1", "p2", now=datetime(2025, 6, 1, tzinfo=UTC))
    with acting_as(WORKER):
        review = actions.review(
            actor=WORKER, now=datetime(2026, 1, 1, 3, tzinfo=UTC), programme_id=programme, on=date(2026, 1, 1)
        )
    return programme, review


def proposal(partner: int) -> Proposal:
    with acting_as(WORKER):
        return Proposal.objects.get(partner=partner)


def test_a_document_is_written_checked_handed_over_and_published(carl: Client, theo: Client, people: People) -> None:
    broken = TEXT.replace("metric: net_sales, at_least: 100000", "metric: net_sale, at_least: 100000")
    page = carl.post("/vendor/tiers/check/", {"text": broken}).content.decode()
    assert "Did you mean &#x27;net_sales&#x27;?" in page
    answer = carl.post("/vendor/tiers/new/", {"text": TEXT, "save": "yes"})
    assert answer.status_code == 302
    page = carl.get(answer["Location"]).content.decode()
    assert "Net sales: at least USD 250,000" in page
    with acting_as(WORKER):
        version = Version.objects.get()
    one = answer["Location"]
    carl.post(f"{one}versions/{version.pk}/submit/", {"reason": "As agreed"})
    assert "Somebody else publishes it" in carl.get(one).content.decode()
    assert "Tier version to publish" in theo.get("/vendor/").content.decode()
    assert "Tier version to publish" not in carl.get("/vendor/").content.decode()
    theo.post(f"{one}versions/{version.pk}/publish/", {"applies_from": "2026-01-01"})
    assert "Tier version to publish" not in theo.get("/vendor/").content.decode()
    page = theo.get(one).content.decode()
    assert "Published" in page
    assert theo.get(f"{one}versions/1/text/").content.decode() == TEXT
    carl.post(f"{one}edit/", {"text": TEXT.replace("at_least: 100000", "at_least: 120000"), "save": "yes"})
    page = carl.get(f"{one}compare/").content.decode()
    assert "Net sales: at least USD 100,000" in page
    assert "Net sales: at least USD 120,000" in page
    page = carl.get(f"{one}try/").content.decode()
    assert "Levels at the end" in page
    assert "Germany" in page  # by name, as the types are
    assert "Value-added reseller" in page
    rows = list(csv.reader(io.StringIO(carl.get(f"{one}try/?export=csv").content.decode("utf-8-sig"))))
    assert rows[0][:5] == ["partner", "name", "type", "country", "size"]
    assert rows[1][:2] == ["A-1", "Anker Mess"]
    book = carl.get(f"{one}try/?export=xlsx")
    assert book["Content-Disposition"].endswith('-trial.xlsx"')


def test_evidence_stands_beside_the_buttons_and_a_decision_follows(
    carl: Client, people: People, django_capture_on_commit_callbacks: Any
) -> None:
    _, review = reviewed(people)
    page = carl.get(f"/vendor/tiers/reviews/{review}/").content.decode()
    assert "Net sales: USD 300,000, at least USD 250,000 needed" in page
    assert "Tier proposals to decide" in carl.get("/vendor/").content.decode()
    chosen = proposal(people.b).pk
    answer = carl.post("/vendor/tiers/decide/", {"verdict": "accept"}, follow=True).content.decode()
    assert "Choose at least one proposal" in answer
    written = {"proposal": [chosen], "verdict": "hold", "hold_until": "2026-03-01", "reason": " ", "review": review}
    answer = carl.post("/vendor/tiers/decide/", written)
    assert answer.status_code == 422
    assert proposal(people.b).state == "open"  # no reason given, and what was chosen and written is there still
    page = answer.content.decode()
    assert "Tier review" in page
    assert re.search(rf'value="{chosen}"\s+checked', page)
    assert re.search(r'name="hold_until"\s+value="2026-03-01"', page)
    with django_capture_on_commit_callbacks(execute=True):
        answer = carl.post("/vendor/tiers/decide/", {"proposal": [chosen], "verdict": "accept", "review": review})
    told = [one for one in mail.outbox if one.subject.startswith("Your level in Channel tiers")]
    assert "sam@b.example" in {one.to[0] for one in told}
    assert not any(one.to[0].endswith("@a.example") for one in told)
    assert re.search(r"From \d+ \w+ \d{4} it is Gold\.", str(told[0].body))
    assert "/partner/standing/" in str(told[0].body)
    assert answer["Location"] == f"/vendor/tiers/reviews/{review}/"
    carl.post("/vendor/tiers/decide/", {"proposal": [chosen], "verdict": "accept"})
    assert proposal(people.b).state == "accepted"
    assert tier(people, people.b, date(2026, 2, 10)) == "gold"
    assert "Take a demotion back" not in carl.get(f"/vendor/tiers/partners/{people.b}/").content.decode()
    assert "Accepted by Carl" in carl.get(f"/vendor/tiers/partners/{people.b}/").content.decode()


def test_an_auditor_sees_and_decides_nothing(ada: Client, people: People) -> None:
    programme, review = reviewed(people)
    assert ada.get(f"/vendor/tiers/{programme}/board/").status_code == 200
    page = ada.get(f"/vendor/tiers/reviews/{review}/").content.decode()
    assert "Accept the chosen" not in page
    assert ada.post("/vendor/tiers/decide/", {"proposal": [1], "verdict": "accept"}).status_code == 403
    assert proposal(people.b).state == "open"


def test_the_board_is_narrowed_and_exported(carl: Client, people: People) -> None:
    programme, _ = reviewed(people)
    page = carl.get(f"/vendor/tiers/{programme}/board/").content.decode()
    assert "Above its level" in page
    narrowed = carl.get(f"/vendor/tiers/{programme}/board/?state=above+its+level").content.decode()
    assert "Baylight Systems" in narrowed
    assert "Anker Mess" not in narrowed
    sheet = carl.get(f"/vendor/tiers/{programme}/board/?export=csv").content.decode("utf-8-sig")
    assert "Missing for the next level" in sheet.splitlines()[0]


def test_values_are_loaded_with_a_preview_and_every_fault(carl: Client, people: People) -> None:
    def preview(text: str) -> Any:
        sent = carl.post("/vendor/tiers/values/import/", {"file": SimpleUploadedFile("values.csv", text.encode())})
        return sent["Location"]

    head = "Partner;Metric;Date;Value;Until;Person;Market\n"
    address = preview(
        head + "A-1;satisfaction;2026-01-31;8.6;;;\nA-1;satisfaction;31.1.26;8,6;;;\nZ-1;x;2026-01-01;1;;;\n"
    )
    page = carl.get(address).content.decode()
    assert "year-month-day" in page
    carl.post(address, {"reason": "January"})
    with acting_as(WORKER):
        assert not DatedValue.objects.exists()
    address = preview(head + "A-1;satisfaction;2026-01-31;8.6;;;\nA-1;foundation;2026-01-12;;2028-01-12;p-1;home\n")
    assert carl.post(address, {"reason": "January"}).status_code == 302
    page = carl.get("/vendor/tiers/values/").content.decode()
    assert "satisfaction" in page
    assert "market: home" in page
    with acting_as(WORKER):
        value = DatedValue.objects.get(name="satisfaction").pk
    carl.post(f"/vendor/tiers/values/{value}/withdraw/", {"reason": "Another partner's"})
    assert carl.get("/vendor/tiers/values/?state=withdrawn").content.decode().count("satisfaction") >= 1
    answer = carl.post("/vendor/tiers/values/add/", {"partner": "Z-9", "metric": "x", "date": "2026-01-01"})
    assert answer.status_code == 422
    assert "There is no partner Z-9" in answer.content.decode()


def test_what_is_granted_stands_on_the_partners_page(carl: Client, people: People) -> None:
    programme, _ = reviewed(people)
    grant = f"/vendor/tiers/{programme}/partners/{people.a}/grant/"
    carl.post(grant, {"what": "waive", "until_on": "2026-09-01", "reason": "A flood in the warehouse"})
    carl.post(grant, {"what": "lock", "until_on": "2026-01-01", "reason": "Too late"})
    page = carl.get(f"/vendor/tiers/partners/{people.a}/").content.decode()
    assert "A flood in the warehouse" in page
    assert "Too late" not in page
    assert carl.get("/vendor/tiers/partners/999999/").status_code == 404
    assert carl.get("/vendor/tiers/999999/").status_code == 404
    assert carl.get("/vendor/tiers/reviews/999999/").status_code == 404


def test_while_grace_runs_no_fall_at_the_review_before_its_end_is_foretold(carl: Client, people: People) -> None:
    programme = publish(people)
    certified(people, "A-1", "p1", "p2", now=datetime(2025, 6, 1, tzinfo=UTC))
    sold(people.a, "2025-05-05", 200_000)  # 80 % of 250,000
    day = datetime(2026, 1, 1, 3, tzinfo=UTC)
    page = f"/vendor/tiers/partners/{people.a}/"
    said = carl.get(page).content.decode()
    assert "The next review would find the level missed" in said
    assert "Otherwise grace is proposed first" in said
    with acting_as(WORKER):
        actions.review(actor=WORKER, now=day, programme_id=programme, on=day.date())
    with acting_as(people.carl):
        actions.decide(actor=people.carl, now=day, proposal_id=proposal(people.a).pk, verdict="accept")
    said = carl.get(page).content.decode()
    assert "Grace is running" in said
    assert "The next review would find the level missed" not in said


def test_a_text_saved_meanwhile_is_neither_replaced_nor_published_unseen(
    carl: Client, maya: Client, theo: Client, people: People
) -> None:
    one = carl.post("/vendor/tiers/new/", {"text": TEXT, "save": "yes"})["Location"]
    opened = maya.get(f"{one}edit/").content.decode().split('name="began" value="')[1].split('"')[0]
    his = TEXT.replace("at_least: 100000", "at_least: 120000")
    hers = TEXT.replace("at_least: 100000", "at_least: 90000")
    # unchanged but for the line ends of a browser: the same text
    carl.post(f"{one}edit/", {"text": his.replace("\n", "\r\n"), "began": opened, "save": "yes"})
    answer = maya.post(f"{one}edit/", {"text": hers, "began": opened, "save": "yes"})
    assert answer.status_code == 409
    assert "Somebody saved this draft since you opened it" in answer.content.decode()
    with acting_as(WORKER):
        version = Version.objects.get()
    assert version.text == his
    carl.post(f"{one}versions/{version.pk}/submit/")
    page = theo.post(
        f"{one}versions/{version.pk}/publish/", {"applies_from": "2026-01-01", "seen": "0" * 64}, follow=True
    ).content.decode()
    assert "Version 1 was changed since you opened it" in page
