"""The tutorial of agreements, step by step: drafted, signed by both sides, asked, amended."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from fairway.agreements.models import Agreement
from fairway.kit.access import WORKER, acting_as
from fairway.partners import actions as partners
from fairway.partners.queries import ids_by_code
from fairway.partners.rules import PartnerFacts
from tests.builders import People, person
from tests.docs.pages import ROOT
from tests.rooms.agreements.stories import digest_of, template
from tests.rooms.agreements.territory_stories import lay_ground

PAGE = re.sub(r"\s+", " ", (ROOT / "docs/tutorial/agreement.md").read_text(encoding="utf-8"))
TODAY = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
PARTICULARS = {
    "title": "Partner agreement Portugal", "roles": ["value_added_reseller"], "lines": ["*"],
    "territories.0.kind": "exclusive", "territories.0.places": "PT", "discount": "30", "since_on": "2027-01-01",
    "until_on": "2026-12-31", "notice_days": "60", "restricts_passive_sales": "yes",
}  # fmt: skip
SIGNED = "Signed. The others are asked now."
CONCLUDED = "Signed by everybody: it is concluded, and its territories are granted."
RIGHT = {"until_on": "2029-01-01", "restricts_passive_sales": "no", "done": "yes"}


def text(answer: Any) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())))


def says(answer: Any, sentence: str) -> None:
    """The lesson quotes the sentence, and the page says it."""
    assert f"`{sentence}`" in PAGE, sentence
    assert sentence in text(answer), text(answer)


@pytest.fixture
def pilar(people: People, sign_in: Callable[..., Client]) -> Iterator[tuple[int, Client]]:
    with acting_as(WORKER):
        partners.load(actor=WORKER, now=TODAY, rows=[
            PartnerFacts("ALCORAZ", "Instrumentos Alcoraz S.L.", ("value_added_reseller",), "ES"),
            PartnerFacts("KESSELRING", "Kesselring Prüftechnik GmbH", ("value_added_reseller",), "DE"),
        ])  # fmt: skip
        number = ids_by_code(WORKER)["ALCORAZ"]
    who = person(TODAY, "pilar@alcoraz.example", "Pilar", "principal", partner_id=number)
    assert who.user_id is not None
    yield who.user_id, sign_in(who)


def test_the_lesson_of_agreements_is_true(
    carl: Client, people: People, pilar: tuple[int, Client], now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fairway.kit.access.middleware.timezone.now", lambda: TODAY)
    lay_ground(people.maya, now)
    version, (pilar_id, partner) = template(people, now), pilar
    # 1. draft it
    begun = {"partner": "ALCORAZ", "version": version, "title": "Partner agreement Portugal"}
    edit = carl.post(reverse("staff:agreement_new"), begun).headers["Location"]
    assert carl.post(reverse("staff:agreement_new"), begun).headers["Location"] == edit
    preview = edit.replace("/draft/", "/preview/")
    says(carl.post(preview, PARTICULARS), "It would end on 2026-12-31, before it starts on 2027-01-01.")
    says(carl.post(preview, {**PARTICULARS, "until_on": "2029-01-01"}), "It restricts passive sales")
    carl.post(edit, {**PARTICULARS, **RIGHT})
    with acting_as(WORKER):
        made = Agreement.objects.get().pk

    def signed_by_both(number: int) -> None:
        people_asked = {"partner": pilar_id, "vendor": people.carl.user_id, "order": "sequential", "days": "30"}
        sent = carl.post(reverse("staff:agreement_send", args=[number]), people_asked, follow=True)
        assert "Sent. Whoever is on turn has a mail." in text(sent)
        yes = {"sha256": digest_of(number), "consent": "yes"}
        assert "Agreement to sign" in text(partner.get(reverse("partner:today")))
        says(partner.post(reverse("partner:agreement_sign", args=[number]), yes, follow=True), SIGNED)
        assert "Agreement to sign" in text(carl.get(reverse("staff:today")))
        says(carl.post(reverse("staff:agreement_sign", args=[number]), yes, follow=True), CONCLUDED)

    # 2. and 3. send it, sign it twice
    signed_by_both(made)
    # 4. ask what it lets the partner do
    with acting_as(WORKER):
        rights = reverse("staff:partner_rights", args=[ids_by_code(WORKER)["ALCORAZ"]])
    says(carl.get(rights), "begins on 1 Jan 2027")
    for browser, address in ((carl, rights), (partner, reverse("partner:rights"))):
        says(browser.get(f"{address}?on=2027-01-01"), "Portugal (exclusive)")
    asked = {"partner": "KESSELRING", "places": "PT", "kind": "open", "since_on": "2027-06-01"}
    says(carl.get(reverse("staff:grant_add"), asked), "Instrumentos Alcoraz S.L. holds Portugal exclusively")
    # 5. change it
    amendment = carl.post(reverse("staff:agreement_amend", args=[made])).headers["Location"]
    carl.post(amendment, {**PARTICULARS, **RIGHT, "since_on": "2027-07-01", "discount": "32"})
    with acting_as(WORKER):
        signed_number = Agreement.objects.exclude(pk=made).get().pk
    signed_by_both(signed_number)
    says(carl.get(f"{rights}?on=2027-06-30"), "30 % off the list price")
    says(carl.get(f"{rights}?on=2027-07-01"), "32 % off the list price")
