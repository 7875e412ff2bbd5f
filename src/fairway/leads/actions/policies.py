"""Write the routing policy, hand it over, publish it as a second person."""

from __future__ import annotations

import hashlib
from datetime import datetime

from fairway.kit import journal
from fairway.kit.access import Actor
from fairway.kit.jobs import defer_once
from fairway.leads.models import RoutingPublication, RoutingVersion
from fairway.leads.rules.policy import Routing, check
from fairway.leads.rules.refusals import ChangedMeanwhile, NotFound, Refused


def save_policy_draft(*, actor: Actor, now: datetime, text: str, began: str = "") -> int:
    """Keep a draft, sound or not; answers the version's number. After a publication it begins the next version.

    A change takes a submission back, since the second person must see what will be published. ``began`` is the digest
    of the text the writer began with: what somebody saved meanwhile is never replaced unseen.

    :raises ChangedMeanwhile: another text than ``began`` stands there by now.
    """
    actor.require("policies.edit")
    digest = hashlib.sha256(text.encode()).hexdigest()
    read = check(text).policy
    latest = RoutingVersion.objects.select_for_update().order_by("-number").first()
    if latest is not None and latest.digest == digest:
        return latest.number
    if latest is not None and began and latest.digest != began:
        raise ChangedMeanwhile(latest.number)
    values = {
        "text": text, "digest": digest, "title": read.title if read else "", "edited_by_id": actor.user_id,
        "edited_at": now, "submitted_by_id": None, "submitted_at": None,
    }  # fmt: skip
    if latest is None or RoutingPublication.objects.filter(version=latest).exists():
        latest = RoutingVersion.objects.create(number=1 if latest is None else latest.number + 1, **values)
    else:
        for name, value in values.items():
            setattr(latest, name, value)
        latest.save()
    _journal(actor, now, "saved", latest)
    return latest.number


def submit_policy(*, actor: Actor, now: datetime, version_id: int) -> None:
    """Hand a sound draft to a second person. :raises Refused: it has errors."""
    actor.require("policies.edit")
    version = _version(version_id)
    _sound(version)
    if version.submitted_at is not None:
        return
    version.submitted_by_id, version.submitted_at = actor.person, now
    version.save(update_fields=["submitted_by", "submitted_at"])
    _journal(actor, now, "submitted", version)


def publish_policy(*, actor: Actor, now: datetime, version_id: int, note: str = "", seen: str = "") -> int:
    """Publish a submitted version as a second person; leads are routed by it from now on.

    ``seen`` is the digest of the text that was read before deciding.

    :raises Refused: nobody handed it over, or the same person wrote it or did.
    :raises ChangedMeanwhile: the version holds another text than was seen.
    """
    actor.require("policies.publish")
    version = _version(version_id)
    if seen and seen != version.digest:
        raise ChangedMeanwhile(version.number)
    _sound(version)
    if version.submitted_at is None:
        raise Refused("Nobody has handed this text over: ask its author to, so that two people have read it.")
    if actor.person in {version.edited_by_id, version.submitted_by_id}:
        raise Refused("You wrote or submitted it yourself: publishing needs a second person.")
    made = RoutingPublication.objects.create(
        version=version, note=note.strip(), published_by_id=actor.person, published_at=now
    )
    _journal(actor, now, "published", version, note)
    defer_once("leads.route_waiting")
    return made.pk


def _journal(actor: Actor, now: datetime, what: str, version: RoutingVersion, reason: str = "") -> None:
    journal.record(
        actor=actor, now=now, verb=f"leads.policy.{what}", subject=f"leads.policy:{version.number}",
        reason=reason.strip(), payload={"number": version.number, "digest": version.digest},
    )  # fmt: skip


def _version(version_id: int) -> RoutingVersion:
    version = RoutingVersion.objects.select_for_update().filter(pk=version_id).first()
    if version is None:
        raise NotFound(f"There is no version {version_id}.")
    if RoutingPublication.objects.filter(version=version).exists():
        raise Refused(f"Version {version.number} is published and never changes: save a change as the next version.")
    return version


def _sound(version: RoutingVersion) -> Routing:
    checked = check(version.text)
    if checked.policy is None:
        first = checked.errors[0]
        raise Refused(
            f"The document has {len(checked.errors)} error(s), the first in line {first.line}: {first.message}"
        )
    return checked.policy
