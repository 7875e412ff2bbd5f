"""Reads of recruiting: the board, one application with its score and duplicates, an applicant's own, referrals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Count, Q, QuerySet

from fairway.kit.access import Actor, Kind, present
from fairway.partners.models import Application, ApplicationFile, Paper, Referral
from fairway.partners.rules import TYPES
from fairway.partners.rules.applying import (
    OPEN_TO_APPLICANT,
    REFERRAL_WORDS,
    STATES,
    CompanyFacts,
    Duplicate,
    Known,
    Score,
    duplicates,
    score,
    shown_answer,
)
from fairway.partners.rules.documents import Form, check_form

HIDDEN = ("note", "owner", "partner", "decided_at", "decided_by", "score", "most")
ON_BOARD = ("prospect", "applied", "in_review", "returned", "approved", "refused", "withdrawn")
CANDIDATES = 40
"""Companies whose names are looked at one by one, those most alike in the index first."""


@dataclass(frozen=True)
class PaperRow:
    """A form or plan as lists show it."""

    id: int
    kind: str
    type: str
    version: int
    title: str
    state: str
    saved_at: datetime
    published_at: datetime | None

    @property
    def type_title(self) -> str:
        return TYPES.get(self.type, self.type)


@dataclass(frozen=True)
class Card:
    """An application as the board and the list show it."""

    id: int
    state: str
    name: str
    type: str
    country: str
    city: str
    contact: str
    email: str
    score: int | None
    most: int
    enough: bool
    owner_id: int | None
    since: datetime
    applied_at: datetime | None
    partner_id: int | None
    referrer: str
    duplicates: int = 0

    @property
    def state_title(self) -> str:
        return STATES[self.state]

    @property
    def type_title(self) -> str:
        return TYPES.get(self.type, "")


@dataclass(frozen=True)
class FileRow:
    """A document somebody handed in."""

    id: int
    question: str
    name: str
    sha256: str
    size: int
    kind: str
    at: datetime


@dataclass(frozen=True)
class ApplicationView:
    """Everything the vendor's page of one application shows."""

    card: Card
    facts: CompanyFacts
    note: str
    message: str
    form: Form | None
    answers: tuple[tuple[str, str, str], ...]
    score: Score | None
    files: tuple[FileRow, ...]
    duplicates: tuple[Duplicate, ...]
    reopened: tuple[str, ...]
    confirmed_at: datetime | None
    decided_at: datetime | None
    decided_by: int | None
    referral_note: str


@dataclass(frozen=True)
class OwnApplication:
    """An application as its applicant sees it, over the link."""

    id: int
    state: str
    facts: CompanyFacts
    form: Form
    answers: Mapping[str, list[str]]
    files: tuple[FileRow, ...]
    reopened: tuple[str, ...]
    message: str
    link_until: datetime

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_TO_APPLICANT


@dataclass(frozen=True)
class AppliedRow:
    """The application a company became a partner by, as it was handed in."""

    id: int
    type: str
    name: str
    country: str
    region: str
    city: str
    postal_code: str
    address: str
    website: str
    tax_number: str
    contact: str
    email: str
    phone: str
    begun_at: datetime
    confirmed_at: datetime | None
    applied_at: datetime | None


@dataclass(frozen=True)
class AnswerRow:
    """What an application was asked, and what was answered; a file by its name."""

    application: int
    question: str
    answer: str


@dataclass(frozen=True)
class ReferralRow:
    """A referral as whoever made it sees it: the company as they wrote it, and where it stands."""

    id: int
    company: str
    country: str
    note: str
    status: str
    referred_by: int | None
    referred_at: datetime
    moved_at: datetime

    @property
    def words(self) -> str:
        return REFERRAL_WORDS.get(self.status, "Received")


def papers(actor: Actor, kind: str) -> tuple[PaperRow, ...]:
    """All versions of the forms, or of the plans, by type and newest first."""
    return tuple(_paper(row) for row in Paper.objects.filter(kind=kind).order_by("type", "-version"))


def _paper(row: Paper) -> PaperRow:
    state = "draft" if row.published_at is None else "open" if row.closed_at is None else "closed"
    return PaperRow(row.pk, row.kind, row.type, row.version, row.title, state, row.saved_at, row.published_at)


def paper(actor: Actor, paper_id: int) -> tuple[PaperRow, str] | None:
    """One version and its text."""
    row = Paper.objects.filter(pk=paper_id).first()
    return (_paper(row), row.text) if row is not None else None


def open_forms() -> tuple[tuple[str, Form], ...]:
    """The forms by which anybody may apply now, by type; readable before sign-in."""
    rows = Paper.objects.filter(kind="form", published_at__isnull=False, closed_at=None)
    found = {row.type: check_form(row.text).document for row in rows}
    return tuple((type, form) for type in TYPES if (form := found.get(type)) is not None)


def own_application(secret: str, *, now: datetime) -> OwnApplication | None:
    """The application a link opens, in the sign-in role; None for a link that opens none."""
    digest = present(secret)
    one = Application.objects.defer(*HIDDEN).select_related("paper").filter(secret_digest=digest).first()
    if one is None or one.link_until is None or one.link_until <= now:
        return None
    paper = one.paper or _open_form(one.type)
    form = check_form(paper.text).document if paper is not None else None
    if form is None:
        return None
    return OwnApplication(
        one.pk, one.state, _facts(one), form, one.answers, _files(one.pk), tuple(one.reopened), one.message,
        one.link_until,
    )  # fmt: skip


def applied_as(actor: Actor) -> tuple[tuple[AppliedRow, tuple[AnswerRow, ...], tuple[FileRow, ...]], ...]:
    """The applications a partner became one by, each with its answers and files; the database shows no others."""
    if not actor.is_partner:
        return ()
    names = tuple(AppliedRow.__dataclass_fields__)
    found = []
    rows = Application.objects.filter(partner_id=actor.partner).order_by("pk")
    for answers, text, *said in rows.values_list("answers", "paper__text", *names):
        one = AppliedRow(*said)
        form = check_form(text).document if text is not None else None
        files = _files(one.id)
        found.append((one, _answers(one.id, form, answers, files), files))
    return tuple(found)


def _answers(
    number: int, form: Form | None, answers: Mapping[str, list[str]], files: Iterable[FileRow]
) -> tuple[AnswerRow, ...]:
    """The questions of a form, in its order, with what was answered; without a form, the answers by their names."""
    if form is None:
        return tuple(AnswerRow(number, question, ", ".join(values)) for question, values in answers.items())
    sent: dict[str, list[str]] = {}
    for file in files:
        sent.setdefault(file.question, []).append(file.name)
    return tuple(
        AnswerRow(number, each.ask, shown_answer(each, answers.get(each.id) or sent.get(each.id) or ()))
        for each in form.questions
    )


def _facts(one: Application) -> CompanyFacts:
    names = CompanyFacts.__dataclass_fields__
    return CompanyFacts(**{name: getattr(one, name) for name in names})


def _files(application_id: int) -> tuple[FileRow, ...]:
    rows = ApplicationFile.objects.filter(application_id=application_id).order_by("pk")
    return tuple(
        FileRow(row.pk, row.question, row.name, row.sha256, row.size, row.kind, row.uploaded_at) for row in rows
    )


def visible_applications(actor: Actor) -> QuerySet[Application]:
    """Applications this actor may see; the database holds the same rule."""
    rows = Application.objects.all()
    return rows.filter(state__in=ON_BOARD) if actor.kind in {Kind.STAFF, Kind.WORKER} else rows.none()


def cards_of(actor: Actor, rows: Iterable[Application], *, with_duplicates: bool = True) -> tuple[Card, ...]:
    """Frozen cards for a page of applications, with the same few queries whatever their number."""
    found = list(rows)
    referrers = dict(
        Referral.objects.filter(application__in=[row.pk for row in found]).values_list(
            "application_id", "partner__name"
        )
    )
    enough = {
        row.pk: form.enough
        for row in Paper.objects.filter(pk__in={row.paper_id for row in found if row.paper_id})
        if (form := check_form(row.text).document) is not None
    }
    alike = duplicates_of(actor, found) if with_duplicates else {}
    return tuple(
        Card(
            row.pk, row.state, row.name, row.type, row.country, row.city, row.contact, row.email, row.score, row.most,
            row.score is not None and (enough.get(row.paper_id or 0) or row.most + 1) <= row.score,
            row.owner_id, row.moved_at, row.applied_at, row.partner_id, referrers.get(row.pk, ""),
            len(alike.get(row.pk, ())),
        )
        for row in found
    )  # fmt: skip


def duplicates_of(actor: Actor, rows: Iterable[Application]) -> dict[int, tuple[Duplicate, ...]]:
    """Companies that may be the same as each application's, partners and applications, for the vendor's eyes only.

    Numbers and domains are looked up as such; names by their likeness in the index, then one by one.
    """
    if actor.kind not in {Kind.STAFF, Kind.WORKER}:
        return {}
    found = list(rows)
    known = _candidates([row.pk for row in found])
    return {
        row.pk: duplicates(
            _facts(row),
            [one for one in known.get(row.pk, ()) if not (one.kind == "partner" and one.id == row.partner_id)],
        )
        for row in found
    }


_CANDIDATES = """
SELECT a.id, k.kind, k.id, k.code, k.name, k.country, k.status, k.tax_key, k.domain
FROM partners_application a CROSS JOIN LATERAL (
  (SELECT 'partner' AS kind, p.id, p.code, p.name, p.country, p.status, p.tax_key, p.domain FROM partners_partner p
    WHERE a.tax_key <> '' AND p.tax_key <> '' AND p.tax_key = a.tax_key LIMIT 20)
  UNION (SELECT 'partner', p.id, p.code, p.name, p.country, p.status, p.tax_key, p.domain FROM partners_partner p
    WHERE a.domain <> '' AND p.domain <> '' AND p.domain = a.domain LIMIT 20)
  UNION (SELECT 'partner', p.id, p.code, p.name, p.country, p.status, p.tax_key, p.domain FROM partners_partner p
    WHERE p.plain_name %% a.plain_name ORDER BY similarity(p.plain_name, a.plain_name) DESC LIMIT %(most)s)
  UNION (SELECT 'application', b.id, '', b.name, b.country, b.state, b.tax_key, b.domain FROM partners_application b
    WHERE b.id <> a.id AND b.state NOT IN ('begun', 'unconfirmed') AND b.partner_id IS NULL
      AND ((a.tax_key <> '' AND b.tax_key = a.tax_key) OR (a.domain <> '' AND b.domain = a.domain)
           OR b.plain_name %% a.plain_name) LIMIT %(most)s)
) k WHERE a.id = ANY (%(ids)s)
"""


def _candidates(ids: list[int]) -> dict[int, list[Known]]:
    found: dict[int, list[Known]] = {}
    if ids:
        with connection.cursor() as cursor:
            cursor.execute(_CANDIDATES, {"ids": ids, "most": CANDIDATES})
            for number, *known in cursor.fetchall():
                found.setdefault(number, []).append(Known(*known))
    return found


def application(actor: Actor, application_id: int) -> ApplicationView | None:
    """One application with all evidence; None when there is none this actor may see."""
    one = visible_applications(actor).select_related("paper").filter(pk=application_id).first()
    if one is None:
        return None
    paper = one.paper or (_open_form(one.type) if one.answers else None)
    form = check_form(paper.text).document if paper is not None else None
    (card,) = cards_of(actor, [one], with_duplicates=False)
    referral = Referral.objects.filter(application=one).first()
    return ApplicationView(
        card, _facts(one), one.note, one.message, form,
        tuple((each.id, each.ask, shown_answer(each, one.answers.get(each.id, ())))
              for each in (form.questions if form is not None else ())),
        score(form, one.answers) if form is not None and one.applied_at is not None else None,
        _files(one.pk), duplicates_of(actor, [one])[one.pk], tuple(one.reopened), one.confirmed_at, one.decided_at,
        one.decided_by_id, referral.note if referral is not None else "",
    )  # fmt: skip


def _open_form(type: str) -> Paper | None:
    return Paper.objects.filter(kind="form", type=type, published_at__isnull=False, closed_at=None).first()


def application_file(actor: Actor, application_id: int, file_id: int) -> FileRow | None:
    """A file of an application the actor may see."""
    if not visible_applications(actor).filter(pk=application_id).exists():
        return None
    return next((row for row in _files(application_id) if row.id == file_id), None)


def by_state(actor: Actor) -> dict[str, int]:
    """How many applications stand in each state."""
    rows = visible_applications(actor).order_by().values_list("state").annotate(count=Count("pk"))
    return dict(rows)


def application_owners(actor: Actor) -> frozenset[int]:
    """The people who look after an application."""
    rows = visible_applications(actor).exclude(owner=None).order_by().values_list("owner_id", flat=True).distinct()
    return frozenset(number for number in rows if number is not None)


def waiting_applications(actor: Actor) -> dict[str, int]:
    """What waits for the vendor: applications to take up, and those this person reviews."""
    mine = Q(state="in_review") & (Q(owner_id=actor.user_id) | Q(owner=None))
    return visible_applications(actor).aggregate(
        applied=Count("pk", filter=Q(state="applied")),
        mine=Count("pk", filter=mine),
        referred=Count("pk", filter=Q(state="prospect", owner=None)),
    )


def referrals(actor: Actor) -> tuple[ReferralRow, ...]:
    """A partner's own referrals, newest first."""
    rows = Referral.objects.all()
    if actor.is_partner:
        rows = rows.filter(partner_id=actor.partner)
    return tuple(
        ReferralRow(
            row.pk, row.company, row.country, row.note, row.status, row.referred_by_id, row.referred_at, row.moved_at
        )
        for row in rows.order_by("-referred_at", "-pk")
    )


def names_of_applications(actor: Actor, ids: Iterable[int]) -> dict[int, str]:
    """Company names by application number, in one query."""
    return dict(visible_applications(actor).filter(pk__in=set(ids)).values_list("pk", "name"))
