"""Products and rates are looked up and loaded; the vendor's people are invited, given roles, dismissed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from fairway.catalogue import queries
from fairway.kit.access import WORKER, acting_as
from fairway.kit.access.people import people_in
from tests.builders import People
from tests.rooms.sales.builders import file_of, in_lake, line, products, send

Limit = Callable[..., object]


def loaded(browser: Client, what: str, *lines: str) -> str:
    file = SimpleUploadedFile(f"{what}.csv", "\n".join([*lines, ""]).encode())
    answer = browser.post(reverse(f"staff:{what}_import"), {"file": file})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.headers["Location"])


def test_products_are_loaded_found_and_shown_with_their_prices(
    maya: Client, django_assert_max_num_queries: Limit
) -> None:
    rows = ["sku,name,category,list price,currency,colour", "AX,Axle,Parts,12.50,EUR,red", "BX,Bolt,Parts,,,"]
    address = loaded(maya, "products", *rows)
    assert maya.post(address, {"since_on": "2026-01-01", "reason": ""}).status_code == 302
    with django_assert_max_num_queries(24):
        page = maya.get(reverse("staff:products") + "?q=axl").content.decode()
    assert "Axle" in page
    assert "Bolt" not in page
    with acting_as(WORKER):
        number = queries.ids_by_sku(WORKER)["AX"]
    page = maya.get(reverse("staff:product", args=[number])).content.decode()
    assert "12.50" in page
    assert "Colour" in page
    assert maya.get(reverse("staff:product", args=[number + 999])).status_code == 404


@pytest.mark.parametrize(
    ("row", "fault"), [("AX,Axle,12.5.0,EUR", "12.5.0"), ("AX,,1,EUR", "needs a name"), ("AX,Axle,1,XXQ", "ISO 4217")]
)
def test_a_wrong_product_is_named_by_its_row(maya: Client, row: str, fault: str) -> None:
    address = loaded(maya, "products", "sku,name,list price,currency", row)
    assert fault in maya.get(address).content.decode()
    assert maya.post(address, {"since_on": "2026-01-01"}).status_code == 422
    with acting_as(WORKER):
        assert queries.ids_by_sku(WORKER) == {}


def test_a_rate_that_stands_is_not_changed(maya: Client) -> None:
    head = "currency,to currency,valid from,rate"
    address = loaded(maya, "rates", head, "EUR,USD,2026-01-01,1.08")
    assert maya.post(address, {"reason": ""}).status_code == 302
    assert "1.08" in maya.get(reverse("staff:rates") + "?currency=EUR").content.decode()
    again = loaded(maya, "rates", head, "EUR,USD,2026-01-01,1.09")
    answer = maya.post(again, {"reason": ""})
    assert answer.status_code == 422
    assert "give the new rate a new day" in answer.content.decode()
    with acting_as(WORKER):
        assert [str(row.rate) for row in queries.rates_to(WORKER, "USD")] == ["1.0800000000"]


def test_a_unit_of_a_product_settles_the_lines_that_waited_for_it(maya: Client, people: People, now: datetime) -> None:
    ids = products(now, "AX")
    head = "Invoice,Line,Date,SKU,Qty,Unit price,Net amount,Currency,UOM"
    from dataclasses import replace

    from tests.rooms.sales.builders import LAYOUT

    layout = replace(LAYOUT, columns={**LAYOUT.columns, "unit": "UOM"})
    content = file_of(line("INV-1", 1, "2026-01-05", "AX", "2", "12.00", "24.00") + ",CS", head=head)
    number, _ = send(people.ola, now, content, people.a, layout=layout)
    assert in_lake() == []
    address = reverse("staff:product_unit", args=[ids["AX"]])
    assert maya.post(address, {"unit": "CS", "factor": "none"}).status_code == 422
    assert maya.post(address, {"unit": "CS", "factor": "0"}).status_code == 422
    assert maya.post(address, {"unit": "CS", "factor": "12"}).status_code == 302
    maya.post(reverse("staff:sales_again", args=[number]))
    # 2 cases × 12
    assert [str(row[1]) for row in in_lake()] == ["24.0000"]
    page = maya.get(reverse("staff:sales_lines", args=[number])).content.decode()
    assert "INV-1" in page
    assert "Product AX" in page


def test_what_is_written_alike_is_offered_before_anybody_searches(maya: Client, people: People, now: datetime) -> None:
    products(now, "AX-1000", "QZ-77")
    number, _ = send(people.ola, now, file_of(line("INV-1", 1, "2026-01-05", "AX1000", "1", "1.00", "1.00")), people.a)
    fix = reverse("staff:sales_fix", args=[number]) + "?code=L5-unknown-product&text=AX1000"
    page = maya.get(fix).content.decode()
    assert "AX-1000 · Product AX-1000" in page
    assert "QZ-77" not in page


def roles_of(user_id: int, partner_id: int | None) -> tuple[str, ...]:
    with acting_as(WORKER):
        rows = people_in(WORKER, partner_id=partner_id, now=datetime.fromisoformat("2100-01-01T00:00:00+00:00"))
    return next((row.roles for row in rows if row.user_id == user_id), ())


def test_a_colleague_is_invited_and_the_link_lets_them_in(maya: Client) -> None:
    assert maya.post(reverse("staff:invite"), {"email": "x", "role": "principal"}).status_code == 422
    answer = maya.post(reverse("staff:invite"), {"email": "nils@vendor.example", "name": "Nils", "role": "finance"})
    link = re.search(r'value="(http[^"]+/join/[^"]+)"', answer.content.decode())
    assert link is not None
    assert answer.headers["Cache-Control"] == "no-store"
    assert "nils@vendor.example" in maya.get(reverse("staff:people")).content.decode()
    nils = Client()
    path = "/" + link[1].split("/", 3)[3]
    nils.post(path, {"name": "Nils", "password": "four quiet words here", "time_zone": "Europe/Oslo"})
    assert nils.get(reverse("staff:today")).status_code == 200
    assert nils.get(reverse("staff:invite")).status_code == 403


def test_roles_change_with_a_reason_and_somebody_stays(maya: Client, people: People) -> None:
    address = reverse("staff:person", args=[people.carl.person])
    assert maya.post(address, {"roles": ["auditor"], "reason": ""}).status_code == 422
    assert maya.post(address, {"roles": ["auditor"], "reason": "Moves to audit."}).status_code == 302
    assert roles_of(people.carl.person, None) == ("auditor",)
    maya.post(reverse("staff:dismiss", args=[people.theo.person]), {"reason": "Left."})
    assert roles_of(people.theo.person, None) == ()
    maya.post(reverse("staff:dismiss", args=[people.maya.person]), {"reason": "Tired."})
    assert "operations" in roles_of(people.maya.person, None)


def test_a_partners_people_are_administered_from_its_page(maya: Client, people: People) -> None:
    assert maya.get(reverse("staff:partner_person", args=[people.b, people.ines.person])).status_code == 404
    answer = maya.post(
        reverse("staff:partner_invite", args=[people.a]), {"email": "nora@a.example", "role": "operations"}
    )
    assert "Anker Mess" in answer.content.decode()
    page = maya.get(reverse("staff:partner_people", args=[people.a])).content.decode()
    assert "nora@a.example" in page
    assert "sam@b.example" not in page
    given = {"roles": ["operations"], "reason": "Sends files now."}
    maya.post(reverse("staff:partner_person", args=[people.a, people.ines.person]), given)
    assert roles_of(people.ines.person, people.a) == ("operations",)


def test_an_auditor_sees_people_and_changes_none(ada: Client, people: People) -> None:
    page = ada.get(reverse("staff:people")).content.decode()
    assert "Carl" in page
    assert "Invite somebody" not in page
    assert ada.post(reverse("staff:person", args=[people.carl.person]), {}).status_code == 403
