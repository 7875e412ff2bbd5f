"""Partners: listed, found, added, changed, loaded from a file; direct sales see names."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from fairway.kit.access import WORKER, acting_as
from fairway.kit.journal import reading
from fairway.partners import actions, queries
from fairway.partners.rules import PartnerFacts
from tests.builders import People
from tests.rooms.deals.stories import asked, put_policy, put_products, register

TODAY = datetime(2026, 2, 10).date()
Limit = Callable[..., object]


def facts(partner_id: int) -> queries.PartnerProfile:
    with acting_as(WORKER):
        return queries.profile(WORKER, queries.names_of(WORKER, [partner_id])[partner_id][0], on=datetime.now().date())


def csv_file(*lines: str, name: str = "partners.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, "\n".join([*lines, ""]).encode())


def numbers() -> dict[str, int]:
    with acting_as(WORKER):
        return queries.ids_by_code(WORKER)


def test_the_list_is_narrowed_searched_and_exported(maya: Client) -> None:
    page = maya.get(reverse("staff:partners")).content.decode()
    assert "Anker Mess" in page
    assert "Baylight Systems" in page
    for query, kept in (
        ("q=anker", "A-1"),
        ("tier=silver", "B-2"),
        ("type=system_integrator", "B-2"),
        ("country=DE", "A-1"),
    ):
        rows = maya.get(reverse("staff:partners") + f"?{query}&export=csv").content.decode("utf-8-sig").splitlines()
        assert [row.split(",")[1] for row in rows] == ["Code", kept], query
    assert "Nothing matches" in maya.get(reverse("staff:partners") + "?q=nobody").content.decode()


def test_a_list_of_many_asks_no_more_than_of_two(
    maya: Client, people: People, now: datetime, django_assert_max_num_queries: Limit
) -> None:
    with acting_as(WORKER):
        rows = [PartnerFacts(f"P-{n:03}", f"Partner {n}", ("oem",), "DE", tier="gold") for n in range(60)]
        actions.load(actor=WORKER, now=now, rows=rows)
    with django_assert_max_num_queries(22):
        assert "1–50 of 62" in maya.get(reverse("staff:partners")).content.decode()


def test_direct_sales_see_names_and_open_no_partner(dirk: Client, people: People) -> None:
    page = dirk.get(reverse("staff:partners")).content.decode()
    assert "Anker Mess" in page
    assert "Gold" not in page
    assert "gold" not in dirk.get(reverse("staff:partners") + "?export=csv").content.decode()
    assert dirk.get(reverse("staff:partner", args=[people.a])).status_code == 404
    assert dirk.get(reverse("staff:partners") + "?q=bayl").content.decode().count("Baylight") == 1


def test_partners_have_no_way_in(ola: Client, people: People) -> None:
    assert ola.get(reverse("staff:partners")).status_code == 404
    assert ola.get(reverse("staff:partner", args=[people.a])).status_code == 404


@pytest.mark.parametrize(
    "name", ["partner", "partner_files", "partner_earnings", "partner_standing", "partner_people", "partner_journal"]
)
def test_every_tab_opens_with_bounded_queries(
    maya: Client, people: People, name: str, django_assert_max_num_queries: Limit
) -> None:
    with django_assert_max_num_queries(40):
        answer = maya.get(reverse(f"staff:{name}", args=[people.a]))
    assert answer.status_code == 200
    assert "Anker Mess" in answer.content.decode()
    assert maya.get(reverse(f"staff:{name}", args=[987_654])).status_code == 404


def test_the_overview_shows_the_newest_deals_and_leads_with_the_way_to_all(
    carl: Client, people: People, now: datetime
) -> None:
    nothing = carl.get(reverse("staff:partner", args=[people.a])).content.decode()
    assert "Newest deals" not in nothing
    policy_id, products = put_policy(people, now), put_products(now)
    mine = [register(people.ola, now + timedelta(hours=number), policy_id, asked(products)) for number in range(6)]
    theirs = register(people.sam, now, policy_id, asked(products))
    page = carl.get(reverse("staff:partner", args=[people.a])).content.decode()
    shown = [code for code in mine if code in page]
    assert shown == mine[1:], "the five newest"
    assert theirs not in page
    assert "All 6" in page
    assert f"{reverse('staff:deals')}?q=Anker" in page


def test_a_partner_is_added_once(maya: Client) -> None:
    given = {"code": "C-3", "name": "Cala Metro", "types": ["distributor", "oem"], "country": "ES", "currency": "EUR"}
    answer = maya.post(reverse("staff:partner_add"), given)
    number = numbers()["C-3"]
    assert answer.headers["Location"] == reverse("staff:partner", args=[number])
    assert facts(number).row.types == ("distributor", "oem")
    again = maya.post(reverse("staff:partner_add"), given)
    assert again.status_code == 422
    assert "Another partner has this code" in again.content.decode()


def test_every_fault_of_a_new_partner_stands_at_its_field(maya: Client) -> None:
    before = numbers()
    answer = maya.post(reverse("staff:partner_add"), {"code": "no spaces!", "name": "X", "types": ["oem"]})
    assert answer.status_code == 422
    assert "A partner code has 1 to 40" in answer.content.decode()
    assert numbers() == before


def test_a_partner_changes_and_the_type_it_lost_ends(maya: Client, people: People) -> None:
    given = {
        "name": "Anker Messtechnik",
        "types": ["distributor"],
        "country": "DE",
        "currency": "EUR",
        "reason": "New owner.",
    }
    answer = maya.post(reverse("staff:partner_change", args=[people.a]), given)
    assert answer.status_code == 302, answer.content.decode()
    row = facts(people.a).row
    assert (row.name, row.types, row.tier) == ("Anker Messtechnik", ("distributor",), "gold")


def test_a_status_moves_one_step_with_a_reason(maya: Client, people: People) -> None:
    address = reverse("staff:partner_status", args=[people.a])
    maya.post(address, {"status": "suspended", "reason": ""})
    assert facts(people.a).row.status == "active"
    maya.post(address, {"status": "prospect", "reason": "Back to the start."})
    assert facts(people.a).row.status == "active"
    maya.post(address, {"status": "suspended", "reason": "No report for a year."})
    assert facts(people.a).row.status == "suspended"
    with acting_as(people.maya):
        (row,) = reading.visible_to(people.maya).filter(verb="partners.status")
    assert row.reason == "No report for a year."


def test_a_tier_holds_from_its_day(maya: Client, people: People) -> None:
    address = reverse("staff:partner_tier", args=[people.a])
    assert maya.post(address, {"tier": "platinum", "since_on": "2025-07-01", "reason": ""}).status_code == 422
    maya.post(address, {"tier": "platinum", "since_on": "2025-07-01", "reason": "Three engineers certified."})
    held = [
        (tier, since.isoformat(), until and until.isoformat()) for tier, since, until, _ in facts(people.a).standings
    ]
    assert held == [("platinum", "2025-07-01", None), ("gold", "2024-01-01", "2025-07-01")]
    assert "Three engineers certified." in maya.get(reverse("staff:partner_standing", args=[people.a])).content.decode()


def test_an_auditor_reads_and_changes_nothing(ada: Client, people: People) -> None:
    assert "Change the status" not in ada.get(reverse("staff:partner", args=[people.a])).content.decode()
    for name in ("partner_status", "partner_tier", "partner_change"):
        assert ada.post(reverse(f"staff:{name}", args=[people.a]), {}).status_code == 403
    assert ada.get(reverse("staff:partners_import")).status_code == 403


def loaded(browser: Client, file: SimpleUploadedFile) -> str:
    answer = browser.post(reverse("staff:partners_import"), {"file": file})
    assert answer.status_code == 302, answer.content.decode()
    return answer.headers["Location"]


def test_a_file_is_shown_before_it_is_taken(maya: Client, people: People) -> None:
    file = csv_file(
        "Code;Name;Type;Country;Tier;Sector", "A-1;Anker Mess GmbH;reseller;DE;gold;labs", "D-4;Delfin;oem;FR;;"
    )
    address = loaded(maya, file)
    page = maya.get(address).content.decode()
    assert "Sector" in page
    assert "Load 2 partners" in page
    assert "D-4" not in numbers()
    answer = maya.post(address, {"since_on": "2026-01-01", "reason": "Yearly list."})
    assert answer.status_code == 302
    assert facts(people.a).attributes == {"sector": "labs"}
    assert facts(numbers()["D-4"]).row.country == "FR"


def test_a_file_changes_what_it_has_columns_for_and_an_empty_cell_clears(maya: Client, people: People) -> None:
    take = {"since_on": "2026-02-01", "reason": "Yearly list."}
    full = csv_file("Code;Name;Country;Parent;City;Sector;Size", "B-2;Baylight Systems;US;A-1;Boston;labs;12")
    maya.post(loaded(maya, full), take)
    row = facts(people.b).row
    assert (row.parent_id, row.city, row.types) == (people.a, "Boston", ("system_integrator",))
    maya.post(loaded(maya, csv_file("Code;Name;Sector;Tier", "B-2;Baylight;;  GOLD ")), take)
    row = facts(people.b).row
    assert (row.name, row.parent_id, row.city, row.country) == ("Baylight", people.a, "Boston", "US")
    assert facts(people.b).attributes == {"size": "12"}
    assert row.tier == "gold"  # as the other partner's tier is spelled: programmes compare tiers as written
    maya.post(loaded(maya, csv_file("Code;Name;Parent", "B-2;Baylight;")), take)
    assert facts(people.b).row.parent_id is None
    with acting_as(people.maya):
        changed = reading.visible_to(people.maya).filter(verb="partners.changed", partner_id=people.b).order_by("-id")
        assert next(row.payload["fields"] for row in changed) == ["parent"]
    itself = maya.get(loaded(maya, csv_file("Code;Name;Parent", "B-2;Baylight;B-2"))).content.decode()
    assert "does not belong to itself" in itself


def test_a_parent_is_cleared_in_the_form(maya: Client, people: People) -> None:
    address = reverse("staff:partner_change", args=[people.b])
    given = {"name": "Baylight", "types": ["system_integrator"], "parent_code": "A-1", "reason": "Bought."}
    assert maya.post(address, given).status_code == 302
    assert facts(people.b).row.parent_id == people.a
    assert 'value="A-1"' in maya.get(address).content.decode()
    assert maya.post(address, {**given, "parent_code": "", "reason": "Sold."}).status_code == 302
    assert facts(people.b).row.parent_id is None


def test_the_country_is_chosen_by_its_name(maya: Client, people: People) -> None:
    for address in (reverse("staff:partner_add"), reverse("staff:partner_change", args=[people.a])):
        page = maya.get(address).content.decode()
        assert ">Germany</option>" in page
        assert ">DE</option>" not in page


def test_two_partners_do_not_belong_to_each_other(maya: Client, people: People) -> None:
    given = {"name": "Baylight", "types": ["system_integrator"], "parent_code": "A-1", "reason": "Bought."}
    assert maya.post(reverse("staff:partner_change", args=[people.b]), given).status_code == 302
    given = {"name": "Anker", "types": ["distributor"], "parent_code": "B-2", "reason": "Bought too."}
    answer = maya.post(reverse("staff:partner_change", args=[people.a]), given)
    assert answer.status_code == 422
    assert 'id="id_parent_code_error"' in answer.content.decode()
    assert facts(people.a).row.parent_id is None


def test_every_fault_of_a_file_is_named_and_nothing_taken(maya: Client) -> None:
    before = numbers()
    file = csv_file(
        "code,name,type,country", "E-5,,oem,DE", "E-6,Six,wizard,XX", "E-7,Seven,oem,FR", "E-7,Again,oem,FR"
    )
    address = loaded(maya, file)
    page = maya.get(address).content.decode()
    for sentence in ("needs a name", "is not a partner type", "ISO 3166", "Row 4 says this already"):
        assert sentence in page, sentence
    assert maya.post(address, {"since_on": "2026-01-01"}).status_code == 422
    assert numbers() == before
    rows = maya.get(address + "?export=csv").content.decode("utf-8-sig").splitlines()
    assert len(rows) == 5  # the heading, and four faults


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"", "empty"), (b"\x89PNG\r\n\x1a\n" + b"\0" * 64, ""), (b"name,country\nX,DE\n", "No column is called")],
)
def test_a_file_that_cannot_be_used_says_why(maya: Client, content: bytes, sentence: str) -> None:
    answer = maya.post(reverse("staff:partners_import"), {"file": SimpleUploadedFile("partners.csv", content)})
    if answer.status_code == 302:
        answer = maya.get(answer.headers["Location"])
    assert sentence in answer.content.decode()
    assert "Load " not in answer.content.decode() or "Load partners" in answer.content.decode()


def test_a_preview_opens_for_whoever_sent_the_file_only(
    maya: Client, sign_in: Callable[..., Client], people: People
) -> None:
    address = loaded(maya, csv_file("code,name", "F-1,Foxtrot"))
    assert sign_in(people.theo).get(address).status_code == 404
    assert maya.get(address[:-4] + "abc/").status_code == 404
