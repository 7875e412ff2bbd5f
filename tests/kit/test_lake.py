"""The lake: files in force, each row exactly once, whatever is added, replaced, merged or swept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from fairway.kit.access import WORKER, acting_as
from fairway.kit.lake import keeping, listing, scanning, writing
from fairway.kit.lake.models import LakeFile
from fairway.kit.lake.writing import place
from tests.builders import People

NOW = datetime(2026, 2, 10, tzinfo=UTC)
DATASET = "test"


def staged(source: int, partner: int, amounts: list[str]) -> listing.Staged:
    rows = ", ".join(
        f"('{source}:{place}', {source}::BIGINT, {partner}::BIGINT, DATE '2026-01-05', {amount}::DECIMAL(18,4))"
        for place, amount in enumerate(amounts)
    )
    query = f"SELECT * FROM (VALUES {rows}) t(line_id, report_id, partner_id, invoice_date, net_amount)"
    with writing.session() as connection:
        made = writing.stage(connection, query, dataset=DATASET, sources=[source])
    assert made is not None
    return made


def total(scan: scanning.Scan) -> str:
    if not scan.paths:
        return "0"
    with writing.session() as connection:
        row = connection.execute("SELECT sum(net_amount) FROM read_parquet(?)", [list(scan.paths)]).fetchone()
    assert row is not None
    return str(row[0])


@pytest.fixture
def worker(people: People) -> Iterator[None]:
    with acting_as(WORKER):
        yield


def test_rows_are_seen_when_published_and_not_before(worker: None) -> None:
    made = staged(1, 1, ["10.5", "20"])
    assert scanning.scan(WORKER, DATASET).rows == 0
    listing.publish(now=NOW, dataset=DATASET, adds=[made])
    assert total(scanning.scan(WORKER, DATASET)) == "30.5000"


def test_publishing_a_source_again_replaces_it(worker: None) -> None:
    listing.publish(now=NOW, dataset=DATASET, adds=[staged(1, 1, ["10"])])
    listing.publish(now=NOW, dataset=DATASET, adds=[staged(1, 1, ["10"])])
    assert total(scanning.scan(WORKER, DATASET)) == "10.0000"
    listing.publish(now=NOW, dataset=DATASET, adds=[staged(1, 1, ["11"])])
    assert total(scanning.scan(WORKER, DATASET)) == "11.0000"


def test_the_same_rows_give_the_same_file(worker: None) -> None:
    assert staged(1, 1, ["10", "20"]).digest == staged(1, 1, ["10", "20"]).digest


def test_compaction_keeps_every_row_and_old_scans(worker: None) -> None:
    for number in range(1, 13):
        listing.publish(now=NOW, dataset=DATASET, adds=[staged(number, number % 3 + 1, [str(number)])])
    before = scanning.scan(WORKER, DATASET)
    assert keeping.compact(now=NOW, dataset=DATASET) == 12
    after = scanning.scan(WORKER, DATASET)
    assert (len(before.paths), len(after.paths)) == (12, 1)
    assert total(before) == total(after) == "78.0000"  # 1 + 2 + … + 12
    again = scanning.scan(WORKER, DATASET, file_ids=before.file_ids)
    assert again.digest == before.digest


def test_withdrawing_one_source_of_a_merged_file_leaves_the_others(worker: None) -> None:
    for number in range(1, 13):
        listing.publish(now=NOW, dataset=DATASET, adds=[staged(number, 1, [str(number)])])
    keeping.compact(now=NOW, dataset=DATASET)
    listing.publish(now=NOW, dataset=DATASET, removes=[12])
    assert total(scanning.scan(WORKER, DATASET)) == "66.0000"  # 78 − 12
    assert listing.sources_in_force(DATASET) == frozenset(range(1, 12))


def test_a_partner_scans_its_own_rows_only(people: People) -> None:
    with acting_as(WORKER):
        listing.publish(now=NOW, dataset=DATASET, adds=[staged(1, people.a, ["10"]), staged(2, people.b, ["99"])])
    with acting_as(people.ola):
        assert total(scanning.scan(people.ola, DATASET)) == "10.0000"
        assert total(scanning.scan(people.ola, DATASET, partner_ids=[people.b])) == "0"
    with acting_as(people.maya):
        assert total(scanning.scan(people.maya, DATASET)) == "109.0000"
        assert total(scanning.scan(people.maya, DATASET, partner_ids=[people.b])) == "99.0000"
    with acting_as(people.dirk), pytest.raises(scanning.NothingToRead):
        scanning.scan(people.dirk, DATASET)


def test_sweeping_spares_what_is_pinned_or_in_force(worker: None) -> None:
    (pinned,) = listing.publish(now=NOW, dataset=DATASET, adds=[staged(1, 1, ["1"])])
    (loose,) = listing.publish(now=NOW, dataset=DATASET, adds=[staged(2, 1, ["2"])])
    keeping.pin(now=NOW, file_ids=[pinned.pk], holder="test.run:1")
    listing.publish(now=NOW, dataset=DATASET, adds=[staged(1, 1, ["5"]), staged(2, 1, ["6"])])
    keeping.sweep(now=NOW + timedelta(days=40), dataset=DATASET)
    assert place(DATASET, pinned.digest).exists()
    assert not place(DATASET, loose.digest).exists()
    assert total(scanning.scan(WORKER, DATASET)) == "11.0000"
    assert total(scanning.scan(WORKER, DATASET, file_ids=[pinned.pk])) == "1.0000"
    with pytest.raises(scanning.NothingToRead):
        scanning.scan(WORKER, DATASET, file_ids=[loose.pk])


def test_a_failed_transaction_leaves_the_list_as_it_was(own_database: str) -> None:
    with acting_as(WORKER):
        listing.publish(now=NOW, dataset=DATASET, adds=[staged(1, 1, ["1"])])
    with pytest.raises(ZeroDivisionError), acting_as(WORKER):
        listing.publish(now=NOW, dataset=DATASET, adds=[staged(1, 1, ["7"])])
        raise ZeroDivisionError
    with acting_as(WORKER):
        assert total(scanning.scan(WORKER, DATASET)) == "1.0000"
        assert LakeFile.objects.count() == 1
