"""The outlines of the coverage map: of known places only, inside their picture, and a tile for every place without."""

from __future__ import annotations

import re
from datetime import date

import pytest

from fairway.agreements.queries.coverage import Coverage, Spot
from fairway.agreements.queries.places import Branch
from fairway.agreements.rules import world
from fairway.agreements.rules.coverage import Cell
from fairway.agreements.rules.spans import Span
from fairway.web.staff.territories import maps

COUNTRIES = sorted(set(maps.sizes()) - {"world"})
ALL = Branch(1, "", "All products", "", 0, Span(0, 1))


def corners(path: str) -> list[tuple[int, int]]:
    """The points of a path: M gives the first of each ring, the rest are steps."""
    found = []
    for ring in path.split("M")[1:]:
        numbers = [int(one) for one in re.findall(r"-?\d+", ring)]
        x, y = numbers[:2]
        found.append((x, y))
        for step_x, step_y in zip(numbers[2::2], numbers[3::2], strict=True):
            x, y = x + step_x, y + step_y
            found.append((x, y))
    return found


@pytest.mark.parametrize("name", sorted(maps.sizes()))
def test_every_outline_lies_inside_its_picture(name: str) -> None:
    width, height = maps.sizes()[name]
    for shape in maps.shapes(name):
        assert all(0 <= x <= width and 0 <= y <= height for x, y in corners(shape.path)), shape.code


@pytest.mark.parametrize("country", COUNTRIES)
def test_outlines_and_tiles_together_are_the_subdivisions(country: str) -> None:
    below = world.children(country)
    shapes = [shape.code for shape in maps.shapes(country)]
    assert len(shapes) == len(set(shapes))
    assert set(shapes) <= {one.code for one in below}
    spots = tuple(Spot(one.code, one.name) for one in below)
    coverage = Coverage(date(2026, 5, 1), Spot(country, world.name_of(country)), spots, (ALL,), {}, {})
    drawn = maps.drawn(coverage, "", lambda code: code, lambda cell: "")
    assert sorted(place.link for place in drawn.places) == sorted(one.code for one in below)
    assert sum(place.is_tile for place in drawn.places) == len(below) - len(shapes)
    tiles = [(place.x, place.y) for place in drawn.places if place.is_tile]
    assert len(set(tiles)) == len(tiles)
    assert all(
        x + 88 * drawn.scale <= drawn.width and maps.sizes()[country][1] <= y <= drawn.height - 52 * drawn.scale
        for x, y in tiles
    )


def test_a_country_without_a_file_is_tiles_alone() -> None:
    spots = tuple(Spot(one.code, one.name) for one in world.children("JM"))
    cells = {("JM-01", ""): Cell(1, 0, True, 0, 7)}
    coverage = Coverage(date(2026, 5, 1), Spot("JM", "Jamaica"), spots, (ALL,), cells, {7: ("A-1", "Anker Mess")})
    drawn = maps.drawn(coverage, "", lambda code: code, lambda cell: "Anker Mess" if cell.only else "")
    assert all(place.is_tile for place in drawn.places)
    (kingston,) = [place for place in drawn.places if place.link == "JM-01"]
    assert (kingston.label, kingston.state, kingston.title) == ("01", "exclusive", "Kingston: Exclusive. Anker Mess")
