"""What is found out about a registration before a person decides: nine questions, each answered with its evidence.

The vendor reads the evidence. What the partner may read names nobody, counts nothing and is the same whoever the other
is. Severity comes from the policy: ``stop`` keeps a rule from approving and asks the decider for a reason, ``ask``
keeps a rule from approving, ``note`` is for information.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from fairway.deals.rules import scores
from fairway.deals.rules.asked import Asked, day_of, look_back_from
from fairway.deals.rules.policy.document import Policy
from fairway.deals.rules.scores import CERTAIN, SURELY, Same, Score
from fairway.values import day_in_words

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
        "yahoo.de",
        "ymail.com",
        "aol.com",
        "icloud.com",
        "me.com",
        "mac.com",
        "gmx.de",
        "gmx.net",
        "gmx.com",
        "web.de",
        "t-online.de",
        "freenet.de",
        "mail.com",
        "mail.ru",
        "yandex.ru",
        "protonmail.com",
        "proton.me",
        "pm.me",
        "tutanota.com",
        "zoho.com",
        "qq.com",
        "163.com",
        "126.com",
        "sina.com",
        "orange.fr",
        "wanadoo.fr",
        "free.fr",
        "laposte.net",
        "libero.it",
        "virgilio.it",
        "seznam.cz",
        "wp.pl",
        "o2.pl",
        "interia.pl",
        "naver.com",
        "hanmail.net",
        "rediffmail.com",
        "comcast.net",
        "verizon.net",
        "att.net",
        "btinternet.com",
        "sky.com",
    ]
)
"""Mail hosts open to everybody: such a domain tells nothing about a company."""


MOST_SHOWN = 20
"""Registrations that one finding points at; the line beside it shows all."""


@dataclass(frozen=True, slots=True)
class Other:
    """Another registration of the same company. ``holds`` is protected, waiting or registered.

    ``products`` are (number, SKU, category).
    """

    registration_id: int
    partner_id: int
    holds: str
    received_at: datetime
    products: tuple[tuple[int, str, str], ...]
    family: bool = False


@dataclass(frozen=True, slots=True)
class Opportunity:
    """One of the vendor's own pipeline, of the same company."""

    id: int
    number: str
    stage: str
    product: str
    opened_on: date | None
    overlaps: bool = True
    product_id: int | None = None


@dataclass(frozen=True, slots=True)
class Sale:
    """The last sale of one product to the company; ``by`` is the partner that sold it, 0 for the vendor itself."""

    on: date
    product_id: int
    sku: str
    by: int = 0


@dataclass(frozen=True, slots=True)
class Right:
    """What agreements say about the registrant: whether it may, who holds it exclusively, and who does but may not act
    on it that day."""

    allowed: bool = True
    because: str = ""
    exclusive_of: tuple[int, ...] = ()
    paused_of: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """Everything looked up about the company and the products, for the findings.

    ``trained`` counts the registrant's people with a certificate on the day; None where none is kept of them. ``same``
    says how surely the company is the one it was found to be, ``likeliest`` how probably the likeliest known one is it.
    """

    others: tuple[Other, ...] = ()
    pipeline: tuple[Opportunity, ...] = ()
    sales: tuple[Sale, ...] = ()
    relatives: tuple[str, ...] = ()
    right: Right = Right()
    own_company: str = ""
    candidates: int = 1
    trained: int | None = None
    same: Same = SURELY
    likeliest: float = 1.0


@dataclass(frozen=True, slots=True)
class Found:
    """One finding: its kind, what follows, what the vendor reads, what it points at (``kind:number``), its score."""

    kind: str
    severity: str
    text: str
    about: tuple[str, ...] = ()
    score: Score = CERTAIN


def overlap(policy: Policy, asked: Asked, products: Iterable[tuple[int, str, str]]) -> tuple[str, ...]:
    """What two registrations have in common, by the unit of the policy: products, their groups, or the company."""
    theirs = tuple(products)
    if policy.one_per == "company":
        return ("the company",)
    if policy.one_per == "category":
        mine = {line.category or line.sku for line in asked.lines}
        return tuple(sorted({category or sku for _, sku, category in theirs} & mine))
    numbers = {line.product_id for line in asked.lines}
    return tuple(sorted(sku for number, sku, _ in theirs if number in numbers))


def find(
    policy: Policy, asked: Asked, known: Known, *, registrant: int, on: date, proofs: tuple[str, ...] = ()
) -> tuple[Found, ...]:
    """Answer everything found, the heaviest first: by severity, then by score."""
    found = [
        *_others(policy, asked, known, registrant), *_pipeline(policy, asked, known), *_rights(policy, known),
        *_sales(policy, known, on, registrant, proofs), *_incumbent(policy, asked, known, registrant, proofs),
        *_company(policy, asked, known), *_tender(policy, asked, on), *_trained(policy, known, registrant),
    ]  # fmt: skip
    rank = {"stop": 0, "ask": 1, "note": 2}
    return tuple(sorted(found, key=lambda one: (rank[one.severity], -one.score.points)))


def _others(policy: Policy, asked: Asked, known: Known, registrant: int) -> Iterable[Found]:
    """Other registrations, one finding for each way in which they stand, however many they are."""
    groups: dict[tuple[str, str], list[tuple[Other, tuple[str, ...]]]] = {}
    for other in known.others:
        common = overlap(policy, asked, other.products)
        if not common:
            continue
        if other.partner_id == registrant:
            kind, holds = "same_registrant", "registered"
        elif other.family:
            kind, holds = "corporate_family", "registered"
        elif policy.exclusive:
            kind, holds = "same_deal", other.holds
        else:
            continue
        groups.setdefault((kind, holds), []).append((other, common))
    for (kind, holds), found in groups.items():
        both = sorted({one for _, common in found for one in common})
        what, score = ", ".join(both), scores.touching(known.same, asked, both, policy.one_per)
        about = tuple(f"deals.registration:{other.registration_id}" for other, _ in found[:MOST_SHOWN])
        one = len(found) == 1
        who, verb = ("Another partner", "is") if one else (f"{len(found)} other registrations", "are")
        says = {"protected": f"{verb} protected for", "waiting": f"{verb} in line for"}.get(
            holds, "has asked for" if one else "ask for"
        )
        text = {
            "same_registrant": f"The same partner registered {what} before.",
            "corporate_family": f"A company of the same group is registered for {what}.",
        }.get(kind, f"{who} {says} {what}.")
        yield Found(kind, policy.severity_of(kind), text, about, score)


def _pipeline(policy: Policy, asked: Asked, known: Known) -> Iterable[Found]:
    for one in known.pipeline:
        severity = policy.severity_of("pipeline") if one.overlaps else "note"
        since = f", since {day_in_words(one.opened_on)}" if one.opened_on else ""
        text = f"Our own pipeline has {one.number}: {one.product}, {one.stage}{since}."
        score = scores.opportunity(known.same, asked, one.product_id)
        yield Found("pipeline", severity, text, (f"deals.opportunity:{one.id}",), score)


def _rights(policy: Policy, known: Known) -> Iterable[Found]:
    if policy.rights == "not_asked":
        return
    if not known.right.allowed and policy.rights == "needed":
        yield Found("no_right", policy.severity_of("no_right"), known.right.because or "No agreement covers this sale.")
    holds = "Another partner holds the exclusive right for these products there"
    for holders, more in ((known.right.exclusive_of, "."), (known.right.paused_of, ", and may not act on it now.")):
        for holder in holders:
            yield Found(
                "exclusive_grant", policy.severity_of("exclusive_grant"), holds + more, (f"partners.partner:{holder}",)
            )


def _sales(
    policy: Policy, known: Known, on: date, registrant: int, proofs: tuple[str, ...]
) -> Iterable[Found]:  # fmt: skip
    first = look_back_from(policy, on)
    recent = [sale for sale in known.sales if first is not None and sale.on >= first]
    if not recent:
        return
    waived = policy.accepts.look_back_waived_by in proofs
    newest = max(recent, key=lambda sale: (sale.on, -sale.by))
    severity = "note" if waived else policy.severity_of("recent_sale")
    who = _seller(newest, registrant)
    begins = f"; the look-back begins on {day_in_words(first)}" if first is not None else ""
    text = f"{who} sold {newest.sku} to this company on {day_in_words(newest.on)}{begins}."
    if waived:
        text += " The proof that waives it is attached."
    score = scores.sold(known.same, newest.on, first or on, on)
    yield Found("recent_sale", severity, text, _sold_by(newest), score)


def _seller(sale: Sale, registrant: int) -> str:
    return "The same partner" if sale.by == registrant else "Another partner" if sale.by else "We"


def _sold_by(sale: Sale) -> tuple[str, ...]:
    product = f"catalogue.product:{sale.product_id}"
    return (product, f"partners.partner:{sale.by}") if sale.by else (product,)


def _incumbent(policy: Policy, asked: Asked, known: Known, registrant: int, proofs: tuple[str, ...]) -> Iterable[Found]:
    """A renewal belongs to the partner of the last sale, unless the customer's letter says otherwise."""
    if policy.accepts.renewal != "incumbent" or asked.text("deal_type") != "renewal":
        return
    if not known.sales:
        yield Found("incumbent", "ask", "No sale to this company was reported that it could renew.")
        return
    last = max(known.sales, key=lambda sale: (sale.on, sale.by == registrant))
    if last.by == registrant:
        return
    text = f"{_seller(last, registrant)} sold {last.sku} to this company last, on {day_in_words(last.on)}."
    if "letter" in proofs:
        score = scores.alone(known.same, "a letter of the customer says otherwise")
        yield Found("incumbent", "note", f"{text} A letter of the customer is attached.", _sold_by(last), score)
        return
    score = scores.alone(known.same, "its last sale was another's")
    yield Found("incumbent", policy.severity_of("incumbent"), text, _sold_by(last), score)


def _trained(policy: Policy, known: Known, registrant: int) -> Iterable[Found]:
    """Certificates are counted where any are kept of the partner; where none are, a person looks."""
    if not policy.trained_people or (known.trained is not None and known.trained >= policy.trained_people):
        return
    people = "one trained person" if policy.trained_people == 1 else f"{policy.trained_people} trained people"
    said = (
        "no certificate of its people is kept here: look before you approve."
        if known.trained is None
        else f"by the certificates kept here it has {known.trained or 'none'} today."
    )
    yield Found(
        "trained_people", policy.severity_of("trained_people"), f"The programme asks for {people}; {said}",
        (f"partners.partner:{registrant}",), scores.lacking(known.trained, policy.trained_people),
    )  # fmt: skip


def _company(policy: Policy, asked: Asked, known: Known) -> Iterable[Found]:
    if known.relatives:
        text = f"The same group as {', '.join(known.relatives[:3])}: is it another department or the same purchase?"
        score = scores.alone(known.same, "the same web domain")
        yield Found("corporate_family", policy.severity_of("corporate_family"), text, (), score)
    if known.own_company:
        yield Found(
            "own_company",
            policy.severity_of("own_company"),
            f"The customer looks like the registrant: {known.own_company}.",
        )
    if known.candidates > 1:
        yield Found(
            "unclear_company", policy.severity_of("unclear_company"),
            f"{known.candidates} known companies could be meant: say which before you approve.",
            (), scores.unclear(known.likeliest),
        )  # fmt: skip
    host = domain_of(asked.text("website"))
    mail = asked.text("contact_email").rpartition("@")[2].lower()
    for domain in dict.fromkeys(one for one in (host, mail) if one in FREE_MAIL):
        yield Found(
            "free_mail",
            policy.severity_of("free_mail"),
            f"{domain} is open to everybody and says nothing of a company.",
        )


def _tender(policy: Policy, asked: Asked, on: date) -> Iterable[Found]:
    if policy.accepts.tender == "open" or asked.text("tender") != "published":
        return
    published = day_of(asked.text("tender_published_on"))
    when = f" on {day_in_words(published)}" if published else ""
    if published is not None and published >= on:
        return
    yield Found("tender", policy.severity_of("tender"), f"The tender was published{when}, before the registration.")


def domain_of(website: str) -> str:
    """The host of a website as people write it, without scheme, www and path."""
    host = website.strip().lower().split("://")[-1].split("/")[0].split("@")[-1].split(":")[0]
    return host.removeprefix("www.")
