"""A made-up world of companies: accounts, the ways people write them, and the truth of every change.

Everything follows from a seed. A world has cities of unequal size, companies named in several fashions, chains with
branches, and groups with sisters. `accounts` are the companies as a vendor keeps them. `written` is one of them as
somebody else writes it, with the names of what was changed; `strangers` are companies of the same world that were held
back. No word here comes from a real list.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from fairway.matching.company import Company

SEED = 20260701
ONSETS = [
    "b",
    "br",
    "c",
    "ch",
    "cr",
    "d",
    "dr",
    "f",
    "fl",
    "fr",
    "g",
    "gl",
    "gr",
    "h",
    "j",
    "k",
    "kl",
    "kr",
    "l",
    "m",
    "n",
    "p",
    "pl",
    "pr",
    "qu",
    "r",
    "s",
    "sch",
    "sh",
    "sk",
    "sl",
    "sp",
    "st",
    "str",
    "t",
    "th",
    "tr",
    "v",
    "w",
    "z",
]
VOWELS = ["a", "e", "i", "o", "u", "a", "e", "i", "o", "ai", "au", "ea", "ee", "ei", "ie", "oo", "ou"]
CODAS = ["", "", "", "l", "n", "r", "s", "t", "m", "ck", "nd", "ng", "rt", "st", "x", "lt", "ns", "rk", "sch"]
TRADES = [
    "Logistics",
    "Trading",
    "Foods",
    "Electronics",
    "Engineering",
    "Construction",
    "Pharma",
    "Chemicals",
    "Medical",
    "Software",
    "Systems",
    "Consulting",
    "Insurance",
    "Transport",
    "Energy",
    "Steel",
    "Textiles",
    "Packaging",
    "Plastics",
    "Tools",
    "Machinery",
    "Motors",
    "Furniture",
    "Printing",
    "Security",
    "Design",
    "Marketing",
    "Media",
    "Bakery",
    "Farms",
    "Dental",
    "Optics",
    "Cleaning",
    "Roofing",
    "Plumbing",
    "Flooring",
    "Lighting",
    "Catering",
    "Travel",
    "Freight",
    "Automation",
    "Robotics",
    "Analytics",
    "Networks",
    "Telecom",
    "Paper",
    "Glass",
    "Ceramics",
    "Instruments",
    "Supply",
    "Distribution",
    "Wholesale",
]
SHOPS = [
    "Hardware",
    "Pharmacy",
    "Coffee",
    "Burgers",
    "Pizza",
    "Books",
    "Shoes",
    "Fitness",
    "Liquor",
    "Market",
    "Outlet",
    "Optician",
    "Grill",
    "Bikes",
    "Garden",
]
FORMS = {
    "US": (
        ("Inc.", "Inc", "Incorporated"),
        ("LLC", "L.L.C.", "Limited Liability Company"),
        ("Corp.", "Corporation", "Corp"),
    ),
    "GB": (("Ltd", "Limited", "Ltd."), ("PLC", "plc", "Public Limited Company")),
    "DE": (("GmbH", "Gesellschaft mit beschränkter Haftung", "G.m.b.H."), ("AG", "Aktiengesellschaft", "A.G.")),
    "FR": (("SARL", "S.A.R.L.", "Sarl"), ("SA", "S.A.", "Société Anonyme")),
    "IT": (("S.p.A.", "SpA", "Società per Azioni"), ("S.r.l.", "Srl", "SRL")),
    "NL": (("B.V.", "BV", "Besloten Vennootschap"), ("N.V.", "NV", "Naamloze Vennootschap")),
}
COUNTRIES = (("US", 45), ("GB", 15), ("DE", 15), ("FR", 10), ("IT", 8), ("NL", 7))
STREETS = {
    "US": (
        ("{} Street", "{} St", "{} St."),
        ("{} Avenue", "{} Ave", "{} Ave."),
        ("{} Road", "{} Rd", "{} Rd."),
        ("{} Boulevard", "{} Blvd", "{} Blvd."),
    ),
    "GB": (("{} Road", "{} Rd", "{} Rd."), ("{} Lane", "{} Ln", "{} Lane"), ("{} Street", "{} St", "{} St.")),
    "DE": (("{}straße", "{}strasse", "{}str."), ("{}weg", "{}weg", "{}weg")),
    "FR": (("rue {}", "Rue {}", "r. {}"), ("avenue {}", "av. {}", "Ave {}")),
    "IT": (("via {}", "Via {}", "V. {}"), ("piazza {}", "P.za {}", "Piazza {}")),
    "NL": (("{}straat", "{}str.", "{}straat"), ("{}laan", "{}laan", "{}ln")),
}
DIAL = {"US": "1", "GB": "44", "DE": "49", "FR": "33", "IT": "39", "NL": "31"}
ENDINGS = {"US": "com", "GB": "co.uk", "DE": "de", "FR": "fr", "IT": "it", "NL": "nl"}
SHORT = {
    "Engineering": "Engrg", "Systems": "Sys", "Logistics": "Logis", "Trading": "Trdg", "Transport": "Transp",
    "Supply": "Sply", "Distribution": "Dist", "Construction": "Constr", "Insurance": "Ins", "Electronics": "Elec",
    "Medical": "Med", "Pharmacy": "Pharm",
}  # fmt: skip
ACCENTS = str.maketrans({"ö": "o", "ü": "u", "ä": "a", "é": "e", "è": "e", "à": "a", "ß": "ss"})


@dataclass(frozen=True)
class Written:
    """A company as somebody writes it: which account it is (none for a stranger) and what was changed."""

    company: Company
    account: str
    changes: tuple[str, ...]


@dataclass(frozen=True)
class City:
    """A place with its region, postal codes and dialling code."""

    name: str
    region: str
    country: str
    postal: int
    dial: str


class World:
    """A seeded world. The same seed and size always give the same companies."""

    def __init__(self, size: int, seed: int = SEED) -> None:
        self.size = size
        self.random = random.Random(seed)
        self.words = self._words(max(2_000, size // 6))
        self.streets = self._words(1_500)
        self.cities = self._cities(max(60, min(4_000, size // 150)))
        self.city_weights = [1.0 / (rank + 3) for rank in range(len(self.cities))]

    def _words(self, count: int) -> list[str]:
        found: dict[str, None] = {}
        while len(found) < count:
            syllables = self.random.choice((1, 2, 2, 2, 3))
            word = "".join(
                self.random.choice(ONSETS) + self.random.choice(VOWELS) + (self.random.choice(CODAS) if last else "")
                for last in (place == syllables - 1 or self.random.random() < 0.25 for place in range(syllables))
            )
            if 4 <= len(word) <= 12:
                if self.random.random() < 0.06:
                    word = word.replace("o", "ö", 1).replace("e", "é", 1)
                found[word.capitalize()] = None
        return list(found)

    def _cities(self, count: int) -> list[City]:
        names = self._words(count)
        countries, weights = zip(*COUNTRIES, strict=True)
        found = []
        for place, name in enumerate(names):
            country = self.random.choices(countries, weights)[0]
            region = f"{self.random.choice('ABCDEFGHKLMN')}{self.random.choice('ABCDEFGHKLMN')}"
            found.append(City(name, region, country, 10_000 + place * 20 % 89_000, f"{self.random.randint(201, 989)}"))
        return found

    def accounts(self) -> Iterator[Company]:
        """The companies, one account each: single ones, chains with their branches, groups with their sisters."""
        made = 0
        while made < self.size:
            draw = self.random.random()
            if draw < 0.02:
                count = min(self.random.choice((3, 4, 6, 10, 25)), self.size - made)
                for each in self._chain(made, count):
                    yield each
                    made += 1
            elif draw < 0.05:
                for each in self._group(made, min(self.random.choice((2, 3)), self.size - made)):
                    yield each
                    made += 1
            else:
                yield self._company(str(made))
                made += 1

    def _word(self) -> str:
        return self.words[int(len(self.words) * self.random.random() ** 1.8)]

    def _name(self, city: City) -> tuple[str, str]:
        """A name without its legal form, and the stem of its domain."""
        word, trade = self._word(), self.random.choice(TRADES)
        fashion = self.random.random()
        if fashion < 0.45:
            name = f"{word} {trade}"
        elif fashion < 0.60:
            name = f"{word} & {self._word()} {trade}"
        elif fashion < 0.70:
            name = f"{word} {self._word()}"
        elif fashion < 0.78:
            name = f"{city.name} {word} {trade}"
        elif fashion < 0.88:
            name = f"{word} {self.random.choice(('Group', 'International', 'Solutions', 'Services', 'Industries'))}"
        elif fashion < 0.94:
            name = f"{''.join(self.random.choices('ABCDEFGHKLMNPRSTVWZ', k=3))} {word} {trade}"
        else:
            name = f"{word} {self.random.choice(('1', '2', '24', '360', 'One', '21'))} {trade}"
        return name, "".join(letter for letter in name.translate(ACCENTS).lower() if letter.isalnum())[:24]

    def _company(self, number: str, name: str = "", stem: str = "", city: City | None = None) -> Company:
        city = city or self.random.choices(self.cities, self.city_weights)[0]
        if not name:
            name, stem = self._name(city)
            name = f"{name} {self.random.choice(FORMS[city.country])[0]}"
        has = self.random.random
        street = self.random.choice(STREETS[city.country])[0].format(self.random.choice(self.streets))
        house = self.random.randint(1, 400)
        address = f"{house} {street}" if city.country in ("US", "GB", "FR") else f"{street} {house}"
        return Company(
            id=number,
            name=name,
            address=address if has() < 0.92 else "",
            city=city.name if has() < 0.97 else "",
            region=city.region,
            postal_code=str(city.postal + self.random.randint(0, 19)) if has() < 0.9 else "",
            country=city.country,
            domain=f"{stem}.{ENDINGS[city.country]}" if has() < 0.65 else "",
            phone=f"+{DIAL[city.country]} {city.dial} {self.random.randint(2_000_000, 9_999_999)}"
            if has() < 0.8
            else "",
            tax_id=f"{self.random.randint(10**8, 10**9 - 1)}" if has() < 0.4 else "",
        )

    def _chain(self, first: int, count: int) -> Iterator[Company]:
        city = self.random.choices(self.cities, self.city_weights)[0]
        word = self._word()
        name = f"{word} {self.random.choice(SHOPS)}"
        stem = "".join(letter for letter in name.translate(ACCENTS).lower() if letter.isalnum())
        for number in range(count):
            place = self.random.choice(self.cities) if number else city
            named = name if self.random.random() < 0.8 else f"{name} {place.name}"
            yield self._company(str(first + number), named, stem, place)

    def _group(self, first: int, count: int) -> Iterator[Company]:
        city = self.random.choices(self.cities, self.city_weights)[0]
        word = f"{self._word()} {self.random.choice(self.words)}"
        stem = "".join(letter for letter in word.translate(ACCENTS).lower() if letter.isalnum())
        for number in range(count):
            part = ("Holding", self.random.choice(TRADES), self.random.choice(TRADES) + " Services")[number]
            place = city if self.random.random() < 0.5 else self.random.choices(self.cities, self.city_weights)[0]
            form = self.random.choice(FORMS[place.country])[0]
            yield self._company(str(first + number), f"{word} {part} {form}", stem, place)

    # how people write what stands in the accounts

    def written(self, company: Company) -> Written:
        """The company as somebody else writes it, with the names of the changes."""
        changes: list[str] = []
        draw = self.random.random
        name = company.name
        for form in FORMS.get(company.country, ()):
            if name.endswith(form[0]):
                choice = draw()
                if choice < 0.35:
                    name = name[: -len(form[0])].strip()
                    changes.append("legal form left out")
                elif choice < 0.6:
                    name = name[: -len(form[0])] + self.random.choice(form[1:])
                    changes.append("legal form written otherwise")
                break
        for word, short in SHORT.items():
            if word in name and draw() < 0.3:
                name = name.replace(word, short)
                changes.append("word abbreviated")
                break
        if draw() < 0.25:
            name = self._typo(name)
            changes.append("name misspelt")
        if draw() < 0.06 and len(name.split()) > 2:
            cut = name.split()
            name = " ".join([*cut[1:2], cut[0], *cut[2:]])
            changes.append("words in another order")
        if draw() < 0.08 and len(name.split()) > 2:
            cut = name.split()
            cut.pop(self.random.randrange(1, len(cut)))
            name = " ".join(cut)
            changes.append("word left out")
        if draw() < 0.5:
            name = name.translate(ACCENTS)
        if draw() < 0.2:
            name = name.upper()
            changes.append("capitals")
        address, city, postal = company.address, company.city, company.postal_code
        if address:
            if draw() < 0.35:
                address = ""
                changes.append("address missing")
            elif draw() < 0.5:
                for style in STREETS[company.country]:
                    plain = style[0].replace("{}", "").strip()
                    if plain in address:
                        address = address.replace(plain, self.random.choice(style[1:]).replace("{}", "").strip())
                        changes.append("street abbreviated")
                        break
            elif draw() < 0.1:
                address = f"{address}, Suite {self.random.randint(100, 900)}"
                changes.append("unit added")
        if draw() < 0.1 and (address or postal):
            city = ""
            changes.append("city missing")
        if draw() < 0.45:
            postal = ""
        phone = company.phone
        if phone:
            choice = draw()
            if choice < 0.5:
                phone = ""
            elif choice < 0.6:
                phone = f"{phone[:-7]}{self.random.randint(2_000_000, 9_999_999)}"
                changes.append("other phone")
            elif choice < 0.8:
                phone = phone.split(" ", 1)[1].replace(" ", "-") if company.country == "US" else phone.replace(" ", "")
                changes.append("phone written otherwise")
        domain = company.domain
        if domain:
            choice = draw()
            if choice < 0.6:
                domain = ""
            elif choice < 0.65:
                domain = domain.rpartition(".")[0] + ".net"
                changes.append("other domain ending")
            elif choice < 0.8:
                domain = f"www.{domain}"
        changed = company._replace(
            name=name,
            address=address,
            city=city,
            postal_code=postal,
            region=company.region if draw() < 0.6 else "",
            country=company.country if draw() < 0.8 or (phone and not phone.startswith("+")) else "",
            phone=phone,
            domain=domain,
            tax_id=company.tax_id if draw() < 0.3 else "",
        )
        return Written(changed, company.id, tuple(changes))

    def _typo(self, name: str) -> str:
        words = name.split()
        longest = max(range(len(words)), key=lambda place: len(words[place]) + self.random.random())
        word = words[longest]
        if len(word) < 4:
            return name
        place = self.random.randrange(1, len(word) - 1)
        sort = self.random.randrange(4)
        if sort == 0:
            word = word[:place] + word[place + 1 :]
        elif sort == 1:
            word = word[:place] + word[place] + word[place:]
        elif sort == 2:
            word = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
        else:
            word = word[:place] + self.random.choice("aeiounrstl") + word[place + 1 :]
        words[longest] = word
        return " ".join(words)


def questions(world: World, accounts: Sequence[Company], known: int, new: int) -> list[Written]:
    """Companies that are looked up: ``known`` of the accounts as others write them, ``new`` strangers written likewise.

    A stranger is a company of the same world that no account is: made by the same rules, and never one of a chain.
    """
    asked = [world.written(accounts[world.random.randrange(len(accounts))]) for _ in range(known)]
    for number in range(new):
        asked.append(replace(world.written(world._company(f"new{number}")), account=""))
    return asked


def with_repeats(world: World, accounts: Sequence[Company], share: float) -> tuple[list[Company], set[tuple[str, str]]]:
    """The accounts with some of them entered again as others write them, and the pairs that are one company."""
    rows = list(accounts)
    written: dict[str, list[str]] = {}
    truth: set[tuple[str, str]] = set()
    for number in range(int(len(accounts) * share)):
        one = world.written(accounts[world.random.randrange(len(accounts))])
        name = f"r{number}"
        rows.append(one.company._replace(id=name))
        same = written.setdefault(one.account, [one.account])
        truth.update((other, name) for other in same)
        same.append(name)
    return rows, truth
