"""A partner that leaves takes along all that is its own: what was agreed, what it may sell, and its documents."""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from datetime import date, datetime

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from fairway.kit import files
from fairway.kit.access import acting_as
from fairway.kit.access import people as access
from fairway.partners import actions
from fairway.partners import queries as partners
from fairway.partners.rules.organisation import CapabilityFacts
from fairway.web.shared import own_data
from tests.builders import People
from tests.rooms.agreements.stories import concluded, template
from tests.rooms.agreements.territory_stories import lay_ground
from tests.rooms.partners import builders as recruits
from tests.rooms.sales import builders as sold


def export(partner_id: int, now: datetime) -> dict[str, bytes]:
    content = b"".join(own_data.pack(partner_id, now=now))
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


def test_a_survivor_takes_along_what_stands_under_its_duplicates_numbers(people: People, now: datetime) -> None:
    recruits.organisation(people, now)
    lay_ground(people.maya, now)
    concluded(people, now, template(people, now))
    number = recruits.applied(now, files=[("proof", recruits.document())], phone="+49 431 55")
    with acting_as(people.carl):
        made = actions.approve(actor=people.carl, now=now, application_id=number, message="Welcome.")
    alone = export(people.b, now)
    assert not [name for name in alone if name.startswith("merged/")]
    codes = {}
    for merged in (people.a, made.partner_id):
        with acting_as(people.carl):
            actions.merge(actor=people.carl, now=now, partner_id=merged, survivor_code="B-2", reason="One tax number.")
            codes[merged] = partners.one(people.carl, merged, on=now.date()).code
    together = export(people.b, now)
    for merged, code in codes.items():
        below = f"merged/{code}/"
        own = {name for name in export(merged, now) if name != "README.txt"}
        assert {name.removeprefix(below) for name in together if name.startswith(below)} == own
        assert below in together["README.txt"].decode()
    assert [row["number"] for row in rows(together["merged/A-1/agreements.csv"])] == ["AG-2026-0001"]
    (applied,) = rows(together[f"merged/{codes[made.partner_id]}/application.csv"])
    assert applied["name"] == "Nordlicht Messtechnik GmbH"
    # the duplicate's own file holds nothing of the survivor's
    assert not [name for name in export(people.a, now) if name.startswith("merged/")]


def test_what_a_company_applied_with_goes_along_and_nothing_noted_about_it(people: People, now: datetime) -> None:
    recruits.publish(people.carl, now)
    number = recruits.applied(now, files=[("proof", recruits.document("proof.pdf", b"%PDF-1.7 proof"))])
    with acting_as(people.carl):
        actions.assign(actor=people.carl, now=now, application_id=number, owner_id=people.carl.person)
        made = actions.approve(actor=people.carl, now=now, application_id=number, message="Welcome.")
    mine, theirs = export(made.partner_id, now), export(people.b, now)
    (applied,) = rows(mine["application.csv"])
    assert (applied["name"], applied["contact"], applied["tax_number"]) == (
        "Nordlicht Messtechnik GmbH", "Nils Petersen", "DE136695976",
    )  # fmt: skip
    assert {"score", "most", "note", "owner", "decided_by", "message"}.isdisjoint(applied)
    assert [(row["question"], row["answer"]) for row in rows(mine["application-answers.csv"])] == [
        ("For how many years have you sold instruments?", "4"),
        ("What do you sell?", "Cameras"),
        ("Do you repair?", "Yes"),
        ("Tell us about you", ""),
        ("Your certificate", "proof.pdf"),
    ]
    assert mine["documents/application/proof.pdf"] == b"%PDF-1.7 proof"
    for name in ("application.csv", "application-answers.csv", "documents.csv"):
        assert rows(theirs[name]) == []
        assert "points" not in mine[name].decode()


def test_the_partners_role_reads_its_own_application_only_and_no_note_or_score(people: People, now: datetime) -> None:
    recruits.publish(people.carl, now)
    number = recruits.applied(now, files=[("proof", recruits.document("proof.pdf", b"%PDF-1.7 proof"))])
    recruits.applied(now, name="Quite another name", email="x@other.example", website="", tax_number="")
    tables = ("partners_application", "partners_applicationfile", "partners_paper")
    with acting_as(people.carl):
        made = actions.approve(actor=people.carl, now=now, application_id=number)
        access.take_part(now=now, pairs=[(people.b, made.partner_id)])
    for partner_id, counts in ((made.partner_id, [1, 1, 1]), (people.a, [0, 0, 0]), (people.b, [0, 0, 0])):
        with acting_as(own_data.as_partner(partner_id)), connection.cursor() as cursor:
            found = []
            for table in tables:
                cursor.execute(f"SELECT count(id) FROM {table}")
                found += cursor.fetchone() or ()
            assert found == counts
            for column in ("note", "score", "most", "owner_id", "message", "decided_by_id", "secret_digest"):
                with pytest.raises(ProgrammingError), transaction.atomic():
                    cursor.execute(f"SELECT {column} FROM partners_application")
            for write in ("UPDATE partners_application SET name = ''", "DELETE FROM partners_applicationfile"):
                with pytest.raises(ProgrammingError), transaction.atomic():
                    cursor.execute(write)


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
