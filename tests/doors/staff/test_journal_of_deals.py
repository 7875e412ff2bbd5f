"""Entries of the journal about deals and disputes lead to their pages."""

from __future__ import annotations

from datetime import datetime

from django.test import Client

from tests.builders import People
from tests.doors.staff import dispute_stories
from tests.rooms.deals.stories import put_policy


def test_an_entry_leads_to_its_deal_and_its_case(people: People, maya: Client, now: datetime) -> None:
    told = dispute_stories.told(people, now, put_policy(people, now))
    page = maya.get("/vendor/journal/").content.decode()
    for address in (
        f"/vendor/deals/{told.lost}/",
        f"/vendor/deals/{told.held}/",
        f"/vendor/deals/disputes/{told.case}/",
    ):
        assert f'href="{address}"' in page
