"""AdventureWorks' resellers hold what their geography says: territories of its sales regions, grants, coverage.

Each reseller may sell its own product line (road, mountain or touring bikes) openly in its state or province. Once with
the sample where it is, and always with a small twin of it.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from fairway.agreements.actions import loading, territories, trees
from fairway.agreements.models import Grant
from fairway.agreements.queries import coverage, places
from fairway.agreements.queries.serving import Question, who_can_serve
from fairway.agreements.rules import world
from fairway.agreements.rules.files import COLUMNS, row_from
from fairway.agreements.rules.places import parse, parse_all
from fairway.agreements.rules.trees import Branch
from fairway.formats.tables import recognised
from fairway.kit.access import WORKER, acting_as
from fairway.partners import actions as partners
from fairway.partners.rules import PartnerFacts
from tests.docs.pages import REAL_DATA

NOW = datetime(2013, 1, 2, 9, 0, tzinfo=UTC)
DAY = date(2013, 6, 1)
Rows = list[dict[str, str]]
GEOGRAPHY = """GeographyKey,StateProvinceCode,CountryRegionCode,SalesTerritoryKey
1,WA,US,1
2,OR,US,1
3,CA,US,4
4,ON,CA,6
5,75,FR,7
"""
RESELLERS = """ResellerKey,GeographyKey,ResellerName,ProductLine
1,1,Alpine,Road
2,1,Bow,Road
3,2,Crest,Mountain
4,4,Drift,Touring
5,5,Élan,Road
"""
REGIONS = """SalesTerritoryKey,SalesTerritoryRegion
1,Northwest
4,Southwest
6,Canada
7,France
"""


def read(text: str) -> Rows:
    return list(csv.DictReader(text.splitlines()))


def code_of(row: Mapping[str, str]) -> str:
    """A province's code in ISO 3166-2: the sample writes 75 for Paris, which ISO now calls 75C."""
    code = f"{row['CountryRegionCode']}-{row['StateProvinceCode'].strip()}"
    return code if code in world.subdivisions(row["CountryRegionCode"]) else f"{code}C"


def widest(code: str) -> str:
    """The subdivision right below the country that a place lies in: Paris lies in Île-de-France."""
    listed = world.subdivisions(code[:2])
    while listed[code].parent in listed:
        code = listed[code].parent
    return code


def load(resellers: Rows, geography: Rows, regions: Rows) -> loading.Loaded:
    """Partners, lines, one territory for each sales region, and a territory file of all resellers."""
    place = {row["GeographyKey"]: row for row in geography}
    with acting_as(WORKER):
        partners.load(
            actor=WORKER,
            now=NOW,
            rows=[
                PartnerFacts(row["ResellerKey"], row["ResellerName"], ("value_added_reseller",),
                             place[row["GeographyKey"]]["CountryRegionCode"])
                for row in resellers
            ],
        )  # fmt: skip
        trees.load_lines(
            actor=WORKER,
            now=NOW,
            rows=[Branch("bikes", "Bikes")]
            + [Branch(name, f"{name} bikes", "bikes") for name in sorted({row["ProductLine"] for row in resellers})],
        )
        for region in regions:
            inside = sorted(
                {code_of(row) for row in geography if row["SalesTerritoryKey"] == region["SalesTerritoryKey"]}
            )
            if inside:
                territories.save_territory(
                    actor=WORKER, now=NOW, code=region["SalesTerritoryRegion"].replace(" ", "-"),
                    name=region["SalesTerritoryRegion"], areas=parse_all("; ".join(inside)),
                )  # fmt: skip
        headings = ("Partner", "Places", "Product line", "Kind", "From")
        known = places.known_to_files(WORKER, since_on=NOW.date())
        rows = [
            row_from(
                number,
                dict(
                    zip(
                        headings,
                        (row["ResellerKey"], code_of(place[row["GeographyKey"]]), row["ProductLine"], "open", ""),
                        strict=True,
                    )
                ),
                recognised(headings, COLUMNS),
                known,
            )
            for number, row in enumerate(resellers, 2)
        ]
        return loading.load_grants(actor=WORKER, now=NOW, rows=rows, reason="As the sample says")


def agrees(resellers: Rows, geography: Rows) -> None:
    """Coverage of bikes in every state counts what the files count, and a place is served by whom they name."""
    place = {row["GeographyKey"]: row for row in geography}
    exact = Counter((code_of(place[row["GeographyKey"]]), row["ProductLine"]) for row in resellers)
    counted: Counter[tuple[str, str]] = Counter()
    for (code, line), count in exact.items():
        counted[widest(code), line] += count
    with acting_as(WORKER):
        for country in sorted({row["CountryRegionCode"] for row in geography}):
            seen = coverage.coverage(WORKER, on=DAY, around=country, line="bikes")
            for spot in seen.spots:
                for column in seen.columns[1:]:
                    assert seen.cell(spot.code, column.code).partners == counted[spot.code, column.code], spot
        (code, line), count = exact.most_common(1)[0]
        answer = who_can_serve(WORKER, Question(DAY, parse(code), line=line))
        assert len(answer.partner_ids) == count
        assert Grant.objects.count() == len(resellers)


def test_the_twins_resellers_cover_their_states(db: None) -> None:
    resellers, geography = read(RESELLERS), read(GEOGRAPHY)
    done = load(resellers, geography, read(REGIONS))
    assert (done.added, done.faults) == (5, ())
    agrees(resellers, geography)
    assert load(resellers, geography, read(REGIONS)).unchanged == 5
    with acting_as(WORKER):
        names = {row.name: row.words for row in places.territories(WORKER)}
        seen = coverage.coverage(WORKER, on=DAY, around="US", line="Road")
    assert names["Northwest"] == "Oregon, Washington"
    assert names["France"] == "Paris"
    assert (seen.cell("US-WA", "Road").state, seen.cell("US-OR", "Road").state) == ("several", "gap")


@pytest.mark.real_data
def test_the_samples_701_resellers_cover_their_states(db: None) -> None:
    folder = REAL_DATA / "adventureworks"
    if not folder.is_dir():
        pytest.skip(f"needs {folder}")
    resellers, geography, regions = (
        read(_text(folder / f"{name}.csv")) for name in ("DimReseller", "DimGeography", "DimSalesTerritory")
    )
    done = load(resellers, geography, regions)
    assert (done.added, done.faults) == (701, ())
    agrees(resellers, geography)
    with acting_as(WORKER):
        assert len(places.territories(WORKER)) == 10


def _text(file: Path) -> str:
    return file.read_text("utf-8")
