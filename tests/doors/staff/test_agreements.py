"""Agreements at the doors: drafted, sent, signed by both sides and by a link, watched over, and what rivals see."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from fairway.agreements.actions import drafting, trees
from fairway.agreements.models import Agreement, Grant, Paper, Signature, TemplateVersion
from fairway.agreements.queries import agreements, drafts
from fairway.agreements.rules.trees import Branch
from fairway.deals import actions as deals
from fairway.kit.access import WORKER, acting_as
from fairway.partners import actions as partners
from fairway.performance.actions import record_values
from fairway.performance.rules.tiers.values_file import ValueFacts
from fairway.web.shared import jobs
from tests.builders import People, person
from tests.rooms.agreements.stories import TYPED, concluded, digest_of, draft, send, sign, stage, template
from tests.rooms.agreements.territory_stories import grant, lay_ground, terms
from tests.rooms.deals.stories import asked as deal_asked
from tests.rooms.deals.stories import put_policy, put_products, register
from tests.rooms.incentives.stories import Sold, put
from tests.rooms.partners.builders import PLAN
from tests.rooms.performance.stories import certified

TODAY = datetime(2026, 2, 10, 9, 0, tzinfo=UTC)
Limit = Callable[..., Any]
Committed = Callable[..., Any]


@pytest.fixture(autouse=True)
def on_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fairway.kit.access.middleware.timezone.now", lambda: TODAY)


@pytest.fixture
def version(people: People, now: datetime) -> int:
    lay_ground(people.maya, now)
    return template(people, now)


@pytest.fixture
def carl(people: People, sign_in: Callable[..., Client]) -> Client:
    return sign_in(people.carl)


def posted(**more: Any) -> dict[str, Any]:
    """The particulars as the form sends them."""
    found: dict[str, Any] = {"title": "Reseller agreement Germany"}
    for name, value in {**TYPED, **more}.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            for at, row in enumerate(value):
                found |= {f"{name}.{at}.{field}": text for field, text in row.items()}
        else:
            found[name] = value
    return found


def text_of(page: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def only() -> Agreement:
    with acting_as(WORKER):
        return Agreement.objects.get()


def test_from_a_draft_to_both_signatures(
    carl: Client, ola: Client, people: People, version: int, django_capture_on_commit_callbacks: Committed
) -> None:
    begun = carl.post(
        reverse("staff:agreement_new"), {"partner": "A-1", "version": version, "title": "Reseller agreement Germany"}
    )
    number = only().pk
    assert begun.headers["Location"] == reverse("staff:agreement_edit", args=[number])
    half = carl.post(begun.headers["Location"], {**posted(until_on="2026-01-01"), "check": "yes"})
    assert "It would end on 2026-01-01, before it starts on 2026-03-01." in text_of(half)
    assert only().typed["until_on"] == "2026-01-01"  # kept half-way
    assert 'value="2026-01-01"' in carl.get(begun.headers["Location"]).content.decode()
    shown = carl.post(reverse("staff:agreement_preview", args=[number]), posted())
    assert "The Vendor appoints the Partner as Value-added reseller" in text_of(shown)
    assert only().typed["until_on"] == "2026-01-01"  # a preview keeps nothing
    carl.post(begun.headers["Location"], {**posted(), "done": "yes"})
    page = carl.get(reverse("staff:agreement", args=[number]))
    assert "Send to be signed" in text_of(page)
    with django_capture_on_commit_callbacks(execute=True):
        carl.post(
            reverse("staff:agreement_send", args=[number]),
            {"partner": people.ola.user_id, "vendor": people.carl.user_id, "order": "sequential", "days": "30"},
        )
    assert [(one.to, reverse("partner:agreement_sign", args=[number]) in one.body) for one in mail.outbox] == [
        (["ola@a.example"], True)
    ]
    assert "Agreement to sign" in text_of(ola.get(reverse("partner:today")))
    address = reverse("partner:agreement_sign", args=[number])
    assert "Read and sign" in text_of(ola.get(address))
    assert "Tick that you agree" in text_of(ola.post(address, {"sha256": digest_of(number)}))
    with django_capture_on_commit_callbacks(execute=True):
        ola.post(address, {"sha256": digest_of(number), "consent": "yes"}, headers={"user-agent": "Ola's phone"})
    assert mail.outbox[-1].to == ["carl@vendor.example"]
    assert "Agreement to sign" in text_of(carl.get(reverse("staff:today")))
    done = carl.post(
        reverse("staff:agreement_sign", args=[number]), {"sha256": digest_of(number), "consent": "yes"}, follow=True
    )
    assert "Signed by everybody: it is concluded" in text_of(done)
    for browser, space in ((carl, "staff"), (ola, "partner")):
        page = browser.get(reverse(f"{space}:agreement", args=[number]))
        assert "Ola's phone" in page.content.decode().replace("&#x27;", "'")
        pdf = re.search(
            r'href="([^"]+/documents/\d+/)">[^<]*<[^<]*<[^<]*Signed PDF|href="([^"]+/documents/\d+/)"',
            page.content.decode(),
        )
        assert pdf is not None
        assert browser.get(pdf[1] or pdf[2]).content.startswith(b"%PDF-")


def test_what_a_partner_may_do_is_asked_by_day(
    carl: Client, ola: Client, people: People, now: datetime, version: int
) -> None:
    concluded(people, now, version)
    for browser, address in (
        (carl, reverse("staff:partner_rights", args=[people.a])), (ola, reverse("partner:rights")),
    ):  # fmt: skip
        assert "begins on 1 Mar 2026" in text_of(browser.get(address))
        page = text_of(browser.get(f"{address}?on=2026-03-01"))
        for said in ("Germany (exclusive)", "2. Territory", "32.5 % off the list price", "at least 250,000 EUR"):
            assert said in page, said
        assert "Granted beside" not in page
        assert browser.get(f"{address}?on=nonsense").status_code == 200
    with acting_as(people.carl):
        partners.change_status(actor=people.carl, now=now, partner_id=people.a, status="suspended", reason="Unpaid.")
    page = text_of(carl.get(reverse("staff:partner_rights", args=[people.a]) + "?on=2026-03-01"))
    assert "The partner is suspended" in page


def test_expectations_stand_beside_what_was_reached(
    carl: Client, ola: Client, people: People, now: datetime, version: int
) -> None:
    def expected(metric: str, amount: str) -> dict[str, str]:
        return {"metric": metric, "period": "year", "amount": amount, "currency": ""}

    wanted = [
        expected("registered_deals", "4"), expected("certified_people", "1"), expected("satisfaction", "80"),
        {**expected("new_customers", "4"), "months": "24"},
    ]  # fmt: skip
    concluded(people, now, version, since_on="2026-01-01", expectations=wanted)
    policy, products = put_policy(people, now), put_products(now)
    for company in ("Northwind Traders", "Fabrikam", "Contoso"):
        website = f"{company.split()[0].lower()}.example"
        code = register(people.ola, now, policy, deal_asked(products, company=company, website=website))
    with acting_as(people.ola):
        deals.withdraw(actor=people.ola, now=now, code=code)
    certified(people, "A-1", "p1", "p2")
    answers = [ValueFacts("A-1", "satisfaction", day, said) for day, said in
               (("2025-12-31", "20"), ("2026-01-10", "74"), ("2026-02-01", "75"))]  # fmt: skip
    with acting_as(people.carl):
        record_values(actor=people.carl, now=now, rows=answers)
    put(
        Sold(people.a, "2026-01-05", "10", customer_id="C-1"), Sold(people.a, "2026-01-06", "10", customer_id="C-2"),
        Sold(people.b, "2025-01-06", "10", customer_id="C-2"), Sold(people.a, "2026-01-06", "10"),
    )  # fmt: skip
    for browser, address in (
        (carl, reverse("staff:partner_rights", args=[people.a])), (ola, reverse("partner:rights")),
    ):  # fmt: skip
        page = text_of(browser.get(address))
        assert "Registered deals: at least 4 each year of the agreement 50 %" in page
        assert "2 of 4" in page
        assert "Certified people: at least 1 each year of the agreement 200 %" in page
        assert "Customer satisfaction: at least 80 each year of the agreement 93 %" in page  # 74.5 of 80
        assert "Below what is expected. The mean of 2 recorded values." in page
        assert (
            "New customers: at least 4 each year of the agreement, new again after 24 months without a purchase 25 %"
        ) in page
        assert "1 line names no customer." in page


def test_the_rights_page_says_for_both_sides_what_may_be_done_and_what_stands_against_it(
    carl: Client, ola: Client, people: People, now: datetime, version: int
) -> None:
    with acting_as(people.maya):
        paper = partners.save_paper(actor=people.maya, now=now, kind="plan", text=PLAN)
        partners.publish_paper(actor=people.maya, now=now, paper_id=paper)
        partners.begin_onboarding(actor=people.maya, now=now, partner_id=people.a, type="value_added_reseller")
    pages = ((carl, reverse("staff:partner_rights", args=[people.a])), (ola, reverse("partner:rights")))
    for browser, address in pages:
        page = text_of(browser.get(address))
        assert "Register deals Yes" in page
        assert "Order Not yet No ordering before the agreement is in force. Still to do: Sign the agreement;" in page
    concluded(people, now, version, since_on="2026-03-01")
    for browser, address in pages:
        page = text_of(browser.get(address + "?on=2026-02-20"))
        assert "Register deals Not yet AG-2026-0001 begins on 1 Mar 2026." in page
        assert "Register deals Yes" in text_of(browser.get(address + "?on=2026-03-01"))


def test_an_expectation_nobody_can_measure_says_why(carl: Client, people: People, now: datetime, version: int) -> None:
    wanted = [
        {"metric": "satisfaction", "period": "year", "amount": "80", "currency": ""},
        {"metric": "new_customers", "period": "year", "amount": "4", "currency": ""},
    ]
    concluded(people, now, version, since_on="2026-01-01", expectations=wanted)
    address = reverse("staff:partner_rights", args=[people.a])
    put(Sold(people.a, "2026-01-06", "10"))
    page = text_of(carl.get(address))
    assert "No value called “satisfaction” is recorded for these days." in page
    assert "No sales line of these days names its customer" in page
    with acting_as(people.carl):
        record_values(actor=people.carl, now=now, rows=[ValueFacts("A-1", "satisfaction", "2026-01-10", "8.6")])
    assert "they are on two scales" in text_of(carl.get(address))


def test_lines_of_one_name_are_told_apart(carl: Client, people: People, now: datetime, version: int) -> None:
    with acting_as(people.maya):
        rows = [Branch("bikes-used", "Used", "bikes"), Branch("clothing-used", "Used", "clothing")]
        trees.load_lines(actor=people.maya, now=now, rows=rows)
    made = draft(people, now, version, lines=["bikes-used"])
    page = carl.get(reverse("staff:agreement_edit", args=[made])).content.decode()
    assert "Used (Bikes)" in page
    assert "Used (Clothing)" in page
    with acting_as(people.carl):
        assert "Used (Bikes)" in drafts.draft(people.carl, made).text


def test_a_salesperson_reads_what_may_be_sold_and_no_price(
    ines: Client, people: People, now: datetime, version: int
) -> None:
    made = concluded(people, now, version)
    page = text_of(ines.get(reverse("partner:rights") + "?on=2026-03-01"))
    assert "Germany (exclusive)" in page
    assert "32.5" not in page
    assert "250,000" not in page
    assert ines.get(reverse("partner:agreement", args=[made])).status_code == 403


def test_a_rival_finds_nothing_of_it(sam: Client, people: People, now: datetime, version: int) -> None:
    made = draft(people, now, version)
    send(people, now, made)
    with acting_as(WORKER):
        paper = agreements.view(WORKER, made, on=date(2026, 2, 10)).papers[0].id
    for address in (
        reverse("partner:agreement", args=[made]),
        reverse("partner:agreement_sign", args=[made]),
        reverse("partner:agreement_pdf", args=[made, paper]),
    ):
        assert sam.get(address).status_code == 404
    assert sam.post(reverse("partner:agreement_decline", args=[made]), {"reason": "Mine."}).status_code == 404
    assert stage(made) == "sent"
    page = text_of(sam.get(reverse("partner:agreements")))
    assert "AG-2026" not in page


def test_what_nobody_signed_in_time_lapses_and_its_owner_is_told(
    people: People, now: datetime, version: int, monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Committed,
) -> None:  # fmt: skip
    made = draft(people, now, version)
    send(people, now, made, days=10)
    monkeypatch.setattr("fairway.web.shared.jobs.timezone.now", lambda: now + timedelta(days=10))
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            jobs.lapse()
    (told,) = (one for one in mail.outbox if one.subject.startswith("Not signed in time"))
    assert told.to == ["carl@vendor.example"]
    assert "Still to sign were: Ola, Carl." in told.body
    assert reverse("staff:agreement", args=[made]) in told.body


def test_a_partner_declines_with_a_reason(
    ola: Client, carl: Client, people: People, now: datetime, version: int,
    django_capture_on_commit_callbacks: Committed,
) -> None:  # fmt: skip
    made = draft(people, now, version)
    send(people, now, made)
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        assert "Say why" in text_of(ola.post(reverse("partner:agreement_decline", args=[made]), {}, follow=True))
        ola.post(reverse("partner:agreement_decline", args=[made]), {"reason": "The target is too high."})
    (told,) = mail.outbox
    assert told.to == ["carl@vendor.example"]  # who watches over it
    assert "The target is too high." in told.body
    assert "The target is too high." in text_of(carl.get(reverse("staff:agreement", args=[made])))
    copied = carl.post(reverse("staff:agreement_copy", args=[made]))
    assert "250000" in carl.get(copied.headers["Location"]).content.decode()


def test_by_a_link_one_signs_with_the_code_alone(
    client: Client, sam: Client, carl: Client, people: People, now: datetime, version: int,
    django_capture_on_commit_callbacks: Committed,
) -> None:  # fmt: skip
    made = draft(people, now, version)
    with django_capture_on_commit_callbacks(execute=True):
        carl.post(
            reverse("staff:agreement_send", args=[made]),
            {
                "name": "Nora",
                "email": "nora@a.example",
                "vendor": people.carl.user_id,
                "order": "parallel",
                "days": "30",
            },
        )
    call = next(one for one in mail.outbox if one.to == ["nora@a.example"])
    address = "/sign/" + re.search(r"/sign/(\S+)", str(call.body))[1]  # type: ignore[index]
    page = client.get(address)
    assert "Reseller agreement Germany" in text_of(page)
    with acting_as(WORKER):
        last = only().sign_by
    assert last is not None
    # who is not signed in chose no zone, so the deadline names its own; and reads all that the document says
    assert f"it can be signed until {last:%-d %b %Y, %H:%M} UTC" in text_of(page)
    assert f"{last:%-d %B %Y, %H:%M} UTC" in str(call.body)
    assert "Particulars" in text_of(page) and "Appointed as" in text_of(page)
    assert page.headers["Cache-Control"] == "no-store"
    assert client.get(f"{address}document/").content.startswith(b"%PDF-")
    assert sam.get(address).status_code == 403  # passed on to somebody with an account
    assert "made for n…@a.example" in text_of(sam.get(address))
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address, {"ask": "yes"})
    assert mail.outbox[-1].to == ["nora@a.example"]
    code = str(mail.outbox[-1].body).split()[0]
    said = {"sign": "yes", "sha256": digest_of(made), "consent": "yes"}
    wrong = "000000" if code != "000000" else "111111"
    refused = client.post(address, {**said, "code": code, "consent": ""})
    assert "Tick that you agree" in text_of(refused)
    assert f'value="{code}"' in refused.content.decode()  # what was typed is not typed twice
    no = client.post(address, {"decline": "yes", "code": wrong, "reason": "The discount is too small."})
    assert "Not declined This is not the code that was sent. 4 more tries" in text_of(no)
    assert "The discount is too small." in no.content.decode()
    assert "3 more tries" in text_of(client.post(address, {**said, "code": wrong}))  # each wrong one stays counted
    assert "Thank you." in text_of(client.post(address, {**said, "code": code}))
    again = client.get(address)
    assert again.status_code == 410
    assert "Nora has signed already" in text_of(again)
    assert client.get("/sign/made-up/").status_code == 410
    with acting_as(WORKER):
        assert Signature.objects.count() == 1
    sealing = {"sha256": digest_of(made), "consent": "yes"}
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(2):
            carl.post(reverse("staff:agreement_sign", args=[made]), sealing)
    told = [one for one in mail.outbox if one.subject.startswith("Signed by everybody")]
    assert [one.to for one in told] == [["nora@a.example"], ["carl@vendor.example"]]
    ((name, content, kind),) = told[0].attachments  # who has no account has no other way to it
    assert (name.endswith(".pdf"), content[:5], kind) == (True, b"%PDF-", "application/pdf")
    assert told[1].attachments == []
    assert reverse("staff:agreement", args=[made]) in told[1].body


def test_templates_are_checked_published_and_compared(maya: Client, theo: Client, carl: Client) -> None:
    assert carl.get(reverse("staff:template_new")).status_code == 403
    page = maya.post(reverse("staff:template_check"), {"text": "# A\n\n{{ partner.nmae }}\n{{ when term.renews }}\nx"})
    assert "3:1" in text_of(page)
    assert "Did you mean 'partner.name'?" in page.content.decode().replace("&#x27;", "'")
    assert "This condition has no end." in text_of(page)
    made = maya.post(
        reverse("staff:template_new"),
        {"code": "short", "title": "Short", "text": "# {{ agreement.title }}\n", "save": "yes"},
    )
    number = int(made.headers["Location"].rstrip("/").rsplit("/", 1)[1])
    publish = reverse("staff:template_publish", args=[number])
    assert "needs a second person" in text_of(maya.post(publish, follow=True))
    assert "A second person reads this draft" in text_of(maya.get(reverse("staff:template", args=[number])))
    assert carl.post(publish).status_code == 403
    with acting_as(WORKER):
        assert not TemplateVersion.objects.filter(published_at__isnull=False).exists()
    assert "is published" in text_of(theo.post(publish, follow=True))
    edit = reverse("staff:template_edit", args=[number])
    maya.post(edit, {"text": "# {{ agreement.title }}\r\n", "save": "yes"})  # a browser's line ends change nothing
    with acting_as(WORKER):
        assert TemplateVersion.objects.filter(template_id=number).count() == 1
    maya.post(edit, {"text": "# {{ agreement.title }}\r\n\r\nOne more clause.\r\n", "save": "yes", "note": "A clause"})
    with acting_as(WORKER):
        first, second = TemplateVersion.objects.filter(template_id=number).order_by("number")
    assert (first.published_at is not None, second.published_at) == (True, None)
    query = f"?before=version:{first.pk}&after=version:{second.pk}"
    assert "One more clause." in text_of(carl.get(reverse("staff:agreements_compare") + query))
    assert carl.get(reverse("staff:agreements_compare") + "?before=version:99&after=agreement:0").status_code == 404
    assert maya.get(reverse("staff:template", args=[number])).status_code == 200
    assert maya.get(reverse("staff:templates")).status_code == 200


def test_an_agreement_is_compared_with_its_template_and_its_amendment(
    carl: Client, ola: Client, people: People, now: datetime, version: int
) -> None:
    made = concluded(people, now, version)
    query = f"?before=version:{version}&after=agreement:{made}"
    assert "is-added" in carl.get(reverse("staff:agreements_compare") + query).content.decode()
    begun = carl.post(reverse("staff:agreement_amend", args=[made]))
    amendment = int(begun.headers["Location"].split("/")[3])
    carl.post(begun.headers["Location"], {**posted(since_on="2026-06-01", discount="35"), "done": "yes"})
    page = text_of(carl.get(reverse("staff:agreement", args=[amendment])))
    assert "What this amendment changes" in page
    assert "32.5" in page
    twice = carl.post(reverse("staff:agreement_amend", args=[made]), follow=True)
    assert "is open already" in text_of(twice)
    carl.post(
        reverse("staff:agreement_send", args=[amendment]),
        {"partner": people.ola.user_id, "vendor": people.carl.user_id, "order": "parallel", "days": "30"},
    )
    for browser, name in ((ola, "partner:agreement_sign"), (carl, "staff:agreement_sign")):
        page = text_of(browser.get(reverse(name, args=[amendment])))
        assert "What this amendment changes" in page  # whoever signs reads what is signed
        assert "Discount, % Price and payment 32.5 35" in page


def test_findings_bar_sending_until_counsel_has_noted(
    carl: Client, sign_in: Callable[..., Client], people: People, now: datetime, version: int
) -> None:
    made = draft(people, now, version, restricts_internet="yes")
    page = text_of(carl.get(reverse("staff:agreement", args=[made])))
    assert "EU-05" in page
    assert "Regulation (EU) 2022/720" in page
    assert "It can be sent once everything beside is put right." in page
    assert carl.post(reverse("staff:agreement_note", args=[made])).status_code == 403
    cora = sign_in(person(now, "cora@vendor.example", "Cora", "counsel"))
    cora.post(
        reverse("staff:agreement_note", args=[made]),
        {"finding": "EU-05", "reason": "Only a domain name of ours is kept back."},
    )
    page = text_of(carl.get(reverse("staff:agreement", args=[made])))
    assert "Only a domain name of ours is kept back." in page
    assert "Cora, counsel, " in page
    assert "Send to be signed" in page
    assert "Decide" not in text_of(cora.get(reverse("staff:agreement", args=[made])))
    carl.post(
        reverse("staff:agreement_send", args=[made]),
        {"partner": people.ola.user_id, "vendor": people.carl.user_id, "order": "parallel", "days": "30"},
    )
    page = text_of(carl.get(reverse("staff:agreement", args=[made])))
    assert "What counsel noted" in page
    assert "EU-05 Passive sales and the internet Only a domain name of ours is kept back." in page


def test_the_course_is_governed_from_its_page(
    carl: Client, ada: Client, people: People, now: datetime, version: int
) -> None:
    made = concluded(people, now, version)
    args = [made]
    assert ada.post(reverse("staff:agreement_terminate", args=args)).status_code == 403
    refused = carl.post(
        reverse("staff:agreement_suspend", args=args), {"since_on": "2026-06-01", "reason": ""}, follow=True
    )
    assert "Say why" in text_of(refused)
    carl.post(reverse("staff:agreement_suspend", args=args), {"since_on": "2026-06-01", "reason": "Unpaid."})
    carl.post(reverse("staff:agreement_resume", args=args), {"on": "2026-07-01", "reason": "Paid."})
    carl.post(
        reverse("staff:agreement_terminate", args=args),
        {"ends_on": "2026-09-01", "side": "both", "reason": "By agreement."},
    )
    page = text_of(carl.get(reverse("staff:agreement", args=args)))
    for said in ("Suspended from 1 Jun 2026 until 1 Jul 2026", "Terminated as of 1 Sep 2026"):
        assert said in page, said
    rights = reverse("staff:partner_rights", args=[people.a])
    assert "is suspended" in text_of(carl.get(f"{rights}?on=2026-06-15"))
    assert "was terminated" in text_of(carl.get(f"{rights}?on=2026-09-01"))


def test_a_scan_is_bounded_and_sniffed(carl: Client, people: People, now: datetime, version: int) -> None:
    made = draft(people, now, version)
    address = reverse("staff:agreement_paper", args=[made])
    wrong = SimpleUploadedFile("a.pdf", b"MZ not a pdf")
    page = text_of(carl.post(address, {"file": wrong, "reason": "Ola"}))
    assert "not a whole PDF" in page
    assert "is kept: it need not be chosen again" not in page
    right = SimpleUploadedFile("signed.pdf", b"%PDF-1.7\n...\n%%EOF")
    carl.post(address, {"file": right, "reason": "Ola and Carl, 9 February."})
    assert stage(made) == "concluded"


def test_a_scan_stays_chosen_while_the_rest_is_put_right(
    carl: Client, people: People, now: datetime, version: int
) -> None:
    made = draft(people, now, version, since_on="")
    address = reverse("staff:agreement_paper", args=[made])
    scan = SimpleUploadedFile("signed.pdf", b"%PDF-1.7\n...\n%%EOF")
    answer = carl.post(address, {"file": scan, "reason": " "})
    assert answer.status_code == 422
    assert "“signed.pdf” is kept: it need not be chosen again." in text_of(answer)
    kept = re.search(r'name="file-kept" value="([^"]+)"', answer.content.decode())
    assert kept
    forged = {"file-kept": kept[1][:-2], "reason": "Ola and Carl, 9 February."}
    assert "This field is required" in text_of(carl.post(address, forged))
    again = {"file-kept": kept[1], "reason": "Ola and Carl, 9 February."}
    answer = carl.post(address, again)
    assert answer.status_code == 422  # the draft says no first day yet
    assert "is kept" in text_of(answer)
    with acting_as(people.carl):
        drafting.save(actor=people.carl, now=now, agreement_id=made, typed=TYPED)
    assert carl.post(address, again).status_code == 302
    assert stage(made) == "concluded"
    with acting_as(WORKER):
        paper = Paper.objects.get(agreement_id=made, kind="on_paper")
    assert (paper.name, bytes(paper.content)) == ("signed.pdf", b"%PDF-1.7\n...\n%%EOF")


def test_the_calendar_is_narrowed_exported_and_handed_out_as_ics(
    carl: Client, people: People, now: datetime, version: int
) -> None:
    concluded(people, now, version)
    address = reverse("staff:agreements_calendar")
    page = text_of(carl.get(address))
    assert "Last day for notice" in page
    assert "March 2027" in page
    assert "Last day for notice" in text_of(carl.get(f"{address}?month=2026-12"))
    rows = carl.get(f"{address}?export=csv").content.decode("utf-8-sig").splitlines()
    assert len(rows) == 4
    made = carl.get(reverse("staff:agreements_ics"))
    assert made.headers["Content-Type"].startswith("text/calendar")
    lines = made.content.decode().split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert "DTSTART;VALUE=DATE:20270301" in lines
    assert all(len(line.encode()) <= 75 for line in lines)
    assert "BEGIN:VEVENT" in carl.get(reverse("staff:agreements_ics") + "?mine=1").content.decode()


def test_a_list_of_many_asks_no_more_than_of_one(
    carl: Client, people: People, now: datetime, version: int, django_assert_max_num_queries: Limit
) -> None:
    for days in ("30", "60", "120"):
        draft(people, now, version, notice_days=days)
    concluded(people, now, version)
    with django_assert_max_num_queries(26):
        page = text_of(carl.get(reverse("staff:agreements")))
    assert "AG-2026-0004" in page
    assert "In force" in page


def test_hostile_texts_stay_texts(carl: Client, people: People, now: datetime, version: int) -> None:
    evil = "<script>alert(1)</script> **[x](javascript:alert(1))**"
    made = draft(people, now, version, brand_standards=evil, price_note="{{ vendor.name }} #set page()")
    page = carl.get(reverse("staff:agreement", args=[made])).content.decode()
    assert "<script>alert" not in page
    assert 'href="javascript' not in page
    send(people, now, made)
    sign(people.ola, now, made)
    assert sign(people.carl, now, made).concluded


def test_a_grant_leads_to_the_agreement_that_says_it(maya: Client, people: People, now: datetime, version: int) -> None:
    made = concluded(people, now, version)
    with acting_as(WORKER):
        (granted,) = Grant.objects.values_list("pk", flat=True)
    page = maya.get(reverse("staff:grant", args=[granted])).content.decode()
    assert f'Granted by <a href="{reverse("staff:agreement", args=[made])}">agreement AG-' in page


def test_a_partner_without_an_agreement_leads_to_its_first_draft(maya: Client, ola: Client, people: People) -> None:
    page = maya.get(reverse("staff:partner_rights", args=[people.a])).content.decode()
    address = f"{reverse('staff:agreement_new')}?partner=A-1"
    assert f'href="{address}"' in page
    assert maya.get(address).status_code == 200
    assert "Draft an agreement" not in ola.get(reverse("partner:rights")).content.decode()


def test_what_a_partner_holds_beside_its_agreements_stands_among_its_rights(
    maya: Client, ola: Client, people: People, now: datetime
) -> None:
    grant(people.maya, now, terms(people.a, "DE"))
    for client, page in ((maya, f"/vendor/partners/{people.a}/rights/"), (ola, "/partner/rights/")):
        said = text_of(client.get(page))
        assert "Granted beside the agreements" in said
        assert "Germany All products" in said
        assert "Granted beside" not in text_of(client.get(page, {"on": "2000-01-01"}))
