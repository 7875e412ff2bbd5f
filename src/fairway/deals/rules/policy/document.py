"""What a registration policy says, once it is read: frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from fairway.deals.rules.policy.business import BusinessCalendar
from fairway.values import Exact, exact


@dataclass(frozen=True, slots=True)
class Field:
    """One field a policy can ask for: its name, its label and hint for people, and how it is entered."""

    name: str
    label: str
    kind: Literal["text", "long", "day", "number", "email", "choice"] = "text"
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    longest: int = 200


DEAL_TYPES = (
    ("new_business", "New business"),
    ("expansion", "More for an existing customer"),
    ("renewal", "Renewal"),
    ("replacement", "Replacement"),
)
TENDERS = (
    ("none", "No tender"),
    ("expected", "A tender is expected, not yet published"),
    ("published", "A tender has been published"),
)
FIELDS: Mapping[str, Field] = {
    one.name: one
    for one in (
        Field("name", "Opportunity", hint="What you and we call it in a sentence."),
        Field("company", "End customer", hint="The legal name, as on an order."),
        Field("country", "Country", "choice"),
        Field("website", "Website", hint="The company's own, such as example.com."),
        Field("tax_number", "Tax or register number", longest=60),
        Field("address", "Street", longest=300),
        Field("city", "City", longest=120),
        Field("region", "State or region", longest=80),
        Field("postal_code", "Postal code", longest=20),
        Field("contact_name", "Contact at the customer", longest=120),
        Field("contact_email", "Their e-mail", "email", longest=254),
        Field("contact_phone", "Their phone", longest=60),
        Field("deal_type", "Kind of deal", "choice", choices=DEAL_TYPES),
        Field("expected_close", "Expected close", "day"),
        Field("effort", "What you did so far", "long", "Meetings, demonstrations, a proof of concept.", longest=4000),
        Field("description", "The customer's need", "long", longest=4000),
        Field("tender", "Tender", "choice", choices=TENDERS),
        Field("tender_published_on", "Published on", "day"),
        Field("incumbent", "Who supplies them today", longest=200),
        Field("department", "Department or site", hint="Where one part of a large group buys by itself.", longest=160),
        Field("reference", "Your own number", longest=60),
    )
}
"""Every field a form can have. Products, with quantity and value, are lines of their own."""

ALWAYS = ("name", "company", "country")
"""Fields no registration can do without: what, for whom, and where."""

FINDINGS: Mapping[str, str] = {
    "same_deal": "another registration of the same company and products",
    "pipeline": "an opportunity of the vendor's own pipeline",
    "exclusive_grant": "somebody else's exclusive right",
    "recent_sale": "a recent sale to this company",
    "incumbent": "a renewal of what another sold",
    "trained_people": "too few trained people, or none that are known here",
    "corporate_family": "a company of the same group",
    "same_registrant": "the same deal registered before by the same partner",
    "tender": "a tender that is already published",
    "no_right": "no right to sell these products there",
    "own_company": "the registrant registering for itself",
    "free_mail": "a domain that is a free-mail host",
    "unclear_company": "a company that could be several",
}
SEVERITIES = ("stop", "ask", "note")
DEFAULT_SEVERITY: Mapping[str, str] = {
    "same_deal": "stop",
    "pipeline": "ask",
    "exclusive_grant": "stop",
    "recent_sale": "ask",
    "incumbent": "stop",
    "trained_people": "ask",
    "corporate_family": "note",
    "same_registrant": "stop",
    "tender": "ask",
    "no_right": "stop",
    "own_company": "stop",
    "free_mail": "ask",
    "unclear_company": "ask",
}
PROOFS: Mapping[str, str] = {
    "meeting_notes": "meeting notes",
    "email": "an e-mail with the customer",
    "call_summary": "a summary of a call",
    "quote": "a quote",
    "demonstration": "a demonstration",
    "poc_result": "the result of a proof of concept",
    "purchase_order": "a purchase order",
    "letter": "a letter of the customer",
    "decommission_letter": "a decommission letter",
    "statement": "the partner's own statement",
}
ROLES: Mapping[str, str] = {
    "registering": "registered the deal",
    "transacting": "sells it",
    "distributor": "delivers it",
    "influence": "influenced it",
    "services": "does the services",
}
STAGES = ("lead", "engaged", "confirmed", "quoted", "negotiating", "ordering")
PRICES: Mapping[str, str] = {
    "list": "the list price",
    "standard": "their standard discount",
    "co_sell": "the co-sell discount",
    "half": "half of the registration discount",
    "reward": "the registrant's reward, even if another partner wins with the same offer",
}


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time: ``2 business days``, ``90 days``, ``3 months``."""

    count: int
    unit: Literal["hours", "days", "months", "business hours", "business days"]

    def __str__(self) -> str:
        return f"{self.count} {self.unit[:-1] if self.count == 1 else self.unit}"

    def after(self, start: datetime, calendar: BusinessCalendar) -> datetime:
        """When it has passed. Whole days and months end with their last day where the policy is at home."""
        if self.unit == "hours":
            return start + timedelta(hours=self.count)
        if self.unit == "business hours":
            return calendar.after(start, timedelta(hours=self.count))
        if self.unit == "business days":
            return calendar.after(start, calendar.day_length * self.count)
        zone = ZoneInfo(calendar.time_zone)
        on = start.astimezone(zone).date()
        last = on + timedelta(days=self.count) if self.unit == "days" else months_later(on, self.count)
        return datetime.combine(last + timedelta(days=1), time(), zone)


def months_later(on: date, months: int) -> date:
    """The same day some months later (earlier when negative), or the last day of a shorter month."""
    month = on.month - 1 + months
    year, month = on.year + month // 12, month % 12 + 1
    for day in range(on.day, on.day - 4, -1):
        try:
            return date(year, month, day)
        except ValueError:
            continue
    raise ValueError(on)


@dataclass(frozen=True, slots=True)
class Threshold:
    """From how much on a deal is worth registering; one that holds is enough."""

    value: Exact | None = None
    units: Exact | None = None
    products: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Which deals may be registered at all."""

    deal_types: tuple[str, ...] = ()
    at_least: tuple[Threshold, ...] = ()
    products: tuple[str, ...] = ()
    close_ahead: Span | None = None
    look_back: Span | None = None
    look_back_waived_by: str = ""
    tender: Literal["out", "before_publication", "open"] = "before_publication"
    renewal: Literal["out", "incumbent", "open"] = "open"
    same_country: bool = False


ALWAYS_OPEN = BusinessCalendar()


@dataclass(frozen=True, slots=True)
class Answering:
    """How soon the vendor answers, by which working days."""

    within: Span = Span(3, "business days")
    calendar: BusinessCalendar = ALWAYS_OPEN


@dataclass(frozen=True, slots=True)
class Preapproval:
    """Which deals a rule may approve by itself, when nothing was found. Only people refuse."""

    below: Exact | None = None
    tiers: tuple[str, ...] = ()
    deal_types: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Window:
    """How long protection lasts, for a tier, from a value, or in a sales stage; the first that fits holds."""

    lasts: Span
    stage: str = ""
    tier: str = ""
    from_value: Exact | None = None


@dataclass(frozen=True, slots=True)
class Milestone:
    """Something to be shown by a day, with proof; ``latest`` is the day after which protection lapses."""

    id: str
    title: str
    within: Span
    latest: Span | None = None
    remind: Span | None = None
    proof: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Activity:
    """The partner says at least so often how the deal goes; else it lapses, or may be given to another."""

    every: Span
    otherwise: Literal["lapse", "release"] = "lapse"


@dataclass(frozen=True, slots=True)
class Pause:
    """The clock may stand still, so often and so long each time."""

    longest: Span = Span(30, "days")
    times: int = 1


@dataclass(frozen=True, slots=True)
class Extension:
    """Protection may be lengthened: by how much, how often, on what proof, and who decides."""

    by: Span = Span(30, "days")
    times: int = 1
    before_end: bool = True
    proof: tuple[str, ...] = ()
    decides: Literal["rule", "vendor"] = "vendor"


HALF = exact(50)


@dataclass(frozen=True, slots=True)
class Price:
    """What a protected deal is worth in the price: percent of which base, on which lines, together with what.

    ``share`` is how much of what is above ``shared_above`` comes off the registration, in percent.
    """

    discount: Exact | None = None
    base: Literal["list", "net", "previous"] = "list"
    lines: Literal["registered", "all"] = "registered"
    stacks_with: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    shared_above: Exact | None = None
    share: Exact = HALF
    cap: Exact | None = None


@dataclass(frozen=True, slots=True)
class Disputing:
    """By when a dispute is taken up, looked into and decided, each from its opening; and how long an appeal is open."""

    identify: Span = Span(24, "business hours")
    investigate: Span = Span(48, "business hours")
    resolve: Span = Span(72, "business hours")
    appeal: Span = Span(10, "business days")


@dataclass(frozen=True, slots=True)
class Policy:
    """A registration policy: what one document says."""

    id: str
    title: str
    currency: str
    source: str = ""
    exclusive: bool = True
    one_per: Literal["product", "category", "company"] = "product"
    types: tuple[str, ...] = ()
    tiers: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    rights: Literal["needed", "asked", "not_asked"] = "asked"
    trained_people: int = 0
    needed: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    accepts: Acceptance = Acceptance()
    answer: Answering = Answering()
    preapproval: Preapproval | None = None
    starts: Literal["approval", "submission"] = "approval"
    windows: tuple[Window, ...] = (Window(Span(90, "days")),)
    longest: Span | None = None
    milestones: tuple[Milestone, ...] = ()
    activity: Activity | None = None
    pause: Pause | None = None
    extension: Extension | None = None
    reminders: tuple[int, ...] = (30, 14, 3)
    waitlist: Literal["receipt", "none"] = "receipt"
    promotes: Literal["by_decision", "by_itself"] = "by_decision"
    losers: str = ""
    losers_public_tender: str = ""
    roles: tuple[str, ...] = ("registering",)
    price: Price = Price()
    disputes: Disputing = Disputing()
    severities: Mapping[str, str] = field(default_factory=dict)

    def severity_of(self, finding: str) -> str:
        """How heavily a finding weighs: ``stop``, ``ask`` or ``note``."""
        return self.severities.get(finding) or DEFAULT_SEVERITY[finding]

    def asks(self, name: str) -> bool:
        """Whether the form has this field at all."""
        return name in ALWAYS or name in self.needed or name in self.optional

    @property
    def form(self) -> tuple[tuple[Field, bool], ...]:
        """The form's fields in reading order, each with whether it is needed."""
        return tuple((one, name in ALWAYS or name in self.needed) for name, one in FIELDS.items() if self.asks(name))
