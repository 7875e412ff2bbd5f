"""Gives the demo a registration policy in force and a deal in each state, from draft to promoted from the waitlist.

The last days before today are lived through: Ola and Sam register, Jonas decides, time passes. Nothing is random.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from fairway.catalogue import queries as catalogue
from fairway.deals import actions, queries
from fairway.deals.rules.asked import Asked, AskedLine
from fairway.deals.rules.disputes import Verdict
from fairway.deals.rules.pipeline import OpportunityFacts
from fairway.demo.ground import morning
from fairway.kit.access import WORKER, Actor, acting_as
from fairway.values import exact

POLICY = """registration: halden-deals
title: Halden deal registration
currency: USD
asks:
  needed: [website, expected_close, contact_name, contact_email, tender]
  optional: [effort, deal_type, department, city, tax_number, tender_published_on]
accepts: {at_least: [{value: 2500}], tender: before_publication}
answer: {within: 2 business days, country: DE, time_zone: Europe/Berlin}
protects:
  windows:
    - {from_value: 50000, for: 120 days}
  for: 90 days
  milestones:
    - {id: meeting, title: A meeting with the customer, within: 30 days, latest: 45 days, proof: [meeting_notes, email]}
  pause: {longest: 30 days, times: 1}
  extension: {by: 30 days, times: 1, decides: vendor}
waitlist: {order: receipt, promotes: by_decision}
losers: {price: co_sell}
credit: {roles: [transacting, influence]}
price: {discount: 10, base: list, stacks_with: [special_price], excludes: [promotion]}
"""


@dataclass(frozen=True, slots=True)
class Cast:
    """Who takes part: Jonas, Maya and Colette of direct sales at the vendor, Ola and Sam at two partners."""

    jonas: Actor
    maya: Actor
    ola: Actor
    sam: Actor
    colette: Actor


def tell(cast: Cast, today: date) -> None:
    """Live through it; a demo that has the policy already is left as it is."""
    with acting_as(cast.jonas):
        if queries.policies(cast.jonas):
            return
    begun = morning(today - timedelta(days=70))
    number = _publish(cast, begun)
    with acting_as(WORKER):
        found = list(catalogue.visible_to(WORKER).filter(retired_on=None).order_by("sku")[:3])
    lines = [AskedLine(one.pk, one.sku, one.category, exact(10), exact("18000")) for one in found]
    _pipeline(cast, begun, found[1].sku)
    story = _Story(cast, number, today, lines)
    story.lapsed_and_promoted(begun + timedelta(days=1))
    waiting, held = story.held_and_waiting(morning(today - timedelta(days=20)))
    refused = story.closed_and_refused(morning(today - timedelta(days=14)))
    story.appealed(morning(today - timedelta(days=12)), refused)
    story.disputed(morning(today - timedelta(days=3)), waiting, held)
    story.asked(morning(today - timedelta(days=2), 9))
    story.undecided(morning(today - timedelta(days=1), 7))


def _publish(cast: Cast, now: datetime) -> int:
    with acting_as(cast.jonas):
        number = actions.create_policy(actor=cast.jonas, now=now, text=POLICY)
        version = queries.policy(cast.jonas, number).versions[0].id
        actions.submit_policy(actor=cast.jonas, now=now, version_id=version)
    with acting_as(cast.maya):
        actions.publish_policy(actor=cast.maya, now=now + timedelta(hours=1), version_id=version, note="As agreed")
    return number


def _pipeline(cast: Cast, now: datetime, sku: str) -> None:
    rows = [
        OpportunityFacts(
            "O-2041", "Fjordlys Hotels", "NO", sku, "Engaging", now.date().isoformat(), "", "24000", "C. Baum"
        ),
        OpportunityFacts("O-2042", "Museum am Kai", "DE", sku, "Won", "", now.date().isoformat(), "9100", "C. Baum"),
    ]
    with acting_as(cast.maya):
        actions.load_opportunities(actor=cast.maya, now=now, rows=rows, reason="First export of the CRM")


@dataclass(frozen=True, slots=True)
class _Story:
    cast: Cast
    policy_id: int
    today: date
    lines: list[AskedLine]

    def sent(self, who: Actor, now: datetime, company: str, *line: int, keep: bool = False) -> str:
        """Register a deal of some of the products; answers its code."""
        site = f"{company.split()[0].lower()}.example"
        fields = {
            "name": f"{company}, equipment", "company": company, "country": "DE", "website": site,
            "expected_close": (self.today + timedelta(days=80)).isoformat(), "contact_name": "Ida Berg",
            "contact_email": f"ida@{site}", "tender": "none",
        }  # fmt: skip
        code = actions.new_code()
        asked = Asked(fields, tuple(self.lines[at] for at in line or (0,)))
        with acting_as(who):
            actions.save_draft(actor=who, now=now, code=code, policy_id=self.policy_id, asked=asked)
            if not keep:
                actions.submit(actor=who, now=now, code=code)
        if not keep:
            self.worked(code, now, actions.look_at)
        return code

    def worked(self, code: str, now: datetime, work: Callable[..., None]) -> None:
        """Do what the worker does of itself."""
        with acting_as(WORKER):
            number = queries.visible_to(WORKER).values_list("pk", flat=True).get(code=code)
            work(actor=WORKER, now=now, registration_id=number)

    def decided(self, now: datetime, deed: Callable[..., None], code: str, **more: object) -> None:
        """Let Jonas decide something."""
        with acting_as(self.cast.jonas):
            deed(actor=self.cast.jonas, now=now, code=code, **more)

    def lapsed_and_promoted(self, now: datetime) -> None:
        first = self.sent(self.cast.ola, now, "Nordwerft Foto")
        second = self.sent(self.cast.sam, now + timedelta(hours=2), "Nordwerft Foto GmbH")
        self.decided(now + timedelta(days=1), actions.approve, first, text="Registered for you.")
        self.decided(now + timedelta(days=1), actions.queue, second, text="It keeps its place.")
        self.worked(first, now + timedelta(days=47), actions.settle)

    def held_and_waiting(self, now: datetime) -> tuple[str, str]:
        first = self.sent(self.cast.sam, now, "Studio Lindenhof", 0, 1)
        second = self.sent(self.cast.ola, now + timedelta(hours=3), "Studio Lindenhof")
        self.decided(now + timedelta(days=1), actions.approve, first, text="Registered for you.")
        self.decided(now + timedelta(days=2), actions.queue, second, text="It keeps its place.")
        mine = self.sent(self.cast.ola, now, "Rheinbogen Verlag", 0, 2)
        self.decided(now + timedelta(days=1), actions.approve, mine, text="Registered for you.")
        later, ola = now + timedelta(days=9), self.cast.ola
        with acting_as(ola):
            actions.move_stage(actor=ola, now=later, code=mine, to="quoted", note_text="Quote sent")
            actions.ask(
                actor=ola, now=later, code=mine, kind="proof", what="meeting", proof="meeting_notes", text="At theirs"
            )
            actions.ask(actor=ola, now=later, code=mine, kind="extension", text="Their budget is decided in spring")
        return second, first

    def closed_and_refused(self, now: datetime) -> str:
        won = self.sent(self.cast.ola, now, "Bergbahn Tirol", 2)
        self.decided(now + timedelta(days=1), actions.approve, won, text="Registered for you.")
        with acting_as(self.cast.ola):
            actions.close(actor=self.cast.ola, now=now + timedelta(days=6), code=won, won=True, text="Ordered")
        self.worked(won, now + timedelta(days=6), actions.settle)
        refused = self.sent(self.cast.ola, now, "Museum am Kai", 1)
        self.decided(
            now + timedelta(days=1),
            actions.refuse,
            refused,
            answer="existing_business",
            text="They buy from us already.",
        )
        return refused

    def case(self, now: datetime, code: str, about: str, text: str) -> tuple[str, str]:
        """Let Ola dispute a deal and Maya take it up; answers the case as Ola and as the vendor knows it."""
        with acting_as(self.cast.ola):
            mine = actions.open_dispute(actor=self.cast.ola, now=now, code=code, about=about, text=text)
        self.followed(now, mine)
        with acting_as(WORKER):
            ((case, _),) = queries.cases_of(WORKER, code)
        with acting_as(self.cast.maya):
            actions.take_up(actor=self.cast.maya, now=now + timedelta(hours=4), code=case)
        return mine, case

    def appealed(self, now: datetime, refused: str) -> None:
        """A decided case that Ola appealed; it waits for a third person."""
        mine, case = self.case(now, refused, "refused", "They bought a lens four years ago, from somebody else.")
        verdict = Verdict("refuse", "The order is in our books.", {mine: "We found an order of last year."})
        with acting_as(self.cast.maya):
            actions.decide(actor=self.cast.maya, now=now + timedelta(days=2), code=case, verdict=verdict)
        with acting_as(self.cast.ola):
            text = "That order was for spare parts, not for equipment."
            actions.appeal(actor=self.cast.ola, now=now + timedelta(days=4), code=mine, text=text)
        self.followed(now + timedelta(days=4), mine)

    def disputed(self, now: datetime, waiting: str, held: str) -> None:
        """A case that Maya looks into, with both partners heard."""
        mine, case = self.case(now, waiting, "lost", "We brought this studio to you; the first visit was ours.")
        later = now + timedelta(days=1)
        with acting_as(self.cast.maya):
            theirs = actions.add_side(actor=self.cast.maya, now=later, code=case, registration=held)
        with acting_as(self.cast.ola):
            actions.say(
                actor=self.cast.ola, now=later, code=mine, text="Minutes of the first visit.", name="visit.txt",
                content=b"First visit, three rooms, two cameras shown.", may_be_shown=True,
            )  # fmt: skip
        with acting_as(self.cast.sam):
            actions.say(actor=self.cast.sam, now=later, code=theirs, text="They asked us for the quote, twice.")

    def followed(self, now: datetime, mine: str) -> None:
        """Do what the worker does of itself for a case."""
        with acting_as(WORKER):
            side = queries.visible_sides(WORKER).get(code=mine)
            actions.follow(actor=WORKER, now=now, side_id=side.pk)

    def asked(self, now: datetime) -> None:
        """Colette of direct sales asks about a company that is protected, and one that is not."""
        who = self.cast.colette
        for company, purpose in (("Studio Lindenhof", "enquiry"), ("Hotel Fjordlys", "approach")):
            with acting_as(who):
                actions.ask_protection(
                    actor=who, now=now, company=company, country="DE", purpose=purpose, note="Our opportunity O-2041"
                )

    def undecided(self, now: datetime) -> None:
        back = self.sent(self.cast.ola, now, "Hafencity Events", 1)
        self.decided(
            now + timedelta(hours=2), actions.return_to_partner, back, fields=["website"], text="Whose site is this?"
        )
        self.sent(self.cast.ola, now, "Galerie Sonnen", 2)
        self.sent(self.cast.sam, now, "Galerie Sonnen KG", 2)
        self.sent(self.cast.ola, now, "Atelier Weiss", keep=True)
