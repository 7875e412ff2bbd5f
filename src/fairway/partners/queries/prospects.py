"""The pipeline as rows of a file are held against it: which application a row means, and whether it can be taken."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from fairway.kit.access import Actor, people
from fairway.partners.models import Application, Paper, Referral
from fairway.partners.queries.partners import ids_by_text
from fairway.partners.queries.recruiting import visible_applications
from fairway.partners.rules import TYPES, Fault, plain_name
from fairway.partners.rules.applying import STATES, CompanyFacts
from fairway.partners.rules.documents import Form, check_form
from fairway.partners.rules.prospects import (
    ProspectFacts,
    answers_said,
    faults_of_newcomer,
    faults_of_prospect,
    question_columns,
    written_answer,
)

COMPANY = tuple(CompanyFacts.__dataclass_fields__)


class Forms:
    """The forms applications are read by: each its own, or else the open one of its type."""

    def __init__(self) -> None:
        self._papers = {row.pk: row for row in Paper.objects.filter(kind="form").exclude(published_at=None)}
        self._open = {row.type: row for row in self._papers.values() if row.closed_at is None}
        self._read: dict[int, Form | None] = {}

    def of(self, one: Application | None, type: str = "") -> tuple[Paper, Form] | None:
        """The form of an application, or of a new one of a type."""
        paper = self._papers.get(one.paper_id or 0) if one is not None else None
        paper = paper or self._open.get(type or (one.type if one is not None else ""))
        if paper is None:
            return None
        if paper.pk not in self._read:
            self._read[paper.pk] = check_form(paper.text).document
        form = self._read[paper.pk]
        return None if form is None else (paper, form)


class Pipeline:
    """Every application this actor may see, its colleagues, and the partners that may have referred it."""

    def __init__(self, actor: Actor, now: datetime) -> None:
        self.today = now.date()
        self.rows = {row.pk: row for row in visible_applications(actor).order_by("pk")}
        self._by_key: dict[tuple[str, str], list[int]] = {}
        for row in self.rows.values():
            self._by_key.setdefault((row.plain_name, row.country), []).append(row.pk)
        self._owners: dict[str, set[int]] = {}
        for person in people.people_in(actor, partner_id=None, now=now):
            for text in {person.email.lower(), person.name.lower()}:
                self._owners.setdefault(text, set()).add(person.user_id)
        self._partners = ids_by_text(actor, reporter_id=None)
        self._forms = Forms()
        self.referrers = dict(Referral.objects.exclude(application=None).values_list("application_id", "partner_id"))

    def keys(self) -> set[tuple[str, str]]:
        """By what rows may name what is known."""
        return {*self._by_key, *(("#", str(pk)) for pk in self.rows)}

    def meant(self, said: ProspectFacts) -> tuple[Application | None, Fault | None]:
        """The application a row means, or None for a new company; or why nobody can say."""
        if said.number:
            found = self.rows.get(int(said.number)) if said.number.isascii() and said.number.isdigit() else None
            missing = Fault("number", said.number, "There is no application of this number: leave the cell empty.")
            return found, None if found else missing
        there = self._by_key.get(said.key, [])
        if len(there) > 1:
            numbers = ", ".join(map(str, there))
            sentence = f"Applications {numbers} have this name and country: give the number of the one that is meant."
            return None, Fault("name", said.company.name, sentence)
        return (self.rows[there[0]] if there else None), None

    def owner(self, text: str) -> int | None:
        """The colleague an e-mail address, or a name that only one has, belongs to."""
        found = self._owners.get(text.strip().lower(), set())
        return next(iter(found)) if len(found) == 1 else None

    def partner(self, text: str) -> int | None:
        """The partner a code, or a name that only one has, belongs to."""
        return self._partners.get(plain_name(text))

    def answers(
        self, said: ProspectFacts, there: Application | None
    ) -> tuple[tuple[Paper, Form] | None, dict[str, list[str]], tuple[Fault, ...]]:
        """The form whose questions a row answers, the answers as it keeps them, and what is wrong with them."""
        if not said.answers:
            return None, {}, ()
        type = said.company.type or (there.type if there is not None else "")
        found = self._forms.of(there, type)
        if found is None:
            first, text = said.answers[0]
            as_what = f"as {TYPES[type].lower()}" if type in TYPES else "without a type"
            sentence = f"No form is open for who applies {as_what}: publish one, or take the answers out."
            return None, {}, (Fault(first, text[:80], sentence),)
        answers, faults = answers_said(found[1], said.answers)
        if there is not None and there.state != "prospect" and not faults:
            held = {one.id: (one, list(there.answers.get(one.id, ()))) for one in found[1].questions}
            faults = tuple(
                Fault(
                    held[key][0].ask, "; ".join(values)[:80],
                    f"This application is {STATES[there.state].lower()} and says “{written_answer(*held[key])}”: what "
                    "an applicant wrote is not overwritten. Take the cell out, or return the application.",
                )
                for key, values in answers.items() if values != held[key][1]
            )  # fmt: skip
        return found, answers, faults

    def faults(self, said: ProspectFacts) -> tuple[Fault, ...]:
        """Everything that keeps a row from being taken."""
        found = list(faults_of_prospect(said, today=self.today))
        there, unclear = self.meant(said)
        if unclear is not None:
            found.append(unclear)
        elif there is None:
            found += faults_of_newcomer(said)
        elif there.state != "prospect":
            found += [
                Fault(name, value, f"This application is {STATES[there.state].lower()} and says “{held}”: what an "
                      "applicant wrote is not overwritten. Take the cell out, or return the application.")
                for name, value, held in differing(said, there)
            ]  # fmt: skip
        found += self.answers(said, there)[2]
        if said.owner and self.owner(said.owner) is None:
            found.append(Fault("owner", said.owner, "Nobody of your own organisation has this e-mail address or name."))
        if said.referrer and (by := self.partner(said.referrer)) is None:
            found.append(Fault("referrer", said.referrer, "There is no partner of this code, or several of this name."))
        elif said.referrer and there is not None and self.referrers.get(there.pk, by) != by:
            found.append(Fault("referrer", said.referrer, "Another partner has referred this company: leave it empty."))
        return tuple(dict.fromkeys(found))


def differing(said: ProspectFacts, there: Application) -> list[tuple[str, str, str]]:
    """What a row says of the company that the application does not: field, the row's value, the application's."""
    pairs = [(name, getattr(said.company, name), getattr(there, name)) for name in COMPANY if name in said.stated]
    clears = there.state == "prospect"
    return [(name, value, held) for name, value, held in pairs if value != held and (value or clears)]


@dataclass(frozen=True)
class Exported:
    """Of an application, what a file that can be loaded again has beside the list's columns."""

    facts: CompanyFacts
    note: str
    message: str
    owner_email: str
    referrer_code: str
    answers: Mapping[str, str]


def exported(actor: Actor, rows: Iterable[Application]) -> Mapping[int, Exported]:
    """What a file of applications says on top of their cards."""
    found = list(rows)
    codes = dict(
        Referral.objects.filter(application__in=[row.pk for row in found]).values_list(
            "application_id", "partner__code"
        )
    )
    forms = Forms()
    mails = people.addresses_of({row.owner_id for row in found if row.owner_id})
    return {
        row.pk: Exported(
            CompanyFacts(**{name: getattr(row, name) for name in COMPANY}), row.note, row.message,
            mails.get(row.owner_id or 0, ""), codes.get(row.pk, ""), _written(forms.of(row), row),
        )
        for row in found
    }  # fmt: skip


def _written(found: tuple[Paper, Form] | None, one: Application) -> dict[str, str]:
    """The answers of an application by the question, as a file has them."""
    asked = found[1].questions if found is not None else ()
    return {each.ask: written_answer(each, one.answers[each.id]) for each in asked if one.answers.get(each.id)}


def asked(actor: Actor) -> tuple[str, ...]:
    """Every question that an application was or can be asked, each once, the newest forms first."""
    forms = (check_form(text).document for text in _texts(actor))
    return tuple(dict.fromkeys(each.ask for form in forms if form is not None for each in form.questions))


def answer_columns(actor: Actor) -> Mapping[str, tuple[str, ...]]:
    """The columns of a file that have answers, as :class:`ProspectFacts` names them."""
    forms = (check_form(text).document for text in _texts(actor))
    return question_columns(form for form in forms if form is not None)


def _texts(actor: Actor) -> list[str]:
    used = visible_applications(actor).exclude(paper=None).values("paper")
    is_open = Q(published_at__isnull=False, closed_at=None)
    rows = Paper.objects.filter(Q(pk__in=used) | is_open, kind="form").order_by("type", "-version")
    return list(rows.values_list("text", flat=True))


def prospect_keys(actor: Actor, now: datetime) -> set[tuple[str, str]]:
    """By what rows of a file may name the companies of the pipeline."""
    return Pipeline(actor, now).keys()
