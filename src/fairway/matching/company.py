"""A company as somebody wrote it down, before anything is understood about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Company(NamedTuple):
    """What one list says of one company. Every field is text as given and may be empty.

    ``country`` is a code or a name; ``domain`` may be a web address or an e-mail address; ``phone`` and ``tax_id``
    are read by the rules of the country.
    """

    id: str = ""
    name: str = ""
    address: str = ""
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""
    domain: str = ""
    email: str = ""
    phone: str = ""
    tax_id: str = ""

    @classmethod
    def of(cls, cells: Mapping[str, str | None]) -> Company:
        """Make a company from cells by field name; what is absent is empty."""
        return cls(**{name: (cells.get(name) or "").strip() for name in FIELDS})


FIELDS: tuple[str, ...] = Company._fields
"""The fields in their documented order."""
