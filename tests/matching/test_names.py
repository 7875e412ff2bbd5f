"""Single pairs of names, as somebody asks about them."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from fairway.matching.background import Background
from fairway.matching.company import Company
from fairway.matching.normalise import known
from fairway.matching.score import score
from fairway.matching.weights import packaged
from tests.matching.measuring import average_precision, f1

REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "matching" / "name_bench" / "cases.csv"

# made up here, in the same sorts as real lists hold: name, name, one company?
TWIN = [
    ("Zwickelmoser Aktiengesellschaft", "Zwickelmoser AG", True),
    ("Norwind Logistics B.V.", "NORWIND LOGISTICS", True),
    ("Norwind Logistiks", "Norwind Logistics B.V.", True),
    ("Karpov & Sons Ltd", "Karpov and Sons Limited", True),
    ("Tre Stelle S.p.A.", "TRE STELLE SPA", True),
    ("Good Harbour Company", "Goodharbour Co.", True),
    ("ЗАО «Ромашкин»", "Romashkin ZAO", True),
    ("Q.R.S. Systems", "QRS Systems Inc.", True),
    ("Brandhof Maschinenbau GmbH", "Brandhof Machinery", True),
    ("Bjørkedal Fisk AS", "Bjorkedal Fisk", True),
    ("First Quarry Bank", "1st Quarry Bank", True),
    ("Halvorsen Int'l Trading", "Halvorsen International Trading", True),
    ("The Pellegrin Group, Inc.", "Pellegrin Group", True),
    ("Vanterpool Corp", "Van Ter Pool Corporation", True),
    ("Oakmere Organisation", "Oakmere Organization", True),
    ("Zwickelmoser AG", "Siebenstern AG", False),
    ("Norwind Logistics B.V.", "Norwind Insurance N.V.", False),
    ("Oakmere of Denver, Inc.", "Oakmere of Tampa, Inc.", False),
    ("Banco Pellegrin S.A.", "Banco Pellegrin Chile S.A.", False),
    ("Harbour Fund II L.P.", "Harbour Fund III L.P.", False),
    ("Ministry of Fisheries of Estonia", "Ministry of Fisheries of Ethiopia", False),
    ("QRS Industries", "QVX Industries", False),
    ("Brandhof AG", "Brandhof GmbH", False),
    ("Holdings Limited", "Karpov Holdings Limited", False),
]


def test_the_sorts_of_differences_are_told_apart() -> None:
    wrong = []
    for left, right, same in TWIN:
        found = score(known(Company(name=left)), known(Company(name=right)), packaged(), Background())
        if (found.same >= packaged().threshold) is not same:
            wrong.append((left, right, round(found.same, 3)))
    assert not wrong


@pytest.mark.skipif(not REAL.exists(), reason="no real data beside the source tree")
def test_real_pairs_of_organisations_are_judged_at_the_own_threshold() -> None:
    with REAL.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["schema"] != "Person"]
    scored = {
        place: score(
            known(Company(name=row["name1"])), known(Company(name=row["name2"])), packaged(), Background()
        ).same
        for place, row in enumerate(rows)
    }
    truth = {place for place, row in enumerate(rows) if row["is_match"] == "true"}
    assert f1(scored, truth, packaged().threshold) >= 0.88
    assert average_precision(scored, truth) >= 0.92
