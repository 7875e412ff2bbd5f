"""Beside the sums: baselines, targets and certificates; over pools, where partners are pooled; then the values."""

# ruff: noqa: S608 — writing SQL is what a plan does; every value goes through the dialect
from dataclasses import dataclass

from fairway.engine import dialect
from fairway.engine.plan.pools import Pools
from fairway.engine.plan.relations import Relation
from fairway.engine.plan.sums import Sums
from fairway.engine.programme import NoHistory


@dataclass
class Compared:
    """Builds `certified_…`, `compared_…` or `pooled_…`, and `asked_…`, each where it is needed."""

    sums: Sums

    def __post_init__(self) -> None:
        self.shape, self.slots = self.sums.shape, self.sums.slots
        self.looked_up = [column for slot in self.slots for column in slot.looked_up]
        self.pool = self.shape.incentive.pool
        self.plain = all(slot.plain for slot in self.slots)

    @property
    def name(self) -> str:
        """The relation that holds the qualifier and the gates of every payout."""
        return self.shape.named("asked") if not self.plain else self._before

    @property
    def _before(self) -> str:
        if self.pool is not None:
            return self.shape.named("pooled")
        return self.shape.named("compared") if self.looked_up else self.sums.name

    def relations(self) -> list[Relation]:
        """The relations in order."""
        found = [self._certified(place, course) for place, course in enumerate(self._courses, 1)]
        if self.pool is not None:
            found.append(self._pooled())
        elif self.looked_up:
            found.append(self._compared())
        return found if self.plain else [*found, self._asked()]

    @property
    def unrated(self) -> list[str]:
        """The relations whose column `unrated` counts lines without a rate."""
        unrated = self.sums.unrated
        return [self.shape.named("pooled")] if unrated and self.pool is not None else unrated

    @property
    def _id(self) -> str:
        return self.shape.incentive.id

    @property
    def _courses(self) -> list[str]:
        return list(dict.fromkeys(slot.people[1] for slot in self.slots if slot.people is not None))

    def _certified(self, place: int, course: str) -> Relation:
        grain = self.shape.grain
        last = "q.ends - 1"
        if grain.as_of is not None:
            last = f"least({last}, {dialect.day(grain.as_of)})"
        sql = (
            "SELECT t.partner_id, q.period_no, count(DISTINCT t.person) AS people\nFROM certificates AS t\n"
            f"JOIN periods AS q ON coalesce(t.valid_from <= {last}, TRUE) AND coalesce({last} < t.valid_until, TRUE)\n"
            f"WHERE t.course = {dialect.text(course)}\nGROUP BY t.partner_id, q.period_no"
        )
        says = f"{self._id}: how many people are certified for {course} on each period's last day."
        return Relation(self.shape.named(f"certified_{place}"), says, sql)

    def _compared(self) -> Relation:
        shape, own = self.shape, ["g.*"]
        joins = ["JOIN periods AS q ON q.period_no = g.period_no"]
        if self.sums.baselines:
            joins.append(f"LEFT JOIN {shape.named('baselines')} AS b ON {shape.same('b', 'g')}")
            own += [f"b.{column}" for column, _ in self.sums.baselines]
        names = dict.fromkeys(target for slot in self.slots for _, target in slot.targets)
        aliases = {target: f"t{place}" for place, target in enumerate(names, 1)}
        for target, alias in aliases.items():
            joins.append(
                f"LEFT JOIN targets AS {alias} ON {alias}.partner_id = g.partner_id AND {alias}.period = q.period"
                f" AND {alias}.target = {dialect.text(target)}"
            )
        for slot in self.slots:
            own += [
                f"{dialect.cast(f'{aliases[target]}.amount', shape.measure)} AS {column}"
                for column, target in slot.targets
            ]
        for place, course in enumerate(self._courses, 1):
            certified = f"LEFT JOIN {shape.named(f'certified_{place}')} AS c{place}"
            joins.append(f"{certified} ON c{place}.partner_id = g.partner_id AND c{place}.period_no = g.period_no")
            own += [f"c{place}.people AS {s.people[0]}" for s in self.slots if s.people and s.people[1] == course]
        sql = "SELECT " + ", ".join(own) + f"\nFROM {self.sums.name} AS g\n" + "\n".join(joins)
        return Relation(shape.named("compared"), f"{self._id}: beside it, what it is compared with.", sql)

    def _asked(self) -> Relation:
        """Work the values out: first what growth is measured against, then every ratio."""
        source = f"{self._before} AS a"
        baselines = [sql for slot in self.slots for sql in slot.baselines()]
        if baselines:
            source = "(\n  SELECT g.*,\n    " + ",\n    ".join(baselines) + f"\n  FROM {self._before} AS g\n) AS a"
        values = [sql for slot in self.slots for sql in slot.values()]
        sql = "SELECT a.*,\n  " + ",\n  ".join(values) + f"\nFROM {source}"
        return Relation(self.shape.named("asked"), f"{self._id}: the values that are compared with bounds.", sql)

    # Pools

    def _pooled(self) -> Relation:
        """Add up over pools what every partner has: sums, baselines, targets and certified people."""
        shape, sums = self.shape, self.sums
        summed = ["measure", *(column for column, _ in sums.columns)]
        lost = {"unrated": "u.unrated"} if sums.name in sums.unrated else {}
        rows = [self._row(sums.name, {**{column: f"u.{column}" for column in summed}, **lost})]
        if sums.baselines:
            held = {column: f"u.{column}" for column, _ in sums.baselines}
            rows.append(self._row(shape.named("baselines"), {**held, "unrated": "u.unrated"}))
        for slot in self.slots:
            for column, target in slot.targets:
                source = (
                    f"(SELECT t.partner_id, q.period_no, t.amount FROM targets AS t JOIN periods AS q"
                    f" ON q.period = t.period WHERE t.target = {dialect.text(target)})"
                )
                rows.append(self._row(source, {column: "u.amount"}))
        for place, course in enumerate(self._courses, 1):
            held = {s.people[0]: "u.people" for s in self.slots if s.people and s.people[1] == course}
            rows.append(self._row(shape.named(f"certified_{place}"), held))
        columns = [*summed, *self.looked_up]
        totals = ",\n    ".join(f"{dialect.cast(f'sum(u.{column})', shape.measure)} AS {column}" for column in columns)
        others = ", ".join(f"o.{column}" for column in columns if column != "measure")
        pools = Pools.named(self.pool.column) if self.pool is not None else ""
        turn = ""
        if any(getattr(slot.asked, "without_history", None) is NoHistory.PEERS for slot in self.slots):
            turn = ",\n  row_number() OVER (PARTITION BY p.pool, v.period_no ORDER BY v.partner_id) AS pool_turn"
        sql = (
            "WITH of_partners AS (\n" + "\nUNION ALL\n".join(rows) + "\n), of_pools AS (\n"
            f"  SELECT p.pool, u.period_no,\n    {totals},\n    CAST(sum(u.unrated) AS BIGINT) AS unrated\n"
            "  FROM of_partners AS u\n"
            f"  JOIN {pools} AS p ON p.partner_id = u.partner_id AND p.period_no = u.period_no\n"
            "  GROUP BY p.pool, u.period_no\n)\n"
            "SELECT v.partner_id, v.period_no, p.pool, v.measure, v.measure_lines, v.qualifier_lines,\n"
            f"  o.measure AS pool_measure{', ' + others if others else ''}, o.unrated{turn}\n"
            f"FROM {sums.name} AS v\n"
            f"JOIN {pools} AS p ON p.partner_id = v.partner_id AND p.period_no = v.period_no\n"
            "JOIN of_pools AS o ON o.pool = p.pool AND o.period_no = v.period_no\n"
            "WHERE v.measure_lines > 0 OR v.qualifier_lines > 0"
        )
        return Relation(shape.named("pooled"), f"{self._id}: every partner's measure, and all of its pool's.", sql)

    def _row(self, source: str, held: dict[str, str]) -> str:
        columns = ["measure", *(column for column, _ in self.sums.columns), *self.looked_up]
        kind = self.shape.measure
        values = ", ".join(f"{dialect.cast(held.get(column, 'NULL'), kind)} AS {column}" for column in columns)
        return f"  SELECT u.partner_id, u.period_no, {values}, {held.get('unrated', '0')} AS unrated FROM {source} AS u"
