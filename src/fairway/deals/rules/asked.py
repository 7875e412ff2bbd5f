"""What a partner asks for, checked against the policy before anybody looks at it. Every way in asks the same.

Nothing here knows of other registrations: a form's answer depends on the form and the policy alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from fairway.deals.rules.policy.document import FIELDS, Policy, Threshold, months_later
from fairway.deals.rules.policy.words import threshold
from fairway.policy.problems import listed
from fairway.values import COUNTRIES, Exact, exact, plus

MOST_LINES = 100
MAIL = re.compile(r"[^@\s<>\"',;]{1,64}@[A-Za-z0-9.-]{1,190}\.[A-Za-z]{2,24}")
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class AskedLine:
    """One product of a registration, how many and what for."""

    product_id: int
    sku: str
    category: str
    units: Exact
    value: Exact


@dataclass(frozen=True, slots=True)
class Asked:
    """Everything a registration says, as a form, a row of a file or a mail says it."""

    fields: Mapping[str, str]
    lines: tuple[AskedLine, ...] = ()

    def text(self, name: str) -> str:
        return self.fields.get(name, "").strip()

    @property
    def value(self) -> Exact:
        total = exact(0)
        for line in self.lines:
            total = plus(total, line.value)
        return total

    @property
    def units(self) -> Exact:
        total = exact(0)
        for line in self.lines:
            total = plus(total, line.units)
        return total


@dataclass(frozen=True, slots=True)
class Fault:
    """A value that cannot be taken: which, why, and what to do."""

    field: str
    value: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Registrant:
    """What the policy may want to know of the partner, on the day.

    `gate` is the sentence of a gate of its onboarding that is still shut, `waits_for` the steps it waits for; `barred`
    says why none of its agreements gives rights; `tier_registers` is what its tier unlocks.
    """

    partner_id: int
    types: tuple[str, ...] = ()
    tier: str = ""
    country: str = ""
    active: bool = True
    gate: str = ""
    waits_for: tuple[str, ...] = ()
    barred: str = ""
    tier_registers: bool = True


def faults_of(policy: Policy, asked: Asked, registrant: Registrant, now: datetime) -> tuple[Fault, ...]:
    """Everything that keeps this from being sent, at once."""
    today = now.astimezone(ZoneInfo(policy.answer.calendar.time_zone)).date()
    return (
        *_who(policy, registrant),
        *shape_of(asked),
        *_needed(policy, asked),
        *_rules(policy, asked, registrant, today),
    )


def shape_of(asked: Asked) -> Iterable[Fault]:
    """What is wrong with single values, whatever the policy; a draft must pass this, too."""
    for name, value in asked.fields.items():
        field = FIELDS.get(name)
        if field is None:
            yield Fault(name, value[:40], f"“{name[:40]}” is not a field of a registration.")
            continue
        if len(value) > field.longest:
            yield Fault(name, value[:40], f"{field.label} takes {field.longest} characters; this has {len(value)}.")
        if CONTROL.search(value):
            yield Fault(name, "", f"{field.label} holds an invisible character. Type it again.")
        if not value.strip():
            continue
        if field.kind == "email" and not MAIL.fullmatch(value.strip()):
            yield Fault(name, value[:80], "This is no e-mail address. Write one such as ann@example.com.")
        if field.kind == "day" and day_of(value) is None:
            yield Fault(name, value[:40], f"{field.label} is no day. Write it as 2026-01-31.")
        if field.choices and value not in dict(field.choices):
            yield Fault(name, value[:40], f"{field.label} is one of {listed(dict(field.choices).values())}.")
    country = asked.text("country")
    if country and country not in COUNTRIES:
        yield Fault("country", country[:10], "Write the country as two letters, such as DE or US.")
    if len(asked.lines) > MOST_LINES:
        yield Fault("lines", str(len(asked.lines)), f"A registration has at most {MOST_LINES} products.")
    for line in asked.lines:
        if line.units <= 0 or line.value < 0:
            yield Fault("lines", line.sku, f"{line.sku}: write how many (more than none) and a value of 0 or more.")
    skus = [line.sku for line in asked.lines]
    for sku in sorted({sku for sku in skus if skus.count(sku) > 1}):
        yield Fault("lines", sku, f"{sku} stands there twice. Add the lines up.")


def _who(policy: Policy, registrant: Registrant) -> Iterable[Fault]:
    if not registrant.active:
        yield Fault("", "", "Your organisation is not active with us, so it cannot register. Ask your channel manager.")
    if registrant.gate:
        yield Fault("", "", f"{registrant.gate} Still to do: {'; '.join(registrant.waits_for)}. See Onboarding.")
    if registrant.barred and policy.rights != "not_asked":
        yield Fault("", "", f"You may not register today. {registrant.barred} Ask your channel manager.")
    if not registrant.tier_registers:
        yield Fault("", registrant.tier, f"Your tier, {registrant.tier}, may not register deals. See Your tier.")
    if policy.types and not set(policy.types) & set(registrant.types):
        yield Fault("", "", f"This programme is open to {listed(t.replace('_', ' ') for t in policy.types)}.")
    if policy.tiers and registrant.tier.casefold() not in {tier.casefold() for tier in policy.tiers}:
        yield Fault("", registrant.tier, f"This programme is open to the tiers {listed(policy.tiers)}.")


def _needed(policy: Policy, asked: Asked) -> Iterable[Fault]:
    for field, needed in policy.form:
        if needed and not asked.text(field.name):
            yield Fault(field.name, "", f"{field.label} is needed. {field.hint}".strip())
    if not asked.lines:
        yield Fault("lines", "", "Name at least one product, with how many and their value.")


def _rules(policy: Policy, asked: Asked, registrant: Registrant, today: date) -> Iterable[Fault]:
    accepts, country, kind = policy.accepts, asked.text("country"), asked.text("deal_type")
    if policy.countries and country and country not in policy.countries:
        yield Fault("country", country, f"This programme is for customers in {listed(policy.countries)}.")
    if accepts.same_country and country and registrant.country and country != registrant.country:
        yield Fault("country", country, f"You register for customers in your own country, {registrant.country}.")
    if accepts.deal_types and kind and kind not in accepts.deal_types:
        yield Fault("deal_type", kind, "This programme does not take this kind of deal.")
    if accepts.renewal == "out" and kind == "renewal":
        yield Fault("deal_type", kind, "Renewals are not eligible in this programme.")
    close = day_of(asked.text("expected_close"))
    if close is not None:
        if close < today:
            yield Fault(
                "expected_close", close.isoformat(), "The expected close is in the past. Write the day you expect now."
            )
        elif accepts.close_ahead is not None and close < _first_close(policy, today):
            words = f"Register at least {accepts.close_ahead} before the expected close."
            yield Fault("expected_close", close.isoformat(), words)
    if accepts.tender == "out" and asked.text("tender") in ("published", "expected"):
        yield Fault("tender", asked.text("tender"), "Answering a tender is not eligible in this programme.")
    if accepts.products:
        for line in asked.lines:
            if not {line.sku, line.category} & set(accepts.products):
                yield Fault("lines", line.sku, f"{line.sku} is not a product of this programme.")
    if accepts.at_least and asked.lines and not any(_reaches(one, asked) for one in accepts.at_least):
        needed = listed(threshold(policy, one) for one in accepts.at_least)
        yield Fault("lines", "", f"The deal is too small for this programme: it takes at least {needed}.")


def _first_close(policy: Policy, today: date) -> date:
    assert policy.accepts.close_ahead is not None
    zone = ZoneInfo(policy.answer.calendar.time_zone)
    begins = datetime(today.year, today.month, today.day, policy.answer.calendar.opens.hour, tzinfo=zone)
    return policy.accepts.close_ahead.after(begins, policy.answer.calendar).date()


def _reaches(one: Threshold, asked: Asked) -> bool:
    if one.regions and asked.text("country") not in one.regions:
        return False
    lines = [line for line in asked.lines if not one.products or {line.sku, line.category} & set(one.products)]
    if not lines:
        return False
    part = Asked({}, tuple(lines))
    if one.value is not None and part.value < one.value:
        return False
    return one.units is None or part.units >= one.units


def look_back_from(policy: Policy, today: date) -> date | None:
    """The first day of the look-back on the vendor's own sales, or None where there is none."""
    span = policy.accepts.look_back
    if span is None:
        return None
    return (
        months_later(today, -span.count) if span.unit == "months" else date.fromordinal(today.toordinal() - span.count)
    )


def day_of(text: str) -> date | None:
    """A day written as 2026-01-31, or None."""
    try:
        found = date.fromisoformat(text.strip()) if len(text.strip()) == 10 else None
    except ValueError:
        return None
    return found if found is not None and 1990 <= found.year < 2200 else None
