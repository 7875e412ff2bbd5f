"""The outlines of the coverage map, and tiles for places without one: far islands, and countries that have no file.

The outlines are made by `tools/shapes` from Natural Earth and the United States Census Bureau, both public domain.
"""

from __future__ import annotations

import csv
import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from fairway.agreements.queries.coverage import Coverage
from fairway.agreements.rules.coverage import STATES, Cell

FOLDER = Path(__file__).parent / "shapes"
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
    scale: float = 1
    """How much larger tiles are drawn, so that they read alike below maps of every width."""


@functools.cache
def shapes(name: str) -> tuple[Shape, ...]:
    """The outlines of a map file; none where there is no such file."""
    file = FOLDER / f"{name}.csv"
    if not file.is_file():
        return ()
    with file.open(encoding="utf-8", newline="") as sheet:
        return tuple(Shape(row["code"], int(row["x"]), int(row["y"]), row["path"]) for row in csv.DictReader(sheet))


@functools.cache
def sizes() -> Mapping[str, tuple[int, int]]:
    """Width and height of each map file."""
    with (FOLDER / "sizes.csv").open(encoding="utf-8", newline="") as sheet:
        return {row["map"]: (int(row["width"]), int(row["height"])) for row in csv.DictReader(sheet)}


def drawn(coverage: Coverage, line: str, link_of: Callable[[str], str], told: Callable[[Cell], str]) -> Map:
    """Draw coverage of one product line. `link_of` gives the address of a place, `told` a cell in words."""
    around = coverage.around.code
    name = "world" if around == "WORLD" else around
    title = f"Coverage of {coverage.around.name}, {coverage.columns[0].name}, on {coverage.on}"
    named = {spot.code: spot.name for spot in coverage.spots}
    outlines = shapes(name)
    width, height = sizes()[name] if outlines else (0, 0)
    found = [
        Drawn(shape.path, shape.x, shape.y, "", *_meaning(coverage, line, shape.code, named, told),
              link_of(shape.code) if shape.code in named else "")
        for shape in outlines
    ]  # fmt: skip
    # what is small lies on top of what is around it
    found.sort(key=lambda one: -len(one.path))
    shown = {shape.code for shape in outlines}
    left = [spot.code for spot in coverage.spots if spot.code not in shown]
    if around == "WORLD":  # a country too small to be drawn stands in the table
        left = []
    scale = max(1, round(width / 1000, 2))
    tiles, wide, high = _tiles(left, width or TILE[0] * PER_ROW, height, scale)
    found += [
        Drawn("", x, y, code.partition("-")[2], *_meaning(coverage, line, code, named, told), link_of(code), True)
        for code, x, y in tiles
    ]
    return Map(max(width, wide, 1), max(high, 1), tuple(found), title, scale)


def _tiles(codes: Sequence[str], width: int, above: int, scale: float) -> tuple[list[tuple[str, int, int]], int, int]:
    """Where tiles stand below an outline or alone, in rows as wide as it; the width they take; the whole height."""
    if not codes:
        return [], 0, above
    wide, high = round(TILE[0] * scale), round(TILE[1] * scale)
    per_row = min(len(codes), max(1, width // wide))
    top = above + high // 2 if above else 0
    found = [(code, place % per_row * wide, top + place // per_row * high) for place, code in enumerate(codes)]
    return found, per_row * wide, top + -(-len(codes) // per_row) * high


def _meaning(
    coverage: Coverage, line: str, code: str, named: dict[str, str], told: Callable[[Cell], str]
) -> tuple[str, str]:
    if code not in named:
        return "none", ""
    cell = coverage.cell(code, line)
    return cell.state, f"{named[code]}: {STATES[cell.state]}. {told(cell)}"
