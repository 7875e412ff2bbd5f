"""Domains, phone numbers and tax numbers, each by the rules of its own registry."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import phonenumbers
import tldextract

from fairway.matching.words import plain as plain_list

DIGITS = re.compile(r"\D+")
MARKS = str.maketrans("", "", "+ ().-/")
EXTENSION = re.compile(r"(?i)\b(?:x|ext\.?|extension|durchwahl|dw)\s*\d+\s*$")
PLAIN_PHONE = re.compile(r"^\s*\+[0-9][0-9 ().-]*$")
PLAIN_HOST = re.compile(r"^[a-z0-9]+(?:-+[a-z0-9]+)*(?:\.[a-z0-9]+(?:-+[a-z0-9]+)*)+$")
NOT_CODE = re.compile(r"[^A-Za-z0-9]")
MEANS_NONE = frozenset({"none", "na", "unknown", "0", "null", "nil", "nan", "notavailable", "tbd"})
SHORTEST_PHONE = 6
SHORTEST_TAX = 5
# the packaged list of public suffixes; nothing is fetched
_suffixes = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


def read_domain(text: str) -> str:
    """The registered domain of a web or e-mail address; empty for free-mail hosts, which say nothing of a company."""
    text = text.strip().lower().rstrip(".")
    if not text or "." not in text:
        return ""
    host = text.rpartition("@")[2] if "@" in text and "/" not in text else text
    domain = _plain_domain(host) if PLAIN_HOST.match(host) else None
    if domain is None:
        found = _suffixes(host)
        if not found.domain or not found.suffix:
            return ""
        domain = f"{found.domain}.{found.suffix}"
    return "" if domain in plain_list("free_mail") else domain


def _plain_domain(host: str) -> str | None:
    """The registered domain of a host name without scheme, port and path; None where a wild rule is about it."""
    suffixes = _all_suffixes()
    parts = host.split(".")
    if parts[-1] in _wild():
        return None
    for place in range(len(parts)):
        if ".".join(parts[place:]) in suffixes:
            return ".".join(parts[place - 1 :]) if place else ""
    return None


@cache
def _all_suffixes() -> frozenset[str]:
    return frozenset(_suffixes.tlds)


@cache
def _wild() -> frozenset[str]:
    return frozenset(suffix.rpartition(".")[2] for suffix in _all_suffixes() if suffix[0] in "*!")


def read_phone(text: str, country: str) -> str:
    """The number in international form (``+13104721211``), or its digits where it belongs to no known plan."""
    digits = text.translate(MARKS)
    if digits.isdecimal():
        given = text
    else:
        given = EXTENSION.sub("", text)
        digits = DIGITS.sub("", given)
    if len(digits) < SHORTEST_PHONE or len(set(digits)) == 1:
        return ""
    stated = given.lstrip().startswith("+")
    if not stated and country in ("US", "CA") and len(digits) == 10:
        return "+1" + digits  # what the library would answer, a hundred times faster
    if not stated and country in ("US", "CA") and len(digits) == 11 and digits[0] == "1":
        return "+" + digits
    if stated and PLAIN_PHONE.match(given):
        found = _plain_phone(digits)
        if found:
            return found
    if not stated and not country:
        return digits[1:] if len(digits) == 11 and digits[0] == "1" else digits.lstrip("0")
    try:
        number = phonenumbers.parse(given, None if stated else country)
    except phonenumbers.NumberParseException:
        return digits
    return "+" + str(number.country_code) + str(number.national_number)


def _plain_phone(digits: str) -> str:
    """A number given with its country, as the library would answer it; empty where the library must be asked."""
    code, prefix = _plan(digits[:1]) or _plan(digits[:2]) or _plan(digits[:3]) or ("", None)
    national = digits[len(code) :]
    if not code or not 6 <= len(national) <= 12 or (prefix is not None and prefix.match(national)):
        return ""
    return f"+{code}{int(national)}"


@cache
def _plan(code: str) -> tuple[str, re.Pattern[str] | None] | None:
    """A calling code with what may stand before a national number under it and is no part of it."""
    region = phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(int(code or "0"))
    if region is None:
        return None
    home = phonenumbers.PhoneMetadata.metadata_for_region_or_calling_code(int(code), region[0])
    prefix = home.national_prefix_for_parsing if home is not None else None
    return code, re.compile(prefix) if prefix else None


def same_digits(left: str, right: str) -> bool:
    """Say whether two numbers are one, where one side lacks its country: the shorter ends the longer."""
    if left == right:
        return True
    if (left[:1] == "+") == (right[:1] == "+"):
        return False
    short, long = sorted((left.lstrip("+"), right.lstrip("+")), key=len)
    return len(short) >= 8 and long.endswith(short)


def read_tax(text: str, country: str) -> str:
    """A tax or register number without punctuation, and without the country before it where it is the stated one."""
    code = (text if text.isascii() and text.isalnum() else NOT_CODE.sub("", text)).upper()
    if len(code) < SHORTEST_TAX or code.lower() in MEANS_NONE or len(set(code)) == 1:
        return ""
    if country:
        prefix = "EL" if country == "GR" else country
        bare = code[len(prefix) :] if code.startswith(prefix) and len(code) > len(prefix) + 4 else code
        module = _validator(country)
        if module is not None:
            try:
                return str(module.compact(bare)).upper()
            except Exception:
                return bare
        return bare
    return code


@cache
def _validator(country: str) -> Any:
    from stdnum import get_cc_module

    return get_cc_module(country.lower(), "vat")
