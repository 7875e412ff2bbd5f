"""Registrations in the real database: sent, looked at, decided, protected once, queued, promoted."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from fairway.deals import actions, queries
from fairway.deals.actions.deciding import Held
from fairway.deals.actions.registering import AskedRole, Faulty
from fairway.deals.models import Account, CompanyKey, Conflict, Event, Protection, Receipt, Registration
from fairway.deals.rules import pipeline
from fairway.deals.rules.refusals import NotFound, Refused
from fairway.formats.tables import read_table, recognised
from fairway.kit.access import WORKER, NotAllowed, acting_as
from fairway.values import exact
from tests.builders import People
from tests.rooms.deals.stories import (
    BY_RULE,
    POLICY,
    asked,
    look_at,
    put_policy,
    put_products,
    register,
    settle,
    status,
)

pytestmark = pytest.mark.django_db
MAVEN = Path(__file__).parents[4] / "shared" / "data" / "maven_crm" / "sales_pipeline.csv"


@pytest.fixture
def products(people: People, now: datetime) -> dict[str, int]:
    return put_products(now)


@pytest.fixture
def policy(people: People, now: datetime) -> int:
    return put_policy(people, now)


def approve(people: People, now: datetime, code: str, **more: object) -> None:
    with acting_as(people.carl):
        actions.approve(actor=people.carl, now=now, code=code, **more)  # type: ignore[arg-type]


def test_a_policy_is_published_by_a_second_person_and_then_final(people: People, now: datetime) -> None:
    with acting_as(people.maya):
        policy_id = actions.create_policy(actor=people.maya, now=now, text=POLICY)
        version = queries.policy(people.maya, policy_id).versions[0].id
        with pytest.raises(Refused, match="handed"):
            actions.publish_policy(actor=people.maya, now=now, version_id=version)
        actions.submit_policy(actor=people.maya, now=now, version_id=version)
        with pytest.raises(Refused, match="second person"):
            actions.publish_policy(actor=people.maya, now=now, version_id=version)
    with acting_as(people.ola):
        assert queries.published(people.ola) == ()
    with acting_as(people.theo):
        actions.publish_policy(actor=people.theo, now=now, version_id=version)
    with acting_as(people.ola):
        assert [one.policy.title for one in queries.published(people.ola)] == ["FY26 deal registration"]
    with acting_as(people.maya):
        actions.save_policy_draft(
            actor=people.maya, now=now, policy_id=policy_id, text=POLICY.replace("90 days", "60 days")
        )
        newest, first = queries.policy(people.maya, policy_id).versions
        assert (newest.state, first.state) == ("draft", "published")
        said = [one.sentence for one in queries.version_compare(people.maya, first.id, newest.id)]
        assert said == [
            "How long you are protected: “Protected for 90 days, from the approval.” becomes "
            "“Protected for 60 days, from the approval.”"
        ]


def test_everything_missing_is_said_at_once_and_nothing_is_sent(
    people: People, now: datetime, policy: int, products: dict[str, int]
) -> None:
    code = actions.new_code()
    with acting_as(people.ola):
        actions.save_draft(
            actor=people.ola, now=now, code=code, policy_id=policy,
            asked=asked(products, expected_close="2025-01-01", website=""),
        )  # fmt: skip
        with pytest.raises(Faulty) as refused:
            actions.submit(actor=people.ola, now=now, code=code)
    assert [fault.field for fault in refused.value.faults] == ["website", "expected_close"]
    assert status(code) == "draft"


def test_sending_twice_does_one_thing_and_looking_comes_after(
    people: People, now: datetime, policy: int, products: dict[str, int]
) -> None:
    code = register(people.ola, now, policy, asked(products), look=False)
    with acting_as(people.ola):
        actions.submit(actor=people.ola, now=now, code=code)
        assert [event.kind for event in queries.deal(people.ola, code).events] == ["submit"]
    with acting_as(people.carl):
        decision = queries.for_decision(people.carl, code, now)
        assert (decision.account_id, decision.findings) == (None, ())
        # Tuesday and Wednesday, 9 to 17
        assert decision.view.row.due_at == datetime(2026, 2, 11, 17, tzinfo=now.tzinfo)
    look_at(code, now)
    look_at(code, now)
    with acting_as(people.carl):
        decision = queries.for_decision(people.carl, code, now)
        assert decision.account == "Northwind Traders Inc."
        assert decision.match_reasons == "not known before"
        assert decision.findings == ()


def test_a_partner_reads_its_own_and_cannot_decide_it(
    people: People, now: datetime, policy: int, products: dict[str, int]
) -> None:
    code = register(people.ola, now, policy, asked(products))
    with acting_as(people.sam), pytest.raises(NotFound):
        queries.deal(people.sam, code)
    with acting_as(people.ola):
        with pytest.raises(NotAllowed):
            actions.approve(actor=people.ola, now=now, code=code)
        with pytest.raises(DatabaseError), transaction.atomic():
            Registration.objects.filter(code=code).update(status="approved")
        with pytest.raises(DatabaseError), transaction.atomic():
            Protection.objects.count()
        with pytest.raises(DatabaseError), transaction.atomic():
            Account.objects.count()
    with acting_as(people.sam):
        assert Registration.objects.filter(code=code).update(status="withdrawn") == 0
    assert status(code) == "submitted"


def test_returned_opens_only_the_named_fields(
    people: People, now: datetime, policy: int, products: dict[str, int]
) -> None:
    code = register(people.ola, now, policy, asked(products))
    with acting_as(people.carl):
        with pytest.raises(Refused, match="at least one field"):
            actions.return_to_partner(actor=people.carl, now=now, code=code, fields=[], text="Wrong")
        actions.return_to_partner(actor=people.carl, now=now, code=code, fields=["website"], text="Whose site is it?")
    with acting_as(people.ola):
        actions.save_draft(
            actor=people.ola, now=now, code=code, policy_id=policy,
            asked=asked(products, "LENS-1", company="Somebody Else", website="northwind.test"),
        )  # fmt: skip
        view = actions.submit(actor=people.ola, now=now, code=code)
    assert (view.row.company, view.fields["website"]) == ("Northwind Traders Inc.", "northwind.test")
    assert [line.sku for line in view.lines] == ["CAM-1"]


def test_one_holds_the_other_waits_and_is_promoted_when_it_lapses(
    people: People, now: datetime, policy: int, products: dict[str, int]
) -> None:
    first = register(people.ola, now, policy, asked(products, "CAM-1", "LENS-1"))
    second = register(people.sam, now, policy, asked(products, "CAM-1", "CAM-2", company="Northwind Traders"))
    with acting_as(people.carl):
        found = queries.for_decision(people.carl, second, now)
        assert [(one.kind, one.severity) for one in found.findings] == [("same_deal", "stop")]
        assert [one.code for one in found.line] == [first]
    approve(people, now, first)
    with acting_as(people.carl):
        with pytest.raises(Refused, match="Say why"):
            actions.approve(actor=people.carl, now=now, code=second)
        with pytest.raises(Held), transaction.atomic():
            actions.approve(actor=people.carl, now=now, code=second, reason="They were first, they say")
        actions.queue(actor=people.carl, now=now, code=second, text="It keeps its place.")
    assert (status(first), status(second)) == ("approved", "waitlisted")
    later = now + timedelta(days=46)  # no meeting within 45 days: 10 Feb + 45 = 27 March
    settle(first, later)
    assert (status(first), status(second)) == ("expired", "in_review")
    approve(people, later, second, reason="It is free now")
    assert status(second) == "approved"
    with acting_as(WORKER):
        assert {row.registration.code for row in Protection.objects.filter(period__contains=later)} == {second}


def test_a_part_can_be_approved(people: People, now: datetime, policy: int, products: dict[str, int]) -> None:
    first = register(people.ola, now, policy, asked(products, "CAM-1"))
    second = register(people.sam, now, policy, asked(products, "CAM-1", "LENS-1"))
    approve(people, now, first)
    approve(people, now, second, products=[products["LENS-1"]], reason="Only the lens is free")
    with acting_as(people.sam):
        assert [(line.sku, line.granted) for line in queries.deal(people.sam, second).lines] == [
            ("CAM-1", False), ("LENS-1", True),
        ]  # fmt: skip


def test_the_database_refuses_two_that_overlap(
    people: People, now: datetime, policy: int, products: dict[str, int]
) -> None:
    first = register(people.ola, now, policy, asked(products))
    second = register(people.sam, now, policy, asked(products))
    approve(people, now, first)
    with acting_as(WORKER):
        held = Protection.objects.get()
        with pytest.raises(IntegrityError), transaction.atomic():
            Protection.objects.create(
                registration=Registration.objects.get(code=second), account_id=held.account_id,
                product_group=held.product_group, product=held.product, period=held.period,
            )  # fmt: skip
        assert Protection.objects.count() == 1


def test_a_rule_approves_the_small_and_clear_and_only_people_refuse(
    people: People, now: datetime, products: dict[str, int]
) -> None:
    policy = put_policy(people, now, BY_RULE)
    small = register(people.ola, now, policy, asked(products, value="9999.99"))
    assert status(small) == "approved"
    rival = register(people.sam, now, policy, asked(products, value="9999.99"))
    assert status(rival) == "submitted"
    large = register(people.ola, now, policy, asked(products, company="Contoso", website="contoso.example"))
    assert status(large) == "submitted"
    with acting_as(WORKER), pytest.raises(Refused, match="A person decides"):
        actions.refuse(actor=WORKER, now=now, code=large, answer="not_eligible", text="No")


def test_the_clock_is_moved_by_proof_extension_and_pause(
    people: People, now: datetime, policy: int, products: dict[str, int]
) -> None:
    code = register(people.ola, now, policy, asked(products))
    approve(people, now, code)
    with acting_as(people.ola):
        with pytest.raises(Refused, match="Say what it is"):
            actions.ask(actor=people.ola, now=now, code=code, kind="proof", what="meeting", proof="quote")
        assert actions.ask(
            actor=people.ola, now=now, code=code, kind="proof", what="meeting", proof="meeting_notes", text="At theirs"
        ) == "waiting"  # fmt: skip
        assert actions.ask(actor=people.ola, now=now, code=code, kind="extension", text="Budget in May") == "waiting"
        assert actions.ask(actor=people.ola, now=now, code=code, kind="extension", text="Budget in May") == "waiting"
        requests = queries.deal(people.ola, code).requests
        assert [one.kind for one in requests] == ["extension", "proof"]
    settle(code, now)
    with acting_as(people.carl):
        for one in requests:
            actions.answer_request(actor=people.carl, now=now, request_id=one.id, grant_it=True)
            actions.answer_request(actor=people.carl, now=now, request_id=one.id, grant_it=True)
    settle(code, now)
    with acting_as(people.ola):
        # 10 Feb + 90 = 11 May, + 30 = 10 June, protected through it
        assert queries.deal(people.ola, code).row.protected_until == datetime(2026, 6, 11, tzinfo=now.tzinfo)
    with acting_as(WORKER):
        assert Protection.objects.get().period.upper == datetime(2026, 6, 11, tzinfo=now.tzinfo)
        assert Event.objects.filter(kind="extended").count() == 1


def test_what_is_taken_back_says_what_ended_its_protection(
    people: People, now: datetime, policy: int, products: dict[str, int]
) -> None:
    code = register(people.ola, now, policy, asked(products))
    look_at(code, now)
    approve(people, now, code)
    later = now + timedelta(days=3)
    with acting_as(people.ola):
        actions.withdraw(actor=people.ola, now=later, code=code)
        clock = queries.deal(people.ola, code, now=later + timedelta(days=400)).clock
    assert (clock.state, clock.until, clock.why) == ("ended", later, "The registration was taken back.")


def test_merging_two_protected_companies_opens_a_conflict_and_loses_nothing(
    people: People, now: datetime, policy: int, products: dict[str, int]
) -> None:
    first = register(people.ola, now, policy, asked(products))
    second = register(people.sam, now, policy, asked(products, company="NWT Holding", website="nwt.example"))
    approve(people, now, first)
    approve(people, now, second)
    with acting_as(WORKER):
        keep, gone = Account.objects.order_by("pk")
        Account.objects.filter(pk=gone.pk).update(merged_into=keep)
        assert actions.merged(actor=WORKER, now=now, account_id=keep.pk) == 1
        assert actions.merged(actor=WORKER, now=now, account_id=keep.pk) == 0
        assert Protection.objects.count() == 2
        conflict = Conflict.objects.get()
    assert (status(first), status(second)) == ("approved", "approved")
    third = register(people.ola, now, policy, asked(products, company="NWT Holding", website="nwt.example"))
    with acting_as(people.carl):
        with pytest.raises(Held), transaction.atomic():
            actions.approve(actor=people.carl, now=now, code=third, reason="Let us see")
        actions.revoke(actor=people.carl, now=now, code=second, text="Both agreed that A keeps it")
        actions.close_conflict(actor=people.carl, now=now, conflict_id=conflict.pk, outcome="A keeps it")


def test_roles_share_at_most_the_whole_credit(
    people: People, now: datetime, policy: int, products: dict[str, int]
) -> None:
    code, day = actions.new_code(), now.date()
    roles = [AskedRole("transacting", "Us", exact(60), day), AskedRole("influence", "Baylight", exact(41), day)]
    with acting_as(people.ola):
        with pytest.raises(Refused, match="101 percent"), transaction.atomic():
            actions.save_draft(
                actor=people.ola, now=now, code=code, policy_id=policy, asked=asked(products), roles=roles
            )
        roles[1] = AskedRole("influence", "Baylight", exact(40), day)
        actions.save_draft(actor=people.ola, now=now, code=code, policy_id=policy, asked=asked(products), roles=roles)
        assert [row.share for row in queries.deal(people.ola, code).roles] == [60, 40]


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("virus.txt", b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*", "virus scanners"),
        ("notes.pdf", b"MZ\x90\x00", "not a kind"),
        ("notes.png", b"%PDF-1.7", "not what its name says"),
        ("empty.txt", b"", "empty"),
        ("large.txt", b"x" * (10 * 2**20 + 1), "10 MB"),
    ],
)
def test_files_are_looked_into(
    people: People, now: datetime, policy: int, products: dict[str, int], name: str, content: bytes, why: str
) -> None:
    code = register(people.ola, now, policy, asked(products), look=False)
    with acting_as(people.ola):
        with pytest.raises(Refused, match=why):
            actions.attach(actor=people.ola, now=now, code=code, name=name, content=content)
        assert queries.deal(people.ola, code).attachments == ()
        first = actions.attach(actor=people.ola, now=now, code=code, name="a/../notes.txt", content=b"We met")
        assert first == actions.attach(actor=people.ola, now=now, code=code, name="again.txt", content=b"We met")
        assert [one.name for one in queries.deal(people.ola, code).attachments] == ["notes.txt"]


def test_a_free_mail_host_and_the_registrants_own_company_are_found(
    people: People, now: datetime, policy: int, products: dict[str, int]
) -> None:
    mail = register(people.ola, now, policy, asked(products, website="gmail.com"))
    own = register(people.ola, now, policy, asked(products, "LENS-1", company="Anker Mess GmbH", country="DE"))
    with acting_as(people.carl):
        assert {one.kind for one in queries.for_decision(people.carl, mail, now).findings} == {"free_mail"}
        assert "own_company" in {one.kind for one in queries.for_decision(people.carl, own, now).findings}


@pytest.mark.parametrize("rival", [False, True], ids=["alone", "with a rival"])
def test_queries_of_a_partners_answers_do_not_tell(
    people: People, now: datetime, policy: int, products: dict[str, int], rival: bool, request: pytest.FixtureRequest
) -> None:

    if rival:
        other = register(people.sam, now, policy, asked(products))
        approve(people, now, other)
    code = actions.new_code()
    with acting_as(people.ola), CaptureQueriesContext(connection) as seen:
        actions.save_draft(actor=people.ola, now=now, code=code, policy_id=policy, asked=asked(products))
        actions.submit(actor=people.ola, now=now, code=code)
        queries.deal(people.ola, code)
    counts = request.config.stash.setdefault(COUNTS, [])
    counts.append(len(seen))
    assert len(set(counts)) == 1, counts


COUNTS: pytest.StashKey[list[int]] = pytest.StashKey()


def test_the_vendors_own_pipeline_is_loaded_and_found(
    people: People, now: datetime, policy: int, products: dict[str, int]
) -> None:
    if not MAVEN.is_file():
        pytest.skip("The real data are not here.")
    table = read_table(MAVEN, MAVEN.name)
    columns = recognised(table.headings, pipeline.COLUMNS)
    rows = [pipeline.facts_from(row.cells, columns) for row in table.rows]
    with acting_as(people.maya):
        loaded = actions.load_opportunities(actor=people.maya, now=now, rows=rows)
        assert (loaded.added, loaded.changed) == (8800, 0)
        again = actions.load_opportunities(actor=people.maya, now=now, rows=rows[:50])
        assert (again.added, again.unchanged) == (0, 50)
    with acting_as(WORKER):
        assert CompanyKey.objects.count() == 85
    code = register(people.ola, now, policy, asked(products, company="Cancity", website="cancity.example"))
    with acting_as(people.carl):
        decision = queries.for_decision(people.carl, code, now)
    assert decision.match_reasons == "same name, country not known"
    found = [one for one in decision.findings if one.kind == "pipeline"]
    assert len(found) == 8  # awk -F, '$4=="Cancity" && $5!="Won" && $5!="Lost"' sales_pipeline.csv


def test_what_is_loaded_after_a_registration_was_sent_is_found_all_the_same(
    people: People, now: datetime, policy: int, products: dict[str, int]
) -> None:
    code = register(people.ola, now, policy, asked(products))
    facts = pipeline.OpportunityFacts(
        "O-1", "Northwind Traders Inc.", "US", "CAM-1", "Engaging", "2026-01-05", "", "9000", "C. Baum"
    )
    with acting_as(people.maya):
        actions.load_opportunities(actor=people.maya, now=now, rows=[facts])
    with acting_as(WORKER), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'deals.look_at_open'")
        assert cursor.fetchone() == (1,)
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'deals.look_at'")
        before = cursor.fetchone()
        assert actions.look_at_open(actor=WORKER, now=now) == 1
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'deals.look_at'")
        assert cursor.fetchone()[0] == before[0] + 1
    look_at(code, now)
    with acting_as(people.carl):
        assert "pipeline" in [one.kind for one in queries.for_decision(people.carl, code, now).findings]


def test_files_are_added_to_what_came_back_only_where_they_were_asked_for(
    people: People, now: datetime, policy: int, products: dict[str, int]
) -> None:
    code = register(people.ola, now, policy, asked(products))
    for fields, may in ((["website"], False), (["attachments"], True)):
        with acting_as(people.carl):
            if status(code) != "returned":
                actions.return_to_partner(actor=people.carl, now=now, code=code, fields=fields, text="Once more")
        with acting_as(people.ola):
            if may:
                assert actions.attach(actor=people.ola, now=now, code=code, name="notes.txt", content=b"We met.")
            else:
                with pytest.raises(Refused, match="other fields open"):
                    actions.attach(actor=people.ola, now=now, code=code, name="notes.txt", content=b"We met.")
                actions.submit(actor=people.ola, now=now, code=code)


def test_many_are_sent_as_each_alone_would_be_in_few_questions(people: People, now: datetime) -> None:
    policy, products = put_policy(people, now), put_products(now)
    alone = register(people.ola, now, policy, asked(products, company="Alone", website="alone.example"))
    read = [asked(products, company=f"Firm {one}", website=f"f{one}.example") for one in range(30)]
    with acting_as(people.ola):
        with CaptureQueriesContext(connection) as questions:
            codes = actions.submit_all(actor=people.ola, now=now, policy_id=policy, read=read, way_in="csv")
        # for each its row of the journal, its job and its receipt; the rest is asked once for all
        assert len(questions) < 30 * 3 + 30
        one, other = (queries.deal(people.ola, code, now) for code in (alone, codes[7]))
    assert other.row.company == "Firm 7"
    assert (one.row.status, one.row.due_at, one.row.value) == (other.row.status, other.row.due_at, other.row.value)
    assert {**one.fields, "company": "", "website": ""} == {**other.fields, "company": "", "website": ""}
    assert [(step.axis, step.kind) for step in one.events][:1] == [(step.axis, step.kind) for step in other.events]
    with acting_as(WORKER):
        numbers = Receipt.objects.filter(registration__code__in=codes).count()
    assert numbers == len(codes)
