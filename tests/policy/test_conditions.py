from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairway.policy.conditions import (
    All,
    Column,
    Columns,
    Comparison,
    Condition,
    Constant,
    Either,
    Flag,
    Membership,
    Missing,
    Not,
    Operator,
    Source,
    ValueType,
    parse,
    write,
)
from fairway.values import exact
from tests.policy.places import MARK

PRICE = Column(Source.LINE, "unit_price", ValueType.NUMBER)
COUNTRY = Column(Source.LINE, "country", ValueType.TEXT)
PROMOTIONAL = Column(Source.LINE, "promotional", ValueType.BOOLEAN)
CATEGORY = Column(Source.PRODUCT, "category", ValueType.TEXT)
HUNDRED = Constant(exact(100), ValueType.NUMBER)


def text(value: str) -> Constant:
    return Constant(value, ValueType.TEXT)


READ: list[tuple[str, Condition]] = [
    ("unit_price >= 100", Comparison(PRICE, Operator.GREATER_OR_EQUAL, HUNDRED)),
    ("100 <= unit_price", Comparison(PRICE, Operator.GREATER_OR_EQUAL, HUNDRED)),
    ("100 = unit_price", Comparison(PRICE, Operator.EQUAL, HUNDRED)),
    (
        "unit_price >= 100 and not promotional",
        All((Comparison(PRICE, Operator.GREATER_OR_EQUAL, HUNDRED), Not(Flag(PROMOTIONAL)))),
    ),
    ("country in ('US', \"CA\")", Membership(COUNTRY, (text("US"), text("CA")))),
    ("country not in ('US')", Membership(COUNTRY, (text("US"),), negated=True)),
    ("product.category <> 'It''s'", Comparison(CATEGORY, Operator.NOT_EQUAL, text("It's"))),
    ("customer IS NOT MISSING", Missing(Column(Source.LINE, "customer", ValueType.TEXT), negated=True)),
    (
        "invoice_date < 2025-01-31",
        Comparison(
            Column(Source.LINE, "invoice_date", ValueType.DATE),
            Operator.LESS,
            Constant(date(2025, 1, 31), ValueType.DATE),
        ),
    ),
    # and binds closer than or
    (
        "promotional or promotional and promotional",
        Either((Flag(PROMOTIONAL), All((Flag(PROMOTIONAL), Flag(PROMOTIONAL))))),
    ),
    (
        "(promotional or promotional) and promotional",
        All((Either((Flag(PROMOTIONAL), Flag(PROMOTIONAL))), Flag(PROMOTIONAL))),
    ),
    (
        "`Sale (Dollars)` > 1.50",
        Comparison(
            Column(Source.LINE, "Sale (Dollars)", ValueType.NUMBER),
            Operator.GREATER,
            Constant(exact("1.50"), ValueType.NUMBER),
        ),
    ),
]


@pytest.mark.parametrize(("written", "tree"), READ)
def test_reads(written: str, tree: Condition) -> None:
    parsed = parse(written)
    assert parsed.faults == ()
    assert parsed.condition == tree


REFUSED = [
    ("¶", "empty"),
    ("unit_price > ¶'3'", "unit_price is a number and cannot equal text"),
    ("invoice_date >= ¶'2025-01-31'", "invoice_date is a date"),
    ("country = ¶5", "country is text"),
    ("country = ¶US", "without quotes"),
    ("country ¶> 'US'", "goes with numbers and dates"),
    ("quantity ¶like 3", "'like' is not expected"),
    ("100 <= quantity ¶< 500", "Only two values"),
    ("¶(promotional", "never closed"),
    ("promotional¶)", "closes nothing"),
    ("¶1 < 2", "no line can change the answer"),
    ("¶quantity", "not a condition by itself"),
    ("unit_price >= 1¶,000", "',' is not expected"),
    ("unit_price > ¶1e5", "neither a number nor a date"),
    ("country = ¶‘US’", "curly quote"),
    ("country = ¶'US", "never closed"),
    ("¶partner.type = 'distributor'", "several types"),
    ("¶sum(quantity) > 3", "function"),
    ("¶foo.bar = 1", "nothing called 'foo'"),
    ("product.¶", "name of a column is missing"),
    ("invoice_date = ¶2025-02-30", "no day"),
    ("country in ¶'US'", "list in parentheses"),
    ("country in (¶)", "not expected"),
    ("country is ¶null", "only 'missing'"),
    ("country not ¶missing", "'not' goes with 'in'"),
    ("promotional ¶& promotional", "'&' is not expected"),
    ("flag = true and flag = ¶'x'", "flag is true or false"),
]


@pytest.mark.parametrize(("written", "sentence"), REFUSED)
def test_refuses_with_a_place_a_sentence_and_a_hint(written: str, sentence: str) -> None:
    offset = written.index(MARK)
    parsed = parse(written.replace(MARK, ""))
    assert parsed.condition is None
    assert [fault.offset for fault in parsed.faults] == [offset]
    assert sentence in parsed.faults[0].message
    assert parsed.faults[0].hint


def test_names_every_fault_of_names_and_types() -> None:
    parsed = parse("unit_price > '3' and country = 5 and quantity")
    assert [fault.offset for fault in parsed.faults] == [13, 31, 37]


def test_doubts_a_name_that_looks_misspelt_but_lets_it_pass() -> None:
    parsed = parse("unit_prise > 3")
    assert parsed.condition is not None
    assert [(fault.doubt, "unit_price" in fault.hint) for fault in parsed.faults] == [(True, True)]


def test_points_from_a_bare_product_column_to_the_product() -> None:
    assert "product.category" in parse("category = 'Bikes'").faults[0].hint


def test_refuses_unknown_names_where_all_are_known() -> None:
    parsed = parse("promotional", Columns(complete=True))
    assert parsed.condition is None


def test_bounds_length_and_depth() -> None:
    assert parse("x" * 5000).condition is None
    assert parse("(" * 3000 + "x" + ")" * 3000).condition is None
    assert parse("not " * 900 + "x").condition is None


NAMES = ("promotional", "Sale (Dollars)", "a`b", "and", "x", "weight")
names = st.sampled_from(NAMES)
sources = st.sampled_from(list(Source))
numbers = st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9), max_value=10**9)


def constants(kind: ValueType) -> st.SearchStrategy[Constant]:
    values: dict[ValueType, st.SearchStrategy[object]] = {
        ValueType.TEXT: st.text(max_size=8),
        ValueType.NUMBER: numbers.map(lambda value: exact(format(value, "f"))),
        ValueType.DATE: st.dates(date(1901, 1, 1), date(2199, 12, 31)),
        ValueType.BOOLEAN: st.booleans(),
    }
    return values[kind].map(lambda value: Constant(value, kind))  # type: ignore[arg-type]


@st.composite
def predicates(draw: st.DrawFn) -> Condition:
    kind = draw(st.sampled_from(list(ValueType)))
    # the name carries the type, so that one column never has two
    column = Column(draw(sources), f"{draw(names)} {kind}", kind)
    shape = draw(st.integers(0, 4))
    if shape == 0 and kind is ValueType.BOOLEAN:
        return Flag(column)
    if shape == 1 and kind is ValueType.TEXT:
        return Missing(column, draw(st.booleans()))
    if shape == 2:
        return Membership(column, tuple(draw(st.lists(constants(kind), min_size=1, max_size=3))), draw(st.booleans()))
    ordered = kind in {ValueType.NUMBER, ValueType.DATE}
    operator = draw(st.sampled_from(list(Operator) if ordered else [Operator.EQUAL, Operator.NOT_EQUAL]))
    if shape == 3 and ordered:
        return Comparison(column, operator, Column(draw(sources), f"{draw(names)} {kind}", kind))
    return Comparison(column, operator, draw(constants(kind)))


trees: st.SearchStrategy[Condition] = st.recursive(
    predicates(),
    lambda inner: (
        st.builds(All, st.lists(inner, min_size=2, max_size=3).map(tuple))
        | st.builds(Either, st.lists(inner, min_size=2, max_size=3).map(tuple))
        | st.builds(Not, inner)
    ),
    max_leaves=8,
)


TYPES = {f"{name} {kind}": kind for name in NAMES for kind in ValueType}


@given(trees)
def test_what_is_written_reads_as_the_same_tree(tree: Condition) -> None:
    parsed = parse(write(tree), Columns(line=TYPES, product=TYPES, partner=TYPES))
    assert parsed.faults == ()
    assert parsed.condition == tree


WORDS = ["and", "or", "not", "in", "is", "missing", "(", ")", ",", ".", "=", "<", "'a'", "1", "x", "`", "2025-01-01"]


@given(
    st.lists(
        st.sampled_from(
            [
                "and",
                "or",
                "not",
                "in",
                "is",
                "missing",
                "(",
                ")",
                ",",
                ".",
                "=",
                "<",
                "'a'",
                "1",
                "x",
                "`",
                "2025-01-01",
            ]
        )
        | st.text(max_size=3),
        max_size=20,
    ).map(" ".join)
)
def test_garbage_never_raises(garbage: str) -> None:
    parsed = parse(garbage)
    assert all(0 <= fault.offset <= len(garbage) for fault in parsed.faults)
    assert (parsed.condition is None) == any(not fault.doubt for fault in parsed.faults)
    if parsed.condition is not None:
        assert parse(write(parsed.condition)).condition == parsed.condition
