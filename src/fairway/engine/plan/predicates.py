"""Conditions on lines, products and partners as SQL that is true or false, never unknown."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from fairway.engine import dialect
from fairway.engine.plan.columns import CREDIT, columns_in
from fairway.engine.programme import (
    AttributeValues,
    Eligibility,
    Event,
    EventWindow,
    LineKind,
    LineScope,
    Measure,
    PartnerScope,
    ProductScope,
    Span,
)
from fairway.policy.conditions import (
    All,
    Column,
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
from fairway.values import Exact

SIGNS = {
    Operator.EQUAL: "=",
    Operator.NOT_EQUAL: "<>",
    Operator.LESS: "<",
    Operator.LESS_OR_EQUAL: "<=",
    Operator.GREATER: ">",
    Operator.GREATER_OR_EQUAL: ">=",
}
ALIASES = {Source.LINE: "l", Source.PRODUCT: "p", Source.PARTNER: "s"}
DEALS = "deals"
DAY = "day"


def condition(tree: Condition) -> str:
    """Write a condition; a comparison with a missing value is false."""
    match tree:
        case Comparison(left=left, operator=sign, right=right):
            return f"coalesce({_operand(left)} {SIGNS[sign]} {_operand(right)}, FALSE)"
        case Membership(column=column, values=values, negated=negated):
            inside = f"{_operand(column)} {'NOT IN' if negated else 'IN'} "
            return f"coalesce({inside}({', '.join(_operand(value) for value in values)}), FALSE)"
        case Missing(column=column, negated=negated):
            return f"({_operand(column)} IS {'NOT ' if negated else ''}NULL)"
        case Flag(column=column):
            return f"coalesce({_operand(column)}, FALSE)"
        case All(parts=parts):
            return "(" + " AND ".join(condition(part) for part in parts) + ")"
        case Either(parts=parts):
            return "(" + " OR ".join(condition(part) for part in parts) + ")"
        case Not(part=part):
            return f"(NOT {condition(part)})"


def _operand(operand: Operand) -> str:
    match operand:
        case Constant(value=bool() as value):
            return "TRUE" if value else "FALSE"
        case Constant(value=str() as value):
            return dialect.text(value)
        case Constant(value=Exact() as value):
            return dialect.number(value)
        case Constant(value=value):
            return dialect.day(value)  # type: ignore[arg-type]
        case Column(source=source, name=name, type=kind):
            column = f"{ALIASES[source]}.{dialect.name(name)}"
            return dialect.cast(column, "VARCHAR") if kind is ValueType.TEXT else column


def product_scope(scope: ProductScope) -> str:
    """Write which products are in; a product that is not listed has no values at all."""
    parts = [_has(part) for part in scope.include]
    parts += [f"NOT {_has(part)}" for part in scope.exclude]
    return " AND ".join(parts)


def _has(part: AttributeValues) -> str:
    column = dialect.cast(f"p.{dialect.name(part.attribute)}", "VARCHAR")
    return f"coalesce({column} IN {dialect.texts(part.values)}, FALSE)"


def eligibility(*rules: Eligibility) -> str:
    """Write which partners take part, of `standings AS s`; every rule must let a partner in."""
    parts: list[str] = []
    for rule in rules:
        parts += [f"({' OR '.join(any_of)})" for any_of in _named(rule.include)]
        parts += [f"NOT ({' OR '.join(any_of)})" for any_of in _named(rule.exclude)]
    return "\n  AND ".join(dict.fromkeys(parts)) or "TRUE"


def _named(scope: PartnerScope) -> list[list[str]]:
    named: list[list[str]] = []
    if scope.types:
        named.append([f"contains(s.type_list, {dialect.text(f';{one};')})" for one in scope.types])
    for column, values in (("tier", scope.tiers), ("country", scope.countries)):
        if values:
            named.append([f"coalesce(s.{column} IN {dialect.texts(values)}, FALSE)"])
    if scope.partners:
        named.append([f"{dialect.cast('s.partner_id', 'VARCHAR')} IN {dialect.texts(scope.partners)}"])
    return named


@dataclass
class Predicates:
    """Every distinct condition a programme asks, each once and named: p of products, l of lines, s of partners.

    `reads` says what a condition on lines reads beside the line: its product (`products AS p`), its partner
    (`standings AS s`), the deals (`deal_windows AS r`) or the day it is placed on (`d.day`).
    """

    line_columns: frozenset[str]
    products: dict[str, str] = field(default_factory=dict)
    lines: dict[str, str] = field(default_factory=dict)
    standings: dict[str, str] = field(default_factory=dict)
    reads: dict[str, frozenset[str]] = field(default_factory=dict)

    def of(self, measure: Measure) -> tuple[str, ...]:
        """Name the conditions that must all hold for a line to be in the scope of a measure."""
        scope = measure.lines
        names: list[str] = []
        if CREDIT in self.line_columns and not measure.shares_credit:
            names.append(self._line(f"(l.{CREDIT} IS NULL)"))
        if scope.products.include or scope.products.exclude:
            names.append(self._product(product_scope(scope.products)))
        names += [self._line(part) for part in self._plain_parts(scope)]
        if scope.where is not None:
            parts = scope.where.parts if isinstance(scope.where, All) else (scope.where,)
            names += [self._where(part) for part in parts]
        if scope.registered:
            names.append(self._line("(r.deal_id IS NOT NULL)", {DEALS}))
        if scope.claimed_within is not None:
            last = dialect.later("d.day", Span(days=scope.claimed_within))
            names.append(self._line(f"coalesce(l.claimed_on <= {last}, FALSE)", {DAY}))
        names += [self._since(window) for window in scope.since]
        return tuple(dict.fromkeys(names))

    def read_by(self, names: Iterable[str]) -> frozenset[str]:
        """What the named conditions read beside the line."""
        return frozenset[str]().union(*(self.reads.get(name, frozenset()) for name in names))

    def sql(self, name: str) -> str:
        """The condition on lines with a name."""
        return next(written for written, known in self.lines.items() if known == name)

    @property
    def kind(self) -> str:
        """What a line is, as SQL: said by the file, otherwise seen from the signs."""
        seen = "CASE WHEN l.quantity < 0 OR l.net_amount < 0 THEN 'return' ELSE 'sale' END"
        return f"coalesce(l.kind, {seen})" if "kind" in self.line_columns else seen

    def _plain_parts(self, scope: LineScope) -> list[str]:
        parts: list[str] = []
        if scope.events:
            parts.append(
                f"coalesce(l.event IN {dialect.texts(tuple(Event(event).value for event in scope.events))}, FALSE)"
            )
        kinds = frozenset(scope.kinds)
        every = frozenset(LineKind) if "kind" in self.line_columns else frozenset({LineKind.SALE, LineKind.RETURN})
        if not kinds:
            parts.append("FALSE")
        elif not kinds >= every:
            named = dialect.texts(tuple(sorted(kind.value for kind in kinds)))
            # what is seen from the signs is a sale or a return: where both are in, only a written kind can be out
            either = "kind" in self.line_columns and kinds >= {LineKind.SALE, LineKind.RETURN}
            parts.append(f"coalesce(l.kind IN {named}, TRUE)" if either else f"{self.kind} IN {named}")
        for column, values in (("country", scope.territory.countries), ("region", scope.territory.regions)):
            if values:
                parts.append(f"coalesce(l.{column} IN {dialect.texts(values)}, FALSE)")
        return parts

    def _where(self, part: Condition) -> str:
        sources = {column.source for column in columns_in(part)}
        written = condition(part)
        if sources == {Source.PRODUCT}:
            return self._product(written)
        if sources == {Source.PARTNER}:
            return self.standings.setdefault(written, f"s{len(self.standings) + 1}")
        if Source.PARTNER in sources:
            written = f"(s.partner_id IS NOT NULL AND {written})"
        return self._line(written, sources - {Source.LINE})

    def _since(self, window: EventWindow) -> str:
        begins = f"{ALIASES[window.source]}.{dialect.name(window.column)}"
        inside = f"{begins} <= d.day AND d.day < {dialect.later(begins, window.span)}"
        return self._line(f"coalesce({inside}, FALSE)", {DAY, window.source} - {Source.LINE})

    def _product(self, written: str) -> str:
        return self.products.setdefault(written, f"p{len(self.products) + 1}")

    def _line(self, written: str, reads: Collection[str] = ()) -> str:
        name = self.lines.setdefault(written, f"l{len(self.lines) + 1}")
        self.reads[name] = frozenset(reads)
        return name
