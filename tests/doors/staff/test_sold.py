"""What was sold under a deal: the lines that name its code, beside what was registered, on both sides' pages."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from django.test import Client

from fairway.deals import actions
from fairway.kit.access import acting_as
from tests.builders import People
from tests.doors.staff.deal_stories import told
from tests.rooms.sales.builders import HEAD, LAYOUT, file_of, line, products, send


@pytest.fixture(autouse=True)
def on_the_day(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr("fairway.kit.access.middleware.timezone.now", lambda: now)


def test_sales_under_a_deal_stand_beside_what_was_registered(
    carl: Client, ola: Client, sam: Client, people: People, now: datetime
) -> None:
    deal = told(people, now)
    with acting_as(people.carl):
        actions.approve(actor=people.carl, now=now, code=deal.code, reason="Yours")
    nothing = carl.get(f"/vendor/deals/{deal.code}/sold/").content.decode()
    assert "Nothing sold under it yet" in nothing
    assert "CAM-1" in nothing, "what was registered stands there all the same"
    products(now, "AX")
    claimed = f"{line('INV-1', 1, '2026-01-05', 'AX', '2', '10.00', '20.00')},{deal.code.lower()}"
    other = f"{line('INV-2', 1, '2026-01-06', 'AX', '1', '10.00', '10.00')},"
    layout = replace(LAYOUT, columns={**LAYOUT.columns, "deal_id": "Deal"})
    assert send(people.ola, now, file_of(claimed, other, head=f"{HEAD},Deal"), people.a, layout=layout)[1] == "decided"
    for client, where in ((carl, "vendor"), (ola, "partner")):
        page = client.get(f"/{where}/deals/{deal.code}/sold/").content.decode()
        assert "INV-1" in page
        assert "INV-2" not in page, "it names no deal"
        assert "20.00" in page
        sheet = client.get(f"/{where}/deals/{deal.code}/sold/?export=csv").content.decode("utf-8-sig")
        assert len(sheet.splitlines()) == 2
        assert f"/{where}/deals/{deal.code}/sold/" in client.get(f"/{where}/deals/{deal.code}/").content.decode()
    assert sam.get(f"/partner/deals/{deal.code}/sold/").status_code == 404
