"""What particulars are made of, and how each part reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from fairway.agreements.rules.grants import KINDS
from fairway.agreements.rules.places import Area
from fairway.agreements.rules.places import words as place_words
from fairway.policy.problems import counted
from fairway.values import Exact, Money, exact, plain

SECTIONS: Mapping[str, str] = {
    "appointment": "Appointment",
    "territories": "Territory and exclusivity",
    "price": "Price and payment",
    "expectations": "What the partner undertakes",
    "duties": "What the vendor undertakes",
    "brand": "Brand standards",
    "term": "Term, notice and renewal",
    "licence": "Licences",
    "compliance": "Compliance",
}
"""The parts of the particulars, in order; a clause of a template says with its anchor which part it is about."""

METRICS: Mapping[str, str] = {
    "net_sales": "Net sales",
    "new_customers": "New customers",
    "registered_deals": "Registered deals",
    "certified_people": "Certified people",
    "satisfaction": "Customer satisfaction",
}
PERIODS: Mapping[str, str] = {"month": "each month", "quarter": "each quarter", "year": "each year of the agreement"}
DUTIES: Mapping[str, tuple[str, str]] = {
    "answer_time": ("Answers questions within", "hours"),
    "lead_share": ("Passes on leads of the territory", "%"),
    "training": ("Trains the partner's people", "days a year"),
    "minimum_stock": ("Keeps stock for", "weeks"),
    "funds": ("Provides marketing funds of", "% of net sales"),
    "other": ("Undertakes", ""),
}
"""Duties of the vendor: words, and the unit of the amount."""
RENEWALS: Mapping[str, str] = {"none": "Ends with its term", "automatic": "Renews by itself"}
COMPLIANCE: Mapping[str, str] = {
    "anti_bribery": "No bribery: neither gives nor takes advantages",
    "export_control": "Keeps export control and sanctions law",
    "data_protection": "Protects personal data, and uses it for this agreement only",
    "records": "Keeps records of sales, and lets the vendor's auditor see them",
    "labour": "Keeps to labour and human-rights standards in its supply chain",
}


@dataclass(frozen=True)
class PlaceTerms:
    """Places granted, how, of which product line and to which segment; `lines` empty for all lines agreed on."""

    kind: str
    areas: tuple[Area, ...]
    excepted: tuple[Area, ...] = ()
    line: str | None = None
    segment: str = ""
    at_most: int | None = None

    @property
    def kind_title(self) -> str:
        return f"Shared by at most {self.at_most}" if self.at_most else KINDS[self.kind]

    @property
    def place(self) -> str:
        """The places in words."""
        return place_words(self.areas, self.excepted)


@dataclass(frozen=True)
class Expectation:
    """What the partner undertakes to reach: a metric, an amount, and by which period it is counted.

    ``months``, of new customers: a customer who bought nothing for so long is new again; None: never.
    """

    metric: str
    period: str
    amount: Exact
    currency: str = ""
    months: int | None = None

    @property
    def money(self) -> Money | None:
        return Money(self.amount, self.currency) if self.currency else None

    @property
    def words(self) -> str:
        unit = f" {self.currency}" if self.currency else ""
        new = f", new again after {counted(self.months, 'month')} without a purchase" if self.months else ""
        return f"{METRICS[self.metric]}: at least {grouped(self.amount)}{unit} {PERIODS[self.period]}{new}"


@dataclass(frozen=True)
class Duty:
    """What the vendor undertakes: a kind, an amount in the kind's unit, and a word more."""

    kind: str
    amount: Exact | None = None
    note: str = ""

    @property
    def words(self) -> str:
        title, unit = DUTIES[self.kind]
        if self.kind == "other":
            return self.note
        said = f"{title}: {grouped(self.amount if self.amount is not None else exact(0))} {unit}"
        return f"{said} ({self.note})" if self.note else said


@dataclass(frozen=True)
class Licence:
    """Something of the vendor's that the partner may use, and for what."""

    subject: str
    use: str

    @property
    def words(self) -> str:
        return f"{self.subject}: {self.use}"


@dataclass(frozen=True)
class Covenants:
    """What competition law asks about: restrictions that the agreement lays on the partner. None: nobody has said."""

    non_compete_months: int = 0
    non_compete_endless: bool = False
    purchase_share: int = 0
    post_term_months: int = 0
    post_term_know_how: bool = False
    restricts_active_sales: bool = False
    restricts_passive_sales: bool = False
    restricts_internet: bool = False
    levels_passed_on: int = 1
    parallel_imposition: bool | None = None
    exclusive_dealing: bool = False
    share_of_outlets: int | None = None
    easy_exit: bool = False

    @property
    def non_compete(self) -> bool:
        return self.non_compete_endless or self.non_compete_months > 0


@dataclass(frozen=True)
class Particulars:
    """Everything agreed on beside the words. `until_on` is the first day it no longer holds, None for no end."""

    roles: tuple[str, ...]
    lines: tuple[str, ...]
    since_on: date
    until_on: date | None = None
    territories: tuple[PlaceTerms, ...] = ()
    price_list: str = ""
    discount: Exact | None = None
    payment_days: int | None = None
    price_note: str = ""
    expectations: tuple[Expectation, ...] = ()
    duties: tuple[Duty, ...] = ()
    brand_standards: str = ""
    notice_days: int = 0
    renewal: str = "none"
    renewal_months: int = 0
    licences: tuple[Licence, ...] = ()
    compliance: tuple[str, ...] = ()
    compliance_note: str = ""
    covenants: Covenants = field(default_factory=Covenants)

    @property
    def renews(self) -> bool:
        return self.renewal == "automatic"

    @property
    def notice_by(self) -> date | None:
        """The last day on which notice can be given before the term ends."""
        return notice_by(self.until_on, self.notice_days)

    @property
    def grants(self) -> tuple[tuple[PlaceTerms, str], ...]:
        """Each territory with each product line it is granted for."""
        return tuple(
            (one, line) for one in self.territories for line in (self.lines if one.line is None else (one.line,))
        )

    @property
    def price_words(self) -> tuple[str, ...]:
        """The price terms, one sentence each."""
        said = []
        if self.price_list:
            said.append(f"Price list {self.price_list}")
        if self.discount is not None:
            said.append(f"{plain(self.discount)} % off the list price")
        if self.payment_days is not None:
            said.append(f"Payment within {counted(self.payment_days, 'day')} of the invoice")
        if self.price_note:
            said.append(self.price_note)
        return tuple(said)


def notice_by(until_on: date | None, notice_days: int) -> date | None:
    """The last day for notice: so many days before the first day an agreement would no longer hold."""
    return None if until_on is None else until_on - timedelta(days=notice_days)


def grouped(value: Exact) -> str:
    """A number as an agreement writes it: 250,000.50."""
    whole, _, decimals = plain(value).partition(".")
    sign, digits = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    head = len(digits) % 3
    parts = ([digits[:head]] if head else []) + [digits[at : at + 3] for at in range(head, len(digits), 3)]
    return sign + ",".join(parts) + (f".{decimals}" if decimals else "")
