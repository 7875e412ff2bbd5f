"""Whatever is said in one language is said in all, with the same figures."""

import dataclasses
import importlib
import pkgutil
from collections.abc import Iterator
from datetime import date

import pytest

from fairway.engine.words import LANGUAGES, describe, messages
from fairway.engine.words.speech import Counted, Message, Speech
from fairway.values import exact
from tests.engine.whole_programme import everything, incentive, programme

OTHERS = [language for language in LANGUAGES if language != "en"]


def catalogue() -> Iterator[tuple[str, Message]]:
    """Every message of every catalogue, by its name."""
    for module in pkgutil.iter_modules(messages.__path__):
        found = importlib.import_module(f"{messages.__name__}.{module.name}")
        for name, value in vars(found).items():
            if name.isupper():
                yield from _messages(f"{module.name}.{name}", value)


def _messages(name: str, value: object) -> Iterator[tuple[str, Message]]:
    if isinstance(value, Message):
        yield name, value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from _messages(f"{name}[{key}]", each)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from _messages(f"{name}.{field.name}", getattr(value, field.name))


MESSAGES = dict(catalogue())


def test_the_catalogues_are_found() -> None:
    assert len(MESSAGES) > 250
    assert set(LANGUAGES) == {field.name for field in dataclasses.fields(Message)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_has_the_same_slots_in_every_language(language: str) -> None:
    assert [name for name, message in MESSAGES.items() if message.slots(language) != message.slots("en")] == []


@pytest.mark.parametrize("language", OTHERS)
def test_nothing_is_left_in_english(language: str) -> None:
    same = {name for name, one in MESSAGES.items() if getattr(one, language) == one.en and _says_anything(one)}
    assert {name.rpartition(".")[2] for name in same} <= SHARED[language]


SHARED: dict[str, set[str]] = {
    "de": {"IN_COUNTRY", "SKU"},
    "fr": {"CORRECTIONS", "DATE", "PAGES", "PAGE_OF", "PROGRAMME", "QUESTIONS", "SKU", "VOLUME", "KINDS[correction]"},
    "ja": {"SKU"},
}
"""Messages that read the same in English."""


def _says_anything(message: Message) -> bool:
    """Whether there are words beside the slots."""
    text = message.en
    for slot in message.slots("en"):
        text = text.replace(f"{{{slot}}}", "")
    return any(character.isalpha() for character in text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_programme_of_every_mechanic_is_said_whole(language: str) -> None:
    whole = everything()
    said = describe(whole, language, exempt=lambda _: True)
    assert [one.id for one in said.incentives] == [one.id for one in whole.incentives]
    text = said.text()
    assert "{" not in text
    assert "MeasureKind" not in text
    english = describe(whole, "en", exempt=lambda _: True)
    assert [len(one.terms) for one in said.incentives] == [len(one.terms) for one in english.incentives]


HEADLINES = {
    "en": "You earn 3 % of all your net sales in a quarter in which they reach $100,000. Lower steps begin at 1 %.",
    "de": "Sie erhalten 3\u00a0% auf Ihren Nettoumsatz insgesamt in jedem Quartal, in dem dieser Wert 100.000\u00a0$ "
    "erreicht. Die niedrigeren Stufen beginnen bei 1\u00a0%.",
    "fr": "Vous recevez 3\u00a0% sur la totalité de votre chiffre d'affaires net chaque trimestre où cette valeur "
    "atteint 100\u202f000\u00a0$. Les paliers inférieurs commencent à 1\u00a0%.",
    "ja": "純売上高が$100,000に達した各四半期に、純売上高全体の3%が支払われます。下位の段階は1%から始まります。",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_headline_in_each_language(language: str) -> None:
    assert describe(programme(incentive("volume")), language).incentives[0].headline == HEADLINES[language]


def test_what_is_agreed_with_one_partner_is_said_to_nobody_else() -> None:
    whole = everything()
    assert "P-001" not in describe(whole).text()
    own = describe(whole, "de", exempt=lambda one: one.partner == "P-001").text()
    assert "Mit P-001 vereinbart ab 1. Januar 2025: 4\u00a0% auf jeder Stufe. Grund: Agreed on 3 Dec 2024" in own
    assert "P-002" not in own


@pytest.mark.parametrize(
    ("language", "number", "amount", "day", "listed"),
    [
        ("en", "−1,234.5", "−$1,234.50", "1 February 2025", "a, b and c"),
        ("de", "−1.234,5", "−1.234,50\u00a0$", "1. Februar 2025", "a, b und c"),
        ("fr", "−1\u202f234,5", "−1\u202f234,50\u00a0$", "1er février 2025", "a, b et c"),
        ("ja", "−1,234.5", "−$1,234.50", "2025年2月1日", "a、bとc"),
    ],
)
def test_writes_numbers_money_and_days(language: str, number: str, amount: str, day: str, listed: str) -> None:
    speech = Speech(language)
    assert speech.number(exact("-1234.5")) == number
    assert speech.amount(exact("-1234.5"), "USD") == amount
    assert speech.day(date(2025, 2, 1)) == day
    assert speech.joined(["a", "b", "c"]) == listed


def test_counts_one_and_many() -> None:
    apples = Counted(Message("{n} apple", "{n} Apfel", "{n} pomme", "{n}個"), Message("{n} apples", "", "", ""))
    assert [Speech().count(exact(value), apples) for value in (1, 2)] == ["1 apple", "2 apples"]
