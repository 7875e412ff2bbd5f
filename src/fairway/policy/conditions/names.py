"""Looks the names of a condition up, gives each its type, and collects what is wrong with names and types."""

from __future__ import annotations

from dataclasses import dataclass, field

from fairway.policy.conditions.columns import Columns
from fairway.policy.conditions.tree import Column, Constant, Operand, Operator, Source, ValueType
from fairway.policy.problems import listed, nearest

KIND_NAMES = {
    ValueType.TEXT: "text",
    ValueType.NUMBER: "a number",
    ValueType.DATE: "a date",
    ValueType.BOOLEAN: "true or false",
}
EXAMPLES = {
    ValueType.TEXT: "'Bikes'",
    ValueType.NUMBER: "100",
    ValueType.DATE: "2025-01-31",
    ValueType.BOOLEAN: "true",
}
OWNERS = {Source.LINE: "sales lines", Source.PRODUCT: "products", Source.PARTNER: "partners"}


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong at ``offset`` (from 0) of a condition. A doubt does not stop it from being used."""

    offset: int
    message: str
    hint: str
    doubt: bool = False


@dataclass(frozen=True, slots=True)
class Name:
    """A column as written, before its type is known."""

    source: Source
    text: str
    offset: int
    quoted: bool = False


@dataclass
class Names:
    """The names met so far in one condition. A column not known beforehand is what it is first compared with."""

    columns: Columns
    faults: list[Fault] = field(default_factory=list)
    inferred: dict[tuple[Source, str], ValueType] = field(default_factory=dict)

    def known(self, name: Name) -> ValueType | None:
        """Tell the type of a name if anything is known of it."""
        return self.columns.of(name.source).get(name.text) or self.inferred.get((name.source, name.text))

    def resolved(self, name: Name, wanted: ValueType) -> Column:
        """Make the name a column; ``wanted`` is its type when nothing else is known of it."""
        kind = self.known(name)
        if kind is None:
            self._unknown(name)
            kind = self.inferred[name.source, name.text] = wanted
        return Column(name.source, name.text, kind, name.offset + 1)

    def flag(self, name: Name) -> Column:
        """Make the name a column that stands alone."""
        self.not_several(name)
        column = self.resolved(name, ValueType.BOOLEAN)
        if column.type is not ValueType.BOOLEAN:
            hint = f"Compare it: {name_of(column)} = {EXAMPLES[column.type]}."
            self.fault(name.offset, f"{name_of(column)} is {KIND_NAMES[column.type]}, not a condition by itself.", hint)
        return column

    def pair(self, left: Name, right: Name, offset: int) -> tuple[Column, Column]:
        """Make both sides of a comparison columns of one type."""
        self.not_several(left)
        self.not_several(right)
        if self.known(right) is None and not right.quoted and right.source is Source.LINE:
            self.fault(
                right.offset,
                f"'{right.text}' stands here without quotes, so it would be read as a column.",
                f"Write '{right.text}' in quotes if it is a text; for a column of your file write `{right.text}`.",
            )
        wanted = self.known(left) or self.known(right) or ValueType.TEXT
        first, second = self.resolved(left, wanted), self.resolved(right, wanted)
        if first.type is not second.type:
            self.fault(
                offset,
                f"{name_of(first)} is {KIND_NAMES[first.type]} and {name_of(second)} is {KIND_NAMES[second.type]}; "
                "they do not compare.",
                "Compare columns of one kind.",
            )
        return first, second

    def ordered(self, first: Operand, second: Operand, operator: Operator, offset: int) -> None:
        """Refuse greater and less where there is no order."""
        if operator in {Operator.EQUAL, Operator.NOT_EQUAL} or second.type is not first.type:
            return
        if isinstance(first, Column) and first.type in {ValueType.TEXT, ValueType.BOOLEAN}:
            message = f"{name_of(first)} is {KIND_NAMES[first.type]}; '{operator}' goes with numbers and dates."
            self.fault(offset, message, "Use = or in; write a number without quotes.")

    def not_several(self, name: Name) -> None:
        """Refuse to compare what has several values."""
        if name.source is Source.PARTNER and name.text == "type":
            hint = "Write eligible: {types: [distributor]} in the incentive, or members: {types: […]}."
            self.fault(name.offset, "A partner can have several types; one comparison cannot ask.", hint)

    def same_type(self, column: Column, value: Constant) -> None:
        """Refuse a value of another type than the column's."""
        if value.type is column.type:
            return
        hint = f"Write {name_of(column)} = {EXAMPLES[column.type]}."
        if column.type is ValueType.TEXT and value.type in {ValueType.NUMBER, ValueType.DATE}:
            hint = "Put quotes around the value: ids and codes are text."
        elif value.type is ValueType.TEXT and column.type in {ValueType.NUMBER, ValueType.DATE}:
            hint = f"Write it without quotes, such as {EXAMPLES[column.type]}."
        message = f"{name_of(column)} is {KIND_NAMES[column.type]} and cannot equal {KIND_NAMES[value.type]}."
        self.fault(value.at - 1, message, hint)

    def fault(self, offset: int, message: str, hint: str, doubt: bool = False) -> None:
        """Note what is wrong."""
        self.faults.append(Fault(offset, message, hint, doubt))

    def _unknown(self, name: Name) -> None:
        known = list(self.columns.of(name.source))
        owner = OWNERS[name.source]
        meant = nearest(name.text, known)
        if name.source is Source.LINE and not name.quoted:
            for other in (Source.PRODUCT, Source.PARTNER):
                if name.text in self.columns.of(other):
                    meant = f"{other}.{name.text}"
                    break
        if self.columns.complete:
            hint = f"Did you mean '{meant}'?" if meant else f"There are {listed(known[:20], 'and')}."
            self.fault(name.offset, f"There is no column '{name.text}' in the {owner}.", hint)
        elif meant and not name.quoted:
            message = f"'{name.text}' is not one of the standard columns of {owner}."
            hint = f"Did you mean '{meant}'? If your file has this column, write `{name.text}` in backticks."
            self.fault(name.offset, message, hint, doubt=True)


def name_of(column: Column) -> str:
    """Write a column as people do in a condition."""
    return column.name if column.source is Source.LINE else f"{column.source}.{column.name}"
