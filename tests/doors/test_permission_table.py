"""The permission table, address by address and person by person, with real people and real things behind the addresses.

Signed out: to the sign-in page. Another kind of person, or another partner's thing: 404. The wrong right: 403. The
right one: a page or the next address. What only takes a form is asked by a form.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from fairway.agreements.actions import grants, origins, territories
from fairway.agreements.rules.grants import Terms
from fairway.agreements.rules.places import Area
from fairway.incentives import actions as incentives
from fairway.incentives import queries
from fairway.kit.access import WORKER, Actor, Kind, acting_as, people
from fairway.kit.journal.models import JournalRow
from fairway.sales import actions as sales
from fairway.sales import queries as sales_queries
from fairway.values import Money
from fairway.web.shared import permissions
from tests.builders import People
from tests.doors.conftest import SignIn
from tests.doors.staff import deal_stories, dispute_stories, lead_stories
from tests.doors.staff.stories import TODAY, told
from tests.rooms.deals import stories
from tests.rooms.partners.builders import organisation

ENTRIES = [entry for entry in permissions.table() if not entry.name.startswith(permissions.SIGN_IN_PAGES)]
OWNED = (
    "agreement_id",
    "report_id",
    "payout_id",
    "user_id",
    "invitation_id",
    "str:number",
    "str:deal",
    "str:case",
    "str:offer",
    "task_id",
    "file_id",
    "capability_id",
    "export_id",
)
"""What in a partner's address names something that is one partner's own."""
ANSWERS = {200, 302, 410, 422}
"""A page, the next address, a link that is used up, a form that lacks something."""
FLEETING = (
    "<str:token>",
    "territories/counsel/",
    "views/<int:view_id>/remove/",
    "/refused/",
    "/confirm/<int:reopening_id>/",
    "/export/<int:export_id>/",
    "/evidence/",
    "/decide/",
    "recruiting/<int:application_id>/files/",
    "brand/",
    "in/mail/",
    "you/tokens/<int:token_id>/",
)
"""Names of things that are not there in this story: the right opens the address, nothing lies behind it."""


def first_row() -> int:
    """A row of the journal; its numbers go on where an earlier test stopped."""
    with acting_as(WORKER):
        return JournalRow.objects.order_by("pk").values_list("pk", flat=True)[0]


@pytest.fixture
def now() -> datetime:
    """Everybody joined on New Year's Day 2012."""
    return datetime(2012, 1, 1, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def on_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Requests come in March 2013."""
    monkeypatch.setattr("fairway.kit.access.middleware.timezone.now", lambda: TODAY)


@pytest.fixture
def there(people: People) -> dict[str, dict[str, object]]:
    """The number of one thing for every name in an address: all of them partner A's, where they are a partner's."""
    return things(people)


def things(everybody: People) -> dict[str, dict[str, object]]:
    from fairway.catalogue import actions as catalogue
    from fairway.catalogue import queries as products
    from fairway.catalogue.rules import ProductFacts

    story = told(everybody)
    with acting_as(everybody.maya):
        incentives.prepare_statements(actor=everybody.maya, now=TODAY, period="2012-Q3")
        statement = next(
            row for row in queries.statements_for(everybody.maya, period="2012-Q3") if row.partner_id == everybody.a
        )
    with acting_as(everybody.theo):
        incentives.approve_statement(actor=everybody.theo, now=TODAY, statement_id=statement.id)
        number = incentives.issue_statement(actor=everybody.theo, now=TODAY, statement_id=statement.id)
    with acting_as(WORKER):
        catalogue.load_products(
            actor=WORKER, now=TODAY, rows=[ProductFacts(sku="FX-100", name="Camera")], prices_from=TODAY.date(),
            reason="First list",
        )  # fmt: skip
        product = products.visible_to(WORKER).values_list("pk", flat=True)[0]
    with acting_as(everybody.ola):
        report = sales.receive(
            actor=everybody.ola, now=TODAY, reporter_id=everybody.a, file_name="august.csv",
            content=[b"what;is;this\n1;2;3\n"], enqueue=False,
        ).report_id  # fmt: skip
        theirs, _ = people.invite(
            actor=everybody.ola, now=TODAY, email="new@a.example", role="sales", partner_id=everybody.a
        )
    with acting_as(everybody.maya):
        ours, _ = people.invite(
            actor=everybody.maya, now=TODAY, email="new@vendor.example", role="auditor", partner_id=None
        )
    with acting_as(everybody.maya):
        against = queries.programme(everybody.maya, "fy12").versions[0].id
        trial = incentives.keep_trial(
            actor=everybody.maya, now=TODAY, programme_id=story.programme, name="As it is", against=against,
            text=queries.version_text(everybody.maya, against), on=TODAY.date(),
        )  # fmt: skip
    with acting_as(everybody.maya):
        territory = territories.save_territory(
            actor=everybody.maya, now=TODAY, code="iowa", name="Iowa", areas=[Area("US-IA")]
        )
        grant = grants.grant(
            actor=everybody.maya, now=TODAY, terms=Terms(everybody.a, "open", (Area("US-IA"),), TODAY.date()),
            reason="First.",
        )  # fmt: skip
        line = sales_queries.lines_of(everybody.maya, partner_id=everybody.a)[0].line_id
        origins.record(
            actor=everybody.maya, now=TODAY, line_id=line, partner_id=everybody.a, evidence="request",
            reason="They asked for it at the fair.",
        )  # fmt: skip
    tiers = tier_things(everybody)
    agreed = agreement(everybody)
    deal = deal_stories.told(everybody, TODAY)
    with acting_as(everybody.carl):
        adjustment = incentives.propose_adjustment(
            actor=everybody.carl, now=TODAY, partner_id=everybody.a, amount=Money.of("120.00", "USD"), title="Freight",
            explanation="We carry the freight.", reason="Agreed.",
        )  # fmt: skip
    with acting_as(everybody.ola):
        figure = queries.figure(everybody.ola, statement_number=number, line=1)
        question = incentives.ask(actor=everybody.ola, now=TODAY, figure=figure, text="Is this all?")
    likeness, merged = stories.accounts_alike(everybody, TODAY)
    disputed = dispute_stories.told(
        everybody, TODAY, deal.policy_id, company="Fabrikam", website="fabrikam.example", expected_close="2099-01-01"
    )
    lead = lead_stories.told(everybody, TODAY)
    version = {
        "version": 1,
        "version_id": against,
        "code": "fy12",
        "period": "2012-Q3",
        "label": "2012-Q3",
        "reopening_id": 1,
    }
    shared: dict[str, object] = {
        **version, **tiers, **agreed, **organisation(everybody, TODAY), "agreements/paper_id": agreed["paper_id"],
        "partner_id": everybody.a, "product_id": product, "report_id": report, "payout_id": story.payout,
        "statement_id": statement.id, "programme_id": story.programme, "closing_id": story.closing, "view_id": 1,
        "trial_id": trial, "territory_id": territory, "grant_id": grant.grant_id, "line_id": line,
        "token": "begun-by-nobody", "token_id": 1, "secret": "a-link-of-nobody", "name": "how-to/write-a-programme",
        "case": disputed.case, "adjustment": adjustment, "question": question, "line": 1,
        "item": disputed.item, "by": "partner",
        "lead": lead.code, "offer": lead.offer,
        "likeness_id": likeness, "merge_id": merged,
        "deal": deal.code, "policy_id": deal.policy_id, "attachment_id": deal.attachment_id,
    }  # fmt: skip
    return {
        "vendor": {**shared, "user_id": everybody.ada.user_id, "invitation_id": ours.pk, "runs": story.second,
                   "programmes": story.programme, "statements": statement.id, "journal": first_row()},
        "partner": {**shared, "user_id": everybody.ines.user_id, "invitation_id": theirs.pk, "number": number,
                    "case": disputed.mine},
        "person of a partner": {**shared, "user_id": everybody.ines.user_id, "invitation_id": theirs.pk},
    }  # fmt: skip


def tier_things(everybody: People) -> dict[str, object]:
    """A tier programme in force with a review, a value with a person, and a waiver, all about partner A."""
    from fairway.performance import actions as tiers
    from fairway.performance import queries as standing
    from fairway.performance.models import DatedValue, Proposal, Version
    from fairway.performance.rules.tiers.values_file import ValueFacts
    from tests.rooms.performance.stories import publish

    number = publish(everybody, applies_from=date(2012, 1, 1), now=TODAY)
    with acting_as(everybody.carl):
        row = ValueFacts("A-1", "foundation", "2012-05-01", "", "", "p1", "Somebody")
        tiers.record_values(actor=everybody.carl, now=TODAY, rows=[row])
        waiver = tiers.waive(
            actor=everybody.carl, now=TODAY, programme_id=number, partner_id=everybody.a, since_on=date(2013, 1, 1),
            until_on=date(2013, 9, 1), reason="A flood",
        )  # fmt: skip
        review = tiers.review(actor=everybody.carl, now=TODAY, programme_id=number, on=date(2013, 1, 1))
        ((person, *_),) = standing.persons_of(everybody.carl, everybody.a)
        value = DatedValue.objects.get().pk
        proposal = Proposal.objects.order_by("pk").first()
        version = Version.objects.get().pk
    return {
        "tier_id": number, "tiers": number, "review_id": review, "value_id": value, "person_id": person,
        "waiver_id": waiver, "tier_version": version, "proposal_id": proposal.pk if proposal else 0,
    }  # fmt: skip


def agreement(everybody: People) -> dict[str, object]:
    """An agreement of partner A that waits for its signatures, with its numbers."""
    from fairway.agreements.models import Paper, Signer, TemplateVersion
    from tests.rooms.agreements import stories, territory_stories

    territory_stories.lay_ground(everybody.maya, TODAY)
    made = stories.draft(everybody, TODAY, stories.template(everybody, TODAY))
    stories.send(everybody, TODAY, made)
    with acting_as(WORKER):
        return {
            "agreement_id": made,
            "paper_id": Paper.objects.get(agreement_id=made).pk,
            "signer_id": Signer.objects.filter(agreement_id=made)[0].pk,
            "template_id": TemplateVersion.objects.get().template_id,
        }


def address(route: str, there: dict[str, dict[str, object]]) -> str:
    """Fill the names in a route with numbers of things that are there."""
    parts = route.split("/")
    known = there["partner"] if parts[0] == "partner" else there["vendor"]
    if parts[:2] == ["vendor", "partners"]:
        known = there["person of a partner"]

    def value(match: re.Match[str]) -> str:
        name = match[1]
        of_area = f"{parts[1]}/{name}"  # two areas name different things alike
        return str(known[of_area] if of_area in known else known[name] if name in known else known[parts[1]])

    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", value, route)


def ask(browser: Client, where: str) -> int:
    """Open an address, by a form if it takes nothing else; whatever that changed is undone."""
    for method in (browser.get, browser.post):
        with transaction.atomic():
            answer: Any = method(where)
            if answer.status_code == 302 and "/account/login/" in answer["Location"]:
                answer.status_code = 401
            if answer.streaming:
                b"".join(answer.streaming_content)
            transaction.set_rollback(True)
        if answer.status_code != 405:
            break
    return int(answer.status_code)


def expected(entry: permissions.Entry, actor: Actor | None, everybody: People) -> set[int]:
    """What the table says a person gets."""
    access = entry.access
    assert access is not None
    if entry.route.startswith("api/"):
        return {401}  # no session counts there; tests/doors/api asks with tokens
    kind = Kind.LOGIN if actor is None else actor.kind
    if kind not in access.kinds:
        return {401} if actor is None else {404}
    if actor is not None and access.right is not None and not actor.may(access.right):
        return {403}
    if entry.route.startswith("partner/") and actor == everybody.sam and any(name in entry.route for name in OWNED):
        return {404}
    if any(name in entry.route for name in FLEETING):
        return {302, 404, 422}
    if entry.name == "staff:partners" and actor is not None and actor.kind is Kind.STAFF:
        return {200 if actor.may("partners.view") else 403}
    return ANSWERS


def each(everybody: People) -> Iterator[tuple[str, Actor | None]]:
    yield "signed out", None
    for name in ("maya", "carl", "ada", "dirk", "ola", "sam", "ines"):
        yield name, getattr(everybody, name)


def test_everybody_gets_what_the_table_says(
    people: People, sign_in: SignIn, there: dict[str, dict[str, object]]
) -> None:
    assert len(ENTRIES) > 80
    wrong = []
    for name, actor in each(people):
        browser = Client(raise_request_exception=False) if actor is None else sign_in(actor)
        browser.raise_request_exception = False
        for entry in ENTRIES:
            where = address(entry.route, there)
            got = ask(browser, where)
            if got not in expected(entry, actor, people):
                wrong.append(f"{name} at {where}: {got}, not {sorted(expected(entry, actor, people))}")
    assert not wrong, "\n".join(wrong)


def test_pages_of_the_sign_in_never_fail_and_keep_strangers_out(db: None) -> None:
    browser = Client(raise_request_exception=False)
    for entry in permissions.table():
        if entry.name.startswith(permissions.SIGN_IN_PAGES):
            assert browser.get("/" + re.sub(r"<[^>]+>", "1", entry.route)).status_code < 500, entry.route
