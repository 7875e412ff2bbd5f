"""A form, a plan and an applicant of every story: Nils of Nordlicht, who wants to become a reseller."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from fairway.kit.access import SIGNING_IN, Actor, acting_as
from fairway.kit.files import Attachment, attach
from fairway.partners import actions, queries
from fairway.partners.actions import Saved
from fairway.partners.rules.applying import CompanyFacts
from fairway.partners.rules.organisation import CapabilityFacts
from tests.builders import People

FORM = """form: value_added_reseller
title: Become a reseller
opening: We answer within ten days.
enough: 20
questions:
  - id: since
    ask: For how many years have you sold instruments?
    answer: number
    required: yes
    points:
      - {from: 0, give: 0}
      - {from: 3, give: 10}
  - id: lines
    ask: What do you sell?
    answer: choice
    several: yes
    choices:
      - {id: cameras, text: Cameras, points: 15}
      - {id: meters, text: Meters, points: 5}
  - {id: repairs, ask: "Do you repair?", answer: yes_no, if_yes: 5}
  - {id: about, ask: Tell us about you, answer: long_text}
  - {id: proof, ask: Your certificate, answer: file}
"""
PLAN = """plan: value_added_reseller
title: First weeks of a reseller
gates:
  - {id: ordering, says: No ordering before the agreement is in force.}
tasks:
  - {id: agreement, do: Sign the agreement, side: partner, role: principal, due: 14, gates: [ordering],
     met_by: agreement_in_force}
  - {id: tax, do: Hand in the tax certificate, side: partner, due: 7, document: Tax certificate}
  - {id: account, do: Open the credit account, side: vendor, due: 10, gates: [ordering]}
"""
NORDLICHT = CompanyFacts(
    name="Nordlicht Messtechnik GmbH", country="DE", city="Kiel", website="https://www.nordlicht.example/",
    tax_number="DE136695976", contact="Nils Petersen", email="nils@nordlicht.example",
)  # fmt: skip
ANSWERS = {"since": ["4"], "lines": ["cameras"], "repairs": ["yes"]}
# 4 years: 10 + cameras: 15 + repairs: 5
POINTS = 30


def publish(actor: Actor, now: datetime) -> None:
    """Publish the form and the plan."""
    with acting_as(actor):
        for kind, text in (("form", FORM), ("plan", PLAN)):
            number = actions.save_paper(actor=actor, now=now, kind=kind, text=text)
            actions.publish_paper(actor=actor, now=now, paper_id=number)


def apply(
    now: datetime, *, key: str = "page-1", hand_in: bool = True, files: Sequence[tuple[str, Attachment]] = (),
    **changed: str,
) -> Saved:  # fmt: skip
    """Nils sends the form; answers what became of it, with the secret his mail holds."""
    with acting_as(SIGNING_IN):
        return actions.save_application(
            now=now, type="value_added_reseller", facts=replace(NORDLICHT, **changed), answers=ANSWERS,
            files=files, key=key, hand_in=hand_in,
        )  # fmt: skip


def applied(now: datetime, *, files: Sequence[tuple[str, Attachment]] = (), **changed: str) -> int:
    """Nils sends the form and confirms his address."""
    saved = apply(now, key=f"page of {sorted(changed.values())}"[:64], files=files, **changed)
    with acting_as(SIGNING_IN):
        actions.confirm_address(now=now, secret=saved.secret)
    return saved.application_id


def organisation(people: People, now: datetime) -> dict[str, object]:
    """Give partner A a plan with a document, a capability, an ending and an export; answers the numbers of each."""
    publish(people.maya, now)
    number = applied(now)
    with acting_as(people.maya):
        actions.begin_onboarding(actor=people.maya, now=now, partner_id=people.a, type="value_added_reseller")
        actions.save_capability_kind(
            actor=people.maya, now=now, code="calibration", title="Calibration", kind="capability", months=24,
            needs_evidence=True,
        )  # fmt: skip
        (plan,) = queries.plans_of(people.maya, people.a, on=now.date())
        task = next(one for one in plan.tasks if one.key == "tax")
        actions.begin_ending(
            actor=people.maya,
            now=now,
            partner_id=people.a,
            ends_on=now.date() + timedelta(days=30),
            reason="By agreement",
        )  # fmt: skip
        ending = queries.ending(people.maya, people.a)
        paper = queries.papers(people.maya, "form")[0]
        export = actions.ask_for_export(actor=people.maya, now=now, partner_id=people.a)
    assert ending is not None
    with acting_as(people.ola):
        file = actions.hand_in(actor=people.ola, now=now, task_id=task.id, attachment=document())
        actions.state_capability(
            actor=people.ola, now=now, facts=CapabilityFacts("A-1", "calibration", now.date(), evidence="DAkkS 4711")
        )
        (capability,) = queries.capabilities(people.ola, on=now.date(), partner_id=people.a)
    return {
        "application_id": number, "task_id": task.id, "file_id": file, "capability_id": capability.id,
        "item_id": ending.items[0].id, "paper_id": paper.id, "export_id": export, "kind": "form",
        "type": "value_added_reseller",
    }  # fmt: skip


def document(name: str = "certificate.pdf", content: bytes = b"%PDF-1.7\n...") -> Attachment:
    """A document as a door hands it on."""
    return attach([content], name)
