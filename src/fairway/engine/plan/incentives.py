"""From measures to payouts: what one incentive earns, relation after relation."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from fairway.engine import dialect
from fairway.engine.dialect import DecimalType
from fairway.engine.plan.compared import Compared
from fairway.engine.plan.grain import Grain
from fairway.engine.plan.people import People
from fairway.engine.plan.relations import YEAR, Relation
from fairway.engine.plan.shape import Shape, join_types
from fairway.engine.plan.stacking import choice
from fairway.engine.plan.sums import Sums
from fairway.engine.plan.table import Table
from fairway.engine.plan.turns import Turns
from fairway.engine.plan.values import Values
from fairway.engine.programme import Incentive, Payee
from fairway.values import exact


@dataclass(frozen=True)
class Shown:
    """The types of the columns of `payouts`, wide enough for every incentive."""

    qualifier: DecimalType
    rate: DecimalType
    measure: DecimalType
    gates: DecimalType
    goods: DecimalType


@dataclass
class Earned:
    """Builds the relations of one incentive: first what it earns by itself, then what it pays."""

    grain: Grain
    incentive: Incentive

    def __post_init__(self) -> None:
        self.shape = Shape(self.grain, self.incentive)
        self.sums = Sums(self.shape)
        self.compared = Compared(self.sums)
        self.turns = Turns(self.shape, self.grain.windows.get(YEAR, ""))

    @property
    def unrated(self) -> list[str]:
        """The relations whose column `unrated` counts lines without a rate."""
        return self.compared.unrated

    @property
    def table(self) -> str:
        """The relation that holds what the table gives."""
        return self.shape.named("shared" if self.incentive.pool is not None else "rated")

    @property
    def alone(self) -> str:
        """The relation that holds what the incentive earns by itself."""
        return self.shape.named("guaranteed") if self.incentive.limits.guarantee is not None else self.table

    def by_itself(self, reducing: Sequence[str]) -> list[Relation]:
        """The relations up to what the incentive earns by itself; `reducing` is taken off what earns."""
        found = [*self.sums.relations(), *self.compared.relations()]
        found += Table(self.shape, self.compared, reducing).relations()
        return [*found, self.turns.guaranteed(self.table)] if self.incentive.limits.guarantee is not None else found

    def pays(self, earned_in: str, chosen: str) -> list[Relation]:
        """The relations from what the incentive earns beside the others (`earned_in`) to what it pays.

        `chosen` says, of an incentive of a set, whether it is the one that pays.
        """
        limits, found = self.incentive.limits, list[Relation]()
        self.earned_in, self.chosen = earned_in, chosen
        if limits.per_year is not None or limits.lifetime is not None:
            found.append(self.turns.capped(self.earned_in))
            self.earned_in = found[-1].name
        if limits.budget is not None or limits.budget_per_year is not None:
            found += self.turns.budgeted(self.earned_in)
            self.earned_in = found[-1].name
        if self._split:
            found += People(self.shape).relations(self.table, self.earned_in, chosen if self._one_of_a_set else None)
            self.earned_in = found[-1].name
        self.due_in = self.earned_in
        if limits.holdback is not None:
            found.append(self.turns.held(self.earned_in, self.keys))
            self.due_in = found[-1].name
        if limits.minimum_payout is not None:
            found.append(self.turns.carried(self.due_in, self.keys))
        return found

    @property
    def _split(self) -> bool:
        return self.incentive.payee is Payee.SPLITS

    @property
    def _one_of_a_set(self) -> bool:
        return choice(self.incentive) is not None

    @property
    def keys(self) -> tuple[str, ...]:
        """Who is paid."""
        return ("partner_id", "person") if self._split else self.shape.keys

    @cached_property
    def shown(self) -> Shown:
        """The types of the incentive's own columns of `payouts`."""
        gates = self.shape.gates(slot.kind for slot in self.compared.slots[1:])
        rate = People(self.shape).rate if self._split else self.shape.rate
        goods = Values(self.shape).goods_kind if self.shape.free else DecimalType(1, 0)
        return Shown(self.compared.slots[0].kind, rate, self.shape.measure, gates, goods)

    def _as(self, expression: str, own: DecimalType, shown: DecimalType) -> str:
        return expression if own == shown else dialect.cast(expression, shown)

    def payout(self, shown: Shown) -> str:
        """The incentive's rows of `payouts`."""
        own, limits = self.shown, self.incentive.limits
        carried, held = limits.minimum_payout is not None, limits.holdback is not None
        moved = self.earned_in != self.table
        earned = "z.earned" if moved else "x.earned"
        zero = self.shape.zero
        pays, kept, brought = earned, zero, zero
        if held:
            pays, kept, brought = "h.earned", "h.waits", "h.waited"
        if carried:
            pays = "y.amount"
            kept = dialect.cast(f"y.carried_out + {kept}", self.shape.money) if held else "y.carried_out"
            brought = dialect.cast(f"y.carried_in + {brought}", self.shape.money) if held else "y.carried_in"
        person = "z.person" if self._split else f"{'x.person' if 'person' in self.keys else repr('')}"
        goods = dialect.number(exact(0), shown.goods)
        if self.shape.free:
            goods = "CASE WHEN c.pays THEN x.goods ELSE 0 END" if self._one_of_a_set else "x.goods"
            goods = dialect.cast(goods, shown.goods)
        gates = self._as("x.gates", own.gates, shown.gates)
        if own.gates != shown.gates:
            gates = f"CAST(x.gates AS {shown.gates}[])"
        rate = dialect.cast(f"{'z' if self._split else 'x'}.rate", shown.rate)
        parts = [
            f"{self.shape.name} AS incentive",
            "q.period_no",
            "q.period",
            f"{dialect.cast('x.partner_id', 'VARCHAR')} AS partner",
            f"{dialect.cast(person, 'VARCHAR') if person != repr('') else person} AS person",
            f"{dialect.text(self.grain.programme.currency)} AS currency",
            f"{self._as('x.qualifier', own.qualifier, shown.qualifier)} AS qualifier",
            f"{rate} AS rate",
            f"{self._as('x.measure', own.measure, shown.measure)} AS measure",
            f"{pays} AS amount",
            "x.step",
            f"{gates} AS gates",
            "x.gates_met",
            "x.measure_lines AS lines",
            f"{'z' if self._split else 'x'}.calculated",
            f"{earned} AS earned",
            f"{brought} AS carried_in",
            f"{kept} AS carried_out",
            f"{'a' if self.alone != self.table else 'x'}.earned AS alone",
            f"{goods} AS goods",
            f"{'x.exemption' if self.shape.exemptions else repr('')} AS exemption",
        ]
        join = ""
        if self.alone != self.table:
            join += f"\nJOIN {self.alone} AS a ON {self.shape.same('a', 'x')}"
        if self.shape.free and self._one_of_a_set:
            join += f"\nJOIN {self.chosen} AS c ON {self.shape.same('c', 'x')}"
        if moved:
            join += f"\nJOIN {self.earned_in} AS z ON {self.shape.same('z', 'x')}"
        paid = "z" if self._split else "x"
        for relation, alias, needed in (("held", "h", held), ("carried", "y", carried)):
            if needed:
                same = " AND ".join(f"{alias}.{key} = {paid}.{key}" for key in (*self.keys, "period_no"))
                join += f"\nJOIN {self.shape.named(relation)} AS {alias} ON {same}"
        return (
            "SELECT " + ", ".join(parts) + f"\nFROM {self.table} AS x\n"
            f"JOIN periods AS q ON q.period_no = x.period_no{join}"
        )


def shown_of(incentives: Sequence[Earned]) -> Shown:
    """The types of the columns of `payouts`."""
    every = [one.shown for one in incentives]
    return Shown(
        join_types(*(one.qualifier for one in every)),
        join_types(*(one.rate for one in every)),
        join_types(*(one.measure for one in every)),
        join_types(*(one.gates for one in every)),
        join_types(*(one.goods for one in every)),
    )
