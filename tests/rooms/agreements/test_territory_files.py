"""Territory files: ten thousand rows with thirty-seven bad ones, and the same file again."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from fairway.agreements.actions import loading, trees
from fairway.agreements.models import Grant, Holding
from fairway.agreements.queries import places as queries
from fairway.agreements.rules.files import COLUMNS, Row, row_from
from fairway.agreements.rules.places import parse
from fairway.agreements.rules.trees import Branch
from fairway.formats.tables import recognised
from fairway.kit.access import WORKER, acting_as
from fairway.kit.journal import reading
from fairway.partners import actions as partners
from fairway.partners.rules import PartnerFacts
from tests.builders import People
from tests.rooms.agreements.territory_stories import YEAR, grant, lay_ground, terms

HEADINGS = ("Partner", "ZIP", "Product line", "Kind", "From")
Cells = tuple[str, str, str, str, str]


@pytest.fixture(autouse=True)
def ground(people: People, now: datetime) -> None:
    lay_ground(people.maya, now)


def rows(people: People, *cells: Cells, headings: tuple[str, ...] = HEADINGS) -> list[Row]:
    with acting_as(people.maya):
        known = queries.known_to_files(people.maya, since_on=YEAR)
    columns = recognised(headings, COLUMNS)
    return [
        row_from(number, dict(zip(headings, row, strict=True)), columns, known) for number, row in enumerate(cells, 2)
    ]


def load(people: People, now: datetime, wanted: list[Row], *, only_try: bool = False) -> loading.Loaded:
    with acting_as(people.maya):
        return loading.load_grants(
            actor=people.maya, now=now, rows=wanted, reason="New territories.", only_try=only_try
        )


def test_a_row_reads_as_people_write_it(people: People, now: datetime) -> None:
    (row,) = rows(people, ("Anker Mess", "50000–52899", "Bikes", "exclusive", "2026-01-01"))
    assert row.terms is not None
    assert (row.terms.partner_id, row.terms.areas[0].text, row.terms.line) == (people.a, "US 50000-52899", "bikes")
    headings = ("Partner", "Places", "Except", "Kind", "Until")
    (shared,) = rows(people, ("A-1", "Germany; US-IA", "Bayern", "shared by 3", "2027-01-01"), headings=headings)
    assert shared.terms is not None
    assert (shared.terms.kind, shared.terms.at_most, shared.terms.excepted[0].text) == ("shared", 3, "DE-BY")


@pytest.mark.parametrize("code", ["5030O", "99Z", "503091", "50000-5289O"])
def test_a_mistyped_postal_code_is_named_and_grants_nothing(people: People, now: datetime, code: str) -> None:
    (row,) = rows(people, ("A-1", code, "Bikes", "open", "2026-01-01"))
    assert row.terms is None
    assert [fault.field for fault in row.faults] == ["places"]
    assert "is no postal code in United States: write its 5 digits" in row.faults[0].sentence


@pytest.mark.parametrize(
    ("said", "means"),
    [
        ("US 50309-1234", "US 50309"),
        ("DE D-50667", "DE 50667"),
        ("CH CH-8001", "CH 8001"),
        ("JP 222-0033", "JP 2220033"),
        ("GB SW1A 1AA", "GB SW1A1AA"),
        ("CA K1A", "CA K1A"),
    ],
)
def test_postal_codes_are_read_as_each_country_writes_them(said: str, means: str) -> None:
    assert parse(said).text == means


def test_an_empty_cell_never_means_a_whole_country(people: People, now: datetime) -> None:
    headings = ("Partner", "Postal codes", "Country", "Product line", "Kind")
    empty, named, part = rows(
        people, ("A-1", "", "US", "Bikes", "exclusive"), ("A-1", "US", "US", "Bikes", "open"),
        ("A-1", "503", "US", "Bikes", "open"), headings=headings,
    )  # fmt: skip
    assert empty.terms is None
    assert [fault.field for fault in empty.faults] == ["places"]
    assert "write US for the whole country" in empty.faults[0].sentence
    assert named.terms is not None
    assert part.terms is not None
    assert (named.terms.areas[0].text, part.terms.areas[0].text) == ("US", "US 503")
    # where no column names places, the country is what is meant
    (whole,) = rows(people, ("A-1", "US", "Bikes", "open", ""), headings=("Partner", "Country", *HEADINGS[2:]))
    assert whole.terms is not None
    assert whole.terms.areas[0].text == "US"


@pytest.mark.parametrize(
    ("cells", "field", "sentence"),
    [
        (("Nobody", "503", "Bikes", "open", ""), "partner", "There is no partner of this code or name: “Nobody”."),
        (("A-1", "503", "Boats", "open", ""), "line", "There is no product line of this code or name: “Boats”."),
        (("A-1", "52899-50000", "Bikes", "open", ""), "places", "runs backwards"),
        (("A-1", "", "Bikes", "open", ""), "places", "Name a place"),
        (("A-1", "503", "Bikes", "perhaps", ""), "kind", "Write open, exclusive, or shared"),
        (("A-1", "503", "Bikes", "open", "1.2.2026"), "since_on", "YYYY-MM-DD"),
        (("A-1", "503", "Bikes", "shared", ""), "at_most", "by how many partners"),
        (("A-1", "Atlantis", "Bikes", "open", ""), "places", "no place Fairway knows"),
        (("A-1", "FR-75", "Bikes", "open", ""), "places", "Did you mean FR-75C (Paris)?"),
    ],
)
def test_a_bad_row_is_named_with_what_to_write_instead(
    people: People, now: datetime, cells: Cells, field: str, sentence: str
) -> None:
    done = load(people, now, rows(people, cells, ("B-2", "680", "Bikes", "open", "")))
    ((number, fault),) = done.faults
    assert (number, fault.field, done.added) == (2, field, 1)
    assert sentence in fault.sentence


def test_rows_that_meet_a_standing_grant_or_an_earlier_row_are_named(people: People, now: datetime) -> None:
    grant(people.maya, now, terms(people.b, "US-NE", until_on=None))
    wanted = rows(
        people,
        ("A-1", "500-510", "Bikes", "exclusive", ""),
        ("B-2", "505", "Road bikes", "exclusive", ""),
        ("A-1", "681", "Bikes", "open", ""),
        ("B-2", "511", "Road bikes", "exclusive", ""),
        ("A-1", "500-510", "Bikes", "exclusive", ""),
    )
    tried = load(people, now, wanted, only_try=True)
    with acting_as(WORKER):
        assert (Grant.objects.count(), Holding.objects.count()) == (1, 1)  # a trial moves nothing
    done = load(people, now, wanted)
    assert done == tried
    assert (done.added, [number for number, _ in done.faults]) == (2, [3, 4, 6])
    assert "Anker Mess holds ZIP 500–510 exclusively, Bikes" in done.faults[0][1].sentence
    assert "Baylight Systems holds Nebraska exclusively" in done.faults[1][1].sentence
    assert done.faults[2][1].sentence == "Row 2 says this already."


def test_the_same_file_again_does_nothing_and_shared_rows_take_seats(people: People, now: datetime) -> None:
    wanted = rows(
        people,
        ("A-1", "503", "Bikes", "shared 2", ""),
        ("B-2", "503", "Bikes", "shared 2", ""),
        ("A-1", "504", "Bikes", "open", ""),
    )
    assert (load(people, now, wanted).added, load(people, now, wanted).unchanged) == (3, 3)
    with acting_as(people.ola):
        told = [row for row in reading.visible_to(people.ola) if row.verb == "agreements.grants.loaded"]
    assert [row.payload["grants"] for row in told] == [2]


def test_ten_thousand_rows_with_thirty_seven_bad_ones(people: People, now: datetime) -> None:
    """20 rows name nobody, 10 no place, 7 lie in a state that another partner holds alone."""
    with acting_as(WORKER):
        partners.load(
            actor=WORKER, now=now, rows=[PartnerFacts(f"P-{n:03}", f"Partner {n}", ("oem",), "US") for n in range(100)]
        )
        trees.load_lines(actor=WORKER, now=now, rows=[Branch("boats", "Boats")])
    grant(people.maya, now, terms(people.b, "US-NE", until_on=None, line="bikes"))
    cells: list[Cells] = [
        (f"P-{n % 100:03}", f"{10_000 + n}", "Boats", "exclusive", "2026-03-01") for n in range(10_000)
    ]
    bad = [n * 269 for n in range(37)]
    for n in bad[:20]:
        cells[n] = ("P-999", *cells[n][1:])
    for n in bad[20:30]:
        cells[n] = (cells[n][0], "nowhere", *cells[n][2:])
    for n in bad[30:]:
        cells[n] = (cells[n][0], f"{68_000 + n % 100}", "Bikes", "open", "")
    wanted = rows(people, *cells)
    done = load(people, now, wanted)
    assert (done.added, done.unchanged, [number for number, _ in done.faults]) == (9_963, 0, [n + 2 for n in bad])
    assert {fault.field for _, fault in done.faults} == {"partner", "places"}
    with acting_as(WORKER):
        assert Grant.objects.count() == 9_964
    again = load(people, now, wanted)
    assert (again.added, again.unchanged, again.refused) == (0, 9_963, 37)
    assert date(2026, 3, 1) == wanted[1].terms.since_on  # type: ignore[union-attr]
