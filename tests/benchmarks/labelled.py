"""The labelled pairs that come with Fairway: python -m tests.benchmarks.labelled writes them anew from the seed.

Half are accounts as others write them; the others are branches of a chain, companies of a group, and strangers with the
same first word, in the fields that such lists have.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from itertools import pairwise

from fairway.matching.company import FIELDS, Company
from tests.benchmarks.companies import World
from tests.benchmarks.measuring import ROOT

PLACE = ROOT / "src" / "fairway" / "matching" / "labelled.csv"
SEED, SIZE, OF_SAME, OF_OTHER = 77, 3_000, 300, 100
SHOWN = tuple(field for field in FIELDS if field not in ("id", "email"))


def pairs() -> list[tuple[Company, Company, str]]:
    """The pairs, and what each is."""
    world = World(SIZE, SEED)
    accounts = list(world.accounts())
    found = [(one, world.written(one).company, "same") for one in accounts[:OF_SAME]]
    stems: dict[str, list[Company]] = defaultdict(list)
    words: dict[str, list[Company]] = defaultdict(list)
    for each in accounts:
        words[each.name.split()[0]].append(each)
        if each.domain:
            stems[each.domain.partition(".")[0]].append(each)
    kin = [pair for group in stems.values() for pair in pairwise(group)]
    kin = [(one, other._replace(domain="", tax_id="")) for one, other in kin if one.address != other.address]
    found += [(one, other, "branch or family") for one, other in kin[:OF_OTHER]]
    strangers = [
        (one, other)
        for group in words.values()
        for one, other in pairwise(group)
        if one.domain and other.domain and one.domain.partition(".")[0] != other.domain.partition(".")[0]
    ]
    found += [(one, world.written(other).company, "stranger") for one, other in strangers[:OF_OTHER]]
    return found


def text() -> str:
    """The file."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["same", "kind", *(f"{side}_{field}" for side in ("left", "right") for field in SHOWN)])
    for left, right, kind in pairs():
        cells = [getattr(each, field) for each in (left, right) for field in SHOWN]
        writer.writerow(["yes" if kind == "same" else "no", kind, *cells])
    return out.getvalue()


if __name__ == "__main__":
    PLACE.write_text(text(), encoding="utf-8")
