"""What an applicant said: read against the form, counted in points, compared with whom the vendor knows.

A state of an application says who has to do something: nobody yet (prospect), the applicant (begun, unconfirmed,
returned), the vendor (applied, in review), or nobody any more (approved, refused, withdrawn).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from cleanco import basename
from rapidfuzz import fuzz
from stdnum import get_cc_module
from stdnum.exceptions import ValidationError

from fairway.matching.background import Background
from fairway.matching.company import Company
from fairway.matching.explain import reasons as explained
from fairway.matching.normalise import Known as Normalised
from fairway.matching.normalise import known as normalised
from fairway.matching.score import score as weighed
from fairway.matching.weights import packaged
from fairway.partners.rules.documents import Form, Question
from fairway.partners.rules.facts import TYPES, Fault, plain_name
from fairway.values import COUNTRIES, Exact, NotExact, exact

STATES: Mapping[str, str] = {
    "prospect": "Prospect",
    "begun": "Begun",
    "unconfirmed": "Address not confirmed",
    "applied": "Applied",
    "in_review": "In review",
    "returned": "Returned",
    "approved": "Approved",
    "refused": "Refused",
    "withdrawn": "Withdrawn",
}
NEXT: Mapping[str, frozenset[str]] = {
    "prospect": frozenset({"unconfirmed", "applied", "refused"}),
    "begun": frozenset({"unconfirmed", "applied", "withdrawn"}),
    "unconfirmed": frozenset({"applied", "withdrawn"}),
    "applied": frozenset({"in_review", "returned", "refused", "approved", "withdrawn"}),
    "in_review": frozenset({"applied", "returned", "refused", "approved", "withdrawn"}),
    "returned": frozenset({"applied", "in_review", "refused", "withdrawn"}),
    "approved": frozenset(),
    "refused": frozenset({"in_review"}),
    "withdrawn": frozenset({"in_review"}),
}
"""What may follow. An approval made a partner: it is not taken back here, the partner is ended instead."""
BOARD = ("prospect", "applied", "in_review", "returned", "approved", "refused")
OPEN_TO_APPLICANT = frozenset({"prospect", "begun", "unconfirmed", "returned"})
REFERRAL_WORDS: Mapping[str, str] = {
    "prospect": "Received",
    "applied": "Applied",
    "in_review": "Under review",
    "returned": "Under review",
    "approved": "Became a partner",
    "refused": "Closed",
    "withdrawn": "Closed",
}
"""What whoever referred a company reads: where it is, never why."""
LONGEST = 2000
LONG_TEXT = 10_000
FREE_MAIL = frozenset(
    [
        "gmail.com",
        "googlemail.com",
        "outlook.com",
        "hotmail.com",
        "live.com",
        "msn.com",
        "yahoo.com",
        "yahoo.co.uk",
        "yahoo.co.jp",
        "ymail.com",
        "icloud.com",
        "me.com",
        "mac.com",
        "aol.com",
        "gmx.de",
        "gmx.net",
        "gmx.at",
        "web.de",
        "t-online.de",
        "freenet.de",
        "mail.com",
        "proton.me",
        "protonmail.com",
        "zoho.com",
        "yandex.com",
        "mail.ru",
        "qq.com",
        "163.com",
        "126.com",
        "orange.fr",
        "wanadoo.fr",
        "free.fr",
        "laposte.net",
        "libero.it",
        "virgilio.it",
        "ziggo.nl",
        "planet.nl",
        "btinternet.com",
        "comcast.net",
        "verizon.net",
        "att.net",
        "docomo.ne.jp",
    ]
)
"""Domains that anybody may have an address in: they say nothing about a company."""
NEEDED: Mapping[str, str] = {
    "country": "Choose the country.",
    "contact": "Write your name.",
    "email": "Write your e-mail address.",
}
ALIKE = 82
"""From this likeness of two names (0 to 100, legal forms aside) on a person should look."""
PERHAPS = 0.3
"""From this probability on the matcher's word alone is reason enough to look."""


@dataclass(frozen=True)
class CompanyFacts:
    """What an applicant, a referrer or the vendor says about a company that is no partner yet."""

    name: str
    type: str = ""
    country: str = ""
    region: str = ""
    city: str = ""
    postal_code: str = ""
    address: str = ""
    website: str = ""
    tax_number: str = ""
    contact: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Points:
    """What one answer counts, and why."""

    question: str
    ask: str
    answer: str
    points: int
    most: int
    why: str


@dataclass(frozen=True)
class Score:
    """The points of an application, question by question."""

    total: int
    most: int
    lines: tuple[Points, ...]


@dataclass(frozen=True)
class Known:
    """A company the vendor knows already, as far as it is compared: a partner, or another application."""

    kind: str
    id: int
    code: str
    name: str
    country: str
    status: str
    tax_key: str
    domain: str


@dataclass(frozen=True)
class Duplicate:
    """A company that may be the same, and each reason to think so.

    ``strength`` is 3 where a number is the same, 2 for a domain, 1 for a name.
    """

    known: Known
    strength: int
    evidence: tuple[str, ...]


def faults_of_company(facts: CompanyFacts, *, whole: bool = True) -> tuple[Fault, ...]:
    """Everything that keeps a company's facts from being taken; ``whole`` asks for what a submission needs."""
    found: list[Fault] = []
    if not facts.name.strip():
        found.append(Fault("name", "", "Write the company's name."))
    if facts.type and facts.type not in TYPES:
        found.append(Fault("type", facts.type, f"“{facts.type}” is not a partner type: one of {', '.join(TYPES)}."))
    if facts.country and facts.country not in COUNTRIES:
        found.append(Fault("country", facts.country, f"“{facts.country}” is not an ISO 3166 country code such as DE."))
    if whole:
        for name, words in NEEDED.items():
            if not getattr(facts, name).strip():
                found.append(Fault(name, "", words))
    if facts.tax_number and tax_check(facts.country, facts.tax_number) == "wrong":
        found.append(
            Fault("tax_number", facts.tax_number,
                  f"“{facts.tax_number}” is no tax number of {facts.country}: a digit is missing or mistyped. "
                  "Correct it, or leave it empty.")
        )  # fmt: skip
    return tuple(found)


def tax_key(country: str, number: str) -> str:
    """A tax number as it is compared: letters and digits, with its country before it."""
    bare = re.sub(r"[^A-Z0-9]", "", number.upper())
    if not bare:
        return ""
    prefix = "EL" if country == "GR" else country
    return bare if prefix and bare.startswith(prefix) else f"{prefix}{bare}"


def tax_check(country: str, number: str) -> str:
    """Whether a tax number can be right: ``right``, ``wrong``, or ``unknown`` where nobody can tell.

    A wrong check digit is wrong; a number of a country whose rules are not known, or of another kind than the value
    added tax number, is unknown: it is kept as it was written.
    """
    if not number.strip() or not country:
        return "unknown"
    module = get_cc_module(country.lower(), "vat")
    if module is None:
        return "unknown"
    bare = tax_key(country, number)
    try:
        module.validate(bare)
        return "right"
    except ValidationError:
        # only what claims to be this kind of number, by its country's letters or its length, can be wrong
        return "wrong" if re.sub(r"[^A-Z0-9]", "", number.upper()).startswith(country) else "unknown"


def domain_of(website: str = "", email: str = "") -> str:
    """The domain a company goes by: that of its website, else of its address; none for addresses anybody may have."""
    text = website.strip().lower()
    if text:
        try:
            host = urlsplit(text if "//" in text else f"//{text}").hostname or ""
        except ValueError:
            host = ""
        host = host.removeprefix("www.")
        if "." in host:
            return host[:200]
    domain = email.strip().lower().rpartition("@")[2]
    return "" if domain in FREE_MAIL or "." not in domain else domain[:200]


def core_name(name: str) -> str:
    """A company's name without its legal form: Anker Messtechnik of Anker Messtechnik GmbH & Co. KG."""
    return plain_name(basename(basename(name))) or plain_name(name)


def likeness(left: str, right: str) -> int:
    """How alike two names of companies are, 0 to 100, legal forms and the order of words aside."""
    a, b = core_name(left), core_name(right)
    return round(fuzz.token_sort_ratio(a, b)) if a and b else 0


def duplicates(facts: CompanyFacts, known: Iterable[Known]) -> tuple[Duplicate, ...]:
    """Companies that may be the same, the strongest evidence first: numbers, domains, names, and what the matcher says.

    A number or a domain that two companies share is said as such, for the matcher knows that groups share both.
    """
    tax, domain = tax_key(facts.country, facts.tax_number), domain_of(facts.website, facts.email)
    asked = normalised(
        Company("", facts.name, facts.address, facts.city, facts.region, facts.postal_code, facts.country, domain, "",
                facts.phone, tax),
        facts.country,
    )  # fmt: skip
    found: list[tuple[int, float, Duplicate]] = []
    for one in known:
        said, strength = [], 0
        if tax and tax == one.tax_key:
            said.append(f"The same tax number, {tax}.")
            strength = 3
        if domain and domain == one.domain:
            said.append(f"The same domain, {domain}.")
            strength = max(strength, 2)
        alike = likeness(facts.name, one.name)
        if alike >= ALIKE:
            words = "The same name" if alike == 100 else f"Names {alike} % alike"
            country = "" if not one.country or one.country == facts.country else f", but in {one.country}"
            said.append(f"{words}, legal form aside: {one.name}{country}.")
            strength = max(strength, 1)
        same, reasons = _matched(asked, one)
        if said or same >= PERHAPS:
            why = ", ".join(reasons)
            end = "" if why.endswith("?") else "."
            said.append(f"The matcher says {round(same * 100)} % the same company: {why}{end}")
            found.append((max(strength, 1), same, Duplicate(one, max(strength, 1), tuple(said))))
    return tuple(one for _, _, one in sorted(found, key=lambda row: (-row[0], -row[1], row[2].known.id)))


def _matched(asked: Normalised, one: Known) -> tuple[float, tuple[str, ...]]:
    """How probably the matcher takes a known company for the one that is asked for, and why."""
    there = normalised(
        Company(str(one.id), one.name, country=one.country, domain=one.domain, tax_id=one.tax_key), one.country
    )
    judged = weighed(asked, there, packaged(), Background())
    return judged.same, explained(asked, there, judged) or ("nothing but what was compared",)


def read_answers(
    form: Form, given: Mapping[str, Sequence[str]], files: Mapping[str, Sequence[str]], *, whole: bool
) -> tuple[dict[str, list[str]], tuple[Fault, ...]]:
    """What was answered, by question; and what is wrong with it.

    ``files`` are the names of the files that were sent for a question. ``whole`` asks for what is required, too: an
    application saved half-way may lack it.
    """
    answers: dict[str, list[str]] = {}
    faults: list[Fault] = []
    for question in form.questions:
        if question.answer == "file":
            values = list(files.get(question.id, ()))
        else:
            values = [value.strip() for value in given.get(question.id, ()) if value.strip()]
        if not values:
            if whole and question.required:
                faults.append(Fault(question.id, "", "This needs an answer."))
            continue
        problem = _problem_of(question, values)
        if problem:
            faults.append(Fault(question.id, values[0][:80], problem))
        answers[question.id] = values if question.several or question.answer == "file" else values[:1]
    return answers, tuple(faults)


def _problem_of(question: Question, values: Sequence[str]) -> str:
    if question.answer == "choice":
        odd = next((value for value in values if value not in {choice.id for choice in question.choices}), None)
        if odd is not None:
            return f"“{odd[:40]}” is not one of the choices: choose again."
        return "" if question.several or len(values) == 1 else "Choose one."
    if question.answer == "yes_no":
        return "" if values[0] in {"yes", "no"} else "Answer yes or no."
    if question.answer == "number":
        return "" if _number(values[0]) is not None else f"“{values[0][:40]}” is not a number: write one such as 12.5."
    longest = LONG_TEXT if question.answer == "long_text" else LONGEST
    return f"At most {longest:,} characters." if len(values[0]) > longest else ""


def _number(text: str) -> Exact | None:
    try:
        return exact(text.replace(" ", "").replace(",", ".")) if len(text) <= 20 else None
    except NotExact:
        return None


def score(form: Form, answers: Mapping[str, Sequence[str]]) -> Score:
    """Count an application's points, with the reason for each."""
    lines = tuple(
        _points(question, list(answers.get(question.id, ()))) for question in form.questions if question.most > 0
    )
    return Score(sum(line.points for line in lines), form.most, lines)


def _points(question: Question, values: list[str]) -> Points:
    said = shown_answer(question, values)
    points, why = 0, "Not answered."
    if values and question.answer == "choice":
        chosen = [choice for choice in question.choices if choice.id in values]
        points = sum(choice.points for choice in chosen)
        why = "; ".join(f"{choice.text}: {choice.points}" for choice in chosen)
    elif values and question.answer == "yes_no":
        points = question.if_yes if values[0] == "yes" else question.if_no
        why = f"{said}: {points}"
    elif values and (number := _number(values[0])) is not None:
        reached = [step for step in question.steps if number >= step.from_]
        points = reached[-1].points if reached else 0
        why = f"From {reached[-1].from_}: {points}" if reached else "Below the first step: 0"
    return Points(question.id, question.ask, said, points, question.most, why)


def shown_answer(question: Question, values: Sequence[str]) -> str:
    """An answer as people read it."""
    if question.answer == "choice":
        texts = {choice.id: choice.text for choice in question.choices}
        return ", ".join(texts.get(value, value) for value in values)
    if question.answer == "yes_no":
        return {"yes": "Yes", "no": "No"}.get(values[0], values[0]) if values else ""
    return ", ".join(values)
