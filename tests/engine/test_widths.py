"""Numbers are rounded and written alike whether they fit 64 bits or not."""

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairway.engine import dialect
from fairway.engine.dialect import DecimalType
from fairway.values import Rounding, exact, plain, rounded

KIND, MONEY = DecimalType(38, 13), DecimalType(30, 2)
EDGE = 10 ** (dialect.FAST - KIND.scale)  # 100,000: from here on the number needs more than 18 digits
NEAR = st.tuples(
    st.sampled_from([0, 1, EDGE - 1, EDGE, EDGE + 1, 10**15]), st.sampled_from([0, 5, 4999999999, 5000000000]),
    st.sampled_from([0, 1, 2, 99]), st.booleans(),
)  # fmt: skip


def _number(whole, rest, cents, negative):
    """Whole, cents, and what is beyond them in units of the thirteenth place; halves of a cent among them."""
    text = f"{whole}.{cents:02}{rest * 10:011}"
    return exact(f"-{text}" if negative else text)


@pytest.fixture(scope="module")
def con():
    with duckdb.connect() as con:
        con.execute(f"CREATE TABLE given (held {KIND})")
        yield con


@pytest.mark.parametrize("mode", Rounding)
@settings(max_examples=30, deadline=None)
@given(parts=st.lists(NEAR, min_size=1, max_size=20))
def test_rounded_and_written_alike_on_both_sides_of_64_bits(con, mode, parts):
    numbers = [_number(*one) for one in parts]
    con.execute("DELETE FROM given")
    con.execute("INSERT INTO given VALUES " + ", ".join(f"({plain(one)})" for one in numbers))
    round_ = dialect.rounding(mode, "held", 2, KIND, MONEY)
    assert "CASE" in round_  # the short way is there
    found = con.execute(f"SELECT {round_}, {dialect.plain_text('held', KIND)} FROM given").fetchall()
    assert found == [(rounded(one, 2, mode), plain(one)) for one in numbers]
