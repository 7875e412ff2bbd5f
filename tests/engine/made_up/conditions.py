"""Conditions on lines, products and partners, as Hypothesis makes them up."""

from datetime import date

from hypothesis import strategies as st

from fairway.policy.conditions import (
    All,
    Column,
    Comparison,
    Constant,
    Either,
    Flag,
    Membership,
    Missing,
    Not,
    Operator,
    Source,
    ValueType,
)
from tests.engine.made_up.rows import FIRST, decimals

columns = {
    ValueType.NUMBER: (Column(Source.LINE, "price", ValueType.NUMBER), decimals(-2, 12, 2)),
    ValueType.TEXT: (Column(Source.PRODUCT, "family", ValueType.TEXT), st.sampled_from("FGH")),
    ValueType.DATE: (Column(Source.LINE, "invoice_date", ValueType.DATE), st.dates(FIRST, date(2024, 12, 31))),
}
partner_column = (Column(Source.PARTNER, "tier", ValueType.TEXT), st.sampled_from(["gold", "silver", "lead"]))


@st.composite
def comparison(draw):
    column, values = draw(st.sampled_from([*columns.values(), partner_column]))
    constant = Constant(draw(values), column.type)
    what = draw(st.integers(0, 3))
    if what == 0:
        return Membership(column, (constant, Constant(draw(values), column.type)), draw(st.booleans()))
    if what == 1:
        return Missing(column, draw(st.booleans()))
    return Comparison(column, draw(st.sampled_from(Operator)), constant)


leaf = st.one_of(comparison(), st.just(Flag(Column(Source.LINE, "promo", ValueType.BOOLEAN))))
conditions = st.recursive(
    leaf,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: All(tuple(parts))),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: Either(tuple(parts))),
        inner.map(Not),
    ),
    max_leaves=4,
)
