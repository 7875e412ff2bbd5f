"""A query asked again over other rows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest

from fairway.engine.backends.local import asked_again

KINDS = {
    "id": pa.int64(), "amount": pa.decimal128(38, 10), "on": pa.date32(), "name": pa.string(), "known": pa.bool_()
}  # fmt: skip
ROWS = [
    {"id": 2**63 - 1, "amount": Decimal("0E-10"), "on": date(2025, 2, 28), "name": "O'Neill; DROP", "known": True},
    {"id": -1, "amount": Decimal("-9999999999999999999999999999.0000000001"), "on": None, "name": "", "known": False},
    {"id": None, "amount": None, "on": date.min, "name": None, "known": None},
]


@pytest.mark.parametrize("written_out", [0, 400])
def test_rows_arrive_as_they_are_however_they_are_handed_over(
    written_out: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asked_again, "WRITTEN_OUT", written_out)
    asked = f"SELECT *, {written_out} AS way FROM handed"
    for rows in (ROWS, ROWS[:1], []):
        given = pa.Table.from_pylist(rows, pa.schema(KINDS))
        found = asked_again.answer(asked, {"handed": given}).drop_columns(["way"])
        assert found.cast(given.schema).to_pylist() == rows
