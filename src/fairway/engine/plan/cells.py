"""The one pass over the lines: exact sums for each partner, span, class and answers to the line conditions."""

# ruff: noqa: S608 — writing SQL is what a plan does; every value goes through the dialect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from fairway.engine.plan.lines import SIGNED, Lines
from fairway.engine.plan.relations import Relation
from fairway.engine.plan.slots import Slot
from fairway.engine.programme import AMOUNTS, MeasureKind
from fairway.policy.conditions import Source


@dataclass
class Cells:
    """Builds `cells` and `measured` of one grain: of partners, or of persons, whose relations end in `_persons`.

    `slots` are sums over lines that count each by itself, and first orders, of which the lines with a customer are
    counted here; `flags` are the conditions of each. `others` are relations that hold what else was measured, with the
    slot's name: a row for each of whom and span.

    Where some measures place returns on the day of the sale they undo and others on their own, `cells` go by their own
    day and tell the returns that move apart; `moved_cells` hold these on the other day.
    """

    lines: Lines
    slots: Mapping[Slot, str]
    flags: Mapping[str, tuple[str, ...]]
    others: Sequence[tuple[Slot, str, str]]
    by_person: bool

    def __post_init__(self) -> None:
        self.kinds = list(dict.fromkeys(slot.measure.kind for slot in self.slots))
        self.customers = MeasureKind.NEW_CUSTOMERS in self.kinds
        self.amounts = [kind for kind in self.kinds if kind in AMOUNTS]
        self.quantity = MeasureKind.QUANTITY in self.kinds
        self.foreign = self.lines.foreign and bool(self.amounts)
        self.in_units = self.lines.in_units and self.quantity
        placed = {slot.by_origin for slot in self.slots}
        self.moves = len(placed) > 1
        self.by_origin = placed == {True}
        asked = [set(self.flags[name]) for name in self.slots.values()]
        predicates = self.lines.predicates
        every = set.intersection(*asked) if asked else set()
        named = {name: sql for sql, name in predicates.lines.items() if any(name in flags for flags in asked)}
        self.shared = {name: sql for name, sql in named.items() if name in every}
        self.keyed = {name: sql for name, sql in named.items() if name not in every}
        self.classed = any(name[0] == "p" for flags in asked for name in flags)
        self.standing = any(name[0] == "s" for flags in asked for name in flags)
        self.reads = predicates.read_by(named)
        self.suffix = "_persons" if self.by_person else ""
        self.keys = ["partner_id", *(["person"] if self.by_person else []), "span_no"]

    @property
    def told_by_line(self) -> str | None:
        """What a line `l` must meet to be in `cells`, where the line alone tells; otherwise `None`."""
        if not self.slots or self.by_person or self.by_origin or self.reads & {Source.PARTNER, Source.PRODUCT, "day"}:
            return None
        if "deals" in self.reads:
            return None
        return " AND ".join(self.shared.values()) or "TRUE"

    def relations(self) -> list[Relation]:
        """The relations in order."""
        if not self.slots:
            return [self._joined("measured", [])] if self.others else []
        wider = (self.foreign and bool(self.amounts)) or self.in_units
        says = "The one pass over the lines: exact sums in the programme's currency, unrounded."
        found = [self._cells("cells", says, wider=wider)]
        if self.moves:
            says = "Returns once more, on the day of the sale they undo."
            found.append(self._cells("moved_cells", says, wider=wider))
        if not self.others:
            return [*found, self._measured("measured")]
        return [*found, self._measured("measured_cells"), self._joined("measured", ["measured_cells"])]

    def _cells(self, name: str, says: str, *, wider: bool) -> Relation:
        moved = name == "moved_cells"
        sql = self._summed(moved=moved)
        wide = self._summed(moved=moved, wide=True) if wider else ""
        return Relation(f"{name}{self.suffix}", says, sql, wide, reads_lines=True, adds=True)

    def _summed(self, *, moved: bool, wide: bool = False) -> str:
        lines = self.lines
        by_origin = self.by_origin or moved
        moves = f"({lines.is_return} AND l.original_on IS NOT NULL)"
        parts = ["l.partner_id", *(["l.person"] if self.by_person else []), "d.span_no"]
        parts += ["c.product_class"] if self.classed else []
        parts += [f"{sql} AS {name}" for name, sql in self.keyed.items()]
        parts += [f"{moves} AS moves"] if self.moves else []
        parts += [f"sum({lines.amount(kind, wide=wide)}) AS {kind.value}" for kind in self.amounts]
        parts += ["count(d.rate) AS rated_lines"] if self.foreign else []
        parts += [f"sum({lines.quantity(wide=wide)}) AS quantity"] if self.quantity else []
        parts += [f"count({lines.factor}) AS told_lines"] if self.in_units else []
        if MeasureKind.LINES in self.kinds:
            parts.append(f"sum({SIGNED.format(kind=lines.predicates.kind)}) AS signed_lines")
        parts += ["count(l.customer_id) AS customer_lines"] if self.customers else []
        conditions = [*lines.known(by_origin=by_origin), *self.shared.values()]
        conditions += ["l.person IS NOT NULL"] if self.by_person else []
        conditions += [moves] if moved else []
        source = lines.source(
            self.reads, by_origin=by_origin, rated=self.foreign, classed=self.classed, units=self.in_units
        )
        every = "\nWHERE " + "\n  AND ".join(conditions) if conditions else ""
        return "SELECT " + ",\n  ".join([*parts, "count(*) AS lines"]) + f"\n{source}{every}\nGROUP BY ALL"

    def _measured(self, name: str) -> Relation:
        parts = [f"k.{key}" for key in self.keys]
        for slot, column in self.slots.items():
            kind, only = slot.measure.kind, self._only(slot, column)
            if slot.new:
                parts.append(f"CAST(sum({only('k.customer_lines')}) AS BIGINT) AS {column}_lines")
                continue
            held = "signed_lines" if kind is MeasureKind.LINES else kind.value
            parts.append(f"sum({only(f'k.{held}')}) AS {column}")
            parts.append(f"CAST(sum({only('k.lines')}) AS BIGINT) AS {column}_lines")
            if self.lines.unrated(slot):
                told = "told_lines" if kind is MeasureKind.QUANTITY else "rated_lines"
                parts.append(f"CAST(sum({only(f'k.lines - k.{told}')}) AS BIGINT) AS {column}_unrated")
        joins = "\nJOIN product_classes AS c ON c.product_class = k.product_class" if self.classed else ""
        if self.standing:
            span = " AND s.span_no = k.span_no" if self.lines.dated else ""
            # a baseline asks for no standing: who has none that day still sold what other measures count
            joins += f"\nLEFT JOIN standings AS s ON s.partner_id = k.partner_id{span}"
        sql = (
            "SELECT " + ",\n  ".join(parts) + f"\nFROM {self._placed()} AS k{joins}\n"
            "GROUP BY " + ", ".join(f"k.{key}" for key in self.keys)
        )
        return replace(self._named(name, sql), sums_by=tuple(self.keys))

    def _placed(self) -> str:
        """The cells, where returns move by both of their days."""
        if not self.moves:
            return f"cells{self.suffix}"
        return (
            f"(SELECT *, TRUE AS by_own, NOT moves AS by_origin FROM cells{self.suffix}\n"
            f"  UNION ALL SELECT *, FALSE AS by_own, TRUE AS by_origin FROM moved_cells{self.suffix})"
        )

    @property
    def counting(self) -> tuple[str, str]:
        """What a cell `k` of class `c` must meet to count for anything at all, and what its class alone must."""
        cells, classes = [], []
        for slot, name in self.slots.items():
            flags = [flag for flag in self.flags[name] if flag not in self.shared]
            of_class = [f"c.{flag}" for flag in flags if flag[0] == "p"]
            parts = [*of_class, *(f"k.{flag}" for flag in flags if flag[0] == "l")]
            parts += ["k.customer_lines > 0"] if slot.new else []
            cells.append(" AND ".join(parts) or "TRUE")
            classes.append(" AND ".join(of_class) or "TRUE")
        return _either(cells), _either(classes)

    def _only(self, slot: Slot, name: str) -> Callable[[str], str]:
        """Write a value of the cells that a slot counts; engines answer this sooner than a filter for each sum."""
        aliases = {"p": "c", "l": "k", "s": "s"}
        parts = [f"{aliases[flag[0]]}.{flag}" for flag in self.flags[name] if flag not in self.shared]
        if self.moves:
            parts.append("k.by_origin" if slot.by_origin else "k.by_own")
        return lambda value: f"CASE WHEN {' AND '.join(parts)} THEN {value} END" if parts else value

    def _joined(self, name: str, first: Sequence[str]) -> Relation:
        """Put beside the sums what was measured in other ways."""
        held = [(f"{one}{self.suffix}", "b") for one in first]
        held += [(relation, f"o{place}") for place, (_, _, relation) in enumerate(self.others, 1)]
        aliases = {column: f"o{place}" for place, (_, column, _) in enumerate(self.others, 1)}
        keys = {key: _first([f"{alias}.{key}" for _, alias in held]) for key in self.keys}
        parts = [f"{sql} AS {key}" for key, sql in keys.items()]
        for slot, column in {**self.slots, **{slot: column for slot, column, _ in self.others}}.items():
            alias = aliases.get(column, "b")
            lines = f"{'b' if slot.new else alias}.{column}_lines"
            total = f"{alias}.{column}"
            if slot.new:
                total = f"CASE WHEN {lines} > 0 THEN coalesce({total}, 0) END"
            parts += [f"{total} AS {column}", f"{lines} AS {column}_lines"]
            if self.lines.unrated(slot):
                parts.append(f"{alias}.{column}_unrated AS {column}_unrated")
        joins = ""
        for place, (relation, alias) in enumerate(held[1:], 1):
            same = (f"{alias}.{key} = {_first([f'{before}.{key}' for _, before in held[:place]])}" for key in self.keys)
            joins += f"\nFULL JOIN {relation} AS {alias} ON {' AND '.join(same)}"
        sql = "SELECT " + ",\n  ".join(parts) + f"\nFROM {held[0][0]} AS {held[0][1]}{joins}"
        return self._named(name, sql)

    def _named(self, name: str, sql: str) -> Relation:
        whom = "person of a partner" if self.by_person else "partner"
        return Relation(f"{name}{self.suffix}", f"Every measure of the programme, for each {whom} and span.", sql)


def _first(values: Sequence[str]) -> str:
    """The first of some values that is there."""
    return values[0] if len(values) == 1 else f"coalesce({', '.join(values)})"


def _either(conditions: Sequence[str]) -> str:
    return "TRUE" if "TRUE" in conditions else " OR ".join(f"({one})" for one in dict.fromkeys(conditions))
