"""Where a shorter way stands beside a library's own, the two answer the same."""

from __future__ import annotations

import random

import phonenumbers
import pytest

from fairway.matching.normalise import contacts
from fairway.matching.normalise.contacts import read_domain, read_phone

CODES = sorted(phonenumbers.COUNTRY_CODE_TO_REGION_CODE)


def parsed(text: str, country: str) -> str:
    number = phonenumbers.parse(text, country)
    return f"+{number.country_code}{number.national_number}"


@pytest.mark.parametrize("seed", range(4))
def test_a_number_with_its_country_is_read_as_the_library_reads_it(seed: int) -> None:
    dice = random.Random(seed)
    quick = 0
    for _ in range(3_000):
        digits = "".join(dice.choices("0123456789", weights=[3, 3, *[1] * 8], k=dice.randint(5, 13)))
        between, after = dice.choice(["", " ", " (0)", "-", " (", "."]), dice.choice(["", " ", ") "])
        given = f"+{dice.choice(CODES)}{between}{digits[:3]}{after}{digits[3:]}"
        home = dice.choice(["", "DE", "US", "IT", "FR"])
        try:
            expected = parsed(given, home)
        except phonenumbers.NumberParseException:
            continue
        if len(set(contacts.DIGITS.sub("", given))) == 1:
            continue
        assert read_phone(given, home) == expected, given
        quick += bool(contacts._plain_phone(contacts.DIGITS.sub("", given)))
    assert quick > 1_000


def test_a_plain_host_is_cut_as_the_library_cuts_it() -> None:
    dice = random.Random(1)
    endings = [each for each in contacts._suffixes.tlds if each.isascii()]
    for _ in range(5_000):
        ending = dice.choice(endings).lstrip("*!.")
        host = dice.choice(["acme.", "www.acme.", "shop.acme-two.", "a.b.acme.", ""]) + ending
        found = contacts._suffixes(host)
        expected = f"{found.domain}.{found.suffix}" if found.domain and found.suffix else ""
        if contacts.PLAIN_HOST.match(host) and expected not in contacts.plain_list("free_mail"):
            assert read_domain(host) == expected, host
