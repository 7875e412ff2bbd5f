"""The routing policy: its versions, and the one in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fairway.deals.rules.policy import Difference
from fairway.deals.rules.policy.words import Passage
from fairway.kit.access import Actor
from fairway.kit.access.people import names_of
from fairway.leads.models import RoutingPublication, RoutingVersion
from fairway.leads.rules.policy import Routing, check, compare, describe
from fairway.leads.rules.refusals import NotFound, Refused
from fairway.policy.problems import Problem


@dataclass(frozen=True, slots=True)
class InForce:
    """The policy leads are routed by."""

    version_id: int
    number: int
    policy: Routing
    published_at: datetime

    @property
    def words(self) -> tuple[Passage, ...]:
        return describe(self.policy)


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version. ``state`` is draft, submitted or published."""

    id: int
    number: int
    title: str
    state: str
    edited_by_id: int | None
    edited_by: str
    edited_at: datetime
    submitted_by_id: int | None
    submitted_at: datetime | None
    published_by: str
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class PolicyView:
    """The policy's versions, newest first; of the one that is shown its text, its problems and its words."""

    versions: tuple[VersionRow, ...]
    shown: VersionRow | None
    text: str
    problems: tuple[Problem, ...]
    words: tuple[Passage, ...]


def in_force(actor: Actor) -> InForce | None:
    """The newest published version; None while there is none."""
    rows = RoutingPublication.objects.select_related("version").order_by("-version__number")
    for row in rows[:5]:
        read = check(row.version.text).policy
        if read is not None:
            return InForce(row.version_id, row.version.number, read, row.published_at)
    return None


def policy_of(version_id: int | None) -> Routing | None:
    """The policy an offer was made by; None for one made without."""
    if version_id is None:
        return None
    text = RoutingVersion.objects.filter(pk=version_id).values_list("text", flat=True).first()
    return check(text).policy if text is not None else None


def view(actor: Actor, number: int | None = None) -> PolicyView:
    """All versions, and the newest or the one of a number. :raises NotFound: there is none of this number."""
    rows = list(RoutingVersion.objects.order_by("-number"))
    live = {row.version_id: row for row in RoutingPublication.objects.all()}
    people = names_of(
        {row.edited_by_id for row in rows if row.edited_by_id} | {row.published_by_id for row in live.values()}
    )
    made = tuple(_row(row, live.get(row.pk), people) for row in rows)
    shown = next((row for row in made if row.number == number), None) if number else next(iter(made), None)
    if shown is None:
        if number:
            raise NotFound(f"There is no version {number}.")
        return PolicyView(made, None, "", (), ())
    text = next(row.text for row in rows if row.pk == shown.id)
    checked = check(text)
    return PolicyView(made, shown, text, checked.problems, describe(checked.policy) if checked.policy else ())


def _row(row: RoutingVersion, live: RoutingPublication | None, people: dict[int, str]) -> VersionRow:
    state = "published" if live is not None else "submitted" if row.submitted_at else "draft"
    return VersionRow(
        row.pk, row.number, row.title, state, row.edited_by_id, people.get(row.edited_by_id or 0, "Fairway"),
        row.edited_at, row.submitted_by_id, row.submitted_at, people.get(live.published_by_id, "") if live else "",
        live.published_at if live else None,
    )  # fmt: skip


def version_text(actor: Actor, version_id: int) -> str:
    """The document of one version. :raises NotFound: there is none."""
    text = RoutingVersion.objects.filter(pk=version_id).values_list("text", flat=True).first()
    if text is None:
        raise NotFound(f"There is no version {version_id}.")
    return text


def version_compare(actor: Actor, before_id: int, after_id: int) -> tuple[Difference, ...]:
    """What differs between two versions, in words. :raises Refused: one of them has errors."""
    before, after = check(version_text(actor, before_id)).policy, check(version_text(actor, after_id)).policy
    if before is None or after is None:
        raise Refused("One of the two has errors, so they can only be compared as text.")
    return compare(before, after)
