"""Five thousand deals in a file with faults here and there; and the vendor's pipeline of 8,800, real and made up."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fairway.deals import queries
from fairway.deals.models import CompanyKey, Opportunity, Registration
from fairway.deals.rules import pipeline
from fairway.formats.tables import read_table, recognised
from fairway.kit.access import WORKER, acting_as, tokens
from tests.builders import People
from tests.doors.api.conftest import Program
from tests.rooms.deals.stories import asked, put_policy, put_products, register

MAVEN = Path(__file__).parents[4] / "shared" / "data" / "maven_crm" / "sales_pipeline.csv"
HEADING = (
    "Opportunity,End customer,Country,Website,Expected close,Contact at the customer,Their e-mail,Product,Units,Value"
)


@pytest.fixture(autouse=True)
def on_the_day(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr("fairway.kit.access.middleware.timezone.now", lambda: now)


def row(number: int, **odd: str) -> str:
    cells = {
        "name": f"Deal {number}", "company": f"Company {number}", "country": "US", "website": f"c{number}.example",
        "close": "2026-06-30", "contact": "Ann", "mail": f"ann@c{number}.example", "sku": "CAM-1", "units": "2",
        "value": "900", **odd,
    }  # fmt: skip
    return ",".join(cells.values())


def test_a_file_of_five_thousand_with_faults_registers_nothing_and_says_each(
    people: People, ola: Client, now: datetime
) -> None:
    put_products(now)
    policy = put_policy(people, now)
    faults = {
        7: {"sku": "NO-1"}, 4_000: {"close": "2020-01-01"}, 4_001: {"country": "ZZ"}, 4_002: {"mail": "ann@"},
        4_003: {"units": "12;5"}, 4_004: {"value": "dear"}, 4_999: {"website": ""},
    }  # fmt: skip
    rows = [row(number, **faults.get(number, {})) for number in range(1, 5_001)]
    file = SimpleUploadedFile("deals.csv", "\n".join([HEADING, *rows]).encode())
    answer = ola.post(f"/partner/deals/import/{policy}/", {"file": file})
    page = answer.content.decode()
    assert answer.status_code == 422
    for said in (
        "This is no product number of ours.", "The expected close is in the past.", "Write the country as two letters",
        "This is no e-mail address.", "Write it as a number, such as 10.", "dear", "such as 1250.50.",
        "Website is needed.",
    ):  # fmt: skip
        assert said in page
    for number in faults:
        assert f"{number + 1}" in page
    with acting_as(WORKER):
        assert not Registration.objects.exists()
    more = SimpleUploadedFile("deals.csv", "\n".join([HEADING, *rows, row(5_001)]).encode())
    assert "at most 5,000 rows" in ola.post(f"/partner/deals/import/{policy}/", {"file": more}).content.decode()


def made_up(seed: int = 8_800) -> list[dict[str, str]]:
    """The twin of the real pipeline: 8,800 opportunities of 85 companies, some of nobody yet."""
    draw = random.Random(seed)
    found = []
    for number in range(8_800):
        opened = date(2025, 1, 1) + timedelta(days=draw.randrange(400))
        stage = draw.choice(["Prospecting", "Engaging", "Won", "Won", "Lost"])
        found.append({
            "number": f"T-{number:05}", "company": "" if draw.random() < 0.15 else f"Twin Company {draw.randrange(85)}",
            "product": draw.choice(["CAM-1", "CAM-2", "LENS-1", "Something else"]), "stage": stage,
            "opened_on": opened.isoformat(),
            "closed_on": (opened + timedelta(days=30)).isoformat() if stage in ("Won", "Lost") else "",
            "value": str(draw.randrange(1, 30_000)), "owner": f"Seller {draw.randrange(35)}",
        })  # fmt: skip
    return found


def real() -> list[dict[str, str]]:
    table = read_table(MAVEN, MAVEN.name)
    columns = recognised(table.headings, pipeline.COLUMNS)
    return [{name: one.cells.get(columns.get(name, ""), "").strip() for name in pipeline.COLUMNS} for one in table.rows]


SOURCES = {"twin": (made_up, "Twin Company 3"), **({"real": (real, "Cancity")} if MAVEN.is_file() else {})}


@pytest.mark.parametrize(("source", "company"), SOURCES.values(), ids=SOURCES)
def test_the_pipeline_of_a_crm_comes_by_program_and_conflicts_are_found(
    people: People, now: datetime, source: Callable[[], list[dict[str, str]]], company: str
) -> None:
    rows = source()
    with acting_as(people.maya):
        secret = tokens.issue(actor=people.maya, now=now, name="CRM", scopes=["pipeline:write"], days=30)
    program = Program(secret)
    products = put_products(now)
    sent: list[dict[str, Any]] = [program.ask("POST", "/api/pipeline/", {"opportunities": part})[1]
                                  for part in (rows[:5_000], rows[5_000:])]  # fmt: skip
    assert [one["added"] for one in sent] == [5_000, 3_800]
    assert program.ask("POST", "/api/pipeline/", {"opportunities": rows[:5_000]})[1]["unchanged"] == 5_000
    with acting_as(WORKER):
        assert Opportunity.objects.count() == 8_800
        assert CompanyKey.objects.count() == 85
    code = register(
        people.ola, now, put_policy(people, now), asked(products, company=company, website="theirs.example")
    )
    running = sum(1 for one in rows if one["company"] == company and one["stage"] not in ("Won", "Lost"))
    with acting_as(people.carl):
        found = [one for one in queries.for_decision(people.carl, code, now).findings if one.kind == "pipeline"]
    assert len(found) == running > 0
