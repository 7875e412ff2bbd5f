"""Coverage: a map and a table of who may serve what on a day, a slider through time, and what if a partner leaves."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from fairway.agreements.queries import coverage as queries
from fairway.agreements.queries.coverage import Coverage
from fairway.agreements.queries.places import UnknownLine
from fairway.agreements.rules import world
from fairway.agreements.rules.coverage import MEANINGS, STATES, Cell
from fairway.agreements.rules.places import UnknownPlace
from fairway.policy.problems import counted
from fairway.web.shared.display import day_text
from fairway.web.shared.request import Request, number_of, today_of
from fairway.web.staff.territories import maps
from fairway.web.staff.territories.frame import frame, line_choices, segment_choices

INSIDE = "Where only a part is served, a part inside may lose everybody: open the place to see which."
SHOWN = {
    "granted": "Granted",
    "gap": "Gaps",
    "alone": "One partner away from none",
    "several": "Overlaps",
    "all": "All",
}
MONTHS_BACK, MONTHS_ON = 12, 36


@dataclass(frozen=True)
class Square:
    """A cell of the table: its state in a word, who is there, and the grants behind it."""

    state: str
    word: str
    note: str
    link: str


@dataclass(frozen=True)
class Line:
    """A row of the table: a place and its cells, one for each column."""

    name: str
    link: str
    squares: tuple[Square, ...]


@dataclass(frozen=True)
class Asked:
    """What the page was asked to show."""

    on: date
    around: str
    line: str
    segment: str
    without: int
    show: str

    def address(self, **changes: object) -> str:
        """The address of the same question with some of it changed."""
        said: dict[str, object] = {
            "on": self.on.isoformat(), "around": self.around, "line": self.line, "segment": self.segment,
            "without": self.without or "", "show": self.show,
        } | changes  # fmt: skip
        kept = {
            # without a segment the usual one is shown: all customers have to be asked for
            name: str(value)
            for name, value in said.items()
            if name == "segment" or (value and (name, value) != ("around", "WORLD"))
        }
        return "?" + urlencode(kept)


@require_GET
def coverage(request: Request) -> HttpResponse:
    """Show coverage on a day."""
    asked = _asked(request)
    try:
        before = queries.coverage(
            request.actor, on=asked.on, around=asked.around, line=asked.line, segment=asked.segment
        )
    except (UnknownPlace, UnknownLine):
        raise Http404 from None
    lost = queries.losses(before, partner_id=asked.without) if asked.without else ()
    told = _told(before)
    reach = queries.reach(request.actor, on=asked.on)
    gone = dict(before.holders).get(asked.without, "")
    lines = _lines(before, asked, told)
    segments = segment_choices(request)
    people = [name.strip() for code, name in segments if code and code == asked.segment]
    context = frame(
        asked=asked,
        coverage=before,
        map=maps.drawn(before, asked.line, lambda code: _into(before, asked, code), told),
        counts=_counts(before, asked.line),
        rows=lines,
        shown=[(name, title, asked.address(show=name), name == asked.show) for name, title in SHOWN.items()],
        lines=line_choices(request),
        segments=segments,
        countries=[("WORLD", "The world"), *((one.code, one.name) for one in _countries(asked.around))],
        partners=before.holders,
        gone=gone,
        losses=[
            (
                spot.name,
                _into(before, asked, spot.code),
                column.name,
                _so_many(loss.before),
                _so_many(loss.after),
                loss.becomes_gap,
            )
            for spot, column, loss in lost
        ],
        lost_note=INSIDE if any(spot.is_open and loss.after.part for spot, _, loss in lost) else "",
        slider=_slider(request, asked, reach),
        next_change=reach.next_change,
        next_address=asked.address(on=reach.next_change.isoformat()) if reach.next_change else "",
        heading=f"{', '.join((before.around.name, before.columns[0].name, *people))}, on {day_text(asked.on)}",
        lost_title=_lost_title(gone, lost),
        is_empty=reach.first is None,
        world_address=asked.address(around=""),
    )
    return render(request, "staff/territories/coverage.html", context)


def _lost_title(gone: str, lost: Any) -> str:
    if not lost:
        return f"Nothing changes here without {gone}"
    gaps = len({spot.code for spot, _, loss in lost if loss.becomes_gap})
    if not gaps:
        return f"Without {gone}: fewer partners, and a gap at none of these places"
    return f"Without {gone}: {counted(gaps, 'place')} would have a gap"


def _so_many(cell: Cell) -> str:
    """A state in words, with the number of partners where it can fall and the state stay."""
    some = {"parts": f"Partly, {cell.partners} partners", "several": f"{cell.partners} partners"}
    return some.get(cell.state, STATES[cell.state])


def _asked(request: Request) -> Asked:
    given = request.GET
    today = today_of(request)
    on = _day(given.get("on", "")) or today
    month = given.get("month", "")
    if (ahead := number_of(month.removeprefix("-"))) is not None and len(month) < 5:
        ahead = -ahead if month.startswith("-") else ahead
        on = _moved(today.replace(day=1), ahead) if ahead else today
    around = given.get("around", "").upper() or "WORLD"
    without = given.get("without", "")
    show = given.get("show", "")
    segment = given["segment"] if "segment" in given else queries.usual_segment(request.actor, on=on)
    return Asked(
        on, around, given.get("line", ""), segment,
        number_of(without) or 0,
        show if show in SHOWN else "granted" if around == "WORLD" else "all",
    )  # fmt: skip


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 1900 <= found.year <= 2200 else None


def _moved(first: date, months: int) -> date:
    index = min(max(first.year * 12 + first.month - 1 + months, 1900 * 12), 2200 * 12)
    return date(index // 12, index % 12 + 1, 1)


def _told(coverage: Coverage) -> Any:
    def told(cell: Cell) -> str:
        if cell.only is not None and cell.only in coverage.names:
            name = coverage.names[cell.only][1]
            return f"{name}{' (in part)' if not cell.whole else ''}"
        if not cell.partners:
            return ""
        if not cell.whole:
            return f"{cell.part} partners, each in part"
        part = f", {cell.part} in part" if cell.part else ""
        return f"{cell.partners} partners{part}"

    return told


def _into(coverage: Coverage, asked: Asked, code: str) -> str:
    """Where a place leads: into a country, or to the grants that hold a subdivision."""
    spot = next((one for one in coverage.spots if one.code == code), None)
    if spot is not None and spot.is_open and asked.around == "WORLD":
        return asked.address(around=code, show="")
    return _grants(asked, code, asked.line)


def _grants(asked: Asked, code: str, line: str) -> str:
    said = {"place": code, "line": line, "on": asked.on.isoformat(), "segment": asked.segment}
    return f"{_serve()}?{urlencode({name: value for name, value in said.items() if value})}"


@functools.cache
def _serve() -> str:
    return reverse("staff:serve")


def _counts(coverage: Coverage, line: str) -> list[tuple[str, str, int, str]]:
    counts = coverage.states(line)
    return [(state, title, counts.get(state, 0), MEANINGS[state]) for state, title in STATES.items()]


def _lines(coverage: Coverage, asked: Asked, told: Any) -> tuple[Line, ...]:
    found = []
    for spot in coverage.spots:
        cells = [coverage.cell(spot.code, column.code) for column in coverage.columns]
        wanted = {
            "granted": any(cell.partners for cell in cells),
            "gap": any(cell.state == "gap" for cell in cells),
            "alone": any(cell.is_alone for cell in cells),
            "several": any(cell.state == "several" or cell.part > 1 for cell in cells),
            "all": True,
        }[asked.show]
        if wanted:
            squares = tuple(
                Square(cell.state, STATES[cell.state], told(cell), _grants(asked, spot.code, column.code))
                for cell, column in zip(cells, coverage.columns, strict=True)
            )
            found.append(Line(spot.name, _into(coverage, asked, spot.code), squares))
    return tuple(found)


def _countries(around: str) -> list[world.Country]:
    return sorted((one for one in world.countries().values()), key=lambda one: one.name)


def _slider(request: Request, asked: Asked, reach: queries.Reach) -> dict[str, Any]:
    today = today_of(request).replace(day=1)

    def months(day: date) -> int:
        return (day.year - today.year) * 12 + day.month - today.month

    low = min(-MONTHS_BACK, months(reach.first)) if reach.first else -MONTHS_BACK
    high = max(MONTHS_ON, months(reach.last) + 1) if reach.last else MONTHS_ON
    low, high = max(low, -120), min(high, 120)
    at = min(max(months(asked.on), low), high)
    return {"low": low, "high": high, "at": at, "first": _moved(today, low), "last": _moved(today, high)}
