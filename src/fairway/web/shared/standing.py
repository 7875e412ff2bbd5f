"""Live standing as both workspaces show it: a ladder of levels, the needs of the next, what could be lost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from fairway.performance.queries import LevelView, Need, StandingView
from fairway.values import Exact, exact
from fairway.web.shared import charts
from fairway.web.shared.components import Step
from fairway.web.shared.display import day_text

HUNDRED = exact(100)


@dataclass(frozen=True)
class NeedRow:
    """One requirement with its bar."""

    need: Need
    bar: str


@dataclass(frozen=True)
class Ladder:
    """One standing as a page shows it."""

    view: StandingView
    steps: tuple[Step, ...]
    next_needs: tuple[NeedRow, ...]
    keep_needs: tuple[NeedRow, ...]
    history: charts.Figure | None

    @property
    def coming_note(self) -> str:
        """From when other rules hold, and for whom the former ones go on."""
        rules = self.view.coming
        if rules is None:
            return ""
        said = f"Reviews from {day_text(rules.since)} on go by them; what stands below goes by the rules of today."
        if rules.kept_until is not None:
            said += f" Who still meets those of today keeps the level until {day_text(rules.kept_until)}."
        return said

    @property
    def next_note(self) -> str:
        """By when what is missing counts, and what the next level brings."""
        one = self.view
        if one.next is None:
            return ""
        said = "By invitation only. " if one.next.uninvited else ""
        if one.reach_by is None:
            said += "Promotion is possible at any time."
        elif one.next.reached:
            said += f"All of it is met; the review after {day_text(one.reach_by)} looks at it."
        else:
            said += f"Counts for the next promotion if it is there by {day_text(one.reach_by)}."
        return f"{said} It brings: {'; '.join(one.gains)}." if one.gains else said

    @property
    def keep_note(self) -> str:
        """When the level is looked at again, and what a fall would take away."""
        one = self.view
        said = f"As the review after {day_text(one.keep_by)} would see it if nothing more came."
        return f"{said} A fall would take away: {'; '.join(one.loses)}." if one.loses else said


def ladders(views: Iterable[StandingView]) -> tuple[Ladder, ...]:
    """Every standing of a partner, ready to be shown."""
    return tuple(ladder(view) for view in views)


def ladder(view: StandingView) -> Ladder:
    """One standing, ready to be shown."""
    names = [level.id for level in view.levels]
    here = names.index(view.level) if view.level in names else -1
    steps = tuple(
        Step(
            level.title,
            "".join(level.brings[:1]),
            reached=place <= here,
            current=place == here,
            note="reached" if level.reached and place > here else "by invitation" if level.uninvited else "",
        )
        for place, level in enumerate(view.levels)
    )
    return Ladder(view, steps, needs(view.next), needs(view.keeps), _history(view.ranks, view.levels))


def needs(level: LevelView | None) -> tuple[NeedRow, ...]:
    """The requirements of a level with their bars, the missing ones first."""
    if level is None:
        return ()
    ordered = sorted(level.needs, key=lambda need: (need.path, need.met))
    return tuple(NeedRow(need, _bar(need.share, f"{need.title}: {need.value}, {need.needed}")) for need in ordered)


def _bar(share: Exact, name: str) -> str:
    return charts.share_bar(share.scaleb(2), of=HUNDRED, name=name)


def _history(ranks: Sequence[tuple[date, int]], levels: Sequence[LevelView]) -> charts.Figure | None:
    known = [(day, rank) for day, rank in ranks if rank]
    if len(known) < 2:
        return None
    points = [charts.Point(f"{day:%Y-%m}", rank) for day, rank in known]
    return charts.lines(points, title="Level by month", label_head="Month", value_head="Place",
                        steps=[level.title for level in levels])  # fmt: skip
