"""Spark beside the oracle and DuckDB: programmes made up by Hypothesis, real lines, a worker that dies, and refusals.

On Spark 3 made-up programmes run in `make test` and 60 in `make test-long`; on DuckDB they are 200 and 2,000.
"""

import tempfile
import threading
import time

import duckdb
import pytest
from hypothesis import given, settings

from fairway.engine.backends import cluster, local
from fairway.engine.backends.cluster import connecting
from fairway.engine.inputs import InputProblem, Inputs, Scan
from fairway.engine.plan import build
from tests.engine import test_adventure_works as real
from tests.engine.test_adventure_works import adventure_works  # noqa: F401 — a fixture
from tests.engine.test_engines_agree import UNKNOWN, by_oracle, cases, files, slow
from tests.standalone import AS_SHIPPED

pytestmark = pytest.mark.cluster


def by_spark(master, programme, inputs, as_of):
    with cluster.Session(programme, inputs, master=master) as session:
        periods = session.periods(as_of)
        if not periods:
            return [], []
        try:
            return periods, session.run(build(programme, periods, session.columns, as_of)).payouts()
        except InputProblem as fault:
            assert "No rate for" in str(fault) or "unit" in str(fault)
            return periods, UNKNOWN


def agree(master, case):
    programme, sold, beside, dated, as_of = case
    with tempfile.TemporaryDirectory() as folder:
        inputs = files(folder, sold, beside, dated=dated)
        periods, on_spark = by_spark(master, programme, inputs, as_of)
        assert on_spark == by_oracle(programme, inputs, periods, as_of)


@settings(slow, max_examples=3)
@given(cases())
def test_spark_and_the_oracle_agree(spark, case):
    agree(spark.master, case)


@pytest.mark.long
@settings(slow, max_examples=60)
@given(cases())
def test_spark_and_the_oracle_agree_on_more(spark, case):
    agree(spark.master, case)


def both(master, programme, inputs, **more):
    """What DuckDB and Spark, with its settings as shipped, make of the same files."""
    with local.calculate(programme, inputs) as result:
        expected = result.payouts(), result.totals(), list(result.rows(zeros=True))
    with cluster.Session(programme, inputs, master=master, settings={**AS_SHIPPED, **more}) as session:
        periods = session.periods()
        with session.run(build(programme, periods, session.columns)) as result:
            return expected, (result.payouts(), result.totals(), list(result.rows(zeros=True)))


def test_the_twin_on_spark(spark, tmp_path):
    on_duckdb, on_spark = both(spark.master, real.programme(), real.twin(tmp_path))
    assert on_spark == on_duckdb
    assert len(on_spark[0]) > 1_000


@pytest.mark.real_data
def test_adventure_works_on_spark(spark, adventure_works):  # noqa: F811
    on_duckdb, on_spark = both(spark.master, real.programme(), adventure_works)
    assert on_spark == on_duckdb
    assert [(name, count, str(total)) for name, count, total in on_spark[1]] == [
        ("bikes", 1_735, "590395.04 USD"),
        ("volume", 760, "637368.54 USD"),
        ("slices", 760, "281443.38 USD"),
        ("helmets", 24, "664.50 USD"),
    ]


@pytest.mark.long
@pytest.mark.real_data
def test_iowa_on_spark(spark, tmp_path):
    if not real.IOWA.is_dir():
        pytest.skip(f"{real.IOWA} is not here: real data is not part of the project")
    programme, inputs = real.iowa(tmp_path)
    on_duckdb, on_spark = both(spark.master, programme, inputs)
    assert on_spark == on_duckdb
    assert [(name, count, str(total)) for name, count, total in on_spark[1]] == [("brand", 7_312, "1275282.35 USD")]


def lake(folder, lines, parts):
    """Made-up lines as the lake keeps them: several Parquet files, ids as numbers, two currencies, returns."""
    con = duckdb.connect()
    for part in range(parts):
        con.execute(
            f"""COPY (SELECT {part} * {lines} + n AS line_id, CAST(1 + hash(n, {part}) % 500 AS BIGINT) AS partner_id,
            CAST(1 + hash(n, 1) % 40 AS BIGINT) AS product_id,
            DATE '2023-01-01' + CAST(hash(n, {part}, 2) % 700 AS INTEGER) AS invoice_date,
            CAST(CAST(hash(n, 3, {part}) % 2000 AS INTEGER) - 100 AS DECIMAL(18, 4)) AS quantity,
            CAST((CAST(hash(n, 4, {part}) % 90000000 AS INTEGER) - 2000000) * 0.0001 AS DECIMAL(18, 4)) AS net_amount,
            CASE hash(n, 5) % 3 WHEN 0 THEN 'EUR' ELSE 'USD' END AS currency
            FROM range({lines}) AS r (n)) TO '{folder}/part{part}.parquet' (ROW_GROUP_SIZE 20000)"""
        )
    con.close()
    return Inputs(
        Scan(tuple(f"{folder}/part{part}.parquet" for part in range(parts)), checked=True),
        real.write(folder / "partners.csv", ("partner_id",), [(n,) for n in range(1, 499)]),
        real.write(
            folder / "products.csv",
            ("product_id", "category", "subcategory"),
            [(n, ("Bikes", "Clothing")[n % 2], ("Helmets", "Road")[n % 3 == 0]) for n in range(1, 39)],
        ),
        real.write(
            folder / "rates.csv",
            ("currency", "valid_from", "rate"),
            [("EUR", "2022-12-01", "1.0725"), ("EUR", "2023-09-01", "1.08")],
        ),
    )


def test_a_worker_that_is_killed_changes_nothing(spark, tmp_path):
    inputs, programme = lake(tmp_path, 200_000, 10), real.programme()
    with local.calculate(programme, inputs) as result:
        expected = result.payouts()
    assert len(expected) > 4_000
    small_tasks = {**AS_SHIPPED, "spark.sql.files.maxPartitionBytes": "500k", "spark.sql.files.openCostInBytes": "0"}
    found = []
    with cluster.Session(programme, inputs, master=spark.master, settings=small_tasks) as session:
        plan = build(programme, session.periods(), session.columns)
        killer = threading.Thread(target=kill_in_the_middle, args=(spark, session.spark.sparkContext, found))
        killer.start()
        with session.run(plan) as result:
            got = result.payouts()
        killer.join()
    spark.workers.append(spark.start_worker("third"))
    assert found and found[0]["done"] < found[0]["tasks"], f"the worker did not die in the middle: {found}"
    assert got == expected


def kill_in_the_middle(spark, context, found):
    """Kill a worker while the pass over the lines is half done."""
    tracker = context.statusTracker()
    until = time.monotonic() + 300
    while not found and time.monotonic() < until:
        for stage in filter(None, map(tracker.getStageInfo, tracker.getActiveStageIds())):
            if stage.numTasks >= 20 and 4 <= stage.numCompletedTasks < stage.numTasks - 4 and stage.numActiveTasks:
                spark.kill(spark.workers.pop())
                found.append({"tasks": stage.numTasks, "done": stage.numCompletedTasks})
                break
        time.sleep(0.02)


def spark_answers(session, sql):
    return session.sql(sql).collect()[0][0]


def test_spark_refuses_what_it_cannot_hold(spark):
    session = cluster.connect(spark.master)
    fits = "CAST('1234567890.123456789' AS DECIMAL(19, 9)) * CAST('1.0000000001' AS DECIMAL(11, 10))"
    assert str(spark_answers(session, f"SELECT {fits}")) == "1234567890.2469135780123456789"
    square = "CAST('1.000000000000001' AS DECIMAL(30, 15)) * CAST('1.000000000000001' AS DECIMAL(30, 15))"
    assert str(spark_answers(session, f"SELECT {square}")) == "1.000000000000002000000000000001"
    for sql in (
        # a product of more than 38 digits: refused, not rounded and not missing
        "SELECT CAST('99999999999999999999' AS DECIMAL(38, 10)) * CAST('99999999999999999999' AS DECIMAL(38, 10))",
        "SELECT CAST('1000' AS DECIMAL(5, 2))",
        "SELECT sum(n) FROM (VALUES (CAST('9e37' AS DECIMAL(38, 0))), (CAST('9e37' AS DECIMAL(38, 0)))) AS t (n)",
        "SELECT CAST(9223372036854775807 AS BIGINT) + CAST(1 AS BIGINT)",
        "SELECT CAST('12a' AS DECIMAL(5, 2))",
        # two decimals without a common type of 38 digits: refused, the longer one keeps its places
        "SELECT coalesce(CAST('99999999999999999999999999999' AS DECIMAL(38, 2)), CAST('0' AS DECIMAL(38, 20)))",
    ):
        with pytest.raises(Exception, match=r"OUT_OF_RANGE|OVERFLOW|CAST_INVALID"):
            spark_answers(session, sql)


@pytest.mark.parametrize("name", [name for name in connecting.EXACT if "timeZone" not in name])
def test_a_setting_that_loses_digits_is_caught(name, spark, monkeypatch):
    wrong = {"true": "false", "false": "true"}[connecting.EXACT[name]]
    monkeypatch.setitem(connecting.EXACT, name, wrong)
    with pytest.raises((AssertionError, pytest.fail.Exception)):
        test_spark_refuses_what_it_cannot_hold(spark)


def test_amounts_far_too_large_are_refused_by_name(spark, tmp_path):
    amounts = [("p1", "2024-01-05", "x", "1", "9" * 33 + ".5"), ("p1", "2024-01-06", "x", "1", "9" * 33 + ".5")]
    header = ("partner_id", "invoice_date", "product_id", "quantity", "net_amount")
    partners = real.write(tmp_path / "partners.csv", ("partner_id",), [("p1",)])
    inputs = Inputs(Scan((real.write(tmp_path / "sales.csv", header, amounts),)), partners)
    flat = real.INCENTIVES.partition("  - id: volume")[0].replace("    products: {category: [Bikes]}\n", "")
    with pytest.raises(InputProblem, match="cannot be calculated exactly"):
        cluster.calculate(real.programme(flat), inputs, master=spark.master)


def test_two_masters_in_one_process_are_refused(spark):
    with pytest.raises(cluster.Unavailable, match="use another process"):
        cluster.connect("local[1]")


def test_without_pyspark_one_sentence_says_what_to_install(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "pyspark", None)
    with pytest.raises(cluster.Unavailable, match=r"pip install 'fairway\[cluster\]'"):
        cluster.connect("local[1]")


@pytest.mark.parametrize(
    ("said", "message"),
    [
        (None, "needs Java, which is not here"),
        ("openjdk version \"11.0.2\" 2019-01-15", "Spark needs Java 17"),
    ],
)  # fmt: skip
def test_without_java_one_sentence_says_what_to_install(said, message, tmp_path, monkeypatch):
    java = tmp_path / "bin" / "java"
    if said is not None:
        java.parent.mkdir()
        java.write_text(f"#!/bin/sh\necho '{said}' >&2\n")
        java.chmod(0o755)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(cluster.Unavailable, match=rf"{message}.*openjdk-17-jre-headless"):
        connecting._need_java()
