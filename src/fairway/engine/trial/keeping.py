"""An outcome as plain JSON and back, every number exact, so that a kept trial shows what was seen then."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from fairway.engine.programme import MeasureKind
from fairway.engine.trial.cliffs import Cliff
from fairway.engine.trial.comparing import CliffSum, Outcome, PartnerSum, Sum
from fairway.engine.trial.figures import PartnerFacts
from fairway.values import Exact, Money, exact, plain

KINDS: dict[str, type[Any]] = {
    kind.__name__: kind for kind in (Cliff, CliffSum, Outcome, PartnerFacts, PartnerSum, Sum)
}


def packed(outcome: Outcome) -> dict[str, Any]:
    """Write an outcome as JSON can hold it."""
    found: dict[str, Any] = _pack(outcome)
    return found


def unpacked(found: dict[str, Any]) -> Outcome:
    """Read an outcome that `packed` wrote."""
    outcome: Outcome = _unpack(found)
    return outcome


def _pack(value: Any) -> Any:
    if isinstance(value, Money):
        return {"money": [plain(value.amount), value.currency]}
    if isinstance(value, Exact):
        return {"exact": plain(value)}
    if isinstance(value, MeasureKind):
        return {"measure": value.value}
    if isinstance(value, tuple):
        return [_pack(one) for one in value]
    if type(value).__name__ in KINDS:
        return {"is": type(value).__name__, **{one.name: _pack(getattr(value, one.name)) for one in fields(value)}}
    return value


def _unpack(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_unpack(one) for one in value)
    if not isinstance(value, dict):
        return value
    if "money" in value:
        return Money.of(*value["money"])
    if "exact" in value:
        return exact(value["exact"])
    if "measure" in value:
        return MeasureKind(value["measure"])
    kind = KINDS[value["is"]]
    return kind(**{name: _unpack(one) for name, one in value.items() if name != "is"})
