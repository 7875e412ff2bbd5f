"""Plain frozen values: money, rates, quantities, periods and codes, all exact.

This is the only package that touches Python's Decimal; the rest of Fairway makes numbers with `exact`.
"""

from fairway.values.code import COUNTRIES, CURRENCIES, Currency, UnknownCode, country, currency
from fairway.values.exact import (
    Exact,
    NotExact,
    Rounding,
    divided,
    exact,
    exactly,
    exacts,
    minus,
    plain,
    plus,
    rounded,
    times,
    typed,
)
from fairway.values.money import CurrencyMismatch, Money, allocate, apportion
from fairway.values.period import FiscalCalendar, Length, Period, UnknownPeriod, day_in_words
from fairway.values.rate import Quantity, Rate

__all__ = [
    "COUNTRIES",
    "CURRENCIES",
    "Currency",
    "CurrencyMismatch",
    "Exact",
    "FiscalCalendar",
    "Length",
    "Money",
    "NotExact",
    "Period",
    "Quantity",
    "Rate",
    "Rounding",
    "UnknownCode",
    "UnknownPeriod",
    "allocate",
    "apportion",
    "country",
    "currency",
    "day_in_words",
    "divided",
    "exact",
    "exactly",
    "exacts",
    "minus",
    "plain",
    "plus",
    "rounded",
    "times",
    "typed",
]
