"""Reads of agreements: lists, one with everything about it, what it says, and what it would say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from fairway.agreements.models import (
    Agreement,
    Decline,
    Hindrance,
    Paper,
    Renewal,
    Signature,
    Signer,
    Suspension,
    TemplateVersion,
    Termination,
)
from fairway.agreements.queries import places
from fairway.agreements.rules import life, particulars, signing
from fairway.agreements.rules.particulars import Known, Particulars
from fairway.agreements.rules.particulars.fields import Value
from fairway.agreements.rules.rights import Chain, Instrument
from fairway.agreements.rules.templates import Clause
from fairway.kit.access import Actor, Kind
from fairway.partners import queries as partners
from fairway.partners.rules import TYPES


class UnknownAgreement(Exception):
    """No agreement of this number that the actor may see."""


@dataclass(frozen=True)
class AgreementRow:
    """An agreement or an amendment as lists show it; `state` and `end` are those of the day asked for."""

    id: int
    partner_id: int
    partner_code: str
    partner: str
    number: str
    title: str
    stage: str
    state: str
    amends_id: int | None
    amends: str
    since_on: date | None
    until_on: date | None
    end: date | None
    notice_by: date | None
    renews: bool
    owner_id: int | None
    drafted_at: datetime
    changed_at: datetime
    sent_at: datetime | None
    sign_by: datetime | None
    concluded_at: datetime | None
    hindered: bool

    @property
    def state_title(self) -> str:
        return life.STATES[self.state]

    @property
    def is_amendment(self) -> bool:
        return self.amends_id is not None


@dataclass(frozen=True)
class SignerRow:
    """A signer's place with what became of it. `user_id` is None for somebody without an account."""

    id: int
    side: str
    turn: int
    user_id: int | None
    name: str
    email: str
    signed_at: datetime | None
    revoked_at: datetime | None
    reason: str
    reminded_at: datetime | None
    way: str = ""
    address: str = ""
    agent: str = ""
    consent: str = ""
    sha256: str = ""
    declined_at: datetime | None = None
    declined: str = ""

    @property
    def seat(self) -> signing.Seat:
        return signing.Seat(self.id, self.side, self.turn, self.signed_at, self.revoked_at)

    @property
    def side_title(self) -> str:
        return signing.SIDES[self.side]


@dataclass(frozen=True)
class PaperRow:
    """A document that is kept, without its bytes."""

    id: int
    kind: str
    name: str
    sha256: str
    size: int
    made_by_id: int | None
    made_at: datetime

    @property
    def title(self) -> str:
        return {"to_sign": "Sent to be signed", "sealed": "Signed and sealed", "on_paper": "Signed on paper"}[self.kind]


@dataclass(frozen=True)
class AgreementView:
    """One agreement with everything a page shows of it."""

    row: AgreementRow
    version_id: int
    version: str
    typed: Mapping[str, Any]
    text: str
    clauses: tuple[Clause, ...]
    order: str
    digest: str
    signers: tuple[SignerRow, ...]
    papers: tuple[PaperRow, ...]
    suspensions: tuple[Suspension, ...]
    termination: Termination | None
    renewals: tuple[Renewal, ...]
    amendments: tuple[AgreementRow, ...]
    hindrance: Hindrance | None
    copies_id: int | None

    @cached_property
    def on_turn(self) -> tuple[SignerRow, ...]:
        """Those who can sign now."""
        if self.row.stage != "sent":
            return ()
        numbers = {one.id for one in signing.on_turn([one.seat for one in self.signers], self.order)}
        return tuple(one for one in self.signers if one.id in numbers)

    @property
    def sealed(self) -> PaperRow | None:
        """The document that counts: sealed, or signed on paper."""
        return next((one for one in self.papers if one.kind in {"sealed", "on_paper"}), None)

    @property
    def to_sign(self) -> PaperRow | None:
        return next((one for one in self.papers if one.kind == "to_sign"), None)

    @property
    def paused(self) -> Suspension | None:
        """The suspension that has no end yet."""
        return next((one for one in self.suspensions if one.until_on is None), None)


def visible_to(actor: Actor) -> QuerySet[Agreement]:
    """Agreements this actor may see: staff all, a partner its own that were sent; the database holds the same."""
    if actor.kind in {Kind.STAFF, Kind.WORKER}:
        return Agreement.objects.all()
    if actor.kind is Kind.PARTNER:
        return Agreement.objects.filter(partner_id=actor.partner_id or 0, sent_at__isnull=False)
    return Agreement.objects.none()


_EVER = datetime.min.replace(tzinfo=UTC)
_LIGHT = ("typed", "text", "clauses")


def rows(actor: Actor, *, on: date, partner_id: int | None = None) -> tuple[AgreementRow, ...]:
    """All agreements and amendments, those changed last first; seven queries whatever their number."""
    found = visible_to(actor)
    if partner_id is not None:
        found = found.filter(partner_id=partner_id)
    return rows_of(actor, list(found.defer(*_LIGHT).order_by("-changed_at", "-pk")), on=on)


def rows_of(actor: Actor, agreements: Sequence[Agreement], *, on: date) -> tuple[AgreementRow, ...]:
    """Frozen rows, with the state of a day."""
    names = partners.names_of(actor, {one.partner_id for one in agreements})
    bases = {one.amends_id or one.pk for one in agreements}
    numbers = dict(Agreement.objects.filter(pk__in=bases).values_list("pk", "number"))
    courses = courses_of(bases)
    hindered: set[int] = set()
    if not actor.is_partner:
        waiting = Hindrance.objects.filter(agreement__in=[one.pk for one in agreements], cleared_at=None)
        hindered = set(waiting.values_list("agreement_id", flat=True))
    return tuple(
        _row(one, names.get(one.partner_id, ("", "")), numbers, courses, on, one.pk in hindered) for one in agreements
    )


def _row(
    one: Agreement, name: tuple[str, str], numbers: Mapping[int, str], courses: Mapping[int, life.Course], on: date,
    hindered: bool,
) -> AgreementRow:  # fmt: skip
    course = courses.get(one.amends_id or one.pk)
    state, end, term_end = one.stage, one.until_on, one.until_on
    if one.stage == "concluded" and course is not None:
        state, end, term_end = course.state(on), course.end, course.term_end
        if one.amends_id is not None and state in {"in_force", "suspended"} and one.since_on and one.since_on > on:
            state = "coming"
    notice = particulars.terms.notice_by(term_end, one.notice_days)
    return AgreementRow(
        one.pk, one.partner_id, *name, one.number, one.title, one.stage, state, one.amends_id,
        numbers.get(one.amends_id or 0, ""), one.since_on, one.until_on, end, notice, one.renewal_months > 0,
        one.owner_id, one.drafted_at, one.changed_at, one.sent_at, one.sign_by, one.concluded_at, hindered,
    )  # fmt: skip


def held_up(actor: Actor) -> int:
    """How many signed agreements, or renewals, something stands in the way of: the vendor's own to know."""
    if actor.kind not in {Kind.STAFF, Kind.WORKER}:
        return 0
    return Hindrance.objects.filter(cleared_at=None).exclude(agreement__stage="withdrawn").count()


def courses_of(base_ids: Iterable[int]) -> dict[int, life.Course]:
    """The dated course of concluded agreements, by number: four queries whatever their number."""
    wanted = list(base_ids)
    said: dict[int, list[life.Said]] = {}
    since: dict[int, date] = {}
    concluded = Agreement.objects.filter(stage="concluded", concluded_at__isnull=False)
    for pk, begins, until, at in concluded.filter(pk__in=wanted).values_list(
        "pk", "since_on", "until_on", "concluded_at"
    ):
        since[pk] = begins or date.min
        said.setdefault(pk, []).append(life.Said(at or _EVER, until))
    for pk, until, at in concluded.filter(amends__in=wanted).values_list("amends_id", "until_on", "concluded_at"):
        said.setdefault(pk or 0, []).append(life.Said(at or _EVER, until))
    for pk, until, at in Renewal.objects.filter(agreement__in=wanted).values_list(
        "agreement_id", "until_on", "made_at"
    ):
        said.setdefault(pk, []).append(life.Said(at, until))
    pauses: dict[int, list[life.Pause]] = {}
    for pk, begins, until in Suspension.objects.filter(agreement__in=wanted).values_list(
        "agreement_id", "since_on", "until_on"
    ):
        pauses.setdefault(pk, []).append(life.Pause(begins, until))
    ended = dict(Termination.objects.filter(agreement__in=wanted).values_list("agreement_id", "ends_on"))
    return {
        pk: life.Course(begins, tuple(said[pk]), tuple(pauses.get(pk, ())), ended.get(pk))
        for pk, begins in since.items()
    }


def found(actor: Actor, agreement_id: int) -> Agreement:
    """The row of one agreement. :raises UnknownAgreement: there is none that the actor may see."""
    one = visible_to(actor).filter(pk=agreement_id).first()
    if one is None:
        raise UnknownAgreement(f"There is no agreement {agreement_id}.")
    return one


def view(actor: Actor, agreement_id: int, *, on: date) -> AgreementView:
    """One agreement with its signers, documents, amendments and course. :raises UnknownAgreement: there is none."""
    one = found(actor, agreement_id)
    (row,) = rows_of(actor, [one], on=on)
    amendments = visible_to(actor).filter(amends_id=agreement_id).defer(*_LIGHT).order_by("drafted_at", "pk")
    version, hindrance = "", None
    if not actor.is_partner:
        held = TemplateVersion.objects.select_related("template").get(pk=one.version_id)
        version = f"{held.template.title}, version {held.number}"
        hindrance = Hindrance.objects.filter(agreement=one, cleared_at=None).order_by("-pk").first()
    papers = Paper.objects.filter(agreement=one).order_by("-pk").defer("content")
    return AgreementView(
        row, one.version_id, version, one.typed, one.text, clauses_of(one), one.order, one.digest,
        signers_of(actor, agreement_id),
        tuple(PaperRow(p.pk, p.kind, p.name, p.sha256, p.size, p.made_by_id, p.made_at) for p in papers),
        tuple(Suspension.objects.filter(agreement=one).order_by("since_on")),
        Termination.objects.filter(agreement=one).first(),
        tuple(Renewal.objects.filter(agreement=one).order_by("from_on")),
        rows_of(actor, list(amendments), on=on), hindrance, one.copies_id,
    )  # fmt: skip


def clauses_of(one: Agreement) -> tuple[Clause, ...]:
    return tuple(Clause(anchor, title) for anchor, title in one.clauses)


def signers_of(actor: Actor, agreement_id: int) -> tuple[SignerRow, ...]:
    """Everybody who was asked to sign, in turn; where the other side signed from is each side's own to know."""
    signatures = {one.signer_id: one for one in Signature.objects.filter(agreement_id=agreement_id)}
    declines = {one.signer_id: one for one in Decline.objects.filter(agreement_id=agreement_id)}
    found = []
    for one in Signer.objects.filter(agreement_id=agreement_id).order_by("turn", "pk"):
        made, no = signatures.get(one.pk), declines.get(one.pk)
        found.append(
            SignerRow(
                one.pk, one.side, one.turn, one.user_id, one.name, one.email, made.signed_at if made else None,
                one.revoked_at, one.reason, one.reminded_at, made.way if made else "", made.address if made else "",
                made.agent if made else "", made.consent if made else "", made.sha256 if made else "",
                no.declined_at if no else None, no.reason if no else "",
            )
        )  # fmt: skip
    return tuple(found)


def paper(actor: Actor, agreement_id: int, paper_id: int) -> tuple[PaperRow, bytes]:
    """One document with its bytes. :raises UnknownAgreement: the actor may not see it."""
    found(actor, agreement_id)
    one = Paper.objects.filter(pk=paper_id, agreement_id=agreement_id).first()
    if one is None:
        raise UnknownAgreement(f"There is no document {paper_id}.")
    row = PaperRow(one.pk, one.kind, one.name, one.sha256, one.size, one.made_by_id, one.made_at)
    return row, bytes(one.content)


def known(actor: Actor, *, country: str = "") -> Known:
    """What particulars may name."""
    branches = places.lines(actor)
    segments = {code: name for code, name in _told_apart(places.segments(actor)).items() if code}
    depths = {branch.code: branch.depth for branch in branches}
    return Known(TYPES, _told_apart(branches), segments, country, depths)


def _told_apart(branches: Sequence[places.Branch]) -> dict[str, str]:
    """The names of a tree by code; one that two branches have comes with the name of the branch around it."""
    named = Counter(branch.name for branch in branches)
    names = {branch.code: branch.name for branch in branches}
    around = {one.code: f" ({names[one.parent]})" for one in branches if one.parent and named[one.name] > 1}
    return {code: name + around.get(code, "") for code, name in names.items()}


def settled(one: Agreement, names: Known) -> Particulars:
    """The particulars of an agreement that was sent: they were checked then, and hold whatever was renamed since."""
    said = one.typed
    codes = ["" if code == "*" else code for code in said.get("lines", ())]
    codes += [row.get("line", "") for row in said.get("territories", ())]
    segments = {row.get("segment", "") for row in said.get("territories", ())}
    wider = Known(
        {**{role: role for role in said.get("roles", ())}, **names.roles},
        {**{code: code for code in codes}, **names.lines},
        {**{code: code for code in segments}, **names.segments},
        names.country,
    )
    read = particulars.read(said, wider)
    if read.particulars is None:
        raise ValueError(f"The particulars of {one.number} cannot be read: {read.faults[0].sentence}")
    return read.particulars


def chains(actor: Actor, partner_id: int, names: Known) -> tuple[Chain, ...]:
    """A partner's concluded agreements with their amendments, the earliest first."""
    rows = list(visible_to(actor).filter(partner_id=partner_id, stage="concluded").order_by("since_on", "pk"))
    bases = [one for one in rows if one.amends_id is None]
    courses = courses_of([one.pk for one in bases])
    made = []
    for base in bases:
        speaking = [base, *(one for one in rows if one.amends_id == base.pk)]
        instruments = tuple(
            Instrument(one.pk, one.number, one.title, one.since_on or date.min, settled(one, names), clauses_of(one))
            for one in sorted(speaking, key=lambda one: (one.since_on or date.min, one.concluded_at, one.pk))
        )
        # of two that take effect on one day the later concluded speaks
        last = {one.since_on: one for one in instruments}
        made.append(Chain(base.pk, base.number, base.title, tuple(last.values()), courses[base.pk]))
    return tuple(made)


def first_day_in_force(actor: Actor, partner_id: int, *, from_on: date) -> date | None:
    """The first day, today or ahead, since which one of a partner's concluded agreements is in force; else None."""
    bases = visible_to(actor).filter(partner_id=partner_id, stage="concluded", amends=None)
    courses = courses_of(list(bases.values_list("pk", flat=True)))
    held = [one for one in courses.values() if one.end is None or one.end > from_on]
    return min((one.since_on for one in held), default=None)


def values(actor: Actor, one: Agreement, said: Particulars, names: Known) -> Mapping[str, Value]:
    """The values of a template's fields for one agreement."""
    code = partners.names_of(actor, [one.partner_id])[one.partner_id][0]
    profile = partners.profile(actor, code, on=said.since_on)
    row = profile.row
    place = " ".join(part for part in (profile.postal_code, row.city) if part)
    address = ", ".join(part for part in (profile.address, place, row.region, row.country) if part)
    facts = {"name": row.name, "code": row.code, "country": row.country, "address": address,
             "tax_number": profile.tax_number}  # fmt: skip
    return particulars.values_of(
        said, names, vendor=settings.FAIRWAY.vendor_name, partner=facts, number=one.number, title=one.title
    )
