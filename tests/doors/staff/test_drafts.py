"""Two people have the same document open: nobody's text is replaced, nor published, unseen."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import reverse

from fairway.agreements.models import TemplateVersion
from fairway.agreements.rules.example import EXAMPLE
from fairway.deals.models import PolicyVersion
from fairway.kit.access import WORKER, acting_as
from fairway.leads.models import RoutingVersion
from fairway.partners.models import Paper
from fairway.web.staff.leads.policy import START as ROUTING
from fairway.web.staff.recruiting.papers import START as PAPERS
from tests.rooms.deals.stories import POLICY

SAID = "Somebody saved this draft since you opened it"


@dataclass(frozen=True)
class Case:
    """Where a document is made and written, its text, and what of it two people change."""

    new: str
    text: str
    old: str
    his: str
    hers: str
    model: type

    def with_(self, words: str) -> str:
        assert self.old in self.text
        return self.text.replace(self.old, words)


CASES = {
    "registration policy": Case(
        "/vendor/deals/policies/new/", POLICY, "90 days", "100 days", "110 days", PolicyVersion
    ),
    "routing policy": Case(
        "/vendor/leads/routing/edit/", ROUTING, "rounds: 3", "rounds: 4", "rounds: 5", RoutingVersion
    ),
    "agreement template": Case(
        "/vendor/agreements/templates/new/", EXAMPLE, "Term", "Duration", "Span", TemplateVersion
    ),
    "application form": Case(
        "/vendor/recruiting/papers/form/write/", PAPERS["form"], "enough: 20", "enough: 10", "enough: 30", Paper
    ),
}  # fmt: skip


def stands(case: Case) -> str:
    with acting_as(WORKER):
        return str(case.model.objects.get().text)


def addresses(client: Client, name: str, case: Case) -> tuple[str, str]:
    """Where the made document is edited and published, once it stands there."""
    extra = {"code": "reseller", "title": "Reseller"} if name == "agreement template" else {}
    new = reverse("staff:paper_write", args=["form"]) if name == "application form" else case.new
    made = client.post(new, {"text": case.text, "save": "yes", **extra})
    assert made.status_code == 302, made.content.decode()[:3000]
    one = made["Location"]
    if name == "application form":
        number = one.rstrip("/").rpartition("/")[2]
        return f"{new}?from={number}", f"{one}publish/"
    if name == "routing policy":
        return new, reverse("staff:routing_publish")
    return f"{one}edit/", f"{one}publish/"


@pytest.mark.parametrize("name", CASES)
def test_a_text_saved_meanwhile_is_neither_replaced_nor_published_unseen(maya: Client, theo: Client, name: str) -> None:
    case = CASES[name]
    edit, publish = addresses(maya, name, case)
    opened = theo.get(edit).content.decode().split('name="began" value="')[1].split('"')[0]
    # with the line ends of a browser, which change nothing
    first = maya.post(edit, {"text": case.with_(case.his).replace("\n", "\r\n"), "began": opened, "save": "yes"})
    assert first.status_code == 302
    assert stands(case) == case.with_(case.his)
    late = theo.post(edit, {"text": case.with_(case.hers), "began": opened, "save": "yes"})
    page = late.content.decode()
    assert late.status_code == 409
    assert SAID in page
    assert case.his in page
    assert case.hers in page
    assert stands(case) == case.with_(case.his), "nothing is written"
    # sent again from what came back it is a decision
    began = page.split('name="began" value="')[1].split('"')[0]
    assert theo.post(edit, {"text": case.with_(case.hers), "began": began, "save": "yes"}).status_code == 302
    assert stands(case) == case.with_(case.hers)
    if name in ("registration policy", "routing policy"):
        theo.post(publish.replace("publish", "submit"))
    answer = maya.post(publish, {"seen": "0" * 64}, follow=True).content.decode()
    assert "Version 1 was changed since you opened it" in answer


@pytest.mark.parametrize("name", CASES)
def test_who_says_nothing_of_where_they_began_saves_as_before(maya: Client, name: str) -> None:
    case = CASES[name]
    edit, _ = addresses(maya, name, case)
    assert maya.post(edit, {"text": case.with_(case.his), "save": "yes"}).status_code == 302
    assert stands(case) == case.with_(case.his)
