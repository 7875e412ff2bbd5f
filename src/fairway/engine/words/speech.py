"""How a language writes: its numbers, money, days and lists, and its sentences from templates with named slots.

A `Message` is one template in every language that is spoken, so none can be forgotten; the slots of one are the same
in all of them. Templates never build a word from parts, and where a language bends its words (an article, a case, a
plural) the bent word is a template of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from string import Formatter

from fairway.values import Exact, Money, plain

_THIN, _FIXED = "\u202f", "\u00a0"


@dataclass(frozen=True, slots=True)
class Message:
    """One template in all languages; `{name}` is a slot."""

    en: str
    de: str
    fr: str
    ja: str

    def __post_init__(self) -> None:
        # French sets these signs apart, and never at the beginning of a line
        spaced = self.fr.replace(" :", f"{_FIXED}:")
        for sign in ";?!":
            spaced = spaced.replace(f" {sign}", f"{_THIN}{sign}")
        object.__setattr__(self, "fr", spaced)

    def slots(self, language: str) -> frozenset[str]:
        """The names of the slots in one language."""
        return frozenset(name for _, name, _, _ in Formatter().parse(getattr(self, language)) if name)


@dataclass(frozen=True, slots=True)
class Counted:
    """A number of things, `{n}`: the word for exactly one, and the word for any other number."""

    one: Message
    other: Message


@dataclass(frozen=True, slots=True)
class _Habits:
    """How numbers, percentages, lists and quotations look."""

    name: str
    thousands: str
    decimal: str
    percent: str
    comma: str
    joined: str
    either: str
    opening: str
    closing: str

    @property
    def currency_first(self) -> bool:
        """Whether a currency stands before its amount: where the decimal sign is a point."""
        return self.decimal == "."


MONTHS = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
}
_HABITS = {
    "en": _Habits("English", ",", ".", " %", ", ", " and ", " or ", "'", "'"),
    "de": _Habits("Deutsch", ".", ",", f"{_FIXED}%", ", ", " und ", " oder ", "„", "“"),
    "fr": _Habits("Français", _THIN, ",", f"{_FIXED}%", ", ", " et ", " ou ", f"«{_FIXED}", f"{_FIXED}»"),
    "ja": _Habits("日本語", ",", ".", "%", "、", "と", "または", "「", "」"),
}
LANGUAGES = {code: habits.name for code, habits in _HABITS.items()}
"""The languages that are spoken, each with its own name for itself."""
SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥"}


@dataclass(frozen=True, slots=True)
class Speech:
    """A reader's language. With `books` money is written as books and pages do: USD 1,250.00 instead of $1,250.

    :raises ValueError: it is none of `LANGUAGES`.
    """

    language: str = "en"
    books: bool = False

    def __post_init__(self) -> None:
        if self.language not in _HABITS:
            raise ValueError(f"Nothing can be said in '{self.language}' yet; it can in {', '.join(_HABITS)}.")

    @property
    def currency_first(self) -> bool:
        """Whether a currency stands before its amount."""
        return _HABITS[self.language].currency_first

    @property
    def thousands(self) -> str:
        """The sign that sets thousands apart."""
        return _HABITS[self.language].thousands

    @property
    def decimal(self) -> str:
        """The decimal sign."""
        return _HABITS[self.language].decimal

    @property
    def points_back(self) -> bool:
        """Whether a pronoun can stand for what is named later in the sentence."""
        return self.language != "ja"

    def say(self, message: Message, /, **slots: str) -> str:
        """Fill a template."""
        template: str = getattr(message, self.language)
        return template.format(**slots)

    def count(self, value: Exact, things: Counted) -> str:
        """Write a number of things: 1 unit, 12 units."""
        return self.say(things.one if value == 1 else things.other, n=self.number(value))

    def number(self, value: Exact, places: int = 0) -> str:
        """Write a number, thousands set apart, without needless zeros behind `places` decimal places: 1,250.5."""
        habits = _HABITS[self.language]
        whole, _, fraction = plain(value).partition(".")
        sign, digits = ("−", whole[1:]) if whole.startswith("-") else ("", whole)
        grouped = f"{int(digits):,}".replace(",", habits.thousands)
        fraction = fraction.ljust(places, "0")
        return f"{sign}{grouped}{habits.decimal}{fraction}" if fraction else f"{sign}{grouped}"

    def percent(self, value: Exact) -> str:
        """Write a factor in percent: 12.5 %."""
        return f"{self.number(value.scaleb(2))}{_HABITS[self.language].percent}"

    def amount(self, value: Exact, currency: str, full: bool = False) -> str:
        """Write an amount with the currency's sign: $1,250; `full` shows the minor unit even when it is zero."""
        digits = Money.zero(currency).digits
        if self.books:
            return self.booked(Money(value, currency))
        broken = value != value.to_integral_value()
        written = self.number(value, digits if full or broken else 0)
        symbol = SYMBOLS.get(currency)
        if not self.currency_first:
            return f"{written}{_FIXED}{symbol or currency}"
        if symbol is None:
            return f"{currency} {written}"
        return f"−{symbol}{written[1:]}" if written.startswith("−") else f"{symbol}{written}"

    def money(self, value: Money, full: bool = False) -> str:
        """Write money with the currency's sign."""
        return self.amount(value.amount, value.currency, full)

    def booked(self, value: Money) -> str:
        """Write money as books and pages do, with the currency's code: USD 1,250.00; 1.250,00 USD."""
        written = self.number(value.amount, value.digits)
        if self.currency_first:
            return f"{value.currency} {written}"
        return f"{written}{_FIXED}{value.currency}"

    def day(self, value: date) -> str:
        """Write a day: 1 February 2025."""
        if self.language == "ja":
            return f"{value.year}年{value.month}月{value.day}日"
        return f"{self._ordinal(value.day)} {self.month(value.month)} {value.year}"

    def _ordinal(self, number: int) -> str:
        if self.language == "de":
            return f"{number}."
        return "1er" if self.language == "fr" and number == 1 else str(number)

    def month(self, number: int) -> str:
        """Name a month."""
        return f"{number}月" if self.language == "ja" else MONTHS[self.language].split()[number - 1]

    def first_of(self, month: int) -> str:
        """Write the first day of a month: 1 February."""
        return f"{month}月1日" if self.language == "ja" else f"{self._ordinal(1)} {self.month(month)}"

    def joined(self, words: Iterable[str]) -> str:
        """List words that all hold: a, b and c."""
        return self._listed(words, _HABITS[self.language].joined)

    def either(self, words: Iterable[str]) -> str:
        """List words of which one holds: a, b or c."""
        return self._listed(words, _HABITS[self.language].either)

    def _listed(self, words: Iterable[str], last: str) -> str:
        *rest, final = [*words] or [""]
        return f"{_HABITS[self.language].comma.join(rest)}{last}{final}" if rest else final

    def comma(self, words: Iterable[str]) -> str:
        """List words without a last one: a, b, c."""
        return _HABITS[self.language].comma.join(words)

    def quoted(self, word: str) -> str:
        """Put a word in quotation marks."""
        habits = _HABITS[self.language]
        return f"{habits.opening}{word}{habits.closing}"

    @staticmethod
    def begun(sentence: str) -> str:
        """Begin a sentence with a capital letter."""
        return f"{sentence[:1].upper()}{sentence[1:]}"

    def sentences(self, said: Iterable[str]) -> str:
        """Write sentences one after the other."""
        return ("" if self.language == "ja" else " ").join(said)


ENGLISH = Speech("en")
BOOKS = Speech("en", books=True)
"""Writes as the books do, where nobody's language is asked for."""
