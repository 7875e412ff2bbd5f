"""A saved mapping: how one sender's files are to be read.

Everything a person may correct stands here and nothing else, so that the next file of the same sender needs no person.
Columns are held by their heading, not their place: a column moved or added changes nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields, replace
from types import MappingProxyType
from typing import Any

from fairway.formats.dates import ORDERS
from fairway.formats.fields import BY_NAME, plain_heading

EVENTS = ("sell_in", "sell_through", "sell_out")
KINDS = ("sale", "return", "sample", "adjustment")
SIGNS = ("signed", "returns_positive", "all_negated")
FACTOR = re.compile(r"[0-9]{1,12}(\.[0-9]{1,6})?")
RESERVED = frozenset({"line_id", "report_id", "reporter_id", *BY_NAME})
"""Names of a sales line's own columns, which no further column may take (compared without regard to case)."""
NEEDED = ("invoice_date", "product_id", "quantity")


class BadLayout(ValueError):
    """The mapping cannot be used; the sentence says which part and why."""


def _frozen(values: Mapping[str, str]) -> Mapping[str, str]:
    return MappingProxyType(dict(values))


@dataclass(frozen=True)
class Layout:
    """How to read one sender's files.

    ``columns``: canonical field -> heading in the file (``#3`` is the third column of a file without headings).
    ``constants``: canonical field -> one value for every line (``currency``, ``event``, ``country`` …).
    ``signs``: ``signed`` as it stands; ``returns_positive`` when returns are marked by ``kinds`` but written positive;
    ``all_negated`` when sales are written negative (a ledger's view).
    ``kinds``: value of the ``kind`` column -> sale, return, sample, adjustment; ``events`` likewise.
    ``units``: unit as written -> how many base units it holds, as exact text ("12").
    ``extras``: name of a further column kept for conditions -> heading in the file.
    """

    kind: str = "delimited"
    encoding: str = ""
    delimiter: str = ","
    quote: str = '"'
    sheet: str = ""
    header_row: int = 1
    decimal: str = "."
    dates: str = "ymd"
    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    signs: str = "signed"
    kinds: Mapping[str, str] = field(default_factory=dict)
    events: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    extras: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("columns", "constants", "kinds", "events", "units", "extras"):
            object.__setattr__(self, name, _frozen(getattr(self, name)))
        self._check()

    def _check(self) -> None:
        if self.decimal not in {".", ","}:
            raise BadLayout(f"The decimal mark is “.” or “,”, not “{self.decimal}”.")
        if self.dates not in ORDERS:
            raise BadLayout(f"The date order is one of {', '.join(ORDERS)}, not “{self.dates}”.")
        if self.signs not in SIGNS:
            raise BadLayout(f"The sign convention is one of {', '.join(SIGNS)}, not “{self.signs}”.")
        if self.kind == "delimited" and len(self.delimiter) != 1:
            raise BadLayout("The delimiter is one character.")
        for name in (*self.columns, *self.constants):
            if name not in BY_NAME:
                raise BadLayout(f"“{name}” is not a field of a sales line. Fields: {', '.join(BY_NAME)}.")
        taken: set[str] = set()
        for name in self.extras:
            if name.lower() in RESERVED or name.lower() in taken or not name.strip():
                raise BadLayout(f"A further column cannot be kept as “{name}”: that name is taken. Give it another.")
            taken.add(name.lower())
        for value in self.kinds.values():
            if value not in KINDS:
                raise BadLayout(f"“{value}” is not a kind of line; choose one of {', '.join(KINDS)}.")
        for value in (*self.events.values(), *([self.constants["event"]] if "event" in self.constants else [])):
            if value not in EVENTS:
                raise BadLayout(f"“{value}” is not an event; choose one of {', '.join(EVENTS)}.")
        for unit, factor in self.units.items():
            if not FACTOR.fullmatch(factor) or not factor.strip("0."):
                raise BadLayout(f"Unit “{unit}” needs how many base units it holds, such as 12, not “{factor}”.")

    def missing(self) -> tuple[str, ...]:
        """Fields without which no line can be accepted and that have neither a column nor a constant."""
        lacking = [name for name in NEEDED if name not in self.columns and name not in self.constants]
        if "net_amount" not in self.columns and "unit_price" not in self.columns:
            lacking.append("net_amount")
        return tuple(lacking)

    def fitted(self, headings: tuple[str, ...]) -> tuple[Layout, tuple[str, ...]]:
        """Answer this layout with headings as this file spells them, and the mapped headings it lacks."""
        spelled = {plain_heading(heading): heading for heading in reversed(headings)}
        lost: list[str] = []

        def found(mapping: Mapping[str, str]) -> dict[str, str]:
            kept = {}
            for name, heading in mapping.items():
                if heading in headings:
                    kept[name] = heading
                elif plain_heading(heading) in spelled:
                    kept[name] = spelled[plain_heading(heading)]
                else:
                    lost.append(heading)
            return kept

        return replace(self, columns=found(self.columns), extras=found(self.extras)), tuple(lost)

    def without(self, names: Collection[str]) -> Layout:
        """Answer this layout with some fields not read."""
        return replace(
            self,
            columns={name: heading for name, heading in self.columns.items() if name not in names},
            constants={name: value for name, value in self.constants.items() if name not in names},
        )

    def to_json(self) -> str:
        """Write the layout as JSON text, keys sorted."""
        return json.dumps(self.to_dict(), sort_keys=True, ensure_ascii=False)

    def to_dict(self) -> dict[str, Any]:
        """Write the layout as plain dicts and texts."""
        return {
            each.name: dict(value) if isinstance(value := getattr(self, each.name), Mapping) else value
            for each in fields(self)
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Layout:
        """Read a layout back. A further column whose name has become a field's own is read as that field.

        :raises BadLayout: an unknown key, or a value of the wrong kind.
        """
        known = {each.name: each for each in fields(cls)}
        for name, value in values.items():
            if name not in known:
                raise BadLayout(f"“{name}” is not part of a layout.")
            wanted: type | tuple[type, ...] = str
            if name == "header_row":
                wanted = int
            elif name in {"columns", "constants", "kinds", "events", "units", "extras"}:
                wanted = Mapping
            if not isinstance(value, wanted):
                raise BadLayout(f"“{name}” of a layout cannot be {value!r}.")
        extras = {name: heading for name, heading in values.get("extras", {}).items() if name not in BY_NAME}
        moved = {name: heading for name, heading in values.get("extras", {}).items() if name in BY_NAME}
        return cls(**{**values, "extras": extras, "columns": {**moved, **values.get("columns", {})}})

    @classmethod
    def from_json(cls, text: str) -> Layout:
        """Read a layout from JSON text.

        :raises BadLayout: not JSON, or not a layout.
        """
        try:
            values = json.loads(text)
        except json.JSONDecodeError as problem:
            raise BadLayout(f"The saved layout is not JSON: {problem}.") from None
        if not isinstance(values, dict):
            raise BadLayout("The saved layout is not a JSON object.")
        return cls.from_dict(values)
