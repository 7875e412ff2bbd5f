"""Files that came late: calculate only what they touch, and carry the other payouts over from the run before.

A run may begin where the one before it ended if nothing but sales files came since: the same day, the same published
versions, the same partners, products, rates and deals, and every file that was read then is still in force. Then the
new files alone are read and put together with what was kept of the others (`engine.backends.local.late`). Whoever is
concerned is calculated again; what everybody else earns is what the run before calculated.

Where that cannot be done (a mechanic that compares lines with each other, a line outside the known periods, nothing
kept) all lines are read, and the run says why.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db import connection

from fairway import __version__
from fairway.engine.backends.engines import LOCAL
from fairway.engine.backends.local import NotGrouped, Opened, late
from fairway.engine.inputs import Scan
from fairway.engine.payout import Payout
from fairway.engine.programme import Programme
from fairway.incentives.models import Run
from fairway.incentives.queries import inputs
from fairway.incentives.queries.trials import store
from fairway.incentives.rules.periods import Applying, Segment
from fairway.kit.access import Actor
from fairway.values import Period

Whom = Mapping[int, Mapping[str, Sequence[str] | None]]
"""By version and incentive, the partners who are calculated again; None is everybody."""


@dataclass(frozen=True, slots=True)
class Base:
    """The run that is carried on, and the files that came since."""

    run_id: int
    fingerprint: str
    segments: Sequence[Mapping[str, Any]]
    file_ids: tuple[int, ...]
    scan: Scan


@dataclass(frozen=True, slots=True)
class Carried:
    """What was calculated again after late files, and for whom; the rest is carried over from the run ``base``."""

    base: Base
    cut: tuple[Segment, ...]
    payouts: tuple[tuple[int, Payout], ...]
    whom: Whom
    read: int

    @property
    def partners(self) -> tuple[int, ...] | None:
        """Everybody who is calculated again in some incentive; None is all partners."""
        named = [own for by_incentive in self.whom.values() for own in by_incentive.values()]
        if any(own is None for own in named):
            return None
        return tuple(sorted({int(one) for own in named for one in own or () if one.isdigit()}))

    def concerns(self, version_id: int | None, incentive: str, partner: str) -> bool:
        """Whether a payout is calculated again."""
        own = self.whom.get(version_id or 0, {}).get(incentive, ())
        return own is None or partner in own


class ReadAll(Exception):
    """All lines have to be read, and why."""


def kept_of(published: Sequence[Applying], tables: str) -> dict[str, Any]:
    """What a run notes down beside its files, so that the next one can tell whether it may be carried on."""
    applying = [[one.version_id, None if one.applies_from is None else str(one.applies_from)] for one in published]
    return {"tables": tables, "published": applying, "release": __version__}


def base_of(worker: Actor, last: Run | None, as_of: date, kept: Mapping[str, Any]) -> Base:
    """Whether the last run that succeeded can be carried on with the files that came since.

    :raises ReadAll: it cannot.
    """
    if settings.FAIRWAY.engine != LOCAL:
        raise ReadAll("A cluster reads all lines.")
    if last is None:
        raise ReadAll("It is the first.")
    before = last.pinned
    if last.as_of != as_of:
        raise ReadAll(f"The last run counted until {last.as_of}.")
    for name, said in (("release", "Fairway itself"), ("published", "A published version"),
                       ("tables", "A partner, a product, a rate or a deal")):  # fmt: skip
        if before.get(name) != kept[name]:
            raise ReadAll(f"{said} changed since the last run.")
    if before.get("credits", "") != kept.get("credits", ""):
        raise ReadAll("What partners share the credit for changed since the last run.")
    if not set(before.get("files", [])) <= set(kept["files"]):
        raise ReadAll("Files that the last run read were replaced.")
    fresh = tuple(sorted(set(kept["files"]) - set(before.get("files", []))))
    if not fresh:
        raise ReadAll("No file came since the last run.")
    return Base(last.pk, before["inputs"], last.segments, fresh, inputs.pinned_again(worker, fresh))


def carry_on(base: Base, programmes: Mapping[int, Programme], as_of: date, fingerprint: str) -> Carried:
    """Calculate what the new files touch, and keep what they were put together to as ``fingerprint``.

    :raises ReadAll: it cannot be done without all lines.
    :raises InputProblem: a new line cannot be calculated with.
    """
    cut: list[Segment] = []
    found: list[tuple[int, Payout]] = []
    whom: dict[int, Mapping[str, Sequence[str] | None]] = {}
    every = [period for one in base.segments for period in _periods(one, programmes)]
    taken: list[tuple[Opened, late.Late]] = []
    read = 0
    for said in base.segments:
        version_id, periods = int(said["version"]), _periods(said, programmes)
        programme = programmes[version_id]
        opened = store().find(programme, base.fingerprint, periods=periods, as_of=as_of, alone=True)
        if opened is None or opened.first is None:
            raise ReadAll("What was made of the lines before is not kept.")
        known = min(every[0].start, programme.calendar.fiscal.period_of(opened.first).start), every[-1].end
        try:
            more = late.take_in(opened.grouped, opened.plan, base.scan, opened.first, known)
            with late.calculate(opened.grouped, opened.plan, more, opened.shown) as result:
                found += [(version_id, payout) for payout in result.payouts()]
        except NotGrouped as problem:
            raise ReadAll(str(problem)) from problem
        cut.append(Segment(version_id, periods))
        whom[version_id], read = more.whom, more.read
        taken.append((opened, more))
    if not cut:
        raise ReadAll("No line was there before.")
    for opened, more in taken:
        store().extend(opened, more, fingerprint)
    return Carried(base, tuple(cut), tuple(found), whom, read)


def _periods(said: Mapping[str, Any], programmes: Mapping[int, Programme]) -> tuple[Period, ...]:
    calendar = programmes[int(said["version"])].calendar.fiscal
    return tuple(calendar.parse(label) for label in said["periods"])


def carry_over(run_id: int, carried: Carried, columns: Sequence[str]) -> int:
    """Write the payouts that stay as they are into a run, in the open transaction; answers how many."""
    again = [
        (version_id, incentive, int(partner) if partner is not None else None)
        for version_id, by_incentive in carried.whom.items()
        for incentive, own in by_incentive.items()
        for partner in ([None] if own is None else [one for one in own if one.isdigit()])
    ]
    stay = ", ".join(name for name in columns if name != "run_id")
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO incentives_payout (run_id, {stay}) SELECT %s, {stay} FROM incentives_payout AS before"  # noqa: S608
            " WHERE run_id = %s AND NOT EXISTS (SELECT FROM unnest(%s::bigint[], %s::text[], %s::bigint[])"
            " AS again (version_id, incentive, partner_id) WHERE again.version_id = before.version_id"
            " AND again.incentive = before.incentive"
            " AND (again.partner_id IS NULL OR again.partner_id = before.partner_id)) ORDER BY id",
            [run_id, carried.base.run_id, *([row[place] for row in again] for place in range(3))],
        )
        return int(cursor.rowcount)
