"""Gives the demo a registration policy in force and a deal in each state, from draft to promoted from the waitlist.

The last days before today are lived through: Ola and Sam register, Jonas decides, time passes. Nothing is random.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from fairway.catalogue import queries as catalogue
from fairway.deals import actions, queries
from fairway.deals.actions.registering import AskedRole
from fairway.deals.rules.asked import Asked, AskedLine
from fairway.deals.rules.axes import registration
from fairway.deals.rules.pipeline import OpportunityFacts
from fairway.deals.rules.written import read_written
from fairway.demo import disputes, lookalikes, projects
from fairway.demo.ground import morning
from fairway.kit.access import WORKER, Actor, acting_as
from fairway.values import Rounding, divided, exact, times

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

MAIL = """Good morning,

Programme: Halden deal registration
Opportunity: Zugspitz Funk, studios
End customer: Zugspitz Funk
Country: DE
Website: zugspitz.example
Expected close: {close_on}
Contact at the customer: Ida Berg
Their e-mail: ida@zugspitz.example
Tender: none
Product: {sku}; 10; 18,000

Best regards
Ola
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
    number = _publish(cast, begun, POLICY)
    second = _publish(cast, begun, projects.POLICY)
    with acting_as(WORKER):
        found = list(catalogue.visible_to(WORKER).filter(retired_on=None).order_by("sku")[:3])
    worth = ("18000", "14500", "23100")
    lines = [AskedLine(one.pk, one.sku, one.category, exact(10), exact(value))
             for one, value in zip(found, worth, strict=False)]  # fmt: skip
    _pipeline(cast, begun, found[1].sku)
    story = Story(cast, number, today, lines)
    story.lapsed_and_promoted(begun + timedelta(days=1))
    story.ended(morning(today - timedelta(days=40)))
    waiting, held = story.held_and_waiting(morning(today - timedelta(days=20)))
    refused = story.closed_and_refused(morning(today - timedelta(days=14)))
    disputes.tell(story, waiting, held, refused)
    projects.tell(story, second)
    story.ways_in(morning(today - timedelta(days=5)))
    story.asked(morning(today - timedelta(days=2), 9))
    lookalikes.tell(story, found[1].sku)
    story.undecided(morning(today - timedelta(days=1), 7))


def _publish(cast: Cast, now: datetime, text: str) -> int:
    with acting_as(cast.jonas):
        number = actions.create_policy(actor=cast.jonas, now=now, text=text)
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
class Story:
    """The demo's deals while they are told."""

    cast: Cast
    policy_id: int
    today: date
    lines: list[AskedLine]

    def form(self, company: str, line: Sequence[int]) -> Asked:
        """What a form says about a deal of some of the products."""
        site = f"{company.split()[0].lower()}.example"
        fields = {
            "name": f"{company}, equipment", "company": company, "country": "DE", "website": site,
            "expected_close": (self.today + timedelta(days=80)).isoformat(), "contact_name": "Ida Berg",
            "contact_email": f"ida@{site}", "tender": "none",
        }  # fmt: skip
        units = 3 + sum(map(ord, company.split()[0])) % 11  # the same of everybody who asks for the same company
        return Asked(fields, tuple(self._of(self.lines[at], units) for at in line or (0,)))

    def _of(self, line: AskedLine, units: int) -> AskedLine:
        """So many of a product, at its price."""
        if len(self.lines) == 1:
            return line
        each = divided(line.value, line.units, 2, Rounding.HALF_UP)
        return replace(line, units=exact(units), value=times(each, exact(units)))

    def sent(
        self, who: Actor, now: datetime, company: str, *line: int, keep: bool = False, way_in: str = "page",
        roles: Sequence[AskedRole] | None = None,
    ) -> str:  # fmt: skip
        """Register a deal of some of the products; answers its code."""
        code, asked = actions.new_code(), self.form(company, line)
        with acting_as(who):
            actions.save_draft(
                actor=who, now=now, code=code, policy_id=self.policy_id, asked=asked, roles=roles, way_in=way_in
            )
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

    def decided(self, now: datetime, deed: Callable[..., object], code: str, **more: object) -> None:
        """Let Jonas decide something."""
        with acting_as(self.cast.jonas):
            deed(actor=self.cast.jonas, now=now, code=code, **more)

    def lapsed_and_promoted(self, now: datetime) -> None:
        first = self.sent(self.cast.ola, now, "Nordwerft Foto")
        second = self.sent(self.cast.sam, now + timedelta(hours=2), "Nordwerft Foto GmbH")
        self.decided(now + timedelta(days=1), actions.approve, first)
        self.decided(now + timedelta(days=1), actions.queue, second, text=registration.PARTNER_WORDS["waitlisted"][1])
        self.worked(first, now + timedelta(days=47), actions.settle)

    def ended(self, now: datetime) -> None:
        """How a registration can end: taken back by either side, by the customer's letter, as the same one again."""
        ola, day = self.cast.ola, timedelta(days=1)
        back = self.sent(ola, now, "Alsterhaus Medien", 1)
        with acting_as(ola):
            actions.withdraw(actor=ola, now=now + day, code=back, reason="They decided to wait a year.")
        kept = self.sent(ola, now, "Spreewerk Studios", 1)
        self.decided(now + day, actions.approve, kept)
        again = self.sent(ola, now + 3 * day, "Spreewerk Studios GmbH", 1)
        self.decided(now + 4 * day, actions.call_duplicate, again, of=kept, text="You registered this deal before.")
        gone = self.sent(self.cast.sam, now, "Moselblick Hotels", 2)
        self.decided(now + day, actions.approve, gone)
        self.decided(now + 20 * day, actions.revoke, gone, text="The customer says that nobody has called on them.")
        other = self.sent(self.cast.sam, now, "Harzrand Klinik", 2)
        self.decided(now + day, actions.approve, other)
        self.decided(now + 9 * day, actions.supersede, other, text="The customer names another partner in its letter.")
        lost = self.sent(ola, now, "Elbtal Akademie", 2)
        self.decided(now + day, actions.approve, lost)
        with acting_as(ola):
            actions.close(actor=ola, now=now + 25 * day, code=lost, won=False, reason="no_budget", text="Next year")
        self.worked(lost, now + 25 * day, actions.settle)
        paused = self.sent(ola, now + 15 * day, "Eifelturm Museum", 1)
        self.decided(now + 16 * day, actions.approve, paused)
        with acting_as(ola):
            actions.ask(actor=ola, now=now + 30 * day, code=paused, kind="pause", text="They are moving house")
        with acting_as(self.cast.jonas):
            (asked,) = queries.deal(self.cast.jonas, paused, now + 30 * day).requests
            actions.answer_request(
                actor=self.cast.jonas, now=now + 31 * day, request_id=asked.id, grant_it=True, text="Until they are in"
            )  # fmt: skip

    def ways_in(self, now: datetime) -> None:
        """Deals that came by mail, by a program and as a file; one names a second partner, which reads its part."""
        ola, sam, soon = self.cast.ola, self.cast.sam, timedelta(hours=1)
        close_on = (self.today + timedelta(days=70)).isoformat()
        letter = MAIL.format(close_on=close_on, sku=self.lines[0].sku)
        with acting_as(ola):
            by_mail = actions.write_in(actor=ola, now=now, written=read_written(letter))
        assert by_mail.sent, by_mail.faults
        (mailed,) = by_mail.sent
        self.worked(mailed, now, actions.look_at)
        shared = self.sent(
            ola, now, "Weserlicht Theater", 0, 1, way_in="api",
            roles=[AskedRole("transacting", "Kesselring", exact(70), now.date()),
                   AskedRole("influence", "Thistlewood", exact(30), now.date())],
        )  # fmt: skip
        self.decided(now + soon, actions.approve, shared)
        with acting_as(self.cast.jonas):
            roles = queries.deal(self.cast.jonas, shared, now + soon).roles
            second = next(one for one in roles if one.role == "influence")
        self.decided(now + 2 * soon, actions.name_partner, shared, role_id=second.id, partner_id=sam.partner)
        read = [self.form(company, (2,)) for company in ("Taunus Radio", "Lahntal Galerie")]
        with acting_as(sam):
            codes = actions.submit_all(actor=sam, now=now, policy_id=self.policy_id, read=read, way_in="csv")
        for code in codes:
            self.worked(code, now, actions.look_at)

    def held_and_waiting(self, now: datetime) -> tuple[str, str]:
        first = self.sent(self.cast.sam, now, "Studio Lindenhof", 0, 1)
        second = self.sent(self.cast.ola, now + timedelta(hours=3), "Studio Lindenhof")
        self.decided(now + timedelta(days=1), actions.approve, first)
        self.decided(now + timedelta(days=2), actions.queue, second, text=registration.PARTNER_WORDS["waitlisted"][1])
        mine = self.sent(self.cast.ola, now, "Rheinbogen Verlag", 0, 2)
        self.decided(now + timedelta(days=1), actions.approve, mine)
        for code, kind, percent, day in ((first, "special_price", "12.5", 5), (mine, "promotion", "4", 8)):
            on = now + timedelta(days=day)
            self.decided(
                on, actions.put_condition, code, kind=kind, percent=exact(percent), since_on=on.date(),
                until_on=None if kind == "special_price" else on.date() + timedelta(days=30),
                reference="SP-118" if kind == "special_price" else "Autumn", reason="As our price desk wrote.",
            )  # fmt: skip
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
        self.decided(now + timedelta(days=1), actions.approve, won)
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
