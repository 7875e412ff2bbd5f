"""A registration as people write it outside the form: lines of ``Field: value``, and numbers as text.

A mail holds more than what is meant: greetings, what it answers, signatures. Only lines that begin with the name of a
field are read; what a field goes on with stands below it until the next field or an empty line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fairway.deals.rules.asked import Fault
from fairway.deals.rules.policy.document import FIELDS
from fairway.formats.fields import plain_heading
from fairway.policy.problems import nearest
from fairway.values import Exact, NotExact, plain, typed

LABELS: Mapping[str, str] = {
    plain_heading(words): name for name, field in FIELDS.items() for words in (field.label, name)
} | {"programme": "programme", "program": "programme", "product": "product", "role": "role",
     "organisation": "organisation"}  # fmt: skip
"""What may stand before a colon, in plain form, and the field it names."""
LINE = re.compile(r"\s*[*•-]?\s*([^:]{2,40}?)\s*:\s*(.*)")
END = re.compile(r"--\s?|_{5,}|-{3,} ?(original message|ursprüngliche nachricht|message d'origine).*", re.IGNORECASE)
MOST_TEXT = 100_000
"""Characters of a mail that are read; a registration has far fewer."""


@dataclass(frozen=True, slots=True)
class WrittenLine:
    """A product as text: its number, how many, what for."""

    sku: str
    units: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class WrittenRole:
    """A partner's part in the deal as text."""

    role: str
    named: str
    share: str = ""
    since: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """What a mail says: fields by name, products and roles, which programme, and names of fields that are none."""

    fields: Mapping[str, str]
    lines: tuple[WrittenLine, ...] = ()
    roles: tuple[WrittenRole, ...] = ()
    programme: str = ""
    organisation: str = ""
    faults: tuple[Fault, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing was said of a registration."""
        return not (self.fields or self.lines or self.roles)


def read_written(text: str) -> Written:
    """Read lines of ``Field: value``; the first value of a field holds. Never raises for what the text holds."""
    said: dict[str, str] = {}
    lines: list[WrittenLine] = []
    roles: list[WrittenRole] = []
    faults: list[Fault] = []
    current = ""
    for line in text[:MOST_TEXT].splitlines():
        bare = line.strip()
        if END.fullmatch(bare):
            break
        if bare.startswith(">"):
            current = ""
            continue
        match = LINE.fullmatch(line)
        name = LABELS.get(plain_heading(match[1])) if match else None
        if match and name:
            value, current = match[2].strip(), ""
            if name == "product":
                lines += [WrittenLine(*_parts(value, 3))] if value else []
            elif name == "role":
                parts = _parts(value, 4) if value else []
                roles += [WrittenRole(*parts)] if len(parts) > 1 else []
            elif name not in said and (value or name in FIELDS):
                said[name], current = value, name
        elif not bare:
            current = ""
        elif current in FIELDS and FIELDS[current].kind == "long":
            said[current] = f"{said[current]}\n{bare}".strip()
        elif match and (meant := nearest(plain_heading(match[1]), LABELS)) is not None:
            label = FIELDS[LABELS[meant]].label if LABELS[meant] in FIELDS else LABELS[meant].capitalize()
            faults.append(Fault("", match[1], f"“{match[1]}” is not a field. Did you mean “{label}”?"))
    fields = {name: _choice(name, value) for name, value in said.items() if name in FIELDS and value}
    return Written(
        fields, tuple(lines), tuple(roles), said.get("programme", ""), said.get("organisation", ""), tuple(faults)
    )


def _parts(value: str, most: int) -> list[str]:
    sign = ";" if ";" in value else ","
    return [part.strip()[:200] for part in value.split(sign, most - 1)][:most]


def _choice(name: str, value: str) -> str:
    """The value of a choice, which people write by its words; a country may be in small letters."""
    field = FIELDS[name]
    if name == "country":
        return value.upper() if len(value) == 2 else value
    for code, words in field.choices:
        if plain_heading(value) in (plain_heading(words), plain_heading(code)):
            return code
    return value


def number(text: str, whole: int, fraction: int) -> Exact | None:
    """A number as people write it, ``12,500.50``, or None where it is none or has too many digits.

    A comma parts thousands; ``12,5`` could be twelve and a half, so it is no number.
    """
    try:
        found = typed(text)
    except NotExact:
        return None
    before, _, after = plain(found).lstrip("-").partition(".")
    return found if len(before) <= whole and len(after) <= fraction else None


def to_fill_in(faults: Iterable[Fault]) -> tuple[str, ...]:
    """The lines that somebody who answers copies and fills in, one for each field that is missing or wrong."""
    names = dict.fromkeys(fault.field for fault in faults if fault.field)
    return tuple(
        "Product: number, how many, value" if name == "lines" else f"{FIELDS[name].label}: "
        for name in names
        if name == "lines" or name in FIELDS
    )
