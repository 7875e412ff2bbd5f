"""The tutorial of territories, step by step: its files are loaded, and the pages say what it says they say."""

from __future__ import annotations

import html
import re
from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from fairway.agreements.models import Grant
from fairway.kit.access import WORKER, acting_as
from fairway.partners import actions as partners
from fairway.partners.queries import ids_by_code
from fairway.partners.rules import PartnerFacts
from tests.builders import People
from tests.docs.pages import ROOT, blocks

PAGE = ROOT / "docs/tutorial/territories.md"
FILES = {block.file_name: block.text for block in blocks(PAGE) if block.file_name}


def text(answer: object) -> str:
    return html.unescape(re.sub(r"\s+", " ", answer.content.decode()))  # type: ignore[attr-defined]


def says(answer: object, sentence: str) -> None:
    """The lesson quotes the sentence, and the page says it."""
    assert f"`{sentence}`" in re.sub(r"\s+", " ", PAGE.read_text(encoding="utf-8"))
    assert sentence in text(answer)


def send(maya: Client, name: str, file: str) -> str:
    sent = SimpleUploadedFile(file, FILES[file].encode())
    return str(maya.post(reverse(f"staff:{name}_import"), {"file": sent}).headers["Location"])


def test_the_lesson_of_territories_is_true(
    maya: Client, people: People, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fairway.kit.access.middleware.timezone.now", lambda: now)
    with acting_as(WORKER):
        partners.load(actor=WORKER, now=now, rows=[
            PartnerFacts("CASCADIA", "Cascadia Test Supply Inc", ("distributor",), "US"),
            PartnerFacts("BLUESTEM", "Bluestem Controls Inc", ("value_added_reseller",), "US"),
        ])  # fmt: skip
        numbers = ids_by_code(WORKER)
    # 1. where postal codes lie
    preview = send(maya, "postal", "japan-postal.csv")
    maya.post(preview, {"source": "The tutorial", "reason": "The tutorial"}, follow=True)
    # 2. from a file
    preview = send(maya, "grants", "japan.csv")
    page = maya.get(preview)
    for sentence in (
        "Grant 2 rows",
        "Cascadia Test Supply Inc holds Tokyo exclusively",
        "There is no partner of this code or name",
    ):
        says(page, sentence)
    maya.post(preview, {"since_on": "2027-01-01", "reason": "The tutorial."})
    # 3. refused, and what fits
    asked = {
        "partner": "BLUESTEM", "places": "Japan", "kind": "exclusive", "since_on": "2027-01-01",
        "until_on": "2028-01-01",
    }  # fmt: skip
    page = maya.get(reverse("staff:grant_add"), asked)
    whole = "Cascadia Test Supply Inc holds Tokyo exclusively, All products, All customers, "
    says(page, whole + "from 2027-01-01 until 2028-01-01.")
    says(page, "Japan except Tokyo.")
    assert maya.post(reverse("staff:grant_add"), {**asked, "reason": "The tutorial."}).status_code == 422
    offered = re.search(r'Japan except Tokyo\.\s*<button [^>]*name="use"\s+value="([^"]+)"', text(page))
    assert offered
    says(maya.post(reverse("staff:grant_add"), {**asked, "use": offered[1]}), "Nothing stands in the way")
    fitting = {**asked, "places": "JP", "excepted": "JP-13", "reason": "The tutorial."}
    assert maya.post(reverse("staff:grant_add"), fitting).status_code == 302
    # 4. look
    july = {"around": "JP", "on": "2027-07-01"}
    page = text(maya.get(reverse("staff:coverage"), july))
    assert page.count(": Exclusive.") == 47  # every prefecture
    says(maya.get(reverse("staff:coverage"), {**july, "without": numbers["CASCADIA"]}), "1 place would have a gap")
    assert ": Exclusive." not in text(maya.get(reverse("staff:coverage"), {**july, "on": "2026-12-01"}))
    serve = {"place": "JP 100-0001", "on": "2027-07-01"}
    says(maya.get(reverse("staff:serve"), serve), "Exclusive grant of Tokyo.")
    # 5. end it
    with acting_as(WORKER):
        tokyo = Grant.objects.get(partner=numbers["CASCADIA"]).pk
    assert f"/{tokyo}/" in text(maya.get(reverse("staff:grants"), {"place": "JP-13"}))
    maya.post(reverse("staff:grant_end", args=[tokyo]), {"on": "2027-07-01", "reason": "The tutorial."})
    says(maya.get(reverse("staff:serve"), serve), "Its grant ended on 1 Jul 2027.")
