"""What is counted and not added up: distinct ids, the first of several lines, first orders, and returns taken back."""

# ruff: noqa: S608 — writing SQL is what a plan does; every value goes through the dialect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fairway.engine import dialect
from fairway.engine.plan.columns import line_columns
from fairway.engine.plan.lines import Lines
from fairway.engine.plan.relations import Relation
from fairway.engine.plan.slots import Slot, Slots
from fairway.engine.programme import IDS, Incentive, MeasureKind, NewCustomer, Span
from fairway.values import Exact, Period

NUMBERED = 38  # digits up to which a text is put in order as a number


@dataclass
class Firsts:
    """Builds the relations of measures that ask more of the lines than sums; each is read by its slot's name.

    `flags` are the conditions of each slot, `eligible` names who takes part in an incentive.
    """

    lines: Lines
    slots: Slots
    flags: Mapping[str, tuple[str, ...]]
    eligible: Mapping[str, str]
    periods: Sequence[Period]

    def __post_init__(self) -> None:
        self.suffixes: dict[Span | None, str] = {}

    def relations(self) -> list[Relation]:
        """The relations in order."""
        slots = [(slot, name) for slot, name in self.slots.names.items() if not slot.plain]
        ordered = any(slot.new or slot.once for slot, _ in slots)
        found = [self._line_ids()] if ordered and self._written_ids else []
        new = [slot.measure.new or NewCustomer() for slot, _ in slots if slot.new]
        for look_back in dict.fromkeys(one.look_back for one in new):
            found += self._first_lines(look_back)
        for slot, name in slots:
            if slot.once:
                found.append(self.once(slot, name, self.slots.askers[name], self.flags[name]))
            if slot.ids:
                found.append(self._ids(slot, name))
            elif slot.new:
                found += self._new(slot, name)
            else:
                found.append(self._added(slot, name))
        return found

    def others(self, *, by_person: bool) -> list[tuple[Slot, str, str]]:
        """The slots that end in `measured` beside the sums, with their names and relations."""
        return [
            (slot, name, f"{'new' if slot.new else 'added'}_{name}")
            for slot, name in self.slots.where(by_person=by_person)
            if not slot.plain and not slot.ids
        ]

    @property
    def _written_ids(self) -> bool:
        return self.lines.columns.lines["line_id"] == "VARCHAR"

    def _line_ids(self) -> Relation:
        number = f"translate(line_id, '0123456789', '') = '' AND length(line_id) <= {NUMBERED}"
        sql = f"SELECT count(*) = count(CASE WHEN {number} THEN 1 END) AS numbered\nFROM lines"
        return Relation("line_ids", "Whether every line_id is a number, to put lines in order.", sql, reads_lines=True)

    @property
    def _order(self) -> tuple[str, str]:
        """How lines of one day are put in order, and what has to be joined for it."""
        if not self._written_ids:
            return "l.line_id", ""
        number = f"CASE WHEN i.numbered THEN lpad(l.line_id, {NUMBERED}, '0') END"
        return f"{number}, l.line_id", "\nCROSS JOIN line_ids AS i"

    def counted(
        self,
        slot: Slot,
        name: str,
        incentive: Incentive,
        flags: Sequence[str],
        more: str = "",
        *,
        rated: bool | None = None,
        units: bool | None = None,
    ) -> str:
        """FROM, JOINs and WHERE over the lines that count for a slot, of several alike only the first."""
        if slot.once:
            more = f"\nJOIN {_once(name)} AS o ON o.line_id = l.line_id{more}"
        eligible, validity = self.eligible[incentive.id], incentive.validity
        return self.lines.counted(slot, flags, eligible, validity, more=more, rated=rated, units=units)

    def once(self, slot: Slot, name: str, incentive: Incentive, flags: Sequence[str]) -> Relation:
        """The lines that count because none before them has the same value."""
        lines, column = self.lines, slot.measure.lines.once_per or ""
        order, join = self._order
        keys = [*lines.keys(slot), "d.span_no"]
        counted = lines.counted(slot, flags, self.eligible[incentive.id], incentive.validity, more=join)

        def written(*, wide: bool) -> str:
            brings = "" if slot.ids else f", {lines.brings(slot, wide=wide)} AS brings"
            return (
                f"SELECT line_id, {', '.join(_names(keys))}{', brings' if brings else ''}\nFROM (\n"
                f"  SELECT l.line_id, {', '.join(keys)}{brings},\n"
                f"    row_number() OVER (PARTITION BY l.{dialect.name(column)}, {lines.predicates.kind}\n"
                f"      ORDER BY d.day, {order}) AS turn\n{counted}\n) AS turns\nWHERE turn = 1"
            )

        says = f"Of the lines that count for {name}, the first with each {column}."
        wide = written(wide=True) if lines.unrated(slot) else ""
        return Relation(_once(name), says, written(wide=False), wide, reads_lines=True)

    def _added(self, slot: Slot, name: str) -> Relation:
        keys = ", ".join([*_names(self.lines.keys(slot)), "span_no"])
        unrated = f", count(*) - count(brings) AS {name}_unrated" if self.lines.unrated(slot) else ""
        sql = (
            f"SELECT {keys}, sum(brings) AS {name}, count(*) AS {name}_lines{unrated}\n"
            f"FROM {_once(name)}\nGROUP BY {keys}"
        )
        return Relation(f"added_{name}", f"What these lines add up to as {name}.", sql)

    def _ids(self, slot: Slot, name: str) -> Relation:
        """How much of each id was bought, less what was returned."""
        lines = self.lines
        source = lines.scoped(slot, self.flags[name])
        if slot.once:
            source = self.counted(slot, name, self.slots.askers[name], self.flags[name])

        def written(*, wide: bool) -> str:
            quantity = lines.quantity(wide=wide)
            unrated = f",\n  count(*) - count({lines.factor}) AS unrated" if lines.unrated(slot) else ""
            return (
                f"SELECT {', '.join(lines.keys(slot))}, d.span_no, l.{IDS[slot.measure.kind]} AS id,\n"
                f"  sum({quantity}) AS quantity, count(*) AS lines{unrated}\n{source}\nGROUP BY ALL"
            )

        says = f"How much of each {IDS[slot.measure.kind]} was bought, for {name}."
        wide = written(wide=True) if lines.in_units else ""
        return Relation(f"ids_{name}", says, written(wide=False), wide, reads_lines=True)

    def _first_lines(self, look_back: Span | None) -> list[Relation]:
        """The first line of each customer, in all data; with a look-back, each first one after a time without."""
        lines = self.lines
        number = len(self.suffixes) + 1
        suffix = f"_{number}" if number > 1 else ""
        self.suffixes[look_back] = suffix
        own = lines.dated_by
        bought = "l.customer_id IS NOT NULL AND l.quantity > 0"
        if lines.as_of is not None:
            bought += f" AND l.{own} <= {dialect.day(lines.as_of)}"
        since = dialect.day(self.periods[0].start)
        if look_back is None:
            says = "The day on which each customer bought first."
            days = (
                f"SELECT l.customer_id, min(l.{own}) AS day\nFROM lines AS l\nWHERE {bought}\n"
                f"GROUP BY l.customer_id\nHAVING min(l.{own}) >= {since}"
            )
        else:
            says = "The days on which a customer bought after a time without."
            days = (
                "SELECT customer_id, day\nFROM (\n"
                "  SELECT customer_id, day, lag(day) OVER (PARTITION BY customer_id ORDER BY day) AS before\n"
                f"  FROM (SELECT DISTINCT l.customer_id, l.{own} AS day FROM lines AS l WHERE {bought}) AS bought\n"
                f") AS turns\nWHERE day >= {since} AND (before IS NULL OR {dialect.later('before', look_back)} <= day)"
            )
        order, join = self._order
        columns = sorted(
            {"customer_id", "line_id", "partner_id", own}
            | {one for slot, _ in self._looking(look_back) for one in self._read(slot)}
        )
        kept = ", ".join(dialect.name(column) for column in columns)
        held = ", ".join(f"l.{dialect.name(column)}" for column in columns)
        first = (
            f"SELECT {kept}\nFROM (\n  SELECT {held},\n"
            f"    row_number() OVER (PARTITION BY l.customer_id, l.{own} ORDER BY {order}) AS turn\n"
            f"  FROM lines AS l\n"
            f"  JOIN first_days{suffix} AS b ON b.customer_id = l.customer_id AND b.day = l.{own}{join}\n"
            "  WHERE l.quantity > 0\n) AS turns\nWHERE turn = 1"
        )
        # over more lines a customer's first line is the first of two, where nobody looks back and numbers say which
        merges = look_back is None and not self._written_ids
        return [
            Relation(f"first_days{suffix}", says, days, reads_lines=True),
            Relation(
                f"first_lines{suffix}", "The line that made it so.", first, reads_lines=True,
                each="customer_id" if merges else "", order=f"{own}, line_id" if merges else "",
            ),
        ]  # fmt: skip

    def _looking(self, look_back: Span | None) -> list[tuple[Slot, str]]:
        return [
            (slot, name)
            for slot, name in self.slots.names.items()
            if slot.new and (slot.measure.new or NewCustomer()).look_back == look_back
        ]

    def _read(self, slot: Slot) -> list[str]:
        """The line columns by which a first line is judged."""
        held = self.lines.columns.lines
        asked = {*line_columns(slot.measure), "product_id", "quantity", "net_amount", "kind", "original_on", "person"}
        if _at_least(slot) is not None:
            asked |= {"currency", "invoice_no"}
        return [column for column in asked if column in held]

    def _new(self, slot: Slot, name: str) -> list[Relation]:
        """How many first orders pass the scope, each where its first line was sold."""
        lines, new, flags = self.lines, slot.measure.new or NewCustomer(), self.flags[name]
        keys = [*lines.keys(slot), "d.span_no"]
        table = f"first_lines{self.suffixes[new.look_back]}"
        says = f"The first orders that count for {name}."
        if new.at_least is None:
            sql = (
                f"SELECT {', '.join(keys)}, count(*) AS {name}\n"
                f"{lines.scoped(slot, flags, table=table, rated=False)}\nGROUP BY ALL"
            )
            return [Relation(f"new_{name}", says, sql)]
        found = [self._began(slot, name, table)]
        source, net, unrated = f"began_{name} AS b", "b.net", "b.unrated"
        if "invoice_no" in lines.columns.lines:
            found.append(self._orders(slot, name))
            source += (
                f"\nLEFT JOIN orders_{name} AS o ON o.partner_id = b.partner_id AND o.invoice_no = b.invoice_no"
                " AND o.period_no = b.period_no"
            )
            net, unrated = (
                f"CASE WHEN b.invoice_no IS NULL THEN b.{one} ELSE o.{one} END" for one in ("net", "unrated")
            )
        reached = f"count(CASE WHEN {net} >= {dialect.number(new.at_least)} THEN 1 END) AS {name}"
        lost = f", sum({unrated}) AS {name}_unrated" if lines.foreign else ""
        own = ", ".join(f"b.{key}" for key in _names(keys))
        sql = f"SELECT {own}, {reached}{lost}\nFROM {source}\nGROUP BY {own}"
        return [*found, Relation(f"new_{name}", says, sql)]

    def _began(self, slot: Slot, name: str, table: str) -> Relation:
        """The first lines in a slot's scope, with their own net amount."""
        lines = self.lines
        order = ", l.invoice_no" if "invoice_no" in lines.columns.lines else ""

        def written(*, wide: bool) -> str:
            return (
                f"SELECT b.*, q.period_no\nFROM (\n  SELECT {', '.join(lines.keys(slot))}, d.span_no{order},"
                f" {self._net(wide=wide)}\n{lines.scoped(slot, self.flags[name], table=table, rated=True)}\n) AS b\n"
                "JOIN spans AS q ON q.span_no = b.span_no"
            )

        says = f"The first lines in the scope of {name}."
        return Relation(f"began_{name}", says, written(wide=False), written(wide=True) if lines.foreign else "")

    def _orders(self, slot: Slot, name: str) -> Relation:
        """What the orders of these lines come to, of the lines that count."""
        more = (
            f"\nJOIN (SELECT DISTINCT partner_id, invoice_no, period_no FROM began_{name}) AS b"
            "\n  ON b.partner_id = l.partner_id AND b.invoice_no = l.invoice_no AND b.period_no = q.period_no"
        )
        counted = self.counted(slot, name, self.slots.askers[name], self.flags[name], more, rated=True)

        def written(*, wide: bool) -> str:
            return (
                "SELECT partner_id, invoice_no, period_no, sum(net) AS net, sum(unrated) AS unrated\nFROM (\n"
                f"  SELECT l.partner_id, l.invoice_no, q.period_no, {self._net(wide=wide)}\n{counted}\n) AS counted\n"
                "GROUP BY partner_id, invoice_no, period_no"
            )

        wide = written(wide=True) if self.lines.foreign else ""
        says = f"What the orders of {name} come to."
        return Relation(f"orders_{name}", says, written(wide=False), wide, reads_lines=True)

    def _net(self, *, wide: bool) -> str:
        net = self.lines.amount(MeasureKind.NET, wide=wide)
        lost = "CASE WHEN d.rate IS NULL THEN 1 ELSE 0 END" if self.lines.foreign else "0"
        return f"{net} AS net, {lost} AS unrated"

    def returned(self, incentive: Incentive, slot: Slot, flags: Sequence[str]) -> list[Relation]:
        """The returns an incentive takes back, by the period of their own day and of the sale they undo."""
        lines, name = self.lines, f"returned_{incentive.id}"
        keys = ", ".join([*lines.keys(slot), "q.period_no"])
        back = f"coalesce(l.original_on, l.{lines.dated_by})" if self.slots.origin else f"l.{lines.dated_by}"
        more = f"\nLEFT JOIN periods AS h ON h.starts <= {back} AND {back} < h.ends"
        counted = self.counted(slot, name, incentive, flags, more)

        def written(*, wide: bool) -> str:
            brings = lines.brings(slot, wide=wide)
            unrated = f",\n  count(*) - count({brings}) AS unrated" if lines.unrated(slot) else ""
            return (
                f"SELECT {keys}, h.period_no AS origin_no,\n  sum({brings}) AS amount, count(*) AS lines{unrated}\n"
                f"{counted}\nGROUP BY ALL"
            )

        says = f"{incentive.id}: returns to be taken back, by the period of the sale they undo."
        wide = written(wide=True) if lines.unrated(slot) else ""
        found = [self.once(slot, name, incentive, flags)] if slot.once else []
        return [*found, Relation(dialect.name(name), says, written(wide=False), wide, reads_lines=True)]


def _once(name: str) -> str:
    return dialect.name(f"once_{name}")


def _at_least(slot: Slot) -> Exact | None:
    return slot.measure.new.at_least if slot.measure.new is not None else None


def _names(columns: Sequence[str]) -> list[str]:
    """Columns without their alias."""
    return [column.partition(".")[2] for column in columns]
