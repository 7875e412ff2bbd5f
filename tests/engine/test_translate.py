"""A plan in the SQL of other engines: what is written there can be read there, and means what it meant."""

import pytest
import sqlglot
from sqlglot import exp

from fairway.engine import translate
from fairway.engine.backends import cases
from fairway.engine.backends.local import Session
from fairway.engine.inputs import InputProblem
from fairway.engine.plan import MissingColumn, build
from fairway.engine.translate import Target
from tests.programmes.test_cases import FOLDERS

FLOATS = {exp.DataType.Type.DOUBLE, exp.DataType.Type.FLOAT}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_plan_reads_back_in_every_dialect(folder):
    case = cases.read(folder)
    try:
        with Session(case.programme, case.inputs()) as session:
            periods = session.periods()
            if not periods:
                return  # nothing was sold: there is no plan
            plan = build(case.programme, periods, session.columns)
    except (InputProblem, MissingColumn):
        assert "refused" in case.asked
        return
    for target in Target:
        written = translate.script(plan, target)
        read = [one for one in sqlglot.parse(written, read=target) if one is not None]
        names = [one.find(exp.Table).name for one in read]
        assert names == [relation.name.strip('"') for relation in plan.relations], target
        assert all(isinstance(one, exp.Create) for one in read), target
        assert [f"-- {one.says}" in written for one in plan.relations] == [True] * len(plan.relations), target
        if target is not Target.DUCKDB:
            floats = [one for tree in read for one in tree.find_all(exp.DataType) if one.this in FLOATS]
            assert floats == [], target


@pytest.mark.parametrize(
    ("said", "target", "expected"),
    [
        ("SELECT a // b", Target.TRINO, "SELECT CAST(((a - a % b) / b) AS DECIMAL(38, 0))"),
        ("SELECT a // 2 * b", Target.TRINO, "SELECT CAST(((a - a % 2) / 2) AS DECIMAL(38, 0)) * b"),
        ("SELECT a // b", Target.BIGQUERY, "SELECT DIV(a, b)"),
        ("SELECT contains(a, ';x;')", Target.BIGQUERY, "SELECT INSTR(a, ';x;') > 0"),
        ("SELECT contains(a, ';x;')", Target.TRINO, "SELECT STRPOS(a, ';x;') > 0"),
        ("SELECT contains(a, ';x;')", Target.SNOWFLAKE, "SELECT CONTAINS(a, ';x;')"),
        ("SELECT CAST(a AS DECIMAL(10, 2))", Target.BIGQUERY, "SELECT ROUND(CAST(a AS BIGNUMERIC), 2)"),
        ("SELECT CAST('1' AS HUGEINT)", Target.SNOWFLAKE, "SELECT CAST('1' AS DECIMAL(38, 0))"),
        ("SELECT regexp_replace(a, 'x', 'y', 'g')", Target.SNOWFLAKE, "SELECT REGEXP_REPLACE(a, 'x', 'y')"),
        ("SELECT ends - 1 FROM spans", Target.TRINO, "SELECT ends - INTERVAL '1' DAY FROM spans"),
        ("SELECT row_number() OVER () FROM t", Target.SPARK, "SELECT MONOTONICALLY_INCREASING_ID() FROM t"),
        ("SELECT a FROM t ORDER BY a", Target.SPARK, "SELECT a FROM t ORDER BY a NULLS LAST"),
    ],
)
def test_where_engines_differ(said, target, expected):
    assert translate.query(said, target) == expected


def test_a_recursive_query_is_taken_apart():
    commons, asked = translate.recursion(
        "WITH RECURSIVE a AS (SELECT x FROM t), b AS (SELECT x FROM a UNION ALL SELECT x + 1 FROM b JOIN a ON TRUE)"
        " SELECT * FROM b"
    )
    assert [(one.name, one.again is None) for one in commons] == [("a", True), ("b", False)]
    named = translate.renamed(commons[1].again, {"a": "r__a", "b": "r__b"})
    assert named.sql() == "SELECT x + 1 FROM r__b AS b JOIN r__a AS a ON TRUE"
    assert asked.sql() == "SELECT * FROM b"
    assert translate.recursion("WITH a AS (SELECT 1) SELECT * FROM a") is None


def test_the_tables_a_query_reads():
    assert translate.tables("WITH a AS (SELECT * FROM lines) SELECT * FROM a JOIN days AS d ON TRUE") == [
        "days",
        "lines",
    ]
