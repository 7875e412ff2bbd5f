"""The guard: who may open a page, and what happens to a page that fails."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpResponse
from django.test import RequestFactory

from fairway.kit.access import SIGNING_IN, Actor, Kind
from fairway.web.shared import permissions
from fairway.web.shared.middleware import POLICY, Guard, content_security_policy

MAYA = Actor(Kind.STAFF, user_id=1, name="Maya", rights=frozenset({"partners.view"}))
OLA = Actor(Kind.PARTNER, user_id=2, partner_id=1, name="Ola", rights=frozenset({"own.view"}))


def show(request: Any) -> HttpResponse:
    return HttpResponse("shown")


def meet(actor: Actor, view: Any, **headers: str) -> Any:
    request = RequestFactory().get("/partners/?page=2", headers=headers)
    request.actor = actor  # type: ignore[attr-defined]
    request.resolver_match = None
    return Guard(lambda _: HttpResponse()).process_view(request, view, (), {})


PARTNERS = permissions.needs("partners.view", permissions.STAFF)(show)
STAFFING = permissions.needs("staff.manage", permissions.STAFF)(show)


@pytest.mark.django_db
def test_the_right_opens_the_page() -> None:
    assert meet(MAYA, PARTNERS).content == b"shown"


def test_a_missing_right_is_403_and_says_what_to_do() -> None:
    answer = meet(MAYA, STAFFING)
    assert answer.status_code == 403
    assert "staff.manage" in answer.content.decode()


def test_the_other_workspace_does_not_exist() -> None:
    with pytest.raises(Http404):
        meet(OLA, PARTNERS)


def test_signed_out_leads_to_the_sign_in_page_and_back() -> None:
    answer = meet(SIGNING_IN, PARTNERS)
    assert answer.status_code == 302
    assert answer["Location"].endswith("?next=%2Fpartners%2F%3Fpage%3D2")


def test_a_fragment_leads_the_whole_page_to_the_sign_in() -> None:
    assert "next=" in meet(SIGNING_IN, PARTNERS, hx_request="true")["HX-Redirect"]


def test_a_page_without_a_row_in_the_table_cannot_be_opened() -> None:
    with pytest.raises(ImproperlyConfigured, match="permission table"):
        meet(MAYA, show)


def test_every_address_stands_in_the_table() -> None:
    entries = list(permissions.table())
    assert len(entries) > 10
    assert not [entry.route for entry in entries if entry.access is None]


def test_the_policy_allows_nothing_inline() -> None:
    answer = content_security_policy(lambda _: HttpResponse())(RequestFactory().get("/"))
    assert answer["Content-Security-Policy"] == POLICY
    assert "unsafe" not in POLICY
