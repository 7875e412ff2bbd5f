"""Every worked case on Apache Spark, on a cluster of one master and two workers."""

import re

import pytest

from fairway.engine import dialect, translate
from fairway.engine.backends import cases
from fairway.engine.translate import Target
from fairway.values import Rounding
from tests.programmes.test_cases import FOLDERS
from tests.programmes.test_cases import HERE as CASES

pytestmark = pytest.mark.cluster


# a case takes Spark some seconds: every sixth in each run, all of them when there is time
CASE_BY_CASE = [
    pytest.param(folder, id=folder.name, marks=[] if number % 6 == 0 else [pytest.mark.long])
    for number, folder in enumerate(FOLDERS)
]


@pytest.mark.parametrize("folder", CASE_BY_CASE)
def test_case_on_spark(folder, spark):
    assert cases.differences(cases.read(folder), "cluster", spark.master) == []


def other_mode(mode):
    return Rounding.HALF_EVEN if mode is Rounding.HALF_UP else Rounding.HALF_UP


def swapped(wrong):
    right = translate.written

    def written(tree, target, **more):
        return wrong(right(tree, target, **more))

    return written


FAULTS = {
    "fractions of a whole division kept": (r" DIV ", " / ", "v07_linear"),
    "lines without a rate counted as rated": (r"COUNT\(d\.rate\)", "COUNT(*)", "no_rate_is_refused"),
    "wide whole numbers cut to eighteen digits": (r"DECIMAL\(38, 0\)", "DECIMAL(5, 0)", "v07_linear"),
    "half a cent rounded down": (
        r"ROUND\((CAST\(u\.unrounded AS DECIMAL\(18, 6\)\)), 2\)",
        r"FLOOR(\1, 2)",
        "v28_half_up",
    ),
    "a day too many": (r"SEQUENCE\(starts, ends - 1,", "SEQUENCE(starts, ends,", "months"),
    "no days within a cast": (r"EXPLODE\((.*?\))\) AS day", r"CAST(EXPLODE(\1) AS DATE) AS day", "months"),
    "a list of types taken for one": (
        r"CONTAINS\(s\.type_list, (';reseller;')\)",
        r"s.type_list = \1",
        "members_and_territory",
    ),
    "missing taken for yes": (r"unit_price >= 100, FALSE", "unit_price >= 100, TRUE", "where_condition"),
    "floats": (r"AS DECIMAL\(30, 2\)\)", "AS DOUBLE)", "v28_half_up"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_in_what_spark_is_told_is_caught(fault, spark, monkeypatch):
    right, wrong, name = FAULTS[fault]
    planted = []

    def faulty(sql):
        changed = re.sub(right, wrong, sql)
        if changed != sql:
            planted.append(sql)
        return changed

    monkeypatch.setattr(translate, "written", swapped(faulty))
    try:
        noticed = cases.differences(cases.read(CASES / name), "cluster", spark.master)
    except Exception as refused:
        noticed = [str(refused)]
    assert planted, "the place of the fault is gone; plant it anew"
    assert noticed, f"nobody noticed: {fault}"


@pytest.mark.parametrize("name", ["v28_half_up", "v28_half_even", "half_even_line"])
def test_the_wrong_rounding_of_ties_is_caught_on_spark(name, spark, monkeypatch):
    right = dialect.rounding
    monkeypatch.setattr(dialect, "rounding", lambda mode, *rest: right(other_mode(mode), *rest))
    assert cases.differences(cases.read(CASES / name), "cluster", spark.master)


def test_a_plan_on_spark_says_what_was_made_of_duckdbs_words():
    said = translate.query("SELECT CAST(1 AS HUGEINT) // 2 AS half, contains('ab', 'b') AS has", Target.SPARK)
    assert said == "SELECT CAST(1 AS DECIMAL(38, 0)) DIV 2 AS half, CONTAINS('ab', 'b') AS has"
