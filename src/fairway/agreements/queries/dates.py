"""The calendar of agreements: what ends, renews or waits for notice, and what waits for a signature."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from fairway.agreements.models import Agreement, Termination
from fairway.agreements.queries import agreements
from fairway.agreements.rules import calendar
from fairway.agreements.rules.calendar import Date
from fairway.agreements.rules.particulars.terms import notice_by
from fairway.kit.access import Actor, people
from fairway.partners import queries as partners


def dates(
    actor: Actor, *, since: date, until: date, partner_id: int | None = None, owner_id: int | None = None
) -> tuple[Date, ...]:
    """The days to watch from `since` until `until` (exclusive), in order."""
    rows = agreements.visible_to(actor).filter(stage__in=["sent", "concluded"])
    if partner_id is not None:
        rows = rows.filter(partner_id=partner_id)
    if owner_id is not None:
        rows = rows.filter(owner_id=owner_id)
    held = list(rows.defer("typed", "text", "clauses"))
    courses = agreements.courses_of([one.pk for one in held if one.amends_id is None])
    # the last amendment that was concluded says how notice is given and whether it renews
    says = {one.amends_id or one.pk: one for one in sorted(held, key=_when) if one.stage == "concluded"}
    names = partners.names_of(actor, {one.partner_id for one in held})
    owners = people.names_of({one.owner_id for one in held if one.owner_id})
    ended = set(
        Termination.objects.filter(agreement__in=courses, agreement__stage="concluded").values_list(
            "agreement_id", flat=True
        )
    )

    def made(one: Agreement) -> Iterator[Date]:
        about = (one.pk, one.number, one.title, one.partner_id, names[one.partner_id][1], one.owner_id)
        owner = owners.get(one.owner_id or 0, "")
        if one.stage == "sent" and one.sign_by is not None:
            yield Date(one.sign_by.date(), "sign", *about, owner)
        course = courses.get(one.pk)
        if course is None:
            return
        last = says.get(one.pk, one)
        days = calendar.dates_of(
            since_on=course.since_on, end=course.end, notice_by=notice_by(course.end, last.notice_days),
            renews=last.renewal_months > 0, terminated=one.pk in ended,
        )  # fmt: skip
        yield from (Date(day, kind, *about, owner) for day, kind in days)

    found = (each for one in held for each in made(one) if since <= each.on < until)
    return tuple(sorted(found, key=lambda one: (one.on, one.kind, one.number)))


def _when(one: Agreement) -> tuple[bool, object]:
    return one.amends_id is not None, one.concluded_at or one.drafted_at
