"""The folders of real programmes: a document, dated values, and cases told by date with what is expected."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from fairway.performance.rules.tiers import check
from fairway.performance.rules.tiers.facts import Facts
from fairway.performance.rules.tiers.lives import Invitation, Life, live
from fairway.performance.rules.tiers.programme import Programme
from fairway.performance.rules.tiers.reviewing import Position, Waiver
from fairway.performance.rules.tiers.values_file import COLUMNS, facts_by_partner, facts_from, faults_of

HERE = Path(__file__).parent
FOLDERS = sorted(path.parent for path in HERE.glob("*/programme.yaml"))


@dataclass(frozen=True)
class Told:
    """A folder that was read."""

    name: str
    programme: Programme
    facts: dict[str, Facts]
    said: dict[str, Any]

    def position(self, partner: str) -> Position:
        given = self.said["partners"][partner]
        risen = given.get("risen")
        return Position(given["holds"], given.get("since"), risen)

    def waivers(self, partner: str) -> tuple[Waiver, ...]:
        return tuple(
            Waiver(one["since"], one["until"], one["reason"], one.get("metric", ""))
            for one in self.said.get("waivers", ())
            if one["partner"] == partner
        )

    def invitations(self, partner: str) -> tuple[Invitation, ...]:
        return tuple(
            Invitation(one["level"], one["day"])
            for one in self.said.get("invitations", ())
            if one["partner"] == partner
        )

    def life(self, partner: str, until: date) -> Life:
        """What happened to a partner until the end of a day."""
        return live(
            self.programme, self.facts[partner], self.said["begins"], until + timedelta(days=1), self.position(partner),
            invitations=self.invitations(partner), waivers=self.waivers(partner), watch=True,
        )  # fmt: skip


@cache
def told(folder: Path) -> Told:
    """Read a folder."""
    checked = check((folder / "programme.yaml").read_text("utf-8"))
    assert checked.programme is not None, [one.shown(folder.name) for one in checked.problems]
    said = yaml.safe_load((folder / "cases.yaml").read_text("utf-8"))
    with (folder / "values.csv").open(encoding="utf-8", newline="") as sheet:
        rows = list(csv.DictReader(sheet))
    columns = {field: names[0] for field, names in COLUMNS.items() if rows and names[0] in rows[0]}
    values = [facts_from(row, columns) for row in rows]
    assert not [fault for row in values for fault in faults_of(row)]
    partners = {code: {"country": given.get("country", "")} for code, given in said["partners"].items()}
    return Told(folder.name, checked.programme, facts_by_partner(values, partners), said)
