"""Writes of drafts: begin one, keep what was typed, copy, amend, withdraw."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import F

from fairway.agreements.actions.refusals import Refused
from fairway.agreements.models import Agreement, AgreementNumber, TemplateVersion
from fairway.agreements.queries import agreements, drafts
from fairway.agreements.rules import life
from fairway.agreements.rules.trees import Fault
from fairway.kit import journal
from fairway.kit.access import Actor
from fairway.partners import queries as partners


def locked(actor: Actor, agreement_id: int) -> Agreement:
    """The row of an agreement, locked. :raises Refused: there is none."""
    found = Agreement.objects.select_for_update(of=("self",)).filter(pk=agreement_id).first()
    if found is None:
        raise Refused([Fault("agreement", str(agreement_id), f"There is no agreement {agreement_id}.")])
    return found


def move(agreement: Agreement, to: str) -> str:
    """The stage a move leads to. :raises Refused: it does not follow."""
    try:
        return life.after(agreement.stage, to)
    except life.NoSuchMove as refusal:
        raise Refused([Fault("stage", agreement.stage, str(refusal))]) from None


def draft(
    *, actor: Actor, now: datetime, partner_id: int, version_id: int, title: str, typed: Mapping[str, Any] | None = None
) -> int:
    """Begin an agreement with a partner from a published version of a template; answers its number in the database.

    Asked for twice, by a second press of the button or a request that was sent again, it is one draft: the one that
    nobody has typed into since.

    :raises Refused: for a partner or a version that cannot be used, or without a title.
    """
    actor.require("agreements.draft")
    faults = []
    names = partners.names_of(actor, [partner_id])
    if partner_id not in names:
        faults.append(Fault("partner", str(partner_id), "There is no such partner."))
    elif partners.one(actor, partner_id, on=now.date()).status == "terminated":
        faults.append(Fault("partner", names[partner_id][1], "It is terminated: a new agreement needs a new partner."))
    version = TemplateVersion.objects.filter(pk=version_id, published_at__isnull=False).first()
    if version is None:
        faults.append(Fault("version", str(version_id), "Choose a published version of a template."))
    if not title.strip():
        faults.append(Fault("title", "", "Give it a title."))
    if faults:
        raise Refused(faults)
    return _begin_once(
        actor, now, partner_id=partner_id, version_id=version_id, title=title.strip(), typed=dict(typed or {})
    )


def amend(*, actor: Actor, now: datetime, agreement_id: int, reason: str = "") -> int:
    """Begin an amendment of a concluded agreement: a draft that says what the agreement says now, to be changed.

    :raises Refused: for an agreement that is not concluded, has ended, or has an open amendment.
    """
    actor.require("agreements.draft")
    base = locked(actor, agreement_id)
    if base.amends_id is not None:
        raise Refused([Fault("agreement", base.number, "Amend the agreement itself, not its amendment.")])
    course = agreements.courses_of([base.pk]).get(base.pk)
    if course is None:
        raise Refused([Fault("stage", base.stage, "Only a concluded agreement is amended: change the draft instead.")])
    if course.end is not None and course.end <= now.date():
        raise Refused([Fault("stage", "", f"It ended on {course.end}: copy it to a new draft instead.")])
    family = Agreement.objects.filter(amends=base)
    there = family.filter(stage__in=["drafted", "sent", "signed"]).first()
    if there is not None:
        raise Refused(
            [Fault("agreement", there.number, f"{there.number} is open already: finish or withdraw it first.")]
        )
    last = family.filter(stage="concluded").order_by("-since_on", "-concluded_at").first() or base
    tomorrow = date.fromordinal(max(now.date().toordinal() + 1, course.since_on.toordinal() + 1))
    typed = {
        **last.typed,
        "since_on": tomorrow.isoformat(),
        "until_on": course.term_end.isoformat() if course.term_end else "",
    }
    return _begin(
        actor, now, number=f"{base.number}-A{family.count() + 1}", partner_id=base.partner_id,
        version_id=last.version_id, title=base.title, typed=typed, amends_id=base.pk, reason=reason,
    )  # fmt: skip


def copy(*, actor: Actor, now: datetime, agreement_id: int) -> int:
    """Begin a new draft that says what another says: after a no, a lapse, or an end nothing is typed again."""
    actor.require("agreements.draft")
    old = locked(actor, agreement_id)
    if old.amends_id is not None:
        made = amend(actor=actor, now=now, agreement_id=old.amends_id)
        Agreement.objects.filter(pk=made).update(typed=old.typed, title=old.title, version=old.version, copies=old)
        return made
    newest = (
        TemplateVersion.objects.filter(template__in=[old.version.template_id], published_at__isnull=False)
        .order_by("-number")
        .first()
    )
    return _begin_once(
        actor, now, partner_id=old.partner_id, version_id=newest.pk if newest else old.version_id, title=old.title,
        typed=old.typed, copies_id=old.pk,
    )  # fmt: skip


def _begin_once(actor: Actor, now: datetime, **facts: Any) -> int:
    """Begin a draft, or answer the one that the same person began alike and nobody has touched since."""
    years = _numbering(now.year)
    alike = Agreement.objects.filter(
        stage="drafted",
        amends=None,
        drafted_by=actor.user_id,
        changed_at=F("drafted_at"),
        **({"copies_id": None} | facts),
    )
    there = alike.order_by("-pk").first()
    if there is not None:
        return there.pk
    years.last += 1
    years.save(update_fields=["last"])
    return _begin(actor, now, number=f"AG-{years.year}-{years.last:04}", **facts)


def _begin(actor: Actor, now: datetime, *, reason: str = "", **facts: Any) -> int:
    made = Agreement.objects.create(
        drafted_by_id=actor.user_id, owner_id=actor.user_id, drafted_at=now, changed_at=now, **facts
    )
    _dates(actor, made)
    journal.record(
        actor=actor, now=now, verb="agreements.agreement.drafted", subject=f"agreements.agreement:{made.pk}",
        partner_id=made.partner_id, reason=reason, payload={"number": made.number, "amends": made.amends_id},
    )  # fmt: skip
    return made.pk


def save(
    *,
    actor: Actor,
    now: datetime,
    agreement_id: int,
    typed: Mapping[str, Any],
    title: str | None = None,
    owner_id: int | None = None,
    version_id: int | None = None,
) -> None:
    """Keep what was typed, right or wrong; only sending asks that everything is right.

    :raises Refused: for an agreement that was sent.
    """
    actor.require("agreements.draft")
    one = locked(actor, agreement_id)
    if one.stage != "drafted":
        sentence = f"{one.number} was sent: withdraw it, or amend it once it is in force."
        raise Refused([Fault("stage", one.stage, sentence)])
    before = (one.typed, one.title, one.owner_id, one.version_id)
    one.typed = dict(typed)
    one.title = (title or "").strip()[:200] or one.title
    one.owner_id = owner_id or one.owner_id
    if version_id is not None and TemplateVersion.objects.filter(pk=version_id, published_at__isnull=False).exists():
        one.version_id = version_id
    if before == (one.typed, one.title, one.owner_id, one.version_id):
        return
    one.changed_at = now
    one.save(update_fields=["typed", "title", "owner", "version", "changed_at"])
    _dates(actor, one)
    journal.record(
        actor=actor, now=now, verb="agreements.agreement.saved", subject=f"agreements.agreement:{one.pk}",
        partner_id=one.partner_id, payload={"number": one.number},
    )  # fmt: skip


def _dates(actor: Actor, one: Agreement) -> None:
    """Repeat the dates that the particulars say, as far as they can be read."""
    said = drafts.draft(actor, one.pk, deeply=False).particulars
    if said is not None:
        one.since_on, one.until_on = said.since_on, said.until_on
        one.notice_days, one.renewal_months = said.notice_days, said.renewal_months
    else:
        one.since_on = one.until_on = None
        one.notice_days = one.renewal_months = 0
    one.save(update_fields=["since_on", "until_on", "notice_days", "renewal_months"])


def withdraw(*, actor: Actor, now: datetime, agreement_id: int, reason: str) -> None:
    """Take a draft or an unsigned agreement back; what was signed so far stays on record.

    :raises Refused: without a reason, or for one that is in force.
    """
    actor.require("agreements.draft")
    one = locked(actor, agreement_id)
    if one.stage == "withdrawn":
        return
    if not reason.strip():
        raise Refused([Fault("reason", "", "Say why: both sides read it later.")])
    one.stage = move(one, "withdraw")
    one.changed_at = now
    one.save(update_fields=["stage", "changed_at"])
    journal.record(
        actor=actor, now=now, verb="agreements.agreement.withdrawn", subject=f"agreements.agreement:{one.pk}",
        partner_id=one.partner_id, reason=reason.strip(), payload={"number": one.number},
        both_sides=one.sent_at is not None,
    )  # fmt: skip


def own(*, actor: Actor, now: datetime, agreement_id: int, owner_id: int) -> None:
    """Say who watches over an agreement: its dates are that person's."""
    actor.require("agreements.draft")
    one = locked(actor, agreement_id)
    if one.owner_id == owner_id:
        return
    one.owner_id = owner_id
    one.save(update_fields=["owner"])
    journal.record(
        actor=actor, now=now, verb="agreements.agreement.owned", subject=f"agreements.agreement:{one.pk}",
        partner_id=one.partner_id, payload={"number": one.number, "owner": owner_id},
    )  # fmt: skip


def _numbering(year: int) -> AgreementNumber:
    """The row that numbers a year's agreements, locked: whoever begins another one waits."""
    AgreementNumber.objects.get_or_create(year=year)
    return AgreementNumber.objects.select_for_update().get(year=year)
