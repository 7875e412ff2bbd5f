"""How incentives go together: in which order they are worked out, which of a set pays, and what a group pays at most.

The order of working out follows `Stack.after` alone; no order in which incentives are written changes an amount.
"""

# ruff: noqa: S608 — writing SQL is what a plan does; every value goes through the dialect
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from fairway.engine import dialect
from fairway.engine.dialect import DecimalType
from fairway.engine.plan.relations import Relation
from fairway.engine.plan.shape import Shape, join_types
from fairway.engine.programme import AMOUNTS, Choosing, Group, Incentive, Programme
from fairway.values import Rate, exact

Choice = tuple[str, str]
"""A set of which one pays: its group and its word."""


def choice(incentive: Incentive) -> Choice | None:
    """The set an incentive is chosen from; none where it pays beside all others."""
    stack = incentive.stack
    return None if stack is None or stack.choosing is None else (stack.group, stack.chosen)


def nodes(programme: Programme) -> list[tuple[Incentive, ...]]:
    """What is worked out together, each after what it waits for: single incentives, and sets of which one pays.

    :raises ValueError: two wait for each other.
    """
    together: dict[object, list[Incentive]] = {}
    for one in programme.incentives:
        together.setdefault(choice(one) or one.id, []).append(one)
    waiting = list(together.values())
    done: set[str] = set()
    ordered: list[tuple[Incentive, ...]] = []
    while waiting:
        ready = next((node for node in waiting if _names(node) <= done), None)
        if ready is None:
            raise ValueError(f"Incentives {', '.join(one.id for one in waiting[0])} wait for each other.")
        waiting.remove(ready)
        done |= {one.id for one in ready}
        ordered.append(tuple(ready))
    return ordered


def _names(node: Sequence[Incentive]) -> set[str]:
    return {name for one in node if one.stack is not None for name in one.stack.after}


def _by_order(incentives: Sequence[Incentive]) -> list[Incentive]:
    return sorted(incentives, key=lambda one: (one.stack.order if one.stack is not None else 0, one.id))


@dataclass
class Stacking:
    """Builds `chosen_…` of sets and `stacked_…` of groups; `sources` says where each incentive's `earned` stands."""

    programme: Programme
    shapes: Mapping[str, Shape]
    sources: dict[str, str] = field(default_factory=dict)

    def groups(self) -> list[tuple[Group, list[Incentive]]]:
        """The groups that pay no more than something together, with their incentives in order."""
        found = []
        for group in self.programme.groups:
            held = [one for one in self.programme.incentives if one.stack is not None and one.stack.group == group.id]
            if held and (group.amount is not None or group.rate is not None):
                found.append((group, _by_order(held)))
        return found

    def capped(self, incentive: Incentive) -> bool:
        """Whether a group of the incentive has a combined cap."""
        return any(incentive in held for _, held in self.groups())

    @property
    def _money(self) -> DecimalType:
        return next(iter(self.shapes.values())).money

    def _rows(self, incentives: Sequence[Incentive]) -> str:
        return "\n  UNION ALL\n".join(
            f"  SELECT {dialect.text(one.id)} AS incentive, {place} AS place, r.partner_id, r.period_no, r.earned"
            f" FROM {self.sources[one.id]} AS r"
            for place, one in enumerate(incentives, 1)
        )

    def choose(self, node: Sequence[Incentive]) -> list[Relation]:
        """Of the incentives of a set, let one pay, and say that the others earn nothing."""
        found = choice(node[0])
        if found is None:
            return []
        group, word = found
        stack = node[0].stack
        best = stack is not None and stack.choosing is Choosing.BEST_OF
        order = "r.earned DESC, r.place" if best else "CASE WHEN r.earned <> 0 THEN 0 ELSE 1 END, r.place"
        zero = dialect.number(exact(0), self._money)
        name = _plain(f"chosen_{group}_{word}")
        sql = (
            f"SELECT r.incentive, r.partner_id, r.period_no, r.pays,\n"
            f"  CASE WHEN r.pays THEN r.earned ELSE {zero} END AS earned\nFROM (\n  SELECT r.*,\n"
            f"    row_number() OVER (PARTITION BY r.partner_id, r.period_no ORDER BY {order}) = 1 AS pays\n"
            f"  FROM (\n{self._rows(_by_order(node))}\n  ) AS r\n) AS r"
        )
        what = "the one that earns most" if best else "the first that earns anything"
        for one in node:
            self.sources[one.id] = self._of(name, one, ", pays")
        listed = ", ".join(one.id for one in _by_order(node))
        return [Relation(name, f"Of {listed}, {what} pays.", sql)]

    def _of(self, relation: str, one: Incentive, more: str = "") -> str:
        return f"(SELECT partner_id, period_no, earned{more} FROM {relation} WHERE incentive = {dialect.text(one.id)})"

    def stack(self, measures: Mapping[str, str]) -> list[Relation]:
        """Cut what the incentives of a group earn together to what it pays at most; the last in are cut first.

        `measures` names, by incentive, the relation that holds its measure.
        """
        return [self._stacked(group, held, measures) for group, held in self.groups()]

    def _stacked(self, group: Group, held: Sequence[Incentive], measures: Mapping[str, str]) -> Relation:
        caps = [] if group.amount is None else [dialect.number(group.amount.amount, self._money)]
        in_money = [one for one in held if one.measure.kind in AMOUNTS]
        joined = ""
        if group.rate is not None and in_money:
            caps.append("s.most")
            joined = (
                f"\n    LEFT JOIN (\n{self._share(group.rate, in_money, measures)}\n    ) AS s"
                " ON s.partner_id = r.partner_id AND s.period_no = r.period_no"
            )
        most = f"least({', '.join(caps)})" if len(caps) > 1 else (*caps, dialect.cast("NULL", self._money))[0]
        window = "OVER (PARTITION BY r.partner_id, r.period_no"
        room = f"r.most - coalesce(sum(CASE WHEN r.earned < 0 THEN r.earned END) {window}), 0)"
        before = (
            f"coalesce(sum(CASE WHEN r.earned > 0 THEN r.earned END) {window} ORDER BY r.place"
            " ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)"
        )
        left = dialect.cast("least(r.earned, greatest(r.room - r.before, 0))", self._money)
        name = _plain(f"stacked_{group.id}")
        sql = (
            f"SELECT r.incentive, r.partner_id, r.period_no,\n"
            f"  CASE WHEN r.earned <= 0 OR r.room IS NULL THEN r.earned ELSE {left} END AS earned\nFROM (\n"
            f"  SELECT r.*,\n    {room} AS room,\n    {before} AS before\n  FROM (\n"
            f"    SELECT r.*, {most} AS most\n    FROM (\n{self._rows(held)}\n    ) AS r{joined}\n  ) AS r\n) AS r"
        )
        for one in held:
            self.sources[one.id] = self._of(name, one)
        says = f"Group {group.id}: what its incentives pay together at most; the last in are cut first."
        return Relation(name, says, sql)

    def _share(self, rate: Rate, in_money: Sequence[Incentive], measures: Mapping[str, str]) -> str:
        """The share of the largest measure in money that a group pays at most."""
        shape = self.shapes[in_money[0].id]
        kind = join_types(*(self.shapes[one.id].measure for one in in_money))
        factor = dialect.holding(rate.value)
        product = DecimalType(dialect.WIDEST, kind.scale + factor.scale)
        share = dialect.cast(f"max(m.measure) * {dialect.number(rate.value, factor)}", product)
        each = "\n      UNION ALL ".join(
            f"SELECT partner_id, period_no, {dialect.cast('measure', kind)} AS measure FROM {measures[one.id]}"
            for one in in_money
        )
        return (
            f"    SELECT m.partner_id, m.period_no, greatest({shape.rounded(share, product)}, 0) AS most\n"
            f"    FROM (\n      {each}\n    ) AS m\n    GROUP BY m.partner_id, m.period_no"
        )


def _plain(name: str) -> str:
    return dialect.name(re.sub(r"[^A-Za-z0-9_]", "_", name))
