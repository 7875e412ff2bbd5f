"""Sam works for partner B and knows every number of partner A. No page tells him anything, none does anything."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from fairway.agreements.models import Paper
from fairway.incentives import actions as incentives
from fairway.incentives import queries
from fairway.kit.access import WORKER, acting_as
from fairway.kit.access import people as access
from fairway.sales import actions as sales
from fairway.sales import queries as sold
from fairway.web.shared import permissions
from tests.builders import People
from tests.doors.partner.test_files import GOOD, UNDATED, UNKNOWN, mapped
from tests.doors.staff import deal_stories, dispute_stories, lead_stories
from tests.rooms.agreements import stories as agreement_stories
from tests.rooms.agreements import territory_stories
from tests.rooms.incentives.stories import NOW, Sold, close, publish, put, run
from tests.rooms.partners.builders import organisation
from tests.rooms.sales.builders import file_of, products

Numbers = dict[str, Any]


@pytest.fixture
def of_a(people: People, ola: Client, now: datetime) -> Numbers:
    """What Sam has learnt: the numbers of a file, a payout, a statement, a colleague and an invitation of partner A."""
    products(now, "AX")
    report_id = mapped(ola, file_of(GOOD, UNKNOWN, UNDATED), now)
    put(Sold(people.a, "2012-08-01", "120000"), source=900_000)
    programme = publish(people)
    run(people, programme, "2012-09-30")
    close(people.maya, programme, "2012-Q3")
    with acting_as(people.maya):
        made, *_ = incentives.prepare_statements(actor=people.maya, now=NOW, period="2012-Q3")
    with acting_as(people.theo):
        incentives.approve_statement(actor=people.theo, now=NOW, statement_id=made)
        number = incentives.issue_statement(actor=people.theo, now=NOW, statement_id=made)
    with acting_as(people.ola):
        invitation, _ = access.invite(
            actor=people.ola, now=now, email="nora@a.example", role="sales", partner_id=people.a, lifetime_days=40_000
        )
        (payout, *_) = queries.payouts(people.ola).rows
    deal = deal_stories.told(people, now)
    disputed = dispute_stories.told(people, now, deal.policy_id, company="Fabrikam", website="fabrikam.example")
    whole = organisation(people, now)
    territory_stories.lay_ground(people.maya, now)
    agreement = agreement_stories.draft(people, now, agreement_stories.template(people, now))
    agreement_stories.send(people, now, agreement)
    with acting_as(WORKER):
        paper = Paper.objects.get(agreement_id=agreement).pk
    lead = lead_stories.told(people, now)
    return {
        **whole,
        "offer": lead.offer,
        "agreement_id": agreement,
        "paper_id": paper,
        "deal": deal.code,
        "case": disputed.mine,
        "item": disputed.item,
        "attachment_id": deal.attachment_id,
        "policy_id": deal.policy_id + 1000,
        "report_id": report_id,
        "payout_id": payout.id,
        "number": number,
        "line": 1,
        "user_id": people.ola.user_id,
        "invitation_id": invitation.pk,
        "code": "no-such-programme",
    }


def addresses(numbers: Numbers) -> list[str]:
    """Every address of the partner's workspace that names a thing, with partner A's number in it."""
    found = []
    for entry in permissions.table():
        if entry.name.startswith("partner:") and "<" in entry.route:
            keys = [part.split(">")[0].split(":")[-1] for part in entry.route.split("<")[1:]]
            found.append(reverse(entry.name, kwargs={key: numbers[key] for key in keys}))
    return found


FORMS: tuple[dict[str, str], ...] = (
    {},
    {"how": "replace", "reason": "mine"},
    {"take_in": "1", "save_as": "mine", "column_product_id": "SKU"},
    {"roles": "principal", "reason": "mine"},
)


def test_no_page_knows_a_rivals_numbers(sam: Client, ola: Client, of_a: Numbers, people: People, now: datetime) -> None:
    everywhere = addresses(of_a)
    assert len(everywhere) > 12
    for address in everywhere:
        for more in ("", "?export=csv", "?q=INV", f"?partner_id={people.a}&partner={people.a}"):
            assert sam.get(address + more).status_code in {404, 405}, address
        for form in FORMS:
            given = {**form, "partner_id": str(people.a), "reporter_id": str(people.a)}
            assert sam.post(address, given).status_code in {404, 405}, address
    # and the same pages open for Ola, so the refusals above are about Sam (her files are opened in test_files)
    opened = [address for address in everywhere if "/files/" not in address and ola.get(address).status_code == 200]
    assert len(opened) >= 5  # statement, its document, payout, its lines of both kinds
    with acting_as(people.ola):
        assert sold.report(people.ola, of_a["report_id"]).status == "decided"
        assert [one.roles for one in access.people_in(people.ola, partner_id=people.a, now=now) if one.name == "Ola"]
        assert len(access.open_invitations(people.ola, partner_id=people.a, now=now)) == 1


def test_no_list_and_no_export_holds_a_rivals_row(sam: Client, of_a: Numbers, people: People) -> None:
    for name in ("today", "files", "earnings", "statements", "payouts", "programmes", "staff"):
        for more in ("", "?export=csv", f"?partner_id={people.a}", "?q=a", "?state=open"):
            page = sam.get(reverse(f"partner:{name}") + more).content.decode()
            for secret in ("Anker", "INV-1", "january.csv", "3,600.00", "360000", of_a["number"], "ola@a.example"):
                assert secret not in page, (name, more, secret)


def test_a_file_sent_for_somebody_else_is_the_senders_own(sam: Client, people: People, now: datetime) -> None:
    products(now, "AX")
    forged = {"reporter_id": str(people.a), "partner_id": str(people.a), "about": "partners", "trusted": "on"}
    report_id = mapped(sam, file_of(GOOD), now, **forged)
    with acting_as(WORKER):
        row = sold.report(WORKER, report_id)
    assert (row.reporter_id, row.about) == (people.b, "own")
    with acting_as(people.ola), pytest.raises(sold.NoSuchReport):
        sold.report(people.ola, report_id)
    with acting_as(people.sam), pytest.raises(sold.NoSuchReport):
        sales.receive(actor=people.sam, now=now, reporter_id=people.a, file_name="x.csv", content=[b"x"])


def test_no_form_gives_a_vendors_role_or_a_seat_elsewhere(sam: Client, people: People, now: datetime) -> None:
    for role in ("finance", "auditor", "channel_manager", "direct_sales", ""):
        answer = sam.post(reverse("partner:invite"), {"email": "x@b.example", "role": role, "partner_id": ""})
        assert answer.status_code == 422, role
    sam.post(reverse("partner:invite"), {"email": "x@b.example", "role": "principal", "partner_id": str(people.a)})
    with acting_as(WORKER):
        assert not access.open_invitations(WORKER, partner_id=people.a, now=now)
        assert not access.open_invitations(WORKER, partner_id=None, now=now)
    me = reverse("partner:person", args=[people.sam.user_id])
    assert sam.post(me, {"roles": ["principal", "finance"], "reason": "mine"}).status_code == 422
