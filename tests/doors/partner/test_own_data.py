"""A partner that leaves takes along all that is its own: what was agreed, what it may sell, and its documents."""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from datetime import date, datetime

from fairway.kit import files
from fairway.kit.access import acting_as
from fairway.partners import actions
from fairway.partners.rules.organisation import CapabilityFacts
from fairway.web.shared import own_data
from tests.builders import People
from tests.rooms.agreements.stories import concluded, template
from tests.rooms.agreements.territory_stories import lay_ground
from tests.rooms.partners import builders as recruits
from tests.rooms.sales import builders as sold


def export(partner_id: int, now: datetime) -> dict[str, bytes]:
    partner = own_data.as_partner(partner_id)
    with acting_as(partner):
        content = b"".join(own_data.pack(partner, now=now))
    with zipfile.ZipFile(io.BytesIO(content)) as found:
        assert found.testzip() is None
        return {name: found.read(name) for name in found.namelist()}


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_documents_go_along_and_nobody_elses(people: People, now: datetime) -> None:
    recruits.organisation(people, now)
    lay_ground(people.maya, now)
    concluded(people, now, template(people, now))
    with acting_as(people.ola):
        actions.state_capability(
            actor=people.ola, now=now, facts=CapabilityFacts("A-1", "calibration", date(2026, 1, 5)),
            attachment=recruits.document("accredited.pdf", b"%PDF-1.7 accredited"),
        )  # fmt: skip
    sold.products(now, "BIKE-1")
    file = sold.file_of(sold.line("R-1", 1, "2026-03-02", "BIKE-1", "2", "10", "20.00"))
    sold.send(people.ola, now, file, people.a)
    mine, theirs = export(people.a, now), export(people.b, now)
    # the file of sales came with a layout, which is a row inside a row
    assert rows(mine["sales-files.csv"])[0]["file_name"] == "march.csv"
    assert rows(mine["agreements.csv"])[0]["state"] == "coming"
    assert {row["side"] for row in rows(mine["signatures.csv"])} == {"Partner", "Vendor"}
    (held,) = rows(mine["territories.csv"])
    assert (held["kind"], held["areas"], held["since_on"]) == ("exclusive", "DE", "2026-03-01")
    listed = {row["file"]: row for row in rows(mine["documents.csv"])}
    assert {name for name in mine if name.startswith("documents/")} == set(listed)
    assert {row["kept"] for row in listed.values()} == {"true"}
    for name, row in listed.items():
        assert hashlib.sha256(mine[name]).hexdigest() == row["sha256"]
    assert {name.split("/")[1] for name in listed} == {"agreements", "capabilities", "onboarding", "sales-files"}
    assert mine[f"documents/sales-files/{now:%Y-%m-%d} march.csv"] == file
    assert rows(theirs["documents.csv"]) == []
    assert not [name for name in theirs if name.startswith("documents/")]
    for name in ("agreements.csv", "territories.csv", "sales-files.csv"):
        assert rows(theirs[name]) == []


def test_a_document_that_is_no_longer_kept_is_named(people: People, now: datetime) -> None:
    sold.products(now, "BIKE-1")
    file = sold.file_of(sold.line("R-1", 1, "2026-03-02", "BIKE-1", "2", "10", "20.00"))
    sold.send(people.ola, now, file, people.a)
    place = files.place(hashlib.sha256(file).hexdigest())
    content = place.read_bytes()
    place.unlink()
    try:
        found = export(people.a, now)
    finally:
        place.write_bytes(content)
    (row,) = rows(found["documents.csv"])
    assert row["kept"] == "false"
    assert row["file"] not in found
