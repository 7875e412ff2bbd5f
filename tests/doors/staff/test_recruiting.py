"""The pipeline, its decisions, onboarding, organisations, mergers and endings, by their pages."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from fairway.kit import files
from fairway.kit.access import SIGNING_IN, WORKER, acting_as
from fairway.kit.access import people as access
from fairway.partners import actions, queries
from fairway.web.shared import jobs
from tests.builders import People
from tests.doors.conftest import SignIn
from tests.doors.staff.stories import text_of
from tests.rooms.agreements.stories import concluded, template
from tests.rooms.agreements.territory_stories import lay_ground
from tests.rooms.deals.stories import POLICY, asked, put_policy, put_products, register
from tests.rooms.partners.builders import NORDLICHT, applied, document, publish

Limit = Callable[..., object]


@pytest.fixture
def now() -> datetime:
    """Yesterday, so that today's pages find what was done."""
    return datetime.now(UTC).replace(microsecond=0)


@pytest.fixture
def nordlicht(people: People, now: datetime) -> int:
    """Nils' application."""
    publish(people.carl, now)
    return applied(now)


@pytest.fixture
def carl(people: People, sign_in: SignIn) -> Client:
    """Carl's browser: the channel manager."""
    return sign_in(people.carl)


UNASKED = POLICY.replace("fy26-deals", "free").replace("asks:", "who: {rights: not_asked}\nasks:", 1)


def view(number: int) -> queries.ApplicationView:
    with acting_as(WORKER):
        found = queries.application(WORKER, number)
    assert found is not None
    return found


def test_a_card_moves_by_a_button_and_the_board_tells(carl: Client, nordlicht: int) -> None:
    board = text_of(carl.get(reverse("staff:recruiting")))
    assert "Nordlicht Messtechnik GmbH" in board
    assert "30 of 35 points" in board
    carl.post(reverse("staff:application_move", args=[nordlicht]), {"to": "in_review", "back": "board"})
    assert view(nordlicht).card.state == "in_review"
    carl.post(reverse("staff:application_move", args=[nordlicht]), {"to": "approved"})
    assert view(nordlicht).card.state == "in_review"


def test_the_board_of_many_asks_no_more_than_of_one(
    carl: Client, people: People, now: datetime, nordlicht: int, django_assert_max_num_queries: Limit
) -> None:
    for number in range(12):
        applied(now, name=f"Company {number}", tax_number="", email=f"a@c{number}.example", website="")
    with django_assert_max_num_queries(40):
        assert "Company 11" in text_of(carl.get(reverse("staff:recruiting")))
    with django_assert_max_num_queries(30):
        assert "1–13 of 13" in text_of(carl.get(reverse("staff:applications")))


def test_a_mail_is_shown_before_it_is_sent(
    carl: Client, nordlicht: int, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    address = reverse("staff:application_decide", args=[nordlicht])
    given = {"do": "refuse", "message": "We have enough partners in Kiel."}
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        seen = carl.post(address, {**given, "preview": "yes"})
    page = text_of(seen)
    assert seen.status_code == 200  # nothing was refused
    assert "Hello Nils Petersen," in page
    assert mail.outbox == []
    assert view(nordlicht).card.state == "applied"
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        carl.post(address, given)
        carl.post(address, given)
    (sent,) = mail.outbox
    assert "We have enough partners in Kiel." in sent.body


def test_returned_without_a_question_says_so_and_keeps_the_words(carl: Client, nordlicht: int) -> None:
    answer = carl.post(
        reverse("staff:application_decide", args=[nordlicht]), {"do": "return", "message": "What do you mean?"}
    )
    assert answer.status_code == 422
    assert "Choose what the applicant" in text_of(answer)
    assert "What do you mean?" in answer.content.decode()


def test_the_course_tells_an_application_from_the_same_one_sent_again(carl: Client, people: People, nordlicht: int,
                                                                       now: datetime) -> None:  # fmt: skip
    with acting_as(people.carl):
        secret = actions.return_(
            actor=people.carl, now=now, application_id=nordlicht, questions=["since"], message="How many, exactly?"
        )
    with acting_as(SIGNING_IN):
        actions.save_application(now=now, type="", facts=NORDLICHT, answers={"since": ["7"]}, secret=secret,
                                 hand_in=True)  # fmt: skip
    page = carl.get(reverse("staff:application", args=[nordlicht])).content.decode()
    assert page.count("<p>Applied</p>") == 1
    assert page.count("<p>Sent the application again</p>") == 1


def test_an_approval_asks_to_look_at_duplicates_and_happens_once(carl: Client, people: People, now: datetime) -> None:
    publish(people.carl, now)
    number = applied(now, name="Anker Mess GmbH")
    address = reverse("staff:application_decide", args=[number])
    assert "Anker Mess" in text_of(carl.get(reverse("staff:application", args=[number])))
    assert carl.post(address, {"do": "approve"}).status_code == 422
    for _ in range(2):
        assert carl.post(address, {"do": "approve", "known": "on", "code": "ANK"}).status_code == 302
    with acting_as(WORKER):
        assert sorted(queries.ids_by_code(WORKER)) == ["A-1", "ANK", "B-2"]


def test_an_auditor_sees_and_decides_nothing(ada: Client, nordlicht: int) -> None:
    assert ada.get(reverse("staff:application", args=[nordlicht])).status_code == 200
    assert ada.post(reverse("staff:application_decide", args=[nordlicht]), {"do": "approve"}).status_code == 403
    assert ada.get(reverse("staff:application", args=[987_654])).status_code == 404


def test_a_document_with_an_error_is_not_published(carl: Client) -> None:
    text = "form: value_added_reseller\ntitle: T\nquestions:\n  - {id: a, ask: What, answer: choise}\n"
    answer = carl.post(reverse("staff:paper_write", args=["form"]), {"text": text, "save": "yes"})
    carl.post(answer.headers["Location"] + "publish/")
    with acting_as(WORKER):
        (row,) = queries.papers(WORKER, "form")
    assert row.state == "draft"
    assert "Did you mean 'choice'?" in text_of(carl.get(answer.headers["Location"]))


def test_a_plan_is_done_by_both_sides_and_opens_its_gates(
    carl: Client, ola: Client, sam: Client, people: People, now: datetime
) -> None:
    publish(people.carl, now)
    with acting_as(people.carl):
        actions.begin_onboarding(actor=people.carl, now=now, partner_id=people.a, type="value_added_reseller")
        (plan,) = queries.plans_of(people.carl, people.a, on=now.date())
    tasks = {task.key: task.id for task in plan.tasks}

    def do(browser: Client, key: str, **given: object) -> None:
        name = "partner:task" if browser is not carl else "staff:onboarding_task"
        arguments = [tasks[key]] if browser is not carl else [people.a, tasks[key]]
        browser.post(reverse(name, args=arguments), {"do": "done", **given})

    def open_tasks() -> set[str]:
        with acting_as(WORKER):
            (now_plan,) = queries.plans_of(WORKER, people.a, on=now.date())
        return {task.key for task in now_plan.tasks if task.is_open}

    assert sam.post(reverse("partner:task", args=[tasks["tax"]]), {"do": "done"}).status_code == 404
    do(ola, "account")  # the vendor's
    do(ola, "tax")  # without its document
    assert open_tasks() == {"agreement", "tax", "account"}
    do(ola, "tax", file=SimpleUploadedFile("tax.pdf", b"%PDF-1.7\n"))
    do(ola, "agreement")  # nobody says so: the agreement does
    assert open_tasks() == {"agreement", "account"}
    do(carl, "agreement", do="waive", reason="The parent company's agreement holds.")
    with acting_as(WORKER):
        (gate,) = queries.gates(WORKER, people.a, now.date())
    assert (gate.name, gate.open, gate.waits_for) == ("ordering", False, ("Open the credit account",))
    do(carl, "account", do="waive", reason="Prepaid.")
    assert open_tasks() == set()
    with acting_as(WORKER):
        assert queries.gate(WORKER, people.a, "ordering", now.date()).open
    page = text_of(ola.get(reverse("partner:onboarding")))
    assert "Prepaid." in page
    assert "tax.pdf" in page
    assert text_of(carl.get(reverse("staff:onboarding"))).count("3 of 3") == 1


def test_documents_are_handed_out_to_their_side_only(ola: Client, sam: Client, people: People, now: datetime) -> None:
    publish(people.carl, now)
    with acting_as(people.carl):
        actions.begin_onboarding(actor=people.carl, now=now, partner_id=people.a, type="value_added_reseller")
        (plan,) = queries.plans_of(people.carl, people.a, on=now.date())
    with acting_as(people.ola):
        file = actions.hand_in(actor=people.ola, now=now, task_id=plan.tasks[1].id, attachment=document())
    answer = ola.get(reverse("partner:task_file", args=[file]))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="certificate.pdf"'
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert sam.get(reverse("partner:task_file", args=[file])).status_code == 404


def loaded(browser: Client, name: str, *lines: str) -> str:
    file = SimpleUploadedFile("rows.csv", "\n".join([*lines, ""]).encode())
    answer = browser.post(reverse(f"staff:{name}_import"), {"file": file})
    assert answer.status_code == 302, answer.content.decode()
    return answer.headers["Location"]


def test_a_circle_of_parents_is_refused_with_its_members_named(maya: Client, people: People) -> None:
    lines = ("Partner;Relation;To;From", "A-1;belongs to;B-2;", "B-2;belongs to;A-1;")
    address = loaded(maya, "relations", *lines)
    assert "That would be a circle: A-1 belongs to B-2, B-2 belongs to A-1" in text_of(maya.get(address))
    page = text_of(maya.post(address, {"reason": ""}))
    assert "That would be a circle: A-1 belongs to B-2, B-2 belongs to A-1" in page
    with acting_as(WORKER):
        assert {one.relation for one in queries.relations(WORKER)} == {"type"}
    given = {"relation": "supplied_by", "to": "B-2", "since_on": "2026-01-01"}
    assert maya.post(reverse("staff:partner_relation", args=[people.a]), given).status_code == 302
    back = {"relation": "supplied_by", "to": "A-1", "since_on": "2026-01-01"}
    answer = maya.post(reverse("staff:partner_relation", args=[people.b]), back)
    assert answer.status_code == 422
    assert "A-1 is supplied by B-2" in text_of(answer)
    until = back | {"until_on": "2027-01-01"}  # for a year only, and still in a circle through it
    answer = maya.post(reverse("staff:partner_relation", args=[people.b]), until)
    assert answer.status_code == 422
    assert "A-1 is supplied by B-2" in text_of(answer)
    wrong = given | {"relation": "type", "to": "wizard"}
    page = text_of(maya.post(reverse("staff:partner_relation", args=[people.a]), wrong))
    assert "“wizard” is not a partner type: one of Distributor, " in page
    before = back | {"since_on": "2025-01-01", "until_on": "2026-01-01"}  # over when the other begins
    assert maya.post(reverse("staff:partner_relation", args=[people.b]), before).status_code == 302


def test_sites_come_from_a_file_once_and_leave_it_harmless(maya: Client, people: People) -> None:
    lines = ("Partner code;Site;Name;Kind;Country;From", 'A-1;KIEL;"=HYPERLINK(1)";office;DE;2025-01-01')
    for added in ("1 added", "0 added"):
        answer = maya.post(loaded(maya, "sites", *lines), {"reason": "List"}, follow=True)
        assert added in text_of(answer)
    export = maya.get(reverse("staff:all_sites") + "?export=csv").content.decode("utf-8-sig")
    assert "A-1,KIEL,'=HYPERLINK(1),Office,DE" in export
    bad = ("Partner code;Site;Name;From;Until", "X-9;K;N;2025-01-01;", "A-1;L;M;2025-02-01;2025-01-01", "A-1;;;nope;")
    page = text_of(maya.get(loaded(maya, "sites", *bad)))
    for sentence in ("end it later", "“nope” is not a day"):
        assert sentence in page


def test_people_are_invited_from_a_file_once(maya: Client, people: People) -> None:
    lines = ("Partner code;E-mail;Role;Name", "A-1;eva@a.example;operations;Eva", "A-1;ola@a.example;principal;Ola")
    assert "1 added" in text_of(maya.post(loaded(maya, "partner_staff", *lines), {"reason": ""}, follow=True))
    assert "0 added" in text_of(maya.post(loaded(maya, "partner_staff", *lines), {"reason": ""}, follow=True))


def test_capabilities_are_stated_confirmed_and_dated(carl: Client, ola: Client, people: People, now: datetime) -> None:
    word = {"code": "calibration", "title": "Calibration", "kind": "capability", "months": "24", "needs_evidence": "on"}
    carl.post(reverse("staff:capability_words"), word)
    given = {"capability": "calibration", "since_on": "2026-01-31"}
    assert ola.post(reverse("partner:capability"), given).status_code == 422
    chosen = SimpleUploadedFile("certificate.pdf", b"%PDF-1.7 4711")
    answer = ola.post(reverse("partner:capability"), {**given, "since_on": "", "file": chosen})
    assert "“certificate.pdf” is kept" in answer.content.decode()
    kept = re.search(r'name="file-kept" value="([^"]+)"', answer.content.decode())
    assert kept
    said = {**given, "evidence": "DAkkS 4711", "file-kept": kept[1]}
    assert ola.post(reverse("partner:capability"), said).status_code == 302
    with acting_as(WORKER):
        (one,) = queries.capabilities(WORKER, on=datetime(2026, 3, 1).date())
        assert (one.state, one.until_on) == ("stated", datetime(2028, 1, 31).date())
        assert queries.able_to(WORKER, "calibration", on=datetime(2026, 3, 1).date()) == frozenset()
    carl.post(reverse("staff:capability_decide", args=[people.a, one.id]), {"do": "confirm"})
    with acting_as(WORKER):
        assert queries.able_to(WORKER, "calibration", on=datetime(2026, 3, 1).date()) == {people.a}
        assert queries.able_to(WORKER, "calibration", on=datetime(2028, 1, 31).date()) == frozenset()


def test_a_merged_duplicate_points_to_the_survivor_and_back_again(carl: Client, people: People, now: datetime) -> None:
    address = reverse("staff:partner_merge", args=[people.b])
    carl.post(address, {"survivor": "B-2", "reason": "x"})
    carl.post(address, {"survivor": "A-1", "reason": "The same tax number."})
    assert "Merged into" in text_of(carl.get(reverse("staff:partner", args=[people.b])))
    assert "Baylight Systems" not in text_of(carl.get(reverse("staff:partners")))
    assert "Baylight Systems" in text_of(carl.get(reverse("staff:partners") + "?q=baylight"))
    assert "are shown together" in text_of(carl.get(reverse("staff:partner_journal", args=[people.a])))
    with acting_as(WORKER):
        assert queries.same_as(WORKER, people.a) == (people.a, people.b)
        assert queries.ids_by_text(WORKER, reporter_id=None)["baylight systems"] == people.a
    assert "B-2, duplicate of Anker Mess" in carl.get(reverse("staff:partners"), {"q": "B-2"}).content.decode()
    carl.post(reverse("staff:partner_merge", args=[people.a]), {"survivor": "B-2", "reason": "Circle"})
    carl.post(address, {"do": "undo", "reason": "Two companies after all."})
    with acting_as(WORKER):
        assert queries.same_as(WORKER, people.a) == (people.a,)
        assert queries.ids_by_text(WORKER, reporter_id=None)["baylight systems"] == people.b


def test_an_ending_has_evidence_from_every_room(carl: Client, people: People, now: datetime) -> None:
    lay_ground(people.maya, now)
    made = concluded(people, now, template(people, now))
    soon = asked(put_products(now), expected_close=(now + timedelta(days=60)).date().isoformat())
    code = register(people.ola, now, put_policy(people, now, UNASKED), soon, look=False)
    rival = register(people.sam, now, put_policy(people, now, UNASKED.replace("free", "other")),
                     soon, look=False)  # fmt: skip
    carl.post(reverse("staff:ending_begin", args=[people.a]), {"do": "begin", "reason": "By agreement"})
    answer = carl.get(reverse("staff:partner_ending", args=[people.a]))
    page = text_of(answer)
    for words, address in (
        ("AG-2026-0001, ", reverse("staff:agreement", args=[made])),
        ("1 territory is held or will be", reverse("staff:partner_territories", args=[people.a])),
        (code, reverse("staff:deal", args=[code])),
        ("Sales files that are not decided yet: 0", reverse("staff:partner_files", args=[people.a])),
        ("Can sign in: ", reverse("staff:partner_people", args=[people.a])),
    ):
        assert words in page
        assert f'href="{address}"' in answer.content.decode()
    assert "the books owe nothing" in page
    assert "No export was made yet" in page
    assert rival not in page


def test_an_ending_is_finished_once_every_point_is_settled(
    carl: Client, people: People, sign_in: SignIn, now: datetime
) -> None:
    address = reverse("staff:ending_begin", args=[people.a])
    carl.post(address, {"do": "begin", "ends_on": now.date().isoformat(), "reason": "By agreement"})
    carl.post(address, {"do": "finish"})
    with acting_as(WORKER):
        assert queries.one(WORKER, people.a, on=now.date()).status == "active"
        held = queries.ending(WORKER, people.a)
    assert held is not None
    assert held.left == 7
    for item in held.items:
        carl.post(reverse("staff:ending_item", args=[people.a, item.id]), {"reason": "Agreed."})
    carl.post(address, {"do": "finish"})
    with acting_as(WORKER):
        assert queries.one(WORKER, people.a, on=now.date()).status == "terminated"
        assert access.people_in(WORKER, partner_id=people.a, now=datetime.now(UTC)) == ()
    assert sign_in(people.ola).get("/partner/").status_code == 302


def test_the_full_export_holds_the_partners_own_and_no_rivals(ola: Client, sam: Client, people: People) -> None:
    assert ola.post(reverse("partner:export")).status_code == 302
    with acting_as(WORKER):
        (row,) = queries.exports(WORKER, people.a)
    jobs.export(row.id)
    answer = ola.get(reverse("partner:export_file", args=[row.id]))
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as packed:  # type: ignore[attr-defined]
        whole = "\n".join(packed.read(name).decode() for name in packed.namelist())
        assert {"profile.json", "people.csv", "sales-lines.csv", "questions.csv", "journal.csv"} <= set(
            packed.namelist()
        )
    assert "Anker Mess" in whole
    assert "ines@a.example" in whole
    assert "Baylight" not in whole
    assert "sam@b.example" not in whole
    assert sam.get(reverse("partner:export_file", args=[row.id])).status_code == 404
    assert files.place("0" * 64).exists() is False


def test_work_is_handed_over_with_the_person(ola: Client, people: People, now: datetime) -> None:
    publish(people.carl, now)
    with acting_as(people.carl):
        actions.begin_onboarding(actor=people.carl, now=now, partner_id=people.a, type="value_added_reseller")
        (plan,) = queries.plans_of(people.carl, people.a, on=now.date())
    with acting_as(people.ola):
        actions.give_task(actor=people.ola, now=now, task_id=plan.tasks[0].id, owner_id=people.ines.user_id)
    given = {"reason": "Left us", "heir": people.ola.user_id}
    answer = ola.post(reverse("partner:dismiss", args=[people.ines.user_id]), given, follow=True)
    assert "1 open things were handed over" in text_of(answer)
    with acting_as(WORKER):
        task = queries.task_of(WORKER, plan.tasks[0].id, on=now.date())
    assert task is not None
    assert task.owner_id == people.ola.user_id


def test_everybody_is_handed_their_own_data(dirk: Client, ola: Client, maya: Client) -> None:
    for browser, name in ((dirk, "Dirk"), (ola, "Ola"), (maya, "Maya")):
        assert browser.get(reverse("entrance:own_data")).json()["person"]["name"] == name


def test_countries_are_chosen_by_name(ola: Client, carl: Client, people: People, now: datetime) -> None:
    for client, name in ((ola, "partner:referrals"), (carl, "staff:prospect_add"), (carl, "staff:accounts")):
        page = client.get(reverse(name)).content.decode()
        assert re.search(r'<option value="DE">\s*Germany\s*</option>', page), name
