"""How often a plan reads the lines: once for all that is added up by partner, day and class; again for a new grain."""

import pytest

from fairway.engine.check import check
from fairway.engine.plan import Columns, build
from fairway.engine.translate import tables
from tests.benchmarks.tenfold import RULES, text

LINES = {
    "line_id": "BIGINT", "partner_id": "BIGINT", "product_id": "BIGINT", "customer_id": "BIGINT", "person": "VARCHAR",
    "serial_no": "VARCHAR", "invoice_date": "DATE", "quantity": "DECIMAL(18, 4)", "net_amount": "DECIMAL(18, 4)",
    "currency": "VARCHAR",
}  # fmt: skip
COLUMNS = Columns(
    LINES,
    {"partner_id": "BIGINT", "type": "VARCHAR", "country": "VARCHAR"},
    {"product_id": "BIGINT", "family": "INTEGER"},
    {"currency": "VARCHAR", "valid_from": "DATE", "rate": "DECIMAL(9, 6)"},
)
ALWAYS = ["day_rates", "unlisted_products", "cells"]
"""Which currencies there are, which products nobody listed (looked at only where numbers do not tell), and the sums."""
MORE = {
    "new customers": (
        "measure: new_customers\n    new_customer: {look_back: ever}\n    method: per_unit\n    per_unit: 1",
        ["first_days", "first_lines"],
    ),
    "serials": ("measure: serials\n    method: per_unit\n    per_unit: 1", ["ids_m3"]),
    "persons": ("measure: net\n    payee: person\n    method: flat\n    percent: 1", ["cells_persons"]),
}


def scans(written):
    """The relations that name the lines, each as often as it does."""
    programme = check(written).programme
    assert programme is not None
    calendar = programme.calendar.fiscal
    plan = build(programme, [calendar.parse("2024-Q1"), calendar.parse("2025-Q1")], COLUMNS)
    naming = [one for one in plan.relations if "lines AS l" in one.sql or "FROM lines" in one.sql]
    return [one.name for one in naming for name in tables(one.sql) if name == "lines"]


def test_an_incentive_that_asks_for_no_new_grain_adds_no_scan():
    """Ten incentives one after the other: only the ninth, which counts first orders, looks at the lines anew."""
    firsts = ["first_days", "first_lines"]
    for many in range(1, len(RULES) + 1):
        expected = ALWAYS[:2] + firsts + ALWAYS[2:] if "p09" in RULES[:many] else ALWAYS
        assert scans(text(10, rules=RULES[:many])) == expected, RULES[many - 1]


@pytest.mark.parametrize("named", MORE)
def test_a_new_grain_adds_exactly_what_it_must(named):
    written, expected = MORE[named]
    before = scans(text(10, rules=["p01", "p02"]))
    after = scans(text(10, rules=["p01", "p02"]) + f"  - id: more\n    {written}\n    stack: add\n")
    added = list(after)
    for name in before:
        added.remove(name)
    assert added == expected
