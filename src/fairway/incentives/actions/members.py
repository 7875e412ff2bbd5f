"""Keep which partners a published version lets in: its terms are their business, and nobody else's."""

from __future__ import annotations

from datetime import date, datetime

from fairway.incentives.models import Member, Publication
from fairway.incentives.queries import documents
from fairway.incentives.rules.eligible import took_part
from fairway.kit.access import Actor
from fairway.partners import queries as partners


def admit_members(*, actor: Actor, now: datetime, programme_id: int | None = None) -> int:
    """Admit every partner that a published version lets in today, or did earlier; answers how many are new.

    The rule is the one by which the engine lets a partner earn, over the partner's dated standings. Who was admitted
    stays so: what somebody could earn by does not become a secret. ``programme_id`` looks at one programme only.
    """
    rows = Publication.objects.order_by("pk").values_list(
        "version_id", "version__programme_id", "version__text", "applies_from"
    )
    published = list(rows if programme_id is None else rows.filter(version__programme_id=programme_id))
    held = set(Member.objects.values_list("version_id", "partner_id"))
    stretches = [
        row for row in partners.for_calculation(actor) if row.valid_from is None or row.valid_from <= now.date()
    ]
    fresh: dict[tuple[int, int], Member] = {}
    for place, (version_id, programme, text, applies_from) in enumerate(published):
        document = documents.read(text)
        if document is None:
            continue
        later = [row[3] for row in published[place + 1 :] if row[1] == programme]
        for row in stretches:
            key = (version_id, row.partner_id)
            if key in held or key in fresh:
                continue
            if took_part(
                document, code=row.code, types=row.type.split(";"), tier=row.tier, country=row.country,
                since=row.valid_from, until=row.valid_until, governs_since=applies_from, governs_until=_first(later),
            ):  # fmt: skip
                fresh[key] = Member(version_id=version_id, partner_id=row.partner_id, admitted_at=now)
    Member.objects.bulk_create(fresh.values(), batch_size=1000, ignore_conflicts=True)
    return len(fresh)


def _first(days: list[date | None]) -> date | None:
    """The day from which a later version governs instead; a later one without a day governs everything."""
    if None in days:
        return date.min
    return min((day for day in days if day is not None), default=None)
