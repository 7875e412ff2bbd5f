"""Registration policies: the list, one with its versions, those in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fairway.deals.models import PolicyPublication, PolicyVersion, RegistrationPolicy
from fairway.deals.rules.policy import Difference, Policy, check, compare
from fairway.deals.rules.policy.words import Passage, describe
from fairway.deals.rules.refusals import NotFound, Refused
from fairway.kit.access import Actor
from fairway.kit.access.people import names_of
from fairway.policy.problems import Problem


@dataclass(frozen=True, slots=True)
class PolicyVersionRow:
    """One version. ``state`` is draft, submitted or published."""

    id: int
    number: int
    state: str
    edited_by_id: int | None
    edited_by: str
    edited_at: datetime
    submitted_by_id: int | None
    submitted_at: datetime | None
    published_by: str
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class PolicyRow:
    """A policy as lists show it; version numbers are None where there is none."""

    id: int
    code: str
    title: str
    published: int | None
    published_at: datetime | None
    draft: int | None
    submitted: bool


@dataclass(frozen=True, slots=True)
class PolicyView:
    """A policy with its versions, newest first, the working text, its problems and its words."""

    row: PolicyRow
    versions: tuple[PolicyVersionRow, ...]
    text: str
    problems: tuple[Problem, ...]
    words: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Published:
    """A policy in force: what a partner can register by."""

    policy_id: int
    version_id: int
    number: int
    policy: Policy
    published_at: datetime


def published(actor: Actor) -> tuple[Published, ...]:
    """Policies in force, each in its newest published version, by title."""
    newest: dict[int, Published] = {}
    rows = PolicyPublication.objects.select_related("version").order_by("version__number")
    for row in rows:
        read = check(row.version.text).policy
        if read is not None:
            version = row.version
            newest[version.policy_id] = Published(version.policy_id, version.pk, version.number, read, row.published_at)
    return tuple(sorted(newest.values(), key=lambda one: one.policy.title))


def published_by_id(actor: Actor, policy_id: int) -> Published:
    """The newest published version of one policy. :raises NotFound: none is."""
    found = next((one for one in published(actor) if one.policy_id == policy_id), None)
    if found is None:
        raise NotFound("There is no such registration programme. Choose one from the list.")
    return found


def policies(actor: Actor) -> tuple[PolicyRow, ...]:
    """All policies, by title; three queries whatever their number."""
    versions: dict[int, list[PolicyVersion]] = {}
    for version in PolicyVersion.objects.order_by("-number").defer("text"):
        versions.setdefault(version.policy_id, []).append(version)
    live = {row.version_id: row for row in PolicyPublication.objects.all()}
    return tuple(
        _row(one, versions.get(one.pk, []), live) for one in RegistrationPolicy.objects.order_by("title", "pk")
    )


def _row(one: RegistrationPolicy, versions: list[PolicyVersion], live: dict[int, PolicyPublication]) -> PolicyRow:
    last = next((each for each in versions if each.pk in live), None)
    draft = versions[0] if versions and versions[0].pk not in live else None
    return PolicyRow(
        one.pk, one.code, one.title, last.number if last else None, live[last.pk].published_at if last else None,
        draft.number if draft else None, draft is not None and draft.submitted_at is not None,
    )  # fmt: skip


def policy(actor: Actor, policy_id: int, number: int | None = None) -> PolicyView:
    """One policy. ``number`` chooses the version whose text is shown. :raises NotFound: there is none."""
    one = RegistrationPolicy.objects.filter(pk=policy_id).first()
    if one is None:
        raise NotFound(f"There is no registration policy {policy_id}.")
    versions = list(PolicyVersion.objects.filter(policy=one).order_by("-number"))
    live = {row.version_id: row for row in PolicyPublication.objects.filter(version__in=versions)}
    people = names_of(
        {each.edited_by_id for each in versions if each.edited_by_id} | {row.published_by_id for row in live.values()}
    )
    rows = tuple(
        PolicyVersionRow(
            each.pk, each.number,
            "published" if each.pk in live else "submitted" if each.submitted_at else "draft",
            each.edited_by_id, people.get(each.edited_by_id or 0, "Fairway"), each.edited_at, each.submitted_by_id,
            each.submitted_at, people.get(live[each.pk].published_by_id, "") if each.pk in live else "",
            live[each.pk].published_at if each.pk in live else None,
        )
        for each in versions
    )  # fmt: skip
    shown = next((each for each in versions if each.number == number), None) if number else versions[0]
    if shown is None:
        raise NotFound(f"There is no version {number}.")
    checked = check(shown.text)
    words = describe(checked.policy) if checked.policy else ()
    return PolicyView(_row(one, versions, live), rows, shown.text, checked.problems, words)


def version_text(actor: Actor, version_id: int) -> str:
    """The document of one version. :raises NotFound: there is none."""
    text = PolicyVersion.objects.filter(pk=version_id).values_list("text", flat=True).first()
    if text is None:
        raise NotFound(f"There is no version {version_id}.")
    return text


def version_compare(actor: Actor, before_id: int, after_id: int) -> tuple[Difference, ...]:
    """What differs between two versions, in words. :raises Refused: one of them has errors."""
    before, after = check(version_text(actor, before_id)).policy, check(version_text(actor, after_id)).policy
    if before is None or after is None:
        raise Refused("One of the two has errors, so they can only be compared as text.")
    return compare(before, after)
