"""Reads of partners."""

from fairway.partners.queries.partners import (
    DatedPartner,
    PartnerProfile,
    PartnerRow,
    UnknownPartner,
    alike,
    choices,
    for_calculation,
    ids_by_code,
    ids_by_text,
    listed,
    names_of,
    one,
    profile,
    rows_of,
    visible_to,
)
from fairway.partners.queries.standings import Stood, standings_of

__all__ = [
    "DatedPartner",
    "PartnerProfile",
    "PartnerRow",
    "Stood",
    "UnknownPartner",
    "alike",
    "choices",
    "for_calculation",
    "ids_by_code",
    "ids_by_text",
    "listed",
    "names_of",
    "one",
    "profile",
    "rows_of",
    "standings_of",
    "visible_to",
]
