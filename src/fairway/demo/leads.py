"""Gives the demo a routing policy in force and a lead in each state, from one that waits to one that was won.

The last weeks before today are lived through: customers ask, leads are routed, Ola and Sam answer. Nothing is random.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from fairway.catalogue import queries as catalogue
from fairway.deals import actions as deals
from fairway.deals import queries as registrations
from fairway.deals.rules.asked import Asked, AskedLine
from fairway.demo.deals import Cast
from fairway.demo.ground import morning
from fairway.kit.access import WORKER, Actor, acting_as
from fairway.leads import actions, queries
from fairway.leads.rules.facts import LeadFacts
from fairway.values import exact

POLICY = """routing: halden-leads
title: How Halden shares leads out
serves: {rights: preferred, language: preferred}
first: {registered: first, wish: first}
weights: {right: 40, tier: 15, capacity: 10, language: 15, response: 20}
tiers:
  - {tier: Platinum, counts: 100}
  - {tier: Gold, counts: 75}
  - {tier: Silver, counts: 50}
capacity: 12
response: {looks_back: 12 months, assumed: 60, leads: 5}
equal_within: 5
rounds: 2
answer: {within: 2 business days, country: DE, time_zone: Europe/Berlin, days: theirs, remind: 1 business day}
contact: {within: 3 business days, otherwise: remind}
keep: 24 months
"""
CITIES = {
    "Stuttgart": ("BW", "70173"), "Munich": ("BY", "80331"), "Hanover": ("NI", "30159"), "Dresden": ("SN", "01067"),
}  # fmt: skip


def tell(cast: Cast, today: date) -> None:
    """Live through it; a demo that has the policy already is left as it is."""
    with acting_as(cast.jonas):
        if queries.view(cast.jonas).versions:
            return
    begun = morning(today - timedelta(days=45))
    _publish(cast, begun)
    for who, about in (
        (cast.ola, "Test equipment in the south."),
        (cast.sam, "Rental and service, quickly."),
    ):
        with acting_as(who):
            actions.save_desk(
                actor=who, now=begun, capacity=None, languages=["de", "en"], paused_until=None, about=about, shown=True
            )
    with acting_as(WORKER):
        sku = catalogue.visible_to(WORKER).filter(retired_on=None).order_by("sku").values_list("sku", flat=True)[0]
    story = _Story(cast, today, sku)
    story.won(begun + timedelta(days=1))
    story.lost_and_declined(morning(today - timedelta(days=21)))
    story.put_away_and_undone(morning(today - timedelta(days=16)))
    story.nobody_took_it(morning(today - timedelta(days=12)))
    story.worked_on(morning(today - timedelta(days=8)))
    story.to_answer(morning(today, 7))


def _publish(cast: Cast, now: datetime) -> None:
    with acting_as(cast.jonas):
        actions.save_policy_draft(actor=cast.jonas, now=now, text=POLICY)
        version = queries.view(cast.jonas).versions[0].id
        actions.submit_policy(actor=cast.jonas, now=now, version_id=version)
    with acting_as(cast.maya):
        actions.publish_policy(actor=cast.maya, now=now + timedelta(hours=1), version_id=version, note="As agreed")


@dataclass(frozen=True, slots=True)
class _Story:
    cast: Cast
    today: date
    sku: str

    def comes(
        self, now: datetime, company: str, city: str, source: str, *, to: Actor | None = None, route: bool = True
    ) -> tuple[str, str]:
        """Let a customer ask, a partner of the locator where one is named; answers the lead's code and the offer's."""
        region, postal_code = CITIES[city]
        site = f"{company.lower().replace(' ', '-')}.example"
        facts = LeadFacts(
            source=source, company=company, website=site, country="DE", region=region, postal_code=postal_code,
            city=city, product=self.sku, language="de", need="We should like to see it, and a price.",
            contact_name="Ida Berg", contact_email=f"ida@{site}", contact_phone="+49 30 5550", consent="On the form",
        )  # fmt: skip
        slug = ""
        if to is not None:
            with acting_as(to):
                slug = queries.own_desk(to).slug
        with acting_as(WORKER):
            way = "locator" if to is not None else "web"
            code = actions.take(actor=WORKER, now=now, facts=facts, way_in=way, slug=slug)
        return code, self.routed(code, now) if route else ""

    def routed(self, code: str, now: datetime) -> str:
        """Do what the worker does of itself."""
        with acting_as(WORKER):
            number = queries.visible_to(WORKER).values_list("pk", flat=True).get(code=code)
            return actions.route(actor=WORKER, now=now + timedelta(minutes=1), lead_id=number)

    def converted(self, now: datetime, offer: str) -> str:
        """Take a lead and make a draft of it; answers the registration's code, or nothing without a programme."""
        ola = self.cast.ola
        with acting_as(ola):
            actions.accept(actor=ola, now=now, code=offer)
            actions.qualify(actor=ola, now=now + timedelta(hours=3), code=offer)
            programmes = registrations.published(ola)
            if not programmes:
                return ""
            policy_id = programmes[0].policy_id
            return actions.convert(actor=ola, now=now + timedelta(hours=4), code=offer, policy_id=policy_id)

    def won(self, now: datetime) -> None:
        """From the fair to the won deal."""
        ola, jonas = self.cast.ola, self.cast.jonas
        _, offer = self.comes(now, "Theater am Ring", "Stuttgart", "Spring fair", to=ola)
        code = self.converted(now + timedelta(hours=2), offer)
        if not code:
            return
        later = now + timedelta(days=1)
        with acting_as(ola):
            view = registrations.deal(ola, code, later)
            more = {"expected_close": (now.date() + timedelta(days=60)).isoformat(), "tender": "none"}
            lines = [replace(_line(one), value=exact("12600")) for one in view.lines]
            asked = Asked({**view.fields, **more}, tuple(lines))
            deals.save_draft(actor=ola, now=later, code=code, policy_id=view.policy_id, asked=asked)
            deals.submit(actor=ola, now=later, code=code)
        with acting_as(WORKER):
            number = registrations.visible_to(WORKER).values_list("pk", flat=True).get(code=code)
            deals.look_at(actor=WORKER, now=later, registration_id=number)
        with acting_as(jonas):
            deals.approve(actor=jonas, now=later + timedelta(days=1), code=code)
        with acting_as(ola):
            deals.close(actor=ola, now=later + timedelta(days=20), code=code, won=True, text="Ordered")
        with acting_as(WORKER):
            deals.settle(actor=WORKER, now=later + timedelta(days=20), registration_id=number)
            actions.follow_registrations(actor=WORKER, now=later + timedelta(days=20))

    def lost_and_declined(self, now: datetime) -> None:
        """One that Ola lost, and one that she declined and Sam took."""
        ola, sam = self.cast.ola, self.cast.sam
        _, offer = self.comes(now, "Kunsthalle Nord", "Stuttgart", "Spring fair", to=ola)
        with acting_as(ola):
            actions.accept(actor=ola, now=now + timedelta(hours=1), code=offer)
            actions.contact(actor=ola, now=now + timedelta(hours=5), code=offer)
            actions.lose(actor=ola, now=now + timedelta(days=4), code=offer, why="no_budget", text="Perhaps next year")
        code, offer = self.comes(now + timedelta(hours=1), "Filmhaus Elbe", "Hanover", "Web form", to=ola)
        with acting_as(ola):
            actions.decline(actor=ola, now=now + timedelta(hours=3), code=offer, why="not_our_place")
        with acting_as(self.cast.jonas):
            later = now + timedelta(hours=4)
            actions.offer_to(
                actor=self.cast.jonas, now=later, code=code, partner_id=sam.partner, reason="They are near"
            )
        with acting_as(sam):
            offer = queries.visible_offers(sam).get(state="offered").code
            actions.accept(actor=sam, now=now + timedelta(hours=5), code=offer)
            actions.contact(actor=sam, now=now + timedelta(days=1), code=offer)

    def put_away_and_undone(self, now: datetime) -> None:
        """Spam, and an assignment that was wrong."""
        jonas = self.cast.jonas
        code, _ = self.comes(now, "Best Prices Ltd", "Dresden", "Web form", route=False)
        with acting_as(jonas):
            actions.close(actor=jonas, now=now + timedelta(hours=1), code=code, why="spam")
        code, _ = self.comes(now, "Messe Sachsen", "Dresden", "Autumn campaign", to=self.cast.sam)
        with acting_as(jonas):
            actions.undo(actor=jonas, now=now + timedelta(hours=2), code=code, reason="Their other site, in the north")

    def nobody_took_it(self, now: datetime) -> None:
        """One whose time ran out at both partners that were asked."""
        code, _ = self.comes(now, "Archiv Isar", "Munich", "Autumn campaign", to=self.cast.sam)
        for days in (4, 8):
            with acting_as(WORKER):
                actions.lapse_due(actor=WORKER, now=now + timedelta(days=days))
            self.routed(code, now + timedelta(days=days))

    def worked_on(self, now: datetime) -> None:
        """What Ola works on: taken, contacted, qualified, and made a draft of."""
        ola = self.cast.ola
        found = [
            self.comes(now + timedelta(hours=number), company, "Stuttgart", source, to=ola)[1]
            for number, (company, source) in enumerate((
                ("Studio Neckar", "Web form"), ("Hochschule Wald", "Autumn campaign"), ("Verlag Sued", "Spring fair"),
            ))
        ]  # fmt: skip
        with acting_as(ola):
            for offer in found:
                actions.accept(actor=ola, now=now + timedelta(hours=5), code=offer)
            for offer in found[1:]:
                actions.contact(actor=ola, now=now + timedelta(days=1), code=offer)
            actions.qualify(actor=ola, now=now + timedelta(days=2), code=found[2])
        _, offer = self.comes(now + timedelta(days=1), "Oper Schloss", "Stuttgart", "Partner locator", to=ola)
        self.converted(now + timedelta(days=1, hours=2), offer)

    def to_answer(self, now: datetime) -> None:
        """What waits today: two for Ola, one by points, and one that is about to be routed."""
        self.comes(now, "Atelier Bodensee", "Stuttgart", "Partner locator", to=self.cast.ola)
        self.comes(now + timedelta(minutes=5), "Sender Alb", "Stuttgart", "Web form", to=self.cast.ola)
        self.comes(now + timedelta(minutes=10), "Galerie Isartor", "Munich", "Web form")
        self.comes(now + timedelta(minutes=15), "Labor Leine", "Hanover", "Web form", route=False)


def _line(one: registrations.LineRow) -> AskedLine:
    return AskedLine(one.product_id, one.sku, one.category, one.units, one.value.amount)
