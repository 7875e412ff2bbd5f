"""Companies that may become partners, from a file: what a row says, and what is wrong with it by itself.

Of a prospect a file changes what it has columns for, and an empty cell clears. What an applicant wrote is not
overwritten. A state is taken for companies that are new to the pipeline; from then on it moves by decisions, each with
its own words to the applicant.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from fairway.formats import plain_heading
from fairway.partners.rules.applying import STATES, CompanyFacts, faults_of_company, read_answers, shown_answer
from fairway.partners.rules.documents import Form, Question
from fairway.partners.rules.facts import Fault, plain_name, type_of

LOADABLE = ("prospect", "applied", "in_review", "refused", "withdrawn")
"""The states a company may come in; an approved one is a partner, and the others wait for somebody with a link."""
DECIDED = frozenset({"refused", "withdrawn"})
ANSWER = "answer "
"""Before the plain words of a question: the field of a column that has its answers."""


@dataclass(frozen=True)
class ProspectFacts:
    """A row about a company. ``number`` is the application's, as an export has it; ``referrer`` a partner's code.

    ``stated`` are the fields the file has columns for.
    """

    company: CompanyFacts
    number: str = ""
    state: str = ""
    owner: str = ""
    referrer: str = ""
    note: str = ""
    message: str = ""
    since_on: date | None = None
    applied_on: date | None = None
    stated: frozenset[str] = frozenset()
    # what stands in columns that are headed by a question: its plain words, and the answer as it was written
    answers: tuple[tuple[str, str], ...] = ()

    @property
    def key(self) -> tuple[str, str]:
        """By what a row names its company: its number, else its name and country."""
        return ("#", self.number) if self.number else (plain_name(self.company.name), self.company.country)


PROSPECT_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "name": ("company", "name", "company name"),
    "number": ("number", "application", "id"),
    "type": ("as", "type", "partner type"),
    "state": ("state", "stage", "status"),
    "country": ("country", "country code"),
    "region": ("region", "province"),
    "city": ("city", "town"),
    "postal_code": ("postal code", "zip", "zip code", "postcode"),
    "address": ("address", "street"),
    "website": ("website", "web", "url", "domain"),
    "tax_number": ("tax number", "vat number", "vat id", "tax id"),
    "contact": ("contact", "contact name", "person"),
    "email": ("e mail", "email", "mail", "email address"),
    "phone": ("phone", "telephone"),
    "owner": ("owner e mail", "owner email", "owner"),
    "referrer": ("referrer code", "referrer", "referred by"),
    "note": ("note", "notes", "remark"),
    "message": ("message", "reason", "reason for refusal"),
    "since_on": ("in this state since", "since"),
    "applied_on": ("applied", "applied on"),
}


def prospect_from(row: Mapping[str, str], columns: Mapping[str, str]) -> ProspectFacts:
    """What one row says about a company. :raises ValueError: for a day that is none."""
    cells = {field: row.get(heading, "").strip() for field, heading in columns.items()}
    since_on, applied_on = (day_of(cells.pop(name, "")) for name in ("since_on", "applied_on"))
    words = {title.lower(): name for name, title in STATES.items()} | {"in review": "in_review"}
    state = cells.pop("state", "").lower()
    number, owner, referrer, note, message = (
        cells.pop(name, "") for name in ("number", "owner", "referrer", "note", "message")
    )
    answers = tuple((field.removeprefix(ANSWER), cells.pop(field)) for field in list(cells) if field.startswith(ANSWER))
    cells["type"] = type_of(cells.get("type", "")) or cells.get("type", "")
    cells["country"] = cells.get("country", "").upper()
    return ProspectFacts(
        CompanyFacts(**{"name": "", **cells}), number, words.get(state, state), owner, referrer, note, message,
        since_on, applied_on, frozenset(columns), tuple((words, text) for words, text in answers if text),
    )  # fmt: skip


def question_columns(forms: Iterable[Form]) -> dict[str, tuple[str, ...]]:
    """The columns that may have answers, by their fields: each is headed by a question as a form asks it.

    Files do not travel in a table, so questions that ask for one have no column.
    """
    asked = (question for form in forms for question in form.questions if question.answer != "file")
    return {ANSWER + (words := plain_heading(one.ask)): (words,) for one in asked}


def answers_said(form: Form, said: Iterable[tuple[str, str]]) -> tuple[dict[str, list[str]], tuple[Fault, ...]]:
    """The answers in a row, as the form keeps them; choices by their words or ids, several apart by semicolons."""
    given = dict(said)
    asked = {plain_heading(one.ask): one for one in form.questions if one.answer != "file"}
    faults = [
        Fault(words, text[:80], f"The form “{form.title}” does not ask this: leave the cell empty.")
        for words, text in given.items()
        if words not in asked
    ]
    values = {asked[words].id: _values(asked[words], text) for words, text in given.items() if words in asked}
    answers, wrong = read_answers(form, values, {}, whole=False)
    named = {one.id: words for words, one in asked.items()}
    return answers, (*faults, *(Fault(named[one.field], one.value, one.sentence) for one in wrong))


def _values(question: Question, text: str) -> list[str]:
    if question.answer == "yes_no":
        return [{"y": "yes", "true": "yes", "1": "yes", "n": "no", "false": "no", "0": "no"}.get(
            text.casefold(), text.casefold()
        )]  # fmt: skip
    if question.answer != "choice":
        return [text]
    ids = {word.casefold(): choice.id for choice in question.choices for word in (choice.text, choice.id)}
    if text.casefold() in ids or not question.several:
        return [ids.get(text.casefold(), text)]
    return [ids.get(part.casefold(), part) for part in (part.strip() for part in text.split(";")) if part]


def written_answer(question: Question, values: Sequence[str]) -> str:
    """An answer as a file has it, so that it can be loaded again."""
    if question.answer == "choice":
        texts = {choice.id: choice.text for choice in question.choices}
        return "; ".join(texts.get(value, value) for value in values)
    return shown_answer(question, values)


def day_of(text: str) -> date | None:
    """A day, or None for an empty cell. :raises ValueError: when it is neither."""
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:
        raise ValueError(f"“{text[:40]}” is not a day: write it as 2026-01-31.") from None


def faults_of_prospect(said: ProspectFacts, *, today: date) -> tuple[Fault, ...]:
    """Everything that keeps a row from being taken, whatever the pipeline holds."""
    state = said.state or "prospect"
    found = list(faults_of_company(said.company, whole=False))
    if said.number and not (said.number.isascii() and said.number.isdigit() and len(said.number) < 12):
        found.append(Fault("number", said.number, "An application's number is a whole one, as an export has it."))
    if state == "approved" and not said.number:
        found.append(Fault("state", said.state, "An approved company is a partner: load it under Partners."))
    elif state not in STATES or (state not in LOADABLE and not said.number):
        known = ", ".join(STATES[name].lower() for name in LOADABLE)
        found.append(Fault("state", said.state, f"A company cannot be loaded as “{said.state}”: one of {known}."))
    found += [
        Fault(name, day.isoformat(), f"{day} has not come yet.")
        for name, day in (("since_on", said.since_on), ("applied_on", said.applied_on))
        if day is not None and day > today
    ]
    return tuple(found)


def faults_of_newcomer(said: ProspectFacts) -> tuple[Fault, ...]:
    """What a company must say on top where the pipeline does not know it yet and it comes in a later state."""
    state = said.state or "prospect"
    if state == "prospect" or state not in LOADABLE:
        return ()
    found = [] if said.company.type else [Fault("type", "", "Say as which type of partner it has applied.")]
    if state not in DECIDED:
        found += [
            Fault(name, "", f"Whoever applied has a {title}: write it, or load the company as a prospect.")
            for name, title in (("country", "country"), ("contact", "contact"), ("email", "contact's e-mail address"))
            if not getattr(said.company, name)
        ]
    if state == "refused" and not said.message:
        found.append(Fault("message", "", "Say why it was refused: the reason is kept with the refusal."))
    return tuple(found)
