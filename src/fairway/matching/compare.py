"""Compare two companies field by field: one named level each, with the bits that rarity adds.

Levels, not similarities: each has a probability among pairs of one company, among branches and family, and among
neighbours, and stands in the parameter file with its reason. Address, postal code, city and region are one comparison,
because they follow from each other and would otherwise be counted four times.
"""

from __future__ import annotations

from typing import NamedTuple

from rapidfuzz.distance import OSA

from fairway.matching.background import Background
from fairway.matching.names import DIFFERENT, MUCH_OTHER, Agreement, compare_names
from fairway.matching.normalise import Known, Street
from fairway.matching.normalise.contacts import same_digits
from fairway.matching.weights import COMPARED

MISSING = "missing"
APART = frozenset({DIFFERENT, MUCH_OTHER, MISSING})
"""Levels of a name by which the two do not bear one name."""


CALM = 12.0
"""Bits that an unheard-of phone, domain or tax number is worth at most beyond the size of the lists."""


class Evidence(NamedTuple):
    """What a comparison found: the level of each of `COMPARED`, and the bits that the rarity of what agrees adds.

    ``crowd`` are bits for two branches: how many more bear the name than the two need to, since a name that stands in
    the lists fifty times is a chain's.
    """

    name: Agreement
    levels: tuple[str, ...]
    rarity: float
    crowd: float = 0.0

    def level(self, field: str) -> str:
        """The level of one field."""
        return self.levels[COMPARED.index(field)]


def compare(left: Known, right: Known, background: Background) -> Evidence:
    """Compare two companies; the order of the two does not matter but for the words of the reasons."""
    name = compare_names(left.name, right.name, background, f"{left.city} {right.city}")
    place, rarity = _place(left, right, background)
    rarity += name.bits
    phone = domain = tax = country = form = MISSING
    if left.phone and right.phone:
        phone, bits = _phone(left.phone, right.phone, background)
        rarity += bits
    if left.domain and right.domain:
        domain, bits = _domain(left.domain, right.domain, background)
        rarity += bits
    if left.tax and right.tax:
        tax, bits = _tax(left, right, background)
        rarity += bits
    if left.country and right.country:
        country = "same" if left.country == right.country else "different"
    if left.name.form and right.name.form:
        form = "different" if name.forms_differ else "same"
    crowd = 0.0 if name.level in APART else background.crowd(left.name.joined, right.name.joined)
    return Evidence(name, (name.level, form, place, phone, domain, tax, country), rarity, crowd)


def _place(left: Known, right: Known, background: Background) -> tuple[str, float]:
    if left.country and right.country and left.country != right.country:
        return "another country", 0.0
    mine, theirs = left.street, right.street
    same_city = _same_city(left.city, right.city)
    postal = bool(left.postal and left.postal == right.postal)
    town = background.value("city", left.city, 1e-3) if same_city else 0.0
    area = background.value("postal", left.postal, 1e-4) if postal else town
    if mine.street and theirs.street:
        agrees = _streets(mine, theirs)
        if agrees in ("address", "unit"):
            bits = max(background.value("street", mine.key, 1e-5), 6.0)
            far = left.city and right.city and not same_city and not postal
            further = left.region and right.region and left.region != right.region
            if far and further:
                return "other city", 0.0
            if far:
                bits -= 3.0
            return f"same {agrees}", min(bits + 2.0, background.most + 6)
        if agrees == "street" and (same_city or postal or not (left.city and right.city)):
            return "same street", max(area, town) + 3.0
        if agrees == "part" and (same_city or postal or not (left.city and right.city)):
            return "part of address", max(area, town) + 5.0
        if postal:
            return "same postal code", area
        if same_city:
            return "same city", town
        if (left.city and right.city) or (left.postal and right.postal):
            return "other city", 0.0
        return "other address", 0.0
    if postal:
        return "postal code alone", area
    if same_city:
        return "city alone", town
    if left.city and right.city:
        return "other city", 0.0
    if left.region and right.region:
        if left.region == right.region:
            return "region alone", background.value("region", left.region, 0.03)
        return "other city", 0.0
    return MISSING, 0.0


def _same_city(left: str, right: str) -> bool:
    if not left or not right:
        return False
    if left == right:
        return True
    if len(left) >= 6 and len(right) >= 6 and OSA.distance(left, right, score_cutoff=1) <= 1:
        return True
    short, long = sorted((left, right), key=len)
    return len(short) >= 5 and (long.endswith(" " + short) or long.startswith(short + " "))


def _streets(left: Street, right: Street) -> str:
    same = left.street == right.street or _same_street(left, right)
    if same:
        if left.number and right.number:
            if _number(left.number) == _number(right.number):
                clash = left.unit and right.unit and left.unit != right.unit
                return "unit" if clash else "address"
            return "part" if _near_number(left.number, right.number) else "street"
        return "part"
    if left.number and _number(left.number) == _number(right.number) and set(left.street) & set(right.street):
        return "address" if len(left.number) > 1 else "part"
    return ""


def _same_street(left: Street, right: Street) -> bool:
    joined, other = "".join(left.street), "".join(right.street)
    if any(word.isdigit() for word in (*left.street, *right.street)):
        return joined == other
    if len(joined) < 4 or len(other) < 4:
        return False
    allowed = 1 if max(len(joined), len(other)) < 9 else 2
    if OSA.distance(joined, other, score_cutoff=allowed) <= allowed:
        return True
    mine, theirs = set(left.street), set(right.street)
    return bool(mine) and bool(theirs) and (mine <= theirs or theirs <= mine)


def _number(number: str) -> str:
    return number.split("-")[0].rstrip("abcdefgh") or number


def _near_number(left: str, right: str) -> bool:
    return len(left) >= 3 and len(right) >= 3 and OSA.distance(left, right, score_cutoff=1) <= 1


def _phone(left: str, right: str, background: Background) -> tuple[str, float]:
    if same_digits(left, right):
        bits = background.value("phone", left, 1e-6)
        return "same", min(bits + 4.0, background.most + CALM)
    if len(left) == len(right) and len(left) >= 8 and OSA.distance(left, right, score_cutoff=1) <= 1:
        return "one digit off", min(9.0, background.most)
    if len(left) >= 10 and left[-7:] == right[-7:]:
        return "other area code", min(9.0, background.most)
    return "different", 0.0


def _domain(left: str, right: str, background: Background) -> tuple[str, float]:
    if left == right:
        bits = background.value("domain", left, 1e-6)
        return "same", min(bits + 2.0, background.most + CALM)
    mine, theirs = left.partition(".")[0], right.partition(".")[0]
    if mine == theirs:
        return "same but for the ending", min(9.0, background.most)
    if min(len(mine), len(theirs)) >= 6 and OSA.distance(mine, theirs, score_cutoff=1) <= 1:
        return "one letter off", min(8.0, background.most)
    return "different", 0.0


def _tax(left: Known, right: Known, background: Background) -> tuple[str, float]:
    if left.tax == right.tax or (left.country != right.country and _ends(left.tax, right.tax)):
        return "same", background.most + 6.0
    if (
        len(left.tax) == len(right.tax)
        and len(left.tax) >= 7
        and OSA.distance(left.tax, right.tax, score_cutoff=1) <= 1
    ):
        return "one digit off", min(8.0, background.most)
    if left.country == "FR" and left.tax[:9] == right.tax[:9]:
        return "same company, other establishment", background.most
    return "different", 0.0


def _ends(left: str, right: str) -> bool:
    short, long = sorted((left, right), key=len)
    return len(short) >= 7 and long.endswith(short)
