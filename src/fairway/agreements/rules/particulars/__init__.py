"""The particulars of an agreement: what two sides agree on beside the template's words, as checked data."""

from fairway.agreements.rules.particulars.changes import Change, changes
from fairway.agreements.rules.particulars.fields import FIELDS, TITLES, values_of
from fairway.agreements.rules.particulars.lawful import facts_of
from fairway.agreements.rules.particulars.reading import Known, Read, Typed, read
from fairway.agreements.rules.particulars.terms import (
    COMPLIANCE,
    DUTIES,
    METRICS,
    PERIODS,
    RENEWALS,
    SECTIONS,
    Covenants,
    Duty,
    Expectation,
    Licence,
    Particulars,
    PlaceTerms,
)

__all__ = [
    "COMPLIANCE",
    "DUTIES",
    "FIELDS",
    "METRICS",
    "PERIODS",
    "RENEWALS",
    "SECTIONS",
    "TITLES",
    "Change",
    "Covenants",
    "Duty",
    "Expectation",
    "Known",
    "Licence",
    "Particulars",
    "PlaceTerms",
    "Read",
    "Typed",
    "changes",
    "facts_of",
    "read",
    "values_of",
]
