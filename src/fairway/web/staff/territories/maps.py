"""The outlines of the coverage map, and a grid of tiles for countries without outlines.

The outlines are made by `tools/shapes` from Natural Earth and the United States Census Bureau, both public domain.
"""

from __future__ import annotations

import csv
import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from fairway.agreements.queries.coverage import Coverage
from fairway.agreements.rules.coverage import STATES, Cell

FOLDER = Path(__file__).parent / "shapes"
SIZES = {"world": (2060, 880), "US": (1950, 1220)}
TILE = (92, 56)
PER_ROW = 12


@dataclass(frozen=True)
class Shape:
    """One outline of a map file; `code` is empty where ISO has no code for it."""

    code: str
    x: int
    y: int
    path: str


@dataclass(frozen=True)
class Drawn:
    """One place of a map: an outline or a tile, what it means, and where it leads."""

    path: str
    x: int
    y: int
    label: str
    state: str
    title: str
    link: str
    is_tile: bool = False


@dataclass(frozen=True)
class Map:
    """A map ready to be drawn; `places` stand in the order in which they are drawn."""

    width: int
    height: int
    places: tuple[Drawn, ...]
    title: str
    has_tiles: bool = False


@functools.cache
def shapes(name: str) -> tuple[Shape, ...]:
    """The outlines of a map file; none where there is no such file."""
    file = FOLDER / f"{name}.csv"
    if not file.is_file():
        return ()
    with file.open(encoding="utf-8", newline="") as sheet:
        return tuple(Shape(row["code"], int(row["x"]), int(row["y"]), row["path"]) for row in csv.DictReader(sheet))


def drawn(coverage: Coverage, line: str, link_of: Callable[[str], str], told: Callable[[Cell], str]) -> Map:
    """Draw coverage of one product line. `link_of` gives the address of a place, `told` a cell in words."""
    around = coverage.around.code
    name = "world" if around == "WORLD" else around
    title = f"Coverage of {coverage.around.name}, {coverage.columns[0].name}, on {coverage.on}"
    named = {spot.code: spot.name for spot in coverage.spots}
    outlines = shapes(name)
    if outlines:
        found = [
            Drawn(shape.path, shape.x, shape.y, "", *_meaning(coverage, line, shape.code, named, told),
                  link_of(shape.code) if shape.code in named else "")
            for shape in outlines
        ]  # fmt: skip
        # what is small lies on top of what is around it
        found.sort(key=lambda one: -len(one.path))
        return Map(*SIZES[name], tuple(found), title)
    width, height = TILE
    tiles = [
        Drawn("", (place % PER_ROW) * width, (place // PER_ROW) * height, spot.code.partition("-")[2],
              *_meaning(coverage, line, spot.code, named, told), link_of(spot.code), is_tile=True)
        for place, spot in enumerate(coverage.spots)
    ]  # fmt: skip
    rows = -(-len(tiles) // PER_ROW)
    return Map(width * min(PER_ROW, max(1, len(tiles))), height * max(1, rows), tuple(tiles), title, has_tiles=True)


def _meaning(
    coverage: Coverage, line: str, code: str, named: dict[str, str], told: Callable[[Cell], str]
) -> tuple[str, str]:
    if code not in named:
        return "none", ""
    cell = coverage.cell(code, line)
    return cell.state, f"{named[code]}: {STATES[cell.state]}. {told(cell)}"
