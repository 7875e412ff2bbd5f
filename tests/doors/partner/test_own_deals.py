"""A partner's export holds its deals and its side of each dispute, and nothing of the other side's."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import datetime

from fairway.web.shared import own_data
from tests.builders import People
from tests.doors.staff import dispute_stories
from tests.rooms.deals.stories import put_policy


def packed(partner_id: int, now: datetime) -> dict[str, list[dict[str, str]]]:
    content = b"".join(own_data.pack(partner_id, now=now))
    with zipfile.ZipFile(io.BytesIO(content)) as found:
        return {
            name: list(csv.DictReader(io.StringIO(found.read(name).decode("utf-8-sig"))))
            for name in found.namelist() if name.endswith(".csv")
        }  # fmt: skip


def test_each_side_of_a_dispute_takes_its_own_along(people: People, now: datetime) -> None:
    told = dispute_stories.told(people, now, put_policy(people, now))
    mine, theirs = packed(people.a, now), packed(people.b, now)
    assert [row["code"] for row in mine["deals.csv"]] == [told.lost]
    assert mine["deals.csv"][0]["contact_email"] == "ann@northwind.example"
    assert [row["deal"] for row in mine["deal-products.csv"]] == [told.lost]
    assert {row["kind"] for row in mine["deal-steps.csv"]} >= {"submit", "refuse"}
    assert [(row["case"], row["deal"], row["text"]) for row in mine["disputes.csv"]] == [
        (told.mine, told.lost, "We were there first.")
    ]
    assert [row["text"] for row in mine["dispute-items.csv"]] == ["Our offer was 4711."]
    assert [row["case"] for row in theirs["disputes.csv"]] == [told.theirs]
    for whole, hidden in (
        (str(mine), ("Baylight", told.held, told.theirs, told.case, "Theo", "Carl")),
        (str(theirs), ("Anker", "4711", told.lost, told.mine, told.case, "We were there first")),
    ):
        assert not [word for word in hidden if word in whole]


def test_nothing_registered_is_said(people: People, now: datetime) -> None:
    found = packed(people.a, now)
    assert found["deals.csv"] == found["disputes.csv"] == []
