"""Reads a condition: text to a checked tree, or faults that say where and what.

    condition  := part ("or" part)*
    part       := factor ("and" factor)*
    factor     := "not" factor | "(" condition ")" | predicate
    predicate  := operand (comparison operand | ["not"] "in" "(" value ("," value)* ")" | "is" ["not"] "missing")?
    operand    := column | value
    column     := name | "product." name | "partner." name      a name of other characters stands in `backticks`
    value      := 'text' | "text" | number | 2025-01-31 | true | false

Names and types are checked on the way, because a predicate knows both its sides. Reading goes on after a fault of
name or type, so all of them are found at once; it stops at the first fault of form.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fairway.policy.conditions.columns import Columns
from fairway.policy.conditions.names import Fault, Name, Names
from fairway.policy.conditions.tree import (
    All,
    Comparison,
    Condition,
    Constant,
    Either,
    Flag,
    Membership,
    Missing,
    Not,
    Operand,
    Operator,
    Source,
    ValueType,
)
from fairway.policy.conditions.words import Word, WordKind, cut
from fairway.values import NotExact, exact

LONGEST = 4000
DEEPEST = 24
FINEST = 8
WIDEST = 18
OPERATORS = {operator.value: operator for operator in Operator} | {"==": Operator.EQUAL, "<>": Operator.NOT_EQUAL}
MIRRORED = {
    Operator.LESS: Operator.GREATER,
    Operator.GREATER: Operator.LESS,
    Operator.LESS_OR_EQUAL: Operator.GREATER_OR_EQUAL,
    Operator.GREATER_OR_EQUAL: Operator.LESS_OR_EQUAL,
}
ELSEWHERE = {
    "like": "Use 'in' with the values written out; patterns are not part of the language.",
    "between": "Write 'quantity >= 1 and quantity < 10'.",
    "contains": "Use 'in' with the values written out; patterns are not part of the language.",
    "null": "Write 'customer is missing'.",
}


@dataclass(frozen=True, slots=True)
class Parsed:
    """A condition that was read; ``condition`` is None when a fault is more than a doubt."""

    condition: Condition | None
    faults: tuple[Fault, ...]


class _StopError(Exception):
    """Reading cannot go on after this fault."""

    def __init__(self, offset: int, message: str, hint: str) -> None:
        super().__init__(message)
        self.fault = Fault(offset, message, hint)


def parse(text: str, columns: Columns | None = None) -> Parsed:
    """Read and check a condition. Never raises for what the text holds."""
    if len(text) > LONGEST:
        hint = "Put the property into a column of the product or partner list and ask for that."
        return Parsed(None, (Fault(0, f"The condition has more than {LONGEST:,} characters.", hint),))
    parser = _Parser(cut(text), Names(columns or Columns()))
    try:
        condition = parser.whole()
    except _StopError as stop:
        return Parsed(None, (*parser.names.faults, stop.fault))
    faults = tuple(parser.names.faults)
    return Parsed(None if any(not fault.doubt for fault in faults) else condition, faults)


@dataclass
class _Parser:
    words: list[Word]
    names: Names
    at: int = 0
    depth: int = 0

    # form ------------------------------------------------------------------------------------------------------

    @property
    def word(self) -> Word:
        return self.words[self.at]

    def take(self) -> Word:
        word = self.words[self.at]
        self.at = min(self.at + 1, len(self.words) - 1)
        return word

    def keyword(self, *texts: str) -> bool:
        if self.word.kind is WordKind.KEYWORD and self.word.text in texts:
            self.take()
            return True
        return False

    def whole(self) -> Condition:
        if self.word.kind is WordKind.END:
            raise _StopError(0, "The condition is empty.", "Write one such as unit_price >= 100, or delete the key.")
        condition = self.any_of()
        left = self.word
        if left.kind is WordKind.CLOSE:
            raise _StopError(left.offset, "This ')' closes nothing.", "Delete it, or open a '(' before.")
        if left.kind is not WordKind.END:
            raise _StopError(left.offset, f"{shown(left)} is not expected here.", self.after_hint(left))
        return condition

    def after_hint(self, word: Word) -> str:
        before = self.words[self.at - 1]
        if word.kind is WordKind.COMMA and before.kind is WordKind.NUMBER:
            return "Write a number without separators: 1000."
        if word.kind is WordKind.NAME and word.text.lower() in ELSEWHERE:
            return ELSEWHERE[word.text.lower()]
        if word.text in {"&", "&&", "|", "||"}:
            return "Write 'and' or 'or'."
        return "Join two conditions with 'and' or 'or'."

    def any_of(self) -> Condition:
        start = self.word.offset
        parts = [self.all_of()]
        while self.keyword("or"):
            parts.append(self.all_of())
        return parts[0] if len(parts) == 1 else Either(tuple(parts), start + 1)

    def all_of(self) -> Condition:
        start = self.word.offset
        parts = [self.factor()]
        while self.keyword("and"):
            parts.append(self.factor())
        return parts[0] if len(parts) == 1 else All(tuple(parts), start + 1)

    def factor(self) -> Condition:
        start = self.word
        self.depth += 1
        if self.depth > DEEPEST:
            raise _StopError(
                start.offset, f"The condition is nested more than {DEEPEST} levels deep.", "Write it flatter."
            )
        try:
            if self.keyword("not"):
                return Not(self.factor(), start.offset + 1)
            if start.kind is WordKind.OPEN:
                self.take()
                inner = self.any_of()
                self.expect_close(start)
                return inner
            return self.predicate()
        finally:
            self.depth -= 1

    def expect_close(self, opened: Word) -> None:
        if self.word.kind is not WordKind.CLOSE:
            if self.word.kind is WordKind.END:
                raise _StopError(opened.offset, "This '(' is never closed.", "Write a ')' where the group ends.")
            raise _StopError(self.word.offset, f"{shown(self.word)} is not expected here.", self.after_hint(self.word))
        self.take()

    # predicates ------------------------------------------------------------------------------------------------

    def predicate(self) -> Condition:
        left = self.operand()
        word = self.word
        if word.kind is WordKind.OPERATOR:
            self.take()
            return self.comparison(left, OPERATORS[word.text], word)
        if word.kind is WordKind.KEYWORD and word.text in {"in", "not", "is"}:
            if not isinstance(left, Name):
                raise _StopError(word.offset, f"'{word.text}' asks about a column.", "Write the column first.")
            self.take()
            return self.missing(left) if word.text == "is" else self.membership(left, word)
        if isinstance(left, Name):
            follows = word.kind in {WordKind.END, WordKind.CLOSE} or (
                word.kind is WordKind.KEYWORD and word.text in {"and", "or"}
            )
            if not follows:
                raise _StopError(word.offset, f"{shown(word)} is not expected here.", self.after_hint(word))
            return Flag(self.names.flag(left), left.offset + 1)
        hint = self.after_hint(word) if word.text.lower() in ELSEWHERE else "Compare it with a column: quantity >= 10."
        raise _StopError(left.at - 1, "A value alone is not a condition.", hint)

    def comparison(self, left: Name | Constant, operator: Operator, word: Word) -> Condition:
        right = self.operand()
        if self.word.kind is WordKind.OPERATOR:
            hint = "Write both comparisons: quantity >= 1 and quantity < 10."
            raise _StopError(self.word.offset, "Only two values can be compared at once.", hint)
        if isinstance(left, Constant) and isinstance(right, Constant):
            raise _StopError(left.at - 1, "Two values are compared; no line can change the answer.", "Name a column.")
        if isinstance(left, Constant) and isinstance(right, Name):
            # the column goes first, so that every reader finds it there
            left, right, operator = right, left, MIRRORED.get(operator, operator)
        assert isinstance(left, Name)
        self.names.not_several(left)
        first: Operand
        second: Operand
        if isinstance(right, Constant):
            first, second = self.names.resolved(left, right.type), right
            self.names.same_type(first, right)
        else:
            first, second = self.names.pair(left, right, word.offset)
        self.names.ordered(first, second, operator, word.offset)
        return Comparison(first, operator, second, first.at)

    def membership(self, name: Name, word: Word) -> Condition:
        negated = word.text == "not"
        if negated and not self.keyword("in"):
            raise _StopError(
                self.word.offset, "After a column 'not' goes with 'in'.", "Write: country not in ('US', 'CA')."
            )
        opened = self.word
        if opened.kind is not WordKind.OPEN:
            raise _StopError(
                opened.offset, "A list in parentheses is missing after 'in'.", "Write: country in ('US', 'CA')."
            )
        self.take()
        values = [self.value()]
        while self.word.kind is WordKind.COMMA:
            self.take()
            values.append(self.value())
        self.expect_close(opened)
        self.names.not_several(name)
        column = self.names.resolved(name, values[0].type)
        for value in values:
            self.names.same_type(column, value)
        return Membership(column, tuple(values), negated, name.offset + 1)

    def missing(self, name: Name) -> Condition:
        negated = self.keyword("not")
        if not self.keyword("missing"):
            raise _StopError(
                self.word.offset, "After 'is' only 'missing' or 'not missing' is possible.", "Use = to compare."
            )
        return Missing(self.names.resolved(name, self.names.known(name) or ValueType.TEXT), negated, name.offset + 1)

    # operands --------------------------------------------------------------------------------------------------

    def operand(self) -> Name | Constant:
        word = self.word
        if word.kind is WordKind.NAME:
            return self.name()
        return self.value()

    def name(self) -> Name:
        word = self.take()
        if self.word.kind is WordKind.OPEN and not word.quoted:
            raise _StopError(
                word.offset, f"'{word.text}' is used as a function; there are none.", "Compare the column itself."
            )
        if self.word.kind is not WordKind.DOT:
            return Name(Source.LINE, word.text, word.offset, word.quoted)
        self.take()
        sources = {"product": Source.PRODUCT, "partner": Source.PARTNER}
        if word.quoted or word.text not in sources:
            hint = "Write product.category, partner.tier, or the name of a column of the line alone."
            raise _StopError(word.offset, f"There is nothing called '{word.text}' to look into.", hint)
        if self.word.kind not in {WordKind.NAME, WordKind.KEYWORD}:
            raise _StopError(
                self.word.offset, "The name of a column is missing after the dot.", "Write product.category."
            )
        column = self.take()
        return Name(sources[word.text], column.text, word.offset, column.quoted)

    def value(self) -> Constant:
        word = self.take()
        place = word.offset + 1
        if word.kind is WordKind.TEXT:
            return Constant(word.text, ValueType.TEXT, place)
        if word.kind is WordKind.NUMBER:
            whole, _, fraction = word.text.lstrip("+-").partition(".")
            if len(whole) > WIDEST or len(fraction) > FINEST:
                hint = f"At most {WIDEST} digits before and {FINEST} after the point."
                raise _StopError(word.offset, f"{word.text[:24]} has too many digits.", hint)
            try:
                return Constant(exact(word.text), ValueType.NUMBER, place)
            except NotExact as fault:
                raise _StopError(word.offset, str(fault), "Write a plain number such as 12.50.") from None
        if word.kind is WordKind.DATE:
            try:
                return Constant(date.fromisoformat(word.text), ValueType.DATE, place)
            except ValueError:
                raise _StopError(
                    word.offset, f"There is no day {word.text}.", "Write year-month-day: 2025-01-31."
                ) from None
        if word.kind is WordKind.KEYWORD and word.text in {"true", "false"}:
            return Constant(word.text == "true", ValueType.BOOLEAN, place)
        raise _StopError(word.offset, *self.no_value(word))

    def no_value(self, word: Word) -> tuple[str, str]:
        if word.kind is WordKind.END:
            return (
                "The condition ends too early; a column or a value is missing.",
                "Write one such as unit_price >= 100.",
            )
        if word.kind is WordKind.NAME:
            return f"'{word.text}' is not a value.", f"Put quotes around a text: '{word.text}'."
        if word.text in {"'", '"', "`"}:
            return "This quote is never closed.", "Close it with the same quote."
        if word.text in {"‘", "’", "“", "”"}:
            return "A curly quote does not hold a text.", "Use straight quotes: 'Bikes'."
        if word.text[:1].isdigit():
            return (
                f"{shown(word)} is neither a number nor a date.",
                "Write 1234.50 or 2025-01-31; quotes around a text.",
            )
        return f"{shown(word)} is not expected here.", "A column, a text in quotes, a number or a date stands here."


def shown(word: Word) -> str:
    """Show a word in a message."""
    text = word.text if len(word.text) <= 24 else f"{word.text[:23]}…"
    return "The end" if word.kind is WordKind.END else f"'{text}'"
