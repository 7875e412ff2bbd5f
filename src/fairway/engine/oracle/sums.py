"""What lines bring together: every sum and every count, of one partner (or person), over a window."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from fairway.engine.oracle.customers import first_orders
from fairway.engine.oracle.facts import Facts
from fairway.engine.oracle.lines import Role, left_out_on, line_day, line_measure, quantity, within
from fairway.engine.oracle.rows import Row, text
from fairway.engine.programme import IDS, Incentive, Measure, MeasureKind, Payee
from fairway.values import Exact, Period, exact, plus


class Owner(NamedTuple):
    """Whose lines are added up: a partner, or one person of a partner."""

    partner: str
    person: str = ""


class Counted(NamedTuple):
    """A line that counts, and the day it counts on."""

    line: Row
    on: date


def total(parts: Iterable[Exact | None]) -> Exact | None:
    """Add up what is there; nothing at all is `None` and not 0."""
    found: Exact | None = None
    for part in parts:
        if part is not None:
            found = part if found is None else plus(found, part)
    return found


def brought(
    facts: Facts, incentive: Incentive, measure: Measure, lines: Sequence[Row], role: Role = Role.COUNTED
) -> list[Exact]:
    """What each of the counted lines of one window brings; together they come to the measure.

    An id of which more was bought than returned is brought, once, by the first of its lines.
    """
    if measure.kind is MeasureKind.NEW_CUSTOMERS:
        new = first_orders(facts, incentive, measure, role)
        return [exact(1) if id(line) in new else exact(0) for line in lines]
    if measure.kind not in IDS:
        return [line_measure(facts, measure, line, incentive) for line in lines]
    ids = [text(line, IDS[measure.kind]) for line in lines]
    net: dict[str | None, Exact] = {}
    for name, line in zip(ids, lines, strict=True):
        net[name] = plus(net.get(name, exact(0)), quantity(facts, line))
    first = {name: place for place, name in reversed(list(enumerate(ids)))}
    return [exact(1) if net[name] > 0 and first[name] == place else exact(0) for place, name in enumerate(ids)]


@dataclass
class Sums:
    """The lines of all partners, each asked once for each measure."""

    facts: Facts
    _counted: dict[Hashable, dict[Owner, list[Counted]]] = field(default_factory=dict)
    _reasons: dict[Hashable, dict[int, str]] = field(default_factory=dict)
    _parts: dict[Hashable, list[Exact]] = field(default_factory=dict)

    def counted(self, incentive: Incentive, measure: Measure, role: Role = Role.COUNTED) -> dict[Owner, list[Counted]]:
        """All lines that count for a measure in their own periods, by owner."""
        key = (incentive.id, measure.by_period, role)
        if key not in self._counted:
            found: dict[Owner, list[Counted]] = {}
            reasons = self._reasons[key] = {}
            for line in self.facts.lines:
                on = line_day(self.facts, line, incentive)
                reason = left_out_on(self.facts, incentive, measure, line, on, role)
                if on is None or reason is not None:
                    reasons[id(line)] = reason or "outside_period"
                else:
                    person = text(line, "person") or "" if incentive.payee is Payee.PERSON else ""
                    owner = Owner(text(line, "partner_id") or "", person)
                    found.setdefault(owner, []).append(Counted(line, on))
            self._counted[key] = found
        return self._counted[key]

    def reasons(self, incentive: Incentive, measure: Measure) -> Mapping[int, str]:
        """Why lines do not count for a measure in their own periods, by their identity in memory."""
        self.counted(incentive, measure)
        return self._reasons[incentive.id, measure.by_period, Role.COUNTED]

    def lines(
        self, incentive: Incentive, measure: Measure, owner: Owner, period: Period, role: Role = Role.COUNTED
    ) -> list[Counted]:
        """The counted lines of an owner in the window that ends with a period."""
        own = self.counted(incentive, measure, role).get(owner, [])
        return [one for one in own if within(self.facts, measure, period, one.on)]

    def parts(
        self, incentive: Incentive, measure: Measure, owner: Owner, period: Period, role: Role = Role.COUNTED
    ) -> list[Exact]:
        """What each of these lines brings."""
        key = (incentive.id, measure, owner, period, role)
        if key not in self._parts:
            lines = [one.line for one in self.lines(incentive, measure, owner, period, role)]
            self._parts[key] = brought(self.facts, incentive, measure, lines, role)
        return self._parts[key]

    def total(
        self,
        incentive: Incentive,
        measure: Measure,
        owners: Iterable[Owner],
        period: Period,
        role: Role = Role.COUNTED,
    ) -> Exact | None:
        """What the owners' lines come to together; `None` where no line counted."""
        return total(total(self.parts(incentive, measure, owner, period, role)) for owner in owners)
