"""Drafts: what one says so far, what is wrong with it, what it would meet, and what competition law asks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from fairway.agreements.models import Agreement, TemplateVersion
from fairway.agreements.queries import agreements, collisions
from fairway.agreements.queries.buyers import with_buyers
from fairway.agreements.rules import findings as law
from fairway.agreements.rules import particulars, templates
from fairway.agreements.rules.findings import Finding
from fairway.agreements.rules.grants import Terms
from fairway.agreements.rules.particulars import Particulars
from fairway.agreements.rules.particulars.fields import Value
from fairway.agreements.rules.templates import Clause
from fairway.agreements.rules.trees import Fault
from fairway.kit.access import Actor
from fairway.partners import queries as partners


@dataclass(frozen=True)
class Draft:
    """What a draft says so far: its faults, its text where it can be written, and what competition law asks."""

    particulars: Particulars | None
    faults: tuple[Fault, ...]
    text: str
    clauses: tuple[Clause, ...]
    values: Mapping[str, Value]
    findings: tuple[Finding, ...]
    noted: Mapping[str, tuple[str, datetime, int]]
    meets: tuple[tuple[str, collisions.Answer], ...]

    @property
    def waiting(self) -> tuple[Finding, ...]:
        """Findings that wait for counsel."""
        return law.unanswered(self.findings, self.noted)

    @property
    def collides(self) -> bool:
        return any(answer.collisions or answer.faults for _, answer in self.meets)

    @property
    def ready(self) -> bool:
        """Whether it can be sent."""
        return self.particulars is not None and not self.faults and not self.waiting and not self.collides


def subject_of(agreement_id: int) -> str:
    """What counsel's notes on an agreement are filed under."""
    return f"agreement:{agreement_id}"


def draft(actor: Actor, agreement_id: int, typed: Mapping[str, Any] | None = None, *, deeply: bool = True) -> Draft:
    """Read a draft, as it is kept or as it is typed right now, without writing anything.

    `deeply` also asks what its territories would meet, which takes a query or two for each.
    """
    one = agreements.found(actor, agreement_id)
    partner = partners.one(actor, one.partner_id, on=date.min)
    names = agreements.known(actor, country=partner.country)
    read = particulars.read(one.typed if typed is None else typed, names)
    noted = collisions.notes_on(actor, subject_of(agreement_id))
    if read.particulars is None:
        return Draft(None, read.faults, "", (), {}, (), noted, ())
    said = read.particulars
    filled = agreements.values(actor, one, said, names)
    template = templates.parse(TemplateVersion.objects.values_list("text", flat=True).get(pk=one.version_id))
    rendered = templates.render(template, filled)
    faults = list(read.faults)
    faults += _of_the_text(said, rendered.clauses)
    if one.amends_id is not None:
        faults += _of_an_amendment(one, said)
    facts = particulars.facts_of(said, country=partner.country)
    asked = law.findings_of(with_buyers(actor, facts, partner_id=one.partner_id, on=said.since_on))
    meets = _meets(actor, one, said) if deeply and not faults else ()
    return Draft(said, tuple(faults), rendered.text, rendered.clauses, filled, asked, noted, meets)


def _of_the_text(said: Particulars, clauses: tuple[Clause, ...]) -> Iterable[Fault]:
    if said.renews and not any(one.anchor == "term" for one in clauses):
        sentence = (
            "It would renew by itself, but its text has no clause about the term: choose a template that has one."
        )
        yield Fault("renewal", "automatic", sentence)


def _of_an_amendment(one: Agreement, said: Particulars) -> Iterable[Fault]:
    assert one.amends_id is not None
    course = agreements.courses_of([one.amends_id]).get(one.amends_id)
    if course is None:
        yield Fault("since_on", "", "What it amends is not concluded.")
        return
    if said.since_on <= course.since_on:
        yield Fault("since_on", str(said.since_on), f"It takes effect after the agreement begins on {course.since_on}.")
    if course.end is not None and said.since_on >= course.end:
        yield Fault("since_on", str(said.since_on), f"The agreement ends on {course.end}: it takes effect before.")


def terms_of(one: Agreement, said: Particulars, until_on: date | None) -> tuple[Terms, ...]:
    """The grants that particulars ask for, each with the product line."""
    return tuple(
        Terms(
            one.partner_id, place.kind, place.areas, said.since_on, until_on, line, place.segment, place.excepted,
            place.at_most,
        )
        for place, line in said.grants
    )  # fmt: skip


def _meets(actor: Actor, one: Agreement, said: Particulars) -> tuple[tuple[str, collisions.Answer], ...]:
    found = []
    for terms in terms_of(one, said, said.until_on):
        answer = collisions.check(actor, terms)
        if answer.collisions or answer.faults or answer.findings:
            found.append((answer.words or ", ".join(area.text for area in terms.areas), answer))
    return tuple(found)
