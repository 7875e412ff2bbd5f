"""Tries a registration policy on the registrations that were really sent, beside the one in force.

What was known on the day each was sent is put together again: who else was registered or protected for the company,
the vendor's own pipeline, what the company had bought, who was trained. What was found then about rights, groups of
companies and the registrant itself is read as it was written down. The number of queries does not grow with history.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q

from fairway.catalogue import queries as catalogue
from fairway.deals.models import (
    Account,
    Attachment,
    Contact,
    Event,
    Finding,
    Line,
    Opportunity,
    PolicyPublication,
    PolicyVersion,
    Protection,
    Receipt,
    Registration,
    Resolution,
)
from fairway.deals.queries.deciding import SHUT, WON
from fairway.deals.queries.fairness import OUTCOMES
from fairway.deals.queries.pricing import conditions_by_deal
from fairway.deals.queries.registrations import CLOCK, visible_to
from fairway.deals.rules import findings
from fairway.deals.rules.asked import Asked, AskedLine, Registrant, look_back_from
from fairway.deals.rules.axes.clock import Happened
from fairway.deals.rules.axes.registration import OPEN, Side
from fairway.deals.rules.identity import plain_company
from fairway.deals.rules.policy import Policy, check
from fairway.deals.rules.refusals import NotFound, Refused
from fairway.deals.rules.trial import Outcome, Past, try_out
from fairway.kit.access import WORKER, Actor
from fairway.partners import queries as partners
from fairway.sales import queries as sales

MOST = 5000
"""Registrations that one trial looks at, the newest first."""


@dataclass(frozen=True, slots=True)
class Against:
    """A version that a draft can be tried against: the newest of each policy that is in force, and its own."""

    version_id: int
    title: str
    number: int


@dataclass(frozen=True, slots=True)
class PolicyTrial:
    """An outcome and what it was made over; ``left_out`` counts registrations in other currencies, ``cut`` too many."""

    outcome: Outcome
    start: date
    end: date
    left_out: int
    cut: bool


def against_choices(actor: Actor, policy_id: int) -> tuple[Against, ...]:
    """Published versions to try a version of a policy against: its own, newest first, then the others in force."""
    actor.require("deals.view")
    rows = PolicyPublication.objects.order_by("-version__number").values_list(
        "version_id", "version__policy_id", "version__policy__title", "version__number"
    )
    own = [Against(version, title, number) for version, policy, title, number in rows if policy == policy_id]
    newest: dict[int, Against] = {}
    for version, policy, title, number in rows:
        if policy != policy_id:
            newest.setdefault(policy, Against(version, title, number))
    return (*own, *sorted(newest.values(), key=lambda one: one.title))


def try_policy(actor: Actor, text: str, *, against: int, now: datetime, months: int = 12) -> PolicyTrial:
    """Ask a text and a published version about every registration sent under that version's policy in some months.

    :raises NotFound: there is no such version.
    :raises Refused: a text has errors, or the two count in other currencies.
    """
    actor.require("deals.view")
    version = PolicyVersion.objects.filter(pk=against).first()
    if version is None:
        raise NotFound(f"There is no version {against}.")
    before, checked = check(version.text).policy, check(text)
    after = checked.policy
    if after is None or before is None:
        first = checked.errors[0] if checked.errors else None
        where = f" the first in line {first.line}: {first.message}" if first is not None else ""
        raise Refused(f"The document has errors,{where} Mend them, then try it.")
    start = now - timedelta(days=months * 365 // 12)
    rows = visible_to(actor).filter(version__policy=version.policy_id, submitted_at__gte=start, submitted_at__lte=now)
    left_out = rows.exclude(currency=before.currency).count()
    kept = list(rows.filter(currency=before.currency).order_by("-submitted_at")[: MOST + 1])
    past, products = _history(actor, kept[:MOST], (before, after), now)
    return PolicyTrial(
        try_out(before, after, past, products, now), start.date(), now.date(), left_out, len(kept) > MOST
    )


def _history(
    actor: Actor, rows: Sequence[Registration], policies: Sequence[Policy], now: datetime
) -> tuple[list[Past], dict[int, tuple[str, str]]]:
    """Every registration with what was known when it was sent, and the products by number."""
    numbers = [row.pk for row in rows]
    texts = dict(PolicyVersion.objects.filter(pk__in={row.version_id for row in rows}).values_list("pk", "text"))
    then = {pk: policy for pk, text in texts.items() if (policy := check(text).policy) is not None}
    company = _Companies.of(numbers)
    lines = _lines(numbers)
    events = _by(Event.objects.filter(registration__in={*numbers, *company.registrations}).order_by("at", "pk"))
    proofs = _by(Attachment.objects.filter(registration__in=numbers).exclude(proof=""))
    contacts = {row.registration_id: row for row in Contact.objects.filter(registration__in=numbers)}
    kept = _by(Finding.objects.filter(registration__in=numbers))
    conditions = conditions_by_deal(numbers)
    held = {one.id: one for one in partners.rows_of(
        actor, partners.visible_to(actor).filter(pk__in={row.partner_id for row in rows}), on=now.date())}  # fmt: skip
    trained = partners.certificates_of(actor, held) if any(one.trained_people for one in policies) else {}
    sold = _sales(company, rows, policies)
    meant = {sale.product_id for each in sold.values() for sale in each}
    meant |= {one.product_id for each in company.opportunities.values() for one in each if one.product_id is not None}
    found_products = catalogue.visible_to(actor).filter(pk__in=meant).values_list("pk", "sku", "category")
    products = {pk: (sku, category) for pk, sku, category in found_products}
    found = []
    for row in rows:
        if row.submitted_at is None or row.version_id not in then:
            continue
        partner, sent_on, contact = held[row.partner_id], row.submitted_at.date(), contacts.get(row.pk)
        past = Past(
            row.code, partner.name, Asked(_fields(row, contact), lines[row.pk]), row.currency,
            Registrant(row.partner_id, tuple(partner.types), row.tier, partner.country), row.submitted_at,
            then[row.version_id], findings.Known(), tuple(one.proof for one in proofs[row.pk]),
            forgotten=contact is not None and contact.blanked_at is not None, conditions=conditions.get(row.pk, ()),
        )  # fmt: skip
        past = _went(past, events[row.pk])
        early = {one.kind for one in kept[row.pk] if past.answered_at is None or one.found_at <= past.answered_at}
        known = findings.Known(
            company.others(row, events), company.pipeline(row, sent_on), sold.get(row.pk, ()),
            ("a company of the same group",) if "corporate_family" in early else (),
            findings.Right("no_right" not in early, "", (0,) if "exclusive_grant" in early else ()),
            "the registrant" if "own_company" in early else "", 2 if "unclear_company" in early else 1,
            partners.trained_on(trained.get(row.partner_id, ()), sent_on),
        )  # fmt: skip
        found.append(replace(past, known=known))
    return found, products


def _went(past: Past, events: Sequence[Event]) -> Past:
    """Add what became of it: the first answer, the last approval, and what moved the clock since."""
    moves = [one for one in events if one.axis == "registration"]
    ticks = [one for one in events if one.axis == CLOCK]
    answer = next((one for one in moves if one.kind in OUTCOMES), None)
    approved = next((one for one in reversed(moves) if one.kind == "approve"), None)
    if answer is not None:
        past = replace(
            past, answer=OUTCOMES[answer.kind], by_rule=answer.side == Side.RULE, answered_at=answer.at,
            approved_at=None if approved is None else approved.at,
        )  # fmt: skip
    started = next((one for one in reversed(ticks) if one.kind == "started"), None)
    if started is None:
        return past
    since = tuple(Happened(one.at, one.kind, one.what) for one in ticks[ticks.index(started) + 1 :])
    return replace(past, stage=started.what or "lead", happened=since)


def _by(rows: Iterable[Any]) -> defaultdict[int, list[Any]]:
    """Rows by the registration they belong to."""
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.registration_id].append(row)
    return found


def _lines(numbers: Collection[int]) -> defaultdict[int, tuple[AskedLine, ...]]:
    found: defaultdict[int, tuple[AskedLine, ...]] = defaultdict(tuple)
    for row in Line.objects.filter(registration__in=numbers).select_related("product").order_by("pk"):
        product = row.product
        found[row.registration_id] += (AskedLine(product.pk, product.sku, product.category, row.units, row.value),)
    return found


def _fields(row: Registration, contact: Contact | None) -> dict[str, str]:
    said = {**row.fields, "name": row.name, "company": row.company, "country": row.country}
    if contact is not None:
        said |= {"contact_name": contact.name, "contact_email": contact.email, "contact_phone": contact.phone}
    return {name: value for name, value in said.items() if value}


@dataclass(frozen=True, slots=True)
class _Companies:
    """The companies of some registrations by today's knowledge, with all that was registered for them."""

    root_by_registration: Mapping[int, int]
    names: Mapping[int, tuple[tuple[str, str], ...]]
    registrations: Mapping[int, tuple[Registration, datetime, int]]
    products: Mapping[int, Sequence[tuple[int, str, str]]]
    by_root: Mapping[int, Sequence[int]]
    protected: Mapping[int, Sequence[Protection]]
    opportunities: Mapping[int, Sequence[Opportunity]]

    @classmethod
    def of(cls, numbers: Collection[int]) -> _Companies:
        said = Resolution.objects.filter(registration__in=numbers)
        root = {number: merged or own for number, own, merged in
                said.values_list("registration", "account", "account__merged_into")}  # fmt: skip
        roots = set(root.values())
        names: dict[int, list[tuple[str, str]]] = defaultdict(list)
        family: dict[int, int] = {}
        accounts = Account.objects.filter(Q(pk__in=roots) | Q(merged_into__in=roots))
        for pk, merged, name, country in accounts.values_list("pk", "merged_into", "name", "country"):
            family[pk] = merged or pk
            names[merged or pk].append((name, country))
        resolved = dict(Resolution.objects.filter(account__in=family).values_list("registration", "account"))
        receipts = Receipt.objects.filter(registration__in=resolved).select_related("registration")
        registrations = {row.registration_id: (row.registration, row.drawn_at, row.number) for row in receipts}
        products: dict[int, list[tuple[int, str, str]]] = defaultdict(list)
        asked = Line.objects.filter(registration__in=registrations).exclude(granted=False).select_related("product")
        for line in asked.order_by("pk"):
            products[line.registration_id].append((line.product_id, line.product.sku, line.product.category))
        by_root: dict[int, list[int]] = defaultdict(list)
        for number in registrations:
            by_root[family[resolved[number]]].append(number)
        opportunities: dict[int, list[Opportunity]] = defaultdict(list)
        for row in Opportunity.objects.filter(account__in=family).order_by("pk"):
            opportunities[family[row.account_id or 0]].append(row)
        return cls(
            root, {pk: tuple(each) for pk, each in names.items()}, registrations, products, by_root,
            _by(Protection.objects.filter(registration__in=registrations)), opportunities,
        )  # fmt: skip

    def others(self, found: Registration, events: Mapping[int, Sequence[Event]]) -> tuple[findings.Other, ...]:
        """Who came before and was registered, waiting or protected for the company when this one was sent."""
        root, sent = self.root_by_registration.get(found.pk), found.submitted_at
        mine = self.registrations.get(found.pk)
        if root is None or sent is None or mine is None:
            return ()
        made = []
        for number in self.by_root.get(root, ()):
            row, received, receipt = self.registrations[number]
            if receipt >= mine[2]:
                continue
            moves = [
                one.to for one in events.get(number, ()) if one.axis == "registration" and one.to and one.at <= sent
            ]
            stood = moves[-1] if moves else "submitted"
            protects = any(_holds(one, sent) for one in self.protected.get(number, ()))
            if not protects and stood not in OPEN:
                continue
            holds = "protected" if protects else "waiting" if stood == "waitlisted" else "registered"
            made.append(findings.Other(number, row.partner_id, holds, received, tuple(self.products.get(number, ()))))
        return tuple(made)

    def pipeline(self, found: Registration, on: date) -> tuple[findings.Opportunity, ...]:
        """Opportunities of ours for the company that were open on a day."""
        made = []
        for row in self.opportunities.get(self.root_by_registration.get(found.pk, 0), ()):
            shut = row.stage.lower() in (*WON, *SHUT) and (row.closed_on is None or row.closed_on <= on)
            if not shut and (row.opened_on is None or row.opened_on <= on):
                made.append(
                    findings.Opportunity(
                        row.pk, row.number, row.stage, row.product_text, row.opened_on, product_id=row.product_id
                    )
                )
        return tuple(made)

    def own_sales(self, number: int, on: date) -> Iterable[findings.Sale]:
        """What we had sold to the company ourselves by a day."""
        for row in self.opportunities.get(self.root_by_registration.get(number, 0), ()):
            if row.stage.lower() not in WON or row.closed_on is None or row.product_id is None:
                continue
            if row.closed_on <= on:
                yield findings.Sale(row.closed_on, row.product_id, row.product_text)


def _holds(one: Protection, at: datetime) -> bool:
    lower, upper = one.period.lower, one.period.upper
    return (lower is None or lower <= at) and (upper is None or at < upper)


def _sales(
    company: _Companies, rows: Sequence[Registration], policies: Sequence[Policy]
) -> dict[int, tuple[findings.Sale, ...]]:
    """What each company had bought by the day of its registration, where one of the policies asks."""
    renews = any(one.accepts.renewal == "incumbent" for one in policies)
    sent = {row.pk: row.submitted_at.date() for row in rows if row.submitted_at is not None}
    if not sent or not (renews or any(one.accepts.look_back for one in policies)):
        return {}
    starts = [start for one in policies if (start := look_back_from(one, min(sent.values()))) is not None]
    names, countries = {}, {}
    for row in rows:
        known = company.names.get(company.root_by_registration.get(row.pk, 0), ())
        names[row.pk] = {plain_company(name) for name, _ in [*known, (row.company, "")]}
        countries[row.pk] = {country for _, country in known if country} | {row.country, ""}
    every = {name for each in names.values() for name in each}
    bought: dict[str, list[sales.Sold]] = defaultdict(list)
    for line in sales.sold_to(
        WORKER, names=every, product_ids=None, since=None if renews else min(starts), each_day=True
    ):
        plain = plain_company(line.customer)
        if plain in every:
            bought[plain].append(line)
    return {
        number: (
            *(findings.Sale(line.last_on, line.product_id, "", line.partner_id)
              for name in names[number] for line in bought.get(name, ())
              if line.last_on <= on and line.country.strip().upper() in countries[number]),
            *company.own_sales(number, on),
        )
        for number, on in sent.items()
    }  # fmt: skip
