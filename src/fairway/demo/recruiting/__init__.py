"""The demo's recruiting: applications in every state, onboarding under way, sites, capabilities, a merged duplicate.

Everything goes through the rooms' actions, dated in the last weeks before the demo's day; each part can be repeated.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from fairway.kit.access import SIGNING_IN, WORKER, Actor, acting_as
from fairway.kit.files import attach
from fairway.partners import actions, queries
from fairway.partners.rules import PartnerFacts
from fairway.partners.rules.applying import CompanyFacts
from fairway.partners.rules.organisation import CapabilityFacts, SiteFacts

RESELLER, DISTRIBUTOR, INTEGRATOR = "value_added_reseller", "distributor", "system_integrator"
TYPES = (RESELLER, DISTRIBUTOR, INTEGRATOR)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
WORDS = (
    ("calibration", "Calibration in an own laboratory", "capability", 24, True),
    ("installation", "Installation on site", "capability", None, False),
    ("gas_detection", "Gas detection", "competency", 12, True),
    ("hire", "Hire of instruments", "capability", None, False),
)  # fmt: skip


@dataclass(frozen=True)
class Applicant:
    """A company that applies: who, how long ago, what it answers, what becomes of it."""

    facts: CompanyFacts
    days: int
    years: str
    fields: tuple[str, ...]
    service: str
    becomes: str


def _company(name: str, type: str, country: str, city: str, domain: str, contact: str, tax: str = "") -> CompanyFacts:
    first = contact.split()[0].lower()
    return CompanyFacts(
        name, type, country, city=city, website=f"https://www.{domain}", tax_number=tax, contact=contact,
        email=f"{first}@{domain}",
    )  # fmt: skip


APPLICANTS = (
    Applicant(_company("Nordlicht Messtechnik GmbH", RESELLER, "DE", "Kiel", "nordlicht.example", "Nils Petersen",
                       "DE136695976"), 3, "7", ("energy", "process"), "yes", "applied"),
    # much alike a partner: the duplicate a person should see before approving
    Applicant(_company("Kesselring Prüftechnik AG", RESELLER, "DE", "Ulm", "kesselring-ulm.example",
                       "Jutta Kern"), 2, "12", ("process",), "yes", "applied"),
    Applicant(_company("Sierra Test Supply Inc", DISTRIBUTOR, "US", "Reno", "sierratest.example", "Dana Whitlock"),
              9, "4", ("energy", "buildings"), "no", "in_review"),
    Applicant(_company("Ateliers Morvan SARL", INTEGRATOR, "FR", "Nantes", "morvan.example", "Yann Morvan"),
              12, "9", ("process", "research"), "yes", "returned"),
    Applicant(_company("Pennine Instruments Ltd", RESELLER, "GB", "Leeds", "pennine.example", "Ruth Ackroyd"),
              34, "6", ("buildings", "process"), "yes", "approved"),
    Applicant(_company("Gadget Bazaar Ltd", RESELLER, "GB", "London", "gadgetbazaar.example", "Lee Short"),
              21, "0", ("buildings",), "no", "refused"),
    Applicant(_company("Halve Maan Techniek B.V.", RESELLER, "NL", "Utrecht", "halvemaan.example", "Sanne Vos"),
              1, "3", ("research",), "no", "begun"),
)  # fmt: skip


def _text(name: str) -> str:
    return Path(__file__).with_name(f"{name}.yaml").read_text("utf-8")


def lay(
    *, jonas: Actor, ola: Actor | None, partner_ids: dict[str, int], today: date, since: date, now: datetime
) -> None:
    """Publish the forms and plans, then live through the last weeks of recruiting; ``since`` is the first day sold."""
    with acting_as(jonas):
        begun = now - timedelta(days=60)
        for type in TYPES:
            for kind in ("form", "plan"):
                number = actions.save_paper(actor=jonas, now=begun, kind=kind, text=_text(f"{kind}-{type}"))
                actions.publish_paper(actor=jonas, now=begun, paper_id=number)
        for code, title, kind, months, evidence in WORDS:
            actions.save_capability_kind(
                actor=jonas, now=begun, code=code, title=title, kind=kind, months=months, needs_evidence=evidence
            )
    for place, one in enumerate(APPLICANTS):
        _apply(one, f"demo-{place}", jonas, now - timedelta(days=one.days))
    _prospects(jonas, ola, now)
    _organisations(jonas, partner_ids, today, now)
    _onboarding(jonas, today, since, now)
    _duplicate(jonas, partner_ids, now)


def _apply(one: Applicant, key: str, jonas: Actor, at: datetime) -> None:
    answers = {
        "years": [one.years], "fields": list(one.fields), "service": [one.service], "people": ["4 and 2"],
        "plan": ["Two utilities and a plant builder have asked us for instruments like yours."],
    }  # fmt: skip
    with acting_as(SIGNING_IN):
        saved = actions.save_application(
            now=at, type=one.facts.type, facts=one.facts, answers=answers, key=key, hand_in=one.becomes != "begun",
            files=[("register", attach([PDF], "register.pdf"))] if one.service == "yes" else [],
        )  # fmt: skip
        if not saved.secret or one.becomes == "begun":
            return
        actions.confirm_address(now=at + timedelta(minutes=7), secret=saved.secret)
    with acting_as(jonas):
        number, later = saved.application_id, at + timedelta(hours=20)
        if one.becomes != "applied":
            actions.take_up(actor=jonas, now=later, application_id=number)
        if one.becomes == "returned":
            actions.return_(
                actor=jonas, now=later, application_id=number, questions=["people", "plan"],
                message="Which of your people would work with our instruments, and for whom do you build this year?",
            )  # fmt: skip
        if one.becomes == "refused":
            actions.refuse(
                actor=jonas, now=later, application_id=number,
                message="Our instruments need advice and service after the sale; we sell them through partners who "
                "give both. Write to us when that has changed.",
            )  # fmt: skip
        if one.becomes == "approved":
            actions.approve(actor=jonas, now=later, application_id=number, message="We look forward to it.")


def _prospects(jonas: Actor, ola: Actor | None, now: datetime) -> None:
    with acting_as(jonas):
        if any(row.name == "Fjordmål AS" for row in queries.visible_applications(jonas)):
            return
        actions.note_prospect(
            actor=jonas, now=now - timedelta(days=15),
            facts=CompanyFacts("Fjordmål AS", RESELLER, "NO", city="Bergen", contact="Ingrid Moe",
                               email="ingrid@fjordmal.example"),
            note="Met at the fair in Oslo. Asks for calibration.",
        )  # fmt: skip
    if ola is not None:
        with acting_as(ola):
            actions.refer(
                actor=ola, now=now - timedelta(days=5),
                facts=CompanyFacts("Bodensee Sensorik GmbH", RESELLER, "DE", contact="Peter Lang",
                                   email="peter@bodensee.example"),
                note="They serve the lake region, where we do not go.",
            )  # fmt: skip


SITES = (
    ("KESSELRING", "HQ", "Headquarters", "office", "Stuttgart", "DE"),
    ("KESSELRING", "LAB", "Calibration laboratory", "service", "Esslingen", "DE"),
    ("CASCADIA", "TUK", "Tukwila warehouse", "warehouse", "Tukwila", "US"),
    ("CASCADIA", "SEA", "Seattle office", "office", "Seattle", "US"),
    ("THISTLEWOOD", "LDS", "Leeds counter", "shop", "Leeds", "GB"),
    ("ALCORAZ", "MAD", "Madrid", "office", "Madrid", "ES"),
)
ABLE = (
    ("KESSELRING", "calibration", "LAB", 400, "Accreditation D-K-15214", True),
    ("KESSELRING", "installation", "", 700, "", True),
    ("KESSELRING", "gas_detection", "", 20, "Course of 12 people", False),
    ("THISTLEWOOD", "hire", "LDS", 300, "", True),
    ("CASCADIA", "calibration", "", 800, "NVLAP 200xyz", True),
)


def _organisations(jonas: Actor, partner_ids: dict[str, int], today: date, now: datetime) -> None:
    with acting_as(jonas):
        at = now - timedelta(days=40)
        sites = [
            SiteFacts(partner, code, name, kind, country, city=city, since_on=today - timedelta(days=900))
            for partner, code, name, kind, city, country in SITES
            if partner in partner_ids
        ]
        actions.load_sites(actor=jonas, now=at, rows=sites, reason="From the partners' letters")
        actions.load_capabilities(
            actor=jonas, now=at, reason="From the yearly survey",
            rows=[CapabilityFacts(partner, code, today - timedelta(days=days), site=site, evidence=evidence)
                  for partner, code, site, days, evidence, seen in ABLE if partner in partner_ids and seen],
        )  # fmt: skip


def _onboarding(jonas: Actor, today: date, since: date, now: datetime) -> None:
    """Alcoraz waits for its agreement and a course; Pennine, approved some weeks ago, has something late.

    What Kesselring did before its agreement began was taken over later: its time to the first sale is measured.
    """
    every = ("tax", "account", "profile", "course", "visit")
    taken_over = now - timedelta(days=55)
    codes = {
        "ALCORAZ": (today - timedelta(days=50), ("tax", "account", "profile"), None),
        "PENNINE": (today - timedelta(days=33), ("profile",), None),
        "KESSELRING": (since - timedelta(days=36), every, taken_over),
    }
    with acting_as(WORKER):
        known = queries.ids_by_code(WORKER)
    for code, (began, done, late) in codes.items():
        if code not in known:
            continue
        with acting_as(jonas):
            at = late or now - (today - began)
            actions.begin_onboarding(
                actor=jonas, now=at, partner_id=known[code], type=RESELLER, on=began,
                reason="Taken over from the list kept before" if late else "",
            )  # fmt: skip
            for plan in queries.plans_of(jonas, known[code], on=today):
                for task in plan.tasks:
                    if task.key not in done or not task.is_open:
                        continue
                    after = timedelta(days=6 + 3 * done.index(task.key))
                    later = late or at + after
                    if task.document:
                        document = attach([PDF], "tax-certificate.pdf")
                        actions.hand_in(actor=jonas, now=later, task_id=task.id, attachment=document)
                    actions.complete(actor=jonas, now=later, task_id=task.id, on=began + after)
            if late:
                actions.fulfil(
                    actor=jonas, now=late, partner_id=known[code], fact="agreement_in_force", since_on=since
                )  # fmt: skip


def _duplicate(jonas: Actor, partner_ids: dict[str, int], now: datetime) -> None:
    """The old portal had Kesselring twice."""
    if "KESSELRING" not in partner_ids:
        return
    with acting_as(jonas):
        number = actions.save(
            actor=jonas, now=now - timedelta(days=30),
            facts=PartnerFacts("KSR-0417", "Kesselring Prueftechnik", (RESELLER,), "DE", currency="EUR"),
            reason="Found in the old portal",
        )  # fmt: skip
        actions.merge(
            actor=jonas, now=now - timedelta(days=29), partner_id=number, survivor_code="KESSELRING",
            reason="The same tax number and the same street in the old portal.",
        )  # fmt: skip
