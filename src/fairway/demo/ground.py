"""Lays the demo's ground: its people, its partners with their history, its price list and its exchange rates.

Everything goes through the rooms' public actions, dated when it would have happened, so the journal reads like life.
Each part can be repeated without harm.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from django.conf import settings

from fairway.catalogue import actions as catalogue
from fairway.catalogue.rules import ProductFacts, RateFacts
from fairway.demo.channel import Channel
from fairway.demo.partners import LOGINS, PASSWORD, Login, Partner
from fairway.demo.products import CURRENCIES, prices
from fairway.kit.access import SIGNING_IN, WORKER, Actor, Kind, acting_as, people
from fairway.partners import actions as partners
from fairway.partners import queries as partner_queries
from fairway.partners.rules import PartnerFacts
from fairway.values import exact

_ZONES = {
    "US": "America/Chicago",
    "CA": "America/Toronto",
    "GB": "Europe/London",
    "DE": "Europe/Berlin",
    "AT": "Europe/Vienna",
    "FR": "Europe/Paris",
    "NL": "Europe/Amsterdam",
    "ES": "Europe/Madrid",
    "JP": "Asia/Tokyo",
}
_STATUS_OF_LEFT = "terminated"


def morning(day: date, hour: int = 8, minute: int = 0) -> datetime:
    """Give a moment of the day, UTC."""
    return datetime.combine(day, time(hour, minute), UTC)


def admit_people(channel: Channel, partner_ids: dict[str, int]) -> dict[str, int]:
    """Invite everybody with a ready sign-in and let them accept; answers the users' numbers by e-mail address."""
    now = morning(channel.months[0].start)
    found: dict[str, int] = {}
    for login in logins_of(channel):
        partner_id = partner_ids[login.partner] if login.partner else None
        with acting_as(WORKER):
            there = {
                person.email: person.user_id for person in people.people_in(WORKER, partner_id=partner_id, now=now)
            }
            if login.email in there:
                found[login.email] = there[login.email]
                continue
            _, secret = people.invite(
                actor=WORKER, now=now, email=login.email, role=login.role, partner_id=partner_id, name=login.name
            )
        zone = _ZONES[_country_of(channel, login.partner)] if login.partner else "Europe/Berlin"
        with acting_as(SIGNING_IN):
            user = people.accept(now=now, secret=secret, name=login.name, password=PASSWORD, time_zone=zone)
        found[login.email] = user.pk
    return found


def logins_of(channel: Channel) -> tuple[Login, ...]:
    """Give the ready sign-ins of the vendor and of the channel's partners."""
    codes = {partner.code for partner in channel.partners}
    return tuple(login for login in LOGINS if login.partner is None or login.partner in codes)


def _country_of(channel: Channel, code: str) -> str:
    return next(partner.country for partner in channel.partners if partner.code == code)


def actor_of(login: Login, users: dict[str, int], partner_ids: dict[str, int]) -> Actor:
    """Give the actor a person is, as a door would after sign-in."""
    roles = frozenset({login.role})
    kind = Kind.PARTNER if login.partner else Kind.DIRECT if login.role == "direct_sales" else Kind.STAFF
    return Actor(
        kind=kind,
        user_id=users[login.email],
        partner_id=partner_ids[login.partner] if login.partner else None,
        roles=roles,
        rights=settings.FAIRWAY_RIGHTS_OF(roles, partner=login.partner is not None),
        name=login.name,
    )


def load_partners(channel: Channel) -> dict[str, int]:
    """Load the partners, then their later tiers, distribution and endings; answers their numbers by code."""
    starts = [month.start for month in channel.months]
    for joined in sorted({partner.joined_month for partner in channel.partners}):
        batch = [partner for partner in channel.partners if partner.joined_month == joined]
        batch.sort(key=lambda partner: partner.parent is not None)
        day = starts[joined]
        with acting_as(WORKER):
            partners.load(
                actor=WORKER,
                now=morning(day, 9),
                rows=map(facts_of, batch),
                since_on=day,
                reason="Taken over from the old portal" if joined == 0 else "Signed and onboarded",
            )
    with acting_as(WORKER):
        ids = partner_queries.ids_by_code(WORKER)
        for partner in channel.partners:
            _tell_history(partner, ids, starts)
    return {partner.code: ids[partner.code] for partner in channel.partners}


def _tell_history(partner: Partner, ids: dict[str, int], starts: list[date]) -> None:
    for (_, before), (index, tier) in zip(partner.tiers, partner.tiers[1:], strict=False):
        order = ("registered", "silver", "gold", "platinum")
        risen = order.index(tier) > order.index(before)
        partners.record_standing(
            actor=WORKER,
            now=morning(starts[index], 10),
            partner_id=ids[partner.code],
            tier=tier,
            since_on=starts[index],
            reason="Yearly review: above the tier's sales" if risen else "Yearly review: below the tier's sales",
        )
    if partner.supplier:
        day = starts[partner.joined_month]
        partners.record_distribution(
            actor=WORKER, now=morning(day, 11), distributor_id=ids[partner.supplier], partner_id=ids[partner.code],
            since_on=day,
        )  # fmt: skip
    if partner.left_month is not None:
        row = partner_queries.one(WORKER, ids[partner.code], on=starts[-1])
        if row.status != _STATUS_OF_LEFT:
            partners.change_status(
                actor=WORKER, now=morning(starts[partner.left_month], 10), partner_id=ids[partner.code],
                status=_STATUS_OF_LEFT, reason="Merged into its parent's business, by agreement",
            )  # fmt: skip


def facts_of(partner: Partner) -> PartnerFacts:
    """Say about a partner what the vendor's list says on the day it joins."""
    return PartnerFacts(
        code=partner.code,
        name=partner.name,
        types=partner.types,
        country=partner.country,
        region=partner.region,
        city=partner.city,
        postal_code=partner.postcode,
        address=partner.street,
        currency=partner.currency,
        tier=partner.tiers[0][1],
        time_zone=_ZONES[partner.country],
        website=f"https://www.{partner.domain}",
        parent_code=partner.parent or "",
    )


def load_catalogue(channel: Channel) -> None:
    """Load products with every dated list price, and the monthly exchange rates."""
    first, last = channel.months[0].start, channel.months[-1].start
    dated = {(price.sku, price.currency, price.valid_from): price.amount_minor
             for price in prices(channel.products, first, last)}  # fmt: skip
    for start in sorted({valid_from for _, _, valid_from in dated}):
        for currency, digits in CURRENCIES.items():
            rows = [
                ProductFacts(
                    sku=product.sku,
                    name=product.name,
                    category=product.category,
                    subcategory=product.subcategory,
                    family=product.family,
                    brand=product.brand,
                    line=product.line,
                    unit=product.unit,
                    list_price=exact(dated[product.sku, currency, start] // 10**digits),
                    currency=currency,
                )
                for product in channel.products
            ]
            with acting_as(WORKER):
                catalogue.load_products(
                    actor=WORKER, now=morning(start, 6), rows=rows, prices_from=start,
                    reason=f"Price list of {start.year} in {currency}",
                )  # fmt: skip
    for month in channel.months:
        rows_of_month = [
            RateFacts(rate.currency, "USD", rate.valid_from, exact(rate.text))
            for rate in channel.rates
            if rate.valid_from == month.start
        ]
        with acting_as(WORKER):
            catalogue.load_rates(
                actor=WORKER,
                now=morning(month.start, 6, 30),
                rows=rows_of_month,
                reason="Month's rates of the treasury",
            )
