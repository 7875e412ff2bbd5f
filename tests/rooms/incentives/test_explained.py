"""An explanation is kept for exactly what went in, and no longer than memory allows."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pytest

from fairway.engine.inputs import Inputs, Scan
from fairway.incentives.queries import explained as module
from fairway.values import FiscalCalendar

QUARTER = FiscalCalendar().parse("2025-Q1")


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """What was explained anew."""
    calls: list[tuple[Any, ...]] = []

    def explain(*given: Any, person: str) -> Any:
        calls.append(given)
        return SimpleNamespace(lines=(1,) * int(given[4]), excluded=())

    monkeypatch.setattr(module.local, "explain", explain)
    monkeypatch.setattr(module, "_kept", type(module._kept)())
    return calls


def read(file: str = "a.parquet", digest: str = "1", tier: str = "gold") -> Inputs:
    return Inputs(Scan((file,), digest=digest), pa.table({"partner_id": [7], "tier": [tier]}))


def ask(given: Inputs, *, partner: str = "7", as_of: date | None = None) -> Any:
    return module.explained("programme", given, "volume", QUARTER, partner, as_of)  # type: ignore[arg-type]


def test_the_same_inputs_are_explained_once(made: list[Any]) -> None:
    assert ask(read()) is ask(read())
    assert len(made) == 1


def test_other_lines_partners_or_standing_are_explained_anew(made: list[Any]) -> None:
    ask(read())
    for other in (read(file="b.parquet"), read(digest="2"), read(tier="silver")):
        ask(other)
    ask(read(), partner="8")
    ask(read(), as_of=date(2025, 2, 1))
    assert len(made) == 6


def test_few_are_kept_and_none_that_is_large(made: list[Any]) -> None:
    for number in range(module.KEPT + 5):
        ask(read(digest=str(number)))
    assert len(module._kept) == module.KEPT
    ask(read(), partner=str(module.MOST_LINES + 1))
    ask(read(), partner=str(module.MOST_LINES + 1))
    assert len(made) == module.KEPT + 5 + 2
